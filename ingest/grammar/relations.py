"""What a mention is to the document: implements, amends, legal basis, … and where the edge starts.

The cue nearest to the left of a mention decides, read together with where the mention stands: the
recitals, a part that reports results, a part that gives orders, another instrument's title. Cues
are data (lexicons/relation-cues.tsv), tried as one alternation per clause.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from ingest.grammar.mention import Mention

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
_REPORTS = frozenset(["tờ trình", "báo cáo", "biên bản"])
PROPOSALS = _REPORTS  # what they ask for is not yet done: a submission repeals nothing
CHANGES = frozenset(["amends", "replaces", "repeals", "approves", "guides"])
_REACH = 2_500  # characters to a side of a mention; the longest sentence of the corpus has 2,100 before one
_CLAUSE = re.compile(r"[;\n]|\.(?=\s)")
_ABOUT = 42  # an assessing word this near before "thực hiện" makes it an account of the carrying out


# What a cue begins with: letters that few places of a text show, a mark, or nothing at the very beginning. Asked before
# the cues are tried, it halves what they cost. A test holds that no cue begins otherwise.
_CUE_BEGINS = r"(?=[bcdghkmnpqrstvxyáýđ.;\n]|^)"


@cache
def _cues() -> re.Pattern[str]:
    rows = csv.DictReader(
        files("ingest.grammar").joinpath("lexicons/relation-cues.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    branches: dict[str, list[str]] = {}
    for row in rows:
        branches.setdefault(row["relation"], []).append(row["cue"])
    said = "|".join(f"(?P<{name}>{'|'.join(cues)})" for name, cues in branches.items())
    return re.compile(f"{_CUE_BEGINS}(?:{said})")


_PASSIVE_BY = re.compile(
    r"(?:được|bị|đã)\s+(?:\S+\s+){0,6}?(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hợp nhất|đính chính"
    r"|phê duyệt|ban hành|công bố|(?<!theo )(?<!như )quy định|(?<!theo )hướng dẫn)"
    r"(?:(?:(?!\s(?:này|thì)\s)[^;.]){0,60})?\s(?:bởi|tại|theo|trong)(?:\s+(?:các\s+)?(?:điều|khoản"
    r"|điểm)\s[^;.]{0,40})?(?:\s+các)?\s*$"
)
_CHANGED_BY = re.compile(
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hợp nhất|đính chính)(?:(?!\s(?:được|công bố|ban hành)\s)[^;.]){0,60}\s"
    r"(?:bởi|theo|tại)(?:\s+(?:các\s+)?(?:điều|khoản|điểm)\s[^;.]{0,40})?(?:\s+các)?\s*$"
)
_ACTS = re.compile(
    r"[\s\d.)a-zđ-]{0,6}(?:(?P<amends>sửa đổi|bổ sung(?=\s+(?:một số|khoản|điều|điểm|mục|các|nội dung|quy định"
    r"|danh mục|phụ lục|cụm từ|nghị|quyết|thông|chỉ thị|kế hoạch số))|đính chính"
    r"|bỏ(?=\s+(?:các\s+)?(?:cụm\s+)?từ\s*[“\"«]))|(?P<replaces>thay thế)"
    r"|(?P<repeals>bãi bỏ|hủy bỏ)"
    r"|(?P<considers>xét(?=\s+(?:báo cáo|đề nghị|tờ trình|văn bản|công văn))|sau khi (?:nghe"
    r"|xem xét)))(?![^\W_])"
)
SHORT_FOR = re.compile(r"(?:gọi|viết)(?:\s+tắt|\s+chung)?\s+là\s*$")
_THIS_ENDS = re.compile(r"(?:theo|tại)\s[^,;.]{0,40}\snày,\s*$")  # "theo quy định tại Điều 1 Nghị quyết này, X …"
_BLANKS = re.compile(r"[ \t]{2,}")
_ISSUED_BY = re.compile(r"\s(?:được\s+)?ban hành\s+(?:kèm(?:\s+theo)?|theo|tại)(?:\s+các)?\s*$")
_AND_THIS = re.compile(r"(?:nghị quyết|quyết định|chỉ thị|kết luận|kế hoạch|chương trình|thông báo) này(?:,| và)\s*$")
# "thực hiện các nhiệm vụ … tại X", "tuân thủ … trong X": the verb governs, not the preposition.
_CARRIES_OUT = re.compile(
    r"(?:thực hiện|triển khai|tuân thủ|hoàn thành|cụ thể hóa|chấp hành|quán triệt)(?![^\W_])[^;.]{0,200}?"
    r"(?<![^\W_])(?:nội dung|nhiệm vụ|giải pháp|mục tiêu|chỉ tiêu|quy định|yêu cầu|chỉ đạo|trọng tâm|kiến nghị)"
    r"(?![^\W_])[^;.]{0,120}?\s(?:tại|trong)(?:\s+các)?\s*$"
)
# "Hơn 20 năm qua, thực hiện X, …": told of the past.
_LOOKS_BACK = re.compile(
    r"\W*(?:(?:hơn|gần|sau|qua|trong)\s+)?\d+\s+(?:năm|tháng)(?:\s+qua)?,?\s*(?:\S+\s+){0,3}?(?:thực hiện|triển khai)"
)
# "Việc thực hiện X đã …": what is said of the carrying out, not an order to.
_THE_DOING = re.compile(r"[Vv]iệc\s+(?:tổ chức\s+|tiếp tục\s+)?(?:thực hiện|triển khai)(?![^\W_])")
_ENDS_FORCE = re.compile(r"(?<!ngày )(?:hết hiệu lực|bị bãi bỏ|được bãi bỏ|chấm dứt hiệu lực)(?![^\W_])", re.I)
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
    r"|(?P<amends>sửa đổi(?:, bổ sung)?|(?<![^\W_])bỏ(?= (?:các )?cụm từ)))\s+(?:một phần |toàn bộ |một số |các )?"
    r"(?:cụm từ|danh mục|thủ tục|quy trình|nội dung|quy định|phụ lục|biểu|mẫu)(?![^\W_])"
    r"[^;.]{0,240}\s(?:tại|trong)\s*$"
)
_LIST_GAP = re.compile(r"[\s,;()]*(?:(?:và|hoặc|cùng|với|các|cũng như|đồng thời|số|luật|nghị định|nghị quyết)[\s,:]*)*")


def relation_of(text: str, m: Mention, zone: str, sentence: tuple[int, int], previous: Mention | None) -> str:
    """The relation of a mention. `sentence` bounds its sentence; `previous` is the mention before it
    in that sentence with the same parent, whose relation a bare list item shares."""
    relation = _relation(text, m, zone, sentence[0], previous)
    if relation in ("cites", "implements", "legalBasis") and m.parent is None and m.kind != "self":
        if zone != "recital" and _loses_force(text, m, sentence):
            return "repeals"
        if relation == "implements" and zone == "narrative" and _THE_DOING.search(text, sentence[0], m.full_start):
            return "assesses"
        if relation == "implements" and zone != "operative" and _LOOKS_BACK.match(text[slice(*sentence)].lower()):
            return "assesses"
    if relation == "implements" and zone in ("narrative", "normative") and m.parent is None:
        # "… sau khi thực hiện X … còn kéo dài": what is still lacking is told, nothing is ordered.
        until = min(sentence[1], m.full_end + _REACH)
        return "assesses" if _LACKING.search(text, m.full_end, until) else relation
    return relation


_LACKING = re.compile(
    r"(?:còn|vẫn)\s+(?:hạn chế|chậm|thấp|nhiều|một số|tồn tại|lúng túng|thiếu|kéo dài|khó khăn|bất cập)"
    r"|(?:còn|mang tính)\s+hình thức|mới\s+đạt|chưa\s+(?:cao|đạt|kịp thời|đáp ứng|hiệu quả|nghiêm|tốt)"
    r"|kết quả\s+(?:khá\s+)?tích cực"
)


_FAR_SUBJECT = 600  # characters of a sentence before a subject


def _loses_force(text: str, m: Mention, sentence: tuple[int, int]) -> bool:
    """`Thông tư số 31/2015/TT-BLĐTBXH … hết hiệu lực`: is it the subject of words to its right?"""
    until = min(sentence[1], m.full_end + 1_200)
    after = text[m.end : until].lower()
    if m.full_start - sentence[0] > _FAR_SUBJECT or not ("lực" in after or "bỏ" in after):
        return False  # nothing ends without one of the two words, which cost less to look for than the patterns below
    if not any(not _PROCEDURES.search(text, m.end, e.end()) for e in _ENDS_FORCE.finditer(text, m.end, until)):
        return False
    if "cho đến khi" in text[max(0, m.full_start - 40) : m.full_start]:
        return False
    return _cues().search(_DAY_IN_FORCE.sub(" ", text[sentence[0] : m.full_start].lower())) is None


# "về việc công bố thủ tục hành chính bị bãi bỏ": what the title tells of, not what becomes of the instrument.
_PROCEDURES = re.compile(
    r"(?:thủ tục hành chính|thủ tục|TTHC|danh mục|sửa đổi, bổ sung,?|thay thế[,;]?)\s+(?:hoặc\s+)?(?:bị|được) bãi bỏ$"
)
# "Kể từ ngày Thông tư này có hiệu lực, …" before the subject is no cue.
_DAY_IN_FORCE = re.compile(r"kể từ (?:ngày|thời điểm)[^,.;]{0,80}hiệu lực(?: thi hành)?")


def _relation(text: str, m: Mention, zone: str, sentence: int, previous: Mention | None) -> str:
    if m.kind == "self":
        return "self"
    if m.parent is not None:
        return _settle(_last_cue(m.gap.lower()), m, "title", m.gap.lower())
    floor = sentence
    if previous is not None:
        floor = max(floor, previous.full_end)
    left = _BLANKS.sub(" ", text[max(floor, m.full_start - _REACH) : m.full_start].lower())
    if zone == "title-of-self":
        left = " ".join(left.split()) + " "  # a title is set on several lines
    if m.type in _TREATIES and text.endswith("theo ", 0, m.full_start):
        return "legalBasis"  # whatever is done to the circular "về đấu giá hạn ngạch … theo Hiệp định X"
    issued = _ISSUED_BY.search(left) if "ban hành" in left else None
    if issued is not None:
        left = left[: issued.start() + 1]  # what "… Quy chế ban hành kèm theo Quyết định X" is to the document, X is
    if left.rstrip().endswith(("này,", "này và")):
        left = _AND_THIS.sub("", left)
    whole = _whole_left(text, sentence, m.full_start)
    own = _CLAUSE.split(left)[-1]
    if SHORT_FOR.search(left[-40:]) or _THIS_ENDS.search(left[-60:]):
        return "cites"
    passive = _PASSIVE_BY.search(left[-110:]) if zone != "recital" else None
    if passive is not None:
        # "Sửa đổi danh mục được công bố tại Quyết định X" does change X.
        if _CHANGED_BY.search(passive.group()):
            return "cites"  # "A (được sửa đổi bổ sung bởi B)": B acted on A, whatever is now done to A
        acts = _ACTS.match(own) if zone != "operative" and len(own) > len(passive.group()) else None
        return acts.lastgroup or "cites" if acts is not None else "cites"
    listed = previous is not None and _LIST_GAP.fullmatch(own)
    if listed and previous is not None and previous.relation == "cites":
        return "cites"
    if zone == "recital":
        return _recital(whole, m, previous)
    if listed and previous is not None:
        if previous.relation == "implements" and m.type in _NORMATIVE and previous.type not in _NORMATIVE:
            # "theo Kết luận số 40-KL/TW … và Quy định số 70-QĐ/TW": each by its own type
            governing = _last_cue(_whole_left(text, sentence, previous.full_start))
            if governing is not None and governing[0] == "under":
                return "legalBasis"
        return previous.relation
    head = _ACTS.match(own) or _ACTS.match(whole) if zone != "operative" else None
    if head is not None:
        # "Bãi bỏ thủ tục … tại Quyết định X", "Sửa đổi Phụ lục I ban hành kèm theo Thông tư Y"
        return head.lastgroup or "cites"
    cue = _last_cue(own)
    if cue is None and previous is not None:
        return previous.relation
    if zone == "operative" and OPENS_SENTENCE.fullmatch(left):
        return "cites"  # "Khoản 1 Điều 8 Nghị quyết số 98/2023/QH15 quy định: …": what it says is told
    if cue is None and own != whole:
        cue = _last_cue(whole)
    if cue is not None and cue[0] == "plain" and (acts := _CHANGES_AT.search(left)) is not None:
        return acts.lastgroup or "cites"
    if cue is not None and cue[0] in ("plain", "under") and m.type not in _NORMATIVE and _CARRIES_OUT.search(left):
        return _settle(("implements", cue[1]), m, zone, own)
    if cue is not None and cue[0] == "under" and _KEEPS.search(left):
        return _settle(("implements", cue[1]), m, zone, own)
    if cue is not None and cue[0] == "under" and zone in _STATING and _COVERED.search(own):
        return "cites"
    return _settle(cue, m, zone, own, text)


def _whole_left(text: str, start: int, end: int) -> str:
    """A sentence up to a mention; of a very long one how it begins and what is near, else a list of a
    thousand mentions would be read a thousand times."""
    if end - start <= _REACH:
        return text[start:end].lower()
    return f"{text[start : start + 200]} {text[end - _REACH : end]}".lower()


def _last_cue(left: str) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    for match in _cues().finditer(left):
        best = (match.lastgroup or "", match.start())
    if best and best[0] == "implements":
        # "sơ kết 10 năm thực hiện X" is an account; "sơ kết các văn bản … thực hiện X" is not.
        for match in _cues().finditer(left, max(0, best[1] - _ABOUT), best[1] + 1):
            if match.lastgroup == "assesses":
                return "assesses", match.start()
    return best


# "Bộ trưởng … ban hành Thông tư sửa đổi, bổ sung một số điều của X": the act that the recitals lead to.
_ISSUED_TO = re.compile(
    r"\sban hành (?:luật|bộ luật|pháp lệnh|nghị quyết|nghị định|quyết định|thông tư|thông tư liên tịch) (?:về việc )?"
    r"(?:(?P<amends>sửa đổi|bổ sung)|(?P<repeals>bãi bỏ)|(?P<replaces>thay thế)"
    r"|(?P<guides>hướng dẫn|quy định chi tiết))"
    r"(?![^\W_])[^;]*$"
)


_ASKING = frozenset(["công văn", "tờ trình", "báo cáo", "biên bản", "văn bản", "đề án"])


def _recital(left: str, m: Mention, previous: Mention | None) -> str:
    clause = left.rpartition(";")[2].lstrip()
    act = _ISSUED_TO.search(left)
    if act is not None:
        return act.lastgroup or "cites"
    head = clause if clause.startswith("căn cứ") else left.lstrip(" -\n")
    if head.startswith("trên cơ sở") and m.type in _ASKING:
        return "considers"
    if re.match(r"(?:xét|sau khi|theo đề nghị|trên cơ sở (?:xem xét|đề nghị|ý kiến)|tiếp theo|phúc đáp)", head):
        return "considers"
    if m.type in _REPORTS and re.search(r"theo đề nghị|đề nghị của", head):
        return "considers"
    if re.search(r"(?:sau khi (?:nghe|xem xét)|(?:ý kiến|đề nghị) [^;]{0,80} tại\s*$)", left):
        return "considers"
    if re.match(r"(?:để|nhằm)\s", head) and (cue := _last_cue(left)) is not None and cue[0] == "implements":
        return "implements"
    if re.match(r"(?:(?:để|nhằm) )?(?:tiếp tục )?(?:tổ chức )?(?:thực hiện|triển khai|quán triệt|thi hành)|nhằm", head):
        return "implements"
    if head.startswith(("căn cứ", "trên cơ sở", "theo")):
        if _PASSIVE_BY.search(left[-110:]):
            return "cites"
        return "legalBasis"
    if previous is not None:
        return previous.relation
    return "legalBasis"


# "đối tượng quy định tại khoản 5 Điều 76 của Luật Nhà ở": who is covered is told, nothing is done under the law.
_COVERED = re.compile(
    r"(?:^|\s)(?!theo\s|như\s|đúng\s|hiện\s|các\s|với\s)\S+\s+quy định tại"
    r"(?:\s+(?:các\s+)?(?:điểm|khoản|điều|mục|chương)\s[^;.]{1,200}?)?(?:\s+của)?\s*$"
)
_STATING = frozenset(["normative", "neutral", "narrative", "annex"])
_PROGRAMME = re.compile(r"phê duyệt|kế hoạch|chương trình|đề án|chiến lược|quy hoạch|giao|thành lập|phương án", re.I)


def _settle(cue: tuple[str, int] | None, m: Mention, zone: str, left: str, text: str = "") -> str:
    name = cue[0] if cue else None
    if name in ("amends", "replaces", "repeals", "guides", "approves", "consolidates"):
        if name == "guides" and zone == "operative" and "theo hướng dẫn" in left:
            return "implements"
        if name == "approves" and zone != "title":
            return "approves" if "kèm theo" not in left[cue[1] if cue else 0 :] else "cites"
        return name
    if name in ("considers", "assesses"):
        return name
    if name == "implements":
        return "assesses" if zone == "assessment" else "implements"
    if name == "basis":
        return "legalBasis"
    if name == "under":
        if m.type in _NORMATIVE:
            return "legalBasis"
        if zone == "assessment":
            return "assesses"
        if m.type == "quyết định" and zone not in ("footnote", "assessment"):
            return "implements" if m.title and _PROGRAMME.search(text, *m.title) else "legalBasis"
        if zone == "footnote" or (zone == "normative" and m.type in _REPORTS):
            return "cites"
        if zone == "normative":
            return "implements"
        return "implements"
    if name in ("issues", "plain"):
        return "considers" if m.type == "tờ trình" and name == "plain" else "cites"
    if zone == "title":
        return "cites"
    return "implements" if zone == "operative" and m.type not in _NORMATIVE else "cites"
