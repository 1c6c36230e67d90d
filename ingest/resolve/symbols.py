"""Mentions by symbol: dated ones make the instruments, undated ones find theirs among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from graph import registry
from graph.identity import slug
from graph.registry.imported import Imported, type_slug
from ingest.resolve.clusters import Cluster, likeness, words_of
from ingest.resolve.dossiers import BESIDE, CONTESTED, OF_DAY, SERIES, TYPES, WORDS, Look
from ingest.resolve.keys import Own, Ref
from ingest.resolve.known import Series
from ingest.resolve.ladder import choose
from ingest.resolve.registered import could_mean, registered, series_of

_NEAR = 700  # characters: one passage, for "cited beside"

Answer = tuple[Cluster | None, str, Sequence[Cluster]]  # the instrument, by which method, else candidates
Answers = dict[int, Answer]  # by citation


def set_types(refs: Sequence[Ref], look: Look) -> dict[int, str]:
    """Give those a type whose text says none: `số 31/2024/QH15` says neither luật nor nghị quyết; another mention of
    it may. Which got which, by citation."""
    given = {}
    for k, ref in enumerate(refs):
        if ref.series and ref.series[1] == "?":
            found = sorted({*look(TYPES, (ref.symbol or "",)), *_types(registry.in_use()).get(ref.symbol or "", ())})
            given[k] = found[0] if found else "luật"
    write_types(refs, given)
    return given


def write_types(refs: Sequence[Ref], given: dict[int, str]) -> None:
    """Write types that were found before."""
    for k, word in given.items():
        ref = refs[k]
        if ref.series:
            ref.series, ref.type = (ref.series[0], type_slug(word), ref.series[2]), word


@lru_cache(maxsize=2)
def _types(imported: Imported | None) -> dict[str, set[str]]:
    """The types that the registry has for a symbol."""
    known: dict[str, set[str]] = {}
    for law in registry.laws():
        known.setdefault(law.symbol, set()).add(law.type)
    for several in registered(imported).by_series.values():
        for each in several:
            known.setdefault(each.symbol, set()).add(each.instrument.type)
    return known


def number_attachments(refs: Sequence[Ref], owns: Sequence[Own]) -> list[int]:
    """Give attached texts without a number that by which their covering letter sends them; which got one."""
    return [d for d, own in enumerate(owns) if own.series is None and _from_covering_letter(refs, d, own)]


def _from_covering_letter(refs: Sequence[Ref], d: int, own: Own) -> bool:
    fits: dict[Series, Ref] = {}
    for ref in refs:
        if (
            ref.document == d
            or ref.series is None
            or ref.kind != "symbol"
            or ref.series[:2] != (own.body, slug(own.type or ""))
        ):
            continue
        same_day = own.date is not None and ref.date == own.date
        if same_day or (own.date is None and likeness(words_of(ref.title), words_of(own.title)) >= 0.7):
            fits[ref.series] = ref
    if len(fits) != 1:
        return False
    series, ref = next(iter(fits.items()))
    own.series, own.symbol, own.date = series, ref.symbol, ref.date or own.date
    return True


def series_of_own(own: Own) -> Series:
    """The series of a held text, one of its own where it has no number."""
    return own.series or (own.body, slug(own.type or "van-ban"), f"khong-so-{own.digest}")


def own_cluster(own: Own, look: Look) -> Cluster:
    """The instrument that a held text is."""
    found: list[Cluster] = look(OF_DAY, (*series_of_own(own), f"o{own.date or ''}"))
    return found[0]


def settle_symbols(refs: Sequence[Ref], look: Look, *, company: bool) -> Answers:
    """Answer every mention that has a symbol with a code. Without `company`, what only that could settle is
    ambiguous."""
    answers: Answers = {}
    if company:
        # `meeting` asks this. Who is concerned by a dossier is known from what is asked for at the last stage.
        for ref in refs:
            if ref.kind == "symbol" and ref.series is not None and ref.year is None:
                look(CONTESTED, ref.series)
    by_symbol = [(k, ref, ref.series) for k, ref in enumerate(refs) if ref.kind == "symbol" and ref.series is not None]
    for k, ref, series in by_symbol:
        if ref.date is not None:
            of_day: list[Cluster] = look(OF_DAY, (*series, f"d{ref.date}"))
            answers[k] = (of_day[0], "symbol-date-issuer" if ref.issuer else "symbol-date", [])
    # The second time some of what a mention stands beside, which was itself undated, is settled.
    for last in (False, True):
        earlier: dict[Series, str] = {}
        for k, ref, series in by_symbol:
            if k not in answers:
                answer = _undated(refs, k, ref, series, answers, earlier.get(series), look, company)
                if last or answer[1] != "ambiguous":
                    answers[k] = answer
                continue
            settled = answers[k][0]
            if settled is not None:
                earlier[series] = settled.iri
    return answers


def _undated(
    refs: Sequence[Ref],
    k: int,
    ref: Ref,
    series: Series,
    answers: Answers,
    earlier: str | None,
    look: Look,
    company: bool,
) -> Answer:
    several = series_of(series)
    found: list[Cluster] = look(SERIES, series)
    clusters = [
        c
        for c in found
        if not c.provisional and (c.known is None or not c.only_registered or could_mean(ref, several[c.known]))
    ]
    if not clusters:
        provisional = next(c for c in found if c.provisional)
        return provisional, "symbol-with-year" if ref.year else "only-mention", []

    def together(possible: Sequence[Cluster]) -> list[Cluster]:
        beside: set[str] = set()
        for j, other in enumerate(refs):
            if j != k and abs(other.start - ref.start) < _NEAR:
                met = answers.get(j, (None,))[0]
                if met is not None:
                    beside.update(look(BESIDE, (*series, met.iri)))
        return [c for c in possible if c.iri in beside]

    chosen, method, candidates = choose(
        ref, clusters, earlier, together if company else None, lambda: look(WORDS, series)
    )
    if chosen is not None and chosen.only_registered and method == "one-fit":
        method = "registered-symbol"
    return chosen, method, candidates


def company(refs: Sequence[Ref], answers: Answers, look: Look) -> Iterator[tuple[Cluster, Cluster]]:
    """Which instruments, of those that others of their series are confused with, a text cites beside which."""
    placed = [
        (ref.start, found, _contested(ref, found, look))
        for k, ref in enumerate(refs)
        if (found := answers.get(k, (None,))[0]) is not None
    ]
    for i, (a, one, contested) in enumerate(placed):
        for b, other, contested_too in placed[i + 1 :]:
            if b - a > _NEAR:
                break
            if one.iri != other.iri:
                if contested:
                    yield one, other
                if contested_too:
                    yield other, one


def _contested(ref: Ref, one: Cluster, look: Look) -> bool:
    """A symbol with its year says by itself which instrument it is."""
    if ref.year is not None:
        return False
    return bool(look(CONTESTED, one.series))
