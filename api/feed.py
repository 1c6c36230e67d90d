"""Loads as an Atom feed (RFC 4287) and in Vietnamese sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from graph.answers.changes import KINDS
from graph.changelog import load_id
from graph.vocabulary import labels, noted

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 100
_NOUNS = {"edges": "quan hệ", "tasks": "nhiệm vụ", "instruments": "văn bản"}
_VERBS = {"added": "thêm", "removed": "bớt", "changed": "đổi"}
_FIELDS = {
    "relation": "quan hệ", "to": "văn bản được dẫn", "quotes": "nguyên văn", "mentions": "số lượt nhắc",
    "confidence": "độ tin cậy", "text": "nội dung", "path": "vị trí", "lead": "chủ trì", "coordinating": "phối hợp",
    "deadlines": "thời hạn", "status": "tình trạng", "instrument": "văn bản giao", "iri": "định danh",
    "type": "loại", "symbol": "số, ký hiệu", "date": "ngày", "title": "trích yếu", "issuer": "cơ quan ban hành",
    "held": "có toàn văn",
}  # fmt: skip
# What XML 1.0 cannot hold (a damaged text may), by its production Char.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def summary(load: Mapping[str, Any]) -> str:
    """How much a load changed, in one line.

    >>> none = {"added": 0, "removed": 0, "changed": 0}
    >>> summary({"counts": {"edges": {**none, "added": 2}, "tasks": none, "instruments": {**none, "changed": 1}}})
    'thêm 2 quan hệ; đổi 1 văn bản'
    """
    said = [
        f"{_VERBS[change]} {count} {_NOUNS[kind]}"
        for kind in KINDS
        for change, count in load["counts"][kind].items()
        if count
    ]
    return "; ".join(said) or "không đổi gì"


def sentences(load: Mapping[str, Any]) -> Iterator[str]:
    """Each change that a load lists, and how many it does not."""
    for kind in KINDS:
        for one in load[kind]:
            yield _sentence(kind, one)
        if load["omitted"][kind]:
            yield f"… và {load['omitted'][kind]} thay đổi khác về {_NOUNS[kind]} không liệt kê ở đây."


def atom(loads: Sequence[Mapping[str, Any]], base: str, own: str) -> bytes:
    """The feed of these loads, newest first; `base` is that of all IRIs, `own` the address of the feed.

    At most `MOST_ENTRIES` entries; that there were more is said in the subtitle.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "vi")
    _put(feed, "id", f"{base}id/graph/changes")
    _put(feed, "title", "Dẫn Chiếu: thay đổi của đồ thị")
    more = len(loads) - MOST_ENTRIES
    _put(feed, "subtitle", "Mỗi mục là một lần nạp." + (f" Còn {more} lần nạp cũ hơn." if more > 0 else ""))
    # A feed without entries has no moment of its own; it was last changed before anything was.
    _put(feed, "updated", loads[0]["when"] if loads else "1970-01-01T00:00:00+00:00")
    _put(etree.SubElement(feed, f"{{{ATOM}}}author"), "name", "Dẫn Chiếu")
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=own)
    for load in loads[:MOST_ENTRIES]:
        entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
        _put(entry, "id", f"{base}id/changes/{load_id(load)}")
        _put(entry, "title", f"Thế hệ {load['generation']}: {summary(load)}")
        _put(entry, "updated", load["when"])
        _put(entry, "published", load["when"])
        _put(entry, "content", "\n".join(sentences(load)) or "Không đổi gì.").set("type", "text")
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _put(above: Any, name: str, text: str) -> Any:
    element = etree.SubElement(above, f"{{{ATOM}}}{name}")
    element.text = _NO_XML.sub("\ufffd", text)
    return element


def _sentence(kind: str, one: Mapping[str, Any]) -> str:
    verb = _VERBS[one["change"]].capitalize()
    if kind == "edges":
        quotes = "; ".join(
            f"«{e['quote']}» ({e['source']}{', ' + e['path'] if e['path'] else ''})" for e in one["evidence"]
        )
        rest = one["evidence_count"] - len(one["evidence"])
        quotes += f" và {rest} chỗ khác" if rest > 0 else ""
        said = f"{verb} quan hệ: {one['from_name']} {_relation(one['relation'])} {one['to_name']}: {quotes}"
    elif kind == "tasks":
        said = f"{verb} nhiệm vụ của {one['instrument_name']}: «{one['text']}»"
    else:
        said = f"{verb} văn bản: {one['name']}"
    if "after" in one:
        said += " — " + "; ".join(
            f"{_FIELDS.get(name, name)}: {_value(one['before'][name])} → {_value(value)}"
            for name, value in one["after"].items()
        )
    return " ".join(said.split())


def _relation(short: str) -> str:
    node = noted().get(short)
    return labels("vi").get(node.value, short) if node is not None else short


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "(không)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if value is None:
        return "(không)"
    return _relation(str(value)) if value in noted() else str(value)
