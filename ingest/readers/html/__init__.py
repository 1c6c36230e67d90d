"""Web pages, also those that Word saved and whole pages in one file (.mht): the instrument's text of them.

Nothing is fetched and nothing is run. What a portal sets around the text is left out and counted.
"""

from __future__ import annotations

from ingest.readers.errors import Refused
from ingest.readers.html.charset import characters, read_old_letters
from ingest.readers.html.chrome import Chrome, find_chrome
from ingest.readers.html.layout import Laid, Layout
from ingest.readers.html.mht import is_mht, page_of
from ingest.readers.html.notes import Notes, find_notes
from ingest.readers.html.tree import Element, parse
from ingest.readers.limits import LIMITS
from ingest.source import SourceText, digest_of

HTML = "text/html"
MHT = "multipart/related"


def read_html(data: bytes, name: str) -> SourceText:
    """The text of a page; `Refused` where it has none or its bytes are no text.

    Paragraphs are lines; tables, footnotes and links are in offsets of the text. Warnings say what was
    assumed of the encoding and how much was left out: menus, forms and notices around the instrument.
    """
    if len(data) > LIMITS.bytes:
        raise Refused(f"tệp dài {len(data)} byte, quá giới hạn {LIMITS.bytes} byte")
    media_type, page, said = HTML, data, ""
    if is_mht(data):
        media_type = MHT
        page, said = page_of(data)
    text, warnings = characters(page, said)
    body = parse(text)
    warnings += read_old_letters(body)
    chrome = find_chrome(body)
    laid = _lay_out(body, chrome.all)
    if not any(c.isalnum() for c in laid.text):
        chrome.around.clear()  # a page of nothing but what looks like menus is kept whole
        laid = _lay_out(body, chrome.all)
    if not any(c.isalnum() for c in laid.text):
        raise Refused("trang không có chữ nào")
    margins = [Layout(chrome.all - {part}, Notes()).lay_out(part).text.strip() for part in chrome.margins]
    return SourceText(
        path=name,
        media_type=media_type,
        sha256=digest_of(data),
        text=laid.text,
        warnings=warnings + _left_out(chrome, laid),
        tables=laid.tables,
        footnotes=laid.footnotes,
        links=laid.links,
        margins=[said for said in dict.fromkeys(margins) if said],
        by_paragraphs=True,
    )


def _lay_out(body: Element, left_out: set[Element]) -> Laid:
    return Layout(left_out, find_notes(body, left_out)).lay_out(body)


def _left_out(chrome: Chrome, laid: Laid) -> list[str]:
    warnings = []
    if around := chrome.characters(chrome.around):
        warnings.append(f"Đã bỏ {around} ký tự của trang web nằm ngoài văn bản (trình đơn, thông báo, liên kết).")
    if hidden := chrome.characters(chrome.hidden):
        warnings.append(f"Đã bỏ {hidden} ký tự mà trang web không cho hiện.")
    if deleted := chrome.characters(chrome.deleted):
        warnings.append(f"Đã bỏ {deleted} ký tự đã xóa hoặc là lời nhận xét.")
    if chrome.shown:
        warnings.append("Văn bản nằm trong phần mà trang web không cho hiện; đã đọc phần đó.")
    if laid.huge_tables:
        warnings.append(f"{laid.huge_tables} bảng quá lớn được đọc như các dòng chữ.")
    return warnings
