"""The index of a generation that was made from the one before is the one that its whole graph has."""

from __future__ import annotations

import shutil
import sqlite3
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import search_index
from graph.search_index import SUFFIX, making
from graph.search_index.making import make
from graph.store import concerned, delta, generations, settling
from graph.store.embedded import EmbeddedStore, load
from graph.store.generations import current
from tests.graph.changing_corpus import AGENCIES, Files, Text, resolved
from tests.graph.test_advance import FILES, step

Said = dict[str, list[tuple[Any, ...]]]


def made(store: Path) -> Said:
    """Make the index of the newest generation; what it says."""
    with EmbeddedStore.open(store) as opened:
        make(opened)
        return said(search_index.place_of(opened))


def said(index: Path) -> Said:
    columns = ", ".join(search_index.COLUMNS)
    with sqlite3.connect(index) as connection:
        connection.execute("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)")
        words = "SELECT instrument FROM instrument WHERE id IN (SELECT rowid FROM word WHERE word MATCH 'tu') "
        return {
            "instruments": sorted(connection.execute(f"SELECT {columns} FROM instrument"), key=repr),
            "agencies": sorted(connection.execute("SELECT * FROM agency"), key=repr),
            "words": sorted(connection.execute(words)),
        }


def anew(store: Path, copy: Path) -> Said:
    """What the index says that is made of the whole graph."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy, symlinks=True)
    for path in (copy / "generations").glob(f"*{SUFFIX}"):
        path.unlink()
    return made(copy)


def forget(store: Path) -> None:
    """Lose the index of the newest generation."""
    Path(f"{current(store)}{SUFFIX}").unlink(missing_ok=True)


@pytest.fixture
def whole_only(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The generations of which an index is made of the whole graph."""
    found: list[str] = []
    write = making._write

    def noting(store: EmbeddedStore, path: Path, stamp: str) -> None:
        found.append(store.generation)
        write(store, path, stamp)

    monkeypatch.setattr(making, "_write", noting)
    return found


texts = st.builds(
    Text,
    own=st.integers(0, 19),
    cites=st.lists(st.integers(0, 19), max_size=3).map(tuple),
    relation=st.sampled_from(["implements", "amends", "repeals", "replaces"]),
    leads=st.lists(st.integers(0, len(AGENCIES) - 1), max_size=3).map(tuple),
    issuer=st.integers(0, 2),
    dated=st.booleans(),
    second=st.none() | st.integers(0, 19),
)
states = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.txt"]), texts, min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(states, st.booleans()), min_size=2, max_size=5))
def test_whatever_comes_goes_and_changes_the_index_is_that_of_the_whole_graph(
    tmp_path: Path, steps: list[tuple[Files, bool]]
) -> None:
    store = tmp_path / "kho"
    shutil.rmtree(store, ignore_errors=True)
    load(resolved(steps[0][0]), store)
    made(store)
    for (old, _), (new, looked_at) in pairwise(steps):
        assert step(store, old, new) is not None
        if looked_at:
            assert made(store) == anew(store, tmp_path / "lai")
        else:  # the next index is made over two steps
            forget(store)
    assert made(store) == anew(store, tmp_path / "lai")


def test_a_generation_has_its_index_when_readers_come_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(resolved(FILES), tmp_path)
    made(tmp_path)
    there: list[bool] = []
    install = generations.install

    def looking(root: Path, number: int, described: dict[str, Any]) -> None:
        path = root / "generations" / f"{number}{SUFFIX}"
        there.append(
            search_index.open_index(path, search_index.stamp_by(described | {"generation": number})) is not None
        )
        install(root, number, described)

    monkeypatch.setattr(delta, "install", looking)
    monkeypatch.setattr(settling, "install", looking)
    monkeypatch.setattr(settling, "SETTLE_AFTER", 1)
    assert step(tmp_path, FILES, {**FILES, "b.txt": Text(2, cites=(7,))}) is not None
    assert settling.settle(tmp_path) == "3"
    assert there == [True, True]
    with EmbeddedStore.open(tmp_path) as opened:
        assert search_index.index_of(opened) is not None
    assert made(tmp_path) == anew(tmp_path, tmp_path.with_name("lai"))
    assert not [*(tmp_path / "generations").glob(".building-*")]


def test_without_an_index_before_a_change_makes_none(tmp_path: Path) -> None:
    load(resolved(FILES), tmp_path)
    assert step(tmp_path, FILES, {**FILES, "b.txt": Text(2, cites=(7,))}) is not None
    assert not [*(tmp_path / "generations").glob(f"*{SUFFIX}")]


def test_what_a_change_does_not_concern_is_not_read_again(tmp_path: Path, whole_only: list[str]) -> None:
    load(resolved(FILES), tmp_path)
    made(tmp_path)
    for old, new in pairwise([FILES, {**FILES, "b.txt": Text(2, cites=(7,))}, FILES]):
        step(tmp_path, old, new)
        made(tmp_path)
    assert whole_only == ["1"]


def test_steps_of_which_no_index_was_made_are_made_up_for_together(tmp_path: Path, whole_only: list[str]) -> None:
    load(resolved(FILES), tmp_path)
    made(tmp_path)
    with EmbeddedStore.open(tmp_path):  # a reader that keeps its generation
        for old, new in pairwise([FILES, {**FILES, "b.txt": Text(2, cites=(7,))}, {**FILES, "d.txt": Text(6)}]):
            step(tmp_path, old, new)
            forget(tmp_path)
        made(tmp_path)
    assert whole_only == ["1"]


@pytest.mark.parametrize("lost", [concerned.SUFFIX, SUFFIX])
def test_without_the_note_or_the_index_before_it_is_made_of_the_whole_graph(
    tmp_path: Path, whole_only: list[str], lost: str
) -> None:
    load(resolved(FILES), tmp_path)
    made(tmp_path)
    step(tmp_path, FILES, {**FILES, "b.txt": Text(2, cites=(7,))})
    forget(tmp_path)
    for path in (tmp_path / "generations").glob(f"*{lost}"):
        path.unlink()
    made(tmp_path)
    assert whole_only == ["1", "2"]


def test_a_damaged_index_is_not_gone_on_from(tmp_path: Path) -> None:
    load(resolved(FILES), tmp_path / "kho")
    made(tmp_path / "kho")
    with sqlite3.connect(tmp_path / "kho" / "generations" / f"1{SUFFIX}") as connection:
        connection.execute("DROP TABLE agency")
    step(tmp_path / "kho", FILES, {**FILES, "b.txt": Text(2, cites=(7,))})
    assert made(tmp_path / "kho") == anew(tmp_path / "kho", tmp_path / "lai")


def test_indexes_do_not_pile_up(tmp_path: Path) -> None:
    load(resolved(FILES), tmp_path)
    made(tmp_path)
    for old, new in pairwise([FILES, {**FILES, "b.txt": Text(2, cites=(7,))}] * 4):
        step(tmp_path, old, new)
    assert current(tmp_path).name == "8"
    # Of the newest, of the one before, which is kept, and of the one that went when the newest came.
    assert sorted(path.name for path in (tmp_path / "generations").glob(f"*{SUFFIX}")) == [
        f"{number}{SUFFIX}" for number in (6, 7, 8)
    ]


def test_notes_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concerned, "KEPT", 3)
    load(resolved(FILES), tmp_path)
    states = [FILES, {**FILES, "b.txt": Text(2, cites=(7,))}] * 4
    for old, new in pairwise(states):
        step(tmp_path, old, new)
    assert len([*(tmp_path / "generations").glob(f"*{concerned.SUFFIX}")]) == 3
