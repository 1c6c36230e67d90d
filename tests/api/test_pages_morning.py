"""The pages that are opened every morning: what is due, the list of tasks, a body, an instrument's standing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import httpx
import openpyxl  # type: ignore[import-untyped]
import pytest
from scripts import foreign_scripts
from small_corpus import CT19, CT26_TU, DISTRICTS, DONRE, FINANCE, KH50_TN, NQ33, Draft, small_corpus

from api.app import create_app
from api.pages.days import by_month, chosen, months, other_windows
from api.settings import Settings
from graph.identity import agency_iri
from graph.model import Assignment, Corpus, Deadline
from graph.store.embedded import load

MANY = 520
EVIL = '"><script>alert(1)</script>'


def page_of(iri: str) -> str:
    return "/van-ban/" + quote(iri.partition("/id/")[2])


def slug_of(name: str) -> str:
    return agency_iri(name).rpartition("/")[2]


def words_of(response: httpx.Response) -> str:
    """A page without its tags, blanks single."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def links_of(response: httpx.Response, start: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', response.text) if one.startswith(start)]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[httpx.Client]:
    """A server of a corpus where one department leads 520 tasks, each due on a day of 2023 and with a long text."""
    corpus = small_corpus()
    draft = Draft("dai.txt", NQ33)
    for number in range(MANY):
        day = f"2023-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        draft.task(
            draft.say(f"III > {number}", f"Việc thứ {number} " + "rất dài " * 60),
            lead=[Assignment(FINANCE)],
            deadlines=[Deadline(f"xong ngày {day}", "before", None, day)],
        )
    corpus.extractions.append(draft.done())
    directory = tmp_path_factory.mktemp("busy")
    load(corpus, directory)
    with serving(create_app(Settings(store=directory))) as found:
        yield found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[httpx.Client]:
    """A server of a store with nothing in it."""
    directory = tmp_path_factory.mktemp("empty")
    load(Corpus(), directory)
    with serving(create_app(Settings(store=directory))) as found:
        yield found


def test_the_first_page_tells_what_is_due_from_a_day_on(client: httpx.Client) -> None:
    text = words_of(client.get("/", params={"ngay": "15/12/2024"}))
    assert "Đến hạn trong 30 ngày (1)" in text
    assert re.search(r"31/12/2024 Thu gom hết rác", text)
    assert "đến hết 13/01/2025" in text
    assert "Thu gom hết rác tồn đọng" in text
    assert "Được thực hiện nhiều nhất" in text
    assert "Chỉ thị 19-CT/TU" in text
    assert "Nạp " in text


def test_where_nothing_is_due_the_nearest_windows_that_hold_tasks_are_offered(client: httpx.Client) -> None:
    old = client.get("/")
    assert "Không có nhiệm vụ nào đến hạn" in old.text
    (before,) = links_of(old, "/?ngay=")
    assert "Đến hạn trong 30 ngày (1)" in words_of(client.get(before))
    between = client.get("/", params={"ngay": "2024-10-15"})
    found = links_of(between, "/?ngay=")
    assert len(found) == 2
    assert ["(1)" in words_of(client.get(one)) for one in found] == [True, True]


@pytest.mark.parametrize("typed", ["hôm qua", "2024", "31/02/2024", EVIL[:20]])
def test_what_is_no_day_is_said_and_today_is_shown(client: httpx.Client, typed: str) -> None:
    answer = client.get("/", params={"ngay": typed})
    assert answer.status_code == 422
    assert "không phải là ngày" in answer.text
    assert "<script>" not in answer.text


def test_problems_are_counted_by_sort_with_a_link_to_each(client: httpx.Client) -> None:
    found = links_of(client.get("/"), "/van-de?code=")
    assert "/van-de?code=date-conflict" in found
    assert all(client.get(one).status_code == 200 for one in found)


def test_the_ends_of_the_calendar_are_days_like_others(client: httpx.Client) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert client.get("/", params={"ngay": day}).status_code == 200


