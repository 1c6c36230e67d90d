"""Pages in a browser on a large graph: the first byte, when one can use the page, when a picture is drawn.

    python -m benchmarks.pages [--triples 1000000] [--store DIR] [--each 12] [--json]

A store is made up with that many triples (or one is given) and served as `danchieu serve` does, by one process that
keeps no answers between pages: each address is opened once, after one other of its kind. Headless Chromium opens
instruments drawn at random among the cited ones and, apart, the most cited; agencies with most tasks; searches by
number and by words; and pictures of 300 nodes around the most cited.
First byte and interactive (scripts of the page have run) are the browser's own, from the start of the navigation; a
picture is timed from there to the frame in which it stands. The browser shares the machine with the server.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks import made_up
from benchmarks.servers import ours
from graph.identity import base_iri
from graph.store import embedded

FIRST_BYTE, INTERACTIVE, DRAWN = 100.0, 1000.0, 1000.0  # milliseconds that the median may take
SETTLED = 300.0  # milliseconds
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
_DRAWN = """PREFIX dan: <https://w3id.org/danchieu/def#>
SELECT ?it { ?it dan:citationCount ?times } ORDER BY ?it"""
_CITED = """PREFIX dan: <https://w3id.org/danchieu/def#>
SELECT ?it { ?it dan:citationCount ?times } ORDER BY DESC(?times) ?it LIMIT %d"""
_BUSY = """PREFIX dan: <https://w3id.org/danchieu/def#>
SELECT ?it (COUNT(?task) AS ?tasks) { ?task dan:leadAgency ?it } GROUP BY ?it ORDER BY DESC(?tasks) ?it LIMIT %d"""
_WORDS = ("bờ kênh", "dong lua", "trạm bơm", "rung cay", "con suối", "cho cau", "nhà máy", "vuon ho")
_TIMES = """() => { const at = performance.getEntriesByType('navigation')[0]
    return {first: at.responseStart, ready: at.domContentLoadedEventEnd} }"""
_PICTURE = "() => performance.getEntriesByName('picture-drawn').at(-1).startTime"


@dataclass(frozen=True, slots=True)
class Opened:
    """Pages of one kind: medians and the most, in milliseconds from the start of the navigation."""

    kind: str
    pages: int
    first_byte: float
    first_byte_most: float
    interactive: float
    interactive_most: float
    drawn: float | None = None
    drawn_most: float | None = None

    @property
    def held(self) -> bool:
        """Whether the medians are within what is asked."""
        return (
            self.first_byte < FIRST_BYTE
            and self.interactive < INTERACTIVE
            and (self.drawn is None or self.drawn < DRAWN)
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where a median is over its bound."""
    chosen = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="danchieu-pages-") as folder:
        store = chosen.store or Path(folder) / "store"
        if chosen.store is None:
            embedded.load(made_up.corpus_of(chosen.triples), store)
        found = list(measured(store, chosen.each))
    if chosen.json:
        print(json.dumps([asdict(one) for one in found]))
    else:
        print(*map(_line, found), sep="\n")
    return int(not all(one.held for one in found))


def addresses(store: Path, each: int) -> dict[str, list[str]]:
    """The pages to open, by kind."""
    with embedded.EmbeddedStore.open(store) as opened:
        cited, busy = (_column(opened.query(text % (each + 1))) for text in (_CITED, _BUSY))
        every = _column(opened.query(_DRAWN))
    drawn = random.Random(7).sample(every, min(each + 1, len(every)))
    start = f"{base_iri()}id/"
    instruments = [iri.removeprefix(start) for iri in cited]
    agencies = [iri.removeprefix(start) for iri in busy]
    numbers = [one.rpartition("/")[2] for one in instruments]
    searches = [*numbers[: each // 2], *_WORDS][: each + 1]
    return {
        "search": [f"/?{urlencode({'q': text})}" for text in searches],
        "instrument": [f"/van-ban/{quote(one.removeprefix(start))}" for one in drawn],
        "most cited": [f"/van-ban/{quote(one)}" for one in instruments],
        "agency": [f"/co-quan/{quote(one.removeprefix('org/'))}" for one in agencies],
        "picture": [f"/do-thi?{urlencode({'of': one, 'limit': 300, 'depth': 2})}" for one in instruments],
    }


def _column(rows: Any) -> list[str]:
    return [row["it"].value for row in rows]


def measured(store: Path, each: int) -> Iterator[Opened]:
    """Every kind of page, opened one after the other."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("wants Chromium (apt-get install chromium)")
    wanted = addresses(store, each)
    settings = {"DANCHIEU_ANSWERS_KEPT_MB": "0", "DANCHIEU_LOG_LEVEL": "warning", "DANCHIEU_RATE_REQUESTS": "0"}
    with ours(store, settings) as (address, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=[*QUIET], chromium_sandbox=False)
        for kind, targets in wanted.items():
            times = [_times(browser, f"{address}{target}", kind == "picture") for target in targets][1:]
            yield Opened(kind, len(times), *_middle_and_most(times, "first"), *_middle_and_most(times, "ready"),
                         *(_middle_and_most(times, "drawn") if kind == "picture" else ()))  # fmt: skip
        browser.close()


def _times(browser: Any, address: str, picture: bool) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    # A reader's browser runs already: starting a process for the page would take the server's processor meanwhile.
    page.goto("about:blank")
    page.wait_for_timeout(SETTLED)
    page.goto(address, wait_until="load")
    found: dict[str, float] = page.evaluate(_TIMES)
    if picture:
        page.wait_for_selector(".picture[data-drawn]:not([aria-busy])")
        found["drawn"] = page.evaluate(_PICTURE)
    context.close()
    return found


def _middle_and_most(times: Sequence[dict[str, float]], name: str) -> tuple[float, float]:
    found = [one[name] for one in times]
    return round(statistics.median(found), 1), round(max(found), 1)


def _line(one: Opened) -> str:
    drawn = f"   drawn {one.drawn:7.1f} / {one.drawn_most:7.1f}" if one.drawn is not None else ""
    times = f"first byte {one.first_byte:6.1f} / {one.first_byte_most:6.1f}"
    ready = f"interactive {one.interactive:7.1f} / {one.interactive_most:7.1f}"
    return (
        f"{'' if one.held else '! '}{one.kind:11} {one.pages:3} pages   {times}   {ready}{drawn}  (median / most, ms)"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__.split("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000, help="size of the made-up graph")
    parser.add_argument("--store", type=Path, help="a store instead")
    parser.add_argument("--each", type=int, default=12, help="pages of each kind")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
