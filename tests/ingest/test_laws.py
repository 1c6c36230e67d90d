"""Laws that hold for every input: quotes, forms of Unicode, no exception, stable output."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.source import SourceText

WORDS = st.sampled_from(
    ["Chỉ thị số 19-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy", "Điều 1.", "\n", "\n\n", "1. ", "- ", "**",
     "Sở Tài chính chủ trì",
     " trước ngày 31/8/2023", "Nghị quyết này", "KẾ HOẠCH", "Số: 12/KH-UBND", "Nơi nhận:", "Luật Đất đai", " và ",
     ", ", ".", ";", "I. NHIỆM VỤ",
     "Kết luận số 187, 188-KL/TW", "<sup>1</sup>", "tỉnh Bắc Giang",
     "Hà Nội, ngày 01 tháng 02 năm 2024", "|", "Căn cứ ", ":", "(", ")", "1/"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(WORDS, max_size=40).map("".join),
    st.lists(WORDS, max_size=40).map(" ".join),
)


def source(text: str) -> SourceText:
    return SourceText("t.txt", "text/plain", "0" * 64, text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_quote_is_the_source_at_its_offsets(text: str) -> None:
    extraction = extract(source(text)).extraction
    for item in (*extraction.citations, *extraction.tasks):
        assert text[item.start : item.end] == item.text
        assert item.start < item.end
    for provision in extraction.provisions:
        assert 0 <= provision.start <= provision.end <= len(text)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_composed_and_decomposed_texts_hold_the_same_mentions(text: str) -> None:
    composed = extract(source(unicodedata.normalize("NFC", text))).extraction
    decomposed = extract(source(unicodedata.normalize("NFD", text))).extraction
    assert [(c.kind, c.type, c.symbol, c.date, c.relation) for c in composed.citations] == [
        (c.kind, c.type, c.symbol, c.date, c.relation) for c in decomposed.citations
    ]
    assert len(composed.tasks) == len(decomposed.tasks)


def test_adversarial_repetition_costs_in_proportion_to_length() -> None:
    import time

    for piece in ("số 1/", "Điều 1 khoản 1 ", "- ", "19-CT/TU, ", "Luật "):
        times = []
        for size in (20_000, 80_000):
            text = piece * (size // len(piece))
            begin = time.process_time()
            extract(source(text))
            times.append(time.process_time() - begin)
        assert times[1] < 12 * times[0] + 0.3, piece


def test_source_is_never_rewritten(tmp_path: Path) -> None:
    text = "Uỷ ban **ban hành** Chỉ thị số 19–CT/TU"
    local = extract(source(text))
    assert [c.text for c in local.extraction.citations] == ["19–CT/TU"]
    assert local.extraction.citations[0].symbol == "19-CT/TU"
