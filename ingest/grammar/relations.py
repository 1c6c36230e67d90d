"""What a mention is to the document: implements, amends, legal basis, … and where the edge starts.

The cue nearest to the left of a mention decides, read together with where the mention stands: the
recitals, a part that reports results, a part that gives orders, another instrument's title.
"""

from __future__ import annotations

import re

from ingest.grammar.accounts import tells_of
from ingest.grammar.cues import CHANGED_BY, PASSIVE_BY, cues, last_cue
from ingest.grammar.force import UNTIL_THEN, loses_force
from ingest.grammar.mention import Mention
from ingest.grammar.nesting import SHORT_FOR
from ingest.grammar.recitals import ASKING, REPORTS, opens_recitals, recital

# Acts that bind by law: "theo X" makes them the legal basis; "theo X" of a resolution, directive or
# programme carries that one out (conventions of the gold, README of the evaluation).
_TREATIES = ("hiệp định", "công ước", "nghị định thư")
_NORMATIVE = frozenset(
    [
        *_TREATIES,
        "luật",
        "bộ luật",
        "pháp lệnh",
        "hiến pháp",
        "nghị định",
        "thông tư",
        "thông tư liên tịch",
        "thông tư liên bộ",
        "nghị quyết liên tịch",
        "quy định",
        "quy chế",
        "quy chế phối hợp",
        "hướng dẫn",
        "điều lệ",
        "văn bản hợp nhất",
        "sắc lệnh",
        "lệnh",
    ]
)
PROPOSALS = REPORTS  # what they ask for is not yet done: a submission repeals nothing
CHANGES = frozenset(["amends", "replaces", "repeals", "approves", "guides"])
_REACH = 2_500  # characters to a side of a mention; the longest sentence of the corpus has 2,100 before one
CLAUSE = re.compile(r"[;\n]|\.(?=\s)")
_ACTS = re.compile(
    r"[\s\d.()a-zđ-]{0,6}(?:(?P<amends>sửa đổi|bổ sung(?=\s+(?:một số|khoản|điều|điểm|mục|các|nội dung|quy định"
    r"|danh mục|phụ lục|cụm từ|nghị|quyết|thông|chỉ thị|kế hoạch số)|\s[^;.]{1,120}\svào\s(?:sau|trước|cuối|điểm|khoản"
    r"|điều|mục|chương|phụ lục|danh mục|biểu|bảng)\s)|đính chính"
    r"|(?:bỏ|thay)(?=\s+(?:các\s+)?(?:cụm\s+)?từ\s*[“\"«]))|(?P<replaces>thay thế)"
    r"|(?P<repeals>bãi bỏ|hủy bỏ)"
    r"|(?P<considers>xét(?=\s+(?:báo cáo|đề nghị|tờ trình|văn bản|công văn))|sau khi (?:nghe"
    r"|xem xét)))(?![^\W_])"
)
_THIS_ENDS = re.compile(r"(?:theo|tại)\s[^,;.]{0,40}\snày,\s*$")  # "theo quy định tại Điều 1 Nghị quyết này, X …"
_AND_MORE = re.compile(r"\s*(?:,|và(?![^\W_]))")  # "theo quy định của Luật này, Luật X và quy định khác": a list
_UNDER = re.compile(
    r"(?<!kèm)\stheo(?:\s+đúng)?(?:\s+(?:các\s+)?quy định(?:\s+(?:tại|của|trong))?)?"
    r"(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|chương)\s[^;.,]{1,60})?\s*$"
)
# "theo phân công tại Kế hoạch X", "theo quy định chuyển tiếp tại Điều 36 Nghị định Y": what is followed stands in it.
_AS_IN = re.compile(
    r"(?<![^\W_])(?<!kèm )theo\s+(?!đó|đề|kiến|hợp đồng|phương thức)"
    r"(?:(?!được|đã|này|nêu|bởi|ban)[^\s,;.()]+\s+){1,5}?(?:tại|trong)"
    r"(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|chương|phụ lục|biểu|mẫu)\s[^;.,]{1,60})?(?:\s+các)?\s*$"
)
_BLANKS = re.compile(r"[ \t]{2,}")
_ISSUED_BY = re.compile(r"\s(?:được\s+)?ban hành\s+(?:kèm(?:\s+theo)?|theo|tại)(?:\s+các)?\s*$")
# "sửa đổi một số điều của Quy định về … ban hành kèm theo X": what is issued is named by a word that governs elsewhere.
_CHANGES_BODY = re.compile(
    r"(?:(?P<amends>sửa đổi(?:, bổ sung)?|bổ sung|điều chỉnh)|(?P<repeals>bãi bỏ|hủy bỏ))\s+"
    r"(?:một số (?:điều|nội dung)(?:, khoản)?(?: và phụ lục)? (?:của|tại) )?(?:các |bản )?"
    r"(?:quy định|quy chế|hướng dẫn|điều lệ|kế hoạch|chương trình|đề án)(?! tại| của)[^;.]*$"
)
_AND_THIS = re.compile(r"(?:nghị quyết|quyết định|chỉ thị|kết luận|kế hoạch|chương trình|thông báo) này(?:,| và)\s*$")
# "thực hiện các nhiệm vụ … tại X", "tuân thủ … trong X": the verb governs, not the preposition.
_CARRIES_OUT = re.compile(
    r"(?:thực hiện|triển khai|tuân thủ|hoàn thành|cụ thể hóa|chấp hành|quán triệt)(?![^\W_])[^;.]{0,200}?"
    r"(?<![^\W_])(?:nội dung|nhiệm vụ|giải pháp|mục tiêu|chỉ tiêu|quy định|yêu cầu|chỉ đạo|trọng tâm|kiến nghị)"
    r"(?![^\W_])[^;.]{0,120}?\s(?:tại|trong)(?:\s+các)?\s*$"
)
OPENS_SENTENCE = re.compile(
    r"[\s*-]*(?:(?:tuy nhiên|hiện nay|mặt khác)[\s,]*)?"
    r"(?:(?:tại\s+)?(?:điểm|khoản|điều|mục|chương)\s+[\wđ]{1,5}[\s,]*(?:và\s+|của\s+)?)*"
)
# "Thực hiện nghiêm quy định tại Nghị định X" orders that X be carried out; "thực hiện theo quy định tại X" rests on it.
_KEEPS = re.compile(
    r"(?:thực hiện|chấp hành|tuân thủ)(?:\s+(?:nghiêm|tốt|đúng|đầy đủ|túc|chỉnh|nghiêm túc|có hiệu quả|hiệu quả))*"
    r"\s+(?:các\s+)?quy định\s+(?:tại|của|trong)(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|chương)\s[^;.,]{1,40})?\s*$"
)
# "thay thế Danh mục … tại Quyết định X": what stands in X is changed, so X is.
_CHANGES_AT = re.compile(
    r"(?:(?P<replaces>thay thế)|(?P<repeals>bãi bỏ)"
    r"|(?P<amends>sửa đổi(?:, bổ sung)?|điều chỉnh|(?<![^\W_])bỏ(?= (?:các )?cụm từ)))"
    r"\s+(?:một phần |toàn bộ |một số |các )?(?:cụm từ|danh mục|thủ tục|quy trình|nội dung|quy định|định mức|mức"
    r"|tiêu chuẩn|tiêu chí|phụ lục|biểu|mẫu|chế độ|chính sách|thời hạn|lộ trình|mục tiêu|chỉ tiêu)(?![^\W_])"
    r"[^;.]{0,240}\s(?:tại|trong)(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|phần|phụ lục)\s[^;.,]{1,60})?\s*$"
)
# "thay thế các quy định tại X", not "thay thế mẫu theo quy định tại X"
_CHANGES_RULES = re.compile(
    r"(?:thay thế|bãi bỏ|sửa đổi(?:, bổ sung)?)\s+(?:một số |các )?(?:quy định|nội dung)\s+(?:tại|trong)"
)
_HAS_OBJECT = re.compile(r"\snày(?![^\W_])[^;]*;")
# A short name governs nothing, nor does what befell the instrument before: "(đã được sửa đổi, bổ sung năm 2020)".
_CHANGED_THEN = re.compile(
    r"\s(?:đã )?(?:được )?(?:sửa đổi|bổ sung)(?:,? bổ sung)?,? năm \d{4}(?:(?:,| và)(?: năm)? \d{4}(?!\d))*"
    # "theo Luật X và các văn bản sửa đổi, bổ sung, thay thế, Nghị định Y": Y is changed by none of them
    r"|\scác (?:văn bản|luật|nghị định|nghị quyết|quyết định|thông tư)(?: quy phạm pháp luật)? (?:sửa đổi|bổ sung"
    r"|thay thế|hướng dẫn)(?:(?:,| và| hoặc|/)? (?:sửa đổi|bổ sung|thay thế|hướng dẫn|thi hành|thực hiện))*"
    r"(?= ?(?:,|;|và) (?!sửa đổi|bổ sung|thay thế|hướng dẫn))"
)
_ASIDE = re.compile(r"\([^()]{0,200}\)")  # nor does what else stands in a closed bracket: "(nay là Cục Thuế) và X"
_LIST_GAP = re.compile(
    r"[\s,;()]*(?:(?:và|hoặc|cùng|với|các|cũng như|đồng thời|số|luật|nghị định|nghị quyết)[\s,:]*)*"
    r"(?:(?:theo\s+)?(?:hướng dẫn|quy định|nội dung)\s+(?:tại|của)(?:\s+các)?\s*)?"
)


