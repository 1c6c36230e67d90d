"""Decisions on the small corpus, made as a reviewer makes them: on what a graph shows."""

from __future__ import annotations

from typing import Any

from graph.answers.rows import select
from graph.model import Corpus
from graph.review.applied import Applied
from graph.review.applying import apply
from graph.review.decisions import Decision, decision_id
from graph.review.places import anchor_of
from graph.store.base import Store
from graph.store.engine import OxigraphStore, in_memory
from graph.vocabulary import CITO, DAN
from tests.graph.small_corpus import CT17_2020, CT17_2022, CT25_TU, CT26_TU, DONRE, corpus_with_copies

WHEN = "2026-01-02T03:04:05+00:00"


PREFIXES = (
    "PREFIX dan: <https://w3id.org/danchieu/def#> PREFIX eli: <http://data.europa.eu/eli/ontology#> "
    "PREFIX cito: <http://purl.org/spar/cito/> PREFIX dcterms: <http://purl.org/dc/terms/> "
)


def holds(store: Store, pattern: str) -> bool:
    """Does the graph hold this, in SPARQL?"""
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}"))


def decided(kind: Any, action: str, target: str, value: dict[str, Any] | None = None, **more: Any) -> Decision:
    """A decision by a person of this name at one moment; `after` tells it from an equal one before."""
    after = more.pop("after", 0)
    said = Decision("new", WHEN, "Nguyễn Văn A", kind, action, target, value or {}, **more)
    said.check()
    return Decision.from_json({**said.to_json(), "id": decision_id(after, said.to_json())})


def on(store: Store, action: str, thing: str, value: dict[str, Any] | None = None, **more: Any) -> Decision:
    """A decision on a citation or task of a graph."""
    kind, anchor = anchor_of(store, thing)
    return decided(kind, action, thing, value, anchor=anchor, **more)


def mention(store: Store, quote: str, source: str = "nghi-quyet-33.txt", nth: int = 0) -> str:
    """The IRI of a mention by its words."""
    found = store.query(
        f'SELECT ?c ?start WHERE {{ ?c <{DAN.quote.value}> "{quote}"@vi ; <{DAN.start.value}> ?start ;'
        f" <{DAN.inDocument.value}>/<http://data.europa.eu/eli/ontology#is_embodied_by>/<{DAN.path.value}>"
        f' "{source}" ; <{CITO.hasCitingEntity.value}> ?e }} ORDER BY ?start ?c'
    )
    return str([row["c"].value for row in found][nth])


def task_saying(store: Store, words: str) -> str:
    """The IRI of the task that has these words."""
    return next(row["task"] for row in select(store, "tasks") if words in row["words"])


def reviewed(corpus: Corpus, *decisions: Decision) -> OxigraphStore:
    return in_memory(apply(corpus, decisions))


def every_kind_of_decision() -> Applied:
    """The small corpus with its copies, and one decision of each kind."""
    store = in_memory(corpus_with_copies())
    return apply(
        corpus_with_copies(),
        [
            on(store, "reject", mention(store, "31/2024/QH15"), note="nhầm luật"),
            on(store, "accept", mention(store, "120-KL/TU")),
            on(store, "correct", mention(store, "99-CT/TU"), {"relation": "considers", "instrument": CT17_2020.iri}),
            on(
                store,
                "correct",
                mention(store, "26-CT/TU", "thai-nguyen/ke-hoach-50.txt"),
                {"instrument": CT25_TU.iri},
            ),
            on(store, "reject", task_saying(store, "Rà soát biên chế")),
            on(
                store,
                "correct",
                task_saying(store, "Bố trí kinh phí"),
                {
                    "lead": [DONRE],
                    "deadline": {"text": "trước ngày 30/9/2024", "kind": "before", "end": "2024-09-30"},
                },
            ),
            on(store, "status", task_saying(store, "Thu gom hết rác"), {"done": True}),
            on(store, "status", task_saying(store, "Lắp thùng rác"), {"done": False}),
            decided("instrument", "merge", CT26_TU.iri, {"into": CT25_TU.iri}),
            decided("instrument", "split", CT17_2020.iri, {"from": CT17_2022.iri}, note="hai nhiệm kỳ"),
        ],
    )
