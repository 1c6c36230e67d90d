"""`ask` and `lookup`: what a person is told, and the exit code that a script sees."""

from __future__ import annotations

import json

import httpx
import pytest
from said import Run
from small_corpus import CT17_2020, CT17_2022, CT19


def test_tasks_are_told_with_lead_deadline_quote_and_place(ask: Run) -> None:
    said = ask("ask", "tasks", "CT 19-CT/TU")
    assert said.code == 0
    for words in (
        "Chỉ thị 19-CT/TU ngày 11/6/2020",
        "Nhiệm vụ trực tiếp thực hiện (1)",
        "Chủ trì: Sở Tài nguyên và Môi trường tỉnh Bắc Giang",
        "Thời hạn: trước ngày 31/12/2024",
        "«19-CT/TU»",
        "Điều 2 > 4 > đoạn 1",
        "nghi-quyet-33.txt",
        "Nhiệm vụ thực hiện qua văn bản khác (2)",
        "Qua: Kết luận 120-KL/TU ngày 07/5/2021",
    ):
        assert words in said.out
    assert "ghi nhận kết quả" not in said.out


def test_json_is_the_very_bytes_that_http_sends(ask: Run, client: httpx.Client) -> None:
    for question in ("tasks", "provenance", "dependencies", "dependents", "impact"):
        by_http = client.get(f"/api/v1/instruments/120-KL/TU/{question}")
        assert ask("ask", question, "120-KL/TU", "--json").out.encode() == by_http.content
    by_http = client.get("/api/v1/lookup", params={"q": "120-KL/TU"})
    assert ask("lookup", "120-KL/TU", "--json").out.encode() == by_http.content
    by_http = client.get("/api/v1/path", params={"from": "88/KH-UBND", "to": "19-CT/TU"})
    assert ask("ask", "path", "88/KH-UBND", "19-CT/TU", "--json").out.encode() == by_http.content
    ends = ("org/so-tai-nguyen-va-moi-truong-tinh-bac-giang", "19-CT/TU")
    by_http = client.get("/api/v1/explain", params=dict(zip(("from", "to"), ends, strict=True)))
    assert by_http.status_code == 200
    assert ask("ask", "explain", *ends, "--json").out.encode() == by_http.content


def test_the_shape_of_the_tasks_is_the_published_one(ask: Run) -> None:
    answer = json.loads(ask("ask", "tasks", "CT 19-CT/TU", "--json").out)
    assert set(answer) == {"instrument", "tasks"}
    assert set(answer["instrument"]) == {"iri", "type", "symbol", "date", "title", "issuer"}
    expected = {"iri", "text", "direct", "chain", "lead", "coordinating", "deadlines", "evidence"}
    expected |= {"task_status", "review_status"}
    assert set(answer["tasks"][0]) == expected
    evidence = {"document", "source", "path", "start", "end", "quote", "relation", "confidence"}
    assert evidence <= set(answer["tasks"][0]["evidence"][0])
    assert set(answer["tasks"][0]["lead"][0]) == {"iri", "name", "explicit"}


@pytest.mark.parametrize("question", ["provenance", "dependencies", "dependents", "impact"])
def test_every_question_is_answered_in_words(ask: Run, question: str) -> None:
    said = ask("ask", question, "120-KL/TU")
    assert said.code == 0
    assert said.out.startswith("Kết luận 120-KL/TU ngày 07/5/2021")
    assert len(said.out.splitlines()) > 2


def test_a_task_has_its_provenance_too(ask: Run) -> None:
    task = json.loads(ask("ask", "tasks", "CT 19-CT/TU", "--json").out)["tasks"][0]["iri"]
    by_iri = ask("ask", "provenance", task)
    assert by_iri.code == 0
    assert "Chỉ thị 19-CT/TU" in by_iri.out
    assert ask("ask", "provenance", task.partition("/id/")[2]).out == by_iri.out
    assert ask("ask", "provenance", "task/0000").code == 4


def test_the_path_between_two_is_told_step_by_step_or_denied(ask: Run) -> None:
    said = ask("ask", "path", "88/KH-UBND", "19-CT/TU")
    assert said.code == 0
    assert "1." in said.out
    assert "2." in said.out
    assert "triển khai thực hiện" in said.out
    denied = ask("ask", "path", "19-CT/TU", "88/KH-UBND")
    assert denied.code == 0
    assert "không có chuỗi viện dẫn nào" in denied.out


def test_an_ambiguous_number_prints_what_tells_the_candidates_apart(ask: Run) -> None:
    for command in (["lookup"], ["ask", "tasks"], ["ask", "impact"]):
        said = ask(*command, "17-CT/TU")
        assert said.code == 3
        for words in ("27/02/2020", "14/10/2022", "rác thải", "chuyển đổi số"):
            assert words in said.out
        assert "--date" in said.err
    told = json.loads(ask("lookup", "17-CT/TU", "--json").out)
    assert {c["iri"] for c in told["candidates"]} == {CT17_2020.iri, CT17_2022.iri}


@pytest.mark.parametrize("date", ["2020-02-27", "27/02/2020", "2020"])
def test_a_date_chooses(ask: Run, date: str) -> None:
    said = ask("lookup", "17-CT/TU", "--date", date)
    assert said.code == 0
    assert CT17_2020.iri in said.out
    assert ask("lookup", "17-CT/TU", "--place", "Bắc Giang").code == 3
    assert ask("lookup", "17-CT/TU", "--date", date, "--place", "Thái Nguyên").code == 4


def test_an_unknown_number_prints_near_misses(ask: Run) -> None:
    for command in (["lookup"], ["ask", "tasks"]):
        said = ask(*command, "18-CT/TU")
        assert said.code == 4
        assert "gần giống" in said.err
        assert "Chỉ thị 19-CT/TU" in said.out
    assert CT19.iri in {n["iri"] for n in json.loads(ask("lookup", "18-CT/TU", "--json").out)["near"]}
    assert ask("lookup", "một văn bản không ai biết").code == 4


def test_a_connection_is_told_step_by_step(ask: Run) -> None:
    said = ask("ask", "explain", "org/so-tai-nguyen-va-moi-truong-tinh-bac-giang", "19-CT/TU")
    assert said.code == 0
    assert "chủ trì" in said.out
    assert "«19-CT/TU»" in said.out
    assert "19-CT/TU" in ask("ask", "explain", "88/KH-UBND", "19-CT/TU").out
