"""Which nodes and links a picture shows: those near its start and around what was opened, the telling ones first.

A task never stands alone: the instrument that assigns it and the agencies that do it come with it. Steps after the
first go along citations; the tasks that an instrument assigns and those that an agency does come when it is opened,
for a plan has 200 and they say nothing of the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from api.pages.evidence import rows
from api.pages.picture_wanted import Wanted, first_day, last_day, whole
from graph.answers.explanation import explain
from graph.answers.pieces import relation_name
from graph.answers.rows import batches, nodes, select
from graph.exports.selection import ASSIGNMENTS, RELATIONS
from graph.store.base import Store

Json = dict[str, Any]
_RANK = {name: number for number, name in enumerate(("implements", *(r for r in RELATIONS if r != "implements")))}
_TASK, _AGENCY = whole("task/"), whole("org/")


class Link(NamedTuple):
    """One relation of two nodes, by their IRIs, however often it is said."""

    source: str
    relation: str
    target: str


@dataclass(slots=True)
class Part:
    """What is shown (`nodes`, nearest first, and `links`), and what there was no room for.

    `left`: nodes; `rest`: the links that lead to them. `chain`: how start and end are connected
    (`graph.answers.explanation`), where that was asked.
    """

    start: str
    nodes: list[str]
    links: list[Link]
    left: list[str]
    rest: list[Link]
    chain: Json | None = None
    on_chain: set[Link] = field(default_factory=set)


def rank(link: Link) -> tuple[int, str, str]:
    """The more telling relation first, then by IRI, so that the same part is always told alike."""
    return _RANK.get(link.relation, len(_RANK)), link.source, link.target


def kind(iri: str) -> str:
    """instrument, task or agency, by the IRI of a node."""
    return "task" if iri.startswith(_TASK) else "agency" if iri.startswith(_AGENCY) else "instrument"


def part_of(store: Store, start: str, end: str | None, wanted: Wanted) -> Part:
    """The part that is wanted around a start, or of the way from it to an end, by their IRIs."""
    chain = explain(store, start, end) if end else None
    on_chain = [Link(step["from"], step["relation"], step["to"]) for step in chain["path"]] if chain else []
    fixed = {start: None, **({end: None} if end else {}), **{node: None for link in on_chain for node in link[::2]}}
    walk = _Walk(store, wanted, fixed, 0 if chain else wanted.depth)
    kept, left = _kept(store, walk, wanted)
    inside = set(kept)
    shown = {link for link in _leaving(store, kept, wanted) if link.target in inside}
    if wanted.confidence:
        sure = walk.links | _links(store, "from", [n for n in kept if kind(n) != "agency"], wanted.confidence)
        shown &= sure
    shown |= set(on_chain)
    among = {*kept, *left}
    rest = {link for link in walk.links - shown if link.source in among and link.target in among}
    return Part(
        start=start,
        nodes=kept,
        links=sorted(shown, key=rank),
        left=left,
        rest=sorted(rest, key=rank),
        chain=chain,
        on_chain=set(on_chain),
    )


class _Walk:
    """The nodes that were come to, each with how near it is: (0 opened, 1 beside what is opened, 2… steps; rank)."""

    def __init__(self, store: Store, wanted: Wanted, fixed: Iterable[str], depth: int) -> None:
        self._store, self._wanted = store, wanted
        self.fixed = list(fixed)
        self.links: set[Link] = set()
        self.near: dict[str, tuple[int, int, str]] = {one: (-1, 0, one) for one in self.fixed}
        rim = self.fixed[:1]
        for step in range(depth):
            fresh = self._step(rim, step + 2, through=step > 0)
            rim = sorted((n for n in fresh if kind(n) != "agency"), key=self.near.__getitem__)[: wanted.limit]
            if not rim:
                break
        self._open([whole(one) for one in wanted.opened])

    def _step(self, rim: list[str], near: int, *, through: bool) -> set[str]:
        known = set(self.near)
        for link in self._around(rim):
            if through and link.relation in ASSIGNMENTS and link.target in rim:
                continue
            self._come(link, near)
        return self.near.keys() - known

    def _open(self, opened: list[str]) -> None:
        """Those that are come to, from the start or through one another, with all that is beside them."""
        waiting = opened
        while now := [one for one in waiting if one in self.near]:
            waiting = [one for one in waiting if one not in now]
            for link in self._around(now):
                self._come(link, 1)
            for one in now:
                self.near[one] = min(self.near[one], (0, 0, one))

    def _come(self, link: Link, near: int) -> None:
        self.links.add(link)
        number = _RANK.get(link.relation, len(_RANK))
        for node in (link.source, link.target):
            found = (near, number, node)
            self.near[node] = min(self.near.get(node, found), found)

    def _around(self, rim: list[str]) -> set[Link]:
        found = {
            *_links(self._store, "from", rim, self._wanted.confidence),
            *_links(self._store, "to", rim, self._wanted.confidence),
        }
        return {link for link in found if self._wanted.links(link.relation) and link.source != link.target}


def _links(store: Store, end: str, some: Iterable[str], confidence: float) -> set[Link]:
    """The links that leave (`from`) these nodes or arrive at them (`to`); of citations only those so sure."""
    found: set[Link] = set()
    for batch in batches(some):
        ends: dict[str, Any] = {end: nodes(batch)}
        if confidence:
            cited = (row for row in select(store, "network-edges", **ends) if row["confidence"] >= confidence)
            assigned = select(store, "network-tasks", **ends)
            found |= {Link(row["from"], relation_name(row["relation"]), row["to"]) for row in (*cited, *assigned)}
        else:
            for row in rows(store, "picture-links", **ends):
                found.add(Link(str(row["from"]), relation_name(str(row["relation"])), str(row["to"])))
    return found


def _kept(store: Store, walk: _Walk, wanted: Wanted) -> tuple[list[str], list[str]]:
    """The nodes that are shown and those that there is no room for, nearest first."""
    given = set(walk.fixed)
    order = sorted(walk.near.keys() - given, key=walk.near.__getitem__)
    beside = _beside(store, [node for node in order if kind(node) == "task"][: wanted.limit], walk, wanted)
    allowed = _allowed(store, {*order, *(one for some in beside.values() for one in some)}, wanted)
    kept, left = dict.fromkeys(walk.fixed), dict[str, None]()
    for node in order:
        if node not in allowed:
            continue
        together = [one for one in (node, *beside.get(node, ())) if one not in kept and one in allowed]
        whole_task = len(kept) + len(together) <= wanted.limit
        (kept if whole_task else left).update(dict.fromkeys(together))
    return list(kept), [one for one in left if one not in kept]


def _beside(store: Store, tasks: list[str], walk: _Walk, wanted: Wanted) -> dict[str, list[str]]:
    """Who assigns each of these tasks, and who does it."""
    found: dict[str, list[str]] = {}
    for batch in batches(tasks):
        for row in select(store, "network-tasks", **{"from": nodes(batch)}):
            link = Link(row["from"], relation_name(row["relation"]), row["to"])
            if wanted.links(link.relation):
                found.setdefault(link.source, []).append(link.target)
                walk.links.add(link)
    return {task: sorted(others) for task, others in found.items()}


def _allowed(store: Store, some: set[str], wanted: Wanted) -> set[str]:
    """Those that the filters by layer and by day let through; what has no date stays, for it may belong."""
    if not wanted.narrowed:
        return some
    layers = set(wanted.layer)
    tasks = [one for one in some if kind(one) == "task"]
    by = {row["from"]: row["to"] for b in batches(tasks) for row in select(store, "network-tasks", **{"from": nodes(b)})
          if relation_name(row["relation"]) == "assignedBy"}  # fmt: skip
    about = instruments(store, {*(one for one in some if kind(one) == "instrument"), *by.values()})

    def dated(iri: str) -> bool:
        date = about[iri]["date"] if iri in about else None
        since, until = first_day(wanted.since or "0000"), last_day(wanted.until or "9999")
        return not date or (last_day(date) >= since and first_day(date) <= until)

    found = set()
    for one in some:
        layer = kind(one)
        if layer == "instrument":
            layer = about[one]["layer"] if one in about else "unknown"
        if (not layers or layer in layers) and (layer == "agency" or dated(by.get(one, one))):
            found.add(one)
    return found


def instruments(store: Store, iris: Iterable[str]) -> dict[str, Json]:
    """Of these instruments {date, layer: central, local or unknown, side: party, state or nothing}."""
    found: dict[str, Json] = {}
    for batch in batches(iris):
        for row in rows(store, "picture-instruments", instrument=nodes(batch)):
            place = row["jurisdiction"]
            layer = "unknown" if not place or place == "khong-ro" else "central" if place == "vn" else "local"
            side = "party" if row["party"] else "state" if row["state"] else ""
            found[str(row["instrument"])] = {"date": row["date"], "layer": layer, "side": side}
    return found


def hidden(store: Store, part: Part, wanted: Wanted) -> dict[str, int]:
    """How many links of each node are not shown, of the relations that are wanted, whatever other filters say."""
    count = dict.fromkeys(part.nodes, 0)
    for link in _leaving(store, part.nodes, wanted):
        count[link.source] += 1
    for batch in batches(one for one in part.nodes if kind(one) != "task"):
        for row in rows(store, "picture-arriving", to=nodes(batch)):
            if wanted.links(relation_name(str(row["relation"]))):
                count[str(row["to"])] += int(str(row["links"]))
    for link in part.links:
        for end in (link.source, link.target):
            count[end] -= 1
    return {node: number for node, number in count.items() if number > 0}


def _leaving(store: Store, some: list[str], wanted: Wanted) -> set[Link]:
    speaking = [one for one in some if kind(one) != "agency"]
    return {link for link in _links(store, "from", speaking, 0.0) if wanted.links(link.relation)}
