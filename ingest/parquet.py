"""What was read out of a store's files, as Parquet: for Spark, DuckDB and pandas, whatever the number of files.

    folder/documents/batch-00001.parquet   one row for each instrument's text: who issued it, what it is called
    folder/mentions/batch-00001.parquet    one row for each citation: offsets, the words, what they say of identity
    folder/tasks/batch-00001.parquet       one row for each task: offsets, the words, who, by when
    folder/failures/batch-00001.parquet    one row for each file or part that could not be read, with the reason
    folder/extraction.json                 who read it, and how many rows there are

A row says what its file alone says. Which instrument a mention means is known when all are put together; the graph
and its exports have that. A folder is written whole or stays as it was.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Container, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from graph.model import Extraction
from ingest.ledger import Entry, Ledger
from ingest.outcome import under

FILES = 500  # of one batch, whose rows are in memory together: some 130 MB of real ones
ABOUT = "extraction.json"

_WHERE = {"file": "text", "sha256": "text", "document": "text"}
_SPAN = {"start": "number", "end": "number", "page": "number"}
_TABLES: dict[str, dict[str, str]] = {
    "documents": {
        **_WHERE, "start": "number", "end": "number", "media_type": "text", "characters": "number", "type": "text",
        "symbol": "text", "date": "text", "title": "text", "issuer": "text", "jurisdiction": "text",
    },
    "mentions": {
        **_WHERE, "id": "text", **_SPAN, "text": "text", "kind": "text", "type": "text", "symbol": "text",
        "date": "text", "issuer": "text", "jurisdiction": "text", "title": "text", "pinpoint": "map",
        "relation": "text", "subject": "text", "provision": "text",
    },
    "tasks": {
        **_WHERE, "id": "text", **_SPAN, "text": "text", "provision": "text", "lead": "agencies",
        "coordinating": "agencies", "deadlines": "deadlines", "targets": "targets",
    },
    "failures": {"file": "text", "reason": "text"},
}  # fmt: skip


class TablesTrouble(Exception):
    """The tables cannot be written; the message is a sentence without its stop."""


def check_folder(folder: Path) -> None:
    """Raises TablesTrouble where the tables could not be written there, before the long work."""
    if find_spec("pyarrow") is None:
        raise TablesTrouble("ghi Parquet cần thư viện pyarrow; hãy cài bằng «pip install pyarrow»")
    if folder.exists() and not folder.is_dir():
        raise TablesTrouble(f"«{folder}» không phải thư mục")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ABOUT).is_file():
        raise TablesTrouble(f"thư mục «{folder}» đang có thứ khác; hãy chỉ một thư mục mới")


def write_tables(ledger: Ledger, entries: Sequence[Entry], folder: Path, out: Container[str] = ()) -> dict[str, int]:
    """Write what the files of these entries said, a batch at a time; how many rows each table has.

    `out` are hashes of what is left out. Raises TablesTrouble, LedgerUnusable.
    """
    check_folder(folder)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        counts = _written(ledger, entries, fresh, out)
        about = {"reader": ledger.reader, "files": len(entries), "rows": counts}
        (fresh / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if folder.is_dir():
            shutil.rmtree(folder)
        fresh.rename(folder)
    except OSError as error:
        raise TablesTrouble(f"không ghi được vào «{folder}» ({error.strerror or error})") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return counts


def _written(ledger: Ledger, entries: Sequence[Entry], folder: Path, out: Container[str]) -> dict[str, int]:
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
    import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

    schemas = {
        name: pa.schema([(c, _type(pa, kind)) for c, kind in columns.items()]) for name, columns in _TABLES.items()
    }
    counts = dict.fromkeys(_TABLES, 0)
    for name in _TABLES:
        (folder / name).mkdir(parents=True)
    left = iter(entries)
    number = 0
    # A first batch is written though it is empty: whoever reads the folder finds the columns.
    while (batch := list(islice(left, FILES))) or number == 0:
        number += 1
        rows = _rows(ledger, batch, out)
        for name, schema in schemas.items():
            counts[name] += len(rows[name])
            table = pa.Table.from_pylist(rows[name], schema)
            pq.write_table(table, folder / name / f"batch-{number:05}.parquet", compression="zstd")
    return counts


def _rows(ledger: Ledger, entries: Sequence[Entry], out: Container[str]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _TABLES}
    for entry in entries:
        if entry.reader is None:
            rows["failures"].append({"file": entry.path, "reason": "không mở được tệp"})
        rows["failures"] += [{"file": entry.path + f.member, "reason": f.reason} for f in entry.failures]
        for local in under(ledger.outcome(entry), entry.path).locals:
            found = local.extraction
            if found.source.sha256 in out:
                continue
            where = {"file": found.source.path, "sha256": found.source.sha256}
            rows["documents"] += (where | one for one in _documents(found))
            rows["mentions"] += (where | one for one in _mentions(found))
            rows["tasks"] += (where | one for one in _tasks(found))
    return rows


def _documents(found: Extraction) -> Iterator[dict[str, Any]]:
    for one in found.documents:
        yield {
            "document": one.id, "start": one.start, "end": one.end, "media_type": found.source.media_type,
            "characters": found.source.characters, "type": one.type, "symbol": one.symbol, "date": one.date,
            "title": one.title, "issuer": (one.issuer or {}).get("name"), "jurisdiction": one.jurisdiction,
        }  # fmt: skip


def _mentions(found: Extraction) -> Iterator[dict[str, Any]]:
    for one in found.citations:
        yield {
            "document": one.document, "id": one.id, "start": one.start, "end": one.end,
            "page": found.source.page_of(one.start), "text": one.text, "kind": one.kind, "type": one.type,
            "symbol": one.symbol, "date": one.date, "issuer": one.issuer, "jurisdiction": one.jurisdiction,
            "title": one.title, "pinpoint": list((one.pinpoint or {}).items()), "relation": one.relation,
            "subject": one.subject, "provision": one.provision,
        }  # fmt: skip


def _tasks(found: Extraction) -> Iterator[dict[str, Any]]:
    for one in found.tasks:
        yield {
            "document": one.document, "id": one.id, "start": one.start, "end": one.end,
            "page": found.source.page_of(one.start), "text": one.text, "provision": one.provision,
            "lead": [_agency(a) for a in one.lead], "coordinating": [_agency(a) for a in one.coordinating],
            "deadlines": [
                {"text": d.text, "kind": d.kind, "start": d.start, "end": d.end, "days": d.days,
                 "recurrence": d.recurrence}
                for d in one.deadlines
            ],
            "targets": [
                {"text": t.text, "value": t.value, "upper": t.upper, "unit": t.unit, "comparator": t.comparator,
                 "direction": t.direction}
                for t in one.targets
            ],
        }  # fmt: skip


def _agency(one: Any) -> dict[str, Any]:
    return {"name": one.name, "explicit": one.explicit, "start": one.start, "end": one.end}


def _type(pa: Any, kind: str) -> Any:
    text, number, real = pa.string(), pa.int64(), pa.float64()
    # Dates are text: of some only the year is known.
    structs = {
        "agencies": {"name": text, "explicit": pa.bool_(), "start": number, "end": number},
        "deadlines": {
            "text": text, "kind": text, "start": text, "end": text, "days": pa.list_(pa.int32()), "recurrence": text
        },
        "targets": {
            "text": text, "value": real, "upper": real, "unit": text, "comparator": text, "direction": text
        },
    }  # fmt: skip
    if kind in structs:
        return pa.list_(pa.struct(list(structs[kind].items())))
    return {"text": text, "number": number, "map": pa.map_(text, text)}[kind]
