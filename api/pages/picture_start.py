"""Where a picture starts: what is typed is an instrument, an agency or a task; or several may be meant, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api import words
from api.ask import resolve
from api.pages.language import gettext
from api.pages.picture_wanted import shortened, whole
from graph.answers.bodies import find_body
from graph.answers.instruments import summaries
from graph.answers.rows import nodes, select
from graph.answers.tasks import describe, tasks
from graph.errors import AmbiguousAgency, AmbiguousInstrument, UnknownAgency, UnknownInstrument
from graph.identity import fold
from graph.store.base import Store

Json = dict[str, Any]
_MOST = 30  # choices of a sort; that there are more is said
_MOST_TASKS = 8
_FIRST = 12  # of the most cited


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be meant. `facts`: a summary, of an instrument."""

    id: str
    kind: str
    name: str
    facts: Json | None = None


@dataclass(frozen=True, slots=True)
class NotOne(LookupError):
    """Several things may be meant (`several`), or none is; `choices` are those, or what is near."""

    text: str
    several: bool
    choices: tuple[Choice, ...]
    more: int = 0

    @property
    def status(self) -> int:
        return 300 if self.several else 404


def find(store: Store, text: str) -> str:
    """The IRI of what is meant by a number, a name, an IRI or the part of it after `/id/`. Raises NotOne."""
    if "://" in text or text.startswith(("vn/", "task/", "org/")):
        return _by_iri(store, text)
    meant, near = _instruments(store, text)
    if len(meant) == 1 and any(letter.isdigit() for letter in text):
        return whole(meant[0].id)
    bodies = _bodies(store, text)
    named = [body for body in bodies if fold(body.name) == fold(text)]
    found = named if len(named) == 1 else [*meant, *bodies]
    if len(found) == 1:
        return whole(found[0].id)
    if not found:
        near += [Choice(shortened(task["iri"]), "task", task["text"]) for task in tasks(store, text, limit=_MOST_TASKS)]
    choices = found or near
    raise NotOne(text, bool(found), tuple(choices[:_MOST]), max(0, len(choices) - _MOST))


def most_cited(store: Store) -> list[Choice]:
    """What a reader without a question may begin with."""
    counts = sorted(select(store, "citation-counts"), key=lambda row: (-row["citations"], row["instrument"]))
    about = summaries(store, (row["instrument"] for row in counts[:_FIRST]))
    return _acts([about[row["instrument"]] for row in counts[:_FIRST] if row["instrument"] in about])


def _by_iri(store: Store, text: str) -> str:
    short = shortened(text)
    iri = whole(short)
    try:
        if short.startswith("org/"):
            known = bool(select(store, "agency-names", agency=nodes([iri])))
        elif short.startswith("task/"):
            known = bool(describe(store, [iri]))
        else:
            return str(resolve(store, short)["iri"])
    except UnknownInstrument as error:
        raise NotOne(short, False, tuple(_acts(error.near))) from None
    except AmbiguousInstrument as error:
        raise NotOne(short, True, tuple(_acts(error.candidates))) from None
    except ValueError:
        known = False
    if not known:
        raise NotOne(short, False, ())
    return iri


def _instruments(store: Store, text: str) -> tuple[list[Choice], list[Choice]]:
    """The instruments that a text may mean; where it means none, those that are like it."""
    try:
        return _acts([resolve(store, text)]), []
    except AmbiguousInstrument as error:
        return _acts(error.candidates), []
    except UnknownInstrument as error:
        return [], _acts(error.near)


def _acts(found: list[Json]) -> list[Choice]:
    return [Choice(shortened(one["iri"]), "instrument", words.name(one), one) for one in found]


def _bodies(store: Store, text: str) -> list[Choice]:
    """The one body that a name means, or those whose names have all its words; only those that tasks are given to."""
    try:
        rows = select(store, "agency-names", agency=nodes([find_body(store, text)]))
    except (AmbiguousAgency, UnknownAgency):
        rows = []
    wanted = fold(text).split()
    if not rows and wanted:
        every = select(store, "agency-names")
        rows = [row for row in every if all(word in fold(row["name"]) for word in wanted)]
    found = [Choice(shortened(row["agency"]), "agency", row["name"]) for row in rows]
    return sorted(found, key=lambda choice: (choice.name, choice.id))


def said_of(error: NotOne) -> str:
    """A sentence for the reader."""
    if error.several:
        return gettext("Có %(n)d văn bản hoặc cơ quan khớp; hãy chọn một.") % {"n": len(error.choices) + error.more}
    if error.choices:
        return gettext("Không có gì tên như vậy trong đồ thị. Dưới đây là những gì gần giống.")
    return gettext("Không có gì tên như vậy trong đồ thị.")
