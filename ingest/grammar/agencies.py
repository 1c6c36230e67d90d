"""Agencies in text: who they are in full, and the lists they come in.

`Sở KH&ĐT` in a document of Bắc Ninh is `Sở Kế hoạch và Đầu tư tỉnh Bắc Ninh`; `UBND các huyện,
thành phố` is one collective addressee, not three. Patterns are data (lexicons/agencies.tsv) with
the way in which the province joins a name; names of departments and ministries are the registry's.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from graph import registry
from graph.identity import agency_iri, fold
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_at, province_kind, province_name

_EXPAND = (
    (r"(?<![^\W_])UBND(?![^\W_])", "Ủy ban nhân dân"),
    (r"(?<![^\W_])HĐND(?![^\W_])", "Hội đồng nhân dân"),
    (r"(?:Ủy ban |UB |UB)?MTTQ(?: Việt Nam| VN)?(?![^\W_])", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    (r"(?:Ủy ban )?Mặt trận Tổ quốc(?! Việt Nam| các cấp|, các)(?: VN)?", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    (r"(?<!Ủy ban )Mặt trận Tổ quốc Việt Nam(?= tỉnh| thành phố)", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    (r"^([Cc]ác [Tt]ổ đại biểu)$", r"\1 Hội đồng nhân dân"),
    (r"(?<![^\W_])BTV(?![^\W_])", "Ban Thường vụ"),
    (r"(?<![^\W_])BCH(?![^\W_])", "Bộ Chỉ huy"),
    (r"(?<![^\W_])VP(?![^\W_])", "Văn phòng"),
    (r"(?<![^\W_])TT HĐND", "Thường trực Hội đồng nhân dân"),
    (r"(?<![^\W_])(?:BQL|Ban quản lý|Ban Quản lý)(?: các)? (?:KCN|khu công nghiệp"
r"|Khu công nghiệp)", "Ban Quản lý các khu công nghiệp"),
    (r"(?<![^\W_])BQL(?![^\W_])", "Ban Quản lý"),
    (r"(?<![^\W_])KCN(?![^\W_])", "khu công nghiệp"),
    (r"KH\s*&\s*ĐT|KHĐT|KH-ĐT", "Kế hoạch và Đầu tư"),
    (r"TN\s*&\s*MT|TNMT|TN-MT", "Tài nguyên và Môi trường"),
    (r"NN\s*&\s*PTNT|NN và PTNT|NNPTNT|Nông nghiệp và PTNT|Nông nghiệp & PTNT", "Nông nghiệp và Phát triển nông thôn"),
    (r"NN\s*&\s*MT|NNMT", "Nông nghiệp và Môi trường"),
    (r"GD\s*&\s*ĐT|GDĐT|GD-ĐT", "Giáo dục và Đào tạo"),
    (r"LĐ\s*-?\s*TB\s*(?:&|và)\s*XH|LĐTB\s*&\s*XH|LĐTBXH|LĐ-TBXH"
r"|Lao động\s*,?\s*-?\s*Thương binh và Xã hội", "Lao động - Thương binh và Xã hội"),
    (r"VH\s*,?\s*TT\s*(?:&|và)\s*DL|VHTTDL|VHTT&DL|Văn hóa\s*,?\s*Thể thao và Du lịch", "Văn hóa, Thể thao và Du lịch"),
    (r"TT\s*&\s*TT|TTTT", "Thông tin và Truyền thông"),
    (r"KH\s*&\s*CN|KHCN", "Khoa học và Công nghệ"),
    (r"(?<=Sở )GTVT", "Giao thông vận tải"),
    (r"(?<=Sở )LĐTBXH", "Lao động - Thương binh và Xã hội"),
    (r"[Ss]ở ngành", "sở, ngành"),
    (r"(?<=huyện, )thành, thị(?! xã)", "thành phố, thị xã"),
    (r"^(?:[Cc]ác )?tổ chức đảng", "các tổ chức đảng"),
    (r"^chính quyền$", "các cấp chính quyền"),
)  # fmt: skip
# A consonant that a blank cut off its syllable in a damaged text: `Ban quản l ý`.
_CUT_OFF = vn(r"(?<=[^\W\d_]\s)([bcdđghklmnpqrstvx])\s(?=[{LOW}])(?![bcdđghklmnpqrstvx])")
_EXPANSIONS = [(vn(p), r) for p, r in _EXPAND]
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
    r"|Thủ tướng|Quân khu|Tổng Cục|Chánh Văn phòng)(?![^\W_])(?!\s+(?:chức|hành|đầu"
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
_WORD_ON = re.compile(r"\s*(?:-\s*)?([^\W\d_]+(?:&[^\W\d_]+)?)")
_CLASS_OF_PLACES = re.compile(r"các (?:huyện|quận|thị xã|xã|phường|tỉnh|thành phố)(?![^\W_])", re.I)
_STEERING = vn(r"đạo\s+\d{1,4}(?=\s+[{LOW}])|vực\s+(?:\d{1,2}|[IVX]{1,4})(?![^\W_])")
_COMPOUNDS = frozenset(["thường trực", "công trình", "chương trình", "quy trình", "hành trình"])  # no verb in them
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
    ]
)
# "Chủ tịch Hội đồng kết luận như sau": a verb of saying ends a name. In small letters, for "Ban Chỉ đạo" is a name.
_SAYS = vn(r"\s+(?:kết luận|nhấn mạnh|phát biểu|ghi nhận|như sau|cho biết|nêu rõ)(?![^\W_])")
_SEPARATOR = vn(r"\s*(?:,|;|/)\s*(?:và\s+|đề nghị\s+)?|\s+(?:và|cùng với|cùng)\s+")
_OFFICE = re.compile(r"(?:Thủ trưởng|Người đứng đầu|Giám đốc|Lãnh đạo)\s+các(?=\s)")
_SHARED_HEAD = vn(
    r"(?:(?P<office>Giám đốc|Lãnh đạo|Bộ trưởng)\s+)?(?:[Cc]ác\s+)?(?P<head>[Ss]ở|[Bb]ộ|[Bb]an|[Hh]uyện)\s*:\s*"
)


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
            or "khu vực" in text[at:stop]
        )
        company = head in ("Công ty", "Tổng công ty", "Chủ đầu tư", "Phòng")
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
    return at


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
                bare = vn(rf"(?:(?:thị xã|huyện|thành phố|quận|xã|phường)\s+)?{_CAP}(?:\s+{_CAP}){{0,3}}").match(
                    text, at, end
                )
                if bare is not None:
                    item = bare.end(), "none"
                    words = bare.group()
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
                out.append(Agency(at, item[0], full_name(words, item[1], place, on)))
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
    return out, done


@lru_cache(4096)
def full_name(words: str, join: str, place: str | None, on: str | None = None) -> str:
    """A name written out and placed.

    >>> full_name("UBND các huyện, thành phố", "thuộc", "thai-nguyen")
    'Ủy ban nhân dân các huyện, thành phố thuộc tỉnh Thái Nguyên'
    """
    name = _CUT_OFF.sub(r"\1", " ".join(words.split()).strip(" ,;:."))
    for pattern, replacement in _EXPANSIONS:
        name = pattern.sub(replacement, name)
    name = re.sub(r"^([Cc]ác) Ban (?=Hội đồng nhân dân)", r"\1 Ban của ", name)
    name = re.sub(r"^(Ủy ban nhân dân) Thành phố (?=[A-ZĐ])", r"\1 thành phố ", name)
    known = _canonical(name)
    name = known or name
    if join == "của Quốc hội":
        return name if name.endswith("Quốc hội") else f"{name} của Quốc hội"
    if place is None and join == "party":
        name = re.sub(r"^[Cc]ác | trực thuộc.*$", "", name)
        return f"các {name} trực thuộc Trung ương"
    if place is None or join == "none" or name.endswith(("cá nhân", "cá nhân có liên quan", "cá nhân liên quan")):
        return name
    there = province_name(place)
    kind = province_kind(place, on)
    if fold(there) in fold(name):
        return name
    last = name.split()[-1].lower()
    if join == "party":
        committee = "Tỉnh ủy" if kind == "tỉnh" else "Thành ủy"
        if name.lower() == "thành ủy" and (kind != "tỉnh" or name[0].isupper() or _one_city(place, on)):
            return f"Thành ủy {there}"
        if not name.lower().startswith("các") and " các " not in name:
            name = f"các {name}"
        if name.lower().endswith("trực thuộc"):
            name = f"{name} {committee}"
        tail = "" if name.endswith((" Tỉnh ủy", " Thành ủy")) else f" trực thuộc {committee}"
        return f"{name}{tail} {there}"
    if (last == "tỉnh" and not name.lower().endswith("cấp tỉnh")) or (
        last == "phố"
        and kind == "thành phố"
        and name.lower().endswith("thành phố")
        and not _CLASS_OF_PLACES.search(name)
    ):
        return f"{name} {there}"
    if name.endswith(("Tỉnh ủy", "Thành ủy", "tỉnh ủy", "Tỉnh đoàn", "Thành đoàn")):
        return f"{name} {there}"
    if join == "trên địa bàn":
        name = re.sub(r"\s+trên địa bàn(?:\s+(?:tỉnh|thành phố|TP\.?))?$", "", name, flags=re.I)
        return f"{name} trên địa bàn {kind} {there}"
    if join == "của":
        if name.lower().startswith(("cơ quan", "đơn vị", "địa phương")):
            name = f"các {name}"
        name = re.sub(r"(?<!cấp)\s+(?:của\s+)?(?:tỉnh|thành phố)$", "", name, flags=re.I)
        return f"{name} của {kind} {there}"
    if join == "thuộc":
        return f"{name} thuộc {kind} {there}"
    return f"{name} {kind} {there}"


@cache
def _one_city(place: str, on: str | None) -> bool:
    text = files("ingest.grammar").joinpath("lexicons/one-city-provinces.txt").read_text(encoding="utf-8")
    return place in text.splitlines() and (on is None or on < "2025-07-01")


@cache
def _canonical(name: str) -> str | None:
    """The registry's spelling of a department's name (`Sở Văn hóa Thể thao và Du lịch`)."""
    row = registry.issuer_named(name)
    if (
        row is not None
        and row.name.startswith(("Sở ", "Bộ "))
        and fold(row.name).replace(",", "") == fold(name).replace(",", "")
    ):
        return row.name
    return None
