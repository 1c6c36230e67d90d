"""The spaCy face of the extractor."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from ingest.components import COMPONENTS, build
from ingest.pipeline import read


def test_components_are_registered_factories_that_others_can_add() -> None:
    nlp = spacy.blank("xx")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    assert nlp.pipe_names == list(COMPONENTS)


def test_a_doc_carries_spans_of_what_was_read() -> None:
    doc = build()("KẾ HOẠCH\n\nI. NHIỆM VỤ\n1. Sở Tài chính thực hiện Chỉ thị số 19-CT/TU trước ngày 31/8/2023.")
    assert [s.text for s in doc.spans["citations"]] == ["19-CT/TU"]
    assert [s.label_ for s in doc.spans["agencies"]] == ["lead"]
    assert [s.text for s in doc.spans["deadlines"]] == ["trước ngày 31/8/2023"]
    assert len(doc.spans["tasks"]) == 1


def test_another_component_sees_the_same_doc() -> None:
    nlp = build()
    seen: list[int] = []

    @spacy.Language.component("count_citations_for_test")
    def count(doc: Doc) -> Doc:
        seen.append(len(doc.spans["citations"]))
        return doc

    nlp.add_pipe("count_citations_for_test")
    nlp("Chỉ thị số 19-CT/TU và Chỉ thị số 20-CT/TU")
    assert seen == [2]


def test_the_doc_keeps_the_text_it_was_given_and_spans_its_offsets() -> None:
    broken = "Thực hiện Chỉ thị số 19-\nCT/TU và Luật Đê đie\u0302\u0300u\r\n"  # a broken line, a letter in two parts
    doc = build()(broken)
    assert doc.text == broken
    assert [s.text for s in doc.spans["citations"]] == ["19-\nCT/TU", "Luật Đê đie\u0302\u0300u"]


def test_reading_with_and_without_spacy_is_the_same() -> None:
    text = "KẾ HOẠCH\n\nI. NHIỆM VỤ\n1. Sở Tài chính thực hiện Chỉ thị số 19-CT/TU trước ngày 31/8/2023."
    assert build()(text)._.reading == read(text)
