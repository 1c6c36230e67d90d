"""What a command does for the store once it has told its result."""

from __future__ import annotations

import contextlib
from pathlib import Path

from api.commands.common import say


def settle(store: Path) -> None:
    """Merge the runs that updates left (`graph.store.settling`), where there are many, and make the search index of the
    newest generation, for who asks on the command line. The graph is there already: nobody waits for it but who wants
    the prompt back, and may interrupt."""
    from graph.search_index.making import make
    from graph.store import settling
    from graph.store.embedded import EmbeddedStore
    from graph.store.errors import StoreNotFound, StoreUnusable

    if settling.due(store):
        say("Kho đã cập nhật xong; đang gộp các phần nhỏ cho nhanh (dừng lúc nào cũng được, không mất gì).")
        settling.settle(store)
    # Whatever is wrong with the graph, the next question says.
    with contextlib.suppress(StoreNotFound, StoreUnusable), EmbeddedStore.open(store) as newest:
        make(newest)
