"""Answers kept for whoever asks the same again: a generation never changes, so neither does an answer from it.

Fifty who ask the same at once wait for one answer: without that, measured on a million triples, each of them ran a
query of 0.2 s of its own, the line grew beyond the time limit, and nothing was ever kept.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path

from api.sparql.wire import Answer

_SHARE = 16  # one answer takes at most this part of the room


class Kept:
    """The answers asked for last, as many as fit into `room` bytes; those of an older generation go with it.

    `spared` is called for each question that was answered without a query of its own.
    """

    def __init__(self, room: int, spared: Callable[[], object] = lambda: None) -> None:
        self._room = room
        self._spared = spared
        self._used = 0
        self._generation: Path | None = None
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._running: dict[tuple[Path, bytes], asyncio.Future[Answer]] = {}

    async def answer(self, generation: Path, question: bytes, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer that is kept, or the one that another is waiting for, or what `ask` gives, which is kept.

        Raises what `ask` does. Whoever waited for another's in vain – its client left, its turn did not come – asks.
        """
        if not self._room:
            return await ask()
        kept = self.find(generation, question)
        if kept is not None:
            self._spared()
            return kept
        running = self._running.get((generation, question))
        if running is not None:
            await asyncio.wait({running})
            if running.cancelled():
                return await ask()
            self._spared()
            return running.result()
        running = self._running[generation, question] = asyncio.get_running_loop().create_future()
        try:
            found = await ask()
            running.set_result(found)
            self.keep(generation, question, found)
            return found
        finally:
            running.cancel()  # where it has no result
            del self._running[generation, question]

    def find(self, generation: Path, question: bytes) -> Answer | None:
        """The answer to that very question, if it is kept."""
        if generation != self._generation:
            return None
        found = self._answers.get(question)
        if found is not None:
            self._answers.move_to_end(question)
        return found

    def keep(self, generation: Path, question: bytes, answer: Answer) -> None:
        """Keep an answer from that generation, in place of those that were asked for longest ago."""
        size = len(question) + len(answer.body)
        if answer.outcome != "ok" or size > self._room // _SHARE:
            return
        if generation != self._generation:
            self._answers.clear()
            self._used, self._generation = 0, generation
        if question not in self._answers:
            self._used += size
        self._answers[question] = answer
        while self._used > self._room:
            oldest, dropped = self._answers.popitem(last=False)
            self._used -= len(oldest) + len(dropped.body)
