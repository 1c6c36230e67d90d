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
from ingest.grammar.full_names import departments_short, full_name
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_at
from ingest.grammar.unlisted import name_end

_CAP = r"[{UP}][\wÀ-ỹ&]*"
_GENERIC = vn(
    r"(?:(?:Giám đốc|Thủ trưởng|Chánh|Trưởng|Chủ tịch|Cục trưởng|Bộ trưởng|Tổng Giám đốc|Chỉ huy trưởng|Chánh án"
    r"|Viện trưởng)\s+)?"
    r"(?P<head>Ban [Qq]uản lý|Sở|Ban|Cục|Chi cục|Tổng cục|Văn phòng|Trung tâm|Viện|Thanh tra|Công an"
    r"|Bộ Chỉ huy|Báo|Đài|Hội|Hiệp hội|Liên hiệp|Liên đoàn|Kho bạc|Bảo hiểm|Ngân hàng|"
    r"Công ty|Tổng công ty|Tập đoàn|Trường|Học viện|Bệnh viện|Tòa án|Viện kiểm sát"
    r"|Viện Kiểm sát|Đảng đoàn|Đảng ủy|Ban cán sự [Đđ]ảng|Hội đồng|Quỹ|Tổ|Tiểu ban|Khu [Qq]uản lý|Liên minh|Đoàn"
    r"|Tỉnh đoàn|"
    r"Điện lực|Bưu điện|BQL|Vườn|Hạt|Phòng|Vụ|Bộ|Cơ quan|Cổng"
    r"|Thường trực|Chủ đầu tư|Bộ đội|Biên phòng|Hải quan|Thuế|Ủy ban|Ủy Ban|Chính phủ"
    r"|Thủ tướng|Quân khu|Tổng Cục|Chánh Văn phòng|Đại học(?=\s+[{UP}]))(?![^\W_])(?!\s+(?:chức|hành|đầu"
    r"|quán|hợp|cáo|việc|án|chợ|nghị|thảo(?!\s+luận))(?![^\W_]))"
)
_NAMED_DISTRICT = vn(r"(?:UBND|Ủy ban nhân dân)\s+(thành phố|Thành phố|thị xã|huyện|quận|xã|phường)\s+[{UP}]")
_AREA = vn(r"\s+trên địa bàn(?:\s+(?:tỉnh|thành phố|Tỉnh|Thành phố|TP\.?))?(?![^\W_])")
_BEFORE_PLACE = re.compile(r"\s+(?:tỉnh|thành phố|TP\.?)?\s*")
_ALSO = vn(r"\s+-\s+(?=(?:Phó\s+)?(?:Trưởng|Chủ tịch|Chủ nhiệm|Bí thư|Tổ trưởng|Giám đốc)\s)")
_SEPARATOR = vn(r"\s*(?:,|;|/)\s*(?:và\s+|đề nghị\s+|nhất là\s+)?|\s+(?:và|cùng với|cùng)\s+")
_OFFICE = re.compile(r"(?:Thủ trưởng|Người đứng đầu|Giám đốc|Lãnh đạo)\s+các(?=\s)")
# "Giám đốc: Trung tâm A, Trung tâm B; Chủ tịch …": said once for what stands before the semicolon.
_EACH_OFFICE = vn(
    r"(?P<office>Giám đốc|Thủ trưởng|Chủ tịch|Lãnh đạo)(?:\s+các)?(?:\s+(?:cơ quan|đơn vị|cơ quan\s*,\s*đơn vị))?"
    r"\s*:\s*(?=[{UP}]|các\s+sở)"
)
_WITH_OFFICE = re.compile(r"Giám đốc|Thủ trưởng|Chủ tịch|Lãnh đạo|Chánh|Trưởng|Phó|(?:các (?!sở)|mọi )", re.I)
_SHARED_HEAD = vn(
    r"(?:(?P<office>Giám đốc|Lãnh đạo|Bộ trưởng)\s+)?"
    r"(?:(?:[Cc]ác\s+)?(?P<head>[Ss]ở|[Bb]ộ|[Bb]an|[Hh]uyện)\s*:\s*|[Cc]ác\s+(?P<plural>[Ss]ở|[Bb]ộ)\s+(?=[{UP}]))"
)
_SHORT = vn(r"[{UP}](?:[{UP}&]|-(?=[{UP}])){1,8}(?![^\W_])")  # "Các sở: TC, KH&ĐT"
# "UBND các huyện: Bắc Bình, Tuy Phong và thị xã La Gi": each of them, not the class.
_NAMED_PLACES = vn(
    r"(?P<head>(?:[Cc]hủ tịch\s+|[Ll]ãnh đạo\s+)?(?:UBND|Ủy ban [Nn]hân dân))\s+"
    r"(?:các\s+(?P<kind>huyện|thị xã|thành phố|quận|xã|phường|thị trấn|đặc khu)\s*(?:\s|:)\s*)(?=[{UP}])"
)
_PLACE_NAME = vn(
    rf"(?:(?P<kind>thị xã|huyện|[Tt]hành phố|quận|xã|phường|thị trấn|đặc khu)\s+)?(?P<name>{_CAP}(?:\s+{_CAP}){{0,3}})"
)
_MEMBERS_OF = vn(
    r"(?:[Cc]ác\s+)?(?:(?:[Cc]ơ quan|[Đđ]ơn vị|[Ss]ở\s*,\s*ngành)\s+(?:là\s+)?)?(?:[Tt]hành viên|[Ủủ]y viên)"
    r"\s+(?:của\s+)?(?=[{UP}])"
)
# "Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy", "Phó Giám đốc Sở Y tế": whoever heads a body, said with it.
_HEADS = vn(
    r"(?:Phó\s+(?=Giám đốc|Chánh|Chủ nhiệm|Tổng Giám đốc|Bí thư|Trưởng)|Chủ nhiệm\s|Hiệu trưởng\s|Tư lệnh\s|Bí thư\s"
    r"|Hạt trưởng\s|Trưởng ban\s|Tổng [Bb]iên tập\s|Thống đốc\s|Tổng\s(?=Kiểm toán|Thanh tra))\s*(?=[{UP}])"
)
_OF_PROVINCES = re.compile(r"\s+(?:của\s+)?các\s+tỉnh\s*,\s*thành phố(?:\s+trực thuộc\s+[Tt]rung ương)?(?![^\W_])")
_BESIDE_PLACE = re.compile(r"\s*,\s+(?:tỉnh|thành phố)\s+")
# "Công an các xã, phường", "Phòng Giáo dục và Đào tạo các huyện": one of each place, as the councils of the places are.
_OF_PLACES = vn(
    r"\s+(?:của\s+)?các\s+(?:huyện|thị xã|thành phố|quận|xã|phường|đặc khu)"
    r"(?:\s*(?:,|và)\s*(?:huyện|thị xã|thành phố|quận|xã|phường|thị trấn|đặc khu))*(?![^\W_])(?!\s+[{UP}])"
)
_ITS_BOARDS = re.compile(r"[Cc]ác Ban(?: của)?(?: (?:tỉnh|thành phố) .+)?")  # those of the council named beside them
# "Ủy ban kiểm tra các huyện ủy, thành ủy, đảng ủy": each committee's own.
_ORGAN_OF = re.compile(
    r"(?P<organ>[Ủủ]y ban [Kk]iểm tra|[Bb]an (?:[Tt]ổ chức|[Tt]uyên giáo(?: và [Dd]ân vận)?|[Nn]ội chính"
    r"|[Dd]ân vận)|[Vv]ăn phòng)\s+(?=[Cc]ác\s+(?:[Tt]ỉnh|huyện|thị|quận|thành|đảng)\s+ủy)"
)
_COMMITTEE = re.compile(r"(?:các\s+)?(?:tỉnh|huyện|thị|quận|thành|đảng) ủy", re.I)
_PARTY_OFFICE = re.compile(r"(?:Ban (?:Tổ chức|Tuyên giáo(?: và Dân vận)?|Dân vận|Nội chính)|Ủy ban Kiểm tra)")
_ITS_COMMITTEE = re.compile(r"(?<=[a-zđà-ỹ]) (?:Tỉnh|Thành|Huyện|Quận|Thị) ủy.*$")
_OF_A_PROVINCE = frozenset(["Hội đồng nhân dân", "Ủy ban nhân dân", "Đoàn đại biểu Quốc hội"])
_PROVINCE = vn(r" (?:tỉnh|thành phố) [{UP}].*$")
_OF_CLASS = re.compile(r"Ủy ban nhân dân (?=các |cấp )")
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
    letters, openings = text[at : at + 3].lower(), _openings()
    return letters in openings or letters[:2] in openings or letters[:1].isspace()


