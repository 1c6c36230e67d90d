"""What an instrument says of itself: type, number, date, issuer, place, title, signatory, recipients.

Where the header is blank (a draft's number, a missing letterhead) the closing formula, the
signature, the enacting words and the places that the text names stand in, in that order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from graph import registry
from ingest.grammar.bodies import Body, body_at
from ingest.grammar.dates import DATE, day_of
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_unmarked, provinces_in
from ingest.grammar.symbols import Symbol, find_symbols, groups, normal_code
from ingest.grammar.types import type_of_code
from ingest.structure.documents import Part, is_spread, title_type
from ingest.structure.paragraphs import Paragraph

_NUMBER = vn(
    r"(?:(?<!\S)(?:Số|SỐ|Số hiệu)\s*:?\s*"
    r"|(?<![^\n])S[ôóõồộổoÔÓÕO]\s*:\s*"  # what a scanner makes of "Số:"
    r"|(?<![^\n])[*#|> ]*(?:[{UP}][{LOW}]+(?:\s[{LOW}]+){0,3})\s+số\s*:\s*)(?P<rest>[^\n]{0,60})"  # "Luật số: …"
)
_BLANK_NUMBER = vn(r"[\s._…]*(?P<joint>[/-])\s*(?P<code>[A-ZĐ][A-ZĐa-z&/-]*[A-ZĐa-z])")
_PLACE_DATE = vn(
    r",?\s*ngày\s*(?P<day>\d ?\d(?!\d)|[\d.…_]*)\s*tháng\s*(?P<month>\d ?\d(?!\d)|[\d.…_]*)\s*nă ?m\s*(?P<year>\d{4})"
)
# What a place and day stand behind on their line: nothing, a comma, a place; not "Luật Tổ chức Chính phủ ngày …".
_PLACE_BEFORE = vn(r"(?:^|[,|*_.:;>…\]]|(?:^|\s)[{UP}][\wÀ-ỹ]*)\s*$")
_OF_ANOTHER = vn(r"[^\S\n]*\n?[^\S\n]*(?:của|CỦA)\s")
_PASSED = vn(r"(?:thông qua|ban hành)\s+ngày\s+", re.I)
_LEVEL_PLACE = vn(r"(?:tỉnh|Tỉnh|TỈNH|thành phố|Thành phố|THÀNH PHỐ|TP\.?|Tỉnh ủy|Thành ủy|TỈNH ỦY|THÀNH ỦY)\s+")
_ISSUES = vn(
    r"\s+(?:\([^()]{1,40}\)\s+)?(?:ban hành|xây dựng|yêu cầu|đề nghị|quyết định|có ý kiến"
    r"|chỉ thị|chỉ đạo|báo cáo|kết luận)\b"
)
_SUBJECT = vn(r"(?:V/v|V/V|Về việc|VỀ VIỆC)\s*:?\s*")
# What stands before a name and is none of it.
_RANK = vn(
    r"(?:\(?(?:Đã ký|đã ký|ĐÃ KÝ)\)?\s*:?\s*)?(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)\s+"
    r"|(?:GS|PGS|TS|TSKH|ThS|BS|KS|LS)\s*\.\s*)*"
)
_PERSON = vn(r"[{UP}][{LOW}]+(?:\s+[{UP}][{LOW}]+){1,4}$")
_ROLE_AND_PERSON = vn(r"((?:[{UP}./]+\s+){1,14})([{UP}][{LOW}]+(?:\s+[{UP}][{LOW}]+){1,4})$")
_ROLE = vn(
    r"(?:TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\b|CHỦ TỊCH|BÍ THƯ|BỘ TRƯỞNG|THỦ TƯỚNG|GIÁM ĐỐC|TRƯỞNG"
    r"|CHÁNH|CHỦ NHIỆM|THỐNG ĐỐC"
)


@dataclass(slots=True)
class Header:
    """An instrument's own identity as far as its text gives it."""

    type: str | None = None
    symbol: Symbol | None = None
    code: str | None = None  # of a blank number: `/BC-UBND`
    party: bool = False
    date: str | None = None
    year: int | None = None
    title: str | None = None
    issuer: str | None = None
    row: registry.Issuer | None = None
    place: str | None = None  # a province's slug
    district: str | None = None
    signatories: list[dict[str, str]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    number_span: tuple[int, int] | None = None  # the own number is no citation

    @property
    def jurisdiction(self) -> str | None:
        """`vn` for a central body, else the province."""
        if self.row is not None and not self.row.local:
            return "vn"
        return self.place


# Of 305 documents the longest head, with a portal's page before it, has 5,700 characters. Where more stands above (the
# end of another text, a foreword), a number there is not the instrument's own.
_LONGEST_HEAD = 10_000


def read_header(flat: str, paragraphs: list[Paragraph], part: Part) -> Header:
    """The header of one instrument, whatever of it is there."""
    h = Header(type=part.type)
    top_end = paragraphs[part.body].start if part.body < part.last else paragraphs[part.last - 1].end
    first = paragraphs[part.first].start
    top = (max(first, top_end - _LONGEST_HEAD), max(top_end, first))
    _number(flat, top, h)
    if h.symbol is None and part.consolidates is not None:
        # A consolidated text may have its number and day below, by its authentication.
        end = paragraphs[part.last - 1].end
        last = 0
        for number in _CONSOLIDATED_NUMBER.finditer(flat, top[0], end):
            last = number.start()  # annexes may stand below it
        _number(flat, (last, end) if last else (max(top[1], end - _AUTHENTICATION), end), h)
        if h.number_span is not None:
            top = (h.number_span[0], end)
    _date(flat, top, paragraphs, part, h)
    _issuer(flat, paragraphs, part, h)
    _title(flat, paragraphs, part, h)
    _closing(flat, paragraphs, part, h)
    if h.row is None and (h.symbol or h.code):
        h.row = _row_of_code(h.symbol.code if h.symbol else h.code or "")
    _place(flat, paragraphs, part, top, h)
    if h.type is None and any(
        "Kính gửi" in flat[paragraphs[k].start : paragraphs[k].end]
        for k in range(part.first, min(part.body, part.last))
    ):
        h.type = "công văn"  # whatever its code begins with: CT in 5664/CT-CS is Cục Thuế
    if h.type is None and (h.symbol or h.code):
        h.type = type_of_code(h.symbol.code if h.symbol else h.code or "")
    if h.row is not None and h.issuer is None:
        h.issuer = h.row.name
    return h


def _row_of_code(code: str) -> registry.Issuer | None:
    for group in groups(code)[1:] or groups(code):
        row = registry.issuer(group)
        if row is not None:
            return row
    found = groups(code)
    return registry.issuer(found[0]) if found else None


def _number(flat: str, top: tuple[int, int], h: Header) -> None:
    for match in _NUMBER.finditer(flat, *top):
        start = match.start("rest")
        found = find_symbols(flat, start, min(match.end(), start + 40))
        if found and found[0].start - start < 4:
            h.symbol, h.party = found[0], found[0].party
            h.number_span = (found[0].start, found[0].end)
            return
        blank = _BLANK_NUMBER.match(flat, start)
        if blank:
            h.code, h.party = normal_code(blank["code"]), blank["joint"] == "-"
            return


def _date(flat: str, top: tuple[int, int], paragraphs: list[Paragraph], part: Part, h: Header) -> None:
    for match in _PLACE_DATE.finditer(flat, *top):
        line = flat[flat.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not match.group().startswith(",") and not _PLACE_BEFORE.search(line):
            continue
        if _OF_ANOTHER.match(flat, match.end()):
            continue  # "Nghị định số 61/2015/NĐ-CP⏎ngày 09 tháng 7 năm 2015 của Chính phủ": in the title
        h.year = h.year or int(match["year"])
        full = DATE.search(flat, match.start("day"), match.end())
        if full is not None:
            h.date = day_of(full)
        elif match["day"][:1].isdigit() and match["month"][:1].isdigit():
            h.date = _day(int(match["year"]), match["month"], match["day"])
        if h.date:
            return
    body_end = paragraphs[part.last - 1].end
    for match in _PASSED.finditer(flat, max(top[1], body_end - 6000), body_end):
        before = flat[max(0, match.start() - 160) : match.start()]
        full = DATE.match(flat, match.end())
        if full is not None and re.search(r"(?:Nghị quyết|Luật|Bộ luật|Pháp lệnh|Kế hoạch|Quyết định) này", before):
            h.date = day_of(full)
            return


def _day(year: int, month: str, day: str) -> str | None:
    """A day whose figures a recogniser set apart: `ngày 0 2 tháng 5 nă m 2025`."""
    try:
        return date(year, int(month.replace(" ", "")), int(day.replace(" ", ""))).isoformat()
    except ValueError:
        return None


def _issuer(flat: str, paragraphs: list[Paragraph], part: Part, h: Header) -> None:
    best: Body | None = None
    numbered = _row_of_code(h.symbol.code) if h.symbol is not None and part.consolidates is None else None
    for k in range(part.first, min(part.body + 1, part.last)):
        p = paragraphs[k]
        text = flat[p.content : p.end]
        stripped = p.content + len(text) - len(text.lstrip(" *|#"))
        own = re.match(r"(?:CỦA|của)\s+", flat[stripped : stripped + 6])
        at = stripped + (own.end() if own else 0)
        if k == part.title:
            inside = re.search(r"\s(?:CỦA|của)\s+", flat[at : p.end])
            if inside is None:
                continue
            at += inside.end()
        body = body_at(flat, at)
        if body is None or body.issuer is None:
            continue
        shout = body.name.upper() == body.name
        if not shout and not own and k != part.title:
            continue
        if best is None or (best.place is None and body.place is not None):
            best = body
        elif numbered is not None and body.issuer is numbered and best.issuer is not numbered:
            # "UBND TỈNH CAO BẰNG ⏎ SỞ TƯ PHÁP", number 321/BC-STP: the number says whose it is
            best = replace(body, place=body.place or best.place)
    if part.consolidates is not None:
        of = re.compile(r"\scủa\s+").search(flat, paragraphs[part.consolidates].start)
        best = (body_at(flat, of.end()) if of else None) or best  # "VĂN BẢN HỢP NHẤT - BỘ …" is the gazette's
    if best is None:
        best = _enacting_body(flat, paragraphs, part)
    of_party = numbered if numbered is not None and h.symbol is not None and h.symbol.party else None
    if best is not None and best.issuer is not None and of_party is not None and of_party.local > best.issuer.local:
        # "ĐẢNG BỘ TỈNH SÓC TRĂNG ⏎ BAN CHẤP HÀNH", number 52-CTr/TU: the province's, not the Central Committee
        best = replace(best, issuer=of_party, name=of_party.name)
    if best is not None:
        h.row, h.place, h.district = best.issuer, best.place, best.district
        h.issuer = best.issuer.name if best.issuer and best.name.upper() == best.name else best.name


def _enacting_body(flat: str, paragraphs: list[Paragraph], part: Part) -> Body | None:
    """`UBND tỉnh ban hành Kế hoạch …`: the subject of the enacting words."""
    end = min(part.last, part.body + 8)
    for k in range(part.body, end):
        p = paragraphs[k]
        for match in _ISSUES.finditer(flat, p.start, p.end):
            left = max(p.start, match.start() - 70)
            for at in range(left, match.start()):
                if at and flat[at - 1] not in " ,;:\n":
                    continue
                body = body_at(flat, at)
                if body is not None and body.issuer is not None and body.end == match.start():
                    return body
    return None


_ADDRESSED = vn(r"(?:Kính|KÍNH)\s+(?:gửi|GỬI|mời|MỜI)")
_TYPE_ALONE = 40  # characters of a line that is a type's name, perhaps with a bit of dirt
_BROKEN = 2  # lines of a title that begin with a capital though it goes on ("… thi hành ⏎ Luật Tương trợ tư pháp")
_SESSION = vn(r"\s+(?:KHÓA|Khóa)\s+[IVXL]+\s*,\s*(?:KỲ HỌP|Kỳ họp|kỳ họp)")


def _title(flat: str, paragraphs: list[Paragraph], part: Part, h: Header) -> None:
    pieces: list[str] = []
    broken = 0
    if part.title is not None:
        p = paragraphs[part.title]
        text = flat[p.start : p.end].lstrip("#*>| ").strip()
        rest = "" if is_spread(text) else text[len(title_type(text) or "") :].strip(" :")
        if len(rest) > 8:
            pieces.append(_without_issuer(rest))
        elif rest and h.type and rest.isupper():
            pieces.append(rest)
        for k in range(part.title + 1, part.body):
            text = flat[paragraphs[k].start : paragraphs[k].end].strip(" *#|_\n")
            if text.isupper() and _ROLE.match(text):
                break  # who issues it, above the recitals
            if not text or (text.startswith("(") and len(text) < 160):
                continue
            body = body_at(flat, paragraphs[k].content)
            if body is not None and body.issuer is not None:
                after = flat[body.end : paragraphs[k].end].strip(" *#|\n,.-")
                if not after or re.match(r"KHÓA|Khóa|khóa|KỲ HỌP|Kỳ họp|NHIỆM KỲ", after):
                    continue
            if re.match(r"KHÓA|Khóa|KỲ HỌP|Kỳ họp|Số\s*:|SỐ\s*:|CỘNG H|Độc lập|ĐẢNG CỘNG", text) or re.search(
                r",\s*ngày\b", text[:40]
            ):
                continue
            if _ADDRESSED.match(text):
                break
            alone = text.rstrip("0123456789 ")  # "QUYẾT ĐỊNH1" has a note
            if part.consolidates is not None and title_type(alone) is not None and len(text) < _TYPE_ALONE:
                pieces.clear()  # the gazette's head stood above: what is consolidated has its own title
                continue
            open_end = bool(pieces) and pieces[-1][-1:] not in ".;:" and text[-1] not in ".;:" and broken < _BROKEN
            if sum(map(len, pieces)) > 20 and not text[0].islower() and not text.isupper():
                if not open_end:
                    break
                broken += 1
            pieces.append(_without_issuer(text))
            if sum(map(len, pieces)) > 500:
                break
    else:
        for k in range(part.first, min(part.body + 2, part.last)):
            text = flat[paragraphs[k].start : paragraphs[k].end].strip(" *#|\n")
            subject = _SUBJECT.search(text)
            if subject and len(text) - subject.end() > 8:
                pieces.append(text[subject.end() :])
                pieces += _subject_goes_on(flat, paragraphs, part, k + 1)
                break
    title = " ".join(" ".join(pieces).split()).strip(" *-.")
    if session := _SESSION.search(title):
        title = title[: session.start()]
    h.title = title[:600] or None


_HEAD_LINE = vn(r"CỘNG H|Độc lập|ĐẢNG CỘNG|(?:Số|SỐ)\s*[:.]|[^\n]{0,40},?\s*ngày\b|[-_*.]{3,}")


def _subject_goes_on(flat: str, paragraphs: list[Paragraph], part: Part, k: int) -> list[str]:
    """The further lines of a letter's subject, which a narrow column breaks; none where it was one line."""
    out: list[str] = []
    for p in paragraphs[k : min(k + _BROKEN, part.body)]:
        text = flat[p.start : p.end].strip(" *#|\n")
        before = flat[: p.start].rstrip()
        shouted = sum(map(str.isupper, text)) * 2 > sum(map(str.isalpha, text))
        if before[-1:] in ".;:" or shouted or len(text) < 4 or _ADDRESSED.match(text) or _HEAD_LINE.match(text):
            break
        out.append(text)
    return out


def _without_issuer(text: str) -> str:
    of = re.match(r"(?:CỦA|của)\s+", text)
    if not of:
        return text
    body = body_at(text, of.end())
    if body is None or body.issuer is None:
        return text
    return text[body.end :].strip(" :-")


def _closing(flat: str, paragraphs: list[Paragraph], part: Part, h: Header) -> None:
    role: list[str] = []
    stop = part.annexes[0] if part.annexes else part.last
    for k in range(part.closing, min(stop, part.closing + 70)):
        p = paragraphs[k]
        text = flat[p.content : p.end].strip(" *|#-")
        if rank := _RANK.match(text):
            text = text[rank.end() :]
        if p.marker is not None and p.marker.kind in ("dash", "plus", "star"):
            h.recipients.append(text.rstrip(" ;."))
            continue
        if _ROLE.search(text) and text.upper() == text:
            role.append(text)
            continue
        joined = _ROLE_AND_PERSON.match(text)
        if joined and _ROLE.search(joined[1]):
            h.signatories.append(
                {
                    "name": " ".join(joined[2].split()),
                    "role": " ".join((" ".join([*role, joined[1]])).split()),
                }
            )
            role = []
        elif role and _PERSON.match(text):
            h.signatories.append({"name": " ".join(text.split()), "role": " ".join(" ".join(role).split())})
            role = []
    if role and not h.signatories:
        h.signatories.append({"name": "", "role": " ".join(" ".join(role).split())})


_CONSOLIDATED_NUMBER = re.compile(r"(?<![^\n])[ \t*|]*S[ốôó]\s*:?\s*\d+\s*/\s*VBHN")
_AUTHENTICATION = 3_000  # characters at the end of a consolidated text that may hold its number
# A letterhead of the centre; a scanner may have spoilt the rest of it.
_CENTRAL_HEAD = re.compile(r"CHÍNH\s+PH[ỦÙ](?![^\W_])|(?:^|\n)\s*BỘ\s+[A-ZĐ]|BAN\s+CHẤP\s+HÀNH\s+TRUNG\s+ƯƠNG")
_CENTRAL_COMMITTEE = re.compile(
    r"(?:^|\n)[\s*#|]*ĐẢNG\s+ỦY\s+(?:QUỐC\s+HỘI|CHÍNH\s+PHỦ|CÁC\s+CƠ\s+QUAN\s+ĐẢNG\s+TRUNG\s+ƯƠNG|MẶT\s+TRẬN\s+TỔ\s+QUỐC)"
)
_ENOUGH_VOTES = 3  # a person may be called Hòa Bình


def _place(flat: str, paragraphs: list[Paragraph], part: Part, top: tuple[int, int], h: Header) -> None:
    """The province, where the letterhead names none: place of the date line, then what the text is about."""
    if h.place is not None or (h.row is not None and not h.row.local):
        return
    for match in _PLACE_DATE.finditer(flat, *top):
        line = flat.rfind("\n", 0, match.start()) + 1
        found = [s for _, _, s in provinces_in(flat, line, match.start())]
        found = found or province_unmarked(flat[line : match.start()])
        if found:
            # The great committees of the centre stand in Hà Nội and are not the city's.
            h.place = None if _CENTRAL_COMMITTEE.search(flat, *top) else found[-1]
            return
    if _CENTRAL_HEAD.search(flat, *top):
        return
    votes: Counter[str] = Counter()
    end = paragraphs[part.last - 1].end
    for start, _, slug in provinces_in(flat, paragraphs[part.first].start, end):
        lead = flat[max(0, start - 12) : start]
        if _LEVEL_PLACE.search(lead):
            votes[slug] += 3 if start < top[1] + 400 else 2
        elif re.search(r"(?:huyện|xã|phường|quận|các tỉnh)\s*$", lead):
            continue
        else:
            votes[slug] += 1
    if votes and votes.most_common(1)[0][1] >= _ENOUGH_VOTES:
        h.place = votes.most_common(1)[0][0]
