"""Faults of reading that were found in real documents, each mended by a rule: the sentence, and what is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph import registry
from graph.model import Citation, Corpus, Extraction
from ingest.grammar.bodies import body_after
from ingest.grammar.deadlines import deadlines
from ingest.grammar.full_names import full_name
from ingest.grammar.names import find_unnumbered
from ingest.grammar.symbols import find_symbols

One = Callable[[str], Extraction]
Build = Callable[..., Corpus]

PLAN = (
    "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 77/KH-UBND\n\nLạng Sơn, ngày 10 tháng 3 năm 2025\n\nKẾ HOẠCH\n"
    "Triển khai công tác năm 2025\n\nII. NHIỆM VỤ, GIẢI PHÁP\n\n"
)


def cited(found: Extraction, text: str) -> Citation:
    return next(c for c in found.citations if text in (c.symbol, c.text))


# --- who and when


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("hàng tuần, hàng tháng kiểm đếm tiến độ", ["FREQ=WEEKLY", "FREQ=MONTHLY"]),
        ("định kỳ hằng tháng, quý, năm báo cáo", ["FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=YEARLY"]),
        ("hằng năm rà soát", ["FREQ=YEARLY"]),
        (
            "định kỳ hằng quý, 06 tháng và cả năm báo cáo",
            ["FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY"],
        ),
        ("định kỳ 6 tháng, 01 năm tổng hợp", ["FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY"]),
        ("sáu tháng một lần kiểm tra", ["FREQ=MONTHLY;INTERVAL=6"]),
    ],
)
def test_each_of_several_recurrences_is_kept(said: str, rules: list[str]) -> None:
    found = deadlines(said, 0, len(said), [])
    assert [d.recurrence for d, _, _ in found] == rules
    assert len({d.text for d, _, _ in found}) == 1


@pytest.mark.parametrize(
    ("said", "words", "rule"),
    [
        ("báo cáo 02 lần/ngày (trước 9h00)", "02 lần/ngày", "FREQ=DAILY"),
        ("đối thoại với doanh nghiệp mỗi quý 01 lần", "mỗi quý 01 lần", "FREQ=MONTHLY;INTERVAL=3"),
        ("họp 06 tháng/lần", "06 tháng/lần", "FREQ=MONTHLY;INTERVAL=6"),
        ("kiểm tra 01 năm/lần", "01 năm/lần", "FREQ=YEARLY"),
        (
            "báo cáo trước ngày 30 tháng 01 của năm tiếp theo",
            "trước ngày 30 tháng 01 của năm tiếp theo",
            "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=30",
        ),
    ],
)
def test_how_often_is_counted_and_a_day_of_the_next_year_is_one_of_every_year(said: str, words: str, rule: str) -> None:
    assert [(d.kind, d.text, d.recurrence) for d, _, _ in deadlines(said, 0, len(said), [])] == [
        ("recurring", words, rule)
    ]


@pytest.mark.parametrize(
    ("said", "kind", "start", "end"),
    [
        ("gửi trong thời hạn bảy ngày, kể từ ngày ra quyết định.", "within", None, None),
        ("hoàn thành không quá ngày 30 tháng 6 năm 2026.", "before", None, "2026-06-30"),
        ("kê khai doanh thu để thực hiện từ ngày 01/01/2026.", "from", "2026-01-01", None),
        ("thực hiện từ ngày 01/01/2026 đến ngày 31/12/2027.", "within", "2026-01-01", "2027-12-31"),
    ],
)
def test_terms_in_words_and_first_days(said: str, kind: str, start: str | None, end: str | None) -> None:
    assert [(d.kind, d.start, d.end) for d, _, _ in deadlines(said, 0, len(said), [])] == [(kind, start, end)]


@pytest.mark.parametrize("said", ["tập huấn 03 lần", "tăng gấp 2 lần năm 2020", "Nghị định có hiệu lực kể từ ngày ký"])
def test_times_that_are_no_rhythm_are_no_deadline(said: str) -> None:
    assert deadlines(said, 0, len(said), []) == []


def test_who_concludes_leads_nothing(one: One) -> None:
    said = "Sau khi nghe báo cáo, Chủ tịch Hội đồng kết luận như sau:\n\n1. Rà soát quy hoạch của các ngành."
    (task,) = one(PLAN + said).tasks
    assert task.lead == []


def test_a_syllable_that_a_blank_cut_is_read_whole() -> None:
    assert full_name("Ban quản l ý KCN", "tỉnh", "bac-ninh") == "Ban Quản lý các khu công nghiệp tỉnh Bắc Ninh"
    assert full_name("Ban Quản lý dự án A b", "none", None) == "Ban Quản lý dự án A b"


def test_what_an_amending_text_does_by_saying_it_is_no_task(one: One) -> None:
    said = (
        "1. Thay cụm từ “A” bằng cụm từ “B” tại Điều 2.\n\n2. Sửa đổi, bổ sung khoản 2 Điều 6.\n\n3. Rà soát quy hoạch."
    )
    assert [t.text for t in one(PLAN + said).tasks] == ["Rà soát quy hoạch."]


# --- symbols, issuers, titles


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Thông tư số 1/2006/TT - BYT ngày 12/3/2006", "1/2006/TT-BYT"),
        ("Chỉ thị số 2/CT - TTg", "2/CT-TTg"),
        ("Nghị quyết số 11/NQ - HĐND", "11/NQ-HĐND"),
        ("Thông tư liên tịch số 05/2016/TTLT - BYT - BTC", "5/2016/TTLT-BYT-BTC"),
        ("Luật số 59/2020/QH14 - UBND tỉnh", "59/2020/QH14"),
        ("Quyết định số 37/QĐ - Điều 3", "37/QĐ"),
    ],
)
def test_a_dash_between_blanks_joins_a_type_and_an_issuer_and_nothing_else(text: str, symbol: str) -> None:
    assert [s.text for s in find_symbols(text)] == [symbol]


def test_digits_of_full_width_are_read_and_told_of(one: One) -> None:
    text = PLAN + "1. Thực hiện Chỉ thị số １９-CT/TU ngày 11/6/2020 và Nghị quyết số 18－NQ/TW."
    found = one(text)
    first, second = cited(found, "19-CT/TU"), cited(found, "18-NQ/TW")
    assert text[first.start : first.end] == first.text == "１９-CT/TU"
    assert second.text == "18－NQ/TW"
    assert [p.message for p in found.problems if p.code == "mended-symbol"] == [
        "«１９-CT/TU» được đọc là 19-CT/TU.",
        "«18－NQ/TW» được đọc là 18-NQ/TW.",
    ]


@pytest.mark.parametrize("rest", ["\nCăn cứ Nghị định số 2/2020/NĐ-CP;", " Căn cứ Nghị định số 2/2020/NĐ-CP;"])
def test_an_issuer_ends_before_the_next_recital(rest: str) -> None:
    text = "ngày 01/01/2020 của Tổng Công Ty A" + rest
    found = body_after(text, len("ngày 01/01/2020"))
    assert found is not None
    assert found.name == "Tổng Công Ty A"


@pytest.mark.parametrize(
    ("after", "title"),
    [
        ("về cây xanh đô thị (sau đây gọi là Nghị định số 64)", "về cây xanh đô thị"),
        ("về cây xanh đô thị hết hiệu lực kể từ ngày 01/7/2025", "về cây xanh đô thị"),
        ("về cây xanh đô thị, có hiệu lực từ ngày 01/7/2025", "về cây xanh đô thị"),
        ("về cây xanh đô thị được sửa đổi, bổ sung bởi Nghị định số 65/2022/NĐ-CP", "về cây xanh đô thị"),
        ("về cây xanh đô thị, Ủy ban nhân dân tỉnh yêu cầu các sở", "về cây xanh đô thị"),
        ("quy định như sau: “2. Mức thu”", None),
    ],
)
def test_a_title_ends_where_the_sentence_goes_on(after: str, title: str | None, one: One) -> None:
    found = one(
        PLAN + f"1. Theo Nghị định số 64/2010/NĐ-CP ngày 11/6/2010 của Chính phủ {after}, giao Sở Xây dựng rà soát."
    )
    assert cited(found, "64/2010/NĐ-CP").title == title


def test_a_title_in_a_title_ends_before_the_next_citation(one: One) -> None:
    said = (
        "1. Nghị định số 8/2023/NĐ-CP sửa đổi Nghị định số 65/2022/NĐ-CP về phát hành trái phiếu, "
        "Nghị quyết số 33/2023 ngày 11/3/2023 về bất động sản."
    )
    assert cited(one(PLAN + said), "65/2022/NĐ-CP").title == "về phát hành trái phiếu"


def test_where_a_plan_is_carried_out_is_no_part_of_what_it_carries_out(one: One) -> None:
    said = "1. Triển khai thực hiện {} về phòng, chống thiên tai trên địa bàn tỉnh{}."
    central = "Chỉ thị số 10/CT-TTg ngày 19/4/2023 của Thủ tướng Chính phủ"
    own = "Quyết định số 9/QĐ-UBND ngày 19/4/2023 của Ủy ban nhân dân tỉnh"
    other = "Chỉ thị số 11/CT-TTg ngày 20/4/2023 của Thủ tướng Chính phủ"
    assert cited(one(PLAN + said.format(central, "")), "10/CT-TTg").title == "về phòng, chống thiên tai"
    assert cited(one(PLAN + said.format(central, " Lạng Sơn")), "10/CT-TTg").title == "về phòng, chống thiên tai"
    assert (cited(one(PLAN + said.format(own, "")), "9/QĐ-UBND").title or "").endswith("trên địa bàn tỉnh")
    assert (cited(one(PLAN + said.format(other, " Gia Lai")), "11/CT-TTg").title or "").endswith("tỉnh Gia Lai")


def test_what_amended_another_is_told_and_not_rested_on(one: One) -> None:
    found = one(
        PLAN
        + "1. Thực hiện theo Nghị định số 1/2020/NĐ-CP của Chính phủ về cây xanh được sửa đổi, bổ sung bởi Nghị định "
        "số 2/2021/NĐ-CP ngày 05/01/2021 và Nghị định số 3/2022/NĐ-CP (sau đây gọi tắt là Nghị định số 1/2020/NĐ-CP), "
        "Nghị định số 4/2023/NĐ-CP."
    )
    said = [(c.symbol, c.relation) for c in found.citations]
    assert said[:4] == [
        ("1/2020/NĐ-CP", "legalBasis"),
        ("2/2021/NĐ-CP", "cites"),
        ("3/2022/NĐ-CP", "cites"),
        ("1/2020/NĐ-CP", "cites"),
    ]


def test_a_title_that_a_recogniser_spelt_out_is_a_title(one: One) -> None:
    found = one(
        "VĂN PHÒNG CHÍNH PHỦ\n\nHà Nội, ngày 10 tháng 4 năm 2024\n\nTH ÔN G BÁO\n\nKết luận tại Phiên họp\n\n"
        "Ngày 19 tháng 3 năm 2024, Phó Thủ tướng chủ trì họp.\n\n1. Rà soát quy hoạch.\n"
    )
    (document,) = found.documents
    assert (document.type, document.date) == ("thông báo", "2024-04-10")
    assert document.issuer == {"id": "van-phong-chinh-phu", "name": "Văn phòng Chính phủ"}


@pytest.mark.parametrize("after", ["\n12\nC/O mẫu EAV", "\n\n__________\n\nCăn cứ Luật Đê điều;", ", Luật Đê điều"])
def test_a_treaty_s_name_ends_with_its_line(after: str) -> None:
    (found,) = find_unnumbered("theo Hiệp định Đối tác Toàn diện và Tiến bộ" + after)
    assert found.name == "Hiệp định Đối tác Toàn diện và Tiến bộ"


# --- laws by name


def iris(corpus: Corpus, text: str) -> set[str | None]:
    return {c.instrument for e in corpus.extractions for c in e.citations if c.text == text}


def test_an_amending_law_without_its_comma_is_the_registered_one(corpus: Build) -> None:
    name = "một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương"
    found = corpus(
        a=PLAN + f"1. Căn cứ Luật sửa đổi, bổ sung {name} ngày 22/11/2019.",
        b=PLAN + f"1. Căn cứ Luật Sửa đổi bổ sung {name} ngày 22 tháng 11 năm 2019.",
        c=PLAN + f"1. Căn cứ Luật sửa đổi bổ sung {name} năm 2019.",
    )
    amending = [c.instrument for e in found.extractions for c in e.citations if c.text.lower().startswith("luật sửa")]
    assert set(amending) == {"https://w3id.org/danchieu/id/vn/quoc-hoi/luat/2019-11-22/47-2019-qh14"}


def test_a_law_by_name_is_the_one_that_another_text_numbers(corpus: Build) -> None:
    found = corpus(
        a=PLAN + "1. Căn cứ Luật Dẫn độ số 100/2025/QH15 ngày 26/11/2025.",
        b=PLAN.replace("năm 2025", "năm 2026") + "1. Thực hiện theo Luật Dẫn độ.",
        c=PLAN.replace("năm 2025", "năm 2026") + "1. Thực hiện theo Luật Dẫn độ năm 2025.",
    )
    by_number = iris(found, "Luật Dẫn độ số 100/2025/QH15") or {
        c.instrument for e in found.extractions for c in e.citations if c.symbol == "100/2025/QH15"
    }
    assert iris(found, "Luật Dẫn độ") == by_number
    assert len(by_number) == 1


def test_marks_tell_two_laws_apart_where_both_are_named_by_number(corpus: Build) -> None:
    found = corpus(
        a=PLAN + "1. Căn cứ Luật Dẫn độ số 100/2025/QH15; Luật Dân độ số 101/2025/QH15.",
        b=PLAN.replace("năm 2025", "năm 2026") + "1. Thực hiện theo Luật Dẫn độ và theo Luật Dân độ.",
    )
    last = {c.text: c.instrument for c in found.extractions[1].citations if c.kind == "name"}
    assert last["Luật Dẫn độ"] != last["Luật Dân độ"]
    assert str(last["Luật Dẫn độ"]).endswith("100-2025-qh15")


def test_of_two_laws_of_one_year_a_text_cites_the_last_that_it_can_know(corpus: Build) -> None:
    early = PLAN.replace("ngày 10 tháng 3", "ngày 12 tháng 6")
    late = PLAN.replace("ngày 10 tháng 3", "ngày 20 tháng 11")
    found = corpus(
        early=early + "1. Căn cứ Luật Tổ chức chính quyền địa phương năm 2025.",
        late=late + "1. Căn cứ Luật Tổ chức chính quyền địa phương năm 2025.",
    )
    said = [str(c.instrument).rpartition("/")[2] for e in found.extractions for c in e.citations if c.kind == "name"]
    assert said == ["65-2025-qh15", "72-2025-qh15"]


def test_the_registry_takes_the_name_as_it_is_spelt_before_one_that_folds_alike() -> None:
    assert [law.symbol for law in registry.laws_named("Luật Đất đai")] == [
        law.symbol for law in registry.laws_named("luat dat dai")
    ]


# --- what a law says that is no task

LAW = (
    "QUỐC HỘI\n\nLuật số: 99/2024/QH15\n\nLUẬT\nQUẢN LÝ BẾN BÃI\n\nChương I\nQUY ĐỊNH CHUNG\n\n"
    "Điều 1. Nhiệm vụ, quyền hạn của cơ quan quản lý bến bãi\n\n"
    "1. Cơ quan quản lý bến bãi có nhiệm vụ, quyền hạn sau đây:\n\n"
    "a) Yêu cầu Công an tỉnh cung cấp tài liệu về bến bãi;\n\n"
    "Điều 2. Trách nhiệm\n\n1. Bộ Xây dựng chủ trì, phối hợp với Bộ Công an hướng dẫn việc mở bến bãi.\n\n"
    "Chương II\nTỔ CHỨC THỰC HIỆN\n\nĐiều 3. Điều khoản chuyển tiếp\n\n"
    "1. Giấy phép đã cấp trước ngày Luật này có hiệu lực thi hành được tiếp tục sử dụng đến hết thời hạn.\n\n"
    "2. Chủ bến bãi đã được cấp giấy phép trước ngày Luật này có hiệu lực thi hành phải đổi giấy phép trước ngày"
    " 01/7/2025.\n\n3. Các nội dung khác không quy định tại Luật này được thực hiện theo pháp luật về giá.\n\n"
    "Luật này đã được Quốc hội thông qua ngày 27 tháng 6 năm 2024."
)


def test_powers_transitions_and_references_are_no_tasks_and_duties_are(one: One) -> None:
    assert [t.text[:30] for t in one(LAW).tasks] == [
        "Bộ Xây dựng chủ trì, phối hợp ",
        "Chủ bến bãi đã được cấp giấy p",
    ]


# --- symbols, headers, and where citations stand


@pytest.mark.parametrize("said", ["Thông tư\n1. Nội dung.", "ĐỀ ÁN\n1. Nội dung.", "Chỉ thị\n42. Nội dung."])
def test_a_title_over_a_numbered_paragraph_is_no_numbered_name(said: str) -> None:
    assert list(find_unnumbered(said)) == []


def test_a_recognisers_vowels_hide_neither_the_verb_nor_the_type(one: One) -> None:
    found = one(PLAN + "1. Sửa đối, bồ sung một số điều của Quyêt định số 5/QĐ-UBND và Nghị đinh số 9/2017/NĐ-CP.\n")
    assert [(c.type, c.symbol, c.relation) for c in found.citations] == [
        ("quyết định", "5/QĐ-UBND", "amends"),
        ("nghị định", "9/2017/NĐ-CP", "amends"),
    ]


def test_a_title_with_the_mark_of_a_note_is_a_title(one: One) -> None:
    found = one(
        "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 12/2026/QĐ-UBND\n\nLạng Sơn, ngày 02 tháng 3 năm 2026\n\n"
        "QUYẾT ĐỊNH1\nVề cây xanh\n\nĐiều 1. Nội dung\n"
    )
    assert [(d.type, d.symbol, d.title) for d in found.documents] == [("quyết định", "12/2026/QĐ-UBND", "Về cây xanh")]


def test_a_consolidated_text_has_no_date_of_what_it_joins(one: One) -> None:
    found = one(
        "BỘ Y TẾ\nVĂN BẢN HỢP NHẤT\nSố: 12/VBHN-BYT\n\nTHÔNG TƯ\nVề cây xanh\n\n"
        "Thông tư số 3/2018/TT-BYT ngày 22 tháng 6 năm 2018 của Bộ Y tế, có hiệu lực kể từ ngày 15 tháng 8 năm 2018, "
        "được sửa đổi, bổ sung bởi:\n\nThông tư số 9/2021/TT-BYT ngày 14 tháng 11 năm 2021 của Bộ Y tế.\n\n"
        "Điều 1. Phạm vi\n"
    )
    assert [(d.symbol, d.date) for d in found.documents] == [("12/VBHN-BYT", None)]


def test_a_letter_is_a_letter_whatever_its_number_says(one: One) -> None:
    found = one(
        "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 12/QĐ-UBND\n\nLạng Sơn, ngày 02 tháng 3 năm 2026\n\n"
        "Kính gửi: Sở Y tế\n\nThực hiện Quyết định số 5/QĐ-UBND.\n"
    )
    assert found.documents[0].type == "công văn"


def test_a_form_below_the_signature_cites_and_names_its_own_decision(one: One) -> None:
    found = one(
        "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 12/QĐ-UBND\n\nLạng Sơn, ngày 02 tháng 3 năm 2026\n\nQUYẾT ĐỊNH\n"
        "Về cây xanh\n\nĐiều 1. Nội dung.\n\nNơi nhận:\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nGiàng A Páo\n\n"
        "Mẫu số 01\nĐơn đề nghị theo quy định tại Nghị định số 9/2017/NĐ-CP, kèm theo Quyết định số 12/QĐ-UBND.\n"
    )
    assert [(c.symbol, c.relation) for c in found.citations] == [
        ("9/2017/NĐ-CP", "legalBasis"),
        ("12/QĐ-UBND", "self"),
    ]


def test_what_another_cell_says_ends_nothing(one: One) -> None:
    found = one(
        PLAN + "| TT | Tên văn bản | Ghi chú |\n|---|---|---|\n"
        "| 1 | Quyết định số 1/2020/QĐ-UBND về cây xanh | Bị bãi bỏ bởi Quyết định số 3/2022/QĐ-UBND |\n"
    )
    assert {c.relation for c in found.citations}.isdisjoint({"repeals", "replaces"})
