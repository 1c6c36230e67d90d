"""`changes` and `runs`: what the loads of a store changed, and how each was made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from api.commands.arguments import Subparsers, add_json, add_store, command, number
from api.commands.common import OK, Failure, put, put_json, say

_MOST_LOADS = 10_000


def add_to(commands: Subparsers) -> None:
    one = command(commands, changes, "lần nạp nào thêm, bớt, đổi những gì / what each load changed")
    one.add_argument(
        "--since",
        metavar="THẾ_HỆ|NGÀY",
        help="các lần nạp sau thế hệ này, hoặc từ ngày này (27/02/2026, 2026-02-27); mặc định chỉ lần cuối",
    )
    one.add_argument("--atom", action="store_true", help="in nguồn tin Atom (RFC 4287) / print an Atom feed")
    add_store(one, kept_here=True)
    add_json(one)
    one = command(commands, runs, "các lần nạp: chương trình, cấu hình, tệp đầu vào / how each load was made")
    one.add_argument("--last", type=number(int, 1, _MOST_LOADS), default=20, metavar="N", help="bao nhiêu lần cuối")
    one.add_argument("--rdf", choices=("turtle", "nquads"), help="in bằng PROV-O / print as PROV-O")
    add_store(one, kept_here=True)
    add_json(one)


def changes(since: str | None, atom: bool, store: Path, as_json: bool) -> int:
    """What changed since a generation or a day; without either, with the last load."""
    from graph.changelog import BadSince, history

    name = _current(store)
    try:
        found = history(store, name, since)
    except BadSince as error:
        raise Failure(f"{error}.") from None
    except OSError as error:
        raise Failure(f"Không đọc được sổ thay đổi của kho «{store}»: {error.strerror or error}.") from None
    if since is None and not atom:
        found["loads"] = found["loads"][:1]
        found["complete"] = bool(found["loads"])
    if not found["complete"]:
        say("Sổ thay đổi không đủ: có lần nạp trong khoảng này không còn được ghi.")
    if atom:
        from api.feed import atom as written
        from graph.identity import base_iri

        sys.stdout.flush()
        sys.stdout.buffer.write(written(found["loads"], base_iri(), f"{base_iri()}changes.atom"))
        return OK
    if as_json:
        put_json(found)
        return OK
    from api.feed import sentences, summary

    for one in found["loads"]:
        put(f"Thế hệ {one['generation']} ({one['when']}): {summary(one)}")
        for line in sentences(one):
            put(f"  {line}")
    if not found["loads"]:
        say("Không có lần nạp nào trong khoảng này.")
    return OK


def runs(last: int, rdf: str | None, store: Path, as_json: bool) -> int:
    """How the last loads were made, newest first."""
    from graph.runs import run_quads
    from graph.runs import runs as all_runs

    _current(store)
    found: list[dict[str, Any]] = all_runs(store)[:last]
    if rdf:
        from pyoxigraph import RdfFormat

        from graph.store.engine import serialize

        sys.stdout.flush()
        sys.stdout.buffer.write(serialize(run_quads(found), RdfFormat.TURTLE if rdf == "turtle" else RdfFormat.N_QUADS))
        return OK
    if as_json:
        put_json(found)
        return OK
    for one in found:
        counts, program = one["counts"], one["program"]
        put(
            f"Thế hệ {one['generation']}: {one['started']} đến {one['ended']}, {program.get('name', '')} "
            f"{program.get('version', '')}, {counts['files']} tệp, {counts['documents']} văn bản, "
            f"{counts['citations']} dẫn chiếu, {counts['tasks']} nhiệm vụ, {counts['problems']} vấn đề"
        )
        put(f"  bộ đọc {one['reader']}; đầu vào sha256:{one['inputs_digest']} ({len(one['inputs'])} tệp)")
    if not found:
        say("Sổ lần nạp chưa có gì.")
    return OK


def _current(store: Path) -> str:
    from graph.store.errors import StoreNotFound
    from graph.store.generations import current

    try:
        return current(store).name
    except StoreNotFound:
        raise Failure(f"Chưa có dữ liệu ở «{store}»; hãy chạy «danchieu ingest ĐƯỜNG_DẪN…» trước.") from None
