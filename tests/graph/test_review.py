"""A reviewer's decisions: applied with every load, found again when a text has moved, never lost."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from graph.answers.implementing import tasks_implementing
from graph.answers.rows import select
from graph.model import Corpus, Task
from graph.questions import find_one, task
from graph.review.applying import apply
from graph.review.decisions import Decision, standing
from graph.store.engine import OxigraphStore, in_memory
from graph.validate import validate
from graph.vocabulary import DAN, DCTERMS
from tests.graph.decided import PREFIXES, decided, every_kind_of_decision, holds, mention, on, reviewed, task_saying
from tests.graph.small_corpus import (
    CT17_2020,
    CT17_2022,
    CT19,
    CT25_TU,
    CT26_TU,
    DONRE,
    FINANCE,
    LAND,
    NQ33,
    Draft,
    assigned,
    corpus_with_copies,
    small_corpus,
)


def nquads(store: OxigraphStore) -> bytes:
    return store.export(RdfFormat.N_QUADS)


# ----- what a decision does


def test_a_rejected_citation_loses_its_edge_and_stays_as_a_mention(store: OxigraphStore) -> None:
    law = mention(store, "31/2024/QH15")
    assert holds(store, f"<{NQ33.iri}> eli:based_on <{LAND.iri}>")
    after = reviewed(small_corpus(), on(store, "reject", law))
    assert not holds(after, f"<{NQ33.iri}> eli:based_on <{LAND.iri}>")
    assert not holds(after, f"<{NQ33.iri}> eli:refers_to <{LAND.iri}>")
    assert holds(
        after,
        f'<{law}> a dan:Reference ; dan:quote "31/2024/QH15"@vi ; dan:reviewStatus dan:rejected ;'
        f" dan:originalInstrument <{LAND.iri}> ; dan:originalRelation eli:based_on",
    )
    assert not holds(after, f"<{law}> a cito:Citation")


def test_an_edge_that_another_citation_proves_stays_when_one_is_rejected() -> None:
    def twice() -> Corpus:
        f = Draft("x.txt", NQ33)
        place = f.say("Điều 1", "Căn cứ 31/2024/QH15 và một lần nữa 31/2024/QH15.")
        f.cite(place, "31/2024/QH15", LAND, "legalBasis", "d0")
        f.cite(place, "một lần nữa 31/2024/QH15", LAND, "legalBasis", "d0")
        return Corpus([f.done()], {i.iri: i for i in (NQ33, LAND)})

    store = in_memory(twice())
    one = on(store, "reject", mention(store, "31/2024/QH15", "x.txt"))
    assert holds(reviewed(twice(), one), f"<{NQ33.iri}> eli:based_on <{LAND.iri}>")


def test_a_corrected_relation_is_the_edge_and_the_one_read_is_kept(store: OxigraphStore) -> None:
    law = mention(store, "31/2024/QH15")
    after = reviewed(small_corpus(), on(store, "correct", law, {"relation": "implements"}))
    assert holds(after, f"<{NQ33.iri}> dan:implements <{LAND.iri}>")
    assert not holds(after, f"<{NQ33.iri}> eli:based_on <{LAND.iri}>")
    assert holds(after, f"<{law}> dan:reviewStatus dan:corrected ; dan:originalRelation eli:based_on")
    assert not holds(after, f"<{law}> dan:originalInstrument ?any")


def test_an_ambiguous_mention_can_be_settled_by_hand(store: OxigraphStore) -> None:
    meant = mention(store, "17-CT/TU")
    after = reviewed(small_corpus(), on(store, "correct", meant, {"instrument": CT17_2020.iri}))
    assert holds(after, f"<{NQ33.iri}> eli:cites <{CT17_2020.iri}>")
    assert holds(after, f'<{meant}> dan:resolution dan:resolved ; dan:method "review"')
    assert not holds(after, f"<{meant}> dan:candidate ?any")


def test_a_correction_may_name_an_instrument_that_nothing_else_knows(store: OxigraphStore) -> None:
    new = "https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/chi-thi/2019-01-01/7-ct-tu"
    about = {"symbol": "7-CT/TU", "type": "chỉ thị", "date": "2019-01-01"}
    value = {"instrument": new, "about": about}
    after = reviewed(small_corpus(), on(store, "correct", mention(store, "99-CT/TU"), value))
    assert find_one(after, "CT 7-CT/TU")["iri"] == new


def test_a_corrected_task_has_the_new_agency_and_deadline_and_keeps_the_old(store: OxigraphStore) -> None:
    money = task_saying(store, "Bố trí kinh phí")
    value = {"lead": [DONRE], "deadline": {"text": "trước ngày 30/6/2024", "kind": "before", "end": "2024-06-30"}}
    after = reviewed(small_corpus(), on(store, "correct", money, value))
    found = task(after, money)
    assert [one["name"] for one in found["lead"]] == [DONRE]
    assert [one["end"] for one in found["deadlines"]] == ["2024-06-30"]
    assert holds(
        after, f'<{money}> dan:originalAgency ?a . ?a <http://www.w3.org/2004/02/skos/core#prefLabel> "{FINANCE}"@vi'
    )
    assert holds(after, f"<{money}> dan:originalDeadline/dan:recurrence ?rule")


def test_a_rejected_task_is_in_no_answer_and_its_words_stay(store: OxigraphStore) -> None:
    rubbish = task_saying(store, "Thu gom hết rác")
    assert rubbish in {t["task"]["iri"] for t in _implementing(store)}
    after = reviewed(small_corpus(), on(store, "reject", rubbish))
    assert rubbish not in {t["task"]["iri"] for t in _implementing(after)}
    assert holds(after, f"<{rubbish}> a dan:RejectedTask ; dcterms:description ?words ; dan:originalAgency ?agency")
    # The document does not carry out 19-CT/TU because a sentence of it was taken for a task.
    assert holds(after, f"<{NQ33.iri}> eli:cites <{CT19.iri}>")
    assert not holds(after, f"<{NQ33.iri}> dan:implements <{CT19.iri}>")


def _implementing(store: OxigraphStore) -> list[Any]:
    found = tasks_implementing(store, CT19.iri)
    return [{"task": t} if "iri" in t else t for part in _lists(found) for t in part]


def _lists(found: Any) -> list[Any]:
    return [found] if isinstance(found, list) else [part for part in found.values() if isinstance(part, list)]


def test_a_task_is_done_until_somebody_says_otherwise(store: OxigraphStore) -> None:
    rubbish = task_saying(store, "Thu gom hết rác")
    done = on(store, "status", rubbish, {"done": True})
    not_done = on(store, "status", rubbish, {"done": False}, after=1)
    assert holds(reviewed(small_corpus(), done), f"<{rubbish}> dan:taskStatus dan:completed")
    both = reviewed(small_corpus(), done, not_done)
    assert holds(both, f"<{rubbish}> dan:taskStatus dan:notCompleted")
    assert not holds(both, f"<{rubbish}> dan:taskStatus dan:completed")


def test_merged_instruments_are_one_and_the_former_iri_leads_there() -> None:
    after = reviewed(small_corpus(), decided("instrument", "merge", CT26_TU.iri, {"into": CT25_TU.iri}, note="trùng"))
    assert holds(after, f"<{CT26_TU.iri}> dcterms:isReplacedBy <{CT25_TU.iri}>")
    assert not holds(after, f"<{CT26_TU.iri}> a dan:Instrument")
    assert not holds(after, f"?any eli:refers_to <{CT26_TU.iri}>")
    assert find_one(after, CT26_TU.iri)["iri"] == CT25_TU.iri
    reason = '?d a dan:Decision ; <http://www.w3.org/2000/01/rdf-schema#comment> "trùng"@vi'
    assert holds(after, f"{reason} ; dan:decidedOn <{CT26_TU.iri}> ; dan:decides <{CT25_TU.iri}>")


def test_a_mention_ambiguous_between_two_that_are_one_means_that_one(store: OxigraphStore) -> None:
    after = reviewed(small_corpus(), decided("instrument", "merge", CT17_2022.iri, {"into": CT17_2020.iri}))
    assert holds(after, f"<{NQ33.iri}> eli:cites <{CT17_2020.iri}>")
    assert not holds(after, "?any dan:resolution dan:ambiguous")


def test_merges_in_a_row_end_at_the_last() -> None:
    row = [
        decided("instrument", "merge", CT26_TU.iri, {"into": CT25_TU.iri}),
        decided("instrument", "merge", CT25_TU.iri, {"into": CT19.iri}),
    ]
    after = reviewed(small_corpus(), *row)
    assert find_one(after, CT26_TU.iri)["iri"] == find_one(after, CT25_TU.iri)["iri"] == CT19.iri
    assert validate(after) == []


def test_a_split_takes_back_a_merge_and_a_redirect() -> None:
    former = NQ33.former_iris[0]
    apart = decided("instrument", "split", NQ33.iri, {"from": former})
    after = reviewed(small_corpus(), apart)
    assert not holds(after, f"<{former}> dcterms:isReplacedBy ?any")
    assert holds(after, f'?d dan:action "split" ; dan:decidedOn <{NQ33.iri}>')
    two = reviewed(small_corpus(), decided("instrument", "split", CT17_2020.iri, {"from": CT17_2022.iri}))
    assert holds(two, f"<{CT17_2020.iri}> <http://www.w3.org/2002/07/owl#differentFrom> <{CT17_2022.iri}>")
    merge = decided("instrument", "merge", CT26_TU.iri, {"into": CT25_TU.iri})
    undone = decided("instrument", "split", CT25_TU.iri, {"from": CT26_TU.iri})
    assert holds(reviewed(small_corpus(), merge, undone), f"<{CT26_TU.iri}> a dan:Instrument")


def test_the_graph_keeps_its_rules_whatever_is_decided() -> None:
    broken = {b.rule for b in validate(in_memory(corpus_with_copies()))}
    assert {b.rule for b in validate(in_memory(every_kind_of_decision()))} == broken


def test_who_decided_what_when_and_why_is_in_a_graph_of_its_own(store: OxigraphStore) -> None:
    law = mention(store, "31/2024/QH15")
    after = reviewed(small_corpus(), on(store, "reject", law, note="luật cũ"))
    found = after.query(
        PREFIXES + "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT ?graph ?who ?when ?why ?what WHERE { GRAPH ?graph { ?d a dan:Decision ; dan:decides ?what ;"
        " prov:wasAssociatedWith/rdfs:label ?who ; prov:endedAtTime ?when ; rdfs:comment ?why } }"
    )
    assert [[term.value for term in row] for row in found] == [
        ["https://w3id.org/danchieu/id/graph/review", "Nguyễn Văn A", "2026-01-02T03:04:05Z", "luật cũ", law]
    ]


# ----- laws


@cache
def _all_decisions() -> tuple[Decision, ...]:
    return tuple(every_kind_of_decision().standing)


@cache
def _undecided() -> bytes:
    return nquads(in_memory(small_corpus()))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 9), unique=True, min_size=1))
def test_deciding_and_undoing_is_as_if_nothing_had_been_decided(chosen: list[int]) -> None:
    made = [_all_decisions()[n] for n in chosen]
    undone = [decided("decision", "undo", one.id, after=n) for n, one in enumerate(made)]
    assert standing([*made, *undone]) == []
    assert nquads(reviewed(small_corpus(), *made, *undone)) == _undecided()


def test_undoing_an_undo_brings_the_decision_back(store: OxigraphStore) -> None:
    one = on(store, "reject", mention(store, "31/2024/QH15"))
    undo = decided("decision", "undo", one.id)
    again = decided("decision", "undo", undo.id, after=1)
    assert standing([one, undo, again]) == [one]


def test_a_decision_never_changes_the_corpus_that_it_is_applied_to() -> None:
    corpus = small_corpus()
    apply(corpus, _all_decisions())
    assert corpus == small_corpus()


SENTENCES = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60), min_size=1, max_size=4
)


@settings(max_examples=25, deadline=None)
@given(SENTENCES, st.booleans())
def test_text_put_before_what_was_decided_on_does_not_lose_the_decision(before: list[str], first: bool) -> None:
    def written(more: list[str]) -> Corpus:
        f = Draft("van-ban.txt", NQ33)
        for number, words in enumerate(more):
            f.say(f"Mở đầu > {number}", words)
        for number in (1, 2):  # the same quote and, but for its number, the same task, twice
            place = f.say(f"Điều {number}", f"Việc thứ {number}: thực hiện Chỉ thị số 19-CT/TU.")
            f.cite(place, "19-CT/TU", CT19, "implements", f.task(place, lead=[assigned(DONRE)]))
        return Corpus([f.done()], {i.iri: i for i in (NQ33, CT19)})

    store = in_memory(written([]))
    which = 0 if first else 1
    quote = mention(store, "19-CT/TU", "van-ban.txt", which)
    duty = task_saying(store, f"Việc thứ {which + 1}:")
    decisions = [on(store, "reject", quote), on(store, "status", duty, {"done": True})]
    found = apply(written(before), decisions)
    assert [one.id for one in found.moved] == [one.id for one in decisions]
    after = in_memory(found)
    assert holds(after, f'?c dan:reviewStatus dan:rejected ; dan:structuralPath "Điều {which + 1}"')
    assert holds(after, f'?t dan:taskStatus dan:completed ; dan:structuralPath "Điều {which + 1}"')
    assert len(select(after, "network-citations")) == 1


def test_a_decision_on_a_task_holds_when_it_is_then_read_from_a_better_file(tmp_path: Path) -> None:
    f = Draft("ban-word.txt", NQ33)
    words = "Thu gom hết rác tồn đọng theo Chỉ thị số 19-CT/TU trước ngày 31/12/2024."
    f.task(f.say("Điều 2 > 4 > đoạn 1", words), lead=[assigned(DONRE)])
    better = f.done()
    better.source.media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    store = in_memory(small_corpus())
    done = on(store, "status", task_saying(store, "Thu gom hết rác"), {"done": True})
    corpus = small_corpus()
    corpus.extractions.append(better)
    after = reviewed(corpus, done)
    assert holds(after, f'?t a dan:Task ; dan:taskStatus dan:completed ; dcterms:description "{words}"@vi')


def test_every_decision_of_the_tests_is_applied() -> None:
    found = every_kind_of_decision()
    assert len(found.standing) == 10
    assert found.lost == []
    assert isinstance(next(iter(found.corpus.extractions)).tasks[0], Task)
    assert {DAN.taskStatus.value, DCTERMS.isReplacedBy.value} <= {
        row["property"] for row in select(in_memory(found), "terms") if row["property"]
    }
