"""What befalls a text between its author and its reader; where its spans are afterwards is known."""

from __future__ import annotations

import unicodedata

_WIDTH = 82  # characters of a line of a page
_WRONG = (("Ủy ban", "Úy ban"), ("Tỉnh ủy", "Tỉnh úy"), ("Kính gửi", "Kính gủi"), ("nhiệm vụ", "nhiêm vụ"))

Spans = list[tuple[int, int]]


def wrapped(text: str) -> str:
    """Lines broken where a page ends them; as long as before."""
    out = []
    for line in text.split("\n"):
        while len(line) > _WIDTH:
            at = line.rfind(" ", 0, _WIDTH)
            if at <= 0:
                break
            out.append(line[:at])
            line = line[at + 1 :]
        out.append(line)
    return "\n".join(out)


def decomposed(text: str, spans: tuple[Spans, Spans]) -> tuple[str, tuple[Spans, Spans]]:
    """The text with accents as characters of their own, and where the spans are then."""
    at = [0]
    for letter in text:
        at.append(at[-1] + len(unicodedata.normalize("NFD", letter)))
    mapped = tuple([(at[start], at[end]) for start, end in some] for some in spans)
    return unicodedata.normalize("NFD", text), (mapped[0], mapped[1])


def misread(text: str) -> str:
    """The text as a recogniser of scans has it; as long as before."""
    for right, wrong in _WRONG:
        text = text.replace(right, wrong)
    return text
