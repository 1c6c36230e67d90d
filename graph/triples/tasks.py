"""Tasks: what is to be done, by whom, until when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.identity import agency_iri, digest, fold
from graph.model import Assignment, Deadline, Task
from graph.review.decisions import TaskVerdict
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, DCTERMS, ELI, PROV, RDFS, term

if TYPE_CHECKING:
    from graph.triples.files import Places


def write_task(sheet: Sheet, places: Places, task: Task) -> None:
    """The task with its place, assignments, deadlines and targets."""
    node = places.tasks[task.id]
    verdict = places.verdicts.tasks.get(node.value, TaskVerdict())
    _write_place(sheet, places, task, node)
    if verdict.status:
        sheet.add(node, DAN.reviewStatus, getattr(DAN, verdict.status))
    if verdict.done is not None:
        sheet.add(node, DAN.taskStatus, DAN.completed if verdict.done else DAN.notCompleted)
    if verdict.status == "rejected":
        _write_rejected(sheet, places, task, node)
        return
    sheet.kinds(node, DAN.Task)
    sheet.plain(node, DAN.searchKey, fold(task.text))
    if task.document in places.documents:
        sheet.add(node, DAN.assignedBy, places.instruments[task.document])
    if verdict.lead is not None:
        _keep_agencies(sheet, node, task.lead)
    for one in _once(task.lead if verdict.lead is None else [Assignment(name) for name in verdict.lead]):
        _write_assignment(sheet, node, one, DAN.leadRole, DAN.leadAgency)
    for one in _once(task.coordinating):
        _write_assignment(sheet, node, one, DAN.coordinatingRole, DAN.coordinatingAgency)
    for deadline in task.deadlines:
        _write_deadline(sheet, node, deadline, DAN.deadline if verdict.deadline is None else DAN.originalDeadline)
    if verdict.deadline is not None:
        _write_deadline(sheet, node, verdict.deadline, DAN.deadline)
    for target in task.targets:
        sheet.words(node, DAN.target, target.text)


def write_restatement(sheet: Sheet, places: Places, task: Task) -> None:
    """The same task once more, in another source of its instrument: where, and in which words."""
    node = places.restatements[task.id]
    sheet.kinds(node, DAN.Restatement)
    sheet.add(node, DAN.restates, places.tasks[task.id])
    _write_place(sheet, places, task, node)


def _write_rejected(sheet: Sheet, places: Places, task: Task, node: NamedNode) -> None:
    """What the machine took for a task and a reviewer did not: its words and place, whom it would have assigned."""
    sheet.kinds(node, DAN.RejectedTask)
    if task.document in places.documents:
        sheet.add(node, ELI.is_part_of, places.instruments[task.document])
    _keep_agencies(sheet, node, [*task.lead, *task.coordinating])
    for deadline in task.deadlines:
        _write_deadline(sheet, node, deadline, DAN.originalDeadline)


def _keep_agencies(sheet: Sheet, task: NamedNode, read: Iterable[Assignment]) -> None:
    for one in read:
        sheet.add(task, DAN.originalAgency, NamedNode(one.agency or agency_iri(one.name)))


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


def _once(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Each agency once as named outright and once as inherited, at the first of its places: two places on one
    node could not be told apart."""
    first: dict[tuple[str, bool], Assignment] = {}
    for one in sorted(assignments, key=lambda a: (a.start is None, a.start or 0, a.end or 0)):
        first.setdefault((one.agency or agency_iri(one.name), one.explicit), one)
    return list(first.values())


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


def _write_deadline(sheet: Sheet, task: NamedNode, deadline: Deadline, relation: NamedNode) -> None:
    # "hằng tuần, hằng tháng" is one phrase and two deadlines.
    own = (deadline.text, deadline.kind, deadline.start, deadline.end, deadline.recurrence)
    node = data_node("deadline", digest(task.value, *own))
    sheet.kinds(node, DAN.Deadline)
    sheet.add(task, relation, node)
    sheet.words(node, RDFS.label, deadline.text)
    sheet.add(node, DAN.deadlineKind, term(deadline.kind))
    sheet.date(node, DAN.firstDay, deadline.start)
    sheet.date(node, DAN.lastDay, deadline.end)
    for day in deadline.days or ():
        sheet.number(node, DAN.dayOfMonth, day)
    sheet.plain(node, DAN.recurrence, deadline.recurrence)
