"""What a worker may not do even if the guard was fooled: reach the network, start a program, eat memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys

_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_FILTER_MODE = 2
_ALLOW = 0x7FFF0000
_EPERM = 0x00050001  # SECCOMP_RET_ERRNO | EPERM: the engine sees an ordinary error and goes on
_KILL = 0x80000000
_LOAD, _JEQ, _JGE, _RET = 0x20, 0x15, 0x35, 0x06

# socket, connect, accept, sendto, sendmsg, bind, listen, socketpair, accept4, execve, execveat, ptrace,
# process_vm_readv, process_vm_writev, io_uring_setup
_FORBIDDEN = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 46, 49, 50, 53, 288, 59, 322, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, (198, 203, 202, 206, 211, 200, 201, 199, 242, 221, 281, 117, 270, 271, 425)),
}


def no_network() -> bool:
    """Forbid sockets and new programs to this process and its threads for ever; true where that held.

    Linux only. Elsewhere the guard alone stands between a query and the network.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _FORBIDDEN:
        return False
    architecture, calls = _FORBIDDEN[platform.machine()]
    # A jump counts from the next instruction; the last two are allow and refuse.
    steps = [
        (_LOAD, 0, 0, 4),
        (_JEQ, 1, 0, architecture),
        (_RET, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_JGE, len(calls) + 1, 0, 0x40000000),  # the x32 numbering, a second door to the same calls
        *((_JEQ, len(calls) - i, 0, call) for i, call in enumerate(calls)),
        (_RET, 0, 0, _ALLOW),
        (_RET, 0, 0, _EPERM),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    promised: int = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    bound: int = libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, program, 0, 0)
    return promised == 0 and bound == 0


def bounded(memory_bytes: int) -> None:
    """Bound the memory, write no core file, give way to other processes."""
    try:
        import resource
    except ImportError:  # not a POSIX system: the time limit alone bounds a query there
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        os.nice(5)


def alarm(seconds: float | None) -> None:
    """End this process when that time is over (None: never), should the parent no longer be there to.

    The default action of the signal needs no Python to run, so it ends an engine that never returns.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds or 0)
