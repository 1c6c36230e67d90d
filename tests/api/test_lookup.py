"""What a pasted text or a file cites: where, what it is, how that stands, and what is no citation at all."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promises import V1, check
from pyoxigraph import QuerySolutions
from scripts import foreign_scripts
from small_corpus import CONGRESS, CT17_2020, CT17_2022, CT19, CT26_TU, KH50_TN, LAND, NQ58

from api.lookup.answering import looked_up
from api.lookup.said import read_text
from graph.store.embedded import EmbeddedStore
from ingest.update import update

ADDRESS = f"{V1}/lookup"
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
MEANT = """
PREFIX dan: <https://w3id.org/danchieu/def#>
PREFIX cito: <http://purl.org/spar/cito/>
SELECT ?digest ?start ?end ?to
{ ?citation dan:textDigest ?digest ; dan:start ?start ; dan:end ?end ; cito:hasCitedEntity ?to }
"""
SENTENCE = "Thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 của Tỉnh ủy Bắc Giang."


@pytest.fixture
def ask(client: httpx.Client, openapi: dict[str, Any]) -> Any:
    """The answer about a text, which must be what the OpenAPI promises."""

    def found(text: str, **more: str) -> Any:
        return check(openapi, ADDRESS, client.post(ADDRESS, json={"text": text, **more}), "post")

    return found


def test_a_citation_is_told_with_its_place_its_instrument_and_its_official_form(ask: Any) -> None:
    text = f"🖋 {SENTENCE}"
    (item,) = ask(text)["items"]
    assert text[item["start"] : item["end"]] == item["quote"] == "19-CT/TU"
    mention = item["mention"]
    assert text[mention["start"] : mention["end"]].startswith("Chỉ thị số 19-CT/TU ngày 11/6/2020")
    assert (item["status"], item["instrument"]["iri"]) == (200, CT19.iri)
    assert item["citation"]["date"] == "2020-06-11"
    assert (item["citation"]["type"], item["citation"]["issuer"]) == ("chỉ thị", "Tỉnh ủy Bắc Giang")
    assert item["method"] == "symbol-date-issuer"
    assert item["assumed"] == item["disagrees"] == item["candidates"] == item["near"] == []
    official = "Chỉ thị số 19-CT/TU, ngày 11/6/2020 của Tỉnh ủy Bắc Giang về công tác vệ sinh môi trường"
    assert item["suggestion"] == {"text": official, "missing": []}


def test_relations_have_their_official_names(ask: Any) -> None:
    items = ask("QUYẾT ĐỊNH\n\nCăn cứ Luật Đất đai số 31/2024/QH15;\n\nĐiều 1. Thực hiện theo quy định.")["items"]
    assert [(i["relation"], i["relation_name"]) for i in items] == [("legalBasis", "căn cứ")]
    assert items[0]["instrument"]["iri"] == LAND.iri
    assert items[0]["suggestion"]["text"] == "Luật Đất đai số 31/2024/QH15"


def test_several_instruments_of_one_number_are_told_with_what_tells_them_apart(ask: Any) -> None:
    (item,) = ask("Làm theo Chỉ thị số 17-CT/TU.")["items"]
    assert item["status"] == 300
    assert {one["iri"] for one in item["candidates"]} == {CT17_2020.iri, CT17_2022.iri}
    assert item["told_apart_by"] == ["date", "title"]
    assert "ngày ban hành" in item["message"]
    assert item["instrument"] is item["standing"] is item["suggestion"] is None
    (dated,) = ask("Làm theo Chỉ thị số 17-CT/TU ngày 14/10/2022.")["items"]
    assert dated["instrument"]["iri"] == CT17_2022.iri
    (titled,) = ask("Làm theo Chỉ thị số 17-CT/TU về thu gom, xử lý rác thải.")["items"]
    assert (titled["instrument"]["iri"], titled["method"]) == (CT17_2020.iri, "title-likeness")


def test_a_wrong_day_is_not_taken_for_the_instrument(ask: Any) -> None:
    (item,) = ask("Thực hiện Nghị quyết số 58/NQ-CP ngày 22/4/2023 của Chính phủ.")["items"]
    assert (item["status"], item["disagrees"]) == (404, ["date"])
    assert [one["iri"] for one in item["near"]] == [NQ58.iri]
    assert item["message"] == "Có «58/NQ-CP» nhưng ngày 21/4/2023, không phải 22/4/2023."


def test_a_wrong_type_and_a_wrong_body_are_said(ask: Any) -> None:
    (kind,) = ask("Thực hiện Quyết định số 19-CT/TU ngày 11/6/2020.")["items"]
    assert (kind["status"], kind["disagrees"]) == (404, ["type"])
    (place,) = ask("Thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 của Tỉnh ủy Thái Nguyên.")["items"]
    assert (place["status"], place["disagrees"]) == (404, ["issuer"])
    (body,) = ask("Theo Nghị quyết số 58/NQ-CP ngày 21/4/2023 của Thủ tướng Chính phủ.")["items"]
    assert (body["status"], body["disagrees"], body["instrument"]["iri"]) == (200, ["issuer"], NQ58.iri)
    assert "Chính phủ" in body["message"]


def test_what_nobody_knows_has_near_misses(ask: Any) -> None:
    (item,) = ask("Theo Chỉ thị số 18-CT/TU.")["items"]
    assert (item["status"], item["disagrees"]) == (404, [])
    assert {CT19.iri, CT17_2020.iri} & {one["iri"] for one in item["near"]}


def test_what_the_text_does_not_say_and_the_store_has_one_of_is_said(ask: Any) -> None:
    (item,) = ask("Theo Chỉ thị số 19-CT/TU.")["items"]
    assert (item["instrument"]["iri"], item["assumed"]) == (CT19.iri, ["place", "date"])
    (placed,) = ask("Theo Chỉ thị số 19-CT/TU.", place="tỉnh Bắc Giang")["items"]
    assert placed["assumed"] == ["date"]
    (other,) = ask("Theo Chỉ thị số 19-CT/TU.", place="thai-nguyen")["items"]
    assert (other["status"], other["disagrees"]) == (404, ["issuer"])


def test_what_was_cited_in_full_before_settles_what_is_cited_in_short(ask: Any) -> None:
    text = (
        "Chỉ thị số 17-CT/TU ngày 27/02/2020 của Tỉnh ủy Bắc Giang được làm tốt. Nay tiếp tục Chỉ thị số 17-CT/TU. "
        "Chỉ thị nêu trên còn giá trị."
    )
    found = ask(text)["items"]
    assert [item["instrument"]["iri"] for item in found] == [CT17_2020.iri] * 3
    assert [item["method"] for item in found] == ["symbol-date-issuer", "same-document", "anaphor"]
    (alone,) = ask("Chỉ thị nêu trên còn giá trị.")["items"]
    assert alone["status"] == 404


def test_laws_are_told_apart_by_their_year_and_bare_numbers_by_their_type(ask: Any) -> None:
    (law,) = ask("Theo Luật Đất đai năm 2024.")["items"]
    assert (law["instrument"]["iri"], law["method"]) == (LAND.iri, "name-and-year")
    (other,) = ask("Theo Luật Đất đai năm 2013.")["items"]
    assert (other["status"], other["disagrees"]) == (404, ["date"])
    (number,) = ask("Triển khai Nghị quyết 58 của Chính phủ.")["items"]
    assert number["instrument"]["iri"] == NQ58.iri
    (unknown,) = ask("Triển khai Nghị định 58 của Chính phủ.")["items"]
    assert unknown["status"] == 404
    (congress,) = ask("Theo Nghị quyết Đại hội XIII của Đảng.")["items"]
    assert congress["instrument"]["iri"] == CONGRESS.iri


def test_a_law_is_the_version_whose_number_the_text_gives_wherever_it_does(ask: Any) -> None:
    items = ask("Luật Đất đai được thi hành.\n\nCăn cứ Luật Đất đai số 31/2024/QH15;")["items"]
    assert [item["instrument"]["iri"] for item in items] == [LAND.iri, LAND.iri]
    assert items[0]["method"] == "name-in-document"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared documents are not on this machine")
def test_what_is_looked_up_in_a_document_is_what_the_graph_has_of_it(tmp_path: Path) -> None:
    """Less may be found than with the whole corpus in memory, but nothing else."""
    update(tmp_path, [SEEDS])
    same = 0
    with EmbeddedStore.open(tmp_path) as store:
        solutions = store.query(MEANT)
        assert isinstance(solutions, QuerySolutions)
        meant = {
            (row["digest"].value, int(row["start"].value), int(row["end"].value)): row["to"].value for row in solutions
        }
        for path in sorted(SEEDS.glob("*.txt")):
            found = looked_up(store, read_text(path.read_text(encoding="utf-8")), None, "2026-11-21")
            for item in found["items"]:
                key = f"sha256:{found['source']['sha256']}", item["start"], item["end"]
                if item["instrument"] is not None and key in meant:
                    assert item["instrument"]["iri"] == meant[key], item["quote"]
                    same += 1
    assert same > 100


def test_numbers_of_forms_and_contracts_are_no_citations_and_say_why(ask: Any) -> None:
    found = ask("Kê khai theo Mẫu số 05/BC-SNV; Hợp đồng số 15/2024/HĐ-XD.")["items"]
    assert [(item["status"], item["citation"]) for item in found] == [(400, None)] * 2
    assert "Mẫu số" in found[0]["message"]
    assert "Hợp đồng" in found[1]["message"]


def test_how_an_instrument_stands_is_told_for_a_day(ask: Any) -> None:
    text = "Theo Chỉ thị số 26-CT/TU ngày 09/6/2023 của Tỉnh ủy Bắc Giang."
    (now,) = ask(text)["items"]
    assert now["instrument"]["iri"] == CT26_TU.iri
    assert now["standing"]["state"] == "replaced"
    assert now["standing"]["by"]["iri"] == KH50_TN.iri
    assert now["standing"]["changes"][0]["evidence"][0]["quote"] == "26-CT/TU"
    (before,) = ask(text, on="01/01/2024")["items"]
    assert before["standing"]["state"] == "unknown"


def test_what_people_type_into_a_search_box_is_found_too(ask: Any) -> None:
    (item,) = ask("  ct19 ")["items"]
    assert (item["quote"], item["start"], item["instrument"]["iri"]) == ("ct19", 2, CT19.iri)
    assert ask("xin chào các bạn")["items"] == []


def test_plain_text_and_a_file_are_read_as_well(client: httpx.Client, openapi: dict[str, Any]) -> None:
    plain = client.post(ADDRESS, content=SENTENCE.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
    assert plain.json()["items"][0]["instrument"]["iri"] == CT19.iri
    assert plain.json()["source"]["text"] is None
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    written = io.BytesIO()
    document.save(written)
    response = client.post(ADDRESS, files={"file": ("dự thảo.docx", written.getvalue())})
    found = check(openapi, ADDRESS, response, "post")
    assert found["source"]["name"] == "dự thảo.docx"
    (item,) = found["items"]
    assert found["source"]["text"][item["start"] : item["end"]] == item["quote"] == "19-CT/TU"
    assert item["instrument"]["iri"] == CT19.iri


@pytest.mark.parametrize(
    ("body", "kind", "status", "words"),
    [
        (b'{"text": ""}', "application/json", 422, "text"),
        (b"{}", "application/json", 422, "text"),
        (b'{"text": 5}', "application/json", 422, "text"),
        (b"[]", "application/json", 422, "JSON"),
        (b"{", "application/json", 400, "JSON"),
        (b'{"text": "a", "what": 1}', "application/json", 422, "what"),
        (b'{"text": "\\ud800 19-CT/TU"}', "application/json", 422, "Unicode"),
        (b'{"text": "a", "on": "h\\u00f4m qua"}', "application/json", 422, "ngày"),
        (b"\xff\xfe", "text/plain", 400, "UTF-8"),
        (b"a", "text/plain; charset=utf-16", 415, "UTF-8"),
        (b"a", "application/pdf", 415, "multipart/form-data"),
        (b"x" * 64_001, "text/plain", 413, "64000"),
        (b"x" * 1_200_000, "text/plain", 413, "64000"),
    ],
)
def test_what_cannot_be_looked_up_is_refused_in_one_sentence(
    client: httpx.Client, openapi: dict[str, Any], body: bytes, kind: str, status: int, words: str
) -> None:
    response = client.post(ADDRESS, content=body, headers={"Content-Type": kind})
    assert response.status_code == status
    assert words in check(openapi, ADDRESS, response, "post")["detail"]


def test_a_broken_file_is_refused_with_the_reason(client: httpx.Client) -> None:
    response = client.post(ADDRESS, files={"file": ("a.docx", b"PK\x03\x04 no archive")})
    assert response.status_code == 422
    assert "a.docx" in response.json()["detail"]


def test_more_than_can_be_looked_up_at_once_is_said_where(ask: Any) -> None:
    found = ask("\n".join(f"Chỉ thị số {n}-CT/TU;" for n in range(1, 521)))
    left = [item for item in found["items"] if item["status"] == 429]
    assert (len(found["items"]), len(left)) == (520, 20)
    assert found["left_from"] == left[0]["start"]


def test_as_a_page_the_text_is_marked_and_nothing_in_it_is_markup(client: httpx.Client) -> None:
    evil = '<script>alert(1)</script> "><img src=x onerror=alert(1)> '
    page = client.post(ADDRESS, json={"text": evil + SENTENCE}, headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert foreign_scripts(page.text) == []
    assert "<img" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert '<mark class="status-200" title="Là chỉ thị 19-CT/TU ngày 11/6/2020."><a href="/van-ban/vn/' in page.text
    assert " style=" not in page.text


def test_the_citations_come_as_a_table_and_in_part_as_every_list_does(client: httpx.Client) -> None:
    table = client.post(ADDRESS, json={"text": SENTENCE}, headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert "19-CT/TU" in table.text.splitlines()[1]
    part = client.post(ADDRESS, params={"fields": "quote,instrument.iri"}, json={"text": SENTENCE}).json()
    assert part["items"] == [{"quote": "19-CT/TU", "instrument": {"iri": CT19.iri}}]
    refused = client.post(ADDRESS, json={"text": SENTENCE}, headers={"Accept": "image/png"})
    assert refused.status_code == 406


def test_one_number_that_is_nothing_like_one_is_no_citation(client: httpx.Client, openapi: dict[str, Any]) -> None:
    response = client.get(ADDRESS, params={"q": "???"})
    assert response.status_code == 400
    assert check(openapi, ADDRESS, response)["type"].endswith("/not-a-citation")


PARTS = st.sampled_from(
    ["19-CT/TU", "Chỉ thị số ", " ngày 11/6/2020", "Căn cứ ", "\r\n", "\u0301", "điểm a khoản 2 Điều 5 ",
     "của Tỉnh ủy ", "Nghị định này", "Mẫu số 05/BC-X", "\x00", "**", "𝟙", "\u202e", "Luật Đất đai", "<b>",
     "57, 58/NQ-CP", "&amp;"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(PARTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=12)), max_size=25))
def test_whatever_is_pasted_is_answered_and_offsets_hold(client: httpx.Client, parts: list[str]) -> None:
    text = "".join(parts)
    response = client.post(ADDRESS, json={"text": text})
    if not text.strip():
        assert response.status_code == 422
        return
    assert response.status_code == 200
    for item in response.json()["items"]:
        assert text[item["start"] : item["end"]] == item["quote"]
        assert item["mention"]["start"] <= item["start"] < item["end"] <= item["mention"]["end"]
        assert item["message"].endswith(".")
    assert client.post(ADDRESS, json={"text": text}, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("unit", ["19-CT/TU ", "1, 2, 3, ", "Điều 5 ", "(", "số 1/2/3-", "\u0301", "a/"])
def test_a_hostile_text_takes_no_more_than_its_length(client: httpx.Client, unit: str) -> None:
    text = unit * (64_000 // len(unit))
    began = time.perf_counter()
    assert client.post(ADDRESS, json={"text": text}).status_code == 200
    assert time.perf_counter() - began < 10
