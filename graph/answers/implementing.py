"""Which tasks carry out an instrument, themselves or through the instruments in between."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from graph.answers import reach
from graph.answers.chains import between, steps_towards
from graph.answers.instruments import citation_counts, known, short
from graph.answers.mentions import about_as_many, is_task
from graph.answers.pieces import pieces, strongest_first, texts
from graph.answers.rows import Json, batches, nodes, select
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
    onward = steps_towards(goal, [(row["from"], row["to"]) for row in reach.implementing(store, goal)])
    hops = onward.keys() - {goal}
    said = _mentions(store, onward, hops)
    # Instruments that lead to the goal are many, and few of them lead a task to it: of the rest only where they say so
    # is looked at. Among 20,000 documents one answer of 16 pieces had come past hundreds of instruments.
    whole = _as_a_whole(store, {hop: said[hop] for hop in hops if not is_task(hop)})
    # Only then their tasks: a report of 150 tasks that names the instrument in one aim has none that counts, and to
    # describe them first took a third of 200 ms among 3,000 documents.
    assigned = {
        row["task"]: row["instrument"] for row in (select(store, "tasks-of", instrument=nodes(whole)) if whole else [])
    }
    tasks = describe(store, {*filter(is_task, hops), *assigned})
    chains = {task["iri"]: _chain(task["iri"], onward, assigned) for task in tasks}
    needed = hops & {hop for iri, chain in chains.items() for hop in (iri, *chain)}
    proof = _proof(store, {hop: said[hop] for hop in needed})
    answers = [_answer(task, chains[task["iri"]], proof) for task in tasks]
    answers.sort(key=lambda task: not task["direct"])
    return {"instrument": short(target), "tasks": answers}


def _chain(iri: str, onward: Mapping[str, str], assigned: Mapping[str, str]) -> list[str]:
    """The instruments between a task and the goal: by its own citation if it has one."""
    return between(iri, onward) if iri in onward else [assigned[iri], *between(assigned[iri], onward)]


# Where an instrument speaks of itself as a whole: its head, its title, words that no section holds.
_OPENING = re.compile(r"(?:phần đầu|đoạn \d+)?$")


def _as_a_whole(store: Store, mentions: Mapping[str, Collection[str]]) -> set[str]:
    """Of these instruments, those that as a whole carry out the next one, by what their mentions say.

    They say so in their opening, or another text says it of them. What stands further down in words that
    give no task ("… theo Nghị quyết X" in an aim) speaks of that passage: else all 153 tasks of a yearly
    report would implement the resolution that one of its aims names.
    """
    if not mentions:
        return set()
    own: dict[str, set[str]] = {}
    for row in select(store, "texts", document=nodes(mentions)):
        own.setdefault(row["document"], set()).add(row["source"])
    every = nodes({mention for instrument in own for mention in mentions[instrument]})
    rows = select(store, "mention-places", citation=every) if every else []
    places = texts(store, {row["text"] for row in rows})
    at = {row["citation"]: (places[row["text"]]["source"], row["path"] or "") for row in rows}
    return {
        instrument
        for instrument, sources in own.items()
        if any(
            at[mention][0] not in sources or _OPENING.match(at[mention][1])
            for mention in mentions[instrument]
            if mention in at
        )
    }


def _mentions(store: Store, onward: Mapping[str, str], hops: Collection[str]) -> dict[str, list[str]]:
    """For each node on a way, the mentions which say that it carries out the next one.

    They are among the mentions in the one and among those of the other: asked of the side that has fewer. A report
    with a thousand mentions, of which one implements, took 6 ms to read through, the four of what it implements 0.2.
    """
    into: dict[str, list[str]] = {}
    for hop in hops:
        into.setdefault(onward[hop], []).append(hop)
    cited = citation_counts(store, nodes(into)) if into else {}
    fewer_there = {to for to, some in into.items() if cited.get(to, 0) <= about_as_many(some)}
    asked = (
        ("to", sorted(fewer_there)),
        ("from", sorted(hop for to in into.keys() - fewer_there for hop in into[to])),
    )
    found: dict[str, list[str]] = {hop: [] for hop in hops}
    for end, iris in asked:
        for some in batches(iris):
            for row in select(store, "implementing-mentions", **{end: nodes(some)}):
                if row["from"] in found and onward[row["from"]] == row["to"]:
                    found[row["from"]].append(row["citation"])
    return found


def _proof(store: Store, mentions: Mapping[str, Collection[str]]) -> dict[str, list[Json]]:
    """For each of these nodes, the evidence that it carries out the next one."""
    source = {mention: hop for hop, some in mentions.items() for mention in some}
    evidence = pieces(store, dict.fromkeys(source, _IMPLEMENTS))
    found: dict[str, list[Json]] = {hop: [] for hop in mentions}
    for iri, piece in evidence.items():
        found[source[iri]].append(piece)
    return found


def _answer(task: Json, chain: list[str], proof: Mapping[str, list[Json]]) -> Json:
    evidence = list(proof[task["iri"]]) if task["iri"] in proof else assignment_places(task)
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
