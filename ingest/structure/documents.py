"""The instruments in a file, and the zones of each: header, recitals, body, recipients, annexes.

A file usually holds one. A covering letter may carry its resolution: a second title in capitals
after the first one's recipients or signature, with an issuer, a number or recitals of its own. A
regulation "ban hành kèm theo" is an annex of the instrument before it, not an instrument.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache

from graph import registry
from graph.identity import fold
from ingest.grammar.letters import pattern as vn
from ingest.structure.consolidated import opens_consolidated
from ingest.structure.paragraphs import Paragraph

_TITLES = sorted(
    {w.upper() for t in registry.types() for w in t.words} - {"VĂN BẢN", "HỢP ĐỒNG", "DỰ ÁN", "QUY HOẠCH", "LỆNH"},
    key=len,
    reverse=True,
)
# "QUYẾT ĐỊNH1", "LUẬT[1]" have a note.
_TITLE = vn(rf"(?:{'|'.join(re.escape(t) for t in _TITLES)}|LỆNH)(?=\d?\d?(?:\s|$|:|\*)|[\[(]\d)")
_RECIPIENTS = vn(r"(?:Nơi nhận|NƠI NHẬN|Nơi gửi)\s*:?")
_SIGNATURE = vn(
    r"(?:(?:TM|KT|TL|TUQ|Q)\s*\.\s*[{UP}]{2,}|(?:T/M|K/T|T/L)\.?\s+[{UP}]{2,}|(?:TM|KT|TL|TUQ)\s+[{UP}]{2,}|"
    r"(?:QUYỀN\s+)?(?:PHÓ\s+)?(?:CHỦ TỊCH|BÍ THƯ|BỘ TRƯỞNG|THỦ TƯỚNG|GIÁM ĐỐC|CHỦ NHIỆM"
    r"|THỐNG ĐỐC|CHÁNH VĂN PHÒNG|"
    r"TỔNG BÍ THƯ|CHÁNH ÁN|VIỆN TRƯỞNG|TRƯỞNG BAN|CỤC TRƯỞNG|TỔNG THANH TRA|CHÁNH THANH TRA"
    r"|THỨ TRƯỞNG|TỔNG KIỂM TOÁN)"
    r"(?:\s+[{UP} ]+)?\s*$)"
)
_ANNEX = vn(r"(?:PHỤ LỤC|Phụ lục|DANH MỤC|DANH SÁCH|BIỂU|MẪU SỐ|Mẫu số|BẢNG)\b(?![^\n]{200,})")
_ATTACHED = vn(r"\(?\s*(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo", re.I)
_RECITAL = vn(
    r"(?:-\s*)?(?:Căn cứ|CĂN CỨ|Xét|XÉT|Theo đề nghị|Sau khi (?:nghe|xem xét|có)|Trên cơ sở"
    r"|Thực hiện|Triển khai|"
    r"Thi hành|Để|Tiếp theo|Ngày \d|Tại|Thừa ủy quyền|Theo|Nhằm|Được sự)(?![^\W_])"
)
_ENACTING = vn(r"(?:QUYẾT NGHỊ|QUYẾT ĐỊNH|CHỈ THỊ|KẾT LUẬN|NAY BAN HÀNH)\s*:?\s*$")
_ADDRESSED = vn(r"(?:Kính gửi|KÍNH GỬI|Kính trình|Đồng kính gửi)\s*:?")
_NUMBER_LINE = vn(r"(?:Số|SỐ)\s*:?\s*(?:[\d.…_]|/)")
_STATE_HEAD = vn(r"CỘNG\s+H[ÒO]A\s+XÃ|ĐẢNG\s+CỘNG\s+SẢN|Độc\s+lập\s*-\s*Tự\s+do")


@dataclass(slots=True)
class Part:
    """One instrument's paragraphs, by index: header up to `body`, then body, then `closing`."""

    first: int
    last: int  # past the end
    title: int | None
    type: str | None
    body: int
    closing: int
    recitals: list[int] = field(default_factory=list)
    annexes: list[int] = field(default_factory=list)
    consolidates: int | None = None  # the paragraph that says what a consolidated text joins


def parts(flat: str, paragraphs: list[Paragraph]) -> list[Part]:
    """The instruments of a file, at least one, covering all its paragraphs."""
    words = [flat[p.start : p.end].strip() for p in paragraphs]
    plain = [w.lstrip("#>*|._ ").strip() for w in words]
    starts = _starts(plain, paragraphs)
    out = []
    for k, (first, title) in enumerate(starts):
        last = starts[k + 1][0] if k + 1 < len(starts) else len(paragraphs)
        out.append(_part(plain, paragraphs, first, last, title))
    return out


def title_type(text: str) -> str | None:
    """The type that a title line in capitals names.

    >>> title_type("CHƯƠNG TRÌNH HÀNH ĐỘNG"), title_type("Nghị quyết này")
    ('chương trình hành động', None)
    """
    match = _TITLE.match(text)
    if match is not None:
        return match.group().lower()
    if not text.isupper() or len(text) >= _LONGEST_ALONE:
        return None
    return _folded_titles().get(_closed(text) if is_spread(text) else fold(text))


