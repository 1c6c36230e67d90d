"""Finding again what a decision is about, once offsets have moved."""

from __future__ import annotations

from graph.review.anchors import Spot, anchored
from graph.review.decisions import Anchor


def spot(start: int, quote: str = "19-CT/TU", path: str = "", sha: str = "b", document: str = "d") -> Spot:
    return Spot(f"{document}-{sha}-{start}", document, "a.txt", sha, quote, start, path)


def anchor(start: int, nth: int, of: int, path: str = "", quote: str = "19-CT/TU") -> Anchor:
    return Anchor("d", "a.txt", "a", quote, start, nth, of, path)


def where(one: Anchor, *spots: Spot, alike: bool = False) -> str | None:
    return anchored({"old": one}, spots, {}, alike=alike)["old"]


def test_of_as_many_as_before_it_is_the_one_in_the_same_turn() -> None:
    assert where(anchor(10, 1, 3), spot(500), spot(600), spot(700)) == "d-b-600"


def test_of_fewer_only_one_under_the_same_heading_will_do() -> None:
    assert where(anchor(10, 0, 2, "Điều 1"), spot(12, path="Điều 2")) is None
    assert where(anchor(10, 0, 2, "Điều 1"), spot(900, path="Điều 1")) == "d-b-900"


def test_of_more_it_is_the_one_under_the_same_heading_else_the_nearest() -> None:
    assert where(anchor(10, 0, 1, "Điều 1"), spot(12, path="Điều 2"), spot(90, path="Điều 1")) == "d-b-90"
    assert where(anchor(80, 0, 1), spot(12), spot(90)) == "d-b-90"


def test_two_decisions_do_not_end_at_one_thing() -> None:
    two = {"first": anchor(10, 0, 2), "second": anchor(20, 1, 2)}
    assert anchored(two, [spot(30)], {}) == {"first": "d-b-30", "second": None}


def test_words_of_another_text_are_not_taken_for_these() -> None:
    elsewhere = Spot("x", "another", "b.txt", "c", "19-CT/TU", 10)
    assert where(anchor(10, 0, 1), elsewhere) is None


def test_an_instrument_whose_iri_became_full_is_still_the_same_text() -> None:
    elsewhere = Spot("x", "full", "b.txt", "c", "19-CT/TU", 10)
    assert anchored({"old": anchor(10, 0, 1)}, [elsewhere], {"d": "full"}) == {"old": "x"}


def test_a_task_whose_words_were_mended_is_the_same_task_and_another_is_not() -> None:
    old = anchor(10, 0, 1, quote="Lắp thùng rác tại các chợ trong quý III/2024, dự kiên xong sớm.")
    mended = spot(15, "Lắp thùng rác tại các chợ trong quý III/2024, dự kiến xong sớm!")
    other = spot(90, "Công bố danh sách các điểm tập kết rác trên trang của tỉnh.")
    assert where(old, other, mended, alike=True) == mended.iri
    assert where(old, other, alike=True) is None
