"""Strings as the DOT language takes them: one rule for what names a thing, another for what is shown."""

from __future__ import annotations

from graph.exports.cleaning import clean


def dot_string(text: object) -> str:
    """A name or an attribute that Graphviz does not draw: only the quote and the backslash are special.

    >>> print(dot_string('a "b" & c'))
    "a \\"b\\" & c"
    """
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n") + '"'


def dot_label(text: object) -> str:
    r"""A text that is drawn: in labels, tooltips and links Graphviz reads the entities of HTML too.

    >>> print(dot_label('R&D &lt; "x" \\N'))
    "R&amp;D &amp;lt; \"x\" \\N"
    """
    return dot_string(clean(text).replace("&", "&amp;"))
