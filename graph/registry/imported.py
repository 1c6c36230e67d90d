"""National instruments that an operator imports: what is kept of each, where, and how rows come together.

They stand beside the tables of the program: laws join those known by name, all others are what an
undated symbol or a bare number may mean. An instrument is its type, its symbol and the year, for numbers
begin anew; of two rows that contradict each other the first stays, unless it is to be replaced.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from graph import registry
from graph.identity import fold, name_key, slug, symbol_key
from graph.registry.refusals import Contradiction, Refusal

TABLE = "instruments.tsv"
LAWS = frozenset(("luật", "bộ luật", "pháp lệnh", "hiến pháp"))
_SYMBOL_YEAR = re.compile(r"\d+[\d.]*\w?/((?:19|20)\d\d)[-/]")
Identity = tuple[str, str, str]  # the type's series, the symbol as look-ups compare it, the year


@dataclass(frozen=True, slots=True)
class KnownInstrument:
    """An instrument as its row says: `type` in the registry's words, `date` a day, a year or empty."""

    type: str
    symbol: str
    date: str
    name: str
    aliases: tuple[str, ...]
    source: str

    @property
    def year(self) -> str:
        """The year that its number is of: that in the symbol, else that of the date.

        >>> KnownInstrument("nghị định", "168/2024/NĐ-CP", "", "", (), "").year
        '2024'
        """
        found = _SYMBOL_YEAR.match(self.symbol)
        return found[1] if found else self.date[:4]

    @property
    def identity(self) -> Identity:
        """What makes two rows rows of one instrument."""
        return (type_slug(self.type), symbol_key(self.symbol), self.year)

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its other names."""
        return (self.name, *self.aliases) if self.name else self.aliases

    def not_after(self, when: str | None) -> bool:
        """Could a text of that day or year cite it? Compared as far as both are known.

        >>> known = KnownInstrument("nghị quyết", "58/NQ-CP", "2023-04-21", "", (), "")
        >>> known.not_after("2023"), known.not_after("2023-04-20"), known.not_after(None)
        (True, False, True)
        """
        mine = self.date or self.year
        if when is None or not mine:
            return True
        known = min(len(mine), len(when))
        return mine[:known] <= when[:known]

    def said(self) -> str:
        """It in a few words, for a message.

        >>> KnownInstrument("nghị quyết", "58/NQ-CP", "2023-04-21", "", (), "").said()
        'nghị quyết 58/NQ-CP ngày 21/04/2023'
        """
        day = "/".join(reversed(self.date.split("-")))
        when = f" {'ngày' if len(day) > 4 else 'năm'} {day}" if day else ""
        return f"{self.type} {self.symbol}{when}" + (f" «{self.name}»" if self.name else "")


@dataclass(frozen=True, eq=False)
class Imported:
    """What has been imported, sorted. One is itself only, so that a cache can be kept for it."""

    instruments: tuple[KnownInstrument, ...] = ()

    def joined(self, own: tuple[registry.Law, ...]) -> tuple[registry.Law, ...]:
        """The program's laws and those of the import; where both have one, the import is believed."""
        numbered = {(type_slug(law.type), symbol_key(law.symbol)): law for law in own if law.symbol}
        for known in self.instruments:
            if known.type not in LAWS or not known.name:
                continue
            key = (type_slug(known.type), symbol_key(known.symbol))
            before = numbered.get(key)
            law = registry.Law(known.name, known.symbol, known.date, (), known.aliases, known.source)
            if before is not None:
                names = (before.name, *before.aliases) if _one_name(known, _known(before)) else ()
                more = {n for n in (*known.aliases, *names) if fold(n) != fold(known.name)}
                date = known.date if len(known.date) == 10 else before.date or known.date
                law = replace(law, date=date, amends=before.amends, aliases=tuple(sorted(more)))
            numbered[key] = law
        laws = [*numbered.values(), *(law for law in own if not law.symbol)]
        return tuple(sorted(laws, key=lambda law: (law.name, law.date or "9999", law.symbol)))


@dataclass(slots=True)
class Merged:
    """What came of an import: the rows after it, and how many of the new ones were what."""

    imported: Imported
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


