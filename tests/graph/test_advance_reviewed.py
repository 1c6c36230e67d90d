"""What reviewers decide and undo gives the generation that a whole load would give, whatever files do meanwhile."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from graph.answers.instruments import known
from graph.answers.rows import select
from graph.identity import NotAnInstrumentIRI, parse_iri
from graph.model import Extraction
from graph.review import book
from graph.review.book import decide
from graph.review.decisions import RELATIONS, BadDecision
from graph.review.places import NotOfInstrument, anchor_of, split_value
from graph.runs import Making
from graph.store import difference, embedded, region
from graph.store.building import build
from graph.store.delta import advance
from graph.store.embedded import EmbeddedStore, Loaded, load
from graph.store.generations import alone, description
from graph.triples.files import file_graph
from graph.vocabulary import CITO, DAN, RDF_TYPE
from tests.graph.changing_corpus import AGENCIES, Files, Text, between, instrument, resolved
from tests.graph.decided import mention
from tests.graph.test_advance import nquads, whole

FILES: Files = {
    "a.txt": Text(1, cites=(2, 3), leads=(0, 3)),
    "b.txt": Text(2, cites=(1,), leads=(1,)),
    "c.txt": Text(4, cites=(2, 2, 5), leads=(5,), issuer=1, doubtful=(3, 13)),
}
UNKNOWN = [f"https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/chi-thi/2019-01-0{n}/7-ct-tu" for n in (1, 2)]


def follow(store: Path, old: Files, new: Files) -> Loaded | None:
    corpus = resolved(new)
    with alone(store):
        return advance(store, between(resolved(old), corpus), inputs="x", making=Making.of(corpus))


def as_loaded(store: Path, files: Files) -> None:
    """The graph is that of a whole load, and so is what is noted of it."""
    again = store.with_name("again")
    beside = [file for file in (store / book.NAME,) if file.is_file()]
    assert nquads(store) == whole(again, resolved(files), *beside)
    one, other = description(store), description(again)
    same = ("quads", "files", "documents", "instruments", "citations", "tasks", "problems", "extractors", "review")
    assert {name: one[name] for name in same} == {name: other[name] for name in same}


# ----- whatever is decided


def decide_at_random(store: Path, chance: random.Random) -> bool:
    """One decision of any kind, as a reviewer makes it of what the graph shows; whether there was one to make."""
    with EmbeddedStore.open(store) as graph:
        kinds: list[Callable[[Path, EmbeddedStore, random.Random], None]]
        kinds = [_on_a_citation, _on_a_citation, _on_a_task, _on_a_task, _merge, _split, _split_some, _undo, _undo]
        try:
            chance.choice(kinds)(store, graph, chance)
        except (BadDecision, NotOfInstrument, IndexError, NotAnInstrumentIRI):
            return False
    return True


def _things(graph: EmbeddedStore, kind: NamedNode) -> list[str]:
    return sorted({quad.subject.value for quad in graph.matching(RDF_TYPE, kind)})  # type: ignore[union-attr]


def _on_a_citation(store: Path, graph: EmbeddedStore, chance: random.Random) -> None:
    cited = chance.choice(_things(graph, DAN.Reference))
    _, place = anchor_of(graph, cited)
    every = _things(graph, DAN.Instrument)
    value: dict[str, Any] = {}
    action = chance.choice(("accept", "correct", "correct", "reject"))
    if action == "correct":
        if chance.random() < 0.5:
            value["relation"] = chance.choice(RELATIONS)
        if not value or chance.random() < 0.7:
            value["instrument"] = chance.choice([*every, *UNKNOWN, *UNKNOWN, *UNKNOWN])
            if value["instrument"] not in every and chance.random() < 0.7:
                value["about"] = {"symbol": "7-CT/TU", "type": chance.choice(("chỉ thị", "kế hoạch"))}
    decide(store, chance.choice("AB"), "citation", action, cited, value, anchor=place)


def _on_a_task(store: Path, graph: EmbeddedStore, chance: random.Random) -> None:
    done = chance.choice(_things(graph, DAN.Task) + _things(graph, DAN.RejectedTask))
    _, place = anchor_of(graph, done)
    action, value = chance.choice(("accept", "correct", "correct", "reject", "status")), {}
    if action == "status":
        value = {"done": chance.random() < 0.5}
    elif action == "correct":
        said: list[dict[str, Any]] = [
            {"lead": [chance.choice(AGENCIES)]},
            {"lead": ["Sở Nội vụ tỉnh Bắc Ninh", chance.choice(AGENCIES)]},
            {"deadline": {"text": "trước ngày 30/6/2024", "kind": "before", "end": "2024-06-30"}},
        ]
        value = chance.choice(said)
    decide(store, chance.choice("AB"), "task", action, done, value, anchor=place)


def _merge(store: Path, graph: EmbeddedStore, chance: random.Random) -> None:
    some = [*_things(graph, DAN.Instrument), chance.choice(UNKNOWN)]
    decide(store, "A", "instrument", "merge", chance.choice(some), {"into": chance.choice(some)})


def _split(store: Path, graph: EmbeddedStore, chance: random.Random) -> None:
    some = [*_things(graph, DAN.Instrument), *(one for one in UNKNOWN if chance.random() < 0.3)]
    before = [one.target for one in book.decisions(store).decisions if one.action == "merge"]
    target, other = chance.choice(some), chance.choice(before or some)
    decide(store, "A", "instrument", "split", target, {"from": other})


def _split_some(store: Path, graph: EmbeddedStore, chance: random.Random) -> None:
    whose = chance.choice(_things(graph, DAN.Instrument))
    one = known(graph, whose)
    held = [row["source"] for row in select(graph, "documents", instrument=[NamedNode(whose)])]
    cited = sorted({quad.subject.value for quad in graph.matching(CITO.hasCitedEntity, NamedNode(whose))})  # type: ignore[union-attr]
    mentions = [iri for iri in cited if chance.random() < 0.4]
    files = sorted({path for path in held if chance.random() < 0.6})
    parse_iri(whose)
    other = chance.choice([*_things(graph, DAN.Instrument), *UNKNOWN])
    if mentions or files:
        decide(store, "B", "instrument", "split", whose, split_value(graph, one, other, mentions, files))


def _undo(store: Path, graph: EmbeddedStore, chance: random.Random) -> None:
    made = book.decisions(store).decisions
    decide(store, "C", "decision", "undo", chance.choice(made).id)


texts = st.builds(
    Text,
    own=st.integers(0, 7) | st.integers(10, 13),
    cites=st.lists(st.integers(0, 14), max_size=3).map(tuple),
    leads=st.lists(st.integers(0, len(AGENCIES) - 1), max_size=3).map(tuple),
    issuer=st.integers(0, 2),
    dated=st.booleans(),
    second=st.none() | st.integers(0, 14),
    doubtful=st.just(()) | st.lists(st.integers(0, 14), min_size=2, max_size=3, unique=True).map(tuple),
)
states = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.txt", "f.txt"]), texts, min_size=1)


def walk(folder: Path, made: list[Files], chance: random.Random, times: int) -> None:
    """Files change, somebody decides, or both; each time the graph is what a whole load makes of it."""
    store = folder / "kho"
    shutil.rmtree(store, ignore_errors=True)
    files = made[0]
    load(resolved(files), store)
    for _ in range(times):
        new = chance.choice(made) if chance.random() < 0.3 else files
        for _ in range(chance.randint(1, 3)):
            decide_at_random(store, chance)
        assert follow(store, files, new) is not None
        files = new
        as_loaded(store, files)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(states, min_size=1, max_size=3), st.integers(0, 10**6))
@example([FILES, {**FILES, "a.txt": Text(1, cites=(3,), leads=(0, 3), dated=False)}], 1)
def test_whatever_is_decided_and_undone_the_graph_is_that_of_a_whole_load(
    tmp_path: Path, made: list[Files], seed: int
) -> None:
    walk(tmp_path, made, random.Random(seed), 3)


# ----- of each kind, what it takes


def on(store: Path, quote: str, source: str, action: str, value: dict[str, Any] | None = None) -> None:
    with EmbeddedStore.open(store) as graph:
        cited = mention(graph, quote, source)
        kind, place = anchor_of(graph, cited)
    decide(store, "A", kind, action, cited, value, anchor=place)


def read_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files whose graphs are written anew, as they are."""
    seen: list[str] = []
    write = file_graph

    def watched(extraction: Extraction, *more: Any) -> Any:
        seen.append(extraction.source.path)
        return write(extraction, *more)

    monkeypatch.setattr(difference, "file_graph", watched)
    return seen


