"""The numbers and dashes that a browser draws before the items of lists: they are in no text of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.readers.html.tree import Element

_TYPES = {
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "1": "decimal",
}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_OWN_NUMBER = re.compile(r"\W{0,3}(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[IVXLivxl]{1,6})\s?[.)/]\s?(?!\d)|[-+*•–—]")
_WORD_BULLET = re.compile(r"[^\w(]|[oqvØüwn]")


@dataclass(slots=True)
class Count:
    """A list that is being read, and the number of its next item."""

    listing: Element
    next: int

    @classmethod
    def of(cls, listing: Element) -> Count:
        """A list begins; a reversed one counts down to 1."""
        start = _integer(listing.get("start"))
        if "reversed" in listing.attributes:
            items = sum(isinstance(child, Element) and child.tag == "li" for child in listing.children)
            return cls(listing, items if start is None else start)
        return cls(listing, 1 if start is None else start)

    def mark(self, item: Element) -> str:
        """What is drawn before the next item, "" for nothing."""
        own = _integer(item.get("value"))
        number = self.next if own is None else own
        self.next = number + (-1 if "reversed" in self.listing.attributes else 1)
        style = _style(item) or _style(self.listing)
        if style == "none":
            return ""
        kind = style or _TYPES.get(item.get("type") or self.listing.get("type"), "")
        if kind in ("disc", "circle", "square") or (self.listing.tag != "ol" and not kind):
            return "-"
        return written(number, kind or "decimal") + "."


def _style(element: Element) -> str:
    declared = element.style
    said = declared.get("list-style-type") or declared.get("list-style", "")
    kinds = re.findall(r"none|disc|circle|square|decimal|(?:lower|upper)-(?:alpha|latin|roman)", said)
    return kinds[0].replace("latin", "alpha") if kinds else ""


def _integer(said: str) -> int | None:
    found = re.fullmatch(r"\s*(-?\d{1,6})\s*", said)
    return int(found[1]) if found else None


def written(number: int, kind: str) -> str:
    """A number as lists write it.

    >>> written(28, "lower-alpha"), written(14, "upper-roman"), written(0, "lower-roman")
    ('ab', 'XIV', '0')
    """
    letters = ""
    if number > 0 and kind.endswith("alpha"):
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
    elif 0 < number < 4000 and kind.endswith("roman"):
        for value, roman in _ROMAN:
            times, number = divmod(number, value)
            letters += roman * times
    else:
        return str(number)
    return letters.upper() if kind.startswith("upper") else letters


def has_own_mark(item: Element) -> bool:
    """Does the item's text begin with a number or dash of its own, as pages that hide the drawn ones write it?"""
    return _OWN_NUMBER.match(item.text().strip(" \t\r\n\xa0")) is not None


def word_mark(element: Element) -> str | None:
    """The number that Word wrote out before an item ("1.", "-" for its bullets), None for any other element."""
    if element.style.get("mso-list") != "ignore":
        return None
    said = " ".join(element.text().split())
    return "-" if _WORD_BULLET.fullmatch(said) else said
