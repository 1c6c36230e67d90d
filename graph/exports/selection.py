"""Which part of the graph an export holds: around what, how far, by which edges, from when, whose.

    graph = chosen(store, Selection(of=iri, depth=2, direction="in", relations=frozenset({"implements"})))

Every part is closed: both ends of each edge are in it. `graph.graph` says what it is: `of` (the IRI that it
is around), `scope` (in words), `confidence` (the least), `truncated`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, get_args

from graph.answers.bodies import named
from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import known
from graph.answers.pieces import relation_name
from graph.answers.rows import Row, nodes, select
from graph.exports.cleaning import in_words
from graph.exports.failures import BadSelection
from graph.model import Relation
from graph.network import Direction, export_graph, induced, neighbourhood
from graph.store.base import Store
from graph.vocabulary import labels, term

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

ASSIGNMENTS = ("assignedBy", "leadAgency", "coordinatingAgency")
RELATIONS: tuple[str, ...] = (*(name for name in get_args(Relation) if name != "self"), *ASSIGNMENTS)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
MOST_NODES = 5000
# Each mention is some 26 statements: on a graph of 1.6 million, 3000 mentions take under 3 seconds in every format and
# the 16,000 that join 5000 nodes took 40 as Turtle. Who asks for more nodes than usual is willing to wait.
MOST_EDGES = 3000
_DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?")
_WAYS = {"in": "chỉ cạnh đi vào", "out": "chỉ cạnh đi ra", "both": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to export. Everything, where nothing is said.

    `of`: the IRI of an instrument, a task or an agency; only what is within `depth` steps of it, along
    `direction` (`out`: from the one that speaks; `in`: towards it). Without `depth` it is one step, and for
    the formats that tell of an instrument's implementation all that implements it. `relations`: only these
    edges. `confidence`: from 0 to 1, the least that a citation must have; assignments have none and stay.
    `since`, `until`: days or years (`2020-02-27`, `2020`); what is dated outside is left out, with its
    tasks; what has no date stays, for it may belong. `agency`: only its tasks, and what they come from.
    Filters that leave a thing without any of its edges leave it out too. `limit`: at most so many nodes
    around `of`, and `MOST_EDGES` edges (as many as `limit` where that is above
    `MOST_NODES`). Raises BadSelection.
    """

    of: str | None = None
    depth: int | None = None
    direction: Direction = "both"
    relations: frozenset[str] = frozenset()
    confidence: float = 0.0
    since: str | None = None
    until: str | None = None
    agency: str | None = None
    limit: int = MOST_NODES

    def __post_init__(self) -> None:
        for name in sorted(self.relations - set(RELATIONS)):
            raise BadSelection("relation", f"không có quan hệ «{name}»; có: {', '.join(RELATIONS)}")
        if self.direction not in DIRECTIONS:
            raise BadSelection("direction", f"chiều phải là một trong: {', '.join(DIRECTIONS)}")
        if not 0 <= self.confidence <= 1:
            raise BadSelection("confidence", "độ tin cậy phải từ 0 đến 1")
        for name in ("since", "until"):
            if (said := getattr(self, name)) and not _DATE.fullmatch(said):
                raise BadSelection(name, f"«{said}» không phải là ngày; hãy viết 2020-02-27 hoặc 2020")
        if self.since and self.until and _first(self.since) > _last(self.until):
            raise BadSelection("since", f"ngày đầu {self.since} sau ngày cuối {self.until}")
        if self.of is None:
            for name, usual in (("depth", None), ("direction", "both"), ("limit", MOST_NODES)):
                if getattr(self, name) != usual:
                    raise BadSelection(name, f"«{name}» chỉ dùng cùng «of»: cả đồ thị thì không có điểm đầu")

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return all(getattr(self, one.name) == one.default for one in fields(self))


def chosen(store: Store, selection: Selection, *, implementation: bool = False) -> Graph:
    """The part of the graph that is selected; `implementation` says that the format tells of one instrument's.

    Raises UnknownInstrument where `of` is nothing in the graph, BadSelection where `agency` is none.
    """
    agency = _name_of_agency(store, selection.agency) if selection.agency else ""
    everything_of = selection.of is not None and selection.depth is None and implementation
    if selection.of is None:
        graph = export_graph(store)
    elif everything_of and selection.direction == "both" and _is_instrument(store, selection.of):
        graph = _implementation(store, selection.of, selection.limit)
    else:
        everything_of = False
        graph = neighbourhood(
            store,
            selection.of,
            selection.depth or 1,
            selection.limit,
            direction=selection.direction,
            follow=(lambda row: _followed(selection, relation_name(row["relation"]), row.get("confidence")))
            if selection.relations or selection.confidence
            else None,
            most_edges=max(MOST_EDGES, selection.limit if selection.limit > MOST_NODES else 0),
        )
    start = _start(store, graph, selection.of)
    graph.graph["scope"] = _scope(graph, selection, start, agency, everything_of)
    _narrow(store, graph, selection, start)
    graph.graph["of"] = start
    graph.graph["confidence"] = selection.confidence
    return graph


def _name_of_agency(store: Store, iri: str) -> str:
    """What an agency is called; one without tasks has its name in the registry. Raises BadSelection."""
    rows = select(store, "agency-names", agency=nodes([iri]))
    name = rows[0]["name"] if rows else named(store, {iri}).get(iri, {}).get("name")
    if not name:
        part = iri.partition("/id/")[2] or iri
        raise BadSelection("agency", f"không có cơ quan «{part}»; hãy ghi đủ tên, có cả tỉnh")
    return str(name)