_HEARD = re.compile(r"(?<![^\W_])(?:nghe|xét|xem xét|trên cơ sở|theo đề nghị|nhận)(?![^\W_])")


def relation_of(
    text: str, m: Mention, zone: str, sentence: tuple[int, int], previous: Mention | None, outer: str | None = None
) -> str:
    """The relation of a mention. `sentence` bounds its sentence; `previous` is the mention before it
    in that sentence with the same parent, whose relation a bare list item shares; `outer` is the type of the
    instrument whose title it stands in."""
    if zone == "recital" and not opens_recitals(text, sentence[0]):
        zone = "narrative"
    relation = _relation(text, m, zone, sentence[0], previous, outer)
    if relation in CHANGES and _ONCE.search(text, max(sentence[0], m.full_start - 120), m.full_start):
        return "cites"
    if relation == "replaces" and previous is not None and ";" in text[previous.full_end : m.full_start]:
        return "repeals" if loses_force(text, m, sentence) else relation  # "thay thế A; quy định của B … hết hiệu lực"
    if relation in ("implements", "legalBasis") and (
        _STAYS.match(text, m.full_end)
        or (_SPEAKS.match(text, m.full_end) and _WHICH_SPEAKS.search(text, m.full_start - 24, m.full_start))
        or (_FROM_THEN.match(text, m.full_end) and UNTIL_THEN.search(text, m.full_start - 24, m.full_start))
    ):
        return "cites"
    if (
        zone not in ("recital", "header")
        and relation in ("implements", "legalBasis")
        and _SINCE.match(text, m.full_end)
    ):
        return "cites"
    if relation in ("cites", "implements", "legalBasis") and m.parent is None and m.kind != "self":
        if zone != "recital" and loses_force(text, m, sentence):
            return "repeals"
        if relation == "cites" and zone not in ("recital", "footnote"):
            if _IS_CHANGED.match(text, m.full_end):
                return "amends"
            if _WORDS_FIRST.match(text, *sentence) and _WORDS_CHANGED.search(text, m.full_end, sentence[1]):
                return "amends"
        if relation == "implements" and tells_of(text, m, zone, sentence):
            return "assesses"
        if relation == "implements" and zone == "recital" and previous is not None and previous.relation == "assesses":
            gap = text[previous.full_end : m.full_start].lower()
            return "assesses" if _LIST_GAP.fullmatch(gap) else relation
    return relation


