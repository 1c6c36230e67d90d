"""The whole text in a browser: places that addresses name, what a selection offers, what a mark tells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from looking import serious_faults, too_wide
from playwright.sync_api import Page, expect

TEXT = Path(__file__).resolve().parents[2] / "samples" / "03-ket-luan-120-kl-tu.txt"


def opened(page: Page, fragment: str = "") -> str:
    """Opens the text of the conclusion 120-KL/TU; its address."""
    page.goto("/van-ban/120-KL/TU")
    address = page.locator('a[href^="/tai-lieu/"]').first.get_attribute("href") or ""
    address = address.partition("?")[0].partition("#")[0]
    page.goto(address + fragment)
    return address


def place_of(words: str) -> tuple[int, int]:
    start = TEXT.read_text("utf-8").index(words)
    return start, start + len(words)


def select(page: Page, words: str) -> None:
    """Selects words of the text, as a mouse would."""
    page.evaluate(
        """words => {
            const article = document.querySelector('article.text')
            const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words)
                if (at < 0) continue
                const range = document.createRange()
                range.setStart(walker.currentNode, at)
                range.setEnd(walker.currentNode, at + words.length)
                getSelection().removeAllRanges()
                getSelection().addRange(range)
                return
            }
            throw new Error(`no ${words}`)
        }""",
        words,
    )


WORDS = "tiếp tục"


@pytest.fixture
def place() -> tuple[int, int]:
    return place_of(WORDS)


def test_the_lines_of_the_page_are_the_text_to_the_letter(page: Page) -> None:
    opened(page)
    lines = page.eval_on_selector_all(
        'article.text [id^="char="]', "all => all.map(one => [Number(one.id.slice(5)), one.textContent])"
    )
    text = TEXT.read_text("utf-8")
    assert len(lines) > 5
    for start, line in lines:
        assert text[start : start + len(line)] == line


def test_a_place_in_the_address_is_marked_and_brought_into_sight(page: Page, place: tuple[int, int]) -> None:
    opened(page, f"#char={place[0]},{place[1]}")
    expect(page.locator(".pointed")).to_have_text(WORDS)
    expect(page.locator(".pointed")).to_be_in_viewport()


def test_another_place_in_the_address_takes_the_mark_along_and_the_text_stays_whole(
    page: Page, place: tuple[int, int]
) -> None:
    opened(page)
    before = page.locator("article.text").text_content()
    for start, end in (place, (place[0] - 40, place[1] + 90), place):
        page.evaluate(f"location.hash = 'char={start},{end}'")
        page.wait_for_function(
            "n => [...document.querySelectorAll('.pointed')].map(x => x.textContent).join('').length > n", arg=0
        )
    assert "".join(page.locator(".pointed").all_text_contents()) == WORDS
    assert page.locator("article.text").text_content() == before


@pytest.mark.parametrize(
    "fragment", ["#char=5,5", "#char=9,2", "#char=", "#char=a,b", "#char=1,2,3", "#at", "#%E0%A4%A"]
)
def test_an_address_that_names_no_place_marks_nothing(page: Page, fragment: str) -> None:
    opened(page, fragment)
    assert page.locator(".pointed").count() == 0


def test_a_place_outside_the_text_is_told(page: Page) -> None:
    opened(page, "#char=99999990,99999999")
    expect(page.get_by_role("status")).to_have_text("Liên kết này trỏ ra ngoài văn bản")


def test_a_selection_offers_the_address_of_its_place_which_leads_back_to_it(page: Page, place: tuple[int, int]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page)
    expect(page.locator(".picking")).to_be_hidden()
    select(page, WORDS)
    page.get_by_role("button", name="Chép liên kết tới đoạn này").click()
    expect(page.get_by_role("status")).to_have_text("Đã sao chép")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"?at={place[0]}-{place[1]}#char={place[0]},{place[1]}")
    page.goto(link)
    expect(page.locator(".pointed")).to_have_text(WORDS)
    expect(page.locator(".quoting")).to_contain_text(WORDS)


def test_a_selection_leads_to_its_citation_which_is_copied_with_quote_and_address(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page)
    select(page, WORDS)
    page.get_by_role("link", name="Viện dẫn đoạn này").click()
    page.get_by_role("button", name="Chép đoạn trích, nguồn và liên kết").click()
    quote, link = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert quote.startswith(f"“{WORDS}” (")
    assert "Kết luận số 120-KL/TU, ngày 08 tháng 8 năm 2021" in quote
    assert re.search(r"\?at=\d+-\d+#char=\d+,\d+$", link)


def test_what_is_offered_goes_with_the_selection(page: Page) -> None:
    opened(page)
    select(page, WORDS)
    expect(page.locator(".picking")).to_be_visible()
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator(".picking")).to_be_hidden()


def test_a_mark_tells_what_it_is_and_how_sure_to_the_keyboard_and_escape_puts_it_away(page: Page) -> None:
    opened(page)
    link = page.locator("article mark.cite a").first
    link.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("xác định nhờ")
    expect(tip).to_contain_text(re.compile(r"\d+%"))
    expect(link).to_have_attribute("aria-describedby", "chu-giai")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_mark_tells_to_the_mouse_and_the_tip_may_be_pointed_at(page: Page) -> None:
    opened(page)
    page.locator("article mark.cite").first.hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(300)
    expect(tip).to_be_visible()
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()


def test_a_finger_finds_the_same_at_the_sign_beside_a_mark(narrow_page: Page) -> None:
    address = opened(narrow_page)
    narrow_page.locator("article .note").first.tap()
    expect(narrow_page.get_by_role("tooltip")).to_be_visible()
    assert narrow_page.url.endswith(address)
    assert too_wide(narrow_page) == []


def test_what_is_offered_and_told_has_no_serious_fault(page: Page, place: tuple[int, int]) -> None:
    opened(page, f"?at={place[0]}-{place[1]}#char={place[0]},{place[1]}")
    select(page, WORDS)
    page.locator("article mark.cite a").first.focus()
    assert serious_faults(page) == []


def test_without_scripts_the_place_of_the_address_is_marked_by_the_server(
    browser: Any, samples: str, place: tuple[int, int]
) -> None:
    context = browser.new_context(base_url=samples, java_script_enabled=False)
    page = context.new_page()
    opened(page, f"?at={place[0]}-{place[1]}#char={place[0]},{place[1]}")
    assert page.locator("#at").inner_text() == WORDS
    context.close()
