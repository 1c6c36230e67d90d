"""The registry as linked data: its Turtle says what its tables say, and documents' bodies are joined to it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph import registry
from graph.identity import agency_iri, base_iri, fold
from graph.model import Corpus
from graph.registry import publish
from graph.registry.bodies import LocalBody, ended_kind, lived, local_body, steps_from, steps_to
from graph.registry.succession import (
    all_terms,
    confidence_of,
    districts,
    next_day,
    previous_day,
    sources,
    successions,
    terms,
)
from graph.store.engine import OxigraphStore, in_memory
from graph.triples import quads
from graph.triples import registry as triples_registry
from graph.triples.registry import FILES, registry_quads
from graph.vocabulary import DAN, DCTERMS, ORG, RDF_TYPE, SCHEMA
from tests.graph.small_corpus import DIC_TN, DISTRICTS, DONRE, FINANCE, NQ33, Draft, assigned, small_corpus

FOLDER = Path(registry.__file__).parent
GRAPH = f"{base_iri()}id/graph/registry"
BEFORE, AFTER = "2025-06-30", "2025-07-01"


@pytest.fixture(scope="module")
def tables() -> list[Quad]:
    """The registry without any documents."""
    return list(registry_quads({}, {}))


@pytest.fixture(scope="module")
def joined() -> list[Quad]:
    """The registry as the small corpus has it."""
    return [q for q in quads(small_corpus()) if q.graph_name.value == GRAPH]


def objects(of: list[Quad], subject: str, predicate: NamedNode) -> set[str]:
    return {q.object.value for q in of if q.subject.value == subject and q.predicate == predicate}


def lines(of: list[Quad]) -> nx.DiGraph[str]:
    """Who came after whom."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for event in {q.subject.value for q in of if q.predicate == ORG.originalOrganization}:
        for old in objects(of, event, ORG.originalOrganization):
            for new in objects(of, event, ORG.resultingOrganization):
                graph.add_edge(old, new)
    return graph


@pytest.mark.parametrize("name", sorted(publish.files()))
def test_the_turtle_says_what_the_tables_say(name: str) -> None:
    assert (FOLDER / name).read_bytes() == publish.files()[name], "chạy: python -m graph.registry.publish"


def test_every_turtle_file_is_loaded_and_no_other() -> None:
    assert set(FILES) == set(publish.files()) == {p.name for p in FOLDER.glob("*.ttl")}


def test_the_same_corpus_gives_the_same_registry_whatever_its_order() -> None:
    names = {agency_iri(name): name for name in (DONRE, FINANCE, DISTRICTS, DIC_TN)}
    bodies = {"tinh-uy-bac-giang": "bac-giang", "ban-bi-thu": "vn"}
    turned = dict(reversed(names.items())), dict(reversed(bodies.items()))
    assert list(registry_quads(names, bodies)) == list(registry_quads(*turned))


def test_nothing_is_said_twice(joined: list[Quad]) -> None:
    assert len(joined) == len(set(joined))
    elsewhere = {q.triple for q in quads(small_corpus()) if q.graph_name.value != GRAPH}
    assert not elsewhere & {q.triple for q in joined}


def test_all_ids_move_with_the_base_and_the_ontology_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANCHIEU_BASE", "https://example.org/dc")
    moved = list(registry_quads({agency_iri(DONRE): DONRE}, {}))
    iris = {t.value for q in moved for t in (q.subject, q.object) if isinstance(t, NamedNode)}
    ours = {iri for iri in iris if "w3.org" not in iri}
    assert {iri.split("danchieu/def#")[0].split("/dc/id/")[0] for iri in ours} == {
        "https://w3id.org/",
        "https://example.org",
    }


