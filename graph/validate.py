"""Whether the graph keeps its own rules: the shape of each node, and what crosses edges.

The report is grouped by rule, with a count and a few examples, so that one rule broken a thousand
times does not bury the others. A violation is a fault of the graph; a warning is more often one of the
documents, and a person should look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, cast

from pyoxigraph import NamedNode

from graph import queries
from graph.answers.rows import select
from graph.shapes import Progress, misshapen, shapes
from graph.store.base import Store
from graph.texts import misquoted
from graph.vocabulary import declared

EXAMPLES = 5
UNDECLARED = "undeclared-term"
MISQUOTED = "quote-in-file"
Severity = Literal["violation", "warning"]
_SEVERITY = re.compile(r"^Severity: (violation|warning)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A thing that breaks a rule: its IRI, what is wrong with it, and where it stands where that is known."""

    focus: str
    detail: str | None = None
    file: str | None = None
    place: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that is not kept: in one sentence of each language, how often, and some of the things."""

    rule: str
    severity: Severity
    meaning: str
    english: str
    count: int
    examples: list[Example] = field(default_factory=list)


def validate(
    store: Store, *, with_rules: bool = True, with_shapes: bool = True, tell: Progress | None = None
) -> list[Broken]:
    """The rules and shapes that the graph breaks, violations first, then by name; an empty list is a graph in order.

    `tell` hears how many of the named graphs have had their shapes checked, for that is what takes long.
    """
    found = [*(_rules(store) if with_rules else ()), *(_shapes(store, tell) if with_shapes else ())]
    return sorted(found, key=lambda broken: (broken.severity != "violation", broken.rule))


def rules() -> dict[str, tuple[Severity, str, str]]:
    """Every rule that crosses edges: how grave it is, and its meaning in Vietnamese and English.

    All but two are queries: what is declared is asked of the ontology, what a text says of its file.
    """
    return {name.removeprefix("rules/"): _opening(name) for name in queries.names("rules")} | {
        UNDECLARED: (
            "violation",
            "Lớp hoặc thuộc tính không có trong ontology.ttl.",
            "A class or property that ontology.ttl does not declare.",
        ),
        MISQUOTED: (
            "violation",
            "Nguyên văn khác với lời trong tệp tại vị trí ấy.",
            "A quote that differs from the file's text in its place.",
        ),
    }


def used_terms(store: Store) -> set[str]:
    """Every class and property in the data, and every term of our own namespace that is a value."""
    used: set[str] = set()
    for row in select(store, "terms"):
        used.update(row[column] for column in ("class", "property") if row[column])
        if row["value"]:
            used.add(row["value"])
    return used - {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}


def _rules(store: Store) -> Iterator[Broken]:
    for rule, (severity, meaning, english) in rules().items():
        if rule == UNDECLARED:
            pairs: list[tuple[str, str | None]] = [(iri, None) for iri in used_terms(store) - declared()]
        elif rule == MISQUOTED:
            pairs = list(misquoted(store))
        else:
            pairs = [(row["focus"], row.get("detail")) for row in select(store, f"rules/{rule}") if row["focus"]]
        if pairs:
            yield _broken(store, rule, severity, meaning, english, pairs)


def _shapes(store: Store, tell: Progress | None) -> Iterator[Broken]:
    by_shape: dict[str, list[tuple[str, str | None]]] = {}
    for name, focus, detail in misshapen(store, tell):
        by_shape.setdefault(name, []).append((focus, detail))
    for name, pairs in by_shape.items():
        shape = shapes()[name]
        yield _broken(store, name, cast(Severity, shape.severity), shape.meaning, shape.english, pairs)


def _opening(name: str) -> tuple[Severity, str, str]:
    opening = queries.meaning(name)
    meaning, english, *_ = opening.splitlines()
    graded = _SEVERITY.search(opening)
    return cast(Severity, graded[1]) if graded else "violation", meaning, english


def _broken(
    store: Store, rule: str, severity: Severity, meaning: str, english: str, pairs: list[tuple[str, str | None]]
) -> Broken:
    ordered = sorted(pairs, key=lambda pair: (pair[0], pair[1] or ""))
    examples = [_example(store, focus, detail) for focus, detail in ordered[:EXAMPLES]]
    return Broken(rule, severity, meaning, english, len(ordered), examples)


def _example(store: Store, focus: str, detail: str | None) -> Example:
    for row in select(store, "whereabouts", focus=NamedNode(focus)):
        return Example(focus, detail, row["file"], row["place"], row["start"])
    return Example(focus, detail)
