"""Parquet and XLSX, each read again by its own library and by another."""

from __future__ import annotations

import builtins
import datetime
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.exports import MissingTool, Selection, export, export_selected
from graph.exports.xlsx import _CUT, CITATIONS, INSTRUMENTS, TASKS
from graph.identity import agency_iri
from graph.model import Corpus
from graph.network import export_graph, neighbourhood
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.exports.conftest import AWKWARD, FORMULAS
from tests.graph.small_corpus import CT19, DISTRICTS, DONRE, NQ33, Draft, small_corpus


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["parquet", "xlsx"])
def test_equal_graphs_are_equal_bytes(store: OxigraphStore, name: str) -> None:
    again = in_memory(small_corpus())
    assert export(store, name) == export(again, name)
    assert export(store, name, neighbourhood(store, CT19.iri)) == export(again, name, neighbourhood(again, CT19.iri))


def test_parquet_is_read_by_pandas_and_duckdb_alike(store: OxigraphStore, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="chưa cài pandas")
    duckdb = pytest.importorskip("duckdb", reason="chưa cài duckdb")
    pytest.importorskip("pyarrow", reason="chưa cài pyarrow")
    whole = export_graph(store)
    files = parts(export(store, "parquet"))
    assert list(files) == ["nodes.parquet", "edges.parquet", "tasks.parquet"]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    nodes, edges, tasks = (pandas.read_parquet(tmp_path / name) for name in files)
    assert set(nodes["iri"]) == set(whole)
    assert len(edges) == whole.number_of_edges()
    assert nodes["held"].dropna().map(type).eq(bool).all()
    base = duckdb.connect()
    for name in files:
        base.execute(f"CREATE VIEW {name.partition('.')[0]} AS SELECT * FROM read_parquet('{tmp_path / name}')")
    lone = (
        'SELECT count(*) FROM edges WHERE "from" NOT IN (SELECT iri FROM nodes) OR "to" NOT IN (SELECT iri FROM nodes)'
    )
    assert base.execute(lone).fetchone() == (0,)
    assert base.execute("SELECT count(*) FROM edges WHERE citation IS NULL AND quote IS NOT NULL").fetchone() == (0,)
    row = base.execute("SELECT text, lead, coordinating, deadline FROM tasks WHERE text LIKE 'Thu gom%'").fetchone()
    assert row is not None
    assert row[1:] == ([DONRE], [DISTRICTS], datetime.date(2024, 12, 31))
    quarterly = base.execute(
        "SELECT d.days FROM (SELECT unnest(deadlines) AS d FROM tasks) WHERE d.recurrence IS NOT NULL"
    )
    assert quarterly.fetchall() == [([15, 30],)]
    assert len(tasks) == base.execute("SELECT count(*) FROM tasks").fetchone()[0]  # type: ignore[index]


def test_an_empty_part_has_the_same_columns(store: OxigraphStore) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="chưa cài pyarrow")
    alone = neighbourhood(store, CT19.iri, depth=0)
    whole, none = parts(export(store, "parquet")), parts(export(store, "parquet", alone))
    for name in whole:
        assert parquet.read_schema(io.BytesIO(whole[name])) == parquet.read_schema(io.BytesIO(none[name]))


def sheets(data: bytes) -> Any:
    openpyxl = pytest.importorskip("openpyxl", reason="chưa cài openpyxl")
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(data: bytes, sheet: str = "Nhiệm vụ") -> list[dict[str, Any]]:
    heading, *found = list(sheets(data)[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(heading, row, strict=True)) for row in found]


def test_the_sheet_of_tasks_is_what_an_officer_hands_on(
    store: OxigraphStore, implementing: nx.MultiDiGraph[str]
) -> None:
    data = export(store, "xlsx", implementing)
    found = {row["Nhiệm vụ"].split()[0]: row for row in rows(data)}
    assert set(found) == {"Thu", "Bố", "Lắp"}
    collect = found["Thu"]
    assert collect["Chủ trì"] == DONRE
    assert collect["Phối hợp"] == DISTRICTS
    assert collect["Thời hạn"] == "trước ngày 31/12/2024"
    assert collect["Ngày cuối"] == datetime.datetime(2024, 12, 31)
    assert "Triển khai thực hiện: Chỉ thị 19-CT/TU ngày 11/06/2020" in collect["Căn cứ / thực hiện văn bản"]
    assert collect["Nơi nói (điều khoản, tệp, trang)"] == "Điều 2 > 4 > đoạn 1\nnghi-quyet-33.txt"
    assert collect["Trích nguyên văn"] == "Thu gom hết rác tồn đọng theo Chỉ thị số 19-CT/TU trước ngày 31/12/2024."
    # It cites nothing: what it comes from is what its plan as a whole carries out.
    assert (
        "Kế hoạch 88/KH-UBND ngày 20/02/2024 (thực hiện Kết luận 120-KL/TU ngày 07/05/2021)"
        in (found["Lắp"]["Căn cứ / thực hiện văn bản"])
    )
    assert [row["STT"] for row in rows(data)] == [1, 2, 3]


