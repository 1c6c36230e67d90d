"""What a passage does: reports, aims, orders, lays down rules. Headings say it, then lead-ins.

A heading's words hold for everything under it. Above the first one, the type of the instrument
says what its text does by default: a report reports, a plan orders, a decree lays down rules.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from graph.identity import fold
from ingest.structure.outline import Unit

# What an instrument's own text does where no heading says otherwise.
_DEFAULT = {
    "báo cáo": "assessment", "tờ trình": "assessment", "biên bản": "assessment",
    "nghị định": "normative", "thông tư": "normative", "thông tư liên tịch": "normative", "luật": "normative",
    "bộ luật": "normative", "pháp lệnh": "normative", "quy định": "normative", "quy chế": "normative",
    "quyết định": "normative", "văn bản hợp nhất": "normative", "điều lệ": "normative", "hiến pháp": "normative",
    "quy chế phối hợp": "normative", "nghị quyết liên tịch": "normative", "sắc lệnh": "normative",
}  # fmt: skip


@cache
def _lexicon(folded: bool = False) -> list[tuple[re.Pattern[str], str]]:
    rows = csv.DictReader(
        files("ingest.grammar").joinpath("lexicons/heading-zones.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    return [(re.compile(fold(row["words"]) if folded else row["words"]), row["zone"]) for row in rows]


def default_zone(type_: str | None) -> str:
    """What a text of that type does before any heading; `narrative` waits for its lead-in."""
    return _DEFAULT.get(type_ or "", "narrative")


_LABEL_REACH = 14
_RULES_ONLY = frozenset(
    {"luật", "bộ luật", "pháp lệnh", "hiến pháp", "nghị định", "thông tư", "thông tư liên tịch", "văn bản hợp nhất"}
    | {"điều lệ", "quy chế", "quy định", "nghị quyết liên tịch", "quy chế phối hợp"}
)
# What an office is for, what somebody is entitled to, how a thing is gone about: rules, which order nothing.
_RULE_HEADING = re.compile(
    r"[ .:*#]*(?:(?:(?:Vị trí|Chức năng),? |và )*nhiệm vụ(?:,| và) quyền hạn|(?:quyền(?: lợi)?|nghĩa vụ)(?:,| và| của)"
    r"|quy trình|trình tự|thủ tục)(?![^\W_])",
    re.I,
)
# How a law itself is carried out, in its last articles; "Tổ chức thực hiện bảo hiểm xã hội" is what it is about.
_CARRIED_OUT = re.compile(
    r"(?:[IVX\d]+[.\s]*)?(?:các\s+|.{3,60}\svà\s(?=.{8,24}$))?"
    r"(?:tổ chức (?:triển khai )?thực hiện|điều khoản thi hành|trách nhiệm (?:thi hành"
    r"|tổ chức(?: thực hiện)?)|triển khai(?: thi hành| thực hiện)?|hiệu lực và trách nhiệm)"
    r"(?!\s+(?!luật|nghị|thông|bộ luật|quy|điều lệ|pháp lệnh|văn bản|và|của|\()[^\W\d_])",
    re.I,
)
_TELLING = frozenset(["neutral", "assessment"])
# "Về báo cáo tình hình thực hiện nhiệm vụ …", "Về dự thảo Nghị quyết …": what a sitting was about, no account of it.
_ITEM = re.compile(
    r"(?:\W|\d)*về (?:các |nội dung |việc )?(?:báo cáo|tờ trình|dự thảo|dự án|đề án|đề nghị|đề xuất|kiến nghị|hồ sơ)"
    r"(?![^\W_])"
)
_STARTS_ACTING = re.compile(
    r"(?:đầu tư|bố trí|bảo đảm|đảm bảo|huy động|tăng cường|ưu tiên|sử dụng|đa dạng|phát triển|tạo|khắc phục|tháo gỡ"
    r"|giải quyết|nâng cao|đẩy mạnh|hoàn thiện|xây dựng|chủ động|tập trung|tiếp tục)\s"
)


def heading_zone(words: str) -> str | None:
    """
    >>> heading_zone("MỤC ĐÍCH, YÊU CẦU"), heading_zone("Tổ chức thực hiện"), heading_zone("Kết quả đạt được")
    ('aim', 'operative', 'assessment')
    >>> heading_zone("III. TỔ CHÚC THỤC HIỆN")
    'operative'
    """
    lower = " ".join(words.lower().split())
    zone = _first_zone(lower, folded=False)
    if zone is None and words.isupper():
        return _first_zone(fold(lower), folded=True)  # capitals lose their marks in a scan: "TỔ CHÚC THỤC HIỆN"
    return zone


def _first_zone(lower: str, *, folded: bool) -> str | None:
    # The first word that says something decides ("Kết quả thực hiện nhiệm vụ" reports); deep inside a
    # long heading such words are matter, not form ("… phát triển các thành phần kinh tế").
    reach = 60 if len(lower) <= 60 else 14
    best: tuple[int, int, str] | None = None
    acts = _STARTS_ACTING.match(lower) is not None or _ITEM.match(lower) is not None
    for rank, (pattern, zone) in enumerate(_lexicon(folded)):
        match = pattern.search(lower)
        if match and ((zone == "neutral" and match.start() > _LABEL_REACH) or (acts and zone in _TELLING)):
            continue  # "Đầu tư nguồn lực và bảo đảm kinh phí" orders, "Kinh phí thực hiện" does not
        if match and match.start() <= reach and (best is None or (match.start(), rank) < best[:2]):
            best = (match.start(), rank, zone)
    return best[2] if best else None


# The end of a lead-in: what follows the colon is to be done.
_ORDERS = re.compile(
    r"(?:[Yy]êu cầu|[Đđ]ề nghị|[Gg]iao|chỉ đạo|chỉ thị|nhiệm vụ|giải pháp|thực hiện|triển khai|có ý kiến"
    r"|ý kiến chỉ đạo|như sau|sau đây|sau|nội dung|kết luận)[^:]{0,160}:\s*$"
)
# Below these both opinions and orders stand: a sentence there is an order only where its own words say so.
_OPINION_TYPES = frozenset(["công văn", "thông báo", "kết luận", "thông báo kết luận"])
_OPINIONS = re.compile(
    r"(?:kết luận|ý kiến)(?:\s+như\s+sau|\s+cụ thể)?\s*:\s*$"
    r"|^(?!.*(?:[Yy]êu cầu|[Đđ]ề nghị|[Gg]iao|chỉ đạo|chỉ thị|nhiệm vụ|giải pháp|triển khai|thực hiện)[^:]{0,160}:\s*$)"
    r".*như\s+sau\s*:\s*$",
    re.S,
)
_RULES = re.compile(
    r"(?:được (?:phép )?(?:triển khai|áp dụng|thực hiện|hưởng) (?:các|một trong|những|một số)|sửa đổi|bổ sung"
    r"|bãi bỏ|thay thế|quy định|được hiểu|bao gồm|gồm)[^:]{0,90}:\s*$",
    re.I,
)
_CHANGES = re.compile(r"\s*(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Điều chỉnh|Bỏ)(?![^\W_])")
# "Chính phủ yêu cầu các bộ, cơ quan, địa phương tập trung thực hiện:" ends an account of how things stand.
_ORDERS_WHOM = re.compile(
    r"(?<!đã )(?<!được )(?:yêu cầu|đề nghị|giao)\s+(?:các|cấp|Bộ|Ủy ban|UBND|HĐND|Hội đồng|Sở|Đảng|Ban|Thủ trưởng"
    r"|Chủ tịch|Giám đốc|ban|đảng|Văn phòng|Công an|Mặt trận)(?![^\W_])[^:]{0,400}:\s*$"
)
_ACCOUNTS = frozenset(["báo cáo", "tờ trình", "biên bản"])
_RESOLVES = re.compile(r"\W*(?:[^\W\d_]+ ){0,6}QUYẾT NGHỊ\W*$")
_TAKES_NOTE = re.compile(
    r"(?:tán thành|nhất trí|thống nhất|thông qua|đánh giá cao|cơ bản)[^.:;]{0,60}(?:đánh giá"
    r"|nhận định|báo cáo|kết quả)|ghi nhận|biểu dương",
    re.I,
)


def set_zones(flat: str, units: list[Unit], type_: str | None, normative: bool = False) -> list[str]:
    """The zone of each unit, by index. `normative` marks a resolution or decision that lays down rules
    (its symbol holds the year: Luật 64/2025/QH15)."""
    zones: list[str] = []
    base = "normative" if normative else default_zone(type_)
    opened = base  # the zone of what no heading governs
    opinions = False  # does what no heading governs stand below a lead-in to opinions?
    led: set[int] = set()  # units of which one child leads on to its siblings
    turned: set[int] = set()  # those where it does so behind an account of how things stand
    # A sitting of the Government resolves in numbered items, each with opinions and orders; councils in articles.
    in_items = type_ == "nghị quyết" and base == "narrative" and all(unit.kind != "article" for unit in units)
    for unit in units:
        text = flat[slice(*unit.text)]
        if unit.kind == "footnote":
            zones.append("footnote")
            continue
        zone = zones[unit.parent] if unit.parent is not None else opened
        if unit.parent in led and (zone in ("narrative", "lead-in") or unit.parent in turned):
            zone = "operative"
        named = (
            heading_zone(text)
            if unit.heading
            else heading_zone(_article_head(text))
            if unit.kind == "article"
            else None
        )
        if named == "operative" and (
            (unit.kind == "article" and _RULE_HEADING.match(text))
            or (type_ in _RULES_ONLY and not _CARRIED_OUT.match(_article_head(text)[:160].lstrip(" .:*#")))
        ):
            named = None  # "Nhiệm vụ và quyền hạn của …" says what an office is for; it orders nothing
        unit.weak = named == "weak" or (opinions and named is None and unit.parent is None)
        if named == "weak":
            named = "operative" if zone == "narrative" else None
        if named is not None and not (base == "normative" and named in ("aim", "assessment")):
            zone = named
            if unit.kind == "heading" and unit.parent is not None and _bare(flat, units[unit.parent]):
                zones[unit.parent] = zone  # "Phần thứ hai" on one line, what it is about on the next
        elif not unit.heading and unit.kind != "article" and (label := _label_zone(text)) is not None:
            zone = label
        elif unit.kind == "article" and _TAKES_NOTE.search(text[:160]):
            zone = "assessment"
        elif unit.kind == "article" and type_ in ("nghị quyết",) and zone in ("narrative", "assessment"):
            zone = "operative" if _ORDERS.search(text[-260:]) or re.match(r"\s*Giao\b", text) else base
        leads = (
            text.rstrip().endswith(":")
            and _ORDERS.search(text[-260:])
            and not _RULES.search(text[-130:])
            and not _CHANGES.match(text)
        )
        if in_items and unit.parent is None and len(text) < 60 and _RESOLVES.match(text):
            opened, opinions = "operative", True
        if (
            leads
            and zone == "assessment"
            and unit.kind == "paragraph"
            and unit.parent is not None
            and type_ not in _ACCOUNTS
            and _ORDERS_WHOM.search(text[-600:])
        ):
            led.add(unit.parent)
            turned.add(unit.parent)
            zones.append("lead-in")
            continue
        if leads and zone in ("narrative",):
            if unit.parent is None:
                opened = "operative"
                opinions = type_ in _OPINION_TYPES and _OPINIONS.search(text[-260:]) is not None
            elif unit.kind == "paragraph":
                led.add(unit.parent)
            zones.append("lead-in")
            continue
        if unit.kind in ("article", "clause") and zone == "normative" and type_ == "quyết định" and _GIVES.match(text):
            zones.append("lead-in")  # "Điều 2. Giao các cơ quan, đơn vị:": what hangs under it is for them to do
            continue
        if leads and unit.kind == "article" and zone == "assessment" and type_ == "nghị quyết":
            zone = "operative"
        zones.append(zone)
    # What hangs under a lead-in is what it orders.
    for i, unit in enumerate(units):
        if unit.parent is None or zones[unit.parent] not in ("lead-in", "operative"):
            continue
        if zones[i] in ("lead-in", "narrative") or (zones[i] == "normative" and _given(units, zones, i)):
            zones[i] = "operative"
    return zones


_GIVES = re.compile(r"\s*(?:Giao|Yêu cầu|Đề nghị|Phân công)\s[^:]{3,200}:\s*$")


def _given(units: list[Unit], zones: list[str], i: int) -> bool:
    """Does a unit hang under "Giao …:", at any depth?"""
    at = units[i].parent
    while at is not None:
        if zones[at] == "lead-in":
            return True
        at = units[at].parent
    return False


def _bare(flat: str, unit: Unit) -> bool:
    """A number without a title of its own."""
    return not flat[slice(*unit.text)].strip(" .:-*#")


def _label_zone(text: str) -> str | None:
    """`Mục tiêu chung: …`, `Kinh phí: …`: a label before a colon speaks like a heading, of no order."""
    head, colon, rest = text.strip().partition(":")
    if not colon or not rest.strip() or len(head) > 45:
        return None
    found = heading_zone(head)
    return found if found in ("aim", "neutral", "assessment") else None


def strong(zones: list[str], units: list[Unit], i: int) -> bool:
    """Does a heading above say outright that this is to be done, and no weaker one stands between?"""
    at: int | None = i if zones[i] == "operative" else None
    while at is not None:
        if units[at].weak:
            return False
        at = units[at].parent
    return zones[i] == "operative"


def _article_head(text: str) -> str:
    first = text.strip().split(". ")[0]
    return first if len(first) < 90 else ""
