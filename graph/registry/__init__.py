"""Facts that identity and the citation grammar rest on: types, issuing bodies, places, laws by name.

Each table is a UTF-8 TSV file beside this one, with a header row and a `source` column that says
where a row's fact is laid down; `;` separates the values of a list, an empty cell means *not known*.
A table is read once. One that cannot be read as it should be is a `RegistryError`, never a wrong
answer later. Dates are ISO and may stop at the month or the year that is known.

What came after which body is in `succession`; the tables as linked data are the Turtle files beside them,
written by `publish` and never by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from graph.identity import fold, slug

if TYPE_CHECKING:
    from graph.registry.imported import Imported

Row = TypeVar("Row")

TypeBranch = Literal["state", "party", "both", "assembly"]
BodyBranch = Literal["state", "party", "assembly", "mass"]
Level = Literal["central", "province", "district", "commune", "any-local"]

_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_TERM = re.compile(r"\d{1,2}$")
_YEAR = re.compile(r"/(\d{4})/")
_ZEROS = re.compile(r"^0+(?=\d)")
# Reading finds laws by name at a depth where nothing can be handed down, so an import is of the context:
# two threads may read with two of them, and what is derived is cached by which one it is.
_IMPORTED: ContextVar[Imported | None] = ContextVar("imported", default=None)
_CHOICES: Mapping[str, frozenset[str]] = {
    "level": frozenset(("central", "province", "district", "commune", "any-local")),
    "kind": frozenset(("tỉnh", "thành phố")),
}


class RegistryError(Exception):
    """A table of the registry is missing or damaged; the message names file, line and column."""


@dataclass(frozen=True, slots=True)
class InstrumentType:
    """A kind of instrument. `words` are what names it in running text, lower case.

    One abbreviation may stand for several types (`QĐ` for quyết định and for the Party's quy định),
    so the words decide; `series` is the type whose numbering this one shares, and so the one that
    identity rests on (chương trình hành động is numbered as chương trình).
    """

    type: str
    label_en: str
    branch: TypeBranch
    abbreviations: tuple[str, ...]
    words: tuple[str, ...]
    series: str
    source: str

    @property
    def slug(self) -> str:
        """The path segment of the type in an IRI, that of its series."""
        return slug(self.series or self.type)


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body by the code that it leaves in symbols. A local one names no place: text or header does.

    `body` is the slug for identity; bodies that share one numbering share it (`Ban Thường vụ Tỉnh ủy`
    and `Tỉnh ủy`). What came after a body is in `graph.registry.succession`.
    """

    code: str
    name: str
    body: str
    level: Level
    branch: BodyBranch
    valid_from: str
    valid_to: str
    variants: tuple[str, ...]
    names: tuple[str, ...]
    source: str

    @property
    def local(self) -> bool:
        """Whether the body exists once in each place, so that its slug needs the place's."""
        return self.level != "central"


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city while it had this territory and rank.

    A unit that a merger made anew is another row although its name stayed; `merged_into` holds the
    slugs of what it became (several where it was divided).
    """

    slug: str
    name: str
    kind: Literal["tỉnh", "thành phố"]
    valid_from: str
    valid_to: str
    merged_into: tuple[str, ...]
    party_committee: str
    aliases: tuple[str, ...]
    source: str

    def stood_on(self, day: str) -> bool:
        """Whether the unit existed on that ISO day; an unknown beginning counts as long ago."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Law:
    """A law, code, ordinance or constitution by the name that texts use; its versions are several rows.

    `date` is the day of adoption, empty where not known; `amends` holds the symbols that an amending
    law changes; `source` says how far name, number and date were compared with published texts.
    """

    name: str
    symbol: str
    date: str
    amends: tuple[str, ...]
    aliases: tuple[str, ...]
    source: str

    @property
    def type(self) -> str:
        """The type that the name begins with: luật, bộ luật, pháp lệnh, hiến pháp."""
        words = self.name.lower().split()
        return words[0] if words[0] == "luật" else " ".join(words[:2])

    @property
    def year(self) -> str:
        """The year of adoption, from the day or from the symbol; texts name a version by it."""
        found = _YEAR.search(self.symbol)
        return self.date[:4] or (found[1] if found else "")


@cache
def types() -> tuple[InstrumentType, ...]:
    """Every type of instrument, sorted by its name."""
    return _table("types.tsv", InstrumentType)


@cache
def issuers() -> tuple[Issuer, ...]:
    """Every issuing body, sorted by its code."""
    return _table("issuers.tsv", Issuer)


@cache
def provinces() -> tuple[Province, ...]:
    """Every province and centrally run city, past and present, sorted by slug and beginning."""
    return _table("provinces.tsv", Province)


def laws() -> tuple[Law, ...]:
    """Every law known by name, those of the import in use among them, sorted by name and date."""
    return _laws(_IMPORTED.get())


@contextmanager
def using(imported: Imported | None) -> Iterator[None]:
    """Within it, in this thread, the laws of this import are known too; `None` is the tables alone."""
    token = _IMPORTED.set(imported)
    try:
        yield
    finally:
        _IMPORTED.reset(token)


def in_use() -> Imported | None:
    """The import in use: what a cache of anything that follows from `laws` must be keyed by."""
    return _IMPORTED.get()


def type_named(words: str) -> InstrumentType | None:
    """The type that these words name.

    >>> type_named("Chỉ thị").type, type_named("văn bản").type
    ('chỉ thị', 'công văn')
    """
    return _types_by_word().get(_key(words))


def types_abbreviated(abbreviation: str) -> tuple[InstrumentType, ...]:
    """The types that an abbreviation in a symbol may stand for; the exact case first, then any.

    >>> [t.type for t in types_abbreviated("QĐ")]
    ['quy định', 'quyết định']
    """
    exact = _types_by_abbreviation().get(abbreviation)
    return exact or _types_by_abbreviation().get(abbreviation.upper(), ())


def issuer(code: str) -> Issuer | None:
    """The body of a code, of one of its variants, or of a code with the number of a term.

    >>> issuer("BNN&PTNT").code, issuer("UBTVQH15").code
    ('BNNPTNT', 'UBTVQH')
    """
    found = _issuers_by_code()
    return found.get(code) or found.get(_TERM.sub("", code)) or found.get(code.upper())


def issuer_named(name: str) -> Issuer | None:
    """The body of that name without its place, whatever the case.

    >>> issuer_named("Ban Thường vụ Tỉnh ủy").code
    'TU'
    """
    return _issuers_by_name().get(fold(name))


def province_named(name: str, on: str | None = None) -> Province | None:
    """The unit of a name, alias or slug; of several in time the one of the day `on`, else the latest.

    >>> province_named("TP.HCM").slug, province_named("Bắc Ninh", "2023-07-31").kind
    ('ho-chi-minh', 'tỉnh')
    """
    known = _provinces_by_name().get(slug(name), ())
    standing = [p for p in known if on is None or p.stood_on(on)]
    return standing[-1] if standing else None


def laws_named(name: str) -> tuple[Law, ...]:
    """The versions of a law of that name or alias, oldest first, whatever the case, commas and place of tones.

    Two laws whose names differ in their marks alone are two: where one bears the very name, the other is not meant.

    >>> [law.symbol for law in laws_named("Luật Căn cước")]
    ['26/2023/QH15']
    >>> laws_named("luật sửa đổi bổ sung một số điều của luật Giáo dục đại học")[0].symbol
    '34/2018/QH14'
    """
    found = _laws_by_name(_IMPORTED.get()).get(_law_key(name), ())
    spelt = _spelt(name)
    exact = tuple(law for law in found if spelt in map(_spelt, (law.name, *law.aliases)))
    return exact or found


def _law_key(name: str) -> str:
    return fold(name).replace(",", "")


def _spelt(name: str) -> str:
    """A name with its marks, in small letters, without commas."""
    return unicodedata.normalize("NFC", " ".join(name.lower().replace(",", "").split()))


def law_numbered(symbol: str) -> Law | None:
    """The law of that symbol, with or without leading zeros.

    A resolution of the same Assembly may bear the same symbol: ask only where the text says luật.

    >>> law_numbered("5/2007/QH12").name
    'Luật Chất lượng sản phẩm, hàng hóa'
    """
    return _laws_by_symbol(_IMPORTED.get()).get(_ZEROS.sub("", symbol))


@cache
def _types_by_word() -> dict[str, InstrumentType]:
    return {_key(word): t for t in types() for word in t.words}


@cache
def _types_by_abbreviation() -> dict[str, tuple[InstrumentType, ...]]:
    exact = _group(types(), lambda t: t.abbreviations)
    upper = _group(types(), lambda t: {a.upper() for a in t.abbreviations})
    return {**upper, **exact}


@cache
def _issuers_by_code() -> dict[str, Issuer]:
    spelt = {code: i for i in issuers() for code in i.variants} | {i.code: i for i in issuers()}
    return {code.upper(): i for code, i in reversed(spelt.items())} | spelt


@cache
def _issuers_by_name() -> dict[str, Issuer]:
    other = {fold(name): i for i in reversed(issuers()) for name in i.names}
    return other | {fold(i.name): i for i in reversed(issuers())}


@cache
def _provinces_by_name() -> dict[str, tuple[Province, ...]]:
    return _group(provinces(), lambda p: {p.slug, slug(p.name), *map(slug, p.aliases)})


@lru_cache(maxsize=2)
def _laws(more: Imported | None) -> tuple[Law, ...]:
    own = _table("laws.tsv", Law)
    return own if more is None else more.joined(own)


@lru_cache(maxsize=2)
def _laws_by_name(more: Imported | None) -> dict[str, tuple[Law, ...]]:
    return _group(_laws(more), lambda law: {_law_key(law.name), *map(_law_key, law.aliases)})


@lru_cache(maxsize=2)
def _laws_by_symbol(more: Imported | None) -> dict[str, Law]:
    return {_ZEROS.sub("", law.symbol): law for law in _laws(more) if law.symbol}


def _group(rows: Iterable[Row], keys: Callable[[Row], Iterable[str]]) -> dict[str, tuple[Row, ...]]:
    grouped: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        for key in keys(row):
            grouped[key] = (*grouped.get(key, ()), row)
    return grouped


def _key(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.lower().split()))


