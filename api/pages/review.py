"""The page on which an editor settles doubts: what it shows, and what its forms mean."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from api.keys.access import REVIEWS
from api.keys.book import Key
from api.models.writing import Proposal
from api.pages.days import VIETNAM
from api.pages.review_item import Item, Text, item
from api.pages.review_queue import BOUNDS, Queue
from api.problems import Problem
from api.review.remembered import Book
from graph.answers.review_queue import KINDS, labels
from graph.identity import base_iri
from graph.review.decisions import RELATIONS, Decision
from graph.store.base import Store

Json = dict[str, Any]
_NEXT = 6  # items listed beside the one in view
_RECENT = 5
_VANISHED = 20  # items that a load may have taken away since the queue was worked out, passed over in one look


def shown(store: Store, queue: Queue, book: Book, key: Key, text: Text) -> Json:
    """What the template needs; `item` is None where nothing is left, or the item of the address is not there."""
    found, iri = _in_view(store, queue, text)
    following = queue.following(iri, _NEXT)
    standing = _about(book, iri)
    return {
        "item": found,
        "gone": found is None and bool(queue.wanted.item),
        "queue": queue,
        "wanted": queue.wanted,
        "key": key,
        "number": queue.place(iri) if iri else None,
        "decided": told(book, standing) if standing else None,
        "own": standing is not None and standing.who == key.name,
        "before": _address(queue, queue.before(iri)) if iri else None,
        "after": _address(queue, queue.after(iri)) if iri else None,
        "following": [
            {"kind": one.kind, "words": said[one.iri], "href": _address(queue, one.iri), "document": queue.name(one)}
            for said in [labels(store, following)]
            for one in following
            if one.iri in said
        ],
        "recent": [
            {"decision": told(book, one), "href": _address(queue, _target(one))}
            for one in queue.mine(key.name, _RECENT)
        ],
        "progress": queue.progress(key.name),
        "documents": queue.documents(),
        "agencies": queue.agencies(),
        "kinds": KINDS,
        "bounds": BOUNDS,
        "relations": RELATIONS,
        "token": secrets.token_urlsafe(12),
        "moment_of": _moment,
    }


def address(queue: Queue, iri: str | None, **more: str) -> str:
    """The address of an item behind the same filters, of the first that is left for None."""
    given = {**queue.wanted.given, **({"item": _part(iri)} if iri else {}), **more}
    return f"{REVIEWS}?{urlencode(given)}" if given else REVIEWS


def _address(queue: Queue, iri: str | None) -> str | None:
    return address(queue, iri) if iri else None


def told(book: Book, one: Decision) -> Json:
    """A decision as `History.data` tells it, with `moment`, when it was taken in Vietnam's time."""
    at = book.history.at(one.id)
    assert at is not None
    return book.history.data(at) | {"moment": _moment(one.when), "href": _part(_target(one))}


def _moment(when: str) -> datetime:
    """A moment of the book in Vietnam's time."""
    return datetime.fromisoformat(when).astimezone(VIETNAM)


def proposal(fields: Mapping[str, str]) -> Proposal:
    """What a form proposes. Raises Problem where it proposes nothing that can be.

    `do` is accept, reject, correct, `instrument IRI` (it is that instrument) or `other DAY` (it is another instrument
    of the same number, of that day).
    """
    do, _, value = fields.get("do", "").partition(" ")
    given: Json = {"target": f"{base_iri()}id/{fields.get('item', '')}", "note": fields.get("note", "").strip()}
    given |= {"replaces": fields["replaces"]} if fields.get("replaces") else {}
    if do in ("accept", "reject"):
        given["kind"] = do
    elif do == "correct":
        given |= {"kind": "correct", **_corrected(fields)}
    elif do == "instrument":
        given |= {"kind": "correct", "instrument": value}
    elif do == "other":
        given |= {
            "kind": "split",
            "target": fields.get("of", ""),
            "other": value,
            "mentions": [given["target"]],
        }
    else:
        raise Problem(422, "invalid-parameter", "Biểu mẫu không nói phải quyết định điều gì.")
    try:
        return Proposal(**given)
    except ValidationError as error:
        where = ", ".join(str(one["loc"][0]) for one in error.errors() if one["loc"])
        raise Problem(422, "invalid-parameter", f"Nội dung của {where} quá dài hoặc thiếu.") from None


def once(fields: Mapping[str, str]) -> str:
    """What tells a form that is sent twice (a double click, a page loaded again) from a second decision."""
    return hashlib.sha256(repr(sorted(fields.items())).encode("utf-8", "surrogateescape")).hexdigest()


def _corrected(fields: Mapping[str, str]) -> Json:
    """What a form of correction changes: what still says what was read (`was-…`) is no change."""
    found: Json = {}
    for name in ("relation", "instrument", "deadline"):
        said = fields.get(f"pick-{name}") or fields.get(name, "").strip()
        if said and said != fields.get(f"was-{name}", ""):
            found[name] = said
    lead = _lines(fields.get("lead", ""))
    if lead and lead != _lines(fields.get("was-lead", "")):
        found["lead"] = lead
    if not found:
        raise Problem(422, "nothing-changed", "Chưa sửa gì: hãy đổi ít nhất một ô, hoặc chọn «đúng» nếu máy đọc đúng.")
    return found


def _lines(text: str) -> list[str]:
    return [said for line in text.splitlines() if (said := line.strip())]


def _in_view(store: Store, queue: Queue, text: Text) -> tuple[Item | None, str]:
    """The item of the address; without one, the first that is left and still in the graph."""
    iri = queue.current
    for _ in range(_VANISHED):
        known = queue.doubt(iri)
        found = item(store, iri, known.kind if known else None, text) if iri else None
        if found is not None or queue.wanted.item or not iri:
            return found, iri
        iri = queue.after(iri) or ""
    return None, ""


def _about(book: Book, iri: str) -> Decision | None:
    """The newest standing decision that settled an item."""
    return next(
        (one for one in reversed(book.standing) if iri and _target(one) == iri and one.action != "status"), None
    )


def _target(one: Decision) -> str:
    """What a decision settled: a mention that was split off, else what it is about."""
    mentions = one.value.get("mentions", ())
    return str(mentions[0]["iri"]) if mentions else one.target


def _part(iri: str) -> str:
    return iri.removeprefix(f"{base_iri()}id/")
