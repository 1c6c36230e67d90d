"""What changed from one load to the next: told by what things are, not by offsets that move."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from api.app import create_app
from api.cli import main
from api.feed import ATOM, MOST_ENTRIES, atom
from api.settings import Settings
from graph import changelog
from graph.answers.changes import KINDS, Facts, changes, facts
from graph.changelog import BadSince, history
from graph.model import Corpus, Instrument
from graph.review.book import decide
from graph.review.places import anchor_of
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import in_memory
from graph.store.first import first_record
from graph.store.generations import current
from graph.store.journal import append, dropped, read
from graph.triples.tally import NAME
from tests.graph.decided import mention
from tests.graph.many_files import many_files
from tests.graph.small_corpus import (
    CT19,
    DONRE,
    FINANCE,
    KL120,
    LAND,
    NQ33,
    Draft,
    assigned,
    corpus_with_copies,
    small_corpus,
)

HERE = "http://localhost"
NOTHING: dict[str, list[Any]] = {kind: [] for kind in KINDS}


def text(*sentences: str, opening: str = "", lead: str = DONRE) -> Corpus:
    """A resolution of which each sentence is a task that carries out 19-CT/TU where it says so."""
    f = Draft("nghi-quyet.txt", NQ33)
    if opening:
        f.say("Mở đầu", opening)
    for number, words in enumerate(sentences, start=1):
        place = f.say(f"Điều {number}", words)
        name = f.task(place, lead=[assigned(lead)])
        if "19-CT/TU" in words:
            f.cite(place, "19-CT/TU", CT19, "implements", name)
    return Corpus([f.done()], {i.iri: i for i in (NQ33, CT19, KL120)})


def between(old: Corpus, new: Corpus) -> dict[str, list[Any]]:
    return changes(facts(in_memory(old)), facts(in_memory(new)))


ONE, TWO = "Thu gom rác theo 19-CT/TU.", "Rà soát biên chế của các đơn vị."


def test_the_same_graph_has_no_changes() -> None:
    assert between(small_corpus(), small_corpus()) == NOTHING


def test_text_put_in_before_moves_everything_and_changes_nothing() -> None:
    assert between(text(ONE, TWO), text(ONE, TWO, opening="Một câu mới ở đầu văn bản.")) == NOTHING


def test_a_new_task_comes_with_its_edge_and_the_words_that_say_so() -> None:
    found = between(text(TWO), text(TWO, ONE))
    assert [(t["change"], t["text"], t["instrument"]) for t in found["tasks"]] == [("added", ONE, NQ33.iri)]
    (edge,) = found["edges"]
    assert (edge["change"], edge["relation"], edge["to"], edge["from_name"]) == ("added", "implements", CT19.iri, ONE)
    assert edge["to_name"] == "Chỉ thị 19-CT/TU ngày 11/06/2020"
    assert [(e["quote"], e["source"]) for e in edge["evidence"]] == [("19-CT/TU", "nghi-quyet.txt")]
    assert between(text(TWO, ONE), text(TWO))["edges"][0]["change"] == "removed"


def test_a_reworded_task_under_its_heading_is_changed_and_its_edge_is_the_same() -> None:
    found = between(text(ONE), text("Thu gom hết rác theo 19-CT/TU."))
    assert found["edges"] == []
    assert [(t["change"], t["before"], t["after"]) for t in found["tasks"]] == [
        ("changed", {"text": ONE}, {"text": "Thu gom hết rác theo 19-CT/TU."})
    ]


def test_another_sentence_under_that_heading_is_another_task() -> None:
    found = between(text(TWO), text("Mở lớp tập huấn về chuyển đổi số trong quý I."))
    assert sorted(t["change"] for t in found["tasks"]) == ["added", "removed"]


def test_another_lead_agency_is_a_change_of_the_task() -> None:
    (found,) = between(text(TWO), text(TWO, lead=FINANCE))["tasks"]
    assert found["change"] == "changed"
    assert set(found["after"]) == {"lead"}


def test_another_relation_between_the_same_two_is_one_changed_edge() -> None:
    def related(relation: str) -> Corpus:
        f = Draft("x.txt", NQ33)
        f.cite(f.say("Điều 1", "Theo 19-CT/TU."), "19-CT/TU", CT19, relation, "d0")
        return Corpus([f.done()], {i.iri: i for i in (NQ33, CT19)})

    (found,) = between(related("cites"), related("implements"))["edges"]
    assert (found["change"], found["before"], found["after"]) == (
        "changed", {"relation": "cites"}, {"relation": "implements"},
    )  # fmt: skip


def test_the_same_words_meaning_another_instrument_are_one_changed_edge() -> None:
    def meaning(meant: Instrument) -> Corpus:
        f = Draft("x.txt", NQ33)
        f.cite(f.say("Điều 1", "Theo văn bản ấy."), "văn bản ấy", meant, "cites", "d0", kind="anaphor")
        return Corpus([f.done()], {i.iri: i for i in (NQ33, CT19, KL120)})

    (found,) = between(meaning(CT19), meaning(KL120))["edges"]
    assert (found["change"], found["before"], found["after"]) == ("changed", {"to": CT19.iri}, {"to": KL120.iri})


def test_an_instrument_whose_date_was_learned_is_changed_not_new() -> None:
    def known(instrument: Instrument) -> Corpus:
        f = Draft("x.txt", NQ33)
        f.cite(f.say("Điều 1", "Theo 7-KL/TU."), "7-KL/TU", instrument, "cites", "d0")
        return Corpus([f.done()], {i.iri: i for i in (NQ33, instrument)})

    base = "https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/ket-luan/"
    early = Instrument(f"{base}2021/7-kl-tu", "kết luận", "7-KL/TU", "2021")
    late = Instrument(f"{base}2021-05-07/7-kl-tu", "kết luận", "7-KL/TU", "2021-05-07", former_iris=[early.iri])
    found = between(known(early), known(late))
    assert found["edges"] == []
    assert [(i["change"], i["before"], i["after"]) for i in found["instruments"]] == [
        ("changed", {"iri": early.iri, "date": "2021"}, {"iri": late.iri, "date": "2021-05-07"})
    ]


def test_of_two_equal_sentences_the_one_that_goes_is_told_by_its_heading() -> None:
    found = between(text(TWO, ONE, TWO), text(TWO, ONE))
    assert [(t["change"], t["text"]) for t in found["tasks"]] == [("removed", TWO)]


@settings(max_examples=10, deadline=None)
@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_what_is_added_one_way_is_removed_the_other(some: set[int], others: set[int]) -> None:
    def made(chosen: set[int]) -> Corpus:
        files = many_files(6, tasks=2)
        files.extractions = [files.extractions[n] for n in sorted(chosen)]
        return files

    there, back = between(made(some), made(others)), between(made(others), made(some))
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    for kind in KINDS:
        assert Counter(one["change"] for one in there[kind]) == Counter(turned[one["change"]] for one in back[kind])


# ----- the log


def test_every_load_leaves_a_record_that_outlives_its_generation(tmp_path: Path) -> None:
    for sentences in ([ONE], [ONE, TWO], [TWO], [TWO, ONE]):
        load(text(*sentences), tmp_path)
    found = history(tmp_path, current(tmp_path).name)
    assert not (tmp_path / "generations/1").exists()
    assert found["complete"]
    assert [(one["generation"], one["from"]) for one in found["loads"]] == [
        ("4", "3"), ("3", "2"), ("2", "1"), ("1", None),
    ]  # fmt: skip
    assert [one["counts"]["tasks"] for one in found["loads"]][:3] == [
        {"added": 1, "removed": 0, "changed": 0},
        {"added": 0, "removed": 1, "changed": 1},  # what stood under Điều 2 stands under Điều 1
        {"added": 1, "removed": 0, "changed": 0},
    ]


def test_since_takes_a_generation_or_a_date(tmp_path: Path) -> None:
    for sentences in ([ONE], [ONE, TWO], [TWO]):
        load(text(*sentences), tmp_path)
    today = datetime.now(UTC).date().isoformat()

    def since(when: str) -> list[str]:
        return [one["generation"] for one in history(tmp_path, "3", when)["loads"]]

    assert since("1") == ["3", "2"]
    assert since("3") == []
    assert since(today) == since("01/01/2020") == ["3", "2", "1"]
    assert since("2999-01-01") == []
    for wrong in ("9", "hôm qua", "31/02/2020"):
        with pytest.raises(BadSince):
            since(wrong)


def test_a_record_lists_so_many_changes_and_says_how_many_it_leaves_out() -> None:
    new = facts(in_memory(many_files(40)))
    made = changelog.record(None, "1", "2026-01-01T00:00:00+00:00", Facts(), new)
    assert len(made["tasks"]) == changelog.LISTED
    assert made["omitted"]["tasks"] == len(new.tasks) - changelog.LISTED == 280
    assert made["counts"]["tasks"] == {"added": len(new.tasks), "removed": 0, "changed": 0}
    assert made == changelog.record(None, "1", "2026-01-01T00:00:00+00:00", Facts(), new)


@pytest.mark.parametrize("listed", [1, 3, 200])
@pytest.mark.parametrize(
    "corpus", [small_corpus(), corpus_with_copies(), many_files(9)], ids=["small", "copies", "many"]
)
def test_the_first_load_is_told_as_everything_added_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Corpus, listed: int
) -> None:
    monkeypatch.setattr(changelog, "LISTED", listed)
    load(corpus, tmp_path)
    when = "2026-01-01T00:00:00+00:00"
    with EmbeddedStore.open(tmp_path) as store:
        assert first_record(store, "1", when) == changelog.record(None, "1", when, Facts(), facts(store))


def test_a_log_that_grows_too_long_lets_the_oldest_go_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log"
    for number in range(50):
        append(path, lambda _, n=number: {"n": n, "words": "x" * 100}, most_bytes=1000)  # type: ignore[misc]
    lines = read(path)
    kept = [one["n"] for one in lines.records if "n" in one]
    assert path.stat().st_size <= 1000
    assert kept == list(range(kept[0], 50))
    assert dropped(lines) == kept[0]
    append(path, lambda _: {"n": 50, "words": "x" * 5000}, most_bytes=1000)
    assert [one["n"] for one in read(path).records if "n" in one] == [50]


def test_a_generation_that_never_came_to_be_is_not_told_of(tmp_path: Path) -> None:
    load(text(ONE), tmp_path)
    changelog.keep(tmp_path, changelog.record("1", "2", "2026-01-01T00:00:00+00:00", Facts(), Facts()))
    assert [one["generation"] for one in history(tmp_path, "1")["loads"]] == ["1"]
    load(text(ONE, TWO), tmp_path)
    found = history(tmp_path, "2")["loads"]
    assert [(one["generation"], one["counts"]["tasks"]["added"]) for one in found] == [("2", 1), ("1", 1)]


def test_a_store_made_before_there_was_a_log_says_that_its_history_is_not_whole(tmp_path: Path) -> None:
    load(text(ONE), tmp_path)
    (tmp_path / changelog.NAME).unlink()
    assert history(tmp_path, "1") == {"generation": "1", "since": None, "complete": False, "dropped": 0, "loads": []}
    load(text(ONE, TWO), tmp_path)
    assert history(tmp_path, "2", "1")["complete"]
    assert not history(tmp_path, "2")["complete"]


def test_a_damaged_generation_leaves_a_gap_and_does_not_stop_the_load(tmp_path: Path) -> None:
    load(text(ONE), tmp_path)
    for part in (*current(tmp_path).iterdir(), tmp_path / NAME):
        part.write_bytes(b"rubbish")
    assert load(text(TWO), tmp_path).generation == "2"
    assert not history(tmp_path, "2")["complete"]


@pytest.mark.parametrize("kept", [None, b"", b"rubbish", b"SQLite format 3\0 cut off"])
def test_what_changed_is_told_from_the_graphs_themselves_where_the_tally_is_lost(
    tmp_path: Path, kept: bytes | None
) -> None:
    load(small_corpus(), tmp_path)
    if kept is not None:
        (tmp_path / NAME).write_bytes(kept)
    load(many_files(3), tmp_path)
    made = history(tmp_path, "2", "1")["loads"][0]
    asked = changelog.record("1", "2", made["when"], facts(in_memory(small_corpus())), facts(in_memory(many_files(3))))
    assert made == json.loads(json.dumps(asked))


def test_a_rejected_citation_is_a_removed_edge(tmp_path: Path) -> None:
    load(small_corpus(), tmp_path)
    with EmbeddedStore.open(tmp_path) as graph:
        law = mention(graph, "31/2024/QH15")
        kind, place = anchor_of(graph, law)
    decide(tmp_path, "A", kind, "reject", law, anchor=place)
    load(small_corpus(), tmp_path)
    (edge,) = history(tmp_path, "2", "1")["loads"][0]["edges"]
    assert (edge["change"], edge["relation"], edge["to"]) == ("removed", "legalBasis", LAND.iri)


# ----- told to people and programs


def entries(feed: bytes) -> list[dict[str, str]]:
    root = etree.fromstring(feed)
    assert root.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"{{{ATOM}}}{name}")) == 1
    assert root.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None
    datetime.fromisoformat(root.findtext(f"{{{ATOM}}}updated") or "")
    found = [{etree.QName(part).localname: part.text or "" for part in e} for e in root.iter(f"{{{ATOM}}}entry")]
    for one in found:
        assert set(one) == {"id", "title", "updated", "published", "content"}
        datetime.fromisoformat(one["updated"])
    assert len({one["id"] for one in found}) == len(found)
    return found


def test_the_feed_is_served_and_follows_the_store(tmp_path: Path) -> None:
    load(text(ONE), tmp_path)
    with TestClient(create_app(Settings(store=tmp_path)), HERE) as client:
        first = client.get("/changes.atom")
        assert first.headers["content-type"].startswith("application/atom+xml")
        (one,) = entries(first.content)
        assert ONE in one["content"]
        link = etree.fromstring(first.content).find(f"{{{ATOM}}}link[@rel='self']")
        assert link is not None
        assert link.get("href") == f"{HERE}/changes.atom"
        again = client.get("/changes.atom", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        load(text(ONE, TWO), tmp_path)
        two = entries(client.get("/changes.atom").content)
        assert [e["id"] for e in two][1] == one["id"]
        assert TWO in two[0]["content"]


def test_without_a_store_the_feed_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(store=tmp_path / "none")), HERE) as client:
        answer = client.get("/changes.atom")
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_the_feed_is_xml_whatever_the_text_and_however_many_the_loads() -> None:
    load_ = changelog.record(
        None, "1", "2026-01-01T00:00:00+00:00", Facts(), facts(in_memory(text("<&>\x01]]> 𠀀 rác.")))
    )
    loads = [{**load_, "generation": str(n)} for n in range(MOST_ENTRIES + 5)]
    found = atom(loads, "https://e/", "https://e/changes.atom")
    assert len(entries(found)) == MOST_ENTRIES
    assert "Còn 5 lần nạp cũ hơn" in (etree.fromstring(found).findtext(f"{{{ATOM}}}subtitle") or "")
    assert "<&>\ufffd]]> 𠀀 rác." in entries(found)[0]["content"]
    assert entries(atom([], "https://e/", "https://e/changes.atom")) == []


def test_the_command_tells_it_in_words_in_json_and_as_a_feed(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    store = ["--store", str(tmp_path)]
    assert main(["changes", *store]) == 2
    load(text(ONE), tmp_path)
    load(text(ONE, TWO), tmp_path)
    capfdbinary.readouterr()
    assert main(["changes", *store]) == 0
    said = capfdbinary.readouterr().out.decode()
    assert "Thế hệ 2" in said
    assert f"Thêm nhiệm vụ của Nghị quyết 33/NQ-HĐND ngày 11/07/2024: «{TWO}»" in said
    assert "Thế hệ 1" not in said
    assert main(["changes", "--since", "0", "--json", *store]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert [one["generation"] for one in told["loads"]] == ["2", "1"]
    assert main(["changes", "--since", "0", "--atom", *store]) == 0
    assert len(entries(capfdbinary.readouterr().out)) == 2
    assert main(["changes", "--since", "mai", *store]) == 2
    assert "không phải là số thế hệ hay ngày" in capfdbinary.readouterr().err.decode()
