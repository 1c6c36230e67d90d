"""LibreOffice as a converter: one process for one file, with a profile of its own, and nothing kept.

A profile of its own costs 0.3 s of 1.4 s (a warm copy: 1.0 s), and buys that conversions can run
beside one another and beside a person's own LibreOffice, and that no file can change what the next
one meets. Macros are off, links are not updated, and the network is a proxy that is not there.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ingest.readers import programs
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS

INSTALL = "apt-get install --no-install-recommends libreoffice-writer-nogui"
_SECONDS = 120.0  # the largest real file (959 kB, 60 tables) takes 3 s
_FILTERS = {
    "docx": "docx:Office Open XML Text",
    "pdf": "pdf:writer_pdf_Export",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt:writer8",
    "doc": "doc:MS Word 97",
    "html": "html:HTML (StarWriter)",
}
_SETTINGS = (Path(__file__).parent / "office_settings.xcu").read_bytes()


@lru_cache(maxsize=1)
def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return programs.find("soffice", "libreoffice")


def convert(data: bytes, suffix: str, to: str, *, seconds: float = _SECONDS) -> bytes:
    """A document converted, from `suffix` (without dot; LibreOffice looks into the bytes too) to one of `_FILTERS`.

    Raises `Refused` where LibreOffice is absent, cannot read the bytes, or reaches a limit.
    """
    path = program()
    if path is None:
        raise Refused(f"máy không có LibreOffice ({INSTALL})")
    with programs.scratch() as folder:
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_bytes(_SETTINGS)
        (folder / "out").mkdir()
        source = folder / f"source.{suffix}"
        source.write_bytes(data)
        ran = programs.run(
            [
                path,
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nolockcheck",
                f"-env:UserInstallation={profile.as_uri()}",
                "--convert-to",
                _FILTERS[to],
                "--outdir",
                str(folder / "out"),
                str(source),
            ],
            folder,
            seconds=seconds,
            environment={"SAL_USE_VCLPLUGIN": "svp"},
        )
        target = folder / "out" / f"source.{to}"
        if not target.is_file():  # its exit code is 0 even then
            why = f"mã {ran.code}" if ran.code else "không nhận ra định dạng hoặc tệp hỏng"
            raise Refused(f"LibreOffice không chuyển được tệp ({why})")
        if target.stat().st_size > LIMITS.unpacked:
            raise Refused(f"LibreOffice ghi ra quá {LIMITS.unpacked} byte")
        return target.read_bytes()
