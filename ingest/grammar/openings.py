"""How a sentence opens: what stands before its subject, where the subject may begin, and whether a verb is first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from ingest.grammar.unlisted import name_words, verbs

_OPENING = re.compile(
    r"(?:(?:(?:Các\s+)?[Ôô]ng\s*[,(/]\s*[Bb]à\)?|Các đồng chí|Đồng thời|Trong đó|Bên cạnh đó|Ngoài ra|Riêng|Cụ thể"
    r"|Trước mắt|Hàng năm|Hằng năm"
    r"|Hàng tháng|Định kỳ[^,.;]{0,40}|"
    r"Đối với [^,.;:]{3,80}|Căn cứ [^,.;]{3,90}|Trên cơ sở [^,.;]{3,120}|Theo [^,.;]{3,80}"
    r"|Để [^,.;]{3,120}|Khi [^,.;]{3,80}|Sau khi [^,.;]{3,80}|[Nn]ếu [^,.;]{3,80}"
    r"|Trường hợp [^,.;]{3,120}|"
    r"Trong quá trình [^,.;]{3,90}|Về [^.;:]{3,160}(?=:)|(?:Trong\s+)?[Tt]háng \d{1,2}/\d{4}"
    r"|(?:Trong\s+)?[Qq]uý [IV\d]+/\d{4})\s*[,:]\s*)+"
)
# A sentence that says first when, where, why or within what, then who.
CIRCUMSTANCE = re.compile(
    r"(?:Trước|Sau|Ngay sau|Chậm nhất|Muộn nhất|Đến|Từ|Trong|Vào|Hết|Hằng|Hàng|Định kỳ|Kể từ|Cuối|Đầu|Ngoài|Bên cạnh"
    r"|Khi|Nếu|Trường hợp|Quá trình|Để|Nhằm|Với|Qua|Thông qua|Căn cứ|Trên cơ sở|Theo|Tại|Đối với|Riêng|Đồng thời"
    r"|Cùng với|Tùy|Do|Về|Nhận được)(?![^\W_])"
)
_COMMA = re.compile(r",\s+")
_LONGEST_CIRCUMSTANCE = 260
MOST_COMMAS = 6
LABEL = re.compile(r"[^\s:.;][^:.;]{1,60}:\s+")
LONGEST_LABEL = 62  # characters with its colon
_TO_WHOM = ("Chủ trì", "Phối hợp", "Gửi", "Kính gửi", "Báo cáo", "Trình", "Giao", "Mời")


def skip_opening(flat: str, start: int, end: int) -> int:
    """Where a sentence goes on behind its blanks and what opens it: "Trước mắt, ", "Đối với …: "."""
    while start < end and flat[start] in " \t":
        start += 1
    opening = _OPENING.match(flat, start, end)
    return opening.end() if opening else start


def subjects_start(flat: str, start: int, first: int, end: int) -> Iterator[int]:
    """Where the subject of a sentence may begin: at `first`, after what opens it, and after a circumstance's commas.

    "Trong phạm vi chức năng, nhiệm vụ được giao, các sở …": which of the commas ends the circumstance only the
    name that follows tells, so a name is tried after each.
    """
    yield first
    label = LABEL.match(flat, first, end) if flat.find(":", first, first + LONGEST_LABEL) >= 0 else None
    if label is not None and flat[label.end() : label.end() + 1].isupper() and not label.group().startswith(_TO_WHOM):
        yield label.end()  # "Cấp tỉnh: Ban Thường vụ Tỉnh ủy tổ chức hội nghị"
    if CIRCUMSTANCE.match(flat, start, end) is None:
        return
    for comma in islice(_COMMA.finditer(flat, start, min(end, start + _LONGEST_CIRCUMSTANCE)), MOST_COMMAS):
        at = comma.end()
        if flat.startswith(("phối hợp", "chủ trì", "chủ động phối hợp"), at):
            return  # "Hằng năm, phối hợp với Sở X, Trung tâm Y rà soát": who stands behind those words takes part
        # In lower case only a class of bodies begins a clause: "của các sở, ban, ngành, …" goes on with a list.
        if at > first and (flat[at : at + 1].isupper() or flat.startswith(("các ", "ủy ban "), at)):
            yield at


@lru_cache(maxsize=16)  # several rules ask it of one sentence
def opens_with_verb(body: str) -> bool:
    """Does a sentence begin with a verb that orders, behind what opens it?"""
    opening = _OPENING.match(body)
    words = re.findall(r"[^\W\d_]+", body[opening.end() if opening else 0 :][:40].lower())[:3]
    if " ".join(words[:2]) in name_words("never"):
        return False
    return bool(words) and (words[0] in verbs() or " ".join(words[:2]) in verbs() or " ".join(words[:3]) in verbs())
