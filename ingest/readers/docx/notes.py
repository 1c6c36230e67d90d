"""Footnotes and endnotes: where their words are, and the numbers that Word counts for them."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.readers.docx.counting import written
from ingest.readers.docx.names import Element, number, value, w
from ingest.readers.docx.package import Package, Relation

KINDS = ("footnote", "endnote")


class NoteNumbers:
    """Numbers of notes in the order of their marks, in the form that the section or the document asks for."""

    def __init__(self, settings: Element | None, sections: list[Element]) -> None:
        self._settings = settings
        self._sections = sections
        self._section = 0
        self._counts: dict[str, int] = {}

    def next(self, kind: str) -> str:
        """The number of the next footnote or endnote."""
        start = number(self._asked(kind, "numStart"))
        count = self._counts.get(kind)
        count = max(0, 1 if start is None else start) if count is None else count + 1
        self._counts[kind] = count
        return written(count, self._asked(kind, "numFmt") or ("decimal" if kind == "footnote" else "lowerRoman"))

    def next_section(self) -> None:
        """A section of the document has ended."""
        self._section += 1
        for kind in KINDS:
            if self._asked(kind, "numRestart") == "eachSect":
                self._counts.pop(kind, None)

    def _asked(self, kind: str, what: str) -> str | None:
        section = self._sections[self._section] if self._section < len(self._sections) else None
        for holder in (section, self._settings):
            said = value(holder.find(w(f"{kind}Pr")) if holder is not None else None, what)
            if said is not None:
                return said
        return None


def find_notes(package: Package, relations: Mapping[str, Relation]) -> dict[tuple[str, str], tuple[str, Element]]:
    """Part and element of each note by kind and id; the lines that part notes from the page's text are none."""
    found: dict[tuple[str, str], tuple[str, Element]] = {}
    for kind in KINDS:
        part = next((to.target for to in relations.values() if to.kind == f"{kind}s" and not to.external), None)
        root = package.xml(part)
        for note in root.iterfind(w(kind)) if root is not None and part is not None else ():
            if (note.get(w("type")) or "normal") == "normal" and (key := note.get(w("id"))) is not None:
                found[kind, key] = (part or "", note)
    return found
