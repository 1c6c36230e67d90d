"""Which language a client reads: Vietnamese first, English where it is liked better (RFC 9110, 12.5.4)."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def language(accept: str | None) -> Language | None:
    """The language that fits Accept-Language best; None where the client says nothing, or reads neither.

    >>> language("en-GB,en;q=0.9,vi;q=0.3"), language("vi-VN"), language("fr;q=1, *;q=0.1"), language("fr")
    ('en', 'vi', 'vi', None)
    """
    liked: dict[str, float] = {}
    for part in (accept or "").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        primary = name.partition("-")[0]
        if primary:
            liked[primary] = max(liked.get(primary, 0.0), quality)
    best, liking = None, 0.0
    for one in LANGUAGES:
        quality = liked.get(one, liked.get("*", 0.0))
        if quality > liking:
            best, liking = one, quality
    return best
