"""What a browser may do with an answer: a page runs its own scripts alone, anything else runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.pages import rendering
from api.pages.assets import Assets

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def policy(response: httpx.Response) -> dict[str, list[str]]:
    """The directives of the one policy that an answer carries."""
    (told,) = response.headers.get_list("content-security-policy")
    found = [directive.split() for directive in told.split(";")]
    return {name: values for name, *values in found}


@pytest.mark.parametrize(
    "address",
    ["/", "/van-ban/19-CT/TU", "/nhiem-vu", "/sparql", "/sparql?query=ASK%20%7B%7D", "/sparql?query=x", "/khong-co"],
)
def test_a_page_runs_scripts_of_this_server_only_and_asks_nobody_else(client: httpx.Client, address: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.headers["content-type"].startswith("text/html")
    told = policy(response)
    assert told["default-src"] == told["base-uri"] == told["frame-ancestors"] == ["'none'"]
    for directive in ("script-src", "style-src", "connect-src", "form-action"):
        assert told[directive] == ["'self'"], directive
    assert told["img-src"] == ["'self'", "data:", "blob:"]
    assert "unsafe" not in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "address",
    ["/api/v1/instruments?q=19", "/sparql?query=ASK%20%7B%7D", "/static/icon.svg", "/ontology", "/openapi.json"],
)
def test_what_is_no_page_runs_nothing(client: httpx.Client, address: str) -> None:
    response = client.get(address, headers={"Accept": "*/*"})
    assert not response.headers["content-type"].startswith("text/html")
    assert "script-src" not in policy(response)
    assert policy(response)["default-src"] == ["'none'"]


def test_a_page_that_a_browser_has_already_keeps_its_policy(client: httpx.Client) -> None:
    first = client.get("/van-ban/19-CT/TU", headers=BROWSER)
    again = client.get("/van-ban/19-CT/TU", headers=BROWSER | {"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers
    assert again.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/", "/sparql", "/van-ban/19-CT/TU", "/ontology", "/docs", "/tra-cuu"])
def test_nothing_in_a_page_would_be_refused_by_its_own_policy(client: httpx.Client, address: str) -> None:
    text = client.get(address, headers=BROWSER).text
    assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)|<style|\sstyle=\"|\son[a-z]+=\"", text)
    assert not re.search(r"<(?:script|link rel=\"stylesheet\"|img)[^>]+(?:src|href)=\"(?:https?:)?//", text)


def test_pages_without_their_scripts_say_so_and_still_answer(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = "không có phần mã chạy trong trình duyệt"
    monkeypatch.setattr(rendering, "HERE", tmp_path)
    page = client.get("/sparql?query=ASK%20%7B%7D", headers=BROWSER)
    assert page.status_code == 200
    assert said in page.text
    assert "Có (true)" in page.text
    (tmp_path / "static" / "built").mkdir(parents=True)
    assert said not in client.get("/sparql?query=ASK%20%7B%7D", headers=BROWSER).text


def test_a_browser_keeps_what_is_named_by_its_content_and_asks_anew_for_the_rest(
    tmp_path: Path, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> None:
    (tmp_path / "part-AB12.js").write_text("1")
    (tmp_path / "sparql.js").write_text("1")
    app = FastAPI()
    app.mount("/", Assets(directory=tmp_path))
    with serving(app) as client:
        assert "immutable" in client.get("/part-AB12.js").headers["cache-control"]
        script = client.get("/sparql.js")
        assert script.headers["cache-control"] == "no-cache"
        again = client.get("/sparql.js", headers={"If-None-Match": script.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
