"""`export` and `validate`: the graph as a file, and whether it holds together."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from api.commands.arguments import Subparsers, add_json, add_store, command, number
from api.commands.common import BROKEN, OK, Failure, choosing, opened, put, put_json, say

MOST_NODES = 5000


def add_to(commands: Subparsers) -> None:
    one = command(commands, export, "xuất đồ thị ra tệp / write the graph to a file")
    one.add_argument(
        "format",
        metavar="ĐỊNH_DẠNG",
        help="turtle, jsonld, ntriples, nquads, graphml, gexf, dot, cytoscape, csv",
    )
    one.add_argument("--out", type=Path, metavar="TỆP", help="tệp ghi ra; mặc định là đầu ra chuẩn / default: stdout")
    one.add_argument("--of", metavar="VĂN_BẢN", help="chỉ vùng quanh văn bản này / only what is around this")
    one.add_argument("--depth", type=number(int, 1, 6), default=1, metavar="SỐ_BƯỚC", help="số bước / steps")
    one.add_argument(
        "--limit",
        type=number(int, 1, 1_000_000),
        default=None,
        metavar="SỐ_NÚT",
        help="cùng --of: nhiều nhất bao nhiêu nút (mặc định 5000)",
    )
    add_store(one)
    one = command(commands, validate, "kiểm tra đồ thị / check that the graph holds together")
    add_store(one)
    add_json(one)


def export(format: str, out: Path | None, of: str | None, depth: int, limit: int | None, store: Path) -> int:
    """Write the whole graph, or what is around one thing."""
    if limit is not None and not of:
        raise Failure("--limit chỉ dùng cùng --of: cả đồ thị thì không cắt bớt.")
    with opened(store) as graph, choosing(as_json=False):
        from api.ask import thing
        from graph import exports, questions

        try:
            wanted = exports.format_named(format)
        except exports.UnknownFormat:
            raise Failure(f"Không có định dạng «{format}»; có: {', '.join(exports.FORMATS)}.") from None
        if out is None and wanted.media_type == "application/zip" and sys.stdout.isatty():
            raise Failure("Đây là tệp nén; hãy chỉ nơi ghi bằng --out TỆP.")
        part = questions.neighbourhood(graph, thing(graph, of), depth, limit or MOST_NODES) if of else None
        data = exports.export(graph, wanted.name, part)
        if part is not None and part.graph.get("truncated"):
            say(f"Đã dừng ở {limit or MOST_NODES} nút; còn nút khác chưa xuất.")
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return OK
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Failure(f"Không ghi được «{out}»: {error.strerror or error}.") from None
    tables = ", tệp ZIP gồm ba bảng CSV" if wanted.media_type == "application/zip" else ""
    say(f"Đã ghi {out} ({len(data)} byte{tables}).")
    return OK


def validate(store: Path, as_json: bool) -> int:
    """Check the rules that cross edges; 1 where one is broken, with how often and some examples."""
    with opened(store) as graph:
        from graph.validate import validate as check

        broken = check(graph)
    if as_json:
        put_json([dataclasses.asdict(each) for each in broken])
    for each in () if as_json else broken:
        put(f"{each.rule}: {each.count} — {each.meaning}")
        for iri, detail in each.examples:
            put(f"    {iri}" + (f" ({detail})" if detail else ""))
    if not broken:
        say("Đồ thị giữ mọi quy tắc.")
    return BROKEN if broken else OK
