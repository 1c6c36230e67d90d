"""Pictures, Mermaid, and the rules of Gephi."""

from __future__ import annotations

import io
import re
import shutil
import stat
import threading
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree
from PIL import Image

from graph.exports import DrawingFailed, MissingTool, Selection, export, export_selected, write
from graph.exports.bounding import bounded
from graph.exports.pictures import MOST_NODES, MOST_NODES_OF_PNG, picture
from graph.network import export_graph
from graph.store.engine import OxigraphStore
from tests.graph.small_corpus import CT19, KL120

drawn = pytest.mark.skipif(shutil.which("dot") is None, reason="chưa cài Graphviz (dot)")
SCHEMAS = Path(__file__).parent / "schemas"
SVG = "{http://www.w3.org/2000/svg}"
GEXF = "{http://www.gexf.net/1.2draft}"


def star(size: int) -> nx.MultiDiGraph[str]:
    """A made-up part of one instrument and many that cite it."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("https://x/0", kind="instrument", label="Giữa")
    for number in range(1, size):
        graph.add_node(f"https://x/{number}", kind="task", label=f"Việc {number} " + "dài " * 40)
        graph.add_edge(f"https://x/{number}", "https://x/0", key=f"k{number}", relation="implements")
    graph.graph.update(of="https://x/0", scope="Thử", truncated=False)
    return graph


@drawn
def test_an_svg_shows_every_node_with_its_link_and_every_edge(store: OxigraphStore) -> None:
    whole = export_graph(store)
    root = etree.fromstring(export(store, "svg"))
    assert root.tag == f"{SVG}svg"
    shown = {one.findtext(f"{SVG}title") for one in root.iter(f"{SVG}g") if one.get("class") == "node"}
    assert shown == set(whole)
    edges = [one for one in root.iter(f"{SVG}g") if one.get("class") == "edge"]
    assert len(edges) == len({(a, b, about["relation"]) for a, b, about in whole.edges(data=True)})
    words = " ".join("".join(map(str, one.itertext())) for one in root.iter(f"{SVG}text"))
    assert "Chỉ thị 19-CT/TU" in words
    assert "(11/06/2020)" in words


@drawn
@pytest.mark.parametrize("format", ["svg", "png"])
def test_equal_graphs_are_equal_pictures_and_awkward_text_is_drawn(
    store: OxigraphStore, awkward: OxigraphStore, format: str
) -> None:
    assert export(store, format) == export(store, format)
    data = export(awkward, format)
    if format == "svg":
        words = "".join(map(str, etree.fromstring(data).itertext()))
        assert '"ngay" <việc> & theo' in words
        assert "&lt; \\N" in words
    else:
        image = Image.open(io.BytesIO(data))
        image.load()
        assert image.format == "PNG"
        assert min(image.size) > 100


@drawn
def test_a_large_graph_is_cut_and_the_picture_says_so() -> None:
    data, remark = picture(star(2000), "svg")
    assert f"{MOST_NODES} trong 2000 nút" in remark
    root = etree.fromstring(data)
    assert sum(one.get("class") == "node" for one in root.iter(f"{SVG}g")) == MOST_NODES
    assert f"{MOST_NODES} trong 2000 nút" in "".join(map(str, root.itertext()))


@drawn
def test_a_png_is_never_larger_than_a_screen_can_hold() -> None:
    data, remark = picture(star(240), "png")
    assert f"{MOST_NODES_OF_PNG} trong 240 nút" in remark
    assert max(Image.open(io.BytesIO(data)).size) <= 6000


def test_without_graphviz_one_sentence_says_what_to_install(
    store: OxigraphStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool, match="graphviz"):
        export(store, "svg")


@pytest.mark.parametrize(("script", "said"), [("exec sleep 30", "quá 0.3 giây"), ("echo hỏng >&2; exit 3", "hỏng")])
def test_a_program_that_hangs_or_fails_is_ended_and_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, said: str
) -> None:
    program = tmp_path / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("graph.exports.pictures.shutil.which", lambda name: str(program))
    with pytest.raises(DrawingFailed, match=said):
        picture(star(3), "svg", seconds=0.3)


def test_pictures_wait_for_one_another_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.exports.pictures.shutil.which", lambda name: "/bin/true")
    monkeypatch.setattr("graph.exports.pictures._TURNS", threading.BoundedSemaphore(1))
    from graph.exports import pictures

    with pictures._TURNS, pytest.raises(DrawingFailed, match="thử lại sau"):
        picture(star(3), "svg", seconds=0.1)
    with pytest.raises(DrawingFailed, match="không vẽ được"):
        picture(star(3), "svg")


def test_what_is_nearest_is_kept_and_mentions_are_counted(store: OxigraphStore) -> None:
    graph = export_graph(store)
    graph.graph["of"] = CT19.iri
    shown = bounded(graph, 4, 100)
    kept = {iri for iri, _ in shown.nodes}
    assert CT19.iri in kept
    assert kept - {CT19.iri} <= {*graph.predecessors(CT19.iri), *graph.successors(CT19.iri)}
    assert all(a in kept and b in kept for a, b, _, _ in shown.edges)
    assert str(len(graph)) in shown.remark
    twice = star(2)
    twice.add_edge("https://x/1", "https://x/0", key="again", relation="implements")
    assert bounded(twice, 9, 9).edges == [("https://x/1", "https://x/0", "implements", 2)]


def mermaid(data: bytes) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The chart read by Mermaid's grammar for what we write: nodes with a quoted text, edges with a quoted label."""
    nodes: dict[str, str] = {}
    edges = []
    opening, *lines = data.decode().splitlines()
    assert opening == "flowchart RL"
    for line in lines:
        text = line.strip()
        if node := re.fullmatch(r'(n\d+)(?:\["|\("|\{\{")([^"]*)(?:"\]|"\)|"\}\}):::(instrument|task|agency)', text):
            nodes[node[1]] = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), node[2])
        elif edge := re.fullmatch(r'(n\d+) -->\|"([^"]*)"\| (n\d+)', text):
            edges.append((edge[1], edge[3], edge[2]))
        else:
            assert text.startswith(("%% ", "classDef ")), text
    return nodes, edges


