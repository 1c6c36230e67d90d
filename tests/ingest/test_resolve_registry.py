"""What an import settles: laws by name, symbols without a day, bare numbers; and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph import registry
from graph.model import Citation, Corpus
from graph.registry.imported import Imported, KnownInstrument
from graph.registry.refusals import BadSymbol, NotNational
from ingest.resolve.registered import check
from ingest.run import read_corpus
from tests.ingest.test_resolve import document

IRI = "https://w3id.org/danchieu/id/vn/"
Read = Callable[..., Corpus]


def known(type_: str, symbol: str, date: str, name: str = "", *aliases: str) -> KnownInstrument:
    return KnownInstrument(type_, symbol, date, name, aliases, "ví dụ")


LAW = known("luật", "999/2023/QH15", "2023-06-20", "Luật Cây xanh và mặt nước", "Luật Cây xanh")
RESOLUTION = known("nghị quyết", "58/NQ-CP", "2023-04-21", "về hỗ trợ doanh nghiệp", "Nghị quyết hỗ trợ doanh nghiệp")
DECREE = known("nghị định", "80/2021/NĐ-CP", "2021-08-26", "hướng dẫn Luật Hỗ trợ doanh nghiệp")
PARTY = known("nghị quyết", "29-NQ/TW", "2013-11-04", "về đổi mới giáo dục")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read texts with these instruments imported: `read([LAW], a="…", b="…")`."""

    def build(instruments: list[KnownInstrument], **texts: str) -> Corpus:
        paths = []
        for name, text in texts.items():
            paths.append(tmp_path / f"{name}.txt")
            paths[-1].write_text(text, encoding="utf-8")
        return read_corpus(paths, registry=Imported(tuple(instruments)))

    return build


def cited(corpus: Corpus, text: str) -> Citation:
    (found,) = (c for e in corpus.extractions for c in e.citations if c.text == text)
    return found


def test_a_law_that_was_unknown_is_found_by_its_names_after_an_import(read: Read) -> None:
    text = document("1. Áp dụng Luật Cây xanh.\n\n2. Theo Luật Cây xanh và mặt nước.")
    iri = f"{IRI}quoc-hoi/luat/2023-06-20/999-2023-qh15"
    before = read([], a=text)
    assert cited(before, "Luật Cây xanh").instrument != iri
    after = read([LAW], a=text)
    assert {cited(after, name).instrument for name in LAW.names} == {iri}
    assert (after.instruments[iri].symbol, after.instruments[iri].title) == (LAW.symbol, LAW.name)
    assert read([], a=text).instruments.keys() == before.instruments.keys()
    assert registry.in_use() is None


def test_a_law_by_name_and_by_undated_number_is_one(read: Read) -> None:
    found = read([LAW], a=document("1. Theo Luật số 999/2023/QH15.\n\n2. Áp dụng Luật Cây xanh."))
    assert cited(found, "999/2023/QH15").instrument == cited(found, "Luật Cây xanh").instrument
    assert cited(found, "Luật Cây xanh").instrument == f"{IRI}quoc-hoi/luat/2023-06-20/999-2023-qh15"


def test_an_imported_amending_law_does_not_hide_the_law_that_it_amends(read: Read) -> None:
    amending = known("luật", "998/2023/QH15", "2023-06-20", "Luật sửa đổi, bổ sung một số điều của Luật Cây xanh")
    found = read([LAW, amending], a=document(f"1. Theo {amending.name}."))
    assert cited(found, amending.name).instrument == f"{IRI}quoc-hoi/luat/2023-06-20/998-2023-qh15"
    assert cited(found, "Luật Cây xanh").instrument == f"{IRI}quoc-hoi/luat/2023-06-20/999-2023-qh15"


def test_a_code_by_name_and_by_number_is_one(read: Read) -> None:
    found = read([], a=document("1. Theo Bộ luật Dân sự năm 2015.\n\n2. Theo Bộ luật số 91/2015/QH13."))
    assert cited(found, "91/2015/QH13").instrument == cited(found, "Bộ luật Dân sự").instrument


def test_a_symbol_without_a_day_is_the_registered_instrument(read: Read) -> None:
    found = read([RESOLUTION], a=document("1. Thực hiện Nghị quyết số 58/NQ-CP của Chính phủ."))
    citation = cited(found, "58/NQ-CP")
    assert citation.instrument == f"{IRI}chinh-phu/nghi-quyet/2023-04-21/58-nq-cp"
    assert (citation.method, citation.confidence) == ("registered-symbol", 0.9)
    instrument = found.instruments[citation.instrument]
    assert (instrument.date, instrument.title, instrument.issuer) == ("2023-04-21", RESOLUTION.name, "Chính phủ")
    assert instrument.aliases == list(RESOLUTION.aliases)


def test_a_registered_instrument_that_is_later_than_the_citing_text_is_not_chosen(read: Read) -> None:
    found = read(
        [RESOLUTION, DECREE],
        a=document("1. Thực hiện Nghị quyết số 58/NQ-CP.\n\n2. Theo Nghị định 80.", day="20/4/2021"),
    )
    assert cited(found, "58/NQ-CP").instrument == f"{IRI}chinh-phu/nghi-quyet/58-nq-cp"
    assert cited(found, "Nghị định 80").instrument is None
    assert not [iri for iri in found.instruments if "2023-04-21" in iri or "80-2021" in iri]


