"""What every route that writes shares: where the jobs are, who is woken, what was asked once already."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from api.keys.book import Key
from api.problems import Problem
from api.uploads.jobs import Jobs, Json
from api.uploads.keeper import Keeper
from graph.store.opening import working_directory

MOST_KEY = 200

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MOST_KEY,
        description="Gửi lại với cùng khóa này thì nhận cùng câu trả lời, không làm hai lần. / Same key, same answer.",
    ),
]


def _jobs(request: Request) -> Jobs:
    return Jobs(working_directory(request.app.state.settings.store))


TheJobs = Annotated[Jobs, Depends(_jobs)]


def wake(request: Request) -> None:
    """Something was accepted: the worker shall begin at once."""
    keeper: Keeper | None = getattr(request.app.state, "keeper", None)
    if keeper is not None:
        keeper.wake()


def answered_before(jobs: Jobs, key: Key, idempotency: str, asked: Any) -> tuple[str, Json | None]:
    """When a request with that idempotency key first came, and the answer that it got.

    Raises Problem where the same key came with another request.
    """
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    first, made, answer = jobs.begin_answer(key.id, idempotency, digest)
    if first != digest:
        detail = "Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới."
        raise Problem(422, "idempotency-key-reused", detail)
    return made, answer