# "hành vi mà Bộ luật X quy định là tội phạm", "trừ trường hợp Luật X quy định khác", "từ ngày Thông tư X có hiệu lực".
_SPEAKS = re.compile(r"\s+(?:có\s+|đã\s+)?quy định(?![^\W_])")
_WHICH_SPEAKS = re.compile(r"(?:\s(?:mà|do|nếu|khi)|trường hợp)\s+(?:các\s+)?$")
# "áp dụng cho đến khi có văn bản mới thay thế Nghị định X": what is not yet done.
_ONCE = re.compile(
    r"(?:khi|nếu|trường hợp) (?:[^\W\d_]+ ){0,3}?(?:có|ban hành) (?:[^\W\d_]+,? ){1,6}?"
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ)[^;.,\n]{0,40}$",
    re.I,
)
_FROM_THEN = re.compile(r"\s+(?:bắt đầu\s+)?(?:(?:có|hết) hiệu lực|được (?:ban hành|thông qua))(?![^\W_])")
# "Điểm này được sửa đổi … theo quy định tại khoản 1 Điều 1 của Nghị định X, có hiệu lực kể từ ngày …": the note tells
# who changed the text, whatever stands between the verb and X.
_SINCE = re.compile(r"\s*,?\s*có hiệu lực(?: thi hành)?(?: kể)? từ ngày")
# "các nội dung khác của Chỉ thị X tiếp tục có hiệu lực": told, nothing is to be done.
_STAYS = re.compile(r"\s+(?:(?:vẫn|tiếp tục|còn|giữ|giữ nguyên)\s+){1,2}(?:có\s+|nguyên\s+)?(?:hiệu lực|giá trị)")
# "Các cụm từ “…” tại Nghị định X được thay thế bằng cụm từ “…”"
_WORDS_FIRST = re.compile(r"[\W\d]*(?:các\s+)?(?:cụm\s+)?từ\s*(?:ngữ\s*)?[“\"«]", re.I)
_WORDS_CHANGED = re.compile(r"(?<![^\W_])(?:được|bị)\s+(?:thay|sửa|bãi bỏ|bỏ|điều chỉnh)(?![^\W_])")
# "Điều 5 Quyết định X được sửa đổi như sau: …"
_IS_CHANGED = re.compile(
    r"\s+được\s+(?:sửa đổi|bổ sung|đính chính)(?:,? bổ sung)?(?:\s[^;.:,\n]{0,60})?\s(?:như sau|thành)(?![^\W_])"
)


