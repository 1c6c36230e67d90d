"""What loses its force by words to its right: `Thông tư số 31/2015/TT-BLĐTBXH … hết hiệu lực kể từ ngày …`."""

from __future__ import annotations

import re

from ingest.grammar.cues import cues
from ingest.grammar.mention import Mention

_ENDS_FORCE = re.compile(
    r"(?<!ngày )(?<!đã )(?:hết hiệu lực|không còn hiệu lực|bị bãi bỏ|được bãi bỏ|chấm dứt hiệu lực)(?![^\W_])", re.I
)
UNTIL_THEN = re.compile(r"(?:ngày|thời điểm|khi)\s+$")
_FAR_SUBJECT = 600  # characters of a sentence before a subject


def loses_force(text: str, m: Mention, sentence: tuple[int, int]) -> bool:
    """`Thông tư số 31/2015/TT-BLĐTBXH … hết hiệu lực`: is it the subject of words to its right?"""
    until = min(sentence[1], m.full_end + 1_200)
    cell = text.find(" | ", m.end, until)  # "| 22/2019/QĐ-UBND | … | Bị bãi bỏ bởi …": another cell, another subject
    until = cell if cell >= 0 else until
    after = text[m.end : until].lower()
    if m.full_start - sentence[0] > _FAR_SUBJECT or not ("lực" in after or "bỏ" in after):
        return False  # nothing ends without one of the two words, which cost less to look for than the patterns below
    if not any(not _PROCEDURES.search(text, m.end, e.end()) for e in _ENDS_FORCE.finditer(text, m.end, until)):
        return False
    if UNTIL_THEN.search(text, max(0, m.full_start - 24), m.full_start):
        return False  # "áp dụng cho đến khi Nghị định X hết hiệu lực"
    begins = max(sentence[0], text.rfind(";", sentence[0], m.full_start) + 1)
    before = _DAY_IN_FORCE.sub(" ", text[begins : m.full_start].lower())
    return cues().search(before, said.end() if (said := _ITS_RULES.match(before)) else 0) is None


# "về việc công bố thủ tục hành chính bị bãi bỏ": what the title tells of, not what becomes of the instrument.
_PROCEDURES = re.compile(
    r"(?:thủ tục hành chính|thủ tục|TTHC|danh mục|sửa đổi, bổ sung,?|thay thế[,;]?)\s+(?:hoặc\s+)?(?:bị|được) bãi bỏ$"
)
# "Quy định tại Điều 8 của Nghị quyết X chấm dứt hiệu lực": what X says is the subject.
_ITS_RULES = re.compile(
    r"[\W\d]*(?:các\s+|những\s+)?(?:quy định|nội dung)\s+(?:về\s[^;.,]{3,80}?\s)?(?:tại|của|trong)\s"
)
# "Kể từ ngày Thông tư này có hiệu lực, …" before the subject is no cue.
_DAY_IN_FORCE = re.compile(r"kể từ (?:ngày|thời điểm)[^,.;]{0,80}hiệu lực(?: thi hành)?")
