"""Party committees and whom they order: their names as classes, and orders that stand behind what they follow from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction, Task
from ingest.grammar.agencies import read_list

One = Callable[[str], Extraction]
OF_CENTRE = " trực thuộc Trung ương"
HEAD = (
    "THÀNH ỦY HÀ NỘI\n*\nSố 24-CT/TU\n\nĐẢNG CỘNG SẢN VIỆT NAM\nHà Nội, ngày 07 tháng 8 năm 2023\n\nCHỈ THỊ\n"
    "về kỷ cương\n\nBan Thường vụ Thành ủy yêu cầu thực hiện các nhiệm vụ sau:\n\n"
)


def bodies(text: str, place: str | None = None) -> list[str]:
    return [a.name for a in read_list(text, 0, len(text), place)[0]]


@pytest.fixture
def directive(one: One) -> Callable[[str], list[Task]]:
    return lambda lines: one(HEAD + lines + "\n\nNơi nhận:\n- Lưu.\n").tasks


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ban Thường vụ các tỉnh ủy, thành ủy trực thuộc Trung ương chỉ đạo",
         ["Ban Thường vụ các tỉnh ủy, thành ủy" + OF_CENTRE]),
        ("Ban thường vụ các tỉnh ủy, thành ủy lãnh đạo", ["Ban thường vụ các tỉnh ủy, thành ủy" + OF_CENTRE]),
        ("Ban tổ chức các tỉnh ủy, thành ủy tham mưu",
         ["Ban tổ chức các tỉnh ủy" + OF_CENTRE, "Ban tổ chức các thành ủy" + OF_CENTRE]),
        ("Ban Tổ chức, Ban Nội chính, Ủy ban Kiểm tra Tỉnh ủy theo dõi",
         ["Ban Tổ chức Tỉnh ủy", "Ban Nội chính Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy"]),
        ("Ban xây dựng đảng tham mưu", ["Ban xây dựng đảng"]),
        ("Ban kiểm soát báo cáo", []),
        ("Đảng ủy các bộ, ngành Trung ương lãnh đạo", ["Đảng ủy các bộ, ngành Trung ương"]),
        ("Các vụ, đơn vị trong Cơ quan Ủy ban Kiểm tra Trung ương theo dõi",
         ["Các vụ, đơn vị trong Cơ quan Ủy ban Kiểm tra Trung ương"]),
        ("các chi, đảng bộ trực thuộc Huyện ủy căn cứ", ["các chi, đảng bộ trực thuộc Huyện ủy"]),
    ],
)  # fmt: skip
def test_committees_and_their_offices_are_named_as_classes(text: str, names: list[str]) -> None:
    assert bodies(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Công an huyện, Phòng Y tế huyện phối hợp", ["Công an huyện", "Phòng Y tế huyện"]),
        ("Đảng ủy UBND xã chỉ đạo", ["Đảng ủy Ủy ban nhân dân xã"]),
        ("Trung tâm Văn hóa, Thông tin, Thể thao và Du lịch huyện đẩy mạnh",
         ["Trung tâm Văn hóa, Thông tin, Thể thao và Du lịch huyện"]),
        ("TTYT các huyện, thành phố", ["Trung tâm Y tế các huyện, thành phố thuộc tỉnh Lạng Sơn"]),
        ("Các bệnh viện", ["Các bệnh viện của tỉnh Lạng Sơn"]),
    ],
)  # fmt: skip
def test_what_a_district_or_commune_has_is_not_the_provinces(text: str, names: list[str]) -> None:
    assert bodies(text, "lang-son") == names


@pytest.mark.parametrize(
    "sentence",
    [
        "Thống nhất chủ trương, giao Sở Y tế hoàn thiện hồ sơ.",
        "Đồng ý với đề xuất của Sở Nội vụ; giao Sở Y tế hoàn thiện, trình Thành ủy.",
        "Đối với kiến nghị bổ sung vốn: giao Sở Y tế xem xét, tham mưu.",
        "Kiểm tra công tác khám chữa bệnh (Sở Y tế; quý II/2024).",
        "Kiểm tra công tác khám chữa bệnh (giao Sở Y tế chủ trì).",
        "Kiểm tra công tác khám chữa bệnh (Sở Y tế thực hiện, hoàn thành trước 30/4/2024).",
    ],
)
def test_who_is_given_a_thing_at_a_sentences_end_leads(directive: Callable[[str], list[Task]], sentence: str) -> None:
    assert [a.name for t in directive("1. " + sentence) for a in t.lead] == ["Sở Y tế thành phố Hà Nội"]


def test_who_takes_part_may_stand_in_brackets_beside_who_leads(directive: Callable[[str], list[Task]]) -> None:
    [task] = directive("1. Kiểm tra phòng cháy (Công an Thành phố chủ trì, Sở Y tế phối hợp; xong trong tháng 4/2024).")
    assert [a.name for a in task.lead] == ["Công an thành phố Hà Nội"]
    assert [a.name for a in task.coordinating] == ["Sở Y tế thành phố Hà Nội"]


def test_under_a_committee_leading_is_a_verb_and_no_office(directive: Callable[[str], list[Task]]) -> None:
    [task] = directive("1. Đảng đoàn HĐND Thành phố\n\n1.1. Lãnh đạo UBND Thành phố rà soát quy trình.")
    assert [a.name for a in task.lead] == ["Đảng đoàn Hội đồng nhân dân thành phố Hà Nội"]


def test_recipients_begin_a_paragraph_though_no_blank_line_parts_them(one: One) -> None:
    wrapped = "".join(
        f"{k}. Các quận ủy, huyện ủy, thị ủy, đảng ủy trực thuộc Thành ủy xây dựng\nkế hoạch thực hiện Chỉ thị này, "
        "gửi báo cáo về Ban Thường vụ Thành ủy theo\nđúng thời gian quy định và chịu trách nhiệm về kết quả đạt được.\n"
        for k in range(1, 5)
    )
    found = one(HEAD + wrapped + "Nơi nhận:          T/M BAN THƯỜNG VỤ\n- Ban Bí thư Trung ương;          BÍ THƯ\n")
    assert len(found.tasks) == 4
    assert not any("Nơi nhận" in t.text or "Ban Bí thư" in t.text for t in found.tasks)


def test_thanks_are_no_order(one: One) -> None:
    found = one(
        "BỘ NỘI VỤ\nSố: 18/BNV-TCBC\nHà Nội, ngày 04 tháng 6 năm 2025\n\nKính gửi: Ủy ban nhân dân các tỉnh.\n\n"
        "Bộ Nội vụ đề nghị Quý cơ quan:\n\n1. Rà soát số lượng người nghỉ việc.\n\n"
        "Trân trọng cảm ơn sự phối hợp của Quý cơ quan./.\n\nNơi nhận:\n- Như trên.\n"
    )
    assert [t.text for t in found.tasks] == ["Rà soát số lượng người nghỉ việc."]


@pytest.mark.parametrize(
    ("letterhead", "place"),
    [
        ("ĐẢNG BỘ TỈNH SÓC TRĂNG\nBAN CHẤP HÀNH", "Sóc Trăng"),
        ("ĐẢNG BỘ THÀNH PHỐ HỒ CHÍ MINH\nBAN THƯỜNG VỤ", "Hồ Chí Minh"),
        ("TỈNH ỦY QUANG NINH", "Quảng Ninh"),  # a scan lost the mark, here and before the day
    ],
)
def test_a_committee_of_a_province_is_not_the_central_one(one: One, letterhead: str, place: str) -> None:
    where = "Quang Ninh" if "QUANG" in letterhead else place
    found = one(
        f"{letterhead}\n*\nSố 52-CTr/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n{where}, ngày 26 tháng 02 năm 2024\n\n"
        "CHƯƠNG TRÌNH HÀNH ĐỘNG\nvề chính sách xã hội\n\nI. NHIỆM VỤ\n\n1. Sở Y tế hướng dẫn các đơn vị.\n"
    )
    assert [a.name.endswith(place) for a in found.tasks[0].lead] == [True]


def test_who_tells_others_how_is_not_who_shall_do_it(one: One) -> None:
    found = one(
        "UBND THÀNH PHỐ HẢI PHÒNG\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 28/SGDĐT-GDPT\nHải Phòng, ngày 05 tháng 9 năm 2024\n\n"
        "Kính gửi: Phòng Giáo dục và Đào tạo các quận, huyện.\n\nCăn cứ Chỉ thị số 25/CT-UBND ngày 28/8/2024, Sở Giáo "
        "dục và Đào tạo hướng dẫn thực hiện nhiệm vụ năm học như sau:\n\nI. NHIỆM VỤ\n\n1. Tăng cường kỷ cương.\n\n"
        "2. Phòng Giáo dục và Đào tạo các quận, huyện báo cáo kết quả.\n"
    )
    assert [[a.name for a in t.lead] for t in found.tasks] == [
        [],
        ["Phòng Giáo dục và Đào tạo các quận, huyện thuộc thành phố Hải Phòng"],
    ]
