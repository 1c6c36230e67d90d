"""What is read out of real documents makes a graph that breaks no rule of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.store.engine import in_memory
from graph.validate import validate
from ingest.run import read_corpus

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", [ROOT / "samples", ROOT.parent / "shared" / "seeds"], ids=["samples", "seeds"])
def test_real_documents_make_a_graph_without_violations(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"no {folder.name} beside this checkout")
    corpus = read_corpus(sorted(path for path in folder.rglob("*") if path.is_file()))
    assert len(corpus.extractions) >= 5
    assert [broken for broken in validate(in_memory(corpus)) if broken.severity == "violation"] == []
