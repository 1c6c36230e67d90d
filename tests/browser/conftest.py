"""Pages in a real browser: headless Chromium, on real servers of the samples and of the seeds.

What a page writes to the console as an error (a blocked script or style, a failed request) fails the test that opened
it, so that a strict Content-Security-Policy is held by every test here and not by one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import NARROW, opened, serve

from api.cli import main

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
# A browser that calls nobody: it fetches no component and looks no host up of its own.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _ingested(texts: Path, folder: Path) -> Path:
    store = folder / "store"
    assert main(["ingest", str(texts), "--store", str(store)]) == 0
    return store


@pytest.fixture(scope="session")
def samples_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, read. Never written to again: a test that writes copies it."""
    return _ingested(ROOT / "samples", tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def samples(samples_store: Path) -> Iterator[str]:
    """The address of a server of the samples."""
    with serve(samples_store) as address:
        yield address


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the five seeds."""
    if not SEEDS.is_dir():
        pytest.skip("wants the seeds beside the repository (../shared/seeds)")
    with serve(_ingested(SEEDS, tmp_path_factory.mktemp("seeds"))) as address:
        yield address


# One for each file: as long as it lives, no other test of the same process may run an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("wants Chromium (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=program, args=[*QUIET], chromium_sandbox=False)
        yield found
        found.close()


@pytest.fixture
def page(browser: playwright.Browser, samples: str) -> Iterator[playwright.Page]:
    """A page of a laptop's width, on the samples."""
    with opened(browser, samples) as found:
        yield found


@pytest.fixture
def narrow_page(browser: playwright.Browser, samples: str) -> Iterator[playwright.Page]:
    """A page of a telephone's width, on the samples."""
    with opened(browser, samples, NARROW, has_touch=True) as found:
        yield found


@pytest.fixture
def seeds_page(browser: playwright.Browser, seeds: str) -> Iterator[playwright.Page]:
    """A page of a laptop's width, on the seeds."""
    with opened(browser, seeds) as found:
        yield found
