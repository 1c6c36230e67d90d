"""How a figure grows with the number of documents: a line and a power law by least squares, and which fits better.

Both are fitted to relative errors: by absolute ones the largest size alone would count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import Literal


@dataclass(frozen=True, slots=True)
class Growth:
    """`fixed + each · n` and `factor · n ** exponent`, and how far each is from the measured point it misses most, as a
    share of it. Two points are met by both: that says nothing of either."""

    fixed: float
    each: float
    line_misses: float
    factor: float
    exponent: float
    power_misses: float
    points: int

    @property
    def better(self) -> Literal["line", "power"]:
        """Which of the two misses less; a line as long as it misses by under a twentieth: what costs so much a document
        is one, and a power law that follows the noise of three points goes astray by a thousand times their size. Never
        a line that begins below nothing, or would come to it: noise round a constant slopes down too."""
        if self.fixed < 0 or self.each < 0 or self.line_misses > max(self.power_misses, 0.05):
            return "power"
        return "line"

    def at(self, documents: float) -> float:
        """What the better one says of so many documents."""
        if self.better == "line":
            return self.fixed + self.each * documents
        return self.factor * float(documents**self.exponent)


def growth(sizes: Sequence[float], figures: Sequence[float]) -> Growth | None:
    """The two laws; None with fewer than two sizes, or where a figure is nothing.

    >>> found = growth([1000, 3000, 10000], [12.0, 32.0, 102.0])
    >>> round(found.fixed, 6), round(found.each, 6), found.better
    (2.0, 0.01, 'line')
    >>> found = growth([10, 100, 1000], [1.0, 8.0, 64.0])
    >>> round(found.exponent, 3), found.better, round(found.at(10_000))
    (0.903, 'power', 512)
    >>> growth([1000, 3000, 20000], [1.06, 0.957, 0.952]).better
    'power'
    """
    if len(set(sizes)) < 2 or any(figure <= 0 for figure in figures):
        return None
    fixed, each = _line(sizes, figures)
    start, exponent = _plain([log(n) for n in sizes], [log(y) for y in figures])
    factor = exp(start)
    return Growth(
        fixed, each, _misses([fixed + each * n for n in sizes], figures),
        factor, exponent, _misses([factor * n**exponent for n in sizes], figures), len(sizes),
    )  # fmt: skip


def slope(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The exponent of y in x over all pairs that are above nothing; None where no x is ten times another.

    >>> slope([1, 10, 100], [5, 50, 500])
    1.0
    """
    pairs = [(log(x), log(y)) for x, y in zip(xs, ys, strict=True) if x > 0 and y > 0]
    spread = max((x for x, _ in pairs), default=0.0) - min((x for x, _ in pairs), default=inf)
    if len(pairs) < 3 or spread < log(10):
        return None
    return _plain([x for x, _ in pairs], [y for _, y in pairs])[1]


def _line(sizes: Sequence[float], figures: Sequence[float]) -> tuple[float, float]:
    """Least squares of (fixed + each · n - y) / y."""
    weights = [1 / y**2 for y in figures]
    w = sum(weights)
    mean_n = sum(a * n for a, n in zip(weights, sizes, strict=True)) / w
    mean_y = sum(a * y for a, y in zip(weights, figures, strict=True)) / w
    up = sum(a * (n - mean_n) * (y - mean_y) for a, n, y in zip(weights, sizes, figures, strict=True))
    each = up / sum(a * (n - mean_n) ** 2 for a, n in zip(weights, sizes, strict=True))
    return mean_y - each * mean_n, each


def _plain(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    up = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    each = up / sum((x - mean_x) ** 2 for x in xs)
    return mean_y - each * mean_x, each


def _misses(said: Sequence[float], figures: Sequence[float]) -> float:
    return max(abs(a - b) / b for a, b in zip(said, figures, strict=True))
