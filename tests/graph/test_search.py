"""What people type, and the one instrument that they mean."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.rows import select
from graph.identity import fold, symbol_key
from graph.model import Corpus, Instrument
from graph.questions import AmbiguousInstrument, UnknownInstrument, find_instruments, find_one
from graph.search import near_misses
from graph.store.engine import OxigraphStore, in_memory
from graph.typed import read_date, read_place, read_typed
from tests.graph.small_corpus import (
    CONGRESS,
    CT17_2020,
    CT17_2022,
    CT19,
    CT25_TU,
    CT25_TW,
    CT26_TTG,
    CT26_TU,
    KH88,
    KL120,
    LAND,
    ND30,
    NQ1_TN,
    NQ33,
    NQ58,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CT 19-CT/TU", CT19),
        ("chi thi 19", CT19),
        ("19-CT/TU", CT19),
        ("chỉ thị số 19-CT/TU ngày 11/6/2020", CT19),
        ("Chỉ thị 19-CT/TU ngày 11 tháng 6 năm 2020", CT19),
        ("văn bản 19-CT/TU", CT19),
        ("ct19", CT19),
        ("19 CT/TU", CT19),
        ("Số: 19 - CT / TU", CT19),
        ("19–CT/TU", CT19),
        ("0019-ct-tu", CT19),
        ("  19-CT/TU  ", CT19),
        ("19-ct", CT19),
        ("chỉ thị về công tác vệ sinh môi trường", CT19),
        ("ve sinh moi truong bac giang", CT19),
        ("NQ 58/NQ-CP", NQ58),
        ("58", NQ58),
        ("nghị quyết 58", NQ58),
        ("luat dat dai", LAND),
        ("Luật Đất đai", LAND),
        ("Luật Đất đai 2024", LAND),
        ("31/2024/QH15", LAND),
        ("01-NQ/TU", NQ1_TN),
        ("1-NQ/TU", NQ1_TN),
        ("25-CT/TU", CT25_TU),
        ("25-CT/TW", CT25_TW),
        ("26-CT/TU", CT26_TU),
        ("26/CT-TTg", CT26_TTG),
        ("NĐ 30/2020", ND30),
        ("30/2020/ND-CP", ND30),
        ("33/NQ-HDND", NQ33),
        ("van kien dai hoi xiii", CONGRESS),
        ("Nghị quyết Đại hội lần thứ XIII", CONGRESS),
        ("17-CT/TU 2020", CT17_2020),
        ("17-CT/TU ngày 14/10/2022", CT17_2022),
        ("thu gom rác", CT17_2020),
        (CT19.iri, CT19),
        (NQ33.former_iris[0], NQ33),
    ],
)
def test_what_is_typed_finds_what_is_meant(store: OxigraphStore, text: str, meant: Instrument) -> None:
    assert find_one(store, text)["iri"] == meant.iri
    assert find_instruments(store, text)[0]["iri"] == meant.iri


def test_a_summary_tells_what_an_instrument_is(store: OxigraphStore) -> None:
    assert find_one(store, "19-CT/TU") == {
        "iri": CT19.iri,
        "type": "chỉ thị",
        "symbol": "19-CT/TU",
        "date": "2020-06-11",
        "title": "về công tác vệ sinh môi trường",
        "issuer": "Tỉnh ủy Bắc Giang",
        "jurisdiction": "bac-giang",
        "held": False,
        "citations": 3,
    }


def test_a_number_with_two_meanings_gives_both(store: OxigraphStore) -> None:
    with pytest.raises(AmbiguousInstrument) as caught:
        find_one(store, "17-CT/TU")
    assert [c["date"] for c in caught.value.candidates] == ["2022-10-14", "2020-02-27"]
    assert "2 văn bản" in str(caught.value)


@pytest.mark.parametrize("date", ["2020-02-27", "27/2/2020", "27/02/2020", "2020", "năm 2020"])
def test_a_date_chooses_among_several(store: OxigraphStore, date: str) -> None:
    assert find_one(store, "17-CT/TU", date=date)["iri"] == CT17_2020.iri


@pytest.mark.parametrize("place", ["Thái Nguyên", "thai-nguyen", "tỉnh Thái Nguyên", "Tinh Thai Nguyen"])
def test_a_place_narrows(store: OxigraphStore, place: str) -> None:
    assert [i["symbol"] for i in find_instruments(store, "chuyển đổi số", place=place)] == ["1-NQ/TU"]
    assert find_one(store, "chuyển đổi số", place=place)["iri"] == NQ1_TN.iri
    with pytest.raises(UnknownInstrument):
        find_one(store, "17-CT/TU", place=place)


def test_a_date_that_does_not_fit_finds_nothing(store: OxigraphStore) -> None:
    with pytest.raises(UnknownInstrument) as caught:
        find_one(store, "19-CT/TU", date="2021-06-11")
    assert CT19.iri in {near["iri"] for near in caught.value.near}


def test_a_date_that_is_no_date_finds_nothing(store: OxigraphStore) -> None:
    assert find_instruments(store, "19-CT/TU", date="hôm qua") == []


def test_a_year_of_a_document_known_by_its_year_agrees_with_any_day_in_it(store: OxigraphStore) -> None:
    assert find_one(store, "30/2020/NĐ-CP", date="5/3/2020")["iri"] == ND30.iri


@pytest.mark.parametrize("text", ["25-CT/TX", "99-CT/TU", "555", "chi thi 18", "xyz abc", "", "   ", "🙂", "()[]{}\"'"])
def test_what_is_not_there_is_unknown(store: OxigraphStore, text: str) -> None:
    with pytest.raises(UnknownInstrument, match="không tìm thấy"):
        find_one(store, text)


def test_a_full_symbol_is_never_cut_short(store: OxigraphStore) -> None:
    with pytest.raises(UnknownInstrument):
        find_one(store, "9-CT/TU")
    with pytest.raises(UnknownInstrument):
        find_one(store, "119-CT/TU")


def test_near_misses_are_spelt_like_what_was_typed(store: OxigraphStore) -> None:
    with pytest.raises(UnknownInstrument) as caught:
        find_one(store, "119-CT/TU")
    assert caught.value.near[0]["iri"] == CT19.iri
    with pytest.raises(UnknownInstrument) as caught:
        find_one(store, "luật đất đaii")
    assert {near["iri"] for near in caught.value.near} & {LAND.iri}


def test_all_mistyped_words_are_looked_for_at_once(store: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noting(graph: OxigraphStore, name: str, **inputs: Any) -> Any:
        asked.append(name)
        return select(graph, name, **inputs)

    monkeypatch.setattr("graph.search.select", noting)
    near = near_misses(store, read_typed("luật đất đaii sửa đổi bổ sung"))
    assert LAND.iri in near
    assert len(asked) == 1


def test_a_title_that_speaks_of_the_number_comes_after_the_number_itself(store: OxigraphStore) -> None:
    found = [i["iri"] for i in find_instruments(store, "120-KL/TU")]
    assert found == [KL120.iri, KH88.iri]


def test_the_wrong_type_before_a_symbol_is_not_passed_over(store: OxigraphStore) -> None:
    with pytest.raises(UnknownInstrument):
        find_one(store, "Nghị định 19-CT/TU")


def test_an_iri_that_nobody_minted_is_unknown(store: OxigraphStore) -> None:
    for iri in (CT19.iri + "0", "https://example.org/<bad iri>", "http://"):
        with pytest.raises(UnknownInstrument):
            find_one(store, iri)
        assert find_instruments(store, iri) == []


def test_an_empty_text_lists_everything_page_by_page(store: OxigraphStore) -> None:
    everything = find_instruments(store, "", limit=100)
    assert len(everything) == 16
    assert [i["held"] for i in everything[:3]] == [True] * 3
    pages = [find_instruments(store, "", limit=5, offset=n) for n in range(0, 20, 5)]
    assert [i for page in pages for i in page] == everything


def test_hd_and_hđ_stay_apart_when_typed() -> None:
    both = [
        Instrument("http://e/id/vn/x/huong-dan/5-hd-vptw", "hướng dẫn", "5-HD/VPTW"),
        Instrument("http://e/id/vn/x/hop-dong/5-hdd-vptw", "hợp đồng", "5-HĐ/VPTW"),
    ]
    store = in_memory(Corpus(instruments={i.iri: i for i in both}))
    assert find_one(store, "5-HD/VPTW")["type"] == "hướng dẫn"
    assert find_one(store, "05-HĐ/VPTW")["type"] == "hợp đồng"


@pytest.mark.parametrize("text", ["đề án 6", "Đề án 06", "de an 006"])
def test_a_name_may_hold_a_number(text: str) -> None:
    scheme = Instrument("http://e/id/vn/chinh-phu/de-an/de-an-6", "đề án", None, None, "Đề án 06")
    assert find_one(in_memory(Corpus(instruments={scheme.iri: scheme})), text)["iri"] == scheme.iri


@pytest.mark.parametrize("text", ["nq TW 6 khóa XIII", "nghị quyết trung ương 6 khoá XIII"])
def test_the_code_of_a_body_stands_for_its_name(text: str) -> None:
    one = Instrument(
        "http://e/id/vn/ban-chap-hanh-trung-uong/nghi-quyet/hoi-nghi-6", "nghị quyết", None, None,
        "Nghị quyết Trung ương 6 khóa XIII", body="ban-chap-hanh-trung-uong",
    )  # fmt: skip
    assert find_one(in_memory(Corpus(instruments={one.iri: one})), text)["iri"] == one.iri


def test_three_laws_of_one_name_are_three() -> None:
    laws = [
        Instrument(f"http://e/id/vn/quoc-hoi/luat/{y}/x", "luật", None, str(y), "Luật Đất đai")
        for y in (2003, 2013, 2024)
    ]
    store = in_memory(Corpus(instruments={i.iri: i for i in laws}))
    with pytest.raises(AmbiguousInstrument) as caught:
        find_one(store, "luat dat dai")
    assert [c["date"] for c in caught.value.candidates] == ["2024", "2013", "2003"]
    assert find_one(store, "luật đất đai 2013")["date"] == "2013"


@pytest.mark.parametrize(
    ("text", "symbol", "number", "year", "date"),
    [
        ("3737 /UBND-TH", "3737-ubnd-th", None, None, None),
        ("Thông tư 08/2023/TT-BKHĐT", "8-2023-tt-bkhdt", None, None, None),
        ("55/2010/QH12", "55-2010-qh12", None, None, None),
        ("666/QĐ-UBND ngày 2-3-2024", "666-qd-ubnd", None, None, "2024-03-02"),
        ("kế hoạch 50 năm 2023", None, "50", "2023", None),
        ("qd 666 2024-03-02", None, "666", None, "2024-03-02"),
        ("nghị quyết 31/2/2024", None, None, None, "2024-02-31"),
        ("19", None, "19", None, None),
        ("2020", None, None, "2020", None),
    ],
)
def test_a_typed_text_is_taken_apart(
    text: str, symbol: str | None, number: str | None, year: str | None, date: str | None
) -> None:
    typed = read_typed(text)
    assert (typed.symbol, typed.number, typed.year, typed.date) == (symbol, number, year, date)


def test_dates_and_places_are_read_as_people_write_them() -> None:
    assert [read_date(t) for t in ("1/2/2020", "01-02-2020", "2020-02-01", "13/13/2020", "")] == [
        "2020-02-01", "2020-02-01", "2020-02-01", None, None,
    ]  # fmt: skip
    assert read_place("Thành phố Hà Nội") == "ha-noi"
    assert read_place("một nơi nào đó") == "mot-noi-nao-do"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_typed_text_is_an_error(text: str) -> None:
    read_typed(text)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet='19-CT/TU Đđ"\\\n{}?<>.#', max_size=25))
def test_no_typed_text_breaks_a_query(store: OxigraphStore, text: str) -> None:
    find_instruments(store, text)


@given(st.integers(0, 99999), st.sampled_from(["CT/TU", "NQ-HĐND", "2023/NĐ-CP"]), st.integers(0, 3))
def test_zeros_and_case_never_change_a_symbol_key(number: int, code: str, zeros: int) -> None:
    symbol = f"{number or 1}-{code}"
    assert symbol_key("0" * zeros + symbol.lower()) == symbol_key(symbol) == symbol_key(fold(symbol))