def _table(name: str, record: type[Row]) -> tuple[Row, ...]:
    """The rows of a table as records; the header must name the record's fields, in any order."""
    try:
        text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"không đọc được bảng {name}: {error}") from error
    return parse_table(name, text, record)


def parse_table(name: str, text: str, record: type[Row]) -> tuple[Row, ...]:
    """Read a table's text; `RegistryError` says which line breaks its form."""
    header, *lines = text.rstrip("\n").split("\n")
    columns = header.split("\t")
    annotations = {f.name: str(f.type) for f in fields(record)}  # type: ignore[arg-type]
    if set(columns) != set(annotations):
        wrong = ", ".join(sorted(set(columns) ^ set(annotations)))
        raise RegistryError(f"bảng {name}: sai cột ({wrong})")
    return tuple(
        record(**_values(name, number, columns, line.split("\t"), annotations))
        for number, line in enumerate(lines, start=2)
    )


def _values(
    name: str, number: int, columns: list[str], cells: list[str], annotations: Mapping[str, str]
) -> dict[str, Any]:
    if len(cells) != len(columns):
        raise RegistryError(f"bảng {name}, dòng {number}: có {len(cells)} ô, cần {len(columns)}")
    values: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell != unicodedata.normalize("NFC", cell.strip()):
            raise RegistryError(f"bảng {name}, dòng {number}: ô {column!r} thừa khoảng trắng hoặc không NFC")
        if column in ("date", "valid_from", "valid_to") and cell and not _ISO.fullmatch(cell):
            raise RegistryError(f"bảng {name}, dòng {number}: ngày không hợp lệ {cell!r}")
        if cell not in _CHOICES.get(column, {cell}):
            raise RegistryError(f"bảng {name}, dòng {number}: {column} không được là {cell!r}")
        many = annotations[column].startswith("tuple")
        values[column] = tuple(v for v in cell.split(";") if v) if many else cell
    return values
