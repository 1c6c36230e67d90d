"""Provinces in text: by name, alias or any placing of tones, past and present."""

from __future__ import annotations

import re
from functools import cache

from graph import registry
from graph.identity import fold


@cache
def _names() -> dict[str, str]:
    """Folded name -> slug."""
    out: dict[str, str] = {}
    for p in registry.provinces():
        for name in (p.name, *p.aliases):
            out.setdefault(fold(name), p.slug)
    return out


@cache
def _display() -> dict[str, str]:
    return {p.slug: p.name for p in registry.provinces()}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted({n for p in registry.provinces() for n in (p.name, *p.aliases)}, key=len, reverse=True)
    spelt = {n for name in names for n in (name, name.upper(), name.title())}
    body = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(spelt, key=len, reverse=True))
    return re.compile(rf"(?:{body})(?![^\W_])")


def province_at(text: str, at: int) -> tuple[str, int] | None:
    """The slug and the end of a province's name that begins at `at`.

    >>> province_at("tỉnh Thái Nguyên về", 5)
    ('thai-nguyen', 16)
    """
    match = _pattern().match(text, at) if at == 0 or not text[at - 1].isalnum() else None
    return (_names()[fold(match.group())], match.end()) if match else None


def provinces_in(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str]]:
    """Every province's name in a stretch: (start, end, slug)."""
    return [
        (m.start(), m.end(), _names()[fold(m.group())])
        for m in _pattern().finditer(text, start, len(text) if end is None else end)
        if m.start() == 0 or not text[m.start() - 1].isalnum()
    ]


def province_unmarked(line: str) -> list[str]:
    """The slug of the province that a line ends with, if a scan lost its marks; an empty list where there is none.

    >>> province_unmarked("* Quang Ninh, "), province_unmarked("Hà Nội mới")
    (['quang-ninh'], [])
    """
    words = line.strip(" *|,._").split()
    said = (" ".join(words[-n:]) for n in (4, 3, 2) if len(words) >= n and words[-n][:1].isupper())
    return [slug for name in said if (slug := _names().get(fold(name)))][:1]


def province_name(slug: str) -> str:
    """`Bắc Giang` for `bac-giang`; the slug itself for one that the registry does not know."""
    return _display().get(slug, slug)


def province_kind(slug: str, on: str | None = None) -> str:
    """`tỉnh` or `thành phố`, as of a day; without one, `tỉnh` if it ever was one (ranks rise late)."""
    found = registry.province_named(slug, on) if on else None
    if found is not None:
        return found.kind
    kinds = {p.kind for p in registry.provinces() if p.slug == slug}
    return "tỉnh" if "tỉnh" in kinds or not kinds else "thành phố"
