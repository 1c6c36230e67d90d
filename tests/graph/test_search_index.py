"""The index beside a generation answers as the graph does, and is never trusted further than that."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import search_index
from graph.answers.agencies import agencies
from graph.answers.catalogue import Narrowing, catalogue
from graph.answers.instruments import summaries
from graph.answers.rows import Json, select
from graph.model import Corpus, Instrument
from graph.questions import UnknownInstrument, find_instruments, find_one
from graph.search_index import making
from graph.search_index.making import make
from graph.store.base import Result, Store
from graph.store.binding import Substitutions
from graph.store.embedded import EmbeddedStore, load
from graph.store.once import Once
from ingest.run import read_corpus
from tests.graph.many_files import many_files
from tests.graph.small_corpus import CT19, small_corpus

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
# A number, with a type, with a place; a body's name and its code; with and without accents; a rare word, one that
# nearly all have, one that nothing has; a year, a day, nothing.
TYPED = (
    "19", "19-CT/TU", "ct19", "chi thi 19", "12-NQ/CP", "99-CT/TU", "KH 88", "01-NQ/TU", "đề án 06", "Sở Tài chính",
    "so tai chinh", "uy ban nhan dan", "ubnd", "UBND tỉnh Bắc Giang", "nghị quyết tw", "tw", "hđnd", "đất đai",
    "dat dai", "Luật Đất đai 2024", "rác", "kế hoạch", "kh", "chỉ thị", "chuong trinh hanh dong", "qd 2021", "xyzzy",
    "a", "120", "2020", "11/6/2020", "nhà nước", "()\"*'", "AND", "NEAR(a b)", "ê*", "हिन्दी", "",
)  # fmt: skip


def with_index(directory: Path) -> EmbeddedStore:
    store = EmbeddedStore.open(directory)
    make(store)
    assert search_index.index_of(store) is not None
    return store


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("indexed") / "store"
    small, many = small_corpus(), many_files(5)
    load(Corpus([*small.extractions, *many.extractions], small.instruments | many.instruments), place)
    return place


@pytest.fixture(scope="module")
def plain(directory: Path) -> Iterator[Store]:
    """The graph alone: opened from a copy, so that no index lies beside it."""
    copy = directory.with_name("plain")
    shutil.copytree(directory, copy, symlinks=True)
    with EmbeddedStore.open(copy) as store:
        assert search_index.index_of(store) is None
        yield store


@pytest.fixture(scope="module")
def indexed(directory: Path, plain: Store) -> Iterator[Store]:
    with with_index(directory) as store:
        yield store


def catalogues(store: Store, text: str) -> list[Json]:
    """What a search gives, whole and in every order of things that it is narrowed by."""
    narrowed = (
        Narrowing(),
        Narrowing(type="KE HOACH", held=True),
        Narrowing(place="bac-giang", year="2020"),
        Narrowing(status="unknown", issuer="Tỉnh ủy Bắc Giang"),
    )
    found = [catalogue(store, text, narrowing=one, facets=True, limit=10_000) for one in narrowed]
    return [*found, catalogue(store, text, facets=True, on="2021-01-01", limit=10_000)]


@pytest.mark.parametrize("text", TYPED)
def test_what_is_found_its_order_and_its_facets_are_those_of_the_graph(plain: Store, indexed: Store, text: str) -> None:
    assert catalogues(indexed, text) == catalogues(plain, text)
    assert agencies(indexed, text, limit=1000) == agencies(plain, text, limit=1000)
    assert _meant(indexed, text) == _meant(plain, text)


def test_those_texts_find_something_by_every_way_of_ranking(plain: Store) -> None:
    assert sum(bool(find_instruments(plain, text)) for text in TYPED) > len(TYPED) // 2


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*" -/*", *(word for text in TYPED for word in text.split())]), max_size=4).map(" ".join)
)
def test_no_two_words_together_make_the_index_differ(plain: Store, indexed: Store, text: str) -> None:
    assert find_instruments(indexed, text, limit=1000) == find_instruments(plain, text, limit=1000)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_no_typed_text_breaks_the_index(plain: Store, indexed: Store, text: str) -> None:
    assert find_instruments(indexed, text, limit=1000) == find_instruments(plain, text, limit=1000)


def test_summaries_are_those_of_the_graph(plain: Store, indexed: Store) -> None:
    everything = {one["iri"] for one in find_instruments(plain, "", limit=10_000)}
    for some in (everything, {CT19.iri}, {CT19.iri, "https://example.org/none"}, set[str]()):
        assert summaries(indexed, some) == summaries(plain, some)


@pytest.mark.parametrize("place", [SAMPLES, SEEDS], ids=["samples", "seeds"])
def test_real_texts_are_ranked_alike_with_and_without_the_index(place: Path, tmp_path: Path) -> None:
    if not place.is_dir():
        pytest.skip("wants the seeds beside the repository (../shared/seeds)")
    load(read_corpus(sorted(place.glob("*.txt"))), tmp_path)
    with EmbeddedStore.open(tmp_path) as store:
        before = [find_instruments(store, text, limit=10_000) for text in TYPED]
        assert search_index.index_of(store) is None
        make(store)
        assert [find_instruments(store, text, limit=10_000) for text in TYPED] == before


def test_the_index_is_looked_at_and_not_the_whole_graph(indexed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = noted(monkeypatch)
    assert catalogue(indexed, "chỉ thị 19", facets=True)["total"]
    assert [text for text in asked if "searchKey" in text] == []


def test_a_store_asked_once_uses_its_index(indexed: Store) -> None:
    once = Once(indexed)
    assert find_instruments(once, "chỉ thị") == find_instruments(indexed, "chỉ thị")
    assert not any("searchKey" in sparql for sparql, _ in once.kept)


def test_a_damaged_index_is_left_aside_and_made_anew(directory: Path, tmp_path: Path) -> None:
    shutil.copytree(directory, tmp_path / "store", symlinks=True)
    (tmp_path / "store" / "generations" / "1.search").unlink(missing_ok=True)
    with with_index(tmp_path / "store") as store:
        place, whole = search_index.place_of(store), find_instruments(store, "")
        size = place.stat().st_size
    for harm in (b"", b"no database", place.read_bytes()[: size // 2]):
        place.write_bytes(harm)
        with EmbeddedStore.open(tmp_path / "store") as store:
            assert find_instruments(store, "") == whole
            make(store)
            assert find_instruments(store, "") == whole
            assert place.stat().st_size == size


def test_an_index_of_another_graph_of_the_same_number_is_not_believed(tmp_path: Path) -> None:
    for number, title in ((1, "về rác"), (2, "về nước")):
        one = Instrument(f"http://e/id/vn/x/{number}", "chỉ thị", f"{number}-CT/TU", "2020-01-01", title)
        load(Corpus(instruments={one.iri: one}), tmp_path / str(number))
    with with_index(tmp_path / "1") as store:
        foreign = search_index.place_of(store).read_bytes()
    (tmp_path / "2" / "generations" / "1.search").write_bytes(foreign)
    description = tmp_path / "2" / "generations" / "1.json"
    description.write_text(description.read_text().replace('"loaded": "', '"loaded": "1999 '))
    with EmbeddedStore.open(tmp_path / "2") as store:
        assert search_index.index_of(store) is None
        assert [i["title"] for i in find_instruments(store, "nuoc")] == ["về nước"]


def test_where_nothing_can_be_written_the_index_is_kept_all_the_same(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(directory, tmp_path / "store", symlinks=True)
    (tmp_path / "store" / "generations" / "1.search").unlink(missing_ok=True)
    monkeypatch.setattr(making, "_beside", _refused)
    with with_index(tmp_path / "store") as store:
        assert find_instruments(store, "19-CT/TU")[0]["iri"] == CT19.iri
    assert not (tmp_path / "store" / "generations" / "1.search").exists()


def test_several_may_make_it_at_once(directory: Path, tmp_path: Path) -> None:
    shutil.copytree(directory, tmp_path / "store", symlinks=True)
    (tmp_path / "store" / "generations" / "1.search").unlink(missing_ok=True)
    stores = [EmbeddedStore.open(tmp_path / "store") for _ in range(4)]
    threads = [threading.Thread(target=make, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [find_instruments(store, "19-CT/TU")[0]["iri"] for store in stores] == [CT19.iri] * 4
    assert not list((tmp_path / "store" / "generations").glob("*.new"))


def test_the_index_of_a_generation_that_is_gone_goes_too(tmp_path: Path) -> None:
    for _ in range(4):
        load(small_corpus(), tmp_path)
        with_index(tmp_path).close()
    generations = tmp_path / "generations"
    left = {path.name for path in generations.iterdir() if path.is_dir()}
    assert {path.stem for path in generations.glob("*.search")} == left != {"1", "2", "3", "4"}


def test_a_rare_word_is_not_looked_for_in_every_instrument(indexed: EmbeddedStore) -> None:
    index = search_index.index_of(indexed)
    assert index is not None
    plan = index._connection.execute(
        "EXPLAIN QUERY PLAN SELECT key FROM instrument WHERE id IN (SELECT rowid FROM word WHERE word MATCH 'rac')"
    ).fetchall()
    assert not [step for step in plan if str(step[3]).startswith("SCAN instrument")]


def test_once_asks_each_question_once_and_gives_each_asker_its_own_rows(
    indexed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = noted(monkeypatch)
    once = Once(indexed)
    first = select(once, "problem-codes")
    first.append({"code": "not of the graph"})
    for row in first:
        row["code"] = "changed"
    assert select(once, "problem-codes") == select(indexed, "problem-codes")
    assert len(asked) == 2
    assert (once.generation, len(once)) == (indexed.generation, len(indexed))


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that stores on disk are asked from now on."""
    asked: list[str] = []
    query = EmbeddedStore.query

    def noting(store: EmbeddedStore, sparql: str, given: Substitutions | None = None) -> Result:
        asked.append(sparql)
        return query(store, sparql, given)

    monkeypatch.setattr(EmbeddedStore, "query", noting)
    return asked


def _meant(store: Store, text: str) -> Json:
    try:
        return find_one(store, text)
    except UnknownInstrument as error:
        return {"near": error.near}
    except LookupError as error:
        return {"refused": str(error)}


def _refused(*_: object) -> None:
    raise sqlite3.OperationalError("attempt to write a readonly database")
