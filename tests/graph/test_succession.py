"""What became of bodies and provinces: the four questions, asked of the small corpus."""

from __future__ import annotations

import pytest

from graph.answers.succession import predecessors, province_now, successors, tasks_of_dissolved
from graph.errors import NotADay, UnknownAgency, UnknownPlace
from graph.identity import agency_iri
from graph.store.engine import OxigraphStore
from tests.graph.small_corpus import DIC_TN, DISTRICTS, DONRE, FINANCE


def names(of: list[dict[str, object]]) -> list[object]:
    return [one["name"] for one in of]


def test_a_department_is_followed_through_its_own_merger_and_its_provinces(store: OxigraphStore) -> None:
    found = successors(store, DONRE)
    assert [(c["date"], c["to"]["name"]) for c in found["changes"]] == [
        ("2025-03-01", "Sở Nông nghiệp và Môi trường tỉnh Bắc Giang"),
        ("2025-07-01", "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh"),
        ("2026-09-20", "Sở Nông nghiệp và Môi trường thành phố Bắc Ninh"),
    ]
    assert [c["order"]["name"] for c in found["changes"]] == [
        "Nghị định 45/2025/NĐ-CP",
        "Nghị quyết 202/2025/QH15",
        "Nghị quyết 39/2026/QH16",
    ]
    assert names(found["standing"]) == ["Sở Nông nghiệp và Môi trường thành phố Bắc Ninh"]
    assert (found["body"]["dissolved"], found["body"]["verified"]) == ("2025-02-28", True)


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        ("2025-02-28", DONRE),
        ("2025-03-01", "Sở Nông nghiệp và Môi trường tỉnh Bắc Giang"),
        ("30/6/2025", "Sở Nông nghiệp và Môi trường tỉnh Bắc Giang"),
        ("01/7/2025", "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh"),
        ("2025", "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh"),
    ],
)
def test_who_stands_depends_on_the_day(store: OxigraphStore, on: str, standing: str) -> None:
    assert names(successors(store, DONRE, on=on)["standing"]) == [standing]


def test_a_split_body_has_several_successors_each_with_its_part(store: OxigraphStore) -> None:
    found = successors(store, DIC_TN)
    assert {c["to"]["name"]: c["scope"] for c in found["changes"]} == {
        "Sở Khoa học và Công nghệ tỉnh Thái Nguyên": "viễn thông, bưu chính, chuyển đổi số, công nghệ thông tin",
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Thái Nguyên": "báo chí, xuất bản, thông tin cơ sở",
    }
    assert len(found["standing"]) == 2
    ministry = successors(store, "Bộ Lao động - Thương binh và Xã hội")
    assert len(ministry["standing"]) == 4
    assert all(c["scope"] for c in ministry["changes"])


def test_a_body_that_no_document_names_is_answered_from_the_registry(store: OxigraphStore) -> None:
    found = successors(store, "Sở Giao thông vận tải tỉnh Hà Nam")
    assert names(found["standing"]) == ["Sở Xây dựng tỉnh Ninh Bình"]


def test_what_is_not_certain_says_so(store: OxigraphStore) -> None:
    own, with_the_province = successors(store, DONRE, on="2025-12-31")["changes"]
    assert own["confidence"] is None
    assert 0 < with_the_province["confidence"] < 1


def test_a_body_that_stands_is_its_own_last(store: OxigraphStore) -> None:
    found = successors(store, "Bộ Tài chính")
    assert (found["changes"], names(found["standing"])) == ([], ["Bộ Tài chính"])


def test_predecessors_are_the_same_line_read_backwards(store: OxigraphStore) -> None:
    heir = "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh"
    found = predecessors(store, heir)
    assert DONRE in names(found["standing"])
    forward = {c["event"] for c in successors(store, DONRE, on="2025-12-31")["changes"]}
    assert forward <= {c["event"] for c in found["changes"]}
    assert names(predecessors(store, "Bộ Nông nghiệp và Môi trường", on="2024")["changes"]) == []


def test_a_province_has_its_line_too(store: OxigraphStore) -> None:
    (now,) = province_now(store, "Bắc Giang", on="2025-07-01")
    line = predecessors(store, now["iri"])
    assert "tỉnh Bắc Giang" in {c["from"]["name"] for c in line["changes"]}
    assert names(line["standing"]) == ["tỉnh Hà Bắc"]


@pytest.mark.parametrize(
    ("place", "on", "found"),
    [
        ("Bắc Giang", None, ["thành phố Bắc Ninh"]),
        ("bac-giang", "2025-07-01", ["tỉnh Bắc Ninh"]),
        ("tỉnh Bắc Giang", "2025-06-30", ["tỉnh Bắc Giang"]),
        ("TP.HCM", None, ["thành phố Hồ Chí Minh"]),
        ("Bình Dương", "2026", ["thành phố Hồ Chí Minh"]),
        ("Hà Tây", None, ["thành phố Hà Nội"]),
        ("Hà Bắc", "2020", ["tỉnh Bắc Giang", "tỉnh Bắc Ninh"]),
        ("Hà Bắc", None, ["thành phố Bắc Ninh"]),
        ("Huế", "2020", []),
        ("Cao Bằng", None, ["tỉnh Cao Bằng"]),
    ],
)
def test_which_province_a_place_is_in(store: OxigraphStore, place: str, on: str | None, found: list[str]) -> None:
    assert names(province_now(store, place, on=on)) == found


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-02-28", {}),
        ("2025-03-01", {DONRE, DIC_TN}),
        ("2025-07-01", {DONRE, DIC_TN, FINANCE, DISTRICTS}),
    ],
)
def test_tasks_of_bodies_that_are_no_more(store: OxigraphStore, on: str, expected: set[str]) -> None:
    gone = {d["agency"]["name"] for one in tasks_of_dissolved(store, on) for d in one["dissolved"]}
    assert gone == (expected or set())


def test_who_has_such_a_task_now(store: OxigraphStore) -> None:
    of = {
        (d["agency"]["iri"], d["role"]): names(d["standing"])
        for one in tasks_of_dissolved(store, "2025-07-01")
        for d in one["dissolved"]
    }
    assert of[agency_iri(DONRE), "leadAgency"] == ["Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh"]
    assert of[agency_iri(DISTRICTS), "coordinatingAgency"] == ["Ủy ban nhân dân cấp xã"]
    early = {
        d["agency"]["iri"]: names(d["standing"])
        for one in tasks_of_dissolved(store, "2025-03-01")
        for d in one["dissolved"]
    }
    assert early[agency_iri(DONRE)] == ["Sở Nông nghiệp và Môi trường tỉnh Bắc Giang"]


def test_a_task_is_told_with_its_words_and_place(store: OxigraphStore) -> None:
    told = tasks_of_dissolved(store, "2025-03-01")
    assert any(one["task"]["path"] == "Điều 2 > 4 > đoạn 1" and "rác" in one["task"]["text"] for one in told)


@pytest.mark.parametrize("body", ["Sở Rừng xanh", "https://example.org/x", "not an iri://<>", ""])
def test_an_unknown_body_is_said_to_be_unknown(store: OxigraphStore, body: str) -> None:
    with pytest.raises(UnknownAgency, match="không tìm thấy cơ quan"):
        successors(store, body)


def test_an_unknown_place_and_an_unreadable_day_are_said_so(store: OxigraphStore) -> None:
    with pytest.raises(UnknownPlace, match="Atlantis"):
        province_now(store, "Atlantis")
    for typed in ("hôm qua", "31/02/2025", ""):
        with pytest.raises(NotADay, match="2025-07-01"):
            tasks_of_dissolved(store, typed)
