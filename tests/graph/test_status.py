"""What is known of an instrument's standing on a day, and how deeply others cite it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.depth import STRENGTH, depth, zone_label
from graph.answers.status import ORDERED, STATES, is_day, states, status
from graph.errors import NotADay, UnknownInstrument
from graph.identity import Key
from graph.model import Corpus, Extraction, Instrument
from graph.store.base import Store
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import (
    CT19,
    CT26_TTG,
    CT26_TU,
    KH50_TN,
    KH88,
    KL120,
    LAND,
    ND30,
    NQ33,
    NQ58,
    Draft,
    corpus_with_copies,
)


def decree(number: int, date: str | None, **more: Any) -> Instrument:
    symbol = f"{number}/{(date or '2000')[:4]}/NĐ-CP"
    iri = Key("chinh-phu", "nghi-dinh", f"{number}-nd-cp", date).iri()
    return Instrument(iri, "nghị định", symbol, date, body="chinh-phu", jurisdiction="vn", branch="state", **more)


OLD = decree(1, "2010-01-15")
NEW = decree(2, "2015-03-01")
NEWER = decree(3, "2020-06-30")
AMENDING = decree(4, "2012-08-08")
UNDATED = decree(5, None)
YEAR_ONLY = decree(6, "2018")
ALL = (OLD, NEW, NEWER, AMENDING, UNDATED, YEAR_ONLY, NQ33)

Saying = tuple[Instrument, str, Instrument, str | None]


def reading(*said: Saying) -> Extraction:
    """A text of its own that says who does what to whom: (acting, relation, concerned, article)."""
    f = Draft("noi.txt", NQ33)
    for acting, relation, concerned, article in said:
        place = f.say("Điều 1", f"Nói về {concerned.symbol} ở đây.")
        more: dict[str, Any] = {"pinpoint": {"article": article}} if article else {}
        f.cite(place, str(concerned.symbol), concerned, relation, acting.iri, **more)
    return f.done()


def world(*said: Saying) -> OxigraphStore:
    return in_memory(Corpus([reading(*said)], {i.iri: i for i in ALL}))


def test_silence_is_unknown_and_never_in_force() -> None:
    found = status(world((OLD, "legalBasis", NEW, None)), OLD.iri, "2016-01-01")
    assert (found["state"], found["since"], found["by"], found["changes"]) == ("unknown", None, None, [])
    assert "không rõ" in found["statement"]
    assert "còn hiệu lực" not in found["statement"]


def test_what_was_replaced_says_since_when_by_what_and_where_it_is_said() -> None:
    found = status(world((NEW, "replaces", OLD, None)), OLD.iri)
    assert (found["state"], found["since"], found["by"]["iri"]) == ("replaced", "2015-03-01", NEW.iri)
    (change,) = found["changes"]
    (piece,) = change["evidence"]
    assert (piece["quote"], piece["source"], piece["relation"]) == (OLD.symbol, "noi.txt", "replaces")
    assert "Đã bị thay thế bởi nghị định 2/2015/NĐ-CP (01/3/2015)" in found["statement"]
    assert found["caution"]


def test_what_was_repealed_is_not_called_replaced() -> None:
    found = status(world((NEW, "repeals", OLD, None)), OLD.iri)
    assert (found["state"], found["successors"]) == ("repealed", [])


@pytest.mark.parametrize(
    ("day", "state"), [("2015-02-28", "unknown"), ("2015-03-01", "repealed"), ("2015-03-02", "repealed")]
)
def test_a_repeal_counts_from_its_own_day_on(day: str, state: str) -> None:
    found = status(world((NEW, "repeals", OLD, None)), OLD.iri, day)
    assert found["state"] == state
    assert found["changes"][0]["why_not"] == ("ban hành sau ngày được hỏi" if state == "unknown" else None)


def test_before_its_own_date_an_instrument_was_not_yet_issued() -> None:
    store = world((NEW, "repeals", OLD, None))
    assert status(store, OLD.iri, "2009-12-31")["state"] == "not-issued"
    assert status(store, OLD.iri, "2010-01-15")["state"] == "unknown"


def test_a_partial_repeal_keeps_the_provision_and_leaves_the_rest_unknown() -> None:
    store = world((NEW, "repeals", OLD, "5"), (NEWER, "replaces", OLD, "9"))
    found = status(store, OLD.iri)
    assert (found["state"], found["provisions"], found["since"]) == ("partly-ended", ["Điều 5", "Điều 9"], "2015-03-01")
    # Who did it stands together, before what is not known: "… và 1 văn bản khác; phần còn lại không rõ."
    assert found["statement"].endswith(" và 1 văn bản khác; phần còn lại không rõ.")
    assert status(store, OLD.iri, "2016-01-01")["provisions"] == ["Điều 5"]
    assert found["successors"] == []


def test_a_whole_repeal_outweighs_parts_and_amendments() -> None:
    store = world((AMENDING, "amends", OLD, "2"), (NEW, "repeals", OLD, "5"), (NEWER, "repeals", OLD, None))
    found = [status(store, OLD.iri, day) for day in ("2011-01-01", "2013-01-01", "2016-01-01", "2021-01-01")]
    assert [(one["state"], one["since"]) for one in found] == [
        ("unknown", None),
        ("amended", "2012-08-08"),
        ("partly-ended", "2015-03-01"),
        ("repealed", "2020-06-30"),
    ]


def test_the_earliest_of_several_endings_counts_whoever_says_it() -> None:
    provincial = Instrument(
        Key("ubnd-x", "quyet-dinh", "1-qd-ubnd", "2011-01-01").iri(), "quyết định", date="2011-01-01"
    )
    said = reading((NEW, "repeals", OLD, None), (provincial, "repeals", OLD, None))
    store = in_memory(Corpus([said], {i.iri: i for i in (*ALL, provincial)}))
    assert status(store, OLD.iri)["by"]["iri"] == provincial.iri


def test_an_amended_instrument_may_or_may_not_be_in_force() -> None:
    found = status(world((AMENDING, "amends", OLD, None)), OLD.iri)
    assert (found["state"], found["since"]) == ("amended", "2012-08-08")
    assert "còn hiệu lực hay không thì không rõ" in found["statement"]


def test_a_chain_of_replacements_is_followed_as_far_as_the_day() -> None:
    store = world((NEW, "replaces", OLD, None), (NEWER, "replaces", NEW, None))
    assert [s["instrument"]["iri"] for s in status(store, OLD.iri)["successors"]] == [NEW.iri, NEWER.iri]
    assert [s["date"] for s in status(store, OLD.iri, "2016-01-01")["successors"]] == ["2015-03-01"]
    assert status(store, NEWER.iri)["state"] == "unknown"


def test_two_that_both_say_they_replaced_it_are_a_conflict_and_the_earlier_counts() -> None:
    found = status(world((NEWER, "replaces", OLD, None), (NEW, "replaces", OLD, None)), OLD.iri)
    assert found["since"] == "2015-03-01"
    # The later one replaces what had ended already, which is the same doubt once more, not another.
    assert len(found["conflicts"]) == 1
    assert "3/2020/NĐ-CP" in found["conflicts"][0]


def test_an_amendment_after_the_end_is_a_conflict() -> None:
    found = status(world((NEW, "repeals", OLD, None), (NEWER, "amends", OLD, None)), OLD.iri)
    assert found["state"] == "repealed"
    assert "sau khi nó đã bị chấm dứt" in found["conflicts"][0]
    assert status(world((AMENDING, "amends", OLD, None), (NEW, "repeals", OLD, None)), OLD.iri)["conflicts"] == []


def test_what_is_older_cannot_have_ended_it() -> None:
    found = status(world((OLD, "repeals", NEW, None)), NEW.iri)
    assert (found["state"], found["changes"][0]["counted"]) == ("unknown", False)
    assert "ban hành trước nó" in found["conflicts"][0]
    assert "1 lời nói về nó không tính được" in found["statement"]


def test_two_that_replace_each_other_end_in_no_ring() -> None:
    store = world((UNDATED, "replaces", OLD, None), (OLD, "replaces", UNDATED, None))
    found = status(store, OLD.iri)
    assert found["state"] == "replaced"
    assert [s["instrument"]["iri"] for s in found["successors"]] == [UNDATED.iri]
    assert "Chuỗi thay thế quay lại chính nó." in found["conflicts"]


def test_a_repeal_of_no_known_date_counts_only_where_no_day_is_asked_for() -> None:
    store = world((UNDATED, "repeals", OLD, None))
    assert (status(store, OLD.iri)["state"], status(store, OLD.iri)["since"]) == ("repealed", None)
    found = status(store, OLD.iri, "2023-01-01")
    assert found["state"] == "unknown"
    assert "không rõ ngày" in found["changes"][0]["why_not"]


@pytest.mark.parametrize(
    ("day", "state"), [("2017-12-31", "unknown"), ("2018-06-01", "unknown"), ("2019-01-01", "repealed")]
)
def test_a_repeal_of_which_only_the_year_is_known_counts_when_the_year_is_over(day: str, state: str) -> None:
    assert status(world((YEAR_ONLY, "repeals", OLD, None)), OLD.iri, day)["state"] == state


def test_the_same_statement_in_two_places_is_one_change_with_two_pieces() -> None:
    found = status(world((NEW, "repeals", OLD, None), (NEW, "repeals", OLD, None)), OLD.iri)
    assert [len(change["evidence"]) for change in found["changes"]] == [2]
    assert found["conflicts"] == []


def test_what_somebody_is_ordered_to_repeal_is_not_repealed_yet() -> None:
    f = Draft("viec.txt", NQ33)
    place = f.say("Điều 2", f"Sở Tư pháp trình Ủy ban nhân dân tỉnh bãi bỏ Nghị định {OLD.symbol}.")
    f.cite(place, str(OLD.symbol), OLD, "repeals", f.task(place))
    store = in_memory(Corpus([f.done()], {i.iri: i for i in ALL}))
    found = status(store, OLD.iri)
    assert (found["state"], found["by"], states(store, {OLD.iri: found["instrument"]})) == (
        "unknown", None, {OLD.iri: "unknown"},
    )  # fmt: skip
    (change,) = found["changes"]
    assert (change["counted"], change["why_not"], change["instrument"]["iri"]) == (False, ORDERED, NQ33.iri)
    assert "1 lời nói về nó không tính được" in found["statement"]


def test_what_an_instrument_repeals_itself_counts_though_it_orders_it_too() -> None:
    f = Draft("viec.txt", NQ33)
    first, second = f.say("Điều 1", f"Bãi bỏ Nghị định {OLD.symbol}."), f.say("Điều 2", f"Dừng áp dụng {OLD.symbol}.")
    f.cite(first, str(OLD.symbol), OLD, "repeals", NQ33.iri)
    f.cite(second, str(OLD.symbol), OLD, "repeals", f.task(second))
    found = status(in_memory(Corpus([f.done()], {i.iri: i for i in ALL})), OLD.iri)
    assert (found["state"], found["by"]["iri"]) == ("repealed", NQ33.iri)


def test_the_small_corpus_has_each_sort(store: OxigraphStore) -> None:
    assert [status(store, one.iri)["state"] for one in (CT26_TU, CT26_TTG, ND30, LAND)] == [
        "replaced",
        "repealed",
        "amended",
        "unknown",
    ]


@pytest.mark.parametrize("day", ["2023", "2023-02-29", "hôm qua", "", "2023-1-1"])
def test_a_day_that_is_none_is_refused(store: OxigraphStore, day: str) -> None:
    with pytest.raises(NotADay):
        status(store, LAND.iri, day)


def test_the_standing_of_nothing_is_told(store: OxigraphStore) -> None:
    for question in (status, depth):
        with pytest.raises(UnknownInstrument):
            question(store, "https://w3id.org/danchieu/id/vn/x/y/z")


SAYINGS = st.lists(
    st.tuples(
        st.sampled_from([NEW, NEWER, AMENDING, UNDATED, YEAR_ONLY]),
        st.sampled_from(["amends", "replaces", "repeals"]),
        st.just(OLD),
        st.sampled_from([None, "5"]),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(said=SAYINGS, days=st.tuples(st.dates(), st.dates()))
def test_what_has_ended_stays_ended_whatever_is_said(said: list[Saying], days: tuple[Any, Any]) -> None:
    earlier, later = sorted(days)
    store = world(*said)
    before, after = (status(store, OLD.iri, day.isoformat()) for day in (earlier, later))
    assert {before["state"], after["state"]} <= set(STATES)
    if before["state"] in ("replaced", "repealed"):
        assert (after["state"], after["since"]) == (before["state"], before["since"])
    assert sum(c["counted"] for c in before["changes"]) <= sum(c["counted"] for c in after["changes"])


def test_a_calendar_day_is_told_from_what_looks_like_one() -> None:
    assert is_day("2024-02-29")
    assert not any(map(is_day, ("2023-02-29", "2024-13-01", "20240229", "٢٠٢٤-٠١-٠١")))


def test_depth_counts_mentions_by_part_and_relation(store: OxigraphStore) -> None:
    found = depth(store, CT19.iri)["cited_by"]
    assert [(e["instrument"]["iri"], e["mentions"], e["tasks"], e["strongest"]) for e in found] == [
        (NQ33.iri, 2, 1, "implements"),
        (KL120.iri, 1, 0, "implements"),
    ]
    assert found[0]["relations"] == {"implements": 1, "assesses": 1}
    assert (found[0]["zones"], found[1]["zones"]) == ({"body": 2}, {"in-title": 1})


def test_a_recital_is_the_basis_and_a_passing_mention_is_weaker(store: OxigraphStore) -> None:
    found = depth(store, LAND.iri)["cited_by"]
    assert [(e["instrument"]["iri"], e["zones"], e["strongest"]) for e in found] == [
        (NQ33.iri, {"basis": 1}, "legalBasis"),
        (KH50_TN.iri, {"body": 1}, "cites"),
    ]


@pytest.mark.parametrize(
    ("kind", "path", "zone"),
    [
        ("footnote", "chú thích 3", "footnote"),
        ("header", "phần đầu", "title"),
        ("table", "bảng 1", "table"),
        ("recipients", "nơi nhận", "recipients"),
        ("clause", "Phụ lục II > 1", "annex"),
        ("annex", "phụ lục", "annex"),
        ("footnote", "phụ lục > chú thích 1", "footnote"),
        ("heading", "I", "heading"),
        ("clause", "phương án kèm theo > I > 2", "attached"),
        ("bullet", "I > gạch 1", "body"),
    ],
)
def test_the_zone_of_a_mention_is_that_of_its_provision(kind: str, path: str, zone: str) -> None:
    f = Draft("phan.txt", KH88)
    place = f.say(path, "Theo Nghị quyết 58/NQ-CP.", kind)
    f.cite(place, "58/NQ-CP", NQ58, "cites", "d0")
    (entry,) = depth(in_memory(Corpus([f.done()], {i.iri: i for i in (KH88, NQ58)})), NQ58.iri)["cited_by"]
    assert entry["zones"] == {zone: 1}
    assert zone_label(zone) != zone


def test_an_instrument_held_in_two_files_is_counted_by_the_first() -> None:
    cited_by = depth(in_memory(corpus_with_copies()), KL120.iri)["cited_by"]
    assert [entry["mentions"] for entry in cited_by if entry["instrument"]["iri"] == KH88.iri] == [1]


def test_an_uncited_instrument_has_no_depth(store: OxigraphStore) -> None:
    assert depth(store, NQ33.iri)["cited_by"] == []


def test_every_relation_has_its_strength() -> None:
    from typing import get_args

    from graph.model import Relation

    assert set(STRENGTH) == set(get_args(Relation)) - {"self"}


def test_virtuoso_gives_the_same_standing_and_depth(store: OxigraphStore, virtuoso_store: Store) -> None:
    for one in (CT19, CT26_TU, CT26_TTG, KL120, LAND, ND30, NQ33):
        assert status(virtuoso_store, one.iri, "2024-12-31") == status(store, one.iri, "2024-12-31")
        assert depth(virtuoso_store, one.iri) == depth(store, one.iri)
