"""Which representation fits what the client accepts."""

from __future__ import annotations

import pytest

from api.representation.negotiate import best

OFFERS = ["application/json", "application/xml", "text/csv"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("application/xml;q=0.4, text/csv;q=0.5", "text/csv"),
        ("application/json;q=0, */*;q=0.1", "application/xml"),
        ("application/*;q=0.2, application/xml", "application/xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("text/csv;q=nonsense", None),
        ("text/csv; charset=utf-8; q=0.3", "text/csv"),
    ],
)
def test_the_offer_that_the_client_likes_best_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert best(accept, OFFERS) == chosen
