"""The page of help and the calendar of an agency in a browser: no serious fault, nothing too wide, days by keyboard."""

from __future__ import annotations

import pytest
from browsing import NARROW, WIDE
from looking import wrong
from playwright.sync_api import Page, expect

AGENCY = "/co-quan/ban-can-su-dang-uy-ban-nhan-dan-tinh-bac-giang"


@pytest.mark.parametrize("address", ["/tro-giup", AGENCY, f"{AGENCY}?thang=2024-02", "/van-ban/19-CT/TU?since=2020"])
def test_it_has_no_serious_fault_of_accessibility_and_fits_the_screen(narrow_page: Page, address: str) -> None:
    narrow_page.goto(address)
    assert narrow_page.locator("h1").count() == 1
    assert wrong(narrow_page, NARROW, WIDE) == {}


def test_a_day_of_the_calendar_is_reached_by_keyboard_and_leads_to_its_tasks(page: Page) -> None:
    page.goto(AGENCY)
    day = page.locator(".calendar td a").first
    day.focus()
    expect(day).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/nhiem-vu?*")
    expect(page.locator("table.stacked tbody tr").first).to_be_visible()


def test_the_month_before_stays_at_the_calendar(page: Page) -> None:
    page.goto(AGENCY)
    caption = page.locator(".calendar caption")
    first = caption.inner_text()
    page.get_by_role("link", name="← Tháng trước").click()
    expect(caption).not_to_have_text(first)
    expect(caption).to_be_in_viewport()


def test_an_example_of_the_help_is_a_search(page: Page) -> None:
    page.goto("/tro-giup")
    page.get_by_role("link", name="CT 19").click()
    expect(page.locator(".instruments a").first).to_contain_text("19-CT/TU")


def test_a_figure_explains_itself_and_leads_to_the_help(page: Page) -> None:
    page.goto("/van-ban/19-CT/TU")
    figure = page.locator("a.sure").first
    figure.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("lần trong 100")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tro-giup#do-tin-cay")
    expect(page.get_by_role("heading", name="Độ tin cậy")).to_be_in_viewport()
