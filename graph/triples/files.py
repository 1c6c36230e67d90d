"""What one source file says: its documents, their provisions, and who read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.copies import Copies
from graph.identity import digest, document_graph_iri
from graph.model import Extraction, Provision, Source
from graph.review.decisions import Verdicts
from graph.triples.evidence import write_references
from graph.triples.problems import write_problem
from graph.triples.sheet import Sheet, data_node
from graph.triples.tasks import write_restatement, write_task
from graph.vocabulary import DAN, ELI, PROV, RDFS, SCHEMA, SKOS


@dataclass(frozen=True, slots=True)
class Places:
    """The nodes of a file by the ids that its extraction uses; ids mean nothing outside the file.

    A task that another source of the same instrument has already given is that source's `tasks` node; its
    place in this file is in `restatements`.
    """

    source: Source
    sha256: str
    run: NamedNode
    documents: dict[str, NamedNode]
    instruments: dict[str, NamedNode]
    provisions: dict[str, NamedNode]
    paths: dict[str, str]
    owners: dict[str, str]
    tasks: dict[str, NamedNode]
    restatements: dict[str, NamedNode]
    verdicts: Verdicts

    @classmethod
    def of(cls, extraction: Extraction, copies: Copies, verdicts: Verdicts | None = None) -> Places:
        sha256 = extraction.source.sha256
        first = {t.id: copies.tasks.get((sha256, t.id)) for t in extraction.tasks}
        tasks = {t.id: _task_node(*(first[t.id] or (sha256, t.start, t.end))) for t in extraction.tasks}
        return cls(
            source=extraction.source,
            sha256=sha256,
            run=data_node("run", digest(*sorted(extraction.extractor.items()))),
            documents={d.id: _document_node(sha256, d.instrument, d.start) for d in extraction.documents},
            instruments={d.id: NamedNode(d.instrument) for d in extraction.documents},
            provisions={p.id: _provision_node(sha256, p) for p in extraction.provisions},
            paths={p.id: p.path for p in extraction.provisions},
            owners={p.id: p.document for p in extraction.provisions},
            tasks=tasks,
            restatements={
                t.id: data_node("restatement", digest(sha256, t.start, t.end)) for t in extraction.tasks if first[t.id]
            },
            verdicts=verdicts or Verdicts(),
        )


@dataclass(frozen=True, slots=True)
class FileGraph:
    """The named graph of a file as lines of N-Quads, and how often it cites each instrument.

    A file's further copies do not count: they cite nothing new.
    """

    text: str
    cited: Counter[str]


def file_graph(
    extraction: Extraction, paths: Sequence[str], copies: Copies, verdicts: Verdicts | None = None
) -> FileGraph:
    """What a file says; `paths` are all the places where its bytes were found, `copies` what other
    files have of the same instruments, `verdicts` what a reviewer decided."""
    source = extraction.source
    node = NamedNode(document_graph_iri(source.sha256))
    sheet = Sheet(node)
    places = Places.of(extraction, copies, verdicts)
    sheet.kinds(node, DAN.SourceFile)
    for path in sorted(set(paths)):
        sheet.plain(node, DAN.path, path)
    sheet.plain(node, DAN.sha256, source.sha256)
    sheet.plain(node, DAN.mediaType, source.media_type)
    sheet.number(node, DAN.characters, source.characters)
    _write_run(sheet, places.run, extraction.extractor)
    sheet.add(places.run, PROV.used, node)
    for document in extraction.documents:
        here = places.documents[document.id]
        sheet.kinds(here, DAN.Document)
        sheet.add(here, ELI.realizes, places.instruments[document.id])
        sheet.add(here, ELI.is_embodied_by, node)
        sheet.span(here, DAN.start, document.start, DAN.end, document.end)
        first = copies.documents.get((source.sha256, document.id))
        if first is not None:
            sheet.add(here, DAN.copyOf, _document_node(*first))
    for provision in extraction.provisions:
        _write_provision(sheet, places, provision)
    for task in extraction.tasks:
        if task.id in places.restatements:
            write_restatement(sheet, places, task)
        else:
            write_task(sheet, places, task)
    cited = write_references(sheet, places, extraction.citations)
    for problem in extraction.problems:
        write_problem(sheet, problem, source.sha256, node)
    copied = {d.id for d in extraction.documents if (source.sha256, d.id) in copies.documents}
    counted = Counter(one.value for one, document in cited.values() if document not in copied)
    return FileGraph(sheet.text(), counted)


def _write_run(sheet: Sheet, run: NamedNode, extractor: dict[str, str]) -> None:
    agent = data_node("agent", digest(*sorted(extractor.items())))
    sheet.kinds(run, PROV.Activity)
    sheet.add(run, PROV.wasAssociatedWith, agent)
    sheet.kinds(agent, PROV.SoftwareAgent)
    sheet.plain(agent, RDFS.label, extractor.get("name"))
    sheet.plain(agent, SCHEMA.softwareVersion, extractor.get("version"))


def _write_provision(sheet: Sheet, places: Places, provision: Provision) -> None:
    node = places.provisions[provision.id]
    kind = data_node("provision-kind", provision.kind)
    around = places.provisions.get(provision.parent or "") or places.instruments.get(provision.document)
    sheet.kinds(node, DAN.Provision)
    sheet.add(node, ELI.type_subdivision, kind)
    sheet.kinds(kind, SKOS.Concept)
    sheet.plain(kind, SKOS.prefLabel, provision.kind)
    if around is not None and around != node:
        sheet.add(node, ELI.is_part_of, around)
    if provision.document in places.documents:
        sheet.add(node, DAN.inDocument, places.documents[provision.document])
    sheet.words(node, RDFS.label, provision.label)
    sheet.plain(node, DAN.structuralPath, provision.path)
    sheet.span(node, DAN.start, provision.start, DAN.end, provision.end)


def _document_node(sha256: str, instrument: str, start: int) -> NamedNode:
    return data_node("document", digest(sha256, instrument, start))


def _provision_node(sha256: str, provision: Provision) -> NamedNode:
    """By content and place, not by the extractor's own ids, so that it survives a better extractor."""
    return data_node("provision", digest(sha256, provision.kind, provision.path, provision.start, provision.end))


def _task_node(sha256: str, start: int, end: int) -> NamedNode:
    return data_node("task", digest(sha256, start, end))
