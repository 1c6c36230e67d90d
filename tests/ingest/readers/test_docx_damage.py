"""Word files: forms of the package, what is refused, and files that somebody broke."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.readers.docx import read_docx
from ingest.readers.errors import Refused
from tests.ingest.readers.reading_word import PLAIN, VNTIME, lines, read, shown
from tests.ingest.readers.word import (
    RELATIONSHIPS,
    WORD,
    cell,
    field,
    level,
    listed,
    marked,
    note,
    numbering,
    paragraph,
    replaced,
    run,
    table,
    word,
    zipped,
)

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


# --- forms of the package --------------------------------------------------------------------------------------------


def test_strict_documents_templates_and_macros_are_read() -> None:
    data = word(listed("x", 1), numbering=numbering({0: level(0, "%1.")}, {1: (0, "")}))
    strict = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode().replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            strict[name] = text.replace(
                RELATIONSHIPS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
            ).encode()
    assert lines(read_docx(zipped(strict), "x.docx")) == ["1. x"]
    assert shown("mẫu", kind="template.main") == ["mẫu"]


def test_the_main_part_may_have_any_name_and_zips_odd_separators() -> None:
    assert shown("x", main="noidung/chinh.xml") == ["x"]
    data = word("y")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name.replace("/", "\\").upper(): archive.read(name) for name in archive.namelist()}
    assert lines(read_docx(zipped(members), "x.docx")) == ["y"]


def test_a_broken_side_part_is_told_and_the_text_read() -> None:
    data = replaced(word(paragraph("x"), styles="<w:style/>"), {"word/styles.xml": b"<w:styles"})
    source = read_docx(data, "x.docx")
    assert source.text == "x\n"
    assert source.warnings == ["Không đọc được phần «word/styles.xml» của tệp."]


# --- what is refused -------------------------------------------------------------------------------------------------

PICTURE = "<w:p><w:r><w:drawing><a:graphic><a:blip/></a:graphic></w:drawing></w:r></w:p>"
BOMB = b"""<!DOCTYPE d [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r>
</w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "hỏng"),
        (b"PK\x03\x04 khong phai zip", "hỏng"),
        (word("x" * 400)[:-40], "hỏng"),
        (zipped({"a.txt": b"x"}), "không phải tài liệu Word"),
        (replaced(word("x"), {"word/document.xml": b"<workbook/>"}), "không phải tài liệu Word"),
        (replaced(word("x"), {"word/document.xml": b"<w:document"}), "hỏng"),
        (replaced(word("x"), {"word/document.xml": BOMB}), "DOCTYPE"),
        (word(""), "không có chữ nào"),
        (word(PICTURE, PICTURE), "chỉ chứa 2 hình ảnh"),
        (word('<w:altChunk r:id="a"/>'), "altChunk"),
        (word(paragraph(run("ẩn", "<w:vanish/>"))), "ẩn"),
    ],
    ids=[
        "nothing", "no zip", "cut short", "other zip", "workbook", "broken", "entities", "empty", "pictures",
        "elsewhere", "hidden",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_docx(data, "x.docx")


def test_a_zip_bomb_is_stopped_while_it_inflates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.docx.package._MOST_XML", 1_000_000)
    data = word("x" * 3_000_000)
    with pytest.raises(Refused, match="giải nén"):
        read_docx(data, "x.docx")
    lying = data.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Refused):
        read_docx(lying, "x.docx")


def test_numbers_cannot_grow_the_text_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = numbering({0: level(0, "%1" * 5000, "upperRoman", 999_999_999)}, {1: (0, "")})
    assert len(read(listed("x", 1), numbering=lists).text) < 2_000
    letters = numbering({0: level(0, "%1", "lowerLetter", 999_999_999)}, {1: (0, "")})
    assert shown(listed("x", 1), numbering=letters) == ["999999999 x"]


def test_a_table_too_large_for_rows_and_columns_is_still_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.docx.tables._MOST_PLACES", 8)
    source = read(table(*[("a", "b", "c")] * 3))
    assert source.tables == []
    assert "bảng quá lớn" in source.warnings[0]
    assert len(lines(source)) == 9


