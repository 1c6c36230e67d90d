"""The names of the codes in an answer: `implements` is «thực hiện», in the words of the ontology."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from api.pages import wording
from api.representation.languages import Language
from graph.vocabulary import labels, noted

# Members whose values are codes of ours; what the documents say is never translated.
_CODES = frozenset(
    {"relation", "kind", "role", "status", "task_status", "review_status", "resolution", "method", "code"}
)


def names_of_codes(answer: Any, language: Language) -> dict[str, str]:
    """The label of each code that stands in an answer, by the code, sorted; a code that has none is left out."""
    return {code: name for code in sorted(set(_codes(answer))) if (name := _label(code, language))}


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _codes(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in _CODES and isinstance(one, str):
                yield one
            elif isinstance(one, (dict, list)):
                yield from _codes(one)


@cache
def _label(code: str, language: Language) -> str | None:
    node = noted().get(code)
    if node is not None and (found := labels(language).get(node.value)):
        return found
    if language != "vi":
        return None
    for words in (wording.method(code), wording.problem(code)):
        if words != code:
            return words
    return None
