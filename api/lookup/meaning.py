"""Which instrument of the store does one citation of a given text mean? One, several with what tells them apart, none.

The rungs are those by which documents are resolved (`ingest.resolve.ladder`), asked of the store instead of a corpus
in memory. A number is never guessed at: what cannot be settled keeps its candidates, and what the text says otherwise
than the store (another day, another type) is an answer of its own, because a draft may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from api.lookup.shelf import Shelf
from graph import registry
from graph.answers.rows import Json
from graph.identity import Key, NotAnInstrumentIRI, parse_iri, slug
from ingest.resolve.clusters import likeness, words_of
from ingest.resolve.keys import Ref
from ingest.resolve.ladder import confidence

ONE, SEVERAL, NONE, LEFT = 200, 300, 404, 429
_POINTING = ("self", "anaphor")
_TURN = {"symbol": 0, "numbered": 2, "anaphor": 2}  # names come between
_YEAR = re.compile(r"/((?:19|20)\d\d)/")
_TITLE_FITS, _TITLE_LEADS = 0.5, 0.25  # as ingest.resolve.ladder has them


@dataclass(slots=True)
class Meaning:
    """`found` holds the one, the several, or near misses, by `status`. `disagrees` says in what the text and the store
    differ (date, issuer, type); `assumed` what the text does not say and the store had only one of."""

    status: int
    found: list[Json] = field(default_factory=list)
    method: str = "unresolved"
    disagrees: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        return confidence(self.method) if self.status == ONE else 0.0

    @property
    def one(self) -> Json | None:
        return self.found[0] if self.status == ONE else None


class Reader:
    """Answers the citations of one text in their order: what it cited in full before helps what it cites in short.

    `place` is the slug of the province that the text is of, where it does not say so itself.
    """

    def __init__(self, shelf: Shelf, place: str | None) -> None:
        self._shelf, self._place = shelf, place
        self._met: list[tuple[Ref, Json | None]] = []
        self._numbered: dict[str, Json] = {}  # a law's name -> the version that the text gives the number of
        self._dated: dict[str, Json] = {}  # a law's name -> the version last told by day or year

    def read(self, refs: Sequence[Ref]) -> list[Meaning]:
        """What each citation means. Numbers first: a text may name a law before it says which version it means."""
        self._met = [(ref, None) for ref in refs]
        found = [Meaning(NONE)] * len(refs)
        for k, ref in sorted(enumerate(refs), key=lambda item: (_TURN.get(item[1].kind, 1), item[0])):
            found[k] = self._meaning(k, ref)
            self._met[k] = (ref, found[k].one)
            if ref.kind == "symbol" and ref.name and found[k].one is not None:
                self._numbered.setdefault(slug(ref.name), found[k].found[0])
        return found

    def _meaning(self, k: int, ref: Ref) -> Meaning:
        if ref.kind == "anaphor":
            return self._pointing(k, ref)
        if ref.kind == "symbol" and ref.series is not None:
            return self._numbered_in_full(k, ref, ref.series)
        if ref.kind == "law":
            return self._law(ref)
        if ref.kind == "numbered":
            return self._short(ref)
        return self._named(ref) if ref.series is not None else Meaning(NONE)

    # --- symbols

    def _numbered_in_full(self, k: int, ref: Ref, series: tuple[str, str, str]) -> Meaning:
        assert ref.symbol is not None
        rows = self._shelf.of_symbol(ref.symbol)
        if not rows:
            return Meaning(NONE, self._shelf.near(ref.symbol))
        typed = [row for row in rows if series[1] in ("?", _key(row).type) or row["type"] is None]
        if not typed:
            return Meaning(NONE, rows, disagrees=("type",))
        fitting = [row for row in typed if self._is_of(ref, series[0], row)]
        if not fitting:
            return Meaning(NONE, typed, disagrees=("issuer",))
        return self._with_day(ref, fitting) if ref.date else self._without_day(k, ref, fitting)

    def _with_day(self, ref: Ref, rows: list[Json]) -> Meaning:
        fitting = _of_day(rows, ref.date or "")
        if not fitting:
            return Meaning(NONE, rows, disagrees=("date",))
        return self._settled(ref, fitting, "symbol-date-issuer" if ref.issuer else "symbol-date")

    def _without_day(self, k: int, ref: Ref, rows: list[Json]) -> Meaning:
        possible = [row for row in rows if _not_later(row, ref.upper)]
        if not possible:
            return Meaning(NONE, rows, disagrees=("date",))
        method = "symbol-with-year" if ref.year else "one-fit"
        if ref.written_year is not None:
            year = str(ref.written_year)
            possible = [row for row in possible if not _date(row) or _date(row).startswith(year)]
            if not possible:
                return Meaning(NONE, rows, disagrees=("date",))
            method = "symbol-and-year"
        earlier = self._last(k, lambda other: other.series == ref.series)
        if earlier is not None and earlier in possible:
            return Meaning(ONE, [earlier], "same-document")
        return self._settled(ref, possible, method)

    def _settled(self, ref: Ref, rows: list[Json], method: str) -> Meaning:
        if len(rows) > 1:
            fits = _by_title(ref, rows)
            if fits is None:
                return Meaning(SEVERAL, rows, "ambiguous")
            rows, method = [fits], "title-likeness"
        one = rows[0]
        assumed = [
            what
            for what, unsaid in (
                ("place", ref.place is None and self._place is None and one["jurisdiction"] not in (None, "vn")),
                ("date", not (ref.date or ref.year or ref.written_year)),
            )
            if unsaid
        ]
        return Meaning(ONE, [one], method, ("issuer",) if _of_another(ref, one) else (), tuple(assumed))

    def _is_of(self, ref: Ref, body: str, row: Json) -> bool:
        """Could the body that a citation names have issued this one? The code of a central body is in the symbol."""
        if ref.place == "vn" and row["jurisdiction"] == "vn":
            return True
        place = ref.place or self._place
        own = _city(_key(row).body)
        if ref.place is None and place is not None:
            return own == _city(f"{body}-{place}") or (own == _city(body) and row["jurisdiction"] in (place, None))
        if place is None:
            return own == _city(body) or own.startswith(f"{_city(body)}-")
        return own == _city(body)

    # --- names and words that point

    def _law(self, ref: Ref) -> Meaning:
        name = slug(ref.name or "")
        meaning = self._law_of(name, ref)
        if meaning.one is not None and (ref.date or ref.written_year or name not in self._dated):
            self._dated[name] = meaning.one
        return meaning

    def _law_of(self, name: str, ref: Ref) -> Meaning:
        rows = self._shelf.of_name(ref)
        if ref.date is not None:
            fitting = _of_day(rows, ref.date)
            # One law by its name and by its number, which nobody has joined yet: of one day they are one.
            numbered = [row for row in fitting if row["symbol"]]
            return self._version(numbered if len(numbered) == 1 else fitting, rows, "name-and-date")
        if ref.written_year is not None:
            year = str(ref.written_year)
            return self._version([row for row in rows if _date(row).startswith(year)], rows, "name-and-year")
        earlier = self._numbered.get(name) or self._dated.get(name)
        if earlier is not None:
            return Meaning(ONE, [earlier], "name-in-document")
        if ref.upper is not None:
            known = {law.symbol: law for law in registry.laws_named(ref.name or "")}
            standing = []
            for row in rows:
                law = known.get(row["symbol"] or "")
                day = (law.date if law else "") or _date(row)
                if _surely_by(day, ref.upper) and not (law and law.amends):
                    standing.append((day, row["iri"], row))
            if standing:
                assumed = ("date",) if len(rows) > 1 else ()
                return Meaning(ONE, [max(standing)[2]], "name-by-date", assumed=assumed)
        return self._version(rows, rows, "name-only")

    def _version(self, fitting: list[Json], rows: list[Json], method: str) -> Meaning:
        if not fitting:
            return Meaning(NONE, rows, disagrees=("date",) if rows else ())
        return Meaning(ONE, fitting, method) if len(fitting) == 1 else Meaning(SEVERAL, fitting, "ambiguous")

    def _named(self, ref: Ref) -> Meaning:
        """A congress, a plenum, a scheme, a treaty: by its name or the identifier that the name makes."""
        rows = self._shelf.of_name(ref)
        if not rows:
            return Meaning(NONE)
        if ref.date is not None:
            return self._version(_of_day(rows, ref.date), rows, ref.kind)
        return self._version(rows, rows, ref.kind)

    def _short(self, ref: Ref) -> Meaning:
        """A bare number: what the text has cited in full under it, else what the store has of that type and number."""
        same = {
            one["iri"]: one
            for other, one in self._met
            if one and other.kind == "symbol" and (other.number, other.type) == (ref.number, ref.type)
        }
        cited = _of_day(list(same.values()), ref.date) if ref.date else list(same.values())
        if cited:
            return self._version(cited, cited, "number-in-document")
        rows = self._shelf.of_number(ref.type or "", ref.number or "")
        year = ref.year or (ref.date or "")[:4] or (str(ref.written_year) if ref.written_year else "")
        place = ref.place if ref.place not in (None, "vn") else self._place
        fitting = [
            row
            for row in rows
            if _not_later(row, ref.upper)
            and (not _date(row) or _date(row).startswith(year))
            and (not ref.date or row in _of_day([row], ref.date))
            and (place is None or row["jurisdiction"] in (place, "vn", None))
        ]
        if not fitting and rows and year:
            return Meaning(NONE, rows, disagrees=("date",))
        return self._version(fitting, rows, "registered-number")

    def _pointing(self, k: int, ref: Ref) -> Meaning:
        if ref.speaks_for is not None:
            meant = self._met[ref.speaks_for][1] if ref.speaks_for < len(self._met) else None
        else:
            meant = self._last(k, lambda other: other.type == ref.type and other.kind not in _POINTING, known=False)
        return Meaning(ONE, [meant], "anaphor") if meant else Meaning(NONE)

    def _last(self, k: int, fits: Callable[[Ref], bool], *, known: bool = True) -> Json | None:
        """The last before the k-th that fits; `known`: of those that are known, else whatever became of it."""
        for ref, found in reversed(self._met[:k]):
            if fits(ref) and (found is not None or not known):
                return found
        return None


def _of_day(rows: list[Json], day: str) -> list[Json]:
    """Those of a day; where none is, those of which no more than the year is known, and which may be."""
    exact = [row for row in rows if row["date"] == day]
    return exact or [row for row in rows if day.startswith(_date(row))]


def _date(row: Json) -> str:
    """Its day, or as much as its identifier or its symbol says of it; empty where nothing does."""
    in_symbol = _YEAR.search(row["symbol"] or "")
    key = _key(row).date or ""
    return row["date"] or (key if key.isdigit() else "") or (in_symbol[1] if in_symbol else "")


def _key(row: Json) -> Key:
    try:
        return parse_iri(row["iri"])
    except NotAnInstrumentIRI:
        return Key("", "", "")


def _city(body: str) -> str:
    """The Party committee of a province and that of a city that the province became number in one series."""
    return body.replace("thanh-uy", "tinh-uy", 1) if body.startswith("thanh-uy") else body


def _not_later(row: Json, upper: str | None) -> bool:
    """Could a text of that day or year cite it?"""
    return upper is None or _date(row)[: len(upper)] <= upper


def _surely_by(date: str, upper: str) -> bool:
    """Did what has that date surely stand by that day? Of one known by its year alone, that year must be over.

    >>> _surely_by("2012-06-20", "2012-07-01"), _surely_by("2012", "2012-07-01"), _surely_by("2012", "2013")
    (True, False, True)
    """
    return bool(date) and (date <= upper if len(date) == len(upper) == 10 else date[:4] < upper[:4])


def _by_title(ref: Ref, rows: list[Json]) -> Json | None:
    """The one whose title shares most words with what stands around the number, where it clearly leads."""
    words = words_of(ref.title) or words_of(ref.context)
    scored = sorted(((likeness(words_of(row["title"]), words), k) for k, row in enumerate(rows)), reverse=True)
    if scored[0][0] >= _TITLE_FITS and scored[0][0] - scored[1][0] >= _TITLE_LEADS:
        return rows[scored[0][1]]
    return None


def _of_another(ref: Ref, row: Json) -> bool:
    """Does the text name another body than the one that issued it? Party bodies share numbers, and their names vary."""
    if ref.party or ref.said_body is None or ref.series is None or not row["issuer"]:
        return False
    own = _key(row).body
    return ref.said_body not in (own, ref.series[0]) and not own.startswith(f"{ref.said_body}-")
