"""docs/operation.md says what is true: its commands parse, its settings exist, its metrics are counted."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import httpx
import pytest
from said import ROOT

from api.cli import parser
from api.operation.limits import policies
from api.settings import Settings


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


def test_its_commands_are_commands(page: str) -> None:
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S))
    typed = re.findall(r"^danchieu (.*)$", blocks, re.M) + re.findall(r"`danchieu ([^`]*)`", page)
    assert len(typed) >= 5
    for command in typed:
        parser().parse_args(shlex.split(command, comments=True))


def test_its_file_of_settings_is_one(page: str, tmp_path: Path) -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    file = tmp_path / "danchieu.toml"
    file.write_text(text, encoding="utf-8")
    found = Settings.from_environment({"DANCHIEU_SETTINGS": str(file)})
    assert (found.hosts, found.trusted_proxies, found.https) == (("tra-cuu.vn",), ("127.0.0.1",), True)


def test_its_settings_are_settings(page: str) -> None:
    for name in re.findall(r"`([a-z]+_[a-z]+)(?: = \w+)?`", page):
        assert name in Settings.model_fields or name in ("request_id", "query_bytes"), name


def test_its_metrics_are_counted(page: str, client: httpx.Client) -> None:
    client.get("/healthz")
    client.get("/healthz")  # a request is counted when its answer has been sent, so the first one is by now
    counted = client.get("/metrics").text
    for name in re.findall(r"`(danchieu_\w+)", page):
        assert re.search(rf"^{name}", counted, re.M), name
    outcomes = re.search(r"sparql_ended_total\{outcome\}` \| (.*) \|", page)
    assert outcomes
    assert set(re.findall(r"`(\w+)`", outcomes[1])) == set(re.findall(r'ended_total\{outcome="(\w+)"', counted))


def test_its_rates_are_the_ones_in_force(page: str) -> None:
    assert f"RateLimit-Policy: {', '.join(each.field() for each in policies(Settings()))}" in page


def test_its_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page):
        assert (ROOT / "docs" / target).exists(), target