@cache
def _anything() -> re.Pattern[str]:
    """Any of the patterns at once: most places begin no agency, and are told so in one try, not in thirty."""
    each = [p.pattern for p, _ in _patterns()]
    departments = _departments().pattern.replace("?P<name>", "?:")
    generic = _GENERIC.pattern.replace("?P<head>", "?:")
    return re.compile("|".join(f"(?:{p})" for p in [*each, f"(?i:{departments})", generic]))


def _begins(text: str, at: int, end: int) -> bool:
    return _anything().match(text, at, end) is not None


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
    if not may_begin(text, at):
        return None
    members = _MEMBERS_OF.match(text, at, end) if text[at : at + 1] in "CcTtỦủĐđSs" else None
    if members is not None:
        return agency_at(text, members.end(), end)
    if not _begins(text, at, end):
        heads = _HEADS.match(text, at, end) if text[at : at + 1] in "PCHTB" else None
        headed = agency_at(text, heads.end(), end) if heads is not None else None
        return (headed[0], "none") if headed and text.endswith("Chính phủ", at, headed[0]) else headed
    best: tuple[int, str] | None = None
    boards = _patterns()[0][0].match(text, at, end)  # "các sở, ban, ngành" ends before ", địa phương"
    if boards is not None:
        return boards.end(), _patterns()[0][1]
    named = _departments().match(text, at, end)
    if named is not None and text[at : at + 1].isupper():
        central = named["name"].lower().startswith("bộ ") and not named["name"].lower().startswith("bộ chỉ huy")
        everywhere = _OF_PROVINCES.match(text, named.end(), end)  # "Giám đốc Sở Y tế các tỉnh, thành phố …"
        if everywhere is not None:
            return everywhere.end(), "none"
        best = named.end(), "none" if central else "tỉnh"
    for pattern, join in _patterns():
        match = pattern.match(text, at, end)
        if match is not None and match.end() > at and (best is None or match.end() > best[0]):
            best = match.end(), join
    generic = _GENERIC.match(text, at, end) if best is None else None
    if generic is not None:
        stop = name_end(text, at, generic.end("head"), end, _begins)
    if (
        generic is not None
        and (stop > generic.end("head") or generic["head"] in ("Công an", "Biên phòng", "Chính phủ"))
        and (best is None or stop > best[0] + 1)
    ):
        head = generic["head"]
        central = not text.endswith((" tỉnh", " thành phố"), at, stop) and (
            head in ("Bộ", "Tổng cục", "Chính phủ", "Thủ tướng", "Tập đoàn", "Quân khu", "Vụ")
            or "Trung ương" in text[at:stop]
            or "Việt Nam" in text[at:stop]
            or "Quốc hội" in text[at:stop]
            or "Chính phủ" in text[at:stop]
            or "tối cao" in text[at:stop]
            or "Chủ tịch nước" in text[at:stop]
            or "quốc gia" in text[at:stop]
            or "khu vực" in text[at:stop].lower()
            or head.lower() == "khu quản lý"  # roads and waterways: the ministry's, by number
        )
        company = head in ("Công ty", "Tổng công ty", "Chủ đầu tư", "Phòng") or "Đại học" in text[at:stop]
        best = stop, "none" if central or company else "tỉnh"
    if best is None:
        return None
    below = _OF_PLACES.match(text, best[0], end) if best[1] in ("tỉnh", "none") else None
    if below is not None and generic is not None:
        return below.end(), "thuộc"
    area = _AREA.match(text, best[0], end)
    if area is not None:
        best = area.end(), "trên địa bàn"
    # A place right after the name belongs to it.
    tail = _BEFORE_PLACE.match(text, best[0], end)
    there = province_at(text, tail.end()) if tail is not None else None
    return (there[1], best[1]) if there is not None and there[1] <= end else best


