"""The English pages in a browser: reached by the keyboard and without scripts, as fit to be read as the others."""

from __future__ import annotations

from typing import Any

from browsing import NARROW, WIDE, opened
from looking import wrong

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


def test_the_english_pages_have_no_serious_fault_and_fit_the_screen(narrow_page: Any) -> None:
    narrow_page.goto("/?lang=en")
    found = {}
    for name, address in PAGES.items():
        narrow_page.set_viewport_size({"width": NARROW, "height": 900})
        narrow_page.goto(address)
        assert narrow_page.locator("html").get_attribute("lang") == "en"
        if faults := wrong(narrow_page, NARROW, WIDE):
            found[name] = faults
    assert found == {}


def test_the_language_is_changed_by_keyboard_alone_and_the_search_stays(page: Any) -> None:
    page.goto("/?q=chi+thi+19&place=B%E1%BA%AFc+Giang")
    page.locator("form.languages button").focus()
    # The address stays the same, so nothing but the next page tells that it has come.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/?q=chi+thi+19&place=B%E1%BA%AFc+Giang")
    assert page.locator("h1").inner_text() == "Results for “chi thi 19”"
    assert page.locator("#place").input_value() == "Bắc Giang"
    page.goto("/co-quan")
    assert page.locator("h1").inner_text() == "Agencies"
    with page.expect_navigation():
        page.get_by_role("button", name="Tiếng Việt").click()
    assert page.url.endswith("/co-quan")
    assert page.locator("h1").inner_text() == "Cơ quan"


def test_the_language_is_changed_without_scripts(browser: Any, samples: str) -> None:
    with opened(browser, samples, java_script_enabled=False) as page:
        page.goto("/nhiem-vu?since=2024")
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()
        assert page.url == f"{samples}/nhiem-vu?since=2024"
        assert page.locator("html").get_attribute("lang") == "en"


def test_going_back_after_a_change_shows_the_language_that_was_chosen(page: Any) -> None:
    """The browser holds the page in Vietnamese, with its ETag: the server must not call it unchanged."""
    page.goto("/co-quan")
    page.goto("/nhiem-vu")
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    assert page.url.endswith("/nhiem-vu")
    page.goto("/co-quan")
    assert page.locator("html").get_attribute("lang") == "en"
