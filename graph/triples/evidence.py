"""Mentions as evidence: a node for each, and for the resolved ones the direct triple they prove.

The direct triple is derived, so it is written here and nowhere else; `graph.validate` checks that
each has its citation and each citation its triple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.identity import digest
from graph.model import Citation
from graph.review.decisions import CitationVerdict
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import CITO, DAN, ELI, PROV, term

if TYPE_CHECKING:
    from graph.triples.files import Places

_PINPOINT_WORDS = (
    ("named", ""),  # a part that has no number of its own: "các thủ tục hành chính", "Mẫu số 02/TNDN"
    ("annex", "Phụ lục"),
    ("part", "Phần"),
    ("chapter", "Chương"),
    ("section", "Mục"),
    ("article", "Điều"),
    ("clause", "khoản"),
    ("point", "điểm"),
)


def write_references(
    sheet: Sheet, places: Places, citations: Iterable[Citation]
) -> dict[NamedNode, tuple[NamedNode, str]]:
    """Every mention of a file, in the order of the text, as a reviewer left it; for each that is a citation what
    is cited, and the id of the document that it stands in."""
    found: dict[NamedNode, tuple[NamedNode, str]] = {}
    for citation, citing, node in placed(places, citations):
        cited = _write_reference(sheet, places, citation, citing, node)
        if cited is not None:
            found[node] = cited, citation.document
    return found


def placed(places: Places, citations: Iterable[Citation]) -> Iterator[tuple[Citation, NamedNode, NamedNode]]:
    """Each mention with the entity that its edge starts from and its own node, both by the machine's reading,
    so that no decision of a reviewer moves what it is about."""
    taken: dict[NamedNode, Citation] = {}
    for citation in sorted(citations, key=lambda c: (c.start, c.end, c.id)):
        citing = citing_entity(places, citation)
        node = data_node("cit", digest(citing.value, citation.start, citation.end, places.sha256))
        other = taken.get(node)
        if other is not None and (other.instrument, other.relation) != (
            citation.instrument,
            citation.relation,
        ):
            # One span that names two things ("các Chỉ thị 15, 16"), or does two: two nodes.
            node = data_node(
                "cit",
                digest(
                    citing.value,
                    citation.start,
                    citation.end,
                    places.sha256,
                    citation.instrument,
                    citation.relation,
                ),
            )
        taken[node] = citation
        yield citation, citing, node


def citing_entity(places: Places, citation: Citation) -> NamedNode:
    """Where the edge starts: a task, or an instrument (its own document's, or one whose title cites)."""
    subject = citation.subject
    if subject in places.tasks:
        return places.tasks[subject]
    if subject in places.instruments:
        return places.instruments[subject]
    if subject in places.owners:
        return places.instruments[places.owners[subject]]
    if ":" in subject:
        return NamedNode(subject)
    return places.instruments[citation.document]


def _write_reference(
    sheet: Sheet, places: Places, citation: Citation, citing: NamedNode, node: NamedNode
) -> NamedNode | None:
    """Write a mention; what it cites, None where that is not known or the mention is none."""
    cited = None
    verdict = places.verdicts.citations.get(node.value)
    read = citation
    citation, citing = _as_reviewed(places, citation, citing, verdict)
    own = {citing.value}
    if citation.subject in places.tasks and citation.document in places.instruments:
        own.add(places.instruments[citation.document].value)
    relation = None if citation.relation == "self" else term(citation.relation)
    itself = relation is None or citation.instrument in own
    sheet.kinds(node, DAN.Reference)
    sheet.add(node, CITO.hasCitingEntity, citing)
    if verdict is not None and verdict.status == "rejected":
        sheet.add(node, DAN.resolution, DAN.unresolved)
    elif itself:
        sheet.add(node, DAN.resolution, DAN.selfReference)
    elif relation is not None:
        sheet.add(node, CITO.hasCitationCharacterization, relation)
        if citation.instrument:
            cited = NamedNode(citation.instrument)
            sheet.kinds(node, DAN.Citation, CITO.Citation)
            sheet.add(node, CITO.hasCitedEntity, cited)
            sheet.add(node, DAN.resolution, DAN.resolved)
            sheet.add(citing, relation, cited)
            sheet.add(citing, ELI.refers_to, cited)
        else:
            sheet.add(node, DAN.resolution, DAN.ambiguous if citation.candidates else DAN.unresolved)
            for candidate in sorted(set(citation.candidates)):
                sheet.add(node, DAN.candidate, NamedNode(candidate))
    _write_original(sheet, node, read, citation, verdict)
    _write_place(sheet, places, citation, node)
    return cited


def _as_reviewed(
    places: Places, citation: Citation, citing: NamedNode, verdict: CitationVerdict | None
) -> tuple[Citation, NamedNode]:
    """What stands of a mention. In a sentence that is no task it is the document's, which does not carry a thing
    out because one of its sentences was taken for a task: it is cited, no more."""
    task = places.verdicts.tasks.get(citing.value)
    if task is not None and task.status == "rejected" and citation.document in places.instruments:
        citing = places.instruments[citation.document]
        if citation.relation != "self":
            citation = replace(citation, relation="cites")
    if verdict is None:
        return citation, citing
    if verdict.relation is not None:
        citation = replace(citation, relation=verdict.relation)  # type: ignore[arg-type]
    if verdict.instrument is not None and verdict.instrument != citation.instrument:
        citation = replace(citation, instrument=verdict.instrument, candidates=[], method="review", confidence=1.0)
        if citation.relation == "self":
            citation = replace(citation, relation="cites")
    return citation, citing


def _write_original(
    sheet: Sheet, node: NamedNode, read: Citation, stands: Citation, verdict: CitationVerdict | None
) -> None:
    """The review status, and what the machine read where that no longer stands."""
    sheet.add(node, DAN.reviewStatus, getattr(DAN, verdict.status) if verdict else DAN.unreviewed)
    rejected = verdict is not None and verdict.status == "rejected"
    if read.relation != "self" and (rejected or read.relation != stands.relation):
        sheet.add(node, DAN.originalRelation, term(read.relation))
    if read.instrument and (rejected or read.instrument != stands.instrument):
        sheet.add(node, DAN.originalInstrument, NamedNode(read.instrument))


def _write_place(sheet: Sheet, places: Places, citation: Citation, node: NamedNode) -> None:
    sheet.words(node, DAN.quote, citation.text)
    sheet.span(node, DAN.start, citation.start, DAN.end, citation.end)
    sheet.plain(node, DAN.textDigest, f"sha256:{places.sha256}")
    page = places.source.page_of(citation.start)
    if page is not None:
        sheet.number(node, DAN.page, page)
    if citation.document in places.documents:
        sheet.add(node, DAN.inDocument, places.documents[citation.document])
    if citation.provision in places.provisions:
        sheet.add(node, DAN.inProvision, places.provisions[citation.provision])
        sheet.plain(node, DAN.structuralPath, places.paths[citation.provision])
    sheet.plain(node, DAN.mentionKind, citation.kind)
    sheet.decimal(node, DAN.confidence, citation.confidence)
    sheet.plain(node, DAN.method, citation.method)
    sheet.plain(node, DAN.pinpoint, pinpoint_words(citation.pinpoint or {}))
    sheet.add(node, PROV.wasGeneratedBy, places.run)


def pinpoint_words(pinpoint: dict[str, str]) -> str:
    """The provision of the cited instrument, written as people do.

    >>> pinpoint_words({"clause": "2", "article": "5"})
    'Điều 5 > khoản 2'
    """
    return " > ".join(f"{word} {pinpoint[key]}".strip() for key, word in _PINPOINT_WORDS if pinpoint.get(key))
