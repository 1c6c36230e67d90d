"""What is told of how an instrument was carried out: `việc thực hiện X còn chậm`, `đã triển khai X` order nothing."""

from __future__ import annotations

import re

from ingest.grammar.mention import Mention

_REACH = 2_500  # characters after a mention in which its sentence is read
# "Hơn 20 năm qua, thực hiện X, …": told of the past.
_LOOKS_BACK = re.compile(
    r"\W*(?:(?:hơn|gần|sau|qua|trong)\s+)?\d+\s+(?:năm|tháng)(?:\s+qua)?,?\s*(?:\S+\s+){0,3}?(?:thực hiện|triển khai)"
    r"|\W*(?:trong\s+)?(?:(?:những|các|mấy|nhiều)\s+năm|thời\s+gian|nhiệm\s+kỳ)\s+(?:vừa\s+|đã\s+)?(?:qua|gần\s+đây)"
    r"(?![^\W_])[^.;:]{0,160}?(?:thực hiện|triển khai|quán triệt)(?![^\W_])"
)
# "Đảng ủy đã lãnh đạo thực hiện tốt X": told too.
_HAS_DONE = re.compile(
    r"(?<![^\W_])đã\s+(?!được|có|ban hành|ký|nêu|giao)(?:[^\s,;.:()]+\s+){0,7}?(?:thực hiện|triển khai|quán triệt)"
    r"(?:\s+(?:tốt|nghiêm|nghiêm túc|hiệu quả|có hiệu quả|kịp thời|đầy đủ|đồng bộ|các))*\s*$"
)
_TOLD = 160  # characters before a mention in which "đã" stands
# "Việc thực hiện X đã …": what is said of the carrying out, not an order to.
_THE_DOING = re.compile(r"[Vv]iệc\s+(?:tổ chức\s+|tiếp tục\s+)?(?:thực hiện|triển khai)(?![^\W_])")
# "Tuy nhiên, việc cụ thể hóa X ở một số nơi còn chậm": an account, also where the text around it gives orders.
_TELLS = re.compile(r"[\W\d_]*(?:tuy nhiên|một số|việc|công tác|tiến độ|nhiều nơi|có nơi)(?![^\W_])", re.I)
_LACKING = re.compile(
    r"(?:còn|vẫn)\s+(?:hạn chế|chậm|thấp|nhiều|một số|tồn tại|lúng túng|thiếu|kéo dài|khó khăn|bất cập)"
    r"|(?:còn|mang tính)\s+hình thức|mới\s+đạt|chưa\s+(?:cao|đạt|kịp thời|đáp ứng|hiệu quả|nghiêm|tốt)"
    r"|kết quả\s+(?:khá\s+)?tích cực"
)


def tells_of(text: str, m: Mention, zone: str, sentence: tuple[int, int]) -> bool:
    """Does a sentence with `thực hiện X` give an account of it? `zone` is where it stands, `sentence` bounds it."""
    if zone == "narrative" and _THE_DOING.search(text, sentence[0], m.full_start):
        return True
    if _TELLS.match(text, sentence[0]) and _LACKING.search(text, m.end, sentence[1]):
        return True
    if zone != "operative":
        said = text[max(sentence[0], m.full_start - _TOLD) : m.full_start].lower()
        if _LOOKS_BACK.match(text[slice(*sentence)].lower()) or ("đã " in said and _HAS_DONE.search(said)):
            return True
    # "… sau khi thực hiện X … còn kéo dài": what is still lacking is told, nothing is ordered.
    until = min(sentence[1], m.full_end + _REACH)
    return zone in ("narrative", "normative") and _LACKING.search(text, m.full_end, until) is not None