def test_mermaid_has_every_node_and_edge(store: OxigraphStore) -> None:
    whole = export_graph(store)
    nodes, edges = mermaid(export(store, "mermaid"))
    assert len(nodes) == len(whole)
    assert {"Chỉ thị 19-CT/TU", "Luật 31/2024/QH15"} <= set(nodes.values())
    assert len(edges) == len({(a, b, about["relation"]) for a, b, about in whole.edges(data=True)})
    names = {text: name for name, text in nodes.items()}
    assert (names["Kết luận 120-KL/TU"], names["Chỉ thị 19-CT/TU"], "triển khai thực hiện") in edges
    assert KL120.iri in whole


def test_mermaid_escapes_what_is_special(awkward: OxigraphStore) -> None:
    nodes, _ = mermaid(export(awkward, "mermaid"))
    assert any(text.startswith('Làm "ngay" <việc> & theo 19-CT/TU') for text in nodes.values())


def test_mermaid_stays_within_what_a_page_draws() -> None:
    from graph.exports.mermaid import flowchart

    large = star(3000)
    data, remark = flowchart(large)
    nodes, edges = mermaid(data)
    assert len(data.decode()) <= 50_000
    assert len(edges) <= 500
    assert f"{len(nodes)} trong 3000 nút" in remark
    assert remark in data.decode()
    for node in large:
        large.nodes[node]["label"] = "#" * 60
    assert len(flowchart(large)[0].decode()) <= 50_000


def test_a_cut_picture_is_told_by_the_export() -> None:
    from graph.exports.mermaid import flowchart

    cut = star(3)
    cut.graph["truncated"] = True
    assert "cắt" in flowchart(cut)[1]


def test_gephi_can_take_the_gexf(store: OxigraphStore, awkward: OxigraphStore) -> None:
    for one in (store, awkward):
        root = etree.fromstring(export(one, "gexf"))
        (graph,) = root.iter(f"{GEXF}graph")
        assert graph.get("defaultedgetype") == "directed"
        ids = [node.get("id") for node in root.iter(f"{GEXF}node")]
        assert len(set(ids)) == len(ids)
        assert all(node.get("label") for node in root.iter(f"{GEXF}node"))
        edges = list(root.iter(f"{GEXF}edge"))
        assert len({edge.get("id") for edge in edges}) == len(edges)
        assert all(edge.get("source") in ids and edge.get("target") in ids for edge in edges)
        for kind, things in (("node", root.iter(f"{GEXF}node")), ("edge", edges)):
            (columns,) = (c for c in root.iter(f"{GEXF}attributes") if c.get("class") == kind)
            types = {column.get("id"): column.get("type") for column in columns}
            titles = [column.get("title") for column in columns]
            assert len(set(titles)) == len(titles)
            assert set(types.values()) <= {"string", "integer", "long", "float", "double", "boolean"}
            for thing in things:
                for value in thing.iter(f"{GEXF}attvalue"):
                    kind_of = types[value.get("for")]
                    said = value.get("value") or ""
                    assert kind_of != "boolean" or said in ("true", "false")
                    if kind_of in ("integer", "long", "float", "double"):
                        float(said)


def fits(data: bytes, schema: str) -> None:
    """Fails with what the schema says of the file."""
    etree.RelaxNG(etree.parse(SCHEMAS / schema)).assertValid(etree.fromstring(data))


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_the_schema_of_the_format_is_kept_whatever_the_text(
    store: OxigraphStore, awkward: OxigraphStore, format: str
) -> None:
    for one in (store, awkward):
        fits(export(one, format), f"{format}.rng")
    fits(export_selected(store, format, Selection(of=CT19.iri, depth=3, limit=4)).data, f"{format}.rng")
    broken = export(store, format).replace(b"<node id=", b"<node name=", 1)
    with pytest.raises(etree.DocumentInvalid):
        fits(broken, f"{format}.rng")


def test_graphml_is_taken_by_an_independent_reader(store: OxigraphStore, awkward: OxigraphStore) -> None:
    """Read without networkx: ids that are one of a kind, every key declared, every end there, every IRI told."""
    space = "{http://graphml.graphdrawing.org/xmlns}"
    for one in (store, awkward):
        root = etree.fromstring(export(one, "graphml"))
        keys = {key.get("id"): key for key in root.iter(f"{space}key")}
        assert len(keys) == len(list(root.iter(f"{space}key")))
        ids = [node.get("id") for node in root.iter(f"{space}node")]
        assert len(set(ids)) == len(ids)
        for edge in root.iter(f"{space}edge"):
            assert {edge.get("source"), edge.get("target")} <= set(ids)
        for kind in ("node", "edge"):
            for element in root.iter(f"{space}{kind}"):
                assert all(keys[data.get("key")].get("for") == kind for data in element.iter(f"{space}data"))
        (iri,) = (name for name, key in keys.items() if (key.get("attr.name"), key.get("for")) == ("iri", "node"))
        told = {data.text for data in root.iter(f"{space}data") if data.get("key") == iri}
        assert told == set(export_graph(one))


def test_writing_says_what_was_left_out(store: OxigraphStore) -> None:
    assert write(store, "mermaid").truncated is False
    assert write(store, "graphml").remarks == ()