def type_slug(words: str) -> str:
    """The path segment of a type, that of its series.

    >>> type_slug("bộ luật"), type_slug("chương trình hành động")
    ('luat', 'chuong-trinh')
    """
    found = registry.type_named(words)
    return found.slug if found else slug(words)


def load(folder: Path) -> Imported:
    """What is kept in the folder, nothing where there is none; a damaged table is a `RegistryError`."""
    try:
        text = (folder / TABLE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Imported()
    except (OSError, UnicodeDecodeError) as error:
        raise registry.RegistryError(f"không đọc được bảng {folder / TABLE}: {error}") from error
    return Imported(tuple(sorted(registry.parse_table(str(folder / TABLE), text, KnownInstrument), key=_order)))


def save(folder: Path, imported: Imported) -> bool:
    """Write the table, whole or not at all; returns whether its bytes changed."""
    columns = [f.name for f in fields(KnownInstrument)]
    rows = [[_cell(getattr(known, column)) for column in columns] for known in sorted(imported.instruments, key=_order)]
    data = "".join("\t".join(row) + "\n" for row in [columns, *rows]).encode()
    path = folder / TABLE
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{TABLE}.{os.getpid()}"
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return True


def merge(
    stored: Imported, rows: Iterable[tuple[int, KnownInstrument]], *, renew: bool = False, seen: set[Identity]
) -> Merged:
    """The stored rows with the new ones, each with its line.

    One that agrees with what is known adds what it knows more. One that contradicts a stored row, or a law
    of the program's own, is refused unless `renew`; one that contradicts a row of the same import (`seen`,
    which the caller keeps over several files) is refused always, for neither of the two is the newer.
    """
    kept = {known.identity: known for known in stored.instruments}
    merged = Merged(stored)
    for line, new in rows:
        before = kept.get(new.identity)
        against = before or _law_of_the_program(new)
        conflict = _conflict(against, new) if against is not None else None
        if conflict is not None and against is not None and (not renew or new.identity in seen):
            merged.refused.append(Refusal(line, Contradiction(f"{conflict} với {against.said()} đã có")))
            continue
        after = new if before is None or conflict is not None else _together(before, new)
        if before is None:
            merged.added += 1
        elif after == before:
            merged.unchanged += 1
        else:
            merged.changed += 1
        kept[after.identity] = after
        seen.add(after.identity)
    merged.imported = Imported(tuple(sorted(kept.values(), key=_order)))
    return merged


def _conflict(old: KnownInstrument, new: KnownInstrument) -> str | None:
    """In what two rows of one instrument cannot both be right."""
    if old.type != new.type:
        return f"{new.said()} có loại khác"
    shorter, longer = sorted((old.date, new.date), key=len)
    if not longer.startswith(shorter):
        return f"{new.said()} có ngày khác"
    if old.name and new.name and not _one_name(old, new):
        return f"{new.said()} có tên khác"
    return None


def _one_name(old: KnownInstrument, new: KnownInstrument) -> bool:
    return name_key(new.name) in map(name_key, old.names) or name_key(old.name) in map(name_key, new.names)


def _together(old: KnownInstrument, new: KnownInstrument) -> KnownInstrument:
    name = old.name or new.name
    aliases = {fold(a): a for a in reversed((*old.aliases, *new.names)) if fold(a) != fold(name)}
    return replace(old, date=max(old.date, new.date, key=len), name=name, aliases=tuple(sorted(aliases.values())))


def _law_of_the_program(new: KnownInstrument) -> KnownInstrument | None:
    if new.type not in LAWS:
        return None
    with registry.using(None):
        law = registry.law_numbered(new.symbol)
    return _known(law) if law is not None and _known(law).identity == new.identity else None


def _known(law: registry.Law) -> KnownInstrument:
    return KnownInstrument(law.type, law.symbol, law.date, law.name, law.aliases, law.source)


def _cell(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ";".join(value)


def _order(known: KnownInstrument) -> tuple[str, ...]:
    return (known.type, known.year, known.symbol, known.date)
