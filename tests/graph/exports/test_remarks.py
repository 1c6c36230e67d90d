"""A file that is empty or cut says so: in itself where the format can, and to whoever asked for it."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from lxml import etree

from graph.exports import FORMATS, Export, Selection, export_selected, format_named, write
from graph.exports.remarks import CUT, NO_TASKS, NOTE
from graph.model import Corpus, Deadline
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.exports.test_pictures import drawn
from tests.graph.small_corpus import CT19, NQ33, Draft

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
NOTHING = "Không có gì ứng với vùng và bộ lọc đã chọn"
WITHOUT_WORDS = ("jsonld", "png")  # no comment in JSON, no letters to read in a picture
ALL = [pytest.param(name, marks=drawn) if name in ("svg", "png") else name for name in FORMATS]


def words(format: str, found: Export) -> str:
    """All that can be read in a file."""
    data = found.data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return html.unescape(" ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()))
    text = data.decode("utf-8", "replace").replace("\r\n ", "").replace("\xa0", " ")
    if format == "svg":
        return " ".join("".join(map(str, one.itertext())) for one in etree.fromstring(data).iter("{*}text"))
    return text.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ")


@pytest.mark.parametrize("format", ALL)
def test_filters_that_leave_nothing_are_told(store: OxigraphStore, format: str) -> None:
    asked = Selection(of=CT19.iri, direction="out", relations=frozenset({"repeals"}), depth=1)
    found = export_selected(store, format, asked)
    assert found.empty
    assert not found.truncated
    assert any(part in " ".join(found.remarks) for part in (NOTHING, NO_TASKS))
    if format not in WITHOUT_WORDS:
        assert re.search("Không có (gì|nhiệm vụ nào|mục nào)", words(format, found)), format


@pytest.mark.parametrize("format", ALL)
def test_what_is_full_says_nothing_of_the_kind(store: OxigraphStore, format: str) -> None:
    found = export_selected(store, format, Selection(of=CT19.iri, depth=3))
    assert not found.empty
    assert not found.truncated
    assert "Không có gì" not in words(format, found)
    assert "ghi-chu" not in words(format, found)


@pytest.mark.parametrize("format", ALL)
def test_what_was_cut_is_told(store: OxigraphStore, format: str) -> None:
    found = export_selected(store, format, Selection(of=CT19.iri, depth=3, limit=4))
    assert found.truncated
    assert CUT in " ".join(found.remarks)
    if format not in WITHOUT_WORDS:
        assert "cắt bớt" in words(format, found), format


@pytest.mark.parametrize("format", [name for name, one in FORMATS.items() if one.rdf])
def test_the_word_in_an_rdf_file_is_no_statement(store: OxigraphStore, format: str) -> None:
    part = export_selected(store, format, Selection(of=CT19.iri, depth=3, limit=4))
    kind = format_named(format).rdf
    assert kind is not None
    assert all("cắt bớt" not in str(quad) for quad in pyoxigraph.parse(part.data, format=kind))
    if format in ("turtle", "rdfxml"):
        rdflib.Graph().parse(data=part.data, format={"turtle": "turtle", "rdfxml": "xml"}[format])


def test_readers_of_networks_pass_over_the_word(store: OxigraphStore) -> None:
    asked = Selection(of=CT19.iri, depth=3, limit=4)
    data = export_selected(store, "graphml", asked).data
    assert data.startswith(b"<?xml")
    assert len(nx.read_graphml(io.BytesIO(data))) == 4
    assert len(nx.read_gexf(io.BytesIO(export_selected(store, "gexf", asked).data))) == 4
    whole = json.loads(export_selected(store, "cytoscape", asked).data)
    assert whole["data"] == {"truncated": True, "remark": CUT}
    assert len(nx.cytoscape_graph(whole)) == 4


def test_tables_have_their_word_in_a_file_beside_them(store: OxigraphStore) -> None:
    for format in ("csv", "parquet"):
        data = export_selected(store, format, Selection(of=CT19.iri, depth=3, limit=4)).data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist()[-1] == NOTE
            assert CUT in archive.read(NOTE).decode("utf-8-sig")


def test_a_calendar_without_an_entry_is_empty_though_there_are_tasks() -> None:
    f = Draft("a.txt", NQ33)
    f.task(f.say("Điều 1", "Làm thường xuyên."), deadlines=[Deadline("thường xuyên", "recurring")])
    found = write(in_memory(Corpus([f.done()], {NQ33.iri: NQ33})), "ics")
    assert found.empty
    assert found.remarks == ("Lịch trống: cả 1 thời hạn đều không nêu ngày.",)
    assert "Lịch trống" in words("ics", found)


def test_an_empty_store_gives_files_that_say_so() -> None:
    nothing = in_memory(Corpus())
    for format in ("turtle", "nquads", "graphml", "csv", "xlsx", "mermaid"):
        found = write(nothing, format)
        assert found.empty
        assert NOTHING in found.remarks[0]


def test_edges_are_bounded_as_nodes_are(store: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (1, 3, 5):
        monkeypatch.setattr("graph.exports.selection.MOST_EDGES", most)
        found = export_selected(store, "cytoscape", Selection(of=CT19.iri, depth=6))
        assert found.truncated
        elements = json.loads(found.data)["elements"]
        assert len(elements["edges"]) == most
        ends = {edge["data"][end] for edge in elements["edges"] for end in ("source", "target")}
        assert ends == {node["data"]["id"] for node in elements["nodes"]}
