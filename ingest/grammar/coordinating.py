"""Who takes part in a task beside its lead: those after "phối hợp với", and those who "phối hợp" themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.grammar.agencies import Agency, read_list

if TYPE_CHECKING:
    from ingest.grammar.tasks import FoundTask

_COORDINATE = re.compile(
    r"(?:[Pp]hối hợp|[Kk]ết hợp(?=(?:\s+chặt chẽ)?\s+với)|(?<=hủ trì)(?:\s*,)?(?=\s+cùng\s))"
    r"(?:(?:\s+(?:chặt chẽ|thường xuyên|thường xuyên\s*,\s*chặt chẽ|đồng bộ|tốt"
    r"|kịp thời))?(?:\s+(?:cùng\s+với|với|cùng))?)\s*:?\s+"
)


_LED_BESIDE = re.compile(r"chủ trì(?:\s+thực hiện)?\s*[,;]\s")  # "Sở A chủ trì, Sở B và Sở C phối hợp"
TAKES_PART = re.compile(r"\s*(?:cùng\s+|tham gia\s+)?phối hợp(?!\s+với)(?![^\W_])")


def add_coordinating(flat: str, task: FoundTask, place: str | None, on: str | None) -> None:
    said = flat[task.start : task.end]
    if "hợp" not in said and "hủ trì" not in said:
        return  # asked of every sentence, and the pattern begins with no one letter: it took 3 % of the whole time
    leads = {a.name.lower() for a, _ in task.lead}
    seen: set[str] = set()
    after = [read_list(flat, m.end(), task.end, place, on)[0] for m in _COORDINATE.finditer(flat, task.start, task.end)]
    for found in (*after, beside_lead(flat, task.start, task.end, place, on) if "chủ trì" in said else []):
        for agency in found:
            key = agency.name.lower()
            if key in seen or (key in leads and any(a.start <= agency.start < a.end for a, _ in task.lead)):
                continue
            seen.add(key)
            task.coordinating.append(agency)


def beside_lead(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """Those who take part where the sentence says it of them: `Sở A chủ trì, Sở B và Sở C phối hợp`."""
    out: list[Agency] = []
    if flat.find("phối hợp", start, end) < 0:
        return out
    for mark in _LED_BESIDE.finditer(flat, start, end):
        found, stop = read_list(flat, mark.end(), end, place, on)
        out += found if TAKES_PART.match(flat, stop, end) else []
    return out
