"""Any text, drawn: what a reader of the file sees is the text."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from typing import IO

import networkx as nx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.exports.cleaning import clean, one_line
from graph.exports.drawing import cytoscape, dot
from graph.exports.mermaid import flowchart
from graph.exports.networks import Network, Part
from graph.exports.pictures import picture
from graph.exports.xml import gexf, graphml
from tests.graph.exports.test_pictures import SVG, drawn, mermaid

NASTY = [
    'R&D "A" &amp; &lt;b&gt; &#65;',
    "<b>đậm</b> <TABLE><TR><TD>x</TD></TR></TABLE>",
    "\\N \\G \\E \\T \\l \\r \\n \\",
    'cuối là gạch chéo \\"',
    "hai\ndòng\r\nba",
    "\x00\x01\x08\x0b\x1f\x7f\x85 điều khiển",
    "\u202eđảo\u202c עברית العربية",
    "{|} ; %% --> end subgraph click",
    "\ud800 nửa cặp",
    "dài " * 125,
    "𠀀😀 ﷽",
    "",
    "-" * 80 + "]]>",
]
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=500), st.text(st.sampled_from('&<>"\\#;{}|\n\r\t Nnlrx%-'), max_size=40)
)
GRAPHS = st.lists(TEXTS, min_size=1, max_size=6)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def named(labels: list[str]) -> nx.MultiDiGraph[str]:
    """A graph whose nodes and edges have these labels, as the network cleans them."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, label in enumerate(labels):
        graph.add_node(f"https://x/{number}?a=1&b=2", kind="task", label=clean(label), text=clean(label))
        graph.add_edge(
            f"https://x/{number}?a=1&b=2", "https://x/0?a=1&b=2", key=f"k{number}", relation="cites", quote=clean(label)
        )
    graph.graph.update(of=None, scope=clean(labels[0]), truncated=False)
    return graph


def written(write: Callable[[Network, IO[bytes]], None], graph: nx.MultiDiGraph[str]) -> bytes:
    out = io.BytesIO()
    write(Part(None, graph), out)
    return out.getvalue()


def rendered(data: bytes) -> bytes:
    done = subprocess.run(["dot", "-Tsvg"], input=data, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"syntax" not in done.stderr.lower()
    return done.stdout


def shown(svg: bytes) -> dict[str, str]:
    """The words of each node of a picture, without blanks (a line break is an element of its own)."""
    nodes = [one for one in etree.fromstring(svg).iter(f"{SVG}g") if one.get("class") == "node"]
    return {
        one.findtext(f"{SVG}title") or "": "".join("".join(map(str, t.itertext())) for t in one.iter(f"{SVG}text"))
        for one in nodes
    }


def bare(text: str) -> str:
    return "".join(one_line(text).replace("\xa0", " ").split())


@drawn
@SLOW
@given(GRAPHS)
def test_graphviz_shows_every_label_of_a_dot_file_as_it_is(labels: list[str]) -> None:
    found = shown(rendered(written(dot, named(labels))))
    assert len(found) == len(labels)
    for number, label in enumerate(labels):
        assert bare(found[f"https://x/{number}?a=1&b=2"]) == bare(label)


@drawn
@SLOW
@given(GRAPHS)
def test_a_picture_of_any_text_is_drawn_and_nothing_in_it_is_markup(labels: list[str]) -> None:
    svg, _ = picture(named(labels), "svg")
    found = shown(svg)
    for number, label in enumerate(labels):
        words = bare(found[f"https://x/{number}?a=1&b=2"]).removesuffix("…")
        assert bare(label).startswith(words)
    links = {one.get("{http://www.w3.org/1999/xlink}href") for one in etree.fromstring(svg).iter(f"{SVG}a")}
    assert links == {f"https://x/{number}?a=1&b=2" for number in range(len(labels))}


@SLOW
@given(GRAPHS)
def test_mermaid_and_the_formats_of_tools_are_read_again(labels: list[str]) -> None:
    graph = named(labels)
    nodes, edges = mermaid(flowchart(graph)[0])
    assert len(nodes) == len(labels)
    assert len(edges) == len(labels)
    for label, words in zip(labels, nodes.values(), strict=True):
        assert bare(label).startswith(bare(words).removesuffix("…"))
    etree.fromstring(written(graphml, graph))
    etree.fromstring(written(gexf, graph))
    again = nx.cytoscape_graph(json.loads(written(cytoscape, graph)))
    assert [about["label"] for _, about in sorted(again.nodes(data=True))] == [
        graph.nodes[node]["label"] for node in sorted(graph)
    ]
