"""The three SPARQL 1.1 protocols over HTTP: Query, Update and Graph Store, with every failure in one sentence.

Rules that hold on every engine: queries go as forms in POST (an address has a limit, and some engines hang on
`application/sparql-query`); only requests that may be repeated without harm are repeated; a password is
never part of an address, a message or a log.
"""

from __future__ import annotations

import ipaddress
import random
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from graph.store.errors import RemoteTrouble

USER, PASSWORD = "DANCHIEU_STORE_USER", "DANCHIEU_STORE_PASSWORD"
RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
# What a caller can read, by what was asked for: some engines answer in the older names of the same formats.
READABLE: Final[Mapping[str, tuple[str, ...]]] = {
    RESULTS: (RESULTS, "application/json"),
    TRIPLES: (TRIPLES, "text/plain", "text/turtle"),
}
_TRIES: Final = 3
_FIRST_WAIT: Final = 0.2  # seconds; four times as long before the next try, with a random part
_PASSING: Final = (502, 503, 504)
SECONDS = 60.0  # for which an answer is waited
_CONNECT_SECONDS: Final = 5.0
_QUOTED: Final = 160  # characters of a remote's own words that are shown


class BadAddress(RemoteTrouble):
    """What was given as the address of a store is none."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where an engine takes queries, updates and whole graphs (None: it has no Graph Store Protocol known here)."""

    query: str
    update: str
    graphs: str | None


