"""What a mention says of an instrument's identity: (body, type, number), and the period that pins it.

Party bodies number from 01 per type and committee term, State bodies per year, and each province
has its own series; so the place comes from the words after the symbol or from the citing document.
A department's name is never in the key of a committee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph import registry
from graph.identity import slug
from graph.registry.succession import terms
from ingest.grammar.mention import Mention
from ingest.grammar.places import province_kind
from ingest.grammar.symbols import groups, is_assembly
from ingest.structure.header import Header

# Whose terms the registry has. Provincial congresses sit from August to November of the year before, so a date
# between them is not settled by the term alone.
_CENTRE, _PROVINCE = "ban-chap-hanh-trung-uong", "tinh-uy"


@dataclass(slots=True)
class Ref:
    """One mention's identity. `series` is the part of the key that no period is in."""

    series: tuple[str, str, str] | None  # body, type, number (slugs)
    kind: str  # symbol | law | congress | plenum | scheme | numbered | self | anaphor
    type: str | None
    symbol: str | None
    number: str | None
    year: str | None  # of the symbol itself
    party: bool
    date: str | None
    written_year: int | None
    term: str | None
    issuer: str | None
    place: str | None
    branch: str
    title: str | None
    context: str
    start: int
    document: int
    parent: int | None
    speaks_for: int | None
    name: str | None = None
    key: dict[str, str] = field(default_factory=dict)
    said_body: str | None = None  # the slug of the issuer, where one is written
    upper: str | None = None  # no instrument cited here can be later than this day or year


@dataclass(slots=True)
class Own:
    """The identity of an instrument whose text is held."""

    series: tuple[str, str, str] | None
    type: str | None
    symbol: str | None
    date: str | None
    year: int | None
    title: str | None
    issuer: str | None
    body: str
    place: str | None
    branch: str
    party: bool
    digest: str


def body_of(
    code: str, party: bool, place: str | None, district: str | None, row: registry.Issuer | None
) -> tuple[str, registry.Issuer | None]:
    """The slug of the body that a code names, with its place where it is a local one.

    >>> body_of("CT/TU", True, "bac-giang", None, None)[0], body_of("NQ-CP", False, "bac-giang", None, None)[0]
    ('tinh-uy-bac-giang', 'chinh-phu')
    """
    found = groups(code)
    if is_assembly(code):
        found_row = registry.issuer("UBTVQH" if code.startswith("UBTVQH") else "QH")
        return (found_row.body if found_row else "quoc-hoi"), found_row
    tail = found[1:] if len(found) > 1 and (registry.types_abbreviated(found[0]) or party) else found
    code_row = next((r for g in tail if (r := registry.issuer(g)) is not None), None)
    if code_row is not None and found[0] == "CT" and len(found) > 1 and registry.issuer(found[1]) is None and not party:
        code_row = registry.issuer("CT")
    chosen = code_row or row
    if chosen is None:
        unknown = slug("-".join(tail)) or "khong-ro"
        return (f"{unknown}-{place}" if place else unknown), None
    return placed(chosen, place, district), chosen


def placed(row: registry.Issuer, place: str | None, district: str | None) -> str:
    """A body's slug with its place."""
    if not row.local:
        return row.body
    body = row.body
    if place and body.startswith("tinh-uy") and province_kind(place) == "thành phố":
        body = "thanh-uy" + body[len("tinh-uy") :]
    if district:
        return f"{body}-{slug(district)}"
    return f"{body}-{place}" if place else body


def type_slug(word: str | None, code: str | None, party: bool) -> str | None:
    """The type's path segment: that of its numbering series. The Party's QĐ is one series for both
    quyết định and quy định (05-HD/VPTW, p. 7; 5 of 99 QĐ/TW numbers are cited both ways)."""
    if code and party and re.match(r"QĐi?/|QyĐ/", code):
        return "quyet-dinh"
    if word is None:
        return None
    found = registry.type_named(word)
    return found.slug if found else slug(word)


def period(date: str | None, party: bool, central: bool) -> str | None:
    """The numbering period that a day falls in: a year, or a committee's term."""
    if date is None:
        return None
    if not party:
        return date[:4]
    return next(t.term for t in reversed(terms(_CENTRE if central else _PROVINCE)) if date >= t.valid_from)


def _said_body(m: Mention, place: str | None) -> str | None:
    if m.body is None:
        return None
    return placed(m.body.issuer, place, m.body.district) if m.body.issuer else slug(m.body.name)


# "Kế hoạch thực hiện Chỉ thị 10/CT-TTg về … trên địa bàn tỉnh Gia Lai": where the plan is carried out.
_IN_PLACE = re.compile(
    r"[\s,]+trên\s+địa\s+bàn\s+(?:toàn\s+)?(?:tỉnh|thành\s+phố|Thành\s+phố|TP\.?)(?:\s+(?P<place>[^,.;()\d]{2,30}?))?"
    r"(?:,?\s+(?:giai\s+đoạn|năm|đến\s+năm|từ\s+năm)\s[^.;()]{4,30}|\s+với\s+[^.;()]{4,60})?$",
    re.I,
)
_NAMES_PLACES = re.compile(r"đơn vị hành chính|đặc thù|quy hoạch|giải phóng|thành lập", re.I)


