"""Decisions of reviewers: written down at once and for ever, shown in the graph with the next load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request
from pyoxigraph import NamedNode, QuerySolutions
from starlette.responses import Response

from api.catalogue import query
from api.keys.access import Editor
from api.keys.book import Key
from api.models import writing as models
from api.openapi import problems_for
from api.problems import Problem
from api.reply import Store, answer
from api.representation.paging import Limit, Offset, page
from api.representation.shape import dumps
from api.review.deciding import History, Meant, correction, full, on_a_thing, on_one_that_is_two, on_two, present
from api.review.writing import IdempotencyKey, TheJobs, answered_before, wake
from api.uploads.jobs import Jobs, Json
from api.uploads.receiving import full_disk_told
from graph.review import book
from graph.review.decisions import BadDecision, Decision
from graph.review.places import NotOfInstrument, Unplaced

router = APIRouter(prefix="/reviews", tags=["Thẩm định"], responses=problems_for(422, 503))
_WRITES = problems_for(300, 401, 403, 404, 409, 507)
Id = Annotated[str, Path(max_length=100, description="Mã của quyết định / its id", examples=["2110de16ca9ae2a4126a"])]
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


@router.post(
    "",
    summary="Ghi một quyết định / Write a decision down",
    description="Chấp nhận, sửa, bác (dẫn chiếu, nhiệm vụ), tình trạng nhiệm vụ, gộp hoặc tách hai văn bản. 201: đã "
    "nằm trên đĩa, và được áp vào đồ thị ở việc kèm theo. 409 khi người khác đã quyết định: nêu mã ấy ở replaces nếu "
    "muốn thay. / 201: on the disk; the job applies it. 409 where another's decision stands.",
    status_code=201,
    response_model=models.Decided,
    responses=_WRITES,
)
def decide(
    request: Request,
    key: Editor,
    store: Store,
    jobs: TheJobs,
    said: Annotated[models.Proposal, Body()],
    idempotency: IdempotencyKey = None,
) -> Response:
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
    return _written(request, key, jobs, meant, said.note, wish, idempotency, replaces=said.replaces, also=also)


@router.get(
    "",
    summary="Các quyết định / Decisions",
    description="Mọi quyết định, kể cả đã hủy, mới nhất trước; mỗi quyết định kèm điều nó đã đổi. "
    "/ All of them, undone ones too, newest first, each with what it changed.",
    response_model=models.ReviewPage,
)
def find(
    request: Request,
    jobs: TheJobs,
    target: Annotated[
        str | None, Query(max_length=500, description="Về sự vật nào: IRI hoặc phần sau /id/ / about what")
    ] = None,
    who: Annotated[str | None, Query(max_length=100, description="Của ai / by whom")] = None,
    kind: Annotated[str | None, Query(max_length=20, description="accept, reject… / its kind")] = None,
    stands: Annotated[bool | None, Query(description="Còn hiệu lực hay đã hủy / standing or undone")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    history = _history(jobs)
    wanted = [
        at
        for at, one in reversed(list(enumerate(history.decisions)))
        if (target is None or full(target) in (one.target, one.value.get("into"), one.value.get("from")))
        and who in (None, one.who)
        and kind in (None, one.action)
        and stands in (None, history.stands(one))
    ]

    def fetch(count: int, skip: int) -> Sequence[Json]:
        return [history.data(at) for at in wanted[skip : skip + count]]

    return answer(page(request, limit, offset, fetch))


@router.get(
    "/{id}",
    summary="Một quyết định / One decision",
    description="Ai, khi nào, điều gì có hiệu lực trước và sau nó. / Who, when, what stood before and after.",
    response_model=models.Review,
    responses=problems_for(404),
)
def one(id: Id, jobs: TheJobs) -> Response:
    history = _history(jobs)
    return answer(history.data(_at(history, id)))


@router.post(
    "/{id}/undo",
    summary="Hủy một quyết định / Undo a decision",
    description="Bằng một quyết định mới; điều có hiệu lực trước đó trở lại. Hủy một lần hủy cũng được. "
    "/ By a new decision: what stood before stands again.",
    status_code=201,
    response_model=models.Decided,
    responses=_WRITES,
)
def undo(
    request: Request,
    key: Editor,
    jobs: TheJobs,
    id: Id,
    said: Annotated[models.Undo | None, Body()] = None,
    idempotency: IdempotencyKey = None,
) -> Response:
    return _undone(request, key, jobs, id, said.note if said else "", idempotency)


@router.delete(
    "/{id}",
    summary="Hủy một quyết định / Undo a decision",
    description="Như POST …/undo, không có lời ghi; quyết định ấy vẫn ở trong sổ. / As POST …/undo.",
    status_code=201,
    response_model=models.Decided,
    responses=_WRITES,
    operation_id="review-delete",
)
def delete(request: Request, key: Editor, jobs: TheJobs, id: Id, idempotency: IdempotencyKey = None) -> Response:
    return _undone(request, key, jobs, id, "", idempotency)


def _undone(request: Request, key: Key, jobs: Jobs, id: str, note: str, idempotency: str | None) -> Response:
    _at(_history(jobs), id)
    return _written(request, key, jobs, Meant("decision", "undo", id), note, ["undo", id, note], idempotency)


def _meant(store: Store, said: models.Proposal) -> Meant:
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
    request: Request,
    key: Key,
    jobs: Jobs,
    meant: Meant,
    note: str,
    asked: Any,
    idempotency: str | None,
    *,
    replaces: str | None = None,
    also: Sequence[str] = (),
) -> Response:
    """Write a decision down, alone among all that decide, and have it applied."""
    with full_disk_told(), jobs.alone():
        made: Decision | None = None
        if idempotency is not None:
            since, before = answered_before(jobs, key, idempotency, asked)
            if before is not None:
                return _decided(before["review"], before["job"])
            # A server that was killed after it wrote, before it could answer.
            made = _written_since(_history(jobs).decisions, since, key.name, meant, note)
        if made is None:
            _refuse_conflict(_history(jobs), meant, key.name, replaces, also)
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
        history = _history(jobs)
        review = history.data(_at(history, made.id))
        job = jobs.add("review", key.name, decision=made.id)
        if idempotency is not None:
            jobs.end_answer(key.id, idempotency, {"review": review, "job": job})
    wake(request)
    return _decided(review, job)


def _decided(review: Json, job: Json) -> Response:
    headers = {"Location": f"/api/v1/reviews/{review['id']}"}
    return Response(dumps({"review": review, "job": job}), 201, headers, media_type="application/json")


def _written_since(decisions: Sequence[Decision], since: str, who: str, meant: Meant, note: str) -> Decision | None:
    said = (who, meant.kind, meant.action, meant.target, dict(meant.value), note.strip())
    for one in reversed(decisions):
        if one.when >= since and said == (one.who, one.kind, one.action, one.target, dict(one.value), one.note):
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
    shown = history.data(_at(history, before.id)) if before else None
    raise Problem(409, "decided-already", detail, present=shown)


def _in_graph(store: Store, target: str) -> list[str]:
    """The decisions that the graph has on a thing, some of which may name it as it was called before."""
    rows = store.query(query("decisions-on"), {"thing": NamedNode(target)})
    assert isinstance(rows, QuerySolutions)
    return [row["decision"].value.rpartition("/")[2] for row in rows]


def _history(jobs: Jobs) -> History:
    try:
        return History(book.decisions(jobs.directory).decisions)
    except OSError:
        raise Problem(503, "book-unusable", "Máy chủ không đọc được sổ quyết định.") from None


def _at(history: History, id: str) -> int:
    at = history.at(id)
    if at is None:
        raise Problem(404, "unknown-decision", f"Không có quyết định nào mang mã «{id}».")
    return at


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."
