"""Word files: automatic numbers, notes, running heads and feet."""

from __future__ import annotations

import pytest

from tests.ingest.readers.reading_word import cells, lines, read, shown
from tests.ingest.readers.word import (
    cell,
    field,
    header,
    level,
    listed,
    marked,
    note,
    numbering,
    paragraph,
    row,
    run,
    table,
)

# --- automatic numbers -----------------------------------------------------------------------------------------------


def test_numbers_of_several_levels() -> None:
    lists = numbering(
        {0: level(0, "%1.", "upperRoman") + level(1, "%2.") + level(2, "%3)", "lowerLetter") + level(3, "%2.%4")},
        {1: (0, "")},
    )
    found = shown(*(listed("x", 1, at) for at in (0, 1, 2, 2, 1, 2, 3, 0, 1)), numbering=lists)
    assert found == ["I. x", "1. x", "a) x", "b) x", "2. x", "a) x", "2.1 x", "II. x", "1. x"]


def test_articles_count_on_through_chapters() -> None:
    lists = numbering(
        {0: level(0, "Chương %1", "upperRoman") + level(1, "Điều %2.", more='<w:lvlRestart w:val="0"/>')}, {1: (0, "")}
    )
    found = shown(*(listed("x", 1, at) for at in (0, 1, 1, 0, 1)), numbering=lists)
    assert found == ["Chương I x", "Điều 1. x", "Điều 2. x", "Chương II x", "Điều 3. x"]


def test_lists_of_one_definition_count_on_unless_one_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering({0: level(0, "%1.")}, {1: (0, ""), 2: (0, ""), 3: (0, anew)})
    found = shown(*(listed("x", key) for key in (1, 1, 2, 3, 3, 1)), numbering=lists)
    assert [line.split()[0] for line in found] == ["1.", "2.", "3.", "1.", "2.", "3."]


def test_a_list_may_change_a_level() -> None:
    changed = f'<w:lvlOverride w:ilvl="0">{level(0, "Mục %1:", "upperLetter", 2)}</w:lvlOverride>'
    assert shown(listed("x", 1), numbering=numbering({0: level(0, "%1.")}, {1: (0, changed)})) == ["Mục B: x"]


def test_styles_number_through_those_they_are_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Khoan"><w:basedOn w:val="Dieu"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Thuong"><w:basedOn w:val="Dieu"/>'
        '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    lists = numbering(
        {
            0: level(0, "Điều %1.", more='<w:pStyle w:val="Dieu"/>')
            + level(1, "%2.", more='<w:pStyle w:val="Khoan"/><w:suff w:val="nothing"/>')
        },
        {1: (0, "")},
    )
    found = shown(
        *(listed("x", style=s) for s in ("Dieu", "Khoan", "Khoan", "Thuong", "Dieu")),
        listed("y", 0, style="Dieu"),
        listed("z", None, 1, "Dieu"),
        styles=styles,
        numbering=lists,
    )
    assert found == ["Điều 1. x", "1.x", "2.x", "x", "Điều 2. x", "y", "1.z"]


def test_a_definition_may_be_found_through_a_numbering_style() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="So"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    lists = numbering(
        {0: level(0, "%1/"), 1: '<w:numStyleLink w:val="So"/>', 2: '<w:numStyleLink w:val="Vong"/>'},
        {1: (0, ""), 2: (1, ""), 3: (2, "")},
    )
    assert shown(listed("x", 2), listed("y", 3), styles=styles, numbering=lists) == ["1/ x", "y"]