def read_list(text: str, start: int, end: int, place: str | None, on: str | None = None) -> tuple[list[Agency], int]:
    """The agencies of a list that begins at `start`, and where the list ends.

    >>> t = "Các sở: Xây dựng, Tài nguyên và Môi trường, Công an tỉnh tháo gỡ"
    >>> [a.name for a in read_list(t, 0, len(t), "bac-ninh")[0]]
    ['Sở Xây dựng tỉnh Bắc Ninh', 'Sở Tài nguyên và Môi trường tỉnh Bắc Ninh', 'Công an tỉnh Bắc Ninh']
    """
    if not may_begin(text, start):
        return [], start
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
        head = _head(shared)
        at = shared.end()
    carried = ""  # the kind of place that a list item leaves out: "UBND thị xã Từ Sơn, Quế Võ"
    of = "UBND"  # and whose it is
    each = ""
    done = start
    while at < end:
        item = None
        again = _SHARED_HEAD.match(text, at, end) if out else None
        if again is not None:  # "Chánh Văn phòng …; Giám đốc các Sở: Nội vụ, Tài chính"
            head = _head(again)
            at = again.end()
        begins = text[at : at + 1]
        office = (_OFFICE.match(text, at, end) if begins in "TNGL" else None) or office
        of_each = _EACH_OFFICE.match(text, at, end) if begins in "GTCL" else None
        if of_each is not None:
            each = of_each["office"] + " "
            at = of_each.end()
        places = _NAMED_PLACES.match(text, at, end) if begins in "CcLlUỦ" else None
        if places is not None:
            of, carried = places["head"], places["kind"]
            at = places.end()
        if head:
            probe = head + text[at:end]
            found = _departments().match(probe)
            if found is not None:
                item = at + found.end() - len(head), "none" if head.endswith("Bộ ") else "tỉnh"
                name = full_name(probe[: found.end()], item[1], place, on)
                out.append(Agency(at, item[0], name))
            short = _SHORT.match(text, at, end) if found is None else None
            spelt = departments_short().get(short.group()) if short is not None else None
            if short is not None and spelt is not None:
                item = short.end(), "none" if head.endswith("Bộ ") else "tỉnh"
                out.append(Agency(at, item[0], full_name(head + spelt, item[1], place, on)))
        if item is None:
            item = agency_at(text, at, end)
            if item is None and carried:
                bare = _PLACE_NAME.match(text, at, end)
                if bare is not None:
                    item = bare.end(), "none"
                    carried = (bare["kind"] or carried).lower()
                    out.append(Agency(at, item[0], full_name(f"{of} {carried} {bare['name']}", "none", place, on)))
            elif item is not None:
                words = text[at : item[0]]
                if out and not office and words.startswith(("cơ quan ngang", "cơ quan thuộc")):
                    headed = out[-1].name.startswith("Thủ trưởng cơ quan ngang")
                    words = f"Thủ trưởng {words}" if headed else f"các {words}"
                if office is not None and out and words.startswith(("cơ quan", "đơn vị", "địa phương")):
                    words = f"{office.group()} {words}"
                if each and not _WITH_OFFICE.match(words):
                    words = each + words
                name = "các Bộ" if words == "Bộ" else full_name(words, item[1], place, on)
                if out and out[-1].name.startswith("Đảng đoàn") and _MASSES.match(words):
                    name = f"Đảng đoàn {name}"  # each of them has its own: "Đảng đoàn Ủy ban MTTQ và các tổ chức …"
                out.append(Agency(at, item[0], name))
                district = _NAMED_DISTRICT.match(words)
                carried, of = (district[1].lower() if district else ""), "UBND"
        if item is None:
            break
        done = at = item[0]
        also = _ALSO.match(text, at, end)  # "Bộ trưởng Bộ X - Phó Trưởng ban Thường trực …": one person
        if also is not None:
            done = at = name_end(text, also.end(), also.end(), end, _begins)
        beside = (
            _BESIDE_PLACE.match(text, at, end) if "," in text[at : at + 2] else None
        )  # "Chủ tịch UBND các huyện, tỉnh Sóc Trăng và …"
        there = province_at(text, beside.end()) if beside is not None else None
        if there is not None and there[1] <= end:
            done = at = there[1]
        if text[at : at + 2].lstrip()[:1] == "(":
            close = text.find(")", at, min(end, at + 80))
            at = close + 1 if close > 0 else at
        separator = _SEPARATOR.match(text, at, end)
        if separator is None:
            break
        each = "" if ";" in separator.group() else each
        at = separator.end()
    return _placed_as_the_next(text, out) if len(out) > 1 else out, done


