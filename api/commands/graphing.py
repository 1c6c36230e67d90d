"""`export`: the graph as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from api.commands.arguments import Subparsers, add_choice, add_store, command, number
from api.commands.checking import VOCABULARIES, export_vocabulary
from api.commands.common import OK, UNKNOWN, Failure, choosing, opened, say

FORMATS = (
    "turtle", "jsonld", "ntriples", "nquads", "trig", "rdfxml", "graphml", "gexf", "dot", "cytoscape",
    "mermaid", "svg", "png", "csv", "parquet", "xlsx", "docx", "ics",
)  # fmt: skip
DIRECTIONS = ("in", "out", "both")


def add_to(commands: Subparsers) -> None:
    one = command(commands, export, "xuất đồ thị ra tệp / write the graph to a file")
    one.add_argument("format", metavar="ĐỊNH_DẠNG", help=", ".join((*FORMATS, *VOCABULARIES)))
    one.add_argument("--out", type=Path, metavar="TỆP", help="tệp ghi ra; mặc định là đầu ra chuẩn / default: stdout")
    one.add_argument(
        "--of",
        metavar="VĂN_BẢN",
        help="chỉ vùng quanh văn bản này (hoặc org/…, task/…) / only what is around this",
    )
    one.add_argument(
        "--depth",
        type=number(int, 1, 6),
        metavar="SỐ_BƯỚC",
        help="số bước; mặc định 1, với xlsx, docx, ics là mọi nhiệm vụ thực hiện văn bản / steps",
    )
    one.add_argument(
        "--direction",
        choices=DIRECTIONS,
        default="both",
        metavar="CHIỀU",
        help="cùng --of: in (đến nó), out (từ nó), both / along which edges",
    )
    one.add_argument(
        "--relation",
        action="append",
        default=[],
        metavar="QUAN_HỆ",
        help="chỉ quan hệ này, nhiều thì nhắc lại: implements, legalBasis, leadAgency… / only these edges",
    )
    one.add_argument(
        "--confidence", type=number(float, 0, 1), default=0.0, metavar="0-1", help="độ tin cậy ít nhất / at least"
    )
    one.add_argument("--since", metavar="NGÀY", help="chỉ văn bản ban hành từ ngày hoặc năm này / issued from")
    one.add_argument("--until", metavar="NGÀY", help="chỉ văn bản ban hành đến ngày hoặc năm này / issued until")
    one.add_argument(
        "--agency", metavar="CƠ_QUAN", help="chỉ nhiệm vụ của cơ quan này (tên đầy đủ hoặc org/…) / only its tasks"
    )
    one.add_argument(
        "--limit",
        type=number(int, 1, 1_000_000),
        default=None,
        metavar="SỐ_NÚT",
        help="cùng --of: nhiều nhất bao nhiêu nút (mặc định 5000)",
    )
    add_choice(one)
    add_store(one)


def export(format: str, out: Path | None, store: Path, **filters: Any) -> int:
    """Write the whole graph, or the part that the filters leave; 4 where they leave nothing."""
    if format in VOCABULARIES:
        return export_vocabulary(format, out, filters)
    if filters["limit"] is not None and not filters["of"]:
        raise Failure("--limit chỉ dùng cùng --of: cả đồ thị thì không cắt bớt.")
    with opened(store) as graph, choosing(as_json=False):
        from api.selecting import selection
        from graph import exports

        try:
            wanted = exports.format_named(format)
        except exports.UnknownFormat:
            known = ", ".join((*exports.FORMATS, *VOCABULARIES))
            raise Failure(f"Không có định dạng «{format}»; có: {known}.") from None
        if out is None and not wanted.text and sys.stdout.isatty():
            raise Failure(f"«{wanted.name}» không phải là chữ để xem ở đây; hãy chỉ nơi ghi bằng --out TỆP.")
        try:
            found = exports.export_selected(graph, wanted.name, selection(graph, **filters))
        except exports.BadSelection as error:
            raise Failure(f"{_sentence(str(error))}") from None
        except exports.NeedsInstrument:
            raise Failure(f"«{wanted.name}» là báo cáo thực hiện một văn bản; hãy chỉ văn bản bằng --of.") from None
        except (exports.MissingTool, exports.DrawingFailed) as error:
            raise Failure(str(error)) from None
    for remark in found.remarks:
        say(remark)
    if out is None:
        sys.stdout.buffer.write(found.data)
        sys.stdout.buffer.flush()
        return UNKNOWN if found.empty else OK
    try:
        out.write_bytes(found.data)
    except OSError as error:
        raise Failure(f"Không ghi được «{out}»: {error.strerror or error}.") from None
    tables = {"csv": ", tệp ZIP gồm ba bảng CSV", "parquet": ", tệp ZIP gồm ba bảng Parquet"}.get(wanted.name, "")
    say(f"Đã ghi {out} ({len(found.data)} byte{tables}).")
    return UNKNOWN if found.empty else OK


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
