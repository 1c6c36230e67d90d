"""How deeply one instrument cites another: how often, in which parts of its text, in what relation.

Depth and treatment are kept apart: ten passing mentions are deep, one "bãi bỏ" is a strong treatment.
Nothing of it is stored; it is counted from the citations each time.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from importlib.resources import files

from pyoxigraph import NamedNode

from graph.answers.instruments import known, short, summaries
from graph.answers.pieces import relation_name
from graph.answers.rows import Json, Row, select
from graph.store.base import Store

# What a relation does to the cited instrument, the strongest first: what ends or changes it, what it is the
# authority for, what carries it out, what only speaks of it.
STRENGTH = (
    "repeals",
    "replaces",
    "amends",
    "consolidates",
    "legalBasis",
    "implements",
    "guides",
    "approves",
    "considers",
    "assesses",
    "cites",
)
BODY, ANNEX, ATTACHED, IN_TITLE = "body", "annex", "attached", "in-title"
_LABELS = {BODY: "thân văn bản", ATTACHED: "văn bản ban hành kèm theo", IN_TITLE: "trong tên của văn bản khác"}
# How the paths of provisions begin that stand in an annex, or in what an instrument issues with itself.
_OUTSIDE = (
    (ANNEX, re.compile(r"phụ lục\b", re.IGNORECASE)),
    (ATTACHED, re.compile(r"[^>]+ kèm theo(?: >|$)", re.IGNORECASE)),
)


def depth(store: Store, iri: str) -> Json:
    """Who cites an instrument how deeply; raises UnknownInstrument.

    {"instrument", "cited_by": [{instrument: summary, mentions, tasks, zones: {zone: mentions}, relations:
    {relation: mentions}, strongest}]}, the strongest treatment first, then the most mentions. `tasks` counts
    the tasks that cite it themselves. Zones: title, basis (căn cứ), heading, body, annex, attached (ban hành
    kèm theo), footnote, table, recipients, in-title (inside the title of the citing instrument, which a third
    text names). An instrument held in two files counts by the first of them; ambiguous mentions count for none
    of their candidates.
    """
    about = known(store, iri)
    grouped: dict[str, list[Row]] = {}
    seen: set[str] = set()
    for row in select(store, "depth", instrument=NamedNode(about["iri"])):
        citing = row["by"] or row["from"]
        if row["copy"] is None and row["citation"] not in seen and citing != about["iri"]:
            seen.add(row["citation"])
            grouped.setdefault(citing, []).append(row)
    named = summaries(store, grouped)
    found = [_entry(named[citing], rows) for citing, rows in grouped.items() if citing in named]
    found.sort(key=lambda e: (_rank(e["strongest"]), -e["mentions"], e["instrument"]["iri"]))
    return {"instrument": short(about), "cited_by": found}


def zone_label(zone: str) -> str:
    """What a zone is called in Vietnamese."""
    return _LABELS.get(zone) or next((label for name, label in _zones().values() if name == zone), zone)


def _entry(citing: Json, rows: list[Row]) -> Json:
    zones = Counter(_zone(row) for row in rows)
    relations = Counter(relation_name(row["relation"]) for row in rows)
    return {
        "instrument": citing,
        "mentions": len(rows),
        "tasks": len({row["from"] for row in rows if row["by"]}),
        "zones": dict(sorted(zones.items(), key=lambda item: (-item[1], item[0]))),
        "relations": dict(sorted(relations.items(), key=lambda item: (_rank(item[0]), item[0]))),
        "strongest": min(relations, key=lambda name: (_rank(name), name)),
    }


def _zone(row: Row) -> str:
    if (row["by"] or row["from"]) != row["holder"]:
        return IN_TITLE
    own = _zones().get(row["kind"] or "")
    if own:
        return own[0]
    return next((zone for zone, beginning in _OUTSIDE if beginning.match(row["path"] or "")), BODY)


def _rank(relation: str) -> int:
    return STRENGTH.index(relation) if relation in STRENGTH else len(STRENGTH)


@cache
def _zones() -> dict[str, tuple[str, str]]:
    """The zone and its label for each kind of provision that is not simply the body."""
    text = files(__package__).joinpath("zones.tsv").read_text(encoding="utf-8")
    return {row["kind"]: (row["zone"], row["label"]) for row in csv.DictReader(text.splitlines(), delimiter="\t")}
