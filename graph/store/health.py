"""What a check of a store finds, wherever the store is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Health:
    """What a check found. `graphs` is how many quads each named graph has; `faults` are sentences, none of a
    store in order."""

    generation: str
    format: int
    quads: int = 0
    graphs: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
