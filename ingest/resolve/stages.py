"""The stages of resolution: what one file says at each, from its mentions and the dossiers of the stages before.

    TYPING      the types that it writes for symbols
    DATING      days, held texts and titles of each (body, type, number), knowing types
    MEETING     what it cites beside what, and laws with their numbers, knowing the instruments of each series
    ANSWERING   its answers, and what they say of instruments, knowing all

Each is a pure function of one file and of dossiers. So files may be taken one at a time, in any order, and a file is
taken again only where a dossier that it asked for has changed.
"""

from __future__ import annotations

import zlib
from collections import Counter
from enum import IntEnum

import msgspec

from graph.identity import slug
from ingest.resolve.answers import Answered, answered
from ingest.resolve.clusters import words_of
from ingest.resolve.dated import period_of, period_of_own
from ingest.resolve.dossiers import (
    BEFORE,
    BESIDE,
    CITED,
    DAYS,
    NAMED,
    PLENUM,
    SERIES,
    SPELT,
    TYPES,
    WORDS,
    Evidence,
    Look,
    encode,
    key_of,
)
from ingest.resolve.keys import Own, Ref
from ingest.resolve.names import cited_with_name, days_of, spelt
from ingest.resolve.numbers import cited_by_number
from ingest.resolve.plenums import said as said_of_plenum
from ingest.resolve.registered import could_mean, series_of
from ingest.resolve.symbols import (
    company,
    number_attachments,
    own_cluster,
    series_of_own,
    set_types,
    settle_symbols,
    write_types,
)


class Stage(IntEnum):
    """In their order. A file asks for types at DATING, for all else at ANSWERING, and at MEETING for nothing more."""

    TYPING = 0
    DATING = 1
    MEETING = 2
    ANSWERING = 3


class Mentions(msgspec.Struct, array_like=True):
    """What resolution needs of a file: its mentions and its own identities."""

    refs: list[Ref]
    owns: list[Own]

    def packed(self) -> bytes:
        """It in bytes, compressed."""
        return zlib.compress(_ENCODER.encode(self), 1)

    @classmethod
    def unpacked(cls, content: bytes) -> Mentions:
        """What `packed` made."""
        return _DECODER.decode(zlib.decompress(content))


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Mentions)


def typing(file: Mentions) -> Evidence:
    """The types that are written for symbols."""
    said: Evidence = Counter()
    for symbol, type_ in {(r.symbol, r.type) for r in file.refs if r.series is not None and r.series[1] != "?"}:
        if symbol and type_:
            said[key_of(TYPES, (symbol,)), encode((type_,))] += 1
    return said


def complete(file: Mentions, look: Look) -> dict[int, str]:
    """Write into a file what other files know of its types, and what its covering letter knows of its attachments;
    the types, by mention."""
    types = set_types(file.refs, look)
    number_attachments(file.refs, file.owns)
    return types


def completed(file: Mentions, types: dict[int, str]) -> None:
    """The same where the types are known already."""
    write_types(file.refs, types)
    number_attachments(file.refs, file.owns)


def dating(file: Mentions) -> Evidence:
    """Days, held texts, undated mentions and titles, of a completed file."""
    said: Evidence = Counter()
    for own in file.owns:
        series = series_of_own(own)
        key = key_of(SERIES, series)
        said[key, encode(("o", own.date or "", period_of_own(own) or ""))] += 1
        if own.symbol:
            said[key, encode(("s", own.symbol))] += 1
        for word in words_of(own.title):
            said[key_of(WORDS, series), encode((True, own.date or "", word))] += 1
    for ref in file.refs:
        if ref.kind == "symbol" and ref.series is not None:
            _of_symbol(said, ref)
        elif ref.kind == "plenum" and ref.series is not None:
            said[key_of(PLENUM, ref.series), encode(said_of_plenum(ref))] += 1
        elif (of := days_of(ref)) is not None:
            said[key_of(DAYS, of[0]), encode((of[1],))] += 1
    return said


def _of_symbol(said: Evidence, ref: Ref) -> None:
    assert ref.series is not None
    key = key_of(SERIES, ref.series)
    if ref.symbol:
        said[key, encode(("s", ref.symbol))] += 1
    if ref.date is None:
        homeless = not any(could_mean(ref, known) for known in series_of(ref.series))
        year = ref.written_year or int(ref.year or 0)
        said[key, encode(("u", ref.term or "", year, homeless))] += 1
        return
    said[key, encode(("d", ref.date, period_of(ref) or ""))] += 1
    if ref.year is not None:
        return  # a number with its year names one instrument: no title has to tell it from another
    words = words_of(ref.title)
    if words:
        for word in ("", *words):
            said[key_of(WORDS, ref.series), encode((False, ref.date, word))] += 1
    else:
        said[key_of(BEFORE, ref.series), encode((ref.date, " ".join(sorted(words_of(ref.context)))))] += 1


def meeting(file: Mentions, look: Look) -> Evidence:
    """Company of instruments that are confused with others, and names with numbers, of a completed file."""
    said: Evidence = Counter()
    answers = settle_symbols(file.refs, look, company=False)
    for one, other in company(file.refs, answers, look):
        said[key_of(BESIDE, (*one.series, other.iri)), encode((one.iri,))] += 1
    for ref, found in cited_with_name(file.refs, answers):
        name = spelt(ref.name or "")
        said[key_of(NAMED, (name,)), encode((found.brief(),))] += 1
        said[key_of(SPELT, (slug(name),)), encode((name,))] += 1
    held = [own_cluster(own, look) for own in file.owns]
    for number, place, found in cited_by_number(file.refs, file.owns, held, answers):
        said[key_of(CITED, number), encode((place, found.brief()))] += 1
    return said


def answering(file: Mentions, types: dict[int, str], look: Look) -> Answered:
    """The answers for a completed file."""
    return answered(file.refs, file.owns, types, look)
