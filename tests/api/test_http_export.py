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