def test_results_are_narrowed_by_links_with_counts(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "chi thi"})
    narrowed = [one for one in links_of(page, "/?q=") if "place=bac-giang" in one]
    count = int(re.search(r"place=bac-giang\">[^<]+</a> <b>(\d+)</b>", page.text)[1])  # type: ignore[index]
    chosen_page = client.get(narrowed[0])
    assert f"{count} văn bản" in words_of(chosen_page)
    assert "Bỏ «Bắc Giang»" in chosen_page.text
    everything = client.get("/", params={"all": "1"})
    assert "Thu hẹp" in everything.text
    assert "16 văn bản" in words_of(everything)


@pytest.mark.parametrize("wrong", [{"status": "in-force"}, {"held": "maybe"}, {"date": "hôm qua"}])
def test_a_facet_that_cannot_be_is_one_sentence(client: httpx.Client, wrong: dict[str, str]) -> None:
    answer = client.get("/", params={"q": "chi thi", **wrong})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


def test_a_question_about_tasks_leads_to_their_list_with_what_was_understood(client: httpx.Client) -> None:
    page = client.get("/", params={"q": f"nhiệm vụ của {DONRE} quý IV năm 2024"})
    assert "hạn trong quý IV năm 2024" in words_of(page)
    assert "lấy năm nay" not in page.text
    (link,) = links_of(page, "/nhiem-vu?agency=")
    assert "1 nhiệm vụ" in words_of(client.get(link))
    assert "lấy năm nay" in client.get("/", params={"q": "nhiệm vụ quý IV"}).text
    assert "Hỏi về nhiệm vụ" not in client.get("/", params={"q": "nhiệm vụ trọng tâm"}).text


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"agency": DONRE}, "1 nhiệm vụ"),
        ({"agency": DISTRICTS, "role": "coordinating"}, "1 nhiệm vụ"),
        ({"place": "thai nguyen"}, "1 nhiệm vụ"),
        ({"since": "1/7/2024", "until": "30/9/2024"}, "1 nhiệm vụ"),
        ({"since": "2024", "until": "2024"}, "2 nhiệm vụ"),
        ({"implements": "19-CT/TU"}, "3 nhiệm vụ"),
        ({"status": "completed"}, "Không có câu giao việc nào khớp"),
        ({"q": "rac", "place": "bac-giang", "sort": "text"}, "2 nhiệm vụ"),
    ],
)
def test_the_list_of_tasks_is_filtered_and_says_how_many(
    client: httpx.Client, filters: dict[str, str], told: str
) -> None:
    assert told in words_of(client.get("/nhiem-vu", params=filters))


@pytest.mark.parametrize(
    ("filters", "status", "told"),
    [
        ({"role": "chủ trì"}, 422, "Vai trò «chủ trì» không có"),
        ({"status": "xong"}, 422, "Tình trạng «xong» không có"),
        ({"sort": "hạn"}, 422, "Thứ tự «hạn» không có"),
        ({"since": "hôm qua"}, 422, "không phải là ngày"),
        ({"agency": "không ai biết"}, 404, "Không tìm thấy cơ quan"),
        ({"implements": "99999-XX/YY"}, 404, "Không tìm thấy văn bản"),
        ({"agency": EVIL}, 404, "Không tìm thấy cơ quan"),
    ],
)
def test_a_filter_that_cannot_be_is_one_sentence_above_the_form(
    client: httpx.Client, filters: dict[str, str], status: int, told: str
) -> None:
    answer = client.get("/nhiem-vu", params=filters)
    assert answer.status_code == status
    assert told in answer.text
    assert "<script>" not in answer.text
    assert 'name="agency"' in answer.text


