"""Which instruments does a typed text mean? Ranked for a search box, or exactly one for a question.

A number is never guessed at: `find_one` gives the one instrument that fits, or says that several do or
that none does.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal

from graph.answers.instruments import citation_counts, known, summaries, summary
from graph.answers.rows import Json, Row, nodes, select
from graph.errors import AmbiguousInstrument, UnknownInstrument
from graph.identity import slug
from graph.search_index import answered
from graph.store.base import Store
from graph.store.binding import Term
from graph.typed import Typed, abbreviations, names_of, read_date, read_place, read_typed, series_slug

# How well an instrument fits, the best first.
EXACT, BEGINS, NAMED, WORDS, OTHER_TYPE = range(5)
NEAR_MISSES = 5
_ALIKE = 0.6  # how alike a symbol is, from 0 to 1, that may have been meant


def find_instruments(
    store: Store,
    text: str,
    *,
    date: str | None = None,
    place: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Json]:
    """The instruments that a typed text may mean, best first: exact symbol, then name, then words.

    `date` (`2020`, `2020-06-11`, `11/6/2020`) and `place` (`Bắc Giang`, `bac-giang`) narrow the answer;
    so do a date or a year inside the text. An empty text means all instruments.
    """
    return summed(store, ranked(store, text, date=date, place=place)[offset : offset + limit])


def ranked(store: Store, text: str, *, date: str | None = None, place: str | None = None) -> list[Row]:
    """All that `find_instruments` lists, as rows of `search.rq`: a summary but for the count of its citations.

    Where the store has an index the rows have that too (`citations`), and the `state` by all that is known.
    """
    if _is_iri(text):
        try:
            return [(one := known(store, text)) | {"instrument": one["iri"]}]
        except UnknownInstrument:
            return []
    return [row for _, row in _ranked(store, read_typed(text), date, place)]


def find_one(store: Store, text: str, *, date: str | None = None, place: str | None = None) -> Json:
    """The one instrument that a typed text or an IRI means.

    Raises AmbiguousInstrument with the candidates where several fit equally well, UnknownInstrument with
    near misses where none does. A full symbol is matched whole: 25-CT/TU is not 25-CT/TW.
    """
    if _is_iri(text):
        return known(store, text)
    typed = read_typed(text)
    ranked = [] if typed.empty else _exact(store, typed, date, place) or _ranked(store, typed, date, place)
    allowed = {EXACT, BEGINS} if typed.symbol else {BEGINS, NAMED} if typed.number else {NAMED, WORDS, OTHER_TYPE}
    fitting = [(rank, row) for rank, row in ranked if rank in allowed]
    best = [row for rank, row in fitting if rank == fitting[0][0]]
    if not best:
        near = list(dict.fromkeys([*(row["instrument"] for _, row in ranked), *near_misses(store, typed)]))
        about = summaries(store, near[:NEAR_MISSES])
        raise UnknownInstrument(text, [about[iri] for iri in near[:NEAR_MISSES]])
    found = summed(store, best)
    if len(found) > 1:
        raise AmbiguousInstrument(text, found)
    return found[0]


def near_misses(store: Store, typed: Typed) -> list[str]:
    """The IRIs of instruments whose symbol is spelt nearly so, or that have most of the words."""
    if typed.symbol or typed.number:
        wanted = [typed.symbol] if typed.symbol else [f"{typed.number}-{a}" for a in abbreviations(typed.types)]
        symbols = _symbols(store)
        likeness = {key: 0.0 for _, key in symbols}
        for each in wanted:
            for key, alike in _likenesses(each, likeness):
                likeness[key] = max(likeness[key], alike)
        score: dict[str, float] = {iri: likeness[key] for iri, key in symbols}
        near = [iri for iri in score if score[iri] >= _ALIKE]
    else:
        # One look through all keys, however many words: a look for each took 0.7 s at a million triples.
        words = {*typed.words, *typed.type_words}
        keys = select(store, "search-keys") if words else []
        score = {row["instrument"]: sum(word in row["key"] for word in words) for row in keys}
        near = [iri for iri in score if score[iri]]
    return sorted(near, key=lambda iri: (-score[iri], iri))[:NEAR_MISSES]


def _symbols(store: Store) -> list[tuple[str, str]]:
    """Every instrument with its symbol, folded; by the index where the store has one."""
    rows = answered(store, lambda index: index.symbols())
    return [(row["instrument"], row["symbolKey"]) for row in (select(store, "symbols") if rows is None else rows)]


def _likenesses(wanted: str, keys: Iterable[str]) -> Iterator[tuple[str, float]]:
    """How alike, from 0 to 1, of those that are; of a number and a type alone only as much of a symbol is compared."""
    parts = wanted.count("-") + 1
    matcher = difflib.SequenceMatcher(None, b=wanted, autojunk=False)  # what it knows of b serves for every a
    for key in keys:
        matcher.set_seq1("-".join(key.split("-")[:parts]) if parts < 3 else key)
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
            yield key, matcher.ratio()


def _is_iri(text: str) -> bool:
    return "://" in text


def summed(store: Store, rows: Iterable[Row]) -> list[Json]:
    """The summaries of instruments from rows of `search.rq`, or of the index."""
    page = list(rows)
    uncounted = [row["instrument"] for row in page if "citations" not in row]
    counts = citation_counts(store, nodes(uncounted)) if uncounted else {}
    return [summary(row, row.get("citations") or counts.get(row["instrument"], 0)) for row in page]


def _ranked(store: Store, typed: Typed, date: str | None, place: str | None) -> list[tuple[int, Row]]:
    """All that fits, with its rank; within a rank what is held before what is only cited, newest first."""
    named = _named(store, typed)
    return _fitting(typed, _looked_through(store, typed, named), date, place, named)


def _looked_through(store: Store, typed: Typed, named: set[str]) -> list[Row]:
    """Every instrument that may fit, and more; by the index where the store has one."""
    found = answered(store, lambda index: index.having(_forms(typed), named))
    return select(store, "search", word=Literal(_rarest(typed))) if found is None else found


def _forms(typed: Typed) -> list[list[str]]:
    """What an instrument that fits has in its key: each of these in one of its forms (`SearchIndex.having`)."""
    forms = [[f"{word}*", *(f"{name}*" for name in names_of(word))] for word in typed.words]
    if wanted := typed.symbol or typed.number:
        forms.append([wanted.replace("-", " ")])
    elif (rarest := _rarest(typed)) not in typed.words:
        forms.append([f"{rarest}*"])
    # Beyond ASCII folding leaves what the index may cut elsewhere than `read_typed` does.
    return [some for some in forms if all(form.strip("*") and form.isascii() for form in some)]


def _exact(store: Store, typed: Typed, date: str | None, place: str | None) -> list[tuple[int, Row]]:
    """What a full symbol means, by the index of symbols: to look through all instruments takes ten times as long."""
    if not typed.symbol:
        return []
    rows = [row | {"symbolKey": typed.symbol} for row in select(store, "by-symbol", symbolKey=Literal(typed.symbol))]
    return [item for item in _fitting(typed, rows, date, place, set()) if item[0] == EXACT]


def _fitting(
    typed: Typed, found: Iterable[Row], date: str | None, place: str | None, named: set[str]
) -> list[tuple[int, Row]]:
    day = (read_date(date) or date) if date else typed.date
    where = read_place(place) if place else None
    rows = [
        row
        for row in found
        if (day is None or _of_day(row["date"], day)) and (where is None or row["jurisdiction"] == where)
    ]
    fitting = [(rank, row) for row in rows if (rank := _rank(typed, row, named)) is not None]
    fitting.sort(key=lambda item: item[1]["instrument"])
    fitting.sort(key=lambda item: item[1]["date"] or "", reverse=True)
    fitting.sort(key=lambda item: (item[0], not item[1]["held"]))
    return _as_spelt(typed, fitting)


def _rarest(typed: Typed) -> str:
    """The word that the store narrows by: a number, else the longest word."""
    if typed.symbol:
        return typed.symbol.partition("-")[0]
    words = [word for word in (*typed.words, *typed.type_words) if not names_of(word)]
    return typed.number or max(words, key=len, default="")


def _rank(typed: Typed, row: Row, named: set[str]) -> int | None:
    """How an instrument fits, or None where it does not."""
    key = f" {row['key']} "
    words, bodies = _in_key(typed.words)
    # A loop for what nearly all words are: of 10,000 instruments that may fit a generator took half of the time.
    for word in words:
        if word not in key:
            return None
    if bodies and not all(any(form in key for form in forms) for forms in bodies):
        return None
    if typed.year and not (row["date"] or "").startswith(typed.year) and typed.year not in key:
        return None
    right_type = not typed.types or row["type"] is None or series_slug(row["type"]) in typed.types
    symbol = row["symbolKey"] or ""
    wanted = typed.symbol or typed.number
    if wanted and right_type and symbol == wanted:
        return EXACT if typed.symbol else BEGINS
    if wanted and right_type and symbol.startswith(f"{wanted}-"):
        return BEGINS
    if row["instrument"] in named:
        return NAMED
    if wanted:
        return _mentions(typed, row, wanted)
    if right_type:
        return WORDS
    return OTHER_TYPE if all(f" {word}" in key for word in typed.type_words) else None


@lru_cache(maxsize=64)
def _in_key(words: tuple[str, ...]) -> tuple[list[str], list[list[str]]]:
    """The words as they stand in a key, from their beginnings; those that may also stand there as the name of the body
    that they are the code of, in their forms."""
    forms = [[f" {word}", *names_of(word)] for word in words]
    return [only for only, *names in forms if not names], [some for some in forms if len(some) > 1]


def _mentions(typed: Typed, row: Row, wanted: str) -> int | None:
    """An instrument of another number whose title speaks of the one typed."""
    title = f"-{slug(row['title'] or '')}-"
    return OTHER_TYPE if f"-{wanted}-" in title and f"-{wanted}-" not in f"-{row['symbolKey']}-" else None


def _named(store: Store, typed: Typed) -> set[str]:
    """The instruments whose whole title, or another name of theirs, was typed."""
    if typed.symbol or not typed.names:
        return set()
    names: list[Term] = [Literal(name) for name in sorted(typed.names)]
    return {row["instrument"] for row in select(store, "by-name", name=names)}


def _of_day(known_date: str | None, day: str) -> bool:
    """Whether a date is that day, or lies in that year; of one that is a year only, the year decides."""
    return known_date is not None and (known_date.startswith(day) or day.startswith(known_date))


def _as_spelt(typed: Typed, fitting: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Where folding made HĐ and HD one, the symbol that is spelt as typed comes alone."""
    exact = [(rank, row) for rank, row in fitting if rank == EXACT]
    spelt = [item for item in exact if item[1]["symbol"].lower() == typed.exact]
    return [*spelt, *fitting[len(exact) :]] if spelt else fitting
