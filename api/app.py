"""The web application, assembled: `create_app()` for a server, with other settings for a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from api import openapi, problems
from api.http import BASE, LOOPBACK, Bounded, Head, KnownHost, SafeHeaders
from api.keys.access import DRAFTS, ClosedReads, holder_of
from api.knowledge import Knowledge
from api.lookup.receiving import MOST_BODY as LOOKUP_BYTES
from api.operation import limits
from api.operation.clients import Forwarded
from api.operation.metrics import CountedPool, Metrics
from api.operation.requests import Noted
from api.pages.reviewing import Reviewing
from api.pages.switching import Switching
from api.representation.asked import asked
from api.representation.conditional import Conditional
from api.routes import (
    agencies,
    changes,
    crawlers,
    dataset,
    documents,
    drafts,
    graph,
    health,
    help,
    instruments,
    jobs,
    keys,
    linked_data,
    lookup,
    ontology,
    pages,
    picture,
    questions,
    reading,
    review_pages,
    reviews,
    sparql,
    standing,
    succession,
    suggestions,
    tasks,
    uploads,
)
from api.routes import problems as problem_routes
from api.settings import Settings
from api.sparql.kept import Kept
from api.sparql.sharing import Shared
from api.uploads.keeper import Keeper
from api.version import version


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without settings, those of the environment. Nothing is opened before the lifespan."""
    chosen = settings or Settings.from_environment()
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = CountedPool(
            app.state.knowledge.generation,
            metrics,
            workers=chosen.sparql_workers,
            per_client=chosen.sparql_per_client,
            waiting=chosen.sparql_waiting,
            memory_bytes=chosen.sparql_memory_mb * 2**20,
        )
        app.state.keeper = Keeper(chosen.store, chosen.registry)
        app.state.keeper.start()
        yield
        await run_in_threadpool(app.state.keeper.stop)
        await app.state.pool.close()

    # The usual pages of documentation fetch their scripts from elsewhere; `pages` has one that does not.
    app = FastAPI(
        title="Dẫn Chiếu",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=openapi.operation_id,
    )
    app.state.settings = chosen
    app.state.knowledge = Knowledge(chosen.store)
    app.state.kept = Kept(chosen.sparql_kept_mb * 2**20, metrics.spared)
    app.state.metrics = metrics
    # First, for a request is compared with one route after the other: among all, SPARQL's cost 0.8 ms.
    app.include_router(changes.listing, prefix=BASE, dependencies=[Depends(asked)], responses=openapi.problems_for(406))
    app.include_router(sparql.router)
    app.include_router(sparql.router, prefix=BASE, include_in_schema=False)
    app.include_router(health.router)
    app.include_router(health.router, prefix=BASE, include_in_schema=False)
    for routes in (
        standing,
        succession,
        instruments,
        tasks,
        agencies,
        documents,
        lookup,
        questions,
        graph,
        problem_routes,
        uploads,
        jobs,
        reviews,
        keys,
    ):
        app.include_router(
            routes.router, prefix=BASE, dependencies=[Depends(asked)], responses=openapi.problems_for(406, 410, 422)
        )
    app.include_router(linked_data.router)
    app.include_router(dataset.router)
    app.include_router(crawlers.router)
    app.include_router(ontology.router)
    app.include_router(changes.router)
    app.include_router(drafts.router)
    app.include_router(reading.router)
    app.include_router(picture.router)
    app.include_router(suggestions.router)
    app.include_router(help.router)
    pages.install(app)
    review_pages.install(app)
    problems.install(app)
    openapi.install(app, version())
    # The first that is added is the innermost.
    app.add_middleware(GZipMiddleware, minimum_size=2048, compresslevel=4)
    app.add_middleware(
        Conditional,
        knowledge=app.state.knowledge,
        closed=chosen.reads == "closed",
        room=chosen.answers_kept_mb * 2**20,
    )
    if chosen.reads == "closed":
        app.add_middleware(ClosedReads)
    app.add_middleware(
        limits.RateLimited,
        chosen=limits.policies(chosen),
        loopback=chosen.rate_loopback,
        identify=lambda headers: holder_of(headers, chosen.store),
        refused=metrics.limited,
    )
    # Uploads are bounded file by file as they are written; this is all of one request, with what is around them.
    whole = (chosen.upload_bytes + 64 * 1024) * chosen.upload_files
    places = {f"{BASE}/documents": whole, f"{BASE}/lookup": LOOKUP_BYTES, DRAFTS: drafts.MOST_BODY}
    app.add_middleware(Bounded, most=chosen.body_bytes, places=places)
    app.add_middleware(Shared)
    app.add_middleware(KnownHost, hosts=(*LOOPBACK, *chosen.hosts))
    app.add_middleware(Head)
    app.add_middleware(Reviewing, store=chosen.store)
    app.add_middleware(Switching, https=chosen.https)
    app.add_middleware(Noted, metrics=metrics, queries=chosen.log_queries)
    app.add_middleware(Forwarded, proxies=chosen.trusted_proxies)
    app.add_middleware(SafeHeaders, https=chosen.https)
    return app
