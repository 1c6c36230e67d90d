"""Laws that hold for every text, however broken: nothing raises, every quote is a slice, both Unicode forms agree."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.resolve import resolve
from ingest.source import SourceText

# fmt: off
_PIECES = (
    "Căn cứ ", "Chỉ thị số 19-CT/TU ", "ngày 11/6/2020 ", "Luật Đất đai ", "Bộ luật Lao động ", "số 1/",
    "2023/NĐ-CP ", "Nghị quyết này ", "Thông tư nêu trên ", "khoản 2 Điều 5 ", "Sở Y tế chủ trì, phối hợp với ",
    "Công an tỉnh ", "trước ngày 31/8/2023", "quý III/2023 ", "sửa đổi, bổ sung ", "như sau:\n“", "”.", "\n",
    "\n\n", "1. ", "- ", "a) ", "Điều 2. ", "KẾ HOẠCH\n", "CHỈ THỊ\n", "I. NHIỆM VỤ\n", "Nơi nhận:\n",
    "TM. ỦY BAN NHÂN DÂN\n", "**", "NQ-\nHĐND ", "Ð", "o\u0300", "\u00ad", "\ufeff", "<sup>1</sup>", "\r\n", "\t",
    "; ", ", ", " và ", "(", ")", "%", "| a | b |\n",
)
# fmt: on
PIECES = st.sampled_from(_PIECES)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_reading_never_raises_and_every_quote_is_a_slice_of_the_source(text: str) -> None:
    found = resolve([extract(SourceText("x.txt", "text/plain", "", text))]).extractions[0]
    for c in found.citations:
        assert text[c.start : c.end] == c.text
        assert c.text
        assert c.mention is not None
        assert c.mention["start"] <= c.start <= c.end <= c.mention["end"]
    for t in found.tasks:
        assert text[t.start : t.end] == t.text
        assert t.text
    for p in found.provisions:
        assert 0 <= p.start <= p.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_both_forms_of_unicode_give_the_same_mentions_and_tasks(text: str) -> None:
    def said(form: str) -> tuple[list[tuple[str | None, ...]], list[str]]:
        source = SourceText("x.txt", "text/plain", "", unicodedata.normalize(form, text))
        found = resolve([extract(source)]).extractions[0]
        mentions = [
            (c.kind, c.type, c.symbol, c.date, c.relation, c.instrument, unicodedata.normalize("NFC", c.text))
            for c in found.citations
        ]
        return mentions, [unicodedata.normalize("NFC", t.text) for t in found.tasks]

    assert said("NFC") == said("NFD")
