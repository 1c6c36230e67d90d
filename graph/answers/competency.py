"""The competency questions: complete SPARQL in `queries/questions/`, asked by name with one's own values.

Each file can be run as it stands, on any engine that speaks SPARQL 1.1: where a value is to be chosen it
holds that of an example, and its opening comments say which. A run puts the chosen value wherever the
example stands, so an engine always sees a constant (Virtuoso refuses a path that starts from a variable; it
also loses rows, silently, where a path with + stands beside an OPTIONAL: such a path is in a group of its own).

The opening comments, one label a line, further lines indented:

    # Câu hỏi: the question, in Vietnamese        # Question: the same in English
    # Nghĩa: what a row means                     # Bẫy: how the answer can mislead
    # Tham số: name (kind) example description    # Cột: column its heading; column its heading
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Variable

from graph import queries, registry
from graph.answers.agencies import agencies
from graph.answers.rows import Json
from graph.answers.status import is_day
from graph.errors import UnknownAgency
from graph.identity import DEFAULT_BASE, base_iri, fold, slug, symbol_key
from graph.search import find_one
from graph.store.base import Store
from graph.typed import read_date, read_place

_FOLDER = "questions"
_LABEL = re.compile(r"# (Câu hỏi|Question|Nghĩa|Bẫy|Tham số|Cột): (.+)")
_PARAMETER = re.compile(r'(\w+) \((\w+)\) (<[^<>\s]+>|"[^"]*"|[\d.]+) (.+)')
_MONTH = re.compile(r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])|(?P<m2>0?[1-9]|1[0-2])/(?P<y2>\d{4})")
_INTEGER, _DECIMAL = (f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal"))
_MOST_NEAR = 5
KINDS: Mapping[str, str] = {
    "instrument": "số, ký hiệu, tên hoặc IRI của một văn bản",
    "agency": "tên đầy đủ hoặc IRI của một cơ quan",
    "type": "loại văn bản (chỉ thị, nghị quyết…)",
    "province": "tên tỉnh, thành phố, hoặc trung ương",
    "date": "ngày: 31/12/2023 hoặc 2023-12-31",
    "month": "tháng: 7/2023 hoặc 2023-07",
    "symbol": "số, ký hiệu: 17-CT/TU",
    "text": "cụm chữ",
    "number": "số nguyên từ 1",
    "decimal": "số từ 0 đến 1",
}


class UnknownQuestion(LookupError):
    """No question has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"không có câu hỏi nào tên {name!r}; xem danh sách bằng «danchieu question list»")


class BadParameter(ValueError):
    """A value that a question needs is missing, not known to it, or not of its kind; the message says which."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is to be chosen. `example` is a SPARQL term as it stands in the query."""

    name: str
    kind: str
    example: str
    description: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its name, what its comments say, and its query with the examples in it."""

    name: str
    title: str
    english: str
    meaning: str
    trap: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    sparql: str

    @property
    def number(self) -> int:
        """What it is numbered: 1 for `01-who-cites`."""
        return int(self.name.partition("-")[0])

    def to_json(self) -> Json:
        """The header as plain data, without the query."""
        return {
            "number": self.number,
            "name": self.name,
            "title": self.title,
            "english": self.english,
            "meaning": self.meaning,
            "trap": self.trap,
            "parameters": [
                {"name": p.name, "kind": p.kind, "example": p.example.strip('<>"'), "description": p.description}
                for p in self.parameters
            ],
            "columns": dict(self.columns),
        }


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in the order of their numbers."""
    return tuple(_read(name) for name in queries.names(_FOLDER))


def question(name: str) -> Question:
    """The question of a name (`01-who-cites`, `who-cites`) or number (`1`); raises UnknownQuestion."""
    for one in questions():
        short = one.name.partition("-")[2]
        if name in (one.name, short) or (name.isascii() and name.isdecimal() and name.lstrip("0") == str(one.number)):
            return one
    raise UnknownQuestion(name)


