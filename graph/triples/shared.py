"""The graph that all files share, out of a tally: types, bodies, numbering periods, agencies, redirects, counts.

Each line belongs to one key (a type, a body, …), so that whoever knows which keys a change touches can write
theirs before and after, and has the whole difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from graph.identity import fold, slug
from graph.model import Problem
from graph.triples.problems import write_problem
from graph.triples.redirects import redirect
from graph.triples.sheet import Sheet, data_node
from graph.triples.tally import Described, Tally
from graph.vocabulary import DAN, DCTERMS, ORG, RDFS, SKOS

Pairs = Collection[tuple[str, str]]


@dataclass(slots=True)
class Keys:
    """What of the shared graphs may have changed."""

    kinds: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)
    agencies: set[str] = field(default_factory=set)
    formers: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def add(self, one: Described) -> None:
        """What an instrument has a part in by what is said of it."""
        for keys, value in ((self.kinds, one.kind), (self.bodies, one.body), (self.periods, one.period)):
            if value is not None:
                keys.add(value)


def shared_lines(tally: Tally, apart: Pairs, keys: Keys | None = None) -> Iterator[str]:
    """The lines of these keys, or of all but for the counts and problems, in pieces."""
    sheet = _Pieces()
    for kind in sorted(keys.kinds) if keys else tally.all("kind"):
        _write_type(sheet.open, tally, kind)
        yield from sheet.full()
    for body in sorted(keys.bodies) if keys else tally.all("body"):
        _write_body(sheet.open, tally, body)
        yield from sheet.full()
    for period in sorted(keys.periods) if keys else tally.all("period"):
        _write_period(sheet.open, tally, period)
        yield from sheet.full()
    for agency in sorted(keys.agencies) if keys else tally.all("agency", "spelt"):
        _write_agency(sheet.open, tally, agency)
        yield from sheet.full()
    for former in sorted(keys.formers) if keys else _formers(tally):
        _write_redirects(sheet.open, tally, apart, former)
        yield from sheet.full()
    yield sheet.open.text()
    if keys:
        yield from count_lines(tally, keys.cited)
        yield problem_lines(found for one in keys.problems for found in tally.problems(one))


def count_lines(tally: Tally, keys: Collection[str] | None = None) -> Iterator[str]:
    """How often each instrument is cited, of those that are at all.

    Every summary says it, and to count on asking cost 50 ms of the 67 ms that a chain of authority took at a million
    quads: the few central instruments that stand above everything are cited by thousands.
    """
    sheet = _Pieces()
    for iri, times in tally.citations() if keys is None else ((iri, tally.times_cited(iri)) for iri in sorted(keys)):
        if times:
            sheet.open.number(NamedNode(iri), DAN.citationCount, times)
        yield from sheet.full()
    yield sheet.open.text()


def problem_lines(problems: Iterable[Problem]) -> str:
    """The problems that no single file has: conflicting dates, unreadable files."""
    sheet = Sheet(data_node("graph", "problems"))
    for problem in problems:
        write_problem(sheet, problem)
    return sheet.text()


class _Pieces:
    """A sheet that is given away whenever it has grown."""

    _LINES = 20_000  # some 4 MB

    def __init__(self) -> None:
        self.open = Sheet(data_node("graph", "instruments"))

    def full(self) -> Iterator[str]:
        if len(self.open) > self._LINES:
            full, self.open = self.open, Sheet(data_node("graph", "instruments"))
            yield full.text()


def _write_type(sheet: Sheet, tally: Tally, kind: str) -> None:
    node = data_node("type", kind)
    for name in tally.types(kind):
        sheet.kinds(node, SKOS.Concept)
        sheet.words(node, SKOS.prefLabel, name)


def _write_body(sheet: Sheet, tally: Tally, body: str) -> None:
    """A body by the name that fits its slug, else by the commonest name that its instruments give."""
    names = tally.issuers(body)
    if names is None:
        return
    ranked = by_frequency(names)
    fitting = [name for name in ranked if slug(name) == body]
    node = data_node("body", body)
    sheet.kinds(node, ORG.FormalOrganization)
    sheet.words(node, SKOS.prefLabel, (fitting or ranked or [body])[0])


def _write_period(sheet: Sheet, tally: Tally, period: str) -> None:
    """A calendar year, or a committee's term."""
    if not tally.has_period(period):
        return
    node = data_node("period", period)
    sheet.kinds(node, DAN.NumberingPeriod)
    _, is_term, term = period.rpartition("/")
    if is_term:
        sheet.words(node, RDFS.label, f"khóa {term.removeprefix('khoa-')}")
    else:
        sheet.words(node, RDFS.label, f"năm {period}")
        sheet.date(node, DAN.firstDay, f"{period}-01-01")
        sheet.date(node, DAN.lastDay, f"{period}-12-31")


def _write_agency(sheet: Sheet, tally: Tally, agency: str) -> None:
    """An agency that a task or a reviewer names. Of several spellings the commonest is its name."""
    ranked = by_frequency(tally.spellings(agency))
    if not ranked:
        return
    node = NamedNode(agency)
    sheet.kinds(node, ORG.FormalOrganization)
    sheet.words(node, SKOS.prefLabel, ranked[0])
    sheet.plain(node, DAN.searchKey, fold(" ".join(ranked)))
    for other in ranked[1:]:
        sheet.words(node, SKOS.altLabel, other)


def _formers(tally: Tally) -> Iterator[str]:
    yield from tally.all("short")
    yield from tally.all("former", "formers")


def _write_redirects(sheet: Sheet, tally: Tally, apart: Pairs, former: str) -> None:
    known = {former} if tally.instrument(former) else set[str]()
    one = redirect(former, tally.of_short(former), known, apart)
    for iri in sorted({*tally.known_as(former), *([one] if one else [])}):
        sheet.add(NamedNode(former), DCTERMS.isReplacedBy, NamedNode(iri))


def by_frequency(names: Counter[str]) -> list[str]:
    """The names, the commonest first."""
    return [name for name, _ in sorted(names.items(), key=lambda item: (-item[1], item[0]))]
