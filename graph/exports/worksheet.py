"""The tasks of a part of the graph in the words of an office: who, by when, by what, where it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.answers.instruments import summaries
from graph.answers.pieces import pieces
from graph.answers.rows import Json, batches, nodes, select
from graph.answers.tasks import describe
from graph.exports.cleaning import clean, day, in_words, one_line, shortened
from graph.exports.networks import Network
from graph.exports.selection import relation_label
from graph.store.base import Store


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task: texts cleaned, agencies and grounds by name. `due` is the earliest last day, if there is one."""

    iri: str
    text: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    deadlines: tuple[Json, ...]
    due: date | None
    instrument: str
    assigned_by: str
    issued: date | None
    grounds: tuple[str, ...]
    place: str

    @property
    def deadline_words(self) -> str:
        """The deadlines in the text's own words, one a line."""
        return "\n".join(one_line(one["text"]) for one in self.deadlines)


# A name is one of several things in a cell; the whole title is where the instrument itself is described.
_TITLE = 120


def name_of(summary: Json) -> str:
    """An instrument as officers name it: kind, number, date; kind and title where it has no number.

    >>> name_of({"type": "chỉ thị", "symbol": "19-CT/TU", "date": "2020-06-11", "title": None, "iri": "x"})
    'Chỉ thị 19-CT/TU ngày 11/06/2020'
    >>> name_of({"type": "nghị quyết", "symbol": None, "date": None, "title": "Về nhiệm vụ năm 2023", "iri": "x"})
    'Nghị quyết về nhiệm vụ năm 2023'
    """
    kind, title = clean(summary["type"]), one_line(summary["title"])
    if summary["symbol"]:
        name = " ".join(part for part in (kind, clean(summary["symbol"])) if part)
    else:
        if title.startswith("Về "):
            title = title[0].lower() + title[1:]
        said = kind and not title.lower().startswith(kind.lower())
        name = f"{kind} {shortened(title, _TITLE)}" if said and title else shortened(title, _TITLE)
        name = name or " ".join((kind, summary["iri"].rsplit("/", 1)[-1])).strip()
    date = summary["date"] or ""
    when = f" ngày {in_words(date)}" if len(date) == 10 else f" năm {date}" if date else ""
    name += when
    return name[:1].upper() + name[1:]


def place_words(path: str | None, source: str | None, page: int | None) -> str:
    """Where something is said: provision, file, page; one a line, only what is known."""
    page_words = f"trang {page}" if page is not None else ""
    return "\n".join(part for part in (one_line(path), one_line(source), page_words) if part)


def task_lines(store: Store, network: Network) -> Iterator[TaskLine]:
    """The tasks of a network, in the order of the texts.

    A task's grounds are what its own words cite, with the relation, and what its instrument as a whole
    carries out inside the network. Citations that are less sure than the part's filter are left out.
    """
    short = short_paths(network.files_of_tasks())
    for some in batches(network.tasks()):
        yield from _lines(store, network, some, short)


def lines_of(store: Store, network: Network, iris: Iterable[str]) -> list[TaskLine]:
    """As `task_lines`, of these tasks alone."""
    found = describe(store, iris)
    return _lines(store, network, found, short_paths(task["source"] for task in found)) if found else []


def _lines(store: Store, network: Network, found: list[Json], short: dict[str, str]) -> list[TaskLine]:
    rows = select(store, "edges-from", **{"from": nodes(task["iri"] for task in found)})
    sure = {
        iri: piece
        for iri, piece in pieces(store, {row["citation"]: row["relation"] for row in rows}).items()
        if piece["confidence"] >= network.confidence
    }
    cited: dict[str, dict[tuple[str, str], None]] = {}
    for row in sorted((row for row in rows if row["citation"] in sure), key=lambda r: sure[r["citation"]]["start"]):
        cited.setdefault(row["from"], {})[sure[row["citation"]]["relation"], row["to"]] = None
    carried = network.implemented_by({task["instrument"] for task in found})
    known = summaries(
        store,
        {
            *(task["instrument"] for task in found),
            *(to for ends in cited.values() for _, to in ends),
            *(to for ends in carried.values() for to in ends),
        },
    )
    names = {iri: name_of(one) for iri, one in known.items()}
    return [_line(task, known, names, list(cited.get(task["iri"], ())), carried, short) for task in found]


def short_paths(sources: Iterable[str]) -> dict[str, str]:
    """The files' names without the folders that they all share.

    >>> short_paths(["/a/b/1.txt", "/a/b/c/2.txt"]), short_paths(["a/1.txt"])
    ({'/a/b/1.txt': '1.txt', '/a/b/c/2.txt': 'c/2.txt'}, {'a/1.txt': '1.txt'})
    """
    parts = {source: source.replace("\\", "/").split("/") for source in sources}
    folders = [path[:-1] for path in parts.values()]
    shared = 0
    while folders and all(len(path) > shared and path[shared] == folders[0][shared] for path in folders):
        shared += 1
    return {source: "/".join(path[shared:]) for source, path in parts.items()}


def _line(
    task: Json,
    known: dict[str, Json],
    names: dict[str, str],
    cited: list[tuple[str, str]],
    carried: dict[str, list[str]],
    short: dict[str, str],
) -> TaskLine:
    by: dict[str, Any] = known[task["instrument"]]
    grounds = [f"{_capital(relation_label(relation))}: {names[to]}" for relation, to in cited if to in names]
    onward = [names[to] for to in carried.get(task["instrument"], ()) if to in names]
    grounds.append(f"Giao tại: {names[task['instrument']]}" + (f" (thực hiện {'; '.join(onward)})" if onward else ""))
    return TaskLine(
        iri=task["iri"],
        text=clean(task["text"]).strip(),
        lead=tuple(clean(one["name"]) for one in task["lead"]),
        coordinating=tuple(clean(one["name"]) for one in task["coordinating"]),
        deadlines=tuple(task["deadlines"]),
        due=min((last for one in task["deadlines"] if (last := day(one["end"]))), default=None),
        instrument=task["instrument"],
        assigned_by=names[task["instrument"]],
        issued=day(by["date"]),
        grounds=tuple(grounds),
        place=place_words(task["path"], short[task["source"]], task["page"]),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
