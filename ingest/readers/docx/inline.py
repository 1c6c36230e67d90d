"""What stands in a paragraph: runs, and what goes around them. Unknown elements are looked into, never skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from ingest.encodings import charset_of_font, decode_font
from ingest.readers.docx.fields import OpenField, checkbox, link_of
from ingest.readers.docx.names import ALTERNATES, CHOICE, FALLBACK, Element, a, m, o, r, v, w
from ingest.readers.docx.notes import NoteNumbers
from ingest.readers.docx.package import Relation
from ingest.readers.docx.styles import Look, Styles
from ingest.readers.docx.symbols import is_of_signs, show_signs, sign
from ingest.readers.docx.tally import Tally
from ingest.readers.docx.writing import Line, Note
from ingest.source import Link

# Properties, codes and phonetic guides: nothing in them is read.
_SKIPPED = frozenset(
    [w(name) for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "delText", "rt")]
    + [m(name) for name in ("rPr", "ctrlPr", "fPr", "oMathParaPr")]
)  # fmt: skip
_ONE_BLANK = str.maketrans("\r\n", "  ")  # in `w:t` a line end is a blank; lines end at `w:br`
# A note's mark that someone typed: written as a plain digit, it would make Law 31/2024/QH15 one of a 151st
# National Assembly, and 10³ a hundred and three. Square metres are written m2 by offices themselves.
_DIGITS = re.compile(r"[0-9 ]*[0-9][0-9 ]*")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNIT = re.compile(r"(?<![^\W\d_])[kdcm]?m$")
_PLAIN = Look()


@cache
def _old_font(fonts: tuple[str, ...]) -> str:
    """The font of an older code table among a run's fonts, "" where none is."""
    return next((font for font in fonts if charset_of_font(font)), "")


