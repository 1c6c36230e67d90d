"""The ladder: by which method a mention found its instrument. First rung that holds wins.

Never the first of several, never itself by accident, never one later than the citing document; what
cannot be settled keeps its candidates. Confidence is each rung's precision (`methods.tsv`): at most the
one measured on gold where gold has cases (`python -m benchmarks.accuracy` prints both), a cautious
estimate for the rungs that it has none for.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files

from ingest.resolve.clusters import Cluster, likeness, words_of
from ingest.resolve.keys import Ref


@cache
def confidence(method: str) -> float:
    """The precision of a method; 0 for one that settles nothing."""
    return precisions().get(method, 0.0)


@cache
def precisions() -> dict[str, float]:
    """Every method that settles something, in the order of the ladder, with its precision (0 to 1)."""
    rows = csv.DictReader(
        files("ingest.resolve").joinpath("methods.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
    )
    return {row["method"]: float(row["precision"]) for row in rows}


def not_later(cluster: Cluster, upper: str | None) -> bool:
    """Could a text of that day or year cite the cluster's instrument?"""
    when = cluster.date
    return when is None or upper is None or when[: len(upper)] <= upper


def choose(
    ref: Ref,
    clusters: Sequence[Cluster],
    earlier: str | None,
    together: Callable[[Sequence[Cluster]], list[Cluster]] | None,
    words: Callable[[], Mapping[str, Collection[str]]],
) -> tuple[Cluster | None, str, Sequence[Cluster]]:
    """The instrument of an undated mention among the clusters of its series.

    `earlier` is the IRI of what the same document last cited in full under this series; `together` picks those that
    are cited elsewhere beside what the mention stands beside (None: what the corpus says of company is not known yet,
    and what needs it stays open); `words` are those of each one's titles, by IRI.
    """
    possible = [c for c in clusters if not_later(c, ref.upper)]
    if ref.written_year is not None:
        of_year = [c for c in possible if c.date and c.date.startswith(str(ref.written_year))]
        if len(of_year) == 1:
            return of_year[0], "symbol-and-year", []
        possible = of_year or possible
    before = next((c for c in possible if c.iri == earlier), None) if earlier is not None else None
    if before is not None:
        return before, "same-document", []
    if ref.year is not None and len(possible) >= 1:
        return possible[0], "symbol-with-year", []
    if len(possible) == 1:
        return possible[0], "one-fit", []
    if not possible:
        return None, "unresolved", clusters
    if together is None:
        return None, "ambiguous", possible
    beside = together(possible)
    if len(beside) == 1:
        return beside[0], "co-mention", []
    mine = words_of(ref.title) or words_of(ref.context)
    of = words()
    scored = sorted(((likeness(set(of.get(c.iri, ())), mine), k) for k, c in enumerate(possible)), reverse=True)
    if scored[0][0] >= 0.5 and scored[0][0] - scored[1][0] >= 0.25:
        return possible[scored[0][1]], "title-likeness", []
    return None, "ambiguous", possible
