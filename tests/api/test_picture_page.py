"""The page of the picture of the graph: what it shows, says, refuses, and never does."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import networkx as nx
import pytest
from fastapi import FastAPI
from small_corpus import CT19, KH88, KL120, LAND, NQ33, small_corpus

from api.app import create_app
from api.settings import Settings
from graph.identity import agency_iri
from graph.store.embedded import load

EVIL = '"><script src=//evil.example/x.js></script><img src=x onerror=alert(1)> javascript:alert(1)'
DEPARTMENT = agency_iri("Sở Tài nguyên và Môi trường tỉnh Bắc Giang")


def short(iri: str) -> str:
    return iri.partition("/id/")[2]


@pytest.fixture(scope="module")
def picture(client: httpx.Client) -> Callable[..., dict[str, Any]]:
    """What the page's script is given to draw, for these parameters."""

    def ask(**asked: Any) -> dict[str, Any]:
        answer = client.get("/do-thi/hinh.json", params=asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return ask


def ids(picture: dict[str, Any]) -> set[str]:
    return {node["id"] for node in picture["nodes"]}


def links(picture: dict[str, Any]) -> set[str]:
    return {edge["id"] for edge in picture["edges"]}


def the_task(picture: dict[str, Any]) -> str:
    (found,) = (node["id"] for node in picture["nodes"] if node["kind"] == "task")
    return str(found)


def words(text: str) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_directive_stands_among_what_rests_on_it_with_who_does_each_task(picture: Any) -> None:
    found = picture(of="19-CT/TU")
    assert {short(iri) for iri in (CT19.iri, KL120.iri, NQ33.iri, DEPARTMENT)} <= ids(found)
    task = the_task(found)
    assert {
        f"{task} implements {short(CT19.iri)}",
        f"{task} assignedBy {short(NQ33.iri)}",
        f"{task} leadAgency {short(DEPARTMENT)}",
        f"{short(KL120.iri)} implements {short(CT19.iri)}",
        f"{short(NQ33.iri)} assesses {short(CT19.iri)}",
    } <= links(found)
    assert found["left"] == 0


def test_layers_lie_from_the_central_authority_down_to_the_agencies(picture: Any) -> None:
    found = picture(of="19-CT/TU", depth=2)
    assert [band["name"] for band in found["bands"]] == ["central", "local", "task", "agency"]
    height = {node["id"]: node["y"] for node in found["nodes"]}
    task = next(node["id"] for node in found["nodes"] if node["kind"] == "task")
    assert height[short(LAND.iri)] < height[short(CT19.iri)] < height[short(KL120.iri)]
    assert height[short(KL120.iri)] < height[task] < height[short(DEPARTMENT)]


def test_party_and_state_differ_in_shape_and_in_words(picture: Any) -> None:
    about = {node["id"]: node for node in picture(of="19-CT/TU")["nodes"]}
    party, state = about[short(CT19.iri)], about[short(NQ33.iri)]
    assert (party["shape"], state["shape"]) == ("cut", "square")
    assert any("Đảng" in line for line in party["lines"])
    assert any("Nhà nước" in line for line in state["lines"])
    assert about[short(DEPARTMENT)]["side"] == "state"


def test_a_link_tells_how_sure_it_is_and_an_assignment_claims_nothing(picture: Any) -> None:
    about = {edge["id"]: edge for edge in picture(of="19-CT/TU")["edges"]}
    said = about[f"{short(KL120.iri)} implements {short(CT19.iri)}"]
    assert (said["confidence"], said["mentions"], said["label"]) == (0.95, 1, "triển khai thực hiện")
    assigned = next(edge for edge in about.values() if edge["relation"] == "leadAgency")
    assert assigned["confidence"] is None


def test_an_opened_node_brings_its_neighbours_and_a_closed_one_takes_them_away(picture: Any) -> None:
    closed = picture(of="19-CT/TU")
    opened = picture(of="19-CT/TU", open=short(KL120.iri))
    assert short(KH88.iri) not in ids(closed)
    assert ids(closed) < ids(opened)
    assert short(KH88.iri) in ids(opened)
    hidden = {node["id"]: node["hidden"] for node in closed["nodes"]}
    assert hidden[short(KL120.iri)] == len([one for one in links(opened) - links(closed) if one.endswith("120-kl-tu")])


def test_what_is_opened_comes_even_where_there_is_hardly_room(picture: Any) -> None:
    found = picture(of="19-CT/TU", open=short(KL120.iri), limit=3)
    assert ids(found) >= {short(CT19.iri), short(KL120.iri)}
    assert len(found["nodes"]) == 3
    assert found["left"] > 0


def test_an_opened_node_that_nothing_leads_to_is_not_drawn(picture: Any) -> None:
    assert picture(of="19-CT/TU", open=[short(LAND.iri), "vn/no/such", "%%"]) == picture(of="19-CT/TU")


@pytest.mark.parametrize(
    ("filters", "there", "gone"),
    [
        ({"relation": "assesses"}, NQ33.iri, KL120.iri),
        ({"confidence": "0.97"}, NQ33.iri, KL120.iri),
        ({"confidence": "0,97"}, NQ33.iri, KL120.iri),
        ({"since": "2022"}, NQ33.iri, KL120.iri),
        ({"until": "31/12/2021"}, KL120.iri, NQ33.iri),
        ({"layer": "local"}, NQ33.iri, DEPARTMENT),
        ({"layer": ["task", "agency"]}, DEPARTMENT, KL120.iri),
    ],
)
def test_a_filter_leaves_out_what_it_says_but_never_the_start(
    picture: Any, filters: dict[str, Any], there: str, gone: str
) -> None:
    found = ids(picture(of="19-CT/TU", **filters))
    assert short(CT19.iri) in found
    assert short(there) in found
    assert short(gone) not in found


def test_the_tasks_of_an_instrument_dated_outside_go_with_it(picture: Any) -> None:
    assert not [node for node in picture(of="19-CT/TU", until="2021")["nodes"] if node["kind"] == "task"]


def test_a_picture_may_start_from_an_agency_by_name_or_a_task_by_its_iri(picture: Any) -> None:
    by_name = picture(of="Sở Tài nguyên và Môi trường tỉnh Bắc Giang")
    assert by_name == picture(of=DEPARTMENT) == picture(of=short(DEPARTMENT))
    task = the_task(by_name)
    assert {short(DEPARTMENT), short(NQ33.iri), short(CT19.iri)} <= ids(picture(of=task))


def test_the_same_picture_is_drawn_alike_each_time(client: httpx.Client, serving: Any, store_directory: Path) -> None:
    address = "/do-thi/hinh.svg?of=19-CT/TU&depth=3"
    with serving(create_app(Settings(store=store_directory))) as other:
        assert client.get(address).content == other.get(address).content


def test_the_page_says_in_a_table_what_the_picture_draws_with_the_sentence_and_its_place(
    client: httpx.Client, picture: Any
) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TU"})
    assert page.status_code == 200
    table = page.text.partition('<section id="bang"')[2]
    drawn = picture(of="19-CT/TU")
    assert f"Bảng các liên hệ ({len(drawn['edges'])})" in table
    assert table.count("<tr>") == len(drawn["edges"]) + 1
    for said in ("Kết luận 120-KL/TU ngày 07/5/2021", "triển khai thực hiện", "95% (cao)", "<mark>19-CT/TU</mark>"):
        assert said in table, said
    assert re.search(r'href="/tai-lieu/\w+\?at=\d+-\d+#at"', table)


def test_every_quoted_place_of_the_table_leads_to_words_that_are_quoted_there(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TU"}).text
    for address in set(re.findall(r'href="(/tai-lieu/[^"#]+)', page)):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_the_page_needs_no_script_of_its_own_inside_and_no_inline_style(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TU"}).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\bstyle=|\bon\w+=", page)
    assert re.search(r'<noscript>.*<img src="/do-thi/hinh\.svg\?of=[^"]+" alt="[^"]+">', page)


def test_what_there_is_no_room_for_is_counted_and_stays_in_the_table(client: httpx.Client, picture: Any) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TU", "limit": 4}).text
    drawn = picture(of="19-CT/TU", limit=4)
    whole = picture(of="19-CT/TU")
    shown = len(drawn["nodes"])
    assert drawn["left"] == len(whole["nodes"]) - shown
    assert f"Hình vẽ {shown} trong {len(whole['nodes'])} điểm. {drawn['left']} điểm còn lại" in words(page)
    assert f"Bảng các liên hệ ({len(whole['edges'])})" in page
    assert page.count("(chưa vẽ)") == len(whole["edges"]) - len(drawn["edges"])
    assert client.get("/do-thi/hinh.json?of=19-CT/TU&limit=4").headers["danchieu-truncated"] == "true"
    assert client.get("/do-thi/hinh.json?of=19-CT/TU").headers["danchieu-truncated"] == "false"


def test_the_words_beside_the_picture_tell_of_the_start_until_another_node_is_chosen(client: httpx.Client) -> None:
    def beside(**asked: str) -> str:
        page = client.get("/do-thi", params={"of": "19-CT/TU", **asked}).text
        return page.partition('class="telling"')[2].partition("</section>")[0]

    assert "về công tác vệ sinh môi trường" in beside()
    other = beside(at=short(KL120.iri))
    assert "Kết luận 120-KL/TU ngày 07/5/2021" in other
    assert "Tình trạng" in other
    body = beside(at=short(DEPARTMENT))
    assert "chủ trì 1, phối hợp 0" in words(body)
    task = re.search(r"at=(task%2F\w+)", beside())
    assert task
    told = words(beside(at=task[1].replace("%2F", "/")))
    assert "Chủ trì Sở Tài nguyên và Môi trường tỉnh Bắc Giang" in told
    assert "trước ngày 31/12/2024" in told
    assert "Không có điểm hoặc liên hệ nào" in beside(at="vn/no/such")
    assert "Không có điểm hoặc liên hệ nào" in beside(at="vn/<>")


def test_a_link_is_proved_by_its_sentence_and_one_that_is_not_there_by_none(client: httpx.Client) -> None:
    def proof(edge: str) -> str:
        page = client.get("/do-thi", params={"of": "19-CT/TU", "edge": edge})
        assert page.status_code == 200
        return page.text.partition('class="telling"')[2].partition("</section>")[0]

    said = proof(f"{short(KL120.iri)} implements {short(CT19.iri)}")
    assert "<mark>19-CT/TU</mark>" in said
    assert "độ tin cậy 95% (cao)" in words(said)
    for wrong in (
        f"{short(KL120.iri)} repeals {short(CT19.iri)}",
        f"{short(CT19.iri)} implements {short(KL120.iri)}",
        "a b",
        "a b c d",
        "a implements b",
        "x <> y",
    ):
        assert "Không có điểm hoặc liên hệ nào" in proof(wrong), wrong


def test_an_assignment_that_no_task_says_is_not_proved_by_the_task(client: httpx.Client, picture: Any) -> None:
    task = the_task(picture(of="19-CT/TU"))
    true = client.get("/do-thi", params={"of": "19-CT/TU", "edge": f"{task} leadAgency {short(DEPARTMENT)}"}).text
    assert "Đọc từ chính câu giao việc này." in true
    other = short(agency_iri("Sở Tài chính tỉnh Bắc Giang"))
    false = client.get("/do-thi", params={"of": "19-CT/TU", "edge": f"{task} leadAgency {other}"}).text
    assert "Không có điểm hoặc liên hệ nào" in false


def test_two_ends_are_joined_by_the_shortest_way_with_a_sentence_for_each_step(
    client: httpx.Client, picture: Any
) -> None:
    found = picture(of="19-CT/TU", den="88/KH-UBND")
    assert ids(found) == {short(one.iri) for one in (CT19, KL120, KH88)}
    assert {edge["id"] for edge in found["edges"] if edge["chain"]} == {
        f"{short(KH88.iri)} implements {short(KL120.iri)}",
        f"{short(KL120.iri)} implements {short(CT19.iri)}",
    }
    page = client.get("/do-thi", params={"of": "19-CT/TU", "den": "88/KH-UBND"}).text
    way = page.partition('<ol class="way">')[2].partition("</ol>")[0]
    assert way.count("<li>") == way.count("<blockquote>") == 2
    assert "Vì sao nối với Kế hoạch 88/KH-UBND ngày 20/02/2024?" in words(page)


@pytest.fixture(scope="module")
def apart(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> Iterator[tuple[httpx.Client, str]]:
    """A server of the small corpus and an instrument that nothing speaks of, and the name of that one."""
    corpus = small_corpus()
    alone = replace(LAND, iri=LAND.iri.replace("31-2024-qh15", "99-2024-qh15"), symbol="99/2024/QH15")
    corpus.instruments[alone.iri] = alone
    directory: Path = tmp_path_factory.mktemp("apart")
    load(corpus, directory)
    with serving(create_app(Settings(store=directory))) as found:
        yield found, short(alone.iri)


def test_where_nothing_joins_two_ends_the_page_says_so(apart: tuple[httpx.Client, str]) -> None:
    client, alone = apart
    page = client.get("/do-thi", params={"of": "19-CT/TU", "den": alone})
    assert page.status_code == 200
    assert "Không có đường nối: hai đầu không nối với nhau" in page.text
    drawn = client.get("/do-thi/hinh.json", params={"of": "19-CT/TU", "den": alone}).json()
    assert ids(drawn) == {short(CT19.iri), alone}
    assert "Không có đường nối: hai đầu là một" in client.get("/do-thi?of=19-CT/TU&den=19-CT/TU").text


def test_what_nothing_is_joined_to_is_a_picture_of_one_node(apart: tuple[httpx.Client, str]) -> None:
    client, alone = apart
    drawn = client.get("/do-thi/hinh.json", params={"of": alone}).json()
    assert (ids(drawn), drawn["edges"]) == ({alone}, [])
    assert "Không có liên hệ nào" in client.get("/do-thi", params={"of": alone}).text


def test_pages_of_instruments_and_agencies_lead_to_their_picture(client: httpx.Client) -> None:
    for page, node in ((f"/van-ban/{short(CT19.iri)}", CT19.iri), (f"/co-quan/{short(DEPARTMENT)[4:]}", DEPARTMENT)):
        address = f"/do-thi?of={short(node).replace('/', '%2F')}"
        assert f'href="{address}"' in client.get(page).text
        assert client.get(address).status_code == 200


def test_a_picture_is_a_file_for_documents_and_for_programs(client: httpx.Client, picture: Any, tmp_path: Path) -> None:
    drawn = picture(of="19-CT/TU")
    svg = client.get("/do-thi/hinh.svg?of=19-CT/TU")
    assert svg.headers["content-type"] == "image/svg+xml"
    text = "".join(ET.fromstring(svg.content).itertext())
    assert all(line in text for node in drawn["nodes"] for line in node["lines"])
    graphml = tmp_path / "a.graphml"
    graphml.write_bytes(client.get("/do-thi/hinh.graphml?of=19-CT/TU").content)
    found = nx.read_graphml(graphml, force_multigraph=True)
    assert {short(about["iri"]) for _, about in found.nodes(data=True)} == ids(drawn)
    assert found.number_of_edges() == len(drawn["edges"])
    gexf = client.get("/do-thi/hinh.gexf?of=19-CT/TU&relation=implements")
    assert gexf.headers["content-disposition"] == 'attachment; filename="do-thi.gexf"'
    assert "assesses" not in gexf.text
    assert client.get("/do-thi/hinh.bmp?of=19-CT/TU").status_code == 404
    assert client.get("/do-thi/hinh.svg?of=zzz").status_code == 404
    assert client.get("/do-thi/hinh.svg").status_code == 422


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> Iterator[httpx.Client]:
    """A server of a corpus whose every text tries to break out of the page."""
    corpus = small_corpus()
    for instrument in corpus.instruments.values():
        instrument.title = instrument.issuer = EVIL
    for extraction in corpus.extractions:
        extraction.source.path = EVIL
        for task in extraction.tasks:
            task.text = EVIL
            for one in (*task.lead, *task.coordinating):
                one.name = EVIL
        for citation in extraction.citations:
            citation.text = EVIL + "\x0c"
    directory: Path = tmp_path_factory.mktemp("hostile")
    load(corpus, directory)
    with serving(create_app(Settings(store=directory))) as found:
        yield found


def test_no_text_of_a_document_becomes_markup(hostile: httpx.Client) -> None:
    drawn = hostile.get("/do-thi/hinh.json?of=19-CT/TU&depth=3").json()
    addresses = ["/do-thi", "/do-thi?of=19-CT/TU&depth=3", "/do-thi?of=19-CT/TU&den=88/KH-UBND"]
    addresses += [f"/do-thi?of=19-CT/TU&at={node['id']}" for node in drawn["nodes"]]
    addresses += [str(httpx.URL("/do-thi", params={"of": "19-CT/TU", "edge": edge["id"]})) for edge in drawn["edges"]]
    for address in addresses:
        page = hostile.get(address)
        assert page.status_code == 200, address
        assert "<script src=//evil" not in page.text
        assert "<img src=x" not in page.text
    svg = hostile.get("/do-thi/hinh.svg?of=19-CT/TU&depth=3").content
    assert not [
        one for one in ET.fromstring(svg).iter() if one.tag.rpartition("}")[2] in ("script", "img", "image", "a")
    ]
    typed = hostile.get("/do-thi", params={"of": EVIL})
    assert "<script src=//evil" not in typed.text


def test_an_english_reader_gets_the_page_in_english(client: httpx.Client) -> None:
    client.cookies.clear()
    page = client.get("/do-thi?of=19-CT/TU&lang=en", follow_redirects=True).text
    client.cookies.clear()
    assert '<html lang="en">' in page
    assert "Table of links" in page
    assert not re.search(r">(Bảng các liên hệ|Bộ lọc|Trung ương|chủ trì|Nơi nói)", page)


def test_the_picture_is_plain_json_of_numbers_and_words(client: httpx.Client) -> None:
    answer = client.get("/do-thi/hinh.json?of=19-CT/TU")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.content)["nodes"]
