"""A client of HTTP/1.1 that costs next to nothing: kept-open connections, requests made beforehand, bodies counted.

A client that parses headers and decodes bodies takes more of a small machine than the server that is measured does
(processor time of a request, 50 at once: httpx 4.8 ms, this one 0.02 ms). It reads what it needs to tell one answer
from the next, and raises on what it does not understand; it is no client for anything but a benchmark.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Load:
    """What came of one load: seconds of each answer that was as expected, and the others by what they were."""

    seconds: float
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    received: int = 0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.seconds

    def milliseconds(self, share: float) -> float:
        """The time within which that share of the good answers came; nan where none came."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it goes over the wire, and the statuses that are a right answer to it."""

    sent: bytes
    expected: frozenset[int] = frozenset({200})


def get(host: str, target: str, accept: str = "*/*", expected: Sequence[int] = (200,)) -> Exchange:
    """A GET of that target."""
    return Exchange(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode(), frozenset(expected))


def post(host: str, target: str, media: str, body: bytes, accept: str = "*/*") -> Exchange:
    """A POST of that body."""
    head = f"POST {target} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nContent-Type: {media}\r\n"
    return Exchange(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def load(
    address: str,
    exchanges: Sequence[Exchange],
    clients: int,
    seconds: float,
    seed: int = 5,
    patience: float | None = None,
) -> Load:
    """`clients` connections, each asking one thing after the other for that long; what is under way then is let end,
    for `patience` seconds more at most where that is given: what has not come by then is counted as an error."""
    place = urlsplit(address)
    began = time.perf_counter()
    found = Load(seconds)
    until = began + seconds
    asking = [
        asyncio.ensure_future(
            _client(place.hostname or "", place.port or 80, exchanges, until, found, random.Random(seed + number))
        )
        for number in range(clients)
    ]
    _, late = await asyncio.wait(asking, timeout=None if patience is None else seconds + patience)
    for one in late:
        one.cancel()
        found.errors["no answer in time"] += 1
    await asyncio.gather(*asking, return_exceptions=True)
    # Until the last answer: a slow server's, which come long after, would else count as if they had come in time.
    found.seconds = time.perf_counter() - began
    return found


async def _client(
    host: str, port: int, exchanges: Sequence[Exchange], until: float, found: Load, chance: random.Random
) -> None:
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.perf_counter() < until:
        exchange = chance.choice(exchanges)
        began = time.perf_counter()
        try:
            connection = connection or await asyncio.open_connection(host, port)
            status, length, kept = await answer(*connection, exchange.sent)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            found.errors[type(error).__name__] += 1
            connection = None
            await asyncio.sleep(0.05)
            continue
        if status in exchange.expected:
            found.times.append(time.perf_counter() - began)
            found.received += length
        else:
            found.errors[str(status)] += 1
        if not kept:
            connection[1].close()
            connection = None
    if connection is not None:
        connection[1].close()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> tuple[int, int, bool]:
    """Send it; the status, the length of the body, and whether the connection is kept. Raises ValueError, OSError."""
    writer.write(sent)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    kept = b"\r\nconnection: close" not in head
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        raise ValueError("an answer without a length")
    length = int(head[at + 17 : head.index(b"\r\n", at + 2)])
    await reader.readexactly(length)
    return status, length, kept
