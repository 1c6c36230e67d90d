"""A small language for extraction tests: one line of text, one line of what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.model import Corpus, Extraction
from ingest.run import read_corpus

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def shared() -> Path:
    """The evaluation material beside the repository; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the repository: the evaluation material is not here")
    return SHARED


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Corpus]:
    """Write texts to files and read them as one corpus: `corpus(first="…", second="…")`."""

    def build(**texts: str) -> Corpus:
        paths = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.txt"
            path.write_text(text, encoding="utf-8", newline="")
            paths.append(path)
        return read_corpus(paths)

    return build


@pytest.fixture
def one(corpus: Callable[..., Corpus]) -> Callable[[str], Extraction]:
    """The extraction of a single text."""
    return lambda text: corpus(only=text).extractions[0]
