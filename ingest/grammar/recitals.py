"""What a recital makes of the instrument it names: legal basis, considered, carried out, or changed."""

from __future__ import annotations

import re

from ingest.grammar.cues import CHANGED_BY, PASSIVE_BY, last_cue
from ingest.grammar.mention import Mention

REPORTS = frozenset(["tờ trình", "báo cáo", "biên bản"])
ASKING = REPORTS | {"công văn", "văn bản", "đề án"}

# "Thực hiện Chỉ thị A, … đạt nhiều kết quả. Tuy nhiên, một số nơi chưa quán triệt Quy định B": the paragraph opens as a
# recital does, and tells of something else from its second sentence on.
_GOES_ON = re.compile(r"(?:[^\W\d_]{2,}|(?<!\n)\d)[.!?][”\")]?[ \t]+$")
_RECITES = re.compile(
    r"[\W\d_]*(?:(?:tiếp tục|nhằm|để)\s+)?(?:căn cứ|trên cơ sở|theo|xét|sau khi|thực hiện|triển khai|quán triệt"
    r"|thi hành|cụ thể hóa|chấp hành|tiếp theo|phúc đáp|trả lời|qua|tại|ý kiến|để|nhằm|cùng với|đồng thời)(?![^\W_])",
    re.I,
)


def opens_recitals(text: str, start: int) -> bool:
    """Does a sentence in the recitals recite? The first of a paragraph does, a later one by its words."""
    return _GOES_ON.search(text, max(0, start - 40), start) is None or _RECITES.match(text, start) is not None


# "Bộ trưởng … ban hành Thông tư sửa đổi, bổ sung một số điều của X": the act that the recitals lead to.
_ISSUED_TO = re.compile(
    r"\sban hành (?:luật|bộ luật|pháp lệnh|nghị quyết|nghị định|quyết định|thông tư|thông tư liên tịch) (?:về việc )?"
    r"(?:(?P<amends>sửa đổi|bổ sung)|(?P<repeals>bãi bỏ)|(?P<replaces>thay thế)"
    r"|(?P<guides>hướng dẫn|quy định chi tiết))"
    r"(?![^\W_])[^;]*$"
)
_OPENING = ' -\n*“"'  # what may stand before the first word of a recital


def recital(left: str, m: Mention, previous: Mention | None) -> str:
    """The relation of a mention in the recitals, by its sentence in small letters up to it."""
    clause = left.rpartition(";")[2].lstrip(_OPENING)
    act = _ISSUED_TO.search(left)
    if act is not None:
        verb = act.lastgroup or ""
        return "cites" if PASSIVE_BY.search(left[act.end(verb) :][-110:]) else verb
    head = clause if clause.startswith("căn cứ") else left.lstrip(_OPENING)
    if head.startswith("trên cơ sở") and m.type in ASKING:
        return "considers"
    if re.match(r"(?:xét|sau khi|theo đề nghị|trên cơ sở (?:xem xét|đề nghị|ý kiến)|tiếp theo|phúc đáp)", head):
        return "considers"
    if m.type in REPORTS and re.search(r"theo đề nghị|đề nghị của", head):
        return "considers"
    if re.search(r"(?:sau khi (?:nghe|xem xét)|(?:ý kiến(?! chỉ đạo)|đề nghị) [^;]{0,80} tại\s*$)", left):
        return "considers"
    if re.match(r"(?:để|nhằm)\s", head) and (cue := last_cue(left)) is not None and cue[0] == "implements":
        return "implements"
    if re.match(r"(?:(?:để|nhằm) )?(?:tiếp tục )?(?:tổ chức )?(?:thực hiện|triển khai|quán triệt|thi hành)|nhằm", head):
        return "implements"
    if head.startswith(("căn cứ", "trên cơ sở", "theo")):
        if PASSIVE_BY.search(left[-110:]):
            return "cites"
        return "legalBasis"
    if previous is not None:
        return "cites" if CHANGED_BY.search(left[-110:]) else previous.relation
    return "legalBasis"
