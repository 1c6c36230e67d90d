"""From lines to paragraphs, by what the page shows: edges, indents, distances, and what would have fitted.

A line that ends although the next one's first word would still have fitted was ended on purpose; one
that is full goes on, unless the next is set as a beginning. Where neither is certain, lines stay lines:
what their words say is weighed later, with the whole text at hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

from ingest.readers.pdf.model import Flow, Line

_INDENT = 0.8  # sizes: a line that begins this far in is indented
_FURTHER = 1.22  # of the usual distance of lines: the next is set apart
_MUCH_FURTHER = 1.7
_SENTENCE_END = tuple('.;:!?…”"')
_BULLET = re.compile(r"[-–—+*•●▪■◦○➢✓\uf000-\uf0ff](?=\s|$)|[-+•●](?=\w)")
_NUMBERED = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,2})*\s?[.)](?!\d)|\(?[a-zđ]{1,2}\)|[IVXLC]{1,6}\s?[.)-]|\(\d{1,2}\))(?:\s|$)"
    r"|(?:Điều|ĐIỀU)\s+\d+\w?\s*[.:](?:\s|$)|(?:Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN)\s+(?:[IVXLC]+|\d+)\s*(?:[.:]|$)"
)
# A line may break behind these inside one symbol: `280/CD-` `TTg`, `năm 2025/` `NĐ-CP`.
_HELD = re.compile(r"\S[-–\u00ad]$|(?:\d|[A-ZĐ]{2})/$")
_LEAST_WIDTH = 120.0  # points: in narrower columns what would have fitted says little


@dataclass(frozen=True, slots=True)
class Habits:
    """What a document does throughout: `indented` where its numbered paragraphs begin with an indent."""

    indented: bool
    pitch: float  # the usual distance of baselines, in sizes


def habits(pages: list[list[Flow]]) -> Habits:
    """What the wide flows of a document have in common."""
    indents: list[bool] = []
    pitches: list[float] = []
    for flows in pages:
        for flow in flows:
            if not flow.wide:
                continue
            for a, b in zip(flow.lines, flow.lines[1:], strict=False):
                if a.x1 > flow.right - a.size and abs(a.size - b.size) < 0.6:
                    pitches.append((a.y - b.y) / a.size)
            indents += [line.x0 > flow.left + _INDENT * line.size for line in flow.lines if begins_item(line.text)]
    indented = len(indents) >= 3 and sum(indents) >= 0.6 * len(indents)
    usual = median(p for p in pitches if p > 0) if any(p > 0 for p in pitches) else 1.3
    return Habits(indented, usual)


def begins_item(text: str) -> bool:
    """Does a line begin with a bullet or a number of its own?"""
    return _BULLET.match(text) is not None or _NUMBERED.match(text) is not None


def paragraphs(flow: Flow, known: Habits) -> list[list[Line]]:
    """The lines of a flow by paragraph."""
    out: list[list[Line]] = []
    itemised = _itemised(flow)
    for line in flow.lines:
        if out and _goes_on(out[-1], line, flow, known, itemised):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def runs_over(last: list[Line], line: Line, before: Flow, after: Flow, known: Habits) -> bool:
    """Does the paragraph that ends a page go on with the first line of the next?"""
    if not (before.wide and after.wide) or (begins_item(line.text) and line.x0 > after.left + _INDENT * line.size):
        return False
    return _follows(last, line, before, after.left, known, None)


def runs_on(carried: list[Line], line: Line, flow: Flow, known: Habits) -> bool:
    """Does a paragraph that was carried over a page break go on with the line after its first one there?

    Alone on its page that one line does not show whether the block is set in as a whole; those before it do.
    """
    return flow.wide and _goes_on(carried, line, flow, known, False)


def cell_paragraphs(lines: list[Line], left: float, right: float) -> list[list[Line]]:
    """The paragraphs of a cell between its two rules. Columns are narrow: only a mark or a stop parts them."""
    out: list[list[Line]] = []
    for line in lines:
        if not out or (begins_item(line.text) and not _splits_number(out[-1][-1], line)):
            out.append([line])
            continue
        last = out[-1][-1]
        padding = max(min(a.x0 for a in lines) - left, 0.0)
        room = right - min(padding, 12.0) - last.x1
        ended = last.text.endswith((".", ";", ":", ".”")) and would_fit(line, room)
        if ended and line.text[:1].isupper():
            out.append([line])
        else:
            out[-1].append(line)
    return out


def joined(before: str, after: str) -> str:
    """What parts two lines of a paragraph: a blank, or nothing where a symbol was broken."""
    return "" if _HELD.search(before) and after[:1].isalnum() else " "


def _splits_number(last: Line, line: Line) -> bool:
    return _HELD.search(last.text) is not None or last.text.endswith(("khoản", "điểm", "Điều", "số", ","))


def _itemised(flow: Flow) -> bool:
    items = sum(_BULLET.match(line.text) is not None for line in flow.lines)
    return items >= 3 and items >= 0.4 * len(flow.lines)


def _goes_on(paragraph: list[Line], line: Line, flow: Flow, known: Habits, itemised: bool) -> bool:
    last = paragraph[-1]
    if not flow.wide:
        return _goes_on_in_column(last, line, flow, itemised)
    pitch = (last.y - line.y) / max(last.size, line.size)
    if pitch <= 0:
        return False
    return _follows(paragraph, line, flow, flow.left, known, pitch)


def _goes_on_in_column(last: Line, line: Line, flow: Flow, itemised: bool) -> bool:
    """In a letterhead or a signature lines are set one by one; a list of recipients wraps."""
    text = line.text
    if begins_item(text) or last.text.endswith(_SENTENCE_END) or abs(last.size - line.size) > 0.08 * last.size:
        return False
    if (last.y - line.y) > 1.6 * last.size or would_fit(line, flow.right - last.x1):
        return False
    if itemised and begins_item(flow.lines[0].text):
        return True
    return text[:1].islower() or last.text.endswith((",", "-")) or (itemised and line.x0 < last.x0 + 1.5 * line.size)


def _follows(paragraph: list[Line], line: Line, flow: Flow, left: float, known: Habits, pitch: float | None) -> bool:
    """`pitch` is the distance of the two baselines in sizes, None over a page break."""
    last, text = paragraph[-1], line.text
    before = last.text
    if abs(last.size - line.size) > 0.08 * last.size or _is_rule(before) or _is_rule(text):
        return False
    if _HELD.search(before) and text[:1].isalnum() and not would_fit(line, flow.right - last.x1):
        return True
    if would_fit(line, flow.right - last.x1):
        return False
    if pitch is not None and pitch > _MUCH_FURTHER * known.pitch:
        return False
    runs_on = not before.endswith(_SENTENCE_END)
    lower = text[:1].islower()
    item = begins_item(text)
    indented = line.x0 > left + _INDENT * line.size
    centred = _centred(last, line, flow)
    if not indented:
        if item and not (known.indented and (runs_on or _BULLET.match(text) is None)):
            return False
        if pitch is not None and pitch > _FURTHER * known.pitch and not (lower and runs_on):
            return False
        return lower or not _set_apart(last, line)
    if item:
        return False
    if runs_on and lower and (pitch is None or pitch <= _FURTHER * known.pitch):
        return True
    # A title over several lines: one axis, one look, and the line above is full.
    if centred and runs_on and not _set_apart(last, line) and before.isupper() == text.isupper():
        return pitch is None or pitch <= _FURTHER * known.pitch or before.count("(") > before.count(")")
    # A block that is set in as a whole: its first line stands where its others do, or is a number hung before them.
    inset = abs((last.x0 if len(paragraph) > 1 else _hanging(last)) - line.x0) < 1.5
    return inset and runs_on


def would_fit(line: Line, room: float) -> bool:
    """Would the first word of a line have found room behind the line before?"""
    end = line.words[0].x1
    for word in line.words[1:]:
        if not word.glued:
            break
        end = word.x1
    blank = 0.25 * line.size
    return end - line.x0 + blank < room - 0.1 * line.size


def _hanging(line: Line) -> float:
    """Where the words of a numbered line begin behind its number; nowhere, where it has none."""
    return line.words[1].x0 if begins_item(line.text) and len(line.words) > 1 else float("-inf")


def _centred(a: Line, b: Line, flow: Flow) -> bool:
    axis = flow.left + flow.right
    same = abs((a.x0 + a.x1) - (b.x0 + b.x1)) < 2 * 0.6 * a.size
    return same and flow.right - flow.left > _LEAST_WIDTH and abs(a.x0 + a.x1 - axis) < 0.12 * (flow.right - flow.left)


def _set_apart(a: Line, b: Line) -> bool:
    """Is one of two lines bold throughout, and nothing of the other?"""
    return (a.bold and not any(w.bold for w in b.words)) or (b.bold and not any(w.bold for w in a.words))


def _is_rule(text: str) -> bool:
    return not text.strip("_-=*~. ")
