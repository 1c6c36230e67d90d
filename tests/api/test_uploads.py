"""Documents given over HTTP: on the disk before they are accepted, in the graph whole or not at all."""

from __future__ import annotations

import fcntl
import io
import threading
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from promises import V1, check
from written import Site, events, resolution, site

from api.cli import main
from graph import withdrawals
from graph.identity import base_iri, document_graph_iri
from graph.store.embedded import load
from graph.store.generations import description
from ingest import inbox
from ingest.update import update
from tests.graph.small_corpus import small_corpus


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("tai-len")) as found:
        yield found


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def test_an_upload_is_on_the_disk_when_it_is_accepted_and_in_the_graph_when_its_job_is_done(here: Site) -> None:
    data = resolution(41)
    accepted = here.upload("Nghị quyết 41.txt", data)
    openapi = here.open.get("/openapi.json").json()
    assert accepted.status_code == 202
    told = check(openapi, f"{V1}/documents", accepted, "post")
    assert accepted.headers["location"] == f"{V1}/jobs/{told['job']['id']}"
    assert [one.file.read_bytes() for one in inbox.held(here.store) if one.sha256 == digest(data)] == [data]
    job = here.ended(accepted)
    assert (job["state"], job["reason"], job["read"], job["total"], job["who"]) == ("done", None, 1, 1, "Lan")
    check(openapi, f"{V1}/jobs/{{id}}", here.open.get(accepted.headers["location"]))
    check(openapi, f"{V1}/jobs", here.open.get(f"{V1}/jobs"))
    assert job["generation"] == description(here.store)["generation"]
    assert here.held()[digest(data)] == "tải lên/Nghị quyết 41.txt"
    assert here.instrument(41).status_code == 200
    assert here.instrument(33).status_code == 200


def test_the_body_may_be_the_file_itself(here: Site) -> None:
    headers = {"Content-Type": "text/plain"}
    by_address = here.editor.post(
        f"{V1}/documents", params={"filename": "Nghị quyết 42.txt"}, content=resolution(42), headers=headers
    )
    headers["Content-Disposition"] = "attachment; filename*=UTF-8''Ngh%E1%BB%8B%20quy%E1%BA%BFt%2043.txt"
    by_header = here.editor.post(f"{V1}/documents", content=resolution(43), headers=headers)
    assert here.ended(by_address)["state"] == here.ended(by_header)["state"] == "done"
    assert {"tải lên/Nghị quyết 42.txt", "tải lên/Nghị quyết 43.txt"} <= set(here.held().values())


def test_what_is_here_already_is_said_to_be(here: Site) -> None:
    first = here.upload("a.txt", resolution(44))
    here.ended(first)
    again = here.upload("b.txt", resolution(44))
    assert again.status_code == 200
    assert again.json()["job"] is None
    assert again.headers["location"] == first.headers["location"]
    assert [one["existing"] for one in again.json()["files"]] == [True]
    of_folder = here.upload("c.txt", resolution(33))
    assert (of_folder.status_code, of_folder.json()["files"][0]["job"]) == (200, None)
    assert "location" not in of_folder.headers
    both = here.editor.post(
        f"{V1}/documents", files=[("file", ("a.txt", resolution(44))), ("file", ("d.txt", resolution(45)))]
    )
    assert [one["existing"] for one in both.json()["files"]] == [True, False]
    assert here.ended(both)["total"] == 1


def test_a_file_that_cannot_be_read_fails_with_its_reason_and_leaves_nothing(here: Site) -> None:
    before = here.open.get(f"{V1}/problems").json()["items"]
    job = here.ended(here.upload("ảnh.docx", b"PK\x03\x04 broken"))
    assert job["state"] == "failed"
    assert job["reason"] == job["files"][0]["reason"][:1].upper() + job["files"][0]["reason"][1:] + "."
    assert not [one for one in inbox.held(here.store) if one.sha256 == digest(b"PK\x03\x04 broken")]
    assert here.open.get(f"{V1}/problems").json()["items"] == before
    # Given again it is tried again.
    assert here.ended(here.upload("ảnh.docx", b"PK\x03\x04 broken"))["state"] == "failed"


