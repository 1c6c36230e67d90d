"""`export`: the graph as a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

from api.commands.arguments import Subparsers, add_choice, add_store, command, number
from api.commands.checking import VOCABULARIES, export_vocabulary
from api.commands.common import OK, UNKNOWN, Failure, choosing, opened, say

if TYPE_CHECKING:
    from graph.exports import Prepared

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
        "--agency",
        metavar="CƠ_QUAN",
        help="chỉ nhiệm vụ của cơ quan này (tên, không cần dấu, hoặc org/…) / only its tasks",
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
            with exports.prepare(graph, wanted.name, selection(graph, **filters)) as made:
                for remark in made.remarks:
                    say(remark)
                size = _written(made, out)
        except exports.BadSelection as error:
            raise Failure(f"{_sentence(str(error))}") from None
        except exports.NeedsInstrument:
            raise Failure(f"«{wanted.name}» là báo cáo thực hiện một văn bản; hãy chỉ văn bản bằng --of.") from None
        except (exports.MissingTool, exports.DrawingFailed) as error:
            raise Failure(str(error)) from None
        except exports.SpoolFull as error:
            raise Failure(_sentence(str(error))) from None
    if out is not None:
        tables = {"csv": ", tệp ZIP gồm ba bảng CSV", "parquet": ", tệp ZIP gồm ba bảng Parquet"}.get(wanted.name, "")
        say(f"Đã ghi {out} ({size} byte{tables}).")
    return UNKNOWN if made.empty else OK


def _written(made: Prepared, out: Path | None) -> int:
    """Write an export to a file, which appears whole or not at all, or to standard output; how many bytes it is."""
    from graph.store.errors import StoreUnusable

    if out is None:
        made.write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return 0
    try:
        if out.exists() and not out.is_file():  # a pipe, or a device: there is nothing to put in its place
            with out.open("wb") as file:
                made.write(file)
            return 0
        target = out.resolve()
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            try:
                made.write(cast("IO[bytes]", file))
                size = file.tell()
                os.fchmod(file.fileno(), target.stat().st_mode if target.exists() else 0o666 & ~_umask())
                os.replace(file.name, target)
            except BaseException:
                os.unlink(file.name)
                raise
        return size
    except OSError as error:
        if isinstance(error, StoreUnusable):
            raise
        raise Failure(f"Không ghi được «{out}»: {error.strerror or error}.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
