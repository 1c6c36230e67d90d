"""Extraction beside peers: each program in a process of its own, on one core, in the language it was made for."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers import reading
from benchmarks.peers.environments import EYECITE, REFEX, ROOT, UNDERTHESEA, Peer, PeerMissing, python_of
from benchmarks.peers.report import Section
from benchmarks.peers.texts import OPINION_DENSITY, english, german, pieces
from benchmarks.speed import PIECE, joined
from benchmarks.spread import Spread, figure
from ingest.files import list_files
from ingest.readers import read_file

SECONDS = 900.0  # for one program on one text, all runs together
WORDS, NAMES = 20_000, 2_000  # characters for underthesea: its names take a second for 3,000
ENGLISH = "tiếng Anh"
TIMES_EYECITE = 20.0  # asked for: characters a second and core beside its whole search
WHOLE = "eyecite, tìm trọn vẹn"

_COLUMNS = ("chương trình", "văn bản", "ký tự", "ký tự/s, một lõi", "tìm thấy", "MB", "chúng tôi : nó")
_MEANING = (
    "Từ chữ đã giải mã đến kết quả, giây xử lý của một lõi; trung vị, trong ngoặc là chậm nhất và nhanh nhất. "
    "«Chúng tôi : nó» là tốc độ của Dẫn Chiếu trên từng tệp chia cho tốc độ của nó. Mỗi chương trình tìm một thứ "
    "khác: Dẫn Chiếu còn tìm điều khoản, ngày, quan hệ, nhiệm vụ, vị trí; biểu thức chính quy chỉ số hiệu đứng "
    "sau tên loại; underthesea từ hoặc tên riêng."
)


@dataclass(frozen=True, slots=True)
class Task:
    """One program on some texts. `peer` is None for what runs in our own Python, `of` what it is that it finds."""

    program: str
    reader: str
    text: str
    texts: Sequence[str]
    peer: Peer | None = None
    of: str = "dẫn chiếu"


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a task: seconds of each run, or why there are none."""

    program: str
    text: str
    of: str
    characters: int
    version: str = ""
    seconds: tuple[float, ...] = ()
    found: int = 0
    memory: float = 0.0
    missing: str = ""

    @property
    def rate(self) -> Spread:
        """Characters a second."""
        return Spread.of(self.seconds).rate(self.characters)


def measured(paths: Sequence[Path], characters: int, runs: int, folder: Path, tell: Callable[[str], None]) -> Section:
    """The table; the paths hold texts."""
    texts = [read_file(path).text for path in list_files(paths).found]
    done: list[Read] = []
    for task in tasks(texts, characters):
        done.append(_done(task, runs, folder))
        tell(f"  {done[-1].program}, {done[-1].text}: {_rate(done[-1])}")
    return section(done)


def tasks(texts: Sequence[str], characters: int) -> list[Task]:
    """Who reads what: the files, and texts of `characters` in each language."""
    whole = joined(texts, characters)
    citing = sum(map(reading.READERS["danchieu"][1](), texts))
    density = 1000 * citing / sum(map(len, texts))
    opinion, as_ours = english(characters, OPINION_DENSITY), english(characters, max(density, 0.1))
    deutsch = german(characters, OPINION_DENSITY)
    dense = f"{OPINION_DENSITY:g} dẫn chiếu mỗi nghìn ký tự"
    us, of_us = f"{ENGLISH}, {dense}", f"{ENGLISH}, {density:.1f} dẫn chiếu mỗi nghìn ký tự"
    return [
        Task("Dẫn Chiếu", "danchieu", "tiếng Việt, từng tệp", texts),
        Task("Dẫn Chiếu", "danchieu", "tiếng Việt, nối liền", [whole]),
        Task("biểu thức chính quy", "regex", "tiếng Việt, nối liền", [whole]),
        Task(WHOLE, "eyecite", f"{us}, tệp dài bằng tệp của chúng tôi", _as_long(opinion, texts), EYECITE),
        Task(WHOLE, "eyecite", f"{us}, nối liền", [opinion], EYECITE),
        Task(WHOLE, "eyecite", f"{of_us}, nối liền", [as_ours], EYECITE),
        Task(WHOLE, "eyecite", "tiếng Việt, nối liền", [whole], EYECITE),
        Task("eyecite, chỉ bộ tách từ", "eyecite-tokens", f"{us}, từng đoạn", pieces(opinion, PIECE), EYECITE,
             "mẩu"),
        Task("eyecite, chỉ bộ tách từ", "eyecite-tokens", "tiếng Việt, từng đoạn", pieces(whole, PIECE), EYECITE,
             "mẩu"),
        Task("refex", "refex", f"tiếng Đức, {dense}, nối liền", [deutsch], REFEX),
        Task("refex", "refex", "tiếng Việt, nối liền", [whole], REFEX),
        Task("underthesea, từ", "underthesea-words", "tiếng Việt, một phần", [whole[:WORDS]], UNDERTHESEA, "từ"),
        Task("underthesea, tên riêng", "underthesea-names", "tiếng Việt, một phần", [whole[:NAMES]], UNDERTHESEA,
             "tên"),
    ]  # fmt: skip


