"""The page on which a drafter has a draft's citations checked: what it says of each, and what it refuses."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from scripts import foreign_scripts
from small_corpus import CT17_2020, CT17_2022, CT19, CT26_TU, KH50_TN, NQ58
from test_pages import EVIL, Links, page_of
from written import RESOLUTION, Site, resolution, site

from api.app import create_app
from api.keys import book
from api.pages.drafting import Verdict, verdict
from api.settings import Settings
from ingest.update import update

ADDRESS = "/tra-cuu"
RIGHT = "Căn cứ Chỉ thị số 19-CT/TU ngày 11 tháng 6 năm 2020 của Tỉnh ủy Bắc Giang;"
WRONG_DAY = "Căn cứ Nghị quyết số 58/NQ-CP ngày 22 tháng 4 năm 2023 của Chính phủ;"
WRONG_BODY = "Căn cứ Nghị quyết số 58/NQ-CP ngày 21/4/2023 của Thủ tướng Chính phủ;"
REPLACED = "Căn cứ Chỉ thị số 26-CT/TU ngày 09/6/2023 của Tỉnh ủy Bắc Giang;"
SEVERAL = "Căn cứ Chỉ thị số 17-CT/TU của Tỉnh ủy Bắc Giang;"
UNKNOWN = "Căn cứ Nghị định số 999/2019/NĐ-CP ngày 01/02/2019 của Chính phủ;"


def send(client: httpx.Client, text: str = "", **more: Any) -> httpx.Response:
    """The form as a browser sends it: the field of the file is there, also where no file was chosen."""
    files = more.pop("files", {"file": ("", b"", "application/octet-stream")})
    return client.post(ADDRESS, data={"text": text, "on": "", "place": "", **more}, files=files)


def said(response: httpx.Response) -> str:
    """What a reader sees, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def boxes(response: httpx.Response) -> list[str]:
    """What stands ready to be copied."""
    return [
        html.unescape(one) for one in re.findall(r"<textarea readonly[^>]*>\n(.*?)</textarea>", response.text, re.S)
    ]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("dong"), reads="closed") as found:
        yield found


@pytest.fixture(scope="module")
def password(closed: Site) -> str:
    """Of somebody who may do everything, so that what is refused is refused for how it came."""
    return book.make(closed.store, "Chị Hoa", "admin")[1]


def test_the_empty_form_is_reached_from_every_page_and_every_field_has_its_label(client: httpx.Client) -> None:
    assert '<a href="/tra-cuu">Tra cứu đoạn văn</a>' in client.get("/").text
    page = client.get(ADDRESS)
    assert page.status_code == 200
    labels = set(re.findall(r'<label for="([^"]+)"', page.text))
    assert labels == set(re.findall(r'<(?:input|textarea) id="([^"]+)"', page.text)) == {"text", "file", "on", "place"}
    assert 'method="post" enctype="multipart/form-data"' in page.text
    assert "Từng dẫn chiếu" not in page.text


def test_each_citation_has_its_verdict_in_words_and_a_number_in_the_text(client: httpx.Client) -> None:
    text = "\n".join((RIGHT, WRONG_DAY, REPLACED, SEVERAL, UNKNOWN, "Theo Mẫu số 05/BC-SNV."))
    page = send(client, text)
    words = said(page)
    assert "5 dẫn chiếu : ✓ 1 đúng , ! 3 cần xem , ? 1 không thấy . Ngoài ra 1 số không phải dẫn chiếu." in words
    told = re.findall(r'<p class="verdict v-(\w+)"><span aria-hidden="true">(.)</span> (.*)</p>', page.text)
    assert told == [
        ("ok", "✓", "Đúng"),
        ("look", "!", "Ngày không khớp"),
        ("look", "!", "Đã bị thay thế"),
        ("look", "!", "Nhiều văn bản cùng khớp"),
        ("unknown", "?", "Không thấy"),
        ("none", "–", "Không phải dẫn chiếu"),
    ]
    for number in range(1, 7):
        assert page.text.count(f'href="#dc-{number}" aria-label=') == page.text.count(f'id="dc-{number}"') == 1
    assert "Còn phải tự xem: 3 , 4 , 5 ." in words
    assert "<h3>Chỉ thị số 19-CT/TU ngày 11 tháng 6 năm 2020 của Tỉnh ủy Bắc Giang" in page.text


