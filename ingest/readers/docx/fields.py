"""Fields: a code that Word works out (`HYPERLINK …`, `PAGE`) and its result, which is what is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.docx.names import ALTERNATES, CHOICE, FALLBACK, Element, is_on, w

_LINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|([^\s"\\]+))')
_CHAR, _PARAGRAPH = w("fldChar"), w("p")
_DROPPED = (w("del"), w("moveFrom"))
_DEEPEST = 32  # fields inside one another; Word allows 20


@dataclass(slots=True)
class OpenField:
    """A field whose end has not come. `in_code`: what stands here is its code, not its result."""

    in_code: bool = True
    code: list[str] = field(default_factory=list)
    target: str | None = None
    start: int = 0  # of its result, in its line

    def separate(self, at: int) -> None:
        """The code is complete, the result begins."""
        self.in_code, self.start = False, at
        self.target = link_of("".join(self.code))


def link_of(code: str) -> str | None:
    """The address that a code links to, None for other fields and for places in the same file.

    >>> link_of(' HYPERLINK "https://vanban.example/12" \\\\o "xem" '), link_of(' HYPERLINK \\\\l "phuluc" ')
    ('https://vanban.example/12', None)
    """
    found = _LINK.match(code)
    target = (found[1] or found[2] or "").strip() if found else ""
    return target or None


def checkbox(begin: Element) -> str:
    """A box of a form, ticked or not, that the begin of a field holds; "" where it is another field."""
    box = begin.find(f"{w('ffData')}/{w('checkBox')}")
    if box is None:
        return ""
    state = box.find(w("checked"))
    state = box.find(w("default")) if state is None else state
    return "☒" if state is not None and is_on(state) else "☐"


def sound(root: Element) -> dict[Element, str]:
    """The marks (`begin`, `separate`, `end`) of fields that are whole.

    A begin without an end would swallow the rest of the document, so its marks are left out; so are those of
    a code without result that runs over paragraphs.
    """
    found: dict[Element, str] = {}
    open_ones: list[list[tuple[Element, str, int]]] = []
    dropped = paragraph = 0
    events: Iterable[tuple[str, Element]] = etree.iterwalk(
        root, events=("start", "end"), tag=(_CHAR, _PARAGRAPH, FALLBACK, *_DROPPED)
    )
    for event, element in events:
        if element.tag == _PARAGRAPH:
            paragraph += event == "start"
        elif element.tag != _CHAR:
            if element.tag != FALLBACK or _has_choice(element):
                dropped += 1 if event == "start" else -1
        elif event == "start" and not dropped:
            kind = element.get(w("fldCharType")) or ""
            mark = (element, kind, paragraph)
            if kind == "begin":
                open_ones.append([mark])
            elif open_ones:
                marks = open_ones[-1]
                marks.append(mark)
                if kind == "end":
                    open_ones.pop()
                    separated = any(kind == "separate" for _, kind, _ in marks)
                    if (separated or marks[0][2] == paragraph) and len(open_ones) < _DEEPEST:
                        found.update((e, kind) for e, kind, _ in marks)
    return found


def _has_choice(fallback: Element) -> bool:
    parent = fallback.getparent()
    return parent is not None and parent.tag == ALTERNATES and parent.find(CHOICE) is not None
