"""Rows and triples in the formats of SPARQL 1.1, cut at a number of rows that the client is told.

The engine's own serialiser takes a whole result or none, so the four table formats are written here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TABLES = (JSON, XML, CSV, TSV)
GRAPHS: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE_TAGGED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
Row = list[Any]


class TooLarge(Exception):
    """The answer is longer than the bytes that may be sent."""


def boolean(value: bool, media_type: str) -> bytes:
    """The answer to ASK."""
    word = "true" if value else "false"
    if media_type == JSON:
        return json.dumps({"head": {}, "boolean": value}).encode()
    if media_type == XML:
        return f"{_XML_OPEN}<head></head><boolean>{word}</boolean></sparql>".encode()
    return word.encode()


def table(
    solutions: ox.QuerySolutions, media_type: str, max_rows: int | None, max_bytes: int | None
) -> tuple[bytes, int, bool]:
    """The rows as bytes, how many they are, and whether there were more."""
    names = [v.value for v in solutions.variables]
    rows = ([solution[i] for i in range(len(names))] for solution in solutions)
    out = _Bounded(max_bytes)
    count = _WRITERS[media_type](names, islice(rows, max_rows), out.write)
    truncated = max_rows is not None and count == max_rows and next(rows, None) is not None
    return out.value(), count, truncated


def triples(
    found: ox.QueryTriples, media_type: str, max_rows: int | None, max_bytes: int | None
) -> tuple[bytes, int, bool]:
    """The triples as bytes, each once, how many they are, and whether there were more."""
    unique = dict.fromkeys(islice(found, max_rows))
    truncated = max_rows is not None and next(iter(found), None) is not None
    body = ox.serialize(unique, format=GRAPHS[media_type]) or b""
    if max_bytes is not None and len(body) > max_bytes:
        raise TooLarge
    return body, len(unique), truncated


class _Bounded:
    """Collects text and stops at a number of bytes, so that no answer fills the memory."""

    def __init__(self, max_bytes: int | None) -> None:
        self._parts: list[bytes] = []
        self._left = max_bytes

    def write(self, text: str) -> None:
        part = text.encode()
        self._parts.append(part)
        if self._left is not None:
            self._left -= len(part)
            if self._left < 0:
                raise TooLarge

    def value(self) -> bytes:
        return b"".join(self._parts)


def _json(names: list[str], rows: Iterator[Row], write: Callable[[str], None]) -> int:
    write(f'{{"head":{{"vars":{json.dumps(names)}}},"results":{{"bindings":[')
    count = 0
    for row in rows:
        cells = {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        write((",\n" if count else "\n") + json.dumps(cells, ensure_ascii=False))
        count += 1
    write("]}}\n")
    return count


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype.value != _XSD_STRING:
            found["datatype"] = term.datatype.value
        return found
    value = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {k: _json_term(v) for k, v in value.items()}}


_XML_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(names: list[str], rows: Iterator[Row], write: Callable[[str], None]) -> int:
    heads = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    write(f"{_XML_OPEN}<head>{heads}</head><results>")
    count = 0
    for row in rows:
        cells = (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        write(f"\n<result>{''.join(cells)}</result>")
        count += 1
    write("</results></sparql>\n")
    return count


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    if isinstance(term, ox.Literal):
        more = ""
        if term.language:
            more = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype.value not in (_XSD_STRING, _LANGUAGE_TAGGED):
            more = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{more}>{_xml_text(term.value)}</literal>"
    inner = (f"<{k}>{_xml_term(getattr(term, k))}</{k}>" for k in ("subject", "predicate", "object"))
    return f"<triple>{''.join(inner)}</triple>"


def _xml_text(text: str) -> str:
    """Escaped; characters that XML 1.0 cannot hold become U+FFFD, a carriage return stays one."""
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _csv(names: list[str], rows: Iterable[Row], write: Callable[[str], None]) -> int:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([_csv_term(term) for term in row])
        write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
        count += 1
    write(buffer.getvalue())
    return count


def _csv_term(term: Any) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _tsv(names: list[str], rows: Iterable[Row], write: Callable[[str], None]) -> int:
    write("\t".join(f"?{name}" for name in names) + "\n")
    count = 0
    for row in rows:
        write("\t".join("" if term is None else _tsv_term(term) for term in row) + "\n")
        count += 1
    return count


def _tsv_term(term: Any) -> str:
    """N-Triples syntax, in which a tab or a line feed of the value is already escaped."""
    return str(term).replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


_WRITERS = {JSON: _json, XML: _xml, CSV: _csv, TSV: _tsv}
