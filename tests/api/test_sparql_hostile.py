"""Hostile queries against a server of its own: every tenth of the two hundred that `benchmarks.hostile` sends."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest

from benchmarks.hostile import ALLOWED, AWAKE, GRACE, MEMORY, attack, listening, probed, watched
from benchmarks.hostile_queries import COUNT, every
from benchmarks.servers import ours

SECONDS = 1.0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc, which is Linux's")
def test_the_server_survives_hostile_queries_awake_bounded_and_without_calling_anyone(store_directory: Path) -> None:
    settings = {"DANCHIEU_SPARQL_SECONDS": str(SECONDS)}
    with listening() as (port, connected), ours(store_directory, settings) as (address, process):
        chosen = every(port)[::10]
        assert len({one.kind for one in chosen}) == 11
        with probed(address) as awake, watched(process) as memory:
            found = attack(address, chosen, 2, 2 * SECONDS + GRACE)
        assert {one.status for one in found} <= ALLOWED, found
        assert max(one.seconds for one in found) < 2 * SECONDS + GRACE
        assert any(one.code == "query-timeout" for one in found)
        assert {one.status for one in found if one.kind == "SERVICE"} == {403}
        assert {one.status for one in found if one.kind == "update"} <= {400, 403}
        # On a machine that is busy a query may wait out its second in line; no answer is ever made of a foreign graph.
        assert {one.code for one in found if one.kind == "FROM"} <= {"unknown-graph", "query-timeout"}
        assert connected() == 0
        assert 0 < memory["worker"] <= MEMORY
        assert awake().asked > 10
        assert awake().median < 1000 * AWAKE
        assert httpx.get(f"{address}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_the_queries_are_two_hundred_different_ones() -> None:
    found = every(1)
    assert len(found) == len({(one.query, str(one.dataset), one.update) for one in found}) == COUNT == 200


def test_the_listener_counts_whoever_connects() -> None:
    with listening() as (port, connected):
        assert connected() == 0
        with pytest.raises(OSError, match=r".*"):
            urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        assert connected() == 1
