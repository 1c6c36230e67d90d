"""Automatic numbers, which Word keeps apart from the text: "1.", "Điều 5.", "a)", "1.2.", "-".

numbering.xml has definitions (`abstractNum`, up to nine levels) and lists (`num`) that use one and may
change it. Lists of one definition count on from one another; one may start anew where it is first used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.encodings import decode_font
from ingest.readers.docx.counting import written
from ingest.readers.docx.names import ALTERNATES, FALLBACK, Element, is_on, number, value, w
from ingest.readers.docx.styles import Look, Styles
from ingest.readers.docx.symbols import is_of_signs, show_signs, sign

_LEVELS = 9
_LONGEST = 255  # characters of a level's text; Word allows 31
_PLACE = re.compile("%([1-9])")
_GAP = {"tab": " ", "space": " ", "nothing": ""}
_DASHES = frozenset("-‐‑‒–—−")
_PLUS = "+"
_STAR = "*"


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    custom: str = ""
    text: str = ""
    gap: str = " "
    legal: bool = False  # all numbers in it in digits ("1.2", where the level above counts I, II)
    restart: int | None = None
    style: str | None = None
    properties: Element | None = None  # of its number's runs


@dataclass(slots=True)
class _List:
    """`counts` is shared by the lists that count on from one another."""

    levels: list[_Level]
    counts: list[int | None]
    anew: set[int]  # levels at which it has yet to start anew


class Numbering:
    """The lists of a document and how far each has counted. Numbers are asked for in the order of the text."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[int, _List] = {}
        if root is None:
            return
        abstract = {name: e for e in root.iterfind(w("abstractNum")) if (name := e.get(w("abstractNumId"))) is not None}
        counts: dict[str, list[int | None]] = {}
        definitions: dict[str, list[_Level]] = {}
        lists = {key: e for e in root.iterfind(w("num")) if (key := number(e.get(w("numId")))) is not None}
        for key, element in lists.items():
            of = _definition(element, abstract, lists, styles)
            if of is None:
                continue
            if of not in definitions:
                definitions[of] = _levels(abstract[of])
            levels, anew = _overridden(element, definitions[of])
            self._lists[key] = _List(levels, counts.setdefault(of, [None] * _LEVELS), anew)

    def number(self, properties: Element | None, style: str | None, mark: Look) -> str:
        """The number of the next paragraph with these properties and style, with the gap behind it; "" for none.

        `mark` is the look of the paragraph's mark, which its number takes over.
        """
        found = self._find(properties, style)
        if found is None:
            return ""
        using, at = found
        level = using.levels[at]
        self._count(using, at)
        look = self._look(level, mark)
        if look.hidden:
            return ""
        said = _bullet(level.text, look) if level.form == "bullet" else self._said(using, at)
        for font in look.fonts:
            said = decode_font(said, font) or said
        if look.capitals:
            said = said.upper()
        return said + level.gap if said else ""

    def _find(self, properties: Element | None, style: str | None) -> tuple[_List, int] | None:
        own = properties.find(w("numPr")) if properties is not None else None
        list_id = number(value(own, "numId"))
        at = number(value(own, "ilvl"))
        if list_id is None or at is None:
            of_style, style_level, chain = self._styles.numbering(style)
            at = style_level if at is None else at
            if list_id is None:
                list_id = of_style
                linked = self._linked(list_id, chain)
                at = linked if linked is not None and number(value(own, "ilvl")) is None else at
        using = self._lists.get(list_id or 0)  # 0 takes a number away that a style gives
        at = at or 0
        return (using, at) if using is not None and 0 <= at < len(using.levels) else None

    def _linked(self, list_id: int | None, chain: list[str]) -> int | None:
        """The level that names one of these styles as its own: it outdoes the level that the style names."""
        using = self._lists.get(list_id or 0)
        for key in chain if using is not None else ():
            for k, level in enumerate(using.levels if using else ()):
                if level.style == key:
                    return k
        return None

    @staticmethod
    def _count(using: _List, at: int) -> None:
        counts = using.counts
        now = None if at in using.anew else counts[at]
        using.anew.discard(at)
        counts[at] = using.levels[at].start if now is None else now + 1
        for deeper in range(at + 1, len(using.levels)):
            restart = using.levels[deeper].restart
            if restart is None or at < restart:
                counts[deeper] = None
        for above in range(at):
            if counts[above] is None:
                counts[above] = using.levels[above].start  # "1.1" where no "1" stands before

    @staticmethod
    def _said(using: _List, at: int) -> str:
        level = using.levels[at]

        def place(found: re.Match[str]) -> str:
            k = int(found[1]) - 1
            if k >= len(using.levels) or k > at:
                return ""
            other = using.levels[k]
            count = using.counts[k]
            form = "decimal" if level.legal and other.form not in ("none", "bullet") else other.form
            return "" if form == "bullet" else written(other.start if count is None else count, form, other.custom)

        return _PLACE.sub(place, level.text)

    def _look(self, level: _Level, mark: Look) -> Look:
        own = self._styles.look(None, level.properties)
        if level.properties is None:
            return mark
        fonts = own.fonts if level.properties.find(w("rFonts")) is not None else mark.fonts
        capitals = own.capitals if level.properties.find(w("caps")) is not None else mark.capitals
        hidden = own.hidden if level.properties.find(w("vanish")) is not None else mark.hidden
        return Look(fonts, hidden, capitals)


