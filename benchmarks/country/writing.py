"""One made-up document: its text, and what is true of it.

Each takes after one document of the figures, with its counts a little more or less, and depends on the seed and its
own number alone: any part of a corpus can be made anywhere, in any order, and has the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from math import exp
from typing import Any

from benchmarks.country.damage import decomposed, misread, wrapped
from benchmarks.country.instruments import Head, Instrument, LawByName, head, local, local_serials
from benchmarks.country.words import ARTICLE, Pattern, Words

_WRAPPED = 0.14  # share of PDFs in the measured corpus: their lines end where the page does
_SCANNED = 0.024  # share of its files without a text layer
_DECOMPOSED = 0.01  # texts whose accents stand for themselves (NFD); one of five seeds is one
_WORD_NUMBER = 0.74  # «số» before the number; measured over 213,092 citations
_ISSUER = 0.6
_TITLED, _TITLED_AGAIN = 0.66, 0.22  # together the share that was measured
_POLICIES = frozenset(("nghị quyết", "chỉ thị", "kết luận", "chương trình", "kế hoạch"))
_BASES = frozenset(("luật", "nghị định", "thông tư"))
_CITING = 3  # lines of an article that cites which do
_NORMATIVE = frozenset(("luật", "bộ luật", "nghị định", "thông tư", "quyết định", "nghị quyết", "văn bản hợp nhất"))


@dataclass(slots=True)
class Made:
    """A document. `truth` is a line of JSON: its own number, its citations and tasks with their offsets."""

    name: str
    text: str
    truth: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that cites: whether it is a recital, where it stands among those, and what puts it."""

    recital: bool
    order: int
    put: Callable[[], None]


