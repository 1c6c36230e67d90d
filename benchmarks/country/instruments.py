"""The instruments that made-up documents cite: those of the centre, a few by nearly all, and those of each province."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from graph.registry import laws, provinces

FIRST_YEAR, YEARS = 2006, 20
CENTRAL = 40_000  # that are cited anywhere; the law of ranks below makes most of them rare
# Weights 1/(rank + shift)^power. With these, as many documents as were measured cite their instruments as unevenly.
POWER, SHIFT = 0.86, 8.0
_LOCAL = 400  # of one province
_MINISTRIES = (
    ("BYT", "Bộ Y tế"), ("BTC", "Bộ Tài chính"), ("BXD", "Bộ Xây dựng"), ("BNV", "Bộ Nội vụ"), ("BTP", "Bộ Tư pháp"),
    ("BCA", "Bộ Công an"), ("BQP", "Bộ Quốc phòng"), ("BCT", "Bộ Công Thương"), ("BKHCN", "Bộ Khoa học và Công nghệ"),
    ("BGDĐT", "Bộ Giáo dục và Đào tạo"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument as a citation gives it. `issuer` is empty where its symbol says all."""

    type: str
    symbol: str
    day: date
    issuer: str
    about: str
    entity: str = field(init=False)  # its identity in the truth

    def __post_init__(self) -> None:
        object.__setattr__(self, "entity", f"{self.symbol} {self.day.isoformat()} {self.issuer}")


@dataclass(frozen=True, slots=True)
class LawByName:
    """A version of a law that texts call by its name."""

    name: str
    symbol: str
    day: str

    @property
    def type(self) -> str:
        """Its type, whichever it names itself."""
        return "luật"

    @property
    def entity(self) -> str:
        """Its identity in the truth."""
        return f"{self.symbol} {self.name}"


@dataclass(frozen=True, slots=True)
class Central:
    """All instruments of the centre, of the State and of the Party, and the laws by name, each with running weights."""

    state: Sequence[Instrument]
    state_weights: Sequence[float]
    party: Sequence[Instrument]
    party_weights: Sequence[float]
    laws: Sequence[LawByName]


def central(about: Sequence[str], inside: float) -> Central:
    """The centre's instruments; `inside` is the share of symbols that have their year inside."""
    chance = random.Random("central")
    state = [_state(serial, chance, about, inside) for serial in range(CENTRAL)]
    party = [_party(serial, chance, about) for serial in range(300)]
    named = [
        LawByName(law.name, law.symbol, law.date)
        for law in laws()
        if law.name.startswith(("Luật ", "Bộ luật ")) and len(law.date) == 10 and "sửa đổi" not in law.name
    ]
    chance.shuffle(named)
    return Central(state, weights(len(state)), party, weights(len(party)), named)


def weights(count: int) -> list[float]:
    """Running weights of so many ranks."""
    return list(accumulate(1 / (rank + SHIFT) ** POWER for rank in range(1, count + 1)))


@cache
def places() -> tuple[str, ...]:
    """The provinces by name, those before the mergers too."""
    return tuple(sorted({province.name for province in provinces() if province.kind == "tỉnh"}))


def local(place: str, serial: int, about: Sequence[str]) -> Instrument:
    """One of a province's instruments; the same serial is always the same one."""
    kind, shape, issuer = _LOCAL_KINDS[serial % len(_LOCAL_KINDS)]
    year = FIRST_YEAR + serial // len(_LOCAL_KINDS) % YEARS
    number = serial // (len(_LOCAL_KINDS) * YEARS) + 11
    return Instrument(
        kind, shape(number, year), _day(year, serial), issuer.format(place=place), about[serial % len(about)]
    )


def local_serials() -> int:
    """How many instruments a province has."""
    return _LOCAL


def _state(serial: int, chance: random.Random, about: Sequence[str], inside: float) -> Instrument:
    year, number = FIRST_YEAR + serial % YEARS, serial // YEARS + 1
    code, ministry = _MINISTRIES[serial % len(_MINISTRIES)]
    said = chance.choice(about)
    day = _day(year, chance.randrange(10_000))
    if chance.random() >= inside:
        kind, symbol, issuer = (
            ("quyết định", f"{number}/QĐ-TTg", "Thủ tướng Chính phủ"),
            ("nghị quyết", f"{number}/NQ-CP", "Chính phủ"),
            ("chỉ thị", f"{number}/CT-TTg", "Thủ tướng Chính phủ"),
            ("quyết định", f"{number}/QĐ-{code}", ministry),
        )[chance.randrange(4)]
        return Instrument(kind, symbol, day, issuer, said)
    what = chance.random()
    if what < 0.45:
        return Instrument("nghị định", f"{number}/{year}/NĐ-CP", day, "Chính phủ", said)
    if what < 0.9:
        return Instrument("thông tư", f"{number:02}/{year}/TT-{code}", day, ministry, said)
    # Above the numbers of laws, with which resolutions share their series.
    return Instrument("nghị quyết", f"{number + 200}/{year}/QH{_assembly(year)}", day, "Quốc hội", said)


