"""A page as a light tree: elements and text, comments gone. Walks use no recursion, pages may be nested deep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from selectolax.lexbor import LexborHTMLParser, LexborNode


def _tags(kind: str) -> frozenset[str]:
    table = files("ingest.readers.html") / "tags.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return frozenset(tag for row in rows if row[0] == kind for tag in row[1].split())


BLOCKS = _tags("block")
UNREAD = _tags("unread")
_DEEPEST = 512  # levels, as browsers have it; real pages have 60: what is deeper is text alone
_CONTROLS = frozenset(("button", "input", "select", "textarea"))
_DECLARATION = re.compile(r"(?:^|;)\s*([a-z-]+)\s*:\s*([^;]*)", re.I)


@dataclass(eq=False, repr=False, slots=True)
class Element:
    """An element of a page; `children` are elements and stretches of text in their order.

    `controls`: fields or buttons of a form stand in it, which are left out.
    """

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    controls: bool = False

    def get(self, name: str) -> str:
        """An attribute, "" where it is missing or has no value."""
        return self.attributes.get(name, "")

    @property
    def style(self) -> dict[str, str]:
        """The declarations of the element's own style attribute, in small letters."""
        said = self.attributes.get("style")
        return _declarations(said) if said else {}

    @property
    def is_block(self) -> bool:
        display = self.style.get("display", "")
        if display == "inline" and self.tag in ("p", "div", "li"):
            return False
        return self.tag in BLOCKS or display in ("block", "list-item", "table", "flex")

    def walk(self, left_out: frozenset[Element] | set[Element] = frozenset()) -> Iterator[Element]:
        """This element and those inside it in document order, without those left out and all in them."""
        stack = [self]
        while stack:
            element = stack.pop()
            if element in left_out:
                continue
            yield element
            stack += [child for child in reversed(element.children) if isinstance(child, Element)]

    def ancestors(self) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    def text(self, left_out: frozenset[Element] | set[Element] = frozenset()) -> str:
        """All text inside, as it is written, blanks between blocks."""
        pieces: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            child = stack.pop()
            if isinstance(child, str):
                pieces.append(child)
            elif child not in left_out:
                if child.tag in BLOCKS or child.tag == "br":
                    pieces.append(" ")
                    stack.append(" ")
                stack += reversed(child.children)
        return "".join(pieces)


@lru_cache(maxsize=4096)
def _declarations(style: str) -> dict[str, str]:
    return {name.lower(): " ".join(value.lower().split()) for name, value in _DECLARATION.findall(style)}


def parse(page: str) -> Element:
    """The body of a page. Scripts, forms' controls and pictures are left out: they hold no text of it."""
    parser = LexborHTMLParser(page)
    top = parser.body or parser.root
    body = Element("body", {})
    if top is None:
        return body
    body.attributes = {name: value or "" for name, value in top.attributes.items()}
    stack = [(top, body, 0)]
    while stack:
        node, element, depth = stack.pop()
        if depth == _DEEPEST:
            element.children += [Element("div", {}, element, [text]) for text in _texts(node)]
            continue
        for child in node.iter(include_text=True):
            if child.is_text_node:
                element.children.append(child.text_content or "")
            elif child.is_element_node:
                tag = child.tag or ""
                if tag in UNREAD:
                    element.controls |= tag in _CONTROLS
                    continue
                attributes = {name: value or "" for name, value in child.attributes.items()}
                inner = Element(tag, attributes, element)
                element.children.append(inner)
                stack.append((child, inner, depth + 1))
    return body


def _texts(top: LexborNode) -> Iterator[str]:
    """The stretches of text inside a node, in their order."""
    stack = [top]
    while stack:
        node = stack.pop()
        if node.is_text_node:
            yield node.text_content or ""
        elif (node.tag or "") not in UNREAD:
            stack += reversed(list(node.iter(include_text=True)))
