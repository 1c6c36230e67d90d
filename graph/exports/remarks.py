"""What a file says of itself where it is cut or empty: nobody is to take a part for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.exports.cleaning import one_line

if TYPE_CHECKING:
    import networkx as nx

CUT = "Đồ thị đã bị cắt bớt ở giới hạn số nút hoặc số cạnh: còn nút, cạnh khác chưa xuất."
NO_TASKS = "Không có nhiệm vụ nào ứng với vùng và bộ lọc đã chọn."
NOTE = "ghi-chu.txt"  # beside the tables of a zip file
_HASH = frozenset(("turtle", "trig", "ntriples", "nquads"))
_XML = frozenset(("rdfxml", "graphml", "gexf"))


def is_empty(graph: nx.MultiDiGraph[str]) -> bool:
    """Whether nothing was found: no node but the one that the part is around."""
    return not set(graph) - {graph.graph.get("of")}


def nothing_found(scope: str = "") -> str:
    """One sentence for an empty part: what was asked for."""
    scope = one_line(scope)
    return f"Không có gì ứng với vùng và bộ lọc đã chọn{f' ({scope})' if scope else ''}."


def has_no_tasks(graph: nx.MultiDiGraph[str]) -> bool:
    """Whether no task was found: for a format of tasks that is nothing, whatever else there is."""
    return not any(about["kind"] == "task" for _, about in graph.nodes(data=True))


def remark_on(graph: nx.MultiDiGraph[str], *, of_tasks: bool = False) -> str:
    """What the file of a part has to say of itself; empty where it is neither empty nor cut.

    `of_tasks`: the format tells of tasks.
    """
    said = []
    if is_empty(graph):
        said.append(nothing_found(graph.graph.get("scope", "")))
    elif of_tasks and has_no_tasks(graph):
        said.append(NO_TASKS)
    if graph.graph.get("truncated"):
        said.append(CUT)
    return " ".join(said)


def with_comment(format: str, data: bytes, remark: str) -> bytes:
    """The file with the remark as a comment at its head, in the formats of text that have comments.

    JSON has none; a table or a picture says it in a place of its own.
    """
    if not remark:
        return data
    if format in _HASH:
        return f"# {remark}\n".encode() + data
    if format == "dot":
        return f"// {remark}\n".encode() + data
    if format in _XML:
        comment = f"<!-- {remark.replace('--', '- -')} -->\n".encode()
        opening, found, rest = data.partition(b"?>")
        if found and opening.startswith(b"<?xml"):
            return opening + found + b"\n" + comment + rest.lstrip(b"\n")
        return comment + data
    return data
