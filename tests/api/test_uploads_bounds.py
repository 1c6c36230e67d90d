"""What an upload may not be: too large, badly named, malformed, too many; and a disk that is full."""

from __future__ import annotations

import errno
import fcntl
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pytest
from promises import V1
from written import Site, resolution, site

from api.uploads import receiving
from api.uploads.jobs import Jobs
from api.uploads.names import MOST, BadName, checked, of_disposition
from ingest import inbox

KILO = 1024


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that takes at most 64 KiB a file, three files at once, and lets two jobs wait."""
    with site(tmp_path_factory.mktemp("nho"), upload_bytes=64 * KILO, upload_files=3, upload_waiting=2) as found:
        yield found


def left_over(here: Site) -> list[Path]:
    return list(inbox.incoming(here.store).iterdir())


def problem(response: object) -> str:
    return str(response.json()["type"]).rpartition("/")[2]  # type: ignore[attr-defined]


def test_a_file_above_the_bound_is_refused_and_leaves_nothing(small: Site) -> None:
    for told in (
        small.upload("a.txt", b"x" * (64 * KILO + 1)),
        small.editor.post(f"{V1}/documents", params={"filename": "a.txt"}, content=b"x" * (64 * KILO + 1)),
        small.editor.post(f"{V1}/documents", params={"filename": "a.txt"}, content=iter([b"x" * KILO] * 65)),
    ):
        assert (told.status_code, "0.0625 MiB" in told.json()["detail"]) == (413, True)
    assert not left_over(small)


def test_a_request_that_says_it_is_too_long_is_refused_before_it_is_sent(small: Site) -> None:
    key = small.editor.headers["authorization"]
    head = (
        f"POST {V1}/documents?filename=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {key}\r\n"
        "Content-Length: 9999999999\r\n\r\n"
    )
    with socket.create_connection((small.open.base_url.host, small.open.base_url.port or 80), timeout=10) as wire:
        wire.sendall(head.encode())
        assert wire.recv(64).startswith(b"HTTP/1.1 413")


def test_more_files_than_allowed_are_refused(small: Site) -> None:
    four = [("file", (f"{n}.txt", resolution(n))) for n in range(4)]
    told = small.editor.post(f"{V1}/documents", files=four)
    assert (told.status_code, problem(told)) == (413, "too-many-files")
    assert not left_over(small)


@pytest.mark.parametrize(
    "name",
    ["../../etc/x.txt", "a/b.txt", "a\\b.txt", "C:x.txt", "..", ".env", "a\x07b.txt", "x\u202etxt.exe", "a" * 300, " "],
)
def test_a_name_that_could_harm_is_refused(small: Site, name: str) -> None:
    told = small.editor.post(f"{V1}/documents", params={"filename": name}, content=b"x")
    assert (told.status_code, problem(told)) == (422, "bad-name")
    with pytest.raises(BadName):
        checked(name)
    assert not left_over(small)


def test_a_vietnamese_name_is_kept_in_one_form() -> None:
    import unicodedata

    name = "Quyết định số 12 về đất đai.docx"
    assert checked(unicodedata.normalize("NFD", name)) == name
    assert len(checked("ế" * (MOST // 3)).encode()) <= MOST


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('form-data; name="f"; filename="Ngh\u1ecb quy\u1ebft.txt"', "Nghị quyết.txt"),
        ('attachment; filename="a \\"b\\".txt"', 'a "b".txt'),
        ("attachment; filename=a.txt; x=y", "a.txt"),
        ("attachment; FILENAME*=utf-8''%C4%90.txt; filename=D.txt", "Đ.txt"),
        ('form-data; name="filename"', None),
        ("", None),
    ],
)
def test_the_name_in_a_header_is_read_as_it_was_written(header: str, name: str | None) -> None:
    assert of_disposition(header) == name


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"garbage", 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\nabc', 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--', 422),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"b" * 9000 + b"\r\n--x--",
            413,
        ),
        ("text/plain", b"abc", 422),
    ],
)
def test_a_malformed_body_is_one_clear_sentence(small: Site, content_type: str, body: bytes, status: int) -> None:
    told = small.editor.post(f"{V1}/documents", content=body, headers={"Content-Type": content_type})
    assert told.status_code == status, told.text
    assert told.json()["detail"].endswith((".", ")."))
    assert not left_over(small)


def test_an_empty_file_is_refused(small: Site) -> None:
    assert problem(small.upload("a.txt", b"")) == "empty-file"


def test_a_sender_who_leaves_in_the_middle_leaves_nothing(small: Site) -> None:
    key = small.editor.headers["authorization"]
    head = f"POST {V1}/documents?filename=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {key}\r\n"
    with socket.create_connection((small.open.base_url.host, small.open.base_url.port or 80), timeout=10) as wire:
        wire.sendall(head.encode() + b"Content-Length: 1000\r\n\r\nabc")
    for _ in range(100):
        small.open.get("/healthz")
        if not left_over(small):
            break
    assert not left_over(small)
    assert Jobs(small.store).waiting() == []


def test_a_full_disk_is_one_clear_sentence(small: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving.Arriving, "write", full)
    told = small.upload("a.txt", b"abc")
    assert (told.status_code, problem(told)) == (507, "disk-full")
    assert not left_over(small)


def test_when_too_much_waits_more_is_refused(small: Site) -> None:
    import fcntl

    inbox.incoming(small.store)
    with (small.store / inbox.FOLDER / "worker.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # nobody works meanwhile
        told = [small.upload(f"{n}.txt", resolution(100 + n)) for n in range(3)]
    assert [one.status_code for one in told] == [202, 202, 503]
    assert told[2].headers["retry-after"] == "60"
    for one in told[:2]:
        assert small.ended(one)["state"] == "done"


def test_what_nobody_accepted_is_swept_and_what_somebody_writes_stays(tmp_path: Path) -> None:
    folder = inbox.incoming(tmp_path)
    (folder / "left").write_bytes(b"x")
    writing = receiving.Arriving(folder, "a.txt", 100)
    inbox.sweep(tmp_path)
    assert left_over_in(folder) == [writing.place]
    writing.write(b"x")
    whole = writing.finish()
    inbox.sweep(tmp_path)  # by a worker that starts before the file is accepted
    inbox.keep(whole.place, tmp_path, whole.sha256, whole.name)
    writing.drop()
    assert left_over_in(folder) == []
    assert [one.file.read_bytes() for one in inbox.held(tmp_path)] == [b"x"]


def test_a_file_that_is_swept_before_it_has_its_lock_is_made_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = 0

    def late(file: IO[bytes], operation: int) -> None:
        nonlocal locks
        if not locks:
            inbox.sweep(tmp_path)
        locks += 1
        fcntl.flock(file, operation)

    folder = inbox.incoming(tmp_path)
    monkeypatch.setattr(receiving, "fcntl", SimpleNamespace(LOCK_EX=fcntl.LOCK_EX, flock=late))
    writing = receiving.Arriving(folder, "a.txt", 100)
    assert locks == 2
    inbox.sweep(tmp_path)
    assert left_over_in(folder) == [writing.place]
    writing.drop()


def left_over_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())