def bound(store: Store, asked: Question, values: Mapping[str, str], *, examples: bool = False) -> str:
    """The query with values as people write them in place of the examples; `examples` keeps those not given.

    The store tells which instrument or agency is meant. Raises BadParameter, UnknownInstrument,
    AmbiguousInstrument.
    """
    known = {p.name: p for p in asked.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "tham số nào"
            raise BadParameter(f"câu hỏi {asked.name} không có tham số «{name}»; nó nhận {takes}")
    missing = [p for p in asked.parameters if p.name not in values]
    if missing and not examples:
        told = "; ".join(f"{p.name} ({p.description} — {KINDS[p.kind]})" for p in missing)
        raise BadParameter(f"câu hỏi {asked.name} còn thiếu {told}")
    chosen = {
        p.example: _term(store, p, values[p.name])
        if p.name in values
        else p.example.replace(f"<{DEFAULT_BASE}", f"<{base_iri()}")
        for p in asked.parameters
    }
    return _places(asked).sub(lambda found: chosen[found[0]], asked.sparql) if chosen else asked.sparql


def run(
    store: Store,
    name: str,
    values: Mapping[str, str] | None = None,
    *,
    examples: bool = False,
    limit: int | None = None,
) -> Json:
    """{"question": its header, "values": what was asked for, "columns": [name], "rows": [{column: value}],
    "truncated": whether there are rows beyond `limit`}.

    Numbers are numbers, what is not bound is None. Raises UnknownQuestion and what `bound` raises.
    """
    asked = question(name)
    given = dict(values or {})
    solutions = store.query(bound(store, asked, given, examples=examples))
    assert isinstance(solutions, QuerySolutions), "only SELECT queries are questions"
    found = answer(asked, given, solutions if limit is None else islice(solutions, limit), solutions.variables)
    return found | {"truncated": limit is not None and next(solutions, None) is not None}


def answer(
    asked: Question, given: Mapping[str, str], solutions: Iterable[QuerySolution], variables: Iterable[Variable]
) -> Json:
    """The answer that `run` gives, made of rows that were had elsewhere; without `truncated`."""
    columns = [variable.value for variable in variables]
    rows = [{c: _plain(term) for c, term in zip(columns, row, strict=True)} for row in solutions]
    shown = {p.name: given.get(p.name, p.example.strip('<>"')) for p in asked.parameters}
    return {"question": asked.to_json(), "values": shown, "columns": columns, "rows": rows}


def _read(name: str) -> Question:
    header, _, body = queries.text(name).partition("\n\n")
    said: dict[str, list[str]] = {}
    label = ""
    for line in header.splitlines():
        found = _LABEL.fullmatch(line)
        if found:
            label = found[1]
            said.setdefault(label, []).append(found[2])
        elif label and line.startswith("#   "):
            said[label][-1] += " " + line[4:]
        else:
            raise ValueError(f"{name}: dòng mở đầu không đọc được: {line}")
    columns = (entry.partition(" ") for entry in " ".join(said.get("Cột", [])).split("; "))
    return Question(
        name=name.removeprefix(f"{_FOLDER}/"),
        title=said["Câu hỏi"][0],
        english=said["Question"][0],
        meaning=said["Nghĩa"][0],
        trap=said["Bẫy"][0],
        parameters=tuple(_parameter(name, text) for text in said.get("Tham số", ())),
        columns={column: heading for column, _, heading in columns},
        sparql=body,
    )


def _parameter(name: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found or found[2] not in KINDS:
        raise ValueError(f"{name}: tham số không đọc được: {text}")
    return Parameter(*found.groups())


def _places(asked: Question) -> re.Pattern[str]:
    """Where the examples stand: terms as they are, a number only by itself (3, not the 3 of 2023)."""
    forms = (
        re.escape(p.example) if p.example[0] in '<"' else rf"(?<=\s){re.escape(p.example)}(?=[\s)])"
        for p in asked.parameters
    )
    return re.compile("|".join(forms))


def _term(store: Store, of: Parameter, said: str) -> str:
    """A value as a SPARQL term. Every kind is checked: what is not of its kind never reaches a query."""
    text = said.strip()
    if of.kind == "instrument" and text:
        iri = f"{base_iri()}id/{text}" if text.startswith("vn/") else text
        return str(NamedNode(find_one(store, iri)["iri"]))
    if of.kind == "agency" and text:
        return str(NamedNode(_agency(store, text)))
    term = _simple(of.kind, text)
    if term is None:
        raise BadParameter(f"«{said}» không dùng được cho {of.name}: cần {KINDS[of.kind]}")
    return term


def _simple(kind: str, text: str) -> str | None:
    """A value that no store is needed for, or None where it is not of its kind."""
    if kind == "province":
        place = read_place(text)
        return str(Literal(place)) if place == "vn" or registry.province_named(place) else None
    if kind == "type":
        of = registry.type_named(text.removeprefix(f"{base_iri()}id/type/").replace("-", " "))
        return str(NamedNode(f"{base_iri()}id/type/{slug(of.type)}")) if of else None
    if kind == "date":
        day = read_date(text) or ""
        return str(Literal(day)) if is_day(day) else None
    if kind == "month":
        found = _MONTH.fullmatch(text)
        return f'"{found["y"] or found["y2"]}-{int(found["m"] or found["m2"]):02d}"' if found else None
    if kind == "symbol":
        key = symbol_key(text)
        return str(Literal(key)) if re.match(r"\d", key) else None
    if kind == "text":
        return str(Literal(fold(text))) if fold(text) else None
    if kind == "number":
        return str(int(text)) if text.isascii() and text.isdecimal() and int(text) > 0 else None
    if kind == "decimal":
        found = re.fullmatch(r"[01](?:[.,]\d{1,6})?", text)
        return text.replace(",", ".") if found and float(text.replace(",", ".")) <= 1 else None
    return None


def _agency(store: Store, text: str) -> str:
    found = agencies(store, "", limit=1_000_000)
    start = f"{base_iri()}id/"
    for one in found:
        if text in (one["iri"], one["iri"].removeprefix(start)) or fold(text) == fold(one["name"]):
            return str(one["iri"])
    near = [one for one in found if all(word in fold(one["name"]).split() for word in fold(text).split())]
    if len(near) == 1:
        return str(near[0]["iri"])
    if near:
        more = f" và {len(near) - _MOST_NEAR} cơ quan khác" if len(near) > _MOST_NEAR else ""
        names = "; ".join(one["name"] for one in near[:_MOST_NEAR])
        raise BadParameter(f"«{text}» có thể là {len(near)} cơ quan, hãy ghi đủ tên: {names}{more}")
    raise BadParameter(str(UnknownAgency(text)))


def _plain(term: object) -> str | int | float | None:
    if isinstance(term, Literal):
        if term.datatype.value == _INTEGER:
            return int(term.value)
        return float(term.value) if term.datatype.value == _DECIMAL else term.value
    return getattr(term, "value", None)
