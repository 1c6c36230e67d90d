"""Text as every format can hold it."""

from __future__ import annotations

from datetime import date

from graph.network import NOT_XML

# About two lines of a table on A4: what is taken in at a glance.
HEADING = 200


def clean(text: object) -> str:
    """A value as text: nothing for None, a blank for each character that XML forbids.

    >>> clean(None), clean("a\\x0cb"), clean(3)
    ('', 'a b', '3')
    """
    return "" if text is None else NOT_XML.sub(" ", str(text))


def one_line(text: object) -> str:
    """Cleaned, with single blanks and no line breaks."""
    return " ".join(clean(text).split())


def shortened(text: object, width: int = HEADING) -> str:
    """On one line, cut between words with an ellipsis that says so.

    >>> shortened("một hai ba bốn", 9)
    'một hai…'
    """
    line = one_line(text)
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"


def day(text: str | None) -> date | None:
    """A day of the graph (`2024-12-31`); None for a year alone or none at all."""
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def in_words(text: str | None) -> str:
    """A date as officers write it.

    >>> in_words("2020-06-01"), in_words("2020"), in_words(None)
    ('01/06/2020', '2020', '')
    """
    found = day(text)
    return f"{found:%d/%m/%Y}" if found else clean(text)
