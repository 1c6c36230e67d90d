"""Answers kept whole for whoever asks the same again: their tag says that nothing they come from has changed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from starlette.types import Message, Send

_SHARE = 16  # one answer takes at most this part of the room


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer as it was sent (without what outer layers add), its body, and the route that gave it."""

    start: Message
    body: bytes
    route: Any

    async def send(self, send: Send) -> None:
        """Send it once more. Layers outside change the head's list of headers, so they get one of their own."""
        await send({**self.start, "headers": list(self.start["headers"])})
        await send({"type": "http.response.body", "body": self.body})


class Kept:
    """The answers asked for last, as many as fit into `room` bytes. One event loop alone uses it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def find(self, key: str) -> Answer | None:
        """The answer that is kept under that key."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def fits(self, size: int) -> bool:
        """Whether a body of so many bytes may be kept."""
        return size <= self._room // _SHARE

    def keep(self, key: str, answer: Answer) -> None:
        """Keep an answer, in place of those that were asked for longest ago."""
        before = self._answers.pop(key, None)
        self._used += len(answer.body) - (len(before.body) if before is not None else 0)
        self._answers[key] = answer
        while self._used > self._room:
            _, dropped = self._answers.popitem(last=False)
            self._used -= len(dropped.body)


class Recording:
    """Passes messages on, and puts an answer by once it has been sent whole, if it is good and not too long."""

    def __init__(self, send: Send, kept: Kept, key: str, scope: Any) -> None:
        self._send, self._kept, self._key, self._scope = send, kept, key, scope
        self._start: Message | None = None
        self._parts: list[bytes] | None = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # What has a tag of its own compares it itself with the tag that a client holds.
            good = message["status"] == 200 and all(name.lower() != b"etag" for name, _ in message["headers"])
            self._start = {**message, "headers": list(message["headers"])} if good else None
        elif message["type"] == "http.response.body" and self._start is not None and self._parts is not None:
            self._parts.append(message.get("body", b""))
            if not self._kept.fits(sum(map(len, self._parts))):
                self._parts = None
            elif not message.get("more_body"):
                answer = Answer(self._start, b"".join(self._parts), self._scope.get("route"))
                self._kept.keep(self._key, answer)
        else:
            self._parts = None  # a file that the server sends by itself, or anything else that cannot be repeated
        await self._send(message)
