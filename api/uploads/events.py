"""How far a job is, as it goes: its events as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.uploads.jobs import ENDED, Jobs

HEARTBEAT = 15  # seconds; proxies cut off what is silent for a minute
_LOOK = 0.25  # seconds


def stream(jobs: Jobs, id: str, after: int) -> EventSourceResponse:
    """The events of a job above that number, until the job has ended; nobody has to ask again then.

    Each event has its number as id, the job's state as name, and the whole job as data.
    """
    return EventSourceResponse(_events(jobs, id, after), ping=HEARTBEAT, headers={"Cache-Control": "no-store"})


async def _events(jobs: Jobs, id: str, after: int) -> AsyncIterator[ServerSentEvent]:
    while True:
        found = await run_in_threadpool(jobs.events, id, after)
        for number, job in found:
            after = number
            yield ServerSentEvent(json.dumps(job, ensure_ascii=False), event=job["state"], id=str(number))
            if job["state"] in ENDED:
                return
        if not found:
            # All was told before: of a job that has ended there is nothing more to wait for.
            job_now = await run_in_threadpool(jobs.job, id)
            if job_now is None or job_now["state"] in ENDED:
                return
            await asyncio.sleep(_LOOK)