def _definition(
    element: Element, abstract: dict[str, Element], lists: dict[int, Element], styles: Styles
) -> str | None:
    """The definition that a list uses; one may only say by which numbering style another is found."""
    of = value(element, "abstractNumId")
    for _ in range(3):
        if of is None or of not in abstract:
            return None
        link = value(abstract[of], "numStyleLink")
        if link is None:
            return of
        target = lists.get(styles.numbering(link)[0] or 0)
        of = value(target, "abstractNumId")
    return of if of in abstract else None


def _levels(definition: Element) -> list[_Level]:
    levels = [_Level(text=f"%{k + 1}.") for k in range(_LEVELS)]
    for element in definition.iterfind(w("lvl")):
        at = number(element.get(w("ilvl")))
        if at is not None and 0 <= at < _LEVELS:
            levels[at] = _level(element)
    return levels


def _level(element: Element) -> _Level:
    # A form of one's own ("001, 002, …") is written for newer programs, with another for older ones beside it.
    form = element.find(w("numFmt"))
    if form is None:
        form = element.find(f"{ALTERNATES}//{w('numFmt')}")
    if form is None:
        form = element.find(f"{ALTERNATES}/{FALLBACK}/{w('numFmt')}")
    legal = element.find(w("isLgl"))
    start = number(value(element, "start"))
    return _Level(
        start=0 if start is None else max(0, start),
        form=(form.get(w("val")) or "decimal") if form is not None else "decimal",
        custom=(form.get(w("format")) or "") if form is not None else "",
        text=(value(element, "lvlText") or "")[:_LONGEST],
        gap=_GAP.get(value(element, "suff") or "tab", " "),
        legal=legal is not None and is_on(legal),
        restart=number(value(element, "lvlRestart")),
        style=value(element, "pStyle"),
        properties=element.find(w("rPr")),
    )


def _overridden(element: Element, levels: list[_Level]) -> tuple[list[_Level], set[int]]:
    """The levels of a list, and those that it starts anew."""
    own, anew = list(levels), set()
    for override in element.iterfind(w("lvlOverride")):
        at = number(override.get(w("ilvl")))
        if at is None or not 0 <= at < _LEVELS:
            continue
        if (changed := override.find(w("lvl"))) is not None:
            own[at] = _level(changed)
        if (start := number(value(override, "startOverride"))) is not None:
            own[at] = replace(own[at], start=max(0, start))
            anew.add(at)
    return own, anew


def _bullet(text: str, look: Look) -> str:
    """Whatever the glyph, "-" is what the grammar of lists reads; plus and star mean a level of their own."""
    glyph = text.strip()
    if len(glyph) != 1:
        return glyph  # a word, or nothing
    font = next((font for font in look.fonts if is_of_signs(font)), "")
    shown = (sign(ord(glyph), font) if font else None) or show_signs(glyph, font)
    if shown in (_PLUS, "➕", "＋", "✚"):
        return _PLUS
    if shown in (_STAR, "＊", "∗", "✱", "*"):
        return _STAR
    return "-"
