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
from collections.abc import Collection, Iterable
from dataclasses import replace

from graph.identity import NotAnInstrumentIRI, parse_iri

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def provisional(iris: Iterable[str], apart: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """Former identifier -> the one in use, sorted. `apart` are pairs that a reviewer said are not one.

    >>> base = "https://w3id.org/danchieu/id/vn/chinh-phu/nghi-quyet"
    >>> provisional([f"{base}/2023-04-21/58-nq-cp"]) == {f"{base}/2023/58-nq-cp": f"{base}/2023-04-21/58-nq-cp"}
    True
    """
    known = set(iris)
    meant: dict[str, set[str]] = defaultdict(set)
    for iri in known:
        try:
            key = parse_iri(iri)
        except NotAnInstrumentIRI:
            continue
        if key.date and _DAY.fullmatch(key.date):
            # Under the base of its own: an IRI given by another house leads to another house's.
            start = iri[: iri.index("/id/vn/")]
            short = replace(key, date=key.date[:4]).iri()
            meant[start + short[short.index("/id/vn/") :]].add(iri)
    return {
        short: next(iter(full))
        for short, full in sorted(meant.items())
        if len(full) == 1 and short not in known and not _parted(short, next(iter(full)), apart)
    }


def _parted(a: str, b: str, apart: Collection[tuple[str, str]]) -> bool:
    return (a, b) in apart or (b, a) in apart
