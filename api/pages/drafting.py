"""A draft's citations as its drafter goes through them: a verdict each, what to copy, and the draft put right.

Only what cannot be doubted is put right: a day or a body that is written otherwise than the one instrument has it that
is meant. Whether to follow a replacement, or which of several is meant, is for the drafter to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api import words
from api.lookup.answering import NOT_ONE, looked_up
from api.lookup.form import official
from api.lookup.meaning import LEFT, ONE, SEVERAL
from api.lookup.said import Said
from api.pages.language import gettext, noted
from graph.answers.status import status as standing_of
from graph.store.base import Store

Json = dict[str, Any]

MOST_RETURNED = 64_000  # characters of a corrected text on a page: as many as one can paste
CHANGES = 3  # statements of one instrument's changes on a card; its page has them all
_LONGEST = 200  # characters of a mention that heads a card: one may run on over the lines of a list
_SURE = 0.9  # precision; below it are the two methods that choose among several (0.85)
_DISAGREES = {
    "date": noted("Ngày không khớp"),
    "issuer": noted("Cơ quan không khớp"),
    "type": noted("Loại văn bản không khớp"),
}
_ASSUMED = {"date": noted("Không ghi ngày"), "place": noted("Không ghi địa phương")}
_STATES = {
    "not-issued": noted("Chưa ban hành vào ngày này"),
    "replaced": noted("Đã bị thay thế"),
    "repealed": noted("Đã bị bãi bỏ"),
    "partly-ended": noted("Bị bãi bỏ, thay thế một phần"),
    "amended": noted("Đã được sửa đổi, bổ sung"),
}
_WRITTEN_DAY = re.compile(r"(\d{1,2})(\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(\s*[/.-]\s*|\s+năm\s+)(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`sort`: ok, look (something to see to), unknown, none (no citation), left (not looked up). `says`: in the words
    of the reader's language."""

    sort: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right in the text at a span, for the citation of that number on the page."""

    start: int
    end: int
    number: int
    was: str
    becomes: str


def examined(store: Store, said: Said, place: str | None, on: str) -> Json:
    """What the page shows: {"found": the answer as `api.models.lookup.Lookup`, "cards": one for each item in its order,
    "counts": how many cards of each sort of verdict, "corrections": [Correction], "corrected": the text with them, None
    where there are none or the text is too long to hand back, "left": the numbers of the cards for a person to settle}.
    """
    found = looked_up(store, said, place, on)
    cards: list[Json] = []
    met: dict[str, int] = {}
    for number, item in enumerate(found["items"], 1):
        meant = _meant(item)
        standing = item["standing"] or (standing_of(store, meant["iri"], on) if meant else None)
        first = met.setdefault(meant["iri"], number) if meant else number
        changes = _changes(standing) if standing and first == number else []
        cards.append(
            {
                "number": number,
                "start": item["start"],
                "end": item["end"],
                "item": item,
                "written": _written(said.text, item),
                "verdict": verdict(item, standing),
                "meant": meant,
                "standing": standing,
                "first": first,  # the card that tells how that instrument stands
                "changes": changes[:CHANGES],
                "more": max(0, len(changes) - CHANGES),
                "form": official(meant, in_words=True) if meant else None,
                "choices": [
                    (one, official(one, in_words=True)) for one in item["candidates"] or (() if meant else item["near"])
                ],
            }
        )
    corrections = _corrections(said.text, cards)
    short = len(said.text) <= MOST_RETURNED
    return {
        "found": found,
        "cards": cards,
        "counts": Counter(card["verdict"].sort for card in cards),
        "corrections": corrections,
        "corrected": corrected(said.text, corrections) if corrections and short else None,
        "left": _left(cards, corrections),
    }


def verdict(item: Json, standing: Json | None) -> Verdict:
    """What a drafter must know of a citation first."""
    if item["status"] == NOT_ONE:
        return Verdict("none", (gettext("Không phải dẫn chiếu"),))
    if item["status"] == LEFT:
        return Verdict("left", (gettext("Chưa tra"),))
    if item["status"] == SEVERAL:
        return Verdict("look", (gettext("Nhiều văn bản cùng khớp"),))
    says = [gettext(_DISAGREES[part]) for part in item["disagrees"]]
    if item["status"] != ONE and not says:
        return Verdict("unknown", (gettext("Không thấy"),))
    if (state := standing["state"] if standing is not None else "") in _STATES:
        says.append(gettext(_STATES[state]))
    says += [gettext(_ASSUMED[part]) for part in item["assumed"]]
    if item["confidence"] is not None and 0 < item["confidence"] < _SURE and not item["assumed"]:
        says.append(gettext("Nhận ra chưa chắc"))
    return Verdict("look", tuple(says)) if says else Verdict("ok", (gettext("Đúng"),))


def corrected(text: str, corrections: Sequence[Correction]) -> str:
    """The text with these put right; they are in its order and do not overlap.

    >>> corrected("ngày 1/3/2020;", [Correction(5, 13, 1, "1/3/2020", "02/3/2020")])
    'ngày 02/3/2020;'
    """
    parts = []
    at = 0
    for one in corrections:
        parts += [text[at : one.start], one.becomes]
        at = one.end
    return "".join([*parts, text[at:]])


def _written(text: str, item: Json) -> str:
    """What the draft wrote, from the type to the title where that is on one line and short, else the number alone."""
    whole = text[item["mention"]["start"] : item["mention"]["end"]]
    return whole if len(whole) <= _LONGEST and "\n" not in whole else str(item["quote"])


def _meant(item: Json) -> Json | None:
    """The one instrument that a citation means, also where it says something of it that is wrong."""
    if item["instrument"] is not None or not item["disagrees"]:
        found: Json | None = item["instrument"]
        return found
    return item["near"][0] if len(item["near"]) == 1 else None


def _changes(standing: Json) -> list[Json]:
    """What changed an instrument by that day, what ended all of it first; `says` is the verb."""
    counted = [change for change in standing["changes"] if change["counted"]]
    counted.sort(
        key=lambda change: (
            change["relation"] == "amends",
            change["relation"] != "amends" and bool(change["provision"]),
        )
    )
    return [{**change, "says": words.relation(change["relation"])} for change in counted]


def _corrections(text: str, cards: Sequence[Json]) -> list[Correction]:
    found: list[Correction] = []
    for card in cards:
        item, meant = card["item"], card["meant"]
        if meant is None or item["citation"] is None:
            continue
        for one in (_day(text, card), _body(text, card)):
            if one is not None:
                found.append(one)
    found.sort(key=lambda one: one.start)
    apart: list[Correction] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _left(cards: Sequence[Json], corrections: Sequence[Correction]) -> list[int]:
    """What the corrections leave to see to: all that is not right, but for what was wrong in nothing else."""
    righted = Counter(one.number for one in corrections)
    return [
        card["number"]
        for card in cards
        if card["verdict"].sort in ("look", "unknown", "left") and righted[card["number"]] < len(card["verdict"].says)
    ]


def _day(text: str, card: Json) -> Correction | None:
    """The day as the instrument bears it, in the manner in which the draft writes it."""
    item, right = card["item"], card["meant"]["date"] or ""
    if "date" not in item["disagrees"] or right.count("-") != 2:
        return None
    for match in _WRITTEN_DAY.finditer(text, item["start"], item["mention"]["end"]):
        if f"{match[5]}-{int(match[3]):02}-{int(match[1]):02}" != item["citation"]["date"]:
            continue
        day, month, year = words.day(right).split("/")
        becomes = f"{day}{match[2]}{month}{match[4]}{year}"
        return Correction(match.start(), match.end(), card["number"], match[0], becomes)
    return None


def _body(text: str, card: Json) -> Correction | None:
    """The body that issued the one that is meant; where the draft's own is not found as it was read, nothing."""
    item, right = card["item"], card["meant"]["issuer"]
    written = item["citation"]["issuer"]
    if "issuer" not in item["disagrees"] or not right or not written:
        return None
    spelt = r"\s+".join(re.escape(word) for word in written.split())
    match = re.compile(rf"(?<=của ){spelt}\b", re.IGNORECASE).search(text, item["end"], item["mention"]["end"])
    if match is None or "\n" in match[0]:
        return None
    return Correction(match.start(), match.end(), card["number"], match[0], right)
