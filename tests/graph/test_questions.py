"""The questions and their answers on the small corpus."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from benchmarks.made_up import corpus as made_up
from graph import questions as ask
from graph.errors import UnknownAgency, UnknownTask
from graph.identity import agency_iri
from graph.model import Corpus
from graph.store.embedded import EmbeddedStore
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import (
    CONGRESS,
    CT17_2020,
    CT17_2022,
    CT19,
    DISTRICTS,
    DONRE,
    FINANCE,
    KH50_TN,
    KH88,
    KL120,
    LAND,
    NQ1_TN,
    NQ33,
    NQ58,
    Draft,
)


@pytest.fixture(scope="module")
def tasks(store: OxigraphStore) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask.tasks_implementing(store, CT19.iri)["tasks"]
    return found


def names(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["symbol"] or node["title"] for node in nodes]


def test_the_tasks_of_a_directive_are_told_apart_into_direct_and_indirect(tasks: list[dict[str, Any]]) -> None:
    assert [(t["text"].split()[0], t["direct"], t["chain"]) for t in tasks] == [
        ("Thu", True, []),
        ("Lắp", False, [KH88.iri, KL120.iri]),
        ("Bố", False, [KL120.iri]),
    ]


def test_a_passage_that_only_assesses_is_no_task_of_the_directive(tasks: list[dict[str, Any]]) -> None:
    assert not any("ghi nhận" in t["text"] for t in tasks)
    assert all(piece["relation"] != "assesses" for t in tasks for piece in t["evidence"])


def test_each_task_shows_who_and_when(tasks: list[dict[str, Any]]) -> None:
    thu_gom = tasks[0]
    assert thu_gom["lead"] == [{"iri": agency_iri(DONRE), "name": DONRE, "explicit": True}]
    assert thu_gom["coordinating"] == [{"iri": agency_iri(DISTRICTS), "name": DISTRICTS, "explicit": False}]
    assert thu_gom["deadlines"] == [
        {
            "text": "trước ngày 31/12/2024",
            "kind": "before",
            "start": None,
            "end": "2024-12-31",
            "days": None,
            "recurrence": None,
        }
    ]
    assert tasks[2]["deadlines"][0]["days"] == [15, 30]
    assert tasks[2]["deadlines"][0]["recurrence"] == "FREQ=MONTHLY;INTERVAL=3"


def test_the_evidence_of_a_chain_has_a_piece_for_every_hop_the_tasks_own_first(
    tasks: list[dict[str, Any]], corpus: Corpus
) -> None:
    texts = {e.source.path: e for e in corpus.extractions}
    hops = [[(p["relation"], p["quote"], p["source"]) for p in t["evidence"]] for t in tasks]
    assert hops[0] == [("implements", "19-CT/TU", "nghi-quyet-33.txt")]
    assert hops[1] == [
        ("assignedBy", tasks[1]["text"], "ke-hoach-88.txt"),
        ("implements", "120-KL/TU", "ke-hoach-88.txt"),
        ("implements", "19-CT/TU", "nghi-quyet-33.txt"),
    ]
    assert hops[2] == [
        ("implements", "120-KL/TU", "nghi-quyet-33.txt"),
        ("implements", "19-CT/TU", "nghi-quyet-33.txt"),
    ]
    own = tasks[0]["evidence"][0]
    assert own["document"] == NQ33.iri
    assert own["path"] == "Điều 2 > 4 > đoạn 1"
    assert (own["confidence"], own["method"]) == (0.98, "symbol-date-issuer")
    mention = next(c for c in texts[own["source"]].citations if c.start == own["start"])
    assert (mention.end, mention.text) == (own["end"], own["quote"])


def test_an_instrument_that_nobody_implements_has_no_tasks(store: OxigraphStore) -> None:
    answer = ask.tasks_implementing(store, CT17_2022.iri)
    assert answer["tasks"] == []
    assert answer["instrument"] == {
        "iri": CT17_2022.iri,
        "type": "chỉ thị",
        "symbol": "17-CT/TU",
        "date": "2022-10-14",
        "title": "về chuyển đổi số",
        "issuer": "Tỉnh ủy Bắc Giang",
    }


def test_a_plan_of_the_other_province_serves_its_own_resolution_alone(store: OxigraphStore) -> None:
    found = ask.tasks_implementing(store, NQ1_TN.iri)["tasks"]
    assert [(t["text"][:10], t["direct"]) for t in found] == [("Mở lớp tập", True)]
    found = ask.tasks_implementing(store, CONGRESS.iri)["tasks"]
    assert [(t["text"][:10], t["direct"], t["chain"]) for t in found] == [("Mở lớp tập", False, [KH50_TN.iri])]


def test_a_ring_of_instruments_does_not_go_round_for_ever() -> None:
    f = Draft("vong.txt", NQ33)
    for citing, cited in ((KL120, CT19), (CT19, KL120)):
        place = f.say("Điều 1", f"Vòng {cited.symbol} nối.")
        f.cite(place, str(cited.symbol), cited, "implements", citing.iri)
    place = f.say("Điều 2", "Làm theo 120-KL/TU.")
    f.cite(place, "120-KL/TU", KL120, "implements", f.task(place))
    store = in_memory(Corpus([f.done()], {i.iri: i for i in (NQ33, CT19, KL120)}))
    (task,) = ask.tasks_implementing(store, CT19.iri)["tasks"]
    assert task["chain"] == [KL120.iri]
    assert {n["iri"] for n in ask.dependencies(store, NQ33.iri)["nodes"]} == {CT19.iri, KL120.iri}
    assert ask.impact(store, CT19.iri)["tasks"][0]["chain"] == [KL120.iri]


def test_a_former_iri_is_answered_for_the_one_in_use(store: OxigraphStore) -> None:
    assert ask.instrument(store, NQ33.former_iris[0])["instrument"]["iri"] == NQ33.iri


def test_provenance_climbs_to_the_highest_authority(store: OxigraphStore) -> None:
    answer = ask.provenance(store, NQ33.iri)
    assert [(n["symbol"], n["depth"], n["chain"]) for n in answer["nodes"]] == [
        ("31/2024/QH15", 1, []),
        ("19-CT/TU", 1, []),
        ("120-KL/TU", 1, []),
    ]
    edges = {(e["from"], e["relation"], e["to"], e["depth"]) for e in answer["edges"]}
    assert (KL120.iri, "implements", CT19.iri, 2) in edges
    assert "assesses" not in {e["relation"] for e in answer["edges"]}
    through = next(e for e in answer["edges"] if e["from"] == NQ33.iri and e["to"] == CT19.iri)
    assert len(through["tasks"]) == len(through["evidence"]) == 1


def test_the_provenance_of_a_task_begins_with_what_assigns_it(
    store: OxigraphStore, tasks: list[dict[str, Any]]
) -> None:
    answer = ask.provenance(store, tasks[1]["iri"])
    assert answer["task"]["text"] == tasks[1]["text"]
    assert [(e["relation"], e["to"], e["depth"]) for e in answer["edges"]] == [
        ("assignedBy", KH88.iri, 1),
        ("implements", KL120.iri, 2),
        ("implements", CT19.iri, 3),
    ]
    assert answer["nodes"][-1]["chain"] == [KH88.iri, KL120.iri]


def test_a_sibling_task_is_no_part_of_a_tasks_provenance(store: OxigraphStore, tasks: list[dict[str, Any]]) -> None:
    answer = ask.provenance(store, tasks[0]["iri"])
    assert KL120.iri not in {n["iri"] for n in answer["nodes"]}


def test_dependencies_take_every_relation_and_explain_each_member(store: OxigraphStore) -> None:
    answer = ask.dependencies(store, KH88.iri)
    assert [(n["iri"], n["chain"]) for n in answer["nodes"]] == [
        (CT17_2020.iri, []),
        (KL120.iri, []),
        (CT19.iri, [KL120.iri]),
    ]
    considered = next(e for e in answer["edges"] if e["to"] == CT17_2020.iri)
    assert considered["relation"] == "considers"


def test_dependents_look_the_other_way(store: OxigraphStore) -> None:
    answer = ask.dependents(store, CT19.iri)
    assert [(n["iri"], n["depth"]) for n in answer["nodes"]] == [(NQ33.iri, 1), (KL120.iri, 1), (KH88.iri, 2)]
    relations = {(e["from"], e["relation"]) for e in answer["edges"] if e["to"] == CT19.iri}
    assert relations == {(KL120.iri, "implements"), (NQ33.iri, "implements"), (NQ33.iri, "assesses")}


def test_impact_names_instruments_tasks_and_agencies(store: OxigraphStore) -> None:
    answer = ask.impact(store, CT19.iri)
    assert [(i["iri"], i["depth"], i["through_tasks"]) for i in answer["instruments"]] == [
        (NQ33.iri, 1, True),
        (KL120.iri, 1, False),
        (KH88.iri, 2, False),
    ]
    assert [t["direct"] for t in answer["tasks"]] == [True, False, False]
    assert [(a["name"], a["lead"], a["coordinating"]) for a in answer["agencies"]] == [
        (DISTRICTS, 1, 1),
        (FINANCE, 1, 0),
        (DONRE, 1, 0),
    ]


def test_what_rests_on_nothing_has_no_impact(store: OxigraphStore) -> None:
    answer = ask.impact(store, NQ33.iri)
    assert (answer["instruments"], answer["tasks"], answer["agencies"]) == ([], [], [])


def test_a_path_explains_how_two_are_connected(store: OxigraphStore) -> None:
    answer = ask.path(store, KH88.iri, CT19.iri)
    assert [(e["from"], e["relation"], e["to"]) for e in answer["path"]] == [
        (KH88.iri, "implements", KL120.iri),
        (KL120.iri, "implements", CT19.iri),
    ]
    assert all(e["evidence"] for e in answer["path"])
    assert answer["reason"] is None


def test_a_path_prefers_the_more_telling_of_two_edges(store: OxigraphStore) -> None:
    (edge,) = ask.path(store, NQ33.iri, CT19.iri)["path"]
    assert edge["relation"] == "implements"


def test_where_there_is_no_path_the_reason_is_said(store: OxigraphStore) -> None:
    assert ask.path(store, CT19.iri, NQ58.iri)["path"] == []
    assert "không có chuỗi" in ask.path(store, CT19.iri, NQ58.iri)["reason"]
    assert "chiều ngược lại" in ask.path(store, CT19.iri, KH88.iri)["reason"]
    assert "cùng một văn bản" in ask.path(store, CT19.iri, CT19.iri)["reason"]


def test_the_evidence_of_an_edge_is_every_place_that_says_so(store: OxigraphStore) -> None:
    found = ask.evidence(store, NQ33.iri, CT19.iri)
    assert [(p["relation"], p["path"]) for p in found] == [
        ("assesses", "Điều 1"),
        ("implements", "Điều 2 > 4 > đoạn 1"),
    ]
    assert ask.evidence(store, CT19.iri, NQ33.iri) == []
    assert ask.evidence(store, "<>", "không phải IRI") == []


def test_the_evidence_for_a_title_names_the_text_that_was_read(store: OxigraphStore) -> None:
    (piece,) = ask.evidence(store, KL120.iri, CT19.iri)
    assert (piece["document"], piece["source"]) == (NQ33.iri, "nghi-quyet-33.txt")


def test_everything_known_of_an_instrument(store: OxigraphStore) -> None:
    answer = ask.instrument(store, NQ33.iri)
    assert answer["instrument"]["former_iris"] == NQ33.former_iris
    assert [d["source"] for d in answer["documents"]] == ["nghi-quyet-33.txt"]
    assert {(c["relation"], c["instrument"]["symbol"], c["task"] is None) for c in answer["citations"]} == {
        ("legalBasis", "31/2024/QH15", True),
        ("assesses", "19-CT/TU", True),
        ("implements", "19-CT/TU", False),
        ("implements", "120-KL/TU", False),
    }
    assert answer["cited_by"] == []
    assert [(u["quote"], u["resolution"], names(u["candidates"])) for u in answer["unsettled"]] == [
        ("17-CT/TU", "ambiguous", ["17-CT/TU", "17-CT/TU"]),
        ("99-CT/TU", "unresolved", []),
    ]
    assert len(answer["tasks"]) == 3


def test_an_ambiguous_mention_shows_at_each_of_its_candidates(store: OxigraphStore) -> None:
    for one in (CT17_2020, CT17_2022):
        (mention,) = ask.instrument(store, one.iri)["unsettled"]
        assert (mention["document"], len(mention["candidates"])) == (NQ33.iri, 2)


def test_who_cites_an_instrument(store: OxigraphStore) -> None:
    cited_by = ask.instrument(store, LAND.iri)["cited_by"]
    assert {(c["relation"], c["instrument"]["symbol"]) for c in cited_by} == {
        ("legalBasis", "33/NQ-HĐND"),
        ("cites", "50/KH-UBND"),
    }


def test_agencies_are_found_without_accents_and_ranked_by_what_they_lead(store: OxigraphStore) -> None:
    assert [a["name"] for a in ask.agencies(store, "so tai nguyen bac giang")] == [DONRE]
    everyone = ask.agencies(store)
    assert [(a["lead"], a["coordinating"]) for a in everyone] == [(1, 1), (1, 0), (1, 0), (1, 0)]
    assert ask.agencies(store, limit=2, offset=2) == everyone[2:]
    assert ask.agencies(store, "bộ quốc phòng") == []


def test_an_agency_sees_its_tasks_by_role(store: OxigraphStore) -> None:
    answer = ask.agency(store, agency_iri(DISTRICTS))
    assert [t["text"][:3] for t in answer["lead"]] == ["Lắp"]
    assert [(t["text"][:3], t["explicit"]) for t in answer["coordinating"]] == [("Thu", False)]
    for wrong in (agency_iri("không có"), "không phải IRI"):
        with pytest.raises(UnknownAgency):
            ask.agency(store, wrong)


def test_an_agencys_tasks_come_in_pages_that_say_how_many_there_are(store: OxigraphStore) -> None:
    """Each task once over all pages, and nothing left out unsaid."""
    whole = ask.agency(store, agency_iri(DISTRICTS), limit=None)
    assert whole["total"] == {"lead": 1, "coordinating": 1}
    assert whole == ask.agency(store, agency_iri(DISTRICTS))
    none = ask.agency(store, agency_iri(DISTRICTS), limit=0)
    assert none == whole | {"lead": [], "coordinating": []}
    past = ask.agency(store, agency_iri(DISTRICTS), limit=1, offset=1)
    assert (past["total"], past["lead"], past["coordinating"]) == (whole["total"], [], [])


def test_the_pages_of_a_burdened_agency_hold_each_task_once() -> None:
    corpus = made_up(4)
    busy = Counter(str(a.agency) for e in corpus.extractions for t in e.tasks for a in t.lead).most_common(1)[0][0]
    graph = in_memory(corpus)
    whole = ask.agency(graph, busy, limit=None)
    assert len(whole["lead"]) == whole["total"]["lead"] > 2
    pages = [ask.agency(graph, busy, limit=2, offset=n) for n in range(0, 20, 2)]
    for role in ("lead", "coordinating"):
        assert [len(page[role]) for page in pages] == [
            max(0, min(2, whole["total"][role] - n)) for n in range(0, 20, 2)
        ]
        paged = [task for page in pages for task in page[role]]
        assert sorted(paged, key=lambda t: t["iri"]) == sorted(whole[role], key=lambda t: t["iri"])
        assert all(task["explicit"] == (role == "lead") for task in paged)


def test_tasks_are_found_by_their_words(store: OxigraphStore) -> None:
    assert [t["text"][:3] for t in ask.tasks(store, "rac ton dong")] == ["Thu"]
    assert len(ask.tasks(store)) == 5
    pages = [ask.tasks(store, limit=2, offset=n)[0:] for n in (0, 2, 4)]
    assert len({t["iri"] for page in pages for t in page}) == 5


def test_a_task_stands_alone(store: OxigraphStore, tasks: list[dict[str, Any]]) -> None:
    assert ask.task(store, tasks[0]["iri"])["targets"] == ["hết rác tồn đọng"]
    for wrong in (CT19.iri, "không phải IRI"):
        with pytest.raises(UnknownTask):
            ask.task(store, wrong)


def test_problems_can_be_asked_for(store: OxigraphStore) -> None:
    assert ask.problem_codes(store) == {"ambiguous-mention": 1, "date-conflict": 1, "unreadable-file": 1}
    assert [p["code"] for p in ask.problems(store)] == ["ambiguous-mention", "date-conflict", "unreadable-file"]
    (conflict,) = ask.problems(store, code="date-conflict")
    assert (conflict["message"], names(conflict["instruments"])) == ("120-KL/TU mang hai ngày", ["120-KL/TU"])
    (unclear,) = ask.problems(store, code="ambiguous-mention")
    assert (unclear["source"], unclear["start"], unclear["end"]) == ("nghi-quyet-33.txt", 5, 9)
    assert ask.problems(store, code='x" }') == []
    assert len(ask.problems(store, limit=1, offset=2)) == 1


def test_documents_are_listed_with_their_instruments(store: OxigraphStore) -> None:
    found = ask.documents(store)
    assert [d["source"] for d in found] == ["ke-hoach-88.txt", "nghi-quyet-33.txt", "thai-nguyen/ke-hoach-50.txt"]
    assert found[0]["instrument"]["iri"] == KH88.iri
    assert ask.documents(store, limit=1, offset=1) == found[1:2]


@pytest.mark.parametrize(
    "question",
    [ask.tasks_implementing, ask.provenance, ask.dependencies, ask.dependents, ask.impact, ask.instrument],
)
@pytest.mark.parametrize("iri", ["https://w3id.org/danchieu/id/vn/x/y/z", "không phải IRI", "", "a b"])
def test_a_question_about_nothing_says_so(store: OxigraphStore, question: Any, iri: str) -> None:
    with pytest.raises(ask.UnknownInstrument):
        question(store, iri)


@pytest.mark.parametrize(
    "name", ["tasks_implementing", "provenance", "dependencies", "dependents", "impact", "instrument"]
)
def test_an_answer_is_plain_data_and_the_same_from_disk(store: OxigraphStore, loaded: EmbeddedStore, name: str) -> None:
    question = getattr(ask, name)
    for about in (CT19, NQ33, KH50_TN):
        answer = json.dumps(question(store, about.iri), ensure_ascii=False)
        assert json.dumps(question(loaded, about.iri), ensure_ascii=False) == answer
