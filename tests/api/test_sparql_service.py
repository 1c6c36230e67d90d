"""The endpoint introduces itself, to programs and to people, and lets pages of other origins ask."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from api.sparql import description, results
from api.sparql.guard import read
from api.sparql.kept import Kept
from api.sparql.wire import Answer

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
DAN = "PREFIX dan: <https://w3id.org/danchieu/def#> "


def graph_of(response: httpx.Response) -> ox.Store:
    media = response.headers["content-type"].partition(";")[0]
    store = ox.Store()
    store.load(response.content, format=ox.RdfFormat.from_media_type(media))
    return store


def objects(store: ox.Store, term: str) -> set[str]:
    return {str(quad.object.value) for quad in store.quads_for_pattern(None, ox.NamedNode(SD + term), None, None)}


@pytest.mark.parametrize("media", list(results.GRAPHS))
def test_the_service_describes_itself_in_every_format_of_a_graph(client: httpx.Client, media: str) -> None:
    response = client.get("/sparql", headers={"Accept": media})
    assert response.headers["content-type"].partition(";")[0] == media
    found = graph_of(response)
    assert objects(found, "endpoint") == {str(client.base_url.join("/sparql"))}
    assert objects(found, "supportedLanguage") == {SD + "SPARQL11Query"}
    assert objects(found, "feature") == {SD + "UnionDefaultGraph"}
    assert objects(found, "defaultEntailmentRegime") == {"http://www.w3.org/ns/entailment/Simple"}
    assert {f"{FORMATS}{name}" for name in ("SPARQL_Results_JSON", "Turtle", "JSON-LD", "RDF_XML")} <= objects(
        found, "resultFormat"
    )


def test_the_description_names_the_graphs_that_may_be_asked_over(client: httpx.Client) -> None:
    names = objects(graph_of(client.get("/sparql")), "name")
    rows = client.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g {} }"}).json()["results"]["bindings"]
    assert names == {row["g"]["value"] for row in rows}
    for name in names:
        assert client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": name}).status_code == 200


def test_a_description_of_very_many_graphs_names_some_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*[ox.NamedNode("http://e/x")] * 3, ox.NamedNode(f"http://e/{n}")) for n in range(5))

    class Five:
        def query(self, text: str) -> object:
            return store.query(text)

    monkeypatch.setattr(description, "MOST_GRAPHS", 3)
    names, more = description.named_graphs(Five())  # type: ignore[arg-type]
    assert (len(names), more) == (3, True)
    text = description.described("http://h/sparql", names, more, "text/turtle").decode()
    assert "Chỉ nêu 3 đồ thị đầu" in text
    monkeypatch.setattr(description, "MOST_GRAPHS", 5)
    assert description.named_graphs(Five())[1] is False  # type: ignore[arg-type]


def test_no_fitting_format_and_no_query_is_told_apart(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "application/sparql-results+json"})
    assert response.status_code == 406
    assert "Thiếu tham số" in response.json()["detail"]
    assert client.get("/sparql?x=1").status_code == 400


def test_a_browser_gets_a_page_to_ask_from_with_queries_that_run(client: httpx.Client) -> None:
    page = client.get("/sparql", headers={"Accept": BROWSER})
    assert page.headers["content-type"].startswith("text/html")
    assert 'method="get"' in page.text
    given = client.get("/sparql/examples").json()
    assert len(given) == 28
    for one in given:
        assert one["title"] in page.text.replace("&#39;", "'").replace("&#34;", '"')
        assert client.post("/sparql", data={"query": one["query"]}).status_code == 200, one["name"]


def test_what_a_browser_asks_comes_as_a_page(client: httpx.Client) -> None:
    def ask(query: str) -> httpx.Response:
        return client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER})

    rows = ask("SELECT * { ?s ?p ?o }")
    assert rows.text.count("<tr>") == 51
    assert "Kết quả bị cắt ở 50 dòng" in rows.text
    assert rows.headers["danchieu-truncated"] == "true"
    assert "Có (true)" in ask("ASK {}").text
    assert "dan:Task" in ask(DAN + "CONSTRUCT { ?t a dan:Task } { ?t a dan:Task }").text.replace(
        "https://w3id.org/danchieu/def#", "dan:"
    )
    wrong = ask("SELECT ?x { <script>alert(1)</script>")
    assert wrong.status_code == 400
    assert "dòng 1" in wrong.text
    assert "<script>" not in wrong.text


def cross(client: httpx.Client, origin: str, **headers: str) -> httpx.Response:
    return client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": origin, **headers})


def test_a_public_server_lets_any_origin_read_without_credentials(
    store_directory: Path, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> None:
    with serving(create_app(Settings(store=store_directory, hosts=("du-lieu.example",)))) as client:
        public = {"Host": "du-lieu.example"}
        told = cross(client, "https://ai-do.example", **public)
        assert told.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in told.headers
        assert told.headers["access-control-expose-headers"] == "*"
        preflight = client.options(
            "/sparql",
            headers={
                **public,
                "Origin": "https://ai-do.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization, content-type",
            },
        )
        assert preflight.status_code == 200
        assert "POST" in preflight.headers["access-control-allow-methods"]
        assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
        refused = client.get(
            "/sparql", params={"query": "SELECT"}, headers={**public, "Origin": "https://ai-do.example"}
        )
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (400, "*")
        assert (
            "access-control-allow-origin" not in client.get("/", headers={**public, "Origin": "https://x.vn"}).headers
        )


def test_where_reading_needs_a_key_a_page_may_send_one(
    tmp_path: Path, store_directory: Path, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> None:
    closed = Settings(store=store_directory, reads="closed", hosts=("du-lieu.example",))
    with serving(create_app(closed)) as client:
        asked = {"Host": "du-lieu.example", "Origin": "https://ai-do.example"}
        wanted = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        assert client.options("/sparql", headers=asked | wanted).status_code == 200
        refused = client.get("/sparql", params={"query": "ASK {}"}, headers=asked)
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")


@pytest.mark.parametrize(
    ("origin", "shared"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1:9", True),
        ("http://[::1]:9", True),
        ("https://ai-do.example", False),
        ("https://localhost.ai-do.example", False),
        ("http://127.0.0.1.ai-do.example", False),
        ("null", False),
    ],
)
def test_at_a_machine_of_ones_own_only_its_own_pages_may_ask(client: httpx.Client, origin: str, shared: bool) -> None:
    told = cross(client, origin).headers.get("access-control-allow-origin")
    assert told == (origin if shared else None)


def test_a_long_answer_is_compressed_for_whoever_takes_that(client: httpx.Client) -> None:
    wide = "SELECT " + " ".join(f"(?o AS ?v{n})" for n in range(20)) + " { ?s ?p ?o }"
    plain = client.get("/sparql", params={"query": wide}, headers={"Accept-Encoding": "identity"})
    packed = client.get("/sparql", params={"query": wide}, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert len(plain.content) > 32 * 1024
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content


# Answers that are kept.


def test_an_answer_is_kept_for_its_generation_within_its_room() -> None:
    one, two = Path("1"), Path("2")
    kept = Kept(16 * 100)
    kept.keep(one, b"a", Answer("ok", body=b"x" * 90))
    assert kept.find(one, b"a") is not None
    assert kept.find(two, b"a") is None
    kept.keep(one, b"b", Answer("ok", body=b"x" * 100))
    kept.keep(one, b"c", Answer("malformed"))
    assert kept.find(one, b"b") is kept.find(one, b"c") is None
    for number in range(20):
        kept.keep(one, b"%d" % number, Answer("ok", body=b"x" * 90))
    assert kept.find(one, b"a") is None
    assert kept.find(one, b"19") is not None
    kept.keep(two, b"a", Answer("ok"))
    assert kept.find(one, b"19") is None
    none = Kept(0)
    none.keep(one, b"a", Answer("ok"))
    assert none.find(one, b"a") is None


def test_who_ask_the_same_at_once_wait_for_one_answer_and_ask_themselves_where_it_does_not_come() -> None:
    asked = spared = 0

    def note() -> None:
        nonlocal spared
        spared += 1

    async def slow(fails: bool = False) -> Answer:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)
        if fails:
            raise LookupError
        return Answer("ok", body=b"x")

    async def together(*askers: Callable[[], Awaitable[Answer]], room: int = 1600) -> list[Answer | BaseException]:
        kept = Kept(room, note)
        return await asyncio.gather(*(kept.answer(Path("1"), b"q", ask) for ask in askers), return_exceptions=True)

    found = asyncio.run(together(*[slow] * 10))
    assert (asked, spared, {one.body for one in found if isinstance(one, Answer)}) == (1, 9, {b"x"})
    asked = spared = 0
    first, *others = asyncio.run(together(lambda: slow(True), slow, slow))
    assert isinstance(first, LookupError)
    assert (asked, spared, [type(one) for one in others]) == (3, 0, [Answer, Answer])
    asked = 0
    asyncio.run(together(slow, slow, room=0))
    assert (asked, spared) == (2, 0)


@pytest.mark.parametrize("word", ["NOW()", "rand()", "UUID()", "StrUUID()", "BNODE()"])
def test_a_query_whose_answer_changes_by_itself_is_asked_anew(client: httpx.Client, word: str) -> None:
    assert not read(f"SELECT ({word} AS ?x) {{}}").steady
    answers = {client.get("/sparql", params={"query": f"SELECT ({word} AS ?x) {{}}"}).text for _ in range(3)}
    assert len(answers) == 3


def test_the_same_question_in_another_format_or_dataset_is_another(client: httpx.Client) -> None:
    graphs = client.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g {} }"}).json()["results"]["bindings"]
    chosen = [{}, *({"default-graph-uri": row["g"]["value"]} for row in graphs[:2])]
    bodies = [
        client.get("/sparql", params={"query": COUNT, **dataset}, headers={"Accept": media}).content
        for _ in range(2)
        for dataset, media in itertools.product(chosen, results.TABLES)
    ]
    first, again = bodies[: len(bodies) // 2], bodies[len(bodies) // 2 :]
    assert first == again
    assert len(set(first)) == len(first)


def test_a_new_generation_is_asked_at_once(
    tmp_path: Path, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> None:
    def generation(number: int, triples: int) -> None:
        place = tmp_path / "generations" / str(number)
        place.mkdir(parents=True)
        store = ox.Store(str(place))
        store.extend(ox.Quad(*[ox.NamedNode(f"a:{n}")] * 3, ox.NamedNode("a:g")) for n in range(triples))
        store.flush()
        link = tmp_path / f"new-{number}"
        link.symlink_to(Path("generations") / str(number))
        link.rename(tmp_path / "current")

    generation(1, 1)
    query = {"query": COUNT}
    with serving(create_app(Settings(store=tmp_path))) as client:
        counts = []
        for number in (2, 3):
            counts += [client.get("/sparql", params=query).json()["results"]["bindings"][0]["n"]["value"]] * 2
            generation(number, number)
        counts.append(client.get("/sparql", params=query).json()["results"]["bindings"][0]["n"]["value"])
    assert counts == ["1", "1", "2", "2", "3"]