def section(done: Sequence[Read]) -> Section:
    """What was measured, as a table. The first is ours, file by file."""
    out = Section("extraction", "Trích xuất", _MEANING, _COLUMNS, figures=[asdict(one) for one in done])
    ours = done[0]
    for one in done:
        name = f"{one.program} {one.version}".rstrip()
        if one.missing:
            out.rows.append([name, one.text, f"{one.characters:,}", "–", "–", "–", "–"])
            out.notes.append(f"{one.program}, {one.text}: {one.missing}")
            continue
        times = figure(ours.rate.median / one.rate.median) if ours.seconds else "–"
        cells = [str(one.rate), f"{one.found:,} {one.of}", f"{one.memory:.0f}", times]
        out.rows.append([name, one.text, f"{one.characters:,}", *cells])
    english_ones = [one for one in done if one.program == WHOLE and one.text.startswith(ENGLISH) and one.seconds]
    if english_ones and ours.seconds:
        all_times = [ours.rate.median / one.rate.median for one in english_ones]
        held = "" if min(all_times) >= TIMES_EYECITE else "; không đạt"
        out.notes.append(
            f"Dẫn Chiếu trên từng tệp nhanh gấp {figure(min(all_times))} đến {figure(max(all_times))} lần {WHOLE}, "
            f"{ENGLISH} (đòi hỏi: {TIMES_EYECITE:g}{held})."
        )
    return out


def _as_long(text: str, texts: Sequence[str]) -> list[str]:
    """Files of the lengths of ours, each cut from a text repeated to be long enough."""
    enough = joined([text], max(map(len, texts)))
    return [enough[: len(one)] for one in texts]


def _done(task: Task, runs: int, folder: Path) -> Read:
    size = sum(map(len, task.texts))
    nothing = Read(task.program, task.text, task.of, size)
    try:
        python = Path(sys.executable) if task.peer is None else python_of(task.peer, folder)
    except PeerMissing as error:
        return _without(nothing, str(error))
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(task.texts, file)
        file.flush()
        command = [str(python), str(Path(reading.__file__)), task.reader, file.name, str(runs)]
        if task.peer is None:
            command[1:2] = ["-m", reading.__name__]
        try:
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return _without(nothing, f"không xong trong {SECONDS:g} giây")
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return _without(nothing, f"hỏng: {last[:300]}")
    said = json.loads(ran.stdout)
    return Read(task.program, task.text, task.of, size, said["version"], tuple(said["seconds"]), said["found"],
                said["memory"])  # fmt: skip


def _without(nothing: Read, why: str) -> Read:
    return Read(nothing.program, nothing.text, nothing.of, nothing.characters, missing=why)


def _rate(one: Read) -> str:
    return one.missing or f"{one.rate} characters/s, {one.found:,} {one.of}"
