"""The scripts of a page: its own are bundled and served from here; any other came out of what it shows."""

from __future__ import annotations

import re

_OWN = re.compile(r'<script type="module" src="/static/built/\w+\.js"></script>')
_ANY = re.compile(r"<script[^>]*>", re.IGNORECASE)


def foreign_scripts(page: str) -> list[str]:
    """The script elements of a page that are not its own."""
    return _ANY.findall(_OWN.sub("", page))
