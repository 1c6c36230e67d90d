"""Set phrases that recognisers misread, written as they were printed. The length is kept, so offsets hold.

Only phrases that stand for nothing else are here: `Úy ban` is no word, `Kính gủi` neither. Of a symbol nothing
is changed here: that is the grammar's, which marks what it mends.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_WRONG = "UÚÙŨỤ"
# `Úy ban`. What follows the letter is looked for first and the letter then: a pattern that begins with a set of letters
# is tried at each place of the text, which takes ten times as long.
_COMMITTEE = tuple(re.compile(f"{rest}(?<=[{_WRONG}]{rest})") for rest in ("y ban ", "Y BAN "))


def mend(text: str) -> str:
    """The text with its misread phrases mended, as long as before.

    >>> mend("Kính gủi: Úy ban nhân dân xã; THỤC HIỆN quý 11/2026; Tỉnh úy")
    'Kính gửi: Ủy ban nhân dân xã; THỰC HIỆN quý II/2026; Tỉnh ủy'
    >>> mend("Uy tín, ủy ban, Hà Tĩnh, quý 1/2026, dân quân uy tín")
    'Uy tín, ủy ban, Hà Tĩnh, quý 1/2026, dân quân uy tín'
    """
    if any(pattern.search(text) for pattern in _COMMITTEE):
        for wrong in _WRONG:
            text = text.replace(f"{wrong}y ban ", "Ủy ban ").replace(f"{wrong}Y BAN ", "ỦY BAN ")
    for sign, pattern, right in _table():
        if sign is None or sign.search(text):
            text = pattern.sub(right, text)
    return text


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str], str], ...]:
    """A pattern for each row: all in one take three times as long, for then none begins with letters to look for.

    A row whose own pattern begins with a choice has a sign: what it cannot match without, found ten times as fast.
    """
    said = files("ingest").joinpath("misread.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in said.splitlines()[1:]]
    return tuple(
        (
            re.compile(sign) if sign else None,
            re.compile(f"({before})(?:{misread})(?={after})"),
            rf"\g<1>{right}",
        )
        for before, misread, after, right, sign, _ in rows
    )
