"""A conversation of the SDK's own client with the tools, over a store of the samples and one directive more."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession
from mcp.shared.memory import create_connected_server_and_client_session as connected
from mcp.types import CallToolResult
from said import ROOT

from api.assistant.server import server_of
from api.assistant.service import Service
from api.cli import main
from api.settings import Settings

DIRECTIVE = "vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu"
RESOLUTION = "01-nghi-quyet-hdnd-bac-giang-2023.txt"
# What no sample says: that one instrument ends another, and five times over that it carries out a third.
REPLACING = """ỦY BAN NHÂN DÂN
TỈNH BẮC GIANG
Số: 21/CT-UBND
Bắc Giang, ngày 05 tháng 3 năm 2024

CHỈ THỊ
Về việc quản lý đất đai

Thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy, Chủ tịch UBND tỉnh yêu cầu:
1. Sở Nội vụ thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 trước ngày 30/6/2024.
2. Sở Tài chính triển khai thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020.
3. Thanh tra tỉnh triển khai thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020.
4. Sở Xây dựng triển khai thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020.
5. Chỉ thị này thay thế Chỉ thị số 03/CT-UBND ngày 30/01/2023 của Ủy ban nhân dân tỉnh Bắc Giang.
"""


@dataclass(frozen=True)
class Assistant:
    """Whoever asks that store; `files` is the folder that the paths of the files are counted from."""

    store: Path
    files: Path = ROOT

    def within(self, talk: Callable[[ClientSession], Awaitable[Any]], **settings: Any) -> Any:
        """What a conversation comes to."""

        async def conversation() -> Any:
            service = Service(Settings(store=self.store, **settings), self.files)
            try:
                async with connected(server_of(service)) as client:
                    return await talk(client)
            finally:
                await service.close()

        return anyio.run(conversation)

    def call(self, name: str, /, **arguments: Any) -> CallToolResult:
        """What a tool says."""
        found: CallToolResult = self.within(lambda client: client.call_tool(name, arguments))
        return found

    def ask(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """The structured answer of a tool that must answer."""
        found = self.call(name, **arguments)
        assert not found.isError, said(found)
        assert found.structuredContent is not None
        return found.structuredContent

    def refused(self, name: str, /, **arguments: Any) -> tuple[str, dict[str, Any]]:
        """The sentence of a tool that must not answer, and what helps to ask again."""
        return refusal(self.call(name, **arguments))


def of_samples(factory: pytest.TempPathFactory) -> Assistant:
    """One for the whole run. The samples have paths that are counted from the root of the checkout."""
    folder: Path = factory.getbasetemp() / "assistant"
    if not folder.exists():
        folder.mkdir()
        more = folder / "21-chi-thi.txt"
        more.write_text(REPLACING, encoding="utf-8")
        with pytest.MonkeyPatch.context() as here:
            here.chdir(ROOT)
            assert main(["ingest", "samples", str(more), "--store", str(folder / "store")]) == 0
    return Assistant(folder / "store")


def said(found: CallToolResult) -> str:
    return "\n".join(block.text for block in found.content if block.type == "text")


def refusal(found: CallToolResult) -> tuple[str, dict[str, Any]]:
    """The sentence of an error, and what helps to ask again."""
    assert found.isError
    assert found.structuredContent is None
    sentence, _, rest = said(found).partition("\n")
    assert "Traceback" not in sentence + rest
    told: dict[str, Any] = json.loads(rest)
    return sentence, told


def quotes(value: Any) -> Iterator[tuple[str, int, int, str]]:
    """(file, start, end, words) of everything in an answer that says where it stands."""
    if isinstance(value, dict):
        words = value.get("quote") or value.get("text")
        if {"file", "start", "end"} <= value.keys() and isinstance(words, str):
            yield value["file"], value["start"], value["end"], words
        for inner in value.values():
            yield from quotes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quotes(inner)
