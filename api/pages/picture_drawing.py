"""A picture ready to be drawn: what its nodes and links are called, and where they stand."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from api import words
from api.pages import wording
from api.pages.language import gettext
from api.pages.picture_layout import WIDTH, Band, Box, Point, layout
from api.pages.picture_part import Link, Part, hidden, instruments, kind
from api.pages.picture_wanted import LAYERS, Wanted, shortened
from graph.answers.instruments import summaries
from graph.answers.pieces import relation_name
from graph.answers.rows import batches, nodes, select
from graph.answers.tasks import summaries_of_tasks
from graph.identity import fold
from graph.registry import issuer_named
from graph.registry.bodies import central_body, local_body
from graph.store.base import Store

Json = dict[str, Any]
LINE, PAD = 17.0, 9.0  # points: of a line of a label, and above and below it
_LETTERS = 24  # in a line of a label
_TEXT_LINES = 3
_SURE = 0.85  # as `wording.confidence` has it: below, a link is drawn as a doubtful one
_BRANCHES = {"party": "party", "state": "state", "assembly": "state"}


@dataclass(frozen=True, slots=True)
class Node:
    """A node: `lines` are its label, `said` all of its name, `side` whose it is (party, state or nothing)."""

    id: str
    kind: str
    layer: str
    side: str
    said: str
    lines: tuple[str, ...]
    date: str | None
    opened: bool
    hidden: int
    start: bool
    x: float
    y: float

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 2 * PAD


@dataclass(frozen=True, slots=True)
class Edge:
    """A link: `confidence` is that of its surest mention (None: the link is no citation), `mentions` how many there
    are. `path`: from, two points that it bends towards, to."""

    id: str
    source: str
    target: str
    relation: str
    label: str
    confidence: float | None
    mentions: int
    doubtful: bool
    chain: bool
    path: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of a picture; `left` is how many nodes there was no room for."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    bands: tuple[Band, ...]
    width: float
    height: float
    left: int


def drawing(store: Store, part: Part, wanted: Wanted) -> Drawing:
    """The picture of a part of the graph."""
    about = described(store, part.nodes)
    more = hidden(store, part, wanted)
    labels = {iri: _label(one, more.get(iri, 0)) for iri, one in about.items()}
    boxes = [Box(iri, one["layer"], len(labels[iri]) * LINE + 2 * PAD) for iri, one in about.items()]
    placed = layout(boxes, [(link.source, link.target) for link in part.links], LAYERS)
    opened = {*wanted.opened, *((shortened(part.start),) if part.chain is None else ())}
    drawn = {
        iri: Node(
            id=shortened(iri),
            kind=one["kind"],
            layer=one["layer"],
            side=one["side"],
            said=one["name"],
            lines=labels[iri],
            date=one["date"],
            opened=shortened(iri) in opened,
            hidden=more.get(iri, 0),
            start=iri == part.start,
            x=placed.places[iri][0],
            y=placed.places[iri][1],
        )
        for iri, one in about.items()
    }
    links = [link for link in part.links if link.source in drawn and link.target in drawn]
    return Drawing(
        nodes=tuple(drawn.values()),
        edges=tuple(_edges(drawn, links, part, mentions(store, links), placed.bends)),
        bands=placed.bands,
        width=placed.width,
        height=placed.height,
        left=len(part.left),
    )


def described(store: Store, iris: list[str]) -> dict[str, Json]:
    """{kind, layer, side, name, short, date, due} of these nodes, by IRI; what the graph knows nothing of is left out.

    `short` is a name without its day, `due` the first day on which a task is to be done.
    """
    found: dict[str, Json] = {}
    acts = [one for one in iris if kind(one) == "instrument"]
    levels = instruments(store, acts)
    for iri, one in summaries(store, acts).items():
        found[iri] = {
            **levels[iri],
            "kind": "instrument",
            "name": words.name(one),
            "short": words.name({**one, "date": None}),
            "date": one["date"],
            "due": None,
        }
    for one in summaries_of_tasks(store, [iri for iri in iris if kind(iri) == "task"]):
        found[one["iri"]] = {
            "kind": "task", "layer": "task", "side": "", "name": one["text"], "short": one["text"], "date": None,
            "due": one["deadline"],
        }  # fmt: skip
    bodies = [iri for iri in iris if kind(iri) == "agency"]
    for row in select(store, "agency-names", agency=nodes(bodies)) if bodies else ():
        found[row["agency"]] = {
            "kind": "agency", "layer": "agency", "side": side_of(row["name"]), "name": row["name"],
            "short": row["name"], "date": None, "due": None,
        }  # fmt: skip
    return {iri: found[iri] for iri in iris if iri in found}


@cache
def _party_words() -> tuple[str, ...]:
    text = (files("api.pages") / "picture_party.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def side_of(name: str) -> str:
    """Whose a body is, by its name: party, state, or nothing where neither the registry nor its words say so.

    >>> side_of("Sở Tài chính tỉnh Bắc Ninh"), side_of("các đảng ủy trực thuộc Tỉnh ủy Bắc Giang"), side_of("các cấp")
    ('state', 'party', '')
    """
    local = local_body(name)
    known = local.issuer if local else central_body(name) or issuer_named(name)
    if known is not None and known.branch in _BRANCHES:
        return _BRANCHES[known.branch]
    folded = f" {fold(name)} "
    return "party" if any(f" {each} " in folded for each in _party_words()) else ""


def side_name(side: str) -> str:
    """What a side is called; nothing where it is not known."""
    return {"party": gettext("Đảng"), "state": gettext("Nhà nước")}.get(side, "")


def mentions(store: Store, links: list[Link]) -> dict[Link, list[tuple[float, str]]]:
    """The citations behind these links, each with how sure it is, the surest first."""
    wanted = set(links)
    found: dict[Link, list[tuple[float, str]]] = {}
    for batch in batches(sorted({link.source for link in links})):
        for row in select(store, "network-edges", **{"from": nodes(batch)}):
            link = Link(row["from"], relation_name(row["relation"]), row["to"])
            if link in wanted:
                found.setdefault(link, []).append((row["confidence"], row["citation"]))
    return {link: sorted(some, key=lambda one: (-one[0], one[1])) for link, some in found.items()}


def _label(one: Json, more: int) -> tuple[str, ...]:
    """The lines of a label: a name, and under it whose it is, of what day, how much of it is not shown."""
    text = " ".join(str(one["short"]).split())
    lines = textwrap.wrap(text, _LETTERS, max_lines=_TEXT_LINES, placeholder=" …")
    due = gettext("hạn %(day)s") % {"day": wording.day(one["due"])} if one["due"] else ""
    under = [side_name(one["side"]), wording.day(one["date"]), due, f"+{more}" if more else ""]
    last: list[str] = []
    for said in filter(None, under):
        joined = f"{last[-1]} · {said}" if last else said
        last[-1:] = [joined] if len(joined) <= _LETTERS else [*last[-1:], said]
    return (*lines, *last)


def _edges(
    drawn: dict[str, Node],
    links: list[Link],
    part: Part,
    cited: dict[Link, list[tuple[float, str]]],
    bends: dict[tuple[str, str], tuple[Point, ...]],
) -> list[Edge]:
    found = []
    between: dict[frozenset[str], int] = {}
    for link in links:
        ends = frozenset((link.source, link.target))
        nth = between[ends] = between.get(ends, -1) + 1
        said = cited.get(link, [])
        found.append(
            Edge(
                id=f"{shortened(link.source)} {link.relation} {shortened(link.target)}",
                source=shortened(link.source),
                target=shortened(link.target),
                relation=link.relation,
                label=words.relation(link.relation),
                confidence=said[0][0] if said else None,
                mentions=len(said),
                doubtful=bool(said) and said[0][0] < _SURE,
                chain=link in part.on_chain,
                path=_path(drawn[link.source], drawn[link.target], nth, bends.get((link.source, link.target), ())),
            )
        )
    return found


def _path(source: Node, target: Node, nth: int, bends: tuple[Point, ...]) -> tuple[float, ...]:
    """From the edge of one box to that of another, leaving and arriving upright; several of two ends side by side."""
    aside = (nth + 1) // 2 * (18 if nth % 2 else -18)
    # A little off the middle towards the other end, or all that arrives at a box arrives at one point.
    reach = WIDTH * 0.36
    first, last = (bends[0][0], bends[-1][0]) if bends else (target.x, source.x)
    x1 = source.x + max(-reach, min(reach, (first - source.x) / 8)) + aside
    x2 = target.x + max(-reach, min(reach, (last - target.x) / 8)) + aside
    if abs(source.y - target.y) < (source.height + target.height) / 2:
        y1, y2 = source.y - source.height / 2, target.y - target.height / 2
        over = min(y1, y2) - 34 - 10 * nth
        return x1, y1, x1, over, x2, over, x2, y2
    up = -1 if target.y < source.y else 1
    y1, y2 = source.y + up * source.height / 2, target.y - up * target.height / 2
    bend = up * (24.0 if bends else max(26.0, abs(y2 - y1) * 0.45))
    through = (part for x, y in bends for part in (x + aside, y))
    return (x1, y1, x1, y1 + bend, *through, x2, y2 - bend, x2, y2)
