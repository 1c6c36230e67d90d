"""What the corpus says of each instrument, counted, and its description made of that.

Its own text is believed before the registry, the registry before those who cite it, and of these what most say.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, get_args

from graph import registry
from graph.identity import parse_iri, slug
from graph.model import Branch, Instrument
from graph.registry.imported import Imported, type_slug
from ingest.resolve.answers import Answered
from ingest.resolve.dossiers import encode
from ingest.resolve.keys import Own, Ref
from ingest.resolve.known import Known
from ingest.resolve.registered import series_of

Facts = Counter[tuple[str, bytes]]  # (IRI, what is said of it): how often

_NAMED = frozenset(("law", "congress", "plenum", "scheme", "session", "statute", "treaty"))
_LONG = 25  # characters: a title that says something


def facts(refs: Sequence[Ref], owns: Sequence[Own], answers: Answered) -> Facts:
    """What a file says of instruments: of a held text (`o`, type, symbol, title, issuer, place, branch), of a mention
    (`r`, type, symbol, issuer, place, branch), its title (`t`), a name that stands for a number (`n`) or beside one
    (`a`), a registered instrument (`k`), an argument about its day (`c`), or that it may be meant (`x`)."""
    said: Facts = Counter()
    for own, text in zip(owns, answers.texts, strict=True):
        said[text.iri, encode(("o", own.type, own.symbol, own.title, own.issuer, own.place, own.branch))] += 1
        _registered(said, text.iri, text.known)
    for ref, answer in zip(refs, answers.mentions, strict=True):
        for iri in answer.candidates:
            said[iri, encode(("x",))] += 1
            _registered(said, iri, answers.known_candidates.get(iri))
        if answer.iri is None:
            continue
        iri = answer.iri
        symbol = ref.symbol if ref.kind == "symbol" else None
        # A bare number says neither whose it is nor where: what its mention has of that is the citing text's.
        place, branch = (None, "unknown") if ref.kind == "numbered" else (ref.place, ref.branch)
        said[iri, encode(("r", ref.type, symbol, ref.issuer, place, branch))] += 1
        if ref.title:
            said[iri, encode(("t", " ".join(ref.title.split())))] += 1
        if ref.name and (ref.kind == "symbol" or ref.kind in _NAMED):
            said[iri, encode(("a" if ref.kind == "symbol" else "n", ref.name))] += 1
        _registered(said, iri, answer.known)
    for conflict in answers.conflicts:
        said[conflict.iri, encode(("c", conflict.message))] += 1
    return said


def _registered(said: Facts, iri: str, known: int | None) -> None:
    if known is not None:
        said[iri, encode(("k", known))] = 1


def instrument(iri: str, said: Iterable[tuple[Any, int]]) -> tuple[Instrument, str | None]:
    """An instrument from all that is said of it, and the sentence about its days where they are disputed."""
    by: dict[str, Counter[tuple[Any, ...]]] = {kind: Counter() for kind in "ortnakcx"}
    for (kind, *what), n in said:
        by[kind][tuple(what)] += n
    held, mentioned = by["o"], by["r"]
    key = parse_iri(iri)
    series = (key.body, key.type, key.number)
    known = series_of(series)[min(by["k"])[0]] if by["k"] else None
    law = _laws(registry.in_use()).get((key.type, key.number)) if _column(held, 1) is None and known is None else None
    found = Instrument(
        iri,
        type=_first(
            _column(held, 0), known.instrument.type if known else None, law.type if law else None, _column(mentioned, 0)
        ),
        symbol=_first(
            _column(held, 1),
            known.symbol if known else None,
            law.symbol.lstrip("0") if law else None,
            _column(mentioned, 1),
        ),
        date=key.date if key.date and len(key.date) == 10 else None,
        title=_first(_column(held, 2), known.instrument.name if known else None, law.name if law else None),
        issuer=_first(_column(held, 3), known.issuer if known else None, _column(mentioned, 2)),
        body=key.body,
        jurisdiction=_first(_column(held, 4), "vn" if known else None, _column(mentioned, 3)),
        branch=_branch(_column(held, 5), known, mentioned),
        held=bool(held),
    )
    if found.title is None and found.symbol is None:
        found.title = _column(by["n"], 0)
    found.title = found.title or _title(by["t"])
    names = {name for (name,) in (*by["n"], *by["a"])} | set(known.instrument.names if known else ())
    found.aliases = sorted(names - {found.title})
    return found, min(by["c"])[0] if by["c"] else None


def _branch(own: str | None, known: Known | None, mentioned: Counter[tuple[Any, ...]]) -> Branch:
    said = Counter({what: n for what, n in mentioned.items() if what[4] != "unknown"})
    branch = _first(own if own != "unknown" else None, known.branch if known else None, _column(said, 4))
    return branch if branch in get_args(Branch) else "unknown"  # type: ignore[return-value]


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _column(said: Counter[tuple[Any, ...]], column: int) -> str | None:
    """What most say; of several said equally often the first by the alphabet."""
    counts: Counter[str] = Counter()
    for what, n in said.items():
        if what[column]:
            counts[what[column]] += n
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def _title(said: Counter[tuple[Any, ...]]) -> str | None:
    """What it is most often called; of several said equally often the shortest, since what a sentence adds after a
    title reads like its end. Who says more than a title says the title too."""
    ranked = sorted((title, n) for (title,), n in said.items())
    titles = [title for title, _ in ranked]
    before = [0, *accumulate(n for _, n in ranked)]
    whole = [t for t in titles if len(t) > _LONG] or titles

    def times(title: str) -> int:
        first = bisect_left(titles, title)
        return before[bisect_left(titles, True, first, key=lambda t: not t.startswith(title))] - before[first]

    return min(whole, key=lambda t: (-times(t), len(t), t), default=None)


@lru_cache(maxsize=2)
def _laws(_: Imported | None) -> dict[tuple[str, str], registry.Law]:
    """Registered laws by type and number; a resolution of the same Assembly may bear the same number."""
    return {(type_slug(law.type), slug(law.symbol.lstrip("0"))): law for law in registry.laws()}
