"""Whether the graph keeps its own rules: those that cross edges, one SPARQL query each.

The report is grouped by rule, with a count and a few examples, so that one rule broken a thousand
times does not bury the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph import queries
from graph.answers.rows import Row, select
from graph.store.base import Store
from graph.vocabulary import declared

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that is not kept: how often, and some of the things (IRI, what is wrong with it)."""

    rule: str
    meaning: str
    count: int
    examples: list[tuple[str, str | None]] = field(default_factory=list)


def validate(store: Store) -> list[Broken]:
    """The rules that the graph breaks, by name; an empty list is a graph in order."""
    found = [
        _broken(name.removeprefix("rules/"), queries.meaning(name).splitlines()[0], select(store, name))
        for name in queries.names("rules")
    ]
    found.append(
        _broken(
            "undeclared-term",
            "Lớp hoặc thuộc tính không có trong ontology.ttl.",
            [{"focus": iri, "detail": None} for iri in sorted(used_terms(store) - declared())],
        )
    )
    return [one for one in found if one.count]


def used_terms(store: Store) -> set[str]:
    """Every class and property in the data, and every term of our own namespace that is a value."""
    used: set[str] = set()
    for row in select(store, "terms"):
        used.update(row[column] for column in ("class", "property") if row[column])
        if row["value"]:
            used.add(row["value"])
    return used - {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}


def _broken(rule: str, meaning: str, rows: list[Row]) -> Broken:
    ordered = sorted((row["focus"], row.get("detail")) for row in rows)
    return Broken(rule, meaning, len(ordered), ordered[:EXAMPLES])
