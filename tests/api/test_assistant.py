"""The tools of an assistant, asked over the protocol by the SDK's own client, on a store of the samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from conversing import DIRECTIVE, RESOLUTION, Assistant, of_samples, quotes, said
from endpoint import Endpoint
from mcp import ClientSession
from mcp.types import CallToolResult
from said import ROOT

from api.assistant import shaping
from api.assistant.catalogue import tools
from api.assistant.shaping import PAGE_CHARACTERS, PIECES
from api.cli import main
from graph import questions
from graph.identity import base_iri
from graph.store.embedded import EmbeddedStore
from graph.store.generations import description
from graph.store.opening import open_store
from graph.store.remote_load import publish

CONCLUSION = "120-KL/TU"

# One call of each tool that has something to answer on the samples.
EVERY: dict[str, dict[str, Any]] = {
    "tasks_implementing": {"instrument": "19-CT/TU", "limit": 50},
    "find_instruments": {"text": "CT/TU", "limit": 50},
    "instrument": {"instrument": CONCLUSION},
    "lookup": {"text": "Thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 và Chỉ thị 17-CT/TU."},
    "status": {"instrument": "03/CT-UBND"},
    "citations": {"instrument": "19-CT/TU", "direction": "cited_by", "limit": 50},
    "evidence": {"subject": "120-KL/TU", "object": "19-CT/TU"},
    "unsettled_mentions": {"instrument": "vn/tinh-uy-bac-giang/chi-thi/2020-02-27/17-ct-tu"},
    "read_passage": {"file": RESOLUTION, "start": 100, "end": 400},
    "instrument_tasks": {"instrument": CONCLUSION},
    "find_tasks": {"text": "dat dai"},
    "task": {"task": ""},
    "find_agencies": {"text": "so tai chinh"},
    "agency_tasks": {"agency": "Sở Tài nguyên và Môi trường tỉnh Bắc Giang"},
    "succession": {"body": "tỉnh Bắc Giang"},
    "provenance": {"thing": CONCLUSION},
    "dependencies": {"thing": CONCLUSION},
    "dependents": {"instrument": "19-CT/TU"},
    "impact": {"instrument": "19-CT/TU", "part": "tasks"},
    "connection": {"one": "03/CT-UBND", "other": "19-CT/TU"},
    "list_questions": {},
    "run_question": {"name": "who-cites", "values": {"instrument": "19-CT/TU"}},
    "sparql": {"query": "SELECT ?task WHERE { ?task a <https://w3id.org/danchieu/def#Task> }", "limit": 5},
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return of_samples(tmp_path_factory)


def first_task(assistant: Assistant) -> str:
    found: str = assistant.ask("tasks_implementing", instrument="19-CT/TU", limit=1)["items"][0]["id"]
    return found


def test_a_client_is_told_of_every_tool_how_it_reads_and_nothing_else(assistant: Assistant) -> None:
    listed = assistant.within(lambda client: client.list_tools()).tools
    assert [one.name for one in listed] == list(tools())
    for one in listed:
        assert one.annotations.readOnlyHint
        assert not one.annotations.destructiveHint
        assert one.title
        assert one.description.startswith(f"{one.title} / ")
        assert one.outputSchema["type"] == "object"
        assert one.inputSchema["additionalProperties"] is False
        for name, schema in one.inputSchema["properties"].items():
            bounded = {"maxLength", "maximum", "enum", "maxProperties"} & schema.keys()
            assert bounded, f"{one.name}.{name} takes anything of any length"


def test_the_list_of_tools_leaves_room_for_a_conversation(assistant: Assistant) -> None:
    listed = assistant.within(lambda client: client.list_tools()).tools
    shown = sum(len(f"{t.name}{t.description}{json.dumps(t.inputSchema, ensure_ascii=False)}") for t in listed)
    assert shown < 24_000
    whole = sum(len(t.model_dump_json(by_alias=True, exclude_none=True)) for t in listed)
    assert whole < 80_000


def test_every_tool_has_its_call_here() -> None:
    assert set(EVERY) == set(tools())


@pytest.mark.parametrize("name", EVERY)
def test_every_tool_answers_with_quotes_that_are_the_text(name: str, assistant: Assistant) -> None:
    arguments = EVERY[name] if name != "task" else {"task": first_task(assistant)}
    found = assistant.call(name, **arguments)
    assert not found.isError, said(found)
    assert json.loads(said(found)) == found.structuredContent
    told = found.structuredContent
    assert told is not None
    if "items" in told:
        assert told["items"]
    for file, start, end, words in quotes(told):
        assert (ROOT / file).read_text(encoding="utf-8")[start:end] == words


@pytest.mark.parametrize(
    "name", ["tasks_implementing", "citations", "evidence", "status", "find_tasks", "provenance", "connection"]
)
def test_an_answer_about_a_fact_holds_its_place(name: str, assistant: Assistant) -> None:
    found = [*quotes(assistant.ask(name, **EVERY[name]))]
    assert found
    assert all(end - start == len(words) > 0 for _, start, end, words in found)


def test_a_task_says_who_by_when_and_which_sentence(assistant: Assistant) -> None:
    found = assistant.ask("tasks_implementing", instrument="CT 19-CT/TU")
    assert found["instrument"] == DIRECTIVE
    first = next(one for one in found["items"] if one["evidence"][0]["file"] == f"samples/{RESOLUTION}")
    assert first["direct"]
    assert [one["name"] for one in first["lead"]] == ["Sở Tài nguyên và Môi trường tỉnh Bắc Giang"]
    assert first["deadlines"][0]["end"] == "2023-11-30"
    piece = first["evidence"][0]
    assert piece["quote"] == "19-CT/TU"
    assert piece["path"] == "Điều 2 > 4 > đoạn 2"
    assert 0 < piece["confidence"] <= 1
    assert piece["method"]
    assert found["names"][piece["document"]].startswith("Nghị quyết")


def test_pages_follow_one_another_and_leave_nothing_out(assistant: Assistant) -> None:
    every = {shaping.brief(one["iri"]) for one in questions.tasks(open_store(assistant.store), limit=1000)}
    met: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = assistant.ask("find_tasks", text="", limit=30, offset=offset)
        assert page["total"] == len(every)
        met += [one["id"] for one in page["items"]]
        offset = page["next"]
    assert len(met) == len(set(met))
    assert set(met) == every


def test_a_search_counts_all_that_it_found(assistant: Assistant) -> None:
    short, long = (assistant.ask("find_tasks", text="Sở Tài", limit=limit) for limit in (1, 50))
    assert short["total"] == long["total"] == len(long["items"]) > 1
    assert short["next"] == 1
    assert long["next"] is None


def test_a_page_past_the_end_is_empty_and_still_counts(assistant: Assistant) -> None:
    total = len(questions.find_instruments(open_store(assistant.store), "", limit=1000))
    assert assistant.ask("find_instruments", offset=500) == {"total": total, "offset": 500, "next": None, "items": []}


def test_a_long_page_ends_early_and_says_where_it_goes_on() -> None:
    page = shaping.paged(["x" * (PAGE_CHARACTERS // 3)] * 9, 9, 0, str)
    assert len(page["items"]) == 2
    assert page["next"] == 2
    assert page["total"] == 9
    huge = shaping.paged(["x" * (2 * PAGE_CHARACTERS)] * 2, 2, 1, str)
    assert len(huge["items"]) == 1
    assert huge["next"] is None


def test_evidence_left_off_is_counted_and_can_be_had(assistant: Assistant) -> None:
    edges = assistant.ask("dependents", instrument="19-CT/TU", limit=50)["items"]
    cut = [edge for edge in edges if edge.get("more")]
    assert cut
    assert all(len(edge["evidence"]) == PIECES for edge in cut)
    edge = cut[0]
    whole = assistant.ask("evidence", subject=edge["from"], object=edge["to"], limit=50)
    of_relation = [one for one in whole["items"] if one["relation"] == edge["relation"]]
    assert len(of_relation) == PIECES + edge["more"]


def test_a_choice_is_taken_by_id_by_date_and_by_iri(assistant: Assistant) -> None:
    chosen = assistant.refused("instrument", instrument="17-CT/TU")[1]["choices"][1]["id"]
    assert assistant.ask("instrument", instrument=chosen)["id"] == chosen
    assert assistant.ask("instrument", instrument="17-CT/TU", date="27/02/2020")["id"] == chosen
    assert assistant.ask("instrument", instrument=f"{base_iri()}id/{chosen}")["id"] == chosen


def test_silence_about_force_is_unknown(assistant: Assistant) -> None:
    found = assistant.ask("status", instrument="19-CT/TU", on="2024-01-01")
    assert found["state"] == "unknown"
    assert "không rõ" in found["statement"]


def test_standing_has_a_timeline_with_evidence(assistant: Assistant) -> None:
    found = assistant.ask("status", instrument="03/CT-UBND")
    assert found["state"] == "replaced"
    assert found["by"] == "vn/ubnd-bac-giang/chi-thi/2024-03-05/21-ct-ubnd"
    assert found["items"][0]["evidence"][0]["quote"] == "03/CT-UBND"
    assert found["successors"] == [{"id": found["by"], "date": "2024-03-05"}]
    assert found["caution"]
    before = assistant.ask("status", instrument="03/CT-UBND", on="01/02/2024")
    assert before["state"] == "unknown"
    assert before["items"][0]["counted"] is False
    assert before["items"][0]["why_not"]


def test_pasted_text_is_read_for_its_instruments(assistant: Assistant) -> None:
    text = "Căn cứ Chỉ thị số 17-CT/TU và\nthực hiện Chỉ thị số  19-CT/TU ngày 11/6/2020, Quyết định số 777/QĐ-ABC."
    found = assistant.ask("lookup", text=text)["items"]
    assert [one["found"] for one in found] == ["several", "one", "none"]
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in found)
    assert found[1]["instruments"][0]["id"] == DIRECTIVE
    assert assistant.ask("lookup", text="ct19")["items"][0]["instruments"][0]["id"] == DIRECTIVE
    assert assistant.ask("lookup", text="xin chào")["total"] == 0


def test_a_passage_is_the_very_text_and_a_quote_is_checked(assistant: Assistant) -> None:
    piece = assistant.ask("tasks_implementing", instrument="19-CT/TU", limit=1)["items"][0]["evidence"][0]
    text = (ROOT / piece["file"]).read_text(encoding="utf-8")
    place = {"file": piece["file"], "start": piece["start"], "end": piece["end"]}
    found = assistant.ask("read_passage", **place, quote=piece["quote"], context=50)
    assert found["text"] == text[piece["start"] : piece["end"]]
    assert found["before"] == text[piece["start"] - 50 : piece["start"]]
    assert found["after"] == text[piece["end"] : piece["end"] + 50]
    assert found["matches"] is True
    assert assistant.ask("read_passage", **place, quote="19-CT/TW")["matches"] is False
    assert "matches" not in assistant.ask("read_passage", **place)


def test_a_file_that_is_no_plain_text_is_read_by_its_reader(tmp_path: Path) -> None:
    page = (
        "<html><meta charset=utf-8><body><p>Số: 05-CT/TU</p><p>Thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020.</p></body>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert main(["ingest", str(tmp_path / "a.html"), "--store", str(tmp_path / "store")]) == 0

    async def talk(client: ClientSession) -> CallToolResult:
        cited = await client.call_tool("citations", {"instrument": "19-CT/TU", "direction": "cited_by"})
        piece = (cited.structuredContent or {})["items"][0]["evidence"][0]
        place = {key: piece[key] for key in ("file", "start", "end", "quote")}
        return await client.call_tool("read_passage", place)

    found = Assistant(tmp_path / "store").within(talk)
    assert found.structuredContent["matches"] is True
    assert found.structuredContent["before"].endswith("Thực hiện Chỉ thị số ")


def test_a_question_runs_by_name_with_its_trap(assistant: Assistant) -> None:
    found = assistant.ask("run_question", name="load-bearing", values={"least": "2"}, limit=3)
    assert found["trap"]
    assert len(found["items"]) == 3
    assert found["next"] == 3
    assert found["items"][0]["instrument"] in found["names"]
    assert assistant.refused("run_question", name="load-bearing")[1]["error"] == "invalid-argument"
    assert assistant.refused("run_question", name="nothing")[1]["error"] == "unknown-question"
    _, told = assistant.refused("run_question", name="who-cites", values={"instrument": "17-CT/TU"})
    assert told["error"] == "ambiguous-instrument"


def test_the_newest_generation_is_asked(tmp_path: Path) -> None:
    samples = sorted((ROOT / "samples").glob("0[12]-*"))
    directory = str(tmp_path / "store")
    assert main(["ingest", str(samples[0]), "--store", directory]) == 0

    async def talk(client: ClientSession) -> tuple[int, int]:
        counts = []
        for sample in samples:
            await anyio.to_thread.run_sync(main, ["ingest", str(sample), "--store", directory])
            found = await client.call_tool("find_tasks", {})
            counts.append((found.structuredContent or {})["total"])
        return counts[0], counts[1]

    before, after = Assistant(tmp_path / "store").within(talk)
    assert before < after


def test_a_remote_store_answers_the_same(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endpoint = Endpoint()
    with EmbeddedStore.open(assistant.store) as here:
        publish(here.quads(), description(assistant.store), endpoint.client())
    monkeypatch.setattr("graph.store.remote.client_of", lambda address: endpoint.client())
    far = Assistant(Path("http://127.0.0.1:9/sparql"))
    for name in ("tasks_implementing", "citations", "status", "find_tasks", "run_question", "read_passage"):
        assert far.ask(name, **EVERY[name]) == assistant.ask(name, **EVERY[name])
    assert far.ask("sparql", query="ASK { ?s ?p ?o }")["boolean"] is True
    assert far.refused("sparql", query="DROP ALL")[1]["error"] == "query-refused"
    endpoint.always = lambda request: httpx.ConnectError("gone")
    assert far.refused("find_tasks")[1]["error"] == "remote-store"


def test_a_province_that_was_merged_leads_to_the_one_that_stands(assistant: Assistant) -> None:
    found = assistant.ask("succession", body="tỉnh Bắc Giang", on="01/01/2026")
    assert [one["name"] for one in found["standing"]] == ["tỉnh Bắc Ninh"]
    assert [one["date"] for one in found["items"]] == ["2025-07-01"]
    assert found["items"][0]["order"].endswith("202-2025-qh15")
    before = assistant.ask("succession", body="tỉnh Bắc Giang", on="01/01/2025")
    assert [one["id"] for one in before["standing"]] == [found["body"]["id"]]
    assert assistant.refused("succession", body="tỉnh Không Có")[1]["error"] == "unknown-agency"
    assert assistant.refused("succession", body="tỉnh Bắc Giang", on="hôm kia")[1]["error"] == "invalid-argument"
