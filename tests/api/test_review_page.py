"""The review queue: one doubt after the other, settled on the page, written down before the page says so."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from doubtful import TEXTS, item, queue, read, serving, signed_in
from written import Site

from api.pages.review_item import MOST_CHOICES, clues
from api.pages.review_queue import Queue, Wanted
from api.review.remembered import book_of
from graph.answers.review_queue import KINDS
from graph.review import book
from graph.store.embedded import EmbeddedStore

PATIENCE = 60.0


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read(tmp_path_factory.mktemp("ngo"))


@pytest.fixture(scope="module")
def here(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on which nothing is decided."""
    with serving(store, tmp_path_factory.mktemp("hang")) as found:
        yield found


@pytest.fixture
def fresh(store: Path, tmp_path: Path) -> Iterator[Site]:
    """A server of one's own, for what is decided there."""
    with serving(store, tmp_path) as found:
        yield found


@pytest.fixture
def lan(here: Site) -> httpx.Client:
    return signed_in(here, here.editor)


def shown(page: httpx.Response) -> str:
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def question(page: httpx.Response) -> str:
    """The heading of the item in view."""
    found = re.search(r'<h2 id="muc"[^>]*>(.*?)</h2>', page.text, re.S)
    assert found
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", found[1])).split())


def left(page: httpx.Response) -> int:
    found = re.search(r"Tất cả <b>(\d+)</b>", page.text)
    assert found
    return int(found[1])


def decide(browser: httpx.Client, item: str, do: str, **more: str) -> httpx.Response:
    return browser.post("/ra-soat/quyet-dinh", data={"item": item, "do": do, **more})


def last(here: Site) -> Any:
    return book.decisions(here.store).decisions[-1]


def test_what_weighs_most_comes_first_and_every_kind_is_there(here: Site) -> None:
    found = queue(here)
    assert {one.kind for one in found.found} == set(KINDS)
    keys = [(-one.weight, one.confidence) for one in found.found]
    assert keys == sorted(keys)
    assert found.found[0].kind == "conflict"


def test_an_item_is_shown_in_its_sentence_with_what_was_read_and_why(here: Site, lan: httpx.Client) -> None:
    page = lan.get("/ra-soat", params={"item": item(here, "uncertain")})
    assert page.status_code == 200
    assert question(page) == "«Luật Đất đai» có đúng là Luật 45/2013/QH13 ngày 29/11/2013?"
    assert '<mark class="quoted">Luật Đất đai</mark>' in page.text
    said = shown(page)
    assert "Căn cứ Nghị định số 50/2022/NĐ-CP" in said  # the line after it
    assert "85% (khá)" in said
    assert "Nghị quyết 41/NQ-HĐND" in said
    assert re.search(r'href="/tai-lieu/[^"]+\?at=\d+-\d+#at"', page.text)


def test_what_else_a_mention_may_mean_is_numbered_with_what_tells_it_apart(here: Site, lan: httpx.Client) -> None:
    page = lan.get("/ra-soat", params={"item": item(here, "ambiguous")})
    assert question(page) == "«17-CT/TU» là văn bản nào?"
    choices = re.findall(r'value="instrument ([^"]+)" data-key="(\d)"', page.text)
    assert [number for _, number in choices] == ["1", "2"]
    assert ["2020-02-27" in choices[0][0], "2022-03-28" in choices[1][0]] == [True, True]
    later = lan.get("/ra-soat", params={"item": item(here, "uncertain")})
    assert re.search(r'value="instrument [^"]+/31-2024-qh15" data-key="1"', later.text)  # the other law of that name


def test_a_task_is_shown_with_the_words_that_name_its_agency(here: Site, lan: httpx.Client) -> None:
    page = lan.get("/ra-soat", params={"item": item(here, "task", "Báo cáo")})
    assert question(page) == "Ai chủ trì nhiệm vụ này?"
    assert '<mark class="quoted">Sở Tài chính</mark>' in page.text
    assert "lấy từ câu dẫn hoặc đề mục" in shown(page)
    assert "&lt;b&gt;kết quả&lt;/b&gt;" in page.text
    assert "<b>kết quả" not in page.text


