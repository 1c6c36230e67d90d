"""Who leads that is of a class, as the text has them: `Doanh nghiệp, hộ gia đình: …`, `Các Công ty TNHH … vận hành`."""

from __future__ import annotations

import re

from ingest.grammar.agencies import Agency, read_list
from ingest.grammar.full_names import full_name
from ingest.grammar.letters import pattern as vn
from ingest.grammar.openings import opens_with_verb
from ingest.grammar.unlisted import verb_at

# Not "Tổ chức", which is an order, nor what is no one: "Đơn vị tính", "Cơ sở dữ liệu".
_CLASS = vn(
    r"(?P<who>(?:(?:Các|Tất cả các|Những)\s+"
    r"(?:hội|hiệp hội|tổ chức|trường|viện|tập đoàn|tổng công ty|lực lượng)(?![^\W_])"
    r"|(?:(?:Các|Tất cả các|Những)\s+)?(?:[Dd]oanh nghiệp|[Cc]ông ty|[Tt]ổ chức\s*,\s*cá nhân|[Cc]á nhân"
    r"|[Hh]ợp tác xã|[Hh]ộ (?:gia đình|kinh doanh|sản xuất|nuôi)|[Cc]hủ (?:hồ|đập|rừng|tàu|phương tiện|cơ sở|xe)"
    r"|[Nn]hà (?:đầu tư|thầu|cung cấp|mạng)|[Cc]ơ sở (?!dữ liệu|pháp lý|hạ tầng|vật chất|khoa học)|[Nn]gười dân))"
    r"(?:[^:.;\n]{0,159}[^\s:.;])?)\s*:(?:\s+(?=[{UP}])|$)"
)
# "Các Công ty TNHH MTV khai thác công trình thủy lợi vận hành …": those of a class, up to their verb.
_CLASS_ACTS = re.compile(
    r"(?:Các|Tất cả các)\s+(?:[Cc]ông ty|[Tt]ổng công ty|[Tt]ập đoàn|[Nn]gân hàng|[Hh]ội|[Hh]iệp hội|[Hh]ợp tác xã"
    r"|[Tt]rường|[Vv]iện|[Bb]ệnh viện|[Cc]hủ (?:hồ|đập|rừng|tàu|phương tiện|dự án))(?![^\W_])"
    r"(?!\s+(?:hợp|nghị|thảo|viên|đồng|trợ|thi)(?![^\W_]))(?:\s+(?:TNHH|MTV|[Mm]ột thành viên|[Cc]ổ phần))*"
    r"(?:\s+(?:khai thác|quản lý|kinh doanh|đầu tư|xây dựng|sản xuất|vận hành|cấp nước)(?=\s))?"
)
_WORD = re.compile(r"\s+[^\s,.;:]+")
_LONGEST_CLASS = 12  # words behind those that name a class


def of_a_class(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """`Doanh nghiệp, cộng đồng, hộ gia đình: Chấp hành …`: whoever is of a class, as the text has them."""
    if (acting := _acting_class(flat, start, end, place, on)) is not None:
        return [acting]
    named = _CLASS.match(flat, start, end) if flat.find(":", start, end) >= 0 else None
    if named is None or not (named.end() == end or opens_with_verb(flat[named.end() : min(end, named.end() + 40)])):
        return []
    known, stop = read_list(flat, start, end, place, on)
    if known and stop == named.end("who"):
        return known
    return [Agency(*named.span("who"), full_name(named["who"], "none", None))]


def _acting_class(flat: str, start: int, end: int, place: str | None, on: str | None) -> Agency | None:
    """Those of a class that a sentence opens with, up to the verb that says what they shall do."""
    head = _CLASS_ACTS.match(flat, start, end) if flat.startswith(("Các ", "Tất cả các "), start) else None
    at = head.end() if head is not None else end
    for _ in range(_LONGEST_CLASS):
        if at < end and flat[at] == " " and verb_at(flat, at, at + 1):
            words = flat[start:at]
            return Agency(start, at, full_name(words, "trên địa bàn" if "trên địa bàn" in words else "none", place, on))
        word = _WORD.match(flat, at, end)
        if word is None:
            break
        at = word.end()
    return None
