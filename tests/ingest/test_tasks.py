"""Tasks: which sentences order, who leads, with whom, by when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction, Task
from ingest.grammar.agencies import read_list
from ingest.grammar.deadlines import deadlines
from ingest.grammar.full_names import full_name
from tests.ingest.test_structure import PLAN


@pytest.fixture
def plan(one: Callable[[str], Extraction]) -> list[Task]:
    return one(PLAN).tasks


def task(tasks: list[Task], words: str) -> Task:
    return next(t for t in tasks if words in t.text)


def test_aims_headings_and_recipients_are_no_tasks(plan: list[Task]) -> None:
    assert [t.text.split()[0] for t in plan] == ["Sở", "Rà", "Công", "Định", "Các"]


def test_the_lead_and_the_coordinating_agency_have_their_place(plan: list[Task]) -> None:
    seedlings = task(plan, "cây giống")
    assert [a.name for a in seedlings.lead] == ["Sở Nông nghiệp và Phát triển nông thôn tỉnh Lạng Sơn"]
    assert [a.name for a in seedlings.coordinating] == ["Sở Tài chính tỉnh Lạng Sơn"]
    assert seedlings.lead[0].explicit


def test_bullets_inherit_the_lead_of_their_lead_in(plan: list[Task]) -> None:
    parks = task(plan, "quỹ đất")
    assert [(a.name, a.explicit) for a in parks.lead] == [("Sở Xây dựng tỉnh Lạng Sơn", False)]


def test_a_collective_addressee_is_one_agency(plan: list[Task]) -> None:
    assert [a.name for a in task(plan, "Định kỳ").lead] == ["Ủy ban nhân dân các huyện, thành phố thuộc tỉnh Lạng Sơn"]


def test_the_task_span_leaves_out_number_and_closing_mark(plan: list[Task]) -> None:
    last = plan[-1]
    assert last.text.startswith("Các sở")
    assert last.text.endswith("thực hiện.")


def test_an_assessment_is_no_task_though_it_names_a_directive(one: Callable[[str], Extraction]) -> None:
    report = (
        "BÁO CÁO\nTình hình cây xanh năm 2024\n\nI. KẾT QUẢ ĐẠT ĐƯỢC\n"
        "1. Việc xử lý vi phạm sau thực hiện Chỉ thị số 08-CT/TU ngày 05/01/2024 của Ban Thường"
        " vụ Tỉnh ủy Lạng Sơn còn chậm.\n"
        "II. NHIỆM VỤ NĂM 2025\n1. Tiếp tục thực hiện Chỉ thị số 08-CT/TU ngày 05/01/2024 của Ban"
        " Thường vụ Tỉnh ủy.\n"
    )
    extraction = one(report)
    assert [t.text[:8] for t in extraction.tasks] == ["Tiếp tục"]
    assert [(c.relation, c.subject[0]) for c in extraction.citations] == [
        ("assesses", "d"),
        ("implements", "t"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("báo cáo trước ngày 31/8/2023", ("before", None, "2023-08-31", None)),
        ("xong trong quý III/2023", ("within", "2023-07-01", "2023-09-30", None)),
        ("(Tháng 8,9/2023)", ("within", "2023-08-01", "2023-09-30", None)),
        ("(Tháng 9/2023 - tháng 3/2024)", ("within", "2023-09-01", "2024-03-31", None)),
        ("vào ngày 15 và 30 hàng tháng", ("recurring", None, None, [15, 30])),
        ("dự kiến khởi công đầu tháng 10/2023", ("expected", "2023-10-01", "2023-10-10", None)),
        ("phấn đấu năm 2023 có thêm 11 xã", ("within", "2023-01-01", "2023-12-31", None)),
        ("thực hiện ngay từ năm 2024", ("from", "2024-01-01", None, None)),
        ("trong thời hạn 15 ngày kể từ ngày nhận hồ sơ", ("within", None, None, None)),
        ("sơ tán xong trước 10 giờ 00 ngày 19/11/2025", ("before", None, "2025-11-19", None)),
        ("điều động trong sáng ngày 19/11/2025", ("within", "2025-11-19", "2025-11-19", None)),
        ("hoàn thành trong 6 tháng đầu năm 2026", ("within", "2026-01-01", "2026-06-30", None)),
        ("tham mưu sơ kết vào năm 2028", ("within", "2028-01-01", "2028-12-31", None)),
        ("Đến năm 2027, hoàn thành hạ tầng khu công nghiệp", ("before", None, "2027-12-31", None)),
        ("hằng năm gửi báo cáo từ ngày 10 đến ngày 15 tháng 12", ("recurring", None, None, [10, 15])),
        ("từ ngày 16 đến ngày 31 tháng 12 hằng năm", ("recurring", None, None, [16, 31])),
        ("Trong quý I của năm liền kề, công bố kết quả", ("recurring", None, None, None)),
        ("Mỗi năm giám sát ít nhất 10% số người kê khai", ("recurring", None, None, None)),
        ("cứ 03 giờ một lần cung cấp bản tin mưa, lũ", ("recurring", None, None, None)),
        ("đưa vào vận hành trong năm 2027, bảo đảm chất lượng", ("within", "2027-01-01", "2027-12-31", None)),
    ],
)
def test_when_a_task_is_due(text: str, expected: tuple[object, ...]) -> None:
    found = [d for d, _, _ in deadlines(text, 0, len(text), [])]
    assert [(d.kind, d.start, d.end, d.days) for d in found] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "kế hoạch vốn giai đoạn 2021 - 2025",
        "chỉ tiêu kế hoạch năm 2023",
        "nhiệm kỳ 2023-2028",
        "tầm nhìn đến năm 2045",
        "triển khai quy hoạch đến năm 2030, tầm nhìn xa hơn",
        "đề xuất kế hoạch 5 năm và hằng năm",
        "xếp loại chi bộ hằng năm",
        "thanh tra, kiểm tra không quá 01 lần/năm",
    ],
)
def test_a_year_that_names_a_plan_or_bounds_it_is_no_deadline(text: str) -> None:
    assert deadlines(text, 0, len(text), []) == []


def test_the_days_of_a_recurrence_are_days_of_the_month_and_in_its_rule() -> None:
    [(found, _, _)] = deadlines("từ ngày 10 đến ngày 15 tháng 12 hằng năm", 0, 40, [])
    assert (found.days, found.recurrence) == ([10, 15], "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10,15")
    [(every, _, _)] = deadlines("cứ 03 giờ một lần báo cáo", 0, 25, [])
    assert every.recurrence == "FREQ=DAILY"


@pytest.mark.parametrize(
    "line",
    [
        "- Ông Lê Văn Ba - Phó Giám đốc Sở Nội vụ, Phó Trưởng đoàn",
        "- Đại diện lãnh đạo Sở Tài chính, Sở Nội vụ",
        "- Khoản 1 Điều 8 Thông tư số 15/2026/TT-BCT về điều khoản thi hành: Thông tư có hiệu lực từ ngày 10/4/2026",
        "Chính phủ; - Bộ Tài chính; - Bộ Nội vụ; - Lưu: VT, TH.",
    ],
)
def test_who_sits_in_a_body_what_a_rule_says_and_recipients_are_no_tasks(
    line: str, one: Callable[[str], Extraction]
) -> None:
    head = "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 77/KH-UBND\n\nLạng Sơn, ngày 10 tháng 3 năm 2026\n\nKẾ HOẠCH\n"
    tasks = one(f"{head}Kiểm tra\n\nII. NHIỆM VỤ\n\n1. Sở Nội vụ tổ chức đoàn kiểm tra.\n\n{line}\n").tasks
    assert [t.text for t in tasks] == ["Sở Nội vụ tổ chức đoàn kiểm tra."]


def test_those_asked_to_a_meeting_are_given_nothing_to_do(one: Callable[[str], Extraction]) -> None:
    head = "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 6/KH-UBND\n\nLạng Sơn, ngày 10 tháng 3 năm 2026\n\nKẾ HOẠCH\n"
    tasks = one(
        f"{head}Họp\n\nII. NHIỆM VỤ\n\n1. Thành phần tham dự:\n- Thường trực HĐND tỉnh;\n- Lãnh đạo Sở Y tế.\n"
    ).tasks
    assert tasks == []


def test_a_date_inside_a_citation_is_no_deadline() -> None:
    text = "theo Nghị quyết ngày 31/8/2023 trước ngày 01/9/2023"
    assert [d.end for d, _, _ in deadlines(text, 0, len(text), [(5, 30)])] == ["2023-09-01"]


def test_abbreviations_are_written_out() -> None:
    assert full_name("Sở KH&ĐT", "tỉnh", "bac-ninh") == "Sở Kế hoạch và Đầu tư tỉnh Bắc Ninh"
    assert full_name("BQL các KCN tỉnh", "tỉnh", "bac-ninh") == "Ban Quản lý các khu công nghiệp tỉnh Bắc Ninh"


def test_a_list_of_agencies_ends_at_its_verb() -> None:
    text = "Văn phòng UBND tỉnh, Sở Nội vụ và các cơ quan, đơn vị liên quan đánh giá kết quả"
    found, end = read_list(text, 0, len(text), "lang-son")
    assert [a.name for a in found] == [
        "Văn phòng Ủy ban nhân dân tỉnh Lạng Sơn",
        "Sở Nội vụ tỉnh Lạng Sơn",
        "các cơ quan, đơn vị liên quan của tỉnh Lạng Sơn",
    ]
    assert text[end:] == " đánh giá kết quả"


DECISION = """ỦY BAN NHÂN DÂN
TỈNH LẠNG SƠN

