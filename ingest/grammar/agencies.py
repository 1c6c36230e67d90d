"""Agencies in text: where a name begins and ends, and the lists they come in.

`UBND các huyện, thành phố` is one collective addressee, not three. Patterns are data (lexicons/agencies.tsv);
names of departments and ministries are the registry's.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile

from graph import registry
from graph.identity import agency_iri
from ingest.grammar.full_names import full_name
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_at

_CAP = r"[{UP}][\wÀ-ỹ&]*"
_GENERIC = vn(
    r"(?:(?:Giám đốc|Thủ trưởng|Chánh|Trưởng|Chủ tịch|Cục trưởng|Bộ trưởng|Tổng Giám đốc|Chỉ huy trưởng)\s+)?"
    r"(?P<head>Ban [Qq]uản lý|Sở|Ban|Cục|Chi cục|Tổng cục|Văn phòng|Trung tâm|Viện|Thanh tra|Công an"
    r"|Bộ Chỉ huy|Báo|Đài|Hội|Hiệp hội|Liên hiệp|Liên đoàn|Kho bạc|Bảo hiểm|Ngân hàng|"
    r"Công ty|Tổng công ty|Tập đoàn|Trường|Học viện|Bệnh viện|Tòa án|Viện kiểm sát"
    r"|Viện Kiểm sát|Đảng đoàn|Đảng ủy|Ban cán sự [Đđ]ảng|Hội đồng|Quỹ|Tổ|Tiểu ban|Khu [Qq]uản lý|Liên minh|Đoàn"
    r"|Tỉnh đoàn|"
    r"Điện lực|Bưu điện|BQL|Vườn|Hạt|Phòng|Vụ|Bộ|Cơ quan|Cổng"
    r"|Thường trực|Chủ đầu tư|Bộ đội|Biên phòng|Hải quan|Thuế|Ủy ban|Ủy Ban|Chính phủ"
    r"|Thủ tướng|Quân khu|Tổng Cục|Chánh Văn phòng|Đại học(?=\s+[{UP}]))(?![^\W_])(?!\s+(?:chức|hành|đầu"
    r"|quán|hợp|cáo)(?![^\W_]))"
)
_NAMED_DISTRICT = vn(r"(?:UBND|Ủy ban nhân dân)\s+(thành phố|Thành phố|thị xã|huyện|quận|xã|phường)\s+[{UP}]")
_AND = re.compile(
    r"\s+và\s+(?:Đầu tư|Môi trường|Đào tạo|Truyền thông|Du lịch|Công nghệ|Phát triển|Xã hội"
    r"|xã hội|Dân vận|Tôn giáo|Phát thanh|Truyền hình|"
    r"phát thanh|phát triển|Phục hồi|bảo vệ|Thể thao|thể thao|Cứu nạn|cứu nạn|Kiến trúc"
    r"|Dịch vụ|dịch vụ|Khoáng sản|Hội đồng nhân dân|"
    r"HĐND|công nghệ|truyền thông|Lâm nghiệp|Thủy sản|Chế biến|Thú y|hải đảo|Hải đảo|xúc tiến"
    r"|Phòng chống|phòng chống)(?![^\W_])"
)
# "Vụ Đánh giá và Thẩm định công nghệ": what begins with a capital and is no body goes on with the name.
_AND_CAPITAL = vn(
    r"\s+và\s+(?!(?:Ông|Bà|Đồng chí|Phó|Trưởng|Thành viên|Cá nhân|Tổ chức|Doanh nghiệp)(?![^\W_]))"
    r"(?P<next>[{UP}][{LOW}]+)"
)
_WORD_ON = re.compile(r"\s*(?:-\s*)?([^\W\d_]+(?:&[^\W\d_]+)?)")
_STEERING = vn(r"đạo\s+\d{1,4}(?=\s+[{LOW}])|vực\s+(?:\d{1,2}|[IVX]{1,4})(?![^\W_])|\ssố\s+\d{1,2}(?![^\W_]|/)")
_LEVELS = re.compile(r"\s+(?:(?:các|hai) cấp|cấp (?:tỉnh|huyện|xã))(?![^\W_])")  # "Tòa án nhân dân các cấp"
_COMPOUNDS = frozenset(  # no verb in them
    [
        "thường trực",
        "sáng tạo",
        "công trình",
        "chương trình",
        "quy trình",
        "hành trình",
        "đồng thẩm",
        "đồng kiểm",
        "đồng nghiệm",
        "đồng đánh",
        "đoàn kiểm",
        "đoàn thanh",
        "đoàn giám",
        "tổ kiểm",
        "tổ thẩm",
        "đăng ký",
        "cổng thông",
    ]
)
_AREA = vn(r"\s+trên địa bàn(?:\s+(?:tỉnh|thành phố|Tỉnh|Thành phố|TP\.?))?(?![^\W_])")
_BEFORE_PLACE = re.compile(r"\s+(?:tỉnh|thành phố|TP\.?)?\s*")
_ALSO = vn(r"\s+-\s+(?=(?:Phó\s+)?(?:Trưởng|Chủ tịch|Chủ nhiệm|Bí thư|Tổ trưởng|Giám đốc)\s)")
_STOP_ON = frozenset(
    [
        "có",
        "phải",
        "được",
        "là",
        "để",
        "tại",
        "theo",
        "trong",
        "cùng",
        "với",
        "khi",
        "nếu",
        "cần",
        "chịu",
        "trên",
        "đã",
        "sẽ",
        "nhằm",
        "và",
        "hoặc",
        "các",
        "này",
        "từ",
        "đến",
        "về",
        "cho",
        "vào",
        "nêu",
        "căn",
        "cứ",
        "mở",
        "thì",
        "đang",
    ]
)
# "Chủ tịch Hội đồng kết luận như sau": a verb of saying ends a name. In small letters, for "Ban Chỉ đạo" is a name.
_SAYS = vn(r"\s+(?:kết luận|nhấn mạnh|phát biểu|ghi nhận|như sau|cho biết|nêu rõ)(?![^\W_])")
_SEPARATOR = vn(r"\s*(?:,|;|/)\s*(?:và\s+|đề nghị\s+|nhất là\s+)?|\s+(?:và|cùng với|cùng)\s+")
_OFFICE = re.compile(r"(?:Thủ trưởng|Người đứng đầu|Giám đốc|Lãnh đạo)\s+các(?=\s)")
_SHARED_HEAD = vn(
    r"(?:(?P<office>Giám đốc|Lãnh đạo|Bộ trưởng)\s+)?(?:[Cc]ác\s+)?(?P<head>[Ss]ở|[Bb]ộ|[Bb]an|[Hh]uyện)\s*:\s*"
)
# "Ủy ban kiểm tra các huyện ủy, thành ủy, đảng ủy": each committee's own.
_ORGAN_OF = re.compile(
    r"(?P<organ>[Ủủ]y ban [Kk]iểm tra|[Bb]an (?:[Tt]ổ chức|[Tt]uyên giáo|[Nn]ội chính|[Dd]ân vận)|[Vv]ăn phòng)\s+"
    r"(?=[Cc]ác\s+(?:huyện|thị|quận|thành|đảng)\s+ủy)"
)
_COMMITTEE = re.compile(r"(?:các\s+)?(?:huyện|thị|quận|thành|đảng) ủy", re.I)
_OF_A_PROVINCE = frozenset(["Hội đồng nhân dân", "Ủy ban nhân dân", "Đoàn đại biểu Quốc hội"])
_PROVINCE = vn(r" (?:tỉnh|thành phố) [{UP}].*$")
_MASSES = re.compile(r"các tổ chức chính trị\s*-\s*xã hội")


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as written at a place, and its full name."""

    start: int
    end: int
    name: str

    @property
    def iri(self) -> str:
        """The agency's IRI, by its full name."""
        return agency_iri(self.name)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    rows = csv.DictReader(
        files("ingest.grammar").joinpath("lexicons/agencies.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    return [(vn(rf"(?:{row['pattern']})(?![^\W_])"), row["join"]) for row in rows]


@cache
def _openings() -> frozenset[str]:
    """The two or three letters that an agency as written can begin with (lexicons/agency-openings.txt)."""
    text = files("ingest.grammar").joinpath("lexicons/agency-openings.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def may_begin(text: str, at: int) -> bool:
    """Can an agency begin at `at`? Nine of ten places that are asked about begin none, and a look at their letters
    costs a tenth of trying the patterns, which took 3 % of the whole time.

    >>> may_begin("Sở Xây dựng", 0), may_begin("Thực hiện", 0)
    (True, False)
    """
    letters = text[at : at + 3].lower()
    return letters in _openings() or letters[:2] in _openings() or letters[:1].isspace()


@cache
def _anything() -> re.Pattern[str]:
    """Any of the patterns at once: most places begin no agency, and are told so in one try, not in thirty."""
    each = [p.pattern for p, _ in _patterns()]
    departments = _departments().pattern.replace("?P<name>", "?:")
    generic = _GENERIC.pattern.replace("?P<head>", "?:")
    return re.compile("|".join(f"(?:{p})" for p in [*each, f"(?i:{departments})", generic]))


@cache
def _departments() -> re.Pattern[str]:
    names = {
        n
        for row in registry.issuers()
        for n in (row.name, *row.names)
        if n.startswith(("Sở ", "Bộ ", "Thanh tra", "Cục "))
    }
    body = "|".join(
        re.escape(n).replace(r"\ ", r"\s+").replace(",", ",?") for n in sorted(names, key=len, reverse=True)
    )
    return vn(
        rf"(?:(?:Giám đốc|Thủ trưởng|Bộ trưởng|Lãnh đạo)\s+)?(?P<name>{body})(?![^\W_])"
        r"(?:\s+(?:tỉnh|thành phố)(?![^\W_]))?",
        re.I,
    )


def agency_at(text: str, at: int, end: int) -> tuple[int, str] | None:
    """The end and the way of joining a place of the agency whose name begins at `at`."""
    if not may_begin(text, at) or not _anything().match(text, at, end):
        return None
    best: tuple[int, str] | None = None
    boards = _patterns()[0][0].match(text, at, end)  # "các sở, ban, ngành" ends before ", địa phương"
    if boards is not None:
        return boards.end(), _patterns()[0][1]
    named = _departments().match(text, at, end)
    if named is not None and text[at : at + 1].isupper():
        central = named["name"].lower().startswith("bộ ") and not named["name"].lower().startswith("bộ chỉ huy")
        best = named.end(), "none" if central else "tỉnh"
    for pattern, join in _patterns():
        match = pattern.match(text, at, end)
        if match is not None and match.end() > at and (best is None or match.end() > best[0]):
            best = match.end(), join
    generic = _GENERIC.match(text, at, end) if best is None else None
    if generic is not None:
        stop = _generic_end(text, generic.end("head"), end)
    if (
        generic is not None
        and (stop > generic.end("head") or generic["head"] in ("Công an", "Biên phòng", "Chính phủ"))
        and (best is None or stop > best[0] + 1)
    ):
        head = generic["head"]
        central = (
            head in ("Bộ", "Tổng cục", "Chính phủ", "Thủ tướng", "Tập đoàn", "Quân khu", "Vụ")
            or "Trung ương" in text[at:stop]
            or "Việt Nam" in text[at:stop]
            or "quốc gia" in text[at:stop]
            or "khu vực" in text[at:stop].lower()
            or head.lower() == "khu quản lý"  # roads and waterways: the ministry's, by number
        )
        company = head in ("Công ty", "Tổng công ty", "Chủ đầu tư", "Phòng") or "Đại học" in text[at:stop]
        best = stop, "none" if central or company else "tỉnh"
    if best is None:
        return None
    area = _AREA.match(text, best[0], end)
    if area is not None:
        best = area.end(), "trên địa bàn"
    # A place right after the name belongs to it.
    tail = _BEFORE_PLACE.match(text, best[0], end)
    there = province_at(text, tail.end()) if tail is not None else None
    return (there[1], best[1]) if there is not None and there[1] <= end else best


def _generic_end(text: str, at: int, end: int) -> int:
    """Where a name that no table holds ends: at a verb, a mark, or a word that no name goes on with."""
    words = 0
    while words < 14:
        numbered = _STEERING.match(text, at - 3, end)  # "Ban Chỉ đạo 389 quốc gia"
        if numbered is not None:
            at = numbered.end()
            continue
        joined = _AND.match(text, at, end)
        if joined is not None:
            at = joined.end()
            words += 2
            continue
        capital = _AND_CAPITAL.match(text, at, end) if words else None
        if capital is not None and not _anything().match(text, capital.start("next"), end):
            at = capital.end()
            words += 2
            continue
        word = _WORD_ON.match(text, at, end)
        if word is None or "\n" in word.group() or _SAYS.match(text, at, end):
            break
        following = re.findall(r"[^\W\d_]+", text[word.start(1) : word.start(1) + 40].lower())[:3]
        verb = following and (
            " ".join(following[:2]) in verbs()
            or " ".join(following[:3]) in verbs()
            or (following[0] in verbs() and word[1].islower())
        )
        before = re.search(r"[^\W\d_]+$", text[max(0, at - 12) : at])
        if before is not None and f"{before.group()} {word[1]}".lower() in _COMPOUNDS:
            verb = False
        if word[1].lower() in _STOP_ON or (verb and word[1].islower()):
            break
        at = word.end()
        words += 1
    levels = _LEVELS.match(text, at, end) if words else None
    return levels.end() if levels is not None else at


@cache
def verbs() -> frozenset[str]:
    """The words that open an order (lexicons/directive-verbs.txt)."""
    text = files("ingest.grammar").joinpath("lexicons/directive-verbs.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def read_list(text: str, start: int, end: int, place: str | None, on: str | None = None) -> tuple[list[Agency], int]:
    """The agencies of a list that begins at `start`, and where the list ends.

    >>> t = "Các sở: Xây dựng, Tài nguyên và Môi trường, Công an tỉnh tháo gỡ"
    >>> [a.name for a in read_list(t, 0, len(t), "bac-ninh")[0]]
    ['Sở Xây dựng tỉnh Bắc Ninh', 'Sở Tài nguyên và Môi trường tỉnh Bắc Ninh', 'Công an tỉnh Bắc Ninh']
    """
    organ = _ORGAN_OF.match(text, start, end) if text[start : start + 1] in "ỦủBbVv" else None
    if organ is not None:
        named, done = read_list(text, organ.end(), end, place, on)
        below = list(takewhile(lambda a: _COMMITTEE.match(a.name), named))
        prefixed = [Agency(a.start, a.end, f"{organ['organ']} {a.name}") for a in below]
        return (prefixed + named[len(below) :], done) if below else ([], start)
    out: list[Agency] = []
    at = start
    office = _OFFICE.match(text, start, end)  # "Thủ trưởng các sở, ban, ngành, cơ quan, đơn vị …"
    shared = _SHARED_HEAD.match(text, at, end)
    head = ""
    if shared is not None:
        head = shared["head"].capitalize() + " "
        if shared["office"]:
            head = f"{shared['office']} {head}"
        at = shared.end()
    carried = ""  # the head that a list item leaves out: "UBND các huyện …, Từ Sơn"
    done = start
    while at < end:
        item = None
        again = _SHARED_HEAD.match(text, at, end) if out else None
        if again is not None:  # "Chánh Văn phòng …; Giám đốc các Sở: Nội vụ, Tài chính"
            head = f"{again['office'] or ''} {again['head'].capitalize()} ".lstrip()
            at = again.end()
        if head:
            probe = head + text[at:end]
            found = _departments().match(probe)
            if found is not None:
                item = at + found.end() - len(head), "tỉnh"
                name = full_name(probe[: found.end()], item[1], place, on)
                out.append(Agency(at, item[0], name))
        if item is None:
            item = agency_at(text, at, end)
            if item is None and carried:
                bare = vn(rf"(?:(?:thị xã|huyện|[Tt]hành phố|quận|xã|phường)\s+)?{_CAP}(?:\s+{_CAP}){{0,3}}").match(
                    text, at, end
                )
                if bare is not None:
                    item = bare.end(), "none"
                    words = re.sub(r"^Thành phố", "thành phố", bare.group())
                    if not re.match(r"(?:thị xã|huyện|thành phố|quận|xã|phường)", words):
                        words = (
                            f"{carried.split()[-1]} {words}" if not carried.endswith("phố") else f"thành phố {words}"
                        )
                    own = re.match(r"thành phố|thị xã|huyện|quận|xã|phường", words)
                    carried = own.group() if own else carried
                    out.append(Agency(at, item[0], full_name(f"UBND {words}", "none", place, on)))
            elif item is not None:
                words = text[at : item[0]]
                if out and not office and words.startswith(("cơ quan ngang", "cơ quan thuộc")):
                    headed = out[-1].name.startswith("Thủ trưởng cơ quan ngang")
                    words = f"Thủ trưởng {words}" if headed else f"các {words}"
                if office is not None and out and words.startswith(("cơ quan", "đơn vị", "địa phương")):
                    words = f"{office.group()} {words}"
                name = full_name(words, item[1], place, on)
                if out and out[-1].name.startswith("Đảng đoàn") and _MASSES.match(words):
                    name = f"Đảng đoàn {name}"  # each of them has its own: "Đảng đoàn Ủy ban MTTQ và các tổ chức …"
                out.append(Agency(at, item[0], name))
                district = _NAMED_DISTRICT.match(words)
                carried = district[1].lower() if district else ""
        if item is None:
            break
        done = at = item[0]
        also = _ALSO.match(text, at, end)  # "Bộ trưởng Bộ X - Phó Trưởng ban Thường trực …": one person
        if also is not None:
            done = at = _generic_end(text, also.end(), end)
        if text[at : at + 1] == "(":
            close = text.find(")", at, min(end, at + 80))
            at = close + 1 if close > 0 else at
        separator = _SEPARATOR.match(text, at, end)
        if separator is None:
            break
        at = separator.end()
    return _placed_as_the_next(out), done


def _placed_as_the_next(agencies: list[Agency]) -> list[Agency]:
    """`Hội đồng nhân dân, Ủy ban nhân dân tỉnh Điện Biên`: the place that the last of them has is of each."""
    for k in range(len(agencies) - 2, -1, -1):
        there = _PROVINCE.search(agencies[k + 1].name) if agencies[k].name in _OF_A_PROVINCE else None
        if there is not None:
            agencies[k] = Agency(agencies[k].start, agencies[k].end, agencies[k].name + there.group())
    return agencies
