"""The tool for pasted text: which instruments it mentions, as the graph knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from api.assistant import shapes
from api.assistant.refusals import MOST_CHOICES
from api.assistant.shaping import instrument_of, paged
from api.assistant.tools import Context, Limit, Offset, PlaceName
from graph import questions
from graph.errors import AmbiguousInstrument, UnknownInstrument
from graph.store.base import Store
from graph.typed import read_place, read_typed

if TYPE_CHECKING:
    from api.lookup.meaning import Meaning
    from graph.model import Citation
    from ingest.resolve.keys import Ref

Found = Literal["one", "several", "none"]
_FOUND: dict[int, Found] = {200: "one", 300: "several"}
PASTED = 8_000  # characters: four pages of a document


def lookup(
    at: Context,
    text: Annotated[
        str, Field(min_length=1, max_length=PASTED, description="đoạn văn dán vào, hoặc một số ký hiệu / pasted text")
    ],
    place: PlaceName = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> shapes.MentionPage:
    """Đoạn văn này nhắc những văn bản nào / Which instruments a pasted text mentions, as the graph knows them.

    For a paragraph that the user pastes. Reads numbers, dates and names of laws as the documents are read. `found`
    several: the choices, never pick one yourself; none: near misses, which are NOT what was meant. `place` is where the
    text comes from and settles numbers of provinces. Mentions like «Nghị quyết này» are passed over.
    """
    from api.lookup.answering import meanings
    from api.lookup.said import read_text

    found = [
        each
        for each in meanings(at.store, read_text(text), read_place(place) if place else None, most=PASTED)
        if each[0].kind in ("symbol", "name")
    ]

    def shape(start: int, end: int, one: Found, those: list[shapes.Instrument]) -> shapes.Mentioned:
        return shapes.Mentioned(
            quote=text[start:end],
            start=start,
            end=end,
            found=one,
            instruments=those[:MOST_CHOICES],
            more=max(0, len(those) - MOST_CHOICES),
        )

    typed = read_typed(text)
    if not found and (typed.symbol or typed.number):
        # No sentence, but what people type into a search box: CT19, 17-ct/tu.
        return shapes.MentionPage(
            **paged([text], limit, offset, lambda _: shape(0, len(text), *_meant(at.store, text, place)))
        )

    def of_citation(each: tuple[Citation, Ref, Meaning]) -> shapes.Mentioned:
        citation, _, meaning = each
        those = [instrument_of(one) for one in meaning.found]
        return shape(citation.start, citation.end, _FOUND.get(meaning.status, "none"), those)

    return shapes.MentionPage(**paged(found, limit, offset, of_citation))


def _meant(store: Store, said: str, place: str) -> tuple[Found, list[shapes.Instrument]]:
    try:
        return "one", [instrument_of(questions.find_one(store, said, place=place or None))]
    except AmbiguousInstrument as error:
        return "several", [instrument_of(one) for one in error.candidates]
    except UnknownInstrument as error:
        return "none", [instrument_of(one) for one in error.near]
