"""Pages for tests of the reader of web pages, and short ways to read them."""

from __future__ import annotations

from ingest.readers.html import read_html
from ingest.source import SourceText

LETTERHEAD = """
<table border="0"><tr>
 <td><p align="center"><b>ỦY BAN NHÂN DÂN<br>TỈNH HÀ NAM<br>-------</b></p></td>
 <td><p><b>CỘNG HÒA XÃ HỘI
 CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b></p></td>
</tr><tr><td>Số: 15/KH-UBND</td><td><i>Hà Nam, ngày 5 tháng 3 năm 2021</i></td></tr></table>
"""
BODY = """
<p>KẾ HOẠCH</p><p>Căn cứ Nghị quyết số <a href="/van-ban/20.aspx">20/NQ-HĐND</a> ngày 1 tháng 2 năm 2021 của Hội đồng
nhân dân tỉnh về phát triển thủy lợi, Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:</p>
<p>1. Sở Nông nghiệp rà soát các hồ chứa.</p><p>Trên đây là Kế hoạch./.</p>
<table><tr><td><p><b>Nơi nhận:</b><br>- Như trên;<br>- Lưu: VT.</p></td><td>CHỦ TỊCH<br>Trần Văn Bình</td></tr></table>
"""


def read(page: str) -> SourceText:
    return read_html(page.encode(), "trang.html")


def text(page: str) -> str:
    return read(page).text


def linked(source: SourceText) -> list[tuple[str, str]]:
    return [(source.text[link.start : link.end], link.target) for link in source.links]
