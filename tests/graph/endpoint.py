"""A SPARQL 1.1 endpoint without a network: the three protocols over a pyoxigraph store, as a transport of httpx.

`faults` maps the number of a request (from 1) to what is done instead of answering it: a response, or an exception
to raise. `seen` has every request.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import pyoxigraph as ox

from graph.store.protocol import Client

Fault = httpx.Response | Exception


class Endpoint(httpx.BaseTransport):
    """`server` is its Server header, which says where it takes what changes it."""

    def __init__(self, server: str = "Virtuoso/07.20") -> None:
        self.store = ox.Store()
        self.server = server
        self.seen: list[httpx.Request] = []
        self.faults: dict[int, Fault] = {}
        self.always: Callable[[httpx.Request], Fault | None] = lambda request: None

    def client(self, seconds: float = 5.0) -> Client:
        return Client("http://127.0.0.1:9/sparql", "dba", "bí mật", seconds=seconds, transport=self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.seen.append(request)
        fault = self.faults.get(len(self.seen)) or self.always(request)
        if isinstance(fault, Exception):
            raise fault
        answer = fault or self._answer(request)
        answer.headers["server"] = self.server
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if "graph" in request.url.params:
            return self._graph(request)
        form = parse_qs(request.content.decode())
        if "update" in form:
            self.store.update(form["update"][0])
            return httpx.Response(204)
        try:
            found = self.store.query(
                form["query"][0],
                default_graph=[ox.NamedNode(iri) for iri in form.get("default-graph-uri", [])] or None,
                named_graphs=[ox.NamedNode(iri) for iri in form.get("named-graph-uri", [])] or None,
            )
        except SyntaxError as error:
            return httpx.Response(400, text=str(error))
        if isinstance(found, ox.QueryTriples):
            body = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES)
            return httpx.Response(200, content=body, headers={"Content-Type": "application/n-triples"})
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return httpx.Response(200, content=body, headers={"Content-Type": "application/sparql-results+json"})

    def _graph(self, request: httpx.Request) -> httpx.Response:
        graph = ox.NamedNode(request.url.params["graph"])
        if request.method == "PUT":
            self.store.clear_graph(graph)
        self.store.load(request.content, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        return httpx.Response(201)

    def graphs(self) -> set[str]:
        """The graphs that have triples."""
        return {q.graph_name.value for q in self.store if isinstance(q.graph_name, ox.NamedNode)}
