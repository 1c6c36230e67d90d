"""Instruments imported from files: what is read, what is refused and why, what is kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from graph import registry
from graph.registry import refusals
from graph.registry.imported import TABLE, Imported, KnownInstrument, Merged, load, merge, save
from graph.registry.sheets import read_sheet, read_text

HEADER = "type,symbol,date,name,aliases,source\n"
DECREE = KnownInstrument("nghị định", "168/2024/NĐ-CP", "2024-12-26", "xử phạt giao thông", (), "Công báo")
DECREE_ROW = "Nghị định,168/2024/NĐ-CP,26/12/2024,xử phạt giao thông,,Công báo\n"


def rows(text: str) -> list[KnownInstrument]:
    sheet = read_text(text, "ví dụ")
    assert not sheet.refused
    return [known for _, known in sheet.rows]


def refused(row: str) -> refusals.RowRefused:
    (refusal,) = read_text(HEADER + row + "\n", "ví dụ").refused
    assert refusal.line == 2
    return refusal.reason


def merged(*texts: str, renew: bool = False) -> Merged:
    """Each text imported by itself, one after another; what came of the last."""
    found = Merged(Imported())
    for text in texts:
        found = merge(found.imported, read_text(HEADER + text, "ví dụ").rows, renew=renew, seen=set())
    return found


@pytest.mark.parametrize(
    "text",
    [
        HEADER + DECREE_ROW,
        "\ufeff" + HEADER.replace(",", ";") + DECREE_ROW.replace(",", ";"),
        "Loại văn bản\tSố, ký hiệu\tNgày ban hành\tTrích yếu\tNguồn\n"
        "NGHỊ ĐỊNH\tsố 168 /2024/NĐ–CP\t2024-12-26 00:00:00\t xử phạt  giao thông\tCông báo\n",
        'SỐ HIỆU,loai,Tên,nguon,ngay\r\n\r\n"168/2024/NĐ-CP",nghị định,xử phạt giao thông,Công báo,26-12-2024\r\n',
        "\n;;;\nLoại;Số;Ngày;Tên;Nguồn\n;;;;\nNghị định;168/2024/NĐ-CP;26.12.2024;xử phạt giao thông;Công báo;;\n",
        json.dumps([{"type": "nghị định", "symbol": DECREE.symbol, "date": "2024-12-26", "name": DECREE.name,
                     "aliases": None, "source": "Công báo"}]),
        json.dumps({"count": 1, "instruments": [{"Loại": "Nghị định", "Số ký hiệu": DECREE.symbol,
                    "Ngày ban hành": "26/12/2024", "Tên": DECREE.name, "Tên khác": [], "Nguồn": "Công báo"}]}),
    ],
)  # fmt: skip
def test_a_table_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    path = tmp_path / "van-ban.txt"
    path.write_text(text, encoding="utf-8", newline="")
    sheet = read_sheet(path)
    assert [known for _, known in sheet.rows] == [DECREE]
    assert not sheet.refused


def test_a_cell_may_hold_the_delimiter_quotes_and_a_line_end() -> None:
    quoted = '"hỗ trợ ""doanh nghiệp"",\nchủ động"'
    (known,) = rows(HEADER + f"Nghị quyết,58/NQ-CP,21/4/2023,{quoted},NQ 58;Nghị quyết 58,\n")
    assert known.name == 'hỗ trợ "doanh nghiệp", chủ động'
    assert known.aliases == ("NQ 58", "Nghị quyết 58")
    assert known.source == "ví dụ"


def test_a_law_is_named_as_texts_name_it() -> None:
    found = rows(HEADER + "Luật,999/2025/QH15,2025,Cây xanh,,\nLuật,998/2025/QH15,2025,Bộ luật Cây xanh,,\n")
    assert [(k.type, k.name) for k in found] == [("luật", "Luật Cây xanh"), ("bộ luật", "Bộ luật Cây xanh")]


@pytest.mark.parametrize(
    ("row", "error", "words"),
    [
        (",58/NQ-CP,2023,,,", refusals.MissingCell, "thiếu loại"),
        ("Nghị quyết,,2023,,,", refusals.MissingCell, "thiếu số ký hiệu"),
        ("Thơ,58/NQ-CP,2023,,,", refusals.UnknownType, "«Thơ»"),
        ("Nghị quyết,năm mươi tám,2023,,,", refusals.BadSymbol, "«năm mươi tám»"),
        ("Nghị quyết,58/NQ-CP,31/02/2023,,,", refusals.BadDate, "31/02/2023"),
        ("Nghị quyết,58/NQ-CP,hôm qua,,,", refusals.BadDate, "không phải là ngày"),
        ("Nghị định,168/2024/NĐ-CP,26/12/2023,,,", refusals.BadDate, "năm 2024"),
        ("Nghị quyết,58/NQ-CP,,,,", refusals.NoYear, "không ghi năm"),
        ("Luật,999/2025/QH15,2025,,,", refusals.BadName, "phải có tên"),
        ("Luật,999/2025/QH15,2025,Luật,,", refusals.BadName, "«Luật»"),
        ("Luật,999/2025/QH15,2025,Cây xanh,Luật,", refusals.BadName, "«Luật»"),
        ("Nghị quyết,58/NQ-CP,2023,a,b,c,d", refusals.BrokenRow, "7 ô"),
        ('Nghị quyết,58/NQ-CP,2023,"a"b,,', refusals.BrokenRow, "ngoặc kép"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: str, error: type[refusals.RowRefused], words: str) -> None:
    reason = refused(row)
    assert type(reason) is error
    assert words in str(reason)


def test_a_bad_row_costs_that_row_and_is_named_by_its_line() -> None:
    sheet = read_text(HEADER + 'Thơ,1/A,2020,"a\nb",,\n\n' + DECREE_ROW + '\nNghị định,"168\n', "ví dụ")
    assert [line for line, _ in sheet.rows] == [5]
    assert [refusal.line for refusal in sheet.refused] == [2, 7]
    objects = '[\n {"type": "nghị định"},\n 7,\n {"type": "Nghị quyết", "symbol": "58/NQ-CP", "date": {}}\n]'
    assert [refusal.line for refusal in read_text(objects, "ví dụ").refused] == [2, 3, 4]


def test_a_column_that_is_not_known_is_told() -> None:
    sheet = read_text("STT,loại,số ký hiệu,Ghi chú\n1,Nghị định,168/2024/NĐ-CP,x\n", "ví dụ")
    assert sheet.ignored == ("STT", "Ghi chú")


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.csv", "Loại,Số".encode("utf-16"), refusals.NotUtf8),
        ("a.csv", b"", refusals.NoHeader),
        ("a.csv", b"one,two\n1,2\n", refusals.NoHeader),
        ("a.json", b"type,symbol\n", refusals.NotJson),
        ("a.json", b'{"rows": []}', refusals.NotJson),
        ("a.json", b"[" * 100_000, refusals.NotJson),
    ],
)
def test_a_file_that_is_no_table_is_one_clear_error(
    tmp_path: Path, name: str, data: bytes, error: type[refusals.UnreadableSheet]
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error):
        read_sheet(tmp_path / name)
    with pytest.raises(refusals.CannotOpen):
        read_sheet(tmp_path)


def test_the_same_rows_again_change_not_a_byte(tmp_path: Path) -> None:
    text = DECREE_ROW + "Nghị quyết,58/NQ-CP,21/4/2023,,NQ 58;Nghị quyết 58,\nNghị quyết,58/NQ-CP,2022,,,\n"
    first = merged(text)
    assert (first.added, save(tmp_path, first.imported)) == (3, True)
    written = (tmp_path / TABLE).read_bytes()
    again = merge(load(tmp_path), read_text(HEADER + text, "tên khác").rows, seen=set())
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    assert save(tmp_path, again.imported) is False
    assert (tmp_path / TABLE).read_bytes() == written
    assert os.listdir(tmp_path) == [TABLE]


def test_the_order_of_rows_is_nothing(tmp_path: Path) -> None:
    other = "Nghị quyết,58/NQ-CP,21/4/2023,,,\n"
    assert merged(DECREE_ROW + other).imported.instruments == merged(other + DECREE_ROW).imported.instruments


def test_a_row_that_agrees_adds_what_it_knows_more() -> None:
    found = merged("Nghị quyết,58/NQ-CP,2023,,,\n", "Nghị quyết,058/NQ-CP,21/4/2023,hỗ trợ,NQ 58,\n")
    (known,) = found.imported.instruments
    assert (known.date, known.name, known.aliases, found.changed) == ("2023-04-21", "hỗ trợ", ("NQ 58",), 1)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Nghị định,168/2024/NĐ-CP,27/12/2024,,,\n", "ngày khác"),
        ("Nghị định,168/2024/NĐ-CP,26/12/2024,về cây xanh,,\n", "tên khác"),
    ],
)
def test_a_row_that_contradicts_is_refused_and_the_stored_one_stays(row: str, words: str) -> None:
    found = merged(DECREE_ROW, row)
    assert found.imported.instruments == (DECREE,)
    assert isinstance(found.refused[0].reason, refusals.Contradiction)
    assert words in str(found.refused[0])


def test_a_contradicting_row_replaces_when_it_is_told_to_but_not_one_beside_it() -> None:
    later = "Nghị định,168/2024/NĐ-CP,27/12/2024,,,\n"
    (known,) = merged(DECREE_ROW, later, renew=True).imported.instruments
    assert (known.date, known.name) == ("2024-12-27", "")
    both = merged(DECREE_ROW + later, renew=True)
    assert both.imported.instruments == (DECREE,)
    assert len(both.refused) == 1


def test_one_number_in_two_years_is_two_instruments() -> None:
    assert len(merged("Nghị quyết,58/NQ-CP,2022,,,\nNghị quyết,58/NQ-CP,2023,,,\n").imported.instruments) == 2


def test_a_law_of_the_program_is_not_contradicted_unawares() -> None:
    row = "Luật,31/2024/QH15,18/01/2024,Luật Cây xanh,,\n"
    assert merged(row).refused
    assert merged(row, renew=True).added == 1
    assert merged("Luật,31/2024/QH15,18/01/2024,Luật Đất đai,,\n").added == 1


def test_imported_laws_join_those_known_by_name_while_they_are_used() -> None:
    found = merged("Luật,999/2025/QH15,10/12/2025,Cây xanh đô thị,Luật Cây xanh,\n"
                   "Luật,31/2024/QH15,18/01/2024,Luật Đất đai,Luật Đất,\n").imported  # fmt: skip
    before = registry.laws()
    assert registry.laws_named("Luật Cây xanh") == ()
    with registry.using(found):
        assert [law.symbol for law in registry.laws_named("luật cây xanh")] == ["999/2025/QH15"]
        assert registry.law_numbered("999/2025/QH15") is not None
        assert [law.symbol for law in registry.laws_named("Luật Đất")] == ["31/2024/QH15"]
        assert len(registry.laws()) == len(before) + 1
        assert len(registry.laws_named("Luật Đất đai")) == 4
    assert registry.laws() is before
    assert registry.laws_named("Luật Cây xanh") == ()


def test_nothing_is_imported_where_nothing_was_and_a_damaged_table_is_one_clear_error(tmp_path: Path) -> None:
    assert load(tmp_path / "none").instruments == ()
    (tmp_path / TABLE).write_text("type\tsymbol\n", encoding="utf-8")
    with pytest.raises(registry.RegistryError, match="sai cột"):
        load(tmp_path)
