"""The search box by keyboard alone: what is typed is suggested, chosen with the arrows, gone to with Enter."""

from __future__ import annotations

import re
from typing import Any

import pytest
from looking import serious_faults, too_wide
from playwright.sync_api import Page, expect

DIRECTIVE = re.compile(r"/van-ban/.*/19-ct-tu$")


def typed(page: Page, text: str) -> Any:
    """The box after a text was typed into it, its suggestions open."""
    box = page.locator("#q")
    box.focus()
    page.keyboard.type(text, delay=15)
    expect(page.get_by_role("listbox")).to_be_visible()
    return box


def test_a_number_is_typed_chosen_and_gone_to_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("chi thi 19", delay=15)
    expect(page.get_by_role("option").first).to_contain_text("19-CT/TU")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(DIRECTIVE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chỉ thị 19-CT/TU")


def test_the_arrows_go_round_and_pass_by_what_was_typed(page: Page) -> None:
    page.goto("/")
    box = typed(page, "19")
    options = page.get_by_role("option")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    last = options.last
    assert box.get_attribute("aria-activedescendant") == last.get_attribute("id")
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert page.locator('[aria-selected="true"]').count() == 1
    assert page.evaluate("document.activeElement.id") == "q"


def test_how_many_there_are_is_said_aloud(page: Page) -> None:
    page.goto("/")
    typed(page, "19")
    count = page.get_by_role("option").count()
    expect(page.locator("#noi")).to_have_text(f"{count} gợi ý, chọn bằng mũi tên lên xuống")
    page.keyboard.type("zzzz")
    expect(page.locator("#noi")).to_have_text("Không có gợi ý")


def test_escape_closes_the_list_and_leaves_what_was_typed(page: Page) -> None:
    page.goto("/")
    box = typed(page, "19")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.get_attribute("aria-expanded") == "false"
    expect(box).to_have_value("19")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_enter_with_nothing_chosen_asks_for_all_results(page: Page) -> None:
    page.goto("/")
    typed(page, "19")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=19*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kết quả")


def test_tab_leaves_the_box_and_closes_the_list(page: Page) -> None:
    page.goto("/")
    typed(page, "19")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") != "q"


def test_a_press_on_a_suggestion_goes_there(narrow_page: Page) -> None:
    narrow_page.goto("/")
    typed(narrow_page, "19-ct")
    narrow_page.get_by_role("option").first.tap()
    narrow_page.wait_for_url(DIRECTIVE)


def test_only_the_newest_text_is_answered(page: Page) -> None:
    page.goto("/")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/goi-y?q=" in sent.url else None)
    box = page.locator("#q")
    box.focus()
    page.keyboard.type("chi thi 19", delay=10)
    expect(page.get_by_role("listbox")).to_be_visible()
    told = [one for one in asked if not one.endswith("q=")]
    assert len(told) <= 2, "a rest between letters is waited for"
    assert told[-1].endswith("q=chi+thi+19")
    expect(box).to_have_value("chi thi 19")


def test_a_letter_still_being_put_together_does_not_move_the_list(page: Page) -> None:
    page.goto("/")
    box = typed(page, "19")
    box.evaluate("one => one.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', isComposing: true}))")
    assert box.get_attribute("aria-activedescendant") is None


def test_every_page_with_the_box_suggests(page: Page) -> None:
    for address in ("/nhiem-vu", "/co-quan", "/van-de", "/tro-giup", "/van-ban/19-CT/TU"):
        page.goto(address)
        typed(page, "120")
        expect(page.get_by_role("option").first).to_contain_text("120-KL/TU")


def test_the_open_list_has_no_serious_fault_and_fits_a_telephone(narrow_page: Page) -> None:
    narrow_page.goto("/")
    typed(narrow_page, "ủy ban")
    narrow_page.keyboard.press("ArrowDown")
    assert serious_faults(narrow_page) == []
    assert too_wide(narrow_page) == []


def test_without_scripts_the_box_is_a_form(browser: Any, samples: str) -> None:
    context = browser.new_context(base_url=samples, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "chi thi 19")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=chi+thi+19*")
    expect(page.locator(".instruments a").first).to_contain_text("19-CT/TU")
    context.close()


@pytest.mark.parametrize("typed_text", ["19", "chi thi 19-ct/tu", "đất đai", "nhiệm vụ của Sở Tài chính quý III"])
def test_what_the_help_promises_is_suggested_on_the_seeds(seeds_page: Page, typed_text: str) -> None:
    seeds_page.goto("/")
    typed(seeds_page, typed_text)
    assert seeds_page.get_by_role("option").count() >= 1
