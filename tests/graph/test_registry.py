"""The registry's tables hold together: keys are unique, slugs are slugs, links lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from graph import registry
from graph.identity import slug
from graph.registry import Law, RegistryError, parse_table

SYMBOL = re.compile(
    r"\d{1,3}/\d{4}/(QH\d{1,2}|(PL-)?UBTVQH\d{1,2})|\d{1,3}-(L/CTN|LCT/HĐNN[78])",
)


def repeated(keys: list[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


def test_every_key_is_unique():
    assert not repeated([t.type for t in registry.types()])
    assert not repeated([i.code for i in registry.issuers()])
    assert not repeated([(p.slug, p.valid_from) for p in registry.provinces()])
    assert not repeated([(law.name, law.symbol or law.date) for law in registry.laws()])
    assert not repeated([law.symbol for law in registry.laws() if law.symbol])


def test_a_variant_of_a_code_is_no_other_bodys_code():
    codes = [i.code for i in registry.issuers()] + [v for i in registry.issuers() for v in i.variants]
    assert not repeated(list(codes))


def test_a_word_names_one_type_only():
    assert not repeated([word for t in registry.types() for word in t.words])
    for t in registry.types():
        assert all(word == word.lower() for word in (t.type, *t.words))


def test_slugs_are_slugs():
    for value in (
        *(i.body for i in registry.issuers()),
        *(p.slug for p in registry.provinces()),
        *(t.slug for t in registry.types()),
    ):
        assert value == slug(value) != ""


def test_a_series_is_a_type_that_has_its_own_series():
    known = {t.type: t for t in registry.types()}
    for t in registry.types():
        assert not t.series or (t.series in known and not known[t.series].series)


def test_tables_are_sorted_so_that_a_change_is_seen_where_it_is():
    assert [t.type for t in registry.types()] == sorted(t.type for t in registry.types())
    assert [i.code for i in registry.issuers()] == sorted(i.code for i in registry.issuers())
    places = [(p.slug, p.valid_from) for p in registry.provinces()]
    assert places == sorted(places)
    names = [(law.name, law.date or "9999", law.symbol) for law in registry.laws()]
    assert names == sorted(names)


def test_every_row_says_where_it_comes_from():
    rows = (*registry.types(), *registry.issuers(), *registry.provinces(), *registry.laws())
    assert all(row.source for row in rows)


def test_there_were_63_provinces_and_there_are_34():
    before = [p for p in registry.provinces() if p.stood_on("2025-06-30")]
    after = [p for p in registry.provinces() if p.stood_on("2025-07-01")]
    assert (len(before), len(after)) == (63, 34)
    assert sum(p.kind == "thành phố" for p in after) == 6


def test_a_province_merges_into_one_that_stands_the_day_after():
    for p in registry.provinces():
        assert bool(p.valid_to) == bool(p.merged_into), p.name
        if p.valid_to:
            morrow = (date.fromisoformat(p.valid_to) + timedelta(days=1)).isoformat()
            for successor in p.merged_into:
                assert registry.province_named(successor, morrow) is not None, (p.name, successor)


def test_a_merged_name_is_two_units_told_apart_by_the_day():
    old = registry.province_named("Bắc Ninh", "2023-07-31")
    new = registry.province_named("Bắc Ninh", "2025-07-01")
    city = registry.province_named("Bắc Ninh")
    assert old is not None
    assert new is not None
    assert city is not None
    assert (old.valid_to, new.valid_from) == ("2025-06-30", "2025-07-01")
    assert city.party_committee == "Thành ủy Bắc Ninh"
    assert registry.province_named("Bắc Giang", "2025-07-01") is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TP.HCM", "Hồ Chí Minh"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("thanh hoá", "Thanh Hóa"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("bac-giang", "Bắc Giang"),
    ],
)
def test_a_place_is_found_however_it_is_written(written: str, name: str):
    found = registry.province_named(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("TTg", "TTg"),
        ("TTG", "TTg"),
        ("QH15", "QH"),
        ("UBTVQH14", "UBTVQH"),
        ("HĐND10", "HĐND"),
        ("BNN&PTNT", "BNNPTNT"),
        ("BNN-PTNT", "BNNPTNT"),
        ("SKH&ĐT", "SKHĐT"),
        ("UB", "UBND"),
    ],
)
def test_a_code_is_found_in_its_variants(written: str, code: str):
    found = registry.issuer(written)
    assert found is not None
    assert found.code == code


def test_an_unknown_code_or_name_is_none_and_not_a_guess():
    assert registry.issuer("XYZ") is None
    assert registry.issuer("") is None
    assert registry.issuer_named("Hội đồng quản trị") is None
    assert registry.province_named("Atlantis") is None
    assert registry.type_named("hóa đơn") is None
    assert registry.types_abbreviated("ZZ") == ()
    assert registry.laws_named("Luật Rừng xanh") == ()


def test_the_provincial_committee_and_its_standing_board_are_one_body():
    for name in ("Tỉnh ủy", "Ban Thường vụ Tỉnh uỷ", "Thành ủy", "Ban Chấp hành Đảng bộ tỉnh"):
        found = registry.issuer_named(name)
        assert found is not None
        assert (found.code, found.body, found.local) == ("TU", "tinh-uy", True)


def test_one_code_stands_for_three_bodies_of_the_centre():
    bodies = {registry.issuer_named(n) for n in ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương")}
    assert {body.body for body in bodies if body} == {"ban-chap-hanh-trung-uong"}
    assert None not in bodies


def test_an_abbreviation_keeps_all_that_it_may_mean():
    assert {t.type for t in registry.types_abbreviated("QĐ")} == {"quyết định", "quy định"}
    assert {t.type for t in registry.types_abbreviated("TT")} == {"thông tư", "thông tri"}
    assert [t.type for t in registry.types_abbreviated("QyĐ")] == ["quy định"]
    assert "chương trình hành động" in {t.type for t in registry.types_abbreviated("CTr")}


def test_an_action_programme_is_numbered_as_a_programme():
    found = registry.type_named("Chương trình hành động")
    assert found is not None
    assert (found.type, found.slug) == ("chương trình hành động", "chuong-trinh")


def test_symbols_of_laws_are_well_formed_and_their_year_is_that_of_the_date():
    for law in registry.laws():
        assert law.symbol or law.type == "hiến pháp", law.name
        assert not law.symbol or SYMBOL.fullmatch(law.symbol), law.symbol
        year = re.search(r"/(\d{4})/", law.symbol)
        if year and law.date:
            assert law.date.startswith(year[1]), law.symbol


def test_names_of_laws_begin_with_their_type_and_are_clean():
    for law in registry.laws():
        assert law.type in ("luật", "bộ luật", "pháp lệnh", "hiến pháp"), law.name
        assert not law.name.endswith((".", ",", ";"))


def test_an_amended_law_is_in_the_table_and_older():
    for law in registry.laws():
        for symbol in law.amends:
            amended = registry.law_numbered(symbol)
            assert amended is not None, (law.symbol, symbol)
            assert not (law.date and amended.date) or amended.date < law.date


def test_versions_of_one_name_come_oldest_first():
    assert [law.symbol for law in registry.laws_named("luật đất đai")] == [
        "24-L/CTN",
        "13/2003/QH11",
        "45/2013/QH13",
        "31/2024/QH15",
    ]
    assert [law.year for law in registry.laws_named("Luật Thanh tra")] == ["2004", "2010", "2022", "2025"]


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Luật Phòng, chống bệnh truyền nhiễm", "03/2007/QH12"),
        ("Luật Đê điều", "79/2006/QH11"),
        ("Luật PPP", "64/2020/QH14"),
        ("LUẬT KHIẾU NẠI", "02/2011/QH13"),
        (
            "Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương",
            "47/2019/QH14",
        ),
    ],
)
def test_a_law_is_found_by_its_name(name: str, symbol: str):
    assert [law.symbol for law in registry.laws_named(name)] == [symbol]


def test_a_law_is_found_with_and_without_leading_zeros():
    assert registry.law_numbered("02/2011/QH13") is registry.law_numbered("2/2011/QH13") is not None
    assert registry.law_numbered("999/2011/QH13") is None


def test_there_are_enough_laws_to_read_by():
    assert len(registry.laws()) >= 500


HEADER = "name\tsymbol\tdate\tamends\taliases\tsource\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\tsymbol\n", "sai cột"),
        (HEADER + "Luật Giá\t16/2023/QH15\n", "dòng 2: có 2 ô"),
        (HEADER + "Luật Giá \t16/2023/QH15\t\t\t\tx\n", "thừa khoảng trắng"),
        (HEADER + "Luật Giá\t16/2023/QH15\t19/6/2023\t\t\tx\n", "ngày không hợp lệ"),
        ("", "sai cột"),
    ],
)
def test_a_damaged_table_is_one_clear_error(text: str, words: str):
    with pytest.raises(RegistryError, match=words):
        parse_table("laws.tsv", text, Law)


def test_a_table_that_is_not_there_is_one_clear_error():
    with pytest.raises(RegistryError, match=r"không đọc được bảng none\.tsv"):
        registry._table("none.tsv", Law)