def test_a_conflict_says_what_does_not_agree_and_offers_the_other_day(here: Site, lan: httpx.Client) -> None:
    page = lan.get("/ra-soat", params={"item": item(here, "conflict")})
    assert "Ngày mâu thuẫn: 50/2022/NĐ-CP được ghi 2 ngày khác nhau" in shown(page)
    assert 'value="other 2022-08-12" data-key="1"' in page.text


def test_filters_narrow_the_queue_by_kind_document_agency_and_confidence(here: Site, lan: httpx.Client) -> None:
    everything = len(queue(here).found)
    assert left(lan.get("/ra-soat")) == everything
    of_tasks = lan.get("/ra-soat", params={"kind": "task"})
    assert question(of_tasks) == "Ai chủ trì nhiệm vụ này?"
    assert "mục 1 trong 2" in shown(of_tasks)
    document = queue(here).found[0].text.rpartition("/id/")[2]
    assert left(lan.get("/ra-soat", params={"document": document})) == 2
    assert left(lan.get("/ra-soat", params={"agency": "Sở Tài chính tỉnh Bắc Giang"})) == 2
    assert left(lan.get("/ra-soat", params={"below": 85})) == everything - 1
    nothing = lan.get("/ra-soat", params={"agency": "Sở không có"})
    assert (nothing.status_code, left(nothing)) == (200, 0)
    assert "Không còn mục nào chờ quyết định" in nothing.text


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"kind": "x"}, 422),
        ({"below": 12}, 422),
        ({"below": "x"}, 422),
        ({"item": "cit/none"}, 404),
        ({"item": "a b<>"}, 404),
        ({"item": "task/none"}, 404),
        ({"item": "é" * 301}, 422),
        ({"document": "<"}, 200),
        ({"done": "none"}, 200),
    ],
)
def test_an_address_that_says_nothing_is_told_so(lan: httpx.Client, given: dict[str, Any], status: int) -> None:
    told = lan.get("/ra-soat", params=given, headers={"Accept": "text/html"})
    assert told.status_code == status
    assert "Traceback" not in told.text


def test_a_decision_is_on_disk_before_the_page_says_so_and_leaves_the_queue_at_once(fresh: Site) -> None:
    browser = signed_in(fresh, fresh.editor)
    before, target = left(browser.get("/ra-soat")), item(fresh, "uncertain")
    answer = decide(browser, target, "accept", note="đã đối chiếu", kind="uncertain")
    assert answer.status_code == 303
    made = last(fresh)
    assert (made.action, made.who, made.note) == ("accept", "Lan", "đã đối chiếu")
    assert made.target.endswith(target)
    page = browser.get(answer.headers["location"])
    assert "Đã ghi: chấp nhận «Luật Đất đai»" in shown(page)
    assert left(page) == before - 1
    assert "Không còn mục nào" in question(page)  # of that kind
    assert "trong đó 1 của bạn" in shown(page)
    assert target not in re.findall(r"item=([^&\"]+)", browser.get("/ra-soat").text)


def test_after_a_decision_the_next_item_is_in_view(here: Site, fresh: Site) -> None:
    browser = signed_in(fresh, fresh.editor)
    found = queue(fresh).found
    answer = decide(browser, found[0].iri.rpartition("/id/")[2], "accept")
    assert f"item={found[1].iri.rpartition('/id/')[2].replace('/', '%2F')}" in answer.headers["location"]
    skipped = decide(browser, found[-1].iri.rpartition("/id/")[2], "accept")
    assert f"item={found[1].iri.rpartition('/id/')[2].replace('/', '%2F')}" in skipped.headers["location"]


