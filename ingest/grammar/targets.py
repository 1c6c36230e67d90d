"""Quantities that a task is to reach: the value, its unit, and how it is compared.

Comparing words and units are data (lexicons/target-comparators.tsv, target-units.txt). Numbers are written
the Vietnamese way: a dot parts thousands, a comma the decimals.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_REACH = 60  # characters before a number that may hold the words that compare it
_MORE = re.compile(r"\s+trở\s+(?P<way>lên|xuống)(?![^\W_])")


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """A quantity at a place. `comparator` is one of = >= > <= < ~; `direction` says of a change whether up or down."""

    start: int
    end: int
    value: float
    upper: float | None
    unit: str
    comparator: str
    direction: str | None


def find_targets(text: str, start: int, end: int) -> list[FoundTarget]:
    """The quantities of a stretch, left to right.

    >>> t = "phấn đấu đạt trên 1.250 tỷ đồng, giảm ít nhất 3,5% hộ nghèo, trồng từ 5 đến 7 ha"
    >>> [(f.comparator, f.value, f.upper, f.unit, f.direction) for f in find_targets(t, 0, len(t))]
    [('>', 1250.0, None, 'tỷ đồng', None), ('>=', 3.5, None, '%', 'down'), ('=', 5.0, 7.0, 'ha', None)]
    """
    out = []
    for amount in _quantity().finditer(text, start, end):
        before = max(start, amount.start() - _REACH)
        words = _compared().search(text[before : amount.start()])
        first = before + words.start() if words else amount.start()
        comparator, direction = _meaning(words.group() if words else "")
        last = amount.end()
        upper = _value(amount["upper"]) if amount["upper"] else None
        more = _MORE.match(text, last, end)
        if more is not None:
            comparator, last = (">=" if more["way"] == "lên" else "<="), more.end()
        elif upper is not None:
            comparator = "="  # "từ 5 đến 7": between the two
        out.append(FoundTarget(first, last, _value(amount["value"]), upper, amount["unit"], comparator, direction))
    return out


def _value(said: str) -> float:
    """
    >>> _value("1.250"), _value("3,5"), _value("2.5"), _value("1.250,75")
    (1250.0, 3.5, 2.5, 1250.75)
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", said):
        said = said.replace(".", "")
    return float(said.replace(",", "."))


def _meaning(words: str) -> tuple[str, str | None]:
    """What the comparing words say together: the strictest of them, and whether something rises or falls."""
    comparator, direction = "=", None
    said = " ".join(words.lower().split())
    while said:
        for known, (sign, way) in _words().items():
            if said == known or said.startswith(f"{known} "):
                comparator = sign if sign != "=" else comparator
                direction = way or direction
                said = said[len(known) :].strip()
                break
        else:
            break
    return comparator, direction


@cache
def _words() -> dict[str, tuple[str, str | None]]:
    """Comparing words, longest first -> what they say."""
    rows = csv.DictReader(_lexicon("target-comparators.tsv").splitlines(), delimiter="\t")
    known = {row["words"]: (row["comparator"], row["direction"] or None) for row in rows}
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


@cache
def _compared() -> re.Pattern[str]:
    words = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in _words())
    return re.compile(rf"(?<![^\W_])(?:(?:{words})\s+)+$", re.I)


@cache
def _quantity() -> re.Pattern[str]:
    units = [u for u in _lexicon("target-units.txt").splitlines() if u and not u.startswith("#")]
    unit = "|".join(re.escape(u).replace(r"\ ", r"\s+") for u in sorted(units, key=len, reverse=True))
    return re.compile(
        rf"(?P<value>\d(?<![\w/.,-]\d)(?:(?<=\d)(?:{_NUMBER_REST}))?)"
        rf"(?:\s*(?:-|đến)\s*(?P<upper>{_NUMBER}))?\s*(?P<unit>{unit})(?![^\W_/])"
    )


# What may follow a number's first digit: the digit comes first and looks back past itself, so that the
# engine skips to digits.
_NUMBER_REST = r"\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d*(?:[.,]\d+)?"


def _lexicon(name: str) -> str:
    return files("ingest.grammar").joinpath(f"lexicons/{name}").read_text(encoding="utf-8")
