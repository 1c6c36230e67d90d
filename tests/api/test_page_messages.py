"""The English catalogue of the pages: whole, without leftovers, every value in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from english import NAME, VIETNAMESE

from api import openapi, problems
from api.ask import BadDate
from api.pages import messages, refusals, standing, wording
from api.pages.language import HOME, Spoken, gettext, language, speak
from api.pages.marking import said as said_of
from api.trouble import describe
from graph.answers import status
from graph.errors import (
    AmbiguousAgency,
    AmbiguousInstrument,
    NotADay,
    UnknownAgency,
    UnknownInstrument,
    UnknownPlace,
)

# %(name)s of gettext, and {name} that a script of the page fills in.
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sdg]|\{(\w+)\}")
_QUOTED = re.compile("«[^»]*»|“[^”]*”|&quot;[^&]*&quot;")


@cache
def gathered() -> Catalog:
    return messages.gathered()


@cache
def english() -> Catalog:
    return messages.kept("en")


def told(message: Message) -> list[str]:
    """The translations of a message: two where it tells a number."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def said(catalogue: Catalog) -> set[str | tuple[str, ...]]:
    return {one.id if isinstance(one.id, str) else tuple(one.id) for one in catalogue if one.id}


@pytest.fixture
def in_english() -> Iterator[None]:
    speak(Spoken("en"))
    yield
    speak(Spoken())


def test_every_message_of_the_pages_is_in_the_catalogue_and_nothing_else_is() -> None:
    missing, left = said(gathered()) - said(english()), said(english()) - said(gathered())
    hint = "chạy: python -m api.pages.messages, rồi dịch"
    assert (missing, left) == (set(), set()), hint


def test_every_message_is_translated_and_no_translation_is_a_guess() -> None:
    assert messages.untranslated(english()) == []
    assert [one.id for one in english() if one.fuzzy] == []
    assert list(english().obsolete) == []


def test_a_translation_has_the_same_values_as_its_message() -> None:
    for one in english():
        if not one.id:
            continue
        source = one.id if isinstance(one.id, str) else one.id[0]
        wanted = sorted(_PLACEHOLDER.findall(source))
        for translation in told(one):
            found = sorted(_PLACEHOLDER.findall(translation))
            # «the last day» needs no number beside it.
            assert found == wanted or (found < wanted and translation is told(one)[0] != told(one)[-1]), source
            assert translation.count("%%") == source.count("%%"), source


def test_a_translation_is_a_message_of_one_piece_with_the_same_edges_and_tags() -> None:
    for one in english():
        if not one.id:
            continue
        source = one.id if isinstance(one.id, str) else one.id[0]
        for translation in told(one):
            assert source[:1].isspace() == translation[:1].isspace(), source
            assert source[-1:].isspace() == translation[-1:].isspace(), source
            assert re.findall(r"</?\w+>", source) == re.findall(r"</?\w+>", translation), source
            assert '"' not in translation, source  # it may stand in an attribute


def test_the_english_has_no_vietnamese_but_in_quotes() -> None:
    for one in english():
        for translation in told(one) if one.id else ():
            assert not VIETNAMESE.search(_QUOTED.sub("", translation.replace(NAME, ""))), translation


def test_no_message_with_words_is_its_own_translation() -> None:
    """`gettext(_STATES[found["state"]])` is gathered as the message «state», which nobody says."""
    same = {one.id for one in english() if one.id and one.id == one.string}
    assert not {one for one in same if re.search(r"\w{2}", _PLACEHOLDER.sub("", str(one)))}