def test_who_may_have_been_meant_is_a_link_that_keeps_the_other_filters(client: httpx.Client) -> None:
    bodies = client.get("/nhiem-vu", params={"agency": "sở", "place": "bac giang"})
    assert bodies.status_code == 300
    assert "«sở» có thể là" in bodies.text
    choices = [one for one in links_of(bodies, "/nhiem-vu?") if "agency=org" in one]
    assert choices
    assert all("place=bac+giang" in one for one in choices)
    assert client.get(choices[0]).status_code == 200
    instruments = client.get("/nhiem-vu", params={"implements": "17-CT/TU"})
    assert instruments.status_code == 300
    assert [client.get(one).status_code for one in links_of(instruments, "/nhiem-vu?implements=")] == [200, 200]
    given = client.get("/nhiem-vu", params={"instrument": "17-CT/TU", "implements": "19-CT/TU"})
    assert {client.get(one).status_code for one in links_of(given, "/nhiem-vu?instrument=")} == {200}


def test_hundreds_of_tasks_come_in_pages_and_the_files_hold_them_all(busy: httpx.Client) -> None:
    first = busy.get("/nhiem-vu", params={"agency": FINANCE, "until": "2023-12-31"})
    assert f"{MANY} nhiệm vụ , đang xem 1–50" in words_of(first)
    (following,) = [one for one in links_of(first, "/nhiem-vu?") if "offset=50" in one]
    assert "đang xem 51–100" in words_of(busy.get(following))
    assert "không có trang này" in busy.get(following.replace("offset=50", "offset=9000")).text
    files = {one.rpartition("format=")[2]: busy.get(one) for one in links_of(first, "/api/v1/tasks?")}
    assert len(files["json"].json()["items"]) == MANY
    rows = list(csv.DictReader(io.StringIO(files["csv"].content.decode("utf-8-sig"))))
    assert len(rows) == MANY
    assert files["csv"].headers["content-disposition"] == 'attachment; filename="nhiem-vu.csv"'
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content)).active
    assert sheet.max_row == MANY + 1


def test_a_form_in_the_address_counts_before_accept_and_pages_stay_pages(busy: httpx.Client) -> None:
    page = busy.get("/api/v1/tasks", params={"format": "csv", "limit": 7}, headers={"Accept": "application/json"})
    assert page.headers["content-type"].startswith("text/csv")
    assert len(list(csv.reader(io.StringIO(page.text)))) == 8
    assert 'rel="next"' in page.headers["link"]
    assert busy.get("/api/v1/tasks", params={"format": "pdf"}).status_code == 422
    described = busy.get("/openapi.json").json()["paths"]["/api/v1/tasks"]["get"]
    (form,) = [one for one in described["parameters"] if one["name"] == "format"]
    assert form["schema"]["anyOf"][0]["enum"] == ["json", "csv", "xlsx"]