def test_the_graph_has_the_decision_when_its_job_is_done_and_the_queue_goes_on_without_it(fresh: Site) -> None:
    browser = signed_in(fresh, fresh.editor)
    target = item(fresh, "ambiguous")
    choices = re.findall(r'value="(instrument [^"]+2022-03-28[^"]+)"', browser.get(f"/ra-soat?item={target}").text)
    assert decide(browser, target, choices[0]).status_code == 303
    until = time.monotonic() + PATIENCE
    while any(one.iri.endswith(target) for one in queue(fresh).found):
        assert time.monotonic() < until
        time.sleep(0.1)
    again = browser.get("/ra-soat", params={"item": target})
    assert again.status_code == 200
    assert "Bạn đã quyết định mục này: sửa lại." in shown(again)
    assert "2022-03-28" in re.sub(r'<ol class="choices">.*?</ol>', "", again.text, flags=re.S)
    # What was settled is told apart by kind though the doubt itself has left the graph.
    with EmbeddedStore.open(fresh.store) as graph:
        progress = Queue(queue(fresh), book_of(fresh.store), Wanted()).progress("Lan")
        assert {one["kind"]: one["today"] for one in progress["kinds"]}["ambiguous"] == 1
        assert graph is not None


def test_undoing_brings_the_item_back_into_view(fresh: Site) -> None:
    browser = signed_in(fresh, fresh.editor)
    before, target = left(browser.get("/ra-soat")), item(fresh, "unresolved")
    done = browser.get(decide(browser, target, "reject").headers["location"])
    form = re.search(r'name="id" value="([^"]+)"', done.text)
    assert form
    answer = browser.post("/ra-soat/hoan-tac", data={"id": form[1], "item": target})
    page = browser.get(answer.headers["location"])
    assert "Đã hoàn tác" in shown(page)
    assert question(page) == "«33/2023» là văn bản nào?"
    assert left(page) == before
    browser.post("/ra-soat/hoan-tac", data={"id": form[1], "item": target, "token": "khác"})
    assert [one.action for one in book.decisions(fresh.store).decisions] == ["reject", "undo"]
    # Within the second: what was undone is no answer to a new decision.
    decide(browser, target, "reject", token="lần nữa")
    assert [one.action for one in book.decisions(fresh.store).decisions] == ["reject", "undo", "reject"]
    assert browser.post("/ra-soat/hoan-tac", data={"id": "khong"}).status_code == 404


def test_a_form_that_is_sent_twice_decides_once(fresh: Site) -> None:
    browser, target = signed_in(fresh, fresh.editor), item(fresh, "uncertain")
    told = [decide(browser, target, "accept", token="abc").headers["location"] for _ in range(2)]
    assert told[0] == told[1]
    assert len(book.decisions(fresh.store).decisions) == 1
    # Going back and thinking again is another decision.
    decide(browser, target, "reject", token="abc")
    assert [one.action for one in book.decisions(fresh.store).decisions] == ["accept", "reject"]


