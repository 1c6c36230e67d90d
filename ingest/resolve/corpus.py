"""Resolution over all files of a run: every mention its instrument, or its candidates."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing

from graph.model import Corpus, Problem
from ingest.resolve.local import Local
from ingest.resolve.rounds import INSTRUMENT, Rounds
from ingest.resolve.stages import Mentions
from ingest.resolve.tables import Tables
from ingest.resolve.write import write


def resolve(locals_: list[Local]) -> Corpus:
    """The corpus of these files. The same files give the same corpus, whatever their order."""
    files = sorted(locals_, key=lambda x: (x.extraction.source.path, x.extraction.source.sha256))
    with closing(Tables(None, "")) as tables, tables.together():
        rounds = Rounds(tables)
        for unit, local in enumerate(files):
            source = local.extraction.source
            tables.rows("INSERT INTO unit VALUES (?, '', 0, ?, ?)", unit, source.path, source.sha256)
            rounds.add(unit, Mentions(local.refs, local.owns))
        rounds.settle((), range(len(files)))
        extractions = [write(local, rounds.answers(unit)) for unit, local in enumerate(files)]
        instruments = {iri: INSTRUMENT(content) for iri, content in tables.each("SELECT iri, content FROM instrument")}
        problems = disputes(tables)
    for extraction in extractions:
        used = {iri for c in extraction.citations for iri in (c.instrument, c.subject, *c.candidates) if iri}
        used |= {document.instrument for document in extraction.documents}
        extraction.instruments = [instruments[iri] for iri in sorted(used & instruments.keys())]
    return Corpus(extractions, instruments, problems)


def disputes(tables: Tables, of: Collection[str] | None = None) -> list[Problem]:
    """Instruments of which several days are written, as problems of the corpus; of these only, where they are given."""
    sql = "SELECT iri, dispute FROM instrument WHERE dispute IS NOT NULL"
    if of is None:
        rows = tables.each(f"{sql} ORDER BY iri")
    else:
        rows = (row for iri in sorted(of) for row in tables.rows(f"{sql} AND iri = ?", iri))
    return [Problem("date-conflict", message, instruments=[iri]) for iri, message in rows]