def test_legal_numbers_are_in_digits() -> None:
    lists = numbering({0: level(0, "%1.", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>")}, {1: (0, "")})
    assert shown(listed("x", 1, 0), listed("y", 1, 1), numbering=lists) == ["I. x", "1.1 y"]


@pytest.mark.parametrize(
    ("glyph", "font", "mark"),
    [
        ("\uf0b7", "Symbol", "- "), ("-", "", "- "), ("–", "Times New Roman", "- "), ("o", "Courier New", "- "),
        ("\uf02b", "Symbol", "+ "), ("+", "", "+ "), ("*", "", "* "), ("", "", ""), ("\uf0a7", "Wingdings", "- "),
    ],
)  # fmt: skip
def test_bullets_become_what_lists_are_read_by(glyph: str, font: str, mark: str) -> None:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    lists = numbering({0: level(0, glyph, "bullet", more=fonts)}, {1: (0, "")})
    assert shown(listed("việc", 1), numbering=lists) == [f"{mark}việc"]


def test_an_empty_paragraph_shows_its_number_but_not_a_bullet() -> None:
    lists = numbering({0: level(0, "%1."), 1: level(0, "-", "bullet")}, {1: (0, ""), 2: (1, "")})
    source = read(
        table(("TT", "Việc"), row(cell(listed("", 1)), "a"), row(cell(listed("", 1)), "b")),
        listed("", 2),
        numbering=lists,
    )
    assert cells(source) == [["TT", "Việc"], ["1.", "a"], ["2.", "b"]]
    assert source.text.endswith("b\n\n")


def test_odd_numbering_is_no_numbering() -> None:
    lists = numbering({0: level(0, "%1.")}, {1: (0, ""), 2: (9, "")})
    blocks = [listed("x", 2), listed("x", 7), listed("x", 1, 12), listed("x", 1, -1)]
    assert (
        shown(
            *blocks,
            paragraph("x", properties='<w:numPr><w:numId w:val="99999999999999999999"/></w:numPr>'),
            numbering=lists,
        )
        == ["x"] * 5
    )


# --- notes, heads and feet -------------------------------------------------------------------------------------------


def test_notes_stand_behind_the_body_and_leave_no_mark_in_it() -> None:
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    source = read(
        paragraph("Điều 1", marked(3), " được sửa", marked(2), "."),
        "Hết",
        footnotes=separator
        + note(2, " Khoản này bỏ")
        + note(3, paragraph("<w:r><w:footnoteRef/></w:r>", " Điều này", " sửa"), "dòng hai"),
    )
    assert lines(source) == ["Điều 1 được sửa.", "Hết", " Điều này sửa", "dòng hai", " Khoản này bỏ"]
    assert [(n.number, source.text[: n.at], source.text[n.start : n.end]) for n in source.footnotes] == [
        ("1", "Điều 1", "Điều này sửa\ndòng hai"),
        ("2", "Điều 1 được sửa", "Khoản này bỏ"),
    ]


def test_endnotes_have_numbers_of_their_own_and_notes_may_have_their_own_mark() -> None:
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="5"/><w:t>(*)</w:t></w:r>'
    source = read(
        paragraph("a", marked(1, "endnote"), own, marked(6), "b"),
        footnotes=note(5, "sao") + note(6, "số"),
        endnotes=note(1, "cuối", kind="endnote"),
    )
    assert lines(source)[0] == "ab"
    assert [(n.number, source.text[n.start : n.end]) for n in source.footnotes] == [
        ("i", "cuối"),
        ("(*)", "sao"),
        ("1", "số"),
    ]


def test_numbers_of_notes_follow_the_settings_and_the_section() -> None:
    section = '<w:numFmt w:val="lowerLetter"/><w:numRestart w:val="eachSect"/>'
    section = f"<w:sectPr><w:footnotePr>{section}</w:footnotePr></w:sectPr>"
    source = read(
        paragraph("x", marked(1), marked(2), properties=section),
        paragraph("y", marked(3)),
        section,
        settings='<w:footnotePr><w:numStart w:val="3"/></w:footnotePr>',
        footnotes=note(1, "m") + note(2, "h") + note(3, "b"),
    )
    assert [n.number for n in source.footnotes] == ["c", "d", "c"]


def test_a_note_that_marks_itself_is_written_once() -> None:
    source = read(paragraph("x", marked(1)), footnotes=note(1, paragraph("lời", marked(1))))
    assert lines(source) == ["x", "lời"]
    assert len(source.footnotes) == 1


def test_deleted_and_missing_notes_are_none() -> None:
    source = read(paragraph("x", f"<w:del>{marked(1)}</w:del>", marked(9)), footnotes=note(1, "bỏ"))
    assert source.footnotes == []
    assert lines(source) == ["x"]


def test_heads_and_feet_stand_apart_each_once_without_page_numbers() -> None:
    section = "".join(
        f'<w:{k}Reference r:id="{i}"/>'
        for k, i in (("header", "h1"), ("header", "h2"), ("footer", "f1"), ("footer", "f2"))
    )
    source = read(
        "thân",
        f"<w:sectPr>{section}</w:sectPr>",
        parts={
            "h1": ("header", header("CÔNG BÁO/Số 5")),
            "h2": ("header", header("CÔNG BÁO/Số 5")),
            "f1": ("footer", header(paragraph(field("PAGE", run("2"))), kind="ftr")),
            "f2": ("footer", header("Lưu: VT", kind="ftr")),
        },
    )
    assert source.text == "thân\n"
    assert source.margins == ["CÔNG BÁO/Số 5", "Lưu: VT"]