def _party(serial: int, chance: random.Random, about: Sequence[str]) -> Instrument:
    kind, code, issuer = (
        ("nghị quyết", "NQ", "Ban Chấp hành Trung ương"), ("chỉ thị", "CT", "Ban Bí thư"),
        ("kết luận", "KL", "Bộ Chính trị"),
    )[serial % 3]  # fmt: skip
    year = FIRST_YEAR + serial // 3 % YEARS
    return Instrument(kind, f"{serial // 3 + 1:02}-{code}/TW", _day(year, serial * 7), issuer, chance.choice(about))


def _assembly(year: int) -> int:
    return 11 + sum(year > last for last in (2007, 2011, 2016, 2021))


def _day(year: int, at: int) -> date:
    return date(year, 1, 1) + timedelta(days=at * 97 % 364)


_LOCAL_KINDS: tuple[tuple[str, Callable[[int, int], str], str], ...] = (
    ("kế hoạch", lambda n, y: f"{n}/KH-UBND", "Ủy ban nhân dân tỉnh {place}"),
    ("quyết định", lambda n, y: f"{n}/QĐ-UBND", "Ủy ban nhân dân tỉnh {place}"),
    ("quyết định", lambda n, y: f"{n}/{y}/QĐ-UBND", "Ủy ban nhân dân tỉnh {place}"),
    ("nghị quyết", lambda n, y: f"{n}/NQ-HĐND", "Hội đồng nhân dân tỉnh {place}"),
    ("chỉ thị", lambda n, y: f"{n}-CT/TU", "Ban Thường vụ Tỉnh ủy {place}"),
    ("chương trình", lambda n, y: f"{n}-CTr/TU", "Tỉnh ủy {place}"),
)

# Own symbols: by level and type; a document's serial within its body makes its number.
_Own = tuple[str, str, str]
_OWN: dict[tuple[str, str], _Own] = {
    ("central", "luật"): ("QUỐC HỘI", "{n}/{y}/QH{k}", "Quốc hội"),
    ("central", "bộ luật"): ("QUỐC HỘI", "{n}/{y}/QH{k}", "Quốc hội"),
    ("central", "nghị định"): ("CHÍNH PHỦ", "{n}/{y}/NĐ-CP", "Chính phủ"),
    ("central", "nghị quyết"): ("CHÍNH PHỦ", "{n}/NQ-CP", "Chính phủ"),
    ("central", "chỉ thị"): ("THỦ TƯỚNG CHÍNH PHỦ", "{n}/CT-TTg", "Thủ tướng Chính phủ"),
    ("central", "quyết định"): ("THỦ TƯỚNG CHÍNH PHỦ", "{n}/QĐ-TTg", "Thủ tướng Chính phủ"),
    ("central", "thông tư"): ("{MINISTRY}", "{n}/{y}/TT-{code}", "{ministry}"),
    ("central", "công văn"): ("{MINISTRY}", "{n}/{code}-VP", "{ministry}"),
    ("province", "nghị quyết"): ("HỘI ĐỒNG NHÂN DÂN\nTỈNH {PLACE}", "{n}/NQ-HĐND", "Hội đồng nhân dân tỉnh {place}"),
    ("province", "công văn"): ("ỦY BAN NHÂN DÂN\nTỈNH {PLACE}", "{n}/UBND-KT", "Ủy ban nhân dân tỉnh {place}"),
}
_CODES = {
    "quyết định": "QĐ", "kế hoạch": "KH", "kế hoạch hành động": "KH", "chỉ thị": "CT", "thông báo": "TB",
    "báo cáo": "BC", "nghị quyết": "NQ", "kết luận": "KL", "chương trình hành động": "CTr", "công văn": "CV",
    "văn bản hợp nhất": "VBHN",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """Who issues a document and under which number."""

    type: str
    header: str
    symbol: str
    day: date
    issuer: str
    place: str
    party: bool


def head(number: int, kind: str | None, level: str, day: date) -> Head:
    """The head of the document of that number; no two have one symbol, body and year."""
    names = places()
    # Above the numbers of what is only cited.
    place, serial = names[number % len(names)], number // len(names) + 1 + _LOCAL
    code, ministry = _MINISTRIES[number % len(_MINISTRIES)]
    if kind is None or ((level, kind) not in _OWN and kind not in _CODES):
        kind = "quyết định"
    header, symbol, issuer = _OWN.get((level, kind)) or _other(level, _CODES[kind])
    if level == "central":
        place, serial = "Hà Nội", number + 1 + CENTRAL // YEARS
    words: dict[str, Any] = {
        "n": serial, "y": day.year, "k": _assembly(day.year), "code": code, "ministry": ministry, "place": place,
        "MINISTRY": ministry.upper(), "PLACE": place.upper(),
    }  # fmt: skip
    return Head(
        kind, header.format(**words), symbol.format(**words), day, issuer.format(**words), place, level == "party"
    )


def _other(level: str, code: str) -> _Own:
    if level == "party":
        return "TỈNH ỦY {PLACE}\n*", f"{{n}}-{code}/TU", "Tỉnh ủy {place}"
    if level == "central":
        return "{MINISTRY}", f"{{n}}/{code}-{{code}}", "{ministry}"
    return "ỦY BAN NHÂN DÂN\nTỈNH {PLACE}", f"{{n}}/{code}-UBND", "Ủy ban nhân dân tỉnh {place}"
