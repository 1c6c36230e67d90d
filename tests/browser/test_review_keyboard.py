"""The review queue by keyboard alone: in with a key, one doubt after the other, one taken back, one put right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import NARROW, WIDE, opened, serve
from looking import wrong

from api.keys import book as keys
from graph.review import book

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@dataclass(frozen=True)
class Site:
    """A server of one's own, its store, and the key of somebody who may decide there."""

    address: str
    store: Path
    key: str

    def actions(self) -> list[str]:
        return [one.action for one in book.decisions(self.store).decisions]


@pytest.fixture
def site(samples_store: Path, tmp_path: Path) -> Iterator[Site]:
    store = tmp_path / "store"
    shutil.copytree(samples_store, store, symlinks=True)
    _, key = keys.make(store, "Lan", "editor")
    with serve(store) as address:
        yield Site(address, store, key)


def press(page: playwright.Page, *pressed: str) -> None:
    """Press keys, the last of which leads to another page."""
    for key in pressed[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(pressed[-1])


def enter(page: playwright.Page, site: Site, address: str = "/ra-soat") -> None:
    """Sign in by keyboard: the field has the focus."""
    page.goto(address)
    page.wait_for_function("() => document.activeElement.id === 'key'")
    page.keyboard.type(site.key)
    press(page, "Enter")
    page.wait_for_function("() => document.activeElement.id === 'muc'")


def focused(page: playwright.Page) -> str:
    return str(page.evaluate("() => document.activeElement.id"))


def question(page: playwright.Page) -> str:
    return page.inner_text("#muc")


def test_three_are_decided_one_is_undone_and_one_is_corrected_without_a_mouse(
    browser: playwright.Browser, site: Site
) -> None:
    with opened(browser, site.address) as page:
        enter(page, site)
        first = question(page)
        press(page, "a")
        assert focused(page) == "muc"
        assert page.inner_text("#da-ghi").startswith("Đã ghi: chấp nhận")
        # Told to who listens, with what comes next.
        assert question(page) in page.inner_text("#noi")
        second = page.url
        press(page, "r")
        press(page, "u")
        assert page.url.partition("&done")[0] == second.partition("&done")[0]
        assert "Đã hoàn tác" in page.inner_text("#da-ghi")
        page.keyboard.press("n")
        page.keyboard.type("đã đối chiếu bản gốc, ar1u")  # letters of a note are no keys
        page.keyboard.press("Escape")
        press(page, "a")
        assert question(page) != first
        assert site.actions() == ["accept", "reject", "undo", "accept"]
        assert book.decisions(site.store).decisions[-1].note == "đã đối chiếu bản gốc, ar1u"
        page.keyboard.press("e")
        assert focused(page) in ("relation", "lead")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        press(page, "Enter")
        assert site.actions()[-1] == "correct"


def test_arrows_and_letters_lead_through_the_queue_and_back(browser: playwright.Browser, site: Site) -> None:
    with opened(browser, site.address) as page:
        enter(page, site)
        first = question(page)
        press(page, "j")
        there = page.url
        press(page, "ArrowRight")
        press(page, "k")
        assert page.url == there
        press(page, "ArrowLeft")
        assert question(page) == first
        press(page, "s")
        assert page.url == there
        assert not site.actions()


def test_help_opens_and_closes_by_its_key_and_a_browsers_own_keys_stay_its_own(
    browser: playwright.Browser, site: Site
) -> None:
    with opened(browser, site.address) as page:
        enter(page, site)
        page.keyboard.press("?")
        assert page.get_attribute("#phim", "open") is not None
        page.keyboard.press("?")
        assert page.get_attribute("#phim", "open") is None
        page.keyboard.press("Control+a")
        page.keyboard.press("Alt+r")
        assert not site.actions()


def test_an_instrument_is_chosen_from_what_is_suggested(browser: playwright.Browser, site: Site) -> None:
    with opened(browser, site.address) as page:
        enter(page, site, "/ra-soat?kind=uncertain")
        page.keyboard.press("e")
        page.keyboard.press("Tab")
        assert focused(page) == "instrument"
        page.keyboard.type("luật")
        page.wait_for_selector("#instrument-goi-y [role=option]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.input_value("#instrument").startswith("vn/")
        press(page, "Enter")
        assert site.actions() == ["correct"]


def test_anothers_decision_is_told_where_the_focus_is_and_enter_alone_overrules_nobody(
    browser: playwright.Browser, site: Site
) -> None:
    _, other = keys.make(site.store, "Minh", "editor")
    with opened(browser, site.address) as page, opened(browser, site.address) as late:
        enter(page, site)
        enter(late, Site(site.address, site.store, other))
        press(page, "a")
        press(late, "r")
        assert focused(late) == "bi-tu-choi"
        assert "Lan đã quyết định mục này: chấp nhận." in late.inner_text("#bi-tu-choi")
        late.keyboard.press("Enter")
        assert site.actions() == ["accept"]
        press(late, "Tab", "Enter")
        assert site.actions() == ["accept", "reject"]


def test_the_page_has_no_serious_fault_and_is_no_wider_than_the_window(browser: playwright.Browser, site: Site) -> None:
    with opened(browser, site.address, NARROW) as page:
        page.goto("/ra-soat/vao")
        assert wrong(page, NARROW, WIDE) == {}
        enter(page, site)
        press(page, "a")
        for kind in ("", "uncertain", "task", "ambiguous"):
            if kind:
                page.goto(f"/ra-soat?kind={kind}")
                page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert wrong(page, NARROW, WIDE) == {}, kind


def test_without_scripts_the_buttons_decide(browser: playwright.Browser, site: Site) -> None:
    with opened(browser, site.address, java_script_enabled=False) as page:
        page.goto("/ra-soat")
        page.fill("#key", site.key)
        page.click(".sign-in button")
        page.click("button[value=accept]")
        assert site.actions() == ["accept"]
        page.click("#da-ghi button")
        assert site.actions() == ["accept", "undo"]
