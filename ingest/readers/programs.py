"""Programs of others, run on one file: bounded in time, memory and output, and ended with all they started.

A reader that uses one gives it the bytes of a stranger. So it gets no environment of ours (tokens,
proxies, a home with settings), a folder of its own, and limits that the kernel keeps even where we
are killed first: a converter in an endless loop then dies of its processor time.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS

_PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"
_NO_NETWORK = "http://127.0.0.1:9"  # the discard port: what obeys a proxy reaches nothing
_SAID = 4_000  # bytes of a program's complaint that are kept


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program did: its exit code (negative: ended by that signal), what it wrote, what it complained of."""

    code: int
    output: bytes
    complaint: str


def find(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((path for name in names if (path := shutil.which(name)) is not None), None)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one run, gone afterwards whatever happens."""
    with TemporaryDirectory(prefix="danchieu-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def run(
    command: Sequence[str],
    folder: Path,
    *,
    seconds: float,
    memory: int = LIMITS.memory,
    output: int = LIMITS.unpacked,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run a program in `folder`. `memory` and `output` are bytes, the latter of any one file that it writes.

    Raises `Refused` where it cannot be started, takes longer than `seconds` or writes too much.
    """
    written, complained = folder / "stdout", folder / "stderr"
    name = Path(command[0]).name
    with written.open("wb") as out, complained.open("wb") as err:
        try:
            process = subprocess.Popen(
                list(command),
                cwd=folder,
                env=_environment(folder, environment),
                stdin=subprocess.DEVNULL,
                stdout=out,  # files, not pipes: nothing to fill up, and the kernel bounds their size
                stderr=err,
                start_new_session=True,
            )
        except OSError as error:
            raise Refused(f"không chạy được chương trình {name} ({error.strerror})") from None
        try:
            _bound(process.pid, seconds, memory, output)
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Refused(f"chương trình {name} chạy quá {seconds:.0f} giây") from None
        finally:
            _end(process)
    if code == -signal.SIGXFSZ or written.stat().st_size > output:
        raise Refused(f"chương trình {name} ghi ra quá {output} byte")
    with complained.open("rb") as errors:
        complaint = errors.read(_SAID).decode("utf-8", "replace").strip()
    return Ran(code, written.read_bytes(), complaint)


def _environment(folder: Path, more: Mapping[str, str] | None) -> dict[str, str]:
    base = {
        "PATH": os.environ.get("PATH", _PATH),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "http_proxy": _NO_NETWORK,
        "https_proxy": _NO_NETWORK,
    }
    return base | dict(more or {})


def _bound(pid: int, seconds: float, memory: int, output: int) -> None:
    # Set from outside, because a preexec_fn is unsafe where other threads run. The program is past
    # its start by then, but has not yet read a byte of the file.
    if not hasattr(resource, "prlimit"):
        return  # not Linux: time is bounded all the same
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 5),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, kind, (most, most))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and all it started; LibreOffice's launcher dies before what it launched."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
