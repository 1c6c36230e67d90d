"""docs/clients.md is true: its blocks run, in order, against a server of the samples, and print what it shows."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import serve
from said import ROOT

from api.app import create_app
from api.cli import main
from api.settings import Settings

PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Block:
    """What one is told to run, and what it prints; nothing where the page does not show it."""

    line: int
    language: str
    code: str
    printed: str | None


def blocks() -> list[Block]:
    found = re.finditer(r"^```(python|sh)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", PAGE, re.M | re.S)
    return [Block(PAGE[: each.start()].count("\n") + 2, each[1], each[2], each[3]) for each in found]


def assert_printed(block: Block, said: str) -> None:
    """All of what the page shows was printed, in that order and with nothing between but where the page has `…`."""
    if block.printed is None:
        assert said == "", f"line {block.line} prints what the page does not show: {said}"
        return
    said = re.sub(r"[ \r]+$", "", said, flags=re.M).replace("\ufeff", "")
    parts = [re.escape(part) for part in re.split(r"^…\n", block.printed, flags=re.M)]
    assert re.fullmatch("(?:.*\n)*".join(parts), said), f"line {block.line} prints:\n{said}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the samples, read by the command that the page tells people to type."""
    store = tmp_path_factory.mktemp("clients") / "store"
    with contextlib.chdir(ROOT):
        assert main(["ingest", "samples", "--store", str(store)]) == 0
    with serve(create_app(Settings(store=store))) as client:
        yield str(client.base_url).rstrip("/")


def test_the_python_of_the_page_prints_what_the_page_shows(address: str) -> None:
    names: dict[str, object] = {"__name__": "clients"}
    written = [block for block in blocks() if block.language == "python"]
    assert len(written) >= 10
    for block in written:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(block.code.replace(SHOWN, address), f"clients.md:{block.line}", "exec"), names)
        assert_printed(block, said.getvalue())


def test_the_shell_of_the_page_prints_what_the_page_shows(address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    written = [block for block in blocks() if block.language == "sh"]
    assert written
    for block in written:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.code.replace(SHOWN, address)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert_printed(block, ran.stdout)
    assert zipfile.is_zipfile(tmp_path / "nhiem-vu.xlsx")


def test_the_page_says_how_to_start_its_server() -> None:
    (started,) = re.findall(r"^```console\n(.*?)^```", PAGE, re.M | re.S)
    assert started == "$ danchieu ingest samples\n$ danchieu serve --port 8000\n"


def test_what_is_not_printed_is_noticed() -> None:
    block = Block(1, "python", "", "a\n…\nc\n")
    assert_printed(block, "a\nb\nb\nc\n")
    for other in ("a\nc\nd\n", "b\na\nc\n", "a\nb\n", ""):
        with pytest.raises(AssertionError):
            assert_printed(block, other)


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    for target in links:
        assert (ROOT / "docs" / target).exists(), target
