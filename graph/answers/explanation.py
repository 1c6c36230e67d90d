"""How any two things of the graph are connected: instruments, tasks, agencies, whichever way the edges point.

`trails.path` says how one instrument leads to another along its citations. This says why two things have to do with
each other at all: two plans by the decree that both carry out, an agency and a directive by a task.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from graph.answers.instruments import known, short
from graph.answers.pieces import pieces, relation_name, strongest_first
from graph.answers.rows import Json, Row, nodes, select
from graph.answers.tasks import assignment_places, describe
from graph.errors import UnknownInstrument
from graph.model import Relation
from graph.store.base import Store

MOST_NODES = 20_000  # looked at from both ends together; a graph of 10 million triples has 100,000
PIECES_FOR_A_STEP = 3
_AT_ONCE = 500
# Between ways of one length the more telling relation explains better; the model lists them so.
_RANK = {name: number for number, name in enumerate((*get_args(Relation), "assignedBy", "leadAgency"))}

Link = tuple[str, str, str]  # from, relation's IRI, to
Links = dict[Link, list[str]]  # with the citations behind each


def explain(store: Store, one: str, other: str) -> Json:
    """The shortest connection of two things by their IRIs, whichever way its edges point.

    {"from", "to": {iri, kind, name}, "path": [{from, relation, to, forward, evidence, more}], "nodes": those on the
    way, "reason": why there is no path, or None, "truncated"}. A step with `forward` false is walked against its
    edge. `evidence` is the strongest pieces, `more` how many others there are. Of several shortest ways the one
    by the more telling relations, then by IRI, is taken. Raises UnknownInstrument.
    """
    begin, end = _thing(store, one), _thing(store, other)
    answer: Json = {"from": begin, "to": end, "path": [], "nodes": [], "reason": None, "truncated": False}
    if begin["iri"] == end["iri"]:
        return answer | {"reason": "hai đầu là một"}
    search = _Search(store, begin["iri"], end["iri"])
    way = search.way()
    if way is None:
        said = "hai đầu không nối với nhau qua văn bản, nhiệm vụ hay cơ quan nào"
        if search.truncated:
            said = f"chưa tìm thấy đường nối sau {MOST_NODES} điểm gần nhất; có thể còn đường dài hơn"
        return answer | {"reason": said, "truncated": search.truncated}
    steps = [_step(store, link, link[0] == here, search.links[link]) for here, link in way]
    between = [link[2] if link[0] == here else link[0] for here, link in way][:-1]
    return answer | {"path": steps, "nodes": [_thing(store, iri) for iri in between]}


class _Search:
    """A search from both ends at once: the nearer end's rim is widened until the two meet."""

    def __init__(self, store: Store, begin: str, end: str) -> None:
        self._store = store
        self._ends = (begin, end)
        self.links: Links = {}
        self.truncated = False

    def way(self) -> list[tuple[str, Link]] | None:
        """The links in walking order, each with the node that it is left from."""
        begin, end = self._ends
        # For each node the link by which it was reached, from either end.
        reached: tuple[dict[str, Link | None], dict[str, Link | None]] = ({begin: None}, {end: None})
        rims = ([begin], [end])
        while rims[0] and rims[1]:
            side = 0 if len(rims[0]) <= len(rims[1]) else 1
            fresh = self._widen(rims[side], reached[side])
            met = [node for node in fresh if node in reached[1 - side]]
            if met:
                return self._joined(min(met), *reached)
            if len(reached[0]) + len(reached[1]) > MOST_NODES:
                self.truncated = True
                return None
            rims = (fresh, rims[1]) if side == 0 else (rims[0], fresh)
        return None

    def _widen(self, rim: Iterable[str], reached: dict[str, Link | None]) -> list[str]:
        found = _links(self._store, rim)
        self.links |= found
        fresh: dict[str, None] = {}
        here = set(rim)
        for link in sorted(found, key=_telling):
            for near, far in ((link[0], link[2]), (link[2], link[0])):
                if near in here and far not in reached:
                    reached[far] = link
                    fresh[far] = None
        return sorted(fresh)

    def _joined(
        self, met: str, ahead: dict[str, Link | None], behind: dict[str, Link | None]
    ) -> list[tuple[str, Link]]:
        first: list[tuple[str, Link]] = []
        here = met
        while (link := ahead[here]) is not None:
            here = link[0] if link[2] == here else link[2]
            first.append((here, link))
        second: list[tuple[str, Link]] = []
        here = met
        while (link := behind[here]) is not None:
            second.append((here, link))
            here = link[0] if link[2] == here else link[2]
        return first[::-1] + second


def _telling(link: Link) -> tuple[int, str, str]:
    return _RANK.get(relation_name(link[1]), len(_RANK)), link[0], link[2]


def _links(store: Store, rim: Iterable[str]) -> Links:
    found: Links = {}
    given = sorted(rim)
    for at in range(0, len(given), _AT_ONCE):
        some = nodes(given[at : at + _AT_ONCE])
        for row in (*select(store, "edges-from", **{"from": some}), *select(store, "edges-to", to=some)):
            cited = found.setdefault(_link(row), [])
            if row["citation"] not in cited:
                cited.append(row["citation"])
        for row in (*select(store, "network-tasks", **{"from": some}), *select(store, "network-tasks", to=some)):
            found.setdefault(_link(row), [])
    return found


def _link(row: Row) -> Link:
    return row["from"], row["relation"], row["to"]


def _step(store: Store, link: Link, forward: bool, citations: list[str]) -> Json:
    if citations:
        evidence = strongest_first(pieces(store, dict.fromkeys(citations, link[1])).values())
    else:
        evidence = [place | {"relation": relation_name(link[1])} for place in _places(store, link[0])]
    return {
        "from": link[0],
        "relation": relation_name(link[1]),
        "to": link[2],
        "forward": forward,
        "evidence": evidence[:PIECES_FOR_A_STEP],
        "more": max(0, len(evidence) - PIECES_FOR_A_STEP),
    }


def _places(store: Store, task: str) -> list[Json]:
    return [place for one in describe(store, [task]) for place in assignment_places(one)]


def _thing(store: Store, iri: str) -> Json:
    """What names a node: its kind and its name in words."""
    try:
        found = short(known(store, iri))
    except UnknownInstrument:
        pass
    else:
        words = [(found["type"] or "").capitalize(), found["symbol"] or found["title"] or ""]
        return {"iri": found["iri"], "kind": "instrument", "name": " ".join(part for part in words if part)}
    try:
        given = nodes([iri])
    except ValueError:
        raise UnknownInstrument(iri) from None
    if task := describe(store, [iri]):
        return {"iri": iri, "kind": "task", "name": task[0]["text"]}
    if agency := select(store, "agency-names", agency=given):
        return {"iri": iri, "kind": "agency", "name": agency[0]["name"]}
    raise UnknownInstrument(iri)
