"""Names of WordprocessingML, and how its elements say yes, no and how many."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
# The namespaces of ISO/IEC 29500 Strict, and those of the Transitional form that nearly every file is in.
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": _WORD,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": _RELATIONSHIPS,
    "http://purl.oclc.org/ooxml/drawingml/main": _DRAWING,
    "http://purl.oclc.org/ooxml/officeDocument/math": _MATH,
}
_MOST_DIGITS = 9


def w(name: str) -> str:
    """A name of WordprocessingML, as lxml writes it."""
    return f"{{{_WORD}}}{name}"


def a(name: str) -> str:
    """A name of DrawingML (pictures, themes)."""
    return f"{{{_DRAWING}}}{name}"


def m(name: str) -> str:
    """A name of Office Math."""
    return f"{{{_MATH}}}{name}"


def r(name: str) -> str:
    """An attribute that names a relationship."""
    return f"{{{_RELATIONSHIPS}}}{name}"


def v(name: str) -> str:
    """A name of VML, the drawings of Word 97 to 2007."""
    return f"{{urn:schemas-microsoft-com:vml}}{name}"


def o(name: str) -> str:
    """A name of Office's additions to VML."""
    return f"{{urn:schemas-microsoft-com:office:office}}{name}"


ALTERNATES = f"{{{_COMPATIBILITY}}}AlternateContent"
CHOICE = f"{{{_COMPATIBILITY}}}Choice"
FALLBACK = f"{{{_COMPATIBILITY}}}Fallback"
VAL = w("val")


def value(parent: Element | None, name: str) -> str | None:
    """`w:val` of a child element, None where there is no such child or it has none."""
    child = parent.find(w(name)) if parent is not None else None
    return child.get(VAL) if child is not None else None


def number(text: str | None) -> int | None:
    """A whole number of at most nine digits, None for anything else: values come from outside."""
    digits = (text or "").strip()
    if not digits.lstrip("-").isdecimal() or not digits.isascii() or len(digits) > _MOST_DIGITS:
        return None
    try:
        return int(digits)
    except ValueError:  # "--1"
        return None


def is_on(switch: Element) -> bool:
    """Does a switch (`w:caps`, `w:vanish`) say yes? Without a value it does."""
    return (switch.get(VAL) or "1").lower() not in ("0", "false", "off")


def says(properties: Element | None, *names: str) -> bool:
    """Is one of these switches among the properties, and on?"""
    found = (properties.find(w(name)) for name in names) if properties is not None else ()
    return any(switch is not None and is_on(switch) for switch in found)


def to_transitional(root: Element) -> None:
    """Rename what a Strict document calls otherwise, so that one set of names reads both."""
    if not any(uri in _STRICT for uri in root.nsmap.values()):
        return
    for element in root.iter(etree.Element):
        tag = etree.QName(element)
        if tag.namespace in _STRICT:
            element.tag = f"{{{_STRICT[tag.namespace]}}}{tag.localname}"
        for key, said in list(element.attrib.items()):
            if (name := etree.QName(key)).namespace in _STRICT:
                del element.attrib[key]
                element.set(f"{{{_STRICT[name.namespace]}}}{name.localname}", said)
