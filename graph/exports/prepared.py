"""An export made ready: what is to be told before its first byte is known, and what it is made of is at hand.

Of the whole graph hardly anything is in memory: it is read from the store, or from a temporary file where it had to be
sorted, as it is written. A part is small, and made at once.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final, Self, cast

from graph.answers.rows import select_page
from graph.exports import drawing, tables, whole_rdf, xml
from graph.exports.failures import NeedsInstrument, SpoolFull
from graph.exports.formats import Format, format_named
from graph.exports.heading import with_head
from graph.exports.networks import Network, Part
from graph.exports.rdf import subgraph
from graph.exports.remarks import has_no_tasks, is_empty, nothing_found, remark_on, with_comment
from graph.exports.selection import Selection, chosen
from graph.exports.sorting import SPOOL
from graph.exports.spooled import WholeGraph
from graph.network import export_graph
from graph.store.base import Store
from graph.store.errors import StoreUnusable

if TYPE_CHECKING:
    import networkx as nx

Writer = Callable[[IO[bytes]], object]
_NETWORKS: Final[dict[str, Callable[[Network, IO[bytes]], None]]] = {
    "graphml": xml.graphml,
    "gexf": xml.gexf,
    "dot": drawing.dot,
    "cytoscape": drawing.cytoscape,
    "csv": tables.zipped,
}
_IN_MEMORY: Final = 2**24  # bytes of a file before it is written to disk


@dataclass(slots=True)
class Prepared:
    """A file that can be written, once. `truncated`: something was left out at a limit; `empty`: there is nothing in it
    of what was asked for; `remarks` say what, a sentence each; `length` in bytes where it is known.

    To be closed, which lets temporary files go.
    """

    truncated: bool = False
    remarks: tuple[str, ...] = ()
    empty: bool = False
    length: int | None = None
    writer: Writer | None = None
    held: ExitStack = field(default_factory=ExitStack)

    def write(self, out: IO[bytes]) -> None:
        """Write the file; of `out` only `write` is used. Raises what reading the store does."""
        assert self.writer is not None
        self.writer(out)

    def close(self) -> None:
        """Let go what it was made of."""
        self.held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def prepare(store: Store, format: str, selection: Selection) -> Prepared:
    """The part of the graph that is selected; everything said of everything where nothing narrows it.

    Raises UnknownInstrument, BadSelection and what `prepare_graph` raises.
    """
    wanted = format_named(format)
    if wanted.of_one and selection.of is None:
        raise NeedsInstrument(f"{wanted.name} là báo cáo về một văn bản: hãy cho biết văn bản nào (of).")
    part = None if selection.everything else chosen(store, selection, implementation=wanted.of_tasks)
    return prepare_graph(store, format, part)


def prepare_graph(store: Store, format: str, graph: nx.MultiDiGraph[str] | None = None) -> Prepared:
    """The whole graph, or only `graph` (as `neighbourhood` gives it), in a format of `FORMATS`.

    Raises UnknownFormat; MissingTool where a library or program is not installed; DrawingFailed where
    Graphviz gives up; NeedsInstrument where the format tells of one instrument and `graph` is around none;
    SpoolFull where the whole graph takes more temporary files than there may be.
    """
    wanted = format_named(format)
    made = Prepared()
    try:
        if graph is None and wanted.rdf is not None:
            _whole_rdf(store, wanted, made)
        elif wanted.bounded or wanted.rdf is not None:
            _at_once(store, wanted, export_graph(store) if graph is None else graph, made)
        else:
            _network(store, wanted, graph, made)
    except BaseException:
        made.close()
        raise
    return made


def _whole_rdf(store: Store, wanted: Format, made: Prepared) -> None:
    format = wanted.rdf
    assert format is not None
    if not select_page(store, "instruments", 1, 0):
        made.empty, made.remarks = True, (nothing_found(),)
    comment = "".join(made.remarks)
    lines = (
        whole_rdf.by_graph(store)
        if format.supports_datasets
        else made.held.enter_context(whole_rdf.merged(store, format))
    )
    made.writer = lambda out: whole_rdf.write(lines, format, out, lambda head: with_comment(wanted.name, head, comment))


def _network(store: Store, wanted: Format, graph: nx.MultiDiGraph[str] | None, made: Prepared) -> None:
    network: Network = made.held.enter_context(WholeGraph(store)) if graph is None else Part(store, graph)
    about = network.remark(of_tasks=wanted.of_tasks)
    made.truncated = network.truncated
    made.empty = network.empty or (wanted.of_tasks and not network.count("task"))
    made.remarks = (about,) if about else ()
    if wanted.name in ("xlsx", "ics"):
        # What a sheet has no row for, or a calendar no day, is to be told first.
        file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the rest
        made.held.callback(file.close)
        try:
            _told_afterwards(store, wanted, network, cast("IO[bytes]", file), made)
        except StoreUnusable:
            raise
        except OSError as error:
            raise SpoolFull(SPOOL, error) from error
        made.length = file.tell()
        file.seek(0)
        made.writer = lambda out: shutil.copyfileobj(file, out)
    elif wanted.name == "parquet":
        from graph.exports import parquet

        parquet.check_library()
        made.writer = lambda out: parquet.zipped(network, out)
    else:
        write = _NETWORKS[wanted.name]
        made.writer = lambda out: with_head(
            out, lambda head: with_comment(wanted.name, head, about), lambda headed: write(network, headed)
        )


def _told_afterwards(store: Store, wanted: Format, network: Network, file: IO[bytes], made: Prepared) -> None:
    if wanted.name == "xlsx":
        from graph.exports.xlsx import workbook

        remark = workbook(store, network, file)
        made.truncated = made.truncated or bool(remark)
    else:
        from graph.exports.ics import calendar

        remark, nothing = calendar(store, network, file)
        made.empty = made.empty or nothing
    made.remarks = tuple(part for part in (*made.remarks, remark) if part)


def _at_once(store: Store, wanted: Format, graph: nx.MultiDiGraph[str], made: Prepared) -> None:
    about = remark_on(graph, of_tasks=wanted.of_tasks)
    file = _File(subgraph(store, graph, wanted.rdf)) if wanted.rdf else _file(store, wanted.name, graph)
    made.truncated = bool(graph.graph.get("truncated")) or file.cut
    made.empty = is_empty(graph) or (wanted.of_tasks and has_no_tasks(graph))
    made.remarks = tuple(part for part in (about if about not in file.remark else "", file.remark) if part)
    data = with_comment(wanted.name, file.data, about)
    made.length = len(data)
    made.writer = lambda out: out.write(data)


@dataclass(frozen=True, slots=True)
class _File:
    """A file, a remark of the format's own, and whether the format itself left something out."""

    data: bytes
    remark: str = ""
    cut: bool = False


def _file(store: Store, name: str, graph: nx.MultiDiGraph[str]) -> _File:
    if name in ("svg", "png"):
        from graph.exports.pictures import picture

        data, remark = picture(graph, "svg" if name == "svg" else "png")
        return _File(data, remark, cut=remark != remark_on(graph))
    if name == "mermaid":
        from graph.exports.mermaid import flowchart

        data, remark = flowchart(graph)
        return _File(data, remark, cut=remark != remark_on(graph))
    from graph.exports.docx import report

    return _File(report(store, graph))
