"""The language that the pages speak to the reader at hand, and their words in it.

A message is its own key, in Vietnamese; the English stands in `locale/en/LC_MESSAGES/danchieu.po`. What documents say
(names, quotes, provisions) is never translated, but marked as Vietnamese on an English page.
"""

from __future__ import annotations

import gettext as catalogues
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

from api.representation.languages import Language

HOME: Language = "vi"  # of every page, until its reader says otherwise


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a page, and its address, at which it may be had in another: without one, in this one alone."""

    language: Language = HOME
    path: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


_spoken: ContextVar[Spoken | None] = ContextVar("spoken", default=None)


def speak(spoken: Spoken) -> None:
    """Answer the request at hand, and what it starts, in that language."""
    _spoken.set(spoken)


def spoken() -> Spoken:
    """How the request at hand is answered; in Vietnamese where nothing was said, as on the command line."""
    return _spoken.get() or Spoken()


def language() -> Language:
    """The language of the request at hand."""
    return spoken().language


def gettext(message: str) -> str:
    """A message in the language of the request at hand; as it is where it has no translation."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, several: str, number: int) -> str:
    """The same, of a message that tells a number."""
    return _catalogue(language()).ngettext(one, several, number)


def counted(message: str, num: int, **values: object) -> str:
    """A message that tells how many (`num`), with its values. Vietnamese has no plural: it is written once."""
    return ngettext(message, message, num) % {"num": num, **values}


def noted(message: str) -> str:
    """The message itself, which `gettext` is given later: where it stands in a table that is read for every reader."""
    return message


def noted_of(message: str) -> str:
    """The same, of a message that `counted` is given later."""
    return message


@cache
def _catalogue(language: Language) -> catalogues.NullTranslations:
    if language == HOME:
        return catalogues.NullTranslations()
    # 90 ms, once, and only on a server that an English reader comes to.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    place = files("api.pages") / "locale" / language / "LC_MESSAGES" / "danchieu.po"
    compiled = BytesIO()
    with place.open("rb") as written:
        write_mo(compiled, read_po(written, locale=language, domain="danchieu"))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
