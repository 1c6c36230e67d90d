"""Vietnamese words on a page in another language: marked as such, for those who hear the page or have it hyphenated."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from api.pages.language import HOME, language
from api.pages.sentences import in_own_language

_QUOTED = re.compile("«([^»]*)»")
_VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


def vietnamese(text: str) -> str:
    """What a document says, or a name; for text, not for attributes."""
    return text if language() == HOME or not text else Markup('<span lang="vi">{}</span>').format(text)


def said(text: str) -> str:
    """A sentence of an answer in the reader's language, with what it quotes marked; where it has no translation, the
    Vietnamese one, marked as a whole."""
    if language() == HOME or not text:
        return text
    found = in_own_language(text)
    if _VIETNAMESE.search(_QUOTED.sub("", found)):
        return vietnamese(text)
    parts = _QUOTED.split(found)  # every second one stood between the signs
    return Markup("").join(_quoted(part) if k % 2 else escape(part) for k, part in enumerate(parts))


def _quoted(text: str) -> Markup:
    return Markup("“{}”").format(vietnamese(text) if _VIETNAMESE.search(text) else text)
