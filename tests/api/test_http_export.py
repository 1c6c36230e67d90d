"""Exports over HTTP: headers that say what a file of that format cannot."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize("format", ["jsonld", "turtle", "csv", "xlsx"])
def test_a_file_that_is_empty_cut_or_neither_is_told_in_its_headers(client: httpx.Client, format: str) -> None:
    def said(**more: str) -> tuple[str, str]:
        answer = client.get("/api/v1/export", params={"format": format, "of": "120-KL/TU", **more})
        assert answer.status_code == 200
        return answer.headers["Danchieu-Empty"], answer.headers["Danchieu-Truncated"]

    assert said(relation="repeals", direction="out") == ("true", "false")
    assert said(depth="3", limit="4") == ("false", "true")
    assert said(depth="2") == ("false", "false")


def test_a_whole_graph_too_large_to_sort_for_anybody_is_had_as_a_file(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/api/v1/export", params={"format": "trig"}).status_code == 200
    monkeypatch.setattr("api.exporting.MOST_STATEMENTS", 10)
    for format in ("nquads", "turtle", "rdfxml"):
        # In a language that no test has asked in before, lest an answer that was kept comes.
        refused = client.get("/api/v1/export", params={"format": format}, headers={"Accept-Language": "la"})
        assert (refused.status_code, refused.json()["dumps"]) == (413, "/dumps/")
    assert client.get("/api/v1/export", params={"format": "nquads", "of": "120-KL/TU"}).status_code == 200
    assert client.get("/api/v1/export", params={"format": "graphml"}).status_code == 200
