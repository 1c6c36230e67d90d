"""ZIP files without a clock: equal contents are equal bytes. Written from beginning to end, nowhere twice."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, cast

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
# Office files carry the minute at which they were written, in docProps/core.xml.
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_NO_TIME = b"1980-01-01T00:00:00Z"
_CORE = "docProps/core.xml"
# A file of more than 2 GiB inside a zip file needs larger fields, which some old programs do not read.
LARGE: Final = 2**29


class Packed:
    """A zip file in the writing, to any `out`: one that cannot go back is treated as one that can."""

    def __init__(self, out: IO[bytes], *, large: bool = False) -> None:
        """`large`: a file in it may be longer than 2 GiB."""
        self._archive = zipfile.ZipFile(cast("IO[bytes]", _Onward(out)), "w", zipfile.ZIP_DEFLATED)
        self._large = large

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """The next file, to be written."""
        about = zipfile.ZipInfo(name, _EPOCH)
        about.compress_type = zipfile.ZIP_DEFLATED
        with self._archive.open(about, "w", force_zip64=self._large) as file:
            yield file

    def close(self) -> None:
        """Write the list of files, without which it is none."""
        self._archive.close()


def without_clock(office_file: IO[bytes], out: IO[bytes]) -> None:
    """A file of Office Open XML (docx, xlsx) without the times at which it and its parts were written."""
    with zipfile.ZipFile(office_file) as archive:
        packed = Packed(out)
        for name in archive.namelist():
            with archive.open(name) as part, packed.file(name) as copy:
                if name == _CORE:
                    copy.write(_WRITTEN.sub(rb"\g<1>" + _NO_TIME + rb"\g<3>", part.read()))
                else:
                    shutil.copyfileobj(part, copy, 1 << 16)
        packed.close()


class _Onward(io.RawIOBase):
    """Only forward, wherever to: a file and a pipe then get the same bytes."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._out.write(data)
        return len(data)
