"""A name for everything that what is read of a file depends on, but for its bytes.

The version alone would not do: a table of laws that was mended, an import of instruments, or a program
for old Word files that is now on the machine makes another reading of the same bytes.
"""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from graph.registry.imported import Imported
from ingest.extract import EXTRACTOR

PROGRAMS = ("soffice", "antiword", "catdoc", "tesseract")
_PARTS = (("ingest", ""), ("graph", "registry"), ("graph", "identity.py"), ("graph", "model.py"))

_WRITING = (("graph", "triples"), ("graph", "review"), ("graph", "copies.py"))


def reader_fingerprint(registry: Imported | None) -> str:
    """The extractor's version and a digest of its code, its tables, the import and the programs at hand."""
    found = hashlib.sha256(_code())
    for instrument in registry.instruments if registry else ():
        found.update(repr(instrument).encode())
    found.update(" ".join(name for name in PROGRAMS if shutil.which(name)).encode())
    return f"{EXTRACTOR['version']}-{found.hexdigest()[:16]}"


@cache
def writer_fingerprint() -> str:
    """A digest of the code that makes a graph of what was read: where it changes, the same files are loaded anew."""
    return _code(_WRITING).hex()[:16]


@cache
def _code(parts: tuple[tuple[str, str], ...] = _PARTS) -> bytes:
    found = hashlib.sha256()
    for package, inside in parts:
        place = files(package)
        _add(found, place.joinpath(inside) if inside else place)
    return found.digest()


def _add(found: hashlib._Hash, place: Traversable) -> None:
    if place.is_file():
        found.update(place.name.encode() + b"\0" + place.read_bytes())
        return
    for each in sorted(place.iterdir(), key=lambda p: p.name):
        if each.name != "__pycache__" and not each.name.startswith("."):
            _add(found, each)
