"""Agencies in full: abbreviations written out, the province joined on as its kind of name wants it.

`Sở KH&ĐT` in a document of Bắc Ninh is `Sở Kế hoạch và Đầu tư tỉnh Bắc Ninh`; how the province joins a name is
data (the column `join` of lexicons/agencies.tsv).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from graph import registry
from graph.identity import fold
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_at, province_kind, province_name

_EXPAND = (
    (r"(?<![^\W_])UBND(?![^\W_])", "Ủy ban nhân dân"),
    (r"(?<![^\W_])HĐND(?![^\W_])", "Hội đồng nhân dân"),
    (r"(?<![^\W_])ĐBQH(?![^\W_])", "đại biểu Quốc hội"),
    (r"(?<![^\W_])HTX(?![^\W_])", "Hợp tác xã"),
    (r"(?:Ủy ban |UB |UB)?MTTQ(?: Việt Nam| VN)?(?![^\W_])", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    (r"(?:Ủy ban )?Mặt trận Tổ quốc(?! Việt Nam| các cấp|, các)(?: VN)?", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    (r"(?<!Ủy ban )(?<!Đảng ủy )Mặt trận Tổ quốc Việt Nam(?= tỉnh| thành phố)", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    (r"^([Cc]ác [Tt]ổ đại biểu)$", r"\1 Hội đồng nhân dân"),
    (r"^[Tt]ổ đại biểu$", "các Tổ đại biểu Hội đồng nhân dân"),
    (r"(?<![^\W_])BTV(?![^\W_])", "Ban Thường vụ"),
    (r"(?<![^\W_])BCH\s?QS(?![^\W_])", "Bộ Chỉ huy Quân sự"),
    (r"(?<![^\W_])BCH(?![^\W_])", "Bộ Chỉ huy"),
    (r"(?<![^\W_])BĐBP(?![^\W_])", "Bộ đội Biên phòng"),
    (r"(?<![^\W_])TAND(?![^\W_])", "Tòa án nhân dân"),
    (r"(?<![^\W_])(?:VKSND|Viện KSND)(?![^\W_])", "Viện kiểm sát nhân dân"),
    (r"(?<![^\W_])LĐLĐ(?![^\W_])", "Liên đoàn Lao động"),
    (r"(?<![^\W_])BHXH(?![^\W_])", "Bảo hiểm xã hội"),
    (r"(?<![^\W_])KBNN(?![^\W_])", "Kho bạc Nhà nước"),
    (r"(?<![^\W_])VP(?![^\W_])", "Văn phòng"),
    (r"(?<![^\W_])TTYT(?![^\W_])", "Trung tâm Y tế"),
    (r"(?<![^\W_])TT HĐND", "Thường trực Hội đồng nhân dân"),
    (r"(?<![^\W_])(?:BQL|Ban quản lý|Ban Quản lý)(?: các)? (?:KCN|khu công nghiệp"
r"|Khu công nghiệp)", "Ban Quản lý các khu công nghiệp"),
    (r"(?<![^\W_])(?:Ban )?(?:QLDA|BQLDA)(?![^\W_])|(?<![^\W_])BQL DA(?![^\W_])", "Ban Quản lý dự án"),
    (r"(?<![^\W_])BQL(?![^\W_])", "Ban Quản lý"),
    (r"(?<=các huyện, )TP\.?(?![^\W_])", "thành phố"),
    (r"(?<![^\W_])KCN(?![^\W_])", "khu công nghiệp"),
    (r"KH\s*&\s*ĐT|KHĐT|KH-ĐT", "Kế hoạch và Đầu tư"),
    (r"TN\s*&\s*MT|TNMT|TN-MT", "Tài nguyên và Môi trường"),
    (r"NN\s*&\s*PTNT|NN và PTNT|NNPTNT|Nông nghiệp và PTNT|Nông nghiệp & PTNT", "Nông nghiệp và Phát triển nông thôn"),
    (r"NN\s*&\s*MT|NNMT", "Nông nghiệp và Môi trường"),
    (r"GD\s*&\s*ĐT|GDĐT|GD-ĐT", "Giáo dục và Đào tạo"),
    (r"LĐ\s*-?\s*TB\s*(?:&|và)\s*XH|LĐTB\s*&\s*XH|LĐTBXH|LĐ-TBXH"
r"|Lao động\s*,?\s*-?\s*Thương binh và Xã hội", "Lao động - Thương binh và Xã hội"),
    (r"VH\s*,?\s*TT\s*(?:&|và)\s*DL|VHTTDL|VHTT&DL"
r"|Văn hóa\s*,?\s*Thể thao\s*(?:và|,|-)?\s*[Dd]u lịch", "Văn hóa, Thể thao và Du lịch"),
    (r"TT\s*&\s*TT|TTTT", "Thông tin và Truyền thông"),
    (r"KH\s*&\s*CN|KHCN", "Khoa học và Công nghệ"),
    (r"(?<=Sở )GTVT", "Giao thông vận tải"),
    (r"(?<=Sở )LĐTBXH", "Lao động - Thương binh và Xã hội"),
    (r"[Ss]ở ngành", "sở, ngành"),
    (r"(?<=huyện, )thành, thị(?! xã| ủy)", "thành phố, thị xã"),
    (r"^(?:[Cc]ác )?tổ chức đảng", "các tổ chức đảng"),
    (r"^chính quyền$", "các cấp chính quyền"),
)  # fmt: skip
# A consonant that a blank cut off its syllable in a damaged text: `Ban quản l ý`.
_CUT_OFF = vn(r"(?<=[^\W\d_]\s)([bcdđghklmnpqrstvx])\s(?=[{LOW}])(?![bcdđghklmnpqrstvx])")
_EXPANSIONS = [(vn(p), r) for p, r in _EXPAND]
_CLASS_OF_PLACES = re.compile(r"các (?:huyện|quận|thị xã|xã|phường|tỉnh|thành phố)(?![^\W_])", re.I)


_OF_DISTRICTS = ("Huyện ủy", "Thị ủy", "Quận ủy", "huyện ủy viên")  # a district's own, not the province's
_BELOW = frozenset(["huyện", "quận", "xã", "phường"])  # "Công an huyện": of a district, which the text names elsewhere
_SHORT_DEPARTMENT = vn(r"(?<=Sở )[{UP}][{UP}&-]{1,8}$")


@cache
def departments_short() -> dict[str, str]:
    """What departments are called by their initials (lexicons/departments-short.tsv): `TC` is Tài chính."""
    text = files("ingest.grammar").joinpath("lexicons/departments-short.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines()[1:])


@lru_cache(4096)
def full_name(words: str, join: str, place: str | None, on: str | None = None) -> str:
    """A name written out and placed.

    >>> full_name("UBND các huyện, thành phố", "thuộc", "thai-nguyen")
    'Ủy ban nhân dân các huyện, thành phố thuộc tỉnh Thái Nguyên'
    """
    name = _CUT_OFF.sub(r"\1", " ".join(words.split()).strip(" ,;:."))
    for pattern, replacement in _EXPANSIONS:
        name = pattern.sub(replacement, name)
    name = _SHORT_DEPARTMENT.sub(lambda m: departments_short().get(m.group(), m.group()), name)
    name = re.sub(r"^([Cc]ác) Ban (?=Hội đồng nhân dân)", r"\1 Ban của ", name)
    name = re.sub(r"^(Ủy ban nhân dân) Thành phố (?=[A-ZĐ])", r"\1 thành phố ", name)
    known = _canonical(name)
    name = known or name
    if join == "của Quốc hội":
        return name if name.endswith("Quốc hội") else f"{name} của Quốc hội"
    if place is None and join == "party-board":
        return f"{name} Trung ương"
    if place is None and join == "party":
        name = re.sub(r"^[Cc]ác | trực thuộc.*$", "", name)
        return f"{'' if ' các ' in name else 'các '}{name} trực thuộc Trung ương"
    if (
        place is None
        or join == "none"
        or name.endswith(_OF_DISTRICTS)
        or name.endswith(("cá nhân", "cá nhân có liên quan", "cá nhân liên quan"))
    ):
        return name
    there = province_name(place)
    kind = province_kind(place, on)
    if fold(there) in fold(name) or _ends_in_a_province(name):
        return name
    last = name.split()[-1].lower()
    if join == "tỉnh" and last in _BELOW and not name.lower().endswith((f"cấp {last}", "hợp tác xã")):
        return name
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
    if join == "party-board" and not name.endswith((" Tỉnh ủy", " Thành ủy")):
        name = f"{name} {'Tỉnh ủy' if kind == 'tỉnh' else 'Thành ủy'}"
    if (last == "tỉnh" and not name.lower().endswith("cấp tỉnh")) or (
        last == "phố"
        and kind == "thành phố"
        and name.lower().endswith("thành phố")
        and not _CLASS_OF_PLACES.search(name)
    ):
        kept = name.removesuffix("Tỉnh").removesuffix("Thành phố")  # a capital where the place's name follows is none
        return f"{name} {there}" if kept == name else f"{kept}{kind} {there}"
    if name.endswith(("Tỉnh ủy", "Thành ủy", "tỉnh ủy", "Tỉnh đoàn", "Thành đoàn")):
        return f"{name} {there}"
    if join == "trên địa bàn":
        name = re.sub(r"\s+trên địa bàn(?:\s+(?:tỉnh|thành phố|TP\.?))?$", "", name, flags=re.I)
        return f"{name} trên địa bàn {kind} {there}"
    if join == "của":
        if name.lower().startswith(("cơ quan", "đơn vị", "địa phương")):
            name = f"các {name}"
        name = re.sub(r"(?<!cấp)\s+(?:(?:của|thuộc)\s+)?(?:tỉnh|thành phố)$", "", name, flags=re.I)
        return f"{name} của {kind} {there}"
    if join == "thuộc":
        return f"{name} thuộc {kind} {there}"
    return f"{name} {kind} {there}"


@cache
def _ends_in_a_province(name: str) -> bool:
    """Does a name say its own place, as "Bệnh viện Đa khoa Tiền Giang" does where Tiền Giang is a province no more?"""
    words = name.split()
    ends = (" ".join(words[-n:]) for n in (2, 3) if len(words) > n + 1)
    return any((there := province_at(end, 0)) is not None and there[1] == len(end) for end in ends)


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
