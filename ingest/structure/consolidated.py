"""Consolidated texts: one instrument and those that changed it, set as one (Ordinance 01/2012/UBTVQH13).

They open with a sentence of a fixed form, `Thông tư số X …, có hiệu lực …, được sửa đổi, bổ sung bởi:`,
and a list; their footnotes quote the recitals of the changing instruments.
"""

from __future__ import annotations

import re

_CONSOLIDATES = re.compile(
    r"(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư|Lệnh|Chỉ thị)(?=\s)[^\n]{10,900}"
    r"có\s+hiệu\s+lực[^;]{5,90}(?:được|đã\s+được)\s+sửa\s+đổi(?:\s*,?\s*bổ\s+sung)?(?:\s+một\s+số\s+\S+)?\s+(?:bởi|theo)"
    r"(?:\s+các\s+\S+(?:\s+\S+){0,3})?\s*:?\s*$"
)
_RECITALS_OF = re.compile(r"có\s+căn\s+cứ\s+ban\s+hành\s+như\s+sau\s*:?\s*(?=[“\"])")
_LONGEST_QUOTE = 6_000  # characters: a closing mark farther away closes something else


def opens_consolidated(paragraph: str) -> bool:
    """
    >>> opens_consolidated("Nghị định số 75/2021/NĐ-CP ngày 24 tháng 7 năm 2021 của Chính phủ, "
    ...                    "có hiệu lực kể từ ngày 15 tháng 9 năm 2021, được sửa đổi, bổ sung bởi:")
    True
    """
    return _CONSOLIDATES.match(paragraph) is not None


def quoted_recitals(text: str) -> list[tuple[int, int]]:
    """Spans of recitals that a footnote quotes from the instrument named right before."""
    out = []
    for match in _RECITALS_OF.finditer(text):
        close = re.compile(r"[”\"]").search(text, match.end() + 1, match.end() + _LONGEST_QUOTE)
        if close is not None:
            out.append((match.end(), close.end()))
    return out