def _is_instrument(store: Store, iri: str) -> bool:
    return bool(select(store, "instruments", instrument=nodes([iri])))


def _start(store: Store, graph: Graph, of: str | None) -> str | None:
    """The node that the part is around: by its present IRI, where a former one was given."""
    return of if of is None or of in graph else str(known(store, of)["iri"])


def _implementation(store: Store, iri: str, limit: int) -> Graph:
    """An instrument, the tasks that carry it out, the instruments in between and the agencies."""
    kept: dict[str, None] = {iri: None}
    truncated = False
    for task in tasks_implementing(store, iri)["tasks"]:
        agencies = (one["iri"] for one in (*task["lead"], *task["coordinating"]))
        fresh = {one for one in (task["iri"], *task["chain"], *agencies) if one not in kept}
        if len(kept) + len(fresh) > limit:
            truncated = True
            break
        kept.update(dict.fromkeys(sorted(fresh)))
    graph = induced(store, kept)
    graph.graph["truncated"] = truncated
    return graph


def _followed(selection: Selection, relation: str, confidence: float | None) -> bool:
    if selection.relations and relation not in selection.relations:
        return False
    return confidence is None or confidence >= selection.confidence


def _narrow(store: Store, graph: Graph, selection: Selection, start: str | None) -> None:
    """Take out what the filters leave out."""
    import networkx as nx

    if selection.relations or selection.confidence:
        joined = {node for node in graph if graph.degree(node)}
        graph.remove_edges_from(
            [
                (a, b, key)
                for a, b, key, about in graph.edges(keys=True, data=True)
                if not _followed(selection, about["relation"], about.get("confidence"))
            ]
        )
        alone = {node for node in graph if not graph.degree(node)}
        graph.remove_nodes_from((alone if selection.relations else alone & joined) - {start})
    if selection.since or selection.until:
        outside = _outside(store, graph, selection)
        graph.remove_nodes_from(outside - {start})
        idle = [n for n, about in graph.nodes(data=True) if about["kind"] == "agency" and not graph.degree(n)]
        graph.remove_nodes_from(set(idle) - {start})
    if selection.agency:
        _only_of_agency(store, graph, selection.agency, start)
    if start is not None:
        together = next(part for part in nx.weakly_connected_components(graph) if start in part)
        graph.remove_nodes_from(set(graph) - together)


def _outside(store: Store, graph: Graph, selection: Selection) -> set[str]:
    """The instruments that are surely dated outside the window, and the tasks that they assign."""
    since, until = _first(selection.since or "0000"), _last(selection.until or "9999")
    tasks = [node for node, about in graph.nodes(data=True) if about["kind"] == "task"]
    rows: list[Row] = select(store, "tasks", task=nodes(tasks)) if tasks else []
    wanted = {row["by"] for row in rows} | {n for n, about in graph.nodes(data=True) if about["kind"] == "instrument"}
    dates = {
        row["instrument"]: row["date"]
        for row in (select(store, "instruments", instrument=nodes(wanted)) if wanted else ())
    }
    out = {iri for iri, date in dates.items() if date and not (_last(date) >= since and _first(date) <= until)}
    return (out & set(graph)) | {row["task"] for row in rows if row["by"] in out}


def _only_of_agency(store: Store, graph: Graph, agency: str, start: str | None) -> None:
    import networkx as nx

    tasks = [node for node, about in graph.nodes(data=True) if about["kind"] == "task"]
    rows: list[Row] = select(store, "task-agencies", task=nodes(tasks)) if tasks else []
    own = {row["task"] for row in rows if row["agency"] == agency}
    graph.remove_nodes_from(set(tasks) - own - {start})
    kept = own | {agency, *([start] if start else ())}
    for task in own:
        kept |= nx.descendants(graph, task)
    graph.remove_nodes_from(set(graph) - kept)


def _first(date: str) -> str:
    return date if len(date) == 10 else f"{date}-01-01"


def _last(date: str) -> str:
    return date if len(date) == 10 else f"{date}-12-31"


def relation_label(name: str) -> str:
    """What a relation is called in Vietnamese, or its name where the ontology has no label for it."""
    return labels().get(term(name).value, name)


def _scope(graph: Graph, selection: Selection, start: str | None, agency: str, implementation: bool) -> str:
    said: list[Any] = []
    if start is None:
        said.append("Toàn bộ đồ thị")
    elif implementation:
        said.append(f"Mọi nhiệm vụ thực hiện {graph.nodes[start]['label']}, trực tiếp và qua văn bản khác")
    else:
        steps = f"Trong {selection.depth or 1} bước quanh {graph.nodes[start]['label']}"
        said.append(", ".join(part for part in (steps, _WAYS[selection.direction]) if part))
    if selection.relations:
        said.append("quan hệ: " + ", ".join(relation_label(name) for name in sorted(selection.relations)))
    if selection.confidence:
        said.append(f"độ tin cậy từ {selection.confidence:.0%}")
    if selection.since or selection.until:
        ends = (("từ", selection.since), ("đến", selection.until))
        said.append("văn bản ban hành " + " ".join(f"{word} {in_words(end)}" for word, end in ends if end))
    if agency:
        said.append(f"cơ quan: {agency}")
    return "; ".join(said)
