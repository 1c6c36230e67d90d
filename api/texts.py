"""The text of a document that the store holds, for the routes that show it."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.problems import Problem
from api.settings import Settings
from graph.store.opening import working_directory
from ingest.held import Held, held
from ingest.ledger import LedgerUnusable


def text_of(request: Request, document: dict[str, Any]) -> str | None:
    """The text of the file that a document (as `questions.documents` has it) lies in; None where it is not kept."""
    found = held_of(request, document)
    return found.text if found is not None else None


def held_of(request: Request, document: dict[str, Any]) -> Held | None:
    """That text with the pages of its file; None where it is not kept."""
    settings: Settings = request.app.state.settings
    try:
        return held(working_directory(settings.store), document["sha256"], document["source"], document["characters"])
    except LedgerUnusable as error:
        raise Problem(503, "store-unusable", f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
