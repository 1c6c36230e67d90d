"""Damage inside what a format packs: members of a zip, streams of a PDF, parts of a letter, elements of an XML.

Damage to the packed bytes stops at their checksums. This is made before they are packed, so it reaches
the reader behind them.
"""

from __future__ import annotations

import base64
import copy
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Protocol

from lxml import etree

_STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\n(.*?)\nendstream", re.S)
_BASE64 = re.compile(rb"(?:^[A-Za-z0-9+/=]{20,}\r?\n){2,}", re.M)
_MOST_MEMBER = 16 * 1024 * 1024
_KINDS = {".xml": "xml", ".rels": "xml", ".txt": "txt", ".htm": "html", ".jpg": "jpeg", ".tif": "tiff"}


class Mutated(Protocol):
    """`mutations.mutated`, which calls what is here and is called from here."""

    def __call__(self, data: bytes, kind: str, chance: random.Random) -> bytes: ...


def in_zip(data: bytes, chance: random.Random, mutated: Mutated) -> bytes:
    """One member damaged, doubled, lost, renamed, blown up or with a lie about its length."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)[:_MOST_MEMBER]) for info in archive.infolist()]
    except Exception:  # damaged already, in one of zipfile's dozen ways
        return mutated(data, "bytes", chance)
    if not members:
        return data
    # The largest parts have the words: there damage goes deepest.
    weights = [len(body) + 200 for _, body in members]
    k = chance.choices(range(len(members)), weights)[0]
    name, body = members[k]
    suffix = PurePosixPath(name).suffix.lower()
    act = chance.random()
    if act < 0.8:
        members[k] = name, mutated(body, _KINDS.get(suffix, suffix.lstrip(".")), chance)
    elif act < 0.84:
        members.append((name, chance.choice(members)[1]))
    elif act < 0.88:
        del members[k]
    elif act < 0.92:
        members[k] = chance.choice(("../" * 9 + name, "/" + name, name * 50, "a\x00b", "", name.upper(), "x/")), body
    elif act < 0.94:
        members[k] = name, body + bytes([chance.randrange(256)]) * chance.choice((10**6, 10**7, 8 * 10**7))
    elif act < 0.96:
        members[k] = name, data
    else:
        members[k] = name, chance.choice(members)[1]
    out = _packed(members, chance)
    return _lying(out, chance) if chance.random() < 0.08 else out


def _packed(members: Sequence[tuple[str, bytes]], chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members:
            info = zipfile.ZipInfo(name or "_")
            info.compress_type = chance.choices((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED), (9, 1))[0]
            entry = info.filename in archive.NameToInfo
            if entry:  # a second one of that name is what we want; zipfile only warns of it
                archive.NameToInfo.pop(info.filename)
            archive.writestr(info, body)
    return out.getvalue()


def _lying(data: bytes, chance: random.Random) -> bytes:
    """A field of the zip's own lists with another number: lengths, offsets, methods, flags."""
    marks = [found.start() for found in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    at = chance.choice(marks) + chance.randrange(4, 46)
    value = chance.choice(
        (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x01\x00\x00\x00", b"\x63\x00")
    )
    return data[:at] + value + data[at + len(value) :]


def in_packed(data: bytes, kind: str, chance: random.Random, mutated: Mutated) -> bytes:
    """A stream of a PDF, unpacked, damaged and packed anew; a part of a letter in base64 likewise."""
    if kind != "pdf":
        found = list(_BASE64.finditer(data))
        if not found:
            return mutated(data, "bytes", chance)
        part = chance.choice(found)
        try:
            inner = base64.b64decode(part[0])
        except ValueError:
            return data
        inside = "docx" if inner.startswith(b"PK") else "rtf" if inner.startswith(b"{\\rtf") else "html"
        said = base64.encodebytes(mutated(inner, inside, chance))
        return data[: part.start()] + said + data[part.end() :]
    streams = [f for f in _STREAM.finditer(data) if b"FlateDecode" in f[0][:400]]
    if not streams:
        return mutated(data, "bytes", chance)
    stream = chance.choice(streams)
    try:
        inner = zlib.decompress(stream[2])
    except zlib.error:
        return data
    packed = zlib.compress(mutated(inner, "pdf", chance))
    out = data[: stream.start(2)] + packed + data[stream.end(2) :]
    # The length comes before the stream, so its place is still what it was.
    return out[: stream.start(1)] + b"%d" % len(packed) + out[stream.end(1) :]


def in_tree(data: bytes, chance: random.Random, values: Sequence[str]) -> bytes:
    """Sound XML that says something else: elements moved, doubled, nested; attributes lost or absurd."""
    try:
        root = etree.fromstring(data)
    except (etree.XMLSyntaxError, ValueError):
        return data
    for _ in range(int(12 ** chance.random())):
        inner = [element for element in root.iter() if isinstance(element.tag, str) and element is not root]
        if not inner:
            break
        chance.choice(_TREE)(chance.choice(inner), inner, chance, values)
    return etree.tostring(root, encoding="utf-8")


Tree = Callable[["etree._Element", "Sequence[etree._Element]", random.Random, Sequence[str]], None]


def _lost(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _doubled(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    size = sum(1 for _ in one.iter())
    for _ in range(min(int(3_000 ** (chance.random() ** 2)), 1 + 20_000 // size)):
        one.addnext(copy.deepcopy(one))


def _moved(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    to = chance.choice(all_)
    to.insert(chance.randrange(len(to) + 1), copy.deepcopy(one))


def _renamed(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    one.tag = chance.choice(all_).tag


def _nested(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    """The element inside itself, up to what libxml2 takes (256) and beyond."""
    inside = copy.deepcopy(one)
    for _ in range(int(400 ** chance.random())):
        outer = etree.Element(one.tag, {str(k): str(v) for k, v in one.attrib.items()})
        outer.append(inside)
        inside = outer
    one.addnext(inside)


def _said(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    if one.attrib and chance.random() < 0.8:
        one.set(chance.choice(list(one.attrib)), chance.choice(values))
    else:
        one.text = chance.choice(values)


def _borrowed(
    one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]
) -> None:
    for name, value in chance.choice(all_).attrib.items():
        one.set(name, value)


def _bare(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    if one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]


def _emptied(one: etree._Element, all_: Sequence[etree._Element], chance: random.Random, values: Sequence[str]) -> None:
    for child in list(one):
        one.remove(child)


_TREE: tuple[Tree, ...] = (
    _lost, _doubled, _moved, _renamed, _nested, _said, _said, _said, _borrowed, _bare, _emptied,
)  # fmt: skip
