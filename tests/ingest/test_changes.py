"""What an act of change changes: the instrument that it names, a part of it, words in it, or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Citation, Corpus, Extraction

One = Callable[[str], Extraction]

CIRCULAR = """BỘ CÔNG THƯƠNG
Số: 38/2025/TT-BCT

Hà Nội, ngày 19 tháng 6 năm 2025

THÔNG TƯ
Sửa đổi, bổ sung một số Thông tư

Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;

Điều 1. Quy định chung

Thông tư này sửa đổi một số quy định.

Điều 2. Điều khoản thi hành

{}
"""


def _ends(found: Extraction) -> list[tuple[str | None, str, dict[str, str] | None]]:
    return [(c.symbol or c.text, c.relation, c.pinpoint) for c in found.citations if c.kind in ("symbol", "name")][1:]


def _of(found: Extraction, text: str) -> Citation:
    return next(c for c in found.citations if text in (c.text, c.symbol))


@pytest.mark.parametrize(
    "words",
    [
        "Thay thế cụm từ “Luật Đê điều” bằng cụm từ “Luật Nhà ở” tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT.",
        'Thay thế cụm từ "Luật Đê điều" bằng cụm từ "Luật Nhà ở" tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT.',
        "Thay cụm từ «Luật Đê điều» thành «Luật Nhà ở» tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT.",
        "Thay thế các cụm từ “Luật Đê điều”, “Luật Nhà ở” bằng từ “luật” tại Điều 21 Thông tư số 1/2015/TT-BCT.",
        "Thay thế cụm từ “Luật Đê điều” tại Điều 7, Phụ lục I thành “Luật Nhà ở”, thuộc Thông tư số 1/2015/TT-BCT.",
        "Bỏ cụm từ “Luật Đê điều” và cụm từ “Luật Nhà ở” tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT.",
        "Bãi bỏ cụm từ “Luật Đê điều, Luật Nhà ở” tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT.",
        "Bổ sung cụm từ “, Luật Đê điều” vào sau cụm từ “Luật Nhà ở” tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT.",
    ],
)
def test_a_law_named_in_words_that_are_put_in_or_taken_out_is_only_told(words: str, one: One) -> None:
    found = one(CIRCULAR.format(words))
    assert {_of(found, "Luật Đê điều").relation, _of(found, "Luật Nhà ở").relation} == {"cites"}


@pytest.mark.parametrize("verb", ["Thay thế", "Bỏ", "Bãi bỏ", "Bổ sung"])
def test_the_instrument_whose_words_change_is_amended_and_not_ended(verb: str, one: One) -> None:
    found = one(CIRCULAR.format(f"{verb} cụm từ “cấp huyện” tại khoản 2 Điều 21 Thông tư số 1/2015/TT-BCT."))
    assert (_of(found, "1/2015/TT-BCT").relation, _of(found, "1/2015/TT-BCT").pinpoint) == (
        "amends",
        {"article": "21", "clause": "2"},
    )


def test_words_changed_in_a_whole_instrument_leave_it_standing(one: One) -> None:
    found = one(CIRCULAR.format("Thay thế cụm từ “Bộ A” thành “Bộ B” tại toàn bộ Thông tư số 1/2015/TT-BCT."))
    assert _of(found, "1/2015/TT-BCT").relation == "amends"


def test_this_decree_inside_replaced_words_is_the_one_amended(one: One) -> None:
    said = "Sửa đổi một số điều của Thông tư số 1/2015/TT-BCT:\n\na) Bãi bỏ cụm từ “Điều 19 Thông tư này” tại Điều 3."
    found = one(CIRCULAR.format(said))
    inside = [c for c in found.citations if c.text == "Thông tư này"][-1]
    assert (inside.kind, inside.relation, inside.instrument) == (
        "anaphor",
        "cites",
        _of(found, "1/2015/TT-BCT").instrument,
    )


def test_a_mark_that_an_author_forgot_ends_the_phrase_with_its_paragraph(one: One) -> None:
    said = "Thay thế cụm từ “Luật Đê điều tại Điều 3.\n\nBãi bỏ Thông tư số 2/2015/TT-BCT."
    assert _of(one(CIRCULAR.format(said)), "2/2015/TT-BCT").relation == "repeals"


@pytest.mark.parametrize(
    ("said", "relation", "part"),
    [
        ("Bãi bỏ các Phụ lục 2, 3 ban hành kèm theo Thông tư số 1/2015/TT-BCT.", "repeals", "các Phụ lục 2, 3"),
        ("Thay thế Phụ lục V, VI Thông tư số 1/2015/TT-BCT bằng các phụ lục mới.", "replaces", "Phụ lục V, VI"),
        ("Thay thế Mẫu số 02/TNDN kèm theo Thông tư số 1/2015/TT-BCT.", "replaces", "Mẫu số 02/TNDN"),
        ("Bãi bỏ một phần Quy chế kèm theo Thông tư số 1/2015/TT-BCT.", "repeals", "một phần Quy chế"),
        ("Thay thế các thủ tục được công bố tại Quyết định số 12/QĐ-BCT.", "replaces", "các thủ tục"),
        ("Thay thế, bãi bỏ một số quy định của Thông tư số 1/2015/TT-BCT.", "amends", "một số quy định"),
        ("Bãi bỏ Điều 20, khoản 2 Điều 31 Thông tư số 1/2015/TT-BCT.", "repeals", "Điều 20, khoản 2 Điều 31"),
    ],
)
def test_a_part_without_a_number_of_its_own_is_told_by_its_name(said: str, relation: str, part: str, one: One) -> None:
    assert _ends(one(CIRCULAR.format(said)))[0][1:] == (relation, {"named": part})


@pytest.mark.parametrize(
    "said",
    [
        "Thông tư này thay thế Thông tư số 1/2015/TT-BCT ngày 15/01/2015.",
        "Bãi bỏ toàn bộ Thông tư số 1/2015/TT-BCT.",
        "Thông tư này thay thế các Thông tư: Thông tư số 1/2015/TT-BCT.",
        "Bãi bỏ Quy chế làm việc ban hành kèm theo Thông tư số 1/2015/TT-BCT.",
        "Thông tư số 1/2015/TT-BCT hết hiệu lực kể từ ngày Thông tư này có hiệu lực.",
        "Thông tư số 1/2015/TT-BCT hết hiệu lực, trừ trường hợp quy định tại Điều 9 Thông tư này.",
    ],
)
def test_an_instrument_that_ends_wholly_has_no_part_named(said: str, one: One) -> None:
    found = _of(one(CIRCULAR.format(said)), "1/2015/TT-BCT")
    assert (found.relation in ("replaces", "repeals"), found.pinpoint) == (True, None)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        (
            "Thông tư số 1/2015/TT-BCT hết hiệu lực từ ngày 01/7/2025, trừ các quy định tại các điều 3, 4.",
            {"named": "toàn bộ, trừ các quy định tại các điều 3, 4"},
        ),
        ("Bãi bỏ Thông tư số 1/2015/TT-BCT ngày 02/3/2015, trừ Điều 5.", {"named": "toàn bộ, trừ Điều 5"}),
        ("Bãi bỏ Thông tư số 1/2015/TT-BCT và Thông tư số 2/2015/TT-BCT, trừ Điều 5.", None),
    ],
)
def test_what_stays_in_force_is_named_with_what_ends(said: str, part: dict[str, str] | None, one: One) -> None:
    assert _of(one(CIRCULAR.format(said)), "1/2015/TT-BCT").pinpoint == part


@pytest.mark.parametrize(
    "said",
    [
        "Hộ kinh doanh nộp văn bản chấm dứt hiệu lực mã số thuế mẫu số 24 kèm theo Thông tư số 1/2015/TT-BCT.",
        "Tòa án kiến nghị bãi bỏ văn bản quy phạm pháp luật trái với Thông tư số 1/2015/TT-BCT.",
        "Văn bản này không thay thế Thông tư số 1/2015/TT-BCT.",
        "Việc thu hồi, hủy bỏ bằng tốt nghiệp cấp theo Thông tư số 1/2015/TT-BCT.",
        "Thay thế đường dây 500 kV đã được phê duyệt tại Thông tư số 1/2015/TT-BCT.",
    ],
)
def test_a_verb_that_ends_something_else_ends_no_instrument(said: str, one: One) -> None:
    assert _of(one(CIRCULAR.format(said)), "1/2015/TT-BCT").relation not in ("replaces", "repeals")


def test_no_circular_ends_a_law_and_no_law_the_constitution(one: One) -> None:
    assert _of(one(CIRCULAR.format("Bãi bỏ điều kiện trong Luật Đê điều.")), "Luật Đê điều").relation == "cites"
    law = CIRCULAR.replace("THÔNG TƯ", "LUẬT").replace("38/2025/TT-BCT", "38/2025/QH15")
    found = one(law.format("Tòa án kiến nghị hủy bỏ văn bản trái với Hiến pháp."))
    assert _of(found, "Hiến pháp").relation == "cites"


LISTS = """2. Các Thông tư sau đây hết hiệu lực kể từ ngày Thông tư này có hiệu lực thi hành:

