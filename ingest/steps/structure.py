"""Instruments of the file, their headers, outlines and zones."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.reading import Instrument, Reading
from ingest.structure.documents import Attached, Part, attached, parts
from ingest.structure.header import read_header
from ingest.structure.outline import Unit, outline
from ingest.structure.quotations import Quotation, inside, quotations
from ingest.structure.tables import extent, find_tables, joined
from ingest.structure.zones import set_zones


def read_structure(reading: Reading) -> None:
    """Fill `reading.instruments`, and add to `reading.tables` those that only the words show."""
    reading.tables = joined(reading.tables, find_tables(reading.clean.text))
    reading.quotations = _kept_to_notes(reading, quotations(reading.flat))
    found = parts(reading.flat, reading.paragraphs) if reading.paragraphs else []
    kept: list[tuple[Part, Any]] = []
    for part in found:
        header = read_header(reading.flat, reading.paragraphs, part)
        if kept and header.symbol is None and header.date is None:
            # A form or a template in an annex wears a title too; an instrument has a number or a day.
            kept[-1][0].annexes = kept[-1][0].annexes or [part.first]
            kept[-1][0].last = part.last
            continue
        kept.append((part, header))
    for part, header in kept:
        reading.instruments.append(_instrument(reading, part, header))


def _kept_to_notes(reading: Reading, found: list[Quotation]) -> list[Quotation]:
    """A quotation that opens in a note ends with it: the page that goes on below is no part of what the note quotes,
    though the mark that closes it stands on the next page."""
    paragraphs = reading.paragraphs
    out = []
    for q in found:
        k = bisect_right(paragraphs, q.start, key=lambda p: p.start) - 1
        end = q.end
        if k >= 0 and paragraphs[k].footnote is not None:
            while k < len(paragraphs) and paragraphs[k].start < q.end and paragraphs[k].footnote is not None:
                end = min(q.end, paragraphs[k].end)
                k += 1
        out.append(Quotation(q.start, end))
    return out


_MOTTO = re.compile(r"CỘNG\s+H[ÒO]A\s+XÃ|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT")
_LETTERHEAD = 3  # paragraphs of an issuer's name that may stand before the motto
_FAR = 8  # a motto later than this has a web page above it


def _furniture(reading: Reading, part: Part) -> int:
    """Where the letterhead begins: what a portal put above it is no part of the instrument."""
    for k in range(part.first, min(part.body, part.last)):
        p = reading.paragraphs[k]
        if _MOTTO.match(reading.flat[p.start : p.end].lstrip("#*| ")):
            return max(part.first, k - _LETTERHEAD) if k - part.first > _FAR else part.first
    return part.first


def _page_below(reading: Reading, part: Part) -> int:
    """Where a web page goes on below the instrument: its first paragraph, or past the end."""
    below = reading.paragraphs[part.closing : part.last]
    # Long annexes stand below, and few files are web pages: paragraph by paragraph it took 6 % of the corpus's time.
    said = reading.flat[min(p.start for p in below) : max(p.end for p in below)].lower() if below else ""
    phrases = [words for words in _portal_phrases() if words in said]
    if phrases:
        for k, p in enumerate(below, start=part.closing):
            lower = reading.flat[p.start : p.end].lower()
            if any(words in lower for words in phrases):
                return k
    return part.last


def _is_consolidated(header: Any) -> bool:
    return header.type == "văn bản hợp nhất" or (header.symbol is not None and "VBHN" in header.symbol.code)


def _notes_below(reading: Reading, part: Part, last: int) -> int:
    """Where the notes of a consolidated text begin, which stand below its signature; else `last`.

    A note says which law put a provision in, in a sentence; recipients and signatures are shorter.
    """
    for k in range(part.closing, last):
        p = reading.paragraphs[k]
        if p.footnote or (not p.table and p.end - p.content > _LONGEST_RECIPIENT):
            return k
    return last


def _tables_below(reading: Reading, first: int, last: int) -> int:
    """Where tables of three columns begin below the signature: the annex, whatever heads it. Else `last`.

    A table of two columns is the one that recipients and signature stand in.
    """
    starts = [extent(table)[0] for table in reading.tables if table and max(map(len, table)) > 2]
    for k in range(first, last):
        p = reading.paragraphs[k]
        if p.table and (p.start in starts or reading.flat.count(" | ", p.start, p.end) > 1):
            return k
    return last


@cache
def _portal_phrases() -> tuple[str, ...]:
    text = files("ingest.grammar").joinpath("lexicons/portal-phrases.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _add_attached(reading: Reading, plan: Attached, units: list[Unit], zones: list[str]) -> None:
    """The outline of what an instrument issues with itself, below its own."""
    below = outline(reading.flat, reading.paragraphs[plan.body : plan.last])
    zones += set_zones(reading.flat, below, plan.type, False)
    shift = len(units)
    for unit in below:
        unit.index += shift
        unit.parent = unit.parent + shift if unit.parent is not None else None
        unit.children = [child + shift for child in unit.children]
        unit.path = f"{plan.type} kèm theo > {unit.path}"
    units += below


_LONGEST_RECIPIENT = 130  # characters
_NAMED = {
    "footnote": "chú thích",
    "furniture": "trang đăng",
    "header": "phần đầu",
    "recipients": "nơi nhận",
    "annex": "phụ lục",
}


def _instrument(reading: Reading, part: Part, header: Any) -> Instrument:
    paragraphs, flat = reading.paragraphs, reading.flat
    letterhead = _furniture(reading, part)
    body = paragraphs[part.body : part.closing]
    units = outline(flat, body)
    zones = set_zones(flat, units, header.type, header.symbol is not None and header.symbol.year is not None)
    recitals = {k - part.body for k in part.recitals}
    for k in recitals:
        if 0 <= k < len(units):
            units[k].kind, zones[k] = ("recital", "recital") if part.title is not None else (units[k].kind, "recital")
            if part.title is None:
                zones[k] = "lead-in" if flat[slice(*units[k].text)].rstrip().endswith(":") else zones[k]
    for k, unit in enumerate(units):
        if inside(reading.quotations, unit.text[0]) is not None:
            zones[k] = "quoted"
    stop = part.annexes[0] if part.annexes else part.last
    page = _page_below(reading, part)
    stop = min(stop, page)
    signed = _tables_below(reading, part.closing, stop)
    noted = _notes_below(reading, part, signed) if _is_consolidated(header) else signed
    plan = attached(flat, paragraphs, stop, page)
    if plan is not None:
        _add_attached(reading, plan, units, zones)
    for first, last, kind in (
        (part.first, letterhead, "furniture"),
        (letterhead, part.body, "header"),
        (part.closing, noted, "recipients"),
        (noted, signed, "footnote"),
        (signed, stop, "annex"),
        (stop, plan.body if plan else page, "annex"),
        (plan.last if plan else page, page, "annex"),
        (page, part.last, "furniture"),
    ):
        for p in paragraphs[first:last]:
            unit = Unit(
                len(units),
                "footnote"
                if p.footnote or kind == "footnote"
                else "table"
                if p.table
                else "heading"
                if kind == "furniture"
                else kind,
                p.footnote,
                _NAMED[kind],
                p.start,
                p.end,
                (p.content, p.end),
                None,
                paragraph=p,
            )
            units.append(unit)
            zones.append("footnote" if p.footnote else kind)
    return Instrument(part, header, units, zones, paragraphs[part.first].start, paragraphs[part.last - 1].end)
