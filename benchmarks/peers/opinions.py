"""English as United States courts write it, made up: what a peer for such law is measured on.

A text is opinions one after the other, each of the length of a real one and with its own docket of cases. A case is
cited in full once, rarely twice; what follows of it is short forms, supra and id., as in the opinion whose counts stand
beside the words (`opinions.toml`). Kinds and how many there are to a thousand characters follow that opinion; nothing
is chosen by how fast or slow a peer reads it. The same seed gives the same text, and a longer text begins with a
shorter one.

Whose opinion it is matters to eyecite more than anything else: for each case of a court that stands in parentheses, as
all but the Supreme Court's do, it goes through 2,800 names of courts. So there are texts of both.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal

OPINION: Final = (
    85_336  # characters: of the opinion that eyecite is tested with, the length at which its speed is known
)
DENSITY: Final = 2.0  # citations of a thousand characters: that one has 170
_AGAIN = 0.1  # of citations in full, those of a case that was cited before
_RANGE, _NOTE = 0.3, 0.1  # of pin cites, those of several pages, and of a note at the foot of one
_QUOTING = 0.12  # of citations in full, those that say whom they quote
_FOOTNOTE = 0.12  # of paragraphs, those under which a footnote stands
Court = Literal["supreme", "other"]
_WORDS = Path(__file__).with_name("opinions.toml")


def opinions(characters: int, density: float = DENSITY, court: Court = "supreme", seed: int = 0) -> str:
    """So many characters with so many citations to a thousand of them.

    >>> opinions(5_000) == opinions(20_000)[:5_000]
    True
    """
    parts: list[str] = []
    missing = characters
    for number in count():
        if missing <= 0:
            return "".join(parts)[:characters]
        for paragraph in _Opinion(f"{seed} {number}", density, court).paragraphs():
            parts.append(paragraph)
            missing -= len(paragraph)
            if missing <= 0:
                break
    raise AssertionError("there is always another opinion")


@dataclass(frozen=True, slots=True)
class _Case:
    plaintiff: str
    defendant: str
    name: str  # what it is called after its first mention
    volume: int
    reporter: str
    page: int
    told: str  # court and year

    def full(self, pin: str) -> str:
        return f"{self.plaintiff} v. {self.defendant}, {self.volume} {self.reporter} {self.page}, {pin} ({self.told})"


class _Opinion:
    """One opinion of `OPINION` characters; the last paragraph may go beyond."""

    def __init__(self, seed: str, density: float, court: Court) -> None:
        self._draw = random.Random(seed)
        self._every = 1000 / density
        self._words = _words()
        self._spaced = court == "supreme"  # as the Supreme Court writes: 438 U. S., at 311
        self._reporters = self._words["reporters"]
        self._weights = [one["weight"][court] for one in self._reporters]
        self._names = iter(self._draw.sample(self._words["parties"]["surnames"], k=len(_surnames())))
        self._docket: list[_Case] = []
        self._last: _Case | None = None  # what id. would mean
        self._cited = self._written = self._noted = 0
        kinds = self._words["kinds"]
        self._kinds = (tuple(kinds), tuple(kinds.values()))
        self._cite: dict[str, Callable[[], str]] = {
            "full": self._full, "short": self._short, "supra": self._supra, "id": self._id,
            "statute": self._statute, "journal": self._journal,
        }  # fmt: skip

    def paragraphs(self) -> Iterator[str]:
        """Headings, paragraphs and footnotes, each with the line breaks behind it."""
        headings = iter(self._words["plain"]["headings"])
        between = OPINION // len(self._words["plain"]["headings"]) + 1
        following = 0
        while self._written < OPINION:
            if self._written >= following:
                yield self._counted(f"{next(headings, 'Conclusion')}\n\n")
                following += between
            sentences = [self._sentence() for _ in range(self._draw.randint(3, 8))]
            footnote = self._draw.random() < _FOOTNOTE
            if footnote:
                self._noted += 1
                sentences[-1] += str(self._noted)
            yield " ".join(sentences) + self._counted("\n\n")
            if footnote:
                yield self._counted(f"{self._noted} {self._citing()}\n\n")

    def _counted(self, text: str) -> str:
        self._written += len(text)
        return text

    def _sentence(self) -> str:
        """The next one, already counted: it cites where there were fewer citations so far than there should be."""
        if self._cited * self._every <= self._written:
            return self._counted(self._citing())
        return self._counted(f"{_capital(self._plain())}.")

    def _plain(self) -> str:
        plain = self._words["plain"]
        opening, subject, verb, tail = (
            self._draw.choice(plain[one]) for one in ("openings", "subjects", "verbs", "tails")
        )
        return f"{opening}{subject} {verb} {self._clause()}{tail}"

    def _clause(self) -> str:
        return str(self._draw.choice(self._words["plain"]["clauses"]))

    def _citing(self) -> str:
        """A sentence that cites."""
        (kind,) = self._draw.choices(*self._kinds)
        if not self._docket and kind in ("short", "supra", "id"):
            kind = "full"
        elif kind == "id" and self._last is None:
            kind = "short"
        cite = self._cite[kind]()
        self._cited += 1
        named = self._last.name if self._last is not None else ""
        made = self._draw.choice(self._words["citing"][kind]).format(
            clause=(clause := self._clause()), Clause=_capital(clause), Plain=_capital(self._plain()), Name=named,
            signal=self._draw.choice(self._words["citing"]["signals"]), cite=cite,
        )  # fmt: skip
        return _capital(made.replace("..", "."))

    def _full(self) -> str:
        if self._docket and self._draw.random() < _AGAIN:
            self._last = self._draw.choice(self._docket)
        else:
            self._last = self._case()
            self._docket.append(self._last)
        written = self._last.full(self._pin(self._last.page))
        if self._draw.random() < _QUOTING:
            quoted = self._case()
            self._docket.append(quoted)
            self._cited += 1
            written += f" (quoting {quoted.full(self._pin(quoted.page))})"
        return written

    def _short(self) -> str:
        case = self._last = self._draw.choice(self._docket[-12:])
        at = ", at" if self._spaced else " at"
        named = f"{case.name}, " if self._draw.random() < 0.5 else ""
        return f"{named}{case.volume} {case.reporter}{at} {self._pin(case.page)}"

    def _supra(self) -> str:
        case = self._last = self._draw.choice(self._docket[-12:])
        return f"{case.name}, supra, at {self._pin(case.page)}"

    def _id(self) -> str:
        assert self._last is not None, "there is a case that was cited before"
        return f"Id.{', at' if self._spaced else ' at'} {self._pin(self._last.page)}."

    def _statute(self) -> str:
        self._last = None
        section = self._draw.randint(101, 9_600)
        return str(self._draw.choice(self._words["statutes"]["codes"])).format(
            title=self._draw.randint(5, 49), section=section, next=section + self._draw.randint(1, 9),
            letter=self._draw.choice("abcdefg"), digit=self._draw.randint(1, 9),
        )  # fmt: skip

    def _journal(self) -> str:
        self._last = None
        page = self._draw.randint(1, 1_400)
        return str(self._draw.choice(self._words["statutes"]["journals"])).format(
            name=self._draw.choice(_surnames()), volume=self._draw.randint(40, 130), page=page, pin=self._pin(page),
            year=self._draw.randint(1930, 2020),
        )  # fmt: skip

    def _case(self) -> _Case:
        of = self._draw.choices(self._reporters, weights=self._weights)[0]
        first, other = self._party(), self._party()
        if self._draw.random() < 0.3:
            other = (str(self._draw.choice(self._words["parties"]["others"])), "")
        if self._draw.random() < 0.5 and other[1]:
            first, other = other, first
        year = self._draw.randint(*of["years"])
        court = f"{self._draw.choice(of['courts'])} " if "courts" in of else ""
        return _Case(
            first[0], other[0], first[1], self._draw.randint(*of["volumes"]),
            of["spaced" if self._spaced else "name"], self._draw.randint(1, 1_300), f"{court}{year}",
        )  # fmt: skip

    def _party(self) -> tuple[str, str]:
        """A party, and the name by which its case is called for short."""
        parties = self._words["parties"]
        which = self._draw.random()
        if which < 0.2:
            place = self._draw.choice(parties["places"])
            return self._draw.choice(parties["bodies"]).format(place=place), place
        # Each name once, as long as there are some left: an opinion has few parties of the same name.
        name = next(self._names, None) or self._draw.choice(parties["surnames"])
        if which < 0.4:
            return self._draw.choice(parties["companies"]).format(name=name), name
        return name, name

    def _pin(self, page: int) -> str:
        first = page + self._draw.randint(1, 40)
        which = self._draw.random()
        if which < _RANGE:
            return f"{first}–{first + self._draw.randint(1, 3)}"
        return f"{first}, n. {self._draw.randint(1, 30)}" if which < _RANGE + _NOTE else str(first)


@cache
def _words() -> dict[str, Any]:
    with _WORDS.open("rb") as file:
        return tomllib.load(file)


def _surnames() -> list[str]:
    return list(_words()["parties"]["surnames"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
