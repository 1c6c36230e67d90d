"""Pages of what an instrument cites and of what cites it: together they are the whole, none twice, none missing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from graph.answers import citation_pages, implementing
from graph.answers.citation_pages import RELATIONS, citations_page
from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import citations
from graph.errors import UnknownInstrument
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.many_files import many_files
from tests.graph.small_corpus import CT19, KH88, KL120, NQ33, corpus_with_copies

MANY = many_files(33)
BUSY, _ = Counter(c.instrument for e in MANY.extractions for c in e.citations if c.instrument).most_common(1)[0]
LISTS = ("citations", "cited_by", "unsettled")


@pytest.fixture(scope="module")
def small() -> OxigraphStore:
    return in_memory(corpus_with_copies())


@pytest.fixture(scope="module")
def many() -> OxigraphStore:
    return in_memory(MANY)


def paged(store: OxigraphStore, iri: str, limit: int, **narrowed: Any) -> dict[str, list[Any]]:
    """All pages, each of which holds no more than it may and counts the same."""
    found: dict[str, list[Any]] = {name: [] for name in LISTS}
    offset, totals = 0, None
    while totals is None or offset < max(totals.values()):
        page = citations_page(store, iri, limit=limit, offset=offset, **narrowed)
        assert totals in (None, page["total"])
        totals = page["total"]
        for name in LISTS:
            assert len(page[name]) == max(0, min(limit, totals[name] - offset))
            found[name] += page[name]
        offset += limit
    assert {name: len(found[name]) for name in LISTS} == totals
    return found


def edges(entries: list[Any]) -> list[Any]:
    return sorted(entries, key=lambda one: (one["relation"], one["instrument"]["iri"], one["task"] or ""))


@pytest.mark.parametrize("limit", [1, 2, 200])
@pytest.mark.parametrize("of", [CT19, NQ33, KH88, KL120], ids=lambda one: str(one.symbol))
def test_pages_together_are_the_whole(small: OxigraphStore, of: Any, limit: int) -> None:
    whole, found = citations(small, of.iri), paged(small, of.iri, limit)
    assert edges(found["citations"]) == edges(whole["citations"])
    assert edges(found["cited_by"]) == edges(whole["cited_by"])
    assert found["unsettled"] == whole["unsettled"]


@pytest.mark.parametrize("direction", ["in", "out", None])
@pytest.mark.parametrize("relation", [None, *RELATIONS])
def test_a_list_of_one_page_is_as_it_is_whole(
    small: OxigraphStore, many: OxigraphStore, direction: str | None, relation: str | None
) -> None:
    for store, iri in ((small, CT19.iri), (small, NQ33.iri), (many, BUSY)):
        whole = citations(store, iri, direction=direction, relation=relation)
        page = citations_page(store, iri, direction=direction, relation=relation, limit=10_000)
        assert {name: page[name] for name in whole} == whole


@pytest.mark.parametrize("as_many", [0, 10**9], ids=["asked of what cites", "asked of what is cited"])
def test_whichever_end_is_asked_the_mentions_are_the_same(
    many: OxigraphStore, monkeypatch: pytest.MonkeyPatch, as_many: int
) -> None:
    whole = citations(many, BUSY, direction="in")
    assert len(whole["cited_by"]) > 6
    tasks = tasks_implementing(many, BUSY)
    assert tasks["tasks"]
    for module in (citation_pages, implementing):
        monkeypatch.setattr(module, "about_as_many", lambda _: as_many)
    assert edges(paged(many, BUSY, 3, direction="in")["cited_by"]) == edges(whole["cited_by"])
    assert tasks_implementing(many, BUSY) == tasks


def test_beyond_the_last_page_there_is_nothing_but_the_count(small: OxigraphStore) -> None:
    page = citations_page(small, CT19.iri, limit=5, offset=1_000)
    assert [page[name] for name in LISTS] == [[], [], []]
    assert page["total"]["cited_by"] > 0


def test_pages_of_what_nobody_knows_are_refused(small: OxigraphStore) -> None:
    with pytest.raises(UnknownInstrument):
        citations_page(small, f"{CT19.iri}-khong-co", limit=5)
