"""The registry in the graph: its Turtle as it stands, and what it says of the bodies that documents name.

All in one named graph. What documents say of a body (its name, its tasks) stays in theirs, and nothing is
said twice, because a triple in two named graphs is two rows of an answer. A body of the documents that the
registry does not know is marked as such; its place is read off its name all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from graph import registry
from graph.identity import DEFAULT_BASE, base_iri, slug
from graph.registry import RegistryError, issuers
from graph.registry.bodies import (
    LocalBody,
    Step,
    body_iri,
    body_of_slug,
    ended_kind,
    local_body,
    place_named,
    steps_from,
    steps_to,
)
from graph.registry.succession import after, districts, next_day
from graph.triples.changes import write_change, write_sources
from graph.triples.sheet import Sheet, data_node, parsed
from graph.vocabulary import DAN, ORG, RDFS, SCHEMA

FILES = ("bodies.ttl", "provinces.ttl", "sources.ttl", "successions.ttl", "terms.ttl", "types.ttl")


def registry_quads(agencies: Mapping[str, str], bodies: Mapping[str, str]) -> Iterator[Quad]:
    """The registry's named graph for a corpus: `agencies` are the names of agencies by their IRIs, `bodies`
    the places (slugs, empty where not known) of issuing bodies by theirs (`tinh-uy-bac-giang`).

    Raises RegistryError where a file of the registry is missing or damaged.
    """
    yield from table_quads(base_iri())
    yield from parsed(linked_lines(agencies, bodies))


@cache
def table_quads(base: str) -> tuple[Quad, ...]:
    """The Turtle of the registry under a base. The ontology's namespace begins like the default base and stays.

    Raises RegistryError where a file is missing or damaged.
    """
    graph = data_node("graph", "registry")
    found: list[Quad] = []
    for name in FILES:
        try:
            text = files("graph.registry").joinpath(name).read_text(encoding="utf-8")
            triples = [
                quad.triple for quad in parse(text.replace(f"{DEFAULT_BASE}id/", f"{base}id/"), RdfFormat.TURTLE)
            ]
        except (OSError, ValueError, SyntaxError) as error:
            raise RegistryError(f"không đọc được tệp {name} của sổ đăng ký: {error}") from error
        found += [Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    return tuple(found)


@cache
def _central(base: str) -> frozenset[str]:
    """Every IRI that the tables describe as a body or a kind of bodies, under the base that is set."""
    assert base == base_iri()
    return frozenset((*map(body_iri, issuers()), *(data_node("org", slug(d.successor)).value for d in districts())))


def _issuing() -> dict[str, list[str]]:
    """The central bodies that issue as one, by the slug that identity rests on."""
    found: dict[str, list[str]] = {}
    for issuer in issuers():
        if not issuer.local:
            found.setdefault(issuer.body, []).append(body_iri(issuer))
    return found


def linked_lines(agencies: Mapping[str, str], bodies: Mapping[str, str]) -> str:
    """What the registry says of these agencies and bodies, as lines; families of local bodies come whole."""
    sheet = Sheet(data_node("graph", "registry"))
    known: dict[LocalBody, set[str]] = {}
    central, issuing = _central(base_iri()), _issuing()
    for iri, name in sorted(agencies.items()):
        body = local_body(name)
        if body is not None:
            known.setdefault(body, set()).add(iri)
        elif iri not in central:
            _write_other(sheet, NamedNode(iri), name)
    for slug_, place in sorted(bodies.items()):
        node = data_node("body", slug_)
        body = body_of_slug(slug_, place)
        if body is not None:
            known.setdefault(body, set())
            sheet.add(NamedNode(body.iri), DAN.issuesAs, node)
        elif slug_ in issuing:
            for iri in issuing[slug_]:
                sheet.add(NamedNode(iri), DAN.issuesAs, node)
        else:
            sheet.kinds(node, DAN.UnverifiedBody)
            sheet.plain(node, DAN.place, place if place != "vn" else "")
    _write_families(sheet, known)
    return sheet.text()


def _write_other(sheet: Sheet, node: NamedNode, name: str) -> None:
    """A central body under another of its names; a body of a kind that ended everywhere; else one that the
    registry does not know."""
    ended = ended_kind(name)
    issuer = registry.issuer_named(ended.kind if ended else name)
    kind = next((row for row in districts() if ended and row.name == ended.kind), None)
    if issuer is None and kind is None:
        sheet.kinds(node, DAN.UnverifiedBody)
        sheet.plain(node, DAN.place, place_named(name))
        return
    sheet.kinds(node, DAN.RegisteredBody)
    sheet.words(node, RDFS.label, name)
    if ended:
        sheet.add(node, ORG.classification, data_node("org", slug(ended.kind)))
        sheet.plain(node, DAN.place, ended.place)
    if kind:
        sheet.date(node, SCHEMA.dissolutionDate, kind.valid_to)
        sheet.add(data_node("change", next_day(kind.valid_to), slug(kind.name)), ORG.originalOrganization, node)
        write_sources(sheet, node, kind.source, kind.confidence)
    elif issuer:
        sheet.date(node, SCHEMA.foundingDate, issuer.valid_from)
        sheet.date(node, SCHEMA.dissolutionDate, issuer.valid_to)
        for row in after().get(issuer.code, ()):
            change = data_node("change", next_day(issuer.valid_to), slug(row.code), slug(row.successor))
            sheet.add(change, ORG.originalOrganization, node)
        write_sources(sheet, node, issuer.source)


def family(bodies: Iterable[LocalBody]) -> tuple[set[LocalBody], set[Step]]:
    """Bodies with all that came after them and all that these came from, and the steps between them."""
    reached, steps = set(bodies), set[Step]()
    waiting = list(reached)
    while waiting:
        body = waiting.pop()
        for step in (*steps_from(body), *steps_to(body)):
            steps.add(step)
            fresh = {step.old, step.new} - reached
            reached |= fresh
            waiting += fresh
    return reached, steps


def _write_families(sheet: Sheet, known: Mapping[LocalBody, set[str]]) -> None:
    """The bodies that documents name, all that came after them and all that these came from."""
    reached, steps = family(known)
    named = {body: sorted({body.iri, *known.get(body, ())}) for body in reached}
    for body in sorted(reached, key=lambda b: (b.code, b.place, b.kind)):
        for iri in named[body]:
            _write_body(sheet, NamedNode(iri), body)
    for step in sorted(steps, key=lambda s: (s.day, s.old.iri, s.new.iri)):
        old, new = step.old.iri.rsplit("/", 1)[1], step.new.iri.rsplit("/", 1)[1]
        change = data_node("change", step.day, old, new)
        before, after_ = map(NamedNode, named[step.old]), [NamedNode(step.new.iri)]
        write_change(sheet, change, step.day, before, after_, step.source, step.confidence, step.scope)


def _write_body(sheet: Sheet, node: NamedNode, body: LocalBody) -> None:
    sheet.kinds(node, DAN.RegisteredBody)
    sheet.words(node, RDFS.label, body.name)
    sheet.add(node, ORG.classification, NamedNode(body_iri(body.issuer)))
    sheet.plain(node, DAN.place, body.place)
    sheet.date(node, SCHEMA.foundingDate, body.founded)
    sheet.date(node, SCHEMA.dissolutionDate, body.dissolved)
    write_sources(sheet, node, body.issuer.source)
