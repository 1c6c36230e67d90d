"""Bare numbers, and words that point: `Nghị định 168`, `Nghị quyết này`, `Chỉ thị nêu trên`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph import registry
from graph.identity import slug
from graph.registry.imported import LAWS
from ingest.resolve.clusters import Cluster
from ingest.resolve.dossiers import CITED, SERIES, Look
from ingest.resolve.keys import Own, Ref, type_slug
from ingest.resolve.known import Known
from ingest.resolve.ladder import not_later
from ingest.resolve.names import of_law
from ingest.resolve.registered import Numbered, cluster_for, could_mean, is_of, registered, series_of
from ingest.resolve.symbols import Answer, Answers


def settle_numbers(
    refs: Sequence[Ref], owns: Sequence[Own], held: Sequence[Cluster], answers: Answers, look: Look
) -> None:
    """Answer bare numbers, self-references and words that point back. `held` are the instruments of the texts."""
    for k, ref in enumerate(refs):
        if ref.kind == "numbered":
            answers[k] = _numbered(refs, owns, held, ref, answers, look)
        elif ref.kind == "self":
            answers[k] = (held[ref.document], "own-number" if ref.symbol else "self", [])
        elif ref.kind == "anaphor":
            answers[k] = _anaphor(refs, k, ref, answers)


def cited_by_number(
    refs: Sequence[Ref], owns: Sequence[Own], held: Sequence[Cluster], answers: Answers
) -> Iterator[tuple[Numbered, str | None, Cluster]]:
    """What a text cites by symbol or is, by type and number, where an import has instruments of that number; with the
    place that each is of: one number may be in many series."""
    known = registered(registry.in_use()).by_number
    if not known:
        return
    for k, ref in enumerate(refs):
        found = answers.get(k, (None,))[0]
        if found is None or ref.kind != "symbol" or ref.number is None:
            continue
        if (found.series[1], ref.number) in known:
            yield (found.series[1], ref.number), ref.place, found
    for own, mine in zip(owns, held, strict=True):
        if own.series is not None:
            number = (own.series[1], own.series[2].partition("-")[0])
            if number in known:
                yield number, own.place, mine


def antecedent(refs: Sequence[Ref], k: int) -> int | None:
    """The mention that a word which points back points to, by its place."""
    ref = refs[k]
    if ref.speaks_for is not None:
        return ref.speaks_for
    return next(
        (
            j
            for j in range(k - 1, -1, -1)
            if refs[j].type == ref.type and refs[j].kind not in ("self", "anaphor") and refs[j].document == ref.document
        ),
        None,
    )


def _numbered(
    refs: Sequence[Ref], owns: Sequence[Own], held: Sequence[Cluster], ref: Ref, answers: Answers, look: Look
) -> Answer:
    fits: dict[str, Cluster] = {}
    for j, other in enumerate(refs):
        found = answers.get(j, (None,))[0]
        if found is None or other.kind != "symbol" or other.number != ref.number or other.type != ref.type:
            continue
        if ref.date and other.date != ref.date:
            continue
        if ref.year and (found.date or "")[:4] != ref.year and other.year != ref.year:
            continue
        fits[found.iri] = found
    if len(fits) == 1:
        return next(iter(fits.values())), "number-in-document", []
    if fits:
        return None, "ambiguous", list(fits.values())
    return _registered(owns[ref.document], held[ref.document], ref, look)


def _registered(text: Own, own: Cluster, ref: Ref, look: Look) -> Answer:
    """The one registered instrument that a bare number may mean. What the files cite by the same type and
    number, of the citing document's own place or of the centre, may be meant as well, registered or not."""
    numbered = (type_slug(ref.type, None, False) or "", ref.number or "")
    known = [
        each
        for each in registered(registry.in_use()).by_number.get(numbered, [])
        if could_mean(ref, each) and ref.said_body in (None, each.series[0])
    ]
    fits = {c.iri: c for c in (_cluster_of(each, look) for each in known) if c.iri != own.iri}
    if not fits:
        return None, "unresolved", []
    cited: list[tuple[str | None, Cluster]] = look(CITED, numbered)
    for where, found in cited:
        if where in (text.place, "vn") and found.iri != own.iri and _could_be(ref, found):
            fits[found.iri] = found
    if len(fits) == 1:
        return next(iter(fits.values())), "registered-number", []
    return None, "ambiguous", sorted(fits.values(), key=lambda c: c.iri)


def _cluster_of(known: Known, look: Look) -> Cluster:
    """The instrument of a registered one, whether or not the corpus has it."""
    place = series_of(known.series).index(known)
    found: list[Cluster] = look(SERIES, known.series)
    mine = next((c for c in found if c.known == place), None)
    if mine is None:
        mine = next((c for c in found if c.known is None and is_of(c.period, c.when, known)), None)
    if mine is not None:
        return mine
    law = registry.law_numbered(known.symbol) if known.instrument.type in LAWS else None
    if law is not None and law.date.startswith(known.instrument.date or known.instrument.year):
        return of_law(law, slug(known.symbol.replace("&", "")), look)
    return cluster_for(known, place)


def _could_be(ref: Ref, found: Cluster) -> bool:
    if found.known is not None:
        known = series_of(found.series)[found.known]
        return could_mean(ref, known) and ref.said_body in (None, found.series[0])
    years = {year for year in (ref.year, str(ref.written_year or ""), (ref.date or "")[:4]) if year}
    agreed = not found.when or all(found.when.startswith(year) for year in years)
    return agreed and not_later(found, ref.upper) and ref.said_body in (None, found.series[0])


def _anaphor(refs: Sequence[Ref], k: int, ref: Ref, answers: Answers) -> Answer:
    j = antecedent(refs, k)
    found = answers.get(j, (None,))[0] if j is not None else None
    if found is None:
        return None, "unresolved", []
    return found, "anaphor" if ref.speaks_for is None else "quoted-self", []
