"""Vietnamese capitals and small letters for patterns.

A range such as `[À-Ỵ]` is a trap: the code points of both cases are mixed in it, so it lets `đ` pass
for a capital. Patterns write {UP} and {LOW} and are compiled here.
"""

from __future__ import annotations

import re

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
LOWER = UPPER.replace("A-Z", "a-z").lower()


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern in which {UP} and {LOW} stand for the letters of a class.

    >>> bool(pattern("[{UP}]").match("đ")), bool(pattern("[{UP}]").match("Đ"))
    (False, True)
    """
    return re.compile(expand(source), flags)


def expand(source: str) -> str:
    """The source with {UP} and {LOW} written out, for use inside a larger pattern."""
    return source.replace("{UP}", UPPER).replace("{LOW}", LOWER)