def test_a_wrong_day_is_put_right_as_the_draft_writes_days(client: httpx.Client) -> None:
    page = send(client, f"{WRONG_DAY}\n{RIGHT}")
    assert "Có «58/NQ-CP» nhưng ngày 21/4/2023, không phải 22/4/2023." in said(page)
    assert page_of(NQ58.iri) in page.text
    official, _, whole = boxes(page)
    assert official == "Nghị quyết số 58/NQ-CP ngày 21 tháng 4 năm 2023 của Chính phủ về hỗ trợ doanh nghiệp"
    assert whole == f"{WRONG_DAY.replace('22 tháng', '21 tháng')}\n{RIGHT}"
    assert "Dẫn chiếu 1 : «22 tháng 4 năm 2023» thành « 21 tháng 4 năm 2023 »" in said(page)


def test_a_wrong_body_is_put_right(client: httpx.Client) -> None:
    page = send(client, WRONG_BODY)
    assert "Cơ quan không khớp" in said(page)
    assert boxes(page)[-1] == WRONG_BODY.replace("Thủ tướng Chính phủ", "Chính phủ")


def test_what_ended_an_instrument_is_named_with_the_sentence_that_says_so(client: httpx.Client) -> None:
    page = send(client, REPLACED)
    assert page_of(CT26_TU.iri) in page.text
    assert page_of(KH50_TN.iri) in page.text
    assert re.search(r"<blockquote>[^<]*<mark>26-CT/TU</mark>", page.text)
    assert "Không có chỗ nào sửa được mà không phải đoán." in said(page)
    before = send(client, REPLACED, on="01/01/2024")
    assert "Đã bị thay thế" not in said(before)
    assert "Tính đến ngày 01/01/2024" in said(before)


def test_the_whole_sentence_is_shown_from_the_text_that_is_kept_and_leads_to_its_place(
    tmp_path: Path, serving: Any
) -> None:
    folder = tmp_path / "vao"
    folder.mkdir()
    (folder / "33.txt").write_bytes(resolution(33))
    ending = RESOLUTION.format(number=40).replace("năm 2024\n\nNGHỊ", "năm 2025\n\nNGHỊ").partition("Điều 1.")[0]
    sentence = "Bãi bỏ Nghị quyết số 33/NQ-HĐND ngày 11 tháng 7 năm 2024 của Hội đồng nhân dân tỉnh Bắc Giang."
    (folder / "40.txt").write_text(f"{ending}Điều 1. {sentence}\n", encoding="utf-8")
    update(tmp_path / "kho", [folder], jobs=1)
    with serving(create_app(Settings(store=tmp_path / "kho"))) as client:
        page = send(client, "Căn cứ Nghị quyết số 33/NQ-HĐND ngày 11/7/2024 của Hội đồng nhân dân tỉnh Bắc Giang;")
        assert "Đã bị bãi bỏ" in said(page)
        (quoted,) = re.findall(r"<blockquote>(.*?)</blockquote>", page.text, re.S)
        assert sentence.replace("33/NQ-HĐND", "<mark>33/NQ-HĐND</mark>") in quoted
        (address,) = [one for one in Links(page.text).addresses if one.startswith("/tai-lieu/")]
        assert client.get(address).status_code == 200


def test_of_several_each_can_be_copied_and_none_is_chosen(client: httpx.Client) -> None:
    page = send(client, SEVERAL)
    assert page_of(CT17_2020.iri) in page.text
    assert page_of(CT17_2022.iri) in page.text
    assert len(boxes(page)) == 2


def test_what_was_told_of_an_instrument_is_not_told_again(client: httpx.Client) -> None:
    page = send(client, f"{REPLACED}\n{REPLACED}")
    assert "Tình trạng của văn bản này: xem dẫn chiếu 1 ." in said(page)
    assert page.text.count("<blockquote>") == 1