def places(query: str, server: str) -> Places:
    """The addresses beside that of queries, by the custom of the engine that its Server header names.

    Virtuoso takes what changes the graph at addresses of their own, behind digest authentication. Oxigraph, Fuseki
    and RDF4J (GraphDB) by their documentation. Anything else takes updates where it takes queries.

    >>> places("http://h/sparql", "Virtuoso/07.20").graphs
    'http://h/sparql-graph-crud-auth'
    >>> places("http://h/ds/query", "Jetty").update
    'http://h/ds/update'
    """
    base, _, last = query.rstrip("/").rpartition("/")
    if "virtuoso" in server.lower():
        return Places(query, f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth")
    if last == "query" and "oxigraph" in server.lower():
        return Places(query, f"{base}/update", f"{base}/store")
    if last in ("query", "sparql") and ("fuseki" in server.lower() or last == "query"):
        return Places(query, f"{base}/update", f"{base}/data")
    if base.endswith("/repositories"):
        return Places(query, f"{query}/statements", f"{query}/rdf-graphs/service")
    return Places(query, query, None)


class Client:
    """Speaks to one endpoint; safe to share between threads, as httpx's client is."""

    def __init__(
        self,
        address: str,
        user: str | None = None,
        password: str | None = None,
        *,
        seconds: float | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`seconds` bounds the wait for each answer, SECONDS where it is not said. Raises BadAddress."""
        seconds = SECONDS if seconds is None else seconds
        self.address = checked_address(address)
        self.name = shown_address(address)
        self._password = password
        self._named = bool(user)
        self._seconds = seconds
        self._places: Places | None = None
        self._http = httpx.Client(
            auth=_Challenged(user, password or "") if user else None,
            timeout=httpx.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds)),
            trust_env=not _is_loopback(self.address),
            transport=transport,
            headers={"User-Agent": "danchieu"},
        )

    def close(self) -> None:
        self._http.close()

    def ask(self, sparql: str, accept: str, graphs: Sequence[tuple[str, str]] = ()) -> httpx.Response:
        """A query over the dataset of those (`default-graph-uri`, IRI) and (`named-graph-uri`, IRI).

        Raises SyntaxError where the endpoint calls it malformed, RemoteTrouble for any other failure.
        """
        form: dict[str, list[str]] = {"query": [sparql]}
        for name, iri in graphs:
            form.setdefault(name, []).append(iri)
        answer = self._send("POST", self.address, repeatable=True, data=form, headers={"Accept": accept})
        if answer.status_code == 400:
            raise SyntaxError(self._words(answer))
        self._check(answer)
        media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in READABLE[accept]:
            raise RemoteTrouble(
                f"kho từ xa {self.name} trả lời bằng «{media or 'không rõ kiểu'}», không phải kết quả SPARQL: "
                "hãy xem lại địa chỉ"
            )
        # Virtuoso ends a query that runs too long with status 200 and a part of the answer.
        if "x-sql-state" in answer.headers:
            raise RemoteTrouble(f"kho từ xa {self.name} hết giờ và chỉ trả về một phần kết quả", 503)
        return answer

    def update(self, sparql: str, *, repeatable: bool) -> None:
        """A SPARQL Update; `repeatable` says that doing it twice is doing it once."""
        answer = self._send("POST", self._where().update, repeatable=repeatable, data={"update": sparql})
        self._check(answer)

    def put(self, graph: str, ntriples: bytes) -> None:
        """Make these ground triples the whole of a graph."""
        self._graph("PUT", graph, ntriples)

    def add(self, graph: str, ntriples: bytes) -> None:
        """Add ground triples to a graph. Repeatable: a graph is a set, and without blank nodes nothing doubles."""
        self._graph("POST", graph, ntriples)

    @property
    def takes_graphs(self) -> bool:
        """Whether whole graphs can be sent (Graph Store Protocol)."""
        return self._where().graphs is not None

    def _graph(self, method: str, graph: str, ntriples: bytes) -> None:
        where = self._where().graphs
        assert where is not None, "ask takes_graphs first"
        answer = self._send(
            method,
            where,
            repeatable=True,
            params={"graph": graph},
            content=ntriples,
            headers={"Content-Type": TRIPLES},
        )
        self._check(answer)

    def _where(self) -> Places:
        if self._places is None:
            answer = self._send(
                "POST", self.address, repeatable=True, data={"query": "ASK {}"}, headers={"Accept": RESULTS}
            )
            self._check(answer)
            self._places = places(self.address, answer.headers.get("server", ""))
        return self._places

    def _send(
        self,
        method: str,
        url: str,
        *,
        repeatable: bool,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        tries = _TRIES if repeatable else 1
        for number in range(1, tries + 1):
            try:
                answer = self._http.request(method, url, headers=headers, params=params, data=data, content=content)
            except httpx.TransportError as error:
                # To wait again as long for what was too slow once would only make it slower.
                if number == tries or (isinstance(error, httpx.TimeoutException) and not _unheard(error)):
                    raise self._unreached(error) from None
            except (httpx.HTTPError, httpx.InvalidURL, ValueError):
                raise RemoteTrouble(f"câu trả lời của kho từ xa {self.name} không đọc được") from None
            else:
                if answer.status_code not in _PASSING or number == tries:
                    return answer
            time.sleep(_FIRST_WAIT * 4 ** (number - 1) * random.uniform(0.75, 1.25))
        raise AssertionError("the last try returns or raises")

    def _unreached(self, error: httpx.TransportError) -> RemoteTrouble:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return RemoteTrouble(f"không nối được tới kho từ xa {self.name}: máy chủ không nghe ở đó", 503)
        if isinstance(error, httpx.TimeoutException):
            return RemoteTrouble(f"kho từ xa {self.name} không trả lời trong {self._seconds:g} giây", 503)
        if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
            return RemoteTrouble(f"câu trả lời của kho từ xa {self.name} bị cắt ngang giữa chừng")
        return RemoteTrouble(f"không dùng được địa chỉ kho từ xa {self.name}")

    def _check(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if 200 <= status < 300:
            return
        if status == 401 and not self._named:
            raise RemoteTrouble(f"kho từ xa {self.name} đòi đăng nhập: hãy đặt biến {USER} và {PASSWORD}")
        if status in (401, 403):
            raise RemoteTrouble(f"kho từ xa {self.name} không cho phép, với tên và mật khẩu ở {USER}, {PASSWORD}")
        if status == 404:
            raise RemoteTrouble(f"kho từ xa {self.name} không có điểm truy vấn SPARQL ở địa chỉ đó (404)")
        if 300 <= status < 400:
            raise RemoteTrouble(f"kho từ xa {self.name} chuyển đi nơi khác ({status}): hãy đặt thẳng địa chỉ mới")
        if status in _PASSING:
            raise RemoteTrouble(f"kho từ xa {self.name} tạm thời chưa phục vụ được ({status})", 503)
        raise RemoteTrouble(f"kho từ xa {self.name} báo lỗi {status}: {self._words(answer)}")

    def _words(self, answer: httpx.Response) -> str:
        """The first line of what the endpoint says, short, and never with the password."""
        media = answer.headers.get("content-type", "")
        lines = [] if "html" in media else [" ".join(line.split()) for line in answer.text.splitlines()]
        first = next((line for line in lines if line), "không nói lý do")
        if self._password:
            first = first.replace(self._password, "…")
        return first if len(first) <= _QUOTED else first[:_QUOTED] + "…"


class _Challenged(httpx.Auth):
    """Basic or digest authentication, whichever the server asks for; nothing is sent before it asks."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is not None:
            yield from self._chosen.auth_flow(request)
            return
        answer = yield request
        if answer.status_code != 401:
            return
        asked = answer.headers.get("www-authenticate", "").lower()
        chosen = self._digest if "digest" in asked else self._basic if "basic" in asked else None
        if chosen is not None:
            self._chosen = chosen
            yield from chosen.auth_flow(request)


def checked_address(address: str) -> str:
    """The address as it can be called; raises BadAddress, whose message never shows what may be secret."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise BadAddress("địa chỉ kho từ xa không hợp lệ") from None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or port == 0:
        raise BadAddress("địa chỉ kho từ xa phải có dạng https://máy-chủ/sparql")
    if parts.username or parts.password:
        raise BadAddress(f"địa chỉ kho từ xa không được chứa tên và mật khẩu: hãy đặt chúng ở {USER} và {PASSWORD}")
    if parts.query or parts.fragment:
        raise BadAddress("địa chỉ kho từ xa không được có phần sau dấu «?» hoặc «#»")
    return address


def shown_address(address: str) -> str:
    """The address for a message: host and path."""
    parts = urlsplit(address)
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unheard(error: httpx.TransportError) -> bool:
    """Whether the request never reached the server."""
    return isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
