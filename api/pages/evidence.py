"""Evidence as people read it: the words around a quote, and what the quote claims of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions

from api import words
from api.catalogue import query
from graph.answers.instruments import summaries
from graph.answers.rows import nodes, select
from graph.store.base import Store
from graph.store.binding import Term

Json = dict[str, Any]
Pieces = list[tuple[str, bool]]

_AROUND = 180  # characters on either side of a quote


def rows(store: Store, name: str, **inputs: Term | list[Term]) -> list[dict[str, str | None]]:
    """The rows of one of this package's SELECT queries, as text."""
    found = store.query(query(name), inputs)
    assert isinstance(found, QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return [
        {key: None if term is None else term.value for key, term in zip(columns, solution, strict=True)}
        for solution in found
    ]


class Reading:
    """What an answer's pieces of evidence claim, and the sentences that they stand in."""

    def __init__(self, store: Store, *answers: Any) -> None:
        pieces = [piece for answer in answers for piece in _pieces(answer)]
        self._around: dict[str, list[Json]] = {}
        cited: list[Term] = [NamedNode(iri) for iri in sorted({p["citation"] for p in pieces if p["citation"]})]
        for row in _around(store, cited) if cited else []:
            self._around.setdefault(str(row["citation"]), []).append(row)
        ends = {row[end] for around in self._around.values() for row in around for end in ("from", "to") if row[end]}
        speaking = {piece["document"] for piece in pieces} | set(_chained(answers))
        known_ends = summaries(store, ends | speaking)
        self.names = {iri: words.name(each) for iri, each in known_ends.items()}
        self._texts: dict[tuple[str, str], list[Json]] = {}
        for held in select(store, "documents", instrument=nodes(speaking)) if speaking else []:
            self._texts.setdefault((held["instrument"], held["source"]), []).append(held)

    def name(self, iri: str) -> str:
        """What an instrument is called; the end of its IRI where it is unknown."""
        return self.names.get(iri, iri.rpartition("/id/")[2])

    def place(self, piece: Json) -> str | None:
        """The address of a piece in the whole text; None where the text that holds it is not known."""
        held = self._texts.get((piece["document"], piece["source"]), ())
        start, end = piece["start"], piece["end"]
        iri = next((row["document"] for row in held if row["start"] <= start < end <= row["end"]), None)
        return f"/tai-lieu/{iri.rpartition('/')[2]}?at={start}-{end}#at" if iri else None

    def ends(self, piece: Json) -> tuple[str | None, str | None]:
        """The instrument that a piece speaks for (None: a task), and the one that it speaks of."""
        around = self._around.get(piece["citation"] or "")
        source, target = (around[0]["from"], around[0]["to"]) if around else (None, None)
        return (source if source in self.names else None), (target if target in self.names else None)

    def sentence(self, piece: Json) -> Pieces:
        """The quote among the words around it, where they are known; the quote is marked."""
        around = [row for row in self._around.get(piece["citation"] or "", ()) if row["words"]]
        if not around:
            return [(piece["quote"], True)]
        # Where a task lies inside another, the nearer words say it.
        nearest = min(around, key=lambda row: len(row["words"]))
        return cut(marked(nearest["words"], int(nearest["start"]), [piece]))

    def statement(self, task: Json, evidence: Iterable[Json]) -> Pieces:
        """A task's words, with what it quotes of its own marked."""
        inside = [(piece, row) for piece in evidence if (row := self._inside(task, piece))]
        start = int(inside[0][1]["start"]) if inside else 0
        return marked(task["text"], start, [piece for piece, _ in inside])

    def is_own(self, task: Json, piece: Json) -> bool:
        """Whether a piece stands in the task's own words."""
        return piece["citation"] is None or self._inside(task, piece) is not None

    def _inside(self, task: Json, piece: Json) -> Json | None:
        around = self._around.get(piece["citation"] or "", ())
        return next((row for row in around if row["task"] == task["iri"]), None)


def _around(store: Store, cited: list[Term]) -> Iterator[Json]:
    """Of each citation what cites what, and each task in whose words it stands: {citation, from, to, task, words,
    start}, the last three None where it stands in none."""
    found = rows(store, "citations-around", citation=cited)
    # What a task cites stands in its words; of an instrument's own citations the places are compared.
    texts: list[Term] = [NamedNode(text) for text in sorted({str(r["text"]) for r in found if not _is_task(r["from"])})]
    within: dict[str | None, list[tuple[int, int, str]]] = {}
    for row in rows(store, "tasks-within", text=texts) if texts else []:
        within.setdefault(row["text"], []).append((_number(row["start"]), _number(row["end"]), str(row["task"])))
    of: list[list[str]] = []
    for row in found:
        at, until = _number(row["at"]), _number(row["until"])
        near = [task for start, end, task in sorted(within.get(row["text"], ())) if start <= at and until <= end]
        of.append([str(row["from"])] if _is_task(row["from"]) else near)
    tasks: list[Term] = [NamedNode(task) for task in sorted({task for each in of for task in each})]
    said = {row["task"]: row for row in rows(store, "task-words", task=tasks)} if tasks else {}
    for row, each in zip(found, of, strict=True):
        ends = {key: row[key] for key in ("citation", "from", "to")}
        for task in each or [""]:
            yield ends | (said.get(task) or {"task": None, "words": None, "start": None})


def _is_task(iri: str | None) -> bool:
    return iri is not None and "/id/task/" in iri


def _number(text: str | None) -> int:
    return int(text or 0)


def marked(text: str, start: int, pieces: Iterable[Json]) -> Pieces:
    """A text that begins at a place of its file, cut where quotes begin and end.

    >>> marked("theo 19-CT/TU và 20-CT/TU", 100, [{"start": 105, "quote": "19-CT/TU"}])
    [('theo ', False), ('19-CT/TU', True), (' và 20-CT/TU', False)]
    """
    spans = set()
    for piece in pieces:
        quote, at = piece["quote"], piece["start"] - start
        # A text that was tidied when it was read does not count as its file does.
        at = at if at >= 0 and text.startswith(quote, at) else text.find(quote)
        if at >= 0 and quote:
            spans.add((at, at + len(quote)))
    found: Pieces = []
    here = 0
    for first, last in sorted(spans):
        if first >= here:
            found += [(text[here:first], False), (text[first:last], True)]
            here = last
    found.append((text[here:], False))
    return [part for part in found if part[0]]


def cut(pieces: Pieces) -> Pieces:
    """No more than the words near the marks."""
    if len(pieces) == 1:
        return pieces
    first, *middle, last = pieces
    if not first[1] and len(first[0]) > _AROUND:
        first = ("… " + first[0][-_AROUND:].partition(" ")[2], False)
    if not last[1] and len(last[0]) > _AROUND:
        last = (last[0][:_AROUND].rpartition(" ")[0] + " …", False)
    return [first, *middle, last]


def _pieces(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield from value.get("evidence") or ()
        for key, inner in value.items():
            if key != "evidence":
                yield from _pieces(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _pieces(inner)


def _chained(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value.get("chain") or ()
        if isinstance(value.get("instrument"), str):
            yield value["instrument"]
        for inner in value.values():
            yield from _chained(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _chained(inner)