a) Thông tư số 1/2015/TT-BCT ngày 15 tháng 01 năm 2015 quy định về A;

b) Thông tư số 2/2016/TT-BCT ngày 15 tháng 01 năm 2016 sửa đổi, bổ sung một số điều của Thông tư số 1/2015/TT-BCT;

c) Khoản 2 Điều 5 Thông tư số 3/2017/TT-BCT; Thông tư số 4/2018/TT-BCT;

d) Cụm từ “Sở A” tại Điều 9 Thông tư số 5/2019/TT-BCT (được sửa đổi bởi Thông tư số 6/2020/TT-BCT)."""


def test_each_item_of_a_list_of_what_ends_is_ended(one: One) -> None:
    found = one(CIRCULAR.format(LISTS))
    said = {c.symbol: (c.relation, c.pinpoint) for c in found.citations if c.symbol != "1/2015/TT-BCT" and c.symbol}
    assert said == {
        "2/2016/TT-BCT": ("repeals", None),
        "3/2017/TT-BCT": ("repeals", {"article": "5", "clause": "2"}),
        "4/2018/TT-BCT": ("repeals", None),
        "5/2019/TT-BCT": ("amends", {"article": "9"}),
        "6/2020/TT-BCT": ("cites", None),
    }
    first, inner = (c for c in found.citations if c.symbol == "1/2015/TT-BCT")
    assert (first.relation, inner.relation) == ("repeals", "amends")
    assert inner.subject == _of(found, "2/2016/TT-BCT").instrument


def test_what_ends_is_no_task_of_anybody(one: One) -> None:
    plan = "UBND TỈNH BẮC NINH\nSố: 5/KH-UBND\n\nKẾ HOẠCH\nVề A\n\nII. TỔ CHỨC THỰC HIỆN\n\n"
    said = (
        "1. Giao Sở Tư pháp theo dõi, đôn đốc.\n\n"
        + LISTS
        + "\n\n3. Nghị định số 7/2019/NĐ-CP hết hiệu lực từ ngày 01/7/2025."
    )
    assert [t.text for t in one(plan + said).tasks] == ["Giao Sở Tư pháp theo dõi, đôn đốc."]


CONSOLIDATED = """BỘ CÔNG THƯƠNG
Số: 57/VBHN-BCT
Hà Nội, ngày 26 tháng 11 năm 2025

