"""Web pages: the instrument's text to the letter, as a browser sets it, without what the portal puts around."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.readers.errors import Refused
from ingest.readers.html import read_html
from ingest.source import SourceText
from tests.ingest.readers.pages import LETTERHEAD, linked, read, text

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


def cells(source: SourceText, table: int = 0) -> list[list[str]]:
    return [[source.text[a:b] for a, b in row] for row in source.tables[table]]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>Số: <b>3737</b>/UBND-<i>TH</i></p>", "Số: 3737/UBND-TH\n"),
        ("<p>một\n   hai</p><p>ba</p>", "một hai\nba\n"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc\n"),
        ("<p>a<br>b<br/>c</p>", "a\nb\nc\n"),
        ("<p>a<br><br>b</p><p>&nbsp;</p><p> </p><p>c</p>", "a\n\nb\n\nc\n"),
        ("<p>theo <b> Nghị</b> <i>quyết </i>số</p>", "theo Nghị quyết số\n"),
        ("<p>Đi&#7873;u&nbsp;1&amp;2 &lt;a&gt; &ndash;</p>", "Điều\xa01&2 <a> –\n"),
        ("<pre>a\r\n  b\n\nc</pre>", "a\n  b\n\nc\n"),
        ("<p style='white-space: pre-wrap'>a\n b</p>", "a\n b\n"),
        ("<p>x<wbr>y<o:p></o:p>z<!-- không --></p>", "xyz\n"),
        (
            "<p>a<script>b</script><style>c</style><noscript>d</noscript><template>e</template><svg><text>f</text></svg>",
            "a\n",
        ),
        ("<span style='display:block'>a</span>b", "a\nb\n"),
        ("<h1>A</h1><section>b</section><blockquote>c</blockquote><dl><dt>d<dd>e</dl>", "A\nb\nc\nd\ne\n"),
        ("<p>m<sup>2</sup>, CO<sub>2</sub></p>", "m2, CO2\n"),
        ("không có thẻ nào ngoài <b>chữ", "không có thẻ nào ngoài chữ\n"),
        ("<p>ng\u0323\u0302 NFD e\u0302\u0301</p>", "ng\u0323\u0302 NFD e\u0302\u0301\n"),
    ],
)
def test_lines_end_where_blocks_do_and_nowhere_else(page: str, shown: str) -> None:
    assert text(page) == shown


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<ol><li>a<li>b</ol>", "1. a\n2. b\n"),
        ("<ol type=a start=3><li><p>x</p></li><li value=7>y</li><li>z</li></ol>", "c. x\ng. y\nh. z\n"),
        ("<ol type=I><li>a<ol style='list-style-type:lower-roman'><li>b</ol><li>c</ol>", "I. a\ni. b\nII. c\n"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b\n"),
        ("<ul><li>a<ul><li>b</ul><li>- c<li>• d</ul>", "- a\n- b\n- c\n• d\n"),
        ("<ol style='list-style:none'><li>a</ol><ul style='list-style-type: none'><li>b</ul>", "a\nb\n"),
        ("<ol><li>1. Sở Y tế<li>2) Sở Nội vụ<li>a) Sở Tài chính</ol>", "1. Sở Y tế\n2) Sở Nội vụ\na) Sở Tài chính\n"),
        ("<ol><li>12.000 tấn<li></li><li>c</ol>", "1. 12.000 tấn\n3. c\n"),
        ("<li>lạc</li>", "- lạc\n"),
    ],
)
def test_numbers_that_the_browser_draws_are_written(page: str, shown: str) -> None:
    assert text(page) == shown


def test_the_numbers_and_bullets_that_word_wrote_out_are_kept() -> None:
    def item(mark: str, words: str) -> str:
        return (
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
            f"style='mso-list:Ignore'>{mark}<span style='font:7.0pt'>&nbsp;&nbsp;&nbsp; </span></span>"
            f"<![endif]>{words}</p>"
        )

    page = (
        item("1.", "Sở Y tế;") + item("a)", "kiểm tra;") + item("·", "báo cáo;") + item("o", "họp;") + item("-", "gửi.")
    )
    assert text(page) == "1. Sở Y tế;\na) kiểm tra;\n- báo cáo;\n- họp;\n- gửi.\n"


def test_a_table_of_data_has_its_cells_and_merged_ones_in_every_place() -> None:
    source = read(
        "<p>Bảng</p><table border=1><caption>Phân công</caption><thead>"
        "<tr><th rowspan=2>TT<th colspan=2>Nhiệm vụ<th>Hạn"
        "<tr><th>Việc<th>Nơi<th>Ngày</thead><tr><td>1<td><p>Rà soát</p><p>hồ chứa</p><td>Sở<td rowspan=0>30/6"
        "<tr><td>2<td>Trồng<td></table><p>Hết</p>"
    )
    assert source.text.startswith("Bảng\nPhân công\nTT\nNhiệm vụ\nHạn\nViệc\n")
    assert source.text.endswith("2\nTrồng\nHết\n")
    assert cells(source) == [
        ["TT", "Nhiệm vụ", "Nhiệm vụ", "Hạn"],
        ["TT", "Việc", "Nơi", "Ngày"],
        ["1", "Rà soát\nhồ chứa", "Sở", "30/6"],
        ["2", "Trồng", "", "30/6"],
    ]


def test_columns_in_which_no_cell_begins_are_none() -> None:
    source = read("<table border=1><tr><td colspan=3>A<td>B<tr><td colspan=3>1<td>2</table>")
    assert cells(source) == [["A", "B"], ["1", "2"]]


@pytest.mark.parametrize(
    ("table", "data"),
    [
        (
            "<table><tr><td style='border:solid windowtext 1.0pt'>A<td style='border-left:none;"
            "border-top:1px solid'>B<tr><td>1<td>2</table>",
            True,
        ),
        ("<table border=0><tr><td style='border:none'>A<td style='border-bottom:none'>B<tr><td>1<td>2</table>", False),
        ("<table><tr><td>STT<td>Việc<tr><td>1<td>Họp</table>", True),
        ("<table>" + "<tr><td>a<td>b<td>c" * 4 + "</table>", True),
        ("<table border=1 role=presentation><tr><td>A<td>B<tr><td>1<td>2</table>", False),
        ("<table border=1><tr><td>A<td>B</table>", False),
        ("<table border=1><tr><td>A<tr><td>B</table>", False),
        (LETTERHEAD.replace('border="0"', "border=1"), False),
        ("<table border=1><tr><td>Nơi nhận:<br>- Lưu: VT<td>CHỦ TỊCH<tr><td><td>Lê Văn An</table>", False),
    ],
)
def test_tables_of_layout_are_no_data(table: str, data: bool) -> None:
    source = read(table)
    assert bool(source.tables) is data
    assert source.text.strip()


def test_a_frame_around_tables_leaves_the_inner_ones() -> None:
    inner = "<table border=1><tr><th>A<th>B<tr><td>1<td>2</table>"
    source = read(f"<table border=1><tr><td>{inner}</td><td>{inner}</td></tr><tr><td>x<td>y</table>")
    assert [cells(source, k) for k in range(2)] == [[["A", "B"], ["1", "2"]]] * 2


@pytest.mark.parametrize("size", [70_000, 65_535])
def test_a_table_beyond_measure_is_lines(size: int) -> None:
    source = read("<table border=1>" + f"<tr><td rowspan={size} colspan={size}>chữ" * 300 + "</table>")
    assert source.tables == []
    assert "1 bảng quá lớn được đọc như các dòng chữ." in source.warnings


def test_links_are_spans_with_addresses_that_are_of_the_web() -> None:
    source = read(
        "<p>Luật <a href='https://a.vn/luat'> số <b>12/2020</b>/QH14 </a>và <a href='/nd.aspx'>01/2021/NĐ-CP</a>, "
        "<a href='#dieu_1'>Điều 1</a>, <a href='javascript:x()'>in</a>, <a href='mailto:a@b.vn'>thư</a>, "
        "<a name=x>tên</a>"
        "<a href='http://a.vn'> </a></p>"
    )
    assert linked(source) == [("số 12/2020/QH14", "https://a.vn/luat"), ("01/2021/NĐ-CP", "/nd.aspx")]
    assert source.text.startswith("Luật số 12/2020/QH14 và 01/2021/NĐ-CP, Điều 1, in, thư, tên")


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        (
            "<sup><a href='#_ftn1' name='_ftnref1'>[1]</a></sup>",
            "<div id=ftn1><p><a href='#_ftnref1' name='_ftn1'>[1]</a> {}</p></div>",
        ),
        ("<a href='#_ftn1'><span>[1]</span></a>", "<div id=ftn1><p><a href='#_ftnref1'>[1]</a> {}</p></div>"),
        ("<a name='_ftnref1'></a><a>[1]</a>", "<p><a name='_ftn1'></a><a>[1]</a> {}</p>"),
        ("<sup>(<a href='#_ftn1'>1</a>)</sup>", "<p><a href='#_ftnref1'>1</a> {}</p>"),
        ("<a href='#n1'><sup>1</sup></a>", "<ul style='list-style:none'><li id=n1><sup>1</sup> {}</li></ul>"),
    ],
)
def test_a_footnote_is_found_where_mark_and_words_name_each_other(mark: str, note: str) -> None:
    source = read(f"<p>Kinh phí{mark} do tỉnh cấp.</p><hr>{note.format('Theo dự toán năm 2021.')}")
    assert source.text.startswith("Kinh phí do tỉnh cấp.\n")
    (found,) = source.footnotes
    assert (found.number, source.text[: found.at]) == ("1", "Kinh phí")
    assert source.text[found.start : found.end] == "Theo dự toán năm 2021."


@pytest.mark.parametrize(
    "page",
    [
        "<p>Kinh phí<sup>[1]</sup> do tỉnh cấp.</p><p>[1] Theo dự toán.</p>",  # nothing links them
        "<p>Kinh phí<a href='#x'>[1]</a> do tỉnh cấp.</p><p id=x>[2] Theo dự toán.</p>",  # another number
        "<p id=x><a href='#_ftnref1'>[1]</a> Theo dự toán.</p><p>Kinh phí<a href='#_ftn1'>[1]</a> tỉnh.</p>",  # before
        "<p>Xem <a href='#dieu1'>Điều 1</a>.</p><p><a name=dieu1>Điều 1</a>. Phạm vi</p>",
    ],
)
def test_what_is_not_certain_stays_text(page: str) -> None:
    source = read(page)
    assert source.footnotes == []
    assert Counter(re.findall(r"\w+", source.text)) == Counter(re.findall(r"\w+", re.sub("<[^>]*>", "", page)))


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 5000 + "xin chào",
        "<table border=1><tr><td>a<td>" * 1000 + "xin chào",
        "<ol><li>" * 2000 + "xin chào",
        "<header>" * 2000 + "<p>xin chào" + "</header>" * 2000,
        "<b><i><a href=x>" * 1000 + "xin chào",
    ],
)
def test_deep_nesting_costs_neither_text_nor_time(page: str) -> None:
    assert "xin chào" in text(page)


_PIECES = """
<p>|</p>|<div>|</div>|<table border=1>|<tr>|<td>|<td colspan=2 rowspan=2>|</table>|<ol>|<li>|</ol>|<a href=/x>|</a>
<a href='#_ftn1'>[1]</a>|<div id=ftn1><p><a href='#_ftnref1'>[1]</a>|<br>|<b>|<pre>|</pre>|<nav>|</nav>|<del>|&nbsp;
<!--|-->|<span style='mso-list:Ignore'>|</span>|<p hidden>| """
_TAGS = st.sampled_from([*_PIECES.replace("\n", "|").split("|"), "\n"])
_WORDS = st.sampled_from(
    ["Căn cứ Luật", "Nơi nhận:", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Điều 1.", "số", "12/2020/NĐ-CP"]
)


@given(st.lists(_TAGS | _WORDS, max_size=40).map("".join))
def test_any_page_has_text_with_spans_inside_it_or_is_refused(page: str) -> None:
    try:
        source = read(page)
    except Refused:
        return
    spans = [cell for table in source.tables for row in table for cell in row]
    spans += [(note.start, note.end) for note in source.footnotes] + [(link.start, link.end) for link in source.links]
    assert all(0 <= start <= end <= len(source.text) for start, end in spans)
    for start, end in (cell for table in source.tables for row in table for cell in row):
        assert start == 0 or source.text[start - 1] == "\n"
        assert end == start or source.text[end] == "\n"
    assert all(0 <= note.at <= len(source.text) for note in source.footnotes)
    assert all(source.text[link.start : link.end].strip(" \n") for link in source.links)
    assert "\r" not in source.text
    assert "\n\n\n" not in source.text.replace("\n \n", "\n\n") or "<pre>" in page


@pytest.mark.skipif(not CORPUS.is_dir(), reason="cần ../shared/corpus, không có trên máy này")
def test_each_symbol_that_pages_of_the_corpus_link_is_found() -> None:
    linked_symbols = found = 0
    for path in sorted(CORPUS.glob("PROV*.html"))[::4]:
        source = read_html(path.read_bytes(), path.name)
        spans = [(c.start, c.end) for c in extract(source).extraction.citations]
        for link in source.links:
            if re.search(r"\d/.*[A-ZĐ]|\d-[A-ZĐ]", source.text[link.start : link.end]):
                linked_symbols += 1
                found += any(start < link.end and link.start < end for start, end in spans)
    assert linked_symbols > 50
    assert found == linked_symbols
