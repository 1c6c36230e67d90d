"""The tool that reads: the very characters of a file around a place, so that a quote can be held against its text.

The graph keeps quotes, offsets and the hash of each file, not the text. So a passage is there only where the file still
is, and its bytes are those that were read.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from api.assistant import shapes
from api.assistant.refusals import MOST_CHOICES, NoAnswer
from api.assistant.tools import Context
from api.sparql.pool import environment
from graph.answers.rows import Row, select
from graph.store.base import Store

LONGEST = 8_000  # characters at once
AROUND = 2_000
READING_SECONDS = 30.0
_Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]


def read_passage(
    at: Context,
    file: Annotated[str, Field(min_length=1, max_length=1_000, description="`file` của bằng chứng, hoặc tên tệp")],
    start: _Offset,
    end: _Offset,
    context: Annotated[int, Field(ge=0, le=AROUND, description="số ký tự trước và sau / characters around")] = 300,
    quote: Annotated[
        str, Field(max_length=LONGEST, description="lời trích cần đối chiếu / the quote to check, if any")
    ] = "",
) -> shapes.Passage:
    """Đọc đúng một đoạn của tệp, đối chiếu lời trích / The exact text [start:end] of a held file.

    Use it before quoting more than an evidence's `quote`, to see the sentence around a number, and to check a quote:
    `matches` says whether `quote` is exactly that text. Offsets are those of any evidence or task. At most 8,000
    characters at once. Refused where the file is not at hand or has changed since it was read.
    """
    row = _held(at.store, file)
    if end < start or end > row["characters"]:
        raise NoAnswer(
            "invalid-argument",
            f"Đoạn [{start}:{end}] không nằm trong tệp «{row['source']}», dài {row['characters']} ký tự.",
        )
    if end - start > LONGEST:
        raise NoAnswer("invalid-argument", f"Đoạn dài {end - start} ký tự; mỗi lần đọc nhiều nhất {LONGEST} ký tự.")
    try:
        text = _text(at.files / row["source"].partition("!/")[0], row["sha256"], row["characters"])
    except (OSError, ValueError):
        raise NoAnswer(
            "text-not-at-hand",
            f"Không có tệp «{row['source']}» ở máy này, hoặc tệp đã đổi từ khi đọc; chỉ còn lời trích trong đồ thị.",
        ) from None
    except subprocess.TimeoutExpired:
        raise NoAnswer("reading-timeout", f"Đọc tệp «{row['source']}» quá {READING_SECONDS:g} giây.") from None
    return shapes.Passage(
        file=row["source"],
        sha256=row["sha256"],
        characters=row["characters"],
        start=start,
        end=end,
        before=text[max(0, start - context) : start],
        text=text[start:end],
        after=text[end : end + context],
        matches=text[start:end] == quote if quote else None,
    )


def _held(store: Store, file: str) -> Row:
    """The row of the one file that was read under that path, or whose path ends so. No other file is ever opened."""
    rows = {row["source"]: row for row in select(store, "documents")}
    found = [file] if file in rows else sorted(path for path in rows if path.endswith(f"/{file}"))
    if len(found) == 1:
        return rows[found[0]]
    if found:
        choices = {"choices": found[:MOST_CHOICES], "more": max(0, len(found) - MOST_CHOICES)}
        raise NoAnswer("ambiguous-file", f"Có {len(found)} tệp tên «{file}»; hãy ghi đủ đường dẫn.", choices)
    raise NoAnswer("unknown-file", f"Kho không có tệp «{file}»; lấy `file` từ bằng chứng hoặc từ công cụ instrument.")


def _text(path: Path, sha256: str, characters: int) -> str:
    """The text that offsets count in; raises OSError, ValueError, TimeoutExpired where it is not to be had."""
    return _read(path, path.stat().st_mtime_ns, sha256, characters)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, sha256: str, characters: int) -> str:
    """As `_text`; a failure is not remembered, for the next try may be luckier."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() == sha256:
        with contextlib.suppress(UnicodeDecodeError):
            own = data.decode("utf-8")
            if len(own) == characters:
                return own
    # Not its own text (PDF, Word, an archive): its reader, in a process that can be ended.
    done = subprocess.run(
        [sys.executable, "-m", "api.assistant.text_of", str(path), sha256],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        timeout=READING_SECONDS,
        check=False,
    )
    text = done.stdout.decode("utf-8", "surrogatepass")
    if done.returncode != 0 or len(text) != characters:
        raise ValueError(f"{path} is not what was read")
    return text
