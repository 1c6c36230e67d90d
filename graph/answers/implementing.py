"""Which tasks carry out an instrument, themselves or through the instruments in between."""

from __future__ import annotations

import re
from collections.abc import Collection

from graph.answers import reach
from graph.answers.chains import between, steps_towards
from graph.answers.instruments import known, short
from graph.answers.pieces import pieces, strongest_first
from graph.answers.rows import Json, nodes, select
from graph.answers.tasks import assignment_places, describe
from graph.store.base import Store
from graph.vocabulary import DAN

# Of the mentions behind a hop above the task's own: a much cited edge would bury the answer, and
# `evidence` has them all.
PIECES_FOR_A_HOP = 3

_IMPLEMENTS = DAN.implements.value


def tasks_implementing(store: Store, iri: str) -> Json:
    """The tasks that carry out an instrument; raises UnknownInstrument.

    `direct`: the task's own words say so. Otherwise `chain` holds the instruments in between, from the
    task outward: one that the task itself carries out, or the one that assigns it and as a whole
    carries out the next. `evidence` has the task's own pieces first, then up to three for each further
    hop, those of the task's own file before others. What only assesses never counts.
    """
    target = known(store, iri)
    goal = target["iri"]
    edges = [(row["from"], row["to"]) for row in reach.implementing(store, goal)]
    onward = steps_towards(goal, edges)
    between_them = onward.keys() - {goal}
    proof = _proof(store, onward, between_them)
    whole = _as_a_whole(store, between_them, proof)
    # Only then their tasks: a report of 150 tasks that names the instrument in one aim has none that counts, and to
    # describe them first took a third of 200 ms among 3,000 documents.
    assigned = {
        row["task"]: row["instrument"] for row in (select(store, "tasks-of", instrument=nodes(whole)) if whole else [])
    }
    answers = [_answer(task, proof, onward, assigned) for task in describe(store, {*between_them, *assigned})]
    answers.sort(key=lambda task: not task["direct"])
    return {"instrument": short(target), "tasks": answers}


def _chain(task: Json, onward: dict[str, str], assigned: dict[str, str]) -> list[str]:
    """The instruments between a task and the goal: by its own citation if it has one."""
    iri = task["iri"]
    return between(iri, onward) if iri in onward else [assigned[iri], *between(assigned[iri], onward)]


# Where an instrument speaks of itself as a whole: its head, its title, words that no section holds.
_OPENING = re.compile(r"(?:phần đầu|đoạn \d+)?$")


def _as_a_whole(store: Store, instruments: Collection[str], proof: dict[str, list[Json]]) -> set[str]:
    """Of these instruments, those that as a whole carry out the next one.

    They say so in their opening, or another text says it of them. What stands further down in words that
    give no task ("… theo Nghị quyết X" in an aim) speaks of that passage: else all 153 tasks of a yearly
    report would implement the resolution that one of its aims names.
    """
    own: dict[str, set[str]] = {}
    for row in select(store, "documents", instrument=nodes(instruments)) if instruments else ():
        own.setdefault(row["instrument"], set()).add(row["source"])
    return {
        instrument
        for instrument, sources in own.items()
        if any(piece["source"] not in sources or _OPENING.match(piece["path"] or "") for piece in proof[instrument])
    }


def _proof(store: Store, onward: dict[str, str], hops: Collection[str]) -> dict[str, list[Json]]:
    """For each node on a chain, the evidence that it carries out the next one."""
    rows = [
        row
        for row in (select(store, "implementing-mentions", **{"from": nodes(hops)}) if hops else [])
        if row["to"] == onward[row["from"]]
    ]
    evidence = pieces(store, dict.fromkeys((row["citation"] for row in rows), _IMPLEMENTS))
    source = {row["citation"]: row["from"] for row in rows}
    found: dict[str, list[Json]] = {hop: [] for hop in hops}
    for iri, piece in evidence.items():
        found[source[iri]].append(piece)
    return found


def _answer(task: Json, proof: dict[str, list[Json]], onward: dict[str, str], assigned: dict[str, str]) -> Json:
    chain = _chain(task, onward, assigned)
    evidence = list(proof[task["iri"]]) if task["iri"] in onward else assignment_places(task)
    for hop in chain:
        evidence += strongest_first(proof[hop], task["source"])[:PIECES_FOR_A_HOP]
    return {
        "iri": task["iri"],
        "text": task["text"],
        "direct": not chain,
        "chain": chain,
        "lead": task["lead"],
        "coordinating": task["coordinating"],
        "deadlines": task["deadlines"],
        "task_status": task["task_status"],
        "review_status": task["review_status"],
        "evidence": evidence,
    }
