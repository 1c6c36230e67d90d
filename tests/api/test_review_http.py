"""Decisions over HTTP: on the disk before they are answered, kept for ever, shown by the next load."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from promises import V1, check
from written import Site, resolution, site

from api.review.deciding import History
from graph.review import book
from graph.store.embedded import EmbeddedStore
from ingest.update import update
from tests.graph.decided import mention, task_saying


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A store of several resolutions, so that each test decides on one of its own."""
    with site(tmp_path_factory.mktemp("duyet")) as found:
        for number in range(34, 40):
            (found.folder / f"{number}.txt").write_bytes(resolution(number))
        update(found.store, [found.folder], jobs=1)
        yield found


def law(here: Site, number: int) -> str:
    """The mention of a law in a resolution."""
    with EmbeddedStore.open(here.store) as graph:
        return mention(graph, "31/2024/QH15", str(here.folder / f"{number}.txt"))


def duty(here: Site) -> str:
    with EmbeddedStore.open(here.store) as graph:
        return task_saying(graph, "19-CT/TU")


def decide(client: httpx.Client, kind: str, target: str, **more: Any) -> httpx.Response:
    headers = more.pop("headers", {})
    return client.post(f"{V1}/reviews", json={"kind": kind, "target": target, **more}, headers=headers)


def code(response: httpx.Response) -> str:
    return str(response.json()["type"]).rpartition("/")[2]


def status(here: Site, iri: str) -> list[str]:
    with EmbeddedStore.open(here.store) as graph:
        rows = graph.query(
            f"SELECT ?s WHERE {{ <{iri}> <https://w3id.org/danchieu/def#reviewStatus>"
            f"|<https://w3id.org/danchieu/def#taskStatus> ?s }}"
        )
        return sorted(row["s"].value.partition("#")[2] for row in rows)


def test_a_decision_is_in_the_book_when_it_is_answered_and_in_the_graph_when_its_job_is_done(here: Site) -> None:
    iri = law(here, 33)
    made = decide(here.editor, "reject", iri.partition("/id/")[2], note="nhầm luật")
    openapi = here.open.get("/openapi.json").json()
    told = check(openapi, f"{V1}/reviews", made, "post")
    assert made.status_code == 201
    assert made.headers["location"] == f"{V1}/reviews/{told['review']['id']}"
    assert book.decisions(here.store).decisions[-1].id == told["review"]["id"]
    assert (told["review"]["who"], told["review"]["target"], told["review"]["note"]) == ("Lan", iri, "nhầm luật")
    assert (told["review"]["before"], told["review"]["after"]) == (None, {"status": "rejected"})
    assert here.ended(made)["state"] == "done"
    assert status(here, iri) == ["rejected"]
    check(openapi, f"{V1}/reviews/{{id}}", here.open.get(made.headers["location"]))
    check(openapi, f"{V1}/reviews", here.open.get(f"{V1}/reviews"))


def test_a_decision_is_undone_by_another_and_nothing_is_lost(here: Site) -> None:
    iri = law(here, 34)
    first = decide(here.editor, "reject", iri).json()["review"]["id"]
    undone = here.editor.post(f"{V1}/reviews/{first}/undo", json={"note": "xem lại"})
    assert undone.status_code == 201
    assert here.ended(undone)["state"] == "done"
    assert status(here, iri) == ["unreviewed"]
    now = here.open.get(f"{V1}/reviews/{first}").json()
    assert (now["stands"], now["undone_by"]) == (False, undone.json()["review"]["id"])
    assert (undone.json()["review"]["before"], undone.json()["review"]["after"]) == ({"status": "rejected"}, None)
    again = here.editor.delete(f"{V1}/reviews/{first}")
    assert (again.status_code, code(again)) == (409, "decision-refused")
    # To undo the undoing brings the first back.
    assert here.editor.delete(f"{V1}/reviews/{undone.json()['review']['id']}").status_code == 201
    assert here.open.get(f"{V1}/reviews/{first}").json()["stands"]
    assert here.editor.delete(f"{V1}/reviews/khong").status_code == 404


