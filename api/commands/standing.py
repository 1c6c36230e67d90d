"""Standing, depth of citation and timeline in Vietnamese, set for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api import words
from api.commands.terminal import evidence_lines, head, wrap

Json = Mapping[str, Any]


def status(answer: Json, names: Mapping[str, str]) -> str:
    """The conclusion first, then every change that is said of the instrument, with its evidence."""
    lines = [head(answer["instrument"]), "", wrap(answer["statement"], "")]
    if answer["successors"]:
        chain = " → ".join(words.name(s["instrument"]) for s in answer["successors"])
        lines.append(wrap(f"Thay bằng: {chain}", "  "))
    if answer["changes"]:
        lines += ["", f"Những gì được nói về nó ({len(answer['changes'])})"]
    for number, change in enumerate(answer["changes"], 1):
        part = f", phần {change['provision']}" if change["provision"] else ""
        undated = "" if change["date"] else " (không rõ ngày)"
        what = f"{words.name(change['instrument'])}{undated} {words.relation(change['relation'])}{part}"
        skipped = f" [không tính: {change['why_not']}]" if change["why_not"] else ""
        lines.append(wrap(what + skipped, "     ", f"{number:>3}. "))
        lines += evidence_lines(change["evidence"], "     ", names)
    if answer["conflicts"]:
        lines += ["", "Mâu thuẫn cần người xem"]
        lines += [wrap(sentence, "  ", "- ") for sentence in answer["conflicts"]]
    if answer["caution"]:
        lines += ["", wrap(answer["caution"], "")]
    return "\n".join(lines)


def depth(answer: Json, _names: Mapping[str, str]) -> str:
    """Each citing instrument: how often, in what relations, in which parts."""
    from graph.answers.depth import zone_label

    lines = [head(answer["instrument"]), ""]
    if not answer["cited_by"]:
        lines.append("Chưa thấy văn bản nào viện dẫn.")
    for number, entry in enumerate(answer["cited_by"], 1):
        relations = ", ".join(f"{words.relation(name)} {n}" for name, n in entry["relations"].items())
        zones = ", ".join(f"{zone_label(zone)} {n}" for zone, n in entry["zones"].items())
        tasks = f"; {entry['tasks']} nhiệm vụ tự viện dẫn" if entry["tasks"] else ""
        lines.append(wrap(words.name(entry["instrument"]), "     ", f"{number:>3}. "))
        lines.append(wrap(f"{entry['mentions']} lượt: {relations}{tasks}", "       ", "     "))
        lines.append(wrap(f"Ở: {zones}", "       ", "     "))
    return "\n".join(lines)


_EVENTS = {"issued": "ban hành", "due": "đến hạn"}


def timeline(answer: Json, names: Mapping[str, str]) -> str:
    """Each event on a line of its own, with the sentence that says so."""
    lines = [head(answer["instrument"])]
    for event in answer["events"]:
        when = words.day(event["date"]) or "không rõ ngày"
        lines += ["", wrap(_event(event), "             ", f"{when:<11}  ")]
        if event["evidence"]:
            lines += evidence_lines([event["evidence"]], "             ", names)
    return "\n".join(lines)


def _event(event: Json) -> str:
    if event["kind"] in _EVENTS:
        return (
            f"{_EVENTS[event['kind']]}: {event['text']}" if event["text"] else f"{_EVENTS[event['kind']]} văn bản này"
        )
    other, relation = words.name(event["instrument"]), words.relation(event["relation"])
    times = f" ({event['mentions']} lượt)" if event["mentions"] > 1 else ""
    return f"{other}: văn bản này {relation}{times}" if event["kind"] == "rests-on" else f"{other} {relation}{times}"
