"""What a repeal would touch: instruments, tasks, agencies."""

from __future__ import annotations

from graph.answers import reach
from graph.answers.chains import between, steps_towards
from graph.answers.instruments import known, summaries
from graph.answers.pieces import relation_name
from graph.answers.rows import Json, nodes, select
from graph.answers.tasks import describe
from graph.store.base import Store


def impact(store: Store, iri: str) -> Json:
    """What rests on an instrument; raises UnknownInstrument.

    {"instrument": summary, "instruments": [summary + relation, chain, depth, through_tasks],
    "tasks": [task + direct, chain], "agencies": [{iri, name, lead, coordinating}]}. An instrument whose
    only tie is a task of it has through_tasks true, and what rests on it is not followed further.
    Agencies are counted over those tasks, the most burdened first.
    """
    start = known(store, iri)
    goal = start["iri"]
    rows = sorted(reach.resting(store, goal), key=lambda r: (r["from"], r["relation"], r["to"]))
    onward = steps_towards(goal, {(row["from"], row["to"]) for row in rows})
    relations: dict[tuple[str, str], str] = {}
    for row in rows:
        relations.setdefault((row["from"], row["to"]), relation_name(row["relation"]))
    task_owner = {row["from"]: row["by"] for row in rows if row["by"]}
    whole = [node for node in onward if node not in task_owner and node != goal]
    through_tasks = {owner: task for task, owner in sorted(task_owner.items(), reverse=True)}

    touched = {
        node: {
            "relation": relations[node, onward[node]],
            "chain": between(node, onward),
            "depth": len(between(node, onward)) + 1,
            "through_tasks": False,
        }
        for node in whole
    }
    for owner, task in sorted(through_tasks.items()):
        if owner not in touched and owner != goal:
            touched[owner] = {
                "relation": relations[task, onward[task]],
                "chain": between(task, onward),
                "depth": len(between(task, onward)) + 1,
                "through_tasks": True,
            }
    about = summaries(store, touched)
    tasks = _tasks(store, whole, task_owner, onward)
    return {
        "instrument": start,
        "instruments": sorted(
            (about[node] | more for node, more in touched.items() if node in about),
            key=lambda i: (i["depth"], i["iri"]),
        ),
        "tasks": tasks,
        "agencies": _agencies(tasks),
    }


def _tasks(store: Store, whole: list[str], task_owner: dict[str, str], onward: dict[str, str]) -> list[Json]:
    assigned = {
        row["task"]: row["instrument"] for row in (select(store, "tasks-of", instrument=nodes(whole)) if whole else [])
    }
    found = []
    for task in describe(store, {*task_owner, *assigned}):
        iri = task["iri"]
        outward = [] if iri in task_owner else [assigned[iri]]
        way = [*outward, *between(outward[0] if outward else iri, onward)]
        found.append(task | {"direct": not way, "chain": way})
    return sorted(found, key=lambda t: not t["direct"])


def _agencies(tasks: list[Json]) -> list[Json]:
    counts: dict[str, Json] = {}
    for task in tasks:
        for role in ("lead", "coordinating"):
            for one in task[role]:
                entry = counts.setdefault(
                    one["iri"], {"iri": one["iri"], "name": one["name"], "lead": 0, "coordinating": 0}
                )
                entry[role] += 1
    return sorted(counts.values(), key=lambda a: (-a["lead"], -a["coordinating"], a["name"]))
