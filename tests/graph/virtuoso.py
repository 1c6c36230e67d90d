"""A real Virtuoso for tests: on loopback, on free ports, in a directory of its own, ended with the session.

How to use it: take the fixture `virtuoso_store` (the small corpus, loaded once; a `RemoteStore`, so whatever takes
a `Store` takes it), or `virtuoso_load`, which loads any corpus and gives a store of it:

    def test_a_question_of_mine(virtuoso_store: RemoteStore, store: OxigraphStore) -> None:
        assert my_question(virtuoso_store) == my_question(store)

    def test_of_another_corpus(virtuoso_load: Callable[[Corpus], RemoteStore]) -> None:
        assert my_question(virtuoso_load(my_corpus())) == ...

Each load is a generation of its own and the earlier ones stay for two minutes, so tests do not disturb each other.
`virtuoso` is the address of its queries, for a test of the command line; user and password are `ENVIRONMENT`. Tests
that take one of these skip where the program is not installed (Debian: virtuoso-opensource).
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.store.protocol import PASSWORD, USER

ENVIRONMENT = {USER: "dba", PASSWORD: "dba"}
_START_SECONDS = 60.0
_END_SECONDS = 20.0

# The smallest that works: 2,000 buffers of 8 kB, nothing on other interfaces, no checkpoint in the middle of a test.
_SETTINGS = """\
[Database]
DatabaseFile = db.db
ErrorLogFile = log.log
LockFile = db.lck
TransactionFile = db.trx
xa_persistent_file = db.pxa
MaxCheckpointRemap = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
MaxCheckpointRemap = 200
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
MaxClientConnections = 10
NumberOfBuffers = 2000
MaxDirtyBuffers = 1200
CheckpointInterval = 0
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 2
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
[Client]
[Plugins]
LoadPath = .
"""


@contextlib.contextmanager
def running(directory: Path) -> Iterator[str]:
    """A Virtuoso in that directory; the address of its queries. Skips the test where there is none."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource)")
    sql, http = _free_ports(2)
    (directory / "virtuoso.ini").write_text(_SETTINGS.format(sql=sql, http=http))
    with (directory / "output").open("w") as output:
        process = subprocess.Popen(
            [program, "+foreground", "+configfile", "virtuoso.ini"], cwd=directory, stdout=output, stderr=output
        )
        try:
            address = f"http://127.0.0.1:{http}/sparql"
            _until_it_answers(address, process, directory / "output")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _until_it_answers(address: str, process: subprocess.Popen[bytes], output: Path) -> None:
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        with contextlib.suppress(httpx.HTTPError):
            if httpx.post(address, data={"query": "ASK {}"}, timeout=5, trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"Virtuoso did not start: {output.read_text()[-2000:]}")
