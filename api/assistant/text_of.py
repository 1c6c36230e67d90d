"""The text of one file, written to standard output: `python -m api.assistant.text_of PATH SHA256`.

A process of its own, for a reader of PDF or Word may take long or never end, and what asks must not wait for it.
Exit code 1: no text inside the file has that hash.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.readers.errors import Unreadable
from ingest.readers.opening import read_sources


def main(path: str, sha256: str) -> int:
    """Write the text whose bytes have that hash: the file's own, or of a member of an archive."""
    for found in read_sources(Path(path)):
        if not isinstance(found, Unreadable) and found.sha256 == sha256:
            sys.stdout.buffer.write(found.text.encode("utf-8", "surrogatepass"))
            sys.stdout.buffer.flush()
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
