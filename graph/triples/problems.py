"""What a person should look at, in the graph like everything else, so that it can be asked for."""

from __future__ import annotations

from pyoxigraph import NamedNode

from graph.identity import digest
from graph.model import Problem
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, DCTERMS


def write_problem(sheet: Sheet, problem: Problem, sha256: str = "", source: NamedNode | None = None) -> None:
    """One problem, with its place in the file `source` where it has one."""
    node = data_node("problem", digest(sha256, problem.code, problem.message, problem.start, problem.end))
    sheet.kinds(node, DAN.Problem)
    sheet.plain(node, DAN.problemCode, problem.code)
    sheet.words(node, DCTERMS.description, problem.message)
    if source is not None:
        sheet.add(node, DCTERMS.source, source)
    if problem.start is not None and problem.end is not None:
        sheet.span(node, DAN.start, problem.start, DAN.end, problem.end)
    for iri in sorted(set(problem.instruments)):
        sheet.add(node, DCTERMS.subject, NamedNode(iri))
