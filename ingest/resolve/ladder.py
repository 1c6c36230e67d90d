"""The ladder: by which method a mention found its instrument. First rung that holds wins.

Never the first of several, never itself by accident, never one later than the citing document; what
cannot be settled keeps its candidates. Confidence is each rung's precision (`methods.tsv`): at most the
one measured on gold where gold has cases (`python -m benchmarks.accuracy` prints both), a cautious
estimate for the rungs that it has none for.
"""

from __future__ import annotations

import csv
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
    clusters: list[Cluster],
    earlier: Cluster | None,
    company: list[Cluster],
    beside: dict[int, set[int]],
) -> tuple[Cluster | None, str, list[Cluster]]:
    """The instrument of an undated mention among the clusters of its series.

    `earlier` is what the same document last cited in full under this series; `company` what it cites
    in the same passage; `beside` which clusters are cited beside each other in the corpus, by id.
    """
    possible = [c for c in clusters if not_later(c, ref.upper)]
    if ref.written_year is not None:
        of_year = [c for c in possible if c.date and c.date.startswith(str(ref.written_year))]
        if len(of_year) == 1:
            return of_year[0], "symbol-and-year", []
        possible = of_year or possible
    if earlier is not None and earlier in possible:
        return earlier, "same-document", []
    if ref.year is not None and len(possible) >= 1:
        return possible[0], "symbol-with-year", []
    if len(possible) == 1:
        return possible[0], "one-fit", []
    if not possible:
        return None, "unresolved", clusters
    together = [c for c in possible if any(id(o) in beside.get(id(c), set()) for o in company)]
    if len(together) == 1:
        return together[0], "co-mention", []
    words = words_of(ref.title) or words_of(ref.context)
    scored = sorted(((likeness(c.words, words), k) for k, c in enumerate(possible)), reverse=True)
    if len(scored) > 1 and scored[0][0] >= 0.5 and scored[0][0] - scored[1][0] >= 0.25:
        return possible[scored[0][1]], "title-likeness", []
    return None, "ambiguous", possible
