"""`ingest`: a store kept in step with files and folders."""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.arguments import Subparsers, add_json, add_registry, add_store, command, number, some_path
from api.commands.common import BAD_INPUT, OK, UNREADABLE, Failure, Progress, Told, put, put_json, remote_failure, say
from api.commands.reading import ready, write
from api.commands.registering import imported
from api.commands.settling import settle
from graph.store.opening import is_remote, publish, working_directory
from ingest.engines import NAMES, EngineTrouble, Name
from ingest.engines import engine as engine_of
from ingest.engines.places import BadUrl, Place, UrlTrouble, place_of, told

if TYPE_CHECKING:
    from ingest.engines import Engine
    from ingest.update import Report

_MOST_JOBS = 256
_TOLD = 200  # failures named at the terminal; a hostile archive has thousands
_SHOWN = 20  # names of one kind that a terminal is told; the report has them all


def add_to(commands: Subparsers) -> None:
    one = command(
        commands,
        ingest,
        "đọc tệp mới và tệp đã đổi, cập nhật đồ thị / read new and changed files, update the graph",
    )
    one.add_argument(
        "paths",
        nargs="+",
        type=_place,
        metavar="ĐƯỜNG_DẪN",
        help="tệp, thư mục, hoặc địa chỉ như s3://kho/van-ban (cần fsspec) / files, folders or URLs",
    )
    one.add_argument(
        "--prune", action="store_true", help="bỏ khỏi kho những tệp không còn trên đĩa / drop files that are gone"
    )
    one.add_argument(
        "--again", action="store_true", help="thử lại tệp từng hỏng vì hết giờ, hết bộ nhớ / retry what timed out"
    )
    one.add_argument("--watch", action="store_true", help="theo dõi thư mục, đọc ngay khi có thay đổi / keep watching")
    one.add_argument(
        "--jobs",
        type=number(int, 1, _MOST_JOBS),
        metavar="N",
        help="số tệp đọc cùng lúc; mặc định bằng số lõi / files read at once",
    )
    one.add_argument(
        "--engine",
        choices=NAMES,
        default=NAMES[0],
        help="đọc ở máy này, hay bằng dask trên nhiều máy / where files are read; mặc định local",
    )
    one.add_argument(
        "--scheduler",
        metavar="tcp://MÁY:CỔNG",
        help="bộ điều phối dask đang chạy; không có thì dựng ở máy này / address of a dask scheduler",
    )
    one.add_argument(
        "--parquet",
        type=some_path,
        metavar="DIR",
        help="ghi những gì đọc được của cả kho thành Parquet / write what was extracted as Parquet",
    )
    one.add_argument("--report", type=Path, metavar="FILE.json", help="ghi báo cáo của lần chạy / where to report")
    add_store(one)
    add_registry(one)
    add_json(one)


def _place(said: str) -> Place:
    try:
        found = place_of(said)
    except BadUrl as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return some_path(said) if found == Path(said) else found