def _in_title(m: Mention, outer: str | None) -> str:
    """What a mention in another's title is to that one: `Hướng dẫn số 2 … thực hiện Quy định số 22`."""
    gap = m.gap.lower()
    cue = last_cue(gap)
    if _ISSUED_BY.search(gap):  # "sửa đổi Quy chế thực hiện … ban hành kèm theo Quyết định X": X is amended
        cue = next(((c.lastgroup or "", c.start()) for c in cues().finditer(gap)), None)
    relation = settle(cue, m, "title", gap)
    return "guides" if relation == "implements" and outer == "hướng dẫn" else relation


def _relation(
    text: str, m: Mention, zone: str, sentence: int, previous: Mention | None, outer: str | None = None
) -> str:
    if m.kind == "self":
        return "self"
    if m.parent is not None:
        return _in_title(m, outer)
    floor = sentence
    if previous is not None:
        floor = max(floor, previous.full_end)
    left = _BLANKS.sub(" ", text[max(floor, m.full_start - _REACH) : m.full_start].lower())
    if "(" in left:
        left = _ASIDE.sub(" ", left)
    if "bổ sung" in left or "sửa đổi" in left:
        left = _CHANGED_THEN.sub(" ", left)
    if zone == "title-of-self":
        left = " ".join(left.split()) + " "  # a title is set on several lines
    if m.type in _TREATIES and text.endswith("theo ", 0, m.full_start):
        return "legalBasis"  # whatever is done to the circular "về đấu giá hạn ngạch … theo Hiệp định X"
    issued = _ISSUED_BY.search(left) if "ban hành" in left else None
    if issued is not None:
        left = left[: issued.start() + 1]  # what "… Quy chế ban hành kèm theo Quyết định X" is to the document, X is
        if (act := _CHANGES_BODY.search(left)) is not None:
            return act.lastgroup or "cites"
    if left.rstrip().endswith(("này,", "này và")):
        left = _AND_THIS.sub("", left)
    whole = _whole_left(text, sentence, m.full_start)
    own = CLAUSE.split(left)[-1]
    if SHORT_FOR.search(left[-40:]) or (_THIS_ENDS.search(left[-60:]) and not _AND_MORE.match(text, m.full_end)):
        return "cites"
    passive = PASSIVE_BY.search(left[-110:]) if zone != "recital" else None
    if passive is not None:
        # "Sửa đổi danh mục được công bố tại Quyết định X" does change X.
        if CHANGED_BY.search(passive.group()):
            return "cites"  # "A (được sửa đổi bổ sung bởi B)": B acted on A, whatever is now done to A
        acts = _ACTS.match(own) if zone != "operative" and len(own) > len(passive.group()) else None
        return acts.lastgroup or "cites" if acts is not None else "cites"
    between = own
    if previous is not None and previous.pinpoint and m.provision_start >= 0:
        between = own[: max(0, len(own) - m.full_start + m.provision_start)]  # "Điều 1 Thông tư A, khoản 3 Điều 1 B"
    listed_gap = _LIST_GAP.fullmatch(between)
    listed = previous is not None and listed_gap is not None
    if (
        previous is not None
        and listed_gap is not None
        and m.type in REPORTS
        and previous.relation in ("assesses", "implements")
        and between.lstrip().startswith("(")
    ):  # "nghe báo cáo tình hình thực hiện X (Báo cáo số 5)"
        return "considers" if _HEARD.search(whole) else "cites"
    if listed and previous is not None and previous.relation == "cites":
        return "cites"
    if zone == "recital":
        return recital(whole, m, previous)
    if listed and previous is not None:
        if previous.relation in ("implements", "legalBasis") and (m.type in _NORMATIVE) != (
            previous.type in _NORMATIVE
        ):
            # "theo Kết luận số 40-KL/TW … và Quy định số 70-QĐ/TW": each by its own type
            governing = last_cue(_whole_left(text, sentence, previous.full_start))
            if m.type is not None and governing is not None and governing[0] == "under":
                return settle(governing, m, zone, own, text)
        return previous.relation
    head = _ACTS.match(own) or _ACTS.match(whole) if zone != "operative" else None
    if head is not None and head.lastgroup != "considers" and _UNDER.search(left):
        head = None  # "Hủy bỏ kết quả thi theo quy định tại X": done under X, not to it
    if head is not None and previous is not None and (nearer := last_cue(own)) is not None and nearer[0] in CHANGES:
        return nearer[0]  # "Bãi bỏ A và sửa đổi, bổ sung một số điều của B"
    if head is not None:
        # "Bãi bỏ thủ tục … tại Quyết định X", "Sửa đổi Phụ lục I ban hành kèm theo Thông tư Y"
        return head.lastgroup or "cites"
    cue = last_cue(own)
    if cue is None and previous is not None:
        # "Chỉ thị này thay thế A; những nội dung của B trái với Chỉ thị này …": another subject, nothing replaces B
        return "cites" if previous.relation in CHANGES and own != left and not listed_gap else previous.relation
    if zone == "operative" and OPENS_SENTENCE.fullmatch(left):
        return "cites"  # "Khoản 1 Điều 8 Nghị quyết số 98/2023/QH15 quy định: …": what it says is told
    if cue is None and own != whole:
        cue = last_cue(whole)
        if (
            cue is not None
            and cue[0] in CHANGES
            and _HAS_OBJECT.search(whole, cue[1])
            and own.strip() not in ("", "và")
        ):
            cue = None  # "hướng dẫn thực hiện Quyết định này; tổng hợp vướng mắc của A": another verb, another object
    if (
        cue is not None
        and cue[0] in ("plain", "under")
        and (acts := _CHANGES_AT.search(left)) is not None
        and (cue[0] == "plain" or _CHANGES_RULES.match(acts.group()))
    ):
        return acts.lastgroup or "cites"
    if cue is not None and cue[0] == "plain" and (under := _AS_IN.search(own)) and " này " not in under[0]:
        cue = ("under", under.start())
    if cue is not None and cue[0] in ("plain", "under") and m.type not in _NORMATIVE and _CARRIES_OUT.search(left):
        return settle(("implements", cue[1]), m, zone, own)
    if cue is not None and cue[0] == "under" and _KEEPS.search(left):
        return settle(("implements", cue[1]), m, zone, own)
    if (
        cue is not None
        and cue[0] == "under"
        and (
            (zone in _STATING and _COVERED.search(own) and not _AS_IN.search(own))
            or (zone != "title-of-self" and _CASE.search(own))
        )
    ):
        return "cites"
    return settle(cue, m, zone, own, text)


