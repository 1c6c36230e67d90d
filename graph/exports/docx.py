"""A report of one instrument's implementation, in the style of a Vietnamese office.

Page, margins, type and page numbers follow the annex of Nghị định 30/2020/NĐ-CP: A4, Times New Roman 13-14,
page numbers centred at the top from the second page on. The page lies on its side, for the tables' sake.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import known, summaries, unsettled
from graph.answers.problems import problems
from graph.answers.rows import Json
from graph.exports.cleaning import clean, in_words, one_line
from graph.exports.failures import NeedsInstrument, missing_library
from graph.exports.networks import Part
from graph.exports.packing import without_clock
from graph.exports.remarks import NO_TASKS
from graph.exports.worksheet import TaskLine, lines_of, name_of, place_words, short_paths
from graph.store.base import Store

if TYPE_CHECKING:
    import networkx as nx

_FONT = "Times New Roman"
_BODY, _IN_TABLE = 13, 12
_MOST_PROBLEMS = 100_000
_TASKS = (("STT", 1.2), ("Nhiệm vụ (trích nguyên văn)", 8.1), ("Chủ trì", 4.0), ("Phối hợp", 3.6))
_WHERE = (("Thời hạn", 2.7), ("Nơi nói", 5.0))


def report(store: Store, graph: nx.MultiDiGraph[str]) -> bytes:
    """The report on the instrument that `graph` is around, of the tasks that are in `graph`.

    Raises NeedsInstrument where it is around none, MissingTool where python-docx is not installed.
    """
    start: str = graph.graph.get("of") or ""
    if start not in graph or graph.nodes[start]["kind"] != "instrument":
        raise NeedsInstrument("DOCX là báo cáo thực hiện một văn bản: hãy cho biết văn bản nào (of).")
    try:
        import docx  # noqa: F401
    except ImportError:
        raise missing_library("DOCX", "python-docx") from None

    about = known(store, start)
    found = [one for one in tasks_implementing(store, start)["tasks"] if one["iri"] in graph]
    lines = {line.iri: line for line in lines_of(store, Part(store, graph), (one["iri"] for one in found))}
    between = list(dict.fromkeys(hop for one in found for hop in one["chain"]))
    names = {iri: name_of(one) for iri, one in summaries(store, {start, *between}).items()}
    paper = _Paper(f"Báo cáo thực hiện {names[start]}")
    paper.title("BÁO CÁO", f"Các nhiệm vụ thực hiện {names[start]}")
    if graph.graph.get("scope"):
        paper.say(f"Phạm vi: {clean(graph.graph['scope'])}.", italic=True)
    if not found:
        paper.say(NO_TASKS, italic=True)
    if graph.graph.get("truncated"):
        paper.say("Báo cáo đã bị cắt bớt ở giới hạn số nút: còn nhiệm vụ khác chưa nêu.", italic=True)
    _about(paper, about)
    _figures(paper, found, lines)
    _direct(paper, [lines[one["iri"]] for one in found if one["direct"]])
    _indirect(paper, found, lines, names)
    _between(paper, graph, between, found, names)
    _doubts(store, paper, start, between, list(lines.values()))
    return paper.data()


def _about(paper: _Paper, about: Json) -> None:
    paper.heading("I. VĂN BẢN")
    facts = (
        ("Loại, số, ký hiệu", " ".join(part for part in (about["type"], about["symbol"]) if part)),
        ("Ngày ban hành", in_words(about["date"])),
        ("Cơ quan ban hành", about["issuer"]),
        ("Trích yếu", about["title"]),
        ("Toàn văn", "có trong kho" if about["held"] else "không có trong kho, chỉ biết qua các văn bản dẫn đến"),
    )
    for name, value in facts:
        paper.say(f"{name}: {one_line(value) or 'không rõ'}")


def _figures(paper: _Paper, found: list[Json], lines: dict[str, TaskLine]) -> None:
    direct = sum(one["direct"] for one in found)
    paper.heading("II. TÓM TẮT")
    paper.say(
        f"Có {len(found)} nhiệm vụ thực hiện văn bản này: {direct} nhiệm vụ nêu đích danh, "
        f"{len(found) - direct} nhiệm vụ qua văn bản khác."
    )
    led = sum(bool(line.lead) for line in lines.values())
    due = sum(bool(line.deadlines) for line in lines.values())
    paper.say(f"{led} nhiệm vụ có nêu cơ quan chủ trì; {due} nhiệm vụ có nêu thời hạn.")


def _direct(paper: _Paper, lines: list[TaskLine]) -> None:
    paper.heading("III. NHIỆM VỤ NÊU ĐÍCH DANH VĂN BẢN")
    if not lines:
        paper.say("Không có.")
        return
    paper.tasks(lines)


def _indirect(paper: _Paper, found: list[Json], lines: dict[str, TaskLine], names: dict[str, str]) -> None:
    paper.heading("IV. NHIỆM VỤ THỰC HIỆN QUA VĂN BẢN KHÁC")
    ways: dict[tuple[str, ...], list[TaskLine]] = {}
    for one in found:
        if not one["direct"]:
            ways.setdefault(tuple(one["chain"]), []).append(lines[one["iri"]])
    if not ways:
        paper.say("Không có.")
    for number, chain in enumerate(sorted(ways, key=lambda way: (len(way), way)), 1):
        paper.subheading(f"{number}. Qua {' → '.join(names.get(hop, hop) for hop in chain)}")
        paper.tasks(ways[chain])


def _between(
    paper: _Paper, graph: nx.MultiDiGraph[str], between: list[str], found: list[Json], names: dict[str, str]
) -> None:
    paper.heading("V. VĂN BẢN TRUNG GIAN VÀ CHỖ NÓI ĐIỀU ĐÓ")
    if not between:
        paper.say("Không có.")
        return
    pieces = {piece["citation"]: piece for one in found for piece in one["evidence"] if piece["citation"]}
    short = short_paths(piece["source"] for piece in pieces.values())
    proof: dict[str, dict[tuple[str, str], None]] = {iri: {} for iri in between}
    for iri in between:
        # By who carries out and not by the text that says so: that one instrument carries out another is often
        # said by a third.
        for _, _, citation in sorted(graph.out_edges(iri, keys=True)) if iri in graph else ():
            if (piece := pieces.get(citation)) is not None:
                place = place_words(piece["path"], short[piece["source"]], piece["page"])
                proof[iri][clean(piece["quote"]), place] = None
    rows = [
        (str(number), names.get(iri, iri), "\n".join(f"«{one_line(quote)}»" for quote, _ in proof[iri]) or "—",
         "\n".join(dict.fromkeys(place for _, place in proof[iri])) or "—")
        for number, iri in enumerate(between, 1)
    ]  # fmt: skip
    paper.table((("STT", 1.2), ("Văn bản", 8.0), ("Trích nguyên văn", 8.4), ("Nơi nói", 7.0)), rows)


def _doubts(store: Store, paper: _Paper, start: str, between: list[str], lines: list[TaskLine]) -> None:
    paper.heading("VI. ĐIỀU CHƯA XÁC ĐỊNH ĐƯỢC")
    mentions = unsettled(store, NamedNode(start))
    about = {start, *between}
    doubts = [one for one in problems(store, limit=_MOST_PROBLEMS) if {i["iri"] for i in one["instruments"]} & about]
    idle = [line for line in lines if not line.lead]
    endless = [line for line in lines if not line.deadlines]
    if not (mentions or doubts or idle or endless):
        paper.say("Không có.")
        return
    if idle or endless:
        paper.say(
            f"{len(idle)} nhiệm vụ không nêu cơ quan chủ trì; {len(endless)} nhiệm vụ không nêu thời hạn "
            "(ô để trống trong các bảng trên)."
        )
    if mentions:
        paper.subheading("Lượt nhắc có thể là văn bản này, hoặc ở trong văn bản này, chưa rõ chỉ văn bản nào")
        short = short_paths(one["source"] for one in mentions)
        rows = [
            (
                str(number),
                f"«{one_line(one['quote'])}»",
                "\n".join(name_of(other) for other in one["candidates"]) or "không văn bản nào khớp",
                place_words(one["path"], short[one["source"]], one["page"]),
            )
            for number, one in enumerate(mentions, 1)
        ]
        paper.table((("STT", 1.2), ("Trích nguyên văn", 7.5), ("Có thể là", 9.0), ("Nơi nói", 7.0)), rows)
    if doubts:
        paper.subheading("Vấn đề của văn bản này và các văn bản trung gian")
        for one in doubts:
            where = f" ({one_line(one['source'])})" if one["source"] else ""
            paper.say(f"- {one_line(one['message'])}{where}.")


class _Paper:
    """A document that is written from top to bottom."""

    def __init__(self, title: str) -> None:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm, Pt

        self._document = Document()
        self._document.core_properties.title = title[:250]
        self._document.core_properties.author = "Dẫn Chiếu"
        self._document.core_properties.comments = ""
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin, section.bottom_margin = Cm(2), Cm(2)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = _FONT, Pt(_BODY)
        style.element.rPr.rFonts.set(_name("w:eastAsia"), _FONT)
        style.paragraph_format.space_after = Pt(6)
        section.different_first_page_header_footer = True
        self._page_number(section.header.paragraphs[0])

    def title(self, first: str, second: str) -> None:
        self._paragraph(first, size=14, bold=True, centred=True, after=0)
        self._paragraph(second, size=14, bold=True, centred=True, after=12)

    def heading(self, text: str) -> None:
        self._paragraph(text, bold=True, keep=True)

    def subheading(self, text: str) -> None:
        self._paragraph(text, bold=True, italic=True, keep=True)

    def say(self, text: str, italic: bool = False) -> None:
        self._paragraph(text, italic=italic)

    def tasks(self, lines: Iterable[TaskLine]) -> None:
        """The table of tasks; a cell is empty where the text names nobody or no time."""
        rows = [
            (
                str(number),
                one_line(line.text),
                "\n".join(line.lead),
                "\n".join(line.coordinating),
                line.deadline_words,
                f"{line.assigned_by}\n{line.place}",
            )
            for number, line in enumerate(lines, 1)
        ]
        self.table((*_TASKS, *_WHERE), rows)

    def table(self, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]]) -> None:
        """A ruled table whose headings come again on each page; widths in centimetres."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Cm

        rows = list(rows)
        table = self._document.add_table(rows=1 + len(rows), cols=len(columns))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, (_, width) in zip(table.columns, columns, strict=True):
            column.width = Cm(width)
        # All cells in one go: to ask python-docx for the cells of one row after another takes time that
        # grows with the square of the rows.
        cells = list(table._cells)
        texts = [[name for name, _ in columns], *rows]
        for number, row in enumerate(texts):
            for place, text in enumerate(row):
                cell = cells[number * len(columns) + place]
                cell.width = Cm(columns[place][1])
                self._fill(cell.paragraphs[0], text, size=_IN_TABLE, bold=number == 0, centred=number == 0, after=0)
        self._mark(table.rows[0], "w:tblHeader")
        for row in table.rows:
            self._mark(row, "w:cantSplit")
        self._paragraph("", after=0)

    def data(self) -> bytes:
        out = io.BytesIO()
        self._document.save(out)
        timeless = io.BytesIO()
        without_clock(out, timeless)
        return timeless.getvalue()

    def _paragraph(self, text: str, **looks: Any) -> None:
        self._fill(self._document.add_paragraph(), text, **looks)

    def _fill(
        self,
        paragraph: Any,
        text: str,
        size: int = _BODY,
        bold: bool = False,
        italic: bool = False,
        centred: bool = False,
        keep: bool = False,
        after: int | None = None,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        run = paragraph.add_run(clean(text))
        run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        if after is not None:
            paragraph.paragraph_format.space_after = Pt(after)

    @staticmethod
    def _mark(row: Any, mark: str) -> None:
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement(mark))

    @staticmethod
    def _page_number(paragraph: Any) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement

        field = OxmlElement("w:fldSimple")
        field.set(_name("w:instr"), "PAGE")
        paragraph._p.append(field)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _name(prefixed: str) -> str:
    from docx.oxml.ns import qn

    name: str = qn(prefixed)
    return name
