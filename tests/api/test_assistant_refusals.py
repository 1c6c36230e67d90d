"""What the tools refuse and how, what can be read and picked besides them: one sentence and the choices, always."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conversing import DIRECTIVE, RESOLUTION, Assistant, of_samples, refusal, said
from mcp import ClientSession
from mcp.shared.exceptions import McpError
from mcp.types import CallToolResult
from said import ROOT

from api.assistant.catalogue import tools
from api.assistant.prompts import prompts


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return of_samples(tmp_path_factory)


def test_a_number_of_several_is_refused_with_what_tells_them_apart(assistant: Assistant) -> None:
    sentence, told = assistant.refused("tasks_implementing", instrument="17-CT/TU")
    assert sentence.startswith("«17-CT/TU» có thể là 2 văn bản")
    assert told["error"] == "ambiguous-instrument"
    assert "date" in told["differ"]
    assert [one["date"] for one in told["choices"]] == ["2022-10-14", "2020-02-27"]
    assert told["more"] == 0


def test_an_unknown_number_is_told_with_near_misses(assistant: Assistant) -> None:
    sentence, told = assistant.refused("status", instrument="99-CT/TU")
    assert sentence.startswith("Không tìm thấy văn bản «99-CT/TU»")
    assert told["near"]
    assert all("99-ct-tu" not in one["id"] for one in told["near"])


def test_an_agency_of_several_provinces_is_refused_with_the_choices(assistant: Assistant) -> None:
    _, told = assistant.refused("agency_tasks", agency="sở tài chính")
    assert told["error"] == "ambiguous-agency"
    assert len(told["choices"]) == 3
    _, told = assistant.refused("agency_tasks", agency="Sở Tài chín tỉnh Bắc Ninh")
    assert told["error"] == "unknown-agency"
    assert told["near"][0]["name"] == "Sở Tài chính tỉnh Bắc Ninh"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"file": "../../etc/passwd", "start": 0, "end": 5}, "unknown-file"),
        ({"file": "/etc/passwd", "start": 0, "end": 5}, "unknown-file"),
        ({"file": RESOLUTION, "start": 5, "end": 4}, "invalid-argument"),
        ({"file": RESOLUTION, "start": 0, "end": 9_000_000}, "invalid-argument"),
        ({"file": RESOLUTION, "start": -1, "end": 5}, "invalid-argument"),
    ],
)
def test_no_other_text_is_read_than_what_the_store_knows(
    assistant: Assistant, arguments: dict[str, Any], code: str
) -> None:
    assert assistant.refused("read_passage", **arguments)[1]["error"] == code


def test_a_file_that_changed_or_went_away_is_not_read(assistant: Assistant, tmp_path: Path) -> None:
    place: dict[str, Any] = {"file": RESOLUTION, "start": 0, "end": 5}
    elsewhere = Assistant(assistant.store, tmp_path)
    assert elsewhere.refused("read_passage", **place)[1]["error"] == "text-not-at-hand"
    (tmp_path / "samples").mkdir()
    text = (ROOT / "samples" / RESOLUTION).read_text(encoding="utf-8")
    (tmp_path / "samples" / RESOLUTION).write_text(text.replace("19-CT/TU", "91-CT/TU"), encoding="utf-8")
    assert elsewhere.refused("read_passage", **place)[1]["error"] == "text-not-at-hand"


def test_sparql_only_reads_and_is_bounded(assistant: Assistant) -> None:
    found = assistant.ask("sparql", query="SELECT ?s WHERE { ?s ?p ?o }", limit=2)
    assert len(found["rows"]) == 2
    assert found["truncated"]
    assert assistant.ask("sparql", query="ASK { ?s ?p ?o }") == {"boolean": True, "truncated": False}
    assert (
        "def#Task"
        in assistant.ask("sparql", query="CONSTRUCT WHERE { ?s a <https://w3id.org/danchieu/def#Task> }")["turtle"]
    )
    for query, code in (
        ("DELETE WHERE { ?s ?p ?o }", "query-refused"),
        ("SELECT * { SERVICE <http://h/> { ?s ?p ?o } }", "query-refused"),
        ("SELECT * {", "malformed-query"),
        ("SELECT * FROM <urn:none> { ?s ?p ?o }", "unknown-graph"),
    ):
        assert assistant.refused("sparql", query=query)[1]["error"] == code


def test_a_query_without_end_is_ended(assistant: Assistant) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    found = assistant.within(lambda client: client.call_tool("sparql", {"query": query}), sparql_seconds=0.5)
    assert refusal(found)[1]["error"] == "query-timeout"


HOSTILE = [
    "'",
    '"}',
    "\x00",
    "\ud800",
    "<script>",
    "http://[",
    "vn/../..",
    "task/",
    "%s{0}",
    "🜁" * 50,
    "\u202e19-CT/TU",
    "(",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_words_are_answered_or_refused_in_one_sentence(text: str, assistant: Assistant) -> None:
    places = {"thing": text, "instrument": text, "one": text, "other": text, "subject": text, "object": text}
    more = {"text": text, "task": text, "agency": text, "file": text, "query": text, "name": text}
    fixed = {"start": 0, "end": 1, "direction": "cites", "values": {"instrument": text}}

    async def talk(client: ClientSession) -> list[CallToolResult]:
        return [
            await client.call_tool(
                name, {k: v for k, v in {**places, **more, **fixed}.items() if k in tool.arguments.model_fields}
            )
            for name, tool in tools().items()
        ]

    for found in assistant.within(talk):
        if found.isError:
            assert refusal(found)[1]["error"] != "internal-error", said(found)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "Tham số «instrument» bị thiếu."),
        ({"instrument": ""}, "Tham số «instrument» phải có ít nhất 1 ký tự."),
        ({"instrument": "x" * 501}, "Tham số «instrument» không được quá 500 ký tự."),
        ({"instrument": 7}, "Tham số «instrument» phải là chuỗi ký tự."),
        ({"instrument": "19-CT/TU", "limit": 51}, "Tham số «limit» không được quá 50."),
        ({"instrument": "19-CT/TU", "limit": "x"}, "Tham số «limit» phải là số nguyên."),
        ({"instrument": "19-CT/TU", "page": 2}, "Tham số «page» không có ở công cụ này."),
        ({"instrument": "19-CT/TU", "date": "hôm qua"}, "«hôm qua» không phải là ngày"),
    ],
)
def test_arguments_that_do_not_fit_are_one_sentence(
    assistant: Assistant, arguments: dict[str, Any], sentence: str
) -> None:
    told, more = assistant.refused("tasks_implementing", **arguments)
    assert told.startswith(sentence)
    assert more["error"] == "invalid-argument"


def test_null_is_what_was_not_chosen(assistant: Assistant) -> None:
    assert assistant.ask("tasks_implementing", instrument="19-CT/TU", date=None, limit=None)["total"] > 0


def test_a_tool_that_does_not_exist_is_refused_with_those_that_do(assistant: Assistant) -> None:
    sentence, told = assistant.refused("drop_everything")
    assert told["error"] == "unknown-tool"
    assert "tasks_implementing" in sentence


def test_a_store_that_went_away_is_told(tmp_path: Path) -> None:
    assert Assistant(tmp_path / "none").refused("find_tasks")[1]["error"] == "no-store"


def test_resources_are_the_instrument_the_ontology_and_the_registry(assistant: Assistant) -> None:
    async def talk(client: ClientSession) -> list[Any]:
        listed = await client.list_resources()
        templates = await client.list_resource_templates()
        addresses: list[Any] = [one.uri for one in listed.resources] + [f"danchieu://instrument/{DIRECTIVE}"]
        return [templates, *[(await client.read_resource(uri)).contents[0] for uri in addresses]]

    templates, ontology, registry, instrument = assistant.within(talk)
    assert templates.resourceTemplates[0].uriTemplate == "danchieu://instrument/{+id}"
    assert ontology.text == (ROOT / "ontology.ttl").read_text(encoding="utf-8")
    assert ontology.mimeType == "text/turtle"
    assert "Danh mục" in registry.text
    assert "$" not in registry.text
    assert json.loads(instrument.text)["id"] == DIRECTIVE


@pytest.mark.parametrize(
    "address", ["danchieu://instrument/vn/none", "danchieu://instrument/org/x", "danchieu://x", "file:///etc/passwd"]
)
def test_a_resource_that_does_not_exist_is_the_protocols_error(assistant: Assistant, address: str) -> None:
    async def talk(client: ClientSession) -> McpError:
        with pytest.raises(McpError) as caught:
            await client.read_resource(address)  # type: ignore[arg-type]
        return caught.value

    assert assistant.within(talk).error.code == -32002


def test_prompts_are_vietnamese_and_ask_for_quotes_and_places(assistant: Assistant) -> None:
    listed = assistant.within(lambda client: client.list_prompts()).prompts
    assert {one.title for one in listed} >= {"Nhiệm vụ thực hiện văn bản", "Rà soát hiệu lực"}
    for one in listed:
        given = {argument.name: "19-CT/TU $x ${y}" for argument in one.arguments if argument.required}
        found = assistant.within(lambda client, n=one.name, g=given: client.get_prompt(n, g))
        text = found.messages[0].content.text
        assert "19-CT/TU $x ${y}" in text
        assert "tệp" in text
        assert "nguyên văn" in text
        assert [name for name in tools() if re.search(rf"\b{name}\b", text)]


@pytest.mark.parametrize(
    ("name", "given"),
    [("none", {}), ("tasks-implementing", {}), ("tasks-implementing", {"instrument": "x", "other": "y"})],
)
def test_a_prompt_wrongly_filled_is_one_sentence(assistant: Assistant, name: str, given: dict[str, str]) -> None:
    async def talk(client: ClientSession) -> str:
        with pytest.raises(McpError) as caught:
            await client.get_prompt(name, given)
        return str(caught.value)

    assert assistant.within(talk).endswith(".")


def test_instructions_and_prompts_name_only_tools_that_exist() -> None:
    from api.assistant.prompts import filled
    from api.assistant.texts import text

    words = text("instructions.md")
    for name, prompt in prompts().items():
        words += filled(name, {one.name: "x" for one in prompt.arguments or ()}).messages[0].content.text  # type: ignore[union-attr]
    for name in ("read_passage", "tasks_implementing", "status", "evidence", "provenance", "lookup", "agency_tasks"):
        assert name in words
        assert name in tools()
