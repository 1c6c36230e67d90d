"""Queries to begin with: the competency questions, with the values of their examples."""

from __future__ import annotations

from typing import Any

from graph.answers.competency import bound, questions
from graph.store.base import Store


def examples(store: Store) -> list[dict[str, Any]]:
    """[{name, title, english, meaning, trap, query}], each query ready to be sent."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "english": one.english,
            "meaning": one.meaning,
            "trap": one.trap,
            "query": bound(store, one, {}, examples=True),
        }
        for one in questions()
    ]
