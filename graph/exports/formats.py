"""The formats that the graph can be written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import RdfFormat

from graph.exports.failures import UnknownFormat


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name here, its media type and the usual end of a file's name.

    `of_tasks`: it tells of tasks, so that without a depth it holds all that implements an instrument.
    `of_one`: it tells of one instrument and of nothing else. `bounded`: of a large graph it shows a part, or is made
    in memory.
    """

    name: str
    media_type: str
    extension: str
    rdf: RdfFormat | None = None
    of_tasks: bool = False
    of_one: bool = False
    bounded: bool = False

    @property
    def text(self) -> bool:
        """Whether a terminal can show it."""
        return self.name not in ("csv", "parquet", "xlsx", "docx", "png")


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
FORMATS: Final[dict[str, Format]] = {
    one.name: one
    for one in (
        Format("turtle", "text/turtle", "ttl", RdfFormat.TURTLE),
        Format("jsonld", "application/ld+json", "jsonld", RdfFormat.JSON_LD),
        Format("ntriples", "application/n-triples", "nt", RdfFormat.N_TRIPLES),
        Format("nquads", "application/n-quads", "nq", RdfFormat.N_QUADS),
        Format("trig", "application/trig", "trig", RdfFormat.TRIG),
        Format("rdfxml", "application/rdf+xml", "rdf", RdfFormat.RDF_XML),
        Format("graphml", "application/graphml+xml", "graphml"),
        Format("gexf", "application/gexf+xml", "gexf"),
        Format("dot", "text/vnd.graphviz", "dot"),
        Format("cytoscape", "application/json", "cyjs"),
        Format("mermaid", "text/vnd.mermaid", "mmd", bounded=True),
        Format("svg", "image/svg+xml", "svg", bounded=True),
        Format("png", "image/png", "png", bounded=True),
        Format("csv", "application/zip", "csv.zip"),
        Format("parquet", "application/zip", "parquet.zip"),
        Format("xlsx", f"{_OFFICE}spreadsheetml.sheet", "xlsx", of_tasks=True),
        Format("docx", f"{_OFFICE}wordprocessingml.document", "docx", of_tasks=True, of_one=True, bounded=True),
        Format("ics", "text/calendar", "ics", of_tasks=True),
    )
}


def format_named(name: str) -> Format:
    """The format of a name, a file's ending or a media type; raises UnknownFormat."""
    for one in FORMATS.values():
        if name.lower().lstrip(".") in (one.name, one.extension, one.media_type):
            return one
    raise UnknownFormat(f"không có định dạng {name!r}; có: {', '.join(FORMATS)}")