def _whole_left(text: str, start: int, end: int) -> str:
    """A sentence up to a mention; of a very long one how it begins and what is near, else a list of a
    thousand mentions would be read a thousand times."""
    if end - start <= _REACH:
        return text[start:end].lower()
    return f"{text[start : start + 200]} {text[end - _REACH : end]}".lower()


# "đối tượng quy định tại khoản 5 Điều 76 của Luật Nhà ở": who is covered is told, nothing is done under the law.
_COVERED = re.compile(
    r"(?:(?:^|\s)(?!theo\s|như\s|đúng\s|hiện\s|các\s|với\s|cứ\s)\S+|(?:có|các) căn cứ)\s+quy định tại"
    r"(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|chương)\s[^;.]{1,200}?)?(?:\s+của)?\s*$"
)
_CASE = re.compile(
    r"(?<![^\W_])(?:trường hợp|đối tượng|thuộc)\s(?:(?!theo\s)\S+\s){0,4}?quy định tại"
    r"(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|chương)\s[^;.]{1,200}?)?(?:\s+của)?\s*$"
)
_STATING = frozenset(["normative", "neutral", "narrative", "annex"])
_PROGRAMME = re.compile(r"phê duyệt|kế hoạch|chương trình|đề án|chiến lược|quy hoạch|giao|thành lập|phương án", re.I)


