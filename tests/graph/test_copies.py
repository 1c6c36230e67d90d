"""One instrument in two files: one task with two places, evidence from both, nothing lost."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat

from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import known
from graph.answers.tasks import describe, tasks
from graph.copies import find_copies
from graph.store.engine import OxigraphStore, in_memory
from graph.validate import validate
from tests.graph.small_corpus import CT17_2020, CT19, KH88, KL120, corpus_with_copies, printed_plan, small_corpus


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return in_memory(corpus_with_copies())


def test_the_task_is_one_with_a_place_in_each_file(store: OxigraphStore) -> None:
    (found,) = tasks(store, "thung rac")
    assert found["source"] == "ke-hoach-88.txt"
    assert found["page"] is None
    (again,) = found["restated"]
    assert (again["source"], again["page"], again["path"]) == ("ke-hoach-88.pdf", 2, "I > 1")
    assert again["text"].endswith("dự kiên xong sớm")


def test_who_does_it_is_not_doubled(store: OxigraphStore) -> None:
    (found,) = tasks(store, "thung rac")
    assert len(found["lead"]) == 1
    assert len(found["deadlines"]) == 2


def test_a_task_that_only_one_file_has_is_kept(store: OxigraphStore) -> None:
    (found,) = tasks(store, "cong bo danh sach")
    assert (found["source"], found["instrument"], found["restated"]) == ("ke-hoach-88.pdf", KH88.iri, [])


def test_evidence_comes_from_both_files(store: OxigraphStore) -> None:
    answer = tasks_implementing(store, CT19.iri)
    (found,) = [t for t in answer["tasks"] if t["text"].startswith("Lắp thùng rác")]
    assert [(e["source"], e["page"]) for e in found["evidence"] if e["relation"] == "assignedBy"] == [
        ("ke-hoach-88.txt", None),
        ("ke-hoach-88.pdf", 2),
    ]
    hop = {e["source"] for e in found["evidence"] if e["quote"] == "120-KL/TU"}
    assert {"ke-hoach-88.txt", "ke-hoach-88.pdf"} <= hop


def test_what_the_copy_cites_is_said_of_the_one_task(store: OxigraphStore) -> None:
    answer = tasks_implementing(store, CT17_2020.iri)
    (found,) = [t for t in answer["tasks"] if t["direct"]]
    assert found["text"].startswith("Lắp thùng rác")
    assert found["evidence"][0]["source"] == "ke-hoach-88.pdf"


def test_a_citation_in_two_files_counts_once(store: OxigraphStore) -> None:
    alone = in_memory(small_corpus())
    assert known(store, KL120.iri)["citations"] == known(alone, KL120.iri)["citations"]


def test_the_graph_with_copies_keeps_its_rules(store: OxigraphStore) -> None:
    assert [f for f in validate(store) if "ke-hoach-88.pdf" in str(f)] == []


def test_copies_do_not_depend_on_the_order_of_files() -> None:
    forward, backward = corpus_with_copies(), corpus_with_copies()
    backward.extractions.reverse()
    one, other = (find_copies(corpus.extractions, {KH88.iri}) for corpus in (forward, backward))
    assert one.tasks == other.tasks != {}
    formats = [in_memory(c).export(RdfFormat.N_QUADS) for c in (forward, backward)]
    assert formats[0] == formats[1]
    assert list(one.documents) == list(other.documents)


def test_two_paths_of_one_content_are_no_copies() -> None:
    corpus = small_corpus()
    again = corpus_with_copies().extractions[1]
    again.source.path = "ban-sao.txt"
    corpus.extractions.append(again)
    assert not find_copies(corpus.extractions, {KH88.iri}).documents


def test_a_scan_is_read_after_a_text_however_it_is_called() -> None:
    corpus = corpus_with_copies()
    corpus.extractions[1].source.pages = printed_plan().source.pages
    corpus.extractions[1].source.pages = [
        type(page)(page.number, page.start, page.end, 0.9) for page in printed_plan().source.pages
    ]
    (copy,) = find_copies(corpus.extractions, {KH88.iri}).documents
    assert copy[0] == corpus.extractions[1].source.sha256


def test_a_task_of_no_copy_has_no_other_place() -> None:
    store = in_memory(small_corpus())
    assert all(t["restated"] == [] for t in describe(store, [t["iri"] for t in tasks(store)]))
