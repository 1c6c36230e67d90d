"""Things in a row, each as near to where it would like to stand as the others let it."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wishes: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Places in the order given, at least `gaps` apart (one fewer than there are wishes), with the least squares of
    how far each is from its wish: isotonic regression, by pooling neighbours that stand in each other's way.

    >>> spread([0, 0, 10], [4, 4])
    [-2.0, 2.0, 10.0]
    """
    before = [0.0]
    for gap in gaps:
        before.append(before[-1] + gap)
    pools: list[tuple[float, int]] = []  # of things that stand shoulder to shoulder: the sum of their wishes, how many
    for wish, offset in zip(wishes, before, strict=True):
        total, count = float(wish) - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            other = pools.pop()
            total, count = total + other[0], count + other[1]
        pools.append((total, count))
    level = [total / count for total, count in pools for _ in range(count)]
    return [at + offset for at, offset in zip(level, before, strict=True)]
