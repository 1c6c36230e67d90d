"""Bodies in their places: `Sở Tài chính tỉnh Bắc Ninh` is the registry's Sở Tài chính in a unit of that name.

The tables know kinds of local bodies and units of territory; a body of one place follows from the two.
It is known by its full name, as documents name it: a name that goes on through a merger of provinces is one
body here, whose territory changed, and only a body whose name ended has successors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph import registry
from graph.identity import agency_iri, fold
from graph.registry import Issuer, Province
from graph.registry.succession import after, before, districts, next_day

# From a merger of provinces it follows that their bodies merge, although no list names each of them.
MERGED_WITH_PLACE = "0.9"
# Cities raised since then bear the name that a city inside the province had before (thành phố Bắc Ninh,
# thành phố Huế): of a body of that name, the name does not tell which of the two is meant, unless it is a
# Sở, which no city inside a province has.
_RAISED_SINCE = "2025"
# Departments have been of today's kinds since Nghị định 13/2008/NĐ-CP; before, which of them a province had is
# not known, so only committees and councils are followed further back.
_DEPARTMENTS_SINCE = "2008"
_KIND = r"(?:(?P<kind>tinh|thanh pho) )?"
_OF_PLACE = re.compile(r"(?: tỉnh, thành phố| tỉnh| thành phố)$")
_RANK = re.compile(r"\b(tinh|thanh) (?:uy|doan)$")
_DISTRICT_UNIT = re.compile(r" (?:cac |cap )?(?:huyen|quan|thi xa)(?: |,|$)")
_CITY_OF = re.compile(r" thanh pho (?P<place>.+)$")


@dataclass(frozen=True, slots=True)
class LocalBody:
    """The body of a kind (`code`) in the units of one name and rank: (STC, bac-ninh, tỉnh)."""

    code: str
    place: str
    kind: str

    @property
    def issuer(self) -> Issuer:
        return _issuers()[self.code]

    @property
    def name(self) -> str:
        """The full name, as documents write it.

        >>> LocalBody("BTCTU", "ha-noi", "thành phố").name, LocalBody("TTT", "bac-giang", "tỉnh").name
        ('Ban Tổ chức Thành ủy Hà Nội', 'Thanh tra tỉnh Bắc Giang')
        """
        name, where = self.issuer.name, self.units[-1].name
        if "Tỉnh ủy" in name or name == "Tỉnh đoàn":
            return f"{name.replace('Tỉnh ', 'Thành ') if self.kind == 'thành phố' else name} {where}"
        return f"{_OF_PLACE.sub('', name)} {self.kind} {where}"

    @property
    def iri(self) -> str:
        """By its name; one that another body bore before has the year of its own beginning added."""
        return agency_iri(self.name) + (f"-{self.units[0].valid_from[:4]}" if self.name_was_anothers else "")

    @property
    def name_was_anothers(self) -> bool:
        """Whether a body inside the province bore this name before its unit was raised to a city."""
        first = self.units[0]
        department = self.issuer.name.startswith("Sở ")
        return not department and self.kind == "thành phố" and first.valid_from >= _RAISED_SINCE and _raised(first)

    @property
    def is_committee(self) -> bool:
        """Whether it is a committee or council of its place, not a department of one."""
        return self.issuer.level == "any-local" or self.issuer.code == "TU"

    @property
    def units(self) -> tuple[Province, ...]:
        """The units of its place while they had that rank, oldest first."""
        return _units()[self.place, self.kind]

    @property
    def founded(self) -> str:
        """The first day, as far as known: its kind's or its unit's, the later of the two."""
        return max(self.issuer.valid_from, self.units[0].valid_from)

    @property
    def dissolved(self) -> str:
        """The last day: its kind's or its unit's, the earlier of the two; empty while it stands."""
        return min((day for day in (self.issuer.valid_to, self.units[-1].valid_to) if day), default="")


@dataclass(frozen=True, slots=True)
class Step:
    """`old` ended and `new` took over, wholly or for a `scope`, from `day` on."""

    old: LocalBody
    new: LocalBody
    day: str
    scope: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class EndedKind:
    """A kind of bodies that ended everywhere at once, and the province where the name says one."""

    kind: str
    place: str


def local_body(name: str) -> LocalBody | None:
    """The body of a province that a full name means; None where the registry does not know it.

    >>> local_body("Sở Tài nguyên và Môi trường tỉnh Bắc Giang")
    LocalBody(code='STNMT', place='bac-giang', kind='tỉnh')
    >>> local_body("Thành ủy Bắc Giang")
    """
    flat = fold(name)
    found = _placed().fullmatch(flat)
    issuer = _heads().get(found["head"]) if found else None
    if found is None or issuer is None:
        return None
    said = {"tinh": "tỉnh", "thanh pho": "thành phố"}.get(found["kind"] or "")
    rank = _RANK.search(found["head"])
    if rank:
        said = "thành phố" if rank[1] == "thanh" else "tỉnh"
    place = _place_names()[found["place"]]
    kinds = [kind for kind in ("tỉnh", "thành phố") if (place, kind) in _units() and said in (None, kind)]
    if not kinds:
        return None
    body = LocalBody(issuer.code, place, kinds[0])
    return None if body.name_was_anothers or not lived(body) else body


def body_of_slug(body: str, place: str) -> LocalBody | None:
    """The body of a slug that identity rests on (`tinh-uy-bac-giang`) in its place; the first of its rank.

    >>> body_of_slug("ubnd-bac-giang", "bac-giang").name
    'Ủy ban nhân dân tỉnh Bắc Giang'
    """
    head = body.removesuffix(f"-{place}")
    kinds = [kind for kind in ("tỉnh", "thành phố") if (place, kind) in _units()]
    fitting = [i for i in registry.issuers() if i.local and i.level != "district" and i.body == head]
    if head == body or not kinds or not fitting:
        return None
    # Who chairs a committee signs in its series; the committee has the shorter code.
    return LocalBody(min(fitting, key=lambda i: (len(i.code), i.code)).code, place, kinds[0])


def ended_kind(name: str) -> EndedKind | None:
    """What a name means that is of a kind that ended everywhere: the district level, ban cán sự đảng, đảng đoàn.

    >>> ended_kind("Ủy ban nhân dân các huyện, thành phố thuộc tỉnh Bắc Giang")
    EndedKind(kind='Ủy ban nhân dân cấp huyện', place='bac-giang')
    """
    flat = fold(name).removeprefix("cac ")
    place = place_named(name)
    for issuer in registry.issuers():
        everywhere = issuer.level in ("district", "any-local") and issuer.valid_to
        if everywhere and flat.startswith(fold(issuer.name) + " "):
            return EndedKind(issuer.name, place)
    for row in districts():
        head = fold(row.head)
        rest = flat.removeprefix(head)
        if rest == flat:
            continue
        city = _CITY_OF.match(rest)
        if _DISTRICT_UNIT.match(rest) or (city and not _names_a_centrally_run_city(city["place"])):
            return EndedKind(row.name, place)
    return None


def place_named(name: str) -> str:
    """The slug of the province that a name ends with, empty where it ends with none."""
    found = _placed().fullmatch(fold(name))
    return _place_names()[found["place"]] if found else ""


def lived(body: LocalBody) -> bool:
    """Whether there was a day on which kind and unit both were: no Sở Nông nghiệp và Môi trường of Hà Bắc."""
    return not body.dissolved or body.founded[: len(body.dissolved)] <= body.dissolved[: len(body.founded)]


def steps_from(body: LocalBody) -> Iterator[Step]:
    """What came after a body when its kind was abolished, or else when its unit became another."""
    if not body.dissolved:
        return
    day = next_day(body.dissolved)
    if body.dissolved == body.issuer.valid_to:
        for row in after().get(body.code, ()):
            new = LocalBody(row.successor, body.place, body.kind)
            if _issuers()[row.successor].level in ("province", "any-local") and lived(new):
                yield Step(body, new, day, row.scope, row.source, row.confidence)
        return
    if day < _DEPARTMENTS_SINCE and not body.is_committee:
        return
    last = body.units[-1]
    for place in last.merged_into:
        unit = registry.province_named(place, day)
        new = LocalBody(body.code, place, unit.kind) if unit else body
        if new != body and lived(new):
            yield Step(body, new, day, "", last.source.split("; ")[-1], MERGED_WITH_PLACE)


def steps_to(body: LocalBody) -> Iterator[Step]:
    """What a body came from."""
    codes = {row.code for row in before().get(body.code, ()) if row.code in _issuers()}
    candidates = {LocalBody(code, body.place, body.kind) for code in codes}
    for unit in registry.provinces():
        if body.place in unit.merged_into:
            candidates.add(LocalBody(body.code, unit.slug, unit.kind))
    for old in sorted(candidates - {body}, key=lambda b: (b.code, b.place, b.kind)):
        if lived(old):
            yield from (step for step in steps_from(old) if step.new == body)


@cache
def _issuers() -> dict[str, Issuer]:
    return {i.code: i for i in registry.issuers()}


@cache
def _units() -> dict[tuple[str, str], tuple[Province, ...]]:
    found: dict[tuple[str, str], tuple[Province, ...]] = {}
    for unit in registry.provinces():
        found[unit.slug, unit.kind] = (*found.get((unit.slug, unit.kind), ()), unit)
    return found


def _raised(city: Province) -> bool:
    former = [p for p in registry.provinces() if city.slug in p.merged_into and next_day(p.valid_to) == city.valid_from]
    return bool(former) and all(p.kind == "tỉnh" for p in former)


def _names_a_centrally_run_city(place: str) -> bool:
    found = _place_names().get(place)
    return found is not None and (found, "thành phố") in _units()


@cache
def _place_names() -> dict[str, str]:
    """Folded name or alias of a unit -> its slug."""
    return {fold(name): p.slug for p in registry.provinces() for name in (*p.aliases, p.name)}


@cache
def _placed() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_place_names(), key=lambda n: (-len(n), n)))
    return re.compile(rf"(?P<head>.+?) {_KIND}(?P<place>{names})")


@cache
def _heads() -> dict[str, Issuer]:
    """Folded name of a local body without its place -> the body; a body's own name before others' variants."""
    found: dict[str, Issuer] = {}
    for names in (lambda i: (i.name,), lambda i: i.names):
        for issuer in registry.issuers():
            if issuer.local and issuer.level != "district":
                for name in names(issuer):
                    whole = name.replace("HĐND", "Hội đồng nhân dân").replace("UBND", "Ủy ban nhân dân")
                    for spelt in (name, whole):
                        found.setdefault(fold(_OF_PLACE.sub("", spelt)), issuer)
    return found


def kind_iri(name: str) -> str:
    """The node of a kind of local body, by its name: where documents name one without a place, that is it."""
    return agency_iri(name)


def body_iri(issuer: Issuer) -> str:
    """The node of a row of `issuers.tsv`; of two rows with one name, the one that ended bears its first year.

    >>> body_iri(registry.issuer("TVQH")).rsplit("/", 1)[1]
    'uy-ban-thuong-vu-quoc-hoi-1960'
    """
    later = any(i.name == issuer.name and i.code != issuer.code for i in registry.issuers())
    return agency_iri(issuer.name) + (f"-{issuer.valid_from[:4]}" if later and issuer.valid_to else "")


def central_body(name: str) -> Issuer | None:
    """The central body of that name, or the kind that a local one has where the name gives no place."""
    found = registry.issuer_named(name)
    return found if found is not None and agency_iri(name) in (body_iri(found), *map(agency_iri, found.names)) else None


def place_iri_parts(unit: Province) -> tuple[str, ...]:
    """What the node of a unit of territory is named by: its slug, and the first day where that is known."""
    return (unit.slug, unit.valid_from) if unit.valid_from else (unit.slug,)
