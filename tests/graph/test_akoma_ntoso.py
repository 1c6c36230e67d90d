"""Every instrument's name in the Akoma Ntoso convention: one for one, and none where it cannot be had."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import registry
from graph.akoma_ntoso import akn_work
from graph.exports import export
from graph.identity import Key
from graph.network import export_graph
from graph.store.engine import OxigraphStore
from graph.vocabulary import DAN
from tests.graph.small_corpus import CONGRESS, CT17_2020, CT17_2022, CT19

PARTS = st.text(st.sampled_from("ab19-"), min_size=1, max_size=6).filter(
    lambda part: bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part))
)
TYPES = st.one_of(PARTS, st.sampled_from(["chi-thi", "luat", "ke-hoach", "an-le", "nghi-quyet"]))
KEYS = st.builds(Key, PARTS, TYPES, PARTS, st.sampled_from(["2020", "2020-06-11", "2021-06-11", "khoa-13", None]))


@given(KEYS, KEYS)
def test_two_instruments_never_share_a_name(one: Key, other: Key) -> None:
    names = [akn_work(key.iri()) for key in (one, other)]
    assert (names[0] == names[1] and names[0] is not None) == (one == other and one.date not in (None, "khoa-13"))


@given(KEYS)
def test_a_name_has_all_the_parts_of_the_convention(key: Key) -> None:
    name = akn_work(key.iri())
    if name is None:
        assert key.date in (None, "khoa-13")
        return
    empty, akn, country, doctype, subtype, actor, date, number = name.split("/")
    assert (empty, akn, country) == ("", "akn", "vn")
    assert doctype in ("act", "doc", "judgment", "statement")
    assert Key(actor, subtype, number, date) == key


@pytest.mark.parametrize("iri", ["https://example.org/id/vn/a/luat/2020/1", "not an IRI", "urn:x", CONGRESS.iri])
def test_what_has_no_date_or_is_not_ours_has_none(iri: str) -> None:
    assert akn_work(iri) is None


def test_the_table_names_only_types_that_are_registered() -> None:
    text = (files("graph") / "akoma-ntoso.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert {row["doctype"] for row in rows} == {"act", "judgment", "statement"}
    known = {found.type for row in rows if (found := registry.type_named(row["type"]))}
    assert known == {row["type"] for row in rows}


def test_it_is_in_the_graph_and_in_every_table(store: OxigraphStore) -> None:
    rows = store.query(f"SELECT ?i ?n WHERE {{ ?i <{DAN.aknWork.value}> ?n }}")
    told = {row["i"].value: row["n"].value for row in rows}  # type: ignore[union-attr]
    assert told[CT19.iri] == "/akn/vn/statement/chi-thi/tinh-uy-bac-giang/2020-06-11/19-ct-tu"
    assert told[CT17_2020.iri] != told[CT17_2022.iri]
    assert CONGRESS.iri not in told
    assert len(set(told.values())) == len(told)
    assert told == {i: about["akn"] for i, about in export_graph(store).nodes(data=True) if "akn" in about}
    with zipfile.ZipFile(io.BytesIO(export(store, "csv"))) as archive:
        table = csv.DictReader(io.StringIO(archive.read("nodes.csv").decode("utf-8-sig")))
        assert {row["iri"]: row["akn"] for row in table if row["akn"]} == told