def _head(shared: re.Match[str]) -> str:
    """What a list says once before its items: `Giám đốc các sở: `."""
    head = (shared["head"] or shared["plural"]).capitalize() + " "
    return f"{shared['office']} {head}" if shared["office"] else head


def _placed_as_the_next(text: str, agencies: list[Agency]) -> list[Agency]:
    """`Hội đồng nhân dân, Ủy ban nhân dân tỉnh Điện Biên`: the place that the last of them has is of each.

    "Thường trực Hội đồng nhân dân, các Ban, …": the boards are the council's.
    """
    for k, boards in enumerate(agencies[1:], 1):
        council = agencies[k - 1].name
        if _ITS_BOARDS.fullmatch(boards.name) and council.startswith("Thường trực Hội đồng nhân dân"):
            agencies[k] = Agency(
                boards.start, boards.end, council.replace("Thường trực", f"{boards.name[:3]} Ban của", 1)
            )
    for k in range(len(agencies) - 2, -1, -1):
        said = text[agencies[k].start : agencies[k].end]
        committee = _ITS_COMMITTEE.search(agencies[k + 1].name) if _PARTY_OFFICE.fullmatch(said) else None
        if committee is not None:  # "Ban Tổ chức, Ủy ban Kiểm tra Tỉnh ủy": each of them is the committee's
            agencies[k] = Agency(agencies[k].start, agencies[k].end, said + committee.group())
            continue
        of = _OF_CLASS.match(agencies[k + 1].name)
        if of is not None and text[agencies[k].start : agencies[k].end] in ("HĐND", "Hội đồng nhân dân"):
            name = agencies[k + 1].name  # "HĐND, UBND các huyện": each class has its own of both
            agencies[k] = Agency(agencies[k].start, agencies[k].end, f"Hội đồng nhân dân {name[of.end() :]}")
            continue
        there = _PROVINCE.search(agencies[k + 1].name) if agencies[k].name in _OF_A_PROVINCE else None
        if there is not None:
            agencies[k] = Agency(agencies[k].start, agencies[k].end, agencies[k].name + there.group())
    return agencies
