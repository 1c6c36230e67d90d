"""Answers in Vietnamese, set for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api import words

Json = Mapping[str, Any]
Names = Mapping[str, str]
_NO_NAMES: Names = {}
_LABEL = 70  # characters of a task where only its name is wanted


def _width() -> int:
    return min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)


def wrap(text: str, indent: str, first: str | None = None) -> str:
    """The text on as many lines as it needs."""
    return textwrap.fill(
        " ".join(text.split()),
        _width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def summaries(found: Sequence[Json]) -> str:
    """A numbered list of instruments with what tells them apart."""
    return "\n".join(summary(each, f"{number:>3}. ") for number, each in enumerate(found, 1))


def summary(found: Json, first: str = "") -> str:
    """One instrument: name, issuer, title, how often it is cited, IRI."""
    indent = " " * len(first)
    held = "có toàn văn" if found.get("held") else "chỉ được dẫn chiếu"
    who = " · ".join(
        str(part)
        for part in (
            found.get("issuer"),
            words.jurisdiction(found.get("jurisdiction")),
            f"{found.get('citations', 0)} lần được dẫn",
            held,
        )
        if part
    )
    lines = [wrap(words.name(found), indent, first), wrap(who, indent)]
    if found.get("symbol") and found.get("title"):
        lines.append(wrap(found["title"], indent))
    return "\n".join([*lines, indent + found["iri"]])


def tasks(answer: Json, names: Names = _NO_NAMES) -> str:
    """The tasks that implement an instrument: the direct ones, then those through other instruments."""
    instrument = answer["instrument"]
    lines = [head(instrument)]
    direct = [task for task in answer["tasks"] if task["direct"]]
    through = [task for task in answer["tasks"] if not task["direct"]]
    if not answer["tasks"]:
        lines.append("Chưa thấy nhiệm vụ nào thực hiện văn bản này.")
    for title, some in (
        ("Nhiệm vụ trực tiếp thực hiện", direct),
        ("Nhiệm vụ thực hiện qua văn bản khác", through),
    ):
        if some:
            lines += ["", f"{title} ({len(some)})"]
            lines += [task_lines(task, f"{number:>3}. ", names) for number, task in enumerate(some, 1)]
    return "\n".join(lines)


def called(iri: str, names: Names) -> str:
    """What an IRI is called; its own words where it has no name, "nhiệm vụ này" for a task."""
    words_of_it = iri.rpartition("/id/")[2]
    return names.get(iri, "nhiệm vụ này" if words_of_it.startswith("task/") else words_of_it)


def head(instrument: Json) -> str:
    """The instrument that an answer is about."""
    rest = " — ".join(str(p) for p in (instrument.get("issuer"), instrument.get("title")) if p)
    return words.name(instrument) + (f"\n{wrap(rest, '')}" if rest else "")


def task_lines(task: Json, first: str, names: Names = _NO_NAMES) -> str:
    """One task: statement, who, when, and the sentence behind each step."""
    indent = " " * len(first)
    lines = [wrap(task["text"], indent, first)]
    for label, key in (("Chủ trì", "lead"), ("Phối hợp", "coordinating")):
        if task.get(key):
            who = "; ".join(a["name"] + ("" if a.get("explicit", True) else " (suy từ câu dẫn)") for a in task[key])
            lines.append(wrap(f"{label}: {who}", indent + "  ", indent))
    if task.get("deadlines"):
        when = "; ".join(words.deadline(d) for d in task["deadlines"])
        lines.append(wrap(f"Thời hạn: {when}", indent + "  ", indent))
    said = [words.relation(task[key]) for key in ("task_status", "review_status") if task.get(key)]
    if said:
        lines.append(wrap(f"Người thẩm định: {'; '.join(said)}", indent + "  ", indent))
    if task.get("chain"):
        through = " → ".join(called(iri, names) for iri in task["chain"])
        lines.append(wrap(f"Qua: {through}", indent + "  ", indent))
    lines += evidence_lines(task.get("evidence", []), indent, names)
    return "\n".join(lines)


def evidence_lines(found: Iterable[Json], indent: str, names: Names = _NO_NAMES) -> list[str]:
    """Each piece of evidence: relation, quote, place."""
    lines = []
    for piece in found:
        reviewed = f" [{words.relation(piece['review_status'])}]" if piece.get("review_status") else ""
        where = _of_document(piece, names) + words.place(piece) + reviewed
        said = f"↳ {words.relation(piece.get('relation', ''))}: «{piece.get('quote')}» — {where}"
        lines.append(wrap(said, indent + "  ", indent))
    return lines


def _of_document(piece: Json, names: Names) -> str:
    document = names.get(str(piece.get("document")))
    return f"{document}, " if document else ""


def edges(answer: Json, names: Names = _NO_NAMES) -> str:
    """Provenance, dependencies, dependents: every edge with its evidence, by distance."""
    lines = [subject(answer)]
    if not answer["edges"]:
        lines.append("Không có liên hệ nào.")
    for edge in answer["edges"]:
        indent = "  " * int(edge.get("depth", 1))
        lines.append("")
        lines.append(wrap(_edge(edge, names), indent + "  ", indent))
        lines += evidence_lines(edge.get("evidence", []), indent + "  ", names)
    return "\n".join(lines)


def _edge(edge: Json, names: Mapping[str, str]) -> str:
    ends = [called(edge[end], names) for end in ("from", "to")]
    return f"{ends[0]}  —{words.relation(edge['relation'])}→  {ends[1]}"


def subject(answer: Json) -> str:
    """What an answer is about: an instrument, or a task."""
    if answer.get("instrument"):
        return head(answer["instrument"])
    task = answer.get("task") or {}
    return wrap(str(task.get("text", "")), "")


def path(answer: Json, names: Names = _NO_NAMES) -> str:
    """The steps from one instrument to another."""
    if not answer["path"]:
        return str(answer.get("reason") or "Không có đường nối.")
    lines = []
    for number, edge in enumerate(answer["path"], 1):
        lines.append(wrap(_edge(edge, names), "     ", f"{number:>3}. "))
        lines += evidence_lines(edge.get("evidence", []), "     ", names)
    return "\n".join(lines)


def explanation(answer: Json, names: Names = _NO_NAMES) -> str:
    """The steps that connect two things, those walked backwards with the arrow turned."""
    if not answer["path"]:
        return str(answer["reason"])
    ends = (answer["from"], answer["to"], *answer["nodes"])
    called = {**names, **{node["iri"]: _shortened(node) for node in ends}}
    lines = []
    for number, edge in enumerate(answer["path"], 1):
        lines.append(wrap(_edge(edge, called), "     ", f"{number:>3}. "))
        lines += evidence_lines(edge["evidence"], "     ", called)
        if edge["more"]:
            lines.append(f"     và {edge['more']} chỗ khác nói điều đó")
    return "\n".join(lines)


def _shortened(node: Json) -> str:
    """A node's name; of a task its first words, for its evidence has them all."""
    name = str(node["name"])
    return f"«{textwrap.shorten(name, _LABEL, placeholder=' …')}»" if node["kind"] == "task" else name


