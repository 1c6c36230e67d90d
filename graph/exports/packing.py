"""ZIP files without a clock: equal contents are equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
# Office files carry the minute at which they were written, in docProps/core.xml.
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_NO_TIME = b"1980-01-01T00:00:00Z"


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files, in the order given, as one zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def without_clock(office_file: bytes) -> bytes:
    """A file of Office Open XML (docx, xlsx) without the times at which it and its parts were written."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    if core in parts:
        parts[core] = _WRITTEN.sub(rb"\g<1>" + _NO_TIME + rb"\g<3>", parts[core])
    return packed(parts)
