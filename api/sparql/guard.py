"""What may be asked, decided before a query reaches an engine.

The engine's parser reads keywords without wanting blanks around them (`1SERVICE<…>`, `SERVICE:x`),
so this is no parser of its own: it walks over the tokens and refuses whatever *could* be read as a
federated call. A variable, a local name, a string, a comment or an IRI may say SERVICE; a bare word
or a prefix may not. The worker's sandbox, which has no sockets, stands behind it.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 32_768
MAX_DEPTH = 100

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


class Refused(Exception):
    """The query will not be run. `status` is the HTTP status that says so."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def check(query: str) -> bool:
    """Let the query pass or raise `Refused`; true where the query names its own dataset (FROM).

    Costs time proportional to the length of the query, which is bounded.
    """
    if len(query) > MAX_CHARACTERS:
        raise Refused(f"Truy vấn dài {len(query)} ký tự, quá giới hạn {MAX_CHARACTERS} ký tự.", 413)
    if not query.strip():
        raise Refused("Truy vấn SPARQL trống.")
    depth = 0
    own_dataset = False
    before_form = True
    for kind, text in _tokens(query):
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


def _tokens(query: str) -> list[tuple[str, str]]:
    """(kind, text) of everything but blanks and comments."""
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            line = query.count("\n", 0, position) + 1
            what = "chuỗi không đóng" if query[position] in "\"'" else "ký tự lạ"
            raise Refused(f"Truy vấn SPARQL sai cú pháp ở dòng {line}: {what} «{query[position]}».")
        position = match.end()
        if match.lastgroup != "space":
            found.append((match.lastgroup or "", match.group()))
    return found


def explain(message: str) -> str:
    """One sentence from the parser's message: where it stumbled, and the beginning of what it expected."""
    place, _, expected = message.removeprefix("error at ").partition(": ")
    line, colon, column = place.partition(":")
    short = expected if len(expected) <= 300 else expected[:300] + "…"
    if colon and line.isdigit() and column.isdigit():
        return f"Truy vấn SPARQL sai cú pháp ở dòng {line}, cột {column}: {short}"
    return f"Truy vấn SPARQL sai cú pháp: {message[:300]}"
