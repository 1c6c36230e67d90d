"""The English pages in a browser: reached by the keyboard and without scripts, as fit to be read as the others."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import opened
from looking import serious_faults, too_wide

PAGES = {
    "home": "/",
    "search": "/?q=chi+thi+19",
    "instrument": "/van-ban/19-CT/TU",
    "one number, two instruments": "/van-ban/17-CT/TU",
    "tasks": "/nhiem-vu",
    "agencies": "/co-quan",
    "drafts": "/tra-cuu",
    "problems": "/van-de",
    "help": "/tro-giup",
    "sparql": "/sparql",
}


@pytest.mark.parametrize("width", [1280, 390])
def test_the_english_pages_have_no_serious_fault_and_fit_the_screen(browser: Any, samples: str, width: int) -> None:
    with opened(browser, samples, width) as page:
        page.goto("/?lang=en")
        found = {}
        for name, address in PAGES.items():
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == "en"
            if faults := serious_faults(page) + too_wide(page):
                found[name] = faults
        assert found == {}


def test_the_language_is_changed_by_keyboard_alone_and_the_search_stays(page: Any) -> None:
    page.goto("/?q=chi+thi+19&place=B%E1%BA%AFc+Giang")
    page.locator("form.languages button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=chi+thi+19&place=B%E1%BA%AFc+Giang")
    assert page.locator("h1").inner_text() == "Results for “chi thi 19”"
    assert page.locator("#place").input_value() == "Bắc Giang"
    page.goto("/co-quan")
    assert page.locator("h1").inner_text() == "Agencies"
    page.get_by_role("button", name="Tiếng Việt").click()
    page.wait_for_url("**/co-quan")
    assert page.locator("h1").inner_text() == "Cơ quan"


def test_the_language_is_changed_without_scripts(browser: Any, samples: str) -> None:
    with opened(browser, samples, java_script_enabled=False) as page:
        page.goto("/nhiem-vu?since=2024")
        page.get_by_role("button", name="English").click()
        assert page.url == f"{samples}/nhiem-vu?since=2024"
        assert page.locator("html").get_attribute("lang") == "en"


def test_going_back_after_a_change_shows_the_language_that_was_chosen(page: Any) -> None:
    """The browser holds the page in Vietnamese, with its ETag: the server must not call it unchanged."""
    page.goto("/co-quan")
    page.goto("/nhiem-vu")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/nhiem-vu")
    page.goto("/co-quan")
    assert page.locator("html").get_attribute("lang") == "en"
