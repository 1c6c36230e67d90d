"""What is counted for Prometheus, in a registry of the application's own.

With several worker processes each writes its numbers to files of a common directory (PROMETHEUS_MULTIPROC_DIR, which
`danchieu serve` sets), and whichever worker is asked adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.configuration import SHARED_METRICS
from api.knowledge import Knowledge
from api.sparql.pool import Busy, Died, Pool, TimedOut, _Worker
from api.sparql.wire import Answer, Ask
from graph.store.generations import read_description

# From what a page costs (10 ms) to beyond the five seconds after which a query is ended.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


# A series beside each counter says when the process began, which is known once already.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The counters of one application. Who counts more adds a metric of his own to `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "danchieu_requests",
            "Requests answered, by the template of their route and by status",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "danchieu_request_seconds",
            "How long an answer took, by the template of its route",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._limited = Counter(
            "danchieu_rate_limited", "Requests refused with 429, by policy", ("policy",), registry=self.registry
        )
        for policy in ("requests", "sparql"):
            self._limited.labels(policy)
        self.sparql_running = Gauge(
            "danchieu_sparql_running",
            "SPARQL queries that run now",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.sparql_waiting = Gauge(
            "danchieu_sparql_waiting",
            "SPARQL queries that stand in line now",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.sparql_ended = Counter(
            "danchieu_sparql_ended",
            "SPARQL queries by how they ended: answered by a run, kept (answered without one, from what another run "
            "gave), killed at the time limit, died of memory or depth, refused because the line was full, abandoned by "
            "their client",
            ("outcome",),
            registry=self.registry,
        )
        for outcome in ("answered", "kept", "killed", "died", "refused", "abandoned"):
            self.sparql_ended.labels(outcome)
        if SHARED_METRICS not in os.environ:
            ProcessCollector(registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request; a status of 0 is an answer that never began."""
        # A method is whatever the client wrote; as a label it would make a series for each word.
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def limited(self, policy: str) -> None:
        """Note a request that was refused because its client asks too often."""
        self._limited.labels(policy).inc()

    def spared(self) -> None:
        """Note a query that was answered without a run: it cost no worker, so it is apart from what tells of load."""
        self.sparql_ended.labels("kept").inc()

    def exposition(self, knowledge: Knowledge, accept: str) -> tuple[bytes, str]:
        """All numbers, of every worker, in the format that fits Accept; and its media type."""
        registry = self.registry
        if SHARED_METRICS in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        encode, media = choose_encoder(accept)
        told = CollectorRegistry()
        told.register(_Joined(registry, _Store(knowledge)))
        return encode(told), media


class _Joined(Collector):
    def __init__(self, registry: CollectorRegistry, store: _Store) -> None:
        self._registry, self._store = registry, store

    def collect(self) -> Iterator[Metric]:
        yield from self._registry.collect()
        yield from self._store.collect()


class _Store(Collector):
    """The newest generation as it is when asked; of a remote store its name alone."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def collect(self) -> Iterator[Metric]:
        name = self._knowledge.name()
        there = GaugeMetricFamily("danchieu_store_present", "Whether there is a store to answer from")
        there.add_metric([], float(name is not None))
        yield there
        if name is None:
            return
        generation = GaugeMetricFamily(
            "danchieu_store_generation", "The generation that is answered from", labels=("generation",)
        )
        generation.add_metric([name], 1.0)
        yield generation
        described = None if self._knowledge.remote else read_description(self._knowledge.generation())
        if described is None:
            return
        yield GaugeMetricFamily("danchieu_store_quads", "Quads of that generation", float(described["quads"]))
        age = (datetime.now(UTC) - datetime.fromisoformat(described["loaded"])).total_seconds()
        yield GaugeMetricFamily("danchieu_store_age_seconds", "How long ago that generation was loaded", age)


class CountedPool(Pool):
    """A pool whose queries are counted, and told apart into those that run and those that wait."""

    def __init__(
        self,
        current: Callable[[], Path],
        metrics: Metrics,
        *,
        workers: int,
        per_client: int,
        waiting: int,
        memory_bytes: int,
    ) -> None:
        super().__init__(current, workers=workers, per_client=per_client, waiting=waiting, memory_bytes=memory_bytes)
        self._metrics = metrics

    async def run(self, question: Ask, client: str) -> Answer:
        outcome = "abandoned"
        self._metrics.sparql_waiting.inc()
        try:
            answer = await super().run(question, client)
            outcome = "answered"
            return answer
        except (Busy, TimedOut, Died) as error:
            outcome = {Busy: "refused", TimedOut: "killed", Died: "died"}[type(error)]
            raise
        finally:
            self._metrics.sparql_waiting.dec()
            self._metrics.sparql_ended.labels(outcome).inc()

    async def _answer(self, worker: _Worker, question: Ask) -> Answer:
        self._metrics.sparql_waiting.dec()
        self._metrics.sparql_running.inc()
        try:
            return await super()._answer(worker, question)
        finally:
            self._metrics.sparql_running.dec()
            self._metrics.sparql_waiting.inc()