_LONGEST_ALONE = 28
_SPREAD = re.compile(r"(?:^|\s)[^\W\d_]{1,2}(?:\s[^\W\d_]{1,2})+(?:\s|$)")  # `TH ÔN G BÁO`, as a recogniser spells


def is_spread(text: str) -> bool:
    """Is a line a title with blanks between its letters?

    >>> is_spread("TH ÔN G BÁO"), is_spread("THÔNG BÁO"), is_spread("VỀ TỶ LỆ HAO MÒN")
    (True, False, False)
    """
    return len(text) < _LONGEST_ALONE and _SPREAD.search(text) is not None and _closed(text) in _folded_titles()


def _closed(text: str) -> str:
    """A title's letters without blanks, as `_folded_titles` also keeps them."""
    return fold(text).replace(" ", "")


@cache
def _folded_titles() -> dict[str, str]:
    """Titles by their letters alone: `QUYÉT ĐỊNH` and `KÉ HOẠCH` are what a scanner made of two of them."""
    kept = [t for t in sorted(_TITLES, key=len) if len(t) > len("ĐỀ ÁN")]
    return {_closed(t): t.lower() for t in kept} | {fold(t): t.lower() for t in kept}


def _is_title(text: str, p: Paragraph) -> bool:
    if not text[:3].isupper() or p.table or p.footnote or p.marker is not None:
        return False
    if _ENACTING.match(text) and text.rstrip().endswith(":"):
        return False
    match = _TITLE.match(text)
    if match is None:
        return title_type(text) is not None
    rest = text[match.end() :]
    letters = [c for c in rest[:60] if c.isalpha()]
    shout = not letters or sum(c.isupper() for c in letters) / len(letters) > 0.7
    if shout or (rest[:1] == " " and re.match(r"\s*(?:của|CỦA|về|Về|V/v|liên tịch|quy định|\()", rest) is not None):
        return True
    # "KẾ HOẠCH" on a line and "thực hiện Nghị quyết số …" on the next: a title in two cases, not a sentence.
    return rest[:2].strip().islower() and not rest.startswith(" này") and rest[-1:] not in ".;:" and len(rest) < 500


def _starts(words: list[str], paragraphs: list[Paragraph]) -> list[tuple[int, int | None]]:
    titles = [k for k, w in enumerate(words) if _is_title(w, paragraphs[k])]
    letter = next((k for k, w in enumerate(words) if w[:1] in "KĐ" and _ADDRESSED.match(w)), None)
    is_letter = letter is not None and (not titles or letter < titles[0]) and letter < 80
    first_title = None if is_letter else (titles[0] if titles else None)
    out: list[tuple[int, int | None]] = [(0, first_title)]
    # Asked of every paragraph, so what begins with another letter, or as a word does, is not tried.
    recipients = [k for k, w in enumerate(words) if titles and w[:1] == "N" and _RECIPIENTS.match(w)]
    signatures = [k for k, w in enumerate(words) if titles and not w[1:2].islower() and _SIGNATURE.match(w)]
    for k in titles:
        current = out[-1][1] if out[-1][1] is not None else out[-1][0]
        if k <= current or (is_letter and letter is not None and k < letter):
            continue
        # An instrument has ended where its recipients are listed, or a signature stands below its head.
        if not (_between(recipients, current + 1, k) or _between(signatures, current + 5, k)):
            continue
        if _stands_alone(words, k):
            out.append((_back(words, paragraphs, k, out[-1]), k))
    return out


