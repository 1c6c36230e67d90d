"""The clean text and its map: whatever the source holds, a quote is cut out of the source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import clean

PIECES = st.lists(
    st.sampled_from(
        ["Chỉ thị số 19-CT/TU ", "**3737** /UBND-TH", "<sup>12</sup>", "[bookmark: _Hlk1]", "\r\n", "\n\n", "uỷ ",
         "khoá ",
         "quý ", "NQ–CP", "Ð", "\u00a0", "&nbsp;", "a\u0301", "\u200b", "* ", "\\*", "<br>", "# ", "\u00ad", "x", "."]
    )
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=120), PIECES))
def test_every_clean_stretch_maps_to_a_stretch_of_the_source(source: str) -> None:
    cleaned = clean(source)
    last = 0
    for at in range(len(cleaned.text)):
        start, end = cleaned.source_span(at, at + 1)
        assert 0 <= last <= start <= end <= len(source)
        last = start


@given(PIECES)
def test_composed_and_decomposed_sources_clean_to_one_text(source: str) -> None:
    composed = clean(unicodedata.normalize("NFC", source)).text
    assert clean(unicodedata.normalize("NFD", source)).text == composed


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("Uỷ ban, hoà, khoá, thuỷ", "Ủy ban, hòa, khóa, thủy"),
        ("quý, toàn, khoán, QUỸ", "quý, toàn, khoán, QUỸ"),
        ("Số: **3737** /UBND-TH", "Số: 3737 /UBND-TH"),
        ("01–NQ/TU và 02—NQ/TU", "01-NQ/TU và 02-NQ/TU"),
        ("128/QÐ/TW", "128/QĐ/TW"),
        ("[bookmark: _Hlk1]Đẩy mạnh", "Đẩy mạnh"),
        ("tỷ đồng<sup>4</sup>.", "tỷ đồng."),
    ],
)
def test_one_spelling_of_each_thing(source: str, cleaned: str) -> None:
    assert clean(source).text == cleaned


def test_a_quote_keeps_the_marks_that_the_clean_text_lost() -> None:
    source = "Số: **3737** /UBND-TH ngày"
    cleaned = clean(source)
    at = cleaned.text.index("3737")
    start, end = cleaned.source_span(at, at + len("3737 /UBND-TH"))
    assert source[start:end] == "3737** /UBND-TH"


def test_an_offset_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="nằm ngoài"):
        clean("abc").source_span(0, 9)


def test_a_raised_number_after_a_word_is_a_footnotes_mark_and_after_a_measure_is_none() -> None:
    cleaned = clean("Luật số 31/2024/QH15¹ và khoản 2³ Điều 5; 45 m² của 3 km²")
    assert cleaned.text == "Luật số 31/2024/QH15 và khoản 2 Điều 5; 45 m² của 3 km²"
    assert [mark.number for mark in cleaned.marks] == ["1", "3"]


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u00a0", " \u200b", "\x85", "\r\n"])
def test_a_gap_longer_than_any_page_is_matched_as_a_short_one_and_mapped_whole(blank: str) -> None:
    source = f"Số 19-CT/TU{blank * 4_000}ngày 5"
    cleaned = clean(source)
    assert len(cleaned.text) < 30
    assert cleaned.text.startswith("Số 19-CT/TU")
    assert cleaned.text.endswith("ngày 5")
    at = cleaned.text.index("ngày")
    start, end = cleaned.source_span(at, at + 6)
    assert source[start:end] == "ngày 5"
    assert cleaned.text[cleaned.clean_at(start) :] == "ngày 5"


def test_blanks_that_draw_a_table_stay() -> None:
    assert clean("A" + " " * 150 + "B").text == "A" + " " * 150 + "B"
