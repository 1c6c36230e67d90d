"""The page on which a drafter has the citations of a draft checked: pasted into a form, or as a file."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse

from api.ask import BadDate, day
from api.keys.access import DRAFTS
from api.lookup.receiving import MOST_BYTES, MOST_CHARACTERS
from api.pages import refusals
from api.pages.language import gettext
from api.pages.rendering import render
from api.problems import Problem
from api.reply import Store
from api.texts import text_of
from api.uploads.names import BadName, checked
from api.uploads.receiving import full_disk_told, too_large
from graph.answers.status import is_day
from graph.registry import province_named
from graph.store.base import Store as AnyStore
from graph.typed import read_place

MOST_BODY = MOST_BYTES + 1024 * 1024  # bytes: a file, and a text of 64,000 characters of four bytes beside it
_MOST_FIELD = 1024 * 1024  # bytes of one field
_PATIENCE = 300  # seconds for a form to arrive: 16 MiB at half a megabit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's fields."""

    text: str = ""
    on: str = ""
    place: str = ""


@router.get(DRAFTS)
def form() -> HTMLResponse:
    return _page(Typed())


@router.post(DRAFTS)
async def check(request: Request, store: Store) -> HTMLResponse:
    try:
        with full_disk_told():
            async with asyncio.timeout(_PATIENCE):
                fields = await request.form(max_files=1, max_fields=10, max_part_size=_MOST_FIELD)
        # Half a letter (a lone surrogate, which UTF-7 can bring) could be sent back to nobody.
        "".join(value for value in fields.values() if isinstance(value, str)).encode()
    except (HTTPException, UnicodeError):
        said = gettext("Không đọc được biểu mẫu gửi lên: mỗi lần một đoạn văn tới 64.000 ký tự, hoặc một tệp.")
        return _page(Typed(), 400, wrong=said)
    except ClientDisconnect:
        raise Problem(400, "client-gone", "Bên gửi đã ngắt kết nối trước khi đoạn văn đến đủ.") from None
    except TimeoutError:
        detail = f"Biểu mẫu không đến đủ trong {_PATIENCE} giây."
        raise Problem(408, "upload-timeout", detail, headers={"Connection": "close"}) from None
    try:
        page = await run_in_threadpool(_checked, request, store, fields)
    finally:
        await fields.close()
    # A draft is nobody's business but its drafter's.
    page.headers["Cache-Control"] = "no-store"
    return page


def _checked(request: Request, store: AnyStore, fields: FormData) -> HTMLResponse:
    # A browser sends the ends of lines in a form as CR LF, and counts them as one character.
    typed = Typed(_words(fields, "text").replace("\r\n", "\n"), _words(fields, "on"), _words(fields, "place"))
    try:
        return _page(typed, **_examined(request, store, typed, fields.get("file")))
    except Problem as problem:
        page = _page(typed, problem.status, wrong=problem.detail)
        page.headers.update(problem.headers or {})
        return page


def _examined(request: Request, store: AnyStore, typed: Typed, file: Any) -> dict[str, Any]:
    # What reads documents takes 0.3 s to load, once; a server that nobody asks this starts without it.
    from api.lookup.answering import read_text, today
    from api.pages.drafting import examined
    from api.pages.quoting import Sentences

    when = _day(typed.on) or today()
    place = _place(typed.place)
    beside = ""
    if isinstance(file, UploadFile) and (file.filename or file.size):
        said = _read(file)
        beside = gettext("Đã tra tệp; đoạn văn còn trong ô thì chưa tra.") if typed.text.strip() else ""
    else:
        if not typed.text.strip():
            raise Problem(422, "empty", gettext("Chưa có gì để tra: hãy dán đoạn văn, hoặc chọn một tệp."))
        if len(typed.text) > MOST_CHARACTERS:
            length = f"{len(typed.text):,}".replace(",", ".")
            detail = gettext("Đoạn văn dài %(length)s ký tự; mỗi lần tra được nhiều nhất 64.000.") % {"length": length}
            raise Problem(413, "too-large", detail)
        said = read_text(typed.text)
    result = examined(store, said, place, when)
    quoted = [piece for card in result["cards"] for change in card["changes"] for piece in change["evidence"][:1]]
    sentences = Sentences(store, quoted, partial(text_of, request))
    return {"result": result, "text": said.text, "day": when, "beside": beside, "sentences": sentences}


def _read(file: UploadFile) -> Any:
    """What a file says. Raises Problem."""
    from api.lookup.files import read_upload

    try:
        name = checked(file.filename or "")
    except BadName as error:
        said = str(error)
        raise Problem(422, "bad-name", f"{said[:1].upper()}{said[1:]}.") from None
    if not file.size:
        raise Problem(422, "empty-file", gettext("Tệp «%(name)s» rỗng.") % {"name": name})
    if file.size > MOST_BYTES:
        raise too_large(MOST_BYTES)
    with full_disk_told(), tempfile.TemporaryDirectory(prefix="danchieu-draft-") as folder:
        # Some readers go by the end of the name where the bytes say too little.
        place = Path(folder) / f"draft{PurePath(name).suffix[:10]}"
        with place.open("xb") as written:
            shutil.copyfileobj(file.file, written)
        return read_upload(place, name)


def _day(typed: str) -> str | None:
    """The day that was typed. Raises Problem."""
    if not typed:
        return None
    try:
        found = day(typed[:20])
    except BadDate as error:
        raise Problem(422, "invalid-parameter", refusals.detail(error)) from None
    if found is None or not is_day(found):
        detail = gettext(
            "«%(text)s» không phải là một ngày đủ ngày, tháng, năm; hãy viết 27/02/2020 hoặc 2020-02-27."
        ) % {"text": typed[:20]}
        raise Problem(422, "invalid-parameter", detail)
    return found


def _place(typed: str) -> str | None:
    """The province that was typed. Raises Problem where there is none of that name: it would match nothing."""
    if not typed:
        return None
    found = read_place(typed[:100])
    if found != "vn" and province_named(found.replace("-", " ")) is None:
        detail = gettext("Không biết tỉnh, thành phố nào tên «%(text)s».") % {"text": typed[:100]}
        raise Problem(422, "invalid-parameter", detail)
    return found


def _words(fields: FormData, name: str) -> str:
    found = fields.get(name)
    if not isinstance(found, str):
        return ""
    return found if name == "text" else found.strip()


def _page(typed: Typed, status: int = 200, /, wrong: str = "", **shown: Any) -> HTMLResponse:
    values = {"result": None, "text": "", "day": "", "beside": "", "sentences": None, **shown}
    if values["result"] is not None:
        from api.lookup.marked import pieces

        values["pieces"] = pieces(values["text"], values["result"]["cards"])
    return render("drafts.html", status, typed=asdict(typed), wrong=wrong, most=MOST_CHARACTERS, **values)
