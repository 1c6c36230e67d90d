"""The answer about a text: each citation with its status, what it is, how that stands, how to write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from api import words
from api.lookup.form import official
from api.lookup.meaning import LEFT, NONE, ONE, SEVERAL, Meaning, Reader
from api.lookup.said import Said, read_text
from api.lookup.shelf import Shelf
from api.lookup.wording import message, told_apart_by
from graph.answers.rows import Json
from graph.answers.status import status as standing_of
from graph.errors import AmbiguousInstrument, UnknownInstrument
from graph.model import Citation
from graph.search import find_one
from graph.store.base import Store
from graph.triples.evidence import pinpoint_words
from graph.typed import read_typed
from ingest.resolve.keys import Ref

MOST = 500  # citations of one answer: a law of 60,000 characters has some 300
NOT_ONE = 400
_TYPED = 200  # characters: what may be something typed into a search box instead of a sentence
_VIETNAM = timezone(timedelta(hours=7))


def today() -> str:
    """The day in Việt Nam, on which standing is told where no day is asked for."""
    return datetime.now(UTC).astimezone(_VIETNAM).date().isoformat()


def looked_up(store: Store, said: Said, place: str | None, on: str) -> Json:
    """The answer, as `api.models.lookup.Lookup` describes it. `place` is a province's slug, `on` a day."""
    standing = _Standing(store, on)
    items = [_item(said, citation, ref, meaning, standing) for citation, ref, meaning in meanings(store, said, place)]
    items += [_refused(said.text[one.start : one.end], one.start, one.end, one.reason) for one in said.rejected]
    if not items and (typed := _typed(store, said.text, place, standing)):
        items.append(typed)
    items.sort(key=lambda item: (item["start"], item["end"]))
    source = said.local.extraction.source
    return {
        "source": {
            "name": said.name,
            "media_type": said.media_type,
            "sha256": source.sha256,
            "characters": len(said.text),
            "text": said.text if said.name is not None else None,
            "warnings": said.warnings,
        },
        "place": place,
        "on": on,
        "items": items,
        "left_from": min((item["start"] for item in items if item["status"] == LEFT), default=None),
    }


def meanings(store: Store, said: Said, place: str | None, most: int = MOST) -> list[tuple[Citation, Ref, Meaning]]:
    """Each citation of a text with what it means, in their order; what is beyond `most` is `LEFT`."""
    pairs = list(zip(said.local.extraction.citations, said.local.refs, strict=True))
    within = [ref for _, ref in pairs[:most]]
    found = Reader(Shelf(store, within), place).read(within)
    found += [Meaning(LEFT)] * (len(pairs) - len(within))
    return [
        (citation, ref, meaning)
        for (citation, ref), meaning in zip(pairs, found, strict=True)
        if ref.kind != "self"  # «Nghị quyết này» cites nothing
    ]


def _item(said: Said, citation: Citation, ref: Ref, meaning: Meaning, standing: _Standing) -> Json:
    quote = said.text[citation.start : citation.end]
    whole = citation.mention or {"start": citation.start, "end": citation.end}
    parsed = {
        "kind": citation.kind,
        "type": ref.type,
        "symbol": ref.symbol,
        "date": ref.date or (str(ref.written_year) if ref.written_year else None),
        "issuer": ref.issuer,
        "place": ref.place,
        "name": ref.name,
        "pinpoint": pinpoint_words(citation.pinpoint or {}) or None,
    }
    return _answered(quote, citation.start, citation.end, whole, parsed, citation.relation, meaning, standing) | {
        "message": message(ref, quote, meaning)
    }


def _answered(
    quote: str,
    start: int,
    end: int,
    whole: dict[str, int],
    parsed: Json | None,
    relation: str | None,
    meaning: Meaning,
    standing: _Standing,
) -> Json:
    one = meaning.one
    candidates = meaning.found if meaning.status == SEVERAL else []
    return {
        "start": start,
        "end": end,
        "quote": quote,
        "mention": whole,
        "status": meaning.status,
        "message": "",
        "citation": parsed,
        "relation": relation,
        "relation_name": words.relation(relation) if relation else None,
        "instrument": one,
        "candidates": candidates,
        "told_apart_by": told_apart_by(candidates),
        "near": meaning.found if meaning.status == NONE else [],
        "disagrees": list(meaning.disagrees),
        "assumed": list(meaning.assumed),
        "method": meaning.method if one else None,
        "confidence": meaning.confidence if one else None,
        "standing": standing.of(one["iri"]) if one else None,
        "suggestion": official(one) if one else None,
    }


def _refused(quote: str, start: int, end: int, reason: str) -> Json:
    nothing = _answered(quote, start, end, {"start": start, "end": end}, None, None, Meaning(NOT_ONE), _NOWHERE)
    return nothing | {"message": f"«{' '.join(quote.split())}» {reason}."}


def _typed(store: Store, text: str, place: str | None, standing: _Standing) -> Json | None:
    """A text without a sentence, as people type it into a search box: CT19, 17-ct/tu."""
    bare = text.strip()
    if not bare or len(bare) > _TYPED or not ((typed := read_typed(bare)).symbol or typed.number):
        return None
    try:
        meaning = Meaning(ONE, [find_one(store, bare, place=place)], "one-fit")
    except AmbiguousInstrument as error:
        meaning = Meaning(SEVERAL, error.candidates)
    except UnknownInstrument as error:
        meaning = Meaning(NONE, error.near)
    start = text.index(bare)
    whole = {"start": start, "end": start + len(bare)}
    found = _answered(bare, start, start + len(bare), whole, None, None, meaning, standing)
    return found | {"message": message(_NO_REF, bare, meaning)}


class _Standing:
    """How instruments stand on a day, each asked for once."""

    def __init__(self, store: Store | None, on: str) -> None:
        self._store, self._on = store, on
        self._known: dict[str, Json] = {}

    def of(self, iri: str) -> Json:
        if iri not in self._known:
            assert self._store is not None
            self._known[iri] = standing_of(self._store, iri, self._on)
        return self._known[iri]


_NOWHERE = _Standing(None, "")
_NO_REF = Ref(
    None, "typed", None, None, None, None, False, None, None, None, None, None, "unknown", None, "", 0, 0, None, None
)

__all__ = ["looked_up", "meanings", "read_text", "today"]
