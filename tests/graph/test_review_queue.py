"""What a reviewer should settle: every doubt once, by what weighs most, until somebody has decided."""

from __future__ import annotations

import pytest

from graph.answers.review_queue import (
    KINDS,
    Doubt,
    Doubts,
    cited_beside,
    document_of,
    doubts,
    labels,
    lead_places,
    mention,
    of_same_name,
    problems_at,
)
from graph.answers.rows import select
from graph.store.engine import OxigraphStore, in_memory
from graph.vocabulary import DAN
from tests.graph.decided import decided, on, reviewed, task_saying
from tests.graph.decided import mention as mention_saying
from tests.graph.small_corpus import CT17_2020, CT17_2022, CT19, corpus_with_copies


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return in_memory(corpus_with_copies())


@pytest.fixture(scope="module")
def found(store: OxigraphStore) -> Doubts:
    return doubts(store)


def one(found: Doubts, store: OxigraphStore, words: str) -> Doubt:
    said = labels(store, found.found)
    return next(each for each in found.found if words in said[each.iri])


def test_every_unsettled_mention_is_there_once(store: OxigraphStore, found: Doubts) -> None:
    rows = {row["citation"] for row in select(store, "queue-unsettled")}
    assert rows
    assert rows == {each.iri for each in found.found if each.kind in ("ambiguous", "unresolved")}
    assert len({each.iri for each in found.found}) == len(found.found)
    assert {each.kind for each in found.found} <= set(KINDS)


def test_an_ambiguous_mention_weighs_as_its_most_cited_candidate(store: OxigraphStore, found: Doubts) -> None:
    doubt = one(found, store, "17-CT/TU")
    assert (doubt.kind, set(doubt.about)) == ("ambiguous", {CT17_2020.iri, CT17_2022.iri})
    counts = {row["instrument"]: row["citations"] for row in select(store, "citation-counts")}
    assert doubt.weight == max(1, *(counts.get(iri, 0) for iri in doubt.about))


def test_what_weighs_most_comes_first_then_what_is_least_sure(found: Doubts) -> None:
    keys = [(-each.weight, each.confidence) for each in found.found]
    assert keys == sorted(keys)
    assert all(each.weight >= 1 for each in found.found)


def test_only_citations_below_the_highest_bound_are_uncertain(found: Doubts) -> None:
    uncertain = [each for each in found.found if each.kind == "uncertain"]
    assert uncertain
    assert all(each.confidence < 0.98 for each in uncertain)


def test_a_task_is_doubted_only_for_a_lead_agency_that_its_words_do_not_name(store: OxigraphStore) -> None:
    """The small corpus inherits coordinating agencies alone."""
    inherited = select(store, "queue-inherited", role=[DAN.coordinatingRole])
    assert inherited
    assert not select(store, "queue-inherited", role=[DAN.leadRole])
    assert not [each for each in doubts(store).found if each.kind == "task"]


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_what_somebody_has_decided_is_no_doubt_any_more(store: OxigraphStore, action: str) -> None:
    iri = mention_saying(store, "99-CT/TU")
    assert iri in {each.iri for each in doubts(store).found}
    after = doubts(reviewed(corpus_with_copies(), on(store, action, iri)))
    assert iri not in {each.iri for each in after.found}


def test_a_mention_is_told_as_it_was_read_and_as_it_was_corrected(store: OxigraphStore) -> None:
    iri = mention_saying(store, "99-CT/TU")
    before = mention(store, iri)
    assert before
    assert (before["resolution"], before["instrument"], before["status"]) == ("unresolved", None, "unreviewed")
    corrected = on(store, "correct", iri, {"relation": "considers", "instrument": CT17_2020.iri})
    after = mention(reviewed(corpus_with_copies(), corrected), iri)
    assert after
    assert (after["resolution"], after["instrument"], after["status"]) == ("resolved", CT17_2020.iri, "corrected")
    assert after["read_relation"] == "cites"


@pytest.mark.parametrize("iri", ["https://w3id.org/danchieu/id/cit/none", "a b", ""])
def test_what_the_graph_does_not_know_is_nothing(store: OxigraphStore, iri: str) -> None:
    assert mention(store, iri) is None
    assert document_of(store, iri) is None


def test_instruments_of_one_number_are_found_by_what_a_mention_says(store: OxigraphStore) -> None:
    assert of_same_name(store, "17-CT/TU") == sorted([CT17_2020.iri, CT17_2022.iri])
    assert of_same_name(store, "Chỉ thị số 17-CT/TU ngày 27/2/2020") == sorted([CT17_2020.iri, CT17_2022.iri])
    assert of_same_name(store, "văn bản này") == []
    assert of_same_name(store, "") == []


def test_what_is_cited_beside_a_mention_is_counted(store: OxigraphStore) -> None:
    iri = mention_saying(store, "19-CT/TU")
    text = mention(store, iri)
    assert text
    beside = cited_beside(store, text["text"], [CT19.iri, CT17_2020.iri])
    assert beside[CT19.iri] >= 1
    assert CT17_2020.iri not in beside
    assert cited_beside(store, text["text"], []) == {}


def test_problems_are_those_of_just_that_place(store: OxigraphStore) -> None:
    (row,) = {(r["text"], r["start"], r["end"]) for r in select(store, "queue-problems") if r["start"] == 5}
    assert [each["code"] for each in problems_at(store, *row)] == ["ambiguous-mention"]
    assert problems_at(store, row[0], row[1], row[2] + 1) == []


def test_the_words_of_a_task_and_where_its_agencies_are_named(store: OxigraphStore) -> None:
    task = task_saying(store, "Thu gom hết rác")
    assert lead_places(store, task) == []
    text = document_of(store, task)
    assert text is not None
    assert store.query(f"ASK {{ <{text}> a <{DAN.Document.value}> }}")


def test_a_decision_is_of_the_kind_of_doubt_that_stood_where_it_was_made(store: OxigraphStore, found: Doubts) -> None:
    unresolved = on(store, "accept", mention_saying(store, "99-CT/TU"))
    sure = on(store, "accept", mention_saying(store, "120-KL/TU"))
    task = task_saying(store, "Bố trí kinh phí")
    assert found.kind_of(unresolved) == "unresolved"
    assert found.kind_of(sure) == "uncertain"
    assert found.kind_of(on(store, "accept", task)) == "task"
    assert found.kind_of(on(store, "status", task, {"done": True})) is None
    assert found.kind_of(decided("instrument", "merge", CT17_2020.iri, {"into": CT17_2022.iri})) is None
    assert found.kind_of(decided("decision", "undo", unresolved.id)) is None
