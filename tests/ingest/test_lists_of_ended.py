"""Annexed lists of what has ended: each row is ended, by whom its reason says, and of what is asked for nothing is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from graph.model import Extraction

One = Callable[[str], Extraction]

DECISION = """ỦY BAN NHÂN DÂN TỈNH SƠN LA
Số: 52/2026/QĐ-UBND

Sơn La, ngày 19 tháng 6 năm 2026

QUYẾT ĐỊNH
{title}

Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;

Điều 1. Danh mục kèm theo.

Điều 2. Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2026.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

DANH MỤC
{heading}

{rows}
"""
REPEALS = "Bãi bỏ một số văn bản quy phạm pháp luật"
MAKES_KNOWN = "Công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực năm 2025"
ROWS = """1. Quyết định số 34/2016/QĐ-UBND ngày 02/11/2016 ban hành Quy định về cây xanh.

2. Quyết định số 15/2019/QĐ-UBND ngày 07/3/2019 sửa đổi Quyết định số 34/2016/QĐ-UBND.
"""
TABLE = """| STT | Tên loại | Số, ký hiệu, ngày ban hành | Tên gọi | Lý do hết hiệu lực |
|---|---|---|---|---|
| 1 | Quyết định | 34/2016/QĐ-UBND ngày 02/11/2016 | Về cây xanh{part} | {reason} Quyết định số 40/2025/QĐ-UBND |
"""


def _read(one: One, title: str, heading: str, rows: str) -> Sequence[tuple[str | None, str]]:
    found = one(DECISION.format(title=title, heading=heading, rows=rows))
    return [(c.symbol, c.relation) for c in found.citations if c.kind == "symbol"][1:]


@pytest.mark.parametrize(
    "heading", ["VĂN BẢN QUY PHẠM PHÁP LUẬT BÃI BỎ TOÀN BỘ", "VĂN BẢN QUY PHẠM PHÁP LUẬT", "QUYẾT ĐỊNH BỊ BÃI BỎ"]
)
def test_an_instrument_that_repeals_repeals_what_its_list_names(heading: str, one: One) -> None:
    assert _read(one, REPEALS, heading, ROWS) == [
        ("34/2016/QĐ-UBND", "repeals"),
        ("15/2019/QĐ-UBND", "repeals"),
        ("34/2016/QĐ-UBND", "amends"),
    ]


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Về việc quản lý cây xanh", "VĂN BẢN QUY PHẠM PHÁP LUẬT VỀ CÂY XANH"),
        (REPEALS, "VĂN BẢN CÒN HIỆU LỰC"),
        (REPEALS, "VĂN BẢN ĐỀ NGHỊ BÃI BỎ"),
        (REPEALS, "THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ"),
        (MAKES_KNOWN, "VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ"),
    ],
)
def test_other_lists_end_nothing(title: str, heading: str, one: One) -> None:
    assert {relation for _, relation in _read(one, title, heading, ROWS)} == {"cites", "amends"}


@pytest.mark.parametrize(
    ("reason", "relation"),
    [
        ("Được thay thế bởi", "replaces"),
        ("Bị bãi bỏ tại Điều 7", "repeals"),
        ("Được sửa đổi, bổ sung bởi", "amends"),
        ("Không còn phù hợp với", "cites"),
    ],
)
def test_the_reason_beside_a_row_tells_who_ended_it(reason: str, relation: str, one: One) -> None:
    table = TABLE.format(reason=reason, part="")
    found = one(DECISION.format(title=MAKES_KNOWN, heading="VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", rows=table))
    row, by = [c for c in found.citations if c.kind == "symbol"][1:]
    assert (row.relation, by.relation, row.pinpoint) == (relation, "cites", None)
    assert row.subject == (by.instrument if relation != "cites" else by.subject)


@pytest.mark.parametrize(("part", "named"), [(" | Điều 4, khoản 2 Điều 9", "Điều 4, khoản 2 Điều 9"), ("", "một phần")])
def test_of_a_list_of_what_ended_in_part_the_part_is_named(part: str, named: str, one: One) -> None:
    table = TABLE.format(reason="Bị bãi bỏ bởi", part=part)
    found = one(DECISION.format(title=MAKES_KNOWN, heading="VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN", rows=table))
    assert next(c.pinpoint for c in found.citations if c.symbol == "34/2016/QĐ-UBND") == {"named": named}
