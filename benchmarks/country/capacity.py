"""The tables of docs/capacity.md: what was measured, the law that fits it, what ten million documents need by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from statistics import median
from typing import Any, Final, TypeGuard

from benchmarks.country.model import Growth, growth, slope
from benchmarks.peers.environments import ROOT
from benchmarks.peers.report import machine, rows_of
from benchmarks.spread import figure

PAGE: Final = ROOT / "docs" / "capacity.md"
FAR: Final = 1_000  # times the largest size measured: what follows for more is of the noise in the small ones
ENOUGH: Final = 3  # sizes that a law needs before anything follows from it: two are met by every law
AHEAD: Final = (100_000, 1_000_000, 10_000_000)
DAY: Final = 86_400.0  # seconds in which ten million documents are to be read
PROCESS_MB: Final = 2_048.0  # that no process may exceed
# Bytes of a quad in Virtuoso's database, where `graph.store.remote` keeps each twice: 537 MB for 10,021,511 quads,
# `python -m benchmarks.stores --triples 10000000 --engines virtuoso`.
REMOTE_BYTES: Final = 53.6
# Of a database, the share that its makers advise to have room for in memory: a third is what is asked again and again.
REMOTE_IN_MEMORY: Final = 1 / 3
MEDIAN_MS, P95_MS, VISIBLE_SECONDS = 50.0, 200.0, 2.0  # asked for

Found = Mapping[str, Any]
_FIGURES: Final[Mapping[str, Callable[[Found], float]]] = {
    "đọc, giây": lambda one: one["loaded"]["reading"],
    "tiến trình đọc, giây xử lý": lambda one: _busy(one, "reader"),
    "tiến trình chính khi đọc, giây xử lý": lambda one: one["loaded"]["parent reading, busy"],
    "phân giải, giây": lambda one: one["loaded"]["resolution"],
    "phân giải và nạp, giây xử lý": lambda one: _afterwards(one),
    "nạp, giây": lambda one: one["loaded"]["load"],
    "tiến trình chính, MB": lambda one: _peak(one, "parent"),
    "sổ tệp, MB": lambda one: one["disk"]["ledger"],
    "đồ thị, MB": lambda one: one["disk"]["graph"],
    "bộ bốn": lambda one: one["loaded"]["quads"],
    "cập nhật một tệp đến khi thấy, giây": lambda one: median(one["updates"]["visible"]),
    "chạy lại khi không có gì đổi, giây": lambda one: one["updates"]["unchanged"] or 0.0,
}


def tables(found: Sequence[Found], left_out: Sequence[str] = ()) -> str:
    """All tables of what was measured, as Markdown; a sentence where nothing was."""
    sizes = sorted(found, key=lambda one: int(one["documents"]))
    out = [f"Máy: {machine()}."]
    if not sizes:
        return "\n".join([*out, "", "Chưa đo cỡ nào.", *(f"- {why}" for why in left_out)])
    loads = ", ".join(f"{one['load'][0]:.1f}–{one['load'][1]:.1f}" for one in sizes)
    out.append(f"Tải của máy trước và sau mỗi cỡ: {loads}.")
    if len({tuple(one["versions"]) for one in sizes}) > 1:
        out.append("**Các cỡ được đo bằng những phiên bản khác nhau của chương trình; hãy đo lại bằng `--again`.**")
    out += [f"Chưa đo: {why}" for why in left_out]
    for title, lines in (
        ("Từ tệp đến đồ thị", _loading(sizes)),
        ("Bộ nhớ, MB lúc nhiều nhất", _memory(sizes)),
        ("Đĩa, MB", _disk(sizes)),
        (
            "Câu hỏi trong tiến trình, lần thứ hai (nóng)",
            _questions(sizes, lambda one: one["asked"]["warm"], full=True),
        ),
        ("Câu hỏi trong tiến trình, tệp chưa ở bộ nhớ đệm (lạnh)", _questions(sizes, lambda one: one["asked"]["cold"])),
        ("Câu hỏi qua HTTP, nóng", _questions(sizes, lambda one: one["http"])),
        ("Một văn bản đổi", _updates(sizes)),
        ("Quy luật", _laws(sizes)),
        ("Mười triệu văn bản", _cluster(sizes)),
    ):
        out += ["", f"### {title}", "", *lines]
    return "\n".join(out)


def _loading(sizes: Sequence[Found]) -> Iterator[str]:
    columns = ("văn bản", "triệu ký tự", "triệu bộ bốn", "đọc, s", "phân giải, s", "nạp, s", "văn bản/s",
               "triệu ký tự/s", "đọc: văn bản/s mỗi lõi", "không đọc được")  # fmt: skip
    rows = []
    for one in sizes:
        done = one["loaded"]
        busy = _busy(one, "reader")
        rows.append([
            f"{one['documents']:,}", figure(one["characters"] / 1e6), figure(done["quads"] / 1e6),
            figure(done["reading"]), figure(done["resolution"]), figure(done["load"]),
            figure(one["documents"] / done["seconds"]), figure(one["characters"] / done["seconds"] / 1e6),
            figure(one["documents"] / busy) if busy else "–", f"{done['failed']:,}",
        ])  # fmt: skip
    yield from rows_of(columns, rows)
    yield ""
    yield (
        f"{sizes[0]['loaded']['jobs']} tiến trình đọc. Phân giải là từ lúc đọc xong đến lúc kho bắt đầu ghi; văn bản "
        "nào được giải nén, phân giải trong khi ghi thì tính vào nạp."
    )


def _memory(sizes: Sequence[Found]) -> Iterator[str]:
    kinds = sorted({kind for one in sizes for kind in one["loaded"]["processes"]})
    names = {
        "parent": "tiến trình chính, cả lần nạp",
        "reader": "một tiến trình đọc",
        "server of readers": "máy chủ đọc",
        "tracker of resources": "theo dõi tài nguyên",
    }
    columns = ["văn bản", "tiến trình chính khi đọc", *(names.get(kind, kind) for kind in kinds), "tiến trình trả lời"]
    rows = [
        [f"{one['documents']:,}", figure(one["loaded"]["parent reading, MB"]),
         *(figure(_peak(one, kind)) for kind in kinds), figure(one["asked"]["memory"])]
        for one in sizes
    ]  # fmt: skip
    yield from rows_of(columns, rows)


def _disk(sizes: Sequence[Found]) -> Iterator[str]:
    columns = ("văn bản", "sổ tệp", "đồ thị", "bên cạnh", "kB mỗi văn bản", "byte mỗi bộ bốn trong đồ thị")
    rows = []
    for one in sizes:
        parts = one["disk"]
        rows.append([
            f"{one['documents']:,}", *(figure(parts[name]) for name in ("ledger", "graph", "beside")),
            figure(1e3 * sum(parts.values()) / one["documents"]),
            figure(1e6 * parts["graph"] / max(one["loaded"]["quads"], 1)),
        ])  # fmt: skip
    yield from rows_of(columns, rows)


def _questions(sizes: Sequence[Found], passed: Callable[[Found], Any], full: bool = False) -> Iterator[str]:
    columns = ["ms: trung vị / p95 (số đối tượng)", *(f"{one['documents']:,}" for one in sizes), "theo số văn bản"]
    rows = []
    over = set()
    numbers = [one["documents"] for one in sizes]
    for question in passed(sizes[0]):
        cells, middles = [], []
        for one in sizes:
            times, objects = _times(passed(one).get(question, []))
            if not times:
                cells.append("–")
                continue
            middle, high = median(times), p95(times)
            middles.append(middle)
            if middle >= MEDIAN_MS or high >= P95_MS:
                over.add(question)
            short = f", {len(times)} trong {one['given'][question]}" if len(times) < one["given"][question] else ""
            cells.append(f"{figure(middle)} / {figure(high)} ({figure(median(objects))}{short})")
        law = growth(numbers, middles) if len(middles) == len(numbers) else None
        row = [question, *cells, f"N^{law.exponent:.2f}" if law else "–"]
        if full:
            times, objects = _times([answer for one in sizes for answer in passed(one).get(question, [])])
            own = slope(objects, times)
            row.append(f"k^{own:.2f}" if own is not None else "–")
        rows.append(row)
    yield from rows_of([*columns, "theo số đối tượng k"] if full else columns, rows)
    yield ""
    limits = f"trung vị < {MEDIAN_MS:g} ms, p95 < {P95_MS:g} ms"
    yield f"Đòi hỏi: {limits}. " + (f"Không đạt: {', '.join(sorted(over))}." if over else "Mọi câu đều đạt.")


def _updates(sizes: Sequence[Found]) -> Iterator[str]:
    columns = ("văn bản", "đến khi người đọc thấy, s", "đến khi lệnh xong, s", "chạy lại, không có gì đổi, s",
               "người đọc lúc rảnh, ms: trung vị / nhiều nhất", "trong lúc đổi", "lỗi")  # fmt: skip
    rows = []
    for one in sizes:
        done = one["updates"]
        rows.append([
            f"{one['documents']:,}", _range(done["visible"]), _range(done["ended"]),
            figure(done["unchanged"]) if done["unchanged"] is not None else "–",
            _middle_and_most(done["idle"]), _middle_and_most(done["meanwhile"]), f"{len(done['errors'])}",
        ])  # fmt: skip
    yield from rows_of(columns, rows)
    yield ""
    most = max(max(one["updates"]["visible"]) for one in sizes)
    held = "đạt" if most < VISIBLE_SECONDS else f"không đạt: lâu nhất {figure(most)} s"
    yield f"Đòi hỏi: thấy trong {VISIBLE_SECONDS:g} giây, người đọc không bị lỗi. Về thời gian: {held}."


def _laws(sizes: Sequence[Found]) -> Iterator[str]:
    columns = ("", "quy luật khớp hơn", "số mũ", "lệch nhiều nhất", *(f"{n:,}" for n in AHEAD))
    rows = []
    for name, law in laws(sizes).items():
        if law is None:
            rows.append([name, "–", "–", "–", *("–" for _ in AHEAD)])
            continue
        line = law.better == "line"
        said = f"{figure(law.fixed)} + {law.each:.3g}·N" if line else f"{law.factor:.3g}·N^{law.exponent:.2f}"
        misses = law.line_misses if line else law.power_misses
        rows.append(
            [name, said, f"{law.exponent:.2f}", f"{100 * misses:.0f}%", *(_ahead(law, n, sizes) for n in AHEAD)]
        )
    yield from rows_of(columns, rows)
    yield ""
    yield (
        f"Lớn nhất đã đo: {sizes[-1]['documents']:,} văn bản; xa hơn {FAR:,} lần chừng ấy thì không suy ra. "
        f"Dưới {ENOUGH} cỡ thì quy luật nào cũng khớp, nên cũng không suy ra."
    )


def laws(sizes: Sequence[Found]) -> dict[str, Growth | None]:
    """How each figure grows, by its name; None where too little was measured."""
    numbers = [one["documents"] for one in sizes]
    return {name: growth(numbers, [figure_of(one) for one in sizes]) for name, figure_of in _FIGURES.items()}


def _cluster(sizes: Sequence[Found]) -> Iterator[str]:
    wanted = AHEAD[-1]
    known = {name: law for name, law in laws(sizes).items() if _follows(law, wanted, sizes)}
    rows: list[list[str]] = []

    def row(what: str, of: str, formula: str, needed: Callable[[float], str]) -> None:
        law = known.get(of)
        rows.append(
            [
                what,
                formula,
                needed(law.at(wanted)) if law is not None else f"– (cần {ENOUGH} cỡ, đến {wanted // FAR:,} văn bản)",
            ]
        )

    row("lõi để đọc trong một ngày", "tiến trình đọc, giây xử lý", "giây xử lý của tiến trình đọc / 86.400",
        lambda busy: f"{ceil(busy / DAY):,}")  # fmt: skip
    row("máy ra lệnh (một lõi, một sổ tệp)", "tiến trình chính khi đọc, giây xử lý", "giây xử lý khi đọc / 86.400",
        lambda busy: f"{figure(busy / 3600)} giờ: {ceil(busy / DAY):,} máy")  # fmt: skip
    row("phân giải trên một lõi", "phân giải, giây", "giây phân giải / 86.400",
        lambda seconds: f"{figure(seconds / 3600)} giờ: {ceil(seconds / DAY):,} phần")  # fmt: skip
    row("phần theo bộ nhớ", "tiến trình chính, MB", f"MB của tiến trình chính / {PROCESS_MB:,.0f}",
        lambda used: f"{figure(used)} MB: {ceil(used / PROCESS_MB):,} phần")  # fmt: skip
    row("nạp trên một lõi", "nạp, giây", "giây nạp / 86.400",
        lambda seconds: f"{figure(seconds / 3600)} giờ: {ceil(seconds / DAY):,} máy")  # fmt: skip
    row("sổ tệp", "sổ tệp, MB", "MB theo quy luật", lambda used: f"{figure(used / 1e3)} GB")
    row("đồ thị trên đĩa của máy này", "đồ thị, MB", "MB theo quy luật", lambda used: f"{figure(used / 1e3)} GB")
    row("kho từ xa (Virtuoso)", "bộ bốn", f"số bộ bốn × {REMOTE_BYTES:g} byte",
        lambda quads: f"{figure(quads / 1e9)} tỉ bộ bốn, {figure(quads * REMOTE_BYTES / 1e9)} GB đĩa, "
        f"{figure(quads * REMOTE_BYTES * REMOTE_IN_MEMORY / 1e9)} GB bộ nhớ")  # fmt: skip
    yield from rows_of(("cần", "công thức", f"{wanted:,} văn bản"), rows)


def _ahead(law: Growth, documents: int, sizes: Sequence[Found]) -> str:
    return figure(law.at(documents)) if _follows(law, documents, sizes) else "–"


def _follows(law: Growth | None, documents: int, sizes: Sequence[Found]) -> TypeGuard[Growth]:
    """Whether enough was measured to say anything of so many documents."""
    return law is not None and law.points >= ENOUGH and documents <= FAR * int(sizes[-1]["documents"])


def _busy(one: Found, kind: str) -> float:
    """Seconds of processor time of all processes of that kind."""
    return sum(float(seconds) for _, seconds in one["loaded"]["processes"].get(kind, []))


def _afterwards(one: Found) -> float:
    """Seconds of processor time of all that is not reading: the parent after it, and whatever processes a load has."""
    every = sum(_busy(one, kind) for kind in one["loaded"]["processes"])
    readers = _busy(one, "reader") + _busy(one, "server of readers")
    return max(0.0, every - readers - float(one["loaded"]["parent reading, busy"]))


def _peak(one: Found, kind: str) -> float:
    return max((float(peak) for peak, _ in one["loaded"]["processes"].get(kind, [])), default=0.0)


def _times(answers: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    return [milliseconds for milliseconds, _ in answers], [objects for _, objects in answers]


def p95(times: Sequence[float]) -> float:
    """Of all times, the one that 95 of 100 do not exceed.

    >>> p95([3.0, 1.0, 2.0]), p95([float(n) for n in range(1, 101)])
    (3.0, 95.0)
    """
    return sorted(times)[ceil(0.95 * len(times)) - 1]


def _range(seconds: Sequence[float]) -> str:
    least, most = figure(min(seconds)), figure(max(seconds))
    return f"{figure(median(seconds))} ({least}–{most})" if least != most else least


def _middle_and_most(times: Sequence[float]) -> str:
    return f"{figure(median(times))} / {figure(max(times))}" if times else "–"
