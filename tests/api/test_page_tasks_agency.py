"""An address may have an agency by the end of its IRI: the form around the list names it as people do."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from lxml import html
from small_corpus import CT19, DONRE

from graph.identity import agency_iri, base_iri

HTML = {"Accept": "text/html"}
PART = agency_iri(DONRE).removeprefix(f"{base_iri()}id/")


def field(page: httpx.Response, which: str) -> Any:
    (found,) = html.document_fromstring(page.text).xpath(f"//input[@id='{which}']")
    return found.get("value")


@pytest.mark.parametrize(
    ("address", "which"),
    [("/nhiem-vu", "nv-agency"), (f"/van-ban/{quote(CT19.iri.partition('/id/')[2])}", "loc-agency")],
)
def test_the_field_has_its_name_and_finds_the_same_when_it_is_sent(
    client: httpx.Client, address: str, which: str
) -> None:
    by_iri = client.get(address, params={"agency": PART}, headers=HTML)
    name = field(by_iri, which)
    assert not name.startswith("org/")
    again = client.get(address, params={"agency": name}, headers=HTML)
    assert field(again, which) == name
    tasks = "//*[starts-with(@id, 'nv-') or contains(@class, 'task')]//text()"
    assert html.document_fromstring(by_iri.text).xpath(tasks) == html.document_fromstring(again.text).xpath(tasks) != []


@pytest.mark.parametrize("typed", ["org/khong-co-co-quan-nay", "org/", "org/../x", "<b>org/</b>", "Sở"])
def test_what_is_not_known_by_that_name_stays_as_it_was_typed(client: httpx.Client, typed: str) -> None:
    assert field(client.get("/nhiem-vu", params={"agency": typed}, headers=HTML), "nv-agency") == typed
