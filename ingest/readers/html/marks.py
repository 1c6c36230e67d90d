"""What tells the text of an instrument from the page around it: the words that only instruments begin lines with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.readers.html.tree import Element

MOTTO = re.compile(r"\W*(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM)\b")
RECIPIENTS = re.compile(r"\W*N[ơƠ][iI] (?:nhận|NHẬN)\b")
_STRONG = (
    MOTTO,
    RECIPIENTS,
    re.compile(r"Căn cứ\s+\S"),
    re.compile(r"(?:PHỤ LỤC|Phụ lục)\s*(?:(?:SỐ|Số|số)\s*)?(?:[IVX\d]+\b|$)"),
    re.compile(r"\((?:Ban hành kèm theo|Kèm theo)\s+\S"),
)
_NOTE = re.compile(r"(?:ftn|edn)\d+", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: the block that holds it, its text, and how much of that is not inside links."""

    block: Element
    text: str
    unlinked: int

    @property
    def strong(self) -> bool:
        """Does the line begin as only the lines of instruments do?"""
        return self.unlinked * 2 > len(self.text) and any(mark.match(self.text) for mark in _STRONG)


def lines_of(top: Element, left_out: set[Element]) -> list[Line]:
    """The lines of a page roughly: as the blocks part them, blanks made one."""
    found: list[Line] = []
    pieces: list[str] = []
    linked: list[int] = [0]

    def flush(block: Element) -> None:
        text = unicodedata.normalize("NFC", " ".join("".join(pieces).split()))
        if text:
            found.append(Line(block, text, max(0, len(text) - linked[0])))
        pieces.clear()
        linked[0] = 0

    # A closing entry is (element, True): the line ends where its block does.
    stack: list[tuple[Element | str, Element, bool]] = [(top, top, False)]
    block = top
    in_links = 0
    while stack:
        child, around, closing = stack.pop()
        if isinstance(child, str):
            pieces.append(child)
            linked[0] += len(" ".join(child.split())) if in_links else 0
            continue
        if closing:
            if child.tag == "a":
                in_links -= 1
            else:
                flush(child)
                block = around
            continue
        if child in left_out:
            continue
        if child.tag == "br":
            flush(block)
        elif child.is_block:
            flush(block)
            stack.append((child, block, True))
            block = child
        elif child.tag == "a" and child.get("href"):
            in_links += 1
            stack.append((child, block, True))
        stack += [(inner, block, False) for inner in reversed(child.children)]
    flush(top)
    return found


def is_note(element: Element) -> bool:
    """Is an element the words of a footnote, as Word saves them?"""
    return bool(_NOTE.fullmatch(element.get("id"))) or element.style.get("mso-element") in ("footnote", "endnote")
