"""Inputs that no author would write and some sender will: each must cost time in proportion to its length."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from time import process_time

from ingest.extract import extract
from ingest.source import SourceText

# Repeated to the length asked for. Each makes one grammar begin over and over without ever ending.
PATTERNS: Mapping[str, str] = {
    "numbers": "số 1/",
    "provisions": "Điều 1 khoản 1 ",
    "dashes": "-",
    "laws": "Căn cứ Luật ",
    "amending laws": "Luật Sửa đổi, bổ sung một số điều của Luật A, ",
    "amending lines": "Luật Sửa đổi, bổ sung một số điều của Luật A\n",
    "titles": "Quyết định số 1/QĐ-TTg về việc triển khai ",
    "anaphors": "Nghị quyết nêu trên ",
    "bare numbers": "Nghị định 168 ",
    "parentheses": "(Nghị định số 1/2020/NĐ-CP ",
    "open recitals": "Căn cứ Nghị định số 1/2020/NĐ-CP;\n",
    "signatures": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNơi nhận:\n",
    "articles": "Điều 1. A\n",
    "bullets": "- a\n",
    "table": "| a ",
    "blanks": " ",
    "empty lines": "\n",
    "brackets": "(",
    "digits": "1",
    "list of numbers": "1, ",
    "symbols": "Nghị định số 1/2020/NĐ-CP ",
    "same symbols": "1/NQ-CP, ",
    "self": "Nghị quyết này ",
    "agencies": "Sở Y tế, ",
    "order": "Giao Sở Y tế chủ trì, phối hợp ",
    "dates": "ngày 1 tháng 1 ",
    "headers": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/NQ-CP\nNGHỊ QUYẾT\n",
    "combining": "a\u0301",
    "emphasis": "*",
    "footnotes": "<sup>1</sup>",
    "quotes": "“",
}
# Written once, then filled up: what one grammar begins and many would go on with.
HEADS: Mapping[str, tuple[str, str]] = {
    "symbol and blanks": ("Nghị quyết số 27/KH-UBND", " "),
    "symbol and line ends": ("Nghị quyết số 27/KH-UBND", "\n"),
    "symbol and dots": ("Nghị quyết số 27/KH-UBND", "."),
    "law and blanks": ("Căn cứ Luật Lâm nghiệp", " \t\u200b"),
    "agency and dots": ("Sở Y tế chủ trì", "."),
}
NAMES = (*PATTERNS, *HEADS)
ASKED = ("numbers", "provisions", "dashes", "laws")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one input of one size did: seconds of the processor, for others may be at work on it too. `error` is what
    ended it, if anything did."""

    seconds: float | None
    megabytes: float | None
    error: str | None


def text_of(name: str, size: int) -> str:
    """The named input, `size` characters long."""
    head, pattern = HEADS[name] if name in HEADS else ("", PATTERNS[name])
    return (head + pattern * (size // len(pattern) + 1))[:size]


def measure(name: str, size: int) -> Outcome:
    """Extract the input in this process."""
    extract(SourceText("warm", "text/plain", "", "Nghị quyết số 1/NQ-CP ngày 01/01/2024 của Chính phủ."))
    source = SourceText(name, "text/plain", "", text_of(name, size))
    start = process_time()
    extract(source)
    seconds = process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Outcome(seconds, peak, None)


def run(name: str, size: int, timeout: float) -> Outcome:
    """Extract the input in a process of its own: what hangs or dies there takes nothing with it."""
    command = [sys.executable, "-m", "benchmarks.adversarial", name, str(size)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return Outcome(None, None, f"over {timeout:.0f} s")
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        return Outcome(None, None, last[0][:100])
    seconds, megabytes = json.loads(done.stdout)
    return Outcome(seconds, megabytes, None)


def main(arguments: list[str]) -> None:
    """`python -m benchmarks.adversarial NAME SIZE`: one input, its seconds and peak megabytes as JSON."""
    outcome = measure(arguments[0], int(arguments[1]))
    print(json.dumps([outcome.seconds, outcome.megabytes]))


if __name__ == "__main__":
    main(sys.argv[1:])
