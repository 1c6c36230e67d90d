"""What is copied by a button: the text, its source, the address of its place; and what is said of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

COPIED = "Đã sao chép"


@pytest.fixture
def clipboard(page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def held(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_citation_of_an_instrument_is_copied_and_that_is_said(clipboard: Page) -> None:
    clipboard.goto("/van-ban/19-CT/TU")
    clipboard.get_by_role("button", name="Chép viện dẫn").click()
    expect(clipboard.get_by_role("status")).to_have_text(COPIED)
    assert held(clipboard).startswith("Chỉ thị số 19-CT/TU, ngày 11 tháng 6 năm 2020 của ")
    assert held(clipboard) == clipboard.locator("#vien-dan").inner_text()


def test_a_task_is_copied_with_its_source_and_an_address_that_leads_to_its_words(clipboard: Page) -> None:
    clipboard.goto("/van-ban/19-CT/TU")
    statement = clipboard.locator(".tasks .statement").first.inner_text()
    clipboard.get_by_role("button", name="Chép nhiệm vụ kèm nguồn").first.click()
    expect(clipboard.get_by_role("status")).to_have_text(COPIED)
    words, address = held(clipboard).split("\n")
    assert words.startswith(f"“{statement}” (")
    assert address.startswith(clipboard.url.partition("/van-ban")[0])
    clipboard.goto(address)
    pointed = clipboard.locator(".pointed").first
    expect(pointed).to_be_in_viewport()
    assert pointed.inner_text() in statement


def test_a_task_of_the_list_is_copied_too(clipboard: Page) -> None:
    clipboard.goto("/nhiem-vu")
    clipboard.get_by_role("button", name="Chép nhiệm vụ kèm nguồn").first.click()
    assert re.fullmatch(r"“.+” \(.+\)\nhttp://\S+#char=\d+,\d+", held(clipboard))


def test_the_right_form_of_a_citation_and_the_mended_text_are_copied(clipboard: Page) -> None:
    clipboard.goto("/tra-cuu")
    clipboard.fill("#text", "Căn cứ Kết luận số 120-KL/TU ngày 01/01/2019 của Tỉnh ủy Bắc Giang;")
    clipboard.get_by_role("button", name="Tra", exact=True).click()
    buttons = clipboard.locator(".copied button")
    expect(buttons.first).to_be_visible()
    for k in range(buttons.count()):
        field = clipboard.locator(".copied textarea").nth(k)
        buttons.nth(k).click()
        expect(clipboard.get_by_role("status")).to_have_text(COPIED)
        assert held(clipboard) == field.input_value()


def test_where_the_browser_has_no_clipboard_the_old_way_is_taken(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto("/van-ban/19-CT/TU")
    page.evaluate("document.addEventListener('copy', () => { window.copied = getSelection().toString() })")
    button = page.get_by_role("button", name="Chép viện dẫn")
    button.click()
    expect(page.get_by_role("status")).to_have_text(COPIED)
    expect(button).to_be_focused()


def test_where_nothing_can_be_copied_the_text_is_selected_for_the_keys(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    )
    page.goto("/van-ban/19-CT/TU")
    page.get_by_role("button", name="Chép viện dẫn").click()
    expect(page.get_by_role("status")).to_have_text("Đã chọn đoạn chữ; hãy nhấn Ctrl+C để chép")
    assert page.evaluate("getSelection().toString().trim()") == page.locator("#vien-dan").inner_text()


def test_a_button_is_reached_and_pressed_by_keyboard(clipboard: Page) -> None:
    clipboard.goto("/van-ban/19-CT/TU")
    clipboard.get_by_role("button", name="Chép viện dẫn").focus()
    clipboard.keyboard.press("Enter")
    expect(clipboard.get_by_role("status")).to_have_text(COPIED)


def test_without_scripts_the_citation_stands_there_and_no_button_does(browser: Any, samples: str) -> None:
    context = browser.new_context(base_url=samples, java_script_enabled=False)
    page = context.new_page()
    page.goto("/van-ban/19-CT/TU")
    assert page.locator("#vien-dan").inner_text().startswith("Chỉ thị số 19-CT/TU")
    assert page.locator(".copier").count() == 0
    context.close()
