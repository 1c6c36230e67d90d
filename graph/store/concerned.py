"""What a difference concerns, left beside the generation that was made with it.

    generations/8.concerned    which instruments and bodies generation 8 may say other things of than the one before

An index of one generation (`graph.search_index`) becomes that of the next by looking at these again; without the note,
or without an index of the one before, it is made of the whole graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad

from graph.store.engine import OxigraphStore
from graph.vocabulary import CITO, DAN, DCTERMS, ELI, RDF_TYPE, SKOS

SUFFIX: Final = ".concerned"
KEPT: Final = 100  # notes of so many generations: an index of one before them is not brought up to date
MOST: Final = 20_000  # nodes of a note; what concerns more is looked at as a whole

# What the index holds of the subject itself.
_OWN: Final = frozenset(
    {RDF_TYPE, DAN.searchKey, DAN.symbolKey, DAN.documentType, DAN.symbol, DAN.issuerName, DAN.jurisdiction}
    | {DAN.held, DAN.citationCount, ELI.date_document, DCTERMS.title, SKOS.prefLabel}
)
# What it counts of the object, or tells the standing of the object by.
_OTHERS: Final = frozenset((DAN.leadAgency, DAN.coordinatingAgency, ELI.amends, ELI.repeals, DAN.replaces))
_MENTION: Final = frozenset((CITO.hasCitedEntity, CITO.hasCitingEntity, CITO.hasCitationCharacterization, DAN.pinpoint))
_ENDING: Final = (ELI.amends, ELI.repeals, DAN.replaces)


@dataclass(frozen=True, slots=True)
class Concerned:
    """The generation before, as its description names it, and the IRIs; they may be of other things as well."""

    before: Mapping[str, Any]
    nodes: Sequence[str]


def concerned(
    before: OxigraphStore, after: OxigraphStore, removed: Iterable[Quad], added: Iterable[Quad]
) -> set[str] | None:
    """The instruments and bodies that a difference may concern, among others; None where those are too many, or all."""
    found: set[str] = set()
    mentions: set[NamedNode] = set()
    dated: set[NamedNode] = set()
    for quad in (*removed, *added):
        node, value = quad.subject, quad.object
        if not isinstance(node, NamedNode):
            continue
        if quad.predicate == SKOS.prefLabel and all(any(s.matching(DAN.documentType, node)) for s in (before, after)):
            return None  # what a type is called, its instruments are
        if quad.predicate in _OWN:
            found.add(node.value)
        if quad.predicate in (RDF_TYPE, ELI.date_document):
            dated.add(node)
        if quad.predicate in _OTHERS and isinstance(value, NamedNode):
            found.add(value.value)
        if quad.predicate in _MENTION:
            mentions.add(node)
        if quad.predicate == CITO.hasCitedEntity and isinstance(value, NamedNode):
            found.add(value.value)
    # What a mention cited and cites no longer is in the difference; what it still cites is in both, so one is asked.
    for mention in mentions:
        found.update(after.objects(mention, CITO.hasCitedEntity))
    for store in (before, after):
        # By its day an instrument comes before or after what it changes.
        for iri in [*dated]:
            for relation in _ENDING:
                found.update(store.objects(iri, relation))
    return found if len(found) <= MOST else None


def note(generations: Path, number: int, before: Mapping[str, Any], nodes: Iterable[str] | None) -> None:
    """Leave the note of a generation that is about to be installed, and remove old ones. Raises OSError."""
    for path in generations.glob(f"*{SUFFIX}"):
        made = path.name.removesuffix(SUFFIX)
        if not made.isdecimal() or int(made) <= number - KEPT or int(made) >= number:
            path.unlink(missing_ok=True)
    if nodes is not None:
        named = {name: before.get(name) for name in ("generation", "loaded", "quads")}
        said = json.dumps({"before": named, "nodes": sorted(nodes)})
        (generations / f"{number}{SUFFIX}").write_text(said, encoding="utf-8")


def noted(generation: Path) -> Concerned | None:
    """The note beside a generation; None where there is none that can be read."""
    try:
        said = json.loads(Path(f"{generation}{SUFFIX}").read_text(encoding="utf-8"))
        return Concerned(said["before"], said["nodes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
