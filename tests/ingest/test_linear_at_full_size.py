"""Ten million characters of what could make a pattern go back and forth take about ten times as long as one million."""

from __future__ import annotations

from math import inf

import pytest

from benchmarks.adversarial import run
from benchmarks.speed import LINEAR, ratio


@pytest.mark.parametrize("name", ["numbers", "provisions", "dashes"])
def test_ten_megabytes_take_about_ten_times_as_long_as_one(name: str) -> None:
    # The best of three: beside other programs one try was seen to give 19. A quadratic step gives 100 in every try.
    tries: list[float] = []
    while len(tries) < 3 and min(tries, default=inf) > LINEAR:
        small, large = run(name, 1_000_000, 60.0), run(name, 10_000_000, 120.0)
        grown = ratio(small, large)
        assert grown is not None, small.error or large.error
        tries.append(grown)
    assert min(tries) <= LINEAR, tries