def test_what_is_gathered_again_is_written_as_it_was(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "danchieu.po"
    own.write_bytes(messages.place("en").read_bytes())
    monkeypatch.setattr(messages, "place", lambda language: own)
    assert messages.update("en") == []
    assert own.read_text("utf-8") == (messages._PAGES / "locale/en/LC_MESSAGES/danchieu.po").read_text("utf-8")


def test_a_new_message_waits_for_its_translation_and_one_that_is_said_no_more_is_dropped(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "danchieu.po"
    text = messages.place("en").read_text("utf-8")
    own.write_text(
        re.sub(r'msgid "Tìm"\nmsgstr "Search"\n', 'msgid "Tìm đi"\nmsgstr "Search now"\n', text), encoding="utf-8"
    )
    monkeypatch.setattr(messages, "place", lambda language: own)
    assert messages.update("en") == ["Tìm"]
    assert "Tìm đi" not in own.read_text("utf-8")


@pytest.mark.parametrize("known", [refusals.FIXED, standing.FIXED, wording.GROUPS])
@pytest.mark.usefixtures("in_english")
def test_what_is_looked_up_as_it_is_has_a_translation(known: tuple[str, ...]) -> None:
    assert [one for one in known if VIETNAMESE.search(gettext(one))] == []


def test_what_is_looked_up_as_it_is_is_what_the_answers_say() -> None:
    assert set(problems._TITLES.values()) <= set(refusals.FIXED)
    assert {one for one in problems._DETAILS.values() if "{" not in one} <= set(refusals.FIXED)
    assert status.CAUTION in standing.FIXED
    reasons = {
        status._why_not("2019-01-01", "2020-01-01", None),
        status._why_not(None, "2020-01-01", "2021-01-01"),
        status._why_not("2022-01-01", "2020-01-01", "2021-01-01"),
        status._why_not("2021", "2020-01-01", "2021-05-01"),
    }
    assert reasons <= set(standing.FIXED)
    assert {tag["name"] for tag in openapi.TAGS if VIETNAMESE.search(tag["name"])} <= set(wording.GROUPS)


@pytest.mark.parametrize(
    "error",
    [
        UnknownInstrument("x"),
        UnknownInstrument("x", [{}]),
        AmbiguousInstrument("x", [{}, {}]),
        UnknownAgency("Sở Lạ"),
        UnknownAgency("Sở Lạ", [{}]),
        UnknownPlace("Tỉnh Lạ"),
    ],
)
def test_pages_and_programs_are_refused_in_the_same_words(error: Any) -> None:
    assert (refusals.title(error), refusals.detail(error)) == (describe(error)["title"], describe(error)["detail"])


@pytest.mark.parametrize("error", [BadDate("hôm qua"), NotADay("hôm qua")])
def test_a_date_that_is_none_is_refused_in_the_words_of_the_error(error: Any) -> None:
    assert refusals.detail(error) == str(error)


@pytest.mark.usefixtures("in_english")
def test_of_several_bodies_the_english_page_says_how_many() -> None:
    error = AmbiguousAgency("sở", [{}] * 3)
    assert refusals.detail(error) == ("«sở» may be any of 3 agencies or provinces; choose one, or give the full name.")


LAW = {"iri": "https://w3id.org/danchieu/id/vn/a", "type": "Luật", "symbol": "1/2020/QH14", "date": "2020-01-02"}
ACT = {"iri": "https://w3id.org/danchieu/id/vn/b", "type": "Nghị quyết", "symbol": "2/2021/QH15", "date": "2021-02-03"}


def standing_of(state: str, *, on: str | None = None, by: dict[str, Any] | None = ACT, **more: Any) -> dict[str, Any]:
    found = {"state": state, "on": on, "by": by, "since": "2021-02-03" if by else None, "instrument": LAW}
    return found | {"changes": [], "provisions": [], "statement": "lời tiếng Việt"} | more


def change(iri: str, relation: str, why_not: str | None = None, provision: str | None = None) -> dict[str, Any]:
    return {
        "instrument": {"iri": iri}, "relation": relation, "why_not": why_not, "counted": why_not is None,
        "provision": provision,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (standing_of("replaced"), "Replaced by Nghị quyết 2/2021/QH15 (3 February 2021)."),
        (
            standing_of("repealed", on="2022-05-06"),
            "As of 6 May 2022: repealed by Nghị quyết 2/2021/QH15 (3 February 2021).",
        ),
        (
            standing_of("not-issued", on="2019-01-01", by=None),
            "As of 1 January 2019: not yet issued (date of issue 2 January 2020).",
        ),
        (
            standing_of("partly-ended", provisions=["Điều 2"], changes=[change("c", "amends")]),
            "Partly repealed or replaced (Điều 2) by Nghị quyết 2/2021/QH15 (3 February 2021), and 1 other "
            "instrument; of the rest nothing is known.",
        ),
        (
            standing_of("amended", changes=[change(one, "amends") for one in "cd"], since=None),
            "Amended by Nghị quyết 2/2021/QH15 (date unknown), and 2 other instruments; whether it is still in "
            "force is not known.",
        ),
        (
            standing_of("unknown", by=None),
            "Unknown: no instrument that was read says that it was amended, replaced or repealed.",
        ),
        (
            standing_of(
                "unknown",
                by=None,
                changes=[
                    change("c", "amends", "ban hành trước chính văn bản này"),
                    change("d", "amends", "ban hành sau ngày được hỏi"),
                ],
            ),
            "Unknown: no instrument that was read says that it was amended, replaced or repealed (1 statement about it "
            "could not be counted, see why).",
        ),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_how_an_instrument_stands_is_told_in_english(found: dict[str, Any], wanted: str) -> None:
    text = str(standing.statement(found))
    assert re.sub(r"</?span[^>]*>", "", text) == wanted
    assert all(f'<span lang="vi">{name}</span>' in text for name in ("Nghị quyết 2/2021/QH15",) if name in wanted)


def test_how_it_stands_is_told_in_vietnamese_as_the_answer_has_it() -> None:
    assert language() == HOME
    assert standing.statement(standing_of("replaced")) == "lời tiếng Việt"


@pytest.mark.usefixtures("in_english")
def test_nothing_hostile_in_a_name_becomes_part_of_the_page() -> None:
    evil = ACT | {"symbol": "<script>", "type": "<b>"}
    text = str(standing.statement(standing_of("partly-ended", by=evil, provisions=["<i>"])))
    assert re.findall(r"<(?!/?span)", text) == []


CONFLICTING = [
    change("a", "replaces") | {"date": "2021-01-02", "instrument": ACT},
    change("b", "repeals") | {"date": "2022-03-04", "instrument": ACT | {"iri": "b2", "symbol": "3/2022/QH15"}},
    change("c", "amends") | {"date": "2023-05-06", "instrument": ACT | {"iri": "c", "symbol": "4/2023/QH15"}},
    change("d", "amends", "ban hành trước chính văn bản này")
    | {"date": "2001-01-01", "instrument": ACT | {"iri": "d", "symbol": "5/2001/QH10"}},
]


@pytest.mark.parametrize(
    "sentence",
    [
        # as the ingest writes them, and a server
        "19-CT/TU được ghi 2 ngày khác nhau: 2020-06-11, 2021-06-11; dùng 2020-06-11.",
        "Văn bản «Về nhiệm vụ năm 2023» không ghi số, ký hiệu.",
        "«06/2020/NQHĐND» được đọc là 6/2020/NQ-HĐND.",
        "«Luật\nĐất đai» có thể là 3 văn bản khác nhau.",
        "Chưa xác định được văn bản «33/2023».",
        "«68/2017/NĐ-CP» ghi ngày 2020-06-11, khác năm 2017 trong ký hiệu.",
        "«320/QĐ-TTg» ghi ngày 2022-03-08, sau ngày của văn bản dẫn chiếu (2015-06-19).",
        "Trang 1, 2, 3 là ảnh quét, chữ do máy nhận dạng (OCR); cần đối chiếu với ảnh.",
        "Quyết định 7 của Nguyễn Văn A (2026-01-02) không còn tìm thấy chỗ của nó («Sở Y tế»).",
        "Quyết định 7 của Nguyễn Văn A (2026-01-02) không còn tìm thấy 1 trong 2 chỗ của nó: «x».",
        "Tham số «offset» phải là số nguyên.",
        "Không có loại mục «lạ»; có: conflict, task.",
        "Bạn đã gửi quá nhiều yêu cầu; hãy thử lại sau 12 giây.",
        *status._conflicts(CONFLICTING[:2], CONFLICTING, True),
        *status._conflicts([CONFLICTING[0], CONFLICTING[1] | {"instrument": ACT}], [], False),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_a_sentence_of_an_answer_is_told_in_english(sentence: str) -> None:
    text = re.sub('<span lang="vi">[^<]*</span>', "", str(said_of(sentence)))
    assert not VIETNAMESE.search(text)
    assert re.search("[a-z]{3}", text), "nothing but a name"


@pytest.mark.usefixtures("in_english")
def test_a_sentence_of_no_known_form_stays_and_is_marked_as_a_whole() -> None:
    assert said_of("Tệp hỏng: <b>") == '<span lang="vi">Tệp hỏng: &lt;b&gt;</span>'
    assert said_of("Tham số «x» phải <lạ>.") == '<span lang="vi">Tham số «x» phải &lt;lạ&gt;.</span>'
    assert said_of("«<i>» được đọc là <b>.") == "“&lt;i&gt;” was read as “&lt;b&gt;”."


@pytest.mark.usefixtures("in_english")
def test_a_long_text_is_not_searched_for_a_form() -> None:
    text = "«" + "a» được đọc là " * 5000
    assert len(str(said_of(text))) >= len(text)


def test_to_a_vietnamese_reader_a_sentence_is_what_it_was() -> None:
    assert said_of("«a» được đọc là b.") == "«a» được đọc là b."


@pytest.mark.usefixtures("in_english")
def test_days_within_a_sentence_are_told_as_the_page_tells_days() -> None:
    told_days = said_of("19-CT/TU được ghi 2 ngày khác nhau: 2020-06-11, 2021; dùng 2020-06-11.")
    assert told_days == "“19-CT/TU” is given with 2 different dates: 11 June 2020, 2021; 11 June 2020 is used."
    (ended, *_) = (one for one in status._conflicts(CONFLICTING[:1], CONFLICTING[:3], False) if "còn" in one)
    assert "6 May 2023" in said_of(ended) or "4 March 2022" in said_of(ended)
