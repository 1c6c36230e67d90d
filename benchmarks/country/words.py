"""What documents are made of: figures of real ones, sentence patterns of our own, instruments to cite."""

from __future__ import annotations

import json
import random
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

from benchmarks.country.instruments import LawByName, central, weights

_SLOT = re.compile(r"\{(\w+)\}")
_LENGTHS = (14, 45, 90, 190, 400)  # of the lines that say nothing of interest: cells of tables to long paragraphs
ARTICLE = 7  # lines of an article
_OF_EACH = 2_000  # such lines, made once for each process


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence: what stands before each of its slots, and its end."""

    parts: tuple[tuple[str, str], ...]
    end: str


def pattern(said: str) -> Pattern:
    """A pattern from its words.

    >>> pattern("Bãi bỏ {cite}.")
    Pattern(parts=(('Bãi bỏ ', 'cite'),), end='.')
    """
    pieces = _SLOT.split(said)
    return Pattern(tuple(zip(pieces[:-1:2], pieces[1::2], strict=True)), pieces[-1])


@cache
def measured() -> dict[str, Any]:
    """The measured figures."""
    found: dict[str, Any] = json.loads(files("benchmarks.country").joinpath("figures.json").read_text("utf-8"))
    return found


class Words:
    """All of it, made once for each process and the same for all."""

    def __init__(self) -> None:
        self.figures = measured()
        self.rows = [dict(zip(self.figures["columns"], row, strict=True)) for row in self.figures["documents"]]
        said = tomllib.loads(files("benchmarks.country").joinpath("patterns.toml").read_text("utf-8"))
        self.words: dict[str, Any] = said["words"]
        self.citing = {name: [pattern(one) for one in some] for name, some in said["citing"].items()}
        self.tasks = {name: [pattern(one) for one in said["tasks"][name]] for name in ("led", "unled")}
        self.central = central(self.words["about"], self.figures["symbols of"]["central"]["year inside"])
        self.laws: dict[str, list[LawByName]] = {}
        for law in sorted(self.central.laws, key=lambda one: one.day):
            self.laws.setdefault(law.name, []).append(law)
        self.law_names = list(dict.fromkeys(law.name for law in self.central.laws))
        self.law_weights = weights(len(self.law_names))
        relations = {name: share for name, share in self.figures["relations"].items() if name in self.citing}
        self.relations, self.relation_weights = list(relations), list(accumulate(relations.values()))
        self.filler = [self._filler(length, random.Random(f"{length} filler")) for length in _LENGTHS]
        # With its number and its end, and its part of the heading, a line is some eight characters longer.
        self.filler_means = [sum(map(len, some)) / len(some) + 8 for some in self.filler]
        self.articles = [self._articles(some, random.Random(f"{len(some[0])} articles")) for some in self.filler]

    def about(self, chance: random.Random) -> str:
        """A thing to speak of."""
        found: str = chance.choice(self.words["about"])
        return found

    def _filler(self, length: int, chance: random.Random) -> list[str]:
        if length < 20:
            cells = self.words["cell"]
            return [self._cell(chance.choice(cells), chance) for _ in range(_OF_EACH)]
        return [self._paragraph(length, chance) for _ in range(_OF_EACH)]

    def _articles(self, lines: list[str], chance: random.Random) -> list[str]:
        short = len(lines[0]) < 20  # cells of a table, which have no numbers
        return [
            "".join(
                f"{line}\n" if short else f"{k}. {line}\n" for k, line in enumerate(chance.choices(lines, k=ARTICLE), 1)
            )
            for _ in range(_OF_EACH // 4)
        ]

    def _cell(self, said: str, chance: random.Random) -> str:
        return said.format(n=chance.randrange(1, 90), about=self.about(chance).split()[0])

    def _paragraph(self, length: int, chance: random.Random) -> str:
        said = ""
        while len(said) < length * 0.8:
            one = chance.choice(self.words["statement"]).format(about=self.about(chance))
            if length > 60:
                one += chance.choice(self.words["ending"])
            said += f"{' ' if said else ''}{one}."
        return said