def test_every_province_of_june_2025_has_one_outcome_and_34_stand_after(tables: list[Quad]) -> None:
    events = [q.subject.value for q in tables if q.predicate == DCTERMS.date and q.object == _date(AFTER)]
    merged = Counter(
        old
        for event in events
        if "/place/" in next(iter(objects(tables, event, ORG.resultingOrganization)))
        for old in objects(tables, event, ORG.originalOrganization)
    )
    units = {q.subject.value for q in tables if q.predicate == RDF_TYPE and q.object == DAN.Province}
    stood = {unit for unit in units if _stood(tables, unit, BEFORE)}
    now = {unit for unit in units if _stood(tables, unit, AFTER)}
    assert (len(stood), len(now)) == (63, 34)
    assert set(merged.values()) == {1}
    assert len(merged) == 52
    # The eleven that no merger touched are the ones that stand on both days.
    assert set(merged) | (stood & now) == stood
    assert len(stood & now) == 11
    results = {new for e in events for new in objects(tables, e, ORG.resultingOrganization) if "/place/" in new}
    assert results | (stood & now) == now


def test_no_body_comes_after_itself(tables: list[Quad], joined: list[Quad]) -> None:
    for of in (tables, joined):
        assert nx.is_directed_acyclic_graph(lines(of))


def test_no_body_of_any_province_comes_after_itself() -> None:
    graph: nx.DiGraph[LocalBody] = nx.DiGraph()
    codes = [i.code for i in registry.issuers() if i.level in ("province", "any-local")]
    for place, kind in {(p.slug, p.kind) for p in registry.provinces()}:
        graph.add_edges_from((s.old, s.new) for c in codes for s in steps_from(LocalBody(c, place, kind)))
    assert graph.number_of_edges() > 2_000
    assert nx.is_directed_acyclic_graph(graph)


def test_who_ended_ended_on_the_day_before(joined: list[Quad]) -> None:
    for event in {q.subject.value for q in joined if q.object == ORG.ChangeEvent}:
        day = next(iter(objects(joined, event, DCTERMS.date)))
        assert objects(joined, event, DCTERMS.source), event
        for old in objects(joined, event, ORG.originalOrganization):
            assert {next_day(last) for last in objects(joined, old, SCHEMA.dissolutionDate)} == {day}, old


def test_every_change_leads_from_and_to_something_described(joined: list[Quad]) -> None:
    described = {q.subject for q in joined if q.predicate == RDF_TYPE}
    ends = {q.object for q in joined if q.predicate in (ORG.originalOrganization, ORG.resultingOrganization)}
    assert ends <= described


def test_what_was_split_says_which_part_went_where(tables: list[Quad]) -> None:
    split = Counter(row.code for row in successions())
    for row in successions():
        if split[row.code] > 1:
            assert row.scope, (row.code, row.successor)
    event = f"{base_iri()}id/change/2025-03-01/blđtbxh/byt".replace("đ", "d")
    assert objects(tables, event, DAN.scope) == {"bảo trợ xã hội, trẻ em, phòng chống tệ nạn xã hội"}


def test_rows_of_the_tables_hold_together() -> None:
    codes = {i.code: i for i in registry.issuers()}
    for row in successions():
        assert {row.code, row.successor} <= set(codes)
        assert codes[row.code].valid_to, row.code
        assert codes[row.code].local == codes[row.successor].local, row.code
    assert [(r.code, r.successor) for r in successions()] == list(
        dict.fromkeys((r.code, r.successor) for r in successions())
    )
    named = {
        name
        for row in (*registry.types(), *registry.issuers(), *registry.provinces(), *successions(), *districts())
        for name in row.source.split("; ")
    } | {row.source for row in all_terms()}
    assert named == set(sources())
    for text in (*(r.confidence for r in (*successions(), *districts(), *sources().values())),):
        assert not text or 0 < float(text) < 1


def test_a_statement_without_its_own_confidence_has_the_least_of_its_sources() -> None:
    assert confidence_of("Nghị quyết 202/2025/QH15") == ""
    assert confidence_of("Nghị quyết Quốc hội khóa IX ngày 06/11/1996; Nghị quyết 202/2025/QH15") == "0.8"
    assert confidence_of("thực tế ban hành", "0.3") == "0.3"


def test_terms_follow_one_another() -> None:
    for body in ("ban-chap-hanh-trung-uong", "tinh-uy"):
        days = [t.valid_from for t in terms(body)]
        assert days[0] == ""
        assert days == sorted(set(days))
    assert (next_day(previous_day("2021-02-01")), next_day("2025")) == ("2021-02-01", "2025")


