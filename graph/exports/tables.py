"""CSV for spreadsheets and data frames: one table of nodes, one of edges, one of tasks.

UTF-8 with a byte order mark, without which Excel shows Vietnamese as rubbish; readers of data frames
pass over it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from graph.exports.networks import Network
from graph.exports.packing import Packed
from graph.exports.remarks import NOTE

NODES = (
    "iri",
    "kind",
    "label",
    "type",
    "symbol",
    "date",
    "title",
    "issuer",
    "jurisdiction",
    "held",
    "citations",
    "akn",
)
EDGES = ("citation", "from", "relation", "to", "quote", "confidence", "file", "path")
TASKS = (
    "iri",
    "instrument",
    "text",
    "lead",
    "coordinating",
    "deadline_text",
    "deadline",
    "file",
    "path",
    "start",
    "end",
)
_SEPARATOR = " | "


def zipped(network: Network, out: IO[bytes]) -> None:
    """The three tables in one zip file."""
    packed = Packed(out, large=network.large)
    _table(packed, "nodes.csv", NODES, node_rows(network))
    _table(packed, "edges.csv", EDGES, edge_rows(network))
    _table(packed, "tasks.csv", TASKS, map(_task, network.tasks()))
    add_note(packed, network)
    packed.close()


def node_rows(network: Network) -> Iterator[dict[str, Any]]:
    """The rows of the table of nodes; what is not known is not in a row."""
    return (about | {"iri": iri} for iri, about in network.nodes())


def edge_rows(network: Network) -> Iterator[dict[str, Any]]:
    """The rows of the table of edges; what is not known is not in a row."""
    return (
        about | {"citation": None if "#" in key else key, "from": source, "to": target}
        for source, target, key, about in network.edges()
    )


def add_note(packed: Packed, network: Network) -> None:
    """A file beside the tables that says that they are empty or cut; none where they are neither."""
    if remark := network.remark():
        with packed.file(NOTE) as file:
            file.write(f"{remark}\n".encode("utf-8-sig"))


def _task(one: dict[str, Any]) -> dict[str, Any]:
    due = [deadline["end"] for deadline in one["deadlines"] if deadline["end"]]
    return one | {
        "lead": _SEPARATOR.join(agency["name"] for agency in one["lead"]),
        "coordinating": _SEPARATOR.join(agency["name"] for agency in one["coordinating"]),
        "deadline_text": _SEPARATOR.join(deadline["text"] for deadline in one["deadlines"]),
        "deadline": min(due, default=""),
        "file": one["source"],
    }


def _table(packed: Packed, name: str, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with packed.file(name) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        writer = csv.DictWriter(text, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: value for key, value in row.items() if value is not None})
