"""End to end beside a peer: files to answered questions, our program and a pipeline of the same output on rdflib."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from benchmarks.bounded import NotFinishedError, lines
from benchmarks.country.asked import drawn
from benchmarks.peers.query import version_of
from benchmarks.peers.report import Section
from benchmarks.spread import Spread
from benchmarks.store_questions import difference
from benchmarks.stores import MEMORY
from graph.store.embedded import EmbeddedStore

TIMES: Final = 5.0  # asked for: the peer's time by ours
STEP_SECONDS: Final = 3_600.0  # for loading, and for opening
# By the questions of `benchmarks.store_questions`, what `benchmarks.country.asked` draws for them.
MAIN: Final[Mapping[str, str]] = {
    "instrument": "instrument",
    "tasks_implementing": "tasks with evidence",
    "provenance": "citations out",
    "dependencies": "citations out",
    "agency": "an agency's tasks due in a quarter",
}
_COLUMNS = ("giây", "Dẫn Chiếu", "rdflib {version}")
_MEANING = (
    "{what}: {files:,} tệp, {quads:,} bộ bốn. Một tiến trình đọc và nạp (với {jobs} tiến trình đọc) rồi kết thúc; "
    "một tiến trình khác mở những gì còn trên đĩa và trả lời năm câu hỏi, mỗi câu về nhiều nhất {inputs} thứ "
    "({questions}). rdflib không có kho trên đĩa: một tệp N-Quads được ghi ra, và tiến trình trả lời đọc lại tệp "
    "ấy bằng bộ phân tích của chính nó, như tài liệu của nó chỉ. Chuỗi bước trên rdflib được cho không phần trích "
    "xuất, phân giải và các bộ bốn của chúng tôi. Giây đồng hồ, trung vị của {runs} lần chạy; giây xử lý thì máy bận "
    "việc khác cũng ít làm sai."
)
Found = dict[str, Any]


def measured(
    what: str, paths: Sequence[Path], jobs: int, inputs: int, runs: int, patience: float, tell: Callable[[str], None]
) -> Section:
    """The table of these files; `patience` is for all inputs of one question."""
    found = []
    for run in range(runs):
        tell(f"  {what}, run {run + 1} of {runs}")
        with tempfile.TemporaryDirectory(prefix="danchieu-whole-") as folder:
            found.append(_both(Path(folder), paths, jobs, inputs, patience))
    return section(what, found, jobs, inputs)


def section(what: str, found: Sequence[Found], jobs: int, inputs: int) -> Section:
    """What so many runs took, step by step, and how many times."""
    ours, theirs = ([run[name] for run in found] for name in ("ours", "rdflib"))
    meaning = _MEANING.format(
        what=what, files=ours[0]["load"]["files"], quads=ours[0]["load"]["quads"], jobs=jobs, inputs=inputs,
        questions=", ".join(MAIN), runs=len(found),
    )  # fmt: skip
    columns = [column.format(version=version_of("rdflib").strip("()").removeprefix("rdflib ")) for column in _COLUMNS]
    out = Section("end-to-end", f"Từ tệp đến câu trả lời, {what}", meaning, columns, figures=found)
    failed = next((run["rdflib"]["unfinished"] for run in found if run["rdflib"]["unfinished"]), None)
    if failed is not None:
        out.rows.append(["tất cả", _told([_all(one) for one in ours]), f"không xong: {failed}"])
        out.notes.append(f"rdflib không xong: {failed}")
        return out
    steps = [one["load"]["seconds"] for one in theirs]

    def both(name: str, figure_of: Callable[[Found], float]) -> list[str]:
        return [name, *(_told([figure_of(one) for one in of]) for of in (ours, theirs))]

    out.rows += [
        both("đọc, trích xuất, phân giải (cùng một việc)", _shared),
        ["các bộ bốn", "trong phần nạp", _told([step["statements"] for step in steps])],
        ["đồ thị trong bộ nhớ", "trong phần nạp", _told([step["graph"] for step in steps])],
        [
            "lên đĩa (của chúng tôi: cả phần nạp)",
            _told([one["load"]["load"] for one in ours]),
            _told([step["file"] for step in steps]),
        ],
        both("tiến trình nạp: bắt đầu, kết thúc", _beside),
        both("mở", lambda one: one["opened"]),
        both("tiến trình trả lời: bắt đầu, câu hỏi", lambda one: one["asking"] - one["opened"]),
        both("**tất cả**", _all),
        both("**không kể việc chung**", lambda one: _all(one) - _shared(one)),
        both("giây xử lý, trừ các tiến trình đọc", _busy),
        both("bộ nhớ nhiều nhất, MB", lambda one: one["memory"]),
    ]
    whole = Spread.of([_all(b) / _all(a) for a, b in zip(ours, theirs, strict=True)])
    lent = Spread.of([(_all(b) - b["opened"] + b["lent"]) / _all(a) for a, b in zip(ours, theirs, strict=True)])
    alone = Spread.of([(_all(b) - _shared(b)) / (_all(a) - _shared(a)) for a, b in zip(ours, theirs, strict=True)])
    busy = Spread.of([_busy(b) / _busy(a) for a, b in zip(ours, theirs, strict=True)])
    cut = [one for one in theirs if one["cut"]]
    least = "ít nhất " if cut else ""
    reached = "" if whole.median >= TIMES else "; tất cả: không đạt"
    out.notes.append(
        f"rdflib lâu gấp {least}{whole} lần cho tất cả, gấp {least}{alone} lần không kể việc chung, "
        f"gấp {least}{busy} lần giây xử lý (đòi hỏi: {TIMES:g}{reached})."
    )
    opened = _told([one["lent"] for one in theirs])
    out.notes.append(
        f"Cho rdflib mượn bộ phân tích của pyoxigraph thì nó mở trong {opened} s: lâu gấp {least}{lent} lần cho tất cả."
    )
    if cut:
        names = ", ".join(sorted({question for one in cut for question in one["cut"]}))
        out.notes.append(f"rdflib không được chờ đến hết ở: {names}.")
    compared = sum(run["compared"] for run in found)
    equal = compared - sum(len(run["differences"]) for run in found)
    out.notes.append(f"{equal:,} trong {compared:,} câu trả lời được so là bằng nhau.")
    out.faults += [where for run in found for where in run["differences"]]
    out.faults += [
        f"{run['rdflib']['load']['quads']:,} bộ bốn ở rdflib, {run['ours']['load']['quads']:,} ở kho của chúng tôi"
        for run in found
        if run["rdflib"]["load"]["quads"] != run["ours"]["load"]["quads"]
    ]
    return out


def _both(folder: Path, paths: Sequence[Path], jobs: int, inputs: int, patience: float) -> Found:
    places = [str(path) for path in paths]
    load = [sys.executable, "-m", "benchmarks.country.stages", str(folder / "embedded"), *places, "--jobs", str(jobs)]
    ours: Found = {"load": _printed(load), "unfinished": None}
    with EmbeddedStore.open(folder / "embedded") as store:
        values = drawn(store, inputs)
    asked = {question: sorted({one[0] for one in values[drawn_as]}) for question, drawn_as in MAIN.items()}
    (folder / "inputs.json").write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    ours |= _answered("embedded", folder, patience)
    ours["memory"] = max(ours["memory"], *(peak for each in ours["load"]["processes"].values() for peak, _ in each))
    theirs: Found = {"unfinished": None}
    try:
        theirs["load"] = _printed([sys.executable, "-m", "benchmarks.peers.rdflib_pipeline", str(folder), *places,
                                   "--jobs", str(jobs)])  # fmt: skip
        theirs |= _answered("rdflib", folder, patience)
        theirs["memory"] = max(theirs["memory"], theirs["load"]["memory"])
        # Only what the lent parser changes is measured again.
        (folder / "rdflib-lent").symlink_to("rdflib", target_is_directory=True)
        theirs["lent"] = _answered("rdflib-lent", folder, patience, "open")["opened"]
    except NotFinishedError as error:
        theirs["unfinished"] = str(error)
        return {"ours": ours, "rdflib": theirs, "compared": 0, "differences": []}
    own, other = (_read(folder / f"{name}.answers.json") for name in ("embedded", "rdflib"))
    both = [(q, i) for q, some in own.items() for i in some if i in other.get(q, {})]
    pairs = ((q, i, difference(own[q][i], other[q][i])) for q, i in both)
    different = [f"{q} of {i}: {where}" for q, i, where in pairs if where]
    return {"ours": ours, "rdflib": theirs, "compared": len(both), "differences": different}


def _answered(engine: str, folder: Path, patience: float, what: str = "ask") -> Found:
    """A process that opens the store, asks, and ends: its seconds, those of the opening, its memory, what was cut."""
    found: Found = {"cut": []}
    began, busy = time.perf_counter(), _children()
    command = [sys.executable, "-m", "benchmarks.store_worker", what, engine, str(folder), "--seconds", str(patience)]
    with closing(lines(command, STEP_SECONDS, MEMORY)) as coming:
        for line in coming:
            one = json.loads(line)
            if one["what"] == "opened":
                found["opened"] = one["seconds"]
            elif one["what"] == "ended":
                found["memory"] = one["memory"]
            elif one["failed"]:
                raise NotFinishedError(f"{one['question']}: {one['error']}", failed=True)
            elif one["cut"]:
                found["cut"].append(one["question"])
    return found | {"asking": time.perf_counter() - began, "busy": _children() - busy}


def _printed(command: Sequence[str]) -> Found:
    began, busy = time.perf_counter(), _children()
    with closing(lines(command, STEP_SECONDS, MEMORY)) as coming:
        found: Found = json.loads("".join(coming))
    return found | {"process": time.perf_counter() - began, "busy": _children() - busy}


def _children() -> float:
    """Seconds of processor time of processes that ended and that this one started. Those that read files are started
    by one that nobody waits for, so they are left out, on both sides."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read(path: Path) -> Found:
    found: Found = json.loads(path.read_text(encoding="utf-8"))
    return found


def _all(one: Found) -> float:
    return float(one["load"]["process"] + one["asking"])


def _busy(one: Found) -> float:
    return float(one["load"]["busy"] + one["busy"])


def _beside(one: Found) -> float:
    """Start and end of the process that loads."""
    steps = one["load"]
    return float(steps["process"] - (steps["seconds"] if "reading" in steps else sum(steps["seconds"].values())))


def _shared(one: Found) -> float:
    steps = one["load"]
    return float(steps["reading"] + steps["resolution"] if "reading" in steps else steps["seconds"]["extraction"])


def _told(values: Sequence[float]) -> str:
    return str(Spread.of(values))
