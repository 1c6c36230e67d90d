"""What is known of an instrument's standing on a day, from what others say they do to it.

Derived each time from the edges amends, replaces and repeals; nothing of it is stored. Silence proves
nothing: where no text that was read says otherwise the state is `unknown`, never "in force". A day is the
date printed on the instrument that changes or ends another; when that took effect is not read, and may be later.
"""

from __future__ import annotations

import datetime
import re
from collections import deque
from collections.abc import Mapping, Sequence

from graph.answers.instruments import known, short, summaries
from graph.answers.pieces import pieces, relation_name
from graph.answers.rows import Json, batches, nodes, select
from graph.errors import NotADay as NotADay
from graph.store.base import Store

ENDINGS = ("replaces", "repeals")
_DONE = {"replaces": "thay thế", "repeals": "bãi bỏ", "amends": "sửa đổi, bổ sung"}
_STATE = {"replaces": "replaced", "repeals": "repealed"}
STATES = ("not-issued", "replaced", "repealed", "partly-ended", "amended", "unknown")
CAUTION = "Ngày là ngày ban hành của văn bản làm thay đổi; ngày có hiệu lực có thể muộn hơn."
# "Sở Tư pháp trình HĐND bãi bỏ Nghị quyết …" is an order to do it; whether it was done another text says.
ORDERED = "mới là việc được giao, chưa phải việc đã làm"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_STEPS = 50  # of a chain of replacements: longer than any real one, so that no ring is walked for ever


def status(store: Store, iri: str, on: str | None = None) -> Json:
    """The standing of an instrument on a day, or by all that is known where no day is given.

    {"instrument", "on", "state", "statement": one Vietnamese sentence, "since", "by": summary or None,
    "changes": [...], "provisions": parts that were repealed or replaced, "successors": [{instrument, date}],
    "conflicts": [sentence], "caution"}.

    state: not-issued (its own date is later), replaced, repealed (wholly; `since` and `by` say by the
    earliest), partly-ended (only provisions), amended, unknown (nothing says anything).
    A change: {relation, provision (None: the whole), date, counted, why_not, instrument: summary, evidence}.
    Not counted: those after the day, those whose date is not known well enough to compare with the day,
    those dated before the instrument itself, those that are a task somebody was given. `successors` follows
    replacements of the whole, one by one.
    Raises UnknownInstrument, NotADay.
    """
    if on is not None and not is_day(on):
        raise NotADay(on)
    about = known(store, iri)
    changes = _changes(store, about, on)
    counted = [change for change in changes if change["counted"]]
    whole, partial, amended = _kinds(counted)
    deciding = next(iter(whole or partial or amended), None)
    state = _state(about, counted, on)
    if state == "not-issued":
        deciding = None
    successors, ring = _successors(store, about, on) if state == "replaced" else ([], False)
    answer = {
        "instrument": short(about),
        "on": on,
        "state": state,
        "statement": "",
        "since": deciding["date"] if deciding else None,
        "by": deciding["instrument"] if deciding else None,
        "provisions": sorted({c["provision"] for c in partial}),
        "changes": changes,
        "successors": successors,
        "conflicts": _conflicts(whole, changes, ring),
        "caution": CAUTION if changes else None,
    }
    answer["statement"] = _statement(answer, deciding, partial, amended)
    return answer


def states(store: Store, about: Mapping[str, Json], on: str | None = None) -> dict[str, str]:
    """The state of each of these instruments (summaries, by IRI) on a day, as `status` tells it; raises NotADay."""
    if on is not None and not is_day(on):
        raise NotADay(on)
    # Of most nothing says anything, and to find that among all that cites them takes fifty times as long.
    changed = [
        row["instrument"] for some in batches(sorted(about)) for row in select(store, "changed", instrument=nodes(some))
    ]
    rows = [row for some in batches(changed) for row in select(store, "standing", instrument=nodes(some))]
    dates = {iri: one["date"] for iri, one in summaries(store, {row["by"] or row["from"] for row in rows}).items()}
    changes: dict[str, dict[tuple[str, str, str], Json]] = {}
    for row in rows:
        by, iri = row["by"] or row["from"], row["instrument"]
        if by == iri or by not in dates:
            continue
        if row["by"]:
            continue  # ordered, see `ORDERED`
        relation, provision = relation_name(row["relation"]), row["pinpoint"] or None
        change = {"relation": relation, "provision": provision, "date": dates[by], "by": by}
        if _why_not(dates[by], about[iri]["date"], on) is None:
            changes.setdefault(iri, {})[by, relation, provision or ""] = change
    found = {}
    for iri, one in about.items():
        counted = sorted(changes.get(iri, {}).values(), key=lambda c: _rank(c, c["by"]))
        found[iri] = _state(one, counted, on)
    return found