def test_of_several_files_the_good_ones_are_loaded(here: Site) -> None:
    both = here.editor.post(
        f"{V1}/documents", files=[("file", ("x.docx", b"PK\x03\x04 broken")), ("file", ("46.txt", resolution(46)))]
    )
    job = here.ended(both)
    assert (job["state"], job["reason"]) == ("done", "1 trong 2 tệp không đọc được.")
    assert [file["state"] for file in job["files"]] == ["failed", "read"]
    assert here.instrument(46).status_code == 200


def test_an_archive_is_read_and_a_bomb_in_one_is_told_of(here: Site) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("47.txt", resolution(47))
        archive.writestr("lớn.txt", b"\0" * (300 * 2**20))
    assert packed.tell() < 2**20
    job = here.ended(here.upload("gói.zip", packed.getvalue()))
    assert job["state"] == "done"
    assert "lớn.txt" in job["files"][0]["reason"]
    assert here.instrument(47).status_code == 200
    # What is inside an archive is no upload of its own.
    refused = here.editor.delete(f"{V1}/documents/{digest(resolution(47))}")
    assert (refused.status_code, refused.json()["paths"]) == (409, ["tải lên/gói.zip!/47.txt"])
    assert here.ended(here.editor.delete(f"{V1}/documents/{digest(packed.getvalue())}"))["state"] == "done"
    assert digest(resolution(47)) not in here.held()


def test_a_job_is_followed_by_events_and_taken_up_where_one_was(here: Site) -> None:
    accepted = here.upload("48.txt", resolution(48))
    address = accepted.headers["location"] + "/events"
    followed = here.open.get(address, timeout=60)
    assert followed.headers["content-type"].startswith("text/event-stream")
    told = events(followed)
    assert [number for number, _, _ in told] == list(range(1, len(told) + 1))
    states = list(dict.fromkeys(state for _, state, _ in told))
    assert states == ["queued", "reading", "loading", "done"]
    assert told[-1][2] == here.open.get(accepted.headers["location"]).json()
    assert events(here.open.get(address, headers={"Last-Event-ID": "2"})) == told[2:]
    assert here.open.get(address, headers={"Last-Event-ID": str(len(told))}).status_code == 204
    assert len(events(here.open.get(address, headers={"Last-Event-ID": "x"}))) == len(told)


def test_an_unknown_job_is_unknown(here: Site) -> None:
    for address in ("/jobs/khong", "/jobs/khong/events"):
        assert here.open.get(V1 + address).status_code == 404


def test_readers_never_see_half_of_an_upload(here: Site) -> None:
    """Both documents of a job appear at once, while queries run all the time."""
    seen: list[int] = []
    stopping = threading.Event()

    def reading() -> None:
        with httpx.Client(base_url=here.open.base_url, timeout=20) as mine:
            while not stopping.is_set():
                found = mine.get(f"{V1}/documents", params={"limit": 200})
                assert found.status_code == 200
                held = {one["sha256"] for one in found.json()["items"]}
                seen.append(sum(digest(resolution(n)) in held for n in (51, 52)))

    threads = [threading.Thread(target=reading) for _ in range(3)]
    for thread in threads:
        thread.start()
    both = here.editor.post(
        f"{V1}/documents", files=[("file", ("51.txt", resolution(51))), ("file", ("52.txt", resolution(52)))]
    )
    job = here.ended(both)
    stopping.set()
    for thread in threads:
        thread.join()
    assert job["state"] == "done"
    assert set(seen) <= {0, 2}
    assert len(seen) > 10


def test_uploads_that_wait_together_are_one_load(here: Site) -> None:
    before = int(description(here.store)["generation"])
    told = [here.upload(f"{n}.txt", resolution(n)) for n in range(60, 68)]
    jobs = [here.ended(one) for one in told]
    assert {job["state"] for job in jobs} == {"done"}
    assert int(description(here.store)["generation"]) - before < len(jobs) // 2


