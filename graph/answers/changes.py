"""What changed from one graph to the next: edges, tasks and instruments, added, removed or with other values.

IRIs of tasks and citations rest on their file's hash, so an edit of one letter moves them all. So things are
matched by what they are: an instrument by its IRI or its redirect, a task by its IRI, else by its words in its
instrument, else by its place and like words; an edge by what it joins and how. What moved and says the same is
no change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from graph.answers.rows import Json, Row, batches, nodes, select
from graph.review.anchors import letters
from graph.store.base import Store
from graph.vocabulary import short_names

KINDS = ("edges", "tasks", "instruments")
# Under one heading of one instrument, more than half of the letters in common is a task that was reworded.
_REWORDED = 0.6
_QUOTES = 3
_LONGEST = 300

Edge = tuple[str, str, str]  # from, relation, to


@dataclass(slots=True)
class Facts:
    """A graph as far as changes are told: by instrument, by task, by edge; `now` are its redirects."""

    instruments: dict[str, Json] = field(default_factory=dict)
    tasks: dict[str, Json] = field(default_factory=dict)
    edges: dict[Edge, list[Row]] = field(default_factory=lambda: defaultdict(list))
    now: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """What of two graphs may differ, by IRI: tasks, ends that cite (tasks or instruments), instruments."""

    tasks: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    instruments: set[str] = field(default_factory=set)


def facts(store: Store) -> Facts:
    """What of a graph can change."""
    found = Facts()
    _read_tasks(store, found, None)
    _read_edges(store, found, None)
    _read_instruments(store, found, None)
    found.now = _redirects(store, None)
    return found


def facts_between(old: Store | None, new: Store, part: Part) -> tuple[Facts, Facts]:
    """The facts of two graphs as far as that part goes: their changes are those of the wholes, where nothing else
    differs. `old` is None where there was no graph before."""
    was, is_ = Facts(), Facts()
    known = [(new, is_)] if old is None else [(old, was), (new, is_)]
    for store, found in known:
        _read_tasks(store, found, part.tasks)
        _read_edges(store, found, part.ends)
    named = set(part.instruments)
    for _, found in known:
        named |= {task["instrument"] for task in found.tasks.values()}
        named |= {end for start, _, to in found.edges for end in (start, to)}
    is_.now = _redirects(new, named)
    named |= set(is_.now.values())
    for store, found in known:
        _read_instruments(store, found, named)
    return was, is_


def _rows(store: Store, query: str, variable: str, only: Iterable[str] | None) -> Iterator[Row]:
    """The rows of a query, of all or of these values of a variable."""
    if only is None:
        yield from select(store, query)
        return
    for some in batches(sorted(only)):
        yield from select(store, query, **{variable: nodes(some)})


def _read_instruments(store: Store, found: Facts, only: set[str] | None) -> None:
    for row in sorted(_rows(store, "instruments", "instrument", only), key=order):
        values = {k: row[k] for k in ("type", "symbol", "date", "title", "issuer", "held")}
        found.instruments.setdefault(row["instrument"], values)


def _read_tasks(store: Store, found: Facts, only: set[str] | None) -> None:
    named = short_names()
    for row in _rows(store, "change-tasks", "task", only):
        found.tasks[row["task"]] = {
            "instrument": row["by"],
            "text": row["words"],
            "path": row["path"] or "",
            "lead": [],
            "coordinating": [],
            "deadlines": [],
            "status": named.get(row["status"] or ""),
        }
    for row in _rows(store, "task-agencies", "task", only):
        if row["task"] in found.tasks:
            role = "lead" if named.get(row["role"]) == "lead" else "coordinating"
            found.tasks[row["task"]][role].append(row["agency"])
    for row in _rows(store, "task-deadlines", "task", only):
        if row["task"] in found.tasks:
            words = [row["text"], row["first"], row["last"], row["recurrence"]]
            found.tasks[row["task"]]["deadlines"].append(" | ".join(str(w) for w in words if w))
    for one in found.tasks.values():
        for part in ("lead", "coordinating", "deadlines"):
            one[part] = sorted(set(one[part]))


def _read_edges(store: Store, found: Facts, only: set[str] | None) -> None:
    named = short_names()
    for row in _rows(store, "network-citations", "from", only):
        found.edges[row["from"], str(named.get(row["relation"], row["relation"])), row["to"]].append(row)


def _redirects(store: Store, only: set[str] | None) -> dict[str, str]:
    return {row["former"]: row["instrument"] for row in _rows(store, "redirects", "former", only)}


def changes(old: Facts, new: Facts) -> dict[str, list[Json]]:
    """Every change from one to the other, by kind, sorted.

    {"edges": [{change, from, relation, to, from_name, to_name, evidence, evidence_count, before?, after?}],
    "tasks": [{change, task, instrument, instrument_name, text, before?, after?}],
    "instruments": [{change, instrument, name, before?, after?}]}. `change` is added, removed or changed;
    `before` and `after` hold only the values that differ; `evidence` at most three quotes.
    """
    same = _same_tasks(old, new)
    moved = {**new.now, **{a: b for a, b in same.items() if a != b}}
    found = {
        "edges": list(_edges(old, new, moved)),
        "tasks": list(_tasks(old, new, same)),
        "instruments": list(_instruments(old, new)),
    }
    return {kind: sorted(found[kind], key=order) for kind in KINDS}


def _instruments(old: Facts, new: Facts) -> Iterator[Json]:
    before = {new.now.get(iri, iri) if iri not in new.instruments else iri: iri for iri in old.instruments}
    for iri in sorted({*before, *new.instruments}):
        was, is_ = old.instruments.get(before.get(iri, "")), new.instruments.get(iri)
        head = {"instrument": iri, "name": _name(new if is_ is not None else old, iri)}
        if was is None or is_ is None:
            yield {"change": "removed" if is_ is None else "added", **head}
            continue
        yield from _changed(head, {"iri": before[iri], **was}, {"iri": iri, **is_})


def _tasks(old: Facts, new: Facts, same: Mapping[str, str]) -> Iterator[Json]:
    for iri, was in old.tasks.items():
        if iri not in same:
            yield {"change": "removed", **_task_head(old, iri, was)}
    before = {after: iri for iri, after in same.items()}
    for iri, is_ in new.tasks.items():
        head = _task_head(new, iri, is_)
        if iri not in before:
            yield {"change": "added", **head}
            continue
        was = old.tasks[before[iri]]
        by = _current(new, was["instrument"])
        yield from _changed(head, {**was, "instrument": by}, is_)


def _edges(old: Facts, new: Facts, moved: Mapping[str, str]) -> Iterator[Json]:
    before: dict[Edge, list[Row]] = defaultdict(list)
    for (start, relation, end), rows in old.edges.items():
        before[moved.get(start, start), relation, moved.get(end, end)] += rows
    gone = {edge for edge in before if edge not in new.edges}
    come = {edge for edge in new.edges if edge not in before}
    for was, is_ in sorted(_pairs(gone, come, before, new.edges)):
        gone.discard(was)
        come.discard(is_)
        head = _edge_head(new, is_, new.edges[is_])
        yield from _changed(head, {"relation": was[1], "to": was[2]}, {"relation": is_[1], "to": is_[2]})
    for edge in gone:
        yield {"change": "removed", **_edge_head(old, edge, before[edge], new)}
    for edge in come:
        yield {"change": "added", **_edge_head(new, edge, new.edges[edge])}
    for edge in before.keys() & new.edges.keys():
        head = _edge_head(new, edge, new.edges[edge])
        yield from _changed(head, _edge_values(before[edge]), _edge_values(new.edges[edge]))


def _pairs(
    gone: Iterable[Edge], come: Iterable[Edge], before: Mapping[Edge, list[Row]], after: Mapping[Edge, list[Row]]
) -> Iterator[tuple[Edge, Edge]]:
    """An edge that went and one that came which are one: the same ends otherwise related, or the same words
    that now mean another instrument."""
    by_ends = defaultdict(list)
    by_words = defaultdict(list)
    for edge in sorted(come):
        by_ends[edge[0], edge[2]].append(edge)
        for quote in sorted({letters(row["quote"]) for row in after[edge]}):
            by_words[edge[0], quote].append(edge)
    taken: set[Edge] = set()
    for edge in sorted(gone):
        words = sorted({letters(row["quote"]) for row in before[edge]})
        likely = [*by_ends[edge[0], edge[2]], *(e for quote in words for e in by_words[edge[0], quote])]
        for other in likely:
            if other not in taken:
                taken.add(other)
                yield edge, other
                break


def _current(of: Facts, iri: str) -> str:
    """What an instrument is called in a graph that may have given it another IRI."""
    return of.now.get(iri, iri)


def _same_tasks(old: Facts, new: Facts) -> dict[str, str]:
    """The tasks of the old graph that are in the new one, by IRI."""
    same = {iri: iri for iri in old.tasks if iri in new.tasks}
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri in sorted(new.tasks.keys() - same.keys()):
        waiting[new.tasks[iri]["instrument"], letters(new.tasks[iri]["text"])].append(iri)
    rest = []
    for iri in sorted(old.tasks.keys() - same.keys()):
        task = old.tasks[iri]
        by = _current(new, task["instrument"])
        found = waiting[by, letters(task["text"])]
        if found:
            # The one under the same heading first: a sentence may be said twice in one text.
            found.sort(key=lambda i: (new.tasks[i]["path"] != task["path"], i))
            same[iri] = found.pop(0)
        else:
            rest.append((by, task["path"], iri))
    left: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (by, _), iris in sorted(waiting.items()):
        for iri in iris:
            left[by, new.tasks[iri]["path"]].append(iri)
    for by, path, iri in rest:
        likely = [(_likeness(old.tasks[iri], new.tasks[other]), other) for other in left[by, path]]
        best = max(likely, default=(0.0, ""))
        if best[0] >= _REWORDED:
            same[iri] = best[1]
            left[by, path].remove(best[1])
    return same


def _likeness(one: Json, other: Json) -> float:
    matcher = SequenceMatcher(None, letters(one["text"]), letters(other["text"]), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _REWORDED else 0.0


def _changed(head: Json, was: Json, is_: Json) -> Iterator[Json]:
    names = [name for name in is_ if was.get(name) != is_[name]]
    if names:
        yield {
            "change": "changed",
            **head,
            "before": {n: _cut(was.get(n)) for n in names},
            "after": {n: _cut(is_[n]) for n in names},
        }


def _task_head(of: Facts, iri: str, task: Json) -> Json:
    by = task["instrument"]
    return {"task": iri, "instrument": by, "instrument_name": _name(of, by), "text": _cut(task["text"])}


def _edge_head(of: Facts, edge: Edge, rows: list[Row], other: Facts | None = None) -> Json:
    start, relation, end = edge
    evidence = [
        {"citation": r["citation"], "quote": _cut(r["quote"]), "path": r["path"] or "", "source": r["source"]}
        for r in sorted(rows, key=lambda r: (r["source"], r["path"] or "", r["quote"], r["citation"]))
    ]
    return {
        "from": start,
        "relation": relation,
        "to": end,
        "from_name": _name(of, start, other),
        "to_name": _name(of, end, other),
        "evidence": evidence[:_QUOTES],
        "evidence_count": len(evidence),
    }


def _edge_values(rows: list[Row]) -> Json:
    return {
        "quotes": sorted({row["quote"] for row in rows})[:_QUOTES],
        "mentions": len({row["citation"] for row in rows}),
        "confidence": max(row["confidence"] for row in rows),
    }


def _name(of: Facts, iri: str, other: Facts | None = None) -> str:
    """What a thing is called: an instrument by type, symbol and date, a task by its words."""
    for place in (of, other) if other is not None else (of,):
        if iri in place.tasks:
            return str(_cut(place.tasks[iri]["text"]))
        if iri in place.instruments:
            one = place.instruments[iri]
            day = "/".join(reversed(one["date"].split("-"))) if one["date"] else ""
            words = " ".join(w for w in (one["type"], one["symbol"]) if w) or one["title"]
            words = words or f"văn bản chưa rõ số, ký hiệu ({iri.rpartition('/')[2]})"
            return words[:1].upper() + words[1:] + (f" ngày {day}" if len(day) == 10 else f" năm {day}" if day else "")
    return iri


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST:
        return value[: _LONGEST - 1] + "…"
    if isinstance(value, list):
        return [_cut(each) for each in value]
    return value


def order(of: Mapping[str, Any]) -> tuple[str, ...]:
    """What changes are sorted by."""
    return tuple(f"{name}={of[name]}" for name in sorted(of))