def test_who_decided_before_is_told_and_can_be_overruled_on_purpose(fresh: Site) -> None:
    lan, minh = signed_in(fresh, fresh.editor), signed_in(fresh, fresh.other)
    target = item(fresh, "uncertain")
    decide(lan, target, "accept", note="luật cũ")
    refused = decide(minh, target, "reject", note="sai luật")
    assert refused.status_code == 409
    said = shown(refused)
    assert "Lan đã quyết định mục này: chấp nhận." in said
    assert "«luật cũ»" in said
    assert "Quyết định của bạn chưa được ghi." in said
    assert len(book.decisions(fresh.store).decisions) == 1
    form = refused.text.partition('id="bi-tu-choi"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    assert fields["replaces"] == last(fresh).id
    assert minh.post("/ra-soat/quyet-dinh", data=fields).status_code == 303
    assert (last(fresh).who, last(fresh).action, last(fresh).note) == ("Minh", "reject", "sai luật")


def test_another_day_makes_another_instrument_of_the_mention(fresh: Site) -> None:
    browser, target = signed_in(fresh, fresh.editor), item(fresh, "conflict")
    page = browser.get("/ra-soat", params={"item": target})
    of = re.search(r'name="of" value="([^"]+)"', page.text)
    assert of
    assert decide(browser, target, "other 2022-08-12", of=of[1]).status_code == 303
    made = last(fresh)
    assert (made.action, made.target) == ("split", of[1])
    assert "/2022-08-12/" in made.value["from"]
    assert made.value["mentions"][0]["iri"].endswith(target)
    assert left(browser.get("/ra-soat")) == len(queue(fresh).found) - 1


def test_a_correction_changes_only_what_was_changed(fresh: Site) -> None:
    browser = signed_in(fresh, fresh.editor)
    mention, task = item(fresh, "uncertain"), item(fresh, "task", "Rà soát")
    same = {"relation": "legalBasis", "was-relation": "legalBasis"}
    nothing = decide(browser, mention, "correct", **same)
    assert nothing.status_code == 422
    assert "Chưa sửa gì" in nothing.text
    assert decide(browser, mention, "correct", instrument="31/2024/QH15", **same).status_code == 303
    assert set(last(fresh).value) == {"instrument", "about"}
    lead = "Sở Tài chính tỉnh Bắc Giang"
    wrong = decide(browser, task, "correct", lead=lead, deadline="hôm nào", **{"was-lead": lead})
    assert wrong.status_code == 422
    assert "không phải là một ngày" in shown(wrong)
    assert 'value="hôm nào"' in wrong.text  # what was typed is not lost
    answer = decide(browser, task, "correct", lead="Sở Tư pháp\r\n\r\nSở Nội vụ ", deadline="31/12/2024")
    assert answer.status_code == 303
    assert last(fresh).value["lead"] == ["Sở Tư pháp", "Sở Nội vụ"]
    assert last(fresh).value["deadline"]["end"] == "2024-12-31"


def test_a_name_that_several_bear_is_asked_for_again_with_each_of_them(here: Site, lan: httpx.Client) -> None:
    target = item(here, "unresolved")
    told = decide(lan, target, "correct", instrument="17-CT/TU", relation="guides")
    assert told.status_code == 422
    picks = re.findall(r'name="pick-instrument" value="([^"]+)"', told.text)
    assert len(picks) == 2
    assert '<option value="guides" selected>' in told.text
    unknown = decide(lan, target, "correct", instrument="999/QĐ-XYZ")
    assert unknown.status_code == 422
    assert "chưa được ghi" in unknown.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "status"},
        {"do": "merge"},
        {"do": "correct", "relation": "self"},
        {"do": "instrument "},
        {"do": "instrument " + "x" * 600},
        {"do": "other khong"},
        {"do": "accept", "note": "x" * 3000},
        {"do": "accept", "replaces": "khong"},
        {"do": "accept", "item": "cit/none"},
        {"do": "accept", "item": "a b"},
        {"do": "accept", "item": ""},
    ],
)
def test_a_form_that_means_nothing_writes_nothing(here: Site, lan: httpx.Client, fields: dict[str, str]) -> None:
    told = lan.post("/ra-soat/quyet-dinh", data={"item": item(here, "unresolved"), **fields})
    assert told.status_code in (404, 409, 422)
    assert not book.decisions(here.store).decisions
    assert "Traceback" not in told.text


@pytest.mark.parametrize("place", ["quyet-dinh", "hoan-tac", "ra"])
def test_the_address_of_a_form_leads_back_to_the_queue(lan: httpx.Client, place: str) -> None:
    told = lan.get(f"/ra-soat/{place}")
    assert (told.status_code, told.headers["location"]) == (303, "/ra-soat")