def test_an_upload_is_taken_out_and_what_it_gave_the_graph_is_remembered(here: Site) -> None:
    data = resolution(71)
    here.ended(here.upload("71.txt", data))
    iri = here.instrument(71).json()["iri"]
    taken = here.editor.delete(f"{V1}/documents/{digest(data)}", params={"note": "gửi nhầm"})
    openapi = here.open.get("/openapi.json").json()
    assert taken.status_code == 202
    check(openapi, f"{V1}/documents/{{id}}", taken, "delete")
    assert here.ended(taken)["state"] == "done"
    assert here.instrument(71).status_code == 404
    assert digest(data) not in {one.sha256 for one in inbox.held(here.store)}
    gone = withdrawals.gone(here.store, iri)
    assert gone is not None
    assert (gone.who, gone.note, gone.path) == ("Lan", "gửi nhầm", "tải lên/71.txt")
    assert withdrawals.gone(here.store, document_graph_iri(digest(data))) == gone
    assert withdrawals.gone(here.store, f"{base_iri()}id/vn/khac/x/1") is None
    again = here.editor.delete(f"{V1}/documents/{digest(data)}")
    assert (again.status_code, again.json()["who"]) == (410, "Lan")
    # A run over the folder does not bring it back, nor take other uploads away.
    others = set(here.held())
    assert main(["ingest", str(here.folder), "--prune", "--store", str(here.store)]) == 0
    assert set(here.held()) == others
    # To give it again is to let it in again.
    assert here.ended(here.upload("71.txt", data))["state"] == "done"
    assert withdrawals.gone(here.store, iri) is None
    assert here.instrument(71).status_code == 200


def test_a_file_of_a_folder_is_left_out_only_when_that_is_asked_for(here: Site) -> None:
    file = here.folder / "81.txt"
    file.write_bytes(resolution(81))
    update(here.store, [here.folder], jobs=1)
    address = f"{V1}/documents/{digest(resolution(81))}"
    refused = here.editor.delete(address)
    assert (refused.status_code, refused.json()["paths"]) == (409, [str(file)])
    assert here.ended(here.editor.delete(address, params={"exclude": "true"}))["state"] == "done"
    assert here.instrument(81).status_code == 404
    report = update(here.store, [here.folder], jobs=1)
    assert report.withdrawn == [str(file)]
    assert not report.loaded
    assert here.instrument(81).status_code == 404
    assert file.exists()
    assert here.ended(here.upload("81.txt", resolution(81)))["state"] == "done"
    assert here.instrument(81).status_code == 200


def test_an_upload_that_still_waits_can_be_taken_out(here: Site) -> None:
    data = resolution(83)
    inbox.incoming(here.store)
    with (here.store / inbox.FOLDER / "worker.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # nobody works meanwhile
        accepted = here.upload("83.txt", data)
        taken = here.editor.delete(f"{V1}/documents/{digest(data)}")
        assert taken.status_code == 202
    assert here.ended(taken)["state"] == "done"
    job = here.ended(accepted)
    assert (job["state"], job["reason"]) == ("failed", "Đã được rút khỏi kho.")
    assert digest(data) not in here.held()
    assert digest(data) not in {one.sha256 for one in inbox.held(here.store)}


def test_what_is_not_here_cannot_be_taken_out(here: Site) -> None:
    assert here.editor.delete(f"{V1}/documents/{'0' * 64}").status_code == 404
    assert here.editor.delete(f"{V1}/documents/abc").status_code == 422
    assert here.reader.delete(f"{V1}/documents/{'0' * 64}").status_code == 403


def test_a_request_sent_twice_with_one_idempotency_key_is_answered_once(here: Site) -> None:
    headers = {"Idempotency-Key": "lan-1"}
    first = here.upload("85.txt", resolution(85), headers=headers)
    second = here.upload("85.txt", resolution(85), headers=headers)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    other = here.upload("86.txt", resolution(86), headers=headers)
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "idempotency-key-reused")
    here.ended(first)


def test_uploads_survive_a_run_over_their_own_folder_and_a_lost_ledger(here: Site) -> None:
    here.ended(here.upload("91.txt", resolution(91)))
    before = here.held()
    update(here.store, [here.store.parent], jobs=1, prune=True)
    assert here.held() == before
    for file in here.store.glob("files.sqlite*"):
        file.unlink()
    update(here.store, [here.folder], jobs=1)
    assert set(here.held()) >= {
        sha for sha, path in before.items() if path.startswith("tải lên/") and ".zip" not in path
    }


def test_a_graph_that_remembers_no_files_is_not_thrown_away_for_an_upload(tmp_path: Path) -> None:
    with site(tmp_path) as found:
        for file in found.store.glob("files.sqlite*"):
            file.unlink()
        load(small_corpus(), found.store)
        quads = description(found.store)["quads"]
        job = found.ended(found.upload("1.txt", resolution(1)))
        assert (job["state"], "danchieu ingest" in job["reason"]) == ("failed", True)
        assert description(found.store)["quads"] == quads
