"""A corpus of any size with the shape of a real one, to measure with: the same numbers give the same corpus."""

from __future__ import annotations

import random

from graph.identity import Key
from graph.model import Corpus, Deadline, Instrument
from tests.graph.small_corpus import Draft, assigned

PLACES = ("bac-giang", "thai-nguyen", "bac-ninh")


def many_files(files: int, tasks: int = 12, seed: int = 7) -> Corpus:
    """`files` plans of three provinces, each with `tasks` tasks, citing 60 directives that cite each other."""
    chance = random.Random(seed)
    directives = [_directive(number) for number in range(1, 61)]
    plans = [_plan(number) for number in range(files)]
    extractions = []
    for number, plan in enumerate(plans):
        f = Draft(f"ke-hoach-{number:04}.txt", plan)
        opening = f.say("Căn cứ > đoạn 1", f"Thực hiện {_symbol(chance.choice(directives))} và kế hoạch trước.")
        meant = chance.choice(directives)
        f.say("Căn cứ > đoạn 2", f"Xét Chỉ thị số {meant.symbol}, kế hoạch gồm:")
        f.cite(f.provisions[-1].id, str(meant.symbol), meant, "implements", "d0")
        if number % 4 == 3:
            f.cite(opening, "kế hoạch trước", chance.choice(plans[:number]), "legalBasis", "d0", kind="name")
        for place in range(tasks):
            meant, other = chance.sample(directives, 2)
            said = f.say(
                f"Điều {place // 4 + 1} > {place % 4 + 1}",
                f"Làm việc thứ {place} theo Chỉ thị số {meant.symbol} nối tiếp Chỉ thị số {other.symbol} đúng hạn.",
            )
            name = f.task(
                said,
                lead=[assigned(f"Sở thứ {chance.randrange(20)} tỉnh {plan.jurisdiction}")],
                coordinating=[assigned(f"Sở thứ {chance.randrange(20)} tỉnh {plan.jurisdiction}")],
                deadlines=[Deadline("đúng hạn", "before", None, "2024-12-31")],
            )
            f.cite(
                said,
                str(meant.symbol),
                meant,
                chance.choice(("implements", "cites", "assesses", "legalBasis")),
                name,
            )
            if _number(meant) > _number(other) and chance.random() < 0.1:
                f.cite(said, f"{other.symbol} đúng", other, "implements", meant.iri)
        extractions.append(f.done())
    known = {one.iri: one for one in (*directives, *plans)}
    return Corpus(extractions, known)


def _number(of: Instrument) -> int:
    return int(str(of.symbol).split("-")[0])


def _symbol(of: Instrument) -> str:
    return f"Chỉ thị số {of.symbol}"


def _directive(number: int) -> Instrument:
    place = PLACES[number % 3]
    date = f"20{10 + number // 5:02}-03-{number % 28 + 1:02}"
    return Instrument(
        Key(f"tinh-uy-{place}", "chi-thi", f"{number}-ct-tu", date).iri(), "chỉ thị", f"{number}-CT/TU", date,
        f"về việc thứ {number}", f"Tỉnh ủy {place}", f"tinh-uy-{place}", place, "party",
    )  # fmt: skip


def _plan(number: int) -> Instrument:
    place = PLACES[number % 3]
    date = f"20{23 + number // 336:02}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    return Instrument(
        Key(f"ubnd-{place}", "ke-hoach", f"{number + 1}-kh-ubnd", date).iri(), "kế hoạch", f"{number + 1}/KH-UBND",
        date, f"về kế hoạch {number}", f"Ủy ban nhân dân tỉnh {place}", f"ubnd-{place}", place, "state", True,
    )  # fmt: skip
