"""What the specification lists: characters by their words, groups without text, code pages."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """Control words that are characters, those whose groups are no text, codecs by character set."""

    characters: dict[str, str]
    skipped: frozenset[str]
    codecs: dict[int, str]


@lru_cache(maxsize=1)
def known() -> Words:
    """The tables beside this file."""
    words, sets = _rows("words.tsv"), _rows("charsets.tsv")[1:]
    return Words(
        {row[1]: chr(int(row[2], 16)) for row in words if row[0] in ("char", "symbol")},
        frozenset(row[1] for row in words if row[0] == "skip"),
        {int(number): codec for number, codec in sets},
    )


def _rows(name: str) -> list[list[str]]:
    lines = (files("ingest.readers.rtf") / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def codec_of(page: int | None) -> str | None:
    """Python's name of a code page, None where it has none."""
    name = {65001: "utf-8", 10000: "mac_roman", 42: "symbol"}.get(page or 0, f"cp{page}")
    if name == "symbol":
        return name
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
