"""Extraction beside peers: each program in a process of its own, on one core, in the language it was made for."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.peers import reading
from benchmarks.peers.environments import EYECITE, REFEX, ROOT, UNDERTHESEA, Peer, PeerMissing, python_of
from benchmarks.peers.opinions import DENSITY, OPINION, Court, opinions
from benchmarks.peers.report import Section
from benchmarks.peers.texts import german, pieces
from benchmarks.speed import PIECE, joined
from benchmarks.spread import Spread, figure
from ingest.files import list_files
from ingest.readers import read_file

SECONDS = 900.0  # for one program on one text, all runs together
WORDS, NAMES = 20_000, 2_000  # characters for underthesea: its names take a second for 3,000
OURS, WHOLE = "Dẫn Chiếu", "eyecite, tìm trọn vẹn"
ENGLISH, ONE = "tiếng Anh", "tài liệu dài"  # English as the Supreme Court writes
TIMES_EYECITE = 20.0  # asked for: characters a second and core beside its whole search, at the same length of text
LONGER = 250_000
# Its characters a second on a real opinion of the Supreme Court and on that opinion repeated, when others measured it.
REAL = {OPINION: 226_000, LONGER: 195_000, 1_000_000: 133_000}

_COLUMNS = ("chương trình", "văn bản", "ký tự", "ký tự/s, một lõi", "tìm thấy", "MB", "chúng tôi : nó")
_MEANING = (
    "Từ chữ đã giải mã đến kết quả, giây xử lý của một lõi; trung vị, trong ngoặc là chậm nhất và nhanh nhất. "
    "«Chúng tôi : nó» là tốc độ của Dẫn Chiếu trên tài liệu dài bằng, hoặc, ở dòng không có tài liệu nào dài bằng, "
    "trên từng tệp, chia cho tốc độ của nó. Từng tệp: các tệp được đọc đi đọc lại cho đủ độ dài chung. Các tệp nối lại "
    "thành một tài liệu thì nhanh hơn từng tệp: chỉ tệp đầu còn là một văn bản có đầu đề, nên có ít nhiệm vụ hơn. "
    "Tiếng Anh là bản án được viết giả, mỗi nghìn ký tự 2 dẫn chiếu trừ khi nói khác; của tòa khác Tòa án Tối cao thì "
    "tên tòa đứng trong ngoặc, mà eyecite tìm từng tên trong 2.800 tên. Mỗi chương trình tìm một thứ khác: Dẫn Chiếu "
    "còn tìm điều khoản, ngày, quan hệ, nhiệm vụ, vị trí; biểu thức chính quy chỉ số hiệu đứng sau tên loại; "
    "underthesea từ hoặc tên riêng."
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
    length: int = 0  # characters of each of the texts, where they are of one length


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a task: seconds of each run, or why there are none."""

    program: str
    text: str
    of: str
    characters: int
    length: int
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
    """Who reads what: the files, and one document of each length up to `characters`."""
    sizes = [*(one for one in (OPINION, LONGER) if one < characters), characters]
    short, whole = sizes[0], joined(texts, characters)
    # Five files are read in a twelfth of a second, too short to time: again and again, up to the length of the others.
    again = list(texts) * max(1, round(characters / sum(map(len, texts))))
    as_long = [opinions(len(one), seed=number) for number, one in enumerate(again)]
    citing = sum(map(reading.READERS["danchieu"][1](), texts))
    sparse = max(1000 * citing / sum(map(len, texts)), 0.1)
    files = "từng tệp"

    # An opinion may be read twice as fast as another of its length, so of each length there are as many as make up all.
    def made(size: int, density: float = DENSITY, court: Court = "supreme") -> list[str]:
        return [opinions(size, density, court, seed) for seed in range(max(1, characters // size))]

    return [
        Task(OURS, "danchieu", f"tiếng Việt, {files}", again),
        *(Task(OURS, "danchieu", f"tiếng Việt, {ONE} {size:,}", _cut(whole, size), length=size) for size in sizes),
        Task("biểu thức chính quy", "regex", f"tiếng Việt, {ONE} {characters:,}", [whole], length=characters),
        Task(WHOLE, "eyecite", f"{ENGLISH}, {files}, dài bằng của chúng tôi", as_long, EYECITE),
        *(Task(WHOLE, "eyecite", f"{ENGLISH}, {ONE} {size:,}", made(size), EYECITE, length=size) for size in sizes),
        Task(WHOLE, "eyecite", f"{ENGLISH}, {ONE} {short:,}, tòa khác", made(short, court="other"), EYECITE,
             length=short),
        Task(WHOLE, "eyecite", f"{ENGLISH}, {ONE} {short:,}, {sparse:.1f} dẫn chiếu mỗi nghìn ký tự như của chúng tôi",
             made(short, sparse), EYECITE, length=short),
        Task(WHOLE, "eyecite", f"tiếng Việt, {ONE} {short:,}", _cut(whole, short), EYECITE, length=short),
        Task("eyecite, chỉ bộ tách từ", "eyecite-tokens", f"{ENGLISH}, từng đoạn",
             pieces(opinions(characters), PIECE), EYECITE, "mẩu"),
        Task("eyecite, chỉ bộ tách từ", "eyecite-tokens", "tiếng Việt, từng đoạn", pieces(whole, PIECE), EYECITE,
             "mẩu"),
        Task("refex", "refex", f"tiếng Đức, {ONE} {characters:,}, {DENSITY:g} dẫn chiếu mỗi nghìn ký tự",
             [german(characters, DENSITY)], REFEX, length=characters),
        Task("refex", "refex", f"tiếng Việt, {ONE} {characters:,}", [whole], REFEX, length=characters),
        Task("underthesea, từ", "underthesea-words", "tiếng Việt, một phần", [whole[:WORDS]], UNDERTHESEA, "từ"),
        Task("underthesea, tên riêng", "underthesea-names", "tiếng Việt, một phần", [whole[:NAMES]], UNDERTHESEA,
             "tên"),
    ]  # fmt: skip


def section(done: Sequence[Read]) -> Section:
    """What was measured, as a table. The first is ours, file by file."""
    out = Section("extraction", "Trích xuất", _MEANING, _COLUMNS, figures=[asdict(one) for one in done])
    for one in done:
        name = f"{one.program} {one.version}".rstrip()
        if one.missing:
            out.rows.append([name, one.text, f"{one.characters:,}", "–", "–", "–", "–"])
            out.notes.append(f"{one.program}, {one.text}: {one.missing}")
            continue
        times = _times(done, one)
        cells = [str(one.rate), f"{one.found:,} {one.of}", f"{one.memory:.0f}", figure(times) if times else "–"]
        out.rows.append([name, one.text, f"{one.characters:,}", *cells])
        if one.program == WHOLE and one.text.startswith(ENGLISH) and times:
            held = "đạt" if times >= TIMES_EYECITE else "không đạt"
            real = REAL.get(one.length) if one.text == f"{ENGLISH}, {ONE} {one.length:,}" else None
            beside = f" ({figure(real)} ký tự/s trên bản án thật, ở một lần đo khác)" if real else ""
            out.notes.append(
                f"{WHOLE}, {one.text}: {figure(one.rate.median)} ký tự/s{beside}; "
                f"Dẫn Chiếu nhanh gấp {figure(times)} lần (đòi hỏi {TIMES_EYECITE:g}: {held})."
            )
    return out


def _times(done: Sequence[Read], one: Read) -> float | None:
    """How many times as fast ours was on documents of that length, or on the files where it read none as long."""
    ours = [of for of in done if of.program == OURS and of.seconds]
    alike = [of for of in ours if of.length == one.length]
    return (alike or ours)[0].rate.median / one.rate.median if ours else None


def _cut(text: str, size: int) -> list[str]:
    """As many whole texts of that length as there are in it."""
    return [one for one in pieces(text, size) if len(one) == size]


def _done(task: Task, runs: int, folder: Path) -> Read:
    size = sum(map(len, task.texts))
    nothing = Read(task.program, task.text, task.of, size, task.length)
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
    return replace(nothing, version=said["version"], seconds=tuple(said["seconds"]), found=said["found"],
                   memory=said["memory"])  # fmt: skip


def _without(nothing: Read, why: str) -> Read:
    return replace(nothing, missing=why)


def _rate(one: Read) -> str:
    return one.missing or f"{one.rate} characters/s, {one.found:,} {one.of}"
