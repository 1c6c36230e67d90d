"""The web application, assembled: `create_app()` for a server, with other settings for a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import openapi, problems
from api.http import LOOPBACK, Head, KnownHost, SafeHeaders
from api.knowledge import Knowledge
from api.routes import (
    agencies,
    changes,
    documents,
    graph,
    health,
    instruments,
    linked_data,
    lookup,
    pages,
    sparql,
    standing,
    tasks,
)
from api.routes import problems as problem_routes
from api.settings import Settings
from api.sparql.pool import Pool
from api.version import version

BASE = "/api/v1"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without settings, those of the environment. Nothing is opened before the lifespan."""
    chosen = settings or Settings.from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = Pool(
            app.state.knowledge.generation,
            workers=chosen.sparql_workers,
            per_client=chosen.sparql_per_client,
            waiting=chosen.sparql_waiting,
            memory_bytes=chosen.sparql_memory_mb * 2**20,
        )
        yield
        await app.state.pool.close()

    # The usual pages of documentation fetch their scripts from elsewhere; `pages` has one that does not.
    app = FastAPI(title="Dẫn Chiếu", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.settings = chosen
    app.state.knowledge = Knowledge(chosen.store)
    for routes in (standing, instruments, tasks, agencies, documents, lookup, graph, problem_routes):
        app.include_router(routes.router, prefix=BASE)
    app.include_router(sparql.router)
    app.include_router(sparql.router, prefix=BASE, include_in_schema=False)
    app.include_router(health.router)
    app.include_router(health.router, prefix=BASE, include_in_schema=False)
    app.include_router(linked_data.router)
    app.include_router(changes.router)
    pages.install(app)
    problems.install(app)
    openapi.install(app, version())
    app.add_middleware(GZipMiddleware, minimum_size=2048, compresslevel=4)
    app.add_middleware(KnownHost, hosts=(*LOOPBACK, *chosen.hosts))
    app.add_middleware(SafeHeaders)
    app.add_middleware(Head)
    return app
