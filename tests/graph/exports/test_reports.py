"""The report (DOCX) and the calendar (ICS), read again by their own libraries and by others."""

from __future__ import annotations

import dataclasses
import datetime
import io
import zipfile
from typing import Any

import networkx as nx
import pytest

from graph.exports import NeedsInstrument, Selection, export, export_selected
from graph.exports.selection import chosen
from graph.identity import agency_iri
from graph.model import Corpus, Deadline
from graph.network import neighbourhood
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import CT17_2020, CT19, DISTRICTS, DONRE, FINANCE, KL120, NQ33, Draft, small_corpus


def docx_of(store: OxigraphStore, iri: str, **more: Any) -> Any:
    docx = pytest.importorskip("docx", reason="chưa cài python-docx")
    return docx.Document(io.BytesIO(export_selected(store, "docx", Selection(of=iri, **more)).data))


def words(document: Any) -> str:
    paragraphs = [p.text for p in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join((*paragraphs, *cells))


@pytest.mark.parametrize("name", ["docx", "ics"])
def test_equal_graphs_are_equal_bytes(store: OxigraphStore, name: str) -> None:
    again = in_memory(small_corpus())
    part = Selection(of=CT19.iri)
    assert export_selected(store, name, part) == export_selected(again, name, part)


def test_the_report_tells_direct_tasks_then_those_through_other_instruments(store: OxigraphStore) -> None:
    document = docx_of(store, CT19.iri)
    said = [p.text for p in document.paragraphs if p.text]
    assert said[:2] == ["BÁO CÁO", "Các nhiệm vụ thực hiện Chỉ thị 19-CT/TU ngày 11/06/2020"]
    assert any("3 nhiệm vụ" in line and "1 nhiệm vụ nêu đích danh" in line for line in said)
    direct, *rest = document.tables
    assert [cell.text for cell in direct.rows[0].cells][2:] == ["Chủ trì", "Phối hợp", "Thời hạn", "Nơi nói"]
    assert len(direct.rows) == 2
    number, quote, lead, helper, due, place = (cell.text for cell in direct.rows[1].cells)
    assert (number, lead, helper, due) == ("1", DONRE, DISTRICTS, "trước ngày 31/12/2024")
    assert quote == "Thu gom hết rác tồn đọng theo Chỉ thị số 19-CT/TU trước ngày 31/12/2024."
    assert place == "Nghị quyết 33/NQ-HĐND ngày 11/07/2024\nĐiều 2 > 4 > đoạn 1\nnghi-quyet-33.txt"
    ways = [line for line in said if " Qua " in line]
    assert ways == [
        "1. Qua Kết luận 120-KL/TU ngày 07/05/2021",
        "2. Qua Kế hoạch 88/KH-UBND ngày 20/02/2024 → Kết luận 120-KL/TU ngày 07/05/2021",
    ]
    assert "Lắp thùng rác" in rest[1].rows[1].cells[1].text
    assert "120-KL/TU" in rest[-1].rows[1].cells[2].text


def test_where_a_third_says_that_one_carries_out_another_is_told(store: OxigraphStore) -> None:
    f = Draft("ba-bên.txt", NQ33)
    place = f.say("Điều 1", "Thực hiện Kết luận 120-KL/TU về đẩy mạnh Chỉ thị 19-CT/TU.")
    f.cite(place, "120-KL/TU", KL120, "implements", f.task(place))
    f.cite(place, "19-CT/TU", CT19, "implements", KL120.iri)
    document = docx_of(in_memory(Corpus([f.done()], {i.iri: i for i in (NQ33, CT19, KL120)})), CT19.iri)
    between = next(t for t in document.tables if t.rows[0].cells[1].text == "Văn bản")
    assert [cell.text for cell in between.rows[1].cells][2:] == ["«19-CT/TU»", "Điều 1\nba-bên.txt"]


def test_the_report_tells_what_could_not_be_settled(store: OxigraphStore) -> None:
    text = words(docx_of(store, CT17_2020.iri))
    assert "«17-CT/TU»" in text
    assert "Chỉ thị 17-CT/TU ngày 27/02/2020\nChỉ thị 17-CT/TU ngày 14/10/2022" in text
    assert "120-KL/TU mang hai ngày" in words(docx_of(store, CT19.iri))
    assert "Không có." in words(docx_of(store, CT17_2020.iri))


def test_the_report_keeps_to_its_filter(store: OxigraphStore) -> None:
    text = words(docx_of(store, CT19.iri, agency=agency_iri(FINANCE)))
    assert "Bố trí kinh phí" in text
    assert "Thu gom" not in text
    assert FINANCE in text
    assert "Lắp thùng" not in words(docx_of(store, CT19.iri, depth=1))


def test_the_report_is_on_a4_in_times_new_roman(store: OxigraphStore) -> None:
    from docx.shared import Cm, Pt

    document = docx_of(store, CT19.iri)
    (section,) = document.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)
    assert section.left_margin >= Cm(3) - Pt(1)
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(13)
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= room
        assert b"tblHeader" in table.rows[0]._tr.xml.encode()
    with zipfile.ZipFile(io.BytesIO(export_selected(store, "docx", Selection(of=CT19.iri)).data)) as archive:
        assert any(b"PAGE" in archive.read(name) for name in archive.namelist() if "header" in name)


def test_our_own_reader_finds_the_same_words_in_the_report(store: OxigraphStore) -> None:
    from ingest.readers.docx import read_docx

    text = read_docx(export_selected(store, "docx", Selection(of=CT19.iri)).data, "báo cáo.docx").text
    for told in ("Thu gom hết rác", "Bố trí kinh phí", "Lắp thùng rác", DONRE, "trước ngày 31/12/2024"):
        assert told in text


