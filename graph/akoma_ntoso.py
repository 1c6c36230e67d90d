"""The Akoma Ntoso name of an instrument: the identifier by which houses that keep AKN documents know it.

The form is that of a work in the Akoma Ntoso Naming Convention (OASIS LegalDocML, 1.0, section 4.4):
`/akn/{country}/{doctype}/{subtype}/{actor}/{date}/{number}`. The country is always `vn`: codes of provinces changed
with the mergers of 2025, and the actor names its province. The subtype is always given, because readers take an
actor without a subtype for the subtype.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from importlib.resources import files

from graph.identity import NotAnInstrumentIRI, base_iri, parse_iri, slug

_DAY_OR_YEAR = re.compile(r"\d{4}(-\d{2}-\d{2})?")
_PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OTHER = "doc"  # plans, reports, letters: documents that are neither norms nor formal statements


def akn_work(iri: str) -> str | None:
    """The FRBR work URI of the instrument with that IRI; None where it has none.

    Every part comes from the IRI, one for one, so two instruments never share a name. The convention has no work
    without a date: an instrument of which no day or year is known (a Party one may be known by its term, `khoa-13`)
    has no name until its date is. An IRI of another house's making has none either: that house names it.

    >>> akn_work("https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu")
    '/akn/vn/statement/chi-thi/tinh-uy-bac-giang/2020-06-11/19-ct-tu'
    >>> akn_work("https://w3id.org/danchieu/id/vn/chinh-phu/nghi-dinh/2020/30-2020-nd-cp")
    '/akn/vn/act/nghi-dinh/chinh-phu/2020/30-2020-nd-cp'
    >>> akn_work("https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/chi-thi/khoa-19/19-ct-tu")
    >>> akn_work("https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/chi-thi/19-ct-tu")
    """
    if not iri.startswith(base_iri()):
        return None
    try:
        key = parse_iri(iri)
    except NotAnInstrumentIRI:
        return None
    if not key.date or not _DAY_OR_YEAR.fullmatch(key.date):
        return None
    if not all(_PART.fullmatch(part) for part in (key.type, key.body, key.number)):
        return None
    doctype = _doctypes().get(key.type, _OTHER)
    return f"/akn/vn/{doctype}/{key.type}/{key.body}/{key.date}/{key.number}"


@cache
def _doctypes() -> dict[str, str]:
    """The AKN document type of each type of instrument, by the type's slug (`akoma-ntoso.tsv`)."""
    text = (files("graph") / "akoma-ntoso.tsv").read_text(encoding="utf-8")
    return {slug(row["type"]): row["doctype"] for row in csv.DictReader(io.StringIO(text), delimiter="\t")}
