"""Who did what, when, and what it changed: one trail from the records that nobody ever takes a line out of.

Decisions and withdrawals are journals; accepted jobs and keys stay in their files after they have ended. So nothing is
written twice, and the trail cannot say otherwise than what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from api.keys import book as keys
from api.review.deciding import History
from api.uploads.jobs import Jobs, Json
from graph import withdrawals
from graph.review import book


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail, told in full when it is looked at."""

    when: str
    who: str
    told: Callable[[], Json]


def trail(jobs: Jobs) -> list[Line]:
    """Everything, the newest first. Raises OSError."""
    directory = jobs.directory
    history = History(book.decisions(directory).decisions)
    found = [Line(one.when, one.who, partial(_decision, history, at)) for at, one in enumerate(history.decisions)]
    found += [Line(job["made"], job["who"], partial(_upload, job)) for job in jobs.uploads()]
    found += [Line(one["when"], one["who"], partial(_withdrawal, one)) for one in withdrawals.history(directory)]
    for key in keys.keys(directory):
        what = {"name": key.name, "role": key.role, "expires": key.expires}
        made = partial(_entry, key.made, key.made_by, "key-made", key.name, key.id, after=what)
        found.append(Line(key.made, key.made_by, made))
        if key.revoked:
            gone = partial(_entry, key.revoked, key.revoked_by, "key-revoked", key.name, key.id, before=what)
            found.append(Line(key.revoked, key.revoked_by, gone))
    return sorted(found, key=lambda one: one.when, reverse=True)


def _decision(history: History, at: int) -> Json:
    one = history.data(at)
    did = "undo" if one["kind"] == "undo" else "review"
    return _entry(
        one["when"], one["who"], did, one["target"], one["id"],
        before=one["before"], after=one["after"], note=one["note"],
    )  # fmt: skip


def _withdrawal(one: Json) -> Json:
    return _entry(one["when"], one["who"], one["action"], one["sha256"], one["id"], note=one.get("note", ""))


def _upload(job: Json) -> Json:
    files = [{"name": file["name"], "sha256": file["sha256"], "bytes": file["bytes"]} for file in job["files"]]
    what = ", ".join(file["name"] for file in job["files"])
    return _entry(
        job["made"], job["who"], "upload", what, job["id"], after={"files": files}, note=job.get("note") or ""
    )


def _entry(
    when: str,
    who: str,
    did: str,
    what: str,
    id: str,
    *,
    before: Json | None = None,
    after: Json | None = None,
    note: str = "",
) -> Json:
    return {
        "when": when,
        "who": who,
        "did": did,
        "what": what,
        "before": before,
        "after": after,
        "note": note,
        "id": id,
    }
