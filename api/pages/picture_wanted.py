"""What picture of the graph is wanted: all of it stands in the address, so that a link shows the same to anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from api.ask import day
from api.pages.language import gettext, noted
from graph.exports.selection import RELATIONS
from graph.identity import base_iri

PAGE = "/do-thi"
FILE = f"{PAGE}/hinh."  # and the form of the file
DEPTHS = (1, 2, 3)
LIMITS = (50, 100, 200, 300)  # nodes; drawing and laying out 300 takes a browser half a second
CONFIDENCES = (0.5, 0.85, 0.95)
MOST_OPENED = 60  # an address of so many is 6 KB long
_FILTERS = ("depth", "relation", "layer", "confidence", "since", "until", "limit")
LAYERS = ("central", "local", "unknown", "task", "agency")
LAYER_NAMES = {
    "central": noted("Trung ương"),
    "local": noted("Tỉnh, thành phố"),
    "unknown": noted("Chưa rõ cấp"),
    "task": noted("Nhiệm vụ"),
    "agency": noted("Cơ quan"),
}

Text = Annotated[str, Query(max_length=500)]
Many = Annotated[list[str], Query(max_length=MOST_OPENED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A start (`of`), how far to go from it, which nodes are opened besides, and what is left out.

    Nodes are named by the part of their IRI after `/id/`; `of` and `den` as people type them until they are found.
    `den`: instead of what is around the start, the shortest way to this. `at`, `edge` (from, relation and to with
    blanks between them): what the words beside the picture tell of. `offset`: of the table.
    """

    of: str = ""
    den: str = ""
    opened: tuple[str, ...] = ()
    depth: int = 1
    relation: tuple[str, ...] = ()
    layer: tuple[str, ...] = ()
    confidence: float = 0.0
    since: str = ""
    until: str = ""
    limit: int = 100
    at: str = ""
    edge: str = ""
    offset: int = 0

    def changed(self, **values: Any) -> Wanted:
        """The same but for that."""
        return replace(self, **values)

    def opening(self, node: str) -> Wanted:
        """With that node opened, or closed where it was open; it is the one that the words tell of."""
        others = tuple(one for one in self.opened if one != node)
        opened = others if node in self.opened else (*others, node)[-MOST_OPENED:]
        return replace(self, opened=opened, at=node, edge="", offset=0)

    @property
    def given(self) -> list[tuple[str, str]]:
        """The parameters of the address: only what differs from nothing said."""
        found: list[tuple[str, str]] = []
        for one in fields(self):
            value = getattr(self, one.name)
            if value != one.default:
                name = "open" if one.name == "opened" else one.name
                several: Iterable[Any] = value if isinstance(value, tuple) else (value,)
                found += [(name, f"{each:g}" if isinstance(each, float) else str(each)) for each in several]
        return found

    @property
    def href(self) -> str:
        """The address of the page."""
        return _address(PAGE, self.given)

    def file(self, form: str) -> str:
        """The address of the picture itself: it does not depend on what the words beside it tell of."""
        return _address(FILE + form, replace(self, at="", edge="", offset=0).given)

    def links(self, relation: str) -> bool:
        """Whether links of that relation are wanted."""
        return not self.relation or relation in self.relation

    @property
    def filters(self) -> int:
        """How many filters are set."""
        return sum(getattr(self, name) != getattr(Wanted(), name) for name in _FILTERS)

    @property
    def narrowed(self) -> bool:
        """Whether some nodes are left out for what they are."""
        return bool(self.layer or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form sends besides: the fields show names, and the rest says which node a name left as it was means."""

    form: str = ""
    start: str = ""
    start_name: str = ""
    end: str = ""
    end_name: str = ""

    def meant(self, found: Wanted) -> Wanted:
        """What the form means; another start or end is another picture, so nothing is open or chosen in it."""
        start = self.start if self.start and found.of == self.start_name else found.of
        end = self.end if self.end and found.den == self.end_name else found.den
        meant = replace(found, of=start, den=end)
        same = (start, end) == (self.start, self.end)
        return meant if same else replace(meant, opened=(), at="", edge="")


def typed(
    form: Annotated[str, Query(max_length=1)] = "",
    start: Text = "",
    start_name: Text = "",
    end: Text = "",
    end_name: Text = "",
) -> Typed:
    """As the form sends it (a FastAPI dependency)."""
    return Typed(form, start, shortened(start_name), end, shortened(end_name))


class Refused(ValueError):
    """What was wanted cannot be: one sentence for the reader."""


def wanted(
    of: Text = "",
    den: Text = "",
    open: Many = [],  # noqa: B006 - FastAPI copies it
    depth: Annotated[str, Query(max_length=10)] = "",
    relation: Many = [],  # noqa: B006
    layer: Many = [],  # noqa: B006
    confidence: Annotated[str, Query(max_length=10)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
    until: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[str, Query(max_length=10)] = "",
    at: Text = "",
    edge: Annotated[str, Query(max_length=1000)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Wanted:
    """As the address says it (a FastAPI dependency). What cannot be read of it stays as it is for `checked`."""
    usual = Wanted()
    return Wanted(
        of=shortened(of),
        den=shortened(den),
        opened=tuple(dict.fromkeys(shortened(one) for one in open)),
        depth=_number(depth, usual.depth),
        relation=tuple(one for one in RELATIONS if one in relation) + tuple(sorted(set(relation) - {*RELATIONS, ""})),
        layer=tuple(one for one in LAYERS if one in layer) + tuple(sorted(set(layer) - {*LAYERS, ""})),
        confidence=_share(confidence),
        since=since.strip(),
        until=until.strip(),
        limit=_number(limit, usual.limit),
        at=shortened(at),
        edge=edge.strip(),
        offset=offset,
    )


def checked(found: Wanted) -> Wanted:
    """The same, with its days as the graph writes them. Raises Refused, BadDate."""
    bounds = {"depth": (min(DEPTHS), max(DEPTHS)), "limit": (2, max(LIMITS))}
    for name, (least, most) in bounds.items():
        if not least <= getattr(found, name) <= most:
            said = gettext("Số bước") if name == "depth" else gettext("Số nút")
            text = gettext("%(what)s phải từ %(least)d đến %(most)d.")
            raise Refused(text % {"what": said, "least": least, "most": most})
    if not 0 <= found.confidence <= 1:
        raise Refused(gettext("Độ tin cậy phải từ 0 đến 1."))
    for name in (*(set(found.relation) - set(RELATIONS)), *(set(found.layer) - set(LAYERS))):
        raise Refused(gettext("Không có quan hệ hoặc tầng «%(name)s».") % {"name": name})
    since, until = day(found.since) or "", day(found.until) or ""
    if since and until and first_day(since) > last_day(until):
        raise Refused(gettext("Ngày đầu sau ngày cuối."))
    return replace(found, since=since, until=until)


def shortened(text: str) -> str:
    """What follows `/id/` in an IRI of the graph; any other text without blanks around it.

    >>> shortened("https://w3id.org/danchieu/id/org/so-tai-chinh"), shortened(" 19-CT/TU ")
    ('org/so-tai-chinh', '19-CT/TU')
    """
    return text.strip().removeprefix(f"{base_iri()}id/")


def whole(short: str) -> str:
    """The IRI of a node."""
    return f"{base_iri()}id/{short}"


def first_day(date: str) -> str:
    """The first day that a date may mean, which is a day or a year."""
    return date if len(date) == 10 else f"{date}-01-01"


def last_day(date: str) -> str:
    """The last day that it may mean."""
    return date if len(date) == 10 else f"{date}-12-31"


def _address(path: str, given: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(given)}" if given else path


def _number(text: str, usual: int) -> int:
    text = text.strip()
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdigit() else -1


def _share(text: str) -> float:
    try:
        # A comma before the decimals is how it is written in Vietnam; nan is no share, and no bound would refuse it.
        found = float(text.strip().replace(",", ".") or 0)
    except ValueError:
        return -1.0
    return found if found == found else -1.0
