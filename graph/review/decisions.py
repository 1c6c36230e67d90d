"""What a reviewer decides, and which decisions stand.

A decision is never changed or taken away: to undo one is a decision of its own, and to undo that one brings
the first back. Of several about one thing the last counts, each part by itself: a relation that was corrected
stays so when the lead agency is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

from graph.identity import digest
from graph.model import Deadline, Relation

Kind = Literal["citation", "task", "instrument", "decision"]
Status = Literal["accepted", "corrected", "rejected"]
RELATIONS = tuple(name for name in get_args(Relation) if name != "self")
ACTIONS: dict[str, tuple[str, ...]] = {
    "citation": ("accept", "correct", "reject"),
    "task": ("accept", "correct", "reject", "status"),
    "instrument": ("merge", "split"),
    "decision": ("undo",),
}
_VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("citation", "correct"): ("relation", "instrument", "about"),
    ("task", "correct"): ("lead", "deadline"),
    ("task", "status"): ("done",),
    ("instrument", "merge"): ("into",),
    ("instrument", "split"): ("from", "mentions", "files", "about"),
}
_FILE = {"source", "sha256"}
_STATUS: dict[str, Status] = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}


class BadDecision(ValueError):
    """A decision that says nothing that can be applied; one sentence says why."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a citation or task stood when it was decided on, to find it again once its IRI is another.

    `document` is the instrument whose text it stands in, `source` and `sha256` the file; `quote` its words and
    `start` their offset (code points); `nth` of `of` tells which occurrence of these words in that text;
    `path` the structural path; `relation` and `instrument` what the machine read.
    """

    document: str
    source: str
    sha256: str
    quote: str
    start: int
    nth: int = 0
    of: int = 1
    path: str = ""
    relation: str = ""
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what of which thing, when (ISO 8601, UTC), with what note.

    `value` by kind and action: citation correct {relation?, instrument?, about?: what to call the instrument},
    task correct {lead?: [names], deadline?: {text, kind, start, end}}, task status {done: bool}, instrument
    merge {into: IRI}, instrument split {from: IRI, mentions?: [anchors, each with its `iri`] and files?: [{source,
    sha256}] that are the other instrument's, about?: what to call it}. The target of an undo is the id of a decision.
    """

    id: str
    when: str
    who: str
    kind: Kind
    action: str
    target: str
    value: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    anchor: Anchor | None = None

    def to_json(self) -> dict[str, Any]:
        """The decision as plain data; what is empty is left out."""
        data = {name: value for name, value in asdict(self).items() if value not in ("", None, {})}
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """Read `to_json`'s data; raises BadDecision."""
        try:
            anchor = Anchor(**data["anchor"]) if data.get("anchor") else None
            found = cls(
                str(data["id"]),
                str(data["when"]),
                str(data["who"]),
                data["kind"],
                str(data["action"]),
                str(data["target"]),
                dict(data.get("value") or {}),
                str(data.get("note", "")),
                anchor,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadDecision(f"quyết định thiếu hoặc thừa phần {error}") from None
        found.check()
        return found

    def check(self) -> None:
        """Raises BadDecision where the parts do not fit together."""
        if self.action not in ACTIONS.get(self.kind, ()):
            raise BadDecision(f"không có việc «{self.action}» cho «{self.kind}»")
        if not self.who.strip():
            raise BadDecision("quyết định phải ghi người quyết định")
        if any(c in self.target for c in '<>"{}|^`\\ \n') or not self.target:
            raise BadDecision(f"«{self.target}» không phải là một IRI")
        allowed = _VALUES.get((self.kind, self.action), ())
        if extra := set(self.value) - set(allowed):
            raise BadDecision(f"«{self.action}» không nhận {', '.join(sorted(extra))}")
        if allowed and not set(self.value) - {"about"}:
            raise BadDecision(f"«{self.action}» phải cho biết một trong: {', '.join(allowed)}")
        self._check_values()

    def _check_values(self) -> None:
        value = self.value
        if value.get("relation", "cites") not in RELATIONS:
            raise BadDecision(f"không có quan hệ «{value['relation']}»; có: {', '.join(RELATIONS)}")
        for name in ("instrument", "into", "from"):
            if name in value and (not isinstance(value[name], str) or any(c in value[name] for c in '<>" \n')):
                raise BadDecision(f"«{value[name]}» không phải là một IRI")
        if value.get("into", value.get("from")) == self.target:
            raise BadDecision("hai văn bản phải khác nhau")
        if self.action == "split":
            _check_split(value)
        lead = value.get("lead", ["x"])
        if not isinstance(lead, list) or not all(isinstance(n, str) and n.strip() for n in lead):
            raise BadDecision("cơ quan chủ trì phải là danh sách tên")
        if "deadline" in value:
            _deadline(value["deadline"])
        if not isinstance(value.get("done", True), bool):
            raise BadDecision("tình trạng nhiệm vụ phải là hoàn thành hoặc chưa hoàn thành")


def _check_split(value: Mapping[str, Any]) -> None:
    if "from" not in value:
        raise BadDecision("tách văn bản phải cho biết văn bản kia")
    for name, needed in (("mentions", {"iri", "document", "source", "sha256", "quote", "start"}), ("files", _FILE)):
        listed = value.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) and needed <= set(one) for one in listed):
            raise BadDecision(f"«{name}» của việc tách phải là danh sách, mỗi mục có {', '.join(sorted(needed))}")
    for mention in value.get("mentions", ()):
        if extra := set(mention) - {"iri", *(one.name for one in fields(Anchor))}:
            raise BadDecision(f"chỗ dẫn của việc tách không nhận {', '.join(sorted(extra))}")


