"""The page /sparql: what an editor, results without a new page, and pictures of them do for a reader."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import serve
from looking import serious_faults, too_wide

BUILT = Path(__file__).resolve().parents[2] / "api" / "pages" / "static" / "built" / "sparql.js"
pytestmark = pytest.mark.skipif(
    not BUILT.is_file(), reason="wants the pages' scripts, which DANCHIEU_NO_WEB leaves out"
)

DAN = "PREFIX dan: <https://w3id.org/danchieu/def#>\n"
LEADERS = DAN + "SELECT ?agency ?task WHERE { ?task dan:leadAgency ?agency } ORDER BY ?agency ?task"
LED = DAN + "CONSTRUCT { ?task dan:leadAgency ?agency ; a dan:Task ; dan:start ?n }"
LED += "\nWHERE { { SELECT * { ?task dan:leadAgency ?agency ; dan:start ?n } LIMIT 30 } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"


def link(query: str) -> str:
    return f"/sparql#query={quote(query, safe='')}"


@pytest.fixture
def asking(page: Any) -> Callable[[str], Any]:
    """Opens the page with a query, and returns it when there is an outcome."""

    def ask(query: str, within: Any = page) -> Any:
        within.goto("about:blank")  # from one query to the next on the same page is a step of its own
        within.goto(link(query))
        within.wait_for_selector("#ket-qua h2, #ket-qua [role=alert]")
        return within

    return ask


@pytest.fixture
def hasty(samples_store: Path) -> Iterator[str]:
    """The address of a server that runs no query longer than a second."""
    with serve(samples_store, sparql_seconds=1) as address:
        yield address


@pytest.fixture
def sparing(samples_store: Path) -> Iterator[str]:
    """The address of a server that gives no more than seven rows, however long a busy machine takes to find them."""
    with serve(samples_store, sparql_rows=7) as address:
        yield address


def cells(page: Any) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(
        "() => [...document.querySelectorAll('#ket-qua tbody tr')].map(row => [...row.cells].map(c => c.textContent))"
    )
    return found


def typed(page: Any) -> str:
    return str(page.locator("#query").evaluate("field => field.value"))


def rewrite(page: Any, text: str) -> None:
    """Type a query in place of what stands in the editor; the editor closes brackets and indents by itself."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def pick(page: Any, suggestion: str) -> None:
    """Wait for a suggestion and take it, the first of the list, by Enter."""
    page.get_by_role("option", name=suggestion).first.wait_for()
    # While the list is renewed for the newest letter, which is the time of a frame, the editor takes no Enter.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    page.keyboard.press("Enter")


def test_a_query_runs_by_the_keyboard_without_a_new_page_and_its_address_holds_it(page: Any) -> None:
    page.goto("/sparql")
    page.evaluate("() => { window.same = true }")
    rewrite(page, LEADERS)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#ket-qua table")
    assert page.evaluate("() => window.same")
    assert page.evaluate("() => new URLSearchParams(location.hash.slice(1)).get('query')") == LEADERS
    rows = cells(page)
    assert f"{len(rows)} dòng" in page.locator("[data-part=count]").inner_text()
    assert all(agency.startswith("org/") and task.startswith("task/") for agency, task in rows)


def test_a_link_to_a_query_asks_it_and_a_step_back_the_one_before(asking: Any) -> None:
    page = asking("SELECT (1 AS ?one) {}")
    assert cells(page) == [["1 xsd:integer"]]
    rewrite(page, "SELECT (2 AS ?two) {}")
    page.get_by_role("button", name="Hỏi", exact=True).first.click()
    page.wait_for_function("() => document.querySelector('#ket-qua th')?.textContent === 'two'")
    page.go_back()
    page.wait_for_function("() => document.querySelector('#ket-qua th')?.textContent === 'one'")
    assert typed(page) == "SELECT (1 AS ?one) {}"


def test_what_the_plain_form_would_ask_is_the_same_link(page: Any) -> None:
    page.goto(f"/sparql?query={quote('ASK {}')}")
    page.wait_for_selector("#ket-qua .name")
    assert page.evaluate("() => location.pathname + location.search") == "/sparql"
    assert page.locator("#ket-qua .name").inner_text() == "Có (true)"


