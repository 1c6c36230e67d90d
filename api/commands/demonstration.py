"""What `demo` shows: the samples loaded, and three questions that the graph itself suggests."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import QuerySolutions

from api.ask import answer, resolve
from api.catalogue import query
from api.commands import terminal
from api.commands.common import Failure, opened, put
from api.naming import names
from graph.errors import AmbiguousInstrument
from graph.search import find_instruments
from graph.store.embedded import EmbeddedStore
from ingest.update import update


def tell(samples: Path, store: Path) -> None:
    """Load the samples into the store, ask three questions, print the answers."""
    held = update(store, [_as_seen_from_here(samples)]).held
    if not held:
        raise Failure("Không đọc được văn bản mẫu nào.")
    put(
        f"Đã nạp {held['documents']} văn bản mẫu ({held['files']} tệp): {held['tasks']} nhiệm vụ, "
        f"{held['citations']} dẫn chiếu đến {held['instruments']} văn bản."
    )
    with opened(store) as graph:
        subject = most_implemented(graph)
        symbol = str(subject["symbol"] or subject["title"] or subject["iri"])
        which = ["--date", str(subject["date"])] if _ambiguous(graph, symbol) and subject["date"] else []
        asked = [symbol, *which]
        _heading(1, "Những nhiệm vụ nào thực hiện văn bản này?", ["ask", "tasks", *asked])
        tasks = answer("tasks", graph, subject["iri"])
        put(terminal.tasks(tasks, names(graph, tasks)))
        _heading(2, "Nếu nó bị bãi bỏ thì chạm đến những gì?", ["ask", "impact", *asked])
        put(terminal.impact_counts(answer("impact", graph, subject["iri"])))
        shared = several(graph)
        _heading(3, "Số ký hiệu này là văn bản nào?", ["lookup", shared or symbol])
        found = find_instruments(graph, shared or symbol)
        put(terminal.summaries([each for each in found if not shared or each["symbol"] == shared]))


def _as_seen_from_here(folder: Path) -> Path:
    """The short way to a folder inside the current one, so that the answers show it so."""
    here = Path.cwd()
    return folder.resolve().relative_to(here) if folder.resolve().is_relative_to(here) else folder


def most_implemented(graph: EmbeddedStore) -> terminal.Json:
    """The instrument with the most to show; any held one where nothing implements anything."""
    rows = graph.query(query("most-implemented"))
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        return resolve(graph, row["instrument"].value)
    found = find_instruments(graph, "", limit=1)
    if not found:
        raise Failure("Văn bản mẫu không có dẫn chiếu nào.")
    return found[0]


def several(graph: EmbeddedStore) -> str | None:
    """A symbol that several instruments bear, if there is one."""
    rows = graph.query(query("same-symbol"))
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        symbol: str = row["symbol"].value
        if _ambiguous(graph, symbol):
            return symbol
    return None


def _ambiguous(graph: EmbeddedStore, symbol: str) -> bool:
    try:
        resolve(graph, symbol)
    except AmbiguousInstrument:
        return True
    return False


def _heading(number: int, question: str, words: list[str]) -> None:
    shown = " ".join(f'"{word}"' if " " in word else word for word in words)
    put(f"\n{number}. {question}\n   $ danchieu {shown}\n")