Số: 77/QĐ-UBND

Lạng Sơn, ngày 04 tháng 3 năm 2025

QUYẾT ĐỊNH
Ban hành Kế hoạch trồng rừng

Căn cứ Luật Lâm nghiệp ngày 15/11/2017;

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch trồng rừng.
Điều 2. Giao các cơ quan:
1. Sở Tài chính bố trí vốn trước ngày 30/4/2025.
2. Công an tỉnh bảo vệ rừng.

Nơi nhận:
- Như Điều 2;

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

KẾ HOẠCH
Trồng rừng năm 2025
(Ban hành kèm theo Quyết định số 77/QĐ-UBND ngày 04/3/2025)

I. NHIỆM VỤ
1. Chuẩn bị đất trong quý II/2025.
II. TỔ CHỨC THỰC HIỆN
1. Tiểu ban Trồng rừng tỉnh
- Theo dõi tiến độ.
"""


def test_a_plan_issued_with_a_decision_has_its_own_parts_and_tasks(one: Callable[[str], Extraction]) -> None:
    found = one(DECISION)
    said = {t.text: [a.name for a in t.lead] for t in found.tasks}
    assert said == {
        "Sở Tài chính bố trí vốn trước ngày 30/4/2025.": ["Sở Tài chính tỉnh Lạng Sơn"],
        "Công an tỉnh bảo vệ rừng.": ["Công an tỉnh Lạng Sơn"],
        "Chuẩn bị đất trong quý II/2025.": [],
        "Theo dõi tiến độ.": ["Tiểu ban Trồng rừng tỉnh Lạng Sơn"],
    }
    paths = [p.path for p in found.provisions]
    assert "kế hoạch kèm theo > II > 1 > gạch 1" in paths


CONCLUSION = """TỈNH ỦY LẠNG SƠN                     ĐẢNG CỘNG SẢN VIỆT NAM
*                            Lạng Sơn, ngày 06 tháng 02 năm 2026
Số 43-TB/TU