def test_without_scripts_the_form_asks_and_things_are_linked(browser: Any, samples: str) -> None:
    context = browser.new_context(base_url=samples, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sparql")
    assert not page.locator("[data-do]").first.is_visible()
    page.locator("#query").fill(LEADERS + " LIMIT 3")
    page.locator("#hoi button").first.click()
    first = page.locator("#ket-qua td a").first
    assert first.inner_text().startswith("org/")
    first.click()
    assert "/co-quan/" in page.url
    context.close()


def test_each_of_the_28_examples_gives_an_answer(page: Any) -> None:
    page.goto("/sparql")
    examples = page.locator(".examples details")
    assert examples.count() == 28
    for at in range(28):
        one = examples.nth(at)
        query = one.locator("textarea").evaluate("field => field.value")
        one.locator("summary").click()
        one.get_by_role("button").click()
        page.wait_for_selector("#ket-qua h2")
        assert page.locator("#ket-qua [role=alert]").count() == 0, query
        assert typed(page) == query
        assert "PREFIX" in query
        assert not re.search(r"\$\w", re.sub(r"#.*", "", query)), "a parameter has no value"


def test_classes_and_properties_of_the_vocabulary_are_suggested_and_their_prefix_is_declared(page: Any) -> None:
    page.goto("/sparql")
    rewrite(page, "")
    page.keyboard.type("SELECT * { ?x a Tas")
    page.keyboard.press("Control+Space")
    pick(page, "dan:Task · ")
    page.keyboard.type(" ; dan:leadA")
    pick(page, "dan:leadAgency · ")
    page.keyboard.type(" ?y")
    query = typed(page)
    assert query.startswith("PREFIX dan: <https://w3id.org/danchieu/def#>\n")
    assert "?x a dan:Task ; dan:leadAgency ?y" in query


def test_our_prefixes_are_suggested(page: Any) -> None:
    page.goto("/sparql")
    rewrite(page, "")
    page.keyboard.type("PREFIX cit")
    pick(page, "cito: <http://purl.org/spar/cito/>")
    assert typed(page) == "PREFIX cito: <http://purl.org/spar/cito/>"


def test_a_fault_of_syntax_is_told_in_vietnamese_with_its_place(asking: Any) -> None:
    page = asking("SELECT * {\n  ?s ?p foo:bar\n}")
    alert = page.locator("#ket-qua [role=alert]")
    assert alert.locator(".wrong").inner_text() == "Truy vấn sai cú pháp ở dòng 2, cột 16."
    assert "Tiền tố chưa khai báo: foo:" in alert.inner_text()
    assert page.locator(".wrong-line").count() == 1
    alert.get_by_role("button", name="Đến chỗ sai").click()
    assert page.evaluate("() => document.activeElement.closest('.CodeMirror') !== null")
    alert.locator("summary").click()
    assert "expected one of" in alert.locator("pre").inner_text()
    assert serious_faults(page) == []


def test_an_empty_query_is_refused_with_a_sentence(page: Any) -> None:
    page.goto("/sparql")
    rewrite(page, " ")
    page.keyboard.press("Control+Enter")
    page.locator("#ket-qua [role=alert]").wait_for()
    assert page.locator("#ket-qua [role=alert] .wrong").inner_text().strip()


def test_a_refused_query_says_why(asking: Any) -> None:
    page = asking("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }")
    assert "SERVICE" in page.locator("#ket-qua [role=alert]").inner_text()


def test_a_query_out_of_time_is_told(browser: Any, hasty: str, asking: Any) -> None:
    context = browser.new_context(base_url=hasty)
    page = asking(ENDLESS, context.new_page())
    told = page.locator("#ket-qua [role=alert]").inner_text()
    assert "Truy vấn chạy quá 1 giây" in told
    assert "Có thể hỏi lại sau" in told
    context.close()


def test_rows_left_off_are_told(browser: Any, sparing: str, asking: Any) -> None:
    context = browser.new_context(base_url=sparing)
    page = asking(LEADERS, context.new_page())
    assert len(cells(page)) == 7
    assert page.locator("[data-part=cut]").inner_text().startswith("Kết quả bị cắt ở 7 dòng: còn nữa.")
    asking(LEADERS + " LIMIT 6", page)
    assert page.locator("[data-part=cut]").is_hidden()
    context.close()


def test_a_running_query_can_be_stopped(page: Any) -> None:
    page.goto(link(ENDLESS))
    page.get_by_role("button", name="Dừng").click()
    page.get_by_text("Đã dừng theo yêu cầu.").wait_for()
    assert page.get_by_role("button", name="Dừng").is_disabled()


def test_long_results_are_laid_out_piece_by_piece(asking: Any) -> None:
    page = asking("SELECT * { ?s ?p ?o } LIMIT 450")
    assert len(cells(page)) == 200
    page.get_by_role("button", name="Hiện thêm 200 dòng").click()
    page.get_by_role("button", name="Hiện thêm 50 dòng").click()
    assert len(cells(page)) == 450
    assert page.locator("[data-part=more]").is_hidden()


def test_a_table_comes_as_a_file_in_four_formats(asking: Any, tmp_path: Path) -> None:
    page = asking(LEADERS)
    shown = cells(page)
    for name, start in {"CSV": b"agency,task", "TSV": b"?agency\t?task", "JSON": b"{", "XML": b"<?xml"}.items():
        with page.expect_download() as coming:
            page.get_by_role("button", name=name, exact=True).click()
        assert coming.value.suggested_filename == f"ket-qua.{name.lower()}"
        coming.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    rows = list(csv.reader(io.StringIO((tmp_path / "CSV").read_text("utf-8"))))[1:]
    assert [[cell.partition("/id/")[2] for cell in row] for row in rows] == shown


def test_a_graph_comes_as_turtle_and_as_a_table_of_triples(asking: Any, tmp_path: Path) -> None:
    page = asking(LED)
    rows = cells(page)
    assert {predicate for _, predicate, _ in rows} == {"dan:leadAgency", "rdf:type", "dan:start"}
    with page.expect_download() as coming:
        page.get_by_role("button", name="Turtle").click()
    coming.value.save_as(tmp_path / "graph")
    assert coming.value.suggested_filename == "ket-qua.ttl"
    assert "https://w3id.org/danchieu/def#leadAgency" in (tmp_path / "graph").read_text("utf-8")


def draw(page: Any) -> str:
    """Ask for the picture; what is said of it once it is drawn."""
    page.get_by_label("Hình", exact=True).check()
    page.wait_for_selector("[data-part=canvas] canvas")
    return str(page.locator("[data-part=drawn]").inner_text())


def test_a_graph_is_drawn_and_what_is_not_drawn_is_told(asking: Any) -> None:
    page = asking(LED)
    edges = {(s, o) for s, p, o in cells(page) if p == "dan:leadAgency"}
    rest = sum(p != "dan:leadAgency" for _, p, _ in cells(page))
    nodes = {end for edge in edges for end in edge}
    assert (
        draw(page) == f"Hình vẽ {len(nodes)} nút, {len(edges)} cung; cung trùng nhau vẽ một lần. Bảng có đủ mọi dòng."
    )
    assert page.locator("[data-part='not-drawn']").inner_text().startswith(f"{rest} bộ ba")
    assert page.locator("[data-part=table]").is_hidden()
    assert serious_faults(page) == []


def test_two_columns_of_things_are_drawn_and_others_can_be_chosen(asking: Any) -> None:
    page = asking(DAN + "SELECT ?task ?by ?agency { ?task dan:leadAgency ?agency ; dan:assignedBy ?by } LIMIT 5")
    first = draw(page)
    assert page.locator("[data-column=from]").evaluate("one => [one.value]") == ["task"]
    assert page.locator("[data-column=to]").evaluate("one => [one.value]") == ["by"]
    page.locator("[data-column=to]").select_option("agency")
    edges = {(task, agency) for task, _, agency in cells(page)}
    told = f"Hình vẽ {len({end for edge in edges for end in edge})} nút, {len(edges)} cung;"
    page.wait_for_function("told => document.querySelector('[data-part=drawn]').textContent.startsWith(told)", arg=told)
    assert first


def test_a_drawing_that_is_too_large_is_cut_with_a_word_of_it(asking: Any) -> None:
    page = asking("SELECT DISTINCT ?s ?o { ?s ?p ?o FILTER(isIRI(?o)) } LIMIT 900")
    told = draw(page)
    nodes = int(re.findall(r"\d+", told)[0])
    drawn = int(re.findall(r"\d+", told)[1])
    cut = page.locator("[data-part='picture-cut']").inner_text()
    assert nodes <= 200
    assert drawn + int(re.findall(r"\d+", cut)[1]) == 900


def test_a_result_without_two_ends_offers_no_picture(asking: Any) -> None:
    page = asking("SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o)) } LIMIT 5")
    assert page.get_by_label("Hình", exact=True).count() == 0
    page = asking("SELECT * { ?s <urn:nothing> ?o }")
    assert "Không có dòng nào." in page.locator("#ket-qua").inner_text()


def test_rows_without_two_ends_are_told_as_not_drawn_and_without_any_there_is_no_drawing(asking: Any) -> None:
    rows = "(<urn:a> <urn:b> 1) (<urn:a> <urn:b> 2) (<urn:a> 7 3) (<urn:c> UNDEF 4)"
    page = asking(f"SELECT * {{ VALUES (?x ?y ?n) {{ {rows} }} }}")
    assert draw(page).startswith("Hình vẽ 2 nút, 1 cung;")
    assert page.locator("[data-part='not-drawn']").inner_text() == "2 dòng không có đủ hai đầu là IRI nên không vẽ."
    page = asking("SELECT * { VALUES (?x ?y) { (<urn:a> UNDEF) (UNDEF <urn:b>) } }")
    page.get_by_label("Hình", exact=True).check()
    assert page.locator("[data-part=drawn]").inner_text().startswith("Không có gì để vẽ")
    assert page.locator("[data-part=canvas]").is_hidden()


def test_a_drawing_can_be_kept_and_its_nodes_lead_to_their_pages(asking: Any, tmp_path: Path) -> None:
    page = asking(DAN + "CONSTRUCT { ?t dan:seeAlso ?t } { ?t a dan:Task } LIMIT 1")
    assert draw(page).startswith("Hình vẽ 1 nút, 1 cung;")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Tải hình (PNG)").click()
    coming.value.save_as(tmp_path / "drawing")
    assert (tmp_path / "drawing").read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Vừa khung").click()
    canvas = page.locator("[data-part=canvas]")
    chosen = page.locator("[data-part=chosen] a")
    box = canvas.bounding_box()
    # The one node stands near the middle, with its arc above it and its name below.
    for down in range(0, int(box["height"] / 2), 12):
        for across in (0, -40, 40):
            canvas.click(position={"x": box["width"] / 2 + across, "y": box["height"] / 2 + down})
            if chosen.count():
                assert re.fullmatch("/id/task/[0-9a-f]+", chosen.get_attribute("href"))
                return
    pytest.fail("no node was found on the drawing")


def test_tab_indents_and_leaves_after_escape(page: Any) -> None:
    page.goto("/sparql")
    rewrite(page, "ASK {}")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert typed(page) != "ASK {}"
    inside = "() => document.activeElement.closest('.CodeMirror') !== null"
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)
    assert page.evaluate("() => document.activeElement.textContent") == "Hỏi"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate(inside)


def test_values_that_look_like_html_are_text(asking: Any) -> None:
    page = asking('SELECT ("<img src=x onerror=alert(1)>" AS ?x) (<urn:%3Cb%3E> AS ?y) {}')
    assert cells(page)[0][0] == "<img src=x onerror=alert(1)>"
    assert page.locator("#ket-qua img").count() == 0


def test_results_and_pictures_are_accessible_and_fit_a_telephone(narrow_page: Any, asking: Any) -> None:
    page = asking(LEADERS, narrow_page)
    assert serious_faults(page) == []
    assert too_wide(page) == []
    draw(page)
    assert serious_faults(page) == []
    assert too_wide(page) == []
