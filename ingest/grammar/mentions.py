"""From symbols and names to mentions: type, number, date, issuer, title, and what stands in what.

A mention reaches from its type word to the end of its title. One that stands inside another's title
("Kết luận số 120-KL/TU … về đẩy mạnh thực hiện Chỉ thị số 19-CT/TU") is that one's child: the edge
starts from the outer instrument, not from the citing document.
"""

from __future__ import annotations

import re

from ingest.grammar.bodies import body_after, body_at
from ingest.grammar.dates import date_after, date_before
from ingest.grammar.laws import find_laws, is_bill
from ingest.grammar.letters import pattern as vn
from ingest.grammar.meetings import find_party_names, find_sessions
from ingest.grammar.mention import Mention
from ingest.grammar.names import Name, find_numbered, find_self, find_unnumbered
from ingest.grammar.nesting import CONNECT, nest_amended, set_parents, take_amending
from ingest.grammar.ordinals import roman
from ingest.grammar.pinpoints import pinpoint_before
from ingest.grammar.symbols import SYMBOL, Symbol, find_symbols, has_known_group, is_assembly
from ingest.grammar.types import GENERIC, is_negative, type_before, type_of_code

_TERM = re.compile(r"\s*,?\s*\(?[Kk]hóa\s+([IVX]+)(?![^\W_])\)?")
_NAME_AFTER = re.compile(r"\s+-\s+(?P<type>Bộ luật|Luật|Pháp lệnh)\s")  # "50/2014/QH13 - Luật Xây dựng"
_SHARED = re.compile(
    r"(?P<number>\d{1,5}(?:\.\d{1,3})?[A-Za-z]?)(?:/(?P<year>(?:19|20)\d\d))?\s*(?:,|;|và|hoặc"
    r"|và\s+số|,\s*số)\s*(?:số\s*)?$"
)
_OWN_NUMBER = re.compile(r"(?:^|\n)[\s|>*#]*(?:Số|SỐ|số)\s*:?\s*$")
_COVER = re.compile(r"kèm\s+theo\s*$", re.I)


def find_mentions(text: str) -> list[Mention]:
    """Every mention in a flat text, in order, with parents set.

    >>> [m.symbol for m in find_mentions("các Kết luận số 187, 188-KL/TW ngày 29/8/2025")]
    ['187-KL/TW', '188-KL/TW']
    """
    found = _symbol_mentions(text)
    laws = find_laws(text)
    whole = take_amending(text, found, laws)
    taken = [
        (m.start if id(m) in whole else m.full_start, max(m.end, m.full_end if m.name and not m.body else m.end))
        for m in found
    ]
    cited = {(m.type, m.number) for m in found}
    found += _name_mentions(text, taken, [n for n in laws if not is_bill(text, n)], cited)
    found.sort(key=lambda m: (m.start, -m.end))
    nest_amended(found, whole)
    set_parents(text, found)
    return found


# --- symbols -----------------------------------------------------------------------------------