def ingest(
    paths: Sequence[Place],
    store: Path,
    registry: Path | None,
    as_json: bool,
    prune: bool = False,
    again: bool = False,
    watch: bool = False,
    jobs: int | None = None,
    report: Path | None = None,
    engine: Name = "local",
    scheduler: str | None = None,
    parquet: Path | None = None,
) -> int:
    """Bring the store in step with the paths; with `watch`, again after every change until interrupted."""
    where = _engine(engine, scheduler, jobs)
    known = imported(registry)
    place, store = store, working_directory(store)
    ready(store)
    if report is not None:
        ready(report.parent)

    def once() -> int:
        begun = time.perf_counter()
        with _told_in_words(store):
            from ingest.update import update

            progress = Progress()
            try:
                found = update(
                    store,
                    paths,
                    registry=known,
                    prune=prune,
                    again=again,
                    engine=where,
                    parquet=parquet,
                    progress=progress.of_many,
                )
            finally:
                progress.done()
        if is_remote(place):
            _publish(place)
        told = as_data(found, time.perf_counter() - begun)
        if report is not None:
            write(report, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        code = _tell(found, told, as_json)
        if not is_remote(place):
            settle(store)
        return code

    if not watch:
        return once()
    for path in paths:
        if not isinstance(path, Path):
            raise Failure(f"Không theo dõi được «{told(path)}»: --watch chỉ theo dõi thư mục của máy này.")
    return _watch(once, [path for path in paths if isinstance(path, Path) and path.exists()])


def _engine(name: Name, scheduler: str | None, jobs: int | None) -> Engine:
    if scheduler is not None and name != "dask":
        raise Failure("--scheduler cần --engine dask.")
    if scheduler is not None and jobs is not None:
        raise Failure("--jobs không dùng cùng --scheduler: số tệp đọc cùng lúc là do các máy ở đó quyết định.")
    try:
        return engine_of(name, scheduler=scheduler, jobs=jobs)
    except EngineTrouble as error:
        raise _failure(error) from None


def _failure(error: Exception) -> Failure:
    text = str(error)
    return Failure(f"{text[:1].upper()}{text[1:]}.")


def _publish(place: Path) -> None:
    """Bring the remote store in step with the graph that has been put together here."""
    from graph.store.errors import RemoteTrouble, StoreBusy, StoreNotFound

    try:
        publish(place)
    except StoreNotFound:
        pass  # nothing could be read, and that is told
    except StoreBusy as error:
        raise Failure(f"{error}.") from None
    except RemoteTrouble as error:
        raise remote_failure(error) from None


def _watch(once: Callable[[], int], paths: Sequence[Path]) -> int:
    if not paths:
        raise Failure("Không có thư mục nào để theo dõi.")
    from ingest.watch import keep

    say("Đang theo dõi; dừng bằng Ctrl-C.")
    keep(partial(_whatever, once), paths)
    return OK


def _whatever(once: Callable[[], int]) -> None:
    """One round of watching: what it could not do has been told and does not end the watch."""
    try:
        once()
    except Failure as error:
        say(f"Lỗi: {error}")
    except Told:
        pass


@contextmanager
def _told_in_words(store: Path) -> Iterator[None]:
    """What can go wrong with a store, in one sentence."""
    from graph.registry import RegistryError
    from graph.store.errors import StoreBusy
    from ingest.parquet import TablesTrouble

    try:
        yield
    except (EngineTrouble, BadUrl, UrlTrouble, TablesTrouble) as error:
        raise _failure(error) from None
    except StoreBusy:
        raise Failure(f"Đang có một lần nạp khác vào «{store}»; hãy đợi nó xong.") from None
    except RegistryError as error:
        raise Failure(f"Danh mục hỏng: {error}.") from None
    except OSError as error:
        raise Failure(f"Không ghi được vào kho «{store}»: {error}.") from None


def as_data(found: Report, seconds: float) -> dict[str, Any]:
    """A report for programs: what the store holds, then what the run did."""
    done = dataclasses.asdict(found)
    held = done.pop("held")
    names = ("files", "documents", "instruments", "citations", "tasks", "problems", "quads", "generation")
    del done["refused"], done["partly"]  # of the inbox: their owners are told by the server
    done["failed"] = [{"path": f.member, "reason": f.reason} for f in found.failed]
    return {**{name: held.get(name, 0) for name in names}, "seconds": round(seconds, 3), **done}


def _tell(found: Report, told: dict[str, Any], as_json: bool) -> int:
    for path in found.missing:
        say(f"Lỗi: không có tệp hoặc thư mục «{path}».")
    for note in found.notes[:_TOLD]:
        say(f"Lưu ý: {note}.")
    for failure in found.failed[:_TOLD]:
        say(f"Lỗi: {failure.member}: {failure.reason}.")
    if len(found.failed) > _TOLD:
        say(f"… và {len(found.failed) - _TOLD} lỗi nữa; danh sách đủ ở --report TỆP.json hoặc --json.")
    if found.removed:
        say(f"Không còn trên đĩa, vẫn giữ trong kho (--prune để bỏ): {_some(found.removed)}.")
    if found.pruned:
        say(f"Đã bỏ khỏi kho: {_some(found.pruned)}.")
    if found.withdrawn:
        say(f"Không nạp vì đã được rút khỏi kho: {_some(found.withdrawn)}.")
    if found.skipped:
        say(f"Bỏ qua vì không phải văn bản: {_some(found.skipped)}.")
    if found.older:
        say(f"Đọc bằng phiên bản trước, nạp lại để đọc mới: {_some(found.older)}.")
    if found.reread:
        say(f"Không đổi nhưng đọc lại, vì bộ đọc đã khác: {len(found.reread)} tệp.")
    given = len(found.read) + len(found.changed) + len(found.unchanged)
    if as_json:
        put_json(told)
    elif found.held:
        put(
            f"Kho có {told['documents']} văn bản từ {told['files']} tệp: {told['tasks']} nhiệm vụ, "
            f"{told['citations']} dẫn chiếu đến {told['instruments']} văn bản, {told['problems']} vấn đề "
            f"cần xem ({told['quads']} bộ bốn)."
        )
        put(
            f"Lần này: {len(found.read)} tệp mới, {len(found.changed)} đã đổi, {len(found.unchanged)} không đổi, "
            f"{len(found.failed)} không đọc được, {len(found.removed) + len(found.pruned)} không còn "
            f"({told['seconds']:.1f} giây)."
        )
    if not given:
        if found.missing:
            return BAD_INPUT
        if not (found.removed or found.pruned):
            raise Failure("Không có tệp văn bản nào ở nơi đã chỉ.", UNREADABLE)
    elif not found.texts:
        raise Failure("Không đọc được tệp nào.", UNREADABLE)
    return BAD_INPUT if found.missing or found.failed else OK


def _some(paths: Sequence[str]) -> str:
    more = f" và {len(paths) - _SHOWN} tệp khác" if len(paths) > _SHOWN else ""
    return ", ".join(f"«{path}»" for path in paths[:_SHOWN]) + more
