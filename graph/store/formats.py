"""What is noted beside a generation: of which format it is, and the digest of each file that holds it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 2  # of a generation: 1 had neither this number nor the digests of its files
# What the engine writes of its own running; all else never changes once a generation is made.
_RUNNING: Final = ("LOG", "LOCK", "IDENTITY")


def contents(generation: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The digest (SHA-256) of each file that holds a generation, by name. Equal digests are an equal graph.

    `known` are the digests of files that it shares with another generation, which need not be read again.
    """
    found = {}
    for path in sorted(generation.iterdir()):
        if known is not None and path.name in known:
            found[path.name] = known[path.name]
        elif not path.name.startswith(_RUNNING):
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def write_description(path: Path, described: Mapping[str, Any]) -> None:
    """Write what is known of a generation, whole or not at all."""
    fresh = path.with_suffix(".json.new")
    fresh.write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


def format_of(described: Mapping[str, Any] | None) -> int:
    """The format of a generation by its description: the first version did not note one."""
    found = (described or {}).get("format", 1)
    return found if isinstance(found, int) else 1


def newer(found: int) -> str:
    """The sentence for a store that a later version made."""
    return f"kho do phiên bản mới hơn tạo (định dạng {found}, bản này đọc tới {FORMAT}): hãy nâng cấp Dẫn Chiếu"
