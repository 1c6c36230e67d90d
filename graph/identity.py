"""From (body, type, date, number) to an IRI, and back; folding for slugs and for search.

The IRI is `{base}id/vn/{body}/{type}/{date}/{number}`. The date is the one printed on the
document, because Party numbers restart with each committee term and State numbers with each
year (Hướng dẫn 05-HD/VPTW, II.1; Nghị định 30/2020/NĐ-CP, Điều 15): the symbol alone names
several instruments. What is not known is left out, never guessed.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_BASE = "https://w3id.org/danchieu/"
ONTOLOGY = "https://w3id.org/danchieu/def#"

_MARKS = re.compile(r"[\u0300-\u036f]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SHORT = 120  # characters of a name that comes again and again: agencies, types, numbers; a title is longer
_DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?|khoa-\d+")


def base_iri() -> str:
    """The base of every IRI of data (`DANCHIEU_BASE`); the ontology's namespace never moves."""
    base = os.environ.get("DANCHIEU_BASE", DEFAULT_BASE)
    return base if base.endswith("/") else base + "/"


def fold(text: str) -> str:
    """Lower case without tone marks, đ as d, blanks single: what a search compares.

    >>> fold("Chỉ thị  ĐẤT ĐAI")
    'chi thi dat dai'
    """
    flat = _MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d")))
    return " ".join(flat.split())


def slug(text: str) -> str:
    """A path segment: folded, everything but letters and digits a single hyphen.

    >>> slug("Tỉnh ủy Bắc Giang"), slug("07/2023/NĐ-CP")
    ('tinh-uy-bac-giang', '07-2023-nd-cp')
    """
    return _slug(text) if len(text) <= _SHORT else _slug.__wrapped__(text)


@lru_cache(maxsize=8192)
def _slug(text: str) -> str:
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


@dataclass(frozen=True, slots=True)
class Key:
    """The parts of an instrument's IRI. `date` is a day, a year, a term (`khoa-13`) or None."""

    body: str
    type: str
    number: str
    date: str | None = None

    def iri(self) -> str:
        """
        >>> Key("chinh-phu", "nghi-quyet", "58-nq-cp", "2023-04-21").iri()
        'https://w3id.org/danchieu/id/vn/chinh-phu/nghi-quyet/2023-04-21/58-nq-cp'
        """
        parts = [self.body, self.type, *([self.date] if self.date else []), self.number]
        return f"{base_iri()}id/vn/" + "/".join(parts)


class NotAnInstrumentIRI(ValueError):
    """The IRI is not of the form that `Key.iri` writes."""


def parse_iri(iri: str) -> Key:
    """The parts of an instrument's IRI, whatever its base.

    >>> parse_iri("https://example.org/id/vn/chinh-phu/nghi-dinh/2023-03-03/7-2023-nd-cp").date
    '2023-03-03'
    """
    _, found, path = iri.partition("/id/vn/")
    parts = path.split("/")
    if not found or len(parts) not in (3, 4) or not all(parts):
        raise NotAnInstrumentIRI(f"không phải IRI của một văn bản: {iri}")
    if len(parts) == 4:
        if not _DATE.fullmatch(parts[2]):
            raise NotAnInstrumentIRI(f"ngày không hợp lệ trong IRI: {iri}")
        return Key(parts[0], parts[1], parts[3], parts[2])
    return Key(parts[0], parts[1], parts[2])


def digest(*parts: object) -> str:
    """Twenty hexadecimal digits that name a thing by its parts, the same on every machine."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:20]


def document_graph_iri(sha256: str) -> str:
    """The named graph of one source file, by the hash of its bytes."""
    return f"{base_iri()}id/source/{sha256[:20]}"


def symbol_key(symbol: str) -> str:
    """A symbol as look-ups compare it: folded, hyphens for separators, no leading zeros.

    >>> symbol_key("01-NQ/TU"), symbol_key(" 07/2023/NĐ-CP"), symbol_key("3737 /UBND-TH")
    ('1-nq-tu', '7-2023-nd-cp', '3737-ubnd-th')
    """
    return slug(symbol).lstrip("0")


def name_key(name: str) -> str:
    """A name as look-ups compare it: its words, folded, numbers without leading zeros.

    >>> name_key("Luật Đất đai (sửa đổi)"), name_key("Đề án 06")
    ('luat dat dai sua doi', 'de an 6')
    """
    return " ".join(word.lstrip("0") or word for word in slug(name).split("-"))


def agency_iri(name: str) -> str:
    """The agency of that full name (`Sở Tài chính tỉnh Bắc Ninh`)."""
    return f"{base_iri()}id/org/{slug(name)}"
