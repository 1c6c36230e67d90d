"""What may be asked, decided before a query reaches an engine.

The engine's parser reads keywords without wanting blanks around them (`1SERVICE<…>`, `SERVICE:x`),
so this is no parser of its own: it walks over the tokens and refuses whatever *could* be read as a
federated call. A variable, a local name, a string, a comment or an IRI may say SERVICE; a bare word
or a prefix may not. The worker's sandbox, which has no sockets, stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 32_768
MAX_DEPTH = 100
_READ_BEFORE = 128  # queries, of up to 32,768 characters each, whose reading is remembered: 0.3 ms for a usual one

_LOCAL = r"(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_IRI = r'[^<>"{}|^`\\\x00-\x20]'
_TOKEN = re.compile(
    rf"""
    (?P<space>   \s+ | \#[^\n\r]* )
  | (?P<iri>     <{_IRI}*(?:\\(?:u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}){_IRI}*)*> )
  | (?P<string>  \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
               | "(?:[^"\\\n\r]|\\.)*"               | '(?:[^'\\\n\r]|\\.)*' )
  | (?P<var>     [?$]\w+ )
  | (?P<blank>   _:{_LOCAL}* )
  | (?P<lang>    @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<number>  [0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? )
  | (?P<name>    (?:[^\W\d_][\w.\-·]*+)?+:{_LOCAL}*+ )
  | (?P<word>    [^\W\d_][\w.\-·]*+ )
  | (?P<open>    [({{\[] )
  | (?P<close>   [)}}\]] )
  | (?P<mark>    [^\\"'] )
    """,
    re.VERBOSE | re.DOTALL,
)
# A word runs on over dots and dashes, as a prefix may, so that no part of it is looked at twice.
_JOINTS = re.compile(r"[.\-·]")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_UNSTEADY = re.compile(r"NOW|RAND|UUID|BNODE", re.IGNORECASE)  # anywhere in a word, as the engine may read it
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class Refused(Exception):
    """The query will not be run. `status` is the HTTP status that says so; `line` and `column` count from one."""

    def __init__(self, message: str, status: int = 400, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.status, self.line, self.column = status, line, column


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be told of a query without parsing it.

    `own_dataset` says that it names its dataset (FROM); `graphs` are the graphs so named, as far as they are absolute
    IRIs or abbreviated by a prefix of the query; `undeclared` are the prefixes that it uses and does not declare;
    `steady` that nothing in it gives another answer at another time, on the same graph.
    """

    own_dataset: bool
    graphs: tuple[str, ...]
    undeclared: tuple[str, ...]
    steady: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What the parser has against a query, as one sentence, and where: None where it did not say."""

    detail: str
    line: int | None
    column: int | None


def check(query: str) -> bool:
    """Let the query pass or raise `Refused`; true where the query names its own dataset (FROM)."""
    return read(query).own_dataset


@lru_cache(_READ_BEFORE)
def read(query: str) -> Reading:
    """What the query says of its dataset and prefixes, or `Refused`.

    Costs time proportional to the length of the query, which is bounded.
    """
    if len(query) > MAX_CHARACTERS:
        raise Refused(f"Truy vấn dài {len(query)} ký tự, quá giới hạn {MAX_CHARACTERS} ký tự.", 413)
    if not query.strip():
        raise Refused("Truy vấn SPARQL trống.")
    tokens = _tokens(query)
    own_dataset = _refuse(tokens)
    declared, used = _prefixes(tokens)
    graphs = (_absolute(kind, text, declared) for kind, text in _after_from(tokens)) if own_dataset else ()
    return Reading(
        own_dataset,
        tuple(dict.fromkeys(graph for graph in graphs if graph)),
        tuple(dict.fromkeys(prefix for prefix in used if prefix not in declared)),
        not any(kind == "word" and _UNSTEADY.search(text) for kind, text in tokens),
    )


def _refuse(tokens: Sequence[tuple[str, str]]) -> bool:
    """Raise `Refused` at an update, a federated call, or brackets too deep; true at FROM."""
    depth = 0
    own_dataset = False
    before_form = True
    for kind, text in tokens:
        if kind == "open":
            depth += 1
            if depth > MAX_DEPTH:
                raise Refused(f"Truy vấn lồng quá {MAX_DEPTH} lớp ngoặc.")
        elif kind == "close":
            depth -= 1
        elif kind == "name" and "service" in text.partition(":")[0].lower():
            raise Refused(
                f"Không dùng tiền tố «{text.partition(':')[0]}:» vì dễ lẫn với SERVICE; hãy đổi tên tiền tố.",
                403,
            )
        elif kind == "word":
            upper = text.upper()
            if "SERVICE" in upper:
                raise Refused("Không cho phép SERVICE: máy chủ này không gọi sang nơi khác.", 403)
            if before_form and upper not in _PROLOGUE:
                if upper.startswith(_UPDATES):
                    raise Refused(f"Điểm truy vấn này chỉ đọc; không cho phép {upper}.", 403)
                before_form = False
            own_dataset = own_dataset or any(part.startswith("FROM") for part in _JOINTS.split(upper))
    return own_dataset


def _prefixes(tokens: Sequence[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """The prefixes that the query declares, with their IRIs, and those that it uses."""
    declared: dict[str, str] = {}
    used: list[str] = []
    position = 0
    while position < len(tokens):
        kind, text = tokens[position]
        following = tokens[position + 1 : position + 3]
        if kind == "word" and text.upper() == "PREFIX" and [k for k, _ in following] == ["name", "iri"]:
            declared[following[0][1].removesuffix(":")] = following[1][1][1:-1]
            position += 3
            continue
        if kind == "name":
            used.append(text.partition(":")[0])
        position += 1
    return declared, used


def _after_from(tokens: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The graphs of FROM and FROM NAMED, as they are written."""
    for position, (kind, text) in enumerate(tokens[:-1]):
        if kind == "word" and text.upper() in ("FROM", "FROMNAMED"):
            named = tokens[position + 1][1].upper() == "NAMED"
            yield from tokens[position + 1 + named : position + 2 + named]


def _absolute(kind: str, text: str, declared: Mapping[str, str]) -> str | None:
    """The IRI that is meant; None where only a parser could tell, with its escapes and its base."""
    if kind == "name":
        prefix, _, local = text.partition(":")
        iri = declared[prefix] + local if prefix in declared else ""
    else:
        iri = text[1:-1] if kind == "iri" else ""
    return iri if _SCHEME.match(iri) and "\\" not in iri else None


def _tokens(query: str) -> list[tuple[str, str]]:
    """(kind, text) of everything but blanks and comments."""
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            line = query.count("\n", 0, position) + 1
            column = position - query.rfind("\n", 0, position)
            what = "chuỗi không đóng" if query[position] in "\"'" else "ký tự lạ"
            told = f"Truy vấn SPARQL sai cú pháp ở dòng {line}, cột {column}: {what} «{query[position]}»."
            raise Refused(told, line=line, column=column)
        position = match.end()
        if match.lastgroup != "space":
            found.append((match.lastgroup or "", match.group()))
    return found


def explain(message: str) -> str:
    """One sentence from the parser's message: where it stumbled, and the beginning of what it expected."""
    return fault(message).detail


def fault(message: str, undeclared: Sequence[str] = ()) -> Fault:
    """The parser's message as a sentence and a place.

    Of an undeclared prefix the parser says only what else it would have read there, so it is told here.
    """
    place, _, expected = message.removeprefix("error at ").partition(": ")
    line, colon, column = place.partition(":")
    short = expected if len(expected) <= 300 else expected[:300] + "…"
    hint = f" (tiền tố chưa khai báo: {', '.join(f'{prefix}:' for prefix in undeclared[:10])})" if undeclared else ""
    if colon and line.isdigit() and column.isdigit():
        detail = f"Truy vấn SPARQL sai cú pháp ở dòng {line}, cột {column}: {short}{hint}"
        return Fault(detail, int(line), int(column))
    return Fault(f"Truy vấn SPARQL sai cú pháp: {message[:300]}{hint}", None, None)
