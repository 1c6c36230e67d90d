"""The whole graph, written as it is read: the same bytes as in memory, in little memory, whatever the size."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import openpyxl
import pytest
from pyoxigraph import RdfFormat

from benchmarks import made_up
from graph.exports import FORMATS, SpoolFull, export, prepare_graph, write
from graph.exports.rdf import without_controls
from graph.exports.sorting import SortedLines
from graph.exports.spooled import WholeGraph
from graph.model import Corpus
from graph.network import export_graph, sorted_edges, sorted_nodes
from graph.store.embedded import load
from graph.store.engine import OxigraphStore, in_memory, serialize
from graph.store.remote import RemoteStore
from graph.store.remote_load import load as publish
from tests.graph.endpoint import Endpoint
from tests.graph.small_corpus import small_corpus

RDF = [name for name, one in FORMATS.items() if one.rdf]
OTHERS = [name for name, one in FORMATS.items() if one.rdf is None and not one.bounded]
MIB = 2**20


@pytest.fixture(params=["small", "in batches", "awkward"])
def one(
    request: pytest.FixtureRequest, store: OxigraphStore, awkward: OxigraphStore, monkeypatch: pytest.MonkeyPatch
) -> OxigraphStore:
    if request.param == "in batches":
        monkeypatch.setattr("graph.answers.rows.AT_ONCE", 2)
    return awkward if request.param == "awkward" else store


@pytest.mark.parametrize("name", RDF)
def test_rdf_is_what_sorting_all_of_it_in_memory_gives(one: OxigraphStore, name: str) -> None:
    format = FORMATS[name].rdf
    assert format is not None
    statements = map(without_controls, one.quads()) if format == RdfFormat.RDF_XML else one.quads()
    assert export(one, name) == serialize(statements, format)


@pytest.mark.parametrize("name", RDF)
def test_lines_that_waited_on_disk_come_out_the_same(
    store: OxigraphStore, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = export(store, name)
    usual = SortedLines.__init__.__defaults__
    assert usual is not None
    monkeypatch.setattr(SortedLines.__init__, "__defaults__", (usual[0], 2_000))
    assert export(store, name) == expected


@pytest.mark.parametrize("name", OTHERS)
def test_networks_and_tables_of_the_whole_are_those_of_the_same_graph_in_memory(one: OxigraphStore, name: str) -> None:
    assert export(one, name) == export(one, name, export_graph(one))


@pytest.fixture(scope="module")
def remote() -> RemoteStore:
    """The small corpus at an endpoint."""
    endpoint = Endpoint()
    publish(small_corpus(), endpoint.client())
    return RemoteStore.of(endpoint.client())


@pytest.mark.parametrize("name", [*RDF, *OTHERS])
def test_a_remote_store_gives_the_same_files(store: OxigraphStore, remote: RemoteStore, name: str) -> None:
    assert export(remote, name) == export(store, name)


def test_graphml_is_what_networkx_writes(one: OxigraphStore) -> None:
    graph = export_graph(one)
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = {iri: f"n{number}" for number, (iri, _) in enumerate(sorted_nodes(graph))}
    for iri, about in sorted_nodes(graph):
        copy.add_node(names[iri], iri=iri, **about)
    for number, (source, target, key, about) in enumerate(sorted_edges(graph)):
        copy.add_edge(names[source], names[target], key=f"e{number}", iri=key, **about)
    expected = io.BytesIO()
    nx.write_graphml_xml(copy, expected)
    assert export(one, "graphml") == expected.getvalue()


def test_gexf_is_what_networkx_writes_but_for_the_date(one: OxigraphStore) -> None:
    graph = export_graph(one)
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, about in sorted_nodes(graph):
        copy.add_node(iri, **about)
    for source, target, key, about in sorted_edges(graph):
        copy.add_edge(source, target, key=key, **about, id=key)
    written = re.sub(r"\s*<meta.*?</meta>", "", "\n".join(nx.generate_gexf(copy)), count=1, flags=re.DOTALL)
    assert export(one, "gexf").decode() == written.replace(' name=""', "", 1)


@pytest.mark.parametrize("name", ["graphml", "gexf", "cytoscape", "dot", "csv", "parquet", "xlsx", *RDF])
def test_a_graph_of_nothing_is_written_and_says_so(name: str) -> None:
    with prepare_graph(in_memory(Corpus([], {})), name) as made:
        out = io.BytesIO()
        made.write(out)
    assert made.empty
    assert any("Không có" in remark for remark in made.remarks)
    assert out.getvalue()
    if name == "cytoscape":
        assert json.loads(out.getvalue())["elements"] == {"nodes": [], "edges": []}
    if name in ("graphml", "gexf"):
        read: Callable[..., nx.Graph[str]] = nx.read_graphml if name == "graphml" else nx.read_gexf
        assert len(read(io.BytesIO(out.getvalue()))) == 0


@pytest.mark.parametrize("name", ["csv", "parquet", "xlsx", "nquads", "graphml"])
def test_what_is_written_asks_nothing_of_its_destination_but_to_be_written_to(store: OxigraphStore, name: str) -> None:
    class Pipe:
        """Of a file `write` alone."""

        def __init__(self) -> None:
            self.data = b""

        def write(self, data: bytes) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with prepare_graph(store, name) as made:
        made.write(pipe)  # type: ignore[arg-type]
    assert pipe.data == export(store, name)
    assert made.length in (None, len(pipe.data))


def test_lines_are_a_set_in_the_order_of_their_bytes() -> None:
    lines = [f"{number % 700:x}{'é' * (number % 3)}\n".encode() for number in range(5_000)]
    random.Random(3).shuffle(lines)
    with SortedLines(run=500) as found:
        for line in lines:
            found.add(line)
        assert list(found) == sorted(set(lines))


def test_more_than_the_temporary_files_may_hold_is_an_error(store: OxigraphStore) -> None:
    lines = SortedLines(most=2_000, run=500)
    with lines, pytest.raises(SpoolFull, match="vượt"):
        any(lines.add(f"{number}\n".encode()) for number in range(10_000))
    with pytest.raises(SpoolFull, match="vượt"):
        WholeGraph(store, most=32 * 1024)


def test_a_sheet_that_is_full_says_how_many_rows_it_left_out(
    store: OxigraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.exports.xlsx.MOST_ROWS", 3)
    found = write(store, "xlsx")
    assert found.truncated
    assert "Trang «Nhiệm vụ» chỉ giữ 3 trong 5 dòng" in found.remarks[0]
    sheet = openpyxl.load_workbook(io.BytesIO(found.data))["Nhiệm vụ"]
    assert sheet.max_row == 3 + 3
    assert found.remarks[0].split(".")[0] in sheet["A2"].value


_MEASURE = """
import resource, sys, tracemalloc
from graph.exports import prepare_graph
from graph.store.embedded import EmbeddedStore

class Nowhere:
    def write(self, data):
        return len(data)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

store = EmbeddedStore.open(sys.argv[1])
before = peak()
if sys.argv[3] == "python":
    tracemalloc.start()
with prepare_graph(store, sys.argv[2]) as made:
    made.write(Nowhere())
print(tracemalloc.get_traced_memory()[1] if sys.argv[3] == "python" else peak() - before)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200,000 statements on disk."""
    folder = tmp_path_factory.mktemp("large")
    load(made_up.corpus_of(200_000), folder)
    return folder


def measured(store: Path, format: str, of: str) -> int:
    """How many bytes an export takes at most, in a process of its own: of all, or of Python's own memory."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(store), format, of], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize("name", ["nquads", "turtle"])
def test_statements_are_not_held_in_memory(large: Path, name: str) -> None:
    """Sorted in memory, 200,000 statements took some 300 MiB."""
    assert measured(large, name, "all") < 120 * MIB


def test_nodes_and_edges_are_not_held_in_memory(large: Path) -> None:
    """As networkx has it, the network of 200,000 statements is more than 20 MiB of Python's memory."""
    assert measured(large, "graphml", "python") < 8 * MIB