def test_two_who_decide_the_same_are_told_of_each_other(here: Site) -> None:
    iri = law(here, 35)
    first = decide(here.editor, "accept", iri).json()["review"]
    refused = decide(here.other, "reject", iri)
    assert (refused.status_code, code(refused)) == (409, "decided-already")
    assert refused.json()["present"]["id"] == first["id"]
    assert refused.json()["present"]["who"] == "Lan"
    wrong = decide(here.other, "reject", iri, replaces="khong")
    assert (wrong.status_code, wrong.json()["present"]["id"]) == (409, first["id"])
    over = decide(here.other, "reject", iri, replaces=first["id"])
    assert over.status_code == 201
    assert over.json()["review"]["before"] == {"status": "accepted"}
    # One may think again without being asked.
    assert decide(here.other, "accept", iri).status_code == 201
    assert decide(here.editor, "accept", iri).status_code == 409


def test_of_two_at_the_same_moment_one_is_refused(here: Site) -> None:
    iri = law(here, 36)
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda client: decide(client, "reject", iri), (here.editor, here.other)))
    assert sorted(one.status_code for one in told) == [201, 409]
    assert sum(one.target == iri for one in book.decisions(here.store).decisions) == 1


def test_a_tasks_status_is_another_matter_than_the_rest_of_it(here: Site) -> None:
    iri = duty(here)
    done = decide(here.editor, "status", iri, done=True, note="báo cáo 12")
    assert done.status_code == 201
    lead = "Sở Tư pháp tỉnh Bắc Giang"
    corrected = decide(here.other, "correct", iri, lead=[lead], deadline="30/9/2025")
    assert here.ended(corrected)["state"] == "done"
    assert "completed" in status(here, iri)
    shown = here.open.get(f"{V1}/tasks/{iri.rpartition('/')[2]}").json()
    assert [one["name"] for one in shown["lead"]] == [lead]
    assert corrected.json()["review"]["after"]["deadline"]["end"] == "2025-09-30"
    assert here.open.get(f"{V1}/reviews", params={"target": iri}).json()["items"][1]["quote"]


def test_two_instruments_are_merged_and_split(here: Site) -> None:
    one, other = "37/NQ-HĐND", "38/NQ-HĐND"
    merged = decide(here.editor, "merge", one, other=other)
    assert merged.status_code == 201
    assert merged.json()["review"]["after"] == {"merged_into": merged.json()["review"]["value"]["into"]}
    assert here.ended(merged)["state"] == "done"
    target, into = merged.json()["review"]["target"], merged.json()["review"]["value"]["into"]
    assert here.open.get(f"{V1}/lookup", params={"q": other}).json()["iri"] == into
    assert here.ended(here.editor.delete(f"{V1}/reviews/{merged.json()['review']['id']}"))["state"] == "done"
    split = decide(here.editor, "split", target, other=into)
    assert split.json()["review"]["after"] == {"apart": True}


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "reject"},
        {"kind": "dance", "target": "task/x"},
        {"kind": "reject", "target": "task/x", "colour": "red"},
        {"kind": "reject", "target": "task/x", "note": "x" * 2001},
        {"kind": "accept", "target": "LAW", "relation": "cites"},
        {"kind": "correct", "target": "LAW"},
        {"kind": "correct", "target": "LAW", "relation": "dances"},
        {"kind": "correct", "target": "LAW", "deadline": "mai"},
        {"kind": "correct", "target": "LAW", "deadline": "31/12/2026"},
        {"kind": "status", "target": "LAW", "done": True},
        {"kind": "merge", "target": "33/NQ-HĐND"},
        {"kind": "merge", "target": "33/NQ-HĐND", "other": "33/NQ-HĐND"},
    ],
)
def test_a_decision_that_says_nothing_is_refused_and_not_written(here: Site, said: dict[str, Any]) -> None:
    before = book.stamp(here.store)
    if said.get("target") == "LAW":
        said = said | {"target": law(here, 39)}
    refused = here.editor.post(f"{V1}/reviews", json=said)
    assert refused.status_code == 422, refused.text
    assert refused.json()["detail"].endswith(".")
    assert book.stamp(here.store) == before


