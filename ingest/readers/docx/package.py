"""The zip of an Office document: its parts, how they point to one another, their XML. Nothing outside is followed."""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from ingest.readers.docx.names import Element, to_transitional, w
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS

# The largest real text part is 5 MB. libxml2 takes up to thirty bytes of memory for one of XML, so that the
# most here stays within LIMITS.memory. Pictures are never inflated.
_MOST_XML = min(64 * 1024 * 1024, LIMITS.unpacked)
_CHUNK = 1024 * 1024
# What zipfile and the decoders beneath it raise on damaged, encrypted or unknown input.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
    KeyError, IndexError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points: `kind` is the last word of the type (`hyperlink`), `target` a part's name or an address."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of an Office document by name. Raises `Refused` where the zip is damaged or would unpack too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (*_DAMAGED, MemoryError):
            raise Refused("tệp zip bị hỏng hoặc bị cắt cụt, không mở được") from None
        if len(members) > LIMITS.members:
            raise Refused(f"tệp zip có {len(members)} thành phần, quá giới hạn {LIMITS.members}")
        # Some programs write backslashes; names of parts do not tell capitals from small letters (ECMA-376-2).
        self._members = {member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members}
        self._spent = 0
        self.unreadable: list[str] = []  # names of parts that are there and could not be read

    def xml(self, name: str | None) -> Element | None:
        """The root of a part; None where there is no such part or, noted in `unreadable`, it is no sound XML."""
        member = self._members.get((name or "").lower())
        if member is None or name is None:
            return None
        data = self._inflate(member)
        if data is None or (root := _parse(data)) is None:
            self.unreadable.append(name)
            return None
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part points, by the id that its text uses; "" is the package itself."""
        folder, file = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, Relation] = {}
        for child in root if root is not None else ():
            key, target = child.get("Id"), child.get("Target")
            if key is None or target is None or not isinstance(child.tag, str):
                continue
            external = (child.get("TargetMode") or "").lower() == "external"
            kind = (child.get("Type") or "").rsplit("/", 1)[-1]
            found[key] = Relation(kind, target if external else _resolve(folder, target), external)
        return found

    def main_part(self) -> str:
        """The name of the part that holds the text. Raises `Refused` where the zip is no Word document."""
        named = [r.target for r in self.relations("").values() if r.kind == "officeDocument" and not r.external]
        found = next((name for name in (*named, "word/document.xml") if name.lower() in self._members), None)
        if found is None:
            raise Refused("tệp zip này không phải tài liệu Word")
        return found

    def text_part(self, name: str) -> Element:
        """The root of the main part. Raises `Refused` where it is damaged or not Word's."""
        root = self.xml(name)
        if root is None:
            raise Refused("phần chính của tài liệu Word bị hỏng, không đọc được")
        if root.tag != w("document"):
            raise Refused("tệp zip này không phải tài liệu Word")
        return root

    def _inflate(self, member: zipfile.ZipInfo) -> bytes | None:
        """The bytes of a member, counted while they come: what the zip says of their length may be a lie."""
        chunks: list[bytes] = []
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    self._spent += len(chunk)
                    if self._spent > _MOST_XML:
                        raise Refused(f"tài liệu giải nén ra quá {_MOST_XML // 1024 // 1024} MB XML")
                    chunks.append(chunk)
        except _DAMAGED:
            return None
        return b"".join(chunks)


def _parse(data: bytes) -> Element | None:
    # Nesting past 256 and texts past 10 MB are libxml2's own bounds without huge_tree.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        # Office never writes one (ECMA-376-2 forbids it); an entity bomb needs one.
        raise Refused("tài liệu Word có khai báo DOCTYPE, không an toàn để đọc")
    to_transitional(root)
    return root


def _resolve(folder: str, target: str) -> str:
    path = unquote(target.split("#", 1)[0])
    return posixpath.normpath(path if path.startswith("/") else posixpath.join(folder, path)).lstrip("/")
