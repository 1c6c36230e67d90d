"""Rich Text Format: letters by their code pages and fonts, tables, notes, and what is not text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.errors import Refused
from ingest.readers.rtf import read_rtf
from ingest.source import SourceText

FONTS = (
    rb"{\fonttbl{\f0\froman\fcharset0\fprq2{\*\panose 02020603050405020304}Times New Roman{\*\falt Times};}"
    rb"{\f1\fcharset163 Times New Roman;}{\f2\fnil\fcharset0 .VnTime;}{\f3\fcharset0 .VnTimeH;}"
    rb"{\f4\fcharset2 Symbol;}{\f5\fcharset0 VNI-Times;}{\f6\fcharset204 Arial Cyr;}}"
)


def read(body: bytes) -> SourceText:
    return read_rtf(rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + b"}", "a.rtf")


def text(body: bytes) -> str:
    return read(body).text


def unicode(said: str) -> bytes:
    r"""A text as Word writes it: `\uN?` for what is not ASCII."""
    units = said.encode("utf-16-le")
    out = b""
    for k in range(0, len(units), 2):
        unit = int.from_bytes(units[k : k + 2], "little", signed=True)
        out += bytes([unit]) if 32 <= unit < 127 else b"\\u%d?" % unit
    return out


def cells(source: SourceText, table: int = 0) -> list[list[str]]:
    return [[source.text[a:b] for a, b in row] for row in source.tables[table]]


def test_paragraphs_are_lines() -> None:
    body = unicode("Điều 1.") + rb"\tab " + unicode("Giao Sở Xây dựng") + rb"\par" + b"\r\n" + rb"{\b x}\line y\par z"
    assert text(body) == "Điều 1.\tGiao Sở Xây dựng\nx\ny\nz"


def test_what_stands_for_a_unicode_letter_is_passed_over() -> None:
    assert text(rb"s\u7889?\uc2 H\u7897\'f4? i\uc0 \u273 ng\uc1{\uc3\u7871abcx}y") == "sốHộ iđngếxy"


def test_a_group_ends_what_is_passed_over() -> None:
    assert text(rb"{\uc5 \u273 ab}cde") == "đcde"


def test_letters_beyond_the_basic_plane_come_in_two_halves() -> None:
    assert text(rb"a\u-10179?\u-8704?b\u-8704?c") == "a\U0001f600b\ufffdc"


def test_bytes_are_read_by_the_character_set_of_their_font() -> None:
    assert text(rb"\f1 \'d0i\'ea\'ccu \f6\'c4\'e0 \f0\'e9") == "Điê\u0300u Да é"


def test_a_font_of_tcvn3_says_what_its_codes_are() -> None:
    body = rb"{\f2 Ngh\'de quy\'d5t s\'e8 20 c\'f1a }{\f3 h\'e9i \'ae\'e5ng}{\f0  \'ae}"
    assert text(body) == "Nghị quyết số 20 của HỘI ĐỒNG ®"


def test_the_u_of_tcvn3_that_is_a_soft_hyphen_is_kept() -> None:
    assert text(rb"{\f2 Th\-\'eang v\'f4}") == text(rb"{\f2 Th\'ad\'eang v\'f4}") == "Thường vụ"


def test_letters_of_vni_in_two_runs_of_one_font_are_one() -> None:
    assert text(rb"{\f5 Ho}{\f5\b\'e4i \'f1o\'e0ng}") == "Hội đồng"


def test_a_font_before_any_table_and_one_never_declared_are_the_default() -> None:
    assert read_rtf(rb"{\rtf1\ansi\ansicpg1258 \f9 \'f0\'ea}", "a").text == b"\xf0\xea".decode("cp1258")


def test_fonts_without_groups_of_their_own_are_read() -> None:
    assert read_rtf(rb"{\rtf1{\fonttbl\f0\fswiss Arial;\f2\fnil .VnTime;}\f2 c\'f1a}", "a").text == "của"


def test_utf_8_that_a_generator_wrote_against_the_rules_is_read() -> None:
    assert text("Kế hoạch".encode()) == "Kế hoạch"


def test_marks_of_typography_are_characters() -> None:
    assert text(rb"\ldblquote a\rdblquote  \endash  b\~c\_d\{e\}\\ \bullet  {\f4\'b7} \u-3913?") == (
        "“a” – b\u00a0c\u2011d{e}\\ • • •"
    )


def test_numbers_that_word_writes_out_stand_before_their_paragraphs() -> None:
    body = rb"{\listtext\pard\plain\f0 1.\tab}\ls1 a\par{\pntext\f0 b)\tab}b\par"
    assert text(body) == "1.\ta\nb)\tb"


def test_what_is_hidden_or_deleted_is_no_text_and_the_reader_is_told() -> None:
    source = read(rb"{\v a}b{\deleted\revauthdel1 c}{\revised d}\v e\v0 f\deleted g\plain h")
    assert source.text == "bdfh"
    assert any("2 đoạn chữ đã xóa" in warning for warning in source.warnings)


def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next() -> None:
    assert text(rb"a{\deleted x\par}b\par c") == "ab\nc"


def test_groups_that_are_no_text_are_passed_over() -> None:
    body = (
        rb"{\info{\title T}{\author A}}{\stylesheet{\s0 Normal;}}{\*\generator Word;}{\*\unknown{\b x}}"
        rb"{\pict\pngblip 89504e47}{\*\bkmkstart m}a{\*\bkmkend m}{\object{\*\objdata 00ff}{\result b}}"
        rb"{\pict\bin5 }{}}\c}{\xe muc}d"
    )
    assert text(body) == "abd"


def test_one_of_two_versions_of_the_same_is_read() -> None:
    assert text(rb"{\upr{Ke}{\*\ud " + unicode("Kế") + rb"}}") == "Kế"
    assert text(rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}}{\shprslt x}}y") == "y"


def test_a_text_box_stands_behind_the_paragraph_that_holds_it() -> None:
    body = rb"a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard box\par two\par}}}b\par c"
    assert text(body) == "ab\nbox\ntwo\nc"


def test_running_heads_are_kept_apart() -> None:
    source = read(rb"{\header\pard\qc 2\par}{\footer " + unicode("Số 12") + rb"\par}{\headerf\par}a\par")
    assert (source.text, source.margins) == ("a", ["2", "Số 12"])


def test_links_have_the_words_and_the_address() -> None:
    words = rb"{\fldrslt {\ul " + unicode("Luật số 5") + rb"}}"
    source = read(rb'a\par b {\field{\*\fldinst HYPERLINK "http://vidu.vn/1"}' + words + b"} c")
    (link,) = source.links
    assert (source.text[link.start : link.end], link.target) == ("Luật số 5", "http://vidu.vn/1")
    assert source.text == "a\nb Luật số 5 c"


def test_other_fields_show_their_result_only() -> None:
    source = read(rb'{\field{\*\fldinst  TOC \\o "1-3" }{\fldrslt a\par b}}{\field{\*\fldinst PAGE}{\fldrslt }}c')
    assert (source.text, source.links) == ("a\nbc", [])


def test_footnotes_stand_at_the_end_and_know_their_place() -> None:
    note = rb"{\super\chftn{\footnote\pard {\super\chftn} " + unicode("Xem Luật số 5") + rb"\par}}"
    source = read(b"a" + note + rb"b\par c{\footnote d}\par")
    assert source.text == "ab\nc\n Xem Luật số 5\nd"
    assert [(n.number, n.at, source.text[n.start : n.end]) for n in source.footnotes] == [
        ("1", 1, " Xem Luật số 5"),
        ("2", 4, "d"),
    ]


ROW = rb"\trowd\cellx1000\cellx2000\cellx3000 "


def test_cells_are_lines_and_the_table_knows_them() -> None:
    first, second = rb"\pard\intbl TT\cell a\par b\cell\cell\row ", rb"\intbl 1\cell 2\cell 3\cell\row"
    source = read(rb"x\par" + ROW + first + ROW + second + rb"\pard y\par")
    assert source.text == "x\nTT\na\nb\n\n1\n2\n3\ny"
    assert cells(source) == [["TT", "a\nb", ""], ["1", "2", "3"]]


def test_a_number_written_out_does_not_end_its_table() -> None:
    source = read(ROW + rb"\intbl {\listtext\pard 1.\tab}a\cell b\cell c\cell\row\pard")
    assert cells(source) == [["1.\ta", "b", "c"]]


def test_merged_cells_repeat_their_place() -> None:
    body = (
        rb"\trowd\cellx3000\intbl all\cell\row"
        rb"\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\intbl a\cell b\cell\cell\row"
        rb"\trowd\clvmrg\cellx1010\cellx2000\cellx3000\intbl\cell c\cell d\cell\row\pard"
    )
    assert cells(read(body)) == [["all", "all", "all"], ["a", "b", "b"], ["a", "c", "d"]]


def test_a_definition_behind_the_cells_is_theirs() -> None:
    body = rb"\intbl a\cell b\cell\trowd\cellx500\cellx1500\row\intbl c\cell\trowd\cellx1500\row\pard z"
    assert cells(read(body)) == [["a", "b"], ["c", "c"]]


def test_tables_parted_by_a_paragraph_are_two() -> None:
    one = rb"\trowd\cellx9\cellx99\intbl a\cell b\cell\row"
    assert len(read(one + rb"\pard\par" + one + rb"\pard x").tables) == 2


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    body = (
        rb"\trowd\cellx1000\cellx2000\pard\intbl a\par\pard\intbl\itap2 i\nestcell j\nestcell"
        rb"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
        rb"\pard\intbl b\cell c\cell\row\pard end"
    )
    source = read(body)
    assert sorted(cells(source, k) for k in (0, 1)) == [[["a\ni\nj\nb", "c"]], [["i", "j"]]]


def test_a_cell_without_its_row_is_still_text() -> None:
    assert text(rb"\intbl a\cell b") == "a\nb"


@pytest.mark.parametrize("data", [b"", b"Van ban", rb"\rtf1 a", b"{\\rtf1}", rb"{\rtf1{\*\x a}}"])
def test_what_has_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_rtf(data, "a.rtf")


def test_a_file_cut_short_is_read_with_a_word() -> None:
    source = read_rtf(rb"{\rtf1 a{\b b", "a.rtf")
    assert source.text == "ab"
    assert "cắt cụt" in source.warnings[0]


def test_what_follows_the_end_is_not_read() -> None:
    assert read_rtf(rb"{\rtf1 a}{b}c", "a.rtf").text == "a"


def test_a_brace_too_many_does_not_cost_the_rest() -> None:
    source = read_rtf(rb"{\rtf1 a}\par b}\par c}", "a.rtf")
    assert source.text == "a\nb\nc"
    assert "đóng trước chỗ" in source.warnings[0]


def test_groups_too_deep_are_refused() -> None:
    with pytest.raises(Refused, match="tầng"):
        read_rtf(rb"{\rtf1 a" + b"{" * 100_000, "a.rtf")


@pytest.mark.parametrize(
    "body",
    [
        *(rb"\bin999999999 x", rb"\bin-5 x", rb"\u99999999999 ", rb"\uc-3\u273 ", rb"\f-1 x"),
        *(rb"\cellx" * 9, rb"\'e", b"\\"),
    ],
)
def test_numbers_beyond_sense_do_no_harm(body: bytes) -> None:
    assert text(b"a" + body + rb"\par").startswith("a")


def test_many_rows_take_no_longer_than_their_number() -> None:
    begun = time.monotonic()
    source = read(ROW + rb"\intbl a\cell b\cell c\cell\row" * 20_000)
    assert len(source.tables[0]) == 20_000
    assert time.monotonic() - begun < 10


PIECES = [
    *(rb"\par", rb"\cell", rb"\row", rb"\intbl", rb"\pard", rb"\trowd", rb"\cellx500", rb"\nestcell", rb"\nestrow"),
    *(rb"\itap3", rb"{\*\nesttableprops", rb"{\footnote ", rb"{\shptxt ", rb"{\field{\*\fldinst HYPERLINK", rb'"u"}'),
    *(rb"{\fldrslt ", rb"{\header ", rb"\u7889?", rb"\'ea", rb"\f2", rb"\v", rb"{\upr", rb"{\*\ud "),
    *(b"{", b"}", b"a b"),
    *(rb"\clvmrg", rb"\clmrg", rb"{\fonttbl", rb"\fcharset163 X;", rb"\bin3 ", rb"{\pict", rb"\deleted", rb"\plain"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_order_of_words_is_read_or_refused(pieces: list[bytes]) -> None:
    try:
        source = read(b" ".join(pieces))
    except Refused:
        return
    assert "\r" not in source.text
    spans = [s for t in source.tables for row in t for s in row]
    spans += [(n.start, n.end) for n in source.footnotes] + [(k.start, k.end) for k in source.links]
    assert all(0 <= a <= b <= len(source.text) for a, b in spans)
    assert all(0 <= n.at <= len(source.text) for n in source.footnotes)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data)
    except Refused:
        return
