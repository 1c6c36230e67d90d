"""Footnotes: marks in the text that link to words at its end, which link back or bear the name of the link.

Only what is certain is taken: the mark is a number, a letter or stars, stands before its words, and the
words begin with the same mark. Word names the pair `_ftnref1` and `_ftn1`; pages may have lost either half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.readers.html.tree import BLOCKS, Element

_MARK = re.compile(r"[\[(]?\s*(\d{1,3}|\*{1,4}|[a-z]|[ivx]{1,5})\s*[\])]?\.?")
_NAME = re.compile(r"_?(?:ftn|edn)(\d+)", re.I)
_BACK = re.compile(r"_?(?:ftn|edn)ref(\d+)", re.I)
_BRACKETS = "[]() \t\r\n\xa0"


@dataclass(slots=True)
class Notes:
    """Marks to leave out, in two kinds: in the text, and before the words of each note."""

    marks: dict[Element, tuple[str, Element]] = field(default_factory=dict)  # in the text: number, block of the words
    heads: dict[Element, Element] = field(default_factory=dict)  # before the words: their block


def find_notes(body: Element, left_out: set[Element]) -> Notes:
    """The footnotes of a page."""
    order: dict[Element, int] = {}
    named: dict[str, Element] = {}
    anchors: list[Element] = []
    for k, element in enumerate(body.walk(left_out)):
        order[element] = k
        for name in (element.get("id"), element.get("name")):
            if name:
                named.setdefault(name, element)
        if element.tag == "a":
            anchors.append(element)
    backs: dict[str, Element] = {}
    for anchor in anchors:
        if (back := _BACK.fullmatch(anchor.get("href").lstrip("#"))) and _number(anchor):
            backs.setdefault(back[1], anchor)
    notes = Notes()
    taken: set[Element] = set()
    for anchor in anchors:
        marked = _marked(anchor)
        if marked is None:
            continue
        mark, target = marked
        number = _number(mark)
        head = _head(target, number, named, backs)
        if number is None or head is None or head is mark or order[head] <= order[mark]:
            continue
        block = _block(head)
        if block in taken or mark in notes.marks or not _begins(block, head):
            continue
        taken.add(block)
        notes.marks[_whole(mark, number)] = (number, block)
        notes.heads[_whole(head, number)] = block
    return notes


def _marked(anchor: Element) -> tuple[Element, str] | None:
    """The element that shows a mark, and the name of its words."""
    href = anchor.get("href")
    if href.startswith("#") and len(href) > 1 and not _BACK.fullmatch(href[1:]):
        return anchor, href[1:]
    # <a name="_ftnref1"></a><a>[1]</a>: the page has lost the address.
    back = _BACK.fullmatch(anchor.get("name"))
    if back is not None and not href:
        return _shown(anchor), "_ftn" + back[1]
    return None


def _shown(anchor: Element) -> Element:
    """The anchor itself, or where it is empty the one after it, which shows what it named."""
    if anchor.text().strip() or anchor.parent is None:
        return anchor
    after = anchor.parent.children[anchor.parent.children.index(anchor) + 1 :]
    follower = next((child for child in after if not (isinstance(child, str) and not child.strip())), None)
    return follower if isinstance(follower, Element) and follower.tag == "a" else anchor


def _head(target: str, number: str | None, named: dict[str, Element], backs: dict[str, Element]) -> Element | None:
    """The element that shows the mark before the words of a note."""
    name = _NAME.fullmatch(target)
    candidates = [backs.get(name[1]) if name else None]
    place = named.get(target)
    if place is not None:
        candidates.append(_shown(place) if place.tag == "a" else _first_anchor(place))
    return next((c for c in candidates if c is not None and number is not None and _number(c) == number), None)


def _first_anchor(place: Element) -> Element | None:
    return next((e for e in place.walk() if e.tag in ("a", "sup") and e is not place and e.text().strip()), None)


def _number(element: Element) -> str | None:
    found = _MARK.fullmatch(element.text().strip(" \t\r\n\xa0"))
    return found[1] if found else None


def _block(head: Element) -> Element:
    """The block of a note's words: the division that Word gives each note, else the paragraph."""
    around = [a for a in head.ancestors() if a.tag in BLOCKS]
    division = next((a for a in around if _NAME.fullmatch(a.get("id")) or "mso-element" in a.style), None)
    return division or around[0]


def _begins(block: Element, head: Element) -> bool:
    """Is there nothing but blanks before the mark of a note's words?"""
    stack: list[Element | str] = [block]
    while stack:
        child = stack.pop()
        if child is head:
            return True
        if isinstance(child, str):
            if child.strip():
                return False
        else:
            stack += reversed(child.children)
    return False


def _whole(mark: Element, number: str) -> Element:
    """The mark with the brackets and the raised type around it."""
    whole = mark
    while (around := whole.parent) is not None and around.tag not in BLOCKS:
        if around.text().strip(_BRACKETS) != number:
            break
        whole = around
    return whole