@dataclass(slots=True)
class Draft:
    """A document in the making."""

    words: Words
    seed: int
    number: int
    chance: random.Random = field(init=False)
    row: dict[str, Any] = field(init=False)
    head: Head = field(init=False)
    parts: list[str] = field(default_factory=list)
    at: int = 0
    mentions: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[tuple[int, int]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    last: Instrument | None = None
    for_tasks: list[Instrument] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed} {self.number}")
        self.row = self.chance.choice(self.words.rows)
        day = date(2015, 1, 5) + timedelta(days=self.chance.randrange(3_900))
        self.head = head(self.number, self.row["type"], self.row["level"], day)

    def written(self) -> Made:
        """The document."""
        self._heading()
        lines = self._citing_lines()
        for line in sorted((line for line in lines if line.recital), key=lambda line: line.order):
            line.put()
            self.put("\n")
        self._body([line.put for line in lines if not line.recital])
        self._ending()
        return self._damaged("".join(self.parts))

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def say(self, said: Pattern, values: Mapping[str, str | Callable[[], None]]) -> None:
        """A sentence; a slot is filled with words, or by a function that puts them."""
        for before, slot in said.parts:
            if before:
                self.put(before)
            value = values.get(slot)
            if value is None:
                self.put(self._word(slot))
            elif isinstance(value, str):
                self.put(value)
            else:
                value()
        self.put(said.end)

    def count(self, name: str) -> int:
        """A count of the document that this one takes after, a little more or less."""
        mean: float = self.row[name] * exp(self.chance.gauss(0, 0.15))
        return int(mean) + (self.chance.random() < mean % 1)

    def _word(self, slot: str) -> str:
        if slot == "about":
            return self.words.about(self.chance)
        if slot == "pin":
            return self._pinpoint()
        raise KeyError(slot)

    def _pinpoint(self) -> str:
        if self.chance.random() > 0.62:  # so many of all citations have one as were measured
            return ""
        article = self.chance.randrange(1, 60)
        return f"khoản {article % 7 + 1} Điều {article} " if article % 2 else f"Điều {article} "

    def _heading(self) -> None:
        one, chance = self.head, self.chance
        motto = "ĐẢNG CỘNG SẢN VIỆT NAM" if one.party else (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
        )  # fmt: skip
        sign = "Số" if one.party else "Số:"
        day = one.day
        self.put(f"{one.header}\n{motto}\n{sign} {one.symbol}\n")
        self.put(f"{one.place}, ngày {day.day:02} tháng {day.month:02} năm {day.year}\n\n")
        about = self.words.about(chance)
        if one.type == "công văn":
            self.put(f"V/v quản lý {about}\n\nKính gửi: Các cơ quan có tên ở cuối văn bản\n\n")
        else:
            self.put(f"{one.type.upper()}\nVề quản lý {about}\n\n")

    def _citing_lines(self) -> list[_Line]:
        words, chance = self.words, self.chance
        chosen = self._instruments()
        again = max(0, self.count("symbols") - len(chosen)) if chosen else 0
        cite = words.figures["tasks that cite"][self.row["level"]]
        self.for_tasks = [chance.choice(chosen) for _ in range(self.row["tasks"]) if chosen and chance.random() < cite]
        again = max(0, again - len(self.for_tasks))
        whom = chosen + [chance.choice(chosen) for _ in range(again)]
        relations = chance.choices(words.relations, cum_weights=words.relation_weights, k=len(whom))
        recitals = 2 + chance.randrange(8)
        lines: list[_Line] = []
        for one, relation in zip(whom, relations, strict=True):
            basis = relation in ("legalBasis", "considers")
            first = basis and recitals > 0
            recitals -= first
            said = words.citing[relation][0 if first else -1] if basis else chance.choice(words.citing[relation])
            lines.append(_Line(first, 1 + (relation == "considers"), partial(self._cited, said, one, relation)))
        for k in range(self.count("names")):
            law = self._law()
            relation = "legalBasis" if k < 2 or chance.random() < 0.4 else "cites"
            said = words.citing[relation][0 if k < 2 else -1]
            lines.append(_Line(k < 2, 0, partial(self._cited, said, law, relation)))
        for _ in range(self.count("selves")):
            said = chance.choice(words.citing["self"])
            lines.append(_Line(False, 0, partial(self.say, said, {"self": self._self})))
        lines += [_Line(False, 0, self._again) for _ in range(self.count("anaphors"))]
        return lines

    def _law(self) -> LawByName:
        """A law, as it is when this document is written: who names it without its day means that version."""
        while True:
            (name,) = self.chance.choices(self.words.law_names, cum_weights=self.words.law_weights)
            before = [law for law in self.words.laws[name] if law.day < self.head.day.isoformat()]
            if before:
                return before[-1]

    def _instruments(self) -> list[Instrument]:
        """Different instruments that this document cites, none younger than itself."""
        words, chance, level = self.words, self.chance, self.row["level"]
        wanted = self.count("instruments")
        shares = words.figures["symbols of"][level]
        found: dict[str, Instrument] = {}
        for _ in range(wanted * 3):
            if len(found) >= wanted:
                break
            kind = chance.random()
            if kind < shares["local"] + shares["party"] / 2 and self.head.place != "Hà Nội":
                one = local(self.head.place, chance.randrange(local_serials()), words.words["about"])
            elif kind < shares["local"] + shares["party"]:
                one = chance.choices(words.central.party, cum_weights=words.central.party_weights)[0]
            else:
                one = chance.choices(words.central.state, cum_weights=words.central.state_weights)[0]
            if one.day < self.head.day:
                found[one.entity] = one
        return list(found.values())

    def _cited(self, said: Pattern, one: Instrument | LawByName, relation: str) -> None:
        if relation == "implements" and one.type in _BASES:
            said, relation = self.words.citing["legalBasis"][-1], "legalBasis"
        elif relation == "legalBasis" and one.type in _POLICIES and said is self.words.citing["legalBasis"][-1]:
            relation = "implements"  # what is done «theo» a policy implements it, by the convention of the gold sets
        self.say(said, {"cite": partial(self._cite, one, relation), "self": self._self})

    def _cite(self, one: Instrument | LawByName, relation: str) -> None:
        if isinstance(one, LawByName):
            dated = one.entity not in self.seen and self.chance.random() < 0.3
            self._mention(one.name, one.entity, relation, None, one.day if dated else None, one.name.split()[0].lower())
            if dated:
                self.put(f" ngày {_day(date.fromisoformat(one.day), 0)}")
            self.seen.add(one.entity)
            return
        chance, figures_ = self.chance, self.words.figures
        first = one.entity not in self.seen
        self.seen.add(one.entity)
        self.last = one
        number = "số " if chance.random() < _WORD_NUMBER else ""
        self.put(f"{one.type.capitalize()} {number}")
        dated = chance.random() < figures_["dated"]["first" if first else "again"]
        self._mention(
            self._symbol(one), one.entity, relation, one.symbol, one.day.isoformat() if dated else None, one.type
        )
        if dated:
            day = one.day
            if chance.random() < figures_["symbols"]["another year"]:
                day = day.replace(year=day.year + 1, day=min(day.day, 28))  # its author's slip
                self.mentions[-1]["date"] = day.isoformat()
            self.put(f" ngày {_day(day, chance.random())}")
        if one.symbol.endswith("/TU") or chance.random() < (_ISSUER if dated else 0.2):
            self.put(f" của {one.issuer}")
        if chance.random() < (_TITLED if first else _TITLED_AGAIN):
            self.put(f" về {one.about}")

    def _symbol(self, one: Instrument) -> str:
        chance, shares = self.chance, self.words.figures["symbols"]
        symbol = one.symbol
        what = chance.random()
        if what < shares["blank inside"]:
            return symbol.replace("-", "- ", 1)
        if what < shares["blank inside"] + shares["mended"]:
            return symbol.replace("Đ", "D").replace("QH1", "QHI") if "Đ" in symbol else symbol
        return symbol

    def _self(self) -> None:
        self._mention(f"{self.head.type.capitalize()} này", "SELF", "self", None, None, self.head.type)

    def _again(self) -> None:
        if self.last is None:
            self.say(self.words.citing["self"][0], {"self": self._self})
            return
        one = self.last
        said = f"{one.type.capitalize()} nêu trên"
        again = partial(self._mention, said, one.entity, "cites", None, None, one.type)
        self.say(self.words.citing["anaphor"][0], {"again": again})

    def _mention(
        self, text: str, entity: str, relation: str, symbol: str | None, day: str | None, kind: str | None
    ) -> None:
        row = {"start": self.at, "end": self.at + len(text), "text": text, "type": kind, "symbol": symbol, "date": day}
        self.mentions.append({**row, "entity": entity, "relation": relation})
        self.put(text)

    def _body(self, citing: Sequence[Callable[[], None]]) -> None:
        chance = self.chance
        tasks = self.count("tasks")
        normative = self.head.type in _NORMATIVE
        left = max(0, self.count("provisions") - len(citing) - tasks - 12)
        spent = self.at + 100 * len(citing) + 120 * tasks + 200
        characters = self.row["characters"] * exp(chance.gauss(0, 0.15)) - spent
        self.put("\nQUYẾT ĐỊNH:\n" if self.head.type == "quyết định" else "\n")
        # Articles that cite are put line by line, the others come in one piece each: a long law has hundreds.
        citing_articles = [citing[k : k + _CITING] for k in range(0, len(citing), _CITING)]
        plain = max(0, left // ARTICLE - len(citing_articles) * (ARTICLE - _CITING) // ARTICLE)
        blocks, lines = self._plain(plain, left, characters)
        articles: list[str | Sequence[Callable[[], None]]] = [*blocks, *citing_articles]
        chance.shuffle(articles)
        number = 0
        for number, article in enumerate(articles, start=1):
            about = self.words.about(chance)
            self.put(f"Điều {number}. Về {about}\n" if normative else f"{_roman(number)}. VỀ {about.upper()}\n")
            if isinstance(article, str):
                self.put(article)
                continue
            for k, cite in enumerate(article, start=1):
                self.put(f"{k}. ")
                cite()
                self.put("\n")
            more = chance.choices(lines, k=min(left, ARTICLE - _CITING)) if lines else ()
            self.put("".join(f"{k}. {line}\n" for k, line in enumerate(more, start=len(article) + 1)))
        if tasks:
            self._duties(tasks, number + 1, normative)

    def _plain(self, articles: int, lines: int, characters: float) -> tuple[list[str], list[str]]:
        """So many articles that cite nothing, and lines for the others; all lines together have those characters.

        They are of the two lengths between which their mean lies.
        """
        pools, means = self.words.filler, self.words.filler_means
        if lines <= 0 or characters <= 0:
            return [], []
        mean = characters / lines
        if mean >= means[-1]:
            return self.chance.choices(self.words.articles[-1], k=round(characters / means[-1] / ARTICLE)), pools[-1]
        k = max(0, sum(one <= mean for one in means) - 1)
        long = round(articles * min(1.0, max(0.0, (mean - means[k]) / (means[k + 1] - means[k]))))
        found = self.chance.choices(self.words.articles[k + 1], k=long)
        return found + self.chance.choices(self.words.articles[k], k=articles - long), pools[k]

    def _duties(self, count: int, article: int, normative: bool) -> None:
        """The operative part: who does what, by when."""
        chance, row, words = self.chance, self.row, self.words.words
        self.put(f"Điều {article}. Tổ chức thực hiện\n" if normative else f"{_roman(article)}. NHIỆM VỤ\n")
        agencies = words[
            "committees" if self.head.party else "ministries" if row["level"] == "central" else "departments"
        ]
        led, joined, due = (row[name] / max(row["tasks"], 1) for name in ("led", "joined", "due"))
        citing = dict(zip(chance.sample(range(count), min(count, len(self.for_tasks))), self.for_tasks, strict=False))
        for k in range(count):
            lead, *others = chance.sample(agencies, 1 + chance.randrange(1, 3))
            work = chance.choice(words["work"]).format(about=self.words.about(chance))
            when = f", {self._due()}" if chance.random() < due else ""
            beside = f", phối hợp với {' và '.join(others)}" if chance.random() < joined else ""
            self.put(f"{k + 1}. " if k % 3 else "- ")
            start = self.at
            said = chance.choice(self.words.tasks["led" if chance.random() < led else "unled"])
            opening = work[0].upper() + work[1:]
            after = partial(self._after, citing.get(k))
            values = {"lead": lead, "with": beside, "work": work, "Work": opening, "after": after, "due": when}
            self.say(said, values)
            self.tasks.append((start, self.at))
            self.put("\n")

    def _after(self, one: Instrument | None) -> None:
        """What a task is done after, where it says so: a policy is implemented by that, other instruments are its
        legal basis."""
        if one is not None:
            self.put(" theo ")
            self._cite(one, "implements" if one.type in _POLICIES else "legalBasis")

    def _due(self) -> str:
        chance = self.chance
        said = chance.choice(self.words.words["due"])
        month = chance.randrange(1, 13)
        found: str = said.format(d=chance.randrange(1, 28), m=month, q=month // 4 + 1, y=self.head.day.year + 1)
        return found

    def _ending(self) -> None:
        lead = {"quyết định": "KT. CHỦ TỊCH", "thông tư": "BỘ TRƯỞNG"}.get(self.head.type, "CHỦ TỊCH")
        self.put(
            "\nNơi nhận:\n- Như trên;\n- Các cơ quan liên quan;\n- Lưu: VT.\n\n"
            f"{lead}\n(Đã ký)\n{self.chance.choice(self.words.words['signers'])}\n"
        )

    def _damaged(self, text: str) -> Made:
        chance = self.chance
        if chance.random() < _WRAPPED:
            text = wrapped(text)
        if chance.random() < _SCANNED:
            text = misread(text)
        spans = [(one["start"], one["end"]) for one in self.mentions], list(self.tasks)
        if chance.random() < _DECOMPOSED:
            text, spans = decomposed(text, spans)
        name = f"vb-{self.number:08}.txt"
        for one, (start, end) in zip(self.mentions, spans[0], strict=True):
            one.update(doc=name, start=start, end=end, text=text[start:end])
        own = self.head
        tasks = [{"doc": name, "start": start, "end": end, "annotated": False} for start, end in spans[1]]
        truth = {
            "doc": name, "type": own.type, "symbol": own.symbol, "date": own.day.isoformat(), "issuer": own.issuer,
            "citations": self.mentions, "tasks": tasks,
        }  # fmt: skip
        return Made(name, text, truth)


def _day(day: date, chance: float) -> str:
    return (
        f"{day.day} tháng {day.month:02} năm {day.year}" if chance < 0.66 else f"{day.day:02}/{day.month:02}/{day.year}"
    )


def _roman(number: int) -> str:
    out = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        out += sign * (number // value)
        number %= value
    return out