@pytest.fixture
def store(tmp_path: Path) -> Path:
    load(resolved(FILES), tmp_path / "kho")
    return tmp_path / "kho"


def test_a_decision_takes_the_file_that_it_is_about_and_no_other(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = read_by(monkeypatch)
    on(store, "số 3", "a.txt", "reject")
    assert follow(store, FILES, FILES) is not None
    assert seen == ["a.txt"]
    as_loaded(store, FILES)


def test_a_changed_file_takes_no_decision_about_another(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(store, "số 3", "a.txt", "reject")
    follow(store, FILES, FILES)
    seen = read_by(monkeypatch)
    changed = {**FILES, "b.txt": Text(2, cites=(6, 5), leads=(2,))}
    assert follow(store, FILES, changed) is not None
    assert seen == ["b.txt"]
    as_loaded(store, changed)


def test_a_merge_takes_the_files_that_speak_of_what_is_merged(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    five, three = (instrument(number, False).iri for number in (5, 3))
    seen = read_by(monkeypatch)
    made = decide(store, "A", "instrument", "merge", five, {"into": three})
    assert follow(store, FILES, FILES) is not None
    assert seen == ["c.txt"]
    as_loaded(store, FILES)
    seen.clear()
    decide(store, "A", "decision", "undo", made.id)
    assert follow(store, FILES, FILES) is not None
    assert seen == ["c.txt"]  # and not a.txt, which speaks of the other
    as_loaded(store, FILES)


def test_a_decision_whose_words_are_gone_is_told_of_until_they_are_back(store: Path) -> None:
    on(store, "số 3", "a.txt", "reject")
    without = {**FILES, "a.txt": Text(1, cites=(2,), leads=(0, 3))}
    for old, new, lost in ((FILES, FILES, 0), (FILES, without, 1), (without, FILES, 0), (FILES, without, 1)):
        assert follow(store, old, new) is not None
        assert len(description(store)["review"]["lost"]) == lost
        as_loaded(store, new)


def test_an_instrument_that_only_corrections_name_goes_with_the_last_of_them(store: Path) -> None:
    about = {"symbol": "7-CT/TU", "type": "chỉ thị"}
    on(store, "số 3", "a.txt", "correct", {"instrument": UNKNOWN[0], "about": about})
    on(store, "số 1", "b.txt", "correct", {"instrument": UNKNOWN[0]})
    for made in (None, *book.decisions(store).decisions):
        if made is not None:
            decide(store, "A", "decision", "undo", made.id)
        assert follow(store, FILES, FILES) is not None
        as_loaded(store, FILES)


def test_where_nothing_is_decided_any_more_nothing_of_it_is_left(store: Path) -> None:
    before = nquads(store)
    for action in ("accept", "reject"):
        on(store, "số 3", "a.txt", action)
    follow(store, FILES, FILES)
    for made in book.decisions(store).decisions:
        decide(store, "A", "decision", "undo", made.id)
    assert follow(store, FILES, FILES) is not None
    assert nquads(store) == before


def test_a_decision_written_while_a_load_is_under_way_is_the_next_ones(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*some: Any) -> int:
        on(store, "số 3", "a.txt", "reject")
        return build(*some)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(embedded, "build", slow)
        load(resolved(FILES), store)
    assert description(store)["review"]["decisions"] == 0
    assert follow(store, FILES, FILES) is not None
    assert description(store)["review"]["decisions"] == 1
    as_loaded(store, FILES)


# ----- where the whole must be loaded


def test_another_book_of_decisions_is_not_taken_for_this_one_grown(store: Path) -> None:
    on(store, "số 3", "a.txt", "reject")
    assert follow(store, FILES, FILES) is not None
    (store / book.NAME).unlink()
    assert follow(store, FILES, FILES) is None
    on(store, "số 2", "a.txt", "reject")
    assert follow(store, FILES, FILES) is None


def test_a_line_that_a_killed_process_left_half_written_hinders_nothing(store: Path) -> None:
    on(store, "số 3", "a.txt", "reject")
    with (store / book.NAME).open("ab") as file:
        file.write(b'{"id": "ab')
    assert follow(store, FILES, FILES) is not None
    on(store, "số 2", "a.txt", "reject")
    assert follow(store, FILES, FILES) is not None
    assert description(store)["review"] == {"decisions": 2, "moved": [], "lost": [], "damaged": 1}
    as_loaded(store, FILES)


def test_a_decision_without_an_anchor_may_be_about_any_file(store: Path) -> None:
    with EmbeddedStore.open(store) as graph:
        cited = mention(graph, "số 3", "a.txt")
    decide(store, "A", "citation", "reject", cited)
    assert follow(store, FILES, FILES) is None


def test_what_takes_too_many_files_is_loaded_whole(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region, "MOST_FILES", 1)
    on(store, "số 3", "a.txt", "reject")
    assert follow(store, FILES, FILES) is not None
    before = nquads(store)
    five, two = (instrument(number, number == 2).iri for number in (5, 2))
    decide(
        store, "A", "instrument", "merge", five, {"into": two}
    )  # the one is cited by a file, another holds the other
    assert follow(store, FILES, FILES) is None
    assert nquads(store) == before