@pytest.mark.parametrize(
    ("name", "code", "place", "kind"),
    [
        (DONRE, "STNMT", "bac-giang", "tỉnh"),
        ("Sở Nông nghiệp và PTNT tỉnh Bắc Ninh", "SNNPTNT", "bac-ninh", "tỉnh"),
        ("Ban Tổ chức Tỉnh ủy Bắc Giang", "BTCTU", "bac-giang", "tỉnh"),
        ("Thành ủy Hà Nội", "TU", "ha-noi", "thành phố"),
        ("Thanh tra tỉnh Bắc Giang", "TTT", "bac-giang", "tỉnh"),
        ("UBND tỉnh Bắc Giang", "UBND", "bac-giang", "tỉnh"),
        ("Sở Y tế thành phố Hồ Chí Minh", "SYT", "ho-chi-minh", "thành phố"),
        ("Công an tỉnh Bà Rịa – Vũng Tàu", "CAT", "ba-ria-vung-tau", "tỉnh"),
        ("Văn phòng Đoàn ĐBQH và Hội đồng nhân dân tỉnh Bắc Giang", "VPĐĐBQH", "bac-giang", "tỉnh"),
    ],
)
def test_a_full_name_is_a_kind_in_a_place(name: str, code: str, place: str, kind: str) -> None:
    assert local_body(name) == LocalBody(code, place, kind)


@pytest.mark.parametrize(
    "name",
    [
        "Thành ủy Bắc Giang",  # the committee of a city inside the province
        "Ủy ban nhân dân thành phố Bắc Ninh",  # a city inside the province to 2025, the whole of it since 2026
        "Ủy ban nhân dân thành phố Huế",
        "Sở Nông nghiệp và Môi trường tỉnh Hà Bắc",  # the province ended 28 years before there was such a department
        "Sở Rừng xanh tỉnh Bắc Giang",
        "Sở Tài chính tỉnh Atlantis",
        "Sở Tài chính thành phố Bắc Giang",
        "Bắc Giang",
        "",
    ],
)
def test_a_name_that_is_not_known_for_certain_is_not_guessed(name: str) -> None:
    assert local_body(name) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ủy ban nhân dân huyện Yên Dũng", "Ủy ban nhân dân cấp huyện"),
        ("Ủy ban nhân dân thành phố Từ Sơn", "Ủy ban nhân dân cấp huyện"),
        (DISTRICTS, "Ủy ban nhân dân cấp huyện"),
        ("Huyện ủy Lạng Giang", "Huyện ủy"),
        ("Các huyện ủy trực thuộc Tỉnh ủy Bắc Giang", "Huyện ủy"),
        ("Ban cán sự đảng Ủy ban nhân dân tỉnh Bắc Giang", "Ban cán sự đảng"),
        ("Ủy ban nhân dân thành phố Bắc Ninh", None),
        ("Ủy ban nhân dân thành phố Hà Nội", None),
        ("Ủy ban nhân dân xã Quế Võ", None),
        ("Ủy ban nhân dân tỉnh Bắc Giang", None),
    ],
)
def test_what_is_of_a_kind_that_ended_everywhere_ended_with_it(name: str, kind: str | None) -> None:
    found = ended_kind(name)
    assert (found.kind if found else None) == kind


def test_the_full_name_of_every_body_of_every_province_means_that_body() -> None:
    codes = [i.code for i in registry.issuers() if i.level in ("province", "any-local")]
    every = {LocalBody(c, p.slug, p.kind) for c in codes for p in registry.provinces()}
    told = {body for body in every if lived(body) and not body.name_was_anothers}
    assert len(told) > 4_000
    assert all(local_body(body.name) == body for body in told)


@given(st.text(max_size=60), st.sampled_from(["", " tỉnh Bắc Giang", " thành phố Huế", " huyện Yên Dũng"]))
def test_any_name_is_read_without_harm(head: str, tail: str) -> None:
    name = head + tail
    body = local_body(name)
    assert body is None or fold(body.units[-1].name) in fold(name) or body.place in {p.slug for p in _aliased(name)}
    ended_kind(name)