def _kinds(counted: Sequence[Json]) -> tuple[list[Json], list[Json], list[Json]]:
    """Of the changes that count: what ended the whole, what ended parts, what amended."""
    endings = [change for change in counted if change["relation"] in ENDINGS]
    return (
        [change for change in endings if change["provision"] is None],
        [change for change in endings if change["provision"] is not None],
        [change for change in counted if change["relation"] == "amends"],
    )


def _state(about: Json, counted: Sequence[Json], on: str | None) -> str:
    if on is not None and _before(on, about["date"]):
        return "not-issued"
    whole, partial, amended = _kinds(counted)
    if whole:
        return _STATE[whole[0]["relation"]]
    return "partly-ended" if partial else "amended" if amended else "unknown"


def _rank(change: Json, by: str) -> tuple[str, bool, str, str]:
    """The earliest first, undated ones last; on one day an ending weighs more than an amendment."""
    return change["date"] or "9999", change["relation"] == "amends", by, change["relation"]


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as YYYY-MM-DD.

    >>> is_day("2024-02-29"), is_day("2023-02-29"), is_day("2023")
    (True, False, False)
    """
    if not _DAY.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _changes(store: Store, about: Json, on: str | None) -> list[Json]:
    """Every change that is said of an instrument, the earliest first, undated ones last."""
    rows = [
        row
        for row in select(store, "standing", instrument=nodes([about["iri"]]))
        if (row["by"] or row["from"]) != about["iri"]
    ]
    evidence = pieces(store, {row["citation"]: row["relation"] for row in rows})
    acting = summaries(store, {row["by"] or row["from"] for row in rows})
    grouped: dict[tuple[str, str, str], set[str]] = {}
    done = set()  # what the instrument does itself; the rest it only has somebody do
    for row in rows:
        key = (row["by"] or row["from"], relation_name(row["relation"]), row["pinpoint"] or "")
        if key[0] in acting:
            grouped.setdefault(key, set()).add(row["citation"])
            if row["by"] is None:
                done.add(key)
    found = []
    for (by, relation, provision), citations in sorted(grouped.items()):
        date = acting[by]["date"]
        why_not = _why_not(date, about["date"], on)
        if why_not is None and (by, relation, provision) not in done:
            why_not = ORDERED
        found.append(
            {
                "relation": relation,
                "provision": provision or None,
                "date": date,
                "counted": why_not is None,
                "why_not": why_not,
                "instrument": acting[by],
                "evidence": [piece for citation, piece in evidence.items() if citation in citations],
            }
        )
    found.sort(key=lambda change: _rank(change, change["instrument"]["iri"]))
    return found


def _why_not(date: str | None, own: str | None, on: str | None) -> str | None:
    """The reason why a change does not count on a day; None where it does."""
    if date and own and _before(date, own):
        return "ban hành trước chính văn bản này"
    if on is None:
        return None
    if not date:
        return "không rõ ngày nên không so được với ngày được hỏi"
    if _before(on, date):
        return "ban hành sau ngày được hỏi"
    # A year or a month that has not ended by the day may lie on either side of it.
    return "chỉ biết năm hoặc tháng ban hành" if date != on and on.startswith(date) else None


def _before(day: str, other: str | None) -> bool:
    """Whether a date surely lies before another, of which either may be a year or a month only.

    >>> _before("2022-05-01", "2023"), _before("2023-05-01", "2023"), _before("2022", "2022-03-01")
    (True, False, False)
    """
    if not other:
        return False
    common = min(len(day), len(other))
    return day[:common] < other[:common]


def _successors(store: Store, about: Json, on: str | None) -> tuple[list[Json], bool]:
    """What took its place, and what took the place of that; whether the chain runs back into itself."""
    chain: list[Json] = []
    met = {about["iri"]}
    here = deque([about])
    while here and len(chain) < _MOST_STEPS:
        now = here.popleft()
        following = [
            c
            for c in _changes(store, now, on)
            if c["counted"] and c["relation"] == "replaces" and c["provision"] is None
        ]
        if not following:
            break
        after = following[0]["instrument"]
        if after["iri"] in met:
            return chain, True
        met.add(after["iri"])
        chain.append({"instrument": after, "date": following[0]["date"]})
        here.append(after)
    return chain, False


def _conflicts(whole: list[Json], changes: list[Json], ring: bool) -> list[str]:
    """What cannot all be true; each a sentence for a person to look into."""
    found = []
    if len({change["instrument"]["iri"] for change in whole}) > 1:
        named = "; ".join(f"{_name(c['instrument'])} ({_day(c['date'])})" for c in whole)
        found.append(f"Nhiều văn bản cùng nói đã thay thế hoặc bãi bỏ nó: {named}.")
    elif len({change["relation"] for change in whole}) > 1:
        found.append(f"{_name(whole[0]['instrument'])} vừa nói thay thế vừa nói bãi bỏ nó.")
    if whole and whole[0]["date"]:
        ended = whole[0]["date"]
        for change in changes:
            later = change["counted"] and change not in whole and change["date"] and _before(ended, change["date"])
            if later:
                found.append(
                    f"{_name(change['instrument'])} ({_day(change['date'])}) còn {_DONE[change['relation']]} nó "
                    f"sau khi nó đã bị chấm dứt ({_day(ended)})."
                )
    for change in changes:
        if change["why_not"] == "ban hành trước chính văn bản này":
            found.append(
                f"{_name(change['instrument'])} ({_day(change['date'])}) được ghi là {_DONE[change['relation']]} nó "
                "nhưng ban hành trước nó."
            )
    if ring:
        found.append("Chuỗi thay thế quay lại chính nó.")
    return found


def _statement(answer: Json, deciding: Json | None, partial: list[Json], amended: list[Json]) -> str:
    text = _conclusion(answer, deciding, partial, amended)
    return f"Đến ngày {_day(answer['on'])}: {text}." if answer["on"] else f"{text[0].upper()}{text[1:]}."


def _conclusion(answer: Json, deciding: Json | None, partial: list[Json], amended: list[Json]) -> str:
    state = answer["state"]
    if state == "not-issued":
        return f"chưa ban hành (ngày ban hành {_day(answer['instrument']['date'])})"
    if deciding is None:
        undecided = [c for c in answer["changes"] if c["why_not"] and "ban hành sau" not in c["why_not"]]
        hint = f" ({len(undecided)} lời nói về nó không tính được, xem lý do)" if undecided else ""
        return f"không rõ: không văn bản đã đọc nào nói nó bị sửa đổi, thay thế hay bãi bỏ{hint}"
    by, date = _name(deciding["instrument"]), _day(deciding["date"])
    if state in ("replaced", "repealed"):
        return f"đã bị {_DONE[deciding['relation']]} bởi {by} ({date})"
    if state == "partly-ended":
        text = f"bị bãi bỏ hoặc thay thế một phần ({'; '.join(answer['provisions'])}) bởi {by} ({date})"
        rest = "; phần còn lại không rõ"
    else:
        text = f"đã được sửa đổi, bổ sung bởi {by} ({date})"
        rest = "; còn hiệu lực hay không thì không rõ"
    several = len({c["instrument"]["iri"] for c in (*partial, *amended)} - {deciding["instrument"]["iri"]})
    return text + (f" và {several} văn bản khác" if several else "") + rest


def _day(date: str | None) -> str:
    """A date as State documents write it: a day below 10 and the months 1 and 2 with a zero before.

    >>> _day("2020-02-05"), _day("2020-12"), _day(None)
    ('05/02/2020', '12/2020', 'không rõ ngày')
    """
    if not date:
        return "không rõ ngày"
    year, *rest = date.split("-")
    month = [f"{int(rest[0]):02d}" if int(rest[0]) < 3 else str(int(rest[0]))] if rest else []
    return "/".join([*rest[1:2], *month, year])


def _name(instrument: Json) -> str:
    """What an instrument is called in a sentence."""
    kind, symbol = instrument.get("type") or "văn bản", instrument.get("symbol")
    title = instrument.get("title") or str(instrument["iri"]).rpartition("/id/")[2]
    return f"{kind} {symbol}" if symbol else str(title)
