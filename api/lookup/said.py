"""What a given text says: its citations as documents are read, and numbers that are no citations."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from ingest.extract import extract
from ingest.grammar.symbols import Symbol, find_symbols, has_known_group
from ingest.grammar.types import is_negative, type_before
from ingest.pipeline import begin
from ingest.resolve.local import Local
from ingest.source import SourceText

_LEAD = re.compile(r"[^\W\d_][^\W_]*(?:\s+[^\W\d_][^\W_]*){0,2}\s*:?\s*$")
_BEFORE = 24  # characters before a number that say what it is; as far as the grammar looks


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that looks like a symbol and is none, by its span in the text, with the reason in Vietnamese."""

    start: int
    end: int
    reason: str


@dataclass(slots=True)
class Said:
    """A text, what was read out of it (offsets are of `text`), and what was refused."""

    text: str
    local: Local
    rejected: list[Rejected]
    name: str | None = None
    media_type: str = "text/plain"
    warnings: list[str] = field(default_factory=list)


def read_text(text: str) -> Said:
    """A pasted text; what it mentions, in its own offsets."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    local = extract(SourceText("", "text/plain", digest, text, as_stored=True))
    return Said(text, local, refused(text, local))


def refused(text: str, local: Local) -> list[Rejected]:
    """The numbers written like symbols that the grammar takes for something else: forms, contracts, roads, standards.

    A document's own number is neither a citation nor refused.
    """
    reading = begin(text)
    own = {document.symbol for document in local.extraction.documents if document.symbol}
    taken = sorted((c.start, c.end) for c in local.extraction.citations)
    found = []
    at = 0
    for symbol in find_symbols(reading.flat):
        start, end = reading.clean.source_span(symbol.start, symbol.end)
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if (at < len(taken) and taken[at][0] < end) or symbol.text in own:
            continue
        reason = _reason(reading.flat, symbol)
        if reason is not None:
            found.append(Rejected(start, end, reason))
    return found


def _reason(flat: str, symbol: Symbol) -> str | None:
    """Why the grammar refuses a number; None where it does not, and left it out for where it stands."""
    typed = type_before(flat, symbol.start)
    if is_negative(flat, symbol.start):
        before = flat[max(0, symbol.start - _BEFORE) : symbol.start].rpartition("\n")[2]
        lead = _LEAD.search(before)
        words = " ".join(lead[0].rstrip(" :").split()) if lead else ""
        return (
            f"đứng sau «{words}», không phải số ký hiệu của văn bản" if words else "không phải số ký hiệu của văn bản"
        )
    if typed is not None and typed[0] == "hợp đồng":
        return "là số của hợp đồng, không phải của văn bản"
    if typed is None and not has_known_group(symbol.code):
        return "không có loại văn bản đứng trước và ký hiệu không của cơ quan nào được biết"
    return None
