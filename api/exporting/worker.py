"""One process that writes one export to its standard output: `python -m api.exporting.worker REQUEST`.

A line of JSON comes first: what is to be told of the file, or why there is none. Then the file. Only an exit code of 0
says that it is whole. Whoever asked may close the pipe, which ends this.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any, Final

from api.exporting.refusals import KNOWN, refusal
from api.sparql import sandbox
from graph.exports import Selection, prepare
from graph.store.embedded import EmbeddedStore
from graph.store.opening import open_store

MEMORY: Final = 2 * 2**30  # bytes; what is not made in memory takes a tenth of it, however large the graph
_BUFFER: Final = 256 * 1024


def request_of(store: EmbeddedStore, place: Path | str, remote: bool, format: str, selection: Selection) -> str:
    """The request that `main` takes: an export from that very generation, or from the endpoint at `place`."""
    said = {one.name: getattr(selection, one.name) for one in fields(selection)}
    said["relations"] = sorted(selection.relations)
    where = {"remote": str(place)} if remote else {"generation": str(store.path)}
    return json.dumps({**where, "format": format, "selection": said})


def main(arguments: Sequence[str]) -> int:
    """Write the export; 1 where it could not be begun or ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    sandbox.bounded(MEMORY)
    asked = json.loads(arguments[0])
    out = io.BufferedWriter(io.FileIO(os.dup(1), "w"), _BUFFER)
    os.dup2(2, 1)  # what a library prints is no part of the file
    try:
        _write(asked, out)
        out.flush()
    except BrokenPipeError:
        os._exit(0)  # nobody reads: the interpreter would only complain that it cannot flush
    return 0


def _write(asked: Mapping[str, Any], out: IO[bytes]) -> None:
    begun = False
    try:
        with (
            _opened(asked) as store,
            prepare(store, asked["format"], Selection(**_selection(asked["selection"]))) as made,
        ):
            told = {"truncated": made.truncated, "empty": made.empty, "length": made.length}
            out.write(json.dumps(told).encode() + b"\n")
            begun = True
            made.write(out)
    except KNOWN as error:
        if begun or isinstance(error, BrokenPipeError):
            raise
        out.write(json.dumps({"refused": asdict(refusal(error, asked["format"]))}).encode() + b"\n")


def _opened(asked: Mapping[str, Any]) -> Any:
    if "remote" in asked:
        return open_store(asked["remote"])
    # Whoever asked holds the generation, so that it stays.
    return EmbeddedStore(Path(asked["generation"]), None)


def _selection(said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "relations": frozenset(said["relations"])}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
