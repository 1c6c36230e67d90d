"""`store`: the upkeep of the graph's store: snapshot, restore, check, compact, migrate."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.arguments import Subparsers, add_json, add_store, command, some_path
from api.commands.common import BROKEN, OK, Failure, no_store, put, put_json, remote_failure, say, show

if TYPE_CHECKING:
    from graph.store.health import Health


def add_to(commands: Subparsers) -> None:
    words = "chụp, phục hồi, kiểm tra, dọn kho dữ liệu / snapshot, restore, check, compact the store"
    group = commands.add_parser("store", help=words, description=words)
    found = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    one = command(
        found,
        take_snapshot,
        "chụp cả kho vào một tệp, kể cả khi đang có người đọc / copy the store to one file",
        "snapshot",
    )
    one.add_argument("file", type=some_path, metavar="TỆP", help="tệp ghi ra / the file to write")
    add_store(one)
    add_json(one)
    one = command(
        found,
        restore,
        "phục hồi kho từ bản chụp, sau khi đã kiểm tra bản chụp / restore the store from a snapshot",
    )
    one.add_argument("file", type=some_path, metavar="TỆP", help="bản chụp / the snapshot")
    add_store(one)
    add_json(one)
    for run, description in (
        (check, "kiểm tra kho còn nguyên vẹn không; mã thoát 1 nếu hỏng / check that the store is whole"),
        (compact, "bỏ những đời dữ liệu không còn ai đọc / remove generations that nobody reads"),
        (migrate, "chuyển kho của phiên bản cũ sang định dạng của bản này / bring an older store to this format"),
    ):
        one = command(found, run, description)
        add_store(one)
        add_json(one)


def take_snapshot(file: Path, store: Path, as_json: bool) -> int:
    """Write the store to one file."""
    from graph.store.snapshot import snapshot

    with _told(store):
        taken = snapshot(_on_disk(store), file)
    return show(
        dataclasses.asdict(taken),
        as_json,
        lambda: (
            f"Đã chụp đời {taken.generation} ({taken.quads} bộ bốn, {taken.files} tệp, {taken.bytes} byte) "
            f"vào «{file}»."
        ),
    )


def restore(file: Path, store: Path, as_json: bool) -> int:
    """Make a snapshot the graph of the store."""
    from graph.store.snapshot import restore as restore_from

    with _told(store):
        made = restore_from(file, _on_disk(store))
    if made.replaced is not None:
        say(f"Những tệp bị thay (sổ tệp, quyết định, nhật ký) được giữ ở «{made.replaced}».")
    told = dataclasses.asdict(made) | {"replaced": str(made.replaced) if made.replaced else None}
    return show(told, as_json, lambda: f"Đã phục hồi thành đời {made.generation} ({made.quads} bộ bốn).")


def check(store: Path, as_json: bool) -> int:
    """Say whether the store is whole: exit code 1 where it is not."""
    from graph.store.opening import is_remote
    from graph.store.upkeep import check as look

    with _told(store):
        health = _check_remote(store) if is_remote(store) else look(store)
    if as_json:
        put_json(dataclasses.asdict(health))
    else:
        for name, count in health.graphs.items():
            put(f"{count:>9}  {name}")
        put(f"Đời {health.generation}, định dạng {health.format}: {health.quads} bộ bốn, {len(health.graphs)} đồ thị.")
    for fault in health.faults:
        say(f"Lỗi: {fault}.")
    if not health.faults and not as_json:
        put("Kho nguyên vẹn.")
    return BROKEN if health.faults else OK


def compact(store: Path, as_json: bool) -> int:
    """Remove what nobody needs."""
    from graph.store.upkeep import compact as sweep

    with _told(store):
        freed = sweep(_on_disk(store))
    return show(
        dataclasses.asdict(freed),
        as_json,
        lambda: f"Đã bỏ {len(freed.generations)} đời cũ và {len(freed.leftovers)} phần nạp dở ({freed.bytes} byte).",
    )


def migrate(store: Path, as_json: bool) -> int:
    """Bring the store to the format of this version."""
    from graph.store.upkeep import migrate as bring

    with _told(store):
        before, after = bring(_on_disk(store))
    words = f"Đã chuyển kho từ định dạng {before} sang {after}." if before != after else f"Kho đã ở định dạng {after}."
    return show({"from": before, "to": after}, as_json, lambda: words)


def _on_disk(store: Path) -> Path:
    from graph.store.opening import is_remote

    if is_remote(store):
        raise Failure("Việc này chỉ làm được với kho trên đĩa; kho từ xa do máy chủ của nó sao lưu và dọn dẹp.")
    return store


def _check_remote(store: Path) -> Health:
    from graph.store.opening import address_of
    from graph.store.remote import RemoteStore

    with RemoteStore.open(address_of(store)) as opened:
        return opened.check()


@contextmanager
def _told(store: Path) -> Iterator[None]:
    """What can go wrong with a store, in one sentence."""
    from graph.store.errors import RemoteTrouble, StoreBusy, StoreNotFound

    try:
        yield
    except StoreNotFound:
        raise no_store(store) from None
    except StoreBusy:
        raise Failure(f"Đang có một lần nạp vào «{store}»; hãy đợi nó xong.") from None
    except RemoteTrouble as error:
        raise remote_failure(error) from None
    except OSError as error:
        text = str(error)
        raise Failure(f"{text[:1].upper()}{text[1:]}.") from None
