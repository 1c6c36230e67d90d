"""One query in one worker, for a caller without an event loop: the command line."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from api.sparql import wire
from api.sparql.pool import Died, TimedOut, command, environment
from api.sparql.wire import Answer, Ask


def run_once(directory: Path, question: Ask, memory_bytes: int) -> Answer:
    """Answer the question from that generation of the store; raises `TimedOut` or `Died`."""
    try:
        finished = subprocess.run(
            command(directory, memory_bytes),
            input=wire.pack(question),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=question.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimedOut from None
    frame = wire.read(io.BytesIO(finished.stdout).read)
    if frame is None:
        raise Died
    return wire.unpack_answer(*frame)
