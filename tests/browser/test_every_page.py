"""Every page, wide and narrow: no serious fault of accessibility, nothing wider than the screen, one heading."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import NARROW, WIDE
from looking import serious_faults, too_wide, wrong

PAGES = {
    "home": "/",
    "search": "/?q=chi+thi+19",
    "nothing found": "/?q=khong+co+gi+nhu+the",
    "instrument": "/van-ban/19-CT/TU",
    "one number, two instruments": "/van-ban/17-CT/TU",
    "tasks": "/nhiem-vu",
    "agencies": "/co-quan",
    "one agency": "/co-quan/uy-ban-nhan-dan-tinh-bac-giang",
    "picture": "/do-thi?of=19-CT/TU",
    "picture of nothing": "/do-thi",
    "help": "/tro-giup",
    "review": "/ra-soat",
    "drafts": "/tra-cuu",
    "problems": "/van-de",
    "interface": "/docs",
    "ontology": "/ontology",
    "dataset": "/dataset",
    "sparql": "/sparql",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_has_no_serious_fault_of_accessibility_and_fits_the_screen(narrow_page: Any, address: str) -> None:
    narrow_page.goto(address)
    assert narrow_page.locator("h1").count() == 1
    assert wrong(narrow_page, NARROW, WIDE) == {}


def test_these_tests_see_a_fault_where_there_is_one(page: Any) -> None:
    page.goto("/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    page.evaluate("() => document.querySelector('button').style.setProperty('width', '2000px')")
    assert any(fault.startswith("button-name (critical)") for fault in serious_faults(page))
    assert too_wide(page)
