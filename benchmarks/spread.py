"""Several runs of one thing, told as their median and how far apart they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The median, the least and the most of some figures, in whatever unit they have."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """Raises ValueError where there are none."""
        if not figures:
            raise ValueError("no figures")
        return cls(median(figures), min(figures), max(figures))

    def rate(self, amount: float) -> Spread:
        """Of an amount in so many seconds: the amount of one second. The longest run has the least."""
        return Spread(*(amount / max(seconds, 1e-9) for seconds in (self.median, self.most, self.least)))

    def __str__(self) -> str:
        """
        >>> print(Spread.of([0.25, 0.2, 0.5]), Spread.of([1_234_567.0]), Spread(12.0, 11.5, 13.0))
        0.25 (0.2–0.5) 1,230,000 12 (11.5–13)
        """
        least, most = figure(self.least), figure(self.most)
        return f"{figure(self.median)} ({least}–{most})" if least != most else figure(self.median)


def figure(value: float) -> str:
    """Three figures that matter: more than the machine repeats would only look exact.

    >>> [figure(v) for v in (0.0, 0.001234, 12.34, 999.6, 1234.5, 123456)]
    ['0', '0.00123', '12.3', '1,000', '1,230', '123,000']
    """
    if not value:
        return "0"
    short = float(f"{value:.3g}")
    return f"{short:,.0f}" if abs(short) >= 100 else f"{short:g}"
