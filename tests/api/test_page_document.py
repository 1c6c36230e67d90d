"""The page of a document: its whole text, unchanged, with what was found in it where it stands."""

from __future__ import annotations

import html
import html.parser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import serve
from hypothesis import given
from hypothesis import strategies as st
from scripts import foreign_scripts
from small_corpus import CT17_2020, CT19, NQ33

from api.app import create_app
from api.pages.document import Page
from api.pages.reading import Mark, cut, lines, part_of, parts, signs
from api.settings import Settings
from ingest.held import HeldPage
from ingest.update import update
from tests.ingest.readers.pdfs import FIRST, SECOND, Sheet, pdf

LETTER = """UBND TỈNH BẮC NINH
Số: 77/KH-UBND
Bắc Ninh, ngày 05 tháng 7 năm 2023
KẾ HOẠCH
Triển khai Chỉ thị số 19-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy Bắc Ninh
I. NHIỆM VỤ <script>alert(1)</script> & "giải pháp" 'chung'
1. Sở Tài chính chủ trì, phối hợp với Sở Xây dựng rà soát giá đất trước ngày 31/8/2023.
2. Sở Xây dựng chủ trì hoàn thành quy hoạch <b onclick=x>\u202enông</b> theo Nghị quyết số 68-NQ/TU trong tháng 9/2023.

   Thụt vào,   hai   khoảng trắng; שלום & <img src=x onerror=alert(1)>.
TM. ỦY BAN NHÂN DÂN
"""
BROWSER = {"Accept": "text/html"}


class Read(html.parser.HTMLParser):
    """What a page shows: the text of the lines of the document, every tag, attribute and address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: dict[int, str] = {}
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._line: int | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.addresses.append(value or "")
        if tag in ("p", "h2"):
            named = dict(attrs).get("id") or ""
            self._line = int(named.removeprefix("char=")) if named.startswith("char=") else None
            if self._line is not None:
                self.lines[self._line] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "h2"):
            self._line = None

    def handle_data(self, data: str) -> None:
        if self._line is not None:
            self.lines[self._line] += data


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of one plan whose text tries to break out of the page."""
    folder = tmp_path_factory.mktemp("van-ban")
    (folder / "ke-hoach-77.txt").write_text(LETTER, encoding="utf-8")
    store = tmp_path_factory.mktemp("kho") / "store"
    update(store, [folder / "ke-hoach-77.txt"], jobs=1)
    with serve(create_app(Settings(store=store))) as client:
        yield client


@pytest.fixture(scope="module")
def described(served: httpx.Client) -> dict[str, Any]:
    (one,) = served.get("/api/v1/documents").json()["items"]
    found: dict[str, Any] = served.get(f"/api/v1/documents/{one['iri'].rpartition('/')[2]}").json()
    return found


@pytest.fixture(scope="module")
def address(described: dict[str, Any]) -> str:
    return f"/tai-lieu/{described['document']['iri'].rpartition('/')[2]}"


spans = st.tuples(st.integers(-5, 60), st.integers(-5, 60))
kinds = st.sampled_from(["line", "page", "task", "citation", "quoted", "strong", "sign"])
marks_of_any_kind = st.lists(
    st.builds(lambda span, kind, key: Mark(span[0], span[1], kind, key), spans, kinds, st.integers(0, 3))
)


@given(st.text(max_size=50), marks_of_any_kind, st.integers(-5, 60), st.none() | st.integers(-5, 60))
def test_the_segments_joined_are_the_text_whatever_the_marks(
    text: str, marks: list[Mark], start: int, end: int | None
) -> None:
    segments = cut(text, marks, start, end)
    last = len(text) if end is None else min(max(end, 0), len(text))
    first = min(max(start, 0), last)
    assert "".join(segment.text for segment in segments) == text[first:last]
    for segment in segments:
        assert text[segment.start : segment.start + len(segment.text)] == segment.text
        covering = [m for m in marks if m.start <= segment.start and segment.start + len(segment.text) <= m.end]
        assert sorted(segment.marks, key=repr) == sorted(covering, key=repr)
        assert not any(m.start < segment.start + len(segment.text) and segment.start < m.end for m in marks
                       if m.start < m.end and m not in covering)  # fmt: skip


