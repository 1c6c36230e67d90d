"""What an item of a list is to the document, by the words that open the list."""

from __future__ import annotations

import re

from ingest.grammar.cues import PASSIVE_BY, last_cue
from ingest.grammar.mention import Mention
from ingest.grammar.recitals import ASKING
from ingest.grammar.relations import CLAUSE, settle

# "Tổ chức thực hiện nghiêm các văn bản sau đây:", "Sửa đổi, bổ sung một số điều của các Nghị định:", "Căn cứ:"
_OPENS_LIST = re.compile(
    r"[^;.:]{0,80}?(?<![^\W_])(?:các|những|\d+)\s+(?:văn bản|luật|nghị quyết|nghị định|quyết định|chỉ thị|thông tư"
    r"|kết luận|kế hoạch|công điện)(?![^\W_])[^;.:]{0,60}:$"
)
_OPENS_BASES = re.compile(r"\W*(?:\w{1,4}\W+)?(?:các\s+)?(?:căn cứ|cơ sở pháp lý)(?:\s+pháp lý)?[^;.:,]{0,60}:$")
_BRACKETED = re.compile(r"\([^()]*\)")  # "khi Luật An toàn thực phẩm (sửa đổi) có hiệu lực" changes nothing
# "triển khai thực hiện có hiệu quả:" has no object but the list.
_ONLY_VERB = re.compile(
    r"(?:thực hiện|triển khai|quán triệt|thi hành|học tập|cụ thể hóa)(?:,?\s+(?:nghiêm túc|nghiêm|tốt|đúng|đầy đủ"
    r"|đồng bộ|kịp thời|sâu rộng|có hiệu quả|hiệu quả|sau|sau đây|và))*\s*:$"
)
_KEEPS_LISTED = re.compile(
    r"(?:thực hiện|chấp hành|tuân thủ)(?:\s+\w+){0,3}\s+(?:các\s+)?quy định\s+(?:tại|của|trong)\s"
)


def relation_of_listed(lead: str, m: Mention, zone: str) -> str:
    """The relation of an item of a list, by the words that open the list; what is ended is told by `changes.lead_in`.

    >>> item = Mention(0, 5, 0, 5, "symbol", "chỉ thị")
    >>> relation_of_listed("Tổ chức thực hiện nghiêm các văn bản sau đây:", item, "operative")
    'implements'
    >>> relation_of_listed("Sửa đổi, bổ sung một số điều của các văn bản sau:", item, "normative")
    'amends'
    >>> relation_of_listed("Điều kiện thực hiện thủ tục:", item, "annex")
    'cites'
    """
    said = lead.lower()
    if _OPENS_BASES.match(said):
        return "considers" if m.type in ASKING else "legalBasis"
    said = CLAUSE.split(_BRACKETED.sub(" ", said))[-1]
    cue = last_cue(said)
    if cue is None or cue[0] not in ("implements", "amends", "under", "guides") or PASSIVE_BY.search(said[:-1]):
        return "cites"
    if not _ONLY_VERB.search(said, cue[1]) and not _OPENS_LIST.match(said, cue[1]):
        return "cites"
    return settle(("implements", cue[1]) if _KEEPS_LISTED.search(said) else cue, m, zone, said)
