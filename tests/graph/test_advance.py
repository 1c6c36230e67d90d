"""A generation made from the one before is the one that a whole load would have made."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from graph import changelog
from graph.answers.changes import facts
from graph.model import Corpus
from graph.runs import Making
from graph.store import delta as advancing
from graph.store.delta import advance
from graph.store.embedded import EmbeddedStore, Loaded, load
from graph.store.engine import in_memory
from graph.store.generations import alone, current, description
from graph.store.snapshot import restore, snapshot
from graph.store.upkeep import check, compact
from graph.triples.tally import NAME, Tally
from tests.graph.changing_corpus import AGENCIES, Files, Text, between, resolved

FILES: Files = {
    "a.txt": Text(1, cites=(2, 3), leads=(0, 3)),
    "b.txt": Text(2, cites=(1,), leads=(1,)),
    "c.txt": Text(4, cites=(2, 2, 5), leads=(5,), issuer=1),
}


def step(store: Path, old: Files, new: Files) -> Loaded | None:
    corpus = resolved(new)
    with alone(store):
        return advance(store, between(resolved(old), corpus), inputs="x", making=Making.of(corpus))


def nquads(store: Path) -> bytes:
    with EmbeddedStore.open(store) as opened:
        return opened.export(RdfFormat.N_QUADS)


def whole(store: Path, corpus: Corpus, *beside: Path) -> bytes:
    """What a load of all of it makes, with the decisions that lie beside another store."""
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    for file in beside:
        shutil.copy(file, store)
    load(corpus, store)
    return nquads(store)


texts = st.builds(
    Text,
    own=st.integers(0, 19),
    cites=st.lists(st.integers(0, 19), max_size=3).map(tuple),
    leads=st.lists(st.integers(0, len(AGENCIES) - 1), max_size=3).map(tuple),
    issuer=st.integers(0, 2),
    dated=st.booleans(),
    second=st.none() | st.integers(0, 19),
)
states = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.txt", "f.txt"]), texts, min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(states, min_size=2, max_size=4))
def test_whatever_comes_goes_and_changes_the_graph_is_that_of_a_whole_load(tmp_path: Path, made: list[Files]) -> None:
    shutil.rmtree(tmp_path / "kho", ignore_errors=True)
    load(resolved(made[0]), tmp_path / "kho")
    for old, new in pairwise(made):
        assert step(tmp_path / "kho", old, new) is not None
        assert nquads(tmp_path / "kho") == whole(tmp_path / "again", resolved(new))
        one, other = description(tmp_path / "kho"), description(tmp_path / "again")
        same = ("quads", "files", "documents", "instruments", "citations", "tasks", "problems", "extractors")
        assert {name: one[name] for name in same} == {name: other[name] for name in same}
    assert check(tmp_path / "kho").faults == []


def test_a_file_of_further_paths_stays_until_the_last_is_gone(tmp_path: Path) -> None:
    twice = {**FILES, "z/a.txt": FILES["a.txt"]}
    load(resolved(FILES), tmp_path / "kho")
    without = {path: text for path, text in twice.items() if path != "a.txt"}
    for old, new in pairwise([FILES, twice, without, {"b.txt": FILES["b.txt"]}]):
        assert step(tmp_path / "kho", old, new) is not None
        assert nquads(tmp_path / "kho") == whole(tmp_path / "again", resolved(new))


def test_to_and_from_an_empty_corpus_the_whole_is_loaded(tmp_path: Path) -> None:
    load(resolved(FILES), tmp_path)
    assert step(tmp_path, FILES, {}) is None
    load(resolved({}), tmp_path)
    assert step(tmp_path, {}, FILES) is None


def test_a_number_that_the_engine_writes_otherwise_than_we_do_is_not_lost(tmp_path: Path) -> None:
    old, new = resolved(FILES), resolved(FILES)
    for citation, method in ((old.extractions[0].citations[0], "one"), (new.extractions[0].citations[0], "other")):
        citation.confidence, citation.method = 0.0, method
    load(old, tmp_path / "kho")
    with alone(tmp_path / "kho"):
        assert advance(tmp_path / "kho", between(old, new), inputs="x", making=Making.of(new)) is not None
    assert nquads(tmp_path / "kho") == whole(tmp_path / "again", new)


def test_a_reader_keeps_the_graph_that_it_opened_and_its_bytes_are_not_written_anew(tmp_path: Path) -> None:
    load(resolved(FILES), tmp_path)
    before = {p.name: p.stat().st_ino for p in current(tmp_path).glob("*.sst")}
    changed = {**FILES, "b.txt": Text(2, cites=(7,))}
    with EmbeddedStore.open(tmp_path) as reader:
        was = reader.export(RdfFormat.N_QUADS)
        assert step(tmp_path, FILES, changed) is not None
        shared = {p.name: p.stat().st_ino for p in current(tmp_path).glob("*.sst")}
        assert before.items() & shared.items()
        for old, new in pairwise([changed, FILES, changed]):
            assert step(tmp_path, old, new) is not None
        assert not (tmp_path / "generations" / "2").exists()
        assert reader.export(RdfFormat.N_QUADS) == was
    assert nquads(tmp_path) != was


def test_upkeep_holds_for_a_generation_made_from_another(tmp_path: Path) -> None:
    store, copy = tmp_path / "kho", tmp_path / "ban-sao"
    load(resolved(FILES), store)
    changed = {**FILES, "d.txt": Text(8, cites=(1,))}
    step(store, FILES, changed)
    assert check(store).faults == []
    snapshot(store, tmp_path / "chup.tar")
    restore(tmp_path / "chup.tar", copy)
    assert nquads(copy) == nquads(store)
    compact(store)
    assert check(store).faults == []
    assert step(store, changed, FILES) is not None
    # A snapshot leaves out the tally, which a whole load makes anew.
    assert step(copy, changed, FILES) is None
    (next(current(store).glob("*.sst"))).write_bytes(b"rubbish")
    assert check(store).faults


@pytest.mark.parametrize("spoil", [b"", b"rubbish"])
def test_without_the_tally_of_the_generation_nothing_is_done(tmp_path: Path, spoil: bytes) -> None:
    load(resolved(FILES), tmp_path)
    was = nquads(tmp_path)
    (tmp_path / NAME).write_bytes(spoil)
    assert step(tmp_path, FILES, {}) is None
    (tmp_path / NAME).unlink()
    assert step(tmp_path, FILES, {}) is None
    assert (nquads(tmp_path), current(tmp_path).name) == (was, "1")


def test_a_killed_advance_costs_the_next_a_whole_load_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(resolved(FILES), tmp_path)
    changed = {**FILES, "d.txt": Text(8, cites=(1,))}
    with monkeypatch.context() as broken:
        broken.setattr(Tally, "seal", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            step(tmp_path, FILES, changed)
    assert current(tmp_path).name == "2"  # killed between the switch and the tally
    assert step(tmp_path, changed, FILES) is None
    load(resolved(FILES), tmp_path)
    assert step(tmp_path, FILES, changed) is not None


def test_after_so_many_the_runs_that_they_left_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advancing, "MOST_ADVANCES", 3)
    load(resolved(FILES), tmp_path)
    changed = {**FILES, "b.txt": Text(2, cites=(7,))}
    runs = []
    for old, new in pairwise([FILES, changed, FILES, changed, FILES]):
        assert step(tmp_path, old, new) is not None
        runs.append((description(tmp_path)["advances"], len(list(current(tmp_path).glob("*.sst")))))
    assert [advances for advances, _ in runs] == [1, 2, 0, 1]
    assert runs[2][1] < runs[1][1]
    assert check(tmp_path).faults == []
    assert nquads(tmp_path) == in_memory(resolved(FILES)).export(RdfFormat.N_QUADS)


def test_what_an_advance_changed_is_told_as_of_a_whole_load(tmp_path: Path) -> None:
    changed = {**FILES, "a.txt": Text(1, cites=(2,), leads=(1, 3)), "d.txt": Text(12, cites=(2,), dated=False)}
    load(resolved(FILES), tmp_path)
    step(tmp_path, FILES, changed)
    told = changelog.history(tmp_path, "2", "1")["loads"][0]
    graphs = [facts(in_memory(resolved(files))) for files in (FILES, changed)]
    assert told == json.loads(json.dumps(changelog.record("1", "2", told["when"], *graphs)))
    assert told["counts"]["edges"]["added"] > 0
