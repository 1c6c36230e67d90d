"""One program reads texts, several times over: run by the Python of that program, with nothing of ours but this file.

    PYTHON reading.py NAME FILE.json RUNS

NAME is one of `READERS`, FILE.json a list of texts. Prints one JSON object: the version, seconds of processor time of
each run over all texts, how many things it found in them, and the most memory that it had, in MB. One core; a first
run over 20,000 characters at most is not counted: dictionaries are read and patterns compiled in it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Any

Reader = Callable[[str], int]  # how many it found in a text
WARM = 20_000  # characters

# The shape that a capable programmer writes in an hour: the type's name, a number with its issuer, perhaps a day.
# Literals first and no flag, for then the engine of `re` looks for letters instead of trying every place.
_TYPES = (
    "Chỉ thị|Nghị quyết|Quyết định|Kết luận|Kế hoạch|Chương trình|Nghị định|Thông tư liên tịch|Thông tư|Thông báo|"
    "Công văn|Công điện|Báo cáo|Tờ trình|Hướng dẫn|Quy định|Quy chế|Pháp lệnh|Luật|Lệnh|Đề án|Văn bản"
)
_SYMBOL = r"\d{1,5}(?:/\d{4})?[-/][A-ZĐ][A-ZĐa-zđ0-9]*(?:[-/][A-ZĐ][A-ZĐa-zđ0-9]*)*"
_DAY = r"(?:,? ngày (?:\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}))?"
_PLAIN = rf"(?:{_TYPES}|{_TYPES.lower()})\s+(?:số:?\s*)?{_SYMBOL}{_DAY}"


def _ours() -> Reader:
    extract = importlib.import_module("ingest.extract").extract
    source = importlib.import_module("ingest.source").SourceText
    return lambda text: len(extract(source("text", "text/plain", "", text)).extraction.citations)


def _regex() -> Reader:
    pattern = re.compile(_PLAIN)
    return lambda text: sum(1 for _ in pattern.finditer(text))


def _eyecite() -> Reader:
    search = importlib.import_module("eyecite").get_citations
    return lambda text: len(search(text))


def _eyecite_tokens() -> Reader:
    tokenizer = importlib.import_module("eyecite.tokenizers").default_tokenizer
    return lambda text: len(tokenizer.tokenize(text)[1])  # all tokens, and those that may be of a citation


def _refex() -> Reader:
    extractor = importlib.import_module("refex.orchestrator").CitationExtractor()
    logging.disable()  # it notes each book that it does not know
    return lambda text: len(extractor.extract(text).citations)


def _words() -> Reader:
    split = importlib.import_module("underthesea").word_tokenize
    return lambda text: len(split(text))


def _names() -> Reader:
    find = importlib.import_module("underthesea").ner
    return lambda text: sum(1 for row in find(text) if row[-1].startswith("B-"))


READERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "danchieu": ("danchieu", _ours),
    "regex": ("", _regex),
    "eyecite": ("eyecite", _eyecite),
    "eyecite-tokens": ("eyecite", _eyecite_tokens),
    "refex": ("legal-reference-extraction", _refex),
    "underthesea-words": ("underthesea", _words),
    "underthesea-names": ("underthesea", _names),
}


def main(name: str, file: str, runs: str) -> None:
    """Read, and print what came of it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    texts: list[str] = json.loads(Path(file).read_text(encoding="utf-8"))
    package, make = READERS[name]
    with contextlib.redirect_stdout(sys.stderr):  # some of them print
        read = make()
        read("".join(texts)[:WARM])
        seconds, found = [], 0
        for _ in range(int(runs)):
            began = process_time()
            found = sum(map(read, texts))
            seconds.append(process_time() - began)
    said: dict[str, Any] = {"version": version(package) if package else "", "seconds": seconds, "found": found}
    said["memory"] = _peak()
    print(json.dumps(said))


def _peak() -> float:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^VmHWM:\s+(\d+)", status, re.M)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
