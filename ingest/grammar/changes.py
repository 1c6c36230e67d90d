"""What an act of change changes: an instrument, a part of it, words in it, or something else altogether.

`bãi bỏ Thông tư X` ends X; `bãi bỏ các Phụ lục 2, 3 ban hành kèm theo Thông tư X` ends a part; `thay thế cụm từ
“Luật Y” bằng “Luật Z” tại Thông tư X` changes X and does nothing to Y and Z; `chấm dứt hiệu lực mã số thuế theo mẫu …
của X` touches no instrument. Of 225 endings of whole instruments that 286 documents once gave, 105 were of the last
three kinds: the verb alone does not tell, its object does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal

from ingest.occurrences import places

Span = tuple[int, int]
Object = Literal["whole", "part", "words", "other"]

# --- words that are put in the place of others -------------------------------------------------------

# Marks are rare and words are not: what leads to a mark is looked for from the mark back.
_MARKS = "“\"«'‘"
_LEADS_TO_WORDS = re.compile(r"(?:(?<![^\W_])(?:từ(?:\s+ngữ)?|chữ)|thuật\s+ngữ|danh\s+từ)\s*:?\s*$", re.I)
_LONGEST_LEAD = 16  # characters of what leads to a mark
# From one quoted phrase to the next of the same act: `bằng cụm từ`, `tại Điều 7, Phụ lục I thành`, `, cụm từ`.
_ON_TO_WORDS = re.compile(
    r"[^“”\"«»;\n]{0,240}?(?<![^\W_])(?:bằng|thành|bởi|sang|là|từ|và|hoặc)\s*(?:các\s+)?(?:(?:cụm\s+)?từ\s*(?:ngữ\s*)?)?:?\s*"
    r"(?=[“\"«])|\s*,\s*(?=[“\"«])"
)
_PAIRS = {"“": "”", "«": "»", '"': '"', "'": "'", "‘": "’"}
_LONGEST_PHRASE = 1_500  # characters: a list of laws that a form cites; a mark that closes later closes something else


def quoted_words(text: str) -> list[Span]:
    """The phrases that a text puts in the place of others or takes out, as words: the marks are left out.

    >>> t = "thay thế cụm từ “Luật A” bằng cụm từ “Luật B” tại Điều 2; bỏ từ “cấp huyện” tại Điều 3"
    >>> [t[a:b] for a, b in quoted_words(t)]
    ['Luật A', 'Luật B', 'cấp huyện']
    """
    out: list[Span] = []
    for mark in places(text, _MARKS):
        at = mark
        if (out and at <= out[-1][1]) or not _LEADS_TO_WORDS.search(text[max(0, at - _LONGEST_LEAD) : at]):
            continue
        while (phrase := _phrase(text, at)) is not None:
            out.append(phrase)
            following = _ON_TO_WORDS.match(text, phrase[1] + 1)
            if following is None:
                break
            at = following.end()
    return out


def _phrase(text: str, at: int) -> Span | None:
    """The words between the mark that opens at `at` and the one that closes it, in one paragraph."""
    close = _PAIRS[text[at]]
    limit = min(len(text), at + _LONGEST_PHRASE)
    stop = text.find("\n", at, limit)
    limit = stop if stop >= 0 else limit
    if close == text[at]:
        end = text.find(close, at + 1, limit)
        return (at + 1, end) if end >= 0 else None
    depth = 0
    for k in range(at, limit):
        if text[k] == text[at]:
            depth += 1
        elif text[k] == close:
            depth -= 1
            if not depth:
                return at + 1, k
    # An author's slip (`“cấp xã’`): some other closing mark ends it.
    slip = re.compile(r"[”’\"](?=[\s.,;)])").search(text, at + 1, limit)
    return (at + 1, slip.start()) if slip else None


def within(spans: Sequence[Span], at: int) -> bool:
    """Does a place stand in one of these spans, which rise and do not overlap?"""
    k = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return k >= 0 and at < spans[k][1]


# --- the object of a verb that ends ----------------------------------------------------------------------

_ENDS = re.compile(r"thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|chấm\s+dứt\s+hiệu\s+lực|hết\s+hiệu\s+lực", re.I)
_ASIDE = re.compile(r"\([^()]{0,200}\)")  # "thay thế A (phần thuộc thẩm quyền) và B"
_NOT = re.compile(r"(?<![^\W_])(?:không|chưa)\s+(?:(?:còn|bị|được|phải|có nội dung)\s+)?$", re.I)
_CITED = "\x00"  # what stands for a citation in the words between a verb and a mention
_TYPE = (
    r"(?:văn\s+bản|bộ\s+luật|luật|pháp\s+lệnh|nghị\s+quyết|nghị\s+định|quyết\s+định|thông\s+tư(?:\s+liên\s+tịch)?|chỉ\s+thị"
    r"|kết\s+luận|thông\s+báo|thông\s+tri|công\s+văn|công\s+điện|hướng\s+dẫn|báo\s+cáo|tờ\s+trình|chương\s+trình|kế\s+hoạch"
    r"|đề\s+án|quy\s+chế|quy\s+định|lệnh|điều\s+lệ)"
)
_JOINS = re.compile(
    rf"(?:{_CITED}|[\s,;:()“”\"*-]|\d+|(?:và|hoặc|cùng|với|cho|các|những|hai|ba|bốn|năm|toàn\s+bộ|đồng\s+thời|sau(?:\s+đây)?"
    r"|gồm|như|dưới\s+đây|đối|số|nội\s+dung|hiệu\s+lực(?:\s+thi\s+hành)?|thi\s+hành|áp\s+dụng|của|nêu\s+trên|một\s+số"
    r"|quy\s+phạm\s+pháp\s+luật|pháp\s+luật|trước\s+đây|là|việc)(?![^\W_])"
    rf"|{_TYPE}(?![^\W_]))*",
    re.I,
)
# A whole regulation that an instrument issues with itself is what the instrument says.
_WHOLE_BODY = re.compile(
    r"(?:toàn\s+bộ\s+)?(?:các\s+|bản\s+)?(?:quy\s+chế|quy\s+định|điều\s+lệ|quy\s+trình|nội\s+quy|kế\s+hoạch|chương\s+trình"
    r"|đề\s+án|phương\s+án|chiến\s+lược|quy\s+hoạch|hướng\s+dẫn|bảng\s+giá|đơn\s+giá|tài\s+liệu|quy\s+chuẩn|định\s+mức"
    r"|tiêu\s+chuẩn|bộ\s+tiêu\s+chí|bộ\s+chỉ\s+số|bộ)(?![^\W_])"
    r"(?!\s+(?:tại|trong|nội\s+bộ|liên\s+thông|điện\s+tử|số))[^;]*\s(?:ban\s+hành|kèm\s+theo|phê\s+duyệt)[^;]{0,40}$",
    re.I,
)
_PART = re.compile(
    r"(?:cho\s+)?(?:toàn\s+bộ\s+)?(?:một\s+(?:phần|số|vài)|các|những|từng|nội\s+dung(?:\s+(?:của|quy\s+định))?)?\s*(?:\d+\s+)?"
    r"(?:phần|chương|mục|điều|khoản|điểm|đoạn|tiết|gạch|câu|phụ\s+lục|phụ\s+biểu|mẫu|biểu|bảng|danh\s+mục|danh\s+sách"
    r"|thủ\s+tục|tthc|quy\s+trình|quy\s+định|nội\s+dung|chế\s+độ|mức|định\s+mức|tiêu\s+chí|tiêu\s+chuẩn|tiêu\s+đề|tên|số"
    r"|thời\s+hạn|chỉ\s+tiêu|nhiệm\s+vụ|giải\s+pháp|điều\s+kiện|hồ\s+sơ|lệ\s+phí|phí|thẩm\s+quyền|yêu\s+cầu|cột|dòng|hàng"
    r"|một\s+phần|phần\s+nội\s+dung|căn\s+cứ|chú\s+thích|ghi\s+chú)(?![^\W_])",
    re.I,
)
_SOME = re.compile(r"một\s+(?:phần|số|vài)\s", re.I)
_RULES_OF = re.compile(
    r"(?:toàn\s+bộ\s+)?(?:các\s+|những\s+)?(?:quy\s+định|nội\s+dung)\s+(?:của|tại|trong)(?![^\W_])", re.I
)
_WORDS = re.compile(r"(?:một\s+số\s+|các\s+|những\s+)?(?:cụm\s+từ|từ(?=\s*[“\"«'‘:])|từ\s+ngữ|chữ|thuật\s+ngữ)", re.I)
# What leads from a part to the instrument that it is a part of.
_OF = re.compile(
    r"(?:[\s,;]*(?:được|đã|bị)?\s*(?:Chủ tịch\s[^,;.]{2,60}\s|Ủy ban\s[^,;.]{2,60}\s)?"
    r"(?:ban\s+hành|kèm|theo|của|tại|trong|quy\s+định|công\s+bố|phê\s+duyệt|nêu|thuộc|các|đã|được))+[\s:,(]*$",
    re.I,
)
_AND = re.compile(r"^[\s,;/\d]*(?:(?:và|hoặc|cùng|đồng thời)\s+)*")
_FROM_THE_DAY = re.compile(
    r"\s*(?:thi hành\s+)?(?:kể )?từ (?:ngày|thời điểm|khi)[^,.;:]{0,80}(?:hiệu lực(?:\s+thi hành)?|ban hành|\d)"
)
_AGAINST = re.compile(r"(?<![^\W_])trái(?:\s+với)?(?![^\W_])", re.I)
_LONGEST_NAME = 120  # characters of a part that is told by name; more is cut with an ellipsis
_ARTICLES = re.compile(r"(?:điều|khoản|điểm|chương|mục|phần)\s+(?:thứ\s+)?[\divxlcđa-z]{1,5}(?![^\W_])", re.I)


def object_of_ending(text: str, floor: int, at: int, cited: Iterable[Span]) -> tuple[Object, str | None] | None:
    """What a verb between `floor` and `at` ends, where an instrument is mentioned at `at`.

    `cited` are the mentions between the two, with their titles: they are other objects of the same verb, and a
    verb inside a title is the title's. With "part" come the words that name it. None where no verb of this kind
    governs; then the ending is said otherwise.

    >>> text = "Bãi bỏ các Phụ lục 2, 3 ban hành kèm theo "
    >>> object_of_ending(text, 0, len(text), [])
    ('part', 'các Phụ lục 2, 3')
    """
    said = _without(text, floor, at, cited)
    verbs = list(_ENDS.finditer(said))
    if not verbs:
        return None
    verb = verbs[-1]
    if _NOT.search(said, 0, verb.start()):
        return "other", None
    between = _FROM_THE_DAY.sub("", said[verb.end() :])
    if (opened := _unclosed(said)) is not None and opened > verb.start():
        return "other", None  # "bãi bỏ A (sửa đổi, bổ sung tại B; C)": what stands in brackets is told of A
    first, last = between.find(_CITED), between.rfind(_CITED)
    if last >= 0:
        # "bãi bỏ A; thủ tục … tại B": what stands after the last of the others is of this one alone.
        own = between[last + 1 :]
        if not _JOINS.fullmatch(_ASIDE.sub(" ", own)):
            return _object(_AND.sub("", own))
        between = between[:first]
        if _ARTICLES.search(between) and not re.search(r"(?:tại|trong|theo|của)(?:\s+các)?\s*$", between.rstrip()):
            return "whole", None  # "bãi bỏ Điều 4 Nghị định A và Nghị định B": the article is of A
    return _object(between)


_MIXED = re.compile(
    r"(?:thay\s+thế|sửa\s+đổi|bổ\s+sung)\s*(?:,|và)\s*(?:bãi\s+bỏ|hủy\s+bỏ)|(?:bãi|hủy)\s+bỏ\s*(?:,|và)\s*thay\s+thế",
    re.I,
)


def both_replaced_and_repealed(text: str, floor: int, at: int) -> bool:
    """`Thay thế, bãi bỏ một số điều, khoản tại Nghị định …`: some parts go one way, some the other; it is amended."""
    return _MIXED.search(text, floor, at) is not None


_LEVEL = re.compile(r"(?:điều|khoản|điểm|chương|mục|phần|phụ\s+lục)(?=\s)", re.I)


def levels(said: str) -> int:
    """How many steps of an outline a part is told in: neighbours of one kind are one step.

    >>> levels("khoản 2 và khoản 3 Điều 5"), levels("Điều 20, khoản 2 Điều 31")
    (2, 3)
    """
    words = [word.group().lower() for word in _LEVEL.finditer(said)]
    return sum(1 for k, word in enumerate(words) if k == 0 or words[k - 1] != word)


def _object(said: str) -> tuple[Object, str | None]:
    words = said.strip(" \t\n:*,")
    if _WORDS.match(words):
        return "words", None
    if _SOME.match(words) or _RULES_OF.match(words):
        return "part", _named(words)
    if _JOINS.fullmatch(words) or _WHOLE_BODY.match(words):
        return "whole", None
    if _AGAINST.search(words):
        return "other", None
    if _PART.match(words):
        return "part", _named(words)
    return "other", None


def _unclosed(said: str) -> int | None:
    """Where the bracket opens that a place after these words stands in."""
    depth = 0
    for k in range(len(said) - 1, -1, -1):
        if said[k] == ")":
            depth += 1
        elif said[k] == "(":
            depth -= 1
            if depth < 0:
                return k
    return None


def in_brackets(text: str, floor: int, at: int) -> bool:
    """Does a place stand in a bracket that opens after `floor`?

    >>> in_brackets("a) Thông tư A (sửa đổi bởi ", 0, 27), in_brackets("a) Thông tư A (cũ), ", 0, 20)
    (True, False)
    """
    return _unclosed(text[floor:at]) is not None


_ACT = re.compile(
    r"[\s\d.)a-zđ-]{0,6}(?:(?P<replaces>thay\s+thế|thay)|(?P<repeals>bãi\s+bỏ|hủy\s+bỏ)"
    r"|(?P<amends>sửa\s+đổi|bổ\s+sung|bỏ|đính\s+chính))(?:\s*,\s*(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|bỏ))*\s+",
    re.I,
)


def act_that_opens(text: str, floor: int, at: int, cited: Iterable[Span]) -> str | None:
    """The relation to a mention at `at` of the act that a provision opens with, where the act's object leads to it.

    >>> text = "2. Bỏ cụm từ “cấp huyện” tại khoản 2 Điều 21 "
    >>> act_that_opens(text, 0, len(text), [])
    'amends'
    """
    said = _without(text, floor, at, cited)
    act = _ACT.match(said)
    if act is None or _CITED in said:
        return None
    kind, _ = _object(said[act.end() :])
    if kind == "words":
        return "amends"
    return act.lastgroup if kind == "part" and _OF.search(said) else None


def part_before(text: str, floor: int, at: int) -> str | None:
    """The part that is named right before a mention which is the subject of `hết hiệu lực`, or an item of a list of
    what ends: `Các Mẫu số 1, 2 ban hành kèm theo …`. None where the instrument itself is meant.

    >>> part_before("Các Phụ lục I, II của Thông tư", 0, 22), part_before("Kể từ ngày 1/7, Thông tư", 0, 16)
    ('Các Phụ lục I, II', None)
    """
    said = re.split(r"[;,](?=\s*(?:kể từ|từ ngày|trừ)\s)|;|\bthi hành,", text[floor:at])[-1].strip(" \t\n:*-")
    if _PART.match(said) and not (_WHOLE_BODY.match(said) and not _SOME.match(said)) and _OF.search(said + " "):
        return _named(said)
    return None


def starts_with_part(said: str) -> bool:
    """Do words begin with a part that leads to an instrument: `Điểm đ khoản 2 Điều 4, khoản 3 Điều 18 `?"""
    words = said.strip(" \t\n:*-")
    return _PART.match(words) is not None and _ENDS.search(words) is None


def _named(words: str) -> str:
    words = words.replace(_CITED, "…")
    shorter = _OF.sub("", words)
    if shorter.lower().split()[-1:] in (
        [],
        ["số"],
        ["phần"],
        ["các"],
        ["những"],
    ):  # "một số quy định của": of what is left out
        shorter = re.sub(r"\s+(?:của|tại|trong|theo|kèm)$", "", words.rstrip(" ,;:("))
    words = " ".join((shorter or words).split()).strip(" ,;:(").removeprefix("cho ")
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1].rsplit(" ", 1)[0] + " …"


def _without(text: str, floor: int, at: int, cited: Iterable[Span]) -> str:
    """The words from `floor` to `at`, each mention in them a single mark."""
    out: list[str] = []
    for start, end in sorted(cited):
        if end <= floor or start >= at:
            continue
        out.append(text[floor : max(floor, start)])
        out.append(_CITED)
        floor = max(floor, min(end, at))
    out.append(text[floor:at])
    return "".join(out)


# --- what is left out of an ending, and lists of endings -----------------------------------------------

_EXCEPT = re.compile(
    r"hết\s+hiệu\s+lực[^;\n]{0,160}?,\s*(?P<but>trừ\s+(?:trường\s+hợp\s+|các\s+|những\s+|nội\s+dung\s+)*"
    r"(?:quy\s+định|khoản|điểm|điều|chương|mục|sau\s+đây)[^;\n]*)",
    re.I,
)


def exception_after(text: str, at: int, end: int) -> str | None:
    """What of an instrument stays: `… hết hiệu lực kể từ …, trừ các quy định tại các điều 3, 4`.

    `trừ trường hợp quy định tại Điều 73 của Luật này` keeps no part of it: old cases go on under the new text's own
    rule, and the instrument ends whole.

    >>> exception_after("X hết hiệu lực từ hôm nay, trừ các điều 3, 4.", 1, 45)
    'toàn bộ, trừ các điều 3, 4'
    """
    found = _EXCEPT.search(text, at, end)
    if found is None and (found := _EXCEPT_HERE.match(text, at, end)) is not None and _NEXT.search(found["said"]):
        return None  # "bãi bỏ A; B, trừ Điều 5": of B
    if found is None or _OF_THIS.search(found["but"]):
        return None
    return _named("toàn bộ, " + found["but"].rstrip(' .;:”"'))


# An item of a list, or the object of "bãi bỏ": `c) Thông tư số 6/2022/TT-BTC, trừ Điều 5`.
_EXCEPT_HERE = re.compile(
    r"(?P<said>[^;\n]{0,300}?),\s*(?P<but>trừ\s+(?:(?:các|quy\s+định\s+tại)\s+){0,2}(?:khoản|điểm|điều|chương)\s[^;,\n]*)",
    re.I,
)
_NEXT = re.compile(r"\ssố\s+\d|hiệu\s+lực")
_OF_THIS = re.compile(r"(?<![^\W_])(?:này|sau\s+đây)(?![^\W_])", re.I)
_LEAD_IN = re.compile(
    r"(?:(?P<repeals>hết\s+hiệu\s+lực|bãi\s+bỏ|hủy\s+bỏ)|(?P<replaces>thay\s+thế))(?P<rest>[^:]*):\s*$", re.I
)
_LISTED = re.compile(rf"(?:(?:các|những|toàn\s+bộ|một\s+số|\d+)\s+)*{_TYPE}?[^:]*", re.I)
_OF_WORDS = re.compile(r"cụm\s+từ|từ\s+ngữ|biểu\s+mẫu|như\s+sau", re.I)


_OF_INSTRUMENTS = re.compile(
    rf"\s*(?:(?:các|những|toàn\s+bộ|một\s+(?:số|phần)|\d+)(?!\w)\s*)*(?:{_TYPE}|quy\s+định)", re.I
)
_ITEM_OF_WORDS = re.compile(r"\s*(?:các\s+)?(?:cụm\s+từ|từ\s*[“\"«]|từ\s+ngữ)", re.I)


def is_item_of_words(said: str) -> bool:
    """Does an item of a list name words of an instrument: `b) Cụm từ “Sở Công Thương” tại Điều 11 Thông tư …`?"""
    return _ITEM_OF_WORDS.match(said) is not None


# "Bỏ từ “quy hoạch,” tại các điều, khoản, điểm của các luật sau đây:", "Bãi bỏ các nội dung … của các luật sau đây:"
_WORDS_OF = re.compile(
    r"(?<![^\W_])(?:bỏ|thay(?:\s+thế)?)\s+(?:các\s+|một\s+số\s+)?(?:cụm\s+từ|từ|từ\s+ngữ)(?=[\s,:“\"«])", re.I
)
_OF_THESE = re.compile(
    rf"(?:của|tại|trong)\s+(?:các|những)\s+(?:văn\s+bản|{_TYPE})[^:]*\s(?:sau|sau\s+đây|dưới\s+đây)\s*:?\s*$", re.I
)


def lead_in(said: str) -> Literal["repeals", "replaces", "amends"] | None:
    """What a paragraph that opens a list says of each instrument listed below it.

    >>> lead_in("Các Thông tư sau hết hiệu lực kể từ ngày Thông tư này có hiệu lực thi hành:")
    'repeals'
    >>> lead_in("Giám đốc được thay thế trong các trường hợp sau đây:")
    """
    words = " ".join(said.split())
    of_these = _OF_THESE.search(words) is not None
    if of_these and _WORDS_OF.search(words):
        return "amends"
    match = _LEAD_IN.search(words)
    if match is None or _OF_WORDS.search(words) or _NOT.search(words, 0, match.start()):
        return None
    before, rest = words[: match.start()], match["rest"]
    if match["repeals"] and match["repeals"].lower().startswith("hết"):
        # The instruments that end are the subject: "Các Nghị định sau đây hết hiệu lực …".
        if re.search(rf"(?:các|những)\s+(?:{_TYPE}|quy\s+định)[^.;]*\s(?:sau|sau\s+đây|dưới\s+đây)\s", before, re.I):
            return "repeals"
        return None
    if rest.strip() and not _OF_INSTRUMENTS.match(rest) and not of_these:
        return None
    return "repeals" if match["repeals"] else "replaces"
