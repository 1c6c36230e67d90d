"""Where nodes of a picture stand: nothing on anything else, authority above, the same each time."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.picture_layout import WIDTH, Box, Layout, layout
from api.pages.picture_rows import spread

BANDS = ("central", "local", "task", "agency")


def picture(nodes: int, links: int, seed: int = 1) -> tuple[list[Box], list[tuple[str, str]]]:
    """Nodes in all bands, and links that mostly point upward."""
    dice = random.Random(seed)
    boxes = [Box(f"n{number}", dice.choice(BANDS), dice.choice((35.0, 52.0, 86.0))) for number in range(nodes)]
    names = [box.id for box in boxes]
    return boxes, [(dice.choice(names), dice.choice(names)) for _ in range(links)]


def assert_apart(boxes: list[Box], found: Layout) -> None:
    rows: dict[float, list[float]] = {}
    height = {box.id: box.height for box in boxes}
    for one, (x, y) in found.places.items():
        rows.setdefault(y, []).append(x)
        assert WIDTH / 2 <= x <= found.width - WIDTH / 2
        assert height[one] / 2 <= y <= found.height - height[one] / 2
    for row in rows.values():
        row.sort()
        assert all(after - before >= WIDTH for before, after in pairwise(row))
    middles = sorted(rows)
    assert all(after - before >= 86 for before, after in pairwise(middles)) or len(middles) < 2


@pytest.mark.parametrize(("nodes", "links"), [(1, 0), (2, 1), (7, 9), (20, 60), (80, 400), (300, 1500)])
def test_no_node_lies_on_another_or_outside(nodes: int, links: int) -> None:
    boxes, joined = picture(nodes, links)
    found = layout([Box(box.id, box.band, 86.0) for box in boxes], joined, BANDS)
    assert len(found.places) == nodes
    assert_apart([Box(box.id, box.band, 86.0) for box in boxes], found)


def test_each_node_lies_in_its_band_and_bands_follow_one_another() -> None:
    boxes, joined = picture(40, 80)
    found = layout(boxes, joined, BANDS)
    assert [band.name for band in found.bands] == list(BANDS)
    top = 0.0
    for band in found.bands:
        assert band.top == pytest.approx(top, abs=0.2)
        top += band.height
        inside = [found.places[box.id][1] for box in boxes if box.band == band.name]
        assert all(band.top < y < band.top + band.height for y in inside)
    assert top == pytest.approx(found.height, abs=0.5)


def test_within_a_band_the_cited_stands_above_what_cites_it() -> None:
    boxes = [Box(one, "local", 52) for one in "abc"]
    found = layout(boxes, [("c", "b"), ("b", "a"), ("c", "a")], BANDS)
    assert found.places["a"][1] < found.places["b"][1] < found.places["c"][1]


def test_a_ring_of_citations_is_laid_out_all_the_same() -> None:
    boxes = [Box(one, "local", 52) for one in "abcdef"]
    ring = list(zip("abcdef", "bcdefa", strict=True))
    assert_apart(boxes, layout(boxes, ring, BANDS))


def test_a_link_past_a_row_is_led_round_the_nodes_of_it() -> None:
    boxes = [Box("top", "central", 52), *(Box(one, "local", 52) for one in "ab"), Box("task", "task", 52)]
    found = layout(boxes, [("task", "top"), ("task", "a"), ("task", "b"), ("a", "top"), ("b", "top")], BANDS)
    led = found.bends["task", "top"]
    assert led
    for x, _ in led:
        assert all(abs(x - found.places[one][0]) > WIDTH / 2 for one in "ab")


def test_a_link_to_itself_and_one_to_nothing_are_no_links() -> None:
    assert layout([Box("a", "task", 52)], [("a", "a"), ("a", "z")], BANDS).bends == {}


def test_nothing_is_a_picture_of_nothing() -> None:
    assert layout([], [], BANDS).bands == ()


def test_a_picture_is_laid_out_alike_whatever_the_order_of_its_links() -> None:
    boxes, joined = picture(60, 200)
    assert layout(boxes, joined, BANDS) == layout(boxes, joined[::-1], BANDS)


def test_three_hundred_nodes_take_no_second() -> None:
    boxes, joined = picture(300, 3000)
    begun = time.process_time()
    layout(boxes, joined, BANDS)
    assert time.process_time() - begun < 0.5


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(0, 500)), min_size=1, max_size=30))
def test_what_is_spread_keeps_its_order_and_its_distance(pairs: list[tuple[float, float]]) -> None:
    wishes, gaps = [wish for wish, _ in pairs], [gap for _, gap in pairs[1:]]
    found = spread(wishes, gaps)
    assert len(found) == len(wishes)
    assert all(b - a >= gap - 1e-6 for a, b, gap in zip(found, found[1:], gaps, strict=False))


@given(st.lists(st.integers(0, 20), min_size=1, max_size=20))
def test_what_has_room_stands_where_it_would(steps: list[int]) -> None:
    wishes = [float(sum(steps[: number + 1]) + 10 * number) for number in range(len(steps))]
    assert spread(wishes, [10.0] * (len(wishes) - 1)) == pytest.approx(wishes)
