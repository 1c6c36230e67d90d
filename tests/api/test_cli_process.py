"""`danchieu` as a process: what it loads, its exit codes, its server and its signals."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from said import ROOT

BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        **more,
    )


def test_a_look_up_loads_neither_the_server_nor_the_reader(store_directory: Path) -> None:
    code = (
        "import sys; from api.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'spacy', 'fastapi', 'pydantic', 'networkx', 'rdflib', 'uvicorn', 'jinja2'};"
        "print(sorted(heavy & set(sys.modules)));"
        "sys.exit(code)"
    )
    for command in (["lookup", "19-CT/TU"], ["ask", "tasks", "19-CT/TU"], ["ask", "impact", "19-CT/TU"]):
        arguments = [*command, "--store", str(store_directory)]
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, cwd=ROOT, check=True)
        assert done.stdout.decode().splitlines()[-1] == "[]"


def test_exit_codes_reach_the_shell_and_a_plain_locale_does_no_harm(store_directory: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "DANCHIEU_STORE": str(store_directory)}
    assert process("lookup", "19-CT/TU", env=plain).stdout.decode().startswith("Chỉ thị 19-CT/TU")
    assert process("lookup", "17-CT/TU", env=plain).returncode == 3
    assert process("lookup", "18-CT/TU", env=plain).returncode == 4


def test_a_reader_that_leaves_early_is_no_error(store_directory: Path) -> None:
    command = f"{sys.executable} -m api.cli export nquads --store {store_directory} | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, cwd=ROOT, check=False)
    assert b"Traceback" not in done.stderr
    assert len(done.stdout) == 10


def address_of(served: subprocess.Popen[bytes]) -> str:
    """The address that a server prints, once it answers there."""
    assert served.stdout is not None
    for line in served.stdout:
        if found := re.search(rb"http://127\.0\.0\.1:\d+", line):
            break
    assert found is not None
    url = found[0].decode()
    for _ in range(400):
        with contextlib.suppress(httpx.ConnectError):
            assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
            return url
        time.sleep(0.05)
    raise AssertionError("the server printed its address and never answered")


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_serve_prints_its_address_answers_and_stops(store_directory: Path, how: int, code: int) -> None:
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--store", str(store_directory)]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT, "env": BUFFERED}
    with subprocess.Popen(command, **pipes) as served:
        url = address_of(served)
        assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        served.send_signal(how)
        assert served.wait(20) == code
        assert served.stderr is not None
        assert b"Traceback" not in served.stderr.read()


def test_the_demo_serves_what_it_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "one.txt").write_text("Căn cứ Luật Đất đai số 31/2024/QH15.\n", encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "api.cli", "demo", "--port", "0", "--samples", str(samples)]
    plain = {**BUFFERED, "TMPDIR": str(scratch)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=plain) as served:
        url = address_of(served)
        assert httpx.get(f"{url}/api/v1/lookup", params={"q": "31/2024/QH15"}).status_code == 200
        assert list(scratch.iterdir())
        served.send_signal(signal.SIGTERM)
        assert served.wait(20) == 143
    assert list(scratch.iterdir()) == []
