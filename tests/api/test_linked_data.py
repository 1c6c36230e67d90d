"""IRIs lead somewhere, things have addresses of their own as RDF, the graph as a whole can be taken away."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
from promises import check, path_of
from small_corpus import CT17_2020, CT17_2022, CT19, CT25_TU, DONRE, KH88, NQ33, small_corpus

from api.app import create_app
from api.publishing import thing
from api.publishing.making import FOLDER, Unwanted, make
from api.settings import Settings
from graph import withdrawals
from graph.identity import agency_iri, base_iri
from graph.store.embedded import EmbeddedStore, load

VOID, DCAT, SPDX = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
FORMATS = {"ttl": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json",
           "rdf": "application/rdf+xml"}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[tuple[httpx.Client, Path]]:
    """A server of a store that a test may change."""
    directory: Path = tmp_path_factory.mktemp("published")
    load(small_corpus(), directory)
    with serving(create_app(Settings(store=directory))) as found:
        yield found, directory


@pytest.mark.parametrize("ending", FORMATS)
def test_a_thing_has_an_address_of_its_own_in_each_format(client: httpx.Client, ending: str) -> None:
    led = client.get(f"/id/{path_of(CT19.iri)}", headers={"Accept": FORMATS[ending]})
    assert (led.status_code, led.headers["location"]) == (303, f"/data/{path_of(CT19.iri)}.{ending}")
    assert f'/data/{path_of(CT19.iri)}.ttl>; rel="describedby"; type="text/turtle"' in led.headers["link"]
    found = client.get(led.headers["location"])
    assert found.headers["content-type"].partition(";")[0] == FORMATS[ending]
    assert f'<{CT19.iri}>; rel="describes"' in found.headers["link"]
    assert 'rel="canonical"' in found.headers["link"]
    assert "danchieu-truncated" not in found.headers
    format = ox.RdfFormat.from_media_type(FORMATS[ending])
    assert format is not None
    quads = list(ox.parse(found.content, format=format))
    quotes = {q.object.value for q in quads if q.predicate.value.endswith("#quote")}
    assert quotes == {"19-CT/TU"}
    assert {q.predicate.value for q in quads if q.subject.value == CT19.iri} >= {"http://purl.org/dc/terms/title"}
    again = client.get(led.headers["location"], headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304


def test_every_format_says_the_same(client: httpx.Client) -> None:
    said = set()
    for ending, media in FORMATS.items():
        format = ox.RdfFormat.from_media_type(media)
        assert format is not None
        body = client.get(f"/data/{path_of(NQ33.iri)}.{ending}").content
        said.add(frozenset(str(quad.triple) for quad in ox.parse(body, format=format)))
    assert len(said) == 1


def test_without_an_ending_the_client_chooses(client: httpx.Client) -> None:
    address = f"/data/{path_of(CT19.iri)}"
    for accept in ("application/n-triples", "text/html"):
        found = client.get(address, headers={"Accept": accept})
        assert found.headers["content-type"].startswith(accept)
        assert "Accept" in found.headers["vary"]
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406


def test_what_has_no_page_of_its_own_is_described_on_one(client: httpx.Client, task: str) -> None:
    led = client.get(f"/id/task/{task}", headers={"Accept": "text/html"})
    assert led.headers["location"] == f"/data/task/{task}.html"
    page = client.get(led.headers["location"])
    assert page.status_code == 200
    assert "Thu gom hết rác tồn đọng" in page.text
    assert client.get(f"/id/task/{task}").headers["location"] == f"/api/v1/tasks/{task}"
    agency = agency_iri(DONRE).partition("/id/")[2]
    assert client.get(f"/id/{agency}", headers={"Accept": "text/html"}).headers["location"].startswith("/co-quan/")
    described = client.get(f"/data/{agency}.nt").text
    assert "http://www.w3.org/ns/prov#hadPlan" in described


def test_a_description_that_is_cut_says_so(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thing, "MOST", 1)
    found = client.get(f"/data/{path_of(CT25_TU.iri)}.nt")
    assert "danchieu-truncated" not in found.headers
    cut = client.get(f"/data/{path_of(CT19.iri)}.nt?whole=no")  # an address that no test has asked before
    assert cut.headers["danchieu-truncated"] == "true"


def test_an_iri_without_its_date_names_all_that_it_may_be(client: httpx.Client, openapi: dict[str, Any]) -> None:
    response = client.get("/id/vn/tinh-uy-bac-giang/chi-thi/17-ct-tu")
    assert response.status_code == 300
    found = check(openapi, "/id/{id}", response)
    assert {one["iri"] for one in found["candidates"]} == {CT17_2020.iri, CT17_2022.iri}
    one = client.get("/id/vn/tinh-uy-bac-giang/chi-thi/2022/17-ct-tu")
    assert (one.status_code, one.headers["location"]) == (301, f"/id/{path_of(CT17_2022.iri)}")
    alone = check(openapi, "/id/{id}", client.get("/id/vn/tinh-uy-bac-giang/chi-thi/19-ct-tu"))
    assert [one["iri"] for one in alone["candidates"]] == [CT19.iri]
    wrong = client.get("/id/vn/tinh-uy-bac-giang/chi-thi/2021-01-01/17-ct-tu")
    assert wrong.status_code == 404
    assert {one["iri"] for one in wrong.json()["near"]} == {CT17_2020.iri, CT17_2022.iri}
    assert client.get("/id/vn/tinh-uy-thai-nguyen/chi-thi/17-ct-tu").status_code == 404


@pytest.mark.parametrize("id", ["vn/x/y/1-z.ttl", "%20%3E.ttl", ".ttl", "", "vn/a/b/khong-phai-ngay/1-c", "task/zz.nt"])
def test_what_the_graph_does_not_know_is_not_found(client: httpx.Client, id: str) -> None:
    assert client.get(f"/data/{id}").status_code == 404


def test_what_came_from_a_withdrawn_document_is_gone_for_good(own: tuple[httpx.Client, Path]) -> None:
    client, directory = own
    out = withdrawals.withdraw(directory, "0" * 64, "x.txt", "ai đó", "lý do kín")
    withdrawals.name(directory, out, [f"{base_iri()}id/vn/ubnd-x/ke-hoach/2024-01-01/1-kh-ubnd", CT19.iri])
    for address in ("/id/vn/ubnd-x/ke-hoach/2024-01-01/1-kh-ubnd", "/data/vn/ubnd-x/ke-hoach/2024-01-01/1-kh-ubnd.ttl"):
        gone = client.get(address)
        assert gone.status_code == 410
        assert gone.json()["withdrawn"] == out.when
        assert "lý do kín" not in gone.text
    assert client.get(f"/id/{path_of(CT19.iri)}").status_code == 303  # others still speak of it


def test_the_whole_graph_can_be_taken_away_and_checked(own: tuple[httpx.Client, Path], openapi: dict[str, Any]) -> None:
    client, directory = own
    listed = check(openapi, "/dumps/", client.get("/dumps/"))
    assert {file["name"] for file in listed["items"]} == {f"danchieu.{ending}.gz" for ending in ("nq", "trig", "ttl")}
    with EmbeddedStore.open(directory) as store:
        quads = set(map(str, store.quads()))
    assert listed["statements"] == len(quads)
    for file in listed["items"]:
        body = client.get(file["address"])
        assert body.headers["content-type"] == "application/gzip"
        assert (len(body.content), hashlib.sha256(body.content).hexdigest()) == (file["bytes"], file["sha256"])
        assert client.get(file["digest_address"]).text == f"{file['sha256']}  {file['name']}\n"
        format = ox.RdfFormat.from_media_type(file["media_type"])
        assert format is not None
        read = list(ox.parse(gzip.decompress(body.content), format=format))
        if format.supports_datasets:
            assert set(map(str, read)) == quads
        else:
            assert {str(quad.triple) for quad in read} == {str(q.triple) for q in store_quads(directory)}


def store_quads(directory: Path) -> list[ox.Quad]:
    with EmbeddedStore.open(directory) as store:
        return list(store.quads())


def test_a_file_comes_in_parts_and_not_twice(own: tuple[httpx.Client, Path]) -> None:
    client, _ = own
    whole = client.get("/dumps/danchieu.nq.gz")
    part = client.get("/dumps/danchieu.nq.gz", headers={"Range": "bytes=10-19", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    resumed = {"Range": "bytes=10-", "If-Range": whole.headers["etag"]}
    assert client.get("/dumps/danchieu.nq.gz", headers=resumed).content == whole.content[10:]
    assert client.get("/dumps/danchieu.nq.gz", headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    headed = client.head("/dumps/danchieu.nq.gz")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-length"] == str(len(whole.content))
    unknown = client.get("/dumps/files.sqlite")
    assert unknown.status_code == 422
    assert " or " not in unknown.json()["detail"]


def test_the_head_of_a_file_is_told_without_reading_it(
    own: tuple[httpx.Client, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = own
    length = client.get("/dumps/danchieu.nq.gz").headers["content-length"]

    async def read(*_: object, **__: object) -> None:
        raise AssertionError("the file is read")

    monkeypatch.setattr("starlette.responses.anyio.open_file", read)
    assert client.head("/dumps/danchieu.nq.gz").headers["content-length"] == length
    part = client.head("/dumps/danchieu.nq.gz", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.headers["content-length"]) == (206, "10")


@pytest.mark.parametrize(("said", "status"), [("bananas", 400), ("bytes=99999999-", 416), ("bytes=9-3", 400)])
def test_a_part_that_cannot_be_had_is_a_problem(
    own: tuple[httpx.Client, Path], openapi: dict[str, Any], said: str, status: int
) -> None:
    client, _ = own
    length = client.head("/dumps/danchieu.nq.gz").headers["content-length"]
    refused = client.get("/dumps/danchieu.nq.gz", headers={"Range": said})
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert said in refused.json()["detail"]
    assert str(status) in openapi["paths"]["/dumps/{name}"]["get"]["responses"]
    if status == 416:
        assert refused.headers["content-range"] == f"bytes */{length}"
        assert length in refused.json()["detail"]


def test_the_data_set_is_described_for_catalogues(own: tuple[httpx.Client, Path]) -> None:
    client, _ = own
    led = client.get("/.well-known/void")
    assert (led.status_code, led.headers["location"]) == (303, "/dataset")
    graph = ox.Store()
    graph.load(client.get("/dataset").content, format=ox.RdfFormat.TURTLE)
    listed = {file["name"]: file for file in client.get("/dumps/").json()["items"]}
    rows = graph.query(
        f"SELECT ?url ?bytes ?digest ?media {{ ?set a <{VOID}Dataset>, <{DCAT}Dataset> ; <{DCAT}distribution> ?d . "
        f"?d <{DCAT}downloadURL> ?url ; <{DCAT}byteSize> ?bytes ; <{DCAT}mediaType> ?media ; "
        f"<{SPDX}checksum>/<{SPDX}checksumValue> ?digest }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = list(rows)
    assert len(found) == 3
    for row in found:
        file = listed[row["url"].value.rpartition("/")[2]]
        assert row["url"].value.startswith(str(client.base_url))
        assert (int(row["bytes"].value), row["digest"].value) == (file["bytes"], file["sha256"])
        assert row["media"].value.endswith(file["media_type"])
    titles = graph.query(f"SELECT ?t {{ ?s a <{DCAT}Dataset> ; <http://purl.org/dc/terms/title> ?t }}")
    assert isinstance(titles, ox.QuerySolutions)
    assert {row["t"].language for row in titles} == {"vi", "en"}
    parts = graph.query(
        f"SELECT ?n {{ ?s <{VOID}classPartition> [ <{VOID}class> <https://w3id.org/danchieu/def#Task> ; "
        f"<{VOID}entities> ?n ] }}"
    )
    assert isinstance(parts, ox.QuerySolutions)
    assert [int(row["n"].value) for row in parts] == [sum(len(e.tasks) for e in small_corpus().extractions)]
    page = client.get("/dataset", headers={"Accept": "text/html"})
    assert "danchieu.ttl.gz" in page.text
    for media in FORMATS.values():
        assert client.get("/dataset", headers={"Accept": media}).headers["content-type"].startswith(media)


def test_files_of_generations_that_are_gone_are_removed(tmp_path: Path) -> None:
    made = []
    for _ in range(3):
        load(small_corpus(), tmp_path)
        made.append(make(tmp_path))
    left = {path.name for path in (tmp_path / FOLDER).iterdir() if path.is_dir()}
    assert left == {path.name for path in made[1:] if path}  # the one before may still be on its way to somebody
    (tmp_path / FOLDER / ".building").mkdir()
    shutil.rmtree(made[2] or tmp_path)
    again = make(tmp_path)
    assert again == made[2]
    assert not (tmp_path / FOLDER / ".building").exists()


def test_one_process_makes_them_at_a_time(tmp_path: Path) -> None:
    load(small_corpus(), tmp_path)
    (tmp_path / FOLDER).mkdir()
    with (tmp_path / FOLDER / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert make(tmp_path) is None
    assert make(tmp_path) is not None


def test_who_is_no_longer_waited_for_stops_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    load(small_corpus(), tmp_path)
    with pytest.raises(Unwanted):
        make(tmp_path, owner=1 << 22)
    assert not [path for path in (tmp_path / FOLDER).iterdir() if path.name[0].isdigit()]


def test_files_that_cannot_be_made_are_a_problem_and_not_a_wait(
    tmp_path: Path, serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(small_corpus(), tmp_path)
    (tmp_path / FOLDER).write_text("in the way")
    with serving(create_app(Settings(store=tmp_path))) as client:
        refused = client.get("/dumps/")
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert refused.json()["type"].endswith("/no-dump")


def test_equal_graphs_are_equal_files(tmp_path: Path) -> None:
    digests = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        load(small_corpus(), tmp_path / name)
        found = make(tmp_path / name)
        assert found is not None
        digests.append(json.loads((found / "manifest.json").read_text())["files"][2]["bytes"])
    assert digests[0] == pytest.approx(digests[1], rel=0.02)  # but for the moment of the load


def test_crawlers_find_the_pages_of_what_is_held(client: httpx.Client) -> None:
    robots = client.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    for line in ("Disallow: /sparql", "Disallow: /api/", "Allow: /", f"Sitemap: {client.base_url}/sitemap.xml"):
        assert line in robots.text.splitlines()
    found = client.get("/sitemap.xml")
    assert found.headers["content-type"] == "application/xml"
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    pages = ElementTree.fromstring(found.content).findall("s:url", space)
    addresses = {page.findtext("s:loc", namespaces=space) for page in pages}
    assert f"{client.base_url}/van-ban/{path_of(KH88.iri)}" in addresses
    assert len(addresses) == sum(1 for one in small_corpus().instruments.values() if one.held)
    assert all(page.findtext("s:lastmod", namespaces=space) for page in pages)
    assert all(client.get(address or "").status_code == 200 for address in addresses)


def test_more_pages_than_one_map_holds_are_several(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.crawlers.MOST", 2)
    index = client.get("/sitemap.xml?small").text  # an address that no test has asked before
    assert "<sitemapindex" in index
    assert f"{client.base_url}/sitemap-2.xml" in index
    assert client.get("/sitemap-1.xml").text.count("<loc>") == 2
    assert client.get("/sitemap-2.xml").text.count("<loc>") == 1
    for number in ("0", "3", "-1"):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404
