"""Issuing bodies after a citation: `của Ban Thường vụ Tỉnh ủy Bắc Giang`, `của Bộ trưởng Bộ Tài chính`.

Known names come first, longest match, because many hold "và" (Bộ Nông nghiệp và Môi trường);
then a run of capitalised words. What follows (tỉnh X, huyện Y) is the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph import registry
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_at

_OF = vn(r"\s*,?\s*(?:\(|do\s+)?(?:của|CỦA|bởi)\s+(?:đồng\s+chí\s+)?")
_TITLE = vn(
    r"(?:(?:Phó\s+)?(?:Bộ\s+trưởng|Thống\s+đốc|Chủ\s+nhiệm|Chánh\s+án|Viện\s+trưởng"
    r"|Tổng\s+(?:Kiểm\s+toán|Thanh\s+tra)|"
    r"Giám\s+đốc|Cục\s+trưởng|Tổng\s+cục\s+trưởng|Chủ\s+tịch|Trưởng\s+[Bb]an"
    r"|Chánh\s+[Vv]ăn\s+phòng|Thủ\s+trưởng)\s+)?"
)
_CAPITALISED = r"[{UP}][\wÀ-ỹ]*"
# A name does not go on in the next paragraph, nor into the next sentence: "… Bộ Tài chính\nCăn cứ Nghị định …".
_NEXT = r"(?!(?:Căn cứ|Xét|Theo|Nghị|Luật|Quyết|Thông|Điều|Chỉ thị|Kết luận|Kế hoạch|Trên|Để|Thực hiện)(?![^\W_]))"
_RUN = vn(
    rf"{_CAPITALISED}(?:(?:[^\S\n]+|[^\S\n]*-[^\S\n]*|,[^\S\n]+)(?:và[^\S\n]+)?{_NEXT}{_CAPITALISED}){{0,8}}"
    rf"(?:[^\S\n]+[{{LOW}}]+(?=[^\S\n]+{_CAPITALISED})[^\S\n]+{_NEXT}{_CAPITALISED})?"
)
_LOCAL_LEVEL = vn(
    r"(?:\s+|\s*,\s*)(?P<level>tỉnh|Tỉnh|TỈNH|thành\s+phố|Thành\s+phố|THÀNH\s+PHỐ|TP\.?|huyện"
    r"|quận|thị\s+xã|xã|phường|thị\s+trấn|đặc\s+khu)"
    r"(?![^\W_])\.?"
)
_NAME = vn(rf"\s+({_CAPITALISED}(?:[\s-]+{_CAPITALISED}){{0,4}})")


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body as written: `name` in words, `issuer` its row, `place` a province's slug."""

    start: int
    end: int
    name: str
    issuer: registry.Issuer | None
    place: str | None
    district: str | None = None


_SPELT_OTHERWISE = (
    "UBND",
    "HĐND",
    "Ủy Ban nhân dân",
    "Ủy Ban Nhân dân",
    "Ủy ban Nhân dân",
    "Ủy Ban Nhân Dân",
    "Hội đồng Nhân dân",
    "Hội Đồng Nhân Dân",
    "BTV Tỉnh ủy",
    "Ban thường vụ Tỉnh ủy",
    "Ban Thường vụ tỉnh ủy",
    "tỉnh ủy",
    "Ban Chấp hành Đảng bộ",
    "thành ủy",
    "Ban thường vụ Thành ủy",
    "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
)
_FIRST_WORD = re.compile(r"\w+")


@cache
def _names() -> dict[str, list[str]]:
    """Every known body's name as it is spelt, by its first word."""
    spelt = set(_SPELT_OTHERWISE)
    for row in registry.issuers():
        for name in (row.name, *row.names):
            if len(name) > 3:
                spelt |= {name, name.upper(), name.replace("Ủy ban", "ủy ban"), name[0].upper() + name[1:].lower()}
    out: dict[str, list[str]] = {}
    for name in sorted(spelt, key=lambda n: (-len(n), n)):
        first = _FIRST_WORD.match(name)
        if first is not None:
            out.setdefault(first.group(), []).append(name)
    return out


@cache
def _known(first: str) -> re.Pattern[str] | None:
    """The names that begin with a word. One pattern of all 1,500 takes 0.6 s to compile; a text needs few."""
    names = _names().get(first)
    if names is None:
        return None
    body = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in names)
    return vn(rf"(?:{body})(?![^\W_])")


def _known_at(text: str, at: int) -> re.Match[str] | None:
    first = _FIRST_WORD.match(text, at)
    pattern = _known(first.group()) if first is not None else None
    return pattern.match(text, at) if pattern is not None else None


_SYNONYMS = {
    "bộ trưởng, chủ nhiệm văn phòng chính phủ": "VPCP",
    "ủy ban nhân dân": "UBND",
    "hội đồng nhân dân": "HĐND",
    "ubnd": "UBND",
    "hđnd": "HĐND",
    "btv tỉnh ủy": "TU",
    "ban thường vụ tỉnh ủy": "TU",
    "tỉnh ủy": "TU",
    "thành ủy": "TU",
    "ban thường vụ thành ủy": "TU",
}


def body_after(text: str, at: int) -> Body | None:
    """The body named by `của …` right after `at`, or None.

    >>> b = body_after("ngày 20/7/2023 của HĐND tỉnh Thái Nguyên về", 14)
    >>> b.name, b.place
    ('HĐND tỉnh Thái Nguyên', 'thai-nguyen')
    """
    of = _OF.match(text, at)
    return body_at(text, of.end()) if of else None


def body_at(text: str, at: int) -> Body | None:
    """The body whose name begins at `at`, with its place where one follows."""
    title = _TITLE.match(text, at)
    known = (_known_at(text, title.end()) if title is not None else None) or _known_at(text, at)
    row: registry.Issuer | None = None
    if known is not None:
        end = known.end()
        words = " ".join(known.group().split())
        code = _SYNONYMS.get(words.lower())
        row = registry.issuer(code) if code else registry.issuer_named(words)
    else:
        run = _RUN.match(text, at)
        if run is None or run.end() - at < 3:
            return None
        end = run.end()
    place = district = None
    level = _LOCAL_LEVEL.match(text, end)
    if level is not None:
        after = level.end()
        found = _province(text, after)
        word = " ".join(level["level"].lower().split())
        if found is not None and word in ("tỉnh", "thành phố", "tp", "tp."):
            place, end = found
        elif (name := _NAME.match(text, after)) is not None and word != "tỉnh":
            end = name.end()
            district = f"{word} {name[1]}"
            second = _LOCAL_LEVEL.match(text, end)
            if second is not None and (found := _province(text, second.end())) is not None:
                place, end = found
        else:
            end = after
    elif (found := _province(text, end)) is not None:
        place, end = found
    return Body(at, end, " ".join(text[at:end].split()), row, place, district)


def _province(text: str, at: int) -> tuple[str, int] | None:
    blank = at
    while blank < len(text) and text[blank] in " ":
        blank += 1
    return province_at(text, blank) if blank > at else None
