"""Frames between a worker and whoever asks it: a length, a JSON head, and the bytes of the answer."""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["ok", "malformed", "not-acceptable", "too-large", "unknown-graph", "failed"]
HEAD = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Ask:
    """One query for a worker.

    `default_graphs` and `named_graphs` are the dataset of the request, None where it names none; `query_graphs`
    are those of the query's own FROM, which must exist too, and which the request's dataset replaces;
    `union` makes the default graph the union of all. `base` is what a relative IRI is relative to. `table` and
    `graph` are the media types to answer in, None where the client takes none of that sort. `max_rows` None means
    all.
    """

    query: str
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    query_graphs: list[str] | None = None
    base: str | None = None
    union: bool = True
    table: str | None = "application/sparql-results+json"
    graph: str | None = "text/turtle"
    max_rows: int | None = 10_000
    max_bytes: int | None = 32 * 1024 * 1024
    seconds: float | None = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: the body, or in `message` why there is none."""

    outcome: Outcome
    media_type: str = ""
    rows: int = 0
    truncated: bool = False
    message: str = ""
    body: bytes = b""


def pack(head: Ask | Answer) -> bytes:
    """The frame of a message, ready to be written."""
    data = {f.name: getattr(head, f.name) for f in dataclasses.fields(head) if f.name != "body"}
    encoded = json.dumps(data, ensure_ascii=False).encode()
    body = head.body if isinstance(head, Answer) else b""
    return HEAD.pack(len(encoded), len(body)) + encoded + body


def unpack_ask(encoded: bytes) -> Ask:
    return Ask(**json.loads(encoded))


def unpack_answer(encoded: bytes, body: bytes) -> Answer:
    data: dict[str, Any] = json.loads(encoded)
    return Answer(body=body, **data)


def read(source: Callable[[int], bytes]) -> tuple[bytes, bytes] | None:
    """The next head and body from a blocking reader; None at its end."""
    lengths = source(HEAD.size)
    if len(lengths) < HEAD.size:
        return None
    head, body = HEAD.unpack(lengths)
    return source(head), source(body) if body else b""