def test_without_its_text_an_item_is_shown_by_its_quote(here: Site, lan: httpx.Client) -> None:
    with EmbeddedStore.open(here.store) as graph:
        from api.pages.review_item import item as look

        iri = next(one.iri for one in queue(here).found if one.kind == "uncertain")
        found = look(graph, iri, "uncertain", lambda document: None)
    assert found is not None
    assert found.passage is None
    assert found.mention
    assert found.mention["quote"] == "Luật Đất đai"


def test_a_very_long_line_is_cut_around_the_mention_and_nothing_of_it_is_lost(here: Site) -> None:
    from api.pages.review_item import _passage

    text = "x" * 5000 + " trước Luật Đất đai sau " + "y" * 5000
    start = text.index("Luật")
    found = _passage(text, {"start": 0, "end": len(text)}, start, start + 12)
    assert found
    (line,) = found.lines
    said = "".join(piece for piece, _ in line)
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert [piece for piece, look in line if look == "quoted"] == ["Luật Đất đai"]
    assert 400 < len(said) < 1200


def test_clues_say_what_speaks_against_an_instrument() -> None:
    one = {"issuer": "Quốc hội", "title": "Luật Đất đai", "date": "2024-01-18", "jurisdiction": "vn", "held": False,
           "citations": 7}  # fmt: skip
    document = {"instrument": {"date": "2023-07-11", "jurisdiction": "bac-giang"}}
    assert clues(one, document, 0) == [
        "Quốc hội",
        "«Luật Đất đai»",
        "ban hành sau văn bản đang xem (11/7/2023)",
        "được dẫn 7 lần ở các văn bản khác",
        "kho chưa có toàn văn",
    ]
    assert MOST_CHOICES == 9


def test_every_problem_leads_to_the_place_that_it_speaks_of(here: Site) -> None:
    page = here.open.get("/van-de")
    places = re.findall(r'<a href="(/tai-lieu/[^"]+)#at">', page.text)
    assert len(places) >= 4  # the two of the conflict are one place: that of the other day
    for address in places:
        assert 'id="at"' in here.open.get(html.unescape(address)).text
    (conflict,) = re.findall(r'href="(/ra-soat\?item=cit/[^"]+)"', page.text)[:1]
    assert conflict
    assert "12 tháng 8" in TEXTS["42"]


def test_of_the_book_only_what_was_added_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def decide_on(number: int) -> str:
        return book.decide(tmp_path, "Lan", "citation", "accept", f"https://example.org/{number}").id

    assert book_of(tmp_path).standing == []
    first = decide_on(1)
    assert [one.id for one in book_of(tmp_path).standing] == [first]
    monkeypatch.setattr(book, "decisions", lambda directory: pytest.fail("the whole book was read"))
    second = decide_on(2)
    undo = book.decide(tmp_path, "Lan", "decision", "undo", first).id
    found = book_of(tmp_path)
    assert [one.id for one in found.history.decisions] == [first, second, undo]
    assert found.settled == {"https://example.org/2"}
    assert book_of(tmp_path) is found


@pytest.mark.parametrize("spoil", [b'{"id": "x"', b"\xff\xfe\n", b"[]\n", b'{"id": "x"}\n', b"\n"])
def test_a_damaged_line_is_passed_over_and_what_follows_it_is_read(tmp_path: Path, spoil: bytes) -> None:
    first = book.decide(tmp_path, "Lan", "citation", "accept", "https://example.org/1").id
    assert len(book_of(tmp_path).standing) == 1
    with (tmp_path / book.NAME).open("ab") as file:
        file.write(spoil)
    assert [one.id for one in book_of(tmp_path).standing] == [first]
    second = book.decide(tmp_path, "Lan", "citation", "accept", "https://example.org/2").id
    assert [one.id for one in book_of(tmp_path).standing] == [first, second]
    assert book_of(tmp_path).standing == book.decisions(tmp_path).decisions