def impact(answer: Json, names: Names = _NO_NAMES) -> str:
    """What is touched if an instrument is repealed."""
    lines = [head(answer["instrument"]), "", f"Văn bản chịu tác động ({len(answer['instruments'])})"]
    lines += [summary(each, f"{n:>3}. ") for n, each in enumerate(answer["instruments"], 1)]
    lines += ["", f"Nhiệm vụ chịu tác động ({len(answer['tasks'])})"]
    lines += [task_lines(each, f"{n:>3}. ", names) for n, each in enumerate(answer["tasks"], 1)]
    lines += ["", f"Cơ quan liên quan ({len(answer['agencies'])})"]
    lines += [f"{n:>3}. {each.get('name', each.get('iri'))}" for n, each in enumerate(answer["agencies"], 1)]
    return "\n".join(lines)


def impact_counts(answer: Json) -> str:
    """What is touched, in one line for each sort, with the agencies that have the most to do."""
    busiest = "; ".join(each["name"] for each in answer["agencies"][:3])
    lines = [
        head(answer["instrument"]),
        f"Chạm đến {len(answer['instruments'])} văn bản, {len(answer['tasks'])} nhiệm vụ, "
        f"{len(answer['agencies'])} cơ quan.",
    ]
    if busiest:
        lines.append(wrap(f"Nhiều việc nhất: {busiest}.", ""))
    return "\n".join(lines)