def test_a_damaged_file_of_the_registry_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bodies.ttl").write_text("<a> <b> .", encoding="utf-8")
    monkeypatch.setattr(triples_registry, "files", lambda _: tmp_path)
    monkeypatch.setenv("DANCHIEU_BASE", "https://damaged.example/")
    with pytest.raises(registry.RegistryError, match=r"bodies\.ttl"):
        list(registry_quads({}, {}))
    (tmp_path / "bodies.ttl").unlink()
    with pytest.raises(registry.RegistryError, match=r"bodies\.ttl"):
        list(registry_quads({}, {}))


def test_every_step_forward_is_a_step_back() -> None:
    for name in (DONRE, DIC_TN, "Sở Tài chính tỉnh Bắc Giang", "Tỉnh ủy Hà Nam", "Thành ủy Hải Phòng"):
        body = local_body(name)
        assert body is not None
        for step in steps_from(body):
            assert step in list(steps_to(step.new))


def test_a_body_that_keeps_its_name_through_a_merger_is_one_body() -> None:
    body = local_body("Sở Tài chính tỉnh Bắc Ninh")
    assert body is not None
    assert body.dissolved == "2026-09-19"
    kept = local_body("Sở Tài chính tỉnh Tuyên Quang")
    assert kept is not None
    assert (kept.dissolved, list(steps_from(kept))) == ("", [])


def test_what_the_registry_does_not_know_is_told_apart_and_keeps_its_place() -> None:
    f = Draft("x.txt", NQ33)
    names = ("Viện Cây xanh tỉnh Bắc Giang", "Hội đồng quản trị", FINANCE, "Bộ Tài chính", "Thủ tướng")
    f.task(f.say("Điều 1", "Làm ngay.", "article"), lead=[assigned(name) for name in names])
    known = [q for q in quads(Corpus([f.done()], {NQ33.iri: NQ33})) if q.graph_name.value == GRAPH]
    kinds = {name: objects(known, agency_iri(name), RDF_TYPE) for name in names}
    unknown, sure = {DAN.UnverifiedBody.value}, {DAN.RegisteredBody.value}
    assert list(kinds.values()) == [unknown, unknown, sure, sure, sure]
    assert objects(known, agency_iri(names[0]), DAN.place) == {"bac-giang"}
    assert objects(known, agency_iri(names[1]), DAN.place) == set()


def test_every_body_of_the_documents_is_registered_or_marked(store: OxigraphStore) -> None:
    left = store.query(
        "PREFIX dan: <https://w3id.org/danchieu/def#> PREFIX org: <http://www.w3.org/ns/org#>"
        " SELECT ?a WHERE { ?a a org:FormalOrganization FILTER NOT EXISTS { ?a a ?k . VALUES ?k"
        " { dan:RegisteredBody dan:UnverifiedBody dan:BodyKind } } FILTER NOT EXISTS { ?b dan:issuesAs ?a } }"
    )
    assert [row["a"].value for row in left] == []


def test_an_abbreviation_that_means_several_things_points_to_all(tables: list[Quad]) -> None:
    node = f"{base_iri()}id/type/chi-thi"
    assert objects(tables, node, DAN.sharesAbbreviation) == {agency_iri("Cục Thuế")}
    decision = objects(tables, f"{base_iri()}id/type/quyet-dinh", DAN.sharesAbbreviation)
    assert f"{base_iri()}id/type/quy-dinh" in decision


def test_each_turtle_file_reads_by_itself() -> None:
    for name in FILES:
        assert len(list(parse((FOLDER / name).read_bytes(), RdfFormat.TURTLE))) > 5, name


def test_the_registry_adds_little_to_a_load(tables: list[Quad]) -> None:
    assert len(tables) < 6_000
    assert in_memory(small_corpus()).query(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")


def _aliased(name: str) -> list[registry.Province]:
    return [p for p in registry.provinces() if any(fold(a) in fold(name) for a in p.aliases)]


def _stood(of: list[Quad], unit: str, day: str) -> bool:
    first, last = objects(of, unit, SCHEMA.foundingDate), objects(of, unit, SCHEMA.dissolutionDate)
    return all(f <= day for f in first) and all(day <= e for e in last)


def _date(day: str) -> Literal:
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)
    return Literal(day, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
