"""Decisions over a corpus: which stand, which had to be found again, which wait.

What the machine read stays as it was, beside what the reviewer says: `graph.triples` writes both. The IRIs
of citations and tasks are those of the machine's reading, so that a decision never moves what it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from graph.copies import find_copies
from graph.model import Instrument, Problem, Resolved
from graph.review.anchors import Spot, anchored
from graph.review.applied import Applied
from graph.review.decisions import (
    Anchor,
    CitationVerdict,
    Decision,
    Verdicts,
    citation_verdict,
    followed,
    merges,
    standing,
    task_verdict,
)
from graph.review.layers import Layered, Overlaid
from graph.review.merging import bare, merged
from graph.review.reach import Reach, held_twice
from graph.review.splitting import parted, parts
from graph.triples.evidence import placed
from graph.triples.files import Places
from graph.triples.redirects import provisional
from graph.triples.survey import in_order

LOST = "review-lost"  # the code of the problem that a decision waits


def apply(corpus: Resolved, decisions: Sequence[Decision]) -> Applied:
    """The corpus as reviewed. Without decisions it is the corpus itself; it is never changed.

    A decision that does not find its thing is in `lost` and a problem of the corpus, `review-lost`.
    """
    kept = standing(decisions)
    ids = {one.id for one in kept}
    undone = [one for one in decisions if one.kind != "decision" and one.id not in ids]
    if not kept:
        return Applied(corpus, undone=undone)
    into, apart = merges(one for one in kept if one.kind == "instrument")
    splits = [one for one in kept if one.action == "split"]
    corpus, astray = parted(merged(corpus, into, apart), splits, into)
    found = Applied(corpus, Verdicts(merged=into, apart=apart), kept, undone)
    anchors_of = [part.anchor for one in kept for part in parts(one) if part.anchor]
    now = _now(corpus, apart, {anchor.document for anchor in anchors_of})
    found.astray = astray
    dealt = [part for one in kept for part in parts(one)]
    citations, tasks = _spots(corpus, [one for one in dealt if one.kind != "instrument"], now)
    for kind, spots in (("citation", citations), ("task", tasks)):
        about: dict[str, list[Decision]] = defaultdict(list)
        for one in dealt:
            if one.kind == kind:
                about[one.target].append(one)
        anchors: dict[str, Anchor | None] = {
            target: next((one.anchor for one in reversed(those) if one.anchor), None) for target, those in about.items()
        }
        where = anchored(anchors, spots, now, alike=kind == "task")
        by_place: dict[str, list[Decision]] = defaultdict(list)
        for one in dealt:
            if one.kind == kind:
                found.places[one.id] = place = where[one.target]
                if place is not None:
                    by_place[place].append(one)
        for place, those in by_place.items():
            if kind == "task":
                found.verdicts.tasks[place] = task_verdict(those)
            else:
                found.verdicts.citations[place] = _with_known(citation_verdict(those), into)
    for split in splits:
        for part in parts(split)[1:]:
            if found.places.pop(part.id) is None and part.anchor is not None:
                found.astray.setdefault(split.id, []).append(part.anchor.quote)
    for one in kept:
        if one.kind == "instrument":
            found.places[one.id] = one.target
    found.corpus = _completed(found)
    return found


def _with_known(verdict: CitationVerdict, into: dict[str, str]) -> CitationVerdict:
    if verdict.instrument is None:
        return verdict
    return CitationVerdict(verdict.status, verdict.relation, followed(into, verdict.instrument))


def _now(corpus: Resolved, apart: Collection[tuple[str, str]], wanted: Collection[str]) -> dict[str, str]:
    """What those instruments are called now, of the ones that have another name."""
    if not wanted:
        return {}
    now = provisional(corpus.instruments, apart, wanted)
    for one in corpus.instruments.values():
        now |= {former: one.iri for former in one.former_iris if former in wanted}
    return now


def _spots(corpus: Resolved, dealt: Sequence[Decision], now: Mapping[str, str]) -> tuple[list[Spot], list[Spot]]:
    """The citations and tasks that decisions may be about, with the IRIs that they have in the graph."""
    citations: list[Spot] = []
    tasks: dict[tuple[str, int, int], Spot] = {}
    if not dealt:
        return citations, []
    near = Reach.of(dealt, now)
    copies = find_copies(in_order(corpus.extractions), held_twice(corpus.extractions, near))
    seen: set[str] = set()
    for extraction in in_order(corpus.extractions):
        source = extraction.source
        if source.sha256 in seen or not near.touches(extraction):
            continue
        seen.add(source.sha256)
        places = Places.of(extraction, copies)
        of = {d.id: d.instrument for d in extraction.documents}
        for citation, _, node in placed(places, extraction.citations):
            citations.append(
                Spot(
                    node.value,
                    of.get(citation.document, ""),
                    source.path,
                    source.sha256,
                    citation.text,
                    citation.start,
                    places.paths.get(citation.provision or "", ""),
                    citation.relation,
                    citation.instrument or "",
                )
            )
        for task in extraction.tasks:
            tasks[source.sha256, task.start, task.end] = Spot(
                places.tasks[task.id].value,
                of.get(task.document, ""),
                source.path,
                source.sha256,
                task.text,
                task.start,
                places.paths.get(task.provision or "", ""),
            )
    return citations, list(tasks.values())


def _completed(found: Applied) -> Resolved:
    """The corpus with the instruments that corrections name, and a problem for each decision that waits."""
    corpus = found.corpus
    known: dict[str, Instrument | None] = {}
    about = {
        part.value["instrument"]: part.value.get("about") or {}
        for one in found.standing
        for part in parts(one)
        if "instrument" in part.value
    }
    for verdict in found.verdicts.citations.values():
        if verdict.instrument and verdict.instrument not in corpus.instruments and verdict.instrument not in known:
            said = about.get(verdict.instrument, {})
            new = bare(verdict.instrument)
            new.symbol, new.type = said.get("symbol"), said.get("type")
            new.date, new.title = said.get("date") or new.date, said.get("title")
            known[verdict.instrument] = new
    lost = [lost_problem(one, found.astray.get(one.id)) for one in found.lost]
    return Layered(corpus.extractions, Overlaid(corpus.instruments, known), [*corpus.problems, *lost])


def lost_problem(one: Decision, astray: list[str] | None) -> Problem:
    """What is told of a decision that does not find its thing, or does not find these of its things."""
    return Problem(LOST, _lost(one, astray))


def lost_words(one: Decision) -> str:
    """What only the problems of that decision begin with."""
    return f"Quyết định {one.id} của "


def _lost(one: Decision, astray: list[str] | None) -> str:
    said = f"{lost_words(one)}{one.who} ({one.when}) không còn tìm thấy"
    if astray:
        total = len(one.value.get("mentions", ())) + len(one.value.get("files", ()))
        listed = ", ".join(f"«{what}»" for what in astray)
        return f"{said} {len(astray)} trong {total} chỗ của nó: {listed}."
    return f"{said} chỗ của nó" + (f" («{one.anchor.quote}»)." if one.anchor else ".")
