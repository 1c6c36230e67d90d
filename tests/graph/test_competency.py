"""The competency questions: their headers, their parameters, and their answers on the five seeds.

`expected/questions.json` holds facts (symbols, dates, places, counts) that were checked by reading the seeds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results

from benchmarks.questions import measure, table
from graph import queries
from graph.answers import competency
from graph.answers.competency import BadParameter, Question, UnknownQuestion, bound, question, questions, run
from graph.errors import AmbiguousInstrument, UnknownInstrument
from graph.identity import ONTOLOGY, agency_iri
from graph.model import Corpus
from graph.store.base import Store
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import OxigraphStore, in_memory
from graph.vocabulary import PREFIXES, declared
from ingest.run import read_corpus
from tests.graph import another_engine
from tests.graph.small_corpus import CT17_2020, CT19, CT26_TTG, DISTRICTS, DONRE, KH50_TN, KH88, KL120, NQ33, Draft

# rdflib warns of its own older names when it reads and queries a dataset.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
EXPECTED = json.loads((Path(__file__).parent / "expected" / "questions.json").read_text(encoding="utf-8"))
EVERY = [pytest.param(one, id=one.name) for one in questions()]
SHORT = (("https://w3id.org/danchieu/id/", ""), (ONTOLOGY, "dan:"), (PREFIXES["eli"], "eli:"))


class Peer:
    """The same graph in rdflib, as a store."""

    generation = "rdflib"

    def __init__(self, nquads: bytes) -> None:
        self.dataset = rdflib.Dataset(default_union=True)
        self.dataset.parse(data=nquads, format="nquads")

    def query(self, sparql: str, _substitutions: Any = None) -> Any:
        answer = self.dataset.query(another_engine.read(sparql)).serialize(format="json")
        assert answer is not None
        return parse_query_results(answer, format=QueryResultsFormat.JSON)


@pytest.fixture(scope="module")
def seeds() -> Corpus:
    if not SEEDS.is_dir():
        pytest.skip("the five seeds are not beside the repository")
    return read_corpus(sorted(SEEDS.glob("*.txt")))


@pytest.fixture(scope="module")
def embedded(seeds: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    directory = tmp_path_factory.mktemp("seeds")
    load(seeds, directory)
    with EmbeddedStore.open(directory) as store:
        yield store


@pytest.fixture(scope="module")
def peer(seeds: Corpus) -> Peer:
    return Peer(in_memory(seeds).export(RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def remote(seeds: Corpus, virtuoso_load: Callable[[Corpus], Store]) -> Store:
    return virtuoso_load(seeds)


def facts(store: Any, one: Question) -> list[list[Any]]:
    """The columns that are compared, with short IRIs; a task by the word alone: its place is in another column."""
    answer = run(store, one.name, examples=True)
    columns = EXPECTED[one.name]["columns"]
    rows = [[shortened(row[column]) for column in columns] for row in answer["rows"]]
    return sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False))


def shortened(value: Any) -> Any:
    if isinstance(value, str):
        for beginning, short in SHORT:
            value = value.replace(beginning, short)
        return "task" if value.startswith("task/") else value
    return value


@pytest.mark.parametrize("one", EVERY)
def test_a_question_of_the_seeds_has_the_answer_that_was_read_in_them(embedded: EmbeddedStore, one: Question) -> None:
    assert facts(embedded, one) == EXPECTED[one.name]["rows"]


@pytest.mark.parametrize("one", EVERY)
def test_another_engine_gives_the_same_rows_in_the_same_order(
    embedded: EmbeddedStore, peer: Peer, one: Question
) -> None:
    assert run(peer, one.name, examples=True) == run(embedded, one.name, examples=True)  # type: ignore[arg-type]


def test_virtuoso_gives_the_same_rows(embedded: EmbeddedStore, remote: Store) -> None:
    for one in questions():
        theirs, ours = (run(store, one.name, examples=True)["rows"] for store in (remote, embedded))
        assert sorted(map(str, theirs)) == sorted(map(str, ours)), one.name


def test_every_question_has_an_expected_answer_and_there_are_enough_of_them() -> None:
    assert [one.name for one in questions()] == list(EXPECTED)
    assert len(EXPECTED) >= 25


@pytest.mark.parametrize("one", EVERY)
def test_the_header_says_what_a_program_needs(one: Question, store: OxigraphStore) -> None:
    for words in (one.title, one.meaning, one.trap):
        assert re.search("[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]", words.lower())
        assert words.endswith((".", "?"))
    assert one.english.isascii()
    assert list(one.columns) == run(store, one.name, examples=True)["columns"]
    assert all(one.columns.values())
    for parameter in one.parameters:
        assert parameter.example in one.sparql
    assert len({p.example for p in one.parameters}) == len(one.parameters)


@pytest.mark.parametrize("one", EVERY)
def test_a_query_holds_nothing_of_one_engine_and_only_declared_terms(one: Question) -> None:
    assert "\\" not in one.sparql
    assert not re.search(r"(?i)(?<![?\w])(service|from|define|bif:|sql:|group_concat|values \()", one.sparql)
    for prefix, term in re.findall(r"(?<![\w<:/])([a-z]+):(\w+)", re.sub(r"<[^>]*>|\"[^\"]*\"", "", one.sparql)):
        assert PREFIXES[prefix] + term in declared()


@pytest.mark.parametrize("one", EVERY)
def test_a_file_can_be_run_as_it_stands(one: Question, store: OxigraphStore) -> None:
    store.query(queries.text(f"questions/{one.name}"))
    assert bound(store, one, {}, examples=True) == one.sparql


@pytest.mark.parametrize("name", ["07-unsettled-mentions", "unsettled-mentions", "7", "07"])
def test_a_question_is_found_by_name_or_number(name: str) -> None:
    assert question(name).name == "07-unsettled-mentions"


@pytest.mark.parametrize("name", ["", "0", "99", "unsettled", "../queries/tasks", "٧"])
def test_a_name_that_is_none_is_told(name: str) -> None:
    with pytest.raises(UnknownQuestion, match="question list"):
        question(name)


def test_a_missing_or_foreign_parameter_is_told_by_name(store: OxigraphStore) -> None:
    with pytest.raises(BadParameter, match=r"còn thiếu first .*; last"):
        run(store, "due-between")
    with pytest.raises(BadParameter, match="còn thiếu last"):
        run(store, "due-between", {"first": "2024-01-01"})
    with pytest.raises(BadParameter, match="không có tham số «to»; nó nhận first, last"):
        run(store, "due-between", {"to": "2024-01-01"}, examples=True)
    with pytest.raises(BadParameter, match="nó nhận tham số nào"):
        run(store, "date-conflicts", {"instrument": CT19.iri})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("due-between", {"first": "hôm qua"}),
        ("due-between", {"first": "2024"}),
        ("due-between", {"first": "31/02/2024"}),
        ("this-month", {"month": "13/2024"}),
        ("this-month", {"month": "2024-7"}),
        ("this-month", {"province": "Atlantis"}),
        ("same-number", {"symbol": "CT/TU"}),
        ("tasks-with-words", {"words": "  "}),
        ("load-bearing", {"least": "0"}),
        ("load-bearing", {"least": "²"}),
        ("to-be-reviewed", {"below": "1.5"}),
        ("not-implemented", {"type": "thơ"}),
        ("tasks-of-agency", {"agency": ""}),
        ("who-cites", {"instrument": ""}),
    ],
)
def test_an_ill_formed_value_is_told_with_what_is_needed(
    store: OxigraphStore, name: str, values: dict[str, str]
) -> None:
    with pytest.raises(BadParameter, match="cần"):
        run(store, name, values, examples=True)


def test_values_are_written_as_people_write_them(store: OxigraphStore) -> None:
    cites = run(store, "who-cites", {"instrument": "CT 19-CT/TU"})["rows"]
    assert {row["by"] for row in cites} == {NQ33.iri, KL120.iri}
    assert run(store, "who-cites", {"instrument": CT19.iri.partition("/id/")[2]})["rows"] == cites
    by_name = run(store, "tasks-of-agency", {"agency": DONRE.lower()})["rows"]
    assert [row["last"] for row in by_name] == ["2024-12-31"]
    assert run(store, "tasks-of-agency", {"agency": agency_iri(DONRE)})["rows"] == by_name
    due = run(store, "due-between", {"first": "1/7/2024", "last": "30/9/2024"})["rows"]
    assert [(row["due"], row["lead"]) for row in due] == [("2024-09-30", DISTRICTS)]
    assert [row["date"] for row in run(store, "same-number", {"symbol": "17-CT/TU"})["rows"]] == [
        "2020-02-27",
        "2022-10-14",
    ]


def test_a_number_of_several_instruments_is_never_guessed(store: OxigraphStore) -> None:
    with pytest.raises(AmbiguousInstrument):
        run(store, "who-cites", {"instrument": "17-CT/TU"})
    with pytest.raises(UnknownInstrument):
        run(store, "who-cites", {"instrument": "98765/QĐ-XYZ"})


def test_an_agency_of_several_is_never_guessed(store: OxigraphStore) -> None:
    with pytest.raises(BadParameter, match=r"có thể là 2 cơ quan.*" + DONRE):
        run(store, "tasks-of-agency", {"agency": "sở tỉnh bắc giang"})
    with pytest.raises(BadParameter, match="không tìm thấy cơ quan"):
        run(store, "tasks-of-agency", {"agency": "Bộ Quốc phòng"})


def test_what_must_be_done_in_a_month_has_recurring_tasks_too(store: OxigraphStore) -> None:
    rows = run(store, "this-month", {"month": "9/2024", "province": "tỉnh Bắc Giang"})["rows"]
    assert {(row["deadline"], row["by"]) for row in rows} == {
        ("trong quý III/2024", KH88.iri),
        ("hằng quý", NQ33.iri),
        ("từ tháng 01", NQ33.iri),
    }
    later = run(store, "this-month", {"month": "2024-12", "province": "bac-giang"})["rows"]
    assert "trước ngày 31/12/2024" in {row["deadline"] for row in later}


def troubled() -> Corpus:
    """What the seeds lack: an instrument cited after its repeal, and two that rest on each other."""
    f = Draft("sau.txt", NQ33)  # dated 2024-07-11; the plan that repeals 26/CT-TTg is a week older
    place = f.say("Điều 1", "Thực hiện Chỉ thị số 26/CT-TTg.")
    f.cite(place, "26/CT-TTg", CT26_TTG, "implements", "d0")
    for citing, cited in ((KL120, CT19), (CT19, KL120)):
        place = f.say("Điều 2", f"Vòng {cited.symbol} nối.")
        f.cite(place, str(cited.symbol), cited, "implements", citing.iri)
    g = Draft("truoc.txt", KH50_TN)
    place = g.say("Điều 2", "Bãi bỏ Điều 3 của Chỉ thị số 26/CT-TTg.")
    g.cite(place, "26/CT-TTg", CT26_TTG, "repeals", "d0", pinpoint={"article": "3"})
    return Corpus([f.done(), g.done()], {i.iri: i for i in (NQ33, KH50_TN, CT26_TTG, CT19, KL120)})


def assert_both_troubles_are_found(store: Any) -> None:
    (row,) = run(store, "cited-after-its-end")["rows"]
    assert (row["old"], row["by"], row["later"], row["provision"]) == (
        CT26_TTG.iri,
        KH50_TN.iri,
        NQ33.iri,
        "Điều 3",
    )
    assert {(r["one"], r["two"]) for r in run(store, "circles")["rows"]} == {
        (CT19.iri, KL120.iri),
        (KL120.iri, CT19.iri),
    }


def test_what_is_cited_after_its_end_and_what_runs_in_a_circle_are_found() -> None:
    store = in_memory(troubled())
    assert_both_troubles_are_found(store)
    assert_both_troubles_are_found(Peer(store.export(RdfFormat.N_QUADS)))


def test_virtuoso_finds_them_too(virtuoso_load: Callable[[Corpus], Store]) -> None:
    assert_both_troubles_are_found(virtuoso_load(troubled()))


def test_the_same_question_is_answered_with_the_same_bytes(store: OxigraphStore, loaded: EmbeddedStore) -> None:
    values = {"instrument": CT17_2020.iri}
    assert json.dumps(run(store, "1", values)) == json.dumps(run(loaded, "1", values))


@settings(max_examples=60, deadline=None)
@given(words=st.text(max_size=40))
def test_no_words_break_out_of_a_query(store: OxigraphStore, words: str) -> None:
    try:
        text = bound(store, question("tasks-with-words"), {"words": words})
    except BadParameter:
        assert not words.split()
        return
    store.query(text)
    assert re.sub(r'"(?:[^"\\]|\\.)*"', '""', text) == re.sub(r'"[^"]*"', '""', question("21").sparql)


@settings(max_examples=60, deadline=None)
@given(one=st.sampled_from([q for q in questions() if q.parameters]), said=st.text(max_size=30))
def test_whatever_is_typed_is_a_value_or_refused(store: OxigraphStore, one: Question, said: str) -> None:
    try:
        text = bound(store, one, {p.name: said for p in one.parameters})
    except (BadParameter, UnknownInstrument, AmbiguousInstrument):
        return
    store.query(text)


def test_the_examples_follow_the_base_of_the_data(store: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANCHIEU_BASE", "https://example.org/van-ban")
    text = bound(store, question("who-cites"), {}, examples=True)
    assert "<https://example.org/van-ban/id/vn/tinh-uy-bac-giang/" in text
    assert "w3id.org/danchieu/id" not in text
    assert f"PREFIX dan: <{ONTOLOGY}>" in text


def test_the_benchmark_tells_an_engine_whose_rows_differ(store: OxigraphStore) -> None:
    other = in_memory(Corpus())
    found = measure({"one": store, "same": store, "empty": other}, repeat=1)
    assert {name for entry in found for name in entry["differs"]} == {"empty"}
    assert "rows differ: empty" in table(found)
    assert "rows differ" not in table(measure({"one": other, "same": other}, repeat=1))


def test_every_kind_of_parameter_is_used() -> None:
    assert {p.kind for one in questions() for p in one.parameters} == set(competency.KINDS)
