"""Which body or province a typed name means: what the graph holds, else what the registry knows of it."""

from __future__ import annotations

import difflib

import pyoxigraph
from pyoxigraph import NamedNode

from graph.answers.rows import Json, nodes, select
from graph.errors import AmbiguousAgency, UnknownAgency
from graph.identity import agency_iri, base_iri, fold
from graph.registry.bodies import local_body
from graph.store.base import Store
from graph.store.engine import OxigraphStore
from graph.triples.registry import registry_quads
from graph.vocabulary import DAN

_NEAR = 5
_AUTHORITY = DAN.Authority.value  # an order, which is no body


def find_body(store: Store, text: str) -> str:
    """The IRI of the one body or province that is meant.

    By its IRI or the part of it after `/id/` or `/id/org/`; by its full name, accents or not, also where the graph
    has no such body and only the registry knows it; by words of its name where one body alone has them all.
    Raises UnknownAgency, AmbiguousAgency.
    """
    wanted = text.strip()
    start = f"{base_iri()}id/"
    if "://" in wanted:
        return _known_or_refused(store, wanted, text)
    if wanted.startswith(("org/", "place/")):
        return _known_or_refused(store, start + wanted, text)
    if not fold(wanted):
        raise UnknownAgency(text)
    local = local_body(wanted)
    if local is not None:
        return local.iri
    by_slug = agency_iri(wanted)
    if named(store, {by_slug}):
        return by_slug
    return _by_words(store, wanted)


def named(store: Store, iris: set[str]) -> dict[str, Json]:
    """{iri, name, founded, dissolved, verified} of each body, province or order among those IRIs, by IRI."""
    return {iri: one for iri, (one, _) in _registered(store, iris).items()} if iris else {}


def more_fully_named(store: Store, name: str) -> list[Json]:
    """The bodies, as `named` has them, whose names begin with that name and go on: each province's department."""
    start = f"{fold(name)} "
    known = (one for one, is_body in _registered(store, None).values() if is_body and one["name"])
    return sorted((one for one in known if fold(one["name"]).startswith(start)), key=_order)


def with_body(store: Store, iri: str) -> Store:
    """The store, or one of the registry alone where the graph does not hold that body: 30 ms.

    The graph follows the lines of those bodies only that its documents name; the registry knows the others.
    """
    if named(store, {iri}):
        return store
    alone = pyoxigraph.Store()
    alone.extend(registry_quads({iri: iri.rpartition("/")[2].replace("-", " ")}, {}))
    return OxigraphStore(alone, "registry")


def _known_or_refused(store: Store, iri: str, text: str) -> str:
    try:
        NamedNode(iri)
    except ValueError:
        raise UnknownAgency(text) from None
    if not named(store, {iri}):
        local = local_body(iri.rpartition("/")[2].replace("-", " "))
        if local is None or local.iri != iri:
            raise UnknownAgency(text)
    return iri


def _by_words(store: Store, text: str) -> str:
    known = [one for one, is_body in _registered(store, None).values() if is_body and one["name"]]
    whole = fold(text)
    # "tai nguyen" means the departments of tài nguyên, not that of tài chính in Thái Nguyên.
    found = (
        [one for one in known if fold(one["name"]) == whole]
        or [one for one in known if f" {whole} " in f" {fold(one['name'])} "]
        or [one for one in known if set(whole.split()) <= set(fold(one["name"]).split())]
    )
    if len(found) == 1:
        return str(found[0]["iri"])
    if found:
        raise AmbiguousAgency(text, sorted(found, key=_order))
    by_name = {fold(one["name"]): one for one in sorted(known, key=_order)}
    raise UnknownAgency(text, [by_name[name] for name in difflib.get_close_matches(whole, by_name, _NEAR)])


def _order(one: Json) -> tuple[str, str, str]:
    return one["name"], one["founded"] or "", one["iri"]


def _registered(store: Store, iris: set[str] | None) -> dict[str, tuple[Json, bool]]:
    """Each of those in the registry (None: all of them), and whether it is a body or a province."""
    found: dict[str, tuple[Json, bool]] = {}
    rows = select(store, "registered-names", **({} if iris is None else {"one": nodes(iris)}))
    for row in sorted(rows, key=lambda r: (r["one"], r["kind"])):
        about = {
            "iri": row["one"],
            "name": row["name"],
            "founded": row["founded"],
            "dissolved": row["dissolved"],
            "verified": row["kind"] != DAN.UnverifiedBody.value,
        }
        found[row["one"]] = about, row["kind"] != _AUTHORITY
    unnamed = {iri for iri, (one, _) in found.items() if one["name"] is None}
    for row in select(store, "agency-names", agency=nodes(unnamed)) if unnamed else ():
        found[row["agency"]][0]["name"] = row["name"]
    return found
