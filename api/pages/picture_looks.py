"""How a picture looks: what tells layers, sides and relations apart, never by colour alone.

Colours here are those of a file, which is read on paper; a page takes the ones of its style sheet, light or dark.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.language import noted


@dataclass(frozen=True, slots=True)
class Line:
    """A sort of link: its name in words, its colour, how wide, and its dashes (points on and off; none: unbroken)."""

    name: str
    ink: str
    width: float
    dash: tuple[int, ...] = ()


LINES: dict[str, Line] = {
    "implements": Line(noted("triển khai thực hiện"), "#9a1b1b", 2.4),
    "ground": Line(noted("căn cứ, xét, hướng dẫn, phê duyệt"), "#245a9c", 1.8, (9, 4)),
    "change": Line(noted("sửa đổi, thay thế, bãi bỏ, hợp nhất"), "#7a3b94", 2.4, (14, 4, 3, 4)),
    "mention": Line(noted("dẫn, đánh giá việc thực hiện"), "#6b6860", 1.4, (2, 4)),
    "assigned": Line(noted("nhiệm vụ nằm trong văn bản"), "#8a6a10", 1.4),
    "lead": Line(noted("chủ trì"), "#1d6b34", 2.2),
    "coordinating": Line(noted("phối hợp"), "#1d6b34", 1.4, (5, 4)),
}
_LINE_OF = {
    "implements": "implements",
    **dict.fromkeys(("legalBasis", "considers", "guides", "approves"), "ground"),
    **dict.fromkeys(("amends", "replaces", "repeals", "consolidates"), "change"),
    "assignedBy": "assigned",
    "leadAgency": "lead",
    "coordinatingAgency": "coordinating",
}


def line_of(relation: str) -> str:
    """The sort of link that a relation is drawn as: a key of `LINES`."""
    return _LINE_OF.get(relation, "mention")


@dataclass(frozen=True, slots=True)
class Look:
    """A sort of node: its shape (square, cut, round or pill), and its colours."""

    name: str
    shape: str
    fill: str
    ink: str


LOOKS: dict[str, Look] = {
    "party": Look(noted("văn bản của Đảng (góc vát)"), "cut", "#fbe6e1", "#9a1b1b"),
    "state": Look(noted("văn bản của Nhà nước (góc vuông)"), "square", "#e4edf8", "#245a9c"),
    "other": Look(noted("văn bản chưa rõ của bên nào (góc vuông, xám)"), "square", "#efeee9", "#6b6860"),
    "task": Look(noted("nhiệm vụ (góc bo)"), "round", "#fdf3d3", "#8a6a10"),
    "agency": Look(noted("cơ quan (hai đầu tròn)"), "pill", "#e3f1e5", "#1d6b34"),
    "party-agency": Look(noted("cơ quan của Đảng (góc vát)"), "cut", "#e3f1e5", "#1d6b34"),
}


def look_of(kind: str, side: str) -> str:
    """How a node is drawn: a key of `LOOKS`.

    >>> look_of("instrument", "party"), look_of("agency", ""), look_of("instrument", "")
    ('party', 'agency', 'other')
    """
    if kind == "instrument":
        return side or "other"
    return "party-agency" if kind == "agency" and side == "party" else kind
