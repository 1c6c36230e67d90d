"""The tables of the registry as Turtle, one file for each subject; the store loads these files.

The tables are what people edit and Python reads; the Turtle beside them is written from them by

    python -m graph.registry.publish

and never by hand: a test fails while the two say different things.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat

from graph import registry
from graph.identity import base_iri, slug
from graph.registry.bodies import body_iri, place_iri_parts
from graph.registry.succession import (
    all_terms,
    districts,
    next_day,
    previous_day,
    sources,
    successions,
    terms,
)
from graph.store.engine import serialize
from graph.triples.changes import source_node, write_change, write_sources
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, RDFS, SCHEMA, SKOS

_OPENING = "# Viết từ các bảng .tsv bởi `python -m graph.registry.publish`; đừng sửa tay. / Written from the tables.\n"


def files() -> dict[str, bytes]:
    """The name of each Turtle file and what it is to hold, with the base of IRIs that is set."""
    return {name: _written(write) for name, write in sorted(_SUBJECTS.items())}


def _types(sheet: Sheet) -> None:
    bodies: dict[str, list[NamedNode]] = {}
    for issuer in registry.issuers():
        for code in {issuer.code.upper(), *map(str.upper, issuer.variants)}:
            bodies.setdefault(code, []).append(NamedNode(body_iri(issuer)))
    for kind in registry.types():
        node = data_node("type", slug(kind.type))
        sheet.kinds(node, DAN.InstrumentType)
        sheet.words(node, RDFS.label, kind.type)
        sheet.english(node, RDFS.label, kind.label_en)
        sheet.plain(node, DAN.branch, kind.branch)
        for abbreviation in kind.abbreviations:
            sheet.plain(node, SKOS.notation, abbreviation)
        for word in kind.words:
            if word != kind.type:
                sheet.words(node, SKOS.hiddenLabel, word)
        if kind.series:
            sheet.add(node, DAN.numberedAs, data_node("type", slug(kind.series)))
        upper = {a.upper() for a in kind.abbreviations}
        others = {
            data_node("type", slug(other.type))
            for other in registry.types()
            if other is not kind and upper & {a.upper() for a in other.abbreviations}
        }
        others |= {body for abbreviation in upper for body in bodies.get(abbreviation, ())}
        for other in sorted(others, key=str):
            sheet.add(node, DAN.sharesAbbreviation, other)
        write_sources(sheet, node, kind.source)


def _bodies(sheet: Sheet) -> None:
    for issuer in registry.issuers():
        node = NamedNode(body_iri(issuer))
        sheet.kinds(node, DAN.BodyKind if issuer.local else DAN.RegisteredBody)
        sheet.words(node, RDFS.label, issuer.name)
        sheet.plain(node, SKOS.notation, issuer.code)
        for other in (*issuer.variants, *issuer.names):
            sheet.plain(node, SKOS.hiddenLabel, other)
        sheet.plain(node, DAN.level, issuer.level)
        sheet.plain(node, DAN.branch, issuer.branch)
        sheet.date(node, SCHEMA.foundingDate, issuer.valid_from)
        sheet.date(node, SCHEMA.dissolutionDate, issuer.valid_to)
        write_sources(sheet, node, issuer.source)
    for kind in districts():
        old, new = data_node("org", slug(kind.name)), data_node("org", slug(kind.successor))
        for node, name, level in ((old, kind.name, "district"), (new, kind.successor, "commune")):
            sheet.kinds(node, DAN.BodyKind)
            sheet.words(node, RDFS.label, name)
            sheet.plain(node, DAN.level, level)
            write_sources(sheet, node, kind.source, kind.confidence)
        sheet.date(old, SCHEMA.dissolutionDate, kind.valid_to)


def _successions(sheet: Sheet) -> None:
    known = {issuer.code: issuer for issuer in registry.issuers()}
    for row in successions():
        old, new = known[row.code], known[row.successor]
        day = next_day(old.valid_to)
        node = data_node("change", day, slug(row.code), slug(row.successor))
        nodes = ([NamedNode(body_iri(old))], [NamedNode(body_iri(new))])
        write_change(sheet, node, day, *nodes, row.source, row.confidence, row.scope)
    for kind in districts():
        day = next_day(kind.valid_to)
        write_change(
            sheet,
            data_node("change", day, slug(kind.name)),
            day,
            [data_node("org", slug(kind.name))],
            [data_node("org", slug(kind.successor))],
            kind.source,
            kind.confidence,
            kind.scope,
        )


def _provinces(sheet: Sheet) -> None:
    changes: dict[tuple[str, tuple[str, ...]], list[registry.Province]] = {}
    for unit in registry.provinces():
        node = data_node("place", *place_iri_parts(unit))
        sheet.kinds(node, DAN.Province)
        sheet.words(node, RDFS.label, f"{unit.kind} {unit.name}")
        sheet.plain(node, SKOS.notation, unit.slug)
        for alias in unit.aliases:
            sheet.plain(node, SKOS.hiddenLabel, alias)
        sheet.date(node, SCHEMA.foundingDate, unit.valid_from)
        sheet.date(node, SCHEMA.dissolutionDate, unit.valid_to)
        sheet.words(node, DAN.partyCommittee, unit.party_committee)
        write_sources(sheet, node, unit.source)
        if unit.merged_into:
            changes.setdefault((next_day(unit.valid_to), unit.merged_into), []).append(unit)
    for (day, into), old in sorted(changes.items()):
        new = [registry.province_named(place, day) for place in into]
        write_change(
            sheet,
            data_node("change", day, "-".join(into)),
            day,
            [data_node("place", *place_iri_parts(unit)) for unit in old],
            [data_node("place", *place_iri_parts(unit)) for unit in new if unit],
            old[0].source.split("; ")[-1],
        )


def _terms(sheet: Sheet) -> None:
    for term in all_terms():
        node = data_node("period", term.body, term.term)
        later = [t for t in terms(term.body) if t.valid_from > term.valid_from]
        sheet.kinds(node, DAN.NumberingPeriod)
        sheet.words(node, RDFS.label, term.name)
        sheet.date(node, DAN.firstDay, term.valid_from)
        sheet.date(node, DAN.lastDay, previous_day(later[0].valid_from) if later else "")
        write_sources(sheet, node, term.source)


def _sources(sheet: Sheet) -> None:
    for source in sources().values():
        name = source.source.split(", ")[0] if source.key else source.source
        sheet.kinds(source_node(source), DAN.Authority)
        sheet.words(source_node(source), RDFS.label, name)


_SUBJECTS: dict[str, Callable[[Sheet], None]] = {
    "bodies.ttl": _bodies,
    "provinces.ttl": _provinces,
    "sources.ttl": _sources,
    "successions.ttl": _successions,
    "terms.ttl": _terms,
    "types.ttl": _types,
}


def _written(write: Callable[[Sheet], None]) -> bytes:
    sheet = Sheet(data_node("graph", "registry"))
    write(sheet)
    return _OPENING.encode() + serialize(sheet.quads(), RdfFormat.TURTLE)


def main() -> None:
    """Write the Turtle beside the tables."""
    for name, content in files().items():
        (Path(__file__).parent / name).write_bytes(content)
        print(f"đã ghi {name}: {len(content)} byte, gốc {base_iri()}")


if __name__ == "__main__":
    main()
