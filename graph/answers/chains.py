"""Shortest ways through edges, for the answers that must say how one thing leads to another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

Edge = tuple[str, str]


def steps_towards(goal: str, edges: Iterable[Edge]) -> dict[str, str]:
    """For each node that leads to the goal, the next one on its shortest way; the goal is its own next.

    Of several shortest ways the one by the IRI that sorts first, so that an answer never wavers.
    """
    into: dict[str, list[str]] = {}
    for source, target in sorted(edges):
        into.setdefault(target, []).append(source)
    onward = {goal: goal}
    waiting = deque([goal])
    while waiting:
        here = waiting.popleft()
        for source in into.get(here, ()):
            if source not in onward:
                onward[source] = here
                waiting.append(source)
    return onward


def between(node: str, onward: Mapping[str, str]) -> list[str]:
    """The nodes on the way from a node to the goal, both left out.

    >>> between("a", {"a": "b", "b": "c", "c": "goal", "goal": "goal"})
    ['b', 'c']
    """
    found = []
    while onward[node] != onward[onward[node]]:
        node = onward[node]
        found.append(node)
    return found
