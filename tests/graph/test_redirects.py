"""Identifiers that are no longer in use still lead to their instrument, and never to a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.settings import Settings
from graph.changelog import history
from graph.model import Corpus, Instrument
from graph.questions import UnknownInstrument, find_one
from graph.review.applying import apply
from graph.store.embedded import load
from graph.store.engine import in_memory
from graph.triples.redirects import provisional
from tests.graph.decided import decided
from tests.graph.small_corpus import CT17_2020, KL120, NQ58, Draft

BASE = "https://w3id.org/danchieu/id/vn/tinh-uy-bac-giang/ket-luan"
YEAR, DAY, OTHER_DAY, UNDATED = (f"{BASE}/{d}7-kl-tu" for d in ("2021/", "2021-05-07/", "2021-11-30/", ""))


def citing(*iris: str) -> Corpus:
    f = Draft("x.txt", NQ58)
    known = [NQ58]
    for number, iri in enumerate(iris):
        date = iri.removeprefix(BASE).split("/")[1]
        one = Instrument(iri, "kết luận", "7-KL/TU", date if date[:2] == "20" else None)
        f.cite(f.say(f"Điều {number}", f"Theo 7-KL/TU lần {number}."), "7-KL/TU", one, "cites", "d0")
        known.append(one)
    return Corpus([f.done()], {i.iri: i for i in known})


def test_the_form_with_the_year_leads_to_the_one_with_the_day() -> None:
    assert provisional([DAY]) == {YEAR: DAY}
    assert find_one(in_memory(citing(DAY)), YEAR)["iri"] == DAY


def test_of_two_in_a_year_of_congress_neither_is_meant() -> None:
    assert provisional([DAY, OTHER_DAY]) == {}
    with pytest.raises(UnknownInstrument):
        find_one(in_memory(citing(DAY, OTHER_DAY)), YEAR)


def test_the_form_without_a_date_leads_nowhere_and_one_that_is_in_use_stays() -> None:
    assert UNDATED not in provisional([DAY])
    assert provisional([DAY, YEAR]) == {}
    assert provisional([UNDATED, "http://e/other", f"{BASE}/khoa-13/x"]) == {}


def test_another_house_keeps_its_own_base() -> None:
    assert provisional([DAY.replace("w3id.org/danchieu", "example.vn")]) == {
        YEAR.replace("w3id.org/danchieu", "example.vn"): DAY.replace("w3id.org/danchieu", "example.vn")
    }


@given(st.lists(st.sampled_from([YEAR, DAY, OTHER_DAY, UNDATED, KL120.iri, CT17_2020.iri])))
def test_a_redirect_leads_in_one_step_to_an_instrument_in_use(iris: list[str]) -> None:
    found = provisional(iris)
    assert set(found.values()) <= set(iris)
    assert not set(found) & set(iris)
    assert found == provisional(reversed(iris))


def test_what_a_reviewer_set_apart_has_no_redirect() -> None:
    split = decided("instrument", "split", DAY, {"from": YEAR})
    with pytest.raises(UnknownInstrument):
        find_one(in_memory(apply(citing(DAY), [split])), YEAR)


def test_a_day_that_is_learned_moves_the_instrument_and_the_old_address_leads_to_it(tmp_path: Path) -> None:
    load(citing(YEAR), tmp_path)
    load(citing(DAY), tmp_path)
    with TestClient(create_app(Settings(store=tmp_path)), "http://localhost") as client:
        answer = client.get("/id/" + YEAR.partition("/id/")[2], follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, "/id/" + DAY.partition("/id/")[2])
    last = history(tmp_path, "2", "1")["loads"][0]
    assert last["counts"]["edges"] == {"added": 0, "removed": 0, "changed": 0}
    assert [(one["change"], one["after"]["iri"]) for one in last["instruments"]] == [("changed", DAY)]