def test_the_place_tells_apart_what_the_draft_does_not(client: httpx.Client) -> None:
    alone = "Theo Chỉ thị số 19-CT/TU."
    assert "Không ghi ngày · Không ghi địa phương" in said(send(client, alone)).replace(
        "Không ghi địa phương · Không ghi ngày", "Không ghi ngày · Không ghi địa phương"
    )
    assert "Cơ quan không khớp" in said(send(client, alone, place="Thái Nguyên"))
    refused = send(client, alone, place="Xứ Lạ")
    assert (refused.status_code, "Không biết tỉnh, thành phố nào tên «Xứ Lạ»." in said(refused)) == (422, True)


def test_a_file_is_read_and_the_text_beside_it_is_said_not_to_be(client: httpx.Client) -> None:
    document = docx.Document()
    document.add_paragraph(WRONG_DAY)
    written = io.BytesIO()
    document.save(written)
    page = send(client, RIGHT, files={"file": ("dự thảo.docx", written.getvalue())})
    assert "Tệp «dự thảo.docx»" in said(page)
    assert "1 dẫn chiếu" in said(page)
    assert "Đã tra tệp; đoạn văn còn trong ô thì chưa tra." in said(page)
    assert RIGHT in page.text  # it stays in its field
    assert "21 tháng 4" in boxes(page)[-1]