def _between(places: list[int], first: int, end: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < end


def _stands_alone(words: list[str], k: int) -> bool:
    near = words[k + 1 : k + 5]
    if any(_ATTACHED.match(w) or (_ATTACHED.search(w[:160]) and w.startswith("(")) for w in near):
        return False
    after = words[k + 1 : k + 16]
    before = words[max(0, k - 8) : k]
    recital = any(re.match(r"(?:-\s*)?(?:Căn cứ|Xét|Sau khi nghe)(?![^\W_])", w) for w in after)
    own = any(_NUMBER_LINE.match(w) or _STATE_HEAD.match(w) for w in before)
    enacting = any(_ENACTING.match(w) for w in after)
    return recital or own or enacting


def _back(words: list[str], paragraphs: list[Paragraph], k: int, since: tuple[int, int | None]) -> int:
    """The header lines right above a second title belong to it."""
    first = k
    floor = since[1] if since[1] is not None else since[0]
    while first - 1 > floor:
        text = words[first - 1]
        letters = [c for c in text if c.isalpha()]
        shout = letters and sum(c.isupper() for c in letters) / len(letters) > 0.8
        headed = _NUMBER_LINE.match(text) or _STATE_HEAD.match(text) or re.search(r",\s*ngày\b.{0,30}$", text)
        if _SIGNATURE.match(text) or not (headed or (shout and len(text) < 120)):
            break
        first -= 1
    return first


def _part(words: list[str], paragraphs: list[Paragraph], first: int, last: int, title: int | None) -> Part:
    kind = title_type(words[title]) if title is not None else None
    start = title + 1 if title is not None else first
    if title is None:
        addressed = next((k for k in range(first, min(last, first + 80)) if _ADDRESSED.match(words[k])), None)
        if addressed is not None:
            start = addressed + 1
            while start < last and (
                ((m := paragraphs[start].marker) is not None and m.kind == "dash") or _ADDRESSED.match(words[start])
            ):
                start += 1
    closing = _closing(words, paragraphs, start, last)
    annexes: list[int] = []
    if closing < last:
        for k in range(closing + 1, last):
            if _ANNEX.match(words[k]) or (_is_title(words[k], paragraphs[k])):
                annexes.append(k)
                break
    body = start
    recitals: list[int] = []
    joins: int | None = None
    if title is not None:
        enacting = next((k for k in range(start, min(closing, start + 60)) if _ENACTING.match(words[k])), None)
        joins = next((k for k in range(start, min(closing, start + 12)) if opens_consolidated(words[k])), None)
        passed_over = ("dash", "plus", "star") if joins is None else ("dash", "plus", "star", "arabic")
        article = next(
            (k for k in range(start, closing) if (m := paragraphs[k].marker) and m.kind not in passed_over), closing
        )
        limit = enacting if enacting is not None else article
        for k in range(start, limit):
            if _RECITAL.match(words[k]) or (recitals and k == recitals[-1] + 1 and words[k][:1].islower()):
                recitals.append(k)
        if joins is not None:
            kind, body = "văn bản hợp nhất", joins
        elif recitals:
            # A directive tells its reasons first: sentences before "Để kịp thời …", after the title.
            body = next((k for k in range(start, recitals[0]) if _tells(words[k])), recitals[0])
        else:
            body = next(
                (
                    k
                    for k in range(start, closing)
                    if len(words[k]) > 160
                    or (words[k][-1:] in ".:" and len(words[k]) > (60 if words[k][-1:] == "." else _SHORTEST_LEAD_IN))
                    or paragraphs[k].marker
                    or _ENACTING.match(words[k])
                ),
                min(start + 1, closing),
            )
    else:
        recitals = [k for k in range(start, min(start + 3, closing)) if _RECITAL.match(words[k])][:1]
    return Part(first, last, title, kind, body, closing, recitals, annexes, joins)


# What a decision issues "kèm theo" itself and speaks in its own parts; forms and lists do not.
_ATTACHED_TYPES = frozenset(
    {"kế hoạch", "chương trình", "chương trình hành động", "đề án", "phương án", "chiến lược"}
    | {"quy chế", "quy định", "điều lệ", "nội quy", "hướng dẫn", "quy chế phối hợp"}
)
_SHORTEST_LEAD_IN = 24  # characters: "Ban Thường vụ yêu cầu:" and the like begin a body, no title ends so
_TO_ATTACHED = 6  # paragraphs from such a title to its "(Ban hành kèm theo …)"


@dataclass(slots=True)
class Attached:
    """The text that an instrument issues with itself, by paragraph: its title, its body, past its end."""

    type: str
    title: int
    body: int
    last: int


def attached(flat: str, paragraphs: list[Paragraph], first: int, last: int) -> Attached | None:
    """The plan, programme or regulation among what stands below a signature, if there is one."""
    words = [flat[p.start : p.end].lstrip("#>*| ").strip() for p in paragraphs[first:last]]
    for k, text in enumerate(words):
        kind = title_type(text)
        if kind not in _ATTACHED_TYPES or not _is_title(text, paragraphs[first + k]):
            continue
        said = next((j for j in range(k, min(k + _TO_ATTACHED, len(words))) if _ATTACHED.search(words[j][:200])), None)
        if said is None:
            continue
        body = said + 1
        stop = next((j for j in range(body, len(words)) if _heads_annex(words[j])), None)
        return Attached(kind, first + k, first + body, first + stop if stop is not None else last)
    return None


# "Phụ lục", "Phụ lục 02": a line of its own, not "Phụ lục II được ban hành kèm theo …".
_ANNEX_ALONE = re.compile(r"Phụ lục(?:\s+(?:số\s+)?[\dIVX]{1,4}[a-zA-Z]?)?\s*[.:]?")


def _heads_annex(text: str) -> bool:
    return _ANNEX.match(text) is not None and (text[:3].isupper() or _ANNEX_ALONE.fullmatch(text) is not None)


def _tells(text: str) -> bool:
    return len(text) > 80 and text[-1] == "." and not text.isupper()


def _closing(words: list[str], paragraphs: list[Paragraph], start: int, last: int) -> int:
    for k in range(start, last):
        if _RECIPIENTS.match(words[k]):
            back = k
            while back - 1 > start and _SIGNATURE.match(words[back - 1]):
                back -= 1
            return back
    for k in range(start + 2, last):
        if _SIGNATURE.match(words[k]) and paragraphs[k].marker is None and len(words[k]) < 120:
            if any(_RECITAL.match(text) for text in words[k + 1 : k + 4]):
                continue  # who issues, above the recitals, not who signs
            return k
    return last
