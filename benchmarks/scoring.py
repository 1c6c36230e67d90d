"""What the extractor said, held against gold: one report over all sets.

*Right* for a resolved mention: its B-cubed precision, the share of the mentions in its predicted
cluster (all matched mentions of the same set that were resolved to the same instrument, itself
included) that are of its own gold entity. It says how pure what a method settles is; a cluster of one
is pure by itself. So two columns go with it: `shared`, how many of the mentions have company at all,
and `dated`, how many were resolved to an instrument with a day where the gold knows the entity's day,
with the share of agreement. Entity names are a set's own, so clusters are compared within a set.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from benchmarks.gold import GoldMention, GoldSet, GoldTask, fold, when
from benchmarks.matching import kind_of, match_mentions, match_tasks
from benchmarks.measures import Company, Counts, b_cubed, wilson_low
from graph.model import Citation, Corpus, Extraction, Task

UNSETTLED = ("ambiguous", "unresolved")  # methods that name no instrument


@dataclass(slots=True)
class Method:
    """One rung of the ladder on the gold."""

    n: int = 0
    right: float = 0.0
    shared: int = 0
    dated: int = 0
    date_right: int = 0
    extra: int = 0  # mentions settled by it that the gold does not know
    confidence: float = 0.0

    def to_json(self) -> dict[str, float | int | None]:
        """Plain data, with what follows from the counts."""
        return {
            "n": self.n,
            "precision": round(self.right / self.n, 4) if self.n else None,
            "wilson_low": round(wilson_low(self.right, self.n), 4),
            "shared": self.shared,
            "dated": self.dated,
            "date_precision": round(self.date_right / self.dated, 4) if self.dated else None,
            "extra": self.extra,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Wrong:
    """One disagreement, with its place."""

    what: str
    document: str
    at: int
    said: str
    there: str
    text: str


@dataclass(slots=True)
class Report:
    """All figures of a run."""

    kinds: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    methods: dict[str, Method] = field(default_factory=lambda: defaultdict(Method))
    relations: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)  # (gold, predicted), where they differ
    parts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))  # tasks, leads, …
    company: list[Company] = field(default_factory=list)
    furniture: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def citations(self) -> Counts:
        """All kinds together."""
        total = Counts()
        for counts in self.kinds.values():
            total.add(counts.right, counts.said, counts.there)
        return total

    @property
    def resolution(self) -> dict[str, float]:
        """B-cubed over all matched mentions, unsettled ones each alone."""
        n = len(self.company) or 1
        precision = sum(c.precision for c in self.company) / n
        recall = sum(c.recall for c in self.company) / n
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "citations": self.citations.to_json(),
            "kinds": {k: c.to_json() for k, c in sorted(self.kinds.items())},
            "resolution": self.resolution,
            "methods": {k: m.to_json() for k, m in sorted(self.methods.items())},
            "relations": {k: c.to_json() for k, c in sorted(self.relations.items())},
            "confusion": [{"there": g, "said": p, "n": n} for (g, p), n in self.confusion.most_common()],
            **{k: c.to_json() for k, c in self.parts.items()},
            "in_furniture": self.furniture,
            "missing": self.missing,
        }


def confidences() -> dict[str, float]:
    """The rungs of the ladder and the confidence that each writes, those without a case on the gold too."""
    table = files("ingest.resolve").joinpath("methods.tsv").read_text(encoding="utf-8")
    return {row["method"]: float(row["precision"]) for row in csv.DictReader(table.splitlines(), delimiter="\t")}


def score(sets: Sequence[GoldSet], corpus: Corpus) -> Report:
    """Hold a corpus against all sets. A document that the corpus lacks counts as read and found empty."""
    report = Report()
    for method, written in confidences().items():
        report.methods[method].confidence = written
    by_name = {Path(e.source.path).name: e for e in corpus.extractions}
    for gold in sets:
        report.missing += [name for name in gold.documents if name not in by_name]
        _score_mentions(report, gold, by_name, corpus)
        _score_tasks(report, gold, by_name)
    return report


def _score_mentions(report: Report, gold: GoldSet, by_name: dict[str, Extraction], corpus: Corpus) -> None:
    days: dict[str, set[str]] = defaultdict(set)
    for mention in gold.mentions:
        if mention.date:
            days[mention.whole_entity].add(mention.date)
    matched: list[tuple[GoldMention, Citation]] = []
    for name in gold.documents:
        there = [m for m in gold.mentions if m.document == name]
        said = gold.within(by_name[name], name)[0] if name in by_name else []
        pairs = match_mentions(there, said)
        matched += [(there[i], said[j]) for i, j in pairs]
        missed = set(range(len(there))) - {i for i, _ in pairs}
        extra = set(range(len(said))) - {j for _, j in pairs}
        for i, _ in pairs:
            report.kinds[kind_of(there[i])].add(1, 1, 1)
        for i in sorted(missed):
            report.kinds[kind_of(there[i])].add(0, 0, 1)
            report.wrong.append(Wrong("missed", name, there[i].start, "", there[i].relation, there[i].text))
        for j in sorted(extra):
            report.kinds[kind_of(said[j])].add(0, 1, 0)
            row = report.methods[said[j].method or "none"]
            row.extra, row.confidence = row.extra + 1, said[j].confidence
            report.furniture += gold.in_furniture(name, said[j].start)
            report.wrong.append(Wrong("extra", name, said[j].start, said[j].relation, "", said[j].text))
    _relations(report, matched)
    _resolution(report, matched, days, corpus)


def _relations(report: Report, matched: Sequence[tuple[GoldMention, Citation]]) -> None:
    for mention, citation in matched:
        if mention.relation == "self":
            continue  # found by its words or not at all: it would flatter the figure
        there, said = mention.relation, str(citation.relation)
        report.relations[there].add(there == said, 0, 1)
        report.relations[said].add(0, 1, 0)
        if there != said:
            report.confusion[there, said] += 1
            report.wrong.append(Wrong("relation", mention.document, mention.start, said, there, mention.text))


def _resolution(
    report: Report, matched: Sequence[tuple[GoldMention, Citation]], days: dict[str, set[str]], corpus: Corpus
) -> None:
    clusters = [c.instrument or f"none:{m.document}:{c.id}" for m, c in matched]
    entities = [m.whole_entity for m, _ in matched]
    company = b_cubed(list(zip(entities, clusters, strict=True)))
    report.company += company
    for (mention, citation), beside in zip(matched, company, strict=True):
        row = report.methods[citation.method or "none"]
        row.confidence = citation.confidence
        row.n += 1
        instrument = corpus.instruments.get(citation.instrument or "")
        if instrument is None:
            report.wrong.append(
                Wrong("unsettled", mention.document, mention.start, str(citation.method), mention.entity, mention.text)
            )
            continue
        row.right += beside.precision
        row.shared += beside.together > 1
        known = days[mention.whole_entity]
        agrees = any(day.startswith(instrument.date or "") for day in known)
        if known and instrument.date:
            row.dated += 1
            row.date_right += agrees
        if beside.precision < 1 or (known and instrument.date and not agrees):
            said = f"{citation.method}: {instrument.iri.rsplit('/vn/', 1)[-1]}"
            there = f"{mention.entity} {' '.join(sorted(known))}"
            report.wrong.append(Wrong("entity", mention.document, mention.start, said, there, mention.text))


def _score_tasks(report: Report, gold: GoldSet, by_name: dict[str, Extraction]) -> None:
    for name in gold.task_documents:
        there = [t for t in gold.tasks if t.document == name]
        said = gold.within(by_name[name], name)[1] if name in by_name else []
        pairs = dict(match_tasks(there, said))
        report.parts["tasks"].add(len(pairs), len(said), len(there))
        for i, task in enumerate(there):
            if i not in pairs:
                report.wrong.append(Wrong("task missed", name, task.start, "", "", task.text))
            if task.annotated:
                _score_parts(report, task, said[pairs[i]] if i in pairs else None)
        for j, found in enumerate(said):
            if j not in pairs.values():
                report.wrong.append(Wrong("task extra", name, found.start, "", "", found.text))


def _score_parts(report: Report, gold: GoldTask, found: Task | None) -> None:
    _part(report, "leads", gold, found, gold.lead, {fold(a.name) for a in found.lead} if found else set())
    helping = {fold(a.name) for a in found.coordinating} if found else set()
    _part(report, "coordinating", gold, found, gold.coordinating, helping)
    days = {when(d.start, d.end, d.days) for d in found.deadlines} if found else set()
    _part(report, "deadlines", gold, found, gold.deadlines, days)


def _part(
    report: Report, part: str, gold: GoldTask, found: Task | None, there: AbstractSet[Hashable], said: set[Any]
) -> None:
    report.parts[part].add(len(said & there), len(said), len(there))
    if found is not None and said != there:
        more = "; ".join(sorted(map(str, said - there)))
        less = "; ".join(sorted(map(str, there - said)))
        report.wrong.append(Wrong(part, gold.document, gold.start, more, less, gold.text))
