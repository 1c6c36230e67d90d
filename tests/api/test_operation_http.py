"""The server as an operator sees it: ids, health, metrics, sizes, headers; through proxies."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from promises import V1, check

from api.app import create_app
from api.http import MOST_HEADER_BYTES, MOST_HEADERS
from api.settings import Settings

METRIC = re.compile(r"^(\w+)(\{[^}]*\})? ([-+0-9.einfNa]+)$", re.M)


@pytest.fixture(scope="module")
def proxied(store_directory: Path, serving: Any) -> Iterator[httpx.Client]:
    """A client of a server that believes this machine's proxies, is reached by HTTPS, and takes short bodies."""
    settings = Settings(
        store=store_directory,
        trusted_proxies=("127.0.0.0/8",),
        https=True,
        body_bytes=2048,
        metrics_from=("192.0.2.7",),
    )
    with serving(create_app(settings)) as found:
        yield found


def numbers(client: httpx.Client) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.status_code == 200, response.text
    return {f"{name}{labels}": float(value) for name, labels, value in METRIC.findall(response.text)}


def test_a_request_keeps_its_id_or_is_given_one(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "don-41.a"}).headers["x-request-id"] == "don-41.a"
    made = {client.get("/nowhere").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3
    for bad in ("", "two words", "x" * 200, 'a"b', "a\tb"):
        given = client.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert re.fullmatch("[0-9a-f]{16}", given), bad
    twice = [("X-Request-ID", "one"), ("X-Request-ID", "two")]
    assert re.fullmatch("[0-9a-f]{16}", client.get("/healthz", headers=twice).headers["x-request-id"])


def test_an_unforeseen_fault_tells_its_id_and_no_more(
    store_directory: Path, monkeypatch: pytest.MonkeyPatch, serving: Any
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("the secret of the house")

    monkeypatch.setattr("graph.questions.problems", fail)
    with serving(create_app(Settings(store=store_directory))) as client:
        told = client.get(f"{V1}/problems", headers={"X-Request-ID": "don-42"})
        page = client.get("/problems", headers={"X-Request-ID": "don-43", "Accept": "text/html"})
        assert numbers(client)[f'danchieu_requests_total{{method="GET",route="{V1}/problems",status="500"}}'] == 1
    assert told.status_code == 500
    assert told.json()["request_id"] == "don-42"
    assert "don-42" in told.json()["detail"]
    assert "secret" not in told.text
    assert "default-src 'none'" in told.headers["content-security-policy"], "an error is an answer like others"
    if page.status_code == 500:
        assert "don-43" in page.text
        assert "secret" not in page.text


def test_health_touches_no_store_and_readiness_asks_it(
    client: httpx.Client, openapi: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = check(openapi, "/readyz", client.get("/readyz"))
    assert told == {"status": "ready", "generation": "1", "sparql": "ok"}

    def touched(*_: Any) -> Any:
        raise AssertionError("the store was touched")

    for name in ("generation", "name", "store"):
        monkeypatch.setattr(f"api.knowledge.Knowledge.{name}", touched)
    assert check(openapi, "/healthz", client.get("/healthz")) == {"status": "ok", "generation": "1"}
    assert client.get(f"{V1}/healthz").status_code == 200


def test_a_server_that_cannot_answer_says_why(tmp_path: Path, serving: Any, openapi: dict[str, Any]) -> None:
    with serving(create_app(Settings(store=tmp_path / "none"))) as client:
        response = client.get("/readyz", headers={"Accept": "text/html"})
        assert response.status_code == 503
        assert "danchieu ingest" in check(openapi, "/readyz", response)["detail"]
        assert response.headers["retry-after"]
        assert client.get("/healthz").status_code == 200
        assert numbers(client)["danchieu_store_present"] == 0


def test_a_damaged_store_is_not_ready(tmp_path: Path, serving: Any) -> None:
    (tmp_path / "generations" / "1").mkdir(parents=True)
    (tmp_path / "current").symlink_to("generations/1")
    with serving(create_app(Settings(store=tmp_path))) as client:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "danchieu store check" in response.json()["detail"]


def test_queries_that_cannot_run_make_it_not_ready(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.sparql.pool import Busy, Died

    async def fail(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("api.operation.metrics.CountedPool.run", fail)
    error: Exception = Died()
    assert client.get("/readyz").status_code == 503
    error = Busy()
    assert client.get("/readyz").json()["sparql"] == "busy", "others are answered: that is no reason to be taken out"


def test_metrics_count_requests_by_template_and_queries_by_their_end(client: httpx.Client, hasty: httpx.Client) -> None:
    before = numbers(client)
    for text in ("rac", "de dieu"):
        client.get(f"{V1}/tasks", params={"q": text})
    client.head(f"{V1}/tasks")
    client.get("/no-such-place/17")
    # Asked by no other test of this server: an answer that is kept would not run.
    for _ in range(2):
        client.get("/sparql", params={"query": "ASK { <urn:counted> ?p ?o }"})
    client.request("BREW", "/")
    after = numbers(client)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more(f'danchieu_requests_total{{method="GET",route="{V1}/tasks",status="200"}}') == 2
    assert more(f'danchieu_requests_total{{method="HEAD",route="{V1}/tasks",status="200"}}') == 1
    assert more('danchieu_requests_total{method="GET",route="(none)",status="404"}') == 1
    assert more('danchieu_requests_total{method="other",route="/",status="405"}') == 1
    assert more(f'danchieu_request_seconds_count{{route="{V1}/tasks"}}') == 3
    assert more('danchieu_sparql_ended_total{outcome="answered"}') == 1
    assert more('danchieu_sparql_ended_total{outcome="kept"}') == 1
    assert (after["danchieu_sparql_running"], after["danchieu_sparql_waiting"]) == (0, 0)
    assert after["danchieu_store_quads"] > 100
    assert 0 <= after["danchieu_store_age_seconds"] < 3600
    assert after['danchieu_store_generation{generation="1"}'] == 1
    assert not [name for name in after if "no-such-place" in name or "de+dieu" in name]

    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"
    assert hasty.get("/sparql", params={"query": endless}).status_code == 503
    assert numbers(hasty)['danchieu_sparql_ended_total{outcome="killed"}'] >= 1


def test_metrics_are_this_machines_and_no_proxys(client: httpx.Client, proxied: httpx.Client) -> None:
    for name in ("X-Forwarded-For", "Forwarded"):
        assert client.get("/metrics", headers={name: "for=127.0.0.1"}).status_code == 403
    assert proxied.get("/metrics").status_code == 403
    assert proxied.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 200
    assert proxied.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7, 192.0.2.8"}).status_code == 403


def test_metrics_speak_openmetrics_too(client: httpx.Client) -> None:
    response = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert response.text.rstrip().endswith("# EOF")


def test_no_header_names_the_server_and_every_answer_is_guarded(client: httpx.Client, proxied: httpx.Client) -> None:
    for address in ("/", "/healthz", "/nowhere", f"{V1}/tasks?limit=0", "/static/style.css"):
        headers = client.get(address).headers
        assert "server" not in headers
        assert "x-powered-by" not in headers
        assert "camera=()" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "strict-transport-security" not in headers, "without HTTPS it would lock people out"
    assert proxied.get("/").headers["strict-transport-security"] == "max-age=31536000"


def test_a_body_beyond_the_bound_is_refused_whoever_would_read_it(proxied: httpx.Client) -> None:
    for address in ("/sparql", f"{V1}/tasks", "/nowhere"):
        response = proxied.post(address, content=b"x" * 4096, headers={"Content-Type": "application/sparql-query"})
        assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (413, "body-too-large"), address
        assert response.headers["connection"] == "close"
    assert proxied.get("/healthz").status_code == 200


def test_a_body_of_undeclared_length_is_counted_as_it_comes(proxied: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b"#" * 1024

    for media in ("application/sparql-query", "application/x-www-form-urlencoded"):
        with contextlib.suppress(httpx.WriteError):  # the answer came while we were still sending
            response = proxied.post("/sparql", content=endless(), headers={"Content-Type": media})
            assert response.status_code == 413
            assert response.json()["type"].endswith("/body-too-large")
    assert proxied.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_too_many_and_too_long_headers_are_refused(client: httpx.Client) -> None:
    for headers in ({f"X-{i}": "1" for i in range(MOST_HEADERS)}, {"X-Long": "x" * MOST_HEADER_BYTES}):
        response = client.get("/healthz", headers=headers)
        assert response.status_code == 431
        assert response.json()["status"] == 431
    assert client.get("/sparql", params={"query": f"ASK {{}} #{'x' * 30_000}"}).status_code == 200, "of an address more"


def test_a_request_without_end_of_its_head_is_cut_off(client: httpx.Client) -> None:
    host, port = client.base_url.host, client.base_url.port
    with socket.create_connection((host, port or 80), timeout=10) as sent:
        with contextlib.suppress(OSError):
            for _ in range(600):
                sent.sendall(b"GET / HTTP/1.1\r\nX-A: " + b"x" * 1024 if _ == 0 else b"y" * 1024)
        with contextlib.suppress(OSError):
            answer = sent.recv(4096)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert client.get("/healthz").status_code == 200


def test_the_description_tells_the_rates_and_their_headers(openapi: dict[str, Any]) -> None:
    assert "1200" in openapi["info"]["description"]
    described = openapi["paths"][f"{V1}/tasks"]["get"]["responses"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(described["429"]["headers"])
    assert {"RateLimit", "RateLimit-Policy"} <= set(described["200"]["headers"])
    assert json.dumps(described["429"]["headers"]["RateLimit"]) == '{"$ref": "#/components/headers/RateLimit"}'
    assert "RateLimit" in openapi["components"]["headers"]


@pytest.mark.parametrize("sent", [b"\x00\x01 nothing\r\n\r\n", b"GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_what_no_application_sees_is_refused_as_a_problem_too(client: httpx.Client, sent: bytes) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=20) as talk:
        talk.sendall(sent)
        answer = b"".join(iter(lambda: talk.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["status"] == 400
    assert b"server:" not in head.lower()
