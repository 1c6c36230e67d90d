"""`fields=`: only the members of an answer that the client wants, by their paths."""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel

Wanted = dict[str, "Wanted"]

_MOST = 100  # paths: an answer has fewer members


class UnknownField(ValueError):
    """A member that the answer does not have; `known` are those that stand at its place."""

    def __init__(self, path: str, known: list[str]) -> None:
        super().__init__(path)
        self.path, self.known = path, known


def wanted(text: str, model: type[BaseModel] | None) -> Wanted:
    """The members that a text such as `iri,lead.name` asks for of each item of a list, or of an answer that is none.

    A member without more after it is wanted whole. Raises UnknownField, where `model` tells what there is.
    """
    found: Wanted = {}
    for path in [one.strip() for one in text.split(",") if one.strip()][:_MOST]:
        here, known = found, _members(_item(model)) if model else None
        for name in path.split("."):
            if known is not None and name not in known:
                raise UnknownField(path, sorted(known))
            here = here.setdefault(name, {})
            below = known.get(name) if known is not None else None
            known = _members(below) if below is not None else {} if known is not None else None
    return found


def only(answer: Any, members: Wanted) -> Any:
    """The answer with those members alone; of a page, its items with those alone."""
    if isinstance(answer, dict) and isinstance(answer.get("items"), list):
        return answer | {"items": [_kept(one, members) for one in answer["items"]]}
    return _kept(answer, members)


def _kept(value: Any, members: Wanted) -> Any:
    if not members:
        return value
    if isinstance(value, list):
        return [_kept(one, members) for one in value]
    if isinstance(value, dict):
        return {key: _kept(one, members[key]) for key, one in value.items() if key in members}
    return value


def _item(model: type[BaseModel]) -> type[BaseModel]:
    """What a page lists; any other answer is itself."""
    items = model.model_fields.get("items")
    inside = model_in(items.annotation) if items is not None else None
    return inside or model


@cache
def _members(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """The members of a model by the names that are sent, with the model of what is inside."""
    return {field.alias or name: model_in(field.annotation) for name, field in model.model_fields.items()}


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside a list, a mapping or an optional; None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if one is not NoneType and (found := model_in(one))), None)
