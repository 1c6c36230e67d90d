"""Who leads and by when, however the sentence or the lines under it say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction, Task
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