def test_a_written_year_is_agreed_with(read: Read) -> None:
    text = "1. Nghị quyết số 58/NQ-CP năm {0}.\n\n2. Theo Nghị định 80 năm {1}."
    same = read([RESOLUTION, DECREE], a=document(text.format(2023, 2021)))
    assert cited(same, "58/NQ-CP").instrument == f"{IRI}chinh-phu/nghi-quyet/2023-04-21/58-nq-cp"
    assert cited(same, "Nghị định 80").method == "registered-number"
    other = read([RESOLUTION, DECREE], a=document(text.format(2022, 2020)))
    assert cited(other, "58/NQ-CP").instrument == f"{IRI}chinh-phu/nghi-quyet/2022/58-nq-cp"
    assert cited(other, "Nghị định 80").instrument is None


def test_a_bare_number_is_the_one_registered_instrument_of_that_type_and_number(read: Read) -> None:
    found = read([DECREE, PARTY], a=document("1. Theo Nghị định 80.\n\n2. Theo Nghị quyết số 29."))
    assert cited(found, "Nghị định 80").instrument == f"{IRI}chinh-phu/nghi-dinh/2021-08-26/80-2021-nd-cp"
    citation = cited(found, "29")
    assert citation.instrument == f"{IRI}ban-chap-hanh-trung-uong/nghi-quyet/2013-11-04/29-nq-tw"
    assert (citation.method, citation.confidence, citation.jurisdiction) == ("registered-number", 0.9, "vn")
    assert found.instruments[citation.instrument].branch == "party"


def test_two_that_fit_are_both_kept_as_candidates(read: Read) -> None:
    other = known("nghị quyết", "29/NQ-CP", "2022-03-01")
    earlier = known("nghị quyết", "58/NQ-CP", "2020-04-27")
    found = read(
        [PARTY, other, RESOLUTION, earlier],
        a=document("1. Theo Nghị quyết số 29.\n\n2. Theo Nghị quyết số 58/NQ-CP."),
    )
    for text in ("29", "58/NQ-CP"):
        citation = cited(found, text)
        assert citation.instrument is None
        assert (citation.method, citation.confidence, len(citation.candidates)) == ("ambiguous", 0.0, 2)


def test_an_issuer_that_is_written_decides(read: Read) -> None:
    other = known("nghị quyết", "29/NQ-CP", "2022-03-01")
    found = read(
        [PARTY, other],
        a=document("1. Theo Nghị quyết số 29 của Chính phủ."),
        b=document("1. Theo Nghị quyết số 29 của Hội đồng nhân dân tỉnh.", number=2),
    )
    said = {c.issuer: c.instrument for e in found.extractions for c in e.citations if c.text == "29"}
    assert said["Chính phủ"] == f"{IRI}chinh-phu/nghi-quyet/2022-03-01/29-nq-cp"
    assert [iri for issuer, iri in said.items() if issuer != "Chính phủ"] == [None]


def test_a_number_that_the_place_has_too_stays_open(read: Read) -> None:
    found = read(
        [PARTY],
        a=document("1. Theo Nghị quyết số 29."),
        b=document("1. Theo Nghị quyết số 29-NQ/TU ngày 01/3/2022 của Tỉnh ủy.", number=2),
        c=document("1. Theo Nghị quyết số 29.", number=3, place="Bắc Ninh"),
    )
    by_place = {e.documents[0].jurisdiction: c for e in found.extractions for c in e.citations if c.text == "29"}
    assert (by_place["lang-son"].method, len(by_place["lang-son"].candidates)) == ("ambiguous", 2)
    assert by_place["bac-ninh"].method == "registered-number"


def test_what_the_same_document_cites_in_full_comes_first(read: Read) -> None:
    found = read([PARTY], a=document("1. Theo Nghị quyết số 29/NQ-CP ngày 01/3/2022.\n\n2. Theo Nghị quyết số 29."))
    assert cited(found, "29").method == "number-in-document"


def test_the_registered_day_is_believed_and_another_is_a_conflict(read: Read) -> None:
    found = read([RESOLUTION], a=document("1. Thực hiện Nghị quyết số 58/NQ-CP ngày 22/4/2023 của Chính phủ."))
    assert cited(found, "58/NQ-CP").instrument == f"{IRI}chinh-phu/nghi-quyet/2023-04-21/58-nq-cp"
    assert [p.code for p in found.problems] == ["date-conflict"]


def test_what_nobody_cites_is_not_in_the_corpus(read: Read) -> None:
    found = read([LAW, RESOLUTION, DECREE, PARTY], a=document("1. Chăm sóc cây."))
    assert len(found.instruments) == 1


def test_an_instrument_that_no_mention_could_mean_is_refused() -> None:
    with pytest.raises(NotNational, match="địa phương"):
        check(known("chỉ thị", "17-CT/TU", "2022-10-14"))
    with pytest.raises(NotNational, match="chưa có"):
        check(known("thông tư", "12/2024/TT-XYZW", "2024"))
    with pytest.raises(BadSymbol):
        check(known("nghị quyết", "58/", "2023"))


def test_every_law_of_the_program_could_be_imported() -> None:
    for law in registry.laws():
        if law.symbol:
            check(known(law.type, law.symbol, law.date or law.year, law.name))
