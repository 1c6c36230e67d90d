"""Fidelity over formats: does another format of a document say what its .docx says?

    python -m benchmarks.fidelity [WORD FILE…] [--formats pdf,doc,rtf,html,odt,scan300,scan200]
        [--pages 12] [--keep DIR] [--wrong | --json]

Without paths it builds own Word documents (`benchmarks.rich_documents`): letterheads and signatures in tables
without lines, automatic numbering, tables of tasks over pages, tracked changes, footnotes. LibreOffice converts
each to the other formats; `scan300` and `scan200` are the pages of its PDF as pictures of 300 and 200 dots an
inch, which the text recogniser reads. Every file goes through the reader of its format and the extraction; what
was found is compared with what was found in the Word file itself, which counts as the truth. That measures what
a format or its reader loses, not whether the extraction is right: that is `benchmarks.accuracy`.

A citation agrees where symbol (or, without one, its words), type, date, relation and whether it belongs to a task
are the same; a task where its words, the agencies that lead, those that coordinate, and the ends of its deadlines
are. Words are compared by their letters and digits alone. Scans are given a tolerance, for words only: 0.9 of the
letters alike (`difflib`); symbols, dates, relations and deadlines have to be the same there too.
What is lost by LibreOffice counts as lost: its HTML writes deleted words among the others without a mark.

`--pages` bounds the scans of one document (a page takes 3 to 6 seconds); longer ones are left out and counted.
`--keep` keeps the converted files in a folder and uses those that are there. `--wrong` lists each difference.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks import rich_documents
from benchmarks.measures import Counts
from benchmarks.scans import pages_of, scanned
from graph.model import Assignment, Extraction
from ingest.extract import extract
from ingest.readers import ocr, office
from ingest.readers.errors import Refused, Unreadable
from ingest.readers.opening import read_data
from ingest.text import clean

SCANS = {"scan300": 300, "scan200": 200}  # dots an inch
# Free substitutes of Times New Roman may lack ị and ự, and a page of two faces is no scan that anybody has.
SCAN_FACE = "DejaVu Serif"
FORMATS = ("pdf", "doc", "rtf", "html", "odt", *SCANS)
_HEAD = f"{'citations there':>15} {'said':>5} {'F1':>7} {'tasks there':>12} {'said':>5} {'F1':>7}"
ALIKE = 0.9  # the share of letters that agree in the words of a scan and those of its original


@dataclass(frozen=True, slots=True)
class Fact:
    """Something found: what has to be the same, and words that may differ a little where they were recognised.

    `words` is a row of groups, each of which has to have as many members.
    """

    kind: str
    same: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    def shown(self) -> str:
        """All of it on one line."""
        return " | ".join((*self.same, *("; ".join(group) for group in self.words)))


@dataclass(slots=True)
class Compared:
    """One document in one format against its Word file."""

    name: str
    format: str
    citations: Counts = field(default_factory=Counts)
    tasks: Counts = field(default_factory=Counts)
    missed: list[Fact] = field(default_factory=list)
    extra: list[Fact] = field(default_factory=list)
    refused: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code is 0 also where formats lose something: figures are what is asked for."""
    chosen = _parser().parse_args(arguments)
    formats = chosen.formats.split(",")
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        print(f"unknown formats: {', '.join(unknown)}; there are {', '.join(FORMATS)}", file=sys.stderr)
        return 2
    why = lacking(formats)
    if why:
        print(why, file=sys.stderr)
        return 1
    found: list[Compared] = []
    for name, data, printed in _documents(chosen.paths):
        found += compare(name, data, formats, printed=printed, pages=chosen.pages, keep=chosen.keep)
        if sys.stderr.isatty():
            print(name, file=sys.stderr)
    if chosen.json:
        print(json.dumps([_plain(c) for c in found], ensure_ascii=False))
    elif chosen.wrong:
        print(*_differences(found), sep="\n")
    else:
        print(*_lines(found, formats), sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fidelity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", type=Path, nargs="*", metavar="WORD FILE", help=".docx or .doc")
    parser.add_argument("--formats", default=",".join(FORMATS), help="which to compare, with commas")
    parser.add_argument("--pages", type=int, default=12, help="longest document that is scanned")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a folder for the converted files")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--wrong", action="store_true", help="list every difference, tab-separated")
    form.add_argument("--json", action="store_true", help="all figures as JSON")
    return parser


def lacking(formats: Iterable[str]) -> str | None:
    """What this machine lacks to compare these formats, a clause in Vietnamese; None where nothing."""
    if office.program() is None:
        return f"máy không có LibreOffice ({office.INSTALL})"
    return ocr.available() if any(name in SCANS for name in formats) else None


def _documents(paths: Sequence[Path]) -> Iterator[tuple[str, bytes, bytes]]:
    """Name, Word file, and the Word file that is printed to be scanned."""
    for path in paths:
        yield path.name, path.read_bytes(), path.read_bytes()
    if not paths:
        for name in rich_documents.names():
            yield f"{name}.docx", rich_documents.build(name), rich_documents.build(name, SCAN_FACE, final=True)


def compare(
    name: str,
    data: bytes,
    formats: Sequence[str],
    *,
    printed: bytes | None = None,
    pages: int = 12,
    keep: Path | None = None,
) -> list[Compared]:
    """A Word file against itself in other formats; formats in which it was not made are left out.

    `printed` is what is printed for the scans, where that is not the file itself.
    """
    truth = facts(data, name)
    if isinstance(truth, str):
        return [Compared(name, "docx", refused=truth)]
    out = []
    for form in formats:
        try:
            made = _made(name, printed or data if form in SCANS else data, form, pages, keep)
        except Refused as error:
            out.append(Compared(name, form, refused=error.reason))
            continue
        if made is None:
            continue
        suffix = "pdf" if form in SCANS else form
        said = facts(made, f"{Path(name).stem}.{suffix}")
        one = Compared(name, form)
        if isinstance(said, str):
            one.refused, said = said, []
        weigh(one, truth, said, ALIKE if form in SCANS else 1.0)
        out.append(one)
    return out


