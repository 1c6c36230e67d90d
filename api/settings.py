"""What an operator may set, all of it by environment variables that begin with DANCHIEU_."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

DEFAULT_STORE = Path(".danchieu")
DEFAULT_REGISTRY = Path(".danchieu-registry")
_HOST = re.compile(r"\*|[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


class BadSetting(ValueError):
    """An environment variable holds something that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server.

    `store` is the directory of the store, or the address of a SPARQL endpoint; `registry` is the directory of the
    imported instruments, which reading uses.
    `hosts` are the names by which the server may be called besides those of this machine; `*` is any.
    Of SPARQL: `sparql_seconds` is the time that a query may run, after which its process is ended;
    `sparql_workers` is how many run at once, of which one
    client may hold `sparql_per_client`; `sparql_waiting` is how many more may stand in line;
    `sparql_memory_mb` bounds each process; an answer is cut at `sparql_rows` rows, and refused
    above `sparql_bytes` bytes.
    """

    store: Path = DEFAULT_STORE
    registry: Path = DEFAULT_REGISTRY
    hosts: tuple[str, ...] = ()
    sparql_seconds: float = 5.0
    sparql_workers: int = 3
    sparql_per_client: int = 2
    sparql_waiting: int = 16
    sparql_memory_mb: int = 512
    sparql_rows: int = 10_000
    sparql_bytes: int = 32 * 1024 * 1024

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read DANCHIEU_STORE, DANCHIEU_SPARQL_SECONDS, …; raises `BadSetting` with one clear sentence."""
        given = os.environ if environment is None else environment
        values: dict[str, Path | float | int | tuple[str, ...]] = {}
        for field in fields(cls):
            name = f"DANCHIEU_{field.name.upper()}"
            if text := given.get(name):
                values[field.name] = _parse(name, text, type(getattr(cls(), field.name)))
        return cls(**values)  # type: ignore[arg-type]


def _parse(name: str, text: str, kind: type) -> Path | float | int | tuple[str, ...]:
    if issubclass(kind, Path):
        return Path(text)
    if kind is tuple:
        return _hosts(name, text)
    try:
        value: float | int = int(text) if kind is int else float(text)
    except ValueError:
        raise BadSetting(f"Biến môi trường {name} phải là một số, không phải «{text}».") from None
    if not value > 0 or value == float("inf"):
        raise BadSetting(f"Biến môi trường {name} phải là số dương, không phải «{text}».")
    return value


def _hosts(name: str, text: str) -> tuple[str, ...]:
    """The names between commas or blanks, each without scheme and port."""
    found = tuple(text.replace(",", " ").split())
    for one in found:
        if not _HOST.fullmatch(one):
            raise BadSetting(f"Biến môi trường {name} phải là tên máy, cách nhau bằng dấu phẩy, không phải «{one}».")
    return found
