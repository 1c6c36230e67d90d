"""`question`, `ask status` and `ask depth`: what a person is told, and the exit code that a script sees."""

from __future__ import annotations

import json

import pytest
from said import Run
from small_corpus import CT17_2020, CT17_2022


def test_the_questions_are_listed_with_what_they_ask_for(run: Run) -> None:
    said = run("question", "list")
    assert said.code == 0
    assert "11-this-month\n    Tháng này tỉnh phải làm những gì, ai làm?\n    --set month: tháng; province:" in said.out
    found = json.loads(run("question", "list", "--json").out)
    assert len(found) >= 25
    assert set(found[0]) == {"number", "name", "title", "english", "meaning", "trap", "parameters", "columns"}


def test_a_question_is_shown_as_sparql_that_stands_alone(run: Run) -> None:
    said = run("question", "show", "who-cites")
    assert said.code == 0
    assert said.out.startswith("# Câu hỏi: ")
    assert "SELECT ?by" in said.out


def test_a_question_is_answered_in_words_and_says_how_it_misleads(ask: Run) -> None:
    said = ask("question", "run", "tasks-of-agency", "--set", "agency=sở tài chính tỉnh bắc giang")
    assert said.code == 0
    assert "nhiệm vụ: task/" in said.out
    assert "vai: vai chủ trì" in said.out
    assert "văn bản: Nghị quyết 33/NQ-HĐND ngày 11/7/2024" in said.out
    assert said.err.startswith("1 dòng. ")


def test_no_rows_are_said_to_be_none(ask: Run) -> None:
    said = ask("question", "run", "circles")
    assert said.code == 0
    assert "Không có dòng nào." in said.out


def test_json_has_the_rows_and_what_was_asked(ask: Run) -> None:
    answer = json.loads(ask("question", "run", "6", "--set", "symbol=17-CT/TU", "--json").out)
    assert answer["values"] == {"symbol": "17-CT/TU"}
    assert [row["instrument"] for row in answer["rows"]] == [CT17_2020.iri, CT17_2022.iri]
    assert [row["citations"] for row in answer["rows"]] == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["no-such"], 4, "Không có câu hỏi nào tên"),
        (["who-cites"], 2, "còn thiếu instrument"),
        (["who-cites", "--set", "instrument"], 2, "--set cần TÊN=GIÁ_TRỊ"),
        (["who-cites", "--set", "instrument=17-CT/TU"], 3, "2 văn bản"),
        (["who-cites", "--set", "instrument=98765/QĐ-XYZ"], 4, "Không tìm thấy"),
        (["due-between", "--set", "first=mai", "--set", "last=2024-01-01"], 2, "«mai» không dùng được cho first"),
    ],
)
def test_what_is_wrong_is_told(ask: Run, arguments: list[str], code: int, words: str) -> None:
    said = ask("question", "run", *arguments)
    assert said.code == code
    assert words in said.err


def test_of_several_instruments_one_is_chosen_by_a_date_in_the_value(ask: Run) -> None:
    said = ask("question", "run", "who-cites", "--set", "instrument=17-CT/TU")
    assert "thêm ngày hoặc năm vào giá trị" in said.err
    assert "27/02/2020" in said.out
    chosen = ask("question", "run", "who-cites", "--set", "instrument=17-CT/TU ngày 27/02/2020", "--json")
    assert [row["relation"].rpartition("#")[2] for row in json.loads(chosen.out)["rows"]] == ["considers"]


def test_examples_stand_in_for_what_is_not_given(ask: Run) -> None:
    said = ask("question", "run", "due-between", "--set", "first=1/1/2024", "--example", "--json")
    assert json.loads(said.out)["values"] == {"first": "1/1/2024", "last": "2023-11-30"}


def test_a_standing_is_concluded_first_and_proved_below(ask: Run) -> None:
    said = ask("ask", "status", "26/CT-TTg")
    assert said.code == 0
    assert "Đã bị bãi bỏ bởi kế hoạch 50/KH-UBND (04/7/2024)" in said.out
    assert "↳ bãi bỏ: «26/CT-TTg»" in said.out
    assert "ngày có hiệu lực có thể muộn hơn" in " ".join(said.out.split())  # however wide the terminal is


def test_a_standing_is_of_the_day_that_was_asked_for(ask: Run) -> None:
    said = ask("ask", "status", "26/CT-TTg", "--on", "1/1/2024", "--json")
    answer = json.loads(said.out)
    assert (answer["on"], answer["state"]) == ("2024-01-01", "unknown")
    assert "không rõ" in ask("ask", "status", "26/CT-TTg", "--on", "1/1/2024").out


@pytest.mark.parametrize("day", ["2024", "hôm qua", "30/2/2024"])
def test_a_day_that_is_none_is_told(ask: Run, day: str) -> None:
    said = ask("ask", "status", "26/CT-TTg", "--on", day)
    assert said.code == 2
    assert f"«{day}» không phải là một ngày" in said.err or "không phải là" in said.err


def test_depth_names_parts_and_relations(ask: Run) -> None:
    said = ask("ask", "depth", "CT 19-CT/TU")
    assert said.code == 0
    shown = " ".join(said.out.split())
    assert "2 lượt: triển khai thực hiện 1, đánh giá việc thực hiện 1; 1 nhiệm vụ tự viện dẫn" in shown
    assert "Ở: trong tên của văn bản khác 1" in said.out
    assert "Chưa thấy văn bản nào viện dẫn." in ask("ask", "depth", "33/NQ-HĐND").out
