"""An index beside a generation, so that a search looks at what has its words and not at every instrument.

    generations/7.search    a SQLite file, made of the graph of generation 7 (`schema.sql`, `making.make`)

It holds nothing that the graph does not: where it is missing, damaged or of another generation the graph is asked,
which takes as long as there are instruments. Of a million quads and 1,931 instruments: 25 ms for a word that nothing
has, 120 ms for all of them; by the index 0.3 ms and 8 ms. A remote store has none.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from graph.answers.rows import Row, batches
from graph.store.embedded import EmbeddedStore
from graph.store.generations import read_description
from graph.store.once import Once

SUFFIX = ".search"
COLUMNS = (
    "instrument", "key", "symbolKey", "type", "symbol", "date", "title", "issuer", "jurisdiction", "held", "citations",
    "state",
)  # fmt: skip
_FORMAT = 1  # of the file; one of another format is made anew
_log = logging.getLogger(__name__)
_opened: WeakKeyDictionary[EmbeddedStore, SearchIndex] = WeakKeyDictionary()


class SearchIndex:
    """The instruments and agencies of one generation, found by their words. Read only, by any thread.

    Its methods raise sqlite3.DatabaseError where the file is damaged: `answered` takes care of that.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def having(self, words: Iterable[Iterable[str]], named: Iterable[str] = ()) -> list[Row]:
        """The instruments whose keys have each of the words in one of its forms, and those named by their IRIs.

        A form is one or several folded words, whole ones (`19`) or beginnings (`dat*`); those of one form may stand
        anywhere in the key. Rows as of `search.rq`, each with `citations` and `state`; all of them for no words.
        """
        asked = " AND ".join(f"({' OR '.join(map(_phrase, forms))})" for forms in words)
        if not asked:
            return self._rows("")
        found = self._rows("WHERE id IN (SELECT rowid FROM word WHERE word MATCH ?)", asked)
        return found + self.instruments(set(named) - {row["instrument"] for row in found})

    def instruments(self, iris: Iterable[str]) -> list[Row]:
        """The rows of those IRIs that are instruments."""
        return [
            row
            for some in batches(sorted(iris))  # SQLite takes 999 values in its older versions
            for row in self._rows(f"WHERE instrument IN ({', '.join('?' * len(some))})", *some)
        ]

    def symbols(self) -> list[Row]:
        """The rows of `symbols.rq`."""
        asked = "SELECT instrument, symbolKey FROM instrument WHERE symbolKey IS NOT NULL"
        return [{"instrument": iri, "symbolKey": key} for iri, key in self._connection.execute(asked)]

    def agencies(self, word: str) -> list[Row]:
        """The rows of `agencies.rq` for a word."""
        asked = "SELECT agency, name, key, leads, helps FROM agency WHERE ? = '' OR instr(key, ?)"
        names = ("agency", "name", "key", "leads", "helps")
        return [dict(zip(names, row, strict=True)) for row in self._connection.execute(asked, (word, word))]

    def _rows(self, where: str, *values: str) -> list[Row]:
        found = self._connection.execute(f"SELECT {', '.join(COLUMNS)} FROM instrument {where}", values)
        rows: list[Row] = [dict(zip(COLUMNS, row)) for row in found]  # noqa: B905 - as many: to count them took a quarter
        for row in rows:
            row["held"] = bool(row["held"])
        return rows


def _phrase(form: str) -> str:
    """A form as FTS5 writes it: each word in quotation marks, so that none is read as an operator."""
    words = (f'"{word.removesuffix("*")}"{"*" if word.endswith("*") else ""}' for word in form.split())
    return f"({' AND '.join(words)})"


def answered(store: object, ask: Callable[[SearchIndex], list[Row]]) -> list[Row] | None:
    """What the index of a store answers; None where there is none, or it turns out to be damaged."""
    embedded = store.store if isinstance(store, Once) else store
    if not isinstance(embedded, EmbeddedStore) or (index := index_of(embedded)) is None:
        return None
    try:
        return ask(index)
    except sqlite3.DatabaseError as error:
        _log.warning("the search index of generation %s is damaged (%s) and removed", embedded.generation, error)
        _opened.pop(embedded, None)
        with contextlib.suppress(OSError):
            place_of(embedded).unlink(missing_ok=True)
        return None


def index_of(store: EmbeddedStore) -> SearchIndex | None:
    """The index of a store's generation; None where there is none, or none that can be read."""
    if store not in _opened and place_of(store).is_file() and (stamp := stamp_of(store)) is not None:
        keep(store, open_index(place_of(store), stamp))
    return _opened.get(store)


def keep(store: EmbeddedStore, index: SearchIndex | None) -> None:
    """Answer from that index for as long as the store lives."""
    if index is not None:
        _opened[store] = index


def open_index(path: Path, stamp: str) -> SearchIndex | None:
    """The index in a file; None where it is missing, damaged, or not of the generation of that stamp."""
    if not path.is_file():
        return None
    try:
        # It never changes once it has its name, so SQLite need not lock it, nor look for a journal.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        if connection.execute("SELECT stamp FROM made").fetchall() == [(stamp,)]:
            return SearchIndex(connection)
        connection.close()
    except sqlite3.Error:
        pass
    return None


def place_of(store: EmbeddedStore) -> Path:
    """Where the index of a store's generation lies."""
    return Path(f"{store.path}{SUFFIX}")


def stamp_of(store: EmbeddedStore) -> str | None:
    """What tells a generation from another of its number; None where its description is lost."""
    about = read_description(store.path)
    return stamp_by(about | {"generation": store.generation}) if about is not None else None


def stamp_by(about: Mapping[str, Any]) -> str:
    """The same, of a generation's description."""
    return f"{_FORMAT} {about.get('generation')} {about.get('loaded')} {about.get('quads')}"
