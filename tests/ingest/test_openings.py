"""What is asked before a pattern is tried, for speed, lets pass whatever the pattern can match."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import misread
from ingest.grammar import cues, deadline_patterns, tasks
from ingest.grammar.agencies import _GENERIC, _departments, _patterns, agency_at, may_begin
from ingest.grammar.laws import find_laws
from ingest.misread import mend
from ingest.pipeline import read
from ingest.text import clean
from tests.ingest.beginnings import beginnings


@pytest.mark.parametrize(
    "pattern", [*(p for p, _ in _patterns()), _departments(), _GENERIC], ids=lambda p: p.pattern[:30]
)
def test_whatever_a_pattern_matches_begins_with_an_opening(pattern: re.Pattern[str]) -> None:
    openings = beginnings(pattern.pattern, 3, pattern.flags & ~re.UNICODE)
    assert openings
    assert [said for said in openings if not may_begin(said, 0)] == []


def test_a_name_in_capitals_begins_as_one_in_small_letters_does() -> None:
    assert may_begin("SỞ XÂY DỰNG", 0)
    assert may_begin("ỦY BAN NHÂN DÂN", 0)


def test_places_that_begin_no_agency_are_told_by_their_letters() -> None:
    for words in ("Tiếp tục rà soát", "Thực hiện nghiêm", "Đẩy mạnh", "nâng cao", "", "Tă"):
        assert not may_begin(words, 0)
        assert agency_at(words, 0, len(words)) is None


def test_no_cue_of_a_relation_begins_with_a_letter_that_is_passed_over() -> None:
    asked = re.compile(cues.CUE_BEGINS)
    said = cues.cues().pattern.removeprefix(cues.CUE_BEGINS)
    # Blanks and a dash come first only at the very beginning, before "căn cứ" and "xét".
    begins = beginnings(said, 1) - {" ", "-"}
    assert len(begins) > 10
    assert [letter for letter in begins if asked.match(f"?{letter}", 1) is None] == []


def test_every_misread_committee_shows_the_sign_that_it_is_looked_for_by() -> None:
    words = ("Tỉnh", "Thành", "Huyện", "Đảng", "Quận", "cấp")
    for word in words:
        for wrong in ("úy", "ùy", "ũy", "ụy", "uy"):
            assert mend(f"báo cáo {word} {wrong} trước ngày") == f"báo cáo {word} ủy trước ngày"
            if word != "cấp":
                assert mend(f"{word} {wrong} HỌP".upper()) == f"{word} ủy HỌP".upper()


@pytest.mark.parametrize("row", range(len(misread._rows())), ids=lambda row: misread._rows()[row][-1])
def test_a_misread_phrase_shows_the_sign_that_it_is_looked_for_by(row: int) -> None:
    before, wrong, after, *_ = misread._rows()[row]
    pattern = misread._table()[row][0]

    @settings(max_examples=20, deadline=None, database=None)
    @given(st.from_regex(f"{before}(?:{wrong})(?:{after})"))
    def shown(said: str) -> None:
        assert pattern.search(said) is None or row in misread._signs(said)

    shown()


def test_a_sentence_that_is_passed_over_for_its_words_would_have_been_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [
        "Người đứng đầu cơ quan chủ trì việc tổ chức thực hiện.",
        "Bộ Tài chính có trách nhiệm hướng dẫn thi hành.",
        "Sở Nội vụ căn cứ Quyết định thi hành.",
        "Chánh Văn phòng thi hành Quyết định này.",
        "Các sở gửi báo cáo về Sở Tư pháp trước ngày 15/12.",
        "Các sở gửi báo cáo về Sở Tư pháp chậm nhất là ngày 15/12.",
        "Giao Sở Y tế hướng dẫn.",
        "Ủy ban nhân dân xã quản lý đất công ích.",
        "Doanh nghiệp được hoàn thuế khi đủ hồ sơ.",
    ]
    text = "BỘ TÀI CHÍNH\nSố: 5/2026/TT-BTC\nTHÔNG TƯ\nQuy định về phí\n" + "".join(
        f"Điều {k}. Nội dung {k}\n{rule}\n" for k, rule in enumerate(rules, 1)
    )
    asked = [t.start for _, t in read(text).tasks]
    assert len(asked) > 4
    monkeypatch.setattr(tasks, "may_order", lambda *_: True)
    assert [t.start for _, t in read(text).tasks] == asked


def test_laws_are_known_in_whichever_paragraph_they_stand() -> None:
    text = "Căn cứ\nLuật  Đất đai năm 2024; Luật Nhà ở.\nKhông có gì.\nBộ luật Dân sự và Luật Đất\nđai"
    assert [law.name for law in find_laws(text)] == ["Luật Đất đai", "Luật Nhà ở", "Bộ luật Dân sự", "Luật Đất"]


def test_a_letter_that_grows_when_made_small_hides_no_law_of_another_paragraph() -> None:
    text = "LUẬT ĐẤT ĐAI\nKhách sạn İstanbul"
    assert [law.name for law in find_laws(text)] == ["LUẬT ĐẤT ĐAI"]


@pytest.mark.parametrize("piece", [" ", "\n", "\n \n", "a" + " " * 150])
def test_blank_stretches_cost_in_proportion_to_their_length(piece: str) -> None:
    times = []
    for size in (100_000, 800_000):
        text = piece * (size // len(piece))
        begin = process_time()
        clean(text)
        times.append(process_time() - begin)
    assert times[1] < 24 * times[0] + 0.3


@pytest.mark.parametrize("pattern", deadline_patterns.OPENINGS, ids=lambda p: p.pattern[:20])
def test_a_deadline_begins_with_one_of_the_words_that_it_is_looked_for_by(pattern: re.Pattern[str]) -> None:
    words = deadline_patterns.OPENINGS[pattern]
    found = {said.lower() for said in beginnings(pattern.pattern, 4, pattern.flags & ~re.UNICODE)}
    assert found
    assert [said for said in found if not any(word.startswith(said) or said.startswith(word) for word in words)] == []
