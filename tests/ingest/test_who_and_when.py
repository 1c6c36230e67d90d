"""Who leads and by when, however the sentence or the lines under it say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction, Task
from ingest.grammar.deadlines import deadlines
from ingest.grammar.labels import label_at, labels_within

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 77/KH-UBND\n\nLạng Sơn, ngày 10 tháng 3 năm 2025\n\nKẾ HOẠCH\n"
    "Triển khai công tác năm 2025\n\nII. NHIỆM VỤ, GIẢI PHÁP\n\n"
)


@pytest.fixture
def plan(one: Callable[[str], Extraction]) -> Callable[[str], list[Task]]:
    return lambda lines: one(HEAD + lines + "\n").tasks


def names(task: Task) -> tuple[list[str], list[str]]:
    """Who leads and who takes part, without the place."""
    cut = " tỉnh Lạng Sơn"
    return [a.name.removesuffix(cut) for a in task.lead], [a.name.removesuffix(cut) for a in task.coordinating]


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("Trước ngày 30/11/2025, Sở Tài chính tổng hợp, báo cáo kết quả.", "Sở Tài chính"),
        ("Đến hết quý III năm 2025, Sở Xây dựng hoàn thành việc rà soát quy hoạch.", "Sở Xây dựng"),
        ("Trong quý I của năm liền kề, Sở Nội vụ chủ trì rà soát kết quả chấm điểm.", "Sở Nội vụ"),
        ("Hằng quý (trước ngày 20 tháng cuối quý), Sở Tư pháp tổng hợp báo cáo.", "Sở Tư pháp"),
        ("Với vai trò cơ quan thường trực, Sở Y tế theo dõi, đôn đốc các đơn vị.", "Sở Y tế"),
        ("Trong phạm vi chức năng, nhiệm vụ được giao, Sở Nội vụ triển khai thực hiện.", "Sở Nội vụ"),
        ("Đối với Sở Công Thương: khẩn trương trình phê duyệt Đề án.", "Sở Công Thương"),
        ("Sở Nội vụ (cơ quan thường trực) tham mưu kiện toàn Ban Chỉ đạo.", "Sở Nội vụ"),
        ("Hoàn thành việc sắp xếp trụ sở làm việc (Sở Tài chính chủ trì).", "Sở Tài chính"),
        ("Quá trình thực hiện, nếu có vướng mắc, Sở Tài chính kịp thời báo cáo Ủy ban nhân dân tỉnh.", "Sở Tài chính"),
        ("Trong quá trình thực hiện nếu có khó khăn, vướng mắc đề nghị Sở Y tế phản ánh về Bộ Y tế.", "Sở Y tế"),
    ],
)
def test_the_subject_is_found_behind_a_circumstance(
    plan: Callable[[str], list[Task]], sentence: str, lead: str
) -> None:
    [task] = plan(f"1. {sentence}")
    assert names(task)[0] == [lead]


def test_those_who_shall_carry_out_are_all_found_though_no_table_holds_one_of_them(
    plan: Callable[[str], list[Task]],
) -> None:
    [task] = plan(
        "1. Sở Nội vụ, các Thành viên Nhóm nòng cốt, Sở Tài chính và Công an tỉnh chịu trách nhiệm thi hành Kế hoạch."
    )
    assert names(task)[0] == ["Sở Nội vụ", "Sở Tài chính", "Công an"]


def test_whoever_is_of_a_class_leads_as_the_text_has_them(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Doanh nghiệp, cộng đồng, hộ gia đình ven sông: Chấp hành giấy phép khai thác cát, lắp trạm cân.")
    assert names(task)[0] == ["Doanh nghiệp, cộng đồng, hộ gia đình ven sông"]


def test_a_class_of_associations_leads_as_the_text_has_them(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Các hội, hiệp hội ngành hàng: Tham gia xây dựng chuỗi liên kết, xúc tiến thương mại.")
    assert names(task)[0] == ["Các hội, hiệp hội ngành hàng"]


def test_what_is_no_one_before_a_colon_leads_nothing(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Cơ sở dữ liệu đất đai của tỉnh: Hoàn thành việc số hóa bản đồ địa chính.")
    assert names(task)[0] == []


def test_a_limit_that_stands_as_a_sentence_is_of_the_task_before_it(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Sở Nội vụ niêm yết công khai quy trình. Thời hạn chậm nhất 05 ngày làm việc kể từ ngày ban hành.")
    assert [(d.kind, d.days) for d in task.deadlines] == [("within", None)]


def test_boards_inside_a_circumstance_lead_nothing(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Trong phạm vi quản lý của các sở, ban, ngành, tổ chức kiểm tra việc chấp hành quy định.")
    assert task.lead == []


@pytest.mark.parametrize("mark", ["-", "+", "a)"])
def test_lines_with_labels_say_more_of_the_task_above_them(plan: Callable[[str], list[Task]], mark: str) -> None:
    marks = ["a)", "b)", "c)", "d)"] if mark == "a)" else [mark] * 4
    [task] = plan(
        "1. Rà soát văn bản quy phạm pháp luật\n"
        f"{marks[0]} Tổ chức rà soát các văn bản thuộc thẩm quyền ban hành của tỉnh.\n"
        f"{marks[1]} Đơn vị chủ trì: Sở Tư pháp.\n"
        f"{marks[2]} Cơ quan phối hợp: Sở Nội vụ, Sở Tài chính.\n"
        f"{marks[3]} Thời gian hoàn thành: 30/6/2025."
    )
    assert names(task) == (["Sở Tư pháp"], ["Sở Nội vụ", "Sở Tài chính"])
    assert [(d.start, d.end) for d in task.deadlines] == [(None, "2025-06-30")]


def test_a_heading_over_labels_alone_is_the_task(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Tổ chức hội nghị quán triệt Luật\n- Chủ trì: Sở Tư pháp\n- Thời gian thực hiện: Năm 2025")
    assert task.text == "Tổ chức hội nghị quán triệt Luật"
    assert names(task) == (["Sở Tư pháp"], [])
    assert [(d.start, d.end) for d in task.deadlines] == [("2025-01-01", "2025-12-31")]


def test_what_no_table_holds_is_kept_in_a_label_as_it_is_written(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan(
        "1. Tổ chức hội nghị quán triệt Luật\n- Chủ trì: Nhóm nòng cốt thôn Nà Lầu.\n- Thời gian thực hiện: "
        "Thường xuyên."
    )
    assert [a.name for a in task.lead] == ["Nhóm nòng cốt thôn Nà Lầu"]
    assert [(d.text, d.kind, d.start, d.end) for d in task.deadlines] == [("Thường xuyên", "recurring", None, None)]


def test_a_label_speaks_of_its_own_item_alone(plan: Callable[[str], list[Task]]) -> None:
    first, second = plan(
        "1. Hoàn thành việc sắp xếp trụ sở làm việc.\n\n"
        "2. Xây dựng bảng giá đất. Đơn vị chủ trì: Sở Tư pháp. Đơn vị phối hợp: Sở Tài chính."
    )
    assert names(first) == ([], [])
    assert names(second) == (["Sở Tư pháp"], ["Sở Tài chính"])


def test_the_time_of_an_event_is_no_deadline_of_what_stands_above(plan: Callable[[str], list[Task]]) -> None:
    tasks = plan("1. Tổ chức hội nghị tổng kết công tác năm.\n2. Thời gian: 01 ngày, ngày 28/6/2025.")
    assert [t.deadlines for t in tasks] == [[]]


def test_labels_in_brackets_end_where_the_next_begins() -> None:
    text = "Cắt giảm thủ tục (cơ quan chủ trì: Sở Tư pháp; cơ quan phối hợp: Sở Nội vụ)"
    assert [(x.kind, [a.name for a in x.agencies]) for x in labels_within(text, 0, len(text), None, None)] == [
        ("lead", ["Sở Tư pháp"]),
        ("coordinating", ["Sở Nội vụ"]),
    ]


def test_a_sentence_that_only_begins_like_a_label_is_none() -> None:
    text = "Chủ trì, phối hợp với Sở Nội vụ tổng hợp:"
    assert label_at(text, 0, len(text), None, None) is None


@pytest.mark.parametrize(
    "order", ["yêu cầu:", "yêu cầu thực hiện tốt các nhiệm vụ sau:", "chỉ đạo một số nội dung sau:"]
)
def test_who_only_orders_leads_nothing(one: Callable[[str], Extraction], order: str) -> None:
    directive = (
        "TỈNH ỦY LẠNG SƠN\n*\nSố 12-CT/TU\nLạng Sơn, ngày 10 tháng 12 năm 2025\n\nCHỈ THỊ\n"
        f"về quản lý đất đai\n\nĐể nâng cao hiệu quả, Ban Thường vụ Tỉnh ủy {order}\n\n"
        "1. Tăng cường tuyên truyền, phổ biến pháp luật về đất đai.\n\n"
        "2. Thường trực các huyện ủy, thành ủy phân công cấp ủy viên phụ trách từng xã.\n"
    )
    assert [[a.name for a in t.lead] for t in one(directive).tasks] == [
        [],
        ["Thường trực các huyện ủy, thành ủy trực thuộc Tỉnh ủy Lạng Sơn"],
    ]


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("Sở Tài chính, các Công ty TNHH MTV Khai thác thủy lợi kiểm tra hồ chứa theo quy trình.", ["Sở Tài chính"]),
        ("Phân công Phó Thủ tướng Chính phủ Trần Văn Nam chỉ đạo việc xây dựng dự án Luật.",
         ["Phó Thủ tướng Chính phủ Trần Văn Nam"]),
        ("Các ông (bà): Giám đốc Sở Nội vụ, Giám đốc Sở Tài chính chịu trách nhiệm thi hành Kế hoạch này.",
         ["Giám đốc Sở Nội vụ", "Giám đốc Sở Tài chính"]),
        ("Tập huấn cho cán bộ y tế cơ sở (Cục Quản lý Y, Dược cổ truyền chủ trì; thời gian: năm 2025).",
         ["Cục Quản lý Y, Dược cổ truyền"]),
    ],
)  # fmt: skip
def test_who_leads_is_read_whole(plan: Callable[[str], list[Task]], sentence: str, lead: list[str]) -> None:
    [task] = plan(f"1. {sentence}")
    assert names(task)[0] == lead


def test_what_is_asked_behind_a_rhythm_is_asked_of_those_above(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Sở Y tế\n- Hằng năm, phối hợp với Sở Nội vụ, Sở Tài chính rà soát các điều kiện bảo đảm an toàn.")
    assert names(task) == (["Sở Y tế"], ["Sở Nội vụ", "Sở Tài chính"])


def test_those_behind_a_colon_take_part_too(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Sở Tài chính chủ trì, phối hợp với: Sở Xây dựng, Sở Tư pháp hướng dẫn thực hiện.")
    assert names(task) == (["Sở Tài chính"], ["Sở Xây dựng", "Sở Tư pháp"])


def test_a_line_in_brackets_says_who_and_when_of_the_task_above(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan(
        "a) Rà soát, lựa chọn 03 điểm du lịch vườn.\n"
        "(Sở Công Thương chủ trì, phối hợp với Sở Tài chính; hoàn thành tháng 9/2025)"
    )
    assert names(task) == (["Sở Công Thương"], ["Sở Tài chính"])
    assert [(d.start, d.end) for d in task.deadlines] == [("2025-09-01", "2025-09-30")]


def test_a_heading_names_whose_duty_stands_under_it(plan: Callable[[str], list[Task]]) -> None:
    first, second, third = plan(
        "1. Trách nhiệm của Vụ Kế hoạch, Tài chính\n- Chủ trì tổng hợp báo cáo định kỳ.\n"
        "2. Đối với Sở Nội vụ\n- Tham mưu kiện toàn Ban Chỉ đạo.\n"
        "3. Trách nhiệm trong việc quản lý ứng dụng\n- Bảo đảm ứng dụng hoạt động ổn định."
    )
    assert [names(t)[0] for t in (first, second, third)] == [["Vụ Kế hoạch, Tài chính"], ["Sở Nội vụ"], []]


def test_the_paragraphs_behind_an_assignment_are_for_whom_it_names(plan: Callable[[str], list[Task]]) -> None:
    first, second = plan(
        "1. Quản lý tài nguyên\n\nSở Xây dựng chủ trì, phối hợp các sở, ngành: Coi trọng việc tiết kiệm đất.\n\n"
        "Tăng cường quản lý quy hoạch đô thị.\n"
    )
    assert names(first)[0] == names(second)[0] == ["Sở Xây dựng"]


def test_who_is_named_under_money_shall_act(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan(
        "III. KINH PHÍ THỰC HIỆN\n\n1. Kinh phí được bố trí từ ngân sách nhà nước.\n\n"
        "2. Các sở, ban, ngành lập dự toán gửi Sở Tài chính tổng hợp."
    )
    assert names(task)[0] == ["Các sở, ban, ngành của"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Đến năm 2030, tỷ lệ đô thị hóa đạt 38%, tăng 5% so với năm 2025.",
        "Năng lực hàng hóa thông qua cảng đến năm 2025 đạt khoảng 10,58 triệu tấn/năm.",
        "Tuy nhiên, tiến độ giải phóng mặt bằng còn chậm, chưa đáp ứng yêu cầu.",
        "Ghi nhận, đánh giá cao nỗ lực của các đơn vị trong thời gian qua.",
        "Người quyết định đầu tư được phép tách dự án thành các dự án độc lập.",
        "Việc sửa đổi, bổ sung Điều lệ Quỹ do Hội đồng Quản lý Quỹ quyết định.",
        "Trường hợp cơ sở chưa góp đủ vốn thì không thuộc đối tượng được xem xét hoàn thuế.",
        "Trình tự, thủ tục lựa chọn nhà thầu thực hiện theo quy định của pháp luật về đấu thầu.",
        "Danh mục các nhiệm vụ, dự án ưu tiên tại Phụ lục II kèm theo Kế hoạch này.",
        "Rất mong sự quan tâm phối hợp của quý cơ quan.",
        "Lãnh đạo Bộ Nội vụ.",
    ],
)
def test_what_is_may_be_or_is_to_be_reached_is_no_task(plan: Callable[[str], list[Task]], sentence: str) -> None:
    assert plan(f"1. {sentence}") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Đẩy mạnh thu hút các nguồn lực, nhất là các nguồn lực ngoài khu vực nhà nước để phát triển.",
        "Phát triển nền tảng Bình dân học vụ số, là nền tảng học trực tuyến đại trà.",
        "Kịp thời biểu dương, khen thưởng đối với tổ chức, cá nhân có thành tích.",
        "Phấn đấu duy trì thứ hạng chỉ số PCI trong nhóm 10 tỉnh dẫn đầu.",
        "Khắc phục những hạn chế còn tồn tại, chưa được giải quyết.",
    ],
)
def test_an_order_stays_one_whatever_it_speaks_of(plan: Callable[[str], list[Task]], sentence: str) -> None:
    assert len(plan(f"1. {sentence}")) == 1


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("Hằng tháng, trước ngày 25 gửi báo cáo", ["FREQ=MONTHLY;BYMONTHDAY=25"]),
        ("định kỳ hàng quý, trước ngày 20 của tháng cuối quý", ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20"]),
        ("chậm nhất vào ngày 05 của tháng đầu quý sau", ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5"]),
        ("báo cáo 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)",
         ["FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"]),
        ("định kỳ 06 tháng, trước ngày 31 tháng 7; định kỳ hằng năm trước ngày 31 tháng 01",
         ["FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"]),
        ("định kỳ 3 tháng một lần", ["FREQ=MONTHLY;INTERVAL=3"]),
        ("sau hằng tháng và trước ngày 45", ["FREQ=MONTHLY"]),
    ],
)  # fmt: skip
def test_the_day_of_a_rhythm_is_said_with_it(said: str, rules: list[str]) -> None:
    found = deadlines(said, 0, len(said), [])
    assert [d.recurrence for d, _, _ in found] == rules
    assert all(d.text == " ".join(said[a:b].split()) for d, a, b in found)


def test_a_second_day_behind_the_first_is_a_deadline_too() -> None:
    said = "báo cáo trước ngày 20/12/2025 và 20/6/2026"
    assert [d.end for d, _, _ in deadlines(said, 0, len(said), [])] == ["2025-12-20", "2026-06-20"]
    said = "Quý II - Quý III/2026"
    assert [(d.start, d.end) for d, _, _ in deadlines(said, 0, len(said), [])] == [("2026-04-01", "2026-09-30")]
