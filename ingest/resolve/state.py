"""What the resolution knows while it runs: files, clusters, and the answer for each mention."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.resolve.clusters import Cluster
from ingest.resolve.keys import Ref
from ingest.resolve.known import Known, Series
from ingest.resolve.local import Local
from ingest.resolve.registered import Registered, cluster_for, is_of

Answer = tuple[Cluster | None, str, list[Cluster]]  # the instrument, by which method, else candidates


@dataclass(slots=True)
class State:
    """`answer` is keyed by (file, citation), `own_cluster` by (file, document)."""

    files: list[Local]
    registered: Registered = field(default_factory=Registered)
    by_series: dict[Series, list[Cluster]] = field(default_factory=dict)
    answer: dict[tuple[int, int], Answer] = field(default_factory=dict)
    own_cluster: dict[tuple[int, int], Cluster] = field(default_factory=dict)

    def refs(self) -> list[tuple[int, int, Ref]]:
        """Every mention of every file, in order: (file, citation, what it says)."""
        return [(f, k, ref) for f, local in enumerate(self.files) for k, ref in enumerate(local.refs)]

    def found(self, f: int, k: int) -> Cluster | None:
        """The instrument settled on for a mention so far."""
        answer = self.answer.get((f, k))
        return answer[0] if answer else None

    def cluster_of_known(self, known: Known) -> Cluster:
        """The cluster of a registered instrument, opened where there is none."""
        clusters = self.by_series.setdefault(known.series, [])
        found = next((c for c in clusters if is_of(c, known)), None)
        if found is None:
            found = cluster_for(known)
            clusters.append(found)
        return found

    def cluster_of(self, series: Series, when: str | None) -> Cluster:
        """The cluster of a series that no period divides, opened where there is none; `when` is a day
        or a year that tells versions of one name apart."""
        year = int(when[:4]) if when and len(when) < 10 else None
        for known in self.by_series.get(series, []):
            if when is None or known.date == when or (year is not None and year in known.years):
                return known
        opened = Cluster(series, None)
        if year is not None:
            opened.years[year] += 1
        elif when:
            opened.dates[when] += 1
        self.by_series.setdefault(series, []).append(opened)
        return opened
