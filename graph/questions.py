"""Typed functions over `queries/`: what the command line, HTTP and the pages ask of a store.

Every answer is plain data that `json.dumps` takes as it is, in an order that does not change from one
call to the next. Each function says in its own module what its answer holds and how it can mislead;
the queries say it in their opening comments.
"""

from __future__ import annotations

from graph.answers.agencies import agencies, agency
from graph.answers.depth import depth
from graph.answers.impact import impact
from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import documents, instrument
from graph.answers.problems import problem_codes, problems
from graph.answers.status import status
from graph.answers.succession import predecessors, province_now, successors, tasks_of_dissolved
from graph.answers.tasks import task, tasks
from graph.answers.trails import dependencies, dependents, evidence, path, provenance
from graph.errors import AmbiguousInstrument, UnknownAgency, UnknownInstrument, UnknownTask
from graph.network import export_graph, neighbourhood
from graph.search import find_instruments, find_one

__all__ = [
    "AmbiguousInstrument",
    "UnknownAgency",
    "UnknownInstrument",
    "UnknownTask",
    "agencies",
    "agency",
    "dependencies",
    "dependents",
    "depth",
    "documents",
    "evidence",
    "export_graph",
    "find_instruments",
    "find_one",
    "impact",
    "instrument",
    "neighbourhood",
    "path",
    "predecessors",
    "problem_codes",
    "problems",
    "provenance",
    "province_now",
    "status",
    "successors",
    "task",
    "tasks",
    "tasks_implementing",
    "tasks_of_dissolved",
]
