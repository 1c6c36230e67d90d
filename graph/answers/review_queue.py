"""What a reviewer should settle: mentions and tasks that the machine read with doubt, what weighs most first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from pyoxigraph import Literal as Value
from pyoxigraph import NamedNode

from graph.answers.instruments import summaries
from graph.answers.pieces import relation_name, texts
from graph.answers.rows import Json, Row, batches, nodes, select
from graph.answers.tasks import agency_names
from graph.identity import fold
from graph.review.decisions import Decision
from graph.store.base import Store
from graph.store.binding import Term
from graph.typed import read_typed
from graph.vocabulary import DAN

DoubtKind = Literal["conflict", "ambiguous", "unresolved", "uncertain", "task"]
KINDS: tuple[DoubtKind, ...] = get_args(DoubtKind)
HIGHEST = Decimal("0.98")  # of the bounds that may be chosen: mentions that say number and date in full are above

_UNSETTLED: dict[str, DoubtKind] = {
    "ambiguous": "ambiguous",
    "ambiguous-mention": "ambiguous",
    "unresolved": "unresolved",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"

Place = tuple[str, int]  # the digest of a file, an offset in its text


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to settle: a mention or a task, by its IRI, in the document `text` from `start` on.

    `weight` is how many citations hang on it: those of the instrument that it is taken for (of the most cited
    candidate), for an unresolved mention those with the same words; one at least. `about` are the instruments that
    it may mean, `agencies` those that a task was read to have from outside its own words.
    """

    iri: str
    kind: DoubtKind
    text: str
    start: int
    confidence: float
    weight: int
    about: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubts:
    """All doubts of a generation, what weighs most first.

    `documents` {document: {"name": instrument's summary, "source"}} of every document that has one, `agencies` the
    names of agencies by IRI, `problems` {place: codes} of every problem that stands at one.
    """

    generation: str
    found: Sequence[Doubt]
    documents: Mapping[str, Json]
    agencies: Mapping[str, str]
    problems: Mapping[Place, frozenset[str]]

    def kind_of(self, decision: Decision) -> DoubtKind | None:
        """What a decision settled; None for one that settles no doubt of this queue (a merge, a task's status).

        Told by the problem that stood where it was made: the doubt itself has left the graph with the next load.
        """
        if decision.action == "status" or decision.kind == "decision":
            return None
        if decision.kind == "task":
            return "task"
        if decision.kind == "instrument":
            return "conflict" if decision.value.get("mentions") else None
        anchor = decision.anchor
        codes = self.problems.get((anchor.sha256, anchor.start), frozenset()) if anchor else frozenset()
        for code in sorted(codes):
            if code in _UNSETTLED:
                return _UNSETTLED[code]
        if codes:
            return "conflict"
        return "uncertain" if anchor and anchor.instrument else "unresolved"


def doubts(store: Store) -> Doubts:
    """Everything that nobody has reviewed and a person should look at.

    A mention is `ambiguous` or `unresolved` where it is not settled, in `conflict` where a problem of the data stands
    at its place (two dates of one instrument, a date after the citing text's), `uncertain` where its confidence is
    below `HIGHEST`. A task is one where another provision names its lead agency: the graph has no confidence of tasks.

    The order is that of weight, then the lowest confidence, then the order of the texts: what stands behind the most
    citations is settled first, and places that turn on one instrument follow one another.
    """
    problems = select(store, "queue-problems")
    found = {one.iri: one for one in (*_tasks(store), *_uncertain(store), *_conflicts(store, problems))}
    found |= {one.iri: one for one in _unsettled(store)}
    places = texts(store, {one.text for one in found.values()})
    about = summaries_of(store, {row["document"] for row in places.values()})
    documents = {
        iri: {"name": about[row["document"]], "source": row["source"]}
        for iri, row in places.items()
        if row["document"] in about
    }
    weighed = _weighed(store, found.values())
    ordered = sorted(
        (one for one in weighed if one.text in documents),
        key=lambda one: (-one.weight, one.confidence, documents[one.text]["source"], one.start, one.iri),
    )
    codes: dict[Place, set[str]] = defaultdict(set)
    for row in problems:
        codes[row["sha256"], row["start"]].add(row["code"])
    return Doubts(
        store.generation,
        ordered,
        documents,
        agency_names(store, {iri for one in ordered for iri in one.agencies}),
        {place: frozenset(said) for place, said in codes.items()},
    )


def summaries_of(store: Store, iris: Iterable[str]) -> dict[str, Json]:
    """`summaries`, of any number of instruments."""
    found: dict[str, Json] = {}
    for some in batches(sorted(set(iris))):
        found |= summaries(store, some)
    return found


def mention(store: Store, iri: str) -> Json | None:
    """How one mention was read, None where the graph has none of that IRI.

    {iri, text: IRI of the document, start, end, quote, resolution, confidence, status, method, relation, instrument:
    IRI or None, candidates: [IRI], task: IRI or None, page, path, pinpoint, read: what the machine had read where that
    does not stand any more, read_relation}
    """
    try:
        rows = select(store, "queue-mention", citation=[NamedNode(iri)])
    except ValueError:
        return None
    if not rows:
        return None
    row = rows[0]
    parts = ("text", "start", "end", "quote", "confidence", "method", "instrument", "page", "pinpoint", "read")
    return {part: row[part] for part in parts} | {
        "iri": iri,
        "path": row["path"] or "",
        "resolution": relation_name(row["resolution"]),
        "status": relation_name(row["status"]),
        "relation": relation_name(row["relation"]) if row["relation"] else None,
        "read_relation": relation_name(row["readRelation"]) if row["readRelation"] else None,
        "candidates": sorted({each["candidate"] for each in rows if each["candidate"]}),
        "task": row["by"] if row["by"] and "/id/task/" in row["by"] else None,
    }


