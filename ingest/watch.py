"""A drop folder: what is put in, changed or taken out is in the graph a moment later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import watch

# A file that is being copied changes many times a second; it is read when it has been still for this long.
_STILL = 800  # milliseconds


def changes(paths: Sequence[Path], stop: Event | None = None) -> Iterator[int]:
    """How many files changed below these paths, each time that some have; ends when `stop` is set."""
    found = watch(*paths, debounce=10 * _STILL, step=_STILL, stop_event=stop, raise_interrupt=True)
    for batch in found:
        yield len({path for _, path in batch})


def keep(update: Callable[[], None], paths: Sequence[Path], stop: Event | None = None) -> None:
    """Call `update` now and after every change, until `stop` is set or the person interrupts."""
    update()
    for _ in changes(paths, stop):
        update()