VĂN BẢN HỢP NHẤT
THÔNG TƯ
QUY ĐỊNH VỀ KHUNG GIÁ

Thông tư số 09/2025/TT-BCT ngày 01/02/2025 về khung giá, có hiệu lực từ ngày 01/02/2025, được sửa đổi, bổ sung bởi:

1. Thông tư số 25/2025/TT-BCT ngày 13/4/2025 có hiệu lực từ ngày 13/5/2025.

Căn cứ Luật Điện lực ngày 30 tháng 11 năm 2024;

Điều 1. Phạm vi điều chỉnh

Thông tư này quy định về khung giá.

Điều 2. Hiệu lực thi hành

Bãi bỏ Thông tư số 57/2014/TT-BCT ngày 19 tháng 12 năm 2014.
"""


def test_what_a_consolidated_text_ends_its_instrument_ended(one: One) -> None:
    found = one(CONSOLIDATED)
    assert _of(found, "57/2014/TT-BCT").relation == "repeals"
    assert _of(found, "57/2014/TT-BCT").subject == _of(found, "9/2025/TT-BCT").instrument


def test_procedures_that_a_title_says_were_ended_end_not_the_decision(one: One) -> None:
    said = "Quyết định số 725/QĐ-BCT về việc công bố thủ tục hành chính bị bãi bỏ trong lĩnh vực điện."
    assert _of(one(CIRCULAR.format(said)), "725/QĐ-BCT").relation == "cites"


def test_a_law_that_replaces_its_namesake_of_another_day_is_not_its_own_successor(
    corpus: Callable[..., Corpus],
) -> None:
    law = CIRCULAR.replace("THÔNG TƯ\nSửa đổi, bổ sung một số Thông tư", "LUẬT\nĐÊ ĐIỀU")
    found = corpus(
        law=law.replace("38/2025/TT-BCT", "38/2025/QH15").format(
            "Luật này thay thế Luật Đê điều (sửa đổi) ngày 21 tháng 6 năm 1994."
        )
    ).extractions[0]
    cited = next(c for c in found.citations if c.text == "Luật Đê điều")
    assert (cited.relation, cited.date) == ("replaces", "1994-06-21")
    assert cited.instrument != found.documents[0].instrument