def test_the_form_keeps_what_was_typed_and_its_line_ends_count_once(client: httpx.Client) -> None:
    text = f"\n{RIGHT}\r\n{WRONG_DAY}"
    page = send(client, text, place="Bắc Giang", on="01/01/2024")
    kept = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    assert kept
    assert html.unescape(kept[1]) == text.replace("\r\n", "\n")
    assert 'value="Bắc Giang"' in page.text
    assert 'value="01/01/2024"' in page.text
    assert send(client, "a\r\n" * 32_000).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({}, 422, "Chưa có gì để tra"),
        ({"text": " \n "}, 422, "Chưa có gì để tra"),
        ({"text": "đ" * 64_001}, 413, "Đoạn văn dài 64.001 ký tự; mỗi lần tra được nhiều nhất 64.000."),
        ({"text": "đ" * 600_000}, 400, "Không đọc được biểu mẫu gửi lên"),
        ({"text": RIGHT, "on": "hôm qua"}, 422, "«hôm qua» không phải là ngày"),
        ({"text": RIGHT, "on": "2024"}, 422, "«2024» không phải là một ngày đủ ngày, tháng, năm"),
        ({"text": RIGHT, "on": "31/02/2024"}, 422, "không phải là"),
        ({"files": {"file": ("a.docx", b"PK\x03\x04 no archive")}}, 422, "Không đọc được tệp «a.docx»"),
        ({"files": {"file": ("a.txt", b"")}}, 422, "Tệp «a.txt» rỗng."),
        ({"files": {"file": ("../a.txt", b"x")}}, 422, "không được có đường dẫn"),
        ({"files": {"file": ("a.txt", b"x" * (16 * 2**20 + 1))}}, 413, "16 MiB"),
        ({"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"x"))]}, 400, "Không đọc được biểu mẫu gửi lên"),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_sentence_on_the_page(
    client: httpx.Client, form: dict[str, Any], status: int, sentence: str
) -> None:
    page = send(client, **form)
    assert page.status_code == status
    (told,) = re.findall(r'<p class="wrong" role="alert" id="loi">(.*?)</p>', page.text)
    assert sentence in html.unescape(told)
    assert '<textarea id="text"' in page.text


def test_half_a_letter_is_no_text(client: httpx.Client) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset=utf-7"
    page = client.post(ADDRESS, content=body, headers={"Content-Type": kind})
    assert (page.status_code, "Không đọc được biểu mẫu gửi lên" in page.text) == (400, True)


def test_a_text_without_a_citation_is_said_to_have_none(client: httpx.Client) -> None:
    assert "Không thấy dẫn chiếu nào trong đoạn văn này." in said(send(client, "xin chào các bạn"))


def test_nothing_in_a_text_becomes_part_of_the_page(client: httpx.Client) -> None:
    text = f"</textarea></pre>{EVIL} {RIGHT}\n{WRONG_DAY} </textarea><b>{EVIL}"
    for page in (send(client, text), send(client, text, on=EVIL[:20], place=EVIL), send(client, EVIL)):
        links = Links(page.text)
        assert not {"img", "b", "iframe"} & links.tags
        assert foreign_scripts(page.text) == []
        assert not {name for name in links.attributes if name.startswith("on") or name == "style"}
        assert not [one for one in links.addresses if "evil" in one]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert page.text.count("<textarea") == page.text.count("</textarea>")
    hostile = send(client, files={"file": ('a">b<script>.txt', RIGHT.encode())})
    assert "<script>" not in hostile.text


def test_more_than_can_be_checked_at_once_is_said(client: httpx.Client) -> None:
    page = send(client, "\n".join(f"Chỉ thị số {n}-CT/TU;" for n in range(1, 503)))
    assert "… 2 chưa tra" in said(page)
    assert "Một lần chỉ tra được 500 dẫn chiếu: hãy gửi tiếp từ ký tự" in said(page)


@pytest.mark.parametrize(
    ("state", "sort", "words"),
    [
        ("unknown", "ok", "Đúng"),
        ("amended", "look", "Đã được sửa đổi, bổ sung"),
        ("partly-ended", "look", "Bị bãi bỏ, thay thế một phần"),
        ("repealed", "look", "Đã bị bãi bỏ"),
        ("replaced", "look", "Đã bị thay thế"),
        ("not-issued", "look", "Chưa ban hành vào ngày này"),
    ],
)
def test_how_an_instrument_stands_is_part_of_the_verdict(state: str, sort: str, words: str) -> None:
    item = {"status": 200, "disagrees": [], "assumed": [], "confidence": 0.98}
    assert verdict(item, {"state": state}) == Verdict(sort, (words,))


def test_what_was_chosen_among_several_is_never_called_right() -> None:
    item = {"status": 200, "disagrees": [], "assumed": [], "confidence": 0.85}
    assert verdict(item, {"state": "unknown"}) == Verdict("look", ("Nhận ra chưa chắc",))


def test_headings_are_in_order_and_ids_are_unique(client: httpx.Client) -> None:
    text = send(client, f"{RIGHT}\n{RIGHT}").text
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert (levels.count(1), levels[0], max(levels)) == (1, 1, 3)
    named = re.findall(r' id="([^"]+)"', text)
    assert len(named) == len(set(named))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(named)
    assert page_of(CT19.iri) in text


def test_with_closed_reads_a_browser_posts_the_form_with_the_password_it_has(closed: Site, password: str) -> None:
    auth = httpx.BasicAuth("a", password)
    own = str(closed.open.base_url).rstrip("/")
    field = {"text": RIGHT}
    for headers in ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": own}):
        assert closed.open.post(ADDRESS, data=field, auth=auth, headers=headers).status_code == 200, headers
        unasked = closed.open.post(ADDRESS, data=field, headers=headers)
        assert unasked.status_code == 401
        assert any("Basic" in one for one in unasked.headers.get_list("www-authenticate"))
    assert closed.reader.post(ADDRESS, data=field).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://[evil"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_with_closed_reads_no_other_sites_page_posts_the_form(
    closed: Site, password: str, headers: dict[str, str]
) -> None:
    refused = closed.open.post(ADDRESS, data={"text": RIGHT}, auth=httpx.BasicAuth("a", password), headers=headers)
    assert refused.status_code == 401
    assert "Basic" not in refused.headers["www-authenticate"]


def test_no_other_post_is_let_through_with_a_password(closed: Site, password: str) -> None:
    """Only the form's own address is let through: nothing below it, and nothing that writes."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    for address in (f"{ADDRESS}/", "/api/v1/documents", "/api/v1/lookup", "/sparql"):
        refused = closed.open.post(address, data={"text": RIGHT}, auth=httpx.BasicAuth("a", password), headers=headers)
        assert refused.status_code == 401, address
