"""What a page in English must not have: Vietnamese that is not marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
_SPOKEN = ("title", "aria-label", "placeholder", "alt")  # attributes that a reader sees or hears
_TYPED = ("script", "style", "code", "textarea")
NAME = "Dẫn Chiếu"  # of the site, which is nobody's to translate


def unmarked(page: str) -> list[str]:
    """The texts with Vietnamese letters that are in no element of lang="vi", and of attributes and the title, in which
    nothing can be marked, those that are no name or quote of the page either."""
    document = html.document_fromstring(page)
    known = " ".join(" ".join(one.text_content() for one in document.xpath("//*[@lang='vi']")).split())
    known += " ".join(one.get("value") or "" for one in document.iter("input"))
    found = []
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag in _TYPED:
            continue
        if element.tag == "title":
            found += [f"title={part}" for part in _parts(element.text or "") if part not in known]
            continue
        for text in (element.text, *(child.tail for child in element)):
            if text and VIETNAMESE.search(text.replace(NAME, "")) and _language(element) != "vi":
                found.append(" ".join(text.split()))
        if _language(element) != "vi":
            spoken = [one for one in element.items() if one[0] in _SPOKEN or one[0].startswith("data-word")]
            found += [f"{name}={part}" for name, value in spoken for part in _parts(value) if part not in known]
    return found


def _parts(text: str) -> Iterator[str]:
    """The parts of a title or a label that have Vietnamese letters."""
    for part in re.split(r" – |: |; ", " ".join(text.split())):
        if VIETNAMESE.search(part.replace(NAME, "")):
            yield part


def _language(element: html.HtmlElement) -> str | None:
    """The language of an element's own text: its own, or that of the nearest one around it."""
    return next((one.get("lang") for one in (element, *element.iterancestors()) if one.get("lang")), None)
