"""The type word before a symbol: `Chương trình hành động số`, `các Công điện: số`, `QĐ`.

The words decide, not the code: QĐ is quyết định and quy định, TT thông tư and thông tri, and a
Chủ tịch's `Chỉ thị số 11/UBND-TN` wears the code of a letter. Only where no word stands does the
code's first group say the type.
"""

from __future__ import annotations

import re
from functools import cache

from graph import registry
from ingest.grammar.symbols import groups, is_assembly

_BEFORE = 90  # characters looked at to the left; the longest "type + name + số" in the corpus is 84

# Words that turn a number into something that is no instrument (forms, standards, contracts,
# accounts, roads): reference table of false-positive classes, 3,173 of 90,767 untyped hits.
_NEGATIVE = re.compile(
    r"(?:mẫu|biểu mẫu|biểu|mẫu biểu|phụ biểu|hợp đồng|hđ|tài khoản|hóa đơn|giấy chứng nhận|gcn"
    r"|hồ sơ|thửa đất|"
    r"thửa|tờ bản đồ|tờ khai|qcvn|tcvn|qcđp|tcxdvn|iso|bản án|hộ chiếu|cmnd|cccd|biên lai"
    r"|mã số|mã|lô|đường|ql|tl|đt|"
    r"phụ lục|bảng|hình|điện thoại|đt:|fax|số máy|vé|chứng thư|phiếu)\s*(?:số)?\s*:?\s*$"
)


@cache
def _words() -> dict[str, str]:
    """Surface words and bare abbreviations, lower case -> the words that a mention reports."""
    out: dict[str, str] = {}
    for t in registry.types():
        for word in t.words:
            out[word] = word
    return out


# Abbreviations that stand for a type word in running text ("KL 198-KL/TW"); upper case only.
_ABBREVIATED = {
    "NQ": "nghị quyết",
    "QĐ": "quyết định",
    "CT": "chỉ thị",
    "KL": "kết luận",
    "KH": "kế hoạch",
    "NĐ": "nghị định",
    "TT": "thông tư",
    "TB": "thông báo",
    "BC": "báo cáo",
    "CV": "công văn",
    "CĐ": "công điện",
    "TTr": "tờ trình",
    "HD": "hướng dẫn",
    "CTr": "chương trình",
    "VB": "văn bản",
    "TTLT": "thông tư liên tịch",
    "QyĐ": "quy định",
    "ĐA": "đề án",
    "PL": "pháp lệnh",
}


@cache
def _tail() -> re.Pattern[str]:
    words = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(_words(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?<!pháp )(?P<word>{words})(?![^\W_])")


_SO = re.compile(r"\s*[:;]?\s*(?:số|sô)?\s*:?\s*$")
_QUALIFIED = re.compile(r"[^.;:\n\"“”]{1,75}?\s(?:số|sô)\s*:?\s*$|\s*\([^()\n]{1,40}\)\s*(?:số)?\s*$")
_LISTED = re.compile(r"(?:[\s,;:]|số|và|hoặc|đến|\d{1,5}(?:\.\d{1,3})?|/(?:19|20)\d\d|[/-][A-ZĐ][\w&/-]*)*$")
_DATE_GAP = re.compile(r"\s*(?:đề|ký|ban hành)?\s*ngày\s[\d\wáàảãạăâêôơưđ\s/.-]{4,32}\s(?:số)\s*:?\s*$")


GENERIC = frozenset({"văn bản"})  # says nothing of the type; then the code does


def is_negative(text: str, at: int) -> bool:
    """Do the words before `at` say that the number is no instrument's?"""
    window = text[max(0, at - 24) : at].lower()
    cut = window.rfind("\n")
    return _NEGATIVE.search(window[cut + 1 :]) is not None


_OF_ASSEMBLY = frozenset({"luật", "bộ luật", "nghị quyết", "pháp lệnh", "hiến pháp", "nghị quyết liên tịch"})


def type_before(text: str, at: int, assembly: bool = False) -> tuple[str, int, str | None] | None:
    """The type word that governs a symbol at `at`: (word, its start, qualifier between it and "số").

    With `assembly`, only its own acts are looked for: `Luật Quy hoạch … số 47/2024/QH15` is no quy hoạch.

    >>> type_before("theo Chương trình hành động số 37-CTr/TU", 31)
    ('chương trình hành động', 5, None)
    >>> type_before("Luật Đất đai số 31/2024/QH15", 16)
    ('luật', 0, 'Đất đai')
    """
    left = max(0, at - _BEFORE)
    window = text[left:at]
    cut = window.rfind("\n") + 1
    left, window = left + cut, window[cut:]
    lower = window.lower()
    if len(lower) != len(window):
        return None
    best: re.Match[str] | None = None
    for match in _tail().finditer(lower):
        if not assembly or match["word"] in _OF_ASSEMBLY:
            best = match
    if best is not None:
        gap = window[best.end() :]
        word = " ".join(best["word"].split())
        if _SO.fullmatch(gap.lower()):
            return word, left + best.start(), None
        if _LISTED.fullmatch(gap) or _DATE_GAP.fullmatch(gap):
            return word, left + best.start(), None
        if _QUALIFIED.fullmatch(gap) and not _crosses(gap):
            qualifier = re.sub(r"\s*(?:số|sô)\s*:?\s*$", "", gap).strip(" ():")
            return word, left + best.start(), qualifier or None
    short = re.search(
        r"(?<![\w/-])(NQ|QĐ|CT|KL|KH|NĐ|TTLT|TTr|TT|TB|BC|CV|CĐ|HD|CTr|VB|QyĐ|ĐA|PL)\s*(?:số\s*)?:?\s*$",
        window,
    )
    if short:
        return _ABBREVIATED[short[1]], left + short.start(), None
    return None


def _crosses(gap: str) -> bool:
    """A qualifier that holds a number or a verb of its own belongs to another mention."""
    return re.search(r"\d|\bvà\s*(?:số\s*)?$|\b(?:này|theo|tại|về việc|được|của các|thực hiện|trên)\b", gap) is not None


def type_of_code(code: str) -> str | None:
    """The type that a code's first group names, where no word does.

    >>> type_of_code("NQ-CP"), type_of_code("UBND-NC"), type_of_code("TT/TU"), type_of_code("QH15")
    ('nghị quyết', 'công văn', 'thông tri', None)
    """
    if is_assembly(code):
        return None
    first = groups(code)[0]
    found = registry.types_abbreviated(first)
    if found:
        names = [t.type for t in found]
        party = "/" in code
        for prefer in (("thông tri", "quyết định") if party else ("thông tư", "quyết định"),):
            for name in prefer:
                if name in names:
                    return name
        return names[0]
    if first.startswith("VBHN"):
        return "văn bản hợp nhất"
    if first in ("CP", "TTg", "HĐBT", "HĐCP"):
        return (
            "nghị định"
            if first in ("CP", "HĐBT", "HĐCP") and len(groups(code)) == 1
            else ("quyết định" if len(groups(code)) == 1 else "công văn")
        )
    if first in ("LCT", "L"):
        return "luật"
    if first == "SL":
        return "sắc lệnh"
    return "công văn" if registry.issuer(first) or len(groups(code)) > 1 else None
