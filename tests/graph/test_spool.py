"""Lines set aside by kind come back each once, those of a kind together, on disk or not."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.store import spool
from graph.store.errors import StoreUnusable
from graph.store.spool import Spool


@pytest.mark.parametrize("in_memory", [1, 1 << 20], ids=["in files", "in memory"])
def test_lines_come_back_once_and_those_of_a_kind_together(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", in_memory)
    given = [(f"g{n % 300}".encode(), f'g{n % 300} <a> "b\\n{n // 2}\u2028" .\n'.encode()) for n in range(2_000)]
    with Spool() as held:
        for kind, line in [*given, *given]:
            held.add(kind, line)
        buckets = list(held.buckets())
    assert sorted(line for lines in buckets for line in lines) == sorted({line for _, line in given})
    kinds = [{line.partition(b" ")[0] for line in lines} for lines in buckets]
    assert sum(map(len, kinds)) == 300, "a kind is in one bucket"
    assert all(lines == sorted(lines) for lines in buckets)
    assert sum(1 for lines in buckets if lines) > 32, "the buckets are used alike"


def test_the_same_lines_come_in_the_same_order_in_every_process() -> None:
    def order() -> list[list[bytes]]:
        with Spool() as held:
            for n in (3, 1, 2):
                held.add(str(n).encode(), f"{n}\n".encode())
            return list(held.buckets())

    first = order()
    assert first == order()
    # By CRC-32, of which the last six bits are 13, 27 and 55; `hash` would be another one in each process.
    assert [(n, lines) for n, lines in enumerate(first) if lines] == [(13, [b"2\n"]), (27, [b"3\n"]), (55, [b"1\n"])]


@pytest.mark.parametrize("when", [lambda held: held.add(b"k", b"line\n"), lambda held: list(held.buckets())])
def test_a_full_disk_is_one_clear_sentence(when: Callable[[Spool], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def seek(self, _: int) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda _: Full())
    with Spool() as held, pytest.raises(StoreUnusable, match=r"tệp tạm.*No space left"):
        when(held)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(spool, "_IN_MEMORY", 1)
    with Spool() as held:
        for n in range(200):
            held.add(str(n).encode(), f"line {n}\n".encode())
    assert list(tmp_path.iterdir()) == []