@given(st.text(alphabet="ab *#\n", max_size=80), st.integers(1, 20))
def test_the_parts_of_a_text_follow_one_another_and_none_is_too_long(text: str, most: int) -> None:
    found = parts(text, 0, len(text), most)
    assert "".join(text[a:b] for a, b in found) == text
    assert all(b - a <= most for a, b in found)
    for place in range(len(text)):
        a, b = found[part_of(found, place) - 1]
        assert a <= place < b
    kept = "".join(text[line.start : line.end] for line in lines(text, 0, len(text)))
    assert "".join(kept.split()) == "".join(text.split())
    assert all(0 <= sign.start < sign.end <= len(text) for sign in signs(text, 0, len(text)))


def test_the_page_has_every_line_of_the_text_as_it_was_read(
    served: httpx.Client, described: dict[str, Any], address: str
) -> None:
    response = served.get(address, headers=BROWSER)
    assert response.status_code == 200
    read = Read(response.text)
    start, end = described["document"]["start"], described["document"]["end"]
    said = LETTER[start:end]
    assert [read.lines[at] for at in sorted(read.lines)] == [line for line in said.split("\n") if line.strip()]
    for at, line in read.lines.items():
        assert LETTER[at : at + len(line)] == line


def test_nothing_in_the_text_becomes_part_of_the_page(served: httpx.Client, address: str) -> None:
    response = served.get(address, headers=BROWSER)
    assert "&lt;script&gt;" in response.text
    read = Read(response.text)
    assert not {"img", "iframe", "b onclick"} & read.tags
    assert foreign_scripts(response.text) == []
    assert not {name for name in read.attributes if name.startswith("on") or name == "style"}
    assert "default-src 'none'" in response.headers["content-security-policy"]
    outline = re.search(r'<nav class="outline".*?</nav>', response.text, re.DOTALL)
    assert outline
    # A sign that turns the direction of writing ends with the entry that it stands in.
    assert set(re.findall(r'<a href="#char=\d+">(.{5})', outline[0])) == {"<bdi>"}


def test_ids_are_given_once_and_every_link_inside_the_page_arrives(served: httpx.Client, address: str) -> None:
    read = Read(served.get(address, headers=BROWSER).text)
    assert len(read.ids) == len(set(read.ids))
    inside = {target[1:] for target in read.addresses if target.startswith("#")}
    assert inside <= set(read.ids)
    for target in read.addresses:
        if not target.startswith("#"):
            joined = address + target if target.startswith("?") else target
            assert served.get(joined).status_code in (200, 300), target


def test_citations_say_what_they_are_how_it_was_told_and_how_sure(
    served: httpx.Client, described: dict[str, Any], address: str
) -> None:
    text = served.get(address, headers=BROWSER).text
    (one,) = [each for each in described["citations"] if each["quote"] == "19-CT/TU"]
    mark = re.search(r'<mark class="cite rel-implements" title="([^"]+)"><a href="([^"]+)">19-CT/TU</a></mark>', text)
    assert mark
    assert one["instrument"]["iri"].partition("/id/")[2] in mark[2]
    assert "Chỉ thị 19-CT/TU ngày 11/6/2020" in mark[1]
    assert f"độ tin cậy {one['confidence']:.0%}" in mark[1]


def test_a_task_has_its_agencies_and_its_deadline_under_its_paragraph(served: httpx.Client, address: str) -> None:
    text = served.get(address, headers=BROWSER).text.partition('<article class="text"')[2]
    first = text.index("Sở Tài chính chủ trì, phối hợp")
    second = text.index("Sở Xây dựng chủ trì hoàn thành")
    told = text[first:second]
    assert 'class="given"' in told
    assert "/co-quan/so-tai-chinh-tinh-bac-ninh" in told
    assert "phối hợp" in told
    assert "trước ngày 31/8/2023" in told.partition('class="given"')[2]


def test_a_quoted_place_is_marked_and_cited(served: httpx.Client, address: str) -> None:
    start = LETTER.index("rà soát giá đất")
    at = f"{start}-{start + len('rà soát giá đất')}"
    text = served.get(address, params={"at": at}, headers=BROWSER).text
    assert re.findall(r'<span id="at" class="quoted">([^<]+)</span>', text) == ["rà soát giá đất"]
    assert "Kế hoạch số 77/KH-UBND ngày 05 tháng 7 năm 2023" in html.unescape(text)


