"""The spaCy face of the extractor."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from ingest.pipeline import COMPONENTS, build, read


def test_components_are_registered_factories_that_others_can_add() -> None:
    nlp = spacy.blank("xx")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    assert nlp.pipe_names == list(COMPONENTS)


def test_a_doc_carries_spans_of_what_was_read() -> None:
    doc = read("KẾ HOẠCH\n\nI. NHIỆM VỤ\n1. Sở Tài chính thực hiện Chỉ thị số 19-CT/TU trước ngày 31/8/2023.")
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
    read("Chỉ thị số 19-CT/TU và Chỉ thị số 20-CT/TU", nlp)
    assert seen == [2]
