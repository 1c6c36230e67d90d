"""A picture in words: its links as a table, and of a node or a link that was chosen all that is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.pages.evidence import Reading
from api.pages.picture_drawing import described, mentions
from api.pages.picture_part import Link, Part, kind
from api.pages.picture_wanted import shortened, whole
from api.pages.quoting import Sentences
from graph.answers.agencies import agency
from graph.answers.instruments import known
from graph.answers.pieces import pieces, relation_name, strongest_first, texts
from graph.answers.rows import batches, nodes, select
from graph.answers.status import status
from graph.answers.tasks import assignment_place, describe
from graph.store.base import Store
from graph.vocabulary import term

Json = dict[str, Any]
TextOf = Callable[[Json], str | None]
PAGE = 30  # links of the table: of a law cited 350 times in 1.6 million triples 50 took half as long again
_FILES = 8  # whose sentences the table quotes: to unpack one takes 5 ms or more; beyond, the quote stands alone
_BESIDE = 30  # links of one node, beside the picture
_PIECES = 5  # of one link


@dataclass(frozen=True, slots=True)
class Row:
    """A link in words. `piece`: the surest evidence, of `mentions`; `drawn`: whether the picture has it."""

    link: Link
    source: Json
    target: Json
    piece: Json | None
    mentions: int
    drawn: bool
    chain: bool

    @property
    def edge(self) -> str:
        """The link as the address names it."""
        return " ".join((shortened(self.link.source), self.link.relation, shortened(self.link.target)))


class Words:
    """The links of a part in words, each looked up once, whether for the table or for the words beside the picture."""

    def __init__(self, store: Store, part: Part, offset: int, at: str, text_of: TextOf) -> None:
        every = [*sorted(part.links, key=lambda link: link not in part.on_chain), *part.rest]
        own = [link for link in (*part.links, *part.rest) if whole(at) in (link.source, link.target)] if at else []
        page, beside = every[offset : offset + PAGE], own[:_BESIDE]
        found = {row.link: row for row in rows_of(store, part, list(dict.fromkeys((*page, *beside))))}
        self.total = len(every)
        self.table = [found[link] for link in page]
        self.beside = [found[link] for link in beside]
        self.more = len(own) - len(beside)
        self.quoted = Sentences(store, [row.piece for row in self.table if row.piece], _some(text_of, _FILES))


def rows_of(store: Store, part: Part, some: list[Link]) -> list[Row]:
    """These links in words."""
    about = described(store, list(dict.fromkeys(end for link in some for end in (link.source, link.target))))
    cited = mentions(store, some)
    told = pieces(store, {found[0][1]: term(link.relation).value for link, found in cited.items()})
    given = _places(store, {link.source for link in some if link not in cited and kind(link.source) == "task"})
    shown = set(part.links)
    found = []
    for link in some:
        piece = told.get(cited[link][0][1]) if link in cited else None
        if piece is None:
            piece = given.get(link.source)
        found.append(
            Row(
                link=link,
                source=_named(about, link.source),
                target=_named(about, link.target),
                piece=piece,
                mentions=len(cited.get(link, ())),
                drawn=link in shown,
                chain=link in part.on_chain,
            )
        )
    return found


def _places(store: Store, tasks: set[str]) -> dict[str, Json]:
    """Where each task stands, which is what says who assigns and does it; a third of the time of describing it."""
    found: dict[str, Json] = {}
    for batch in batches(sorted(tasks)):
        rows = select(store, "tasks", task=nodes(batch))
        files = texts(store, {row["text"] for row in rows})
        for row in rows:
            about = {**row, "instrument": row["by"], "source": files[row["text"]]["source"], "path": row["path"] or ""}
            found[row["task"]] = assignment_place({**about, "text": "", "review_status": None})
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a node: `about` as `described` has it, the rest by its kind."""

    id: str
    iri: str
    about: Json
    instrument: Json | None
    standing: Json | None
    task: Json | None
    total: Json | None
    reading: Reading


def told_of(store: Store, short: str) -> Told | None:
    """What is known of a node; None where the graph knows none of that name."""
    iri = whole(short)
    try:
        about = described(store, [iri]).get(iri)
    except ValueError:
        return None
    if about is None:
        return None
    act = known(store, iri) if about["kind"] == "instrument" else None
    task = next(iter(describe(store, [iri])), None) if about["kind"] == "task" else None
    places = [{"evidence": [assignment_place(task)], "lead": task["lead"]}] if task else []
    return Told(
        id=short,
        iri=iri,
        about=about,
        instrument=act,
        standing=status(store, iri) if act else None,
        task=task,
        total=agency(store, iri, limit=0)["total"] if about["kind"] == "agency" else None,
        reading=Reading(store, places),
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """All that says a link: its pieces with the sentences that they stand in, the surest first."""

    row: Row
    pieces: list[Json]
    more: int
    sentences: Sentences
    reading: Reading


def proof_of(store: Store, part: Part, edge: str, text_of: TextOf) -> Proof | None:
    """What says a link that the address names; None where there is no such link. `text_of` as in `Sentences`."""
    try:
        source, relation, target = edge.split()
        link = Link(whole(source), relation, whole(target))
        term(relation)
        rows = rows_of(store, part, [link])
    except (ValueError, AttributeError):
        return None
    row = rows[0]
    if row.piece is None:
        return None
    if row.mentions:
        cited = (iri for _, iri in mentions(store, [link])[link])
        found = strongest_first(pieces(store, dict.fromkeys(cited, term(relation).value)).values())
    elif _assigned(store, link):
        found = [assignment_place(describe(store, [link.source])[0])]
    else:
        return None
    shown = found[:_PIECES]
    reading = Reading(store, [{"evidence": shown}])
    return Proof(row, shown, len(found) - len(shown), Sentences(store, shown, text_of), reading)


def steps_of(store: Store, part: Part, text_of: TextOf) -> tuple[list[Json], Sentences | None]:
    """The steps of the chain, each with the names of its ends: what `graph.answers.explanation` says, in words."""
    if part.chain is None:
        return [], None
    path = part.chain["path"]
    about = described(store, list(dict.fromkeys(end for step in path for end in (step["from"], step["to"]))))
    steps = [{**step, "source": _named(about, step["from"]), "target": _named(about, step["to"]),
              "edge": " ".join((shortened(step["from"]), step["relation"], shortened(step["to"])))}
             for step in path]  # fmt: skip
    return steps, Sentences(store, [piece for step in path for piece in step["evidence"]], text_of)


def title_of(store: Store, iri: str) -> str:
    """What a start is called."""
    about = described(store, [iri]).get(iri)
    return str(about["name"]) if about else shortened(iri)


def _assigned(store: Store, link: Link) -> bool:
    """Whether a task is really joined so to its instrument or agency: an address may claim anything."""
    found = select(store, "network-tasks", **{"from": nodes([link.source])})
    return any(relation_name(row["relation"]) == link.relation and row["to"] == link.target for row in found)


def _some(text_of: TextOf, most: int) -> TextOf:
    """The texts of the first files that are asked for."""
    left = iter(range(most))
    return lambda document: text_of(document) if next(left, None) is not None else None


def _named(about: dict[str, Json], iri: str) -> Json:
    found = about.get(iri) or {"kind": kind(iri), "name": shortened(iri), "side": "", "layer": "", "date": None}
    return {**found, "id": shortened(iri), "iri": iri}
