"""Resolution over all files of a run: every mention its instrument, or its candidates."""

from __future__ import annotations

from graph import registry
from graph.model import Corpus
from ingest.resolve.local import Local
from ingest.resolve.names import settle_names
from ingest.resolve.numbers import settle_numbers
from ingest.resolve.registered import registered
from ingest.resolve.state import State
from ingest.resolve.symbols import settle_symbols
from ingest.resolve.write import write_corpus


def resolve(locals_: list[Local]) -> Corpus:
    """The corpus of these files. The same files give the same corpus, whatever their order."""
    files = sorted(locals_, key=lambda x: (x.extraction.source.path, x.extraction.source.sha256))
    state = State(files, registered(registry.in_use()))
    settle_symbols(state)
    settle_names(state)
    settle_numbers(state)
    return write_corpus(state)