def test_awkward_text_is_reported(awkward: OxigraphStore) -> None:
    assert '"ngay" <việc> & theo 19-CT/TU' in words(docx_of(awkward, CT19.iri))


def test_a_report_is_of_one_instrument(store: OxigraphStore) -> None:
    with pytest.raises(NeedsInstrument):
        export(store, "docx")
    with pytest.raises(NeedsInstrument):
        export_selected(store, "docx", Selection(of=agency_iri(DONRE)))
    with pytest.raises(NeedsInstrument):
        export(store, "docx", neighbourhood(store, CT19.iri))


def events(data: bytes) -> list[Any]:
    icalendar = pytest.importorskip("icalendar", reason="chưa cài icalendar")
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def told(event: Any, name: str) -> Any:
    found = event[name]
    return getattr(found, "dt", found)


def of_deadlines(*deadlines: Deadline, date: str | None = "2024-07-11") -> list[Any]:
    f = Draft("x.txt", NQ33)
    f.task(f.say("Điều 1", "Báo cáo kết quả."), deadlines=list(deadlines))
    own = dataclasses.replace(NQ33, date=date)
    return events(export(in_memory(Corpus([f.done()], {NQ33.iri: own})), "ics"))


def test_a_deadline_is_a_whole_day_with_its_quote_and_place(
    store: OxigraphStore, implementing: nx.MultiDiGraph[str]
) -> None:
    found = {told(one, "DTSTART"): one for one in events(export(store, "ics", implementing))}
    due = found[datetime.date(2024, 12, 31)]
    assert told(due, "DTEND") == datetime.date(2025, 1, 1)
    assert str(due["SUMMARY"]).startswith("Hạn: Thu gom hết rác")
    text = str(due["DESCRIPTION"])
    for said in (DONRE, DISTRICTS, "Điều 2 > 4 > đoạn 1", "nghi-quyet-33.txt", "«Thu gom hết rác tồn đọng theo"):
        assert said in text
    assert datetime.date(2024, 9, 30) in found


def test_a_recurrence_is_a_rule_that_begins_on_a_day_of_its_own(
    store: OxigraphStore, implementing: nx.MultiDiGraph[str]
) -> None:
    (quarterly,) = [one for one in events(export(store, "ics", implementing)) if "RRULE" in one]
    rule = quarterly["RRULE"]
    assert (rule["FREQ"], rule["INTERVAL"], rule["BYMONTHDAY"]) == (["MONTHLY"], [3], [15, 30])
    assert told(quarterly, "DTSTART") == datetime.date(2024, 7, 15)  # the first after the resolution of 11/07/2024


@pytest.mark.parametrize(
    ("recurrence", "days", "first"),
    [
        ("FREQ=WEEKLY", [5], "2024-07-11"),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5", None, "2025-01-05"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", [31], "2024-07-31"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", None, "2028-02-29"),
    ],
)
def test_rules_of_several_kinds_begin_when_they_should(recurrence: str, days: list[int] | None, first: str) -> None:
    (one,) = of_deadlines(Deadline("định kỳ", "recurring", days=days, recurrence=recurrence))
    assert told(one, "DTSTART").isoformat() == first
    assert "BYMONTHDAY" not in one["RRULE"] or one["RRULE"]["FREQ"] != ["WEEKLY"]


def test_a_rule_ends_with_its_deadline() -> None:
    (one,) = of_deadlines(Deadline("hằng tháng", "recurring", None, "2025-06-30", recurrence="FREQ=MONTHLY"))
    assert one["RRULE"]["UNTIL"] == [datetime.date(2025, 6, 30)]


@pytest.mark.parametrize("recurrence", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SOMETIMES", "không phải quy tắc"])
def test_a_rule_that_never_comes_true_or_is_none_is_counted_not_invented(recurrence: str) -> None:
    assert of_deadlines(Deadline("lạ", "recurring", recurrence=recurrence)) == []


def test_what_has_no_day_is_counted_in_the_calendars_description(store: OxigraphStore) -> None:
    found = export_selected(store, "ics", Selection())
    assert found.remarks == ("1 thời hạn không nêu ngày nên không có trong lịch.",)
    assert "1 thời hạn không nêu ngày" in found.data.decode().replace("\r\n ", "")
    assert not found.truncated


def test_what_was_cut_says_so(store: OxigraphStore) -> None:
    found = export_selected(store, "ics", Selection(of=CT19.iri, limit=4))
    assert found.truncated
    assert "cắt bớt" in found.data.decode().replace("\r\n ", "")
    assert "cắt bớt" in words(docx_of(store, CT19.iri, limit=4))


def test_identifiers_stay_and_are_told_apart(store: OxigraphStore) -> None:
    part = chosen(store, Selection())
    uids = [str(one["UID"]) for one in events(export(store, "ics", part))]
    assert len(set(uids)) == len(uids) == 4
    assert uids == [str(one["UID"]) for one in events(export(in_memory(small_corpus()), "ics"))]
    assert set(uids) > {str(one["UID"]) for one in events(export(store, "ics", neighbourhood(store, KL120.iri)))}


def test_a_day_from_which_something_holds_is_its_beginning() -> None:
    (one,) = of_deadlines(Deadline("từ tháng 01", "from", "2024-01-01"))
    assert str(one["SUMMARY"]).startswith("Bắt đầu:")
    (undated,) = of_deadlines(Deadline("trước 5/1/2025", "before", None, "2025-01-05"), date=None)
    assert told(undated, "DTSTART") == datetime.date(2025, 1, 5)


def test_lines_of_the_calendar_are_folded_as_the_rule_says(awkward: OxigraphStore) -> None:
    data = export(awkward, "ics")
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\x0c" not in data
    assert b"\x00" not in data
