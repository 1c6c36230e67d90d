"""Whether what the graph quotes is what the files say, for the files whose text is at hand.

The graph keeps quotes, offsets and the hash of the file's bytes, and not the text. So a quote can be held
against its text only where the file is still at its path, its bytes are those that were read, and its characters
are the offsets' own: plain text and Markdown in UTF-8. PDF, Word and changed files are passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from graph.answers.rows import Row, select
from graph.store.base import Store


def misquoted(store: Store) -> Iterator[tuple[str, str]]:
    """(what quotes, the words that stand in its place instead), in the order of files and places."""
    for (path, hash, characters), rows in groupby(select(store, "quoted"), key=_source):
        text = _text(Path(path), hash, characters)
        for row in rows if text is not None else ():
            there = text[row["start"] : row["end"]] if text is not None else ""
            if there != row["words"]:
                yield row["focus"], there


def _source(row: Row) -> tuple[str, str, int]:
    return row["path"], row["hash"], row["characters"]


def _text(path: Path, hash: str, characters: int) -> str | None:
    """The text that the offsets count in; None where it is not to be had."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, ValueError):
        return None
    return text if len(text) == characters and hashlib.sha256(data).hexdigest() == hash else None
