"""How an answer is written: one function for HTTP and for `--json`, so that both are the same bytes."""

from __future__ import annotations

import json
from typing import Any


def dumps(value: Any) -> bytes:
    """UTF-8 JSON on one line, keys in the order of the answer, letters as they are, a line feed at the end.

    A lone surrogate (from a damaged source) is escaped, not refused.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        return (json.dumps(value, separators=(",", ":"), allow_nan=False) + "\n").encode()