@pytest.mark.parametrize("at", ["1", "abc", "9-3", "0-99999999", "-1-4", "<b>", "٣-٤"])
def test_a_place_that_cannot_be_is_refused_in_a_sentence(served: httpx.Client, address: str, at: str) -> None:
    refused = served.get(address, params={"at": at})
    assert refused.status_code == 422
    assert "không phải là một đoạn của tài liệu này" in refused.json()["detail"]
    assert "<b>" not in served.get(address, params={"at": at}, headers=BROWSER).text


def test_a_document_that_nobody_knows_or_a_part_that_is_none_is_not_found(served: httpx.Client, address: str) -> None:
    for path in ("/tai-lieu/0123456789abcdef0123", "/tai-lieu/%3Cb%3E", f"{address}?part=7"):
        assert served.get(path).status_code == 404


def test_a_long_text_goes_on_at_the_next_part(
    served: httpx.Client, described: dict[str, Any], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.document.MOST_CHARACTERS", 150)
    # The answers kept whole are told apart by the languages that are wanted.
    headers = {**BROWSER, "Accept-Language": "x"}
    said: dict[int, str] = {}
    target: str | None = address
    seen = 0
    while target:
        page = served.get(target, headers=headers).text
        seen += 1
        said |= Read(page).lines
        following = re.search(r'rel="next" href="([^"]+)"', page)
        target = address + following[1] if following else None
    assert seen > 3
    document = described["document"]
    whole = LETTER[document["start"] : document["end"]]
    assert "".join("".join(said[at] for at in sorted(said)).split()) == "".join(whole.split())
    start = LETTER.index("68-NQ/TU")
    quoted = served.get(address, params={"at": f"{start}-{start + 8}"}, headers=headers).text
    assert 'id="at"' in quoted
    (section,) = re.findall(
        r'<li class="depth-0"><a href="\?part=(\d)#char=(\d+)">', served.get(address, headers=headers).text
    )
    assert f'id="char={section[1]}"' in served.get(address, params={"part": section[0]}, headers=headers).text


def test_a_store_that_kept_no_text_shows_what_was_read_and_says_so(client: httpx.Client) -> None:
    (one,) = [
        each
        for each in client.get("/api/v1/documents").json()["items"]
        if each["instrument"]["iri"] == NQ33.iri
    ]  # fmt: skip
    text = client.get(f"/tai-lieu/{one['iri'].rpartition('/')[2]}", headers=BROWSER).text
    assert "Kho không giữ toàn văn" in text
    assert "Thu gom hết rác tồn đọng" in text
    for each in (CT19, CT17_2020):
        assert each.iri.partition("/id/")[2] in text
    assert "Nhiều văn bản cùng khớp" in text


DOCUMENT: dict[str, Any] = {
    "iri": "https://w3id.org/danchieu/id/document/00", "source": "a.pdf", "start": 0, "end": 0,
    "instrument": {
        "iri": "https://w3id.org/danchieu/id/vn/x", "type": "nghị quyết", "symbol": "33/NQ-HĐND",
        "date": "2024-07-11", "title": "về nhiệm vụ", "issuer": "Hội đồng nhân dân tỉnh Bắc Giang",
    },
}  # fmt: skip


def page_of(text: str, outline: list[tuple[str, str, str | None, str, int, int]], **more: Any) -> Page:
    """The page of a text with that outline: (iri, kind, parent, label, start, end)."""
    units = [
        {"iri": iri, "kind": kind, "parent": parent, "label": label, "path": iri, "start": start, "end": end}
        for iri, kind, parent, label, start, end in outline
    ]
    found = {"document": DOCUMENT | {"end": len(text)}, "outline": units, "citations": [], "tasks": []}
    return Page(found, {}, text, **more)


TEXT = "Điều 2. Việc\n4. Làm:\na) Một.\nII. Khác"


def test_a_provision_is_cited_from_the_inside_out_and_only_where_the_form_is_known() -> None:
    page = page_of(
        TEXT,
        [
            ("d2", "article", None, "2", 0, 28),
            ("d2k4", "clause", "d2", "4", 13, 28),
            ("d2k4a", "point", "d2k4", "a", 21, 28),
            ("ii", "section", None, "II", 29, len(TEXT)),
        ],
    )
    whole = "Nghị quyết số 33/NQ-HĐND ngày 11 tháng 7 năm 2024 của Hội đồng nhân dân tỉnh Bắc Giang về nhiệm vụ"
    assert page.cited_as(24, 27) == ("d2k4a", f"điểm a khoản 4 Điều 2 {whole}")
    assert page.cited_as(14, 18)[1].startswith("khoản 4 Điều 2 Nghị quyết")
    assert page.cited_as(0, 5)[1].startswith("Điều 2 Nghị quyết")
    assert page.cited_as(30, 33)[1] == whole
    assert page.cited_as(0, len(TEXT)) == ("", whole)
    assert page.unknown == []


def test_a_clause_whose_number_comes_twice_is_cited_by_its_article_alone() -> None:
    text = "Điều 1. Sửa:\n2. Điều 6:\n“Điều 6.\n2. Mới.”\n"
    page = page_of(
        text,
        [
            ("d1", "article", None, "1", 0, 43),
            ("d1k2", "clause", "d1", "2", 13, 32),
            ("d1k2", "clause", "d1", "2", 33, 42),
        ],
    )
    assert page.cited_as(36, 40)[1].startswith("Điều 1 Nghị quyết")
    assert page.cited_as(14, 16)[1].startswith("Điều 1 Nghị quyết")


def test_what_the_official_form_lacks_is_said() -> None:
    nameless = DOCUMENT | {"instrument": {**DOCUMENT["instrument"], "symbol": None, "date": None}}
    page = Page({"document": nameless, "outline": [], "citations": [], "tasks": []}, {}, "")
    assert page.unknown == ["số ký hiệu", "ngày ban hành"]


def test_pages_begin_where_the_file_says_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(TEXT, [], pages=[HeldPage(1, 0, 13), HeldPage(2, 13, len(TEXT))])
    begun = {stretch.page: line.start for line in page.lines for stretch in line.stretches if stretch.page is not None}
    assert begun == {1: 0, 2: 13}
    # The second part goes on with a page that began in the first.
    monkeypatch.setattr("api.pages.document.MOST_CHARACTERS", 22)
    rest = page_of(TEXT, [], pages=[HeldPage(1, 0, 13), HeldPage(2, 13, len(TEXT))], part=2)
    assert [line.start for line in rest.lines] == [21, 29]
    assert not any(stretch.page for line in rest.lines for stretch in line.stretches)
    assert not any(stretch.page for line in page_of(TEXT, []).lines for stretch in line.stretches)


def test_a_pdf_of_two_pages_has_a_line_where_each_begins(tmp_path: Path) -> None:
    first, second = Sheet(), Sheet()
    first.text(85, 790, "Số: 31/KH-UBND")
    first.centred(750, "KẾ HOẠCH")
    first.prose(700, FIRST)
    second.prose(760, SECOND)
    (tmp_path / "hai-trang.pdf").write_bytes(pdf(first, second))
    update(tmp_path / "store", [tmp_path / "hai-trang.pdf"], jobs=1)
    with serve(create_app(Settings(store=tmp_path / "store"))) as client:
        (one,) = client.get("/api/v1/documents").json()["items"]
        text = client.get(f"/tai-lieu/{one['iri'].rpartition('/')[2]}", headers=BROWSER).text
    assert re.findall(r'data-page="([^"]+)"', text) == ["trang 1", "trang 2"]
    between = text.partition('data-page="trang 2"')
    assert "nạo vét kênh mương" in between[0]
    assert "Chi cục Thủy lợi" in between[2]


def test_every_place_of_evidence_leads_to_the_text(served: httpx.Client, address: str) -> None:
    for page in ("/nhiem-vu", "/van-ban/77/KH-UBND"):
        text = served.get(page, headers=BROWSER).text
        targets = re.findall(rf'href="({re.escape(address)}\?at=\d+-\d+#at)"', text)
        assert targets, page
        for target in targets:
            assert 'id="at"' in served.get(target, headers=BROWSER).text
    assert f'href="{address}"' in served.get("/van-ban/77/KH-UBND", headers=BROWSER).text
