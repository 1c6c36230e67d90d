"""What each program reads: texts of equal length in the language that it was made for, our own words in all of them.

A peer that finds nothing in Vietnamese is fast there, so its speed is measured where it has something to find. English
is in `benchmarks.peers.opinions`.
"""

from __future__ import annotations

from benchmarks.speed import joined

GERMAN = (
    "Das Gericht folgt dem nicht: Nach § 433 Abs. 2 BGB schuldet der Käufer den Preis, und § 280 Abs. 1 BGB setzt "
    "voraus, dass er die Pflicht verletzt hat (BGH, Urteil vom 12. März 2015 - VII ZR 12/14). "
)
GERMAN_PLAIN = (
    "Die Parteien trafen sich vor der Verhandlung zweimal, keine von ihnen lehnte den Gutachter ab, und was im "
    "Folgenden festgestellt wird, wurde beiden vorgelesen. "
)
_IN_GERMAN = 3  # citations in `GERMAN`


def german(characters: int, density: float) -> str:
    """German with about that many citations to a thousand characters.

    >>> len(german(9000, 2.0)), german(9000, 2.0).count("§ 433")
    (9000, 7)
    """
    between = _IN_GERMAN * 1000 / density - len(GERMAN)
    return joined([GERMAN + GERMAN_PLAIN * max(0, round(between / len(GERMAN_PLAIN)))], characters)


def pieces(text: str, length: int) -> list[str]:
    """A text cut to that length."""
    return [text[at : at + length] for at in range(0, len(text), length)]
