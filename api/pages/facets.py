"""The facets beside a list of instruments: what may be chosen, how many that leaves, and the address of each choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api import words
from api.pages import wording
from api.pages.language import gettext, noted
from graph.identity import fold

SHOWN = 8  # values of one facet: the whole list of years pushed the results off a phone's first screen
_HEADINGS = {
    "type": noted("Loại"),
    "place": noted("Địa phương"),
    "year": noted("Năm ban hành"),
    "held": noted("Toàn văn"),
    "status": noted("Tình trạng"),
}
_HELD = {"true": noted("có toàn văn"), "false": noted("chỉ biết qua dẫn chiếu")}


def facets(counted: Mapping[str, Any], given: Mapping[str, str]) -> list[dict[str, Any]]:
    """[{heading, chosen, undo, values: [{label, count, href}], more}] of those facets that leave a choice.

    `given` are the parameters of the page; a link keeps them all but the one that it changes. `chosen` is the label of
    what is chosen now, or None, and `undo` the address without it.
    """
    found = []
    for name, heading in _HEADINGS.items():
        chosen, values = given.get(name) or None, counted[name]["values"]
        if chosen is None and len(values) < 2:
            continue
        named = label(name, chosen) if chosen else None
        others = [one for one in values if named is None or fold(label(name, one["value"])) != fold(named)]
        found.append(
            {
                "heading": gettext(heading),
                "chosen": named,
                "undo": _address(given, name, ""),
                "values": [
                    {
                        "label": label(name, one["value"]),
                        "count": one["count"],
                        "href": _address(given, name, one["value"]),
                    }
                    for one in others[:SHOWN]
                ],
                "more": len(others[SHOWN:]) + counted[name]["more"],
            }
        )
    return found


def label(name: str, value: str) -> str:
    """A value of a facet in words."""
    if name == "place":
        return gettext("trung ương") if value == "vn" else words.jurisdiction(value)
    if name == "held":
        return gettext(_HELD[value]) if value in _HELD else value
    return wording.state(value) if name == "status" else value


def _address(given: Mapping[str, str], name: str, value: str) -> str:
    kept = {key: one for key, one in {**given, name: value}.items() if one}
    return f"/?{urlencode(kept or {'all': '1'})}"
