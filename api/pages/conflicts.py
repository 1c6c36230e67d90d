"""What cannot all be true of an instrument, laid side by side: each claim with the sentences that make it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from api.pages.evidence import Pieces
from api.pages.quoting import Sentences
from graph.answers.status import ENDINGS
from ingest.grammar.dates import DATE, date_after, day_of

Json = dict[str, Any]

DATES = "date-conflict"  # the code of the problem: one instrument, several days written
MOST_READ = 200  # mentions that are looked at for the day that each writes; a law may have thousands
SHOWN = 2  # sentences of one claim: with three, a date that stands alone had none beside it on the screen
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def mentions(cited_by: Iterable[Json]) -> list[Json]:
    """The pieces of evidence that speak of an instrument, each place once, no more than are looked at."""
    places = {(one["source"], one["start"]): one for each in cited_by for one in each["evidence"]}
    return list(places.values())[:MOST_READ]


def dates(used: str | None, problems: Iterable[Json], spoken: Iterable[Json], sentences: Sentences) -> list[Json]:
    """The days that are written for one instrument, where they differ: [{day, used, places, more}], the one in use
    first; `places` are pieces with their `sentence` and `address`. Empty where nobody found them to differ.

    A day without places was read where no sentence is kept: on the instrument itself, or in a text no longer held.
    """
    told = {day for one in problems if one["code"] == DATES for day in _DAY.findall(one["message"] or "")}
    if not told:
        return []
    found: dict[str, list[Json]] = {day: [] for day in told}
    for piece in spoken:
        day, sentence = dated(sentences.sentence(piece))
        if day in found:
            found[day].append({**piece, "sentence": sentence, "address": sentences.address(piece)})
    return [
        {"day": day, "used": day == used, "places": found[day][:SHOWN], "more": len(found[day][SHOWN:])}
        for day in sorted(found, key=lambda one: (one != used, one))
    ]


def dated(sentence: Pieces) -> tuple[str | None, Pieces]:
    """The ISO day that a mention writes, in its own words or right after them, and its sentence with that day marked.

    >>> dated([("theo ", False), ("19-CT/TU", True), (" ngày 11/6/2020 của", False)])
    ('2020-06-11', [('theo ', False), ('19-CT/TU', True), (' ngày ', False), ('11/6/2020', True), (' của', False)])
    """
    at = next((k for k, (_, quoted) in enumerate(sentence) if quoted), None)
    if at is None:
        return None, sentence
    inside = DATE.search(sentence[at][0])
    if inside is not None:
        return day_of(inside), sentence
    rest = "".join(text for text, _ in sentence[at + 1 :])
    after = date_after(rest, 0)
    if after is None:
        return None, sentence
    cut = [(rest[: after.start], False), (rest[after.start : after.end], True), (rest[after.end :], False)]
    return after.day, [*sentence[: at + 1], *(part for part in cut if part[0])]


def endings(standing: Json) -> list[Json]:
    """Of an instrument whose standing is contradicted, the changes that contradict each other, the earliest first."""
    if not standing["conflicts"]:
        return []
    counted = [one for one in standing["changes"] if one["counted"]]
    whole = [one for one in counted if not one["provision"] and one["relation"] in ENDINGS]
    ended = whole[0]["date"] if whole else None
    sides = [
        one
        for one in standing["changes"]
        if one in whole or _is_early(one) or (ended and one in counted and (one["date"] or "") > ended)
    ]
    return sides if len(sides) > 1 else []


def _is_early(change: Json) -> bool:
    """Whether it is dated before what it says to change."""
    return not change["counted"] and change["why_not"] == "ban hành trước chính văn bản này"
