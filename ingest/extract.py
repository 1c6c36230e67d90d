"""One file read on its own: the extraction with everything but identities, and what identities need.

It depends on that file alone, so it runs anywhere, in any order, and can be cached by content.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable
from typing import cast

from graph.identity import agency_iri, slug
from graph.model import (
    Assignment,
    Citation,
    Document,
    Extraction,
    Kind,
    Problem,
    Provision,
    Relation,
    Source,
    SourcePage,
    Target,
    Task,
)
from ingest.pipeline import read
from ingest.reading import Instrument, Reading
from ingest.resolve.keys import Own, Ref, body_of, placed, ref_of, type_slug
from ingest.resolve.local import Local
from ingest.source import SourceText

EXTRACTOR = {"name": "danchieu", "version": "0.1.0"}
_KINDS = frozenset(
    # the schema's kinds of provision, under the names that the outline gives them
    {"part", "chapter", "section", "article", "clause", "point", "paragraph", "bullet", "recital", "heading"}
    | {"footnote", "table", "annex", "header", "signature", "recipients"}
)

Span = Callable[[int, int], tuple[int, int]]  # from the cleaned text's offsets to the source's


def extract(source: SourceText) -> Local:
    """Everything that one source says, offsets in its own text."""
    reading = read(source)
    span = reading.clean.source_span
    extraction = Extraction(
        Source(
            source.path,
            source.sha256,
            source.media_type,
            len(source.text),
            None if source.as_stored else source.text,
            [SourcePage(p.number, p.start, p.end, p.confidence) for p in source.pages],
        ),
        dict(EXTRACTOR),
    )
    for warning in source.warnings:
        extraction.problems.append(Problem("reader-warning", warning))
    owns = []
    provision_ids: list[list[str]] = []
    for k, inst in enumerate(reading.instruments):
        document = _document(k, inst, span)
        extraction.documents.append(document)
        owns.append(_own(inst, source))
        provision_ids.append(_provisions(extraction, k, inst, span))
        if inst.header.symbol is None and inst.header.code is None:
            extraction.problems.append(
                Problem(
                    "no-number",
                    f"Văn bản «{document.title or document.type or document.id}» không ghi số, ký hiệu.",
                    document.start,
                    _line_end(source.text, document.start),
                )
            )
    _tasks(extraction, reading, provision_ids, span)
    refs = _citations(extraction, reading, provision_ids, span)
    return Local(extraction, refs, owns)


def _line_end(text: str, at: int) -> int:
    """The end of the first line that says something from `at` on."""
    said = re.compile(r"\s*[^\n]+").match(text, at)
    return said.end() if said else min(at + 1, len(text))


def _document(k: int, inst: Instrument, span: Span) -> Document:
    h = inst.header
    start, end = span(inst.start, inst.end)
    symbol = h.symbol.text if h.symbol else None
    issuer = (
        {"id": placed(h.row, h.place, h.district) if h.row else slug(h.issuer), "name": h.issuer} if h.issuer else None
    )
    return Document(
        id=f"d{k + 1}",
        instrument="",  # known when all files are read
        type=h.type,
        start=start,
        end=end,
        symbol=symbol,
        date=h.date,
        title=h.title,
        issuer=issuer,
        jurisdiction=h.jurisdiction,
        signatories=[dict(s) for s in h.signatories],
        recipients=[{"name": r} for r in h.recipients],
    )


def _own(inst: Instrument, source: SourceText) -> Own:
    h = inst.header
    code = h.symbol.code if h.symbol else h.code
    party = h.party or (h.row is not None and h.row.branch == "party")
    if code:
        body, row = body_of(code, h.party, h.place, h.district, h.row)
    else:
        row = h.row
        body = placed(row, h.place, h.district) if row else f"khong-ro-{h.place}" if h.place else "khong-ro"
    word = type_slug(h.type, code, party) or "van-ban"
    series = (body, word, slug(h.symbol.text)) if h.symbol else None
    year = h.year or _title_year(h.title)
    return Own(
        series=series,
        type=h.type,
        symbol=h.symbol.text if h.symbol else None,
        date=h.date,
        year=year,
        title=h.title,
        issuer=h.issuer,
        body=body,
        place=h.jurisdiction,
        branch=row.branch if row else "unknown",
        party=party,
        digest=hashlib.sha256((slug(h.title or "") or source.sha256).encode()).hexdigest()[:8],
    )


def _title_year(title: str | None) -> int | None:
    found = re.findall(r"(?<!\d)(20\d\d|19\d\d)(?!\d)", title or "")
    return int(found[0]) if len(set(found)) == 1 else None


def _provisions(extraction: Extraction, k: int, inst: Instrument, span: Span) -> list[str]:
    ids = []
    for unit in inst.units:
        start, end = span(unit.start, unit.end)
        ident = f"p{k + 1}.{unit.index + 1}"
        ids.append(ident)
        kind = unit.kind if unit.kind in _KINDS else "paragraph"
        parent = f"p{k + 1}.{unit.parent + 1}" if unit.parent is not None else None
        extraction.provisions.append(Provision(ident, f"d{k + 1}", kind, unit.path, start, end, parent, unit.label))
    return ids


def _tasks(extraction: Extraction, reading: Reading, provision_ids: list[list[str]], span: Span) -> None:
    for number, (k, found) in enumerate(reading.tasks, start=1):
        start, end = span(found.start, found.end)
        task = Task(
            f"t{number}",
            f"d{k + 1}",
            start,
            end,
            reading.clean.source[start:end],
            provision_ids[k][found.unit],
        )
        for agency, explicit in found.lead:
            a, b = span(agency.start, agency.end)
            task.lead.append(Assignment(agency.name, agency_iri(agency.name), explicit, a, b))
        for agency in found.coordinating:
            a, b = span(agency.start, agency.end)
            task.coordinating.append(Assignment(agency.name, agency_iri(agency.name), True, a, b))
        task.deadlines = [d for d, _, _ in found.deadlines]
        for t in found.targets:
            x, y = span(t.start, t.end)
            said = reading.clean.source[x:y]
            task.targets.append(Target(said, t.value, t.unit, t.comparator, t.upper, t.direction))
        extraction.tasks.append(task)


_WIDE = re.compile("[\uff01-\uff5e\u2044]")  # letters and digits of full width, read as plain ones; a fraction's stroke


def _written_otherwise(quote: str, number: str | None) -> bool:
    """Was a symbol read off signs that are not its own: `1O5/KH` as `105/KH`?"""
    return _WIDE.search(quote) is not None or (number is not None and number.lstrip("0.") not in quote)


def _citations(extraction: Extraction, reading: Reading, provision_ids: list[list[str]], span: Span) -> list[Ref]:
    refs: list[Ref] = []
    source_text = reading.clean.source
    task_spans = sorted((t.start, t.end, f"t{n}") for n, (_, t) in enumerate(reading.tasks, start=1))
    starts = [s for s, _, _ in task_spans]
    for k, m in enumerate(reading.mentions):
        owner = reading.owner[k]
        header = reading.instruments[owner].header
        upper = header.date or (str(header.year or _title_year(header.title) or "") or None)
        ref = ref_of(m, reading.flat, header, owner, upper)
        start, end = span(m.start, m.end)
        full = span(m.full_start, max(m.full_end, m.end))
        subject = f"d{owner + 1}"
        if m.parent is None and m.kind != "self":
            at = bisect_right(starts, m.start) - 1
            if at >= 0 and m.start < task_spans[at][1]:
                subject = task_spans[at][2]
        unit = reading.unit[k]
        refs.append(ref)
        extraction.citations.append(
            Citation(
                id=f"c{k + 1}",
                document=f"d{owner + 1}",
                start=start,
                end=end,
                text=reading.clean.source[start:end],
                kind=cast(Kind, m.kind),
                type=m.type,
                symbol=m.symbol,
                date=m.date,
                jurisdiction=ref.place,
                instrument=None,
                relation=cast(Relation, m.relation),
                subject=subject,
                confidence=0.0,
                provision=provision_ids[owner][unit] if unit >= 0 else None,
                mention={"start": full[0], "end": full[1]},
                issuer=ref.issuer,
                pinpoint=m.pinpoint,
                title=" ".join(ref.title.split()) if ref.title else None,
            )
        )
        if m.mended or (m.symbol is not None and _written_otherwise(source_text[start:end], m.number)):
            extraction.problems.append(
                Problem(
                    "mended-symbol",
                    f"«{reading.clean.source[start:end]}» được đọc là {m.symbol}.",
                    start,
                    end,
                )
            )
    return refs