THÔNG BÁO
kết luận của Thường trực Tỉnh ủy

Ngày 04/02/2026, Thường trực Tỉnh ủy đã làm việc với Đảng ủy UBND tỉnh và kết luận:

1. Ghi nhận sự cố gắng của Đảng ủy UBND tỉnh trong công tác trồng rừng.
2. Yêu cầu Đảng ủy UBND tỉnh:
- Hoàn thành giao đất trước ngày 31/3/2026.
3. Về kiến nghị của xã Cao Lộc: Giao Sở Tài chính xem xét.
"""


def test_conclusions_tell_praise_from_orders(one: Callable[[str], Extraction]) -> None:
    assert [(t.text, [a.name for a in t.lead]) for t in one(CONCLUSION).tasks] == [
        ("Hoàn thành giao đất trước ngày 31/3/2026.", ["Đảng ủy Ủy ban nhân dân tỉnh Lạng Sơn"]),
        ("Về kiến nghị của xã Cao Lộc: Giao Sở Tài chính xem xét.", ["Sở Tài chính tỉnh Lạng Sơn"]),
    ]


def test_duties_in_a_law_are_no_tasks(one: Callable[[str], Extraction]) -> None:
    law = "LUẬT\nCÂY XANH\n\nĐiều 5. Nhiệm vụ và quyền hạn của Bộ Xây dựng\n1. Ban hành quy chuẩn.\n2. Kiểm tra cây.\n"
    assert one(law).tasks == []


def test_heads_of_several_departments_are_named_each(one: Callable[[str], Extraction]) -> None:
    text = "Chánh Văn phòng UBND tỉnh; Giám đốc các Sở: Nội vụ, Tài chính chịu trách nhiệm thi hành"
    found, _ = read_list(text, 0, len(text), "lang-son")
    assert [a.name for a in found] == [
        "Chánh Văn phòng Ủy ban nhân dân tỉnh Lạng Sơn",
        "Giám đốc Sở Nội vụ tỉnh Lạng Sơn",
        "Giám đốc Sở Tài chính tỉnh Lạng Sơn",
    ]


def test_a_day_without_a_year_is_one_of_every_year_where_the_sentence_says_so() -> None:
    text = "Hằng năm, các đơn vị xây dựng kế hoạch chi tiết, báo cáo trước ngày 20/11 về Sở Tài chính."
    [(deadline, start, end)] = deadlines(text, 0, len(text), [])
    assert (deadline.kind, deadline.days, text[start:end]) == ("recurring", [20], "trước ngày 20/11")
    assert deadline.recurrence == "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20"


REGULATION = (
    "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\nSố: 31/2025/QĐ-UBND\nLạng Sơn, ngày 12 tháng 5 năm 2025\n\n"
    "QUYẾT ĐỊNH\nBan hành Quy chế trông coi hồ trên đồi\n\n{articles}"
)


def test_an_article_whose_number_was_wrapped_away_gives_its_title_to_what_hangs_under_it(
    one: Callable[[str], Extraction],
) -> None:
    articles = (
        "**Điều\n4. Trách nhiệm của Sở Xây dựng**\n\n1. Lập bản đồ các hồ trên đồi của từng xã.\n\n"
        "**Điều 5.\nCông an tỉnh**\n\n1. Tổ chức tuần tra lối lên các hồ vào mùa mưa.\n\n"
    )
    found = one(REGULATION.format(articles="**Chương III**\n\n**TỔ CHỨC THỰC HIỆN**\n\n" + articles)).tasks
    assert [(t.text[:6], [a.name for a in t.lead]) for t in found] == [
        ("Lập bả", ["Sở Xây dựng tỉnh Lạng Sơn"]),
        ("Tổ chứ", ["Công an tỉnh Lạng Sơn"]),
    ]


def test_a_numbered_name_that_ends_in_a_full_stop_leads_its_points_and_is_no_task(
    one: Callable[[str], Extraction],
) -> None:
    articles = (
        "Điều 6. Trách nhiệm của các cơ quan, đơn vị\n\n1. Sở Y tế.\n\na) Kiểm tra nước hồ trước ngày 30/6/2025;\n\n"
        "b) Công bố kết quả cho người dân biết.\n\n2. Sở Tài chính.\n\na) Bố trí kinh phí cho việc kiểm tra nước hồ.\n"
    )
    found = one(REGULATION.format(articles=articles)).tasks
    assert [(t.text[:8], [a.name for a in t.lead]) for t in found] == [
        ("Kiểm tra", ["Sở Y tế tỉnh Lạng Sơn"]),
        ("Công bố ", ["Sở Y tế tỉnh Lạng Sơn"]),
        ("Bố trí k", ["Sở Tài chính tỉnh Lạng Sơn"]),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Nhiệm vụ, quyền hạn",
        "Chức năng, nhiệm vụ và quyền hạn của Trung tâm",
        "Quyền lợi, trách nhiệm của người trông coi",
        "Quy trình, trách nhiệm của các cơ quan",
    ],
)
def test_what_an_office_is_for_and_what_somebody_is_entitled_to_is_no_task(
    one: Callable[[str], Extraction], title: str
) -> None:
    articles = f"Điều 2. {title}\n\n1. Tổ chức bán vé vào hồ trên đồi.\n\n2. Quản lý lối lên các hồ trên đồi.\n"
    assert one(REGULATION.format(articles=articles)).tasks == []


def test_a_centre_of_innovation_keeps_its_whole_name() -> None:
    said = "Trung tâm Đổi mới sáng tạo Hà Nội tiếp nhận hồ sơ."
    (found,), _ = read_list(said, 0, len(said), "ha-noi", None)
    assert found.name == "Trung tâm Đổi mới sáng tạo Hà Nội"


def test_what_ends_and_from_when_it_holds_is_said_of_texts_and_orders_nothing(
    one: Callable[[str], Extraction],
) -> None:
    articles = (
        "Điều 5. Điều khoản thi hành\n\n1. Quyết định có hiệu lực thi hành kể từ ngày 28 tháng 11 năm 2025.\n\n"
        "2. Quyết định này bãi bỏ toàn bộ các Quyết định sau:\n\n"
        "a) Quyết định số 32/2021/QĐ-UBND ngày 07 tháng 10 năm 2021 về việc trông coi hồ trên đồi;\n\n"
        "b) Quyết định số 09/2022/QĐ-UBND ngày 12 tháng 9 năm 2022 về việc vớt bèo ở hồ trên đồi.\n\n"
        "3. Trong trường hợp các văn bản được viện dẫn tại Quyết định này được sửa đổi hoặc thay thế thì áp dụng theo"
        " văn bản mới.\n\nĐiều 6. Tổ chức thực hiện\n\n1. Giao Sở Xây dựng vớt bèo ở các hồ.\n"
    )
    found = one(REGULATION.format(articles=articles))
    assert [t.text for t in found.tasks] == ["Giao Sở Xây dựng vớt bèo ở các hồ."]
    assert [c.relation for c in found.citations if c.kind == "symbol"] == ["repeals", "repeals"]


REPEAL = (
    "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 18/2024/QĐ-UBND\n\nLạng Sơn, ngày 02 tháng 7 năm 2024\n\nQUYẾT ĐỊNH\n"
    "Bãi bỏ một số văn bản\n\nTheo đề nghị của Giám đốc Sở Tư pháp.\n\nQUYẾT ĐỊNH:\n\n"
    "Điều 1. Bãi bỏ Quyết định số 12/2016/QĐ-UBND ngày 05 tháng 4 năm 2016 của Ủy ban nhân dân tỉnh.\n\n"
)


def test_a_decision_is_carried_out_by_those_who_act_upon_it(one: Callable[[str], Extraction]) -> None:
    found = one(
        REPEAL + "Điều 2. Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Tư pháp căn cứ Quyết định thi hành./.\n"
    ).tasks
    assert [[a.name for a in t.lead] for t in found] == [
        ["Chánh Văn phòng Ủy ban nhân dân tỉnh Lạng Sơn", "Giám đốc Sở Tư pháp tỉnh Lạng Sơn"]
    ]


def test_what_stands_as_it_stood_is_ordered_to_nobody(one: Callable[[str], Extraction]) -> None:
    text = REPEAL.replace("Bãi bỏ Quyết định số 12", "Ban hành Quy định thay Quyết định số 12") + (
        "CHƯƠNG III\nTỔ CHỨC THỰC HIỆN\n\nĐiều 9. Điều khoản chuyển tiếp\n\n"
        "1. Chứng chỉ đã được cấp trước ngày 01 tháng 7 năm 2024 có giá trị như chứng chỉ theo Quy định này.\n\n"
        "2. Trường hợp chưa có chứng chỉ thì phải hoàn thiện theo Quy định này.\n"
    )
    assert one(text).tasks == []


def test_what_somebody_may_do_is_no_task_though_it_is_led_in(one: Callable[[str], Extraction]) -> None:
    text = (
        "CHÍNH PHỦ\n-------\nSố: 98/NQ-CP\n\nHà Nội, ngày 06 tháng 4 năm 2026\n\nNGHỊ QUYẾT\nVề dự án đường sắt\n\n"
        "QUYẾT NGHỊ:\n\nĐiều 1. Tổ chức triển khai thực hiện\n\n"
        "1. Người quyết định đầu tư được triển khai các nội dung sau:\n\na) Không phải phê duyệt chủ trương đầu tư;\n\n"
        "b) Được lập, thẩm định Dự án trên cơ sở hồ sơ thiết kế sơ bộ.\n\n"
        "2. Bộ Xây dựng phối hợp với các bộ, ngành liên quan chỉ đạo tư vấn thiết kế.\n"
    )
    assert [[a.name for a in t.lead] for t in one(text).tasks] == [["Bộ Xây dựng"]]
