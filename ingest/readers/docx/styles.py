"""What a run looks like, as far as it changes what is read: its font, hidden or not, in capitals or not.

A run says it itself, or its character style, its paragraph's style, the document's defaults, the theme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from ingest.readers.docx.names import VAL, Element, a, is_on, number, value, w

_T = TypeVar("_T")
_NONE = ("nil", "none")
_DEEPEST = 32  # styles built on one another; Word allows about ten


@dataclass(frozen=True, slots=True)
class Look:
    """`fonts`: of letters past ASCII first, then of ASCII. `capitals`: small letters are shown as capitals.
    `raised`: set small and high, as marks of notes and powers are."""

    fonts: tuple[str, ...] = ()
    hidden: bool = False
    capitals: bool = False
    raised: bool = False


@dataclass(slots=True)
class _Said:
    """What one element says of a run's look; None where it is silent."""

    beyond: str | None = None  # font of letters past ASCII
    ascii: str | None = None
    hidden: bool | None = None
    capitals: bool | None = None
    raised: bool | None = None


@dataclass(slots=True)
class _Style:
    element: Element
    based_on: str | None
    said: _Said


class Styles:
    """styles.xml with the fonts of theme1.xml. Unknown styles and circles of styles are as if not there."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles: dict[str, _Style] = {}
        self._default_paragraph: str | None = None
        self._defaults = _Said()
        self._looks: dict[tuple[str | None, str | None], Look] = {}
        self._numberings: dict[str | None, tuple[int | None, int | None, list[str]]] = {}
        if root is None:
            return
        self._defaults = self._said(root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}"))
        for style in root.iterfind(w("style")):
            if (key := style.get(w("styleId"))) is None:
                continue
            self._styles[key] = _Style(style, value(style, "basedOn"), self._said(style.find(w("rPr"))))
            if style.get(w("type")) == "paragraph" and (style.get(w("default")) or "0") in ("1", "true", "on"):
                self._default_paragraph = key

    def paragraph_style(self, properties: Element | None) -> str | None:
        """The style of a paragraph with these properties."""
        named = value(properties, "pStyle")
        return named if named in self._styles else self._default_paragraph

    def look(self, style: str | None, properties: Element | None) -> Look:
        """The look of a run with these properties in a paragraph of that style."""
        if properties is None or not len(properties):
            return self._styled(style, None)
        said = self._said(properties)
        base = self._styled(style, value(properties, "rStyle"))
        if said == _SILENT:
            return base
        # `fonts` has both or none; a font said anew for one of them leaves the other as it was.
        beyond, plain = base.fonts if base.fonts else (None, None)
        fonts = (said.beyond or beyond or "", said.ascii or plain or "")
        return Look(
            fonts,
            base.hidden if said.hidden is None else said.hidden,
            base.capitals if said.capitals is None else said.capitals,
            base.raised if said.raised is None else said.raised,
        )

    def numbering(self, style: str | None) -> tuple[int | None, int | None, list[str]]:
        """Number list and level that a paragraph style gives, and the styles it is made of, its own first."""
        if style in self._numberings:
            return self._numberings[style]
        list_id: int | None = None
        level: int | None = None
        chain = self._chain(style)
        for key in chain:
            properties = self._styles[key].element.find(f"{w('pPr')}/{w('numPr')}")
            if properties is None:
                continue
            list_id = number(value(properties, "numId")) if list_id is None else list_id
            level = number(value(properties, "ilvl")) if level is None else level
        self._numberings[style] = (list_id, level, chain)
        return list_id, level, chain

    def ruled(self, table: Element | None) -> bool:
        """Do a table's properties, or its style's, draw lines between its cells?"""
        chain = [self._styles[key].element.find(w("tblPr")) for key in self._chain(value(table, "tblStyle"))]
        sides: dict[str, str] = {}
        for properties in (table, *chain):
            borders = properties.find(w("tblBorders")) if properties is not None else None
            for side in borders if borders is not None else ():
                sides.setdefault(str(side.tag), side.get(VAL) or "none")
        return any(sides.get(w(side), "none") not in _NONE for side in ("insideH", "insideV"))

    def _chain(self, style: str | None) -> list[str]:
        chain: list[str] = []
        while style is not None and style in self._styles and style not in chain and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles[style].based_on
        return chain

    def _styled(self, paragraph: str | None, character: str | None) -> Look:
        key = (paragraph, character)
        if key not in self._looks:
            of_paragraph = [self._styles[k].said for k in self._chain(paragraph)]
            of_character = [self._styles[k].said for k in self._chain(character)]
            every = [*of_character, *of_paragraph, self._defaults]
            beyond = _first(said.beyond for said in every)
            plain = _first(said.ascii for said in every)
            # Switches of two styles undo each other (ECMA-376-1, 17.7.3).
            hidden = bool(_first(s.hidden for s in of_paragraph)) ^ bool(_first(s.hidden for s in of_character))
            capitals = bool(_first(s.capitals for s in of_paragraph)) ^ bool(_first(s.capitals for s in of_character))
            fonts = (beyond or "", plain or "") if beyond or plain else ()
            self._looks[key] = Look(
                fonts,
                hidden or bool(self._defaults.hidden),
                capitals or bool(self._defaults.capitals),
                bool(_first(said.raised for said in every)),
            )
        return self._looks[key]

    def _said(self, properties: Element | None) -> _Said:
        said = _Said()
        for child in properties if properties is not None else ():
            if child.tag == _FONTS:
                beyond = child.get(w("hAnsiTheme")) or ""
                plain = child.get(w("asciiTheme")) or ""
                said.beyond = self._theme.get(beyond[:5]) or child.get(w("hAnsi"))
                said.ascii = self._theme.get(plain[:5]) or child.get(w("ascii"))
            elif child.tag == _HIDDEN:
                said.hidden = is_on(child)
            elif child.tag == _CAPITALS:
                said.capitals = is_on(child)
            elif child.tag == _PLACE:
                said.raised = child.get(VAL) == "superscript"
        return said


_SILENT = _Said()
_FONTS, _HIDDEN, _CAPITALS, _PLACE = w("rFonts"), w("vanish"), w("caps"), w("vertAlign")


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((said for said in values if said is not None), None)


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """Typefaces by the first five letters of their theme names: `majorHAnsi`, `minorAscii`."""
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        latin = theme.find(f".//{a(kind + 'Font')}/{a('latin')}") if theme is not None else None
        if latin is not None and (face := latin.get("typeface")):
            found[kind] = face
    return found
