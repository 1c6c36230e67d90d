"""One IRI that held two instruments: a reviewer says what is the other's, and it stays said."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import QuerySolutions, RdfFormat

from graph.answers.instruments import known
from graph.model import Corpus, Extraction, Instrument
from graph.questions import find_one, instrument
from graph.review.applying import apply
from graph.review.decisions import BadDecision, Decision
from graph.review.places import NotOfInstrument, Unplaced, split_value
from graph.store.base import Store
from graph.store.engine import OxigraphStore, in_memory
from graph.validate import validate
from tests.graph.decided import PREFIXES, decided, holds, mention, reviewed
from tests.graph.small_corpus import CT19, DONRE, NQ33, Draft, assigned, small_corpus

TWIN = CT19.iri.replace("2020-06-11", "2023-02-01")
FIRST, SECOND = "Việc thứ nhất: thực hiện Chỉ thị số 19-CT/TU.", "Việc thứ hai: thực hiện Chỉ thị 19-CT/TU mới."


def two_mentions(*before: str, without_second: bool = False) -> Corpus:
    """A text that names 19-CT/TU twice, read as one instrument both times."""
    f = Draft("van-ban.txt", NQ33)
    for words in before:
        f.say("Mở đầu", words)
    for path, words in (("Điều 1", FIRST), ("Điều 2", SECOND)):
        if not (without_second and words is SECOND):
            place = f.say(path, words)
            f.cite(place, "19-CT/TU", CT19, "implements", f.task(place, lead=[assigned(DONRE)]))
    return Corpus([f.done()], {i.iri: i for i in (NQ33, CT19)})


def split(store: Store, *mentions: str, files: tuple[str, ...] = (), of: Instrument = CT19, to: str = TWIN) -> Decision:
    value = split_value(store, known(store, of.iri), to, mentions, files)
    return decided("instrument", "split", of.iri, value, note="hai nhiệm kỳ")


def carried_out(store: OxigraphStore) -> dict[str, str]:
    """For the first words of each task, the instrument that it carries out."""
    rows = store.query(PREFIXES + "SELECT ?w ?i WHERE { ?t dan:implements ?i ; dcterms:description ?w }")
    assert isinstance(rows, QuerySolutions)
    return {row["w"].value[:12]: row["i"].value for row in rows}


def test_a_mention_that_is_named_goes_to_the_other_instrument_and_the_rest_stay() -> None:
    store = in_memory(two_mentions())
    said = split(store, mention(store, "19-CT/TU", "van-ban.txt", 1))
    after = reviewed(two_mentions(), said)
    assert carried_out(after) == {"Việc thứ nhấ": CT19.iri, "Việc thứ hai": TWIN}
    other = find_one(after, TWIN)
    assert (other["symbol"], other["date"], other["held"]) == ("19-CT/TU", "2023-02-01", False)
    assert validate(after) == []


def test_the_split_is_told_in_the_graph_with_its_reason_its_words_and_what_the_machine_read() -> None:
    store = in_memory(two_mentions())
    moved = mention(store, "19-CT/TU", "van-ban.txt", 1)
    after = reviewed(two_mentions(), split(store, moved))
    assert holds(after, f"<{moved}> dan:reviewStatus dan:corrected ; dan:originalInstrument <{CT19.iri}>")
    assert holds(
        after, f"<{min(CT19.iri, TWIN)}> <http://www.w3.org/2002/07/owl#differentFrom> <{max(CT19.iri, TWIN)}>"
    )
    assert holds(
        after,
        f'?d dan:action "split" ; dan:decides <{CT19.iri}>, <{TWIN}> ; dan:decidedQuote "19-CT/TU"@vi ;'
        ' <http://www.w3.org/2000/01/rdf-schema#comment> "hai nhiệm kỳ"@vi',
    )


def test_an_undone_split_leaves_nothing() -> None:
    store = in_memory(two_mentions())
    said = split(store, mention(store, "19-CT/TU", "van-ban.txt", 1))
    undo = decided("decision", "undo", said.id, after=1)
    assert reviewed(two_mentions(), said, undo).export(RdfFormat.N_QUADS) == store.export(RdfFormat.N_QUADS)


def test_a_split_survives_text_put_before_its_mentions() -> None:
    store = in_memory(two_mentions())
    said = split(store, mention(store, "19-CT/TU", "van-ban.txt", 1))
    found = apply(two_mentions("Căn cứ mới.", "Xét đề nghị."), [said])
    assert found.lost == []
    assert carried_out(in_memory(found)) == {"Việc thứ nhấ": CT19.iri, "Việc thứ hai": TWIN}


def test_a_mention_that_is_gone_is_told_by_its_words_and_the_others_are_split_all_the_same() -> None:
    store = in_memory(two_mentions())
    both = [mention(store, "19-CT/TU", "van-ban.txt", nth) for nth in (0, 1)]
    found = apply(two_mentions("Mới.", without_second=True), [split(store, *both)])
    assert [one.action for one in found.lost] == ["split"]
    (told,) = [problem.message for problem in found.corpus.problems if problem.code == "review-lost"]
    assert "1 trong 2 chỗ" in told
    assert "«19-CT/TU»" in told
    assert carried_out(in_memory(found)) == {"Việc thứ nhấ": TWIN}


def test_a_later_correction_of_a_mention_counts_over_the_split() -> None:
    store = in_memory(two_mentions())
    moved = mention(store, "19-CT/TU", "van-ban.txt", 1)
    said = split(store, moved)
    back = decided("citation", "correct", moved, {"instrument": CT19.iri}, after=1)
    assert set(carried_out(reviewed(two_mentions(), said, back)).values()) == {CT19.iri}
    merge = decided("instrument", "merge", TWIN, {"into": CT19.iri}, after=2)
    assert set(carried_out(reviewed(two_mentions(), said, merge)).values()) == {CT19.iri}


def two_texts() -> Corpus:
    """Two files that were both read as the text of NQ33."""

    def text(name: str, duty: str) -> Extraction:
        f = Draft(name, NQ33)
        place = f.say("Điều 1", f"{duty} theo Chỉ thị số 19-CT/TU.")
        f.cite(place, "19-CT/TU", CT19, "implements", f.task(place))
        f.cite(f.say("Điều 2", f"{duty}: Nghị quyết này có hiệu lực."), "Nghị quyết này", NQ33, "self", "d0")
        return f.done()

    return Corpus([text("a.txt", "Thu gom rác"), text("b.txt", "Trồng cây")], {i.iri: i for i in (NQ33, CT19)})


def test_a_file_that_is_named_becomes_the_text_of_the_other_instrument() -> None:
    store = in_memory(two_texts())
    other = NQ33.iri.replace("2024-07-11", "2023-07-11")
    assert other != NQ33.iri
    said = split(store, files=("b.txt",), of=NQ33, to=other)
    after = reviewed(two_texts(), said)
    assert [t["text"][:8] for t in instrument(after, other)["tasks"]] == ["Trồng câ"]
    assert [t["text"][:8] for t in instrument(after, NQ33.iri)["tasks"]] == ["Thu gom "]
    assert find_one(after, other)["held"]
    assert find_one(after, NQ33.iri)["held"]
    assert validate(after) == []
    gone = two_texts()
    del gone.extractions[1]
    found = apply(gone, [said])
    assert found.lost == [said]
    assert "b.txt" in next(p.message for p in found.corpus.problems if p.code == "review-lost")


def test_the_corpus_is_never_changed() -> None:
    corpus = two_texts()
    store = in_memory(two_texts())
    apply(
        corpus,
        [split(store, mention(store, "19-CT/TU", "a.txt"), to=TWIN), split(store, files=("b.txt",), of=NQ33)],
    )
    assert corpus == two_texts()


def test_what_is_not_of_the_instrument_is_refused(store: OxigraphStore) -> None:
    ct19 = known(store, CT19.iri)
    with pytest.raises(NotOfInstrument, match="31/2024/QH15"):
        split_value(store, ct19, TWIN, [mention(store, "31/2024/QH15")], [])
    with pytest.raises(NotOfInstrument, match="không giữ toàn văn"):
        split_value(store, ct19, TWIN, [], ["nghi-quyet-33.txt"])
    with pytest.raises(Unplaced):
        split_value(store, ct19, TWIN, ["https://example.org/none"], [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"mentions": []}, "văn bản kia"),
        ({"from": TWIN, "mentions": ["x"]}, "danh sách"),
        ({"from": TWIN, "mentions": [{"iri": "x"}]}, "danh sách"),
        ({"from": TWIN, "files": [{"source": "a"}]}, "sha256"),
        ({"from": CT19.iri}, "khác nhau"),
    ],
)
def test_a_split_that_says_nothing_clear_is_refused(value: dict[str, Any], words: str) -> None:
    with pytest.raises(BadDecision, match=words):
        decided("instrument", "split", CT19.iri, value)


def test_a_split_is_read_again_as_it_was_written(store: OxigraphStore) -> None:
    found = in_memory(small_corpus())
    said = split(found, mention(found, "19-CT/TU"))
    assert Decision.from_json(said.to_json()) == said
