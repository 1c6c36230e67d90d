"""Mentions by name: laws in their versions, congresses, plenums, schemes, sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph import registry
from graph.identity import slug
from graph.registry.imported import type_slug
from ingest.grammar.symbols import find_symbols
from ingest.resolve import plenums
from ingest.resolve.clusters import Cluster, cluster
from ingest.resolve.dossiers import BORNE, DAYS, NAMED, PLENUM, SERIES, SPELT, Look
from ingest.resolve.keys import Ref
from ingest.resolve.known import Series
from ingest.resolve.ladder import not_later
from ingest.resolve.symbols import Answer, Answers

NAMES = frozenset(("congress", "scheme", "session", "statute", "treaty"))  # instruments that a name alone identifies


@dataclass(slots=True)
class _Document:
    """What a document has said of laws so far, by their name as it is spelt."""

    dated: dict[str, Cluster] = field(default_factory=dict)
    numbered: dict[str, Cluster] = field(default_factory=dict)


_INNER_YEAR = re.compile(r"\d/(\d{4})/")
_INNER_NUMBER = re.compile(r"\s+số\s+\d{1,3}/\d{4}/(?:UBTV)?QH\d+")


def spelt(name: str) -> str:
    """A name in small letters, marks kept, without commas."""
    return " ".join(name.lower().replace(",", "").split())


def _versions(name: str) -> tuple[registry.Law, ...]:
    """The registered laws of a name. One that names the laws it amends with their numbers may be registered without
    them: it is the one that is not older than they are; of several it is none, for then only a day tells."""
    found = registry.laws_named(name)
    bare = _INNER_NUMBER.sub("", name)
    if found or bare == name:
        return found
    amended = max(int(year) for year in _INNER_YEAR.findall(name))
    later = tuple(law for law in registry.laws_named(bare) if law.date and int(law.date[:4]) >= amended)
    return later if len(later) == 1 else ()


def settle_names(refs: Sequence[Ref], answers: Answers, look: Look) -> None:
    """Answer every mention by name, where those by symbol are answered."""
    said = _Document()
    for ref, found in cited_with_name(refs, answers):
        said.numbered.setdefault(spelt(ref.name or ""), found)
    for k, ref in enumerate(refs):
        if ref.series is None:
            continue
        if ref.kind == "law":
            answers[k] = answer = _law(ref, ref.series, said, look)
            name = spelt(ref.name or "")
            if answer[0] is not None and (ref.date or ref.written_year or name not in said.dated):
                said.dated[name] = answer[0]
        elif ref.kind == "plenum":
            answers[k] = plenums.settle(ref, look(PLENUM, ref.series))
        elif ref.kind in NAMES:
            answers[k] = (_of_name(ref.series, ref.date or _only(look(DAYS, ref.series))), ref.kind, [])


def cited_with_name(refs: Sequence[Ref], answers: Answers) -> list[tuple[Ref, Cluster]]:
    """The mentions that give an instrument its name and its number both."""
    return [
        (ref, found)
        for k, ref in enumerate(refs)
        if ref.kind == "symbol" and ref.name and (found := answers.get(k, (None,))[0]) is not None
    ]


def days_of(ref: Ref) -> tuple[tuple[str, ...], str] | None:
    """Of what a day is evidence: a law by its name, or the series of another name; with the day or the year."""
    if ref.series is None or ref.kind not in NAMES | {"law"}:
        return None
    if ref.kind != "law":
        return (ref.series, ref.date) if ref.date else None
    when = ref.date or str(ref.written_year or "")
    return ((ref.series[2],), when) if when else None


def _law(ref: Ref, series: Series, said: _Document, look: Look) -> Answer:
    name = spelt(ref.name or "")
    versions = _versions(ref.name or "")
    elsewhere = _named(ref.name or "", ref.upper, look) if not versions else []
    if ref.date is not None:
        return _law_of_day(series, ref.date, versions, elsewhere, look), "name-and-date", []
    if ref.written_year is not None:
        return _law_of_year(series, ref, versions, elsewhere, look), "name-and-year", []
    for known in (said.numbered, said.dated):
        found = known.get(name) or _alike(known, name)
        if found is not None and (name in known or not look(BORNE, (name,))):
            return found, "name-in-document", []
    if ref.upper is not None:
        standing = [v for v in versions if v.date and v.date[: len(ref.upper)] <= ref.upper and not v.amends]
        if standing:
            return _version(series, max(standing, key=lambda v: v.date), look), "name-by-date", []
    if len(versions) == 1:
        return _version(series, versions[0], look), "name-only", []
    if len(elsewhere) == 1:
        return elsewhere[0], "name-only", []
    written: list[str] = look(DAYS, (series[2],)) if len(versions) < 2 else []
    days = [day for day in written if len(day) == 10]
    if len(versions) > 1:
        return None, "ambiguous", [_version(series, v, look) for v in versions]
    if len(days) > 1:
        return None, "ambiguous", [_of_name(series, day) for day in days]
    return _of_name(series, days[0] if days else _only(written)), "name-only", []


def _named(name: str, upper: str | None, look: Look) -> list[Cluster]:
    """Those that some text cites by that name and a number, and that a text of that day may cite: what the registry
    lacks, the corpus may know. A name that nothing bears as it is spelt is read as the one that differs from it in
    marks alone (`Luật Dân độ`, a slip for `Luật Dẫn độ`); of two it is neither."""
    found: list[Cluster] = look(NAMED, (spelt(name),))
    if not found:
        alike = look(SPELT, (slug(spelt(name)),))
        found = look(NAMED, (alike[0],)) if len(alike) == 1 else []
    return [c for c in found if not_later(c, upper)]


def _alike(known: dict[str, Cluster], name: str) -> Cluster | None:
    """What the document called by a name that differs in marks alone, if it is one law."""
    same = slug(name)
    found = {cluster.iri: cluster for other, cluster in known.items() if slug(other) == same}
    return next(iter(found.values())) if len(found) == 1 else None


def _law_of_day(
    series: Series, day: str, versions: tuple[registry.Law, ...], elsewhere: list[Cluster], look: Look
) -> Cluster:
    version = next((v for v in versions if v.date == day), None)
    if version is not None:
        return _version(series, version, look)
    return next((c for c in elsewhere if c.date == day), None) or _of_name(series, day)


def _law_of_year(
    series: Series,
    ref: Ref,
    versions: tuple[registry.Law, ...],
    elsewhere: list[Cluster],
    look: Look,
) -> Cluster:
    """The law of a name and a year."""
    year = str(ref.written_year)
    fits = [v for v in versions if v.date.startswith(year)]
    if len(fits) > 1:
        # Two of one year (the two laws on local government of 2025): the last that the citing text can know.
        fits = [v for v in fits if ref.upper is None or v.date[: len(ref.upper)] <= ref.upper][-1:] or fits
    if len(fits) == 1:
        return _version(series, fits[0], look)
    named = [c for c in elsewhere if c.when.startswith(year)]
    if len(named) == 1:
        return named[0]
    of_year = [day for day in look(DAYS, (series[2],)) if len(day) == 10 and day.startswith(year)]
    return _of_name(series, of_year[0] if len(of_year) == 1 else year)


def _version(series: Series, law: registry.Law, look: Look) -> Cluster:
    """The instrument of a registered version: that of its symbol, so that name and number are one."""
    symbol = find_symbols(law.symbol)
    if not symbol:
        return _of_name(series, law.date or None)
    return of_law(law, slug(symbol[0].text), look)


def of_law(law: registry.Law, number: str, look: Look) -> Cluster:
    """The instrument of a registered law with a number."""
    body = "uy-ban-thuong-vu-quoc-hoi" if "UBTVQH" in law.symbol else "quoc-hoi"
    numbered = (body, type_slug(law.type), number)
    existing: list[Cluster] = look(SERIES, numbered)
    return existing[0] if existing else cluster(numbered, law.date or None)


def _of_name(series: Series, when: str | None) -> Cluster:
    """The instrument of a series that no period divides."""
    return cluster(series, when)


def _only(days: Sequence[str]) -> str | None:
    """The one day or year that is written; of several none."""
    return days[0] if len(days) == 1 else None
