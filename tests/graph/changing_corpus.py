"""A small made-up corpus of which files come, go and change, resolved anew each time as a resolver would: what one
file says decides what instruments of other files are called and which they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.identity import Key
from graph.model import Corpus, Deadline, Extraction, Instrument, Problem, Relation
from graph.store.delta import Delta
from tests.graph.small_corpus import Draft, assigned

PLACES = ("bac-giang", "bac-ninh", "thai-nguyen")
NAMES = ("Bắc Giang", "Bắc Ninh", "Thái Nguyên")
KINDS = (("chi-thi", "chỉ thị"), ("chi-thi", "Chỉ thị"), ("ke-hoach", "kế hoạch"), ("nghi-quyet", "nghị quyết"))
AGENCIES = (
    *("Sở Tài chính tỉnh Bắc Giang", "Sở tài chính tỉnh Bắc Giang", "Sở Kế hoạch và Đầu tư tỉnh Bắc Giang"),
    *("Ủy ban nhân dân tỉnh Bắc Ninh", "UBND tỉnh Bắc Ninh", "Bộ Tài chính", "Hội Người cao tuổi thôn Đông"),
    *("Ủy ban nhân dân huyện Yên Thế tỉnh Bắc Giang", "hội người cao tuổi thôn Đông"),
)
SENTENCES = ("Thu gom rác trên các tuyến sông", "Rà soát biên chế của đơn vị", "Lắp thùng rác ở chợ")


@dataclass(frozen=True)
class Text:
    """What a file says: whose instrument it is (a number), which it cites, in which way, whom it orders to do what;
    `dated`: it gives the day of its instrument, without which only the year is known."""

    own: int
    cites: tuple[int, ...] = ()
    leads: tuple[int, ...] = ()
    issuer: int = 0
    dated: bool = True
    second: int | None = None  # the instrument of a second document in the file
    relation: Relation = "implements"  # to every other one that it cites
    doubtful: tuple[int, ...] = ()  # the instruments that one more mention may mean


Files = Mapping[str, Text]


def resolved(files: Files) -> Corpus:
    """The corpus of these files, by path."""
    dated = {text.own for text in files.values() if text.dated}
    known: dict[str, Instrument] = {}
    times: Counter[int] = Counter(number for text in files.values() for number in text.cites)
    for path in sorted(files):
        text = files[path]
        for number in (text.own, *([] if text.second is None else [text.second]), *text.cites, *text.doubtful):
            one = instrument(number, number in dated)
            known.setdefault(one.iri, one)
        own = instrument(text.own, text.own in dated)
        issuer = ("Ủy ban nhân dân tỉnh {}", "Tỉnh ủy {}", "TỈNH ỦY {}")[text.issuer % 3]
        known[own.iri] = replace(
            known[own.iri], held=True, issuer=issuer.format(NAMES[text.own % 3]), title=f"cited {times[text.own]} times"
        )
    extractions = [_file(path, files[path], dated) for path in sorted(files)]
    problems = [Problem("date-conflict", f"ngày của {n % 4}", instruments=[instrument(n, n in dated).iri])
                for n, t in sorted(times.items()) if t > 1]  # fmt: skip
    return Corpus(extractions, dict(sorted(known.items())), problems)


def instrument(number: int, dated: bool) -> Instrument:
    """The instrument of a number; 10 more is one of the same number and year on another day."""
    place, (slug, type_) = PLACES[number % 3], KINDS[number % 4]
    symbol = f"{number % 10}-CT/TU"
    day = f"2024-0{1 + number // 10}-11" if dated else "2024"
    body = f"tinh-uy-{place}" if number % 2 else f"ubnd-{place}"
    key = Key(body, slug, f"{number % 10}-ct-tu", day)
    if number == 9:
        key = Key("dai-hoi", "nghi-quyet", "nghi-quyet-dai-hoi", "khoa-13")
    former = [Key(body, slug, "cu", "2023").iri()] if number == 5 else []
    return Instrument(
        key.iri(), type_, symbol, day if number != 9 else None, body=key.body,
        jurisdiction=place if number % 5 else None, branch="party" if number % 2 else "state", former_iris=former,
    )  # fmt: skip


def _file(path: str, text: Text, dated: set[int]) -> Extraction:
    owns = [text.own, *([] if text.second in (None, text.own) else [text.second or 0])]
    f = Draft(path, *(instrument(number, number in dated) for number in owns))
    f.say("Mở đầu", f"Văn bản {text.own} {text.issuer} {text.dated} {text.relation}.")  # other facts are other bytes
    for place, number in enumerate(text.cites):
        said = f.say(f"Điều {place}", f"Theo văn bản số {number}, năm 2024.", document=place % len(owns))
        f.cite(said, f"số {number}", instrument(number, number in dated), "cites" if place % 2 else text.relation, "d0")
    for place, agency in enumerate(text.leads):
        said = f.say(f"Mục {place}", f"{SENTENCES[(agency + text.own) % 3]}.", document=place % len(owns))
        name = f.task(
            said,
            lead=[assigned(AGENCIES[agency % len(AGENCIES)])],
            deadlines=[Deadline("đúng hạn", "before", None, "2024-12-31")] if agency % 2 else [],
        )
        if text.cites:
            meant = instrument(text.cites[0], text.cites[0] in dated)
            f.cite(said, SENTENCES[(agency + text.own) % 3][:4], meant, "implements", name)
    if text.doubtful:
        words = f"văn bản cùng số {sorted(text.doubtful)}"
        said = f.say("Điều cuối", f"Theo {words}.")
        candidates = [instrument(number, number in dated).iri for number in text.doubtful]
        f.cite(said, words, None, "cites", "d0", candidates=candidates, method="ambiguous", confidence=0.0)
        f.problems.append(Problem("ambiguous", f"«{words}» không rõ.", 0, 5, candidates))
    return f.done()


def between(old: Corpus, new: Corpus) -> Delta:
    """How one corpus differs from another, found by comparing all of both."""
    was = {(e.source.path, e.source.sha256): e for e in old.extractions}
    is_ = {(e.source.path, e.source.sha256): e for e in new.extractions}
    iris = {iri for iri in {*old.instruments, *new.instruments} if old.instruments.get(iri) != new.instruments.get(iri)}
    before, after = (Counter(repr(p) for p in corpus.problems) for corpus in (old, new))
    problem = {repr(p): p for p in (*old.problems, *new.problems)}

    def holding(wanted: Iterable[str]) -> list[Extraction]:
        some = set(wanted)
        return [e for e in new.extractions if any(d.instrument in some for d in e.documents)]

    return Delta(
        extractions=[e for place, e in is_.items() if was.get(place) != e],
        gone=sorted(was.keys() - is_.keys()),
        instruments={iri: new.instruments.get(iri) for iri in iris},
        problems=([problem[r] for r in (after - before).elements()], [problem[r] for r in (before - after).elements()]),
        known=new.instruments,
        holding=holding,
        among=lambda paths, hashes: [e for e in new.extractions if e.source.path in paths or e.source.sha256 in hashes],
        about=lambda wanted: [p for p in new.problems if set(p.instruments) & set(wanted)],
    )
