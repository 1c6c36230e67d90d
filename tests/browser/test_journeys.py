"""The three errands of a legal officer, from the first page to the answer, counted in actions.

An action is what a hand does before it waits: a search typed and one of its suggestions taken, a link, a button, a
text pasted.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def take(page: Page, text: str, suggestion: str) -> None:
    """Type a search and take the suggestion that holds those words."""
    page.locator("#q").focus()
    page.keyboard.type(text, delay=15)
    page.get_by_role("option").filter(has_text=suggestion).first.click()


def test_which_tasks_implement_a_directive_and_where_does_it_say_so_in_two_actions(seeds_page: Page) -> None:
    page = seeds_page
    page.goto("/")
    take(page, "chi thi 19", "19-CT/TU")  # 1
    direct = page.locator("section, main").get_by_text("Tập trung cao xử lý các vi phạm về đất đai theo Chỉ thị số")
    expect(direct.first).to_be_visible()
    task = page.locator(".tasks > li").first
    expect(task.get_by_text("Chủ trì", exact=True)).to_be_visible()
    expect(task.get_by_text("Thời hạn", exact=True)).to_be_visible()
    task.get_by_role("link", name=re.compile(r"ký tự \d+")).first.click()  # 2
    page.wait_for_url(re.compile(r"/tai-lieu/"))
    expect(page.locator("#at")).to_contain_text("19-CT/TU")
    expect(page.locator("#at")).to_be_in_viewport()


def test_what_a_department_had_to_do_by_a_day_and_who_holds_that_today_in_three_actions(seeds_page: Page) -> None:
    page = seeds_page
    page.goto("/")
    take(page, "so ke hoach va dau tu tinh bac ninh", "Sở Kế hoạch và Đầu tư tỉnh Bắc Ninh")  # 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Sở Kế hoạch và Đầu tư tỉnh Bắc Ninh")
    today = page.locator("main").get_by_role("link", name="Sở Tài chính thành phố Bắc Ninh").first
    expect(today).to_be_visible()
    page.get_by_role("link", name=re.compile(r"tháng 8 ")).click()  # 2
    page.wait_for_url(re.compile(r"until=2023-08-31"))
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("31/8/2023")
    rows.first.get_by_role("link", name=re.compile(r"ký tự \d+")).first.click()  # 3: where it says so
    expect(page.locator("#at")).to_be_in_viewport()


def test_the_recitals_of_a_draft_are_checked_in_three_actions(seeds_page: Page) -> None:
    page = seeds_page
    page.goto("/")
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Tra cứu đoạn văn").click()  # 1
    draft = (
        "Căn cứ Chỉ thị số 19-CT/TU ngày 12/6/2020 của Ban Thường vụ Tỉnh ủy Bắc Giang;\n"
        "Căn cứ Kết luận số 120-KL/TU ngày 08/8/2021 của Ban Thường vụ Tỉnh ủy Bắc Giang;"
    )
    page.get_by_label("Đoạn văn (tới 64.000 ký tự)").fill(draft)  # 2
    page.get_by_role("button", name="Tra", exact=True).click()  # 3
    expect(page.locator("mark")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("11/6/2020")
    expect(page.get_by_role("button", name=re.compile("Chép")).first).to_be_visible()
