"""A term of a SPARQL result as a page shows it: short, and where it is a thing of this graph, with its address here.

`web/src/sparql/terms.js` shows the same where scripts run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from graph.identity import ONTOLOGY, base_iri
from graph.vocabulary import PREFIXES, RDF_TYPE

RDF = RDF_TYPE.value.removesuffix("type")
# What a query may begin with; the graph's own list lacks rdf:, for «a» stands for its only term there.
QUERY_PREFIXES = {"rdf": RDF, **PREFIXES}
_SEEN = frozenset({PREFIXES["xsd"] + "string", RDF + "langString"})  # said by the quotes of a query
_NUMBERS = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A term: its text, the address of its page here, its language or type, and whether it is a number."""

    text: str
    href: str = ""
    note: str = ""
    number: bool = False
    full: str = ""  # the whole IRI, of a text that is shorter


def shown(term: dict[str, Any]) -> Shown:
    """A term of the SPARQL 1.1 JSON results (with the triple terms of SPARQL 1.2)."""
    value = term["value"]
    match term["type"]:
        case "uri":
            return Shown(short(value), address(value), full=value)
        case "bnode":
            return Shown(f"_:{value}")
        case "triple":
            parts = (shown(value[part]).text for part in ("subject", "predicate", "object"))
            return Shown(f"<<( {' '.join(parts)} )>>")
    datatype = term.get("datatype", "")
    note = term.get("xml:lang", "") or ("" if datatype in _SEEN else short(datatype))
    return Shown(value, note=note, number=datatype in _NUMBERS)


def short(iri: str) -> str:
    """An IRI as one reads it: of this graph what comes after `id/`, of a known vocabulary with its prefix.

    >>> short("https://w3id.org/danchieu/def#Task"), short("urn:x")
    ('dan:Task', 'urn:x')
    """
    own = f"{base_iri()}id/"
    if iri.startswith(own):
        return iri.removeprefix(own)
    for prefix, space in QUERY_PREFIXES.items():
        if iri.startswith(space) and "/" not in iri[len(space) :]:
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def address(iri: str) -> str:
    """Where this server tells of it; empty for what is not of this graph."""
    own = f"{base_iri()}id/"
    if iri.startswith(own):
        return "/id/" + quote(iri.removeprefix(own), safe="/#:@!$&'()*+,;=-._~")
    if iri.startswith(ONTOLOGY):
        return "/ontology#" + quote(iri.removeprefix(ONTOLOGY))
    return ""
