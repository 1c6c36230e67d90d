"""Tools about instruments: which one is meant, what is known of it, who cites it, whether it still stands."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import Field
from pyoxigraph import NamedNode

from api import words
from api.ask import day, resolve, task_iri
from api.assistant import shapes
from api.assistant.shaping import (
    brief,
    evidence_of,
    instrument_of,
    named,
    paged,
    place_of,
    strongest,
)
from api.assistant.tools import Context, Date, Limit, Offset, PlaceName, Text, Words
from graph import questions
from graph.answers.instruments import unsettled

Json = dict[str, Any]
# All of them: what is known of an instrument is counted before it is cut into pages.
_ALL = 1_000_000


def find_instruments(
    at: Context,
    text: Annotated[Words, Field(description="số, tên, chữ trong trích yếu; trống là tất cả / empty: all")] = "",
    date: Date = "",
    place: PlaceName = "",
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.InstrumentPage:
    """Tìm văn bản theo số ký hiệu, tên, chữ trong trích yếu / Search instruments.

    Use it to see what there is. The best match comes first, but a first match is not proof: one number (17-CT/TU) names
    several instruments of different provinces and years. `held` false means that its text was never read: only what
    others say of it is known.
    """
    found = questions.find_instruments(at.store, text, date=day(date), place=place or None, limit=_ALL)
    return shapes.InstrumentPage(**paged(found, limit, offset, instrument_of))


def instrument(at: Context, instrument: Text, date: Date = "", place: PlaceName = "") -> shapes.Overview:
    """Một văn bản: tên, tệp, số nhiệm vụ, số dẫn chiếu / One instrument, in numbers.

    The first thing to ask of an instrument: which files hold it (for read_passage), how many tasks it assigns, what it
    cites and what cites it by relation. A number that means several is refused with the choices.
    """
    iri = resolve(at.store, instrument, date, place)["iri"]
    known = questions.instrument(at.store, iri)
    summary = known["instrument"]
    return shapes.Overview(
        **dict(instrument_of(summary)),
        iri=summary["iri"],
        type=summary["type"],
        symbol=summary["symbol"],
        aliases=summary["aliases"],
        former_ids=[brief(former) for former in summary["former_iris"]],
        documents=[
            shapes.Document(
                file=one["source"],
                **{key: one[key] for key in ("media_type", "sha256", "start", "end", "characters")},
            )
            for one in known["documents"]
        ],
        tasks=len(known["tasks"]),
        cites=_by_relation(known["citations"]),
        cited_by=_by_relation(known["cited_by"]),
        unsettled=len(known["unsettled"]),
    )


def citations(
    at: Context,
    instrument: Text,
    direction: Annotated[
        Literal["cites", "cited_by"], Field(description="nó dẫn gì / what it cites; ai dẫn nó / what cites it")
    ],
    relation: Annotated[
        Literal[
            "",
            "legalBasis",
            "implements",
            "guides",
            "amends",
            "replaces",
            "repeals",
            "approves",
            "considers",
            "assesses",
            "consolidates",
            "cites",
        ],
        Field(description="chỉ quan hệ này; trống là mọi quan hệ / only this relation"),
    ] = "",
    date: Date = "",
    place: PlaceName = "",
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.CitationPage:
    """Văn bản dẫn những gì, những gì dẫn nó / What an instrument cites, or what cites it, each with its sentence.

    One item is one relation to one instrument (of one `task` where a task says it), with its three strongest pieces of
    evidence; `more` counts the others, which `evidence` gives. Trap: `cites` is a bare mention and says nothing about
    force; `assesses` (đánh giá, sơ kết) is not implementing.
    """
    known = questions.instrument(at.store, resolve(at.store, instrument, date, place)["iri"])
    found = [
        one for one in known["citations" if direction == "cites" else "cited_by"] if relation in ("", one["relation"])
    ]
    page = paged(found, limit, offset, _citation)
    shown = found[offset : offset + len(page["items"])]
    ends = [{"from": one["instrument"]["iri"]} for one in shown if one["instrument"]]
    about = known["instrument"]
    return shapes.CitationPage(
        instrument=brief(about["iri"]), name=words.name(about), names=named(at.store, [*ends, *shown]), **page
    )


def unsettled_mentions(
    at: Context, instrument: Text, date: Date = "", place: PlaceName = "", limit: Limit = 10, offset: Offset = 0
) -> shapes.UnsettledPage:
    """Lượt nhắc chưa rõ là văn bản nào / Mentions in an instrument, or that may mean it, that are not settled.

    Use it before saying that nothing cites an instrument: an ambiguous mention counts for none of its candidates.
    """
    found = unsettled(at.store, NamedNode(resolve(at.store, instrument, date, place)["iri"]))
    page = paged(found, limit, offset, _unsettled)
    shown = found[offset : offset + len(page["items"])]
    candidates = [{"from": one["iri"]} for each in shown for one in each["candidates"]]
    return shapes.UnsettledPage(names=named(at.store, [*shown, *candidates]), **page)


def evidence(
    at: Context,
    subject: Annotated[
        str,
        Field(min_length=1, max_length=500, description="văn bản hoặc nhiệm vụ viện dẫn / what cites: id or number"),
    ],
    object: Annotated[
        str, Field(min_length=1, max_length=500, description="văn bản được viện dẫn / what is cited: id or number")
    ],
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.EvidencePage:
    """Mọi câu nói rằng điểm thứ nhất viện dẫn điểm thứ hai / All evidence behind one edge, in the order of the texts.

    Takes the ids of another answer (vn/… or task/…) and gives what `more` left off there. An empty page means that
    there is no such edge in this direction.
    """
    found = questions.evidence(at.store, _end(at, subject), _end(at, object))
    page = paged(found, limit, offset, evidence_of)
    return shapes.EvidencePage(names=named(at.store, found[offset : offset + len(page["items"])]), **page)


def status(
    at: Context,
    instrument: Text,
    on: Annotated[
        str, Field(max_length=40, description="ngày được hỏi; trống: mọi điều đã biết / as of this day; empty: all")
    ] = "",
    date: Date = "",
    place: PlaceName = "",
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.Standing:
    """Hiệu lực của văn bản đến một ngày / An instrument's standing on a day, from what others say they do to it.

    `state` unknown means that no text that was read says anything: NEVER say that it is in force. A change takes the
    date printed on the instrument that makes it; its taking effect may be later. `items` is the timeline of changes
    with evidence; `counted` false says in `why_not` why one does not count on that day.
    """
    found = questions.status(at.store, resolve(at.store, instrument, date, place)["iri"], day(on))
    page = paged(found["changes"], limit, offset, _change)
    shown = found["changes"][offset : offset + len(page["items"])]
    pointed = [{"from": one["instrument"]["iri"]} for one in (*shown, *found["successors"])]
    if found["by"]:
        pointed.append({"from": found["by"]["iri"]})
    about = found["instrument"]
    return shapes.Standing(
        instrument=brief(about["iri"]),
        name=words.name(about),
        **{k: found[k] for k in ("on", "state", "statement", "since", "provisions", "conflicts", "caution")},
        by=brief(found["by"]["iri"]) if found["by"] else None,
        successors=[
            shapes.Successor(id=brief(one["instrument"]["iri"]), date=one["date"]) for one in found["successors"]
        ],
        names=named(at.store, pointed),
        **page,
    )


def _end(at: Context, text: str) -> str:
    """The IRI of an end of an edge; one that is not known is an error, for an empty page would look like an answer."""
    iri = task_iri(text)
    return str(questions.task(at.store, iri)["iri"] if iri else resolve(at.store, text)["iri"])


def _by_relation(edges: list[Json]) -> dict[str, int]:
    return dict(Counter(edge["relation"] for edge in edges).most_common())


def _citation(edge: Json) -> shapes.Citation:
    other = edge["instrument"]
    return shapes.Citation(
        relation=edge["relation"],
        task=brief(edge["task"]) if edge["task"] else None,
        instrument=brief(other["iri"]) if other else None,
        **strongest(edge["evidence"]),
    )


def _unsettled(mention: Json) -> shapes.Unsettled:
    return shapes.Unsettled(
        **place_of(mention),
        document=brief(mention["document"]),
        resolution=mention["resolution"],
        confidence=mention["confidence"],
        candidates=[brief(one["iri"]) for one in mention["candidates"]],
    )


def _change(change: Json) -> shapes.Change:
    return shapes.Change(
        **{key: change[key] for key in ("relation", "provision", "date", "counted", "why_not")},
        by=brief(change["instrument"]["iri"]),
        **strongest(change["evidence"]),
    )
