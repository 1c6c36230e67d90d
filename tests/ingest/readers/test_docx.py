"""Word files: paragraphs and runs, changes under review, fields, links, boxes, fonts of older code tables."""

from __future__ import annotations

import pytest

from ingest.source import digest_of
from tests.ingest.readers.reading_word import VNTIME, cells, lines, read, shown
from tests.ingest.readers.word import (
    NAMESPACES,
    cell,
    field,
    level,
    listed,
    marked,
    note,
    numbering,
    paragraph,
    row,
    run,
    table,
    word,
)

# --- paragraphs and runs ---------------------------------------------------------------------------------------------


def test_a_paragraph_is_a_line_however_many_runs_it_has() -> None:
    source = read(paragraph("Số: 12", run("7", "<w:b/>"), "/QĐ-UBND"), "Căn cứ Luật Thủ đô")
    assert source.text == "Số: 127/QĐ-UBND\nCăn cứ Luật Thủ đô\n"
    assert source.path == "van-ban.docx"
    assert source.sha256 == digest_of(word(paragraph("Số: 12", run("7", "<w:b/>"), "/QĐ-UBND"), "Căn cứ Luật Thủ đô"))
    assert source.media_type.endswith("wordprocessingml.document")
    assert source.warnings == []


def test_tabs_breaks_and_hyphens_are_characters() -> None:
    inner = (
        "<w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>20</w:t><w:noBreakHyphen/><w:t>NQ</w:t><w:softHyphen/>"
        "<w:cr/><w:t>C</w:t></w:r>"
    )
    assert read(paragraph(inner)).text == "A\tB\n20\u2011NQ\u00ad\nC\n"


def test_letters_stay_as_they_are_written() -> None:
    decomposed = "Quye\u0302\u0301t\u00a0định"
    assert shown(decomposed) == [decomposed]


def test_line_ends_in_the_xml_are_blanks() -> None:
    assert shown(paragraph("<w:r><w:t>Ủy ban\nnhân dân&#13;tỉnh</w:t></w:r>")) == ["Ủy ban nhân dân tỉnh"]