def labels(store: Store, found: Iterable[Doubt]) -> dict[str, str]:
    """The words of each: a mention's own, a task's; what has left the graph is left out."""
    wanted = nodes({one.iri for one in found})
    if not wanted:
        return {}
    said = {row["citation"]: row["quote"] for row in select(store, "queue-mention", citation=wanted)}
    return said | {row["task"]: row["words"] for row in select(store, "tasks", task=wanted)}


def cited_beside(store: Store, text: str, instruments: Iterable[str]) -> dict[str, int]:
    """How often each of these instruments is cited in a document; those that are not are left out."""
    wanted = nodes(set(instruments))
    if not wanted:
        return {}
    rows = select(store, "queue-beside", text=NamedNode(text), instrument=wanted)
    return {row["instrument"]: row["citations"] for row in rows if row["instrument"]}


def problems_at(store: Store, text: str, start: int, end: int) -> list[Json]:
    """The problems that stand at just this place of a document: [{code, message}]."""
    rows = select(store, "queue-problems", text=[NamedNode(text)], start=[Value(start)], end=[Value(end)])
    found = {(row["code"], row["message"]) for row in rows}
    return [{"code": code, "message": message} for code, message in sorted(found)]


def document_of(store: Store, task: str) -> str | None:
    """The document that a task stands in; None where the graph has no such task."""
    try:
        rows = select(store, "tasks", task=[NamedNode(task)])
    except ValueError:
        return None
    return rows[0]["text"] if rows else None


def lead_places(store: Store, task: str) -> list[tuple[int, int]]:
    """Where the lead agencies of a task are named, of those that its own words do not name."""
    rows = select(store, "queue-leads", task=[NamedNode(task)])
    lead = DAN.leadRole.value
    inherited = (row for row in rows if row["role"] == lead and not row["explicit"])
    return sorted({(row["start"], row["end"]) for row in inherited if row["start"] is not None})


def of_same_name(store: Store, words: str) -> list[str]:
    """The instruments that bear the number, or the whole name, that a mention says; by their indexes, so that it
    takes no longer in a large graph. What a mention leaves to its surroundings («Thông tư này») bears neither."""
    said = read_typed(words)
    if said.symbol:
        return sorted({row["instrument"] for row in select(store, "by-symbol", symbolKey=Value(said.symbol))})
    names: list[Term] = [Value(name) for name in sorted(said.names)]
    return sorted({row["instrument"] for row in select(store, "by-name", name=names)}) if names else []


def _unsettled(store: Store) -> Iterable[Doubt]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in select(store, "queue-unsettled"):
        rows[row["citation"]].append(row)
    said = Counter(_words(some[0]) for some in rows.values() if some[0]["candidate"] is None)
    for iri, some in rows.items():
        row = some[0]
        about = tuple(sorted(each["candidate"] for each in some if each["candidate"]))
        yield Doubt(
            iri,
            _UNSETTLED[relation_name(row["resolution"])],
            row["text"],
            row["start"],
            row["confidence"],
            said[_words(row)],
            about,
        )


def _words(row: Row) -> str:
    return fold(str(row["quote"]))


def _uncertain(store: Store) -> Iterable[Doubt]:
    levels = [row["level"] for row in select(store, "queue-levels")]
    low: list[Term] = [_decimal(level) for level in levels if Decimal(level) < HIGHEST]
    for row in select(store, "queue-uncertain", confidence=low) if low else ():
        yield Doubt(row["citation"], "uncertain", row["text"], row["start"], row["confidence"], 0, (row["instrument"],))


def _decimal(level: str) -> Value:
    # As the graph has it: 0.9 and 0.90 are one number and two terms.
    return Value(level, datatype=NamedNode(f"{_XSD}decimal"))


def _conflicts(store: Store, problems: Iterable[Row]) -> Iterable[Doubt]:
    places = {(row["text"], row["start"], row["end"]) for row in problems if row["code"] not in _UNSETTLED}
    starts = [str(start) for start in sorted({start for _, start, _ in places})]
    for some in batches(starts):
        for row in select(store, "queue-places", start=[Value(int(start)) for start in some]):
            stands = (row["text"], row["start"], row["end"]) in places
            if stands and row["status"] == DAN.unreviewed.value and row["instrument"]:
                yield Doubt(
                    row["citation"], "conflict", row["text"], row["start"], row["confidence"], 0, (row["instrument"],)
                )


def _tasks(store: Store) -> Iterable[Doubt]:
    agencies: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for row in select(store, "queue-inherited", role=[DAN.leadRole]):
        agencies[row["task"], row["text"], row["start"]].append(row["agency"])
    for (iri, text, start), some in agencies.items():
        yield Doubt(iri, "task", text, start, 1.0, 1, agencies=tuple(sorted(some)))


def _weighed(store: Store, found: Iterable[Doubt]) -> Iterable[Doubt]:
    """With the number of citations of the instruments that they may mean."""
    counts = {row["instrument"]: row["citations"] for row in select(store, "citation-counts")}
    for one in found:
        weight = max([1, one.weight, *(counts.get(iri, 0) for iri in one.about)])
        yield Doubt(one.iri, one.kind, one.text, one.start, one.confidence, weight, one.about, one.agencies)
