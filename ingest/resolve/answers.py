"""The answers for one file: which instrument each mention means, by which method, else what it may mean.

They have a form in bytes, so that what was answered last time can be compared with what is answered now, and
written into an extraction at any time without asking anybody.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ingest.resolve.clusters import Cluster
from ingest.resolve.dossiers import DISPUTED, Look
from ingest.resolve.keys import Own, Ref
from ingest.resolve.names import settle_names
from ingest.resolve.numbers import antecedent, settle_numbers
from ingest.resolve.symbols import Answers, own_cluster, settle_symbols


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """What was found for one mention. `known` is the instrument's place among the registered ones of its series;
    `place` that of an instrument which the mention itself does not say."""

    iri: str | None
    method: str
    candidates: tuple[str, ...] = ()
    known: int | None = None
    place: str | None = None


class Conflict(msgspec.Struct, array_like=True, frozen=True):
    """An instrument of which several days are written; `at` are the mentions that write another than it has."""

    iri: str
    message: str
    at: tuple[int, ...]


class Text(msgspec.Struct, array_like=True, frozen=True):
    """A held text: its instrument, and symbol and day where its covering letter gave it them."""

    iri: str
    symbol: str | None
    date: str | None
    known: int | None = None


class Answered(msgspec.Struct, array_like=True):
    """All answers for a file. `types` are those that other files gave to mentions without one; `known_candidates`
    are the places of those candidates that are registered, by IRI."""

    texts: list[Text]
    mentions: list[Answer]
    types: dict[int, str]
    conflicts: list[Conflict]
    known_candidates: dict[str, int]

    def packed(self) -> bytes:
        """It in bytes; equal answers are equal bytes."""
        return _ENCODER.encode(self)

    @classmethod
    def unpacked(cls, content: bytes) -> Answered:
        """What `packed` made."""
        return _DECODER.decode(content)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Answered)


def answered(refs: Sequence[Ref], owns: Sequence[Own], types: dict[int, str], look: Look) -> Answered:
    """The answers for a file whose types and attachments are completed."""
    held = [own_cluster(own, look) for own in owns]
    found = settle_symbols(refs, look, company=True)
    settle_names(refs, found, look)
    settle_numbers(refs, owns, held, found, look)
    mentions = []
    candidates: dict[str, int] = {}
    for k, ref in enumerate(refs):
        instrument, method, several = found.get(k, (None, "unresolved", ()))
        place = None
        if method == "registered-number":
            place = "vn"  # the document's own was a guess, for want of an issuer
        elif instrument is not None and ref.kind == "anaphor" and (j := antecedent(refs, k)) is not None:
            place = refs[j].place
        mentions.append(
            Answer(
                instrument.iri if instrument else None,
                method,
                tuple(sorted({c.iri for c in several})),
                instrument.known if instrument else None,
                place,
            )
        )
        candidates |= {c.iri: c.known for c in several if c.known is not None}
    texts = [Text(c.iri, own.symbol, own.date, c.known) for c, own in zip(held, owns, strict=True)]
    return Answered(texts, mentions, types, _conflicts(refs, found, look), dict(sorted(candidates.items())))


def _conflicts(refs: Sequence[Ref], found: Answers, look: Look) -> list[Conflict]:
    """One instrument, several days written: told by those who write another than it has, of every such place."""
    at: dict[str, tuple[Cluster, list[int]]] = {}
    for k, ref in enumerate(refs):
        one = found.get(k, (None,))[0]
        if ref.kind == "symbol" and ref.date is not None and one is not None and ref.date != one.date:
            at.setdefault(one.iri, (one, []))[1].append(k)
    return [
        Conflict(iri, dict(look(DISPUTED, one.series))[iri], tuple(places)) for iri, (one, places) in sorted(at.items())
    ]
