"""Questions beside peers: the same ones of the same graph in every store, answers compared."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bounded import NotFinishedError, lines
from benchmarks.peers.report import Section, shown
from benchmarks.spread import Spread, figure
from benchmarks.store_engines import ENGINES
from benchmarks.store_questions import QUESTIONS
from benchmarks.stores import LOAD_SECONDS, MEMORY

STORES = ("embedded", "rdflib", "rdflib-endpoint", "virtuoso")
_PACKAGES = {"embedded": "pyoxigraph", "rdflib": "rdflib", "rdflib-endpoint": "rdflib-endpoint"}
_RUN_SECONDS = 4 * LOAD_SECONDS  # for all engines of one run: each has bounds of its own, this is for what has none
_MEANING = (
    "Đồ thị giả ({quads:,} bộ bốn, {files:,} tệp), các câu hỏi của `benchmarks.stores` về những thứ rút ngẫu "
    "nhiên, đọc đến dòng cuối, không làm nóng trước. Mili giây: trung vị của {runs} lần chạy, mỗi lần là trung vị "
    "của mọi câu, trong ngoặc là lần ít nhất và nhiều nhất, sau gạch chéo là bách phân vị 95. «n trong m»: chỉ "
    "trả lời được chừng ấy trong {patience:g} giây. Embedded là kho của Dẫn Chiếu."
)
_COMPETENCY_MEANING = (
    "{count} câu hỏi năng lực (`graph/queries/questions`) trên {paths}, với giá trị trong ví dụ của chúng: mili "
    "giây, lần nhanh nhất của {runs} lần, kho đã mở sẵn."
)
_MEASURES: tuple[tuple[str, str], ...] = (
    ("nạp, s", "load"),
    ("mở, s", "open"),
    ("trên đĩa, MB", "disk"),
    ("bộ nhớ khi trả lời, MB", "memory"),
)
Found = dict[str, Any]


def measured(triples: int, inputs: int, runs: int, patience: float, tell: Callable[[str], None]) -> Section:
    """The table of one size: every store that is here."""
    absent = {name: reason for name in STORES if (reason := ENGINES[name].missing())}
    engines = [name for name in STORES if name not in absent]
    command = [
        sys.executable, "-m", "benchmarks.stores", "--triples", str(triples), "--engines", *engines, "--json",
        "--inputs", str(inputs), "--seconds", str(patience), "--load-seconds", str(LOAD_SECONDS),
    ]  # fmt: skip
    found: list[Found] = []
    try:
        for run in range(runs):
            tell(f"  questions of {triples:,} triples, run {run + 1} of {runs}")
            # 1: answers differ, which is told as a fault below
            found.append(json.loads(_said(command, _RUN_SECONDS, exits=(0, 1)))[0])
    except NotFinishedError as error:
        out = section(found, absent, patience) if found else Section("query", f"Câu hỏi, {triples:,} bộ ba", "", [""])
        (out.faults if error.failed else out.notes).append(f"benchmarks.stores: {error}")
        return out
    return section(found, absent, patience)


def section(found: Sequence[Found], absent: dict[str, str], patience: float) -> Section:
    """What so many runs found, as a table with stores for columns."""
    engines = list(found[0]["engines"])
    first = found[0]["engines"][engines[0]]
    meaning = _MEANING.format(
        quads=first.get("quads", found[0]["triples"]), files=first.get("files", 0), runs=len(found), patience=patience
    )
    title = f"Câu hỏi, {found[0]['triples']:,} bộ ba"
    out = Section("query", title, meaning, ["", *(f"{one} {version_of(one)}".strip() for one in engines)])
    out.figures = found
    of_each = {engine: [run["engines"][engine] for run in found] for engine in engines}
    for name, key in _MEASURES:
        out.rows.append([name, *(_measure(runs, key) for runs in of_each.values())])
    for question in QUESTIONS:
        out.rows.append([question, *(_cell(runs, question, patience) for runs in of_each.values())])
    for engine, runs in of_each.items():
        if engine != engines[0]:
            out.notes.append(_beside(engine, of_each[engines[0]], runs))
        for run in runs:
            if run["unfinished"]:
                (out.faults if run["failed"] else out.notes).append(f"{engine}: {run['unfinished']}")
            out.faults += [f"{engine} trả lời khác: {where}" for where in run["differences"]]
            out.faults += [f"{engine}: {t['question']} hỏng: {t['error']}" for t in run["timings"] if t["failed"]]
    out.notes += [f"{engine}: {reason}" for engine, reason in absent.items()]
    return out


def competency(paths: Sequence[Path], runs: int, patience: float) -> Section:
    """The competency questions of these documents, on the stores that `benchmarks.questions` knows."""
    virtuoso = ["--virtuoso"] if ENGINES["virtuoso"].missing() is None else []
    command = [sys.executable, "-m", "benchmarks.questions", *map(str, paths), "--repeat", str(runs), "--json"]
    names = ", ".join(f"`{shown(str(path))}`" for path in paths)
    try:
        found = json.loads(_said([*command, *virtuoso], patience, exits=(0, 1)))
    except NotFinishedError as error:
        out = Section("competency", "Câu hỏi năng lực", f"Trên {names}.", ["", "mili giây"])
        (out.faults if error.failed else out.notes).append(f"benchmarks.questions: {error}")
        return out
    engines = list(found[0]["milliseconds"])
    meaning = _COMPETENCY_MEANING.format(count=len(found), paths=names, runs=runs)
    out = Section("competency", "Câu hỏi năng lực", meaning, ["", *engines], figures=found)
    sums = {engine: sum(one["milliseconds"][engine] for one in found) for engine in engines}
    most = {engine: max(found, key=lambda one: one["milliseconds"][engine]) for engine in engines}
    out.rows.append(["tất cả, ms", *(figure(sums[engine]) for engine in engines)])
    slowest = (f"{figure(most[engine]['milliseconds'][engine])} ({most[engine]['question']})" for engine in engines)
    out.rows.append(["chậm nhất, ms", *slowest])
    out.faults += [f"{name} trả lời khác: {one['question']}" for one in found for name in one["differs"]]
    if not virtuoso:
        out.notes.append(f"virtuoso: {ENGINES['virtuoso'].missing()}")
    return out


def version_of(engine: str) -> str:
    """The version of the program behind a store, empty where it cannot be told."""
    if engine in _PACKAGES:
        try:
            return f"({_PACKAGES[engine]} {version(_PACKAGES[engine])})"
        except PackageNotFoundError:
            return ""
    program = shutil.which("virtuoso-t")
    if program is None:
        return ""
    said = subprocess.run([program, "-?"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\d[\d.]*)", said.stdout + said.stderr)
    return f"({found[1]})" if found else ""


def _said(command: Sequence[str], seconds: float, exits: Sequence[int]) -> str:
    """All that a command prints. Raises NotFinishedError."""
    out: list[str] = []
    try:
        with closing(lines(command, seconds, MEMORY)) as coming:
            out.extend(coming)
    except NotFinishedError as error:
        if not (error.failed and out and 1 in exits):
            raise
    return "".join(out)


def _measure(runs: Sequence[Found], key: str) -> str:
    values = [run[key] for run in runs if key in run]
    return str(Spread.of(values)) if values else "–"


def _timings(runs: Sequence[Found], question: str) -> list[Found]:
    return [t for run in runs for t in run["timings"] if t["question"] == question]


def _cell(runs: Sequence[Found], question: str, patience: float) -> str:
    timings = _timings(runs, question)
    if not timings:
        return "–"
    answered = [t for t in timings if t["median"] is not None]
    if not answered:
        return f"không trả lời trong {patience:g} s" if any(t["cut"] for t in timings) else "hỏng"
    p95 = figure(median(t["p95"] for t in answered))
    fewest = min(timings, key=lambda t: t["answered"])
    short = f", {fewest['answered']} trong {fewest['given']}" if fewest["answered"] < fewest["given"] else ""
    return f"{Spread.of([t['median'] for t in answered])} / {p95}{short}"


def _beside(engine: str, ours: Sequence[Found], theirs: Sequence[Found]) -> str:
    """How many times our medians a store takes, and how many of its answers were the same."""
    times = []
    for question in QUESTIONS:
        both = [[t["median"] for t in _timings(of, question) if t["median"] is not None] for of in (ours, theirs)]
        if all(both):
            times.append(median(both[1]) / max(median(both[0]), 1e-6))
    compared = sum(run["compared"] for run in theirs)
    equal = compared - sum(len(run["differences"]) for run in theirs)
    told = f"gấp {figure(min(times))} đến {figure(max(times))} lần trung vị của chúng tôi; " if times else ""
    return f"{engine}: {told}{equal:,} trong {compared:,} câu trả lời được so là bằng nhau."