def test_a_list_that_is_longer_than_a_file_may_be_is_refused_and_not_cut(
    busy: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.representation.file_form.MOST_IN_FILE", 100)
    answer = busy.get("/api/v1/tasks", params={"format": "xlsx", "q": "viec thu"})
    assert answer.status_code == 413
    assert "một tệp chứa nhiều nhất 100" in answer.json()["detail"]


def test_a_bodys_page_has_its_tasks_in_pages_and_its_deadlines_by_month(busy: httpx.Client) -> None:
    address = f"/co-quan/{slug_of(FINANCE)}"
    first = busy.get(address)
    assert f"Chủ trì ({MANY + 1})" in first.text
    assert first.text.count('class="statement"') == 25
    (following,) = links_of(first, f"{address}?lead=")
    assert 'start="26"' in busy.get(following).text
    assert "Không còn nhiệm vụ nào ở trang này" in busy.get(address, params={"lead": 9000}).text
    in_months = links_of(first, "/nhiem-vu?agency=org")
    march = [one for one in in_months if "since=2023-03-01&until=2023-03-31" in one]
    count = int(re.search(r"tháng 3 <b>\((\d+)\)", first.text)[1])  # type: ignore[index]
    assert f"{count} nhiệm vụ" in words_of(busy.get(march[0]))


def test_a_bodys_page_tells_what_it_became_by_which_instrument(client: httpx.Client) -> None:
    page = client.get(f"/co-quan/{slug_of(DONRE)}")
    text = words_of(page)
    assert "Chuyển thành" in text
    assert "Sở Nông nghiệp và Môi trường tỉnh Bắc Giang" in text
    assert re.search(r"01/3/2025 : Sở Nông nghiệp và Môi trường .*? theo ", text)
    # Of a body without a task here the registry alone tells.
    later = client.get(f"/co-quan/{slug_of('Sở Nông nghiệp và Môi trường tỉnh Bắc Giang')}")
    assert later.status_code == 200
    assert "Tiếp nhận từ" in later.text
    assert "Không có nhiệm vụ nào" in later.text
    assert {client.get(one).status_code for one in links_of(later, "/co-quan/")} == {200}
    assert client.get("/co-quan/khong-ai").status_code == 404


def test_an_instruments_standing_is_one_sentence_with_its_evidence(client: httpx.Client) -> None:
    replaced = client.get(page_of(CT26_TU.iri))
    text = words_of(replaced)
    assert "Đã bị thay thế bởi kế hoạch 50/KH-UBND (04/7/2024)" in text
    assert "Căn cứ: 1 lời nói về nó" in text
    assert page_of(KH50_TN.iri) in replaced.text
    before = words_of(client.get(page_of(CT26_TU.iri), params={"on": "01/01/2024"}))
    assert "Đến ngày 01/01/2024: không rõ" in before
    assert client.get(page_of(CT26_TU.iri), params={"on": "hôm qua"}).status_code == 422
    assert client.get(page_of(CT26_TU.iri), params={"on": "2024"}).status_code == 422


def test_an_instruments_page_has_its_line_of_time_and_downloads(client: httpx.Client) -> None:
    page = client.get(page_of(CT19.iri))
    line = page.text.partition('id="dong-thoi-gian"')[2].partition("</section>")[0]
    days = re.findall(r'class="when">([^<]+)<', line)
    assert days[0] == "11/6/2020"
    assert "31/12/2024" in days
    for form in ("xlsx", "docx", "csv", "ics"):
        (link,) = set(links_of(page, "/api/v1/instruments/")) & {
            one for one in links_of(page, "/api") if one.endswith(f"export?format={form}")
        }
        assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/?ngay=2024-12-15", "/?all=1", "/?q=nhiệm vụ của Sở Tài chính quý III", "/?q=không ai biết",
        "/nhiem-vu?agency=sở", "/nhiem-vu?implements=17-CT/TU", "/nhiem-vu?since=2024",
        f"/co-quan/{slug_of(DONRE)}", page_of(CT26_TU.iri) + "?on=2024-01-01",
    ],
)  # fmt: skip
def test_every_page_is_in_order_and_its_links_lead_somewhere(client: httpx.Client, address: str) -> None:
    page = client.get(address)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page.text)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= set(ids)
    assert {client.get(one).status_code for one in links_of(page, "/")} <= {200, 300}
    assert " style=" not in page.text
    assert foreign_scripts(page.text) == []


@pytest.mark.parametrize("address", ["/", "/?all=1", "/?q=19", "/nhiem-vu", "/nhiem-vu?since=2024", "/co-quan"])
def test_an_empty_store_has_pages_that_say_so(empty: httpx.Client, address: str) -> None:
    page = empty.get(address)
    assert page.status_code == 200
    assert re.search(r"(Không|Kho chưa) (có|ghi)", page.text)


def test_months_and_windows_are_whole() -> None:
    assert months(2024, 1, 3).until == "2024-03-31"
    assert months(2024, 2, 2).until == "2024-02-29"
    assert chosen("5/2/2024").isoformat() == "2024-02-05"
    due: list[dict[str, str | None]] = [{"day": "2023-12-31", "tasks": "2"}, {"day": "2024-02-01", "tasks": "1"}]
    assert [(one["year"], one["month"], one["tasks"]) for one in by_month(due)] == [("2023", 12, 2), ("2024", 2, 1)]
    before, after = other_windows(chosen("2026-11-21"), due)
    assert (str(before), after) == ("2024-01-03", None)
    assert other_windows(chosen("2026-11-21"), []) == (None, None)
