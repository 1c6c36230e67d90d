"""A browser's way to a server of these pages: the server, and a page on which no error goes unseen.

A module of its own and not the fixtures' file: of two files of that name in one run only one can be imported.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.commands.serving import listen, server_of
from api.settings import Settings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

WIDE, NARROW = 1280, 390  # CSS pixels: a laptop, a telephone


@contextmanager
def serve(store: Path, **more: Any) -> Iterator[str]:
    """The address of a real server of that store, with these settings besides, on a loopback port."""
    listening = listen("127.0.0.1", 0)
    settings = Settings(store=store, registry=store.parent / "registry", **more)
    running = server_of(create_app(settings), "critical")
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
    listening.close()


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
