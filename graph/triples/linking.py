"""What the registry says of the bodies of a corpus, out of its tally: of all of them, or of those a change touches.

Local bodies come in families (a department, what it was merged into, what that is now), and what is written of a body
names the others, so a family is written anew as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.registry.bodies import LocalBody, body_of_slug, local_body
from graph.triples.registry import family, linked_lines
from graph.triples.shared import Keys, by_frequency
from graph.triples.tally import Tally


def link_all(tally: Tally) -> str:
    """The lines about all bodies; the tally then knows what each was taken for."""
    agencies, bodies = list(tally.all("agency", "spelt")), list(tally.all("body"))
    _note(tally, agencies, bodies)
    return linked_lines(tally.agencies(), tally.bodies())


def link_again(tally: Tally, keys: Keys) -> tuple[str, str]:
    """The lines about all families that these keys touch, as they were and as they are; the tally knows them then."""
    told = tally.local_bodies(keys.agencies, keys.bodies)
    told |= {_key(body) for body in (_agency(tally, iri)[1] for iri in keys.agencies) if body}
    told |= {_key(body) for body in (_body(tally, slug)[1] for slug in keys.bodies) if body}
    akin = {_key(body) for body in family(map(_local, told))[0]}

    def lines() -> str:
        return linked_lines(tally.agencies(akin, keys.agencies), tally.bodies(akin, keys.bodies))

    before = lines()
    _note(tally, keys.agencies, keys.bodies)
    return before, lines()


def _note(tally: Tally, agencies: Iterable[str], bodies: Iterable[str]) -> None:
    for iri in agencies:
        name, local = _agency(tally, iri)
        tally.put_agency(iri, name, _key(local) if local else None)
    for slug in bodies:
        place, local = _body(tally, slug)
        tally.put_body(slug, place, _key(local) if local else None)


def _agency(tally: Tally, iri: str) -> tuple[str | None, LocalBody | None]:
    """The commonest name of an agency, None where nobody names it, and the local body that it means."""
    ranked = by_frequency(tally.spellings(iri))
    return (ranked[0], local_body(ranked[0])) if ranked else (None, None)


def _body(tally: Tally, slug: str) -> tuple[str | None, LocalBody | None]:
    """The place of an issuing body, None where no instrument is of it, and the local body that it is."""
    if tally.issuers(slug) is None:
        return None, None
    place = tally.place(slug)
    return place, body_of_slug(slug, place)


def _key(body: LocalBody) -> str:
    return "|".join((body.code, body.place, body.kind))


def _local(key: str) -> LocalBody:
    return LocalBody(*key.split("|"))
