"""The text of a document that a store holds, as it was when it was read.

The graph has quotes and offsets; the text that they count in lies in the ledger beside it, with what was read out of
it. So a page can show the whole of it though the file is gone, was changed, or was a scan.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec

from ingest.ledger import NAME, LedgerUnusable

_WAIT = 5.0  # seconds for a writer that holds the ledger; it does so for one small transaction at a time
_INSIDE = "!/"  # between an archive's path and that of a member

# By the bytes themselves, then by the archive that they are a member of; the newest reading first.
_BY_BYTES = "SELECT content FROM outcome WHERE sha256 = ? ORDER BY rowid DESC"
_BY_ARCHIVE = """
SELECT content FROM outcome WHERE sha256 IN (SELECT sha256 FROM file WHERE path = ?) ORDER BY outcome.rowid DESC
"""


class HeldPage(msgspec.Struct):
    """A page of a file, by its offsets in the text."""

    number: int
    start: int
    end: int


class _Source(msgspec.Struct):
    sha256: str
    characters: int
    text: str | None = None
    pages: list[HeldPage] = []


class _Extraction(msgspec.Struct):
    source: _Source


class _Local(msgspec.Struct):
    extraction: _Extraction


class _Outcome(msgspec.Struct):
    """The few members of an outcome that tell its texts: to read all of it takes some ten times as long."""

    locals: list[_Local]


_DECODER = msgspec.msgpack.Decoder(_Outcome)


@dataclass(frozen=True, slots=True)
class Held:
    """A text as it was read, and the pages that it stood on, none where its file has no pages."""

    text: str
    pages: list[HeldPage]


def held_text(store: Path, sha256: str, source: str, characters: int) -> str | None:
    """The text alone, as `held` finds it. Raises LedgerUnusable."""
    found = held(store, sha256, source, characters)
    return found.text if found is not None else None


def held(store: Path, sha256: str, source: str, characters: int) -> Held | None:
    """The text of the file (or the archive's member) with these bytes, in which the graph's offsets count.

    `source` is its path as the graph has it, `characters` how long the graph says that it is: a text of another
    length came of another reading, whose offsets would point elsewhere. None where the store has no such text: it is
    remote, or was made by a version that kept none. Raises LedgerUnusable.
    """
    place = store / NAME
    if not place.is_file():
        return None
    archive = source.partition(_INSIDE)[0]
    try:
        with closing(sqlite3.connect(f"file:{quote(str(place))}?mode=ro", uri=True, timeout=_WAIT)) as ledger:
            contents = [row[0] for row in ledger.execute(_BY_BYTES, (sha256,))]
            if archive != source:
                contents += [row[0] for row in ledger.execute(_BY_ARCHIVE, (archive,))]
            for found in _sources(contents):
                if found.sha256 == sha256 and found.characters == characters and found.text is not None:
                    return Held(found.text, found.pages)
    except (sqlite3.Error, zlib.error, msgspec.MsgspecError) as error:
        raise LedgerUnusable(f"sổ tệp {place} không dùng được ({error}); xóa tệp ấy rồi nạp lại") from None
    return None


def _sources(contents: list[bytes]) -> Iterator[_Source]:
    for content in contents:
        for local in _DECODER.decode(zlib.decompress(content)).locals:
            yield local.extraction.source
