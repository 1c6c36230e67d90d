"""Three resolutions in which the machine doubts one thing of each kind, and twice who has a task."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from conftest import serve
from written import Site, of

from api.app import create_app
from api.settings import Settings
from graph.answers.review_queue import Doubts, doubts, labels
from graph.store.embedded import EmbeddedStore
from ingest.update import update

_HEAD = (
    "HỘI ĐỒNG NHÂN DÂN\nTỈNH {place}\n\nSố: {number}/NQ-HĐND\n\n{named}, ngày 11 tháng 7 năm 2023\n\n"
    "NGHỊ QUYẾT\nVề nhiệm vụ năm 2023\n\n"
)
TEXTS = {
    "41": _HEAD.format(place="BẮC GIANG", named="Bắc Giang", number=41)
    + "Căn cứ Luật Đất đai;\nCăn cứ Nghị định số 50/2022/NĐ-CP ngày 02 tháng 8 năm 2022 của Chính phủ;\n"
    "Căn cứ Thông tư số 33/2023;\n\nQUYẾT NGHỊ:\n\nĐiều 1. Sở Tài chính có nhiệm vụ sau:\n"
    "1. Rà soát dự toán theo Chỉ thị số 19-CT/TU ngày 11/6/2020 của Tỉnh ủy.\n"
    "2. Báo cáo <b>kết quả</b> trước ngày 31/12/2023.\n",
    "42": _HEAD.format(place="BẮC GIANG", named="Bắc Giang", number=42)
    + "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;\n"
    "Căn cứ Nghị định số 50/2022/NĐ-CP ngày 12 tháng 8 năm 2022 của Chính phủ;\n\nQUYẾT NGHỊ:\n\n"
    "Điều 1. Giao Sở Tư pháp chủ trì thực hiện Chỉ thị số 17-CT/TU.\n",
    "43": _HEAD.format(place="BẮC NINH", named="Bắc Ninh", number=43)
    + "Căn cứ Chỉ thị số 17-CT/TU ngày 27/2/2020 của Tỉnh ủy Bắc Giang;\n"
    "Căn cứ Chỉ thị số 17-CT/TU ngày 28/3/2022 của Tỉnh ủy Bắc Giang;\nCăn cứ Luật Đất đai số 31/2024/QH15;\n\n"
    "QUYẾT NGHỊ:\n\n"
    "Điều 1. Giao Sở Tư pháp chủ trì thực hiện Nghị định số 50/2022/NĐ-CP ngày 02 tháng 8 năm 2022.\n",
}


def read(root: Path) -> Path:
    """A store of them; one that is written to is a copy."""
    folder = root / "vao"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    update(root / "kho", [folder], jobs=1)
    return root / "kho"


@contextmanager
def serving(store: Path, root: Path) -> Iterator[Site]:
    """A server over a copy of a store, and a client for each role."""
    shutil.copytree(store, root / "kho", symlinks=True)
    settings = Settings(store=root / "kho", registry=root / "danh-muc")
    with serve(create_app(settings)) as client:
        yield of(client, root / "kho", store.parent / "vao")


def queue(here: Site) -> Doubts:
    """The doubts that the graph has now."""
    with EmbeddedStore.open(here.store) as graph:
        return doubts(graph)


def item(here: Site, kind: str, words: str = "") -> str:
    """What follows `/id/` in the IRI of the doubt of that kind (the first with those words)."""
    with EmbeddedStore.open(here.store) as graph:
        found = doubts(graph).found
        said = labels(graph, found)
    return next(one.iri for one in found if one.kind == kind and words in said[one.iri]).rpartition("/id/")[2]


def signed_in(here: Site, client: httpx.Client) -> httpx.Client:
    """A browser in which the holder of that client's key has signed in, and whose forms come from these pages."""
    browser = httpx.Client(base_url=here.open.base_url, timeout=20, headers={"Sec-Fetch-Site": "same-origin"})
    key = client.headers["authorization"].removeprefix("Bearer ")
    assert browser.post("/ra-soat/vao", data={"key": key}).status_code == 303
    return browser
