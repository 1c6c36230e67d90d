"""What the search box understands of a question about tasks, and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

from api.pages.task_question import read_task_question

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "parameters"),
    [
        ("nhiệm vụ", {}),
        ("Nhiệm vụ của Sở Tài chính", {"agency": "Sở Tài chính"}),
        (
            "nhiệm vụ của Sở Tài chính quý III",
            {"agency": "Sở Tài chính", "since": "2026-07-01", "until": "2026-09-30"},
        ),
        (
            "nhiem vu cua so tai chinh quy 4 nam 2023",
            {"agency": "so tai chinh", "since": "2023-10-01", "until": "2023-12-31"},
        ),
        (
            "nhiệm vụ của Công an tỉnh trong tháng 2/2024",
            {"agency": "Công an tỉnh", "since": "2024-02-01", "until": "2024-02-29"},
        ),
        ("nhiệm vụ tháng 12", {"since": "2026-12-01", "until": "2026-12-31"}),
        ("nhiệm vụ đến hạn quý I/2025?", {"since": "2025-01-01", "until": "2025-03-31"}),
        (
            "nhiệm vụ của UBND tỉnh Hà Nam năm 2023",
            {"agency": "UBND tỉnh Hà Nam", "since": "2023-01-01", "until": "2023-12-31"},
        ),
        ("nhiệm vụ về đất đai năm 2023", {"q": "đất đai", "since": "2023-01-01", "until": "2023-12-31"}),
        (
            "nhiệm vụ của Sở Y tế về tiêm chủng, quý II năm 2024",
            {"agency": "Sở Y tế", "q": "tiêm chủng", "since": "2024-04-01", "until": "2024-06-30"},
        ),
        ("nhiem vu ve dat dai", {"q": "dat dai"}),
        (
            "nhiệm vụ Sở Tài chính quý III",
            {"agency": "Sở Tài chính", "since": "2026-07-01", "until": "2026-09-30"},
        ),
        ("nhiem vu so tai chinh", {"agency": "so tai chinh"}),
        ("nhiệm vụ UBND tỉnh về đất đai", {"agency": "UBND tỉnh", "q": "đất đai"}),
        ("nhiệm vụ của Quỹ Bảo vệ môi trường", {"agency": "Quỹ Bảo vệ môi trường"}),
        ("  NHIỆM VỤ   CỦA   SỞ XÂY DỰNG. ", {"agency": "SỞ XÂY DỰNG"}),
    ],
)
def test_a_question_is_read_with_or_without_accents(typed: str, parameters: dict[str, str]) -> None:
    found = read_task_question(typed, TODAY)
    assert found is not None
    assert found.parameters == parameters


@pytest.mark.parametrize(
    "typed",
    [
        "", "chỉ thị 19", "19-CT/TU", "về nhiệm vụ năm 2024", "nhiệm",
        "nhiệm vụ số hóa dữ liệu", "nhiem vu so hoa du lieu", "nhiệm vụ phòng, chống thiên tai", "nhiệm vụ sở",
        "nhiệm vụ trọng tâm", "nhiệm vụ của", "nhiệm vụ về", "nhiệm vụ của năm 2024",
        "nhiệm vụ của Sở Tài chính quý V", "nhiệm vụ của Sở Tài chính quý 5", "nhiệm vụ của Sở Tài chính tháng 13",
        "nhiệm vụ của Sở Tài chính đến hết tháng 7", "nhiệm vụ của Sở Tài chính trước ngày 5/8/2024",
        "nhiệm vụ của Sở Tài chính quý III tháng 8", "nhiệm vụ của Sở Tài chính của tỉnh", "nhiệm vụ của Sở Y tế về",
        "nhiem vu cua so y te ve tiem chung",
    ],
)  # fmt: skip
def test_what_does_not_parse_is_not_guessed_at(typed: str) -> None:
    assert read_task_question(typed, TODAY) is None


def test_a_year_that_was_not_typed_is_this_year_and_said_to_be() -> None:
    assumed = read_task_question("nhiệm vụ quý III", TODAY)
    typed = read_task_question("nhiệm vụ quý III năm 2024", TODAY)
    assert assumed is not None
    assert typed is not None
    assert (assumed.named, assumed.year_assumed) == ("quý III năm 2026", True)
    assert (typed.named, typed.year_assumed) == ("quý III năm 2024", False)
