"""What of a page is not the instrument: hidden elements, menus, forms, what a portal sets around the text.

Nothing inside the block that holds the instrument is left out but what the page itself marks as a menu
or hides. The block is found by the words that only instruments use and by where the long lines stand;
when in doubt it is larger, and what stands beside it goes only if it shows itself to be a portal's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from ingest.readers.html.marks import Line, is_note, lines_of
from ingest.readers.html.tree import Element

_MENU_TAGS = frozenset(("nav", "menu", "search"))
_SIDE_TAGS = frozenset(("header", "footer", "aside"))
_MENU_ROLES = frozenset(
    (
        *("alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar"),
        *("navigation", "search", "tablist", "toolbar", "tooltip"),
    )
)
_LONG = 80  # characters of a line that is no menu item or label
_PROSE = 200  # characters of a line that is surely written text, wherever it stands
_MUCH = 300  # characters of short lines, a table's maybe, that no label or link calls a portal's
_MASS = 0.85  # of all long lines that the instrument's block holds at least
_LINKED = 0.3  # share of links in text beside the instrument that makes it the portal's
_LABEL = 60  # characters of a line that may be a portal's label
_LABELS = 2  # different ones
_MENU_LINKS = 5
_TEXT_MARKS = 2  # lines as only instruments have them that make hidden text an instrument
_SENTENCE_ENDS = ".;:!?…”/)"


@dataclass(slots=True)
class Chrome:
    """Elements that are left out, by why. `shown` are hidden ones that hold the only text of an instrument."""

    hidden: set[Element] = field(default_factory=set)
    deleted: set[Element] = field(default_factory=set)
    around: set[Element] = field(default_factory=set)
    margins: list[Element] = field(default_factory=list)
    shown: bool = False

    @property
    def all(self) -> set[Element]:
        return self.hidden | self.deleted | self.around | set(self.margins)

    def characters(self, elements: set[Element]) -> int:
        """How many characters of text a set of elements holds, blanks made one, each counted once."""
        outer = [e for e in elements if not any(a in elements for a in e.ancestors())]
        return sum(len(" ".join(element.text().split())) for element in outer)


def find_chrome(body: Element) -> Chrome:
    """What to leave out of a page."""
    chrome = Chrome()
    for element in body.walk():
        place = element.style.get("mso-element", "").removesuffix("-list")
        if place in ("header", "footer"):
            chrome.margins.append(element)
        elif element.tag == "del" or "comment" in (place, element.style.get("mso-special-character")):
            chrome.deleted.add(element)
        elif _is_hidden(element):
            chrome.hidden.add(element)
    _show_what_is_nowhere_else(body, chrome)
    left_out = chrome.all
    for element in body.walk(left_out):
        if _is_menu(element) and not _holds_text(element, left_out):
            chrome.around.add(element)
    left_out = chrome.all
    lines = lines_of(body, left_out)
    core = _core(body, lines, left_out)
    if core is not None:
        _leave_out_around(core, chrome, left_out)
    elif not any(line.strong for line in lines):
        _leave_out_menus(body, chrome, left_out)
    return chrome


def _is_hidden(element: Element) -> bool:
    style = element.style
    return (
        "hidden" in element.attributes
        or style.get("display") == "none"
        or style.get("visibility") == "hidden"
        or style.get("mso-hide") == "all"
        or (element.tag == "dialog" and "open" not in element.attributes)
    )


def _show_what_is_nowhere_else(body: Element, chrome: Chrome) -> None:
    """A portal may keep the text in a tab that a script shows: hidden text stays if nothing shown is an instrument."""
    if not chrome.hidden or any(line.strong for line in lines_of(body, chrome.all)):
        return
    other = chrome.all - chrome.hidden
    holding = {e for e in chrome.hidden if sum(line.strong for line in lines_of(e, other)) >= _TEXT_MARKS}
    chrome.hidden -= holding
    chrome.shown = bool(holding)


def _is_menu(element: Element) -> bool:
    return element.tag in _MENU_TAGS or element.tag in _SIDE_TAGS or element.get("role").lower() in _MENU_ROLES


def _holds_text(element: Element, left_out: set[Element]) -> bool:
    """Has something that the page calls a menu, head or foot words of an instrument in it after all?"""
    lines = lines_of(element, left_out)
    prose = element.tag not in _MENU_TAGS and _written(lines)
    return prose or any(line.strong for line in lines) or any(is_note(e) for e in element.walk(left_out))


def _core(body: Element, lines: list[Line], left_out: set[Element]) -> Element | None:
    """The smallest block that surely holds the whole instrument, None where the page shows none."""
    marked = [line.block for line in lines if line.strong]
    if not marked:
        return None
    marked += [element for element in body.walk(left_out) if is_note(element)]
    core = _common(marked)
    # The same sentence on each of a portal's tabs is one.
    long = {line.text: line for line in lines if line.unlinked >= _LONG}
    inside: Counter[Element] = Counter()
    for line in long.values():
        for element in (line.block, *line.block.ancestors()):
            inside[element] += line.unlinked
    total = inside[body]
    while core.parent is not None and inside[core] < _MASS * total:
        core = core.parent
    return core


def _common(elements: list[Element]) -> Element:
    """The smallest element that holds all."""
    path = [elements[0], *elements[0].ancestors()]
    for element in elements[1:]:
        around = {element, *element.ancestors()}
        path = path[next(k for k, ancestor in enumerate(path) if ancestor in around) :]
    return path[0]


def _leave_out_around(core: Element, chrome: Chrome, left_out: set[Element]) -> None:
    """Leave out what stands beside the instrument.

    Up to the first level where anything of the portal stands, all is the instrument's: the sections of a long one
    are blocks beside each other. From there on, only sentences and large tables stay.
    """
    inside = core
    reached = False
    for ancestor in core.ancestors():
        beside = [child for child in ancestor.children if child is not inside and child not in left_out]
        portals = {c for c in beside if isinstance(c, Element) and _is_portals(c, left_out)}
        for child in beside:
            if isinstance(child, Element):
                if child in portals or (reached and not _may_be_text(child, left_out)):
                    chrome.around.add(child)
            elif reached and child.strip():
                _wrap(ancestor, child, chrome)
        reached = reached or bool(portals)
        inside = ancestor


def _is_portals(element: Element, left_out: set[Element]) -> bool:
    """Has a block beside the instrument links, controls or labels, and no written text?"""
    lines = lines_of(element, left_out)
    if _written(lines):
        return False
    linked = sum(len(line.text) - line.unlinked for line in lines)
    labels = {label for line in lines if len(line.text) <= _LABEL if (label := _label(line.text))}
    return (
        linked > _LINKED * sum(len(line.text) for line in lines)
        or len(labels) >= _LABELS
        or any(inner.controls for inner in element.walk(left_out))
    )


def _label(text: str) -> str | None:
    said = text.lower().lstrip(" -+*>»•|")
    return next((label for label in _portal_labels() if said.startswith(label)), None)


@cache
def _portal_labels() -> tuple[str, ...]:
    table = files("ingest.readers.html") / "portal-labels.txt"
    lines = table.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _may_be_text(element: Element, left_out: set[Element]) -> bool:
    lines = lines_of(element, left_out)
    return _written(lines) or sum(line.unlinked for line in lines) >= _MUCH


def _written(lines: list[Line]) -> bool:
    """Is there a long sentence? The title of an instrument, which portals repeat, has no full stop."""
    return any(line.unlinked >= _PROSE and line.text[-1] in _SENTENCE_ENDS for line in lines)


def _wrap(parent: Element, text: str, chrome: Chrome) -> None:
    """Text that stands beside the instrument without an element of its own gets one, to be left out."""
    if len(text) >= _PROSE:
        return
    wrapped = Element("span", {}, parent, [text])
    parent.children[next(k for k, child in enumerate(parent.children) if child is text)] = wrapped
    chrome.around.add(wrapped)


def _leave_out_menus(body: Element, chrome: Chrome, left_out: set[Element]) -> None:
    """On a page that shows no instrument: leave out lists and blocks of nothing but links, none with a number."""
    for element in body.walk(left_out):
        if element.tag not in ("ul", "ol", "div", "td", "table") or any(
            a in chrome.around for a in element.ancestors()
        ):
            continue
        links = sum(1 for inner in element.walk(left_out) if inner.tag == "a" and inner.get("href"))
        if links < _MENU_LINKS:
            continue
        lines = lines_of(element, left_out)
        if all(line.unlinked * 5 <= len(line.text) and not any(c.isdigit() for c in line.text) for line in lines):
            chrome.around.add(element)
