"""The outline of a text: its paragraphs hung into a tree of numbered units, with people's paths.

Levels are found, not assumed: a marker of a kind that is open closes everything below it, one of a
new kind opens a level under the last. So "A > I > 1 > 1.1 > a) > - > +" and "II > 1 > -" both work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.grammar.letters import pattern as vn
from ingest.structure.markers import Marker
from ingest.structure.paragraphs import Paragraph

_RANK = ("part", "chapter", "section", "article")  # these close everything that is smaller
_KIND = {
    "part": "part", "chapter": "chapter", "section": "section", "article": "article", "roman": "section",
    "capital": "part", "arabic": "clause", "dotted": "clause", "paren": "clause", "point": "point",
    "dash": "bullet", "plus": "bullet", "star": "bullet",
}  # fmt: skip
_BULLETS = ("dash", "plus", "star")
_WORD = {"part": "Phần", "chapter": "Chương", "section": "Mục", "article": "Điều"}


@dataclass(slots=True)
class Unit:
    """A provision: a paragraph and everything hung under it. `text` is its own words, clean offsets."""

    index: int
    kind: str
    label: str | None
    path: str
    start: int
    end: int
    text: tuple[int, int]
    parent: int | None
    heading: bool = False
    paragraph: Paragraph | None = None
    document: int = 0
    children: list[int] = field(default_factory=list)
    marker: Marker | None = None
    weak: bool = False  # a heading that orders in some texts and tells in others ("Nội dung")


def is_heading(text: str, p: Paragraph, following: bool) -> bool:
    """A title line: set apart or in capitals, short, without a stop, with something under it."""
    body = text[p.content : p.end].strip()
    if not body:
        return True
    if body[-1] == ":" or len(body) >= 400:
        return False
    if p.hashes or _in_capitals(body):
        return True
    if body[-1] in ".;,!?":
        return False
    if p.marker is None:
        return p.bold and len(body) < 200 and following
    if p.marker.kind in _BULLETS:
        return False
    return len(body) < (320 if p.bold else 220) and following


def _in_capitals(words: str) -> bool:
    """Are more than four of five letters capitals?"""
    # Six small letters are a quarter of all that is written; counting them tells most lines at a tenth of the cost.
    if 5 * sum(map(words.count, "nhtigc")) >= len(words):
        return False
    letters = sum(map(str.isalpha, words))
    return letters > 0 and sum(map(str.isupper, words)) / letters > 0.8


def outline(flat: str, paragraphs: list[Paragraph]) -> list[Unit]:
    """Every paragraph as a unit of the tree, in reading order."""
    units: list[Unit] = []
    stack: list[tuple[str, int]] = []  # (level key, unit)
    counts: dict[int | None, int] = {}
    for k, p in enumerate(paragraphs):
        following = k + 1 < len(paragraphs) and not paragraphs[k + 1].table
        if p.footnote is not None:
            units.append(_unit(units, "footnote", p.footnote, f"chú thích {p.footnote}", p, None))
            continue
        if p.marker is None:
            heading = is_heading(flat, p, following)
            if heading and p.hashes and stack and not _under_article(stack):
                stack = [s for s in stack if s[0] in _RANK]
            parent = stack[-1][1] if stack else None
            kind = "heading" if heading else "table" if p.table else "paragraph"
            counts[parent] = counts.get(parent, 0) + 1
            label = None
            number = counts[parent] + (1 if parent is not None and not units[parent].heading else 0)
            own = f"đoạn {number}"
            unit = _unit(units, kind, label, _join(units, parent, own), p, parent)
            unit.heading = heading
            units.append(unit)
            continue
        key = _level(p.marker, stack, units)
        depth = next((i for i, (open_key, _) in enumerate(stack) if open_key == key), None)
        if depth is not None:
            stack = stack[:depth]
        elif key in _RANK:
            rank = _RANK.index(key)
            stack = [s for s in stack if s[0] in _RANK and _RANK.index(s[0]) < rank]
        elif key == "roman":
            # "I." opens what no bullet holds, whatever a dash before it was (a title's line broken at its dash).
            stack = [s for s in stack if s[0] not in _BULLETS]
        parent = stack[-1][1] if stack else None
        label = p.marker.label
        if key in _BULLETS:
            counts[parent] = counts.get(parent, 0) + 1
            own = f"gạch {counts[parent]}" if key == "dash" else f"{label} {counts[parent]}"
        else:
            own = f"{_WORD[key]} {label}" if key in _WORD else label
        unit = _unit(units, _KIND[p.marker.kind], label, _join(units, parent, own), p, parent)
        unit.heading = is_heading(flat, p, following)
        unit.marker = p.marker
        units.append(unit)
        stack.append((key, unit.index))
    for unit in reversed(units):
        if unit.parent is not None:
            units[unit.parent].end = max(units[unit.parent].end, unit.end)
    for unit in units:
        if unit.parent is not None:
            units[unit.parent].children.append(unit.index)
    return units


def _under_article(stack: list[tuple[str, int]]) -> bool:
    return any(key == "article" for key, _ in stack)


def _level(marker: Marker, stack: list[tuple[str, int]], units: list[Unit]) -> str:
    """The level of a marker: its kind, dotted numbers by how many numbers they have."""
    if marker.kind == "dotted":
        return f"dotted{marker.label.count('.')}"
    if marker.kind == "paren" and marker.label.isalpha():
        return "paren-letter"
    if marker.kind == "roman" and len(marker.label) == 1:
        for key, unit in reversed(stack):
            # "I" after "H" is a letter; "I", "V", "X" first or after a roman are romans.
            if key == "capital" and ord(units[unit].label or "A") + 1 == ord(marker.label):
                return "capital"
    if marker.kind == "capital" and marker.label in "CDLM" and any(k == "roman" for k, _ in stack):
        return "capital"
    return marker.kind


def _unit(units: list[Unit], kind: str, label: str | None, path: str, p: Paragraph, parent: int | None) -> Unit:
    return Unit(len(units), kind, label, path, p.start, p.end, (p.content, p.end), parent, paragraph=p)


def _join(units: list[Unit], parent: int | None, own: str) -> str:
    return f"{units[parent].path} > {own}" if parent is not None else own


_ABBREVIATIONS = vn(
    r"(?:^|[^\w])(?:TP|Tp|tp|Ts|TS|PGS|GS|Ths|ThS|QL|TL|ĐT|St|Mr|tr|v\.v|Nxb|NXB|Q|P|H|KT|TM|TL|TUQ|T/M"
    r"|No|Co|Ltd|Jsc|STT|sđd)$"
)
_ABBREVIATED = "PpsSLTtrvbBQHMoCdc"  # their last letters: asked of every stop, and most stand behind another
# What can end one: found first, for trying the rest everywhere is slow. A line of dots is one mark. The set of letters
# comes first and what is asked of a dot after it: the engine skips to a set, but tries a choice at every letter.
_MARK = re.compile(r"[.…!?\n](?:(?<!\.)|(?!\.)|(?<!\.\.)\.{2,})")
_END = vn(r"(?:\.{3,}|…|[.!?])[\"”’)\]]*(?=\s+[\"“‘(\[]?[{UP}0-9]|\s*$|/\.?|\s*\n)|\n")


_NUMBER_LAST = re.compile(r"(?:^|\s)\d{1,2}$")
_NUMBER_OF = re.compile(r"(?:năm|ngày|tháng|số|quý|kỳ|thứ|khóa)\s+\d{1,2}$")
_INITIAL = re.compile(r"(?:^|[\s(])[A-ZĐ]$")
_RUNS_ON = vn(r"(?:Với|Và|Trong đó|Theo|Để|Nhằm|Trên|Của|Hoặc)\s")  # "logistics... Với quy mô cấp vùng"


def sentences(flat: str, start: int, end: int, holes: list[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """The sentences of a stretch; ordinals (`khoản 1. Điều`), abbreviations and `TP.` do not end one."""
    out: list[tuple[int, int]] = []
    at = stop = start
    skip = holes or []
    for mark in _MARK.finditer(flat, start, end):
        match = _END.match(flat, mark.start(), end) if mark.start() >= stop else None
        if match is None:
            continue
        stop = match.end()
        if skip and any(a <= match.start() < b for a, b in skip):
            continue
        if match.group()[0] == "." and len(match.group().rstrip('"”’)]')) == 1:
            before = flat[max(start, match.start() - 12) : match.start()]
            last = before.rstrip()[-1:]
            if last in _ABBREVIATED and _ABBREVIATIONS.search((before.split() or [""])[-1]):
                continue
            if match.start() - at < 4 and _NUMBER_LAST.search(before) and not _NUMBER_OF.search(before):
                continue
            if last.isupper() and _INITIAL.search(before):
                continue
        elif match.group().startswith(("...", "…")):
            after = flat[stop : stop + 12].lstrip()
            if after and (not after[:1].isupper() or _RUNS_ON.match(after)):
                continue
        piece = _trim(flat, at, stop)
        if piece:
            out.append(piece)
        at = stop
    piece = _trim(flat, at, end)
    if piece:
        out.append(piece)
    return out


def _trim(flat: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and flat[start] in " \n\t":
        start += 1
    while end > start and flat[end - 1] in " \n\t":
        end -= 1
    return (start, end) if end - start > 1 else None
