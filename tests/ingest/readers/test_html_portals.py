"""What portals set around instruments goes, all of theirs stays; pages in every encoding and in one file."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from ingest.readers.errors import Refused
from ingest.readers.html import read_html
from tests.ingest.readers.pages import BODY, LETTERHEAD, linked, read, text

PORTAL = f"""
<html><head><title>Kế hoạch 15</title></head><body><form>
<header><a href="/">Trang chủ</a> <input name=q> Đăng nhập</header>
<div class=menu><ul><li><a href=/a>Văn bản mới</a><li><a href=/b>Tra cứu</a><li><a href=/c>Dự thảo</a></ul></div>
<table><tr><td>
  <div class=tabs><div>Thuộc tính</div><div>Nội dung</div></div>
  <div class=box><table><tr><td>Số hiệu:<td>15/KH-UBND<td>Loại văn bản:<td>Kế hoạch
  <tr><td>Nơi ban hành:<td>Hà Nam</table></div>
  <div class=full><div class=text>{LETTERHEAD}{BODY}</div>
  <div class=share><a href=/fb>Facebook</a> <a href=/in>In</a></div></div>
</td><td><b>Văn bản liên quan</b><ul><li><a href=/x>Quyết định 9/QĐ-UBND</a>
<li><a href=/y>Công văn 7/UBND-TH</a></ul></td></tr></table>
<div style="display:none">Xin chúc mừng thành viên mới.</div>
<div>Bạn chưa đăng nhập thành viên! Mời đăng ký.</div>
<footer>Địa chỉ: 12 phố Huế</footer></form></body></html>
"""


def test_the_portal_around_an_instrument_is_left_out_and_counted() -> None:
    source = read(PORTAL)
    assert source.text == text(LETTERHEAD + BODY)
    assert linked(source) == [("20/NQ-HĐND", "/van-ban/20.aspx")]
    around, hidden = source.warnings
    assert re.fullmatch(r"Đã bỏ \d+ ký tự của trang web nằm ngoài văn bản \(trình đơn, thông báo, liên kết\)\.", around)
    assert hidden == "Đã bỏ 29 ký tự mà trang web không cho hiện."


def test_a_page_of_the_instrument_alone_is_whole() -> None:
    source = read(LETTERHEAD + BODY)
    assert source.warnings == []
    assert source.text.split("\n")[:8] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH HÀ NAM",
        "-------",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 15/KH-UBND",
        "Hà Nam, ngày 5 tháng 3 năm 2021",
        "KẾ HOẠCH",
    ]


@pytest.mark.parametrize(
    "annex",
    [
        "<div class=Section2><table border=1><tr><td>TT<td>Hồ<tr><td>1<td>Ba Hang</table></div>",
        "<div class=Section2><p>DANH SÁCH</p><p>Hồ Tam Chúc</p></div>",
        "<aside><p>PHỤ LỤC I</p><p>Hồ Tam Chúc</p></aside>",
        "<footer><p>(Kèm theo Kế hoạch số 15/KH-UBND)</p><p>Hồ Tam Chúc</p></footer>",
    ],
)
def test_sections_beside_the_first_are_the_instruments_too(annex: str) -> None:
    page = f"<div class=Section1>{LETTERHEAD}{BODY}</div>{annex}"
    assert text(page) == text(LETTERHEAD + BODY) + text(annex)
    # … also where the portal stands one level further out.
    around = f"<div><nav><a href=/>Trang chủ</a></nav><div><a href=/x>Tin mới</a></div><div>{page}</div></div>"
    assert text(around) == text(page)


def test_a_long_sentence_beside_the_instrument_is_kept() -> None:
    sentence = "Điều 2 của Kế hoạch này được thực hiện từ năm sau theo hướng dẫn của các sở, ngành có liên quan. " * 3
    task = (
        "<p>Xã số {} rà soát các hồ chứa, đập, kênh mương trên địa bàn; báo cáo Ủy ban nhân dân huyện trong tháng.</p>"
    )
    long = BODY + "".join(task.format(k) for k in range(20))  # a short text would have made one block with it
    inner = f"<div>{LETTERHEAD}{long}</div><div><a href=/a>Chia sẻ</a></div>"
    shown = text(f"<div><div>{inner}</div><div><p>{sentence}</p></div></div>")
    assert sentence.strip() in shown
    assert "Chia sẻ" not in shown


def test_text_in_a_hidden_tab_is_read_where_nothing_else_is_an_instrument() -> None:
    source = read(f"<div>Thuộc tính</div><div hidden>{LETTERHEAD}{BODY}</div><div hidden>Đăng nhập</div>")
    assert "Căn cứ Nghị quyết số 20/NQ-HĐND" in source.text
    assert "Đăng nhập" not in source.text
    assert "Văn bản nằm trong phần mà trang web không cho hiện; đã đọc phần đó." in source.warnings


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>mật</p>",
        "<p style='Display: NONE'>mật</p>",
        "<span style='mso-hide:all'>mật</span>",
        "<dialog>mật</dialog>",
    ],
)
def test_what_the_page_hides_is_left_out(hidden: str) -> None:
    source = read(f"<p>Giữ lại chữ này</p>{hidden}")
    assert source.text == "Giữ lại chữ này\n"
    assert source.warnings == ["Đã bỏ 3 ký tự mà trang web không cho hiện."]


def test_deleted_words_and_comments_of_word_are_left_out_and_running_heads_kept_apart() -> None:
    source = read(
        "<p>Nộp trước <del cite='mailto:a'>ngày 1</del><ins>ngày 5</ins>.</p>"
        "<div style='mso-element:comment-list'><div style='mso-element:comment'>Xem lại</div></div>"
        "<div style='mso-element:header' id=h1><p>DỰ THẢO LẦN 2</p></div>"
    )
    assert source.text == "Nộp trước ngày 5.\n"
    assert source.margins == ["DỰ THẢO LẦN 2"]
    assert source.warnings == ["Đã bỏ 13 ký tự đã xóa hoặc là lời nhận xét."]


def test_a_page_of_nothing_but_links_is_kept_whole() -> None:
    page = "<nav><ul>" + "".join(f"<li><a href=/{k}>Mục {'abcdef'[k]}</a>" for k in range(6)) + "</ul></nav>"
    assert text(page).split("\n")[0] == "- Mục a"


def test_menus_are_left_out_of_pages_without_an_instrument() -> None:
    menu = "<ul>" + "".join(f"<li><a href=/{k}>Chuyên mục {c}</a>" for k, c in enumerate("abcdef")) + "</ul>"
    listed = "<ul>" + "".join(f"<li><a href=/{k}>Nghị định 1{k}/2020/NĐ-CP</a>" for k in range(6)) + "</ul>"
    shown = text(f"<div>{menu}</div><p>Tin vắn trong ngày.</p>{listed}")
    assert shown.startswith("Tin vắn trong ngày.\n- Nghị định 10/2020/NĐ-CP\n")
    assert "Chuyên mục" not in shown


TCVN3 = "Th\xad\xeang trùc Héi ®ång nh©n d©n tØnh yªu cÇu c¸c së, ngµnh thùc hiÖn NghÞ quyÕt sè 20"
PLAIN = "Thường trực Hội đồng nhân dân tỉnh yêu cầu các sở, ngành thực hiện Nghị quyết số 20"


@pytest.mark.parametrize(
    "data",
    [
        f"<p>{PLAIN}</p>".encode(),
        f"<p>{PLAIN}</p>".encode("utf-16"),
        f"<meta charset=windows-1252><p>{PLAIN}</p>".encode(),  # the page errs
        f"<p>{TCVN3}</p>".encode("latin-1"),
        f"<meta http-equiv=content-type content='text/html; charset=iso-8859-1'><p>{TCVN3}</p>".encode("latin-1"),
        f"<meta charset='utf-8'><p>{TCVN3}</p>".encode(),
        f"<meta charset=utf-8><font face='.VnTime'>{TCVN3}</font>".encode(),
        b"<p>" + "".join(f"&#{ord(c)};" for c in PLAIN).encode(),
    ],
)
def test_the_letters_are_found_in_every_encoding(data: bytes) -> None:
    assert read_html(data, "a.html").text == PLAIN + "\n"


def test_a_font_of_capitals_tells_what_the_words_cannot() -> None:
    source = read(
        "<p style='font-family:\".VnTimeH\"'>céng hßa x· héi <b>chñ nghÜa</b></p>"
        "<p style='font-family:Arial'>các sở</p>"
    )
    assert source.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA\ncác sở\n"
    assert source.warnings == ["đọc theo bảng mã của phông chữ cũ mà trang ghi (TCVN3, VNI …)"]


def test_old_letters_keep_links_and_preformatted_lines_in_place() -> None:
    source = read(f"<pre>{TCVN3}\nNghÞ ®Þnh</pre><p>NghÞ ®Þnh sè <a href=/a>12/2003/N§-CP</a> cña ChÝnh phñ</p>")
    assert source.text.split("\n")[1:3] == ["Nghị định", "Nghị định số 12/2003/NĐ-CP của Chính phủ"]
    assert linked(source) == [("12/2003/NĐ-CP", "/a")]


def saved_page(page: str, charset: str = "utf-8", encoding: str = "quoted-printable") -> bytes:
    letter = EmailMessage()
    letter["From"] = "<Saved by Blink>"
    letter["Subject"] = "Văn bản"
    letter.set_content(page, subtype="html", charset=charset, cte=encoding)
    letter.add_related(b"\x89PNG", "image", "png", cid="<a@b>")
    return letter.as_bytes()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_page_saved_as_one_file_is_its_page(encoding: str) -> None:
    source = read_html(saved_page(LETTERHEAD + BODY, encoding=encoding), "a.mht")
    assert source.media_type == "multipart/related"
    assert source.text == text(LETTERHEAD + BODY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body><script>x</script></body></html>",
        b"<frameset><frame src=a.htm></frameset>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n",
        b"\x00\x01\x02\x03" * 50,
        "<p>Décret présenté à l'été</p>".encode("cp1252"),
    ],
)
def test_pages_without_readable_text_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_html(data, "a.html")
