"""What came of reading one file: what each text in it says, and what could not be read, with reasons.

It travels between processes and is kept between runs, so it has a form in bytes. That form holds data
alone (never code, as pickled objects would), and paths are left out of it: the same bytes under
another name are the same outcome.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import msgspec

from ingest.resolve.keys import Own, Ref
from ingest.resolve.local import Local


@dataclass(slots=True)
class Failure:
    """A file, or a member of an archive (`member` is its path inside), that was not read, and why."""

    member: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """`locals` have the path inside the file as their source's path, empty for the file itself.

    `passing` says that another try may end otherwise: time ran out, a process died.
    """

    locals: list[Local] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passing: bool = False

    def encoded(self) -> bytes:
        """The outcome in bytes, compressed."""
        return zlib.compress(_ENCODER.encode(self), 1)


@dataclass(slots=True)
class Summary:
    """What a ledger tells of an outcome without its texts, which take four times as long to read."""

    texts: int
    failures: list[Failure]
    passing: bool


class Named(msgspec.Struct):
    """A text of an outcome, by its path inside the file and the hash of its bytes."""

    path: str
    sha256: str


class _Source(msgspec.Struct):
    source: Named


class Mentioning(msgspec.Struct):
    """What resolution needs of a text; to decode the rest takes ten times as long."""

    extraction: _Source
    refs: list[Ref]
    owns: list[Own]

    @property
    def source(self) -> Named:
        """Which text it is."""
        return self.extraction.source


class _Mentions(msgspec.Struct):
    locals: list[Mentioning]


class _Light(msgspec.Struct):
    locals: list[msgspec.Raw]
    failures: list[Failure]
    passing: bool = False


_ENCODER = msgspec.msgpack.Encoder()
_LIGHT = msgspec.msgpack.Decoder(_Light)
_MENTIONS = msgspec.msgpack.Decoder(_Mentions)
_DECODER = msgspec.msgpack.Decoder(Outcome)


class Damaged(ValueError):
    """Bytes that are no outcome."""


def decoded(data: bytes) -> Outcome:
    """The outcome that these bytes hold; raises `Damaged`."""
    try:
        return _DECODER.decode(zlib.decompress(data))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise Damaged(str(error)) from None


def mentions(data: bytes) -> list[Mentioning]:
    """What resolution needs of each text in these bytes of an outcome; raises `Damaged`."""
    try:
        return _MENTIONS.decode(zlib.decompress(data)).locals
    except (zlib.error, msgspec.MsgspecError) as error:
        raise Damaged(str(error)) from None


def summary(data: bytes) -> Summary:
    """How many texts these bytes of an outcome hold, and what could not be read; raises `Damaged`."""
    try:
        found = _LIGHT.decode(zlib.decompress(data))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise Damaged(str(error)) from None
    return Summary(len(found.locals), found.failures, found.passing)


def under(outcome: Outcome, path: str) -> Outcome:
    """The outcome with the file's path before those inside it."""
    for local in outcome.locals:
        local.extraction.source.path = path + local.extraction.source.path
    return outcome
