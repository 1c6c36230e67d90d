"""Provisional identifiers: what an instrument was called before its day was known.

A citation that gives only the year makes `…/2024/33-nq-hdnd`; once any text gives the day the instrument is
`…/2024-07-11/33-nq-hdnd`, and whoever kept the first must still find it. The redirects follow from the
instruments alone, not from what earlier loads held, so that the same files give the same graph anywhere. A number
is given once in a year (Nghị định 30/2020/NĐ-CP, Điều 15; for the Party once in a term, Hướng dẫn
05-HD/VPTW, II.1), so the year's form means one instrument unless two are known, as in a year of congress: then
there is no redirect. The form without any date may mean any year's number and never leads anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from dataclasses import replace

from graph.identity import NotAnInstrumentIRI, parse_iri

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def short_form(iri: str) -> str | None:
    """What an instrument whose day is known was called while only the year was; None where no day is known.

    >>> short_form("https://example.org/id/vn/chinh-phu/nghi-quyet/2023-04-21/58-nq-cp")
    'https://example.org/id/vn/chinh-phu/nghi-quyet/2023/58-nq-cp'
    """
    try:
        key = parse_iri(iri)
    except NotAnInstrumentIRI:
        return None
    if not key.date or not _DAY.fullmatch(key.date):
        return None
    # Under the base of its own: an IRI given by another house leads to another house's.
    short = replace(key, date=key.date[:4]).iri()
    return iri[: iri.index("/id/vn/")] + short[short.index("/id/vn/") :]


def provisional(
    iris: Collection[str], apart: Collection[tuple[str, str]] = (), only: Collection[str] | None = None
) -> dict[str, str]:
    """Former identifier -> the one in use, sorted; with `only`, of those former identifiers. `apart` are pairs
    that a reviewer said are not one.

    >>> base = "https://w3id.org/danchieu/id/vn/chinh-phu/nghi-quyet"
    >>> provisional([f"{base}/2023-04-21/58-nq-cp"]) == {f"{base}/2023/58-nq-cp": f"{base}/2023-04-21/58-nq-cp"}
    True
    """
    known = iris if isinstance(iris, Mapping | Set) else set(iris)
    meant: dict[str, set[str]] = defaultdict(set)
    for iri in known:
        short = short_form(iri)
        if short is not None and (only is None or short in only):
            meant[short].add(iri)
    found = {short: redirect(short, sorted(full), known, apart) for short, full in sorted(meant.items())}
    return {short: full for short, full in found.items() if full is not None}


def redirect(
    short: str, full: Collection[str], known: Collection[str], apart: Collection[tuple[str, str]]
) -> str | None:
    """Where a year's form leads: to the one instrument of that number whose day is known, if it is one."""
    one, *others = full or [""]
    parted = (short, one) in apart or (one, short) in apart
    return None if not one or others or short in known or parted else one
