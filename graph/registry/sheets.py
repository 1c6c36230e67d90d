"""A file of instruments as people keep it, CSV or JSON, read row by row.

Columns are known by their names, English or Vietnamese (`columns.tsv`), in any order. A row that cannot
be taken costs that row, with its line and the reason; the rest goes on.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from graph import registry
from graph.identity import fold
from graph.registry.imported import LAWS, KnownInstrument
from graph.registry.refusals import (
    BadDate,
    BadName,
    BadSymbol,
    BrokenRow,
    CannotOpen,
    MissingCell,
    NoHeader,
    NotJson,
    NotUtf8,
    NoYear,
    Refusal,
    RowRefused,
    UnknownType,
)

Check = Callable[[KnownInstrument], None]
Cells = Mapping[str, Any]  # by column; what a cell may hold is seen when it is read

_REQUIRED = ("type", "symbol")
_WORDS = {"type": "loại", "symbol": "số ký hiệu"}  # of the columns that must be there, for messages
_SYMBOL = re.compile(r"\d{1,5}(?:\.\d{1,3})?[^\W\d_]?(?:/(?:19|20)\d\d)?[-/][^\W\d_][\w&./-]*")
_NUMBER_WORD = re.compile(r"^[Ss]ố\s*:?\s+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?")  # a spreadsheet adds midnight
_YEAR = re.compile(r"(?:19|20)\d\d")
_DELIMITERS = ",;\t"
_ARRAY = re.compile(r'\s*(?:\{.*?"instruments"\s*:\s*)?\[', re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_EMPTY = " \t\r\n\xa0" + _DELIMITERS  # a row that a spreadsheet left empty
_BLANK = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the names that people give it."""

    column: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """What a file holds: its instruments, each with its line, the rows refused, the columns not known."""

    rows: list[tuple[int, KnownInstrument]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


def read_sheet(path: Path, check: Check | None = None) -> Sheet:
    """Read a file; `UnreadableSheet` where nothing of it can be. `check` may refuse what this cannot judge."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(f"không mở được ({error.strerror or error})") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8("không phải UTF-8; hãy lưu lại tệp bằng UTF-8") from error
    return read_text(text, f"tệp {path.name}", check, as_json=path.suffix.lower() == ".json" or None)


def read_text(text: str, source: str, check: Check | None = None, *, as_json: bool | None = None) -> Sheet:
    """Read the text of a file; `source` is that of a row that names none.

    >>> sheet = read_text("Loại;Số ký hiệu;Ngày ban hành\\nNghị định;168/2024/NĐ-CP;26/12/2024\\nThơ;1/X;\\n", "ví dụ")
    >>> [known.date for _, known in sheet.rows], [str(refusal) for refusal in sheet.refused]
    (['2024-12-26'], ['dòng 3: không có loại văn bản «Thơ»'])
    """
    sheet = Sheet()
    begins_as_json = text.lstrip()[:1] in ("[", "{")
    rows = _objects(text, sheet) if as_json or (as_json is None and begins_as_json) else _records(text, sheet)
    for line, cells in rows:
        try:
            known = instrument_of(cells, source)
            if check is not None:
                check(known)
        except RowRefused as reason:
            sheet.refused.append(Refusal(line, reason))
        else:
            sheet.rows.append((line, known))
    sheet.refused.sort(key=lambda refusal: refusal.line)
    return sheet


def instrument_of(cells: Cells, source: str) -> KnownInstrument:
    """The instrument of a row; `RowRefused` says why there is none."""
    said = {column: _text(column, value) for column, value in cells.items() if column != "aliases"}
    for column in _REQUIRED:
        if not said.get(column):
            raise MissingCell(f"thiếu {_WORDS[column]}")
    found = registry.type_named(said["type"])
    if found is None:
        raise UnknownType(f"không có loại văn bản «{said['type']}»")
    symbol = _symbol(said["symbol"])
    type_, name, aliases = found.type, said.get("name", ""), _aliases(cells.get("aliases"))
    if type_ in LAWS:
        type_, name, aliases = _law(type_, name, aliases)
    others = {fold(alias): alias for alias in reversed(aliases) if fold(alias) != fold(name)}
    known = KnownInstrument(
        type_,
        symbol,
        _date(said.get("date", "")),
        name,
        tuple(sorted(others.values())),
        said.get("source") or source,
    )
    if not known.year:
        raise NoYear(f"{symbol} không ghi năm, nên phải có ngày ban hành")
    if known.date and known.date[:4] != known.year:
        raise BadDate(f"ngày {said['date']} không thuộc năm {known.year} ghi trong {symbol}")
    return known


def _records(text: str, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """The rows of a table, each with the line that it begins on."""
    first = next((line for line in text.splitlines() if _LETTER.search(line)), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    header: list[str | None] | None = None
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            sheet.refused.append(Refusal(line, BrokenRow("dấu ngoặc kép không khép đúng chỗ, hoặc ô quá dài")))
            continue
        if row is None:
            break
        if not any(cell.strip(_EMPTY) for cell in row):
            continue
        if header is None:
            header = _header(row, sheet)
        elif any(cell.strip() for cell in row[len(header) :]):
            sheet.refused.append(Refusal(line, BrokenRow(f"có {len(row)} ô, nhiều hơn {len(header)} cột")))
        else:
            yield line, {column: cell for column, cell in zip(header, row, strict=False) if column}
    if header is None:
        raise NoHeader("tệp trống")


def _delimiter(header: str) -> str:
    """The one by which most columns are known."""

    def known(delimiter: str) -> int:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return sum(column is not None for column in _columns(names))

    return max(_DELIMITERS, key=known)


def _header(row: list[str], sheet: Sheet) -> list[str | None]:
    columns = _columns(row)
    missing = [_WORDS[column] for column in _REQUIRED if column not in columns]
    if missing:
        raise NoHeader(f"dòng đầu không có cột {', '.join(missing)}")
    names = (name.strip() for name, column in zip(row, columns, strict=True) if column is None)
    sheet.ignored = tuple(name for name in names if name)
    return columns


def _columns(names: list[str]) -> list[str | None]:
    """The column of each name; of two names of one column the first has it."""
    found: list[str | None] = []
    for name in names:
        column = _by_name().get(_plain(name))
        found.append(None if column in found else column)
    return found


@cache
def _by_name() -> dict[str, str]:
    rows = registry._table("columns.tsv", Column)
    return {_plain(name): row.column for row in rows for name in row.names}


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z]+", fold(name)))


def _objects(text: str, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """The objects of a JSON array, or of the array `instruments` of an object, each with its line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (dòng {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise NotJson(f"không phải JSON đúng{where}") from error
    opening = _ARRAY.match(text)
    if not isinstance(whole.get("instruments") if isinstance(whole, dict) else whole, list) or opening is None:
        raise NotJson("JSON phải là một mảng, mỗi phần tử là một văn bản")
    decoder, at, ignored = json.JSONDecoder(), opening.end(), dict[str, None]()
    while text[at := _BLANK.match(text, at).end()] != "]":  # type: ignore[union-attr]
        line = text.count("\n", 0, at) + 1
        value, at = decoder.raw_decode(text, at)
        if not isinstance(value, dict):
            sheet.refused.append(Refusal(line, BrokenRow("không phải một đối tượng JSON")))
            continue
        columns = _columns(list(value))
        ignored.update((key, None) for key, column in zip(value, columns, strict=True) if column is None)
        yield line, {column: cell for column, cell in zip(columns, value.values(), strict=True) if column}
    sheet.ignored = tuple(ignored)


def _text(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BrokenRow(f"ô «{column}» không phải là chữ")
    return unicodedata.normalize("NFC", " ".join(str(value).split()))


def _aliases(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [alias.strip() for each in values for alias in _text("aliases", each).split(";") if alias.strip()]


def _symbol(said: str) -> str:
    """A symbol without blanks, its dashes plain.

    >>> _symbol("Số: 29 – NQ/TW")
    '29-NQ/TW'
    """
    symbol = _DASHES.sub("-", _NUMBER_WORD.sub("", said)).replace(" ", "")
    if not _SYMBOL.fullmatch(symbol):
        raise BadSymbol(f"«{said}» không có dạng số ký hiệu")
    return symbol


def _date(said: str) -> str:
    """A day or a year as ISO writes it.

    >>> _date("26/12/2024"), _date("2024-12-26 00:00:00"), _date("2024")
    ('2024-12-26', '2024-12-26', '2024')
    """
    if not said or _YEAR.fullmatch(said):
        return said
    parts = list(found.groups()) if (found := _ISO_DAY.fullmatch(said)) else None
    if parts is None and (found := _DAY.fullmatch(said)):
        parts = list(found.groups())[::-1]
    try:
        if parts is not None and _YEAR.fullmatch(parts[0]):
            return date(*map(int, parts)).isoformat()
    except ValueError:
        pass
    raise BadDate(f"«{said}» không phải là ngày (viết 26/12/2024 hoặc 2024-12-26)")


def _law(type_: str, name: str, aliases: list[str]) -> tuple[str, str, list[str]]:
    """A law's type, name and other names as texts say them: `Đất đai` is cited as `Luật Đất đai`."""
    if not name:
        raise BadName(f"{type_} phải có tên")
    if _law_type(name) is None:
        name = f"{type_.capitalize()} {name}"
    for each in (name, *aliases):
        if len(fold(each).split()) <= len((_law_type(each) or "").split()):
            raise BadName(f"«{each}» không phân biệt được với các luật khác")
    return _law_type(name) or type_, name, aliases


def _law_type(name: str) -> str | None:
    """The type that a name begins with."""
    words = " ".join(name.lower().split()) + " "
    return next((law for law in sorted(LAWS) if words.startswith(law + " ")), None)
