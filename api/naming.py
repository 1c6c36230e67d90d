"""What the IRIs inside an answer are called, for answers that people read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api import words
from graph.answers.instruments import summaries
from graph.identity import base_iri
from graph.store.base import Store

_POINTING = ("chain", "document", "from", "to")


def names(store: Store, answer: Any) -> dict[str, str]:
    """The name of every instrument that an answer points at by its IRI."""
    return {iri: words.name(each) for iri, each in summaries(store, set(_pointed(answer))).items()}


def _pointed(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _POINTING:
                found = inner if isinstance(inner, list) else [inner]
                yield from (iri for iri in found if isinstance(iri, str) and iri.startswith(base_iri()))
            yield from _pointed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pointed(inner)