def test_a_task_outside_the_filter_is_not_listed(store: OxigraphStore) -> None:
    data = export_selected(store, "xlsx", Selection(of=CT19.iri, agency=agency_iri(DONRE))).data
    assert [row["Nhiệm vụ"].split()[0] for row in rows(data)] == ["Thu"]


def test_the_sheets_are_frozen_filtered_wrapped_and_fit_a4_on_its_side(store: OxigraphStore) -> None:
    book = sheets(export(store, "xlsx"))
    assert book.sheetnames == ["Nhiệm vụ", "Văn bản", "Dẫn chiếu"]
    for sheet, columns in zip(book, (TASKS, INSTRUMENTS, CITATIONS), strict=True):
        assert [cell.value for cell in sheet[3]] == [name for name, _ in columns]
        assert sheet.freeze_panes == "A4"
        assert sheet.auto_filter.ref.startswith("A3:")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # Fitted to the width of a page: wider than this it is printed at less than four fifths of its size.
        assert sum(width for _, width in columns) <= 165
        assert sheet.print_title_rows == "$3:$3"
        assert all(cell.alignment.wrap_text and cell.font.name == "Times New Roman" for cell in sheet[4])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 5 for cell in sheet[3])


def test_pandas_reads_every_instrument_and_citation(store: OxigraphStore) -> None:
    pandas = pytest.importorskip("pandas", reason="chưa cài pandas")
    data = export(store, "xlsx")
    whole = export_graph(store)
    instruments = pandas.read_excel(io.BytesIO(data), sheet_name="Văn bản", header=2)
    assert set(instruments["Định danh"]) == {n for n, about in whole.nodes(data=True) if about["kind"] == "instrument"}
    citations = pandas.read_excel(io.BytesIO(data), sheet_name="Dẫn chiếu", header=2)
    assert len(citations) == sum("quote" in about for *_, about in whole.edges(data=True))
    assert set(citations["Quan hệ"]) >= {"căn cứ", "triển khai thực hiện", "bãi bỏ"}


def test_nothing_in_the_workbook_is_a_formula(awkward: OxigraphStore) -> None:
    data = export(awkward, "xlsx")
    texts = {row["Trích nguyên văn"] for row in rows(data)}
    assert set(FORMULAS) <= texts
    xml = parts(data)
    assert not any(re.search(rb"<(\w+:)?f[ >]", content) for name, content in xml.items() if "worksheets/" in name)
    for sheet in sheets(data):
        for row in sheet.iter_rows(min_row=4):
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value[:1] in "=+-@") or cell.quotePrefix


def test_awkward_text_is_kept_but_for_what_xml_forbids(awkward: OxigraphStore) -> None:
    wanted = AWKWARD.replace("\x0c", " ").replace("\x00", " ").replace("\ufffe", " ")
    assert wanted in {row["Trích nguyên văn"] for row in rows(export(awkward, "xlsx"))}


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    f = Draft("dài.txt", NQ33)
    f.task(f.say("Điều 1", "rất dài " * 5000))
    (row,) = rows(export(in_memory(Corpus([f.done()], {NQ33.iri: NQ33})), "xlsx"))
    assert len(row["Trích nguyên văn"]) == 32_767
    assert row["Trích nguyên văn"].endswith(_CUT)
    assert len(row["Nhiệm vụ"]) <= 200


@pytest.mark.parametrize(
    ("format", "library", "of"),
    [("parquet", "pyarrow", None), ("xlsx", "openpyxl", None), ("ics", "icalendar", None), ("docx", "docx", CT19.iri)],
)
def test_a_library_that_is_absent_is_named_in_one_sentence(
    store: OxigraphStore, monkeypatch: pytest.MonkeyPatch, format: str, library: str, of: str | None
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingTool, match="pip install"):
        export_selected(store, format, Selection(of=of))


def test_no_heavy_library_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, graph.exports; print(sorted({'pyarrow','openpyxl','docx','icalendar'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
