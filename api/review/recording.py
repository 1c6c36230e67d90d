"""Writing a decision down, for the interface and the pages alike: alone among all that decide, and then applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions

from api.catalogue import query
from api.keys.book import Key
from api.models.writing import Proposal
from api.problems import Problem
from api.review.deciding import History, Meant, correction, on_a_thing, on_one_that_is_two, on_two, present
from api.review.remembered import book_of
from api.review.writing import answered_before
from api.uploads.jobs import Jobs, Json
from api.uploads.receiving import full_disk_told
from graph.review import book
from graph.review.decisions import BadDecision, Decision
from graph.review.places import NotOfInstrument, Unplaced
from graph.store.base import Store

Given = dict[str, list[str]]
# What each kind of decision takes, and which of it there must be.
_TAKES: Given = {
    "accept": [],
    "reject": [],
    "correct": ["relation", "instrument", "lead", "deadline"],
    "merge": ["other"],
    "split": ["other", "mentions", "files"],
    "status": ["done"],
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that is on the disk (as `History.data` has it), and the job that applies it."""

    review: Json
    job: Json


def record(store: Store, jobs: Jobs, key: Key, said: Proposal, idempotency: str | None = None) -> Recorded:
    """Write down what the holder of a key proposes. Raises Problem, and what resolving an instrument raises."""
    try:
        meant = _meant(store, said)
        # What is malformed is told before what others decided.
        Decision("new", "", key.name, meant.kind, meant.action, meant.target, meant.value).check()
    except Unplaced as error:
        raise Problem(404, "unknown-thing", _sentence(error)) from None
    except (BadDecision, NotOfInstrument) as error:
        raise Problem(422, "bad-decision", _sentence(error)) from None
    also = _in_graph(store, meant.target)
    wish = ["review", said.model_dump()]
    return _written(key, jobs, meant, said.note, wish, idempotency, replaces=said.replaces, also=also)


def undo(jobs: Jobs, key: Key, id: str, note: str, idempotency: str | None = None) -> Recorded:
    """Undo a decision by another one. Raises Problem."""
    place_of(history_of(jobs), id)
    return _written(key, jobs, Meant("decision", "undo", id), note, ["undo", id, note], idempotency)


def history_of(jobs: Jobs) -> History:
    """All decisions of a store. Raises Problem."""
    return book_of(jobs.directory).history


def place_of(history: History, id: str) -> int:
    """The place of a decision in the book. Raises Problem where there is none of that id."""
    at = history.at(id)
    if at is None:
        raise Problem(404, "unknown-decision", f"Không có quyết định nào mang mã «{id}».")
    return at


def _meant(store: Store, said: Proposal) -> Meant:
    """What a proposal says, every part of it used."""
    parts = {part for takes in _TAKES.values() for part in takes}
    given = {part: said_of_it for part in parts if (said_of_it := getattr(said, part)) is not None}
    takes = _TAKES[said.kind]
    if extra := sorted(set(given) - set(takes)):
        raise BadDecision(f"«{said.kind}» không nhận {', '.join(extra)}")
    if takes and not given:
        raise BadDecision(f"«{said.kind}» phải cho biết {' hoặc '.join(takes)}")
    if said.kind in ("merge", "split"):
        if said.other is None:
            raise BadDecision(f"«{said.kind}» phải cho biết other")
        if said.mentions or said.files:
            return on_one_that_is_two(store, said.target, said.other, said.mentions or (), said.files or ())
        return on_two(store, said.kind, said.target, said.other)
    value: dict[str, Any] = {"done": said.done} if said.kind == "status" else {}
    if said.kind == "correct":
        value = correction(store, **given)
    return on_a_thing(store, said.kind, said.target, value)


def _written(
    key: Key,
    jobs: Jobs,
    meant: Meant,
    note: str,
    asked: Any,
    idempotency: str | None,
    *,
    replaces: str | None = None,
    also: Sequence[str] = (),
) -> Recorded:
    """Write a decision down, alone among all that decide, and have it applied."""
    with full_disk_told(), jobs.alone():
        made: Decision | None = None
        if idempotency is not None:
            since, before = answered_before(jobs, key, idempotency, asked)
            if before is not None:
                return Recorded(before["review"], before["job"])
            # A server that was killed after it wrote, before it could answer.
            made = _written_since(history_of(jobs), since, key.name, meant, note)
        if made is None:
            _refuse_conflict(history_of(jobs), meant, key.name, replaces, also)
            try:
                made = book.decide(
                    jobs.directory,
                    key.name,
                    meant.kind,
                    meant.action,
                    meant.target,
                    meant.value,
                    note=note,
                    anchor=meant.anchor,
                )
            except BadDecision as error:
                raise Problem(409, "decision-refused", _sentence(error)) from None
        history = history_of(jobs)
        review = history.data(place_of(history, made.id))
        job = jobs.add("review", key.name, decision=made.id)
        if idempotency is not None:
            jobs.end_answer(key.id, idempotency, {"review": review, "job": job})
    return Recorded(review, job)


def _written_since(history: History, since: str, who: str, meant: Meant, note: str) -> Decision | None:
    """The same decision, if it still stands: one that was undone within that second is to be taken once more."""
    said = (who, meant.kind, meant.action, meant.target, dict(meant.value), note.strip())
    for one in reversed(history.decisions):
        same = said == (one.who, one.kind, one.action, one.target, dict(one.value), one.note)
        if same and one.when >= since and history.stands(one):
            return one
    return None


def _refuse_conflict(history: History, meant: Meant, who: str, replaces: str | None, also: Sequence[str]) -> None:
    """A problem where another's decision stands and is not named as the one that is replaced."""
    before = present(history.decisions, meant, also) if meant.kind != "decision" else None
    if replaces is not None and (before is None or before.id != replaces):
        detail = f"Quyết định «{replaces}» không phải điều đang có hiệu lực ở đây."
    elif before is not None and before.who != who and replaces is None:
        detail = f"{before.who} đã quyết định điều này ({before.when[:10]}); nêu mã ấy ở «replaces» nếu muốn thay."
    else:
        return
    shown = history.data(place_of(history, before.id)) if before else None
    raise Problem(409, "decided-already", detail, present=shown)


def _in_graph(store: Store, target: str) -> list[str]:
    """The decisions that the graph has on a thing, some of which may name it as it was called before."""
    rows = store.query(query("decisions-on"), {"thing": NamedNode(target)})
    assert isinstance(rows, QuerySolutions)
    return [row["decision"].value.rpartition("/")[2] for row in rows]


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."