class Inline:
    """Gathers one line after another; what is open at a line's end (a field, a link) goes on in the next.

    `boxes` are the text boxes met on the way: they are to be written after their paragraph.
    """

    def __init__(
        self,
        styles: Styles,
        relations: Mapping[str, Relation],
        fields: Mapping[Element, str],
        numbers: NoteNumbers,
        tally: Tally,
    ) -> None:
        self.line = Line()
        self.style: str | None = None
        self.boxes: list[Element] = []
        self.fields: list[OpenField] = []
        self._styles = styles
        self._relations = relations
        self._sound = fields
        self._numbers = numbers
        self._tally = tally
        self._waiting: list[str] = []  # text in a font of an older code table, to be decoded in one piece
        self._waiting_look = _PLAIN
        self._mark: list[str] | None = None  # a footnote's mark of its own, while its run lasts
        self._handlers: dict[str, Callable[[Element, Look], None]] = {
            w("r"): self._run,
            w("t"): self._text,
            m("t"): self._text,
            w("tab"): lambda _, look: self._write("\t", look),
            w("ptab"): lambda _, look: self._write("\t", look),
            w("br"): lambda _, look: self._write("\n", look),
            w("cr"): lambda _, look: self._write("\n", look),
            w("noBreakHyphen"): lambda _, look: self._write("\u2011", look),
            w("softHyphen"): lambda _, look: self._write("\u00ad", look),
            w("sym"): self._sign,
            w("fldChar"): self._field,
            w("instrText"): self._code,
            w("fldSimple"): lambda e, look: self._linked(e, look, link_of(e.get(w("instr")) or "")),
            w("hyperlink"): self._hyperlink,
            w("ins"): self._inserted,
            w("moveTo"): self._inserted,
            w("del"): self._deleted,
            w("moveFrom"): self._deleted,
            w("footnoteReference"): self._note,
            w("endnoteReference"): self._note,
            w("commentReference"): self._comment,
            w("subDoc"): self._elsewhere,
            w("txbxContent"): lambda e, _: self.boxes.append(e),
            a("blip"): self._picture,
            v("imagedata"): self._picture,
            o("OLEObject"): self._picture,
            v("textpath"): lambda e, look: self._write(e.get("string") or "", look),
            m("oMath"): self._formula,
            m("f"): self._fraction,
            ALTERNATES: self._alternates,
        }

    @property
    def at(self) -> int:
        """Where the next character of the line will stand."""
        self._decode()
        return self.line.size

    def walk(self, parent: Element, look: Look = _PLAIN) -> None:
        """Read what an element holds."""
        for child in parent:
            handler = self._handlers.get(child.tag)
            if handler is not None:
                handler(child, look)
            elif child.tag not in _SKIPPED and len(child):
                self.walk(child, look)

    def take(self) -> Line:
        """The line that is now complete; the next begins."""
        end = self.at
        for field in self.fields:
            if not field.in_code:
                self._link(field.start, end, field.target)
                field.start = 0
        line, self.line = self.line, Line()
        return line

    def _run(self, run: Element, look: Look) -> None:
        self.walk(run, self._styles.look(self.style, run.find(w("rPr"))))
        if self._mark is not None:
            notes, number = self.line.notes, "".join(self._mark).strip()
            if notes and number:
                notes[-1] = Note(notes[-1].kind, notes[-1].id, number, notes[-1].at)
            self._mark = None

    def _text(self, element: Element, look: Look) -> None:
        self._write((element.text or "").translate(_ONE_BLANK), look)

    def _write(self, text: str, look: Look) -> None:
        if not text or any(field.in_code for field in self.fields):
            return
        if look.hidden:
            self._tally.hidden += len(text)
            return
        if self._mark is not None:
            self._mark.append(text)
            return
        if look.raised and _DIGITS.fullmatch(text):
            self._decode()
            before = self.line.pieces[-1] if self.line.pieces else ""
            runs_on = before[-1:].isalnum() and not _UNIT.search(before)
            self.line.add(text.translate(_RAISED) if runs_on else text)
            return
        font = _old_font(look.fonts)
        if self._waiting and (look.fonts, look.capitals) != (self._waiting_look.fonts, self._waiting_look.capitals):
            self._decode()
        if font:
            self._waiting.append(text)
            self._waiting_look = look
            return
        if max(text) >= "\uf000":
            text = show_signs(text, next(filter(is_of_signs, look.fonts), ""))
            self._tally.unknown_signs += sum("\uf000" <= c <= "\uf0ff" for c in text)
        self.line.add(text.upper() if look.capitals else text)

    def _decode(self) -> None:
        if not self._waiting:
            return
        text, self._waiting = "".join(self._waiting), []
        font = _old_font(self._waiting_look.fonts)
        read = decode_font(text, font)
        if read is not None and read != text:
            self._tally.fonts.add(font)
            text = read
        self.line.add(text.upper() if self._waiting_look.capitals else text)

    def _sign(self, element: Element, look: Look) -> None:
        font = element.get(w("font")) or ""
        try:
            code = int((element.get(w("char")) or "")[:4], 16)
        except ValueError:
            return
        letter = chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else ""
        self._write(sign(code, font) or letter, Look((font,), look.hidden, look.capitals))

    def _field(self, element: Element, look: Look) -> None:
        kind = self._sound.get(element)
        if kind == "begin":
            if box := checkbox(element):
                self._write(box, look)
            self.fields.append(OpenField())
        elif kind == "separate" and self.fields:
            self.fields[-1].separate(self.at)
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if not field.in_code:
                self._link(field.start, self.at, field.target)

    def _code(self, element: Element, look: Look) -> None:
        if self.fields and self.fields[-1].in_code:
            self.fields[-1].code.append(element.text or "")

    def _hyperlink(self, element: Element, look: Look) -> None:
        to = self._relations.get(element.get(r("id")) or "")
        self._linked(element, look, to.target if to is not None and to.external else None)

    def _linked(self, element: Element, look: Look, target: str | None) -> None:
        start = self.at
        self.walk(element, look)
        self._link(start, self.at, target)

    def _link(self, start: int, end: int, target: str | None) -> None:
        if target and start < end:
            self.line.links.append(Link(start, end, target))

    def _inserted(self, element: Element, look: Look) -> None:
        self._tally.inserted += 1
        self.walk(element, look)

    def _deleted(self, element: Element, look: Look) -> None:
        self._tally.deleted += 1

    def _note(self, element: Element, look: Look) -> None:
        if look.hidden or any(field.in_code for field in self.fields):
            return
        kind = "footnote" if element.tag == w("footnoteReference") else "endnote"
        key = element.get(w("id")) or ""
        own = (element.get(w("customMarkFollows")) or "0") in ("1", "true", "on")
        self.line.notes.append(Note(kind, key, "" if own else self._numbers.next(kind), self.at))
        if own:
            self._mark = []

    def _comment(self, element: Element, look: Look) -> None:
        self._tally.comments += 1

    def _elsewhere(self, element: Element, look: Look) -> None:
        self._tally.elsewhere += 1

    def _picture(self, element: Element, look: Look) -> None:
        self._tally.pictures += 1

    def _formula(self, element: Element, look: Look) -> None:
        self._tally.formulas += 1
        self.walk(element, look)

    def _fraction(self, element: Element, look: Look) -> None:
        for k, name in enumerate(("num", "den")):
            if k:
                self._write("/", look)
            if (part := element.find(m(name))) is not None:
                self.walk(part, look)

    def _alternates(self, element: Element, look: Look) -> None:
        """One and the same thing said for newer programs and for older ones: it is read once."""
        for choice in element.iterfind(CHOICE):
            before = (self.at, len(self.boxes), self._tally.pictures, len(self.line.notes))
            self.walk(choice, look)
            if before != (self.at, len(self.boxes), self._tally.pictures, len(self.line.notes)):
                return
        for fallback in element.iterfind(FALLBACK):
            self.walk(fallback, look)
