"""The words of this package that are data: instructions, prompts, notes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def text(name: str) -> str:
    """The text of `api/assistant/{name}`."""
    return (files("api") / "assistant" / name).read_text("utf-8")


def names(folder: str) -> list[str]:
    """The names of the Markdown files in a folder of this package, without `.md`, sorted."""
    found = (files("api") / "assistant" / folder).iterdir()
    return sorted(one.name.removesuffix(".md") for one in found if one.name.endswith(".md"))