@pytest.mark.parametrize("wrapper", ["smartTag", "tables", "sdt", "boxes", "ins"])
@pytest.mark.parametrize("depth", [20, 78, 240, 400])
def test_deep_nesting_is_read_or_refused(wrapper: str, depth: int) -> None:
    if wrapper == "tables":
        times = depth // 3
        block = "<w:tbl><w:tr><w:tc>" * times + paragraph("đáy") + "</w:tc></w:tr></w:tbl>" * times
    elif wrapper == "boxes":
        times = depth // 3
        block = "<w:p><w:r><w:txbxContent>" * times + paragraph("đáy") + "</w:txbxContent></w:r></w:p>" * times
    elif wrapper == "sdt":
        block = "<w:sdt>" * depth + paragraph("đáy") + "</w:sdt>" * depth
    else:
        block = paragraph(f"<w:{wrapper}>" * depth + run("đáy") + f"</w:{wrapper}>" * depth)
    data = word(block)
    if depth < 250:
        assert read_docx(data, "x.docx").text.strip() == "đáy"
    else:
        with pytest.raises(Refused):
            read_docx(data, "x.docx")


def _rich() -> bytes:
    lists = numbering({0: level(0, "%1.") + level(1, "%2)", "lowerLetter")}, {1: (0, "")})
    return word(
        table((cell("ỦY BAN"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), properties=PLAIN),
        listed("Rà soát", 1, 0),
        listed("Báo cáo", 1, 1),
        paragraph("xem ", field('HYPERLINK "https://x.vn"', run("đây")), marked(1), f"<w:ins>{run('mới')}</w:ins>"),
        table(("TT", "Việc"), ("1", cell("a", properties='<w:gridSpan w:val="2"/>'))),
        paragraph(run("NghÞ quyÕt", VNTIME)),
        numbering=lists,
        footnotes=note(1, "ghi chú"),
        styles='<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:caps w:val="0"/></w:rPr></w:style>',
    )


RICH = _rich()


def _survives(data: bytes) -> None:
    try:
        source = read_docx(data, "x.docx")
    except Refused:
        return
    for start, end in [c for t in source.tables for r in t for c in r] + [(n.start, n.end) for n in source.footnotes]:
        assert 0 <= start <= end <= len(source.text)
    assert "\r" not in source.text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, len(RICH) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_changed_bytes_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RICH)
    for at, byte in changes:
        data[at] = byte
    _survives(bytes(data))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(RICH)), st.integers(0, len(RICH)))
def test_cut_bytes_are_read_or_refused(start: int, end: int) -> None:
    _survives(RICH[:start] + RICH[end:])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 2**32),
    st.sampled_from(["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"]),
)
def test_changed_markup_is_read_or_refused(seed: int, part: str) -> None:
    """Well-formed XML that makes no sense: elements moved, removed, doubled, values exchanged."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(RICH)) as archive:
        root = etree.fromstring(archive.read(part))
    for _ in range(chance.randint(1, 6)):
        every = [e for e in root.iter() if e is not root]
        if not every:
            break
        one, other = chance.choice(every), chance.choice(every)
        kind = chance.randrange(4)
        if kind == 0 and one.getparent() is not None:
            one.getparent().remove(one)
        elif kind == 1 and other is not one and other not in one.iterancestors():
            one.append(other)
        elif kind == 2:
            one.tag = other.tag
        else:
            for key in one.attrib:
                one.set(key, chance.choice(["", "-1", "99999999999", "begin", "\uf0b7", "²", "on", "1.5"]))
    _survives(replaced(RICH, {part: etree.tostring(root)}))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="kho văn bản thật không có ở đây")
def test_real_documents_keep_every_word_of_their_runs() -> None:
    tag = f"{{{WORD}}}t"
    checked = 0
    for path in sorted(CORPUS.glob("*.docx"))[::4]:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        said = "".join("".join(t.text or "" for t in root.iter(tag)).split())
        source = read_docx(data, path.name)
        if not source.warnings:
            letters = [c for c in "".join(source.text.split()) if c.isalpha()]
            assert len(letters) >= sum(c.isalpha() for c in said), path.name
            checked += 1
    assert checked >= 6