# "phê duyệt Kế hoạch số 5" approves it; "phê duyệt khung giá và Thông tư số 6", "được phê duyệt trước ngày Luật X có
# hiệu lực" do not: none of the 26 approvals that 305 documents once gave was one.
_APPROVED = re.compile(
    r"(?<!được )(?<!bị )(?<!đã )(?:phê\s+duyệt|phê\s+chuẩn|thông\s+qua)"
    r"(?:\s+(?:các|toàn bộ|nội dung|việc ban hành)){0,2}\s*$"
)


def settle(cue: tuple[str, int] | None, m: Mention, zone: str, left: str, text: str = "") -> str:
    """The relation that a cue means, by the type of what is mentioned and where; `left` holds the cue."""
    name = cue[0] if cue else None
    if name in ("amends", "replaces", "repeals", "guides", "approves", "consolidates"):
        if name == "guides" and zone == "operative" and "theo hướng dẫn" in left:
            return "implements"
        if name == "approves":
            return name if cue is not None and _APPROVED.match(left, cue[1]) else "cites"
        return name
    if name in ("considers", "assesses"):
        return name
    if name == "implements":
        return "assesses" if zone == "assessment" else "implements"
    if name == "basis":
        return "considers" if m.type in ASKING and cue and left.startswith("trên cơ sở", cue[1]) else "legalBasis"
    if name == "under":
        if m.type in _NORMATIVE:
            return "legalBasis"
        if zone == "assessment":
            return "assesses"
        if m.type == "quyết định" and zone not in ("footnote", "assessment"):
            return "implements" if m.title and _PROGRAMME.search(text, *m.title) else "legalBasis"
        if zone == "footnote" or (zone == "normative" and m.type in REPORTS):
            return "cites"
        if zone == "normative":
            return "implements"
        return "implements"
    if name in ("issues", "plain"):
        return "considers" if m.type == "tờ trình" and name == "plain" else "cites"
    if zone == "title":
        return "cites"
    return "implements" if zone == "operative" and m.type not in _NORMATIVE else "cites"
