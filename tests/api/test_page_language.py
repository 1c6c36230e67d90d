"""The pages in English: who gets them, how a reader changes over, that no answer is kept for the wrong reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from doubtful import item, read, serving, signed_in
from english import VIETNAMESE, unmarked
from lxml import html
from small_corpus import CT19, CT26_TU, KH50_TN, NQ33

from api.app import create_app
from api.settings import Settings
from graph.answers.review_queue import KINDS

HTML = {"Accept": "text/html"}


def page_of(iri: str) -> str:
    return "/van-ban/" + quote(iri.partition("/id/")[2])


INSTRUMENTS = [page_of(one.iri) for one in (CT19, NQ33, CT26_TU, KH50_TN)]
PAGES = [
    "/",
    "/?ngay=2024-12-15",
    "/?ngay=mai",
    "/?all=1",
    "/?q=19-CT/TU",
    "/?q=nhiệm vụ của Sở Tài chính quý III",
    "/?q=nhiệm vụ của Sở Tài chính năm 2023",
    "/?q=không ai biết",
    "/?q=17&date=hôm qua",
    "/?status=lạ",
    "/nhiem-vu",
    "/nhiem-vu?q=rác",
    "/nhiem-vu?agency=sở",
    "/nhiem-vu?role=đầu bếp",
    "/nhiem-vu?implements=999/XX",
    "/nhiem-vu?since=hôm qua",
    "/co-quan",
    "/co-quan?q=không ai biết",
    "/co-quan/so-tai-nguyen-va-moi-truong-tinh-bac-giang",
    "/co-quan/khong-co",
    "/van-de",
    "/tra-cuu",
    "/docs",
    "/dataset",
    "/sparql",
    "/sparql?query=" + quote("SELECT ?s WHERE { ?s ?p ?o } LIMIT 3"),
    "/sparql?query=" + quote("SELECT nonsense"),
    "/tro-giup",
    "/do-thi",
    "/do-thi?of=19-CT/TU",
    "/do-thi?of=19-CT/TU&den=17-CT/TU",
    "/do-thi?of=không ai biết",
    "/van-ban/17-CT/TU",
    "/van-ban/999-XX",
    "/khong-co-trang-nay",
    *INSTRUMENTS,
    f"{INSTRUMENTS[0]}?on=2021-01-01",
    f"{INSTRUMENTS[0]}?on=hôm qua",
    f"/data/{CT19.iri.partition('/id/')[2]}.html",
]


@pytest.fixture
def english(client: httpx.Client) -> Iterator[httpx.Client]:
    """A reader who chose English, at the same server."""
    with httpx.Client(base_url=client.base_url, cookies={"lang": "en"}, headers=HTML, timeout=20) as found:
        yield found


@pytest.fixture
def anew(client: httpx.Client) -> Iterator[httpx.Client]:
    """A reader who has not chosen yet."""
    with httpx.Client(base_url=client.base_url, headers=HTML, timeout=20) as found:
        yield found


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_in_english_with_nothing_vietnamese_left_unmarked(
    english: httpx.Client, address: str
) -> None:
    found = english.get(address)
    assert found.status_code < 500
    assert found.headers["Content-Language"] == "en"
    assert '<html lang="en">' in found.text
    assert unmarked(found.text) == []


@pytest.mark.parametrize("address", PAGES)
def test_the_same_page_is_vietnamese_for_who_has_not_chosen(anew: httpx.Client, address: str) -> None:
    found = anew.get(address)
    assert found.headers["Content-Language"] == "vi"
    assert '<html lang="vi">' in found.text
    assert "Tra cứu đoạn văn" in found.text


def test_a_checked_draft_is_told_in_english_with_the_draft_itself_as_it_is(english: httpx.Client) -> None:
    draft = (
        "Căn cứ Chỉ thị số 19-CT/TU ngày 11/6/2021 của Tỉnh ủy Bắc Giang; Kết luận số 120-KL/TU; "
        "Quyết định số 9999/QĐ-UBND ngày 01/01/2020; Chỉ thị số 17-CT/TU."
    )
    found = english.post("/tra-cuu", data={"text": draft})
    assert found.status_code == 200
    assert unmarked(found.text) == []
    document = html.document_fromstring(found.text)
    assert draft.partition(" ngày")[0] in document.xpath("//pre[@lang='vi']")[0].text_content()
    assert "Date does not agree" in found.text
    empty = english.post("/tra-cuu", data={"text": ""})
    assert (empty.status_code, unmarked(empty.text)) == (422, [])
    assert "Nothing to check yet" in empty.text


def test_the_whole_text_stays_vietnamese_and_is_marked_so(english: httpx.Client) -> None:
    about = english.get(INSTRUMENTS[1])
    address = html.document_fromstring(about.text).xpath("//a[starts-with(@href, '/tai-lieu/')]/@href")[0]
    found = english.get(address.partition("#")[0])
    assert unmarked(found.text) == []
    text = html.document_fromstring(found.text).xpath("//article[@class='text']")[0]
    assert text.get("lang") == "vi"
    assert VIETNAMESE.search(text.text_content())


def test_the_review_queue_is_english_for_an_english_editor(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(read(tmp_path_factory.mktemp("store")), tmp_path_factory.mktemp("queue")) as here:
        editor = signed_in(here, here.editor)
        editor.headers.update(HTML)
        editor.cookies.set("lang", "en")
        pages = [editor.get("/ra-soat", params={"item": item(here, kind)}) for kind in KINDS]
        pages += [editor.get("/ra-soat"), editor.get("/ra-soat?kind=lạ"), editor.get("/ra-soat?item=cit/0")]
        decided = {"item": item(here, "uncertain"), "do": "accept", "note": "đúng rồi"}
        pages.append(editor.post("/ra-soat/quyet-dinh", data=decided, follow_redirects=True))
        pages.append(editor.post("/ra-soat/quyet-dinh", data={"item": decided["item"], "do": "lạ"}))
    assert [one.headers["Content-Language"] for one in pages] == ["en"] * len(pages)
    assert [unmarked(one.text) for one in pages] == [[]] * len(pages)


@pytest.mark.parametrize(
    ("address", "language"),
    [("/?q=đất+đai&place=Bắc+Giang", "en"), ("/nhiem-vu?since=2024&q=a%26b", "en"), ("/co-quan", "vi")],
)
def test_choosing_a_language_leads_back_to_the_same_address(anew: httpx.Client, address: str, language: str) -> None:
    chosen = anew.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert (chosen.status_code, chosen.headers["Cache-Control"]) == (303, "no-store")
    assert httpx.URL(chosen.headers["Location"]) == httpx.URL(str(anew.get(address).url.raw_path, "ascii"))
    cookie = chosen.headers["Set-Cookie"]
    assert cookie.startswith(f"lang={language};")
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert anew.get(chosen.headers["Location"]).headers["Content-Language"] == language


@pytest.mark.parametrize("language", ["fr", "", "EN", "vi,en", "đ"])
def test_a_language_that_there_is_not_is_dropped_from_the_address_and_changes_nothing(
    english: httpx.Client, language: str
) -> None:
    found = english.get("/co-quan", params={"q": "sở", "lang": language})
    assert found.status_code == 303
    assert "Set-Cookie" not in found.headers
    assert found.headers["Location"] == "/co-quan?q=s%E1%BB%9F"


def test_of_two_languages_in_an_address_the_last_is_chosen(anew: httpx.Client) -> None:
    assert anew.get("/?lang=vi&lang=en").headers["Set-Cookie"].startswith("lang=en;")


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/%2F/evil.example", "/%5Cevil.example"])
def test_choosing_a_language_never_leads_to_another_server(client: httpx.Client, path: str) -> None:
    request = client.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=f"{path}?lang=en".encode())
    found = client.send(request)
    client.cookies.clear()
    assert found.status_code == 303
    assert not found.headers["Location"].startswith(("//", "/\\", "http"))


def test_a_cookie_of_no_sense_is_as_none(anew: httpx.Client) -> None:
    for cookie in ("lang=xx", "lang", "lang=;", 'lang="en', "a b=c; lang=vi", "=en"):
        assert anew.get("/co-quan", headers={"Cookie": cookie}).headers["Content-Language"] == "vi"


def test_a_browser_that_asks_for_english_alone_gets_vietnamese_until_its_reader_chooses(anew: httpx.Client) -> None:
    found = anew.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert found.headers["Content-Language"] == "vi"


def test_the_switch_is_a_form_that_works_without_scripts_and_keeps_the_address(anew: httpx.Client) -> None:
    found = anew.get("/nhiem-vu", params={"q": 'rác "<b>"', "since": "2024"})
    form = html.document_fromstring(found.text).xpath("//form[@class='languages']")[0]
    assert (form.get("action"), form.get("method")) == ("/nhiem-vu", "get")
    assert [(one.get("name"), one.get("value")) for one in form.xpath(".//input")] == [
        ("q", 'rác "<b>"'),
        ("since", "2024"),
    ]
    button = form.xpath(".//button")[0]
    assert (button.get("name"), button.get("value"), button.get("lang")) == ("lang", "en", "en")
    assert button.text_content() == "English"
    back = anew.get("/nhiem-vu", headers={"Cookie": "lang=en"})
    assert html.document_fromstring(back.text).xpath("//form[@class='languages']//button")[0].get("value") == "vi"


def test_what_one_reader_has_is_never_sent_to_another_of_a_different_language(
    anew: httpx.Client, english: httpx.Client
) -> None:
    address = "/?all=1"
    mine, theirs = anew.get(address), english.get(address)
    again_mine, again_theirs = anew.get(address), english.get(address)  # now from what the server keeps
    assert mine.text == again_mine.text
    assert theirs.text == again_theirs.text
    assert '<html lang="vi">' in again_mine.text
    assert '<html lang="en">' in again_theirs.text
    assert mine.headers["ETag"] != theirs.headers["ETag"]
    for found in (mine, theirs):
        assert "cookie" in {name.strip().lower() for name in found.headers["Vary"].split(",")}
    held = {"If-None-Match": mine.headers["ETag"]}
    assert english.get(address, headers=held).status_code == 200
    unchanged = anew.get(address, headers=held)
    assert unchanged.status_code == 304
    assert "Cookie" in unchanged.headers["Vary"]


@pytest.mark.parametrize("address", ["/api/v1/instruments?q=19-CT/TU", "/api/v1/problems", "/api/v1/nothing"])
def test_programs_are_answered_alike_whatever_a_cookie_says(
    anew: httpx.Client, english: httpx.Client, address: str
) -> None:
    headers = {"Accept": "application/json"}
    mine, theirs = anew.get(address, headers=headers), english.get(address, headers=headers)
    assert mine.content == theirs.content
    assert mine.headers.get("ETag") == theirs.headers.get("ETag")
    assert "Cookie" not in mine.headers.get("Vary", "")
    assert english.get(address, params={"lang": "en"}, headers=headers).status_code in (404, 422)


def test_over_https_the_choice_is_kept_for_https_alone(store_directory: Any, serving: Any) -> None:
    with serving(create_app(Settings(store=store_directory, https=True))) as secure:
        assert "Secure" in secure.get("/co-quan?lang=en").headers["Set-Cookie"]


def test_head_chooses_as_get_does_and_a_form_is_never_led_elsewhere(anew: httpx.Client) -> None:
    assert anew.head("/co-quan?lang=en").status_code == 303
    assert anew.post("/tra-cuu?lang=en", data={"text": "Luật Đất đai"}).status_code == 200


def test_a_text_that_was_checked_is_checked_again_in_the_language_that_is_chosen(anew: httpx.Client) -> None:
    draft = "Căn cứ Chỉ thị số 19-CT/TU\nngày 11/6/2021 «của» Tỉnh ủy <b>Bắc Giang</b>;"
    page = anew.post("/tra-cuu", data={"text": draft, "on": "2024-01-01", "place": "Bắc Giang"})
    for language, other in (("vi", "en"), ("en", "vi")):
        assert f'<html lang="{language}">' in page.text
        (form,) = html.document_fromstring(page.text).xpath("//form[@class='languages']")
        assert (form.get("method"), form.get("action")) == ("post", f"/tra-cuu?lang={other}")
        page = anew.post(form.get("action"), data=dict(form.fields))
        assert page.headers["Set-Cookie"].startswith(f"lang={other};")
        assert page.headers["Cache-Control"] == "no-store"
        shown = html.document_fromstring(page.text)
        assert shown.xpath("string(//textarea[@id='text'])").strip() == draft
        assert shown.xpath("string(//input[@id='on']/@value)") == "2024-01-01"
        assert shown.xpath("//section[@aria-labelledby='tom-tat']")
    assert anew.get("/co-quan").headers["Content-Language"] == "vi"


def test_what_was_checked_from_a_file_is_not_sent_again(anew: httpx.Client) -> None:
    page = anew.post("/tra-cuu", data={"text": "Luật Đất đai"}, files={"file": ("a.txt", "Chỉ thị 19-CT/TU".encode())})
    (form,) = html.document_fromstring(page.text).xpath("//form[@class='languages']")
    assert form.get("method") == "get"


@pytest.mark.parametrize("language", ["fr", "", "<b>"])
def test_a_form_sent_to_an_address_with_no_such_language_keeps_the_one_that_was_chosen(
    english: httpx.Client, language: str
) -> None:
    page = english.post("/tra-cuu", params={"lang": language}, data={"text": "Luật Đất đai"})
    assert page.headers["Content-Language"] == "en"
    assert "Set-Cookie" not in page.headers


def test_these_tests_see_what_is_not_marked() -> None:
    page = (
        '<html lang="en"><title>Cơ quan: Bắc Giang – Dẫn Chiếu</title><body><p>Tìm <b lang="vi">Bắc Giang</b> nữa</p>'
        '<p lang="vi">Đúng <i lang="en">sái <q lang="vi">đúng</q></i></p><a aria-label="Open: Bắc Giang" title="Đến">'
        '<textarea>gõ</textarea><input placeholder="ngày"></body></html>'
    )
    assert unmarked(page) == ["title=Cơ quan", "Tìm", "nữa", "sái", "title=Đến", "placeholder=ngày"]
