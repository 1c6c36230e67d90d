"""What the load benchmark asks is answered, and what it counts is what happened."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from benchmarks import questions_asked
from benchmarks.load import Measured
from benchmarks.wire_client import Load, get, load
from graph.store.embedded import EmbeddedStore


def test_a_load_counts_answers_and_errors_apart(client: httpx.Client) -> None:
    address = str(client.base_url)
    host = client.base_url.netloc.decode()
    found = asyncio.run(load(address, [get(host, "/healthz"), get(host, "/nowhere")], clients=3, seconds=1))
    assert found.times
    assert set(found.errors) == {"404"}
    assert found.seconds >= 1
    assert found.rate == len(found.times) / found.seconds
    assert 0 < found.milliseconds(0.5) <= found.milliseconds(0.99)


def test_a_server_that_is_not_there_is_an_error_and_no_answer() -> None:
    found = asyncio.run(load("http://127.0.0.1:1", [get("127.0.0.1:1", "/")], clients=1, seconds=0.2))
    assert not found.times
    assert sum(found.errors.values()) > 0
    assert Measured.of("g", "s", "q", found).answers == 0


def test_times_are_ordered_before_a_share_is_taken() -> None:
    found = Load(2.0, times=[0.004, 0.001, 0.003, 0.002])
    assert (found.rate, found.milliseconds(0.5), found.milliseconds(0.99)) == (2.0, 3.0, 4.0)


@pytest.mark.parametrize("kind", ["instrument", "tasks", "lookup", "SPARQL"])
def test_every_question_of_the_benchmark_is_answered(client: httpx.Client, store_directory: Path, kind: str) -> None:
    with EmbeddedStore.open(store_directory) as store:
        asked = questions_asked.of(store)
    exchanges = asked.exchanges(client.base_url.netloc.decode())[kind]
    found = asyncio.run(load(str(client.base_url), exchanges, clients=1, seconds=0.5))
    assert found.times
    assert not found.errors
