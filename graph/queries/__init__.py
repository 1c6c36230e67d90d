"""One file for each question. `text("implementing")` is the query of `implementing.rq`.

Every file can be run as it stands. Its inputs are variables that a caller replaces by terms; its
opening comments say what it means and how its answer can mislead.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def text(name: str) -> str:
    """The query of that name, `rules/no-self-citation` for one in a folder."""
    return files(__package__).joinpath(f"{name}.rq").read_text(encoding="utf-8")


@cache
def names(folder: str = "") -> tuple[str, ...]:
    """The names of all queries of a folder, sorted."""
    place = files(__package__).joinpath(folder) if folder else files(__package__)
    prefix = f"{folder}/" if folder else ""
    return tuple(sorted(prefix + f.name.removesuffix(".rq") for f in place.iterdir() if f.name.endswith(".rq")))


def meaning(name: str) -> str:
    """The opening comments of a query: what it means (Vietnamese, then English) and how it misleads."""
    opening = []
    for line in text(name).splitlines():
        if not line.startswith("#"):
            break
        opening.append(line.removeprefix("#").strip())
    return "\n".join(opening)