def _made(name: str, data: bytes, form: str, pages: int, keep: Path | None) -> bytes | None:
    """The document in another format; None where it has too many pages for a scan."""
    path = keep / f"{name}.{form}.{'pdf' if form in SCANS else form}" if keep else None
    if path is not None and path.is_file():
        return path.read_bytes()
    suffix = Path(name).suffix.lstrip(".") or "docx"
    if form in SCANS:
        pdf = office.convert(data, suffix, "pdf")
        if pages_of(pdf) > pages:
            return None
        made = scanned(pdf, SCANS[form])
    else:
        made = office.convert(data, suffix, form)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
    return made


def facts(data: bytes, name: str) -> list[Fact] | str:
    """What is found in a file, or why it cannot be read."""
    out: list[Fact] = []
    for source in read_data(data, name):
        if isinstance(source, Unreadable):
            return source.reason
        out += facts_of(extract(source).extraction)
    return out


def facts_of(extraction: Extraction) -> list[Fact]:
    """The citations and tasks of an extraction as they are compared."""
    out = []
    for c in extraction.citations:
        where = "trong nhiệm vụ" if c.subject.startswith("t") else "ngoài nhiệm vụ"
        same = (c.symbol or "", c.type or "", c.date or "", str(c.relation), where)
        out.append(Fact("citation", same, ((folded(c.text),) if c.symbol is None else (),)))
    for t in extraction.tasks:
        ends = sorted(d.end or d.recurrence or (f"{d.days[0]}" if d.days else d.kind) for d in t.deadlines)
        out.append(Fact("task", tuple(ends), ((folded(t.text),), _named(t.lead), _named(t.coordinating))))
    return out


def _named(assigned: Iterable[Assignment]) -> tuple[str, ...]:
    return tuple(sorted(folded(a.name) for a in assigned))


def folded(text: str) -> str:
    """The letters and digits of a text, in one spelling.

    >>> folded("Uỷ ban\\nnhân dân, số 5")
    'ủybannhândânsố5'
    """
    return "".join(c for c in clean(text).text.lower() if c.isalnum())


def weigh(compared: Compared, truth: Sequence[Fact], said: Sequence[Fact], alike: float) -> None:
    """Count what agrees, and keep what does not; each fact agrees with one other at most."""
    there, found = Counter(truth), Counter(said)
    compared.missed = list((there - found).elements())
    compared.extra = list((found - there).elements())
    if alike < 1.0:
        for fact in list(compared.missed):
            other = next((f for f in compared.extra if _agree(fact, f, alike)), None)
            if other is not None:
                compared.missed.remove(fact)
                compared.extra.remove(other)
    for kind, counts in (("citation", compared.citations), ("task", compared.tasks)):
        total = sum(f.kind == kind for f in truth)
        counts.add(total - sum(f.kind == kind for f in compared.missed), sum(f.kind == kind for f in said), total)


def _agree(one: Fact, other: Fact, alike: float) -> bool:
    return (
        (one.kind, one.same) == (other.kind, other.same)
        and [len(group) for group in one.words] == [len(group) for group in other.words]
        and all(
            SequenceMatcher(None, a, b, autojunk=False).ratio() >= alike
            for group, group_too in zip(one.words, other.words, strict=True)
            for a, b in zip(group, group_too, strict=True)
        )
    )


def summed(found: Iterable[Compared], form: str) -> tuple[Counts, Counts, int]:
    """All documents of a format together: citations, tasks, and how many documents."""
    citations, tasks, documents = Counts(), Counts(), 0
    for one in found:
        if one.format == form:
            citations.add(one.citations.right, one.citations.said, one.citations.there)
            tasks.add(one.tasks.right, one.tasks.said, one.tasks.there)
            documents += 1
    return citations, tasks, documents


def _plain(one: Compared) -> dict[str, object]:
    return {
        "document": one.name,
        "format": one.format,
        "citations": one.citations.to_json(),
        "tasks": one.tasks.to_json(),
        "refused": one.refused,
    }


def _lines(found: Sequence[Compared], formats: Sequence[str]) -> Iterator[str]:
    yield f"{'document':44} {'format':8} {_HEAD}"
    for one in found:
        if one.refused:
            yield f"{one.name[:44]:44} {one.format:8} {one.refused}"
        else:
            yield f"{one.name[:44]:44} {one.format:8} {_row(one.citations, 15)} {_row(one.tasks, 12)}"
    yield ""
    for form in formats:
        citations, tasks, documents = summed(found, form)
        yield f"{f'all {documents}':44} {form:8} {_row(citations, 15)} {_row(tasks, 12)}"


def _row(counts: Counts, width: int) -> str:
    return f"{counts.there:{width}} {counts.said:5} {counts.f1:7.4f}"


def _differences(found: Iterable[Compared]) -> Iterator[str]:
    for one in found:
        if one.refused:
            yield f"refused\t{one.format}\t{one.name}\t\t{one.refused}"
        for what, several in (("missed", one.missed), ("extra", one.extra)):
            for fact in several:
                yield f"{what}\t{one.format}\t{one.name}\t{fact.kind}\t{fact.shown()}"


if __name__ == "__main__":
    sys.exit(main())
