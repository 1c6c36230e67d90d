"""One resource, many representations: which media type fits what the client accepts (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the client likes best, None where none fits; the first offer where all are equal.

    >>> best("text/csv;q=0.5, application/*", ["application/json", "text/csv"])
    'application/json'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    chosen: str | None = None
    liking = 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > liking:
            chosen, liking = offer, quality
    return chosen


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media.lower(), quality


def _quality(offer: str, ranges: list[tuple[str, float]]) -> float:
    """The quality of the most specific range that covers the offer."""
    family = offer.partition("/")[0] + "/*"
    for wanted in (offer, family, "*/*"):
        found = [quality for media, quality in ranges if media == wanted]
        if found:
            return max(found)
    return 0.0
