"""The few figures that everything here is told in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964


@dataclass(slots=True)
class Counts:
    """How many were right, how many were said, how many there are."""

    right: float = 0
    said: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        """Of what was said, the share that is right; with nothing said, nothing said wrong."""
        return self.right / self.said if self.said else float(self.there == 0)

    @property
    def recall(self) -> float:
        """Of what there is, the share that was said."""
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, right: float, said: int, there: int) -> None:
        """Count more."""
        self.right += right
        self.said += said
        self.there += there

    def to_json(self) -> dict[str, float]:
        """Plain data."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "right": self.right,
            "said": self.said,
            "there": self.there,
        }


def wilson_low(right: float, n: int) -> float:
    """The lower end of Wilson's 95 % interval of a share: what so few cases allow us to promise.

    >>> round(wilson_low(10, 10), 3), wilson_low(0, 0)
    (0.722, 0.0)
    """
    if n == 0:
        return 0.0
    share, z = right / n, Z_95
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + z * z / n))


@dataclass(frozen=True, slots=True)
class Company:
    """A mention among the mentions that point where it points, and those that should."""

    precision: float
    recall: float
    together: int  # mentions of its predicted cluster, itself included


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> list[Company]:
    """For each (gold entity, predicted cluster) pair: B-cubed precision and recall of that mention.

    Precision is the share of its predicted cluster's mentions that are of its gold entity, recall the
    share of its gold entity's mentions that are in its predicted cluster.

    >>> [c.precision for c in b_cubed([("a", 1), ("a", 1), ("b", 1)])]
    [0.6666666666666666, 0.6666666666666666, 0.3333333333333333]
    """
    by_gold: dict[Hashable, set[int]] = defaultdict(set)
    by_cluster: dict[Hashable, set[int]] = defaultdict(set)
    for k, (entity, cluster) in enumerate(pairs):
        by_gold[entity].add(k)
        by_cluster[cluster].add(k)
    out = []
    for entity, cluster in pairs:
        both = len(by_gold[entity] & by_cluster[cluster])
        size = len(by_cluster[cluster])
        out.append(Company(both / size, both / len(by_gold[entity]), size))
    return out
