"""A Virtuoso of its own for measuring: on loopback, on free ports, in a folder, with a share of the memory.

Loaded as its makers advise: N-Quads in files that `ld_dir` lists and `rdf_loader_run` reads, then a checkpoint.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from benchmarks.measured import available_memory, peak_memory
from graph.store.protocol import PASSWORD, USER

ENVIRONMENT: Final = {USER: "dba", PASSWORD: "dba"}
DATABASE: Final = "db.db"
MOST_MEMORY: Final = 6_000  # MB of buffers
_BUFFERS_A_GB: Final = 85_000  # of 8 kB, with what manages them: the makers' own table has 680,000 for 8 GB
_START_SECONDS: Final = 300.0  # a roll forward after a kill takes long
_END_SECONDS: Final = 300.0
_LOADERS: Final = max(1, int((os.cpu_count() or 1) / 2.5))  # the makers' advice
_FILE_LINES: Final = 1_000_000

_SETTINGS: Final = """\
[Database]
DatabaseFile = {database}
ErrorLogFile = log.log
LockFile = db.lck
TransactionFile = db.trx
xa_persistent_file = db.pxa
MaxCheckpointRemap = {remap}
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
MaxClientConnections = 20
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 1G
CheckpointInterval = 60
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
MaxQueryExecutionTime = {seconds}
[Client]
[Plugins]
LoadPath = .
"""


class VirtuosoTrouble(RuntimeError):
    """The server did not start, or refused a statement."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    folder: Path
    sql: int
    http: int
    process: int

    @property
    def address(self) -> str:
        """Where it takes queries."""
        return f"http://127.0.0.1:{self.http}/sparql"

    def memory(self) -> float:
        """The most that it had at any time, in MB."""
        return peak_memory(self.process)

    def run(self, statements: str) -> str:
        """What SQL statements print; raises VirtuosoTrouble."""
        done = subprocess.run(self._command(statements), capture_output=True, text=True, check=False)
        said = done.stdout + done.stderr
        if done.returncode or "*** Error" in said:
            raise VirtuosoTrouble(said.strip()[:600])
        return done.stdout

    def load_files(self, folder: Path) -> None:
        """Read every `*.nq` of a folder below its own, and make that last; raises VirtuosoTrouble."""
        self.run(f"ld_dir('{folder.relative_to(self.folder)}', '*.nq', 'urn:none');")
        running = [subprocess.Popen(self._command(_RUN), stdout=subprocess.DEVNULL) for _ in range(_LOADERS)]
        for loader in running:
            loader.wait()
        # Loaders that write into one graph at once end some of their files with a deadlock. Triples are a set: the
        # file is read again, by one.
        if _LOADERS > 1:
            self.run(f"UPDATE DB.DBA.load_list SET ll_state = 0, ll_error = NULL WHERE ll_error IS NOT NULL; {_RUN}")
        left = self.run("SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_state <> 2 OR ll_error IS NOT NULL;")
        if failed := [line for line in left.splitlines() if ".nq" in line]:
            raise VirtuosoTrouble("not loaded: " + "; ".join(" ".join(line.split()) for line in failed)[:600])
        self.run("checkpoint;")

    def _command(self, statements: str) -> list[str]:
        options = ["VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDOUT"]
        return [_program("isql-vt"), f"127.0.0.1:{self.sql}", "dba", "dba", *options, f"exec={statements}"]


# Without a log of each row, which the checkpoint makes needless.
_RUN: Final = "log_enable(2, 1); set isolation='uncommitted'; rdf_loader_run();"


def missing() -> str | None:
    """Why there is none here; None where there is."""
    absent = [name for name in ("virtuoso-t", "isql-vt") if shutil.which(name) is None]
    return f"{', '.join(absent)} not installed (Debian: virtuoso-opensource)" if absent else None


@contextlib.contextmanager
def running(folder: Path, seconds: float, memory: float = MOST_MEMORY) -> Iterator[Server]:
    """A server on the database of a folder, new or found there, with `memory` MB of buffers at most and `seconds` for
    each query. It is ended with a checkpoint. Raises VirtuosoTrouble."""
    folder.mkdir(parents=True, exist_ok=True)
    buffers = int(min(memory, available_memory() * 2 / 3) / 1024 * _BUFFERS_A_GB)
    sql, http = _free_ports(2)
    settings = _SETTINGS.format(
        database=DATABASE, sql=sql, http=http, buffers=buffers, dirty=buffers * 3 // 4, remap=buffers // 4,
        seconds=max(1, round(seconds)),
    )  # fmt: skip
    (folder / "virtuoso.ini").write_text(settings)
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [_program("virtuoso-t"), "+foreground", "+configfile", "virtuoso.ini"],
            cwd=folder, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            server = Server(folder, sql, http, process.pid)
            _wait_for(server, process)
            yield server
            with contextlib.suppress(VirtuosoTrouble):  # it hangs up on the one who says so
                server.run("shutdown;")
            process.wait(_END_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def write_files(graphs: Iterable[tuple[str, list[bytes]]], union: str, listing: str, folder: Path) -> int:
    """Write named graphs as files of N-Quads, each triple in the graph `union` too (save the graph `listing`); how
    many triples the graphs have, without `listing`."""
    folder.mkdir()
    count = 0
    with contextlib.ExitStack() as held:
        file = held.enter_context((folder / "0.nq").open("wb"))
        lines_left = _FILE_LINES
        for name, lines in graphs:
            if lines_left <= 0:
                file.close()
                file = held.enter_context((folder / f"{count}.nq").open("wb"))
                lines_left = _FILE_LINES
            targets = (name,) if name == listing else (name, union)
            for target in targets:
                ending = f" <{target}> .\n".encode()
                file.writelines(line.removesuffix(b" .\n") + ending for line in lines)
            count += 0 if name == listing else len(lines)
            lines_left -= len(targets) * len(lines)
    return count


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.post(server.address, data={"query": "ASK {}"}, timeout=5, trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    said = " ".join((server.folder / "output").read_text(errors="replace").split())
    raise VirtuosoTrouble(f"Virtuoso did not start: {said[-600:]}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise VirtuosoTrouble(f"{name} is not installed (Debian: virtuoso-opensource)")
    return found


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
