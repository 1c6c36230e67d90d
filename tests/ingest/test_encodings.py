"""Old Vietnamese encodings are read, what was assumed is said, and Unicode text is left alone to the letter."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encodings import UnknownEncoding, decode, decode_font, decode_legacy_text
from ingest.encodings.charsets import CHARSETS, WINDOWS, charset
from ingest.encodings.syllables import is_syllable
from ingest.readers.errors import Refused
from ingest.readers.plain import read_plain

SMALL = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
LETTERS = SMALL + SMALL.upper()
SENTENCE = (
    "Thực hiện Nghị quyết số 20-NQ/TW ngày 12 tháng 5 năm 2003, Thường trực Hội đồng nhân dân tỉnh yêu cầu các sở, "
    "ngành, đơn vị phối hợp kiểm tra, đôn đốc việc tổ chức thực hiện; báo cáo kết quả trước ngày 30 hằng tháng."
)
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def codes_of(text: str, name: str) -> str:
    """The text in the codes of a table, bytes as code points; letters that it lacks are small."""
    table = {letter: code for code, letter in reversed(list(charset(name).letters.items()))}
    if name == "vni":
        table = {
            letter: code
            for code, letter in charset(name).letters.items()
            if len(code) == 1 or code[0].isupper() == code[1].isupper()
        }
    if name == "tcvn3":
        table = {letter: code for letter, code in table.items() if letter.islower() or letter in "ĂÂĐÊÔƠƯ"}
    return "".join(table.get(c) or table.get(c.lower(), c) for c in text)


def as_windows(codes: str) -> str:
    return "".join(WINDOWS[ord(c)] for c in codes)


@pytest.mark.parametrize("name", CHARSETS)
def test_every_letter_has_a_code_that_reads_as_it(name: str) -> None:
    for letter in LETTERS:
        read = charset(name).read(codes_of(letter, name))
        assert read in (letter, letter.lower())
        assert read == letter or name in ("tcvn3", "vps")


@pytest.mark.parametrize(("name", "count"), [("tcvn3", 74), ("vni", 134), ("viscii", 134), ("vps", 119)])
def test_codes_are_all_different(name: str, count: int) -> None:
    own = {codes_of(letter, name) for letter in LETTERS if charset(name).read(codes_of(letter, name)) == letter}
    assert len(own) == count


@pytest.mark.parametrize(
    ("name", "codes", "text"),
    [
        ("tcvn3", "NghÞ quyÕt sè 20 cña Héi ®ång", "Nghị quyết số 20 của Hội đồng"),
        ("tcvn3", "Th\xad\xeang vô", "Thường vụ"),  # ư is the soft hyphen
        ("tcvn3", "§\xb6ng \xa1n \xa2n £ \xa4ng \xa5n \xa6", "Đảng Ăn Ân Ê Ông Ơn Ư"),
        ("tcvn3", "30\xb0C, m\xb2, \x93lËp\x94", "30°C, m², “lập”"),  # ° and ² are tones after vowels only
        ("vni", "Nghò quyeát cuûa Hoäi ñoàng", "Nghị quyết của Hội đồng"),
        ("vni", "ÑAÛNG BOÄ TÆNH, ÔÛ, ÖÙNG", "ĐẢNG BỘ TỈNH, Ở, ỨNG"),
        ("vni", "Aùp duïng, aÙ", "Áp dụng, á"),  # a mark of the other case
        ("viscii", "Ngh\xb8 quy\xaat \xf0\xb0ng \x06", "Nghị quyết đồng Ẫ"),
        ("vps", "Ngh\xce quy\x89t \xc7\xd2ng", "Nghị quyết đồng"),
    ],
)
def test_known_words(name: str, codes: str, text: str) -> None:
    assert charset(name).read(codes) == text


@given(
    st.lists(st.text(SMALL + "bcdghklmnpqrstvx", min_size=1, max_size=7), min_size=1, max_size=12),
    st.sampled_from(CHARSETS),
)
def test_any_words_come_back(words: list[str], name: str) -> None:
    text = " ".join(words)
    assert charset(name).read(codes_of(text, name)) == text


@pytest.mark.parametrize("name", CHARSETS)
def test_bytes_of_each_table_are_told_from_the_others(name: str) -> None:
    decoded = decode(codes_of(SENTENCE, name).encode("latin-1"))
    assert (decoded.text, decoded.encoding, decoded.certain) == (SENTENCE, name, True)
    assert decoded.warnings == [f"đọc theo bảng mã {charset(name).label}"]


def test_windows_1258_keeps_its_combining_marks() -> None:
    tones = unicodedata.normalize("NFD", SENTENCE)
    for letter, mark, whole in (("a", "\u0306", "ă"), ("u", "\u031b", "ư"), ("o", "\u031b", "ơ")):
        tones = tones.replace(letter + mark, whole)
    tones = (
        tones.replace("e\u0323\u0302", "ê\u0323")
        .replace("o\u0323\u0302", "ô\u0323")
        .replace("a\u0323\u0302", "â\u0323")
    )
    for letter, whole in (("a\u0302", "â"), ("e\u0302", "ê"), ("o\u0302", "ô")):
        tones = tones.replace(letter, whole)
    decoded = decode(tones.encode("cp1258"))
    assert decoded.encoding == "windows-1258"
    assert decoded.text == tones
    assert unicodedata.normalize("NFC", decoded.text) == SENTENCE


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_an_assumption(name: str) -> None:
    decoded = decode(SENTENCE.encode(name))
    assert (decoded.text, decoded.certain, decoded.warnings) == (SENTENCE, False, [f"đọc theo bảng mã {name}"])


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_text(name: str) -> None:
    decoded = decode(SENTENCE.encode(name))
    assert (decoded.text, decoded.certain) == (SENTENCE, True)


def test_broken_bytes_are_counted_not_hidden() -> None:
    data = SENTENCE.encode()
    decoded = decode(data[:40] + b"\xff\xfe" + data[40:] + "ờ".encode()[:2])
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 4 == decoded.text.count("\ufffd")
    assert decoded.text.replace("\ufffd", "") == SENTENCE
    assert decoded.warnings == ["4 byte không đọc được theo UTF-8, thay bằng dấu \ufffd"]


def test_quotation_marks_of_windows_alone_are_no_mystery() -> None:
    assert decode(b"The \x93Plan\x94 of 2003 \x96 draft").text == "The “Plan” of 2003 – draft"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes(range(256)) * 8, "nhị phân"),
        ("Le décret est présenté à l'été".encode("cp1252"), "không nhận ra bảng mã"),
        ("Постановление правительства".encode("cp1251"), "không nhận ra bảng mã"),
        ("Zażółć gęślą jaźń, proszę państwa".encode("iso8859-2"), "không nhận ra bảng mã"),
    ],
)
def test_what_is_no_vietnamese_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnknownEncoding, match=reason):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UnknownEncoding:
        return
    assert decoded.replaced <= decoded.text.count("\ufffd")
    assert bool(decoded.replaced) == any("thay bằng" in warning for warning in decoded.warnings)
    decoded.text.encode()  # no half characters


@pytest.mark.parametrize("name", CHARSETS)
@pytest.mark.parametrize("view", ["latin-1", "windows", "private"])
def test_codes_taken_for_characters_are_read_in_each_form_word_keeps_them(name: str, view: str) -> None:
    codes = codes_of(SENTENCE, name)
    text = {
        "latin-1": codes,
        "windows": as_windows(codes),
        "private": "".join(chr(0xF000 + ord(c)) if c > "\x7f" else c for c in codes),
    }[view]
    decoded = decode_legacy_text(text)
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.certain) == (SENTENCE, name, True)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("blank", ["\xa0", " "])
def test_utf8_read_twice_is_repaired_also_where_hard_blanks_became_blanks(form: str, blank: str) -> None:
    text = unicodedata.normalize(form, SENTENCE + " CƠ QUAN, TẠM ĐÌNH CHỈ ≥ 3 ngày □")
    decoded = decode_legacy_text(as_windows(text.encode().decode("latin-1")).replace("\xa0", blank))
    assert decoded is not None
    assert (decoded.text, decoded.encoding) == (text, "utf-8-twice")


def test_one_old_paragraph_is_read_and_the_rest_kept() -> None:
    other = "Căn cứ Luật Tổ chức chính quyền địa phương; prêt-à-porter ®, 10÷20, café của Nguyễn Ðình"
    decoded = decode_legacy_text(f"{other}\nNghÞ quyÕt sè 20 cña Héi ®ång\n{other}\nnã, sè 5")
    assert decoded is not None
    assert decoded.text == f"{other}\nNghị quyết số 20 của Hội đồng\n{other}\nnã, sè 5"
    assert decoded.warnings == ["đọc theo bảng mã TCVN3 (ABC) ở 1 dòng, chưa chắc chắn"]


def test_a_line_that_mixes_both_is_read_in_its_old_words_only() -> None:
    old = as_windows(codes_of(SENTENCE, "tcvn3"))
    decoded = decode_legacy_text(f"{old}\n{old}\nỦy ban nhân dân huyện: Thµnh phè giao chØ tiªu")
    assert decoded is not None
    assert decoded.text.split("\n")[2] == "Ủy ban nhân dân huyện: Thành phố giao chỉ tiêu"


def test_capitals_that_only_the_font_showed_are_capitals() -> None:
    decoded = decode_legacy_text(
        "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\n§éc lËp - Tù do - H¹nh phóc\nSè: 15/2003/Q§-UB, UBND x·"
    )
    assert decoded is not None
    assert decoded.text.split("\n") == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 15/2003/QĐ-UB, UBND xã",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain ASCII, số 20",
        SENTENCE,
        unicodedata.normalize("NFD", SENTENCE),
        "présenté à la côte d'été: goût et tôt; où êtes-vous, bât, dûment prêt, là-bas, né, Noël",
        "Thẩm định giá ± 5 %, 10÷20 m², 30°C, ½ ngày, § 4, © 2020, ® và ™, «trích»",
        "nhà ở, thế à, ý kiến của bà Ba: đã có ô che, ồ ạt",
        "Müller, Strauß, São Paulo, Ångström, Þingvellir, naïve, Ðà Nẵng",
    ],
)
def test_what_is_no_old_text_is_left_alone(text: str) -> None:
    assert decode_legacy_text(text) is None


@given(st.text(LETTERS + "aeiouybcdghklmnpqrstvx ,.\n®µ°÷“”\xa0", max_size=200))
def test_any_text_of_unicode_letters_beyond_windows_keeps_them(text: str) -> None:
    decoded = decode_legacy_text(text)
    if decoded is not None:
        beyond = {c for c in LETTERS if c > "\u0111"}
        assert [c for c in text if c in beyond] == [c for c in text if c in beyond and c in decoded.text]
        assert decoded.warnings


@pytest.mark.parametrize(
    ("font", "text", "shown"),
    [
        (".VnTime", "Th\xad\xeang trùc", "Thường trực"),
        (".VnArial Narrow", "Ngh\uf0de quy\uf0d5t", "Nghị quyết"),
        (".VnTimeH", "céng hßa x· héi", "CỘNG HÒA XÃ HỘI"),
        (".VNTIMEH", "®¶ng", "ĐẢNG"),
        (".VnTime", "“Quyết định” của Ủy ban", "“Quyết định” của Ủy ban"),  # Unicode under an old font's name
        (".VnTime", "các khoán", "các khoán"),
        ("VNI-Times", "Hoäi ñoàng", "Hội đồng"),
        ("VNI-Helve-Condense", "UÛY BAN", "ỦY BAN"),
        ("VPS Times", "\xc7\xd2ng", "đồng"),
        (".VnTime", "", ""),
        ("Times New Roman", "Th\xad\xeang", None),
        ("", "a", None),
    ],
)
def test_a_font_tells_the_table(font: str, text: str, shown: str | None) -> None:
    assert decode_font(text, font) == shown


@pytest.mark.parametrize("word", ["gì", "giếng", "quyền", "khuỷu", "hoà", "hòa", "ượt", "nghiêng", "đ", "xoong"])
def test_syllables(word: str) -> None:
    assert is_syllable(word) == (word != "đ")
    assert not is_syllable(word + "ß")


@pytest.mark.parametrize("word", ["tôt", "quêc", "ngã́", "bàch", "strauß", "hộí"])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_an_old_file_is_read_with_a_warning() -> None:
    read = read_plain(codes_of(SENTENCE, "tcvn3").encode("latin-1"), "cũ.txt", "text/plain")
    assert read.text == SENTENCE
    assert read.warnings == ["đọc theo bảng mã TCVN3 (ABC)"]


def test_a_file_of_utf8_with_old_codes_inside_is_read_with_a_warning() -> None:
    read = read_plain(codes_of(SENTENCE, "vni").encode(), "cũ.txt", "text/plain")
    assert read.text == SENTENCE
    assert read.warnings == ["đọc theo bảng mã VNI"]


def test_a_file_of_unicode_has_no_warning_and_keeps_its_form() -> None:
    text = unicodedata.normalize("NFD", SENTENCE) + "\u00a0."
    read = read_plain(text.encode(), "mới.txt", "text/plain")
    assert (read.text, read.warnings) == (text, [])


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf\n", b"--- ...", b"\x01\x02\x03\x04abc" * 9])
def test_files_without_text_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_plain(data, "a.txt", "text/plain")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="cần ../shared/corpus, không có trên máy này")
def test_no_text_of_the_corpus_is_touched() -> None:
    paths = sorted(CORPUS.glob("*.txt")) + sorted(CORPUS.glob("*.md"))
    assert len(paths) > 100
    touched = [path.name for path in paths if decode_legacy_text(path.read_text(encoding="utf-8")) is not None]
    assert touched == []
