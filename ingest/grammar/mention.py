"""One instrument mentioned at a place."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.grammar.bodies import Body


@dataclass(slots=True)
class Mention:
    """An instrument mentioned at a place. Offsets are of the flat clean text.

    `start`/`end` bound the symbol, or the name where there is none; `full_start`/`full_end` the
    whole mention, type word to title.
    """

    start: int
    end: int
    full_start: int
    full_end: int
    kind: str  # symbol | name | self | anaphor
    type: str | None
    symbol: str | None = None
    number: str | None = None
    year: str | None = None
    code: str | None = None
    party: bool = False
    mended: bool = False
    date: str | None = None
    written_year: int | None = None
    body: Body | None = None
    title: tuple[int, int] | None = None
    name: str | None = None
    name_kind: str | None = None
    key: dict[str, str] = field(default_factory=dict)
    pinpoint: dict[str, str] | None = None
    provision_start: int = -1  # where the provision before it begins: `khoản 2 Điều 5 Nghị định …`
    head_end: int = 0  # past symbol, date and issuer, before the title
    parent: int | None = None
    gap: str = ""  # what stands between this mention and its parent or predecessor
    relation: str = "cites"
    speaks_for: int | None = None  # "Nghị định này" in quoted new text: the mention of the amended instrument
    paragraph: int = -1
