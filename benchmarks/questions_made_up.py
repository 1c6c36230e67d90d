"""A made-up corpus that every competency question has something to find in, and the values it is asked with.

`benchmarks.made_up` has no instrument that is repealed, unsettled or carried out by way of another, so a question
about those would be fast for want of anything to join. A few citations of each file are turned into such, in the
places of the file and in numbers that stay the same from run to run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from benchmarks import made_up
from graph.model import Corpus, Extraction

_RECITALS = 5  # of each file: four central instruments and a directive of its own province
Values = Mapping[str, str]


def corpus_of(triples: int) -> Corpus:
    """A corpus of about that many triples, 27,000 at least."""
    corpus = made_up.corpus_of(triples)
    for number, extraction in enumerate(corpus.extractions):
        _trouble(number, extraction)
    return corpus


def values_of(corpus: Corpus) -> dict[str, list[Values]]:
    """By the name of a question, what it is asked with: instruments that most cite and one that few do, one that was
    replaced, the plan of the first file, its province, lead agency and deadlines. A question that takes no value is
    asked once."""
    cited = Counter(str(c.instrument) for e in corpus.extractions for c in e.citations if c.instrument)
    most = [iri for iri, _ in cited.most_common()]
    directives = [iri for iri in most if "/chi-thi/" in iri]
    central = [iri for iri in most if "/nghi-quyet/" in iri or "/quyet-dinh/" in iri]
    first, second = corpus.extractions[:2]
    plan, other = (str(e.documents[0].instrument) for e in (first, second))
    here, there = (str(e.instruments[0].jurisdiction) for e in (first, second))
    agency = str(first.tasks[0].lead[0].agency)
    meant = str(first.citations[_RECITALS - 1].instrument)
    of_one: list[Values] = [
        {"instrument": iri} for iri in (central[0], central[len(central) // 2], directives[0], directives[-1])
    ]
    month = str(first.tasks[0].deadlines[0].end)[:7]
    replaced = next(str(c.instrument) for e in corpus.extractions for c in e.citations if c.relation == "replaces")
    of_plan: list[Values] = [{"instrument": plan}]
    return {
        "01-who-cites": of_one,
        "02-tasks-implementing": of_one,
        "03-legal-basis": of_one,
        "04-chain-of-authority": of_plan,
        "05-what-hangs-on": of_one,
        "06-same-number": [{"symbol": "3-CT/TU"}],
        "07-unsettled-mentions": [{"instrument": str(corpus.extractions[2].documents[0].instrument)}],
        "08-date-conflicts": [{}],
        "09-tasks-of-agency": [{"agency": agency}],
        "10-due-between": [{"first": f"{month}-01", "last": f"{month}-28"}],
        "11-this-month": [{"month": month, "province": here}],
        "12-tasks-without-basis": of_plan,
        "13-cited-not-held": [{"province": here}, {"province": "vn"}],
        "14-load-bearing": [{"least": "3"}],
        "15-works-with": [{"agency": agency}],
        "16-cited-after-its-end": [{}],
        "17-what-changed-it": [*of_one, {"instrument": replaced}],
        "18-depth-of-citation": of_one,
        "19-not-implemented": [{"province": here, "type": "chỉ thị"}, {"province": "vn", "type": "nghị quyết"}],
        "20-central-only-through-another": [{"province": _reached_through_another(corpus)}],
        "21-tasks-with-words": [{"words": "rừng cây con suối chợ cầu"}],
        "22-circles": [{}],
        "23-two-provinces": [{"instrument": central[0], "first": here, "second": there}],
        "24-agencies-of-instrument": of_plan,
        "25-to-be-reviewed": [{"instrument": plan, "below": "0.99"}],
        "26-evidence-of-edge": [{"subject": plan, "object": meant}],
        "27-past-due-by-agency": [{"day": "2026-03-01"}],
        "28-common-ground": [{"first": plan, "second": other}],
    }


def _reached_through_another(corpus: Corpus) -> str:
    """A province whose directive carries out a central instrument that its plans and their tasks do not."""
    own: dict[str, set[str]] = defaultdict(set)
    through: dict[str, set[str]] = defaultdict(set)
    for extraction in corpus.extractions:
        place = str(extraction.instruments[0].jurisdiction)
        for citation in extraction.citations:
            by_another = citation.subject.startswith("http") and citation.relation == "implements"
            (through if by_another else own)[place].add(str(citation.instrument))
    return next(place for place, cited in through.items() if cited - own[place])


def _trouble(number: int, extraction: Extraction) -> None:
    """Of 40 files: ten say that the directive carries out a central instrument, one each replaces and repeals
    another, eight have a mention that may be two instruments, and one province's plan and directive rest on each
    other."""
    recitals = extraction.citations[:_RECITALS]
    directive = recitals[-1]
    if number % 4 == 0:
        recitals[3].relation, recitals[3].subject = "implements", str(directive.instrument)
    if number % 40 in (1, 21):
        recitals[0].relation = "replaces" if number % 40 == 1 else "repeals"
        recitals[0].pinpoint = {"article": "3"} if number % 80 < 40 else None
    if number % 5 == 2:
        recitals[1].candidates = sorted({str(recitals[1].instrument), str(recitals[2].instrument)})
        recitals[1].instrument = None
    if number % 40 == 3:
        subject = str(extraction.documents[0].instrument)
        recitals[2].subject, recitals[2].instrument, recitals[2].relation = str(directive.instrument), subject, "guides"
