"""`query`: a SPARQL query of one's own, in a process that can be ended."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.arguments import Subparsers, add_json, add_store, command, number
from api.commands.common import OK, Failure, no_store, put, remote_failure, say

if TYPE_CHECKING:
    from api.sparql.wire import Answer, Ask

_MEDIA: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
_TABLES = ("json", "xml", "csv", "tsv")


def add_to(commands: Subparsers) -> None:
    one = command(commands, query, "chạy một truy vấn SPARQL (chỉ đọc) trên đồ thị / run a read-only SPARQL query")
    one.add_argument("file", type=Path, metavar="TỆP.rq", help="tệp truy vấn; «-» là đầu vào chuẩn / query file")
    one.add_argument(
        "--format", choices=("table", *_MEDIA), default="table", help="dạng kết quả / format of the result"
    )
    one.add_argument(
        "--seconds",
        type=number(float, 0.1, 86_400),
        default=60.0,
        metavar="GIÂY",
        help="thời hạn / time limit",
    )
    one.add_argument(
        "--memory",
        type=number(int, 64, 1_048_576),
        default=2048,
        metavar="MIB",
        help="bộ nhớ tối đa / most memory",
    )
    add_store(one)
    add_json(one)


def query(file: Path, format: str, seconds: float, memory: int, store: Path, as_json: bool) -> int:
    """Run the query in a process of its own, and print what it answers."""
    from api.sparql import guard
    from api.sparql.once import run_once
    from api.sparql.pool import Died, TimedOut
    from api.sparql.wire import Ask
    from graph.store.errors import RemoteTrouble, StoreNotFound
    from graph.store.generations import current
    from graph.store.opening import is_remote

    text = _read(file)
    try:
        own_dataset = guard.check(text)
    except guard.Refused as error:
        raise Failure(str(error)) from None
    chosen = "json" if as_json else format
    ask = Ask(
        text,
        union=not own_dataset,
        table=_MEDIA["json"] if chosen == "table" else _MEDIA[chosen] if chosen in _TABLES else None,
        graph=_MEDIA["turtle"] if chosen == "table" else None if chosen in _TABLES else _MEDIA[chosen],
        max_rows=None,
        max_bytes=2**31,
        seconds=seconds,
    )
    try:
        answer = _at_endpoint(store, ask) if is_remote(store) else run_once(current(store), ask, memory * 2**20)
    except StoreNotFound:
        raise no_store(store) from None
    except RemoteTrouble as error:
        raise remote_failure(error) from None
    except TimedOut:
        raise Failure(f"Truy vấn chạy quá {seconds:g} giây nên đã bị dừng; đổi thời hạn bằng --seconds.") from None
    except Died:
        raise Failure("Truy vấn vượt giới hạn bộ nhớ hoặc độ sâu nên đã bị dừng; xem --memory.") from None
    if answer.outcome == "malformed":
        raise Failure(guard.explain(answer.message))
    if answer.outcome == "not-acceptable":
        what = (
            "đồ thị (turtle, ntriples, jsonld, rdfxml)" if answer.message == "graph" else f"bảng ({', '.join(_TABLES)})"
        )
        raise Failure(f"Truy vấn này cho ra {what}, không in được bằng «{chosen}».")
    if answer.outcome != "ok":
        raise Failure(f"Truy vấn không chạy được: {answer.message or 'kết quả quá lớn'}")
    if chosen == "table" and answer.media_type == _MEDIA["json"]:
        put(table(json.loads(answer.body)))
        say(f"{answer.rows} dòng")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(answer.body if answer.body.endswith(b"\n") else answer.body + b"\n")
        sys.stdout.buffer.flush()
    return OK


def _at_endpoint(store: Path, ask: Ask) -> Answer:
    from api.sparql.remote import answer
    from graph.store.opening import address_of
    from graph.store.remote import RemoteStore

    with RemoteStore.open(address_of(store), seconds=ask.seconds or 60.0) as opened:
        return answer(opened, ask)


def _read(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Failure(f"Không đọc được «{file}»: {error.strerror or error}.") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(f"«{file}» không phải văn bản UTF-8.") from None


def table(answer: dict[str, Any]) -> str:
    """Columns set under their names; IRIs of this graph without their beginning."""
    from graph.identity import ONTOLOGY, base_iri

    if "boolean" in answer:
        return "có" if answer["boolean"] else "không"

    def cell(found: dict[str, Any] | None) -> str:
        if found is None:
            return ""
        value = str(found["value"])
        if found["type"] == "uri":
            for start, short in ((ONTOLOGY, "dan:"), (base_iri() + "id/", "")):
                if value.startswith(start):
                    return short + value.removeprefix(start)
        return " ".join(value.split())

    names = answer["head"]["vars"]
    rows = [[cell(row.get(name)) for name in names] for row in answer["results"]["bindings"]]
    widths = [max(len(cells[i]) for cells in (names, *rows)) for i in range(len(names))]
    lines = [names, ["─" * width for width in widths], *rows]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)