def _symbol_mentions(text: str) -> list[Mention]:
    out: list[Mention] = []
    for symbol in find_symbols(text):
        if is_negative(text, symbol.start):
            continue
        typed = type_before(text, symbol.start, is_assembly(symbol.code))
        inherited = False
        if typed is None and out and CONNECT.fullmatch(text[out[-1].head_end : symbol.start]):
            typed, inherited = (out[-1].type or "", symbol.start, None), True
        if typed is not None and typed[0] == "hợp đồng":
            continue
        so = text[max(0, symbol.start - 6) : symbol.start].rstrip(" :").lower().endswith("số")
        if typed is None and not so and not has_known_group(symbol.code):
            continue
        if typed is None and not so and symbol.year is None and not symbol.party and len(symbol.code) < 4:
            continue
        word = typed[0] if typed else None
        code_type = type_of_code(symbol.code)
        if (inherited or word in GENERIC) and code_type is not None:
            word = code_type
        named_after = _NAME_AFTER.match(text, symbol.end) if word is None and is_assembly(symbol.code) else None
        if symbol.code.startswith("QyĐ"):
            word = "quy định"
        mention = Mention(
            symbol.start,
            symbol.end,
            typed[1] if typed else symbol.start,
            symbol.end,
            "symbol",
            word or code_type or (named_after["type"].lower() if named_after else None),
            symbol.text,
            symbol.number,
            symbol.year,
            symbol.code,
            symbol.party,
            symbol.mended,
        )
        if named_after:
            law = next((n for n in find_laws(text[symbol.end : symbol.end + 200]) if n.start < 6), None)
            if law is not None:
                mention.name = law.name
                mention.full_end = mention.head_end = symbol.end + law.end
        if typed and typed[2]:
            mention.name = f"{(word or '').capitalize()} {typed[2]}"
        _date_and_body(text, mention)
        _share_back(text, out, mention)
        before = _list_before(text, mention, symbol)
        out += before
        out.append(mention)
    return out


def _date_and_body(text: str, m: Mention) -> None:
    at = m.end
    when = date_after(text, at)
    if when is not None:
        m.date, m.written_year, at = when.day, when.year, when.end
    elif m.kind == "symbol":
        early = date_before(text, max(m.full_start, m.start - 60), m.start)
        if early:
            m.date, m.written_year = early, int(early[:4])
    body = body_after(text, at)
    if body is None and when is not None:
        # "ngày 12/01/2024 Bộ Tài chính ban hành": an issuer without "của" only if it is a known one.
        blank = re.match(r"\s+", text[at:])
        direct = body_at(text, at + blank.end()) if blank else None
        if direct is not None and direct.issuer is not None:
            body = direct
    if body is not None:
        m.body, at = body, body.end
        if m.date is None:
            late = date_after(text, at)
            if late is not None:
                m.date, m.written_year, at = late.day, late.year, late.end
        goes_on = _BODY_GOES_ON.match(text, at)
        at = goes_on.end() if goes_on is not None else at
    term = _TERM.match(text, at) or _TERM.match(text, m.end)
    if term is not None:
        m.key["term"] = str(roman(term[1]))
        at = max(at, term.end())
    m.head_end = m.full_end = at


# "của Đảng ủy UBND tỉnh về …": a body whose name no list has goes on to the title.
_BODY_GOES_ON = vn(
    r"(?:[^\S\n]+(?:[{UP}][\wÀ-ỹ]*|tỉnh|thành phố|huyện|xã|phường|nhân dân|các cơ quan|và)){1,8}"
    r"(?=[^\S\n]+(?:về|quy định|ban hành)\s)"
)
_PAIR = re.compile(r"\s*(?:,|và|;)\s*(?:số\s*)?$")


def _share_back(text: str, out: list[Mention], m: Mention) -> None:
    """`Công điện số 008/CĐ-UBND và số 009/CĐ-UBND ngày 19/11/2025`: one day and one issuer for both."""
    at = m
    for prev in reversed(out[-6:]):
        if prev.date is not None or prev.written_year is not None or prev.code != m.code or prev.kind != "symbol":
            break
        begin = at.full_start if at.full_start >= prev.end else at.start  # a shared type word stands before both
        if prev.head_end != prev.end or not _PAIR.fullmatch(text[prev.end : begin]):
            break
        if begin != at.full_start or at.full_start == at.start or text.startswith(" cùng", at.end):
            prev.date, prev.written_year = m.date, m.written_year
        # else "Thông tư số A, Thông tư số B ngày …": each named with its type, the day is of the second alone
        prev.body = prev.body or m.body
        at = prev