def test_signs_out_of_fonts_of_signs_are_unicode() -> None:
    signs = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
    assert shown(paragraph("mật độ ", signs, " 5")) == ["mật độ ≥◻ 5"]
    private = run("\uf0b7 việc", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')
    assert shown(paragraph(private)) == ["• việc"]


def test_a_sign_that_is_not_known_stays_and_is_told() -> None:
    source = read(paragraph('<w:r><w:sym w:font="Wingdings" w:char="F001"/></w:r>', "x"))
    assert source.text == "\uf001x\n"
    assert "1 ký hiệu" in source.warnings[0]


def test_capitals_by_format_are_capitals_on_the_page() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Ten"><w:rPr><w:caps/></w:rPr></w:style>'
    styled = paragraph("Nghị quyết", run(" về việc", '<w:caps w:val="0"/>'), properties='<w:pStyle w:val="Ten"/>')
    assert shown(paragraph(run("Ủy ban nhân dân", "<w:caps/>")), styled, styles=styles) == [
        "ỦY BAN NHÂN DÂN",
        "NGHỊ QUYẾT về việc",
    ]


def test_hidden_text_is_left_out_with_a_warning() -> None:
    styles = '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
    source = read(
        paragraph("Điều 1", run("bí mật", "<w:vanish/>"), run("hai", '<w:rStyle w:val="An"/>')), styles=styles
    )
    assert lines(source) == ["Điều 1"]
    assert source.warnings == ["Bỏ 9 ký tự đặt kiểu chữ ẩn."]


def test_two_styles_that_hide_undo_each_other() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:basedOn w:val="Q"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="P"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    both = paragraph(
        run("hiện", '<w:rStyle w:val="An"/>'), properties='<w:pStyle w:val="P"/><w:rPr><w:vanish w:val="0"/></w:rPr>'
    )
    assert shown(both, styles=styles) == ["hiện"]


def test_raised_digits_do_not_run_into_the_number_before_them() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    styles = f'<w:style w:type="character" w:styleId="Chu"><w:rPr>{up}</w:rPr></w:style>'
    law = paragraph(
        "Luật số 31/2024/QH15", run("12", '<w:rStyle w:val="Chu"/>'), ", 50 m", run("2", up), ", 10", run("3", up)
    )
    note_ = paragraph(run("(1)", up), " Tên cơ quan (", run("3", up), "); chương trình", run("4", up), run("a", up))
    assert shown(law, note_, styles=styles) == [
        "Luật số 31/2024/QH15¹², 50 m2, 10³",
        "(1) Tên cơ quan (3); chương trình⁴a",
    ]


def test_content_controls_and_tags_are_looked_into() -> None:
    control = (
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{paragraph('Điều 2')}</w:sdtContent></w:sdt>"
    )
    inline = f"<w:smartTag><w:smartTagPr/><w:sdt><w:sdtContent>{run('Hà Nội')}</w:sdtContent></w:sdt></w:smartTag>"
    unknown = f"<w:customXml>{paragraph('Điều 3')}</w:customXml>"
    assert shown(control, paragraph("tại ", inline), unknown) == ["Điều 2", "tại Hà Nội", "Điều 3"]


def test_a_formula_is_written_on_a_line_and_told() -> None:
    formula = (
        "<m:oMath><m:r><m:t>T=</m:t></m:r><m:f><m:num><m:r><m:t>A</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>B</m:t></m:r></m:den></m:f></m:oMath>"
    )
    source = read(paragraph("Tỷ lệ ", formula))
    assert lines(source) == ["Tỷ lệ T=A/B"]
    assert "công thức" in source.warnings[0]


# --- changes under review --------------------------------------------------------------------------------------------


def test_insertions_are_kept_and_deletions_dropped_and_told() -> None:
    deleted = "<w:del w:id='1'><w:r><w:delText>30</w:delText><w:t>31</w:t></w:r></w:del>"
    inserted = f"<w:ins w:id='2'>{run('15')}<w:del w:id='3'>{run('16')}</w:del></w:ins>"
    moved = f"<w:moveFrom>{run(' cũ')}</w:moveFrom><w:moveTo>{run(' mới')}</w:moveTo>"
    source = read(paragraph("trước ngày ", deleted, inserted, moved))
    assert lines(source) == ["trước ngày 15 mới"]
    assert source.warnings == [
        "Tệp còn 5 chỗ sửa đổi được theo dõi, chưa chấp nhận hay từ chối: 2 chỗ thêm được giữ, 3 chỗ xóa bị bỏ."
    ]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    gone = "<w:rPr><w:del w:id='1'/></w:rPr>"
    assert shown(paragraph("giao Sở ", properties=gone), paragraph("Nội vụ"), "Hết") == ["giao Sở Nội vụ", "Hết"]


def test_a_paragraph_deleted_as_a_whole_leaves_no_line_and_takes_no_number() -> None:
    gone = f"<w:del>{run('bỏ')}</w:del>"
    props = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr>"
    lists = numbering({0: level(0, "%1.")}, {1: (0, "")})
    assert shown(listed("một", 1), paragraph(gone, properties=props), listed("hai", 1), numbering=lists) == [
        "1. một",
        "2. hai",
    ]


def test_deleted_rows_and_cells_are_dropped() -> None:
    kept = row("1", "Rà soát", cell("bỏ", properties="<w:tcPr/><w:cellDel/>"))
    source = read(table(("TT", "Việc"), row("0", "xóa", properties="<w:del/>"), kept))
    assert cells(source) == [["TT", "Việc"], ["1", "Rà soát"]]
    assert "2 chỗ xóa" in source.warnings[0]


def test_former_properties_are_not_read() -> None:
    former = "<w:pPrChange><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:pPrChange>"
    lists = numbering({0: level(0, "%1.")}, {1: (0, "")})
    assert shown(paragraph("x", properties=former), numbering=lists) == ["x"]


# --- fields, links, boxes --------------------------------------------------------------------------------------------


def test_a_field_shows_its_result_and_not_its_code() -> None:
    simple = f'<w:fldSimple w:instr=" DATE ">{run("05/9/2024")}</w:fldSimple>'
    nested = field(' IF "a" = "b" ', field("MERGEFIELD x", run("trong")))
    assert shown(paragraph("trang ", field("PAGE", run("4")), field("XE chỉ_mục"), ", ", simple, nested)) == [
        "trang 4, 05/9/2024trong"
    ]


def test_what_stands_in_the_code_of_a_field_is_not_shown() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    middle = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    inner = field("MERGEFIELD ten", run("mã"))
    assert shown(paragraph(begin, "<w:r><w:instrText>IF </w:instrText></w:r>", inner, middle, run("kết quả"), end)) == [
        "kết quả"
    ]


def test_a_field_without_an_end_swallows_nothing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert shown(paragraph(begin, "Điều 1"), "Điều 2", paragraph(end, end, "Điều 3")) == ["Điều 1", "Điều 2", "Điều 3"]
    assert shown(paragraph(begin, "Điều 1"), "Điều 2") == ["Điều 1", "Điều 2"]


def test_boxes_of_a_form_are_shown() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ticked, empty = box.format("<w:checked/>"), box.format('<w:default w:val="0"/>')
    assert shown(paragraph(ticked, end, " Có ", empty, end, " Không")) == ["☒ Có ☐ Không"]


def test_links_are_those_to_outside_with_the_words_they_are_on() -> None:
    outside = f'<w:hyperlink r:id="a1">{run("Công báo")}</w:hyperlink>'
    inside = f'<w:hyperlink w:anchor="phuluc">{run("phụ lục")}</w:hyperlink>'
    by_field = field('HYPERLINK "https://cong.bao/2"', run("số 2"))
    empty = '<w:hyperlink r:id="a1"/>'
    source = read(
        "đầu", paragraph("xem ", outside, ", ", inside, ", ", by_field, empty), links={"a1": "https://cong.bao/1"}
    )
    assert [(source.text[k.start : k.end], k.target) for k in source.links] == [
        ("Công báo", "https://cong.bao/1"),
        ("số 2", "https://cong.bao/2"),
    ]


def test_a_link_over_two_paragraphs_is_two() -> None:
    pieces = field('HYPERLINK "https://x.vn"', "|").split("|")
    source = read(paragraph(pieces[0], "một"), paragraph("hai", pieces[1], "ba"))
    assert [source.text[k.start : k.end] for k in source.links] == ["một", "hai"]


def test_a_text_box_stands_after_its_paragraph_and_once() -> None:
    box = f"<w:txbxContent>{paragraph('MẬT')}{paragraph('bản 2')}</w:txbxContent>"
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>" + box + "</wps:txbx></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox>"
        + box
        + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    assert shown(paragraph("BÁO", drawn, " CÁO"), "thân", paragraph(old)) == [
        "BÁO CÁO",
        "MẬT",
        "bản 2",
        "thân",
        "",
        "MẬT",
        "bản 2",
    ]


def test_the_fallback_is_read_where_the_choice_says_nothing() -> None:
    box = f"<w:pict><v:textbox><w:txbxContent>{paragraph('cũ')}</w:txbxContent></v:textbox></w:pict>"
    both = f"<mc:Choice Requires='x'><w:drawing/></mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert shown(paragraph("a", both)) == ["a", "cũ"]


def test_what_is_not_read_is_told() -> None:
    picture = "<w:r><w:drawing><a:graphic><a:blip/></a:graphic></w:drawing></w:r>"
    comment = '<w:r><w:commentReference w:id="1"/></w:r>'
    source = read(paragraph("chữ", picture, comment), '<w:altChunk r:id="x"/>')
    assert lines(source) == ["chữ"]
    assert [w.split(";")[0] for w in source.warnings] == [
        "Tệp có 1 hình ảnh hoặc đối tượng nhúng",
        "Bỏ 1 bình luận bên lề.",
        "1 phần nội dung nằm trong tệp khác được chèn vào (altChunk), không được đọc.",
    ]


# --- fonts of older code tables --------------------------------------------------------------------------------------


def test_runs_in_fonts_of_tcvn3_and_vni_are_read_by_their_font() -> None:
    vni = '<w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
    source = read(
        paragraph(run("NghÞ quyÕt sè 20 ", VNTIME), run("của tỉnh")),
        paragraph(run("héi ®ång", capitals)),
        paragraph(run("Ho", vni), run("a", vni), run("ù", vni)),  # a letter and its mark in two runs
    )
    assert lines(source) == ["Nghị quyết số 20 của tỉnh", "HỘI ĐỒNG", "Hoá"]
    assert source.warnings == [
        "Chữ đặt phông mã cũ (.VnTime, .VnTimeH, VNI-Times) được đổi sang Unicode theo tên phông."
    ]


@pytest.mark.parametrize("way", ["style", "based on", "defaults", "theme"])
def test_the_font_may_come_from_a_style_the_defaults_or_the_theme(way: str) -> None:
    fonts = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>' if way == "theme" else VNTIME
    holder = f"<w:rPr>{fonts}</w:rPr>"
    styles = {
        "style": f'<w:style w:type="paragraph" w:default="1" w:styleId="N">{holder}</w:style>',
        "based on": f'<w:style w:type="paragraph" w:styleId="G">{holder}</w:style>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:basedOn w:val="G"/></w:style>',
    }.get(way, f"<w:docDefaults><w:rPrDefault>{holder}</w:rPrDefault></w:docDefaults>")
    theme = (
        f'<a:theme {NAMESPACES}><a:themeElements><a:fontScheme><a:minorFont><a:latin typeface=".VnTime"/></a:minorFont>'
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    own = run(" Đắk Nông", '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>')
    source = read(paragraph("tØnh", own), styles=styles, parts={"theme1": ("theme", theme)})
    assert lines(source) == ["tỉnh Đắk Nông"]


def test_offsets_in_legacy_text_are_of_what_is_read() -> None:
    link = f'<w:hyperlink r:id="k">{run("C«ng b¸o", VNTIME)}</w:hyperlink>'
    source = read(
        paragraph(run("Xem ", VNTIME), link, marked(1), run(" sè 1", VNTIME)),
        links={"k": "https://x.vn"},
        footnotes=note(1, "n"),
    )
    assert [source.text[k.start : k.end] for k in source.links] == ["Công báo"]
    assert source.text[source.footnotes[0].at :].startswith(" số 1")


def test_numbers_take_the_font_of_their_paragraph() -> None:
    lists = numbering({0: level(0, "§iÒu %1.")}, {1: (0, "")})
    properties = f"<w:numPr><w:numId w:val='1'/></w:numPr><w:rPr>{VNTIME}</w:rPr>"
    assert shown(paragraph(run("Ph¹m vi", VNTIME), properties=properties), numbering=lists) == ["Điều 1. Phạm vi"]
