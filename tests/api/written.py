"""A server of one's own to write to: a small store made of files, and a client for each role."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from conftest import serve
from promises import V1

from api.app import create_app
from api.keys import book
from api.keys.book import Role
from api.settings import Settings
from ingest.update import update

RESOLUTION = (
    "HỘI ĐỒNG NHÂN DÂN\nTỈNH BẮC GIANG\n\nSố: {number}/NQ-HĐND\n\nBắc Giang, ngày 11 tháng 7 năm 2024\n\n"
    "NGHỊ QUYẾT\nVề nhiệm vụ năm 2024\n\nCăn cứ Luật Đất đai số 31/2024/QH15;\n\nQUYẾT NGHỊ:\n\n"
    "Điều 1. Giao Sở Tài chính chủ trì thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 của Tỉnh ủy "
    "trước ngày 31/12/2024.\n"
)
PATIENCE = 60.0  # seconds; a worker starts in one, and in ten where the machine is busy


def resolution(number: int) -> bytes:
    """A resolution of that number, which no other has."""
    return RESOLUTION.format(number=number).encode()


@dataclass
class Site:
    """A running server: its store, the folder whose files made it, a client without a key and one for each role."""

    store: Path
    folder: Path
    open: httpx.Client
    reader: httpx.Client
    editor: httpx.Client
    other: httpx.Client
    admin: httpx.Client

    def ended(self, response: httpx.Response) -> dict[str, Any]:
        """The job that an answer speaks of, once it has ended."""
        assert response.status_code in (200, 201, 202), response.text
        told = response.json()
        id = told["id"] if "kind" in told else told["job"]["id"]
        until = time.monotonic() + PATIENCE
        while (job := self.open.get(f"{V1}/jobs/{id}").json())["state"] not in ("done", "failed"):
            assert time.monotonic() < until, job
            time.sleep(0.05)
        return dict(job)

    def upload(self, name: str, data: bytes, **more: Any) -> httpx.Response:
        return self.editor.post(f"{V1}/documents", files={"file": (name, data)}, **more)

    def instrument(self, number: int) -> httpx.Response:
        return self.open.get(f"{V1}/lookup", params={"q": f"{number}/NQ-HĐND"})

    def held(self) -> dict[str, str]:
        """The documents that the graph holds: path by hash."""
        found = self.open.get(f"{V1}/documents", params={"limit": 200}).json()["items"]
        return {one["sha256"]: one["source"] for one in found}


@contextmanager
def site(root: Path, **settings: Any) -> Iterator[Site]:
    """A server over a store that one resolution in a folder made."""
    folder = root / "vao"
    folder.mkdir()
    (folder / "33.txt").write_bytes(resolution(33))
    update(root / "kho", [folder], jobs=1)
    chosen = Settings(store=root / "kho", registry=root / "danh-muc", **settings)
    with serve(create_app(chosen)) as client:
        yield of(client, root / "kho", folder)


def of(client: httpx.Client, store: Path, folder: Path) -> Site:
    """Clients of a server with a new key for each role."""

    def known(name: str, role: Role) -> httpx.Client:
        _, secret = book.make(store, name, role)
        return httpx.Client(base_url=client.base_url, timeout=20, headers={"Authorization": f"Bearer {secret}"})

    return Site(
        store,
        folder,
        client,
        known("Bạn đọc", "reader"),
        known("Lan", "editor"),
        known("Minh", "editor"),
        known("Quản trị", "admin"),
    )


def events(response: httpx.Response) -> list[tuple[int, str, dict[str, Any]]]:
    """The server-sent events of an answer: number, name, data."""
    found = []
    for block in response.text.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
        if fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found
