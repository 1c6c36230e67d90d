"""Facts in words, for the terminal and the pages: what an instrument is called, a day, a relation, a role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from api.pages.language import language
from graph.registry import province_named
from graph.vocabulary import labels, noted


def day(date: str | None) -> str:
    """A day as it is written here.

    >>> day("2020-06-11"), day("2020"), day(None)
    ('11/6/2020', '2020', '')
    """
    if not date:
        return ""
    parts = date.split("-")
    if len(parts) != 3:
        return date
    year, month, of_month = parts
    # Days below ten and the months of January and February keep their zero (Nghị định 30/2020/NĐ-CP).
    return f"{int(of_month):02d}/{month if month in ('01', '02') else int(month)}/{year}"


def name(instrument: Mapping[str, Any]) -> str:
    """What an instrument is called: type, number, day; its title where it has no number, else that it has none.

    >>> name({"iri": "https://w3id.org/danchieu/id/vn/khong-ro/van-ban/khong-so-f20f9b41"})
    'Văn bản chưa rõ số, ký hiệu (khong-so-f20f9b41)'
    """
    kind = str(instrument.get("type") or "")
    # Numbers below ten are written with a zero (Nghị định 30/2020/NĐ-CP); identity goes without it.
    label = re.sub(r"^(?=\d\D)", "0", str(instrument.get("symbol") or ""))
    if not label:
        title = str(instrument.get("title") or "")
        label = title[len(kind) :].lstrip() if kind and title.lower().startswith(kind.lower()) else title
    if not label:
        kind = kind or "văn bản"
        label = f"chưa rõ số, ký hiệu ({instrument['iri'].rpartition('/')[2]})"
    date = day(instrument.get("date"))
    when = f"ngày {date}" if "/" in date else f"năm {date}" if date.isdigit() else date
    text = " ".join(part for part in (kind, label, when) if part)
    return text[:1].upper() + text[1:]


def jurisdiction(key: str | None) -> str:
    """A place by its name.

    >>> jurisdiction("bac-giang"), jurisdiction("vn"), jurisdiction(None)
    ('Bắc Giang', 'trung ương', '')
    """
    if key == "vn":
        return "trung ương"
    province = province_named(key.replace("-", " ")) if key else None
    return province.name if province else key or ""


def relation(key: str) -> str:
    """The label that the ontology gives to a relation's short name, in the language of the reader at hand."""
    node = noted().get(key)
    return labels(language()).get(node.value, key) if node is not None else key


def deadline(found: Mapping[str, Any]) -> str:
    """The words of the document, and the day that they come to where the words do not say it."""
    text = str(found.get("text") or "")
    end = end_untold(found)
    return f"{text} (đến {day(end)})" if end else text


def end_untold(found: Mapping[str, Any]) -> str | None:
    """The day that a deadline comes to, where its words do not say it; None where they do, or it has none.

    >>> end_untold({"text": "quý III năm 2020", "end": "2020-09-30"})
    '2020-09-30'
    >>> end_untold({"text": "trước ngày 30/9/2020", "end": "2020-09-30"})
    """
    text, end = str(found.get("text") or ""), found.get("end")
    return str(end) if end and day(end) not in text and end not in text else None


def place(evidence: Mapping[str, Any]) -> str:
    """Where a sentence stands: path in the document, file, page where it has pages, characters."""
    page = f"trang {evidence['page']}, " if evidence.get("page") else ""
    span = f"{evidence.get('source')}, {page}ký tự {evidence.get('start')}–{evidence.get('end')}"
    return f"{evidence['path']} ({span})" if evidence.get("path") else f"({span})"
