"""The shapes of the answers to whoever watches the server."""

from __future__ import annotations

from typing import Literal

from api.models.answers import Model


class Health(Model):
    """Máy chủ sống, và thế hệ của kho nó đang dùng / alive, and the generation that it answers from."""

    status: Literal["ok"]
    generation: str | None


class Ready(Model):
    """Máy chủ trả lời được, và bằng gì / able to answer, and of what"""

    status: Literal["ready"]
    generation: str | None
    sparql: Literal["ok", "busy", "remote"]
