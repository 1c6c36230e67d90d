"""The page of the picture (/do-thi) as readers use it: by mouse, by keyboard, on a telephone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from looking import serious_faults, too_wide

from benchmarks import made_up
from graph.answers.rows import select
from graph.store.embedded import EmbeddedStore, load
from tests.browser.conftest import NARROW, opened, serve

START = "vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu"
PAGE = "/do-thi?of=19-CT/TU"
NODES = 300
SECONDS = 1.0


def drawn(page: Any, address: str = "") -> int:
    """How many nodes the picture has, once it is drawn."""
    if address:
        page.goto(address)
    page.wait_for_selector(".picture[data-drawn]:not([aria-busy])")
    return int(page.get_attribute(".picture", "data-drawn"))


def asked(page: Any) -> dict[str, list[str]]:
    """The parameters of the address that the page is at."""
    return parse_qs(urlsplit(page.url).query)


def changed(page: Any, before: int) -> int:
    """How many nodes there are, when they are no longer as many as before."""
    page.wait_for_function("n => +document.querySelector('.picture').dataset.drawn !== n", arg=before)
    return drawn(page)


def test_the_picture_is_drawn_and_says_what_it_is(page: Any) -> None:
    assert drawn(page, PAGE) > 5
    canvas = page.locator(".canvas")
    assert re.search(r"Hình vẽ \d+ điểm và \d+ liên hệ", canvas.get_attribute("aria-label"))
    assert page.locator(".tools button").count() == 3
    # Something is really painted: a picture of one colour is no picture.
    colours = page.evaluate(
        """() => { const seen = new Set()
            for (const sheet of document.querySelectorAll('.canvas canvas')) {
                const {data} = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height)
                for (let k = 0; k < data.length; k += 64) seen.add(data[k] + ' ' + data[k + 1] + ' ' + data[k + 2])
            } return seen.size }"""
    )
    assert colours > 10


def test_cytoscape_puts_no_style_into_the_page(page: Any) -> None:
    drawn(page, PAGE)
    assert page.locator("style").count() == 0


def test_opening_a_node_beside_the_picture_draws_more_without_a_new_page_and_back_takes_it_away(page: Any) -> None:
    first = drawn(page, PAGE)
    page.evaluate("window.same = true")
    page.locator(".links a[data-state]", has_text="Kết luận 120-KL/TU").first.click()
    page.wait_for_selector(".telling h2:has-text('120-KL/TU')")
    page.locator(".acts a", has_text="Mở những gì nối với nó").click()
    more = changed(page, first)
    assert more > first
    assert asked(page)["open"] == ["vn/tinh-uy-bac-giang/ket-luan/2021-08-08/120-kl-tu"]
    assert page.locator(".acts a", has_text="Đóng điểm này").count() == 1
    page.go_back()
    assert changed(page, more) == first
    assert page.evaluate("window.same")


def test_a_link_to_an_opened_picture_shows_what_opening_it_showed(page: Any) -> None:
    first = drawn(page, PAGE)
    page.locator(".links a[data-state]", has_text="Kết luận 120-KL/TU").first.click()
    page.wait_for_selector(".telling h2:has-text('120-KL/TU')")
    page.locator(".acts a", has_text="Mở những gì nối với nó").click()
    shown = changed(page, first), page.locator("#bang tbody tr").count(), page.locator(".telling").inner_text()
    page.goto(page.url)
    page.reload()
    assert (drawn(page), page.locator("#bang tbody tr").count(), page.locator(".telling").inner_text()) == shown


def test_the_keyboard_alone_chooses_opens_and_moves(page: Any) -> None:
    first = drawn(page, PAGE)
    page.locator(".canvas").focus()
    page.keyboard.press("n")
    page.wait_for_function("() => location.search.includes('at=')")
    one = asked(page)["at"]
    page.keyboard.press("n")
    page.wait_for_function("before => new URLSearchParams(location.search).get('at') !== before", arg=one[0])
    page.keyboard.press("p")
    page.wait_for_function("before => new URLSearchParams(location.search).get('at') === before", arg=one[0])
    for key in ("+", "-", "ArrowLeft", "ArrowUp", "0"):
        page.keyboard.press(key)
    # Somewhere among them is a node that has more to show.
    for _ in range(first):
        page.keyboard.press("Enter")
        page.wait_for_function("() => location.search.includes('open=')")
        if drawn(page) > first:
            break
        page.keyboard.press("Enter")
        page.wait_for_function("() => !location.search.includes('open=')")
        drawn(page)
        page.keyboard.press("n")
    assert drawn(page) > first
    # Tab leaves the picture: it is no trap.
    page.locator(".canvas").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.matches('.canvas')")


def test_a_click_on_a_node_tells_of_it_and_a_click_on_nothing_keeps_the_page(page: Any) -> None:
    drawn(page, PAGE)
    box = page.locator(".canvas").bounding_box()
    found = set()
    for down in range(20, int(box["height"]) - 10, 25):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + down)
        page.wait_for_timeout(40)
        found |= {*asked(page).get("at", ()), *asked(page).get("edge", ())}
    assert found
    assert page.locator(".telling h2").count() == 1


def test_where_does_it_say_so_is_answered_beside_the_picture_with_the_place_in_the_text(page: Any) -> None:
    drawn(page, PAGE)
    page.locator(".links .why").first.click()
    page.wait_for_selector(".telling blockquote mark")
    assert page.evaluate("document.activeElement.id") == "ke"
    place = page.locator(".telling .where a").first.get_attribute("href")
    assert re.fullmatch(r"/tai-lieu/\w+\?at=\d+-\d+#at", place)
    page.goto(place)
    assert page.locator("#at").count() == 1


def test_a_chain_is_drawn_with_its_steps(page: Any) -> None:
    nodes = drawn(page, f"{PAGE}&den=77/2015/QH13")
    assert page.locator(".way > li").count() == nodes - 1
    assert page.locator(".way blockquote mark").count() >= 1


def test_the_form_draws_another_start_and_keeps_its_filters(page: Any) -> None:
    drawn(page, PAGE)
    page.locator(".narrowing summary").click()
    page.get_by_label("Số bước").select_option("2")
    page.get_by_label("Bắt đầu từ").fill("120-KL/TU")
    page.locator(".go button").click()
    page.wait_for_url("**/do-thi?of=120-KL**")
    assert drawn(page) > 5
    assert asked(page) == {"of": ["120-KL/TU"], "depth": ["2"]}


def test_a_suggested_name_means_the_very_node_that_was_suggested(page: Any) -> None:
    page.goto("/do-thi")
    page.get_by_label("Bắt đầu từ").press_sequentially("17-CT/TU")
    page.locator("[role=option]", has_text="27/02/2020").click()
    page.get_by_label("Nối tới").press_sequentially("19-CT/TU")
    page.locator("[role=option]:visible").first.click()
    page.locator(".go button").click()
    assert drawn(page) > 1
    assert asked(page) == {"of": ["vn/tinh-uy-bac-giang/chi-thi/2020-02-27/17-ct-tu"], "den": [START]}


def test_the_picture_is_saved_as_a_png(page: Any, tmp_path: Path) -> None:
    drawn(page, PAGE)
    with page.expect_download() as saved:
        page.locator("a.png").click()
    file = tmp_path / "a.png"
    saved.value.save_as(file)
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) > 1000  # twice as wide as the picture is on paper


def test_a_failed_picture_leaves_the_table_and_says_so(page: Any) -> None:
    page.route("**/do-thi/hinh.json*", lambda route: route.fulfill(status=503))
    page.goto(PAGE)
    page.wait_for_selector(".picture [role=alert]")
    assert "bảng bên dưới" in page.locator(".picture [role=alert]").inner_text()
    assert page.locator("#bang tbody tr").count() > 3
    page.unroute_all()


def test_without_scripts_there_are_the_picture_the_words_and_the_table(browser: Any, samples: str) -> None:
    with opened(browser, samples, java_script_enabled=False) as page:
        page.goto(PAGE)
        picture = page.locator(".picture img")
        assert picture.bounding_box()["width"] > 200
        assert page.locator(".canvas").is_hidden()
        assert page.locator("#bang tbody tr").count() > 3
        page.locator(".links a").first.click()
        assert "at" in asked(page)
        assert page.locator(".telling h2").count() == 1


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}&den=77/2015/QH13", "/do-thi", "/do-thi?of=17-CT/TU"])
def test_nothing_is_seriously_wrong_for_those_who_cannot_see_it(page: Any, address: str) -> None:
    page.goto(address)
    if page.locator(".picture").count():
        drawn(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious_faults(page) == [], scheme


def test_a_telephone_shows_picture_words_and_table_within_its_width(browser: Any, samples: str) -> None:
    with opened(browser, samples, NARROW, has_touch=True) as page:
        assert drawn(page, PAGE) > 5
        assert too_wide(page) == []
        assert page.locator(".canvas").bounding_box()["width"] == NARROW
        assert page.locator(".telling").bounding_box()["y"] > page.locator(".canvas").bounding_box()["y"] + 200


def test_who_wants_no_motion_gets_none(browser: Any, samples: str) -> None:
    with opened(browser, samples, reduced_motion="reduce") as page:
        first = drawn(page, PAGE)
        page.locator(".links a[data-state]", has_text="Kết luận 120-KL/TU").first.click()
        page.wait_for_selector(".telling h2:has-text('120-KL/TU')")
        page.locator(".acts a", has_text="Mở những gì nối với nó").click()
        assert changed(page, first) > first


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server of many made-up instruments, and the one that is cited most."""
    store = tmp_path_factory.mktemp("crowd") / "store"
    load(made_up.corpus_of(120_000), store)
    counts = select(EmbeddedStore.open(store), "citation-counts")
    most = max(counts, key=lambda row: (row["citations"], row["instrument"]))["instrument"]
    with serve(store) as address:
        yield address, str(most).partition("/id/")[2]


def test_three_hundred_nodes_are_drawn_within_a_second(browser: Any, crowd: tuple[str, str]) -> None:
    """Of the page's own thread, from nothing to the drawn picture: a machine that is busy elsewhere is not measured."""
    address, most = crowd
    with opened(browser, address) as page:
        driver = page.context.new_cdp_session(page)
        driver.send("Performance.enable")

        def spent() -> float:
            metrics = {one["name"]: one["value"] for one in driver.send("Performance.getMetrics")["metrics"]}
            return float(metrics["ThreadTime"])

        before = spent()
        assert drawn(page, f"/do-thi?of={most}&depth=3&limit={NODES}") == NODES
        assert 0.0 < spent() - before < SECONDS
