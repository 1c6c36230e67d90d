"""The ledger answers for few files without reading all, and says where something changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.ledger import Ledger
from ingest.outcome import Failure, Outcome

NOTHING = Outcome().encoded()
BROKEN = Outcome(failures=[Failure("", "tệp hỏng")]).encoded()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path, "reader") as opened:
        yield opened


def test_what_lies_below_a_folder_is_not_what_only_begins_like_it(ledger: Ledger) -> None:
    for place in ("/a", "/a/b", "/a/b/c.txt", "/a/bc.txt", "/ab", "s3://kho/a", "s3://kho/ab"):
        ledger.put(place, place, "1")
    assert ledger.below("/a/b") == ["/a/b", "/a/b/c.txt"]
    assert ledger.below("/a/") == ["/a/b", "/a/b/c.txt", "/a/bc.txt"]
    assert ledger.below("s3://kho/a") == ["s3://kho/a"]
    assert ledger.below("/") == ["/a", "/a/b", "/a/b/c.txt", "/a/bc.txt", "/ab"]
    assert ledger.below("/nowhere") == []


def test_a_place_is_touched_where_its_bytes_or_what_was_read_of_them_is_new(ledger: Ledger) -> None:
    assert ledger.put("/a", "a", "1")
    ledger.put("/b", "b", "2")
    ledger.settled()
    assert not ledger.put("/a", "a", "1")
    assert ledger.touched() == []
    ledger.keep("1", NOTHING)
    assert ledger.touched() == ["/a"]
    ledger.drop("/b")
    assert ledger.touched() == ["/a", "/b"]
    ledger.settled()
    assert ledger.put("/a", "a", "3")
    assert ledger.touched() == ["/a"]


def test_files_are_found_by_place_by_bytes_and_by_who_read_them(tmp_path: Path) -> None:
    with Ledger(tmp_path, "older") as ledger:
        for place, sha256 in (("/a", "1"), ("/b", "2"), ("/c", "1")):
            ledger.keep(sha256, NOTHING)
            ledger.put(place, place, sha256)
    with Ledger(tmp_path, "reader") as ledger:
        ledger.keep("2", NOTHING)
        assert ledger.of_bytes("1") == ["/a", "/c"]
        assert [e.place for e in ledger.older()] == ["/a", "/c"]
        assert {p: e.reader for p, e in ledger.entries(["/a", "/b", "/d"]).items()} == {"/a": "older", "/b": "reader"}
        assert [e.place for e in ledger.each()] == ["/a", "/b", "/c"]


def test_more_places_than_one_statement_takes_are_all_found(ledger: Ledger) -> None:
    places = [f"/{n:05}" for n in range(1201)]
    with ledger.together():
        for place in places:
            ledger.put(place, place, "1")
    assert sorted(ledger.entries(places)) == places


def test_of_the_inbox_it_tells_what_is_not_read_and_what_cannot_be(ledger: Ledger) -> None:
    for place, sha256 in (("upload:1", "1"), ("upload:2", "2"), ("upload:3", "3"), ("/uploads", "2")):
        ledger.put(place, place, sha256)
    ledger.keep("1", NOTHING)
    ledger.keep("2", BROKEN)
    assert ledger.uploads() == ({"upload:1", "upload:2", "upload:3"}, {"upload:3"})
    assert [(e.place, e.failures[0].reason) for e in ledger.failing_uploads()] == [("upload:2", "tệp hỏng")]


@pytest.mark.parametrize("many", [False, True])
def test_what_nobody_needs_is_forgotten_and_all_else_stays(tmp_path: Path, many: bool) -> None:
    with Ledger(tmp_path, "older") as ledger:
        ledger.keep("kept", NOTHING)
        ledger.put("/kept", "kept", "kept")
    with Ledger(tmp_path, "reader") as ledger, ledger.together():
        for n in range(600 if many else 1):
            ledger.keep(f"{n}", NOTHING)
        ledger.keep("kept", BROKEN)
        ledger.put("/a", "a", "0")
        ledger.put("/a", "a", "changed")
        ledger.mark("s3://kho/a", "etag", "0")
        ledger.tidy()
        assert ledger.marked() == {}
        assert not ledger.knows("0")
        assert ledger.knows("kept")
        assert [e.reader for e in ledger.each()] == [None, "reader"]
