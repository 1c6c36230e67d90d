"""What the graphs that all files share are counted from: who is called what how often, who holds which instrument.

A whole load fills a tally in its first pass and writes the shared graphs out of it, so that it needs no memory for
them; a load of a few changed files mends the tally and writes again what that touches. One mechanism, so that both
give one graph. It is a file of SQLite and only a memory: it names the generation that it belongs to, and where it is
missing or of another one everything is loaded whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from graph.model import Extraction, Problem

NAME: Final = "tally.sqlite"
FORMAT: Final = "1"
_MANY: Final = 50_000  # counts in memory before they are written: some 10 MB
_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT, sha256 TEXT, documents INT, citations INT, tasks INT,
  problems INT, extractor TEXT);
CREATE TABLE graphs (sha256 TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE held (instrument TEXT, file INT, PRIMARY KEY (instrument, file)) WITHOUT ROWID;
CREATE TABLE spelt (agency TEXT, name TEXT, file INT, times INT, PRIMARY KEY (agency, name, file)) WITHOUT ROWID;
CREATE TABLE instruments (iri TEXT PRIMARY KEY, pointed INT, short TEXT, kind TEXT, type TEXT, body TEXT, issuer TEXT,
  place TEXT, period TEXT, digest BLOB) WITHOUT ROWID;
CREATE TABLE formers (former TEXT, iri TEXT, PRIMARY KEY (former, iri)) WITHOUT ROWID;
CREATE TABLE cited (iri TEXT PRIMARY KEY, times INT) WITHOUT ROWID;
CREATE TABLE problems (problem TEXT PRIMARY KEY, times INT) WITHOUT ROWID;
CREATE TABLE agencies (iri TEXT PRIMARY KEY, name TEXT, local TEXT) WITHOUT ROWID;
CREATE TABLE bodies (body TEXT PRIMARY KEY, place TEXT, local TEXT) WITHOUT ROWID;
"""
# Made when the tables are full: sorted once, they cost a third of what keeping them in order costs.
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS files_place ON files (sha256, path);
CREATE INDEX IF NOT EXISTS held_file ON held (file);
CREATE INDEX IF NOT EXISTS spelt_file ON spelt (file);
CREATE INDEX IF NOT EXISTS instruments_short ON instruments (short) WHERE short IS NOT NULL;
CREATE INDEX IF NOT EXISTS instruments_kind ON instruments (kind, type);
CREATE INDEX IF NOT EXISTS instruments_issuer ON instruments (body, issuer);
CREATE INDEX IF NOT EXISTS instruments_place ON instruments (body, iri) WHERE place IS NOT NULL;
CREATE INDEX IF NOT EXISTS instruments_period ON instruments (period) WHERE period IS NOT NULL;
CREATE INDEX IF NOT EXISTS instruments_pointed ON instruments (iri) WHERE pointed = 1;
CREATE INDEX IF NOT EXISTS formers_iri ON formers (iri);
CREATE INDEX IF NOT EXISTS agencies_local ON agencies (local) WHERE local IS NOT NULL;
CREATE INDEX IF NOT EXISTS bodies_local ON bodies (local) WHERE local IS NOT NULL;
"""
REVIEWED: Final = 0  # the file of what a reviewer names


@dataclass(frozen=True, slots=True)
class Described:
    """What of an instrument the shared graphs need; empty is None. `pointed`: no more is known of it than that files
    point at it; `short`: its identifier while only the year was known; `kind`: the slug of its type; `digest`: of its
    own lines."""

    iri: str
    pointed: bool
    short: str | None
    kind: str | None
    type: str | None
    body: str | None
    issuer: str | None
    place: str | None
    period: str | None
    digest: bytes


class Tally:
    """The counts of one corpus, in a file or, without a path, in a temporary one that is gone when it is closed."""

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect("" if path is None else path, isolation_level=None)
        self._cited: Counter[str] = Counter()

    @classmethod
    def made(cls, path: Path | None = None) -> Self:
        """An empty one; what was at the path is gone."""
        if path is not None:
            path.unlink(missing_ok=True)
        found = cls(path)
        # Whatever stops its making, it is made anew: nothing of it need survive.
        found._db.execute("PRAGMA journal_mode = OFF")
        found._db.execute("PRAGMA synchronous = OFF")
        found._db.execute("PRAGMA cache_size = -32768")  # KiB: all of a small corpus, and a bound for a large one
        found._db.executescript(_TABLES)
        found._db.execute("BEGIN")
        return found

    @classmethod
    def of_generation(cls, path: Path, generation: str) -> Self | None:
        """The tally of a generation, in a transaction that `seal` ends; None where there is none of it."""
        if not path.is_file():
            return None
        found = cls(path)
        try:
            found._db.execute("BEGIN IMMEDIATE")
            if (found.said("format"), found.said("generation")) == (FORMAT, generation):
                return found
        except sqlite3.DatabaseError:
            pass  # damaged: as good as none
        found.close()
        return None

    def ready(self) -> None:
        """All files and instruments are in: make what look-ups need."""
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)
        self._db.execute("BEGIN")

    def seal(self, generation: str) -> None:
        """Say which generation this belongs to, and let it last."""
        self.say("format", FORMAT)
        self.say("generation", generation)
        self._db.execute("COMMIT")

    def close(self) -> None:
        """What was not sealed is not kept."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def said(self, name: str) -> str | None:
        """A note on the whole."""
        found: str | None = self._one("SELECT value FROM meta WHERE name = ?", name)
        return found

    def say(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # Files

    def add_file(self, extraction: Extraction, spelt: Mapping[tuple[str, str], int]) -> None:
        """A file, with how often it spells each agency which way."""
        source = extraction.source
        counts = [len(p) for p in (extraction.documents, extraction.citations, extraction.tasks, extraction.problems)]
        extractor = json.dumps(extraction.extractor, ensure_ascii=False, sort_keys=True)
        number = self._db.execute(
            "INSERT INTO files (path, sha256, documents, citations, tasks, problems, extractor)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source.path, source.sha256, *counts, extractor),
        ).lastrowid
        held = {document.instrument for document in extraction.documents}
        self._db.executemany("INSERT INTO held VALUES (?, ?)", [(iri, number) for iri in held])
        self.add_spelt(number or REVIEWED, spelt)

    def add_spelt(self, file: int, spelt: Mapping[tuple[str, str], int]) -> None:
        """Add to how often a file spells agencies which way, or take away."""
        rows = [(*pair, file, times) for pair, times in spelt.items()]
        self._db.executemany(
            "INSERT INTO spelt VALUES (?, ?, ?, ?)"
            " ON CONFLICT (agency, name, file) DO UPDATE SET times = times + excluded.times",
            rows,
        )
        if any(times < 0 for *_, times in rows):
            self._db.execute("DELETE FROM spelt WHERE file = ? AND times = 0", (file,))

    def drop_file(self, path: str, sha256: str) -> bool:
        """Forget a file; whether it was known."""
        number = self._one("SELECT id FROM files WHERE sha256 = ? AND path = ?", sha256, path)
        for table, column in (("files", "id"), ("held", "file"), ("spelt", "file")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
        return number is not None

    def paths(self, sha256: str) -> list[str]:
        """Where the bytes of that hash were found, sorted."""
        return self._column("SELECT path FROM files WHERE sha256 = ? ORDER BY path", sha256)

    def held_by(self, sha256: str) -> list[str]:
        """The instruments whose text a file holds."""
        return self._column(
            "SELECT DISTINCT instrument FROM held JOIN files ON file = id WHERE sha256 = ? ORDER BY 1", sha256
        )

    def holders(self, instrument: str) -> list[str]:
        """The hashes of the files that hold its text."""
        return self._column(
            "SELECT DISTINCT sha256 FROM held JOIN files ON file = id WHERE instrument = ? ORDER BY 1", instrument
        )

    def held_twice(self) -> set[str]:
        """The instruments whose text several files hold, each by its bytes."""
        return set(
            self._column(
                "SELECT instrument FROM held JOIN files ON file = id"
                " GROUP BY instrument HAVING count(DISTINCT sha256) > 1"
            )
        )

    def agencies_of(self, path: str, sha256: str) -> list[str]:
        """The agencies that a file names."""
        return self._column(
            "SELECT DISTINCT agency FROM spelt JOIN files ON file = id WHERE sha256 = ? AND path = ?", sha256, path
        )

    def totals(self) -> dict[str, int]:
        """How many files, documents, instruments, citations, tasks, problems."""
        sums = ", ".join(f"ifnull(sum({name}), 0)" for name in ("documents", "citations", "tasks", "problems"))
        row = self._db.execute(f"SELECT count(*), {sums} FROM files").fetchone()
        files, documents, citations, tasks, problems = row
        of_all = self._one("SELECT ifnull(sum(times), 0) FROM problems")
        known = self._one("SELECT count(*) FROM instruments")
        return {
            "files": files,
            "documents": documents,
            "instruments": known - self.pointed(),
            "citations": citations,
            "tasks": tasks,
            "problems": problems + of_all,
        }

    def extractors(self) -> list[dict[str, str]]:
        """Who read the files, each once."""
        found = [json.loads(one) for one in self._column("SELECT DISTINCT extractor FROM files")]
        return sorted(found, key=lambda one: tuple(sorted(one.items())))

    def hashes(self, beginnings: Iterable[str]) -> set[str]:
        """The hashes of files that begin so: the name of a file's graph has the beginning of its hash."""
        sql = "SELECT sha256 FROM graphs WHERE sha256 >= ? AND sha256 < ?"
        return {one for start in beginnings for one in self._column(sql, start, start + "~")}

    def digest(self, sha256: str) -> bytes | None:
        """Of the lines of a file's graph."""
        found: bytes | None = self._one("SELECT digest FROM graphs WHERE sha256 = ?", sha256)
        return found

    def put_digest(self, sha256: str, digest: bytes | None) -> None:
        if digest is None:
            self._db.execute("DELETE FROM graphs WHERE sha256 = ?", (sha256,))
        else:
            self._db.execute("INSERT OR REPLACE INTO graphs VALUES (?, ?)", (sha256, digest))

    def graph_digests(self) -> Iterator[tuple[str, bytes]]:
        """The digest of each file's graph, by the hash of its bytes."""
        yield from self._db.execute("SELECT sha256, digest FROM graphs ORDER BY sha256")

    def instrument_digests(self) -> Iterator[tuple[str, bytes]]:
        """The digest of each instrument's lines, by its IRI."""
        yield from self._db.execute("SELECT iri, digest FROM instruments ORDER BY iri")

    # Instruments

    def put_instrument(self, one: Described, formers: Iterable[str]) -> None:
        """An instrument that is not there."""
        row = (
            *(one.iri, one.pointed, one.short, one.kind, one.type, one.body, one.issuer, one.place, one.period),
            one.digest,
        )
        self._db.execute("INSERT INTO instruments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._db.executemany("INSERT OR IGNORE INTO formers VALUES (?, ?)", [(former, one.iri) for former in formers])

    def drop_instrument(self, iri: str) -> None:
        self._db.execute("DELETE FROM instruments WHERE iri = ?", (iri,))
        self._db.execute("DELETE FROM formers WHERE iri = ?", (iri,))

    def instrument(self, iri: str) -> Described | None:
        row = self._db.execute("SELECT * FROM instruments WHERE iri = ?", (iri,)).fetchone()
        return Described(*row) if row else None

    def formers_of(self, iri: str) -> list[str]:
        return self._column("SELECT former FROM formers WHERE iri = ?", iri)

    def pointed(self) -> int:
        """How many instruments files point at that the corpus does not describe."""
        return int(self._one("SELECT count(*) FROM instruments WHERE pointed = 1"))

    # What the shared graphs say, for one key or for all

    def types(self, kind: str) -> list[str]:
        """The names of types with that slug."""
        return self._column("SELECT DISTINCT type FROM instruments WHERE kind = ? ORDER BY type", kind)

    def issuers(self, body: str) -> Counter[str] | None:
        """How often instruments of a body name it which way; None where no instrument is of it."""
        rows = self._db.execute("SELECT issuer, count(*) FROM instruments WHERE body = ? GROUP BY issuer", (body,))
        found = dict(rows.fetchall())
        return Counter({name: times for name, times in found.items() if name}) if found else None

    def place(self, body: str) -> str:
        """The place of a body: what the first of its instruments that gives one says."""
        sql = "SELECT place FROM instruments WHERE body = ? AND place IS NOT NULL ORDER BY iri LIMIT 1"
        return self._one(sql, body) or ""

    def has_period(self, period: str) -> bool:
        return bool(self._one("SELECT 1 FROM instruments WHERE period = ? LIMIT 1", period))

    def spellings(self, agency: str) -> Counter[str]:
        rows = self._db.execute("SELECT name, sum(times) FROM spelt WHERE agency = ? GROUP BY name", (agency,))
        return Counter(dict(rows.fetchall()))

    def known_as(self, former: str) -> list[str]:
        """The instruments that say that this was their identifier."""
        return self._column("SELECT iri FROM formers WHERE former = ? ORDER BY iri", former)

    def of_short(self, short: str) -> list[str]:
        """The instruments of that year, body, type and number."""
        return self._column("SELECT iri FROM instruments WHERE short = ? ORDER BY iri", short)

    def count_cited(self, cited: Mapping[str, int]) -> None:
        """Add to how often instruments are cited, or take away."""
        self._cited.update(cited)
        if len(self._cited) > _MANY:
            self._settle()

    def times_cited(self, iri: str) -> int:
        self._settle()
        return self._one("SELECT times FROM cited WHERE iri = ?", iri) or 0

    def citations(self) -> Iterator[tuple[str, int]]:
        """How often each instrument is cited, of those that are, by their IRIs."""
        self._settle()
        yield from self._db.execute("SELECT iri, times FROM cited ORDER BY iri")

    def _settle(self) -> None:
        rows = sorted(self._cited.items())
        self._cited.clear()
        self._db.executemany(
            "INSERT INTO cited VALUES (?, ?) ON CONFLICT (iri) DO UPDATE SET times = times + excluded.times", rows
        )
        self._db.execute("DELETE FROM cited WHERE times = 0")

    def count_problem(self, problem: Problem, times: int) -> None:
        """Add a problem of the corpus, or take it away where `times` is -1."""
        key = json.dumps(
            [problem.code, problem.message, problem.start, problem.end, sorted(set(problem.instruments))],
            ensure_ascii=False,
        )
        self._db.execute(
            "INSERT INTO problems VALUES (?, ?) ON CONFLICT (problem) DO UPDATE SET times = times + excluded.times",
            (key, times),
        )
        self._db.execute("DELETE FROM problems WHERE problem = ? AND times = 0", (key,))

    def problems(self, like: Problem | None = None) -> Iterator[Problem]:
        """The problems of the corpus, each once, sorted; of one's node only, where that is given."""
        if like is None:
            return self._problems("")
        return self._problems(
            json.dumps([like.code, like.message, like.start, like.end], ensure_ascii=False)[:-1] + ","
        )

    def problems_beginning(self, code: str, words: str) -> Iterator[Problem]:
        """The problems of that code whose message begins so."""
        return self._problems(json.dumps([code, words], ensure_ascii=False)[:-2])

    def _problems(self, start: str) -> Iterator[Problem]:
        sql = "SELECT problem FROM problems WHERE problem >= ? AND problem < ? ORDER BY problem"
        for (row,) in self._db.execute(sql, (start, start + "\U0010ffff")):
            code, message, first, last, instruments = json.loads(row)
            yield Problem(code, message, first, last, instruments)

    def local_bodies(self, agencies: Iterable[str], bodies: Iterable[str]) -> set[str]:
        """The local bodies of the registry that these agencies and bodies were taken for."""
        found = {self._one("SELECT local FROM agencies WHERE iri = ?", iri) for iri in agencies}
        found |= {self._one("SELECT local FROM bodies WHERE body = ?", body) for body in bodies}
        return found - {None}

    def put_agency(self, iri: str, name: str | None, local: str | None = None) -> None:
        """What an agency is called; None where nobody names it any more."""
        self._put("agencies", iri, name, local)

    def put_body(self, body: str, place: str | None, local: str | None = None) -> None:
        """Where a body is; None where no instrument is of it any more."""
        self._put("bodies", body, place, local)

    def agencies(self, locals_: Iterable[str] | None = None, iris: Iterable[str] = ()) -> dict[str, str]:
        """Names of agencies by IRI: of all, or of those with these local bodies or IRIs."""
        return self._named("agencies", "iri", "name", locals_, iris)

    def bodies(self, locals_: Iterable[str] | None = None, slugs: Iterable[str] = ()) -> dict[str, str]:
        """Places of bodies by slug: of all, or of those with these local bodies or slugs."""
        return self._named("bodies", "body", "place", locals_, slugs)

    def all(self, column: str, table: str = "instruments") -> Iterator[str]:
        """Every value of a column once, sorted."""
        cursor = self._db.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1")
        for (value,) in cursor:
            yield value

    def _put(self, table: str, key: str, value: str | None, local: str | None) -> None:
        if value is None:
            column = "iri" if table == "agencies" else "body"
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (key,))
        else:
            self._db.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", (key, value, local))

    def _named(
        self, table: str, key: str, value: str, locals_: Iterable[str] | None, keys: Iterable[str]
    ) -> dict[str, str]:
        if locals_ is None:
            return dict(self._db.execute(f"SELECT {key}, {value} FROM {table}").fetchall())
        found: dict[str, str] = {}
        wanted = [("local", one) for one in locals_] + [(key, one) for one in keys]
        for column, one in wanted:
            found.update(self._db.execute(f"SELECT {key}, {value} FROM {table} WHERE {column} = ?", (one,)))
        return found

    def _one(self, sql: str, *values: Any) -> Any:
        row = self._db.execute(sql, values).fetchone()
        return row[0] if row else None

    def _column(self, sql: str, *values: Any) -> list[Any]:
        return [row[0] for row in self._db.execute(sql, values)]
