"""Which agency is meant by a name: exactly one of those that have tasks, or a refusal with the choices."""

from __future__ import annotations

import difflib

from api.assistant.shaping import whole
from graph import questions
from graph.errors import AmbiguousAgency, UnknownAgency
from graph.identity import fold
from graph.store.base import Store

_NEAR = 10


def chosen(store: Store, text: str) -> str:
    """The IRI of the agency with that id, IRI or full name, else of the only one whose name has all its words.

    Raises AmbiguousAgency, UnknownAgency.
    """
    known = questions.agencies(store, "", limit=1_000_000)
    if text.startswith("org/") or "://" in text:
        found = [one for one in known if one["iri"] == whole(text)]
    else:
        found = [one for one in known if fold(one["name"]) == fold(text)]
        sought = fold(text).split()
        found = found or [one for one in known if sought and all(word in fold(one["name"]).split() for word in sought)]
    if len(found) == 1:
        return str(found[0]["iri"])
    if found:
        raise AmbiguousAgency(text, found)
    by_name = {fold(one["name"]): one for one in known}
    raise UnknownAgency(text, [by_name[name] for name in difflib.get_close_matches(fold(text), by_name, _NEAR, 0.6)])
