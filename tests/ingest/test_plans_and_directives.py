"""How plans, directives and letters give their tasks: labels, lead-ins, persons, classes, closes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction, Task
from ingest.grammar.agencies import read_list
from ingest.grammar.deadlines import deadlines
from ingest.grammar.labels import labels_of
from ingest.grammar.leads import subject_of

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 77/KH-UBND\n\nLạng Sơn, ngày 10 tháng 10 năm 2025\n\nKẾ HOẠCH\n"
    "Triển khai công tác năm 2026\n\nII. NHIỆM VỤ, GIẢI PHÁP\n\n"
)
RESOLUTION = (
    "CHÍNH PHỦ\n\nSố: 301/NQ-CP\n\nHà Nội, ngày 08 tháng 10 năm 2025\n\nNGHỊ QUYẾT\nPhiên họp Chính phủ thường kỳ\n\n"
    "Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;\n\nQUYẾT NGHỊ:\n\n"
)


@pytest.fixture
def plan(one: Callable[[str], Extraction]) -> Callable[[str], list[Task]]:
    return lambda lines: one(HEAD + lines + "\n").tasks


def leads(task: Task) -> list[str]:
    return [a.name.removesuffix(" tỉnh Lạng Sơn") for a in task.lead]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Chậm nhất trong quý I năm 2026, hoàn thành rà soát", (None, "2026-03-31")),
        ("tổng kết vào cuối năm 2030, báo cáo Thủ tướng Chính phủ", ("2030-10-01", "2030-12-31")),
        ("Cuối năm 2026, sơ kết việc thực hiện", ("2026-10-01", "2026-12-31")),
        ("ngay từ đầu năm 2026", ("2026-01-01", "2026-03-31")),
        ("khu đô thị; đến năm 2027 hoàn thành phủ sóng", (None, "2027-12-31")),
        ("Báo cáo giữa kỳ thực hiện Kế hoạch (năm 2030)", ("2030-01-01", "2030-12-31")),
        ("tham mưu tổ chức chấm điểm từ năm 2026", ("2026-01-01", None)),
        ("vận hành chính thức từ ngày 01/01/2026", ("2026-01-01", None)),
        ("hoàn thành 12 công trình trong năm 2025 tại các địa phương", ("2025-01-01", "2025-12-31")),
        ("bàn giao mặt bằng trước Tết Nguyên đán Bính Ngọ năm 2026", (None, None)),
    ],
)
def test_parts_of_years_and_feasts_are_deadlines(said: str, expected: tuple[str | None, str | None]) -> None:
    assert [(d.start, d.end) for d, _, _ in deadlines(said, 0, len(said), [])] == [expected]


@pytest.mark.parametrize(
    "said",
    [
        "nhiệm vụ những tháng cuối năm 2023",
        "số liệu tính đến ngày 30/9/2025",
        "kế hoạch được giao trong năm 2023 của tỉnh",
        "rà soát quy hoạch từ năm 2020 đến nay",
    ],
)
def test_how_far_a_count_or_a_plan_goes_is_no_deadline(said: str) -> None:
    assert deadlines(said, 0, len(said), []) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026 - 2027", ("2026-01-01", "2027-12-31")),
        ("Giai đoạn 2026 - 2030", ("2026-01-01", "2030-12-31")),
        ("Từ năm 2026 đến năm 2028", ("2026-01-01", "2028-12-31")),
        ("Năm 2026 và các năm tiếp theo", ("2026-01-01", None)),
    ],
)
def test_years_behind_a_label_are_its_term(words: str, expected: tuple[str | None, str | None]) -> None:
    line = f"Thời gian thực hiện: {words}."
    [label] = labels_of(line, 0, len(line), None, None)
    assert [(d.start, d.end) for d, _, _ in label.deadlines] == [expected]


def test_all_labels_of_a_line_are_read(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan(
        "1. Bảo đảm cơ sở vật chất\nĐơn vị chủ trì: Công an tỉnh; đơn vị phối hợp: Sở Tài chính; thời gian: Quý I/2026."
    )
    assert (leads(task), [a.name for a in task.coordinating]) == (["Công an"], ["Sở Tài chính tỉnh Lạng Sơn"])
    assert [(d.start, d.end) for d in task.deadlines] == [("2026-01-01", "2026-03-31")]


def test_a_noun_over_a_label_of_who_leads_is_a_task(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan(
        "1. Hội nghị trực tuyến toàn tỉnh phổ biến Luật\n- Đơn vị chủ trì: Sở Tư pháp.\n- Thời gian: Quý I/2026."
    )
    assert (task.text, leads(task)) == ("Hội nghị trực tuyến toàn tỉnh phổ biến Luật", ["Sở Tư pháp"])
    assert [d.end for d in task.deadlines] == ["2026-03-31"]


def test_who_takes_part_is_said_behind_who_leads(plan: Callable[[str], list[Task]]) -> None:
    first, second = plan(
        "1. Rà soát văn bản thuộc thẩm quyền.\n- Phân công thực hiện: Sở Tư pháp chủ trì, Sở Nội vụ phối hợp.\n"
        "2. Sở Y tế chủ trì, Sở Tài chính và Công an tỉnh cùng phối hợp kiểm tra an toàn thực phẩm."
    )
    assert (leads(first), [a.name for a in first.coordinating]) == (["Sở Tư pháp"], ["Sở Nội vụ tỉnh Lạng Sơn"])
    assert [a.name for a in second.coordinating] == ["Sở Tài chính tỉnh Lạng Sơn", "Công an tỉnh Lạng Sơn"]


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("Phân công đồng chí Lê Đức Giang, Phó Chủ tịch UBND tỉnh trực tiếp chỉ đạo việc ứng phó.",
         ["Phó Chủ tịch Ủy ban nhân dân"]),
        ("Đồng chí Bí thư Đảng ủy chỉ đạo chung việc thực hiện Chương trình.", ["Bí thư Đảng ủy"]),
        ("Cấp tỉnh: Ban Thường vụ Tỉnh ủy tổ chức hội nghị quán triệt.", ["Ban Thường vụ Tỉnh ủy Lạng Sơn"]),
        ("Yêu cầu Giám đốc các sở, Trưởng các ban, ngành nghiêm túc thực hiện Công điện.",
         ["Giám đốc các sở của", "Trưởng các ban, ngành của"]),
        ("Các cơ quan thành viên Ban Chỉ đạo xây dựng kế hoạch hoạt động.", ["Các cơ quan thành viên Ban Chỉ đạo"]),
        ("Các Công ty TNHH MTV khai thác công trình thủy lợi vận hành hồ chứa đúng quy trình.",
         ["Các Công ty TNHH MTV khai thác công trình thủy lợi"]),
        ("Các trường đại học trên địa bàn tỉnh đẩy mạnh đào tạo nhân lực số.",
         ["Các trường đại học trên địa bàn"]),
        ("Vụ Các vấn đề chung về xây dựng pháp luật chủ trì nâng cấp cơ sở dữ liệu.",
         ["Vụ Các vấn đề chung về xây dựng pháp luật"]),
        ("Thực hiện chính sách tín dụng; do Ngân hàng Nhà nước Chi nhánh Khu vực 11 chủ trì.",
         ["Ngân hàng Nhà nước Chi nhánh Khu vực 11"]),
        ("Đào tạo: Liên minh HTX tỉnh mở 10 lớp bồi dưỡng cán bộ quản lý.", ["Liên minh Hợp tác xã"]),
        ("Đồng chí Trưởng Ban Chỉ đạo: Chỉ đạo toàn diện hoạt động của Ban.", ["Trưởng Ban Chỉ đạo"]),
        ("Các trường hợp vi phạm phải được xử lý nghiêm.", []),
    ],
)  # fmt: skip
def test_who_leads_however_they_are_named(sentence: str, lead: list[str]) -> None:
    found = subject_of(sentence, 0, len(sentence), "lang-son", "2025-10-10")
    assert [a.name.removesuffix(" tỉnh Lạng Sơn") for a in found] == lead


def test_who_a_task_is_given_to_is_not_inherited(plan: Callable[[str], list[Task]]) -> None:
    [task] = plan("1. Sở Nội vụ\n- Giao bà Hoàng Thị Lan tổng hợp nhu cầu đào tạo, bồi dưỡng của các đơn vị.")
    assert leads(task) == []


def test_a_paragraph_about_a_matter_hands_nobody_on(plan: Callable[[str], list[Task]]) -> None:
    tasks = plan(
        "2. Hoàn thiện quy hoạch, cơ chế\n\nSở Xây dựng rà soát quy hoạch đô thị. Điều chỉnh phương án xử lý chất "
        "thải. Định kỳ hằng năm báo cáo kết quả.\n"
    )
    assert [leads(t) for t in tasks] == [["Sở Xây dựng"], [], ["Sở Xây dựng"]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Quá thời hạn trên, đơn vị nào không gửi đăng ký xem như không có nhu cầu.",
        "Mọi vướng mắc xin liên hệ bà Trần Thị Hoa, số điện thoại 0912345678.",
        "Hội đồng nhân dân tỉnh kêu gọi các tầng lớp Nhân dân phát huy tinh thần đoàn kết.",
        "Đối với cá nhân: Về tư tưởng chính trị; phẩm chất đạo đức, lối sống.",
        "Rừng là tài nguyên quý của đất nước, có khả năng tái tạo.",
        "Thống nhất chủ trương đầu tư Dự án theo đề nghị của Sở Xây dựng.",
        "Tuy nhiên, thu ngân sách còn thấp, giải ngân chưa đạt yêu cầu.",
        "Nền tảng quản lý bệnh án điện tử.",
        "Phiếu tư vấn, giới thiệu việc làm thực hiện theo Mẫu số 01.",
    ],
)
def test_closes_consents_and_accounts_order_nothing(plan: Callable[[str], list[Task]], sentence: str) -> None:
    assert plan(f"1. {sentence}") == []


def test_the_government_orders_behind_its_account_of_how_things_stand(one: Callable[[str], Extraction]) -> None:
    tasks = one(
        f"{RESOLUTION}1. Về tình hình kinh tế - xã hội\n\nChính phủ thống nhất đánh giá: Lạm phát được kiểm soát."
        "\n\n"
        "Chính phủ yêu cầu các bộ, cơ quan ngang bộ tập trung thực hiện:\n\na) Kiên định mục tiêu tăng trưởng.\n\n"
        "b) Bộ Tài chính chủ trì quản lý chặt chẽ nguồn thu.\n\n2. Về dự thảo Nghị quyết về năng lượng\n\n"
        "Chính phủ cơ bản thống nhất nội dung dự thảo. Bộ Công Thương tiếp thu ý kiến, hoàn thiện hồ sơ.\n\n"
        "3. Về báo cáo tình hình thực hiện nhiệm vụ được giao\n\nVăn phòng Chính phủ tiếp tục đôn đốc các bộ.\n"
    ).tasks
    assert [[a.name for a in t.lead] for t in tasks] == [
        ["các bộ", "các cơ quan ngang bộ"],
        ["Bộ Tài chính"],
        ["Bộ Công Thương"],
        ["Văn phòng Chính phủ"],
    ]


def test_who_hands_in_what_by_a_day_is_told_amid_rules(one: Callable[[str], Extraction]) -> None:
    decision = (
        "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n\nSố: 77/QĐ-UBND\n\nLạng Sơn, ngày 10 tháng 10 năm 2025\n\nQUYẾT ĐỊNH\n"
        "Kiện toàn Ban Chỉ đạo\n\nĐiều 1. Kiện toàn Ban Chỉ đạo.\n\n"
        "Điều 2. Các cơ quan thành viên Ban Chỉ đạo xây dựng kế hoạch, gửi Sở Nội vụ trước ngày 15/12 hằng năm.\n"
    )
    [task] = one(decision).tasks
    assert [d.days for d in task.deadlines] == [[15]]


def test_a_plan_whose_every_paragraph_is_marked_is_not_wrapped(one: Callable[[str], Extraction]) -> None:
    order = "Tham mưu Ủy ban nhân dân tỉnh cân đối, bố trí kinh phí; hướng dẫn việc quản lý, sử dụng, quyết toán " * 2
    tasks = one(
        HEAD.replace("\n\n", "\n").replace("công tác năm 2026", "công tác cải cách hành chính nhà nước năm 2026")
        + "".join(f"{n}. Các sở, ban, ngành; Ủy ban nhân dân các xã, phường\n{order}kinh phí.\n" for n in (1, 2, 3, 4))
    ).tasks
    assert len(tasks) == 4
    assert all(leads(t) == ["Các sở, ban, ngành của", "Ủy ban nhân dân các xã, phường thuộc"] for t in tasks)


def test_groups_of_delegates_are_of_the_council_beside_them() -> None:
    text = "Thường trực Hội đồng nhân dân, các Ban, Tổ đại biểu và đại biểu Hội đồng nhân dân tỉnh giám sát"
    found, _ = read_list(text, 0, len(text), "lang-son")
    assert found[2].name == "các Tổ đại biểu Hội đồng nhân dân tỉnh Lạng Sơn"


def test_a_hospital_named_for_a_province_that_is_no_more_has_no_second_place() -> None:
    text = "Bệnh viện Đa khoa Tiền Giang chuẩn bị đủ giường bệnh"
    assert [a.name for a in read_list(text, 0, len(text), "dong-thap")[0]] == ["Bệnh viện Đa khoa Tiền Giang"]


def test_a_ditto_in_a_table_is_what_stands_above_it(one: Callable[[str], Extraction]) -> None:
    table = (
        "| STT | Nội dung công việc | Đơn vị chủ trì | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Tập huấn nghiệp vụ cấp căn cước | Công an tỉnh | Tháng 01/2026 |\n"
        "| 2 | Sơ kết một năm thi hành Luật | -nt- | Tháng 12/2026 |\n"
    )
    assert [leads(t) for t in one(HEAD + table).tasks] == [["Công an"], ["Công an"]]
