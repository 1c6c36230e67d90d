"""`danchieu mcp` as a client starts it: a process on two pipes, or an address on this machine."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest
from conversing import Assistant, of_samples, refusal
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from said import ROOT

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LONGEST = 60.0  # seconds of a process
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return of_samples(tmp_path_factory)


def calling(number: int, name: str, **arguments: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


@contextmanager
def process(*arguments: str, program: str = "from api.cli import main; import sys; sys.exit(main())") -> Iterator[Any]:
    """`danchieu` with these arguments, its three streams in our hands."""
    command = [sys.executable, "-c", program, *arguments]
    pipes: Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, cwd=ROOT, **pipes) as started:
        # A test that waits for words that never come ends as well.
        watch = threading.Timer(LONGEST, started.kill)
        watch.start()
        try:
            yield started
        finally:
            watch.cancel()
            started.kill()


def send(to: subprocess.Popen[bytes], *messages: Any) -> None:
    assert to.stdin is not None
    for message in messages:
        to.stdin.write(message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n")
    to.stdin.flush()


def told(by: subprocess.Popen[bytes], *numbers: int) -> list[dict[str, Any]]:
    """The answers to these requests, which come in any order; whatever comes between is of the protocol too."""
    found: dict[int, dict[str, Any]] = {}
    assert by.stdout is not None
    while not found.keys() >= {*numbers}:
        message: dict[str, Any] = json.loads(by.stdout.readline())
        assert message["jsonrpc"] == "2.0"
        if "id" in message:
            found[message["id"]] = message
    return [found[number] for number in numbers]


def test_a_client_on_two_pipes_gets_every_sort_of_answer(assistant: Assistant) -> None:
    async def talk() -> None:
        command = ["-m", "api.cli", "mcp", "--store", str(assistant.store)]
        async with (
            stdio_client(StdioServerParameters(command=sys.executable, args=command, cwd=ROOT)) as pipes,
            ClientSession(*pipes) as client,
        ):
            greeting = await client.initialize()
            assert greeting.serverInfo.name == "danchieu"
            assert "nguyên văn" in (greeting.instructions or "") or "quote" in (greeting.instructions or "")
            assert len((await client.list_tools()).tools) > 20
            found = await client.call_tool("tasks_implementing", {"instrument": "19-CT/TU"})
            piece = (found.structuredContent or {})["items"][0]["evidence"][0]
            text = (ROOT / piece["file"]).read_text(encoding="utf-8")
            assert text[piece["start"] : piece["end"]] == piece["quote"]
            passage = await client.call_tool("read_passage", {k: piece[k] for k in ("file", "start", "end", "quote")})
            assert (passage.structuredContent or {})["matches"] is True
            counted = await client.call_tool("sparql", {"query": "ASK { ?s ?p ?o }"})
            assert counted.structuredContent == {"boolean": True, "truncated": False}
            assert refusal(await client.call_tool("instrument", {"instrument": "17-CT/TU"}))[1]["choices"]

    anyio.run(talk)


def test_standard_output_carries_the_protocol_alone_and_eof_ends_it(assistant: Assistant) -> None:
    with process("mcp", "--store", str(assistant.store)) as started:
        send(started, HELLO, READY, calling(2, "find_tasks", text="đất"), b"rubbish\n", b"{}\n", b"\xff\xfe\n")
        assert "result" in told(started, 2)[0]
        send(started, calling(3, "find_tasks", text="\x00"), {"jsonrpc": "2.0", "id": 4, "method": "no/such"})
        answer, error = told(started, 3, 4)
        assert "result" in answer
        assert "error" in error
        out, err = started.communicate(timeout=20)
        assert out == b""
        assert started.returncode == 0
        assert b"Traceback" not in err


def test_what_anything_else_prints_goes_to_standard_error(assistant: Assistant) -> None:
    program = (
        "import os, sys\n"
        "from graph import questions\n"
        "asked = questions.tasks\n"
        "def noisy(*a, **k):\n"
        "    print('loud'); os.write(1, b'louder'); os.system('echo loudest')\n"
        "    return asked(*a, **k)\n"
        "questions.tasks = noisy\n"
        "from api.cli import main\n"
        "sys.exit(main())\n"
    )
    with process("mcp", "--store", str(assistant.store), program=program) as started:
        send(started, HELLO, READY, calling(2, "find_tasks"))
        assert not told(started, 2)[0]["result"]["isError"]
        out, err = started.communicate(timeout=20)
        assert out == b""
        assert all(word in err for word in (b"louder", b"loudest"))


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_though_it_waits_for_input(assistant: Assistant, how: int, code: int) -> None:
    with process("mcp", "--store", str(assistant.store)) as started:
        send(started, HELLO, READY, calling(2, "sparql", query="ASK { ?s ?p ?o }"))
        told(started, 2)
        started.send_signal(how)
        assert started.wait(10) == code
        assert b"Traceback" not in started.stderr.read()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--store", "none"], "Chưa có dữ liệu"),
        (["--port", "80"], "--port chỉ dùng với --http"),
        (["--http", "--port", "x"], "không phải là số"),
        (["--files", "none"], "Không có thư mục «none»"),
    ],
)
def test_what_cannot_start_says_so_in_one_sentence(arguments: list[str], sentence: str) -> None:
    with process("mcp", *arguments) as started:
        out, err = started.communicate(timeout=20)
    assert started.returncode == 2
    assert out == b""
    assert sentence in err.decode()
    assert err.count(b"\n") == 1


def test_other_commands_do_not_load_the_protocol(assistant: Assistant) -> None:
    program = (
        "import sys; from api.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(sorted({'mcp', 'pydantic', 'anyio'} & set(sys.modules)))"
    )
    for arguments in (["--help"], ["lookup", "19-CT/TU", "--store", str(assistant.store)], ["mcp", "--help"]):
        with process(*arguments, program=program) as started:
            out, _ = started.communicate(timeout=20)
        assert out.decode().splitlines()[-1] == "[]"


@contextmanager
def address(assistant: Assistant) -> Iterator[str]:
    """Where a server over HTTP is, for as long as it is."""
    with process("mcp", "--http", "--port", "0", "--store", str(assistant.store)) as started:
        for line in started.stderr:
            if found := re.search(rb"http://127\.0\.0\.1:\d+/mcp", line):
                break
        for _ in range(200):
            try:
                httpx.get(found[0].decode())
                break
            except httpx.ConnectError:
                anyio.run(anyio.sleep, 0.05)
        yield found[0].decode()
        started.send_signal(signal.SIGTERM)
        assert started.wait(10) == 143
        assert b"Traceback" not in started.stderr.read()


def test_http_answers_on_this_machine_and_no_page_of_another_name(assistant: Assistant) -> None:
    async def talk(url: str) -> None:
        async with streamable_http_client(url) as (read, write, _), ClientSession(read, write) as client:
            await client.initialize()
            found = await client.call_tool("tasks_implementing", {"instrument": "19-CT/TU"})
            assert (found.structuredContent or {})["total"] > 5
            counted = await client.call_tool("sparql", {"query": "ASK { ?s ?p ?o }"})
            assert not counted.isError

    with address(assistant) as url:
        anyio.run(talk, url)
        hello = json.dumps(HELLO)
        assert httpx.post(url, content=hello, headers=HEADERS).status_code == 200
        for foreign in ({"Host": "evil.example"}, {"Host": "127.0.0.1:1"}):
            assert httpx.post(url, content=hello, headers=HEADERS | foreign).status_code == 421
        for origin in ("http://evil.example", "http://localhost:1", "null"):
            assert httpx.post(url, content=hello, headers=HEADERS | {"Origin": origin}).status_code == 403
        assert httpx.get(url, headers=HEADERS).status_code == 405
        assert httpx.post(url, content=b"rubbish", headers=HEADERS).status_code == 400
        assert httpx.post(url, content=b"x" * 5_000_000, headers=HEADERS).status_code == 413


def test_the_store_is_named_by_the_environment_too(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANCHIEU_STORE", os.fspath(assistant.store))
    with process("mcp") as started:
        send(started, HELLO, READY, calling(2, "find_tasks"))
        assert told(started, 2)[0]["result"]["structuredContent"]["total"] > 80
