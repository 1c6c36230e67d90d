"""The page that explains the others."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.pages.rendering import render
from graph.answers.status import STATES
from ingest.resolve.ladder import precisions

router = APIRouter(include_in_schema=False)


@router.get("/tro-giup")
def guide() -> HTMLResponse:
    # The surest first: where a reader's own case stands is then seen at a glance.
    methods = sorted(precisions().items(), key=lambda one: -one[1])
    return render("help.html", methods=methods, states=STATES)