def decision_id(before: int, data: Mapping[str, Any]) -> str:
    """A name for a decision by what it says and how many came before it."""
    return digest(before, *(f"{name}={data[name]!r}" for name in sorted(data) if name != "id"))


def _deadline(value: Any) -> Deadline:
    try:
        found = Deadline(value["text"], value.get("kind", "before"), value.get("start"), value.get("end"))
    except (KeyError, TypeError, AttributeError):
        raise BadDecision("thời hạn phải có lời văn (text), kiểu (kind) và ngày (start, end)") from None
    if found.kind not in get_args(Deadline.__annotations__["kind"]) and found.kind not in (
        "before", "within", "from", "recurring", "expected",
    ):  # fmt: skip
        raise BadDecision(f"không có kiểu thời hạn «{found.kind}»")
    return found


@dataclass(frozen=True, slots=True)
class CitationVerdict:
    """What stands of one citation; None where the machine's reading does."""

    status: Status
    relation: str | None = None
    instrument: str | None = None


@dataclass(frozen=True, slots=True)
class TaskVerdict:
    """What stands of one task; `done` is None where nobody has said."""

    status: Status | None = None
    lead: tuple[str, ...] | None = None
    deadline: Deadline | None = None
    done: bool | None = None


@dataclass(slots=True)
class Verdicts:
    """All that stands, by the IRI of the thing. `merged`: an instrument -> what it is now; `apart`: pairs that
    are not one."""

    citations: dict[str, CitationVerdict] = field(default_factory=dict)
    tasks: dict[str, TaskVerdict] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that no standing decision undoes, without the undoings, in their order."""
    undone: set[str] = set()
    for one in reversed(decisions):  # a later undo can undo an earlier one, never the other way round
        if one.kind == "decision" and one.id not in undone:
            undone.add(one.target)
    return [one for one in decisions if one.kind != "decision" and one.id not in undone]


def citation_verdict(decisions: Iterable[Decision]) -> CitationVerdict:
    """The verdict of the standing decisions about one citation, in their order."""
    status: Status = "accepted"
    relation = instrument = None
    for one in decisions:
        status = _STATUS[one.action]
        relation = one.value.get("relation", relation)
        instrument = one.value.get("instrument", instrument)
    if status == "accepted" and (relation or instrument):
        status = "corrected"  # what was accepted is what stood, and that was corrected
    return CitationVerdict(status, relation, instrument)


def task_verdict(decisions: Iterable[Decision]) -> TaskVerdict:
    """The verdict of the standing decisions about one task, in their order."""
    status: Status | None = None
    lead: tuple[str, ...] | None = None
    deadline: Deadline | None = None
    done: bool | None = None
    for one in decisions:
        if one.action == "status":
            done = bool(one.value["done"])
            continue
        status = _STATUS[one.action]
        if "lead" in one.value:
            lead = tuple(one.value["lead"])
        if "deadline" in one.value:
            deadline = _deadline(one.value["deadline"])
    if status == "accepted" and (lead or deadline):
        status = "corrected"
    return TaskVerdict(status, lead, deadline, done)


def merges(decisions: Iterable[Decision]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Merged instruments, each with what it is in the end, and the pairs that are not one; the last word counts."""
    into: dict[str, str] = {}
    apart: set[tuple[str, str]] = set()
    for one in decisions:
        if one.action == "merge":
            new = followed(into, str(one.value["into"]))
            if new != one.target:
                into[one.target] = new
            apart.discard(_pair(one.target, str(one.value["into"])))
        elif one.action == "split":
            other = str(one.value["from"])
            apart.add(_pair(one.target, other))
            for a, b in ((one.target, other), (other, one.target)):
                if into.get(a) == b:
                    del into[a]
    return {old: followed(into, old) for old in sorted(into)}, apart


def followed(into: Mapping[str, str], iri: str) -> str:
    """What an instrument is at the end of its merges."""
    seen = {iri}
    while (following := into.get(iri)) is not None and following not in seen:
        iri = following
        seen.add(iri)
    return iri


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