def _list_before(text: str, m: Mention, symbol: Symbol) -> list[Mention]:
    """Bare numbers that share this symbol's suffix: `số 57, 59, 66, 68-NQ/TW`."""
    out: list[Mention] = []
    at = symbol.start
    floor = max(0, at - 80, text.rfind("\n", max(0, at - 80), at) + 1, m.full_start)
    while True:
        match = _SHARED.search(text, floor, at)
        if match is None:
            break
        left = text[max(0, match.start() - 1) : match.start()]
        if left and (left.isalnum() or left in "/.-"):
            break
        if (bool(match["year"]) != bool(symbol.year)) or not _list_lead(text, match.start(), floor):
            break
        number = match["number"].lstrip("0") or "0"
        joint = "-" if symbol.party else "/"
        full = f"{number}/{match['year']}/{symbol.code}" if match["year"] else f"{number}{joint}{symbol.code}"
        end = match.start("number") + len(match["number"]) + (5 if match["year"] else 0)
        item = Mention(
            match.start(),
            end,
            m.full_start,
            m.full_end,
            "symbol",
            m.type,
            full,
            number,
            match["year"],
            symbol.code,
            symbol.party,
            symbol.mended,
        )
        item.date, item.written_year, item.body, item.head_end = m.date, m.written_year, m.body, match.end()
        out.append(item)
        at = match.start()
    return out[::-1]


def _list_lead(text: str, at: int, floor: int) -> bool:
    lead = text[floor:at]
    return (
        type_before(text, at) is not None
        or _SHARED.search(lead) is not None
        or lead.rstrip(" :").lower().endswith("số")
    )


# --- names -------------------------------------------------------------------------------------


def _name_mentions(
    text: str, taken: list[tuple[int, int]], laws: list[Name], cited: set[tuple[str | None, str | None]]
) -> list[Mention]:
    out: list[Mention] = []
    candidates = laws + find_party_names(text) + find_numbered(text) + find_self(text) + find_sessions(text)
    candidates += find_unnumbered(text)
    blocked = _Spans(taken)
    seen: set[tuple[int, int]] = set()
    for name in sorted(candidates, key=lambda n: (n.start, -n.end)):
        if (name.start, name.end) in seen or blocked.covers(name.start):
            continue
        if name.kind == "numbered" and SYMBOL.match(text, text.rfind(" ", 0, name.end) + 1):
            continue
        if "known" in name.key and (name.type, name.key["number"]) not in cited:
            continue
        seen.add((name.start, name.end))
        kind = {"self": "self", "anaphor": "anaphor"}.get(name.kind, "name")
        m = Mention(
            name.start,
            name.end,
            name.start,
            name.end,
            kind,
            name.type,
            name=name.name,
            name_kind=name.kind,
            key={k: v for k, v in name.key.items() if k != "known"},
            head_end=name.end,
        )
        if name.kind == "numbered":
            year = name.key.get("year")
            number = name.key["number"]
            m.number, m.year = number, year
            if year or re.search(r"\ssố\s", text[name.start : name.end]):
                # With "số" the number is written as a symbol is; "Chỉ thị 42" is a short name.
                m.kind = "symbol"
                m.symbol = f"{number}/{year}" if year else number
                width = len(re.search(r"\d[\d./]*$", text[name.start : name.end]).group())  # type: ignore[union-attr]
                m.start = name.end - width
        if kind == "name":
            _date_and_body(text, m)
        out.append(m)
    return out


class _Spans:
    """Spans that symbols already cover, asked in rising order of start."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def covers(self, at: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= at:
            self._at += 1
        k = self._at
        while k < len(self._spans) and self._spans[k][0] <= at:
            if at < self._spans[k][1]:
                return True
            k += 1
        return False


# --- titles and nesting --------------------------------------------------------------------------


def set_pinpoints(text: str, found: list[Mention]) -> None:
    """The provision pointed at before each mention: `điểm a khoản 2 Điều 5 Nghị định …`."""
    for m in found:
        found_before = pinpoint_before(text, m.full_start)
        if found_before is not None:
            m.pinpoint, m.provision_start = found_before
