"""`ask succession`, `ask province`, `ask dissolved`: what became of bodies and provinces, and of their tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from api import words
from api.commands.arguments import Subparsers, add_json, add_store, command
from api.commands.common import choosing, opened, show
from api.commands.terminal import task_lines, wrap

Json = Mapping[str, Any]
_NOBODY = "Chưa rõ cơ quan nào tiếp nhận."


def add_to(questions: Subparsers) -> None:
    """The three questions, below `ask`."""
    line = command(questions, succession, "ai tiếp nhận cơ quan hoặc tỉnh này, nó từ đâu ra / who took over, from whom")
    line.add_argument("body", metavar="CƠ_QUAN", help="tên, có dấu hay không, hoặc IRI: «Sở Tài chính tỉnh Bắc Giang»")
    where = command(questions, province, "nơi mang tên này thuộc tỉnh nào / which province a place is in")
    where.add_argument("place", metavar="TỈNH", help="tên một tỉnh xưa hay nay: «Bắc Giang», «ha tay»")
    left = command(questions, dissolved, "nhiệm vụ giao cho cơ quan không còn / tasks of bodies that are no more")
    for one in (line, where, left):
        one.add_argument(
            "--on",
            metavar="NGÀY",
            required=one is left,
            help="ngày được hỏi: 01/7/2025, 2025; không nêu: đến nay / the day asked for",
        )
        add_store(one)
        add_json(one)


def succession(body: str, on: str | None, store: Path, as_json: bool) -> int:
    """Who took over from a body or a province, and whom it took over from."""
    with opened(store) as graph, choosing(as_json):
        from graph.answers.succession import succession as asked

        found = asked(graph, body, on=on)
        return show(found, as_json, lambda: _succession(found))


def province(place: str, on: str | None, store: Path, as_json: bool) -> int:
    """Which province a place is in on a day."""
    with opened(store) as graph, choosing(as_json):
        from graph.answers.succession import place as asked

        found = asked(graph, place, on=on)
        return show(found, as_json, lambda: bodies(found["provinces"]) or "Khi ấy chưa có tỉnh nào ở nơi mang tên này.")


def dissolved(on: str, store: Path, as_json: bool) -> int:
    """The tasks of bodies that no longer exist on a day."""
    with opened(store) as graph, choosing(as_json):
        from graph.answers.succession import tasks_of_dissolved

        found = tasks_of_dissolved(graph, on)
        return show(found, as_json, lambda: _dissolved(found))


def bodies(found: Sequence[Json]) -> str:
    """A numbered list of bodies or provinces with the days that tell them apart."""
    return "\n".join(f"{n:>3}. {_called(one)}\n     {one['iri']}" for n, one in enumerate(found, 1))


def _succession(answer: Json) -> str:
    lines = [_called(answer["body"])]
    for heading, key, none in (
        ("Tiếp nhận nó", "successors", "Chưa thấy cơ quan nào tiếp nhận nó."),
        ("Nó tiếp nhận từ", "predecessors", "Chưa thấy nó tiếp nhận từ cơ quan nào."),
    ):
        line = answer[key]
        lines += ["", heading if line["changes"] else none]
        for number, change in enumerate(line["changes"], 1):
            lines += _change(change, f"{number:>3}. ")
    standing = answer["successors"]["standing"]
    when = f"Đến {words.day(answer['on'])}" if answer["on"] else "Đến nay"
    told = "; ".join(one["name"] or one["iri"] for one in standing) if standing else "chưa rõ"
    return "\n".join([*lines, "", wrap(f"{when}: {told}", "  ")])


def _change(change: Json, first: str) -> list[str]:
    part = f" (phần: {change['scope']})" if change["scope"] else ""
    told = f"Từ {words.day(change['date'])}: {_name(change['from'])} → {_name(change['to'])}{part}"
    origin = change["order"] or change["source"]
    doubt = f"độ tin cậy {change['confidence']:.2f}".replace(".", ",") if change["confidence"] is not None else ""
    behind = " · ".join(part for part in (f"Theo {_name(origin)}" if origin else "", doubt) if part)
    return [wrap(told, "     ", first), *([wrap(behind, "       ", "     ")] if behind else [])]


def _dissolved(found: Sequence[Json]) -> str:
    if not found:
        return "Không có nhiệm vụ nào giao cho cơ quan đã chấm dứt."
    lines = []
    for number, one in enumerate(found, 1):
        lines.append(task_lines(one["task"], f"{number:>3}. "))
        for gone in one["dissolved"]:
            now = "; ".join(_name(each) for each in gone["standing"])
            heir = f"nay là {now}" if now else _NOBODY
            lines.append(wrap(f"↳ {_called(gone['agency'])}: {heir}", "       ", "     "))
    return "\n".join(lines)


def _name(one: Json) -> str:
    return str(one["name"] or one["iri"])


def _called(one: Json) -> str:
    """A name with the days between which it was borne, as far as they are known."""
    first, last = words.day(one["founded"]), words.day(one["dissolved"])
    days = f"{first or '?'} – {last}" if last else f"từ {first}" if first else ""
    return _name(one) + (f" ({days})" if days else "")
