"""Tasks: what is to be done, by whom, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.identity import agency_iri, digest, fold
from graph.model import Assignment, Deadline, Task
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, DCTERMS, PROV, RDFS, term

if TYPE_CHECKING:
    from graph.triples.files import Places


def write_task(sheet: Sheet, places: Places, task: Task) -> None:
    """The task with its place, assignments, deadlines and targets."""
    node = places.tasks[task.id]
    sheet.kinds(node, DAN.Task)
    sheet.plain(node, DAN.searchKey, fold(task.text))
    if task.document in places.documents:
        sheet.add(node, DAN.assignedBy, places.instruments[task.document])
    _write_place(sheet, places, task, node)
    for one in task.lead:
        _write_assignment(sheet, node, one, DAN.leadRole, DAN.leadAgency)
    for one in task.coordinating:
        _write_assignment(sheet, node, one, DAN.coordinatingRole, DAN.coordinatingAgency)
    for deadline in task.deadlines:
        _write_deadline(sheet, node, deadline)
    for target in task.targets:
        sheet.words(node, DAN.target, target.text)


def write_restatement(sheet: Sheet, places: Places, task: Task) -> None:
    """The same task once more, in another source of its instrument: where, and in which words."""
    node = places.restatements[task.id]
    sheet.kinds(node, DAN.Restatement)
    sheet.add(node, DAN.restates, places.tasks[task.id])
    _write_place(sheet, places, task, node)


def _write_place(sheet: Sheet, places: Places, task: Task, node: NamedNode) -> None:
    sheet.words(node, DCTERMS.description, task.text)
    sheet.span(node, DAN.start, task.start, DAN.end, task.end)
    sheet.add(node, PROV.wasGeneratedBy, places.run)
    page = places.source.page_of(task.start)
    if page is not None:
        sheet.number(node, DAN.page, page)
    if task.document in places.documents:
        sheet.add(node, DAN.inDocument, places.documents[task.document])
    if task.provision in places.provisions:
        sheet.add(node, DAN.inProvision, places.provisions[task.provision])
        sheet.plain(node, DAN.structuralPath, places.paths[task.provision])


def _write_assignment(sheet: Sheet, task: NamedNode, one: Assignment, role: NamedNode, direct: NamedNode) -> None:
    agency = NamedNode(one.agency or agency_iri(one.name))
    # One node for one agency in one role: naming it twice in a sentence assigns it once, and
    # once said outright it is no longer inherited.
    node = data_node("assignment", digest(task.value, role.value, agency.value, one.explicit))
    sheet.kinds(node, DAN.Assignment)
    sheet.add(node, PROV.hadPlan, task)
    sheet.add(node, PROV.agent, agency)
    sheet.add(node, PROV.hadRole, role)
    sheet.truth(node, DAN.explicit, one.explicit)
    if one.start is not None and one.end is not None:
        sheet.span(node, DAN.start, one.start, DAN.end, one.end)
    sheet.add(task, direct, agency)


def _write_deadline(sheet: Sheet, task: NamedNode, deadline: Deadline) -> None:
    node = data_node("deadline", digest(task.value, deadline.text, deadline.kind, deadline.start, deadline.end))
    sheet.kinds(node, DAN.Deadline)
    sheet.add(task, DAN.deadline, node)
    sheet.words(node, RDFS.label, deadline.text)
    sheet.add(node, DAN.deadlineKind, term(deadline.kind))
    sheet.date(node, DAN.firstDay, deadline.start)
    sheet.date(node, DAN.lastDay, deadline.end)
    for day in deadline.days or ():
        sheet.number(node, DAN.dayOfMonth, day)
    sheet.plain(node, DAN.recurrence, deadline.recurrence)