def test_what_the_graph_does_not_know_cannot_be_decided_on(here: Site) -> None:
    for target in ("task/00000000000000000000", "https://example.org/x", "không có"):
        refused = decide(here.editor, "reject", target)
        assert refused.status_code == 404, refused.text
    assert decide(here.editor, "merge", "33/NQ-HĐND", other="999/NQ-HĐND").status_code == 404
    assert decide(here.reader, "reject", law(here, 39)).status_code == 403
    assert decide(here.open, "reject", law(here, 39)).status_code == 401


def test_a_decision_sent_twice_with_one_idempotency_key_is_made_once(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    iri, headers = law(here, 37), {"Idempotency-Key": "quyết-định-1".encode()}
    first = decide(here.editor, "reject", iri, headers=headers)
    second = decide(here.editor, "reject", iri, headers=headers)
    assert (first.status_code, second.json()) == (201, first.json())
    assert sum(one.target == iri for one in book.decisions(here.store).decisions) == 1
    assert decide(here.editor, "accept", iri, headers=headers).status_code == 422
    # A server that is killed after it wrote a decision down and before it answered.
    lost, key = law(here, 38), {"Idempotency-Key": "2"}

    def die(history: History, at: int) -> None:
        raise KeyError("killed")

    with monkeypatch.context() as killed:
        killed.setattr(History, "data", die)
        assert decide(here.editor, "reject", lost, headers=key).status_code == 500
    assert decide(here.editor, "reject", lost, headers=key).status_code == 201
    assert sum(one.target == lost for one in book.decisions(here.store).decisions) == 1


def test_a_full_disk_is_one_clear_sentence_and_no_decision(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = book.stamp(here.store)
    monkeypatch.setattr(book, "decide", full)
    refused = decide(here.editor, "reject", law(here, 39))
    assert (refused.status_code, code(refused)) == (507, "disk-full")
    assert book.stamp(here.store) == before


def test_decisions_are_found_by_who_what_and_whether_they_stand(here: Site) -> None:
    everything = here.open.get(f"{V1}/reviews", params={"limit": 200}).json()["items"]
    assert [one["when"] for one in everything] == sorted((one["when"] for one in everything), reverse=True)
    assert len(everything) == len(book.decisions(here.store).decisions)
    for name, value in (("who", "Minh"), ("kind", "reject"), ("target", law(here, 35))):
        found = here.open.get(f"{V1}/reviews", params={name: value, "limit": 200}).json()["items"]
        assert found == [one for one in everything if one[name] == value]
    found = here.open.get(f"{V1}/reviews", params={"stands": "false", "limit": 200}).json()["items"]
    assert found == [one for one in everything if not one["stands"]]
    assert found
    assert here.open.get(f"{V1}/reviews", params={"limit": 1}).json()["next"]


def test_the_trail_has_every_decision_upload_withdrawal_and_key_for_an_administrator(here: Site) -> None:
    here.upload("trail.txt", resolution(77), params={"note": "cho nhật ký"})
    # A decision of each of its own: other tests may run in another process.
    made = decide(here.other, "accept", law(here, 39)).json()["review"]["id"]
    assert here.other.delete(f"{V1}/reviews/{made}").status_code == 201
    told = here.admin.get(f"{V1}/audit", params={"limit": 200})
    check(here.open.get("/openapi.json").json(), f"{V1}/audit", told)
    items = told.json()["items"]
    assert {"review", "undo", "upload", "key-made"} <= {one["did"] for one in items}
    assert sum(one["did"] in ("review", "undo") for one in items) == len(book.decisions(here.store).decisions)
    upload = next(one for one in items if one["did"] == "upload")
    assert (upload["who"], upload["note"], upload["what"]) == ("Lan", "cho nhật ký", "trail.txt")
    assert [one["when"] for one in items] == sorted((one["when"] for one in items), reverse=True)
    mine = here.admin.get(f"{V1}/audit", params={"who": "Minh"}).json()["items"]
    assert {one["who"] for one in mine} == {"Minh"}
