"""Resolution over all files of a run: every mention its instrument, or its candidates."""

from __future__ import annotations

from graph.model import Corpus
from ingest.resolve.local import Local
from ingest.resolve.names import settle_names
from ingest.resolve.numbers import settle_numbers
from ingest.resolve.state import State
from ingest.resolve.symbols import settle_symbols
from ingest.resolve.write import write_corpus


def resolve(locals_: list[Local]) -> Corpus:
    """The corpus of these files. The same files give the same corpus, whatever their order."""
    state = State(sorted(locals_, key=lambda x: (x.extraction.source.path, x.extraction.source.sha256)))
    settle_symbols(state)
    settle_names(state)
    settle_numbers(state)
    return write_corpus(state)
