"""Pages in a real browser: headless Chromium, on real servers of the samples and of the seeds.

What a page writes to the console as an error (a blocked script or style, a failed request) fails the test that opened
it, so that a strict Content-Security-Policy is held by every test here and not by one.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.app import create_app
from api.cli import main
from api.commands.serving import listen, server_of
from api.settings import Settings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
WIDE, NARROW = 1280, 390  # CSS pixels: a laptop, a telephone
# A browser that calls nobody: it fetches no component and looks no host up of its own.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """The address of a real server of that store, on a loopback port."""
    listening = listen("127.0.0.1", 0)
    settings = Settings(store=store, registry=store.parent / "registry")
    running = server_of(create_app(settings), "critical")
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
    listening.close()


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


@contextmanager
def opened(browser: playwright.Browser, address: str, width: int = WIDE, **more: object) -> Iterator[playwright.Page]:
    """A page that goes to addresses of that server; errors on its console fail the test when it is closed."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900}, locale="vi", **more)
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "request", lambda sent: None if sent.url.startswith((address, "data:", "blob:")) else errors.append(sent.url)
    )
    yield page
    context.close()
    # An answer of 4xx that a test asked for is a page of its own, and no fault of that page.
    assert not [one for one in errors if "the server responded with a status of" not in one]


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
