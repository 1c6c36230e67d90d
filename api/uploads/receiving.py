"""Bytes on their way in: streamed to the disk within bounds, never whole in memory."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from api.problems import Problem
from api.uploads.names import BadName, checked, of_disposition
from ingest import inbox

_SILENCE = 30.0  # seconds without a byte, after which the sender has gone
_FIELD = 4_096  # bytes of a field that is no file
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Bounds:
    """`bytes` of one file, and how many `files` one request may bring."""

    bytes: int
    files: int


@dataclass(slots=True)
class Arrived:
    """A file that has arrived whole and is on the disk, in the folder of what is still arriving."""

    name: str
    sha256: str
    bytes: int
    place: Path


class Arriving:
    """One file being written. The lock on it tells who sweeps that it is still wanted, until it is dropped."""

    def __init__(self, folder: Path, name: str, most: int) -> None:
        self.name = checked(name)
        self.place = folder / secrets.token_hex(12)
        self._most = most
        self._length = 0
        self._hash = hashlib.sha256()
        self._file = _locked(self.place)

    def write(self, data: bytes) -> None:
        """Add bytes; a problem above the bound."""
        self._length += len(data)
        if self._length > self._most:
            raise too_large(self._most)
        self._hash.update(data)
        self._file.write(data)

    def finish(self) -> Arrived:
        """Wait until the disk has it all; a problem where it is empty."""
        if not self._length:
            raise Problem(422, "empty-file", f"Tệp «{self.name}» rỗng.")
        self._file.flush()
        os.fsync(self._file.fileno())
        # Not closed yet: without its lock, a worker that starts before the file is accepted sweeps it.
        return Arrived(self.name, self._hash.hexdigest(), self._length, self.place)

    def drop(self) -> None:
        """Give up the lock, and the file where nobody took it from its place."""
        self._file.close()
        self.place.unlink(missing_ok=True)


def _locked(place: Path) -> IO[bytes]:
    """A new file, locked; made once more where it was swept before it had its lock."""
    while True:
        file = place.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()


@contextlib.asynccontextmanager
async def arrived(request: Request, directory: Path, bounds: Bounds, name: str | None) -> AsyncIterator[list[Arrived]]:
    """The files of a request, whole and on the disk; what is not taken from there is gone afterwards.

    `name` is that of a body which is the file itself. Raises Problem.
    """
    files: list[Arriving] = []
    try:
        with full_disk_told():
            folder = inbox.incoming(directory)
            kind, options = parse_options_header(request.headers.get("content-type", ""))
            if kind == b"multipart/form-data":
                await _multipart(request, folder, bounds, options.get(b"boundary", b""), files)
            else:
                await _plain(request, folder, bounds, name, files)
            found = [await run_in_threadpool(file.finish) for file in files]
        yield found
    except ClientDisconnect:
        raise Problem(400, "client-gone", "Bên gửi đã ngắt kết nối trước khi tệp đến đủ.") from None
    except BadName as error:
        raise Problem(422, "bad-name", _sentence(str(error))) from None
    finally:
        for file in files:
            file.drop()


async def _plain(request: Request, folder: Path, bounds: Bounds, name: str | None, files: list[Arriving]) -> None:
    """The body is the file."""
    called = name or of_disposition(request.headers.get("content-disposition", ""))
    if called is None:
        detail = "Tệp gửi lên không có tên: thêm ?filename=… hoặc Content-Disposition, hoặc gửi multipart/form-data."
        raise Problem(422, "bad-name", detail)
    _refuse_early(request, bounds.bytes, bounds.bytes)
    files.append(Arriving(folder, called, bounds.bytes))
    async for chunk in _chunks(request):
        files[0].write(chunk)


async def _multipart(request: Request, folder: Path, bounds: Bounds, boundary: bytes, files: list[Arriving]) -> None:
    """The body is a form; its parts with a file name are the files."""
    if not boundary:
        raise _malformed()
    _refuse_early(request, (bounds.bytes + 2 * _FIELD) * bounds.files, bounds.bytes)
    form = _Form(folder, bounds, files)
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": form.begin,
                "on_header_field": form.field,
                "on_header_value": form.value,
                "on_header_end": form.header,
                "on_headers_finished": form.open,
                "on_part_data": form.data,
                "on_end": form.end,
            },
        )
        async for chunk in _chunks(request):
            parser.write(chunk)
        parser.finalize()
    except FormParserError:
        raise _malformed() from None
    if not form.ended:
        raise _malformed()
    if not files:
        raise Problem(422, "no-file", "Biểu mẫu không có tệp nào (mỗi tệp là một phần có filename).")


class _Form:
    """What a form's parts come to, as its parser meets them."""

    def __init__(self, folder: Path, bounds: Bounds, files: list[Arriving]) -> None:
        self._folder, self._bounds, self._files = folder, bounds, files
        self._name = self._value = b""
        self._disposition = ""
        self._file: Arriving | None = None
        self._beside = 0
        self.ended = False

    def begin(self) -> None:
        self._disposition, self._file, self._beside = "", None, 0

    def field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header(self) -> None:
        if self._name.lower() == b"content-disposition":
            try:
                self._disposition = self._value.decode("utf-8")
            except UnicodeDecodeError:
                raise BadName("tên tệp trong biểu mẫu không phải UTF-8") from None
        self._name = self._value = b""

    def open(self) -> None:
        name = of_disposition(self._disposition)
        if name is None:
            return
        if len(self._files) >= self._bounds.files:
            raise Problem(413, "too-many-files", f"Mỗi lần chỉ gửi được {self._bounds.files} tệp.")
        self._file = Arriving(self._folder, name, self._bounds.bytes)
        self._files.append(self._file)

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            return
        self._beside += end - start
        if self._beside > _FIELD:
            raise Problem(413, "too-large", f"Phần không phải tệp của biểu mẫu dài quá {_FIELD} byte.")

    def end(self) -> None:
        self.ended = True


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; a problem where its sender falls silent."""
    stream = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                chunk = await anext(stream, None)
        except TimeoutError:
            detail = f"Không nhận được byte nào trong {_SILENCE:g} giây."
            raise Problem(408, "upload-timeout", detail, headers={"Connection": "close"}) from None
        if chunk is None:
            return
        if chunk:
            yield chunk


def _refuse_early(request: Request, most: int, of_one: int) -> None:
    """What says that it is too long is not read at all."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise too_large(of_one)


def too_large(most: int) -> Problem:
    """A file above the bound."""
    return Problem(413, "too-large", f"Mỗi tệp chỉ được tới {most / 2**20:g} MiB.", headers={"Connection": "close"})


def _malformed() -> Problem:
    return Problem(400, "malformed-request", "Biểu mẫu multipart/form-data gửi lên không đọc được.")


@contextlib.contextmanager
def full_disk_told() -> Iterator[None]:
    """A full disk is one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        detail = "Đĩa của máy chủ đã đầy nên không nhận được; chưa có gì được ghi nhận."
        raise Problem(507, "disk-full", detail) from None


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