def _own_title(title: str, jurisdiction: str | None, header: Header, m: Mention) -> str:
    """A title of a central instrument without the province that its citing plan adds behind it."""
    if jurisdiction != "vn" or header.place is None or m.relation not in ("implements", "assesses"):
        return title
    added = _IN_PLACE.search(title)
    if added is None or _NAMES_PLACES.search(title, 0, added.start()):
        return title
    place = added["place"]
    return title[: added.start()] if place is None or header.place in slug(place) else title


def ref_of(m: Mention, flat: str, header: Header, document: int, upper: str | None) -> Ref:
    """The identity that a mention states, read with its document's own place."""
    place = m.body.place if m.body and m.body.place else header.place
    row = m.body.issuer if m.body else None
    central = row is not None and not row.local
    title = flat[m.title[0] : m.title[1]] if m.title else None
    context = flat[max(0, m.full_start - 160) : m.full_start].rsplit("\n", 1)[-1]
    kind = {"name": m.name_kind or "law"}.get(m.kind, m.kind)
    series: tuple[str, str, str] | None = None
    branch = "unknown"
    jurisdiction: str | None = None
    party = m.party
    if m.kind == "symbol" and m.code is not None and m.symbol is not None:
        district = m.body.district if m.body else None
        if (
            district is None
            and header.district
            and not (m.body and m.body.place)
            and row is not None
            and row.level == "any-local"
            and m.body
            and "tỉnh" not in m.body.name.lower()
        ):
            district = header.district
        body, found = body_of(m.code, m.party, place, district, row)
        branch = found.branch if found else "party" if m.party else "state"
        party = branch == "party"
        jurisdiction = "vn" if found is not None and not found.local else place
        word = type_slug(m.type, m.code, m.party)
        series = (body, word or "?", slug(m.symbol.replace("&", "")))
    elif kind == "law":
        branch, jurisdiction = "assembly", "vn"
        series = ("quoc-hoi", slug(m.type or "luật"), slug(m.name or ""))
    elif kind == "congress":
        branch = party_branch = "party"
        del party_branch
        party = True
        level = m.key.get("level", "trung ương")
        where = m.key.get("place") or (place if level != "trung ương" else None)
        jurisdiction = "vn" if level == "trung ương" else where
        body = "dai-hoi-dang" if level == "trung ương" else f"dai-hoi-dang-bo-{slug(level)}-{where or ''}".strip("-")
        series = (
            body,
            slug(m.type or "nghị quyết"),
            f"dai-hoi-{m.key['number']}" if m.key.get("number") else "dai-hoi",
        )
    elif kind == "plenum":
        branch, jurisdiction, party = "party", "vn", True
        series = (
            "ban-chap-hanh-trung-uong",
            slug(m.type or "nghị quyết"),
            f"hoi-nghi-{m.key['number']}-khoa-{m.key['terms']}",
        )
    elif kind == "session":
        branch, jurisdiction = "state", "vn"
        series = ("chinh-phu", "nghi-quyet", f"phien-hop-{m.key['year'] or 'khong-ro'}-{m.key['month']}")
    elif kind == "statute":
        branch, jurisdiction, party = "party", "vn", True
        series = ("dai-hoi-dang", "dieu-le", "dieu-le-dang")
    elif kind == "treaty":
        branch, jurisdiction = "state", "vn"
        series = ("dieu-uoc", slug(m.type or "hiệp định"), slug(m.name or ""))
    elif kind == "scheme":
        jurisdiction = "vn" if m.key.get("number") in ("6", "6a") else place
        series = (
            "chinh-phu" if jurisdiction == "vn" else f"ubnd-{place}" if place else "khong-ro",
            "de-an",
            f"de-an-{m.key.get('number')}",
        )
    elif m.kind == "symbol" and central and row is not None:
        jurisdiction, branch = "vn", row.branch
    elif m.kind == "symbol":
        central_type = m.type in ("nghị định", "thông tư")
        jurisdiction = "vn" if central_type else header.jurisdiction
        branch = "state"
    return Ref(
        series=series,
        kind="numbered" if m.kind == "symbol" and m.code is None else kind,
        type=m.type,
        symbol=m.symbol,
        number=m.number,
        year=m.year,
        party=party,
        date=m.date,
        written_year=m.written_year,
        term=m.key.get("term"),
        issuer=" ".join(m.body.name.split()) if m.body else None,
        place=jurisdiction if m.kind != "self" else header.jurisdiction,
        branch=branch,
        title=_own_title(title, jurisdiction, header, m) if title else None,
        context=context,
        start=m.start,
        document=document,
        parent=m.parent,
        speaks_for=m.speaks_for,
        name=m.name,
        key=dict(m.key),
        said_body=_said_body(m, place),
        upper=upper,
    )
