"""The messages of the pages, gathered from the templates and the code, and put into each catalogue.

python -m api.pages.messages

Whoever adds a message runs this, then writes its translation in `locale/<language>/LC_MESSAGES/danchieu.po`. What is
translated stays; what no page says any more is dropped.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

_PAGES = Path(__file__).parent
_PACKAGE = _PAGES.parent
_METHODS = [("**.py", "python"), ("pages/templates/**.html", "jinja2")]
# Beside those of gettext, those of `api.pages.language`: a Vietnamese message stands for one and for several.
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "noted": None,
    "ngettext": (1, 2),
    "counted": (1, 1),
    "noted_of": (1, 1),
}
_OPTIONS = {"pages/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
_WIDTH = 110
# Without the days on which it was written, which would differ each time.
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def place(language: str) -> Path:
    """The catalogue of a language."""
    return _PAGES / "locale" / language / "LC_MESSAGES" / "danchieu.po"


def gathered() -> Catalog:
    """Every message that a page can say, without translations."""
    found = Catalog(charset="utf-8")
    for file, line, message, comments, context in extract_from_dir(_PACKAGE, _METHODS, _OPTIONS, _KEYWORDS):
        found.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return found


def kept(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    with place(language).open("rb") as written:
        return read_po(written, locale=language, domain="danchieu")


def update(language: str) -> list[str]:
    """Put what is new into the catalogue of a language and drop what is said no more; the messages that wait for a
    translation. Nothing is guessed from a message that is alike."""
    catalogue = kept(language)
    catalogue.update(gathered(), no_fuzzy_matching=True, keep_user_comments=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with place(language).open("wb") as file:
        file.write(_HEADER.format(language=language, plurals=catalogue.plural_forms).encode())
        # By message and without its places: a template that says it too leaves the file as it is.
        write_po(file, catalogue, width=_WIDTH, no_location=True, omit_header=True, sort_output=True)
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that have no translation, or not for every number."""
    found = [one for one in catalogue if one.id]
    return [
        one.id if isinstance(one.id, str) else one.id[0]
        for one in found
        if not one.string or (not isinstance(one.string, str) and not all(one.string))
    ]


if __name__ == "__main__":
    for each in update("en"):
        print(each)
