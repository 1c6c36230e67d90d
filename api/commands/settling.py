"""What a command does for the store once it has told its result."""

from __future__ import annotations

from pathlib import Path

from api.commands.common import say


def settle_if_due(store: Path) -> None:
    """Merge the runs that updates left (`graph.store.settling`), where there are many. The graph is there already:
    nobody waits for it but who wants the prompt back, and may interrupt."""
    from graph.store.settling import due, settle

    if due(store):
        say("Kho đã cập nhật xong; đang gộp các phần nhỏ cho nhanh (dừng lúc nào cũng được, không mất gì).")
        settle(store)
