"""The pages of the review queue: signing in with a key, settling one doubt after the other, undoing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.keys import book as keys
from api.keys import session
from api.keys.access import REVIEWS
from api.keys.book import Key
from api.keys.browser import Guesses, forget, is_own_page, keep, signed_in, token_of
from api.pages import review
from api.pages.language import gettext as _
from api.pages.rendering import render
from api.pages.review_queue import BOUND, BOUNDS, Kept, Queue, Wanted
from api.problems import Problem
from api.reply import Store
from api.review.recording import record, undo
from api.review.remembered import Book, book_of
from api.review.writing import TheJobs, wake
from api.texts import text_of
from api.trouble import NONE, SEVERAL, describe
from api.uploads.jobs import Jobs
from graph.answers.review_queue import KINDS
from graph.store.base import Store as AnyStore
from graph.store.opening import working_directory

SIGN_IN, SIGN_OUT = f"{REVIEWS}/vao", f"{REVIEWS}/ra"
_MOST_FIELDS = 30

router = APIRouter(include_in_schema=False)
_guesses = Guesses()
Fields = Mapping[str, str]


def install(app: FastAPI) -> None:
    """Add the pages, and what they keep of each generation."""
    app.state.doubts = Kept()
    app.include_router(router)


def _wanted(
    kind: Annotated[str, Query(max_length=20)] = "",
    document: Annotated[str, Query(max_length=200)] = "",
    agency: Annotated[str, Query(max_length=300)] = "",
    below: Annotated[int, Query(ge=0, le=100)] = BOUND,
    item: Annotated[str, Query(max_length=300)] = "",
) -> Wanted:
    if kind and kind not in KINDS:
        raise Problem(422, "invalid-parameter", f"Không có loại mục «{kind}»; có: {', '.join(KINDS)}.")
    if below not in BOUNDS:
        several = ", ".join(map(str, BOUNDS))
        raise Problem(422, "invalid-parameter", f"Mức tin cậy «{below}» không có; có: {several}.")
    return Wanted(kind=kind, document=document, agency=agency, below=below, item=item)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form that a page of this server sent; Raises Problem for one from anywhere else."""
    if not is_own_page(request):
        detail = "Chỉ nhận biểu mẫu gửi từ chính các trang này; nếu dùng chương trình, hãy gọi /api/v1/reviews."
        raise Problem(403, "foreign-form", detail)
    try:
        found = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        fields = {name: value.replace("\r\n", "\n") for name, value in found.items() if isinstance(value, str)}
        "".join(fields.values()).encode()  # half a letter (a lone surrogate) could be written down nowhere
    except (HTTPException, UnicodeError):
        raise Problem(400, "bad-form", "Không đọc được biểu mẫu gửi lên.") from None
    return fields


TheForm = Annotated[dict[str, str], Depends(_form)]


@router.get(REVIEWS)
def queue(
    request: Request,
    store: Store,
    jobs: TheJobs,
    wanted: Annotated[Wanted, Depends(_wanted)],
    done: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    key = _editor(request)
    if key is None:
        return _to_sign_in(request.url.path, request.url.query)
    return _page(request, store, jobs, key, wanted, done=done)


@router.post(f"{REVIEWS}/quyet-dinh")
def decide(request: Request, store: Store, jobs: TheJobs, fields: TheForm) -> Response:
    key, wanted = _editor(request), _of(fields)
    if key is None:
        return _to_sign_in(REVIEWS, urlencode({**wanted.given, "item": wanted.item}), lost=True)
    try:
        made = record(store, jobs, key, review.proposal(fields), review.once(fields))
    except Problem as problem:
        if problem.status >= 500:
            raise
        return _page(request, store, jobs, key, wanted, problem.status, refused=problem, fields=fields)
    except (*SEVERAL, *NONE) as error:
        said = describe(error)
        which = said.get("candidates") or said.get("near") or []
        refused = Problem(said["status"], "which", said["detail"])
        return _page(request, store, jobs, key, wanted, 422, refused=refused, fields=fields, which=which)
    wake(request)
    found = _queue(request, store, jobs, wanted)
    following = found.after(wanted.iri)
    return RedirectResponse(review.address(found, following, done=made.review["id"]), 303)


@router.post(f"{REVIEWS}/hoan-tac")
def take_back(request: Request, store: Store, jobs: TheJobs, fields: TheForm) -> Response:
    key, wanted = _editor(request), _of(fields)
    if key is None:
        return _to_sign_in(REVIEWS, urlencode(wanted.given), lost=True)
    made = undo(jobs, key, fields.get("id", ""), fields.get("note", "").strip(), review.once(fields))
    wake(request)
    found = _queue(request, store, jobs, wanted)
    return RedirectResponse(review.address(found, wanted.iri or None, done=made.review["id"]), 303)


@router.get(f"{REVIEWS}/quyet-dinh")
@router.get(f"{REVIEWS}/hoan-tac")
@router.get(SIGN_OUT)
def back() -> Response:
    """Whoever comes to the address of a form by itself (a bookmark, another language chosen): to the queue."""
    return RedirectResponse(REVIEWS, 303)


@router.get(SIGN_IN)
def form(
    request: Request,
    store: Store,
    next: Annotated[str, Query(max_length=1000)] = "",
    lost: Annotated[str, Query(max_length=5)] = "",
) -> Response:
    if _editor(request) is not None:
        return RedirectResponse(_within(next), 303)
    request.app.state.doubts.ready(store)
    return _sign_in(request, next, lost=bool(lost))


@router.post(SIGN_IN)
async def sign_in(request: Request, fields: TheForm) -> Response:
    return await run_in_threadpool(_let_in, request, fields)


def _let_in(request: Request, fields: Fields) -> Response:
    next = fields.get("next", "")
    if wait := _guesses.wait(request):
        said = _("Đã thử sai quá nhiều lần; hãy thử lại sau %(seconds)s giây.") % {"seconds": wait}
        page = _sign_in(request, next, 429, wrong=said)
        page.headers["Retry-After"] = str(wait)
        return page
    directory = _directory(request)
    try:
        key = keys.holder(directory, fields.get("key", "").strip())
        if key is None:
            _guesses.wrong(request)
            said = _("Khóa này sai, đã hết hạn hoặc đã bị thu hồi. Hãy dán lại cả khóa, bắt đầu bằng «danchieu_».")
            return _sign_in(request, next, 401, wrong=said)
        if not key.may("editor"):
            said = _("Khóa «%(name)s» chỉ để đọc; rà soát cần khóa có vai trò editor.") % {"name": key.name}
            return _sign_in(request, next, 403, wrong=said)
        keys.note_use(directory, key)
        token = session.begin(directory, key)
    except keys.KeysUnusable:
        raise _unusable() from None
    except OSError:
        raise Problem(507, "disk-full", "Máy chủ không ghi được phiên đăng nhập xuống đĩa.") from None
    answer = RedirectResponse(_within(next), 303)
    keep(answer, token, request)
    return _unkept(answer)


@router.post(SIGN_OUT)
def sign_out(request: Request, fields: TheForm) -> Response:
    if token := token_of(request):
        try:
            session.end(_directory(request), token)
        except OSError:
            raise Problem(507, "disk-full", "Máy chủ không ghi được việc thoát phiên xuống đĩa.") from None
    answer = RedirectResponse(SIGN_IN, 303)
    forget(answer, request)
    return _unkept(answer)


def _page(
    request: Request,
    store: AnyStore,
    jobs: Jobs,
    key: Key,
    wanted: Wanted,
    status: int = 200,
    *,
    done: str = "",
    refused: Problem | None = None,
    fields: Fields | None = None,
    which: list[dict[str, Any]] | None = None,
) -> Response:
    book = book_of(jobs.directory)
    found = _queue(request, store, jobs, wanted, book)
    values = review.shown(store, found, book, key, lambda document: text_of(request, document))
    at = book.history.at(done) if done else None
    page = render(
        "review.html",
        404 if values["gone"] and status == 200 else status,
        **values,
        done=review.told(book, book.history.decisions[at]) if at is not None else None,
        refused=refused,
        fields=fields or {},
        which=which or [],
    )
    return _unkept(page)


def _queue(request: Request, store: AnyStore, jobs: Jobs, wanted: Wanted, book: Book | None = None) -> Queue:
    return Queue(request.app.state.doubts.of(store), book or book_of(jobs.directory), wanted)


def _of(fields: Fields) -> Wanted:
    """The filters that a form was sent behind."""
    below = fields.get("below", "")
    return _wanted(
        kind=fields.get("kind", ""),
        document=fields.get("document", "")[:200],
        agency=fields.get("agency", "")[:300],
        below=int(below) if below.isascii() and below.isdigit() else BOUND,
        item=fields.get("item", "")[:300],
    )


def _editor(request: Request) -> Key | None:
    """Who is signed in and may decide; None for nobody."""
    try:
        key = signed_in(request)
    except keys.KeysUnusable:
        raise _unusable() from None
    return key if key is not None and key.may("editor") else None


def _sign_in(request: Request, next: str, status: int = 200, *, wrong: str = "", lost: bool = False) -> HTMLResponse:
    try:
        can = any(key.may("editor") and key.stands() for key in keys.keys(_directory(request)))
    except keys.KeysUnusable:
        raise _unusable() from None
    page = render("review_sign_in.html", status, next=next, wrong=wrong, lost=lost, can=can)
    _unkept(page)
    return page


def _to_sign_in(path: str, query: str, *, lost: bool = False) -> Response:
    given = {"next": f"{path}?{query}" if query else path, **({"lost": "1"} if lost else {})}
    return _unkept(RedirectResponse(f"{SIGN_IN}?{urlencode(given)}", 303))


def _within(address: str) -> str:
    """An address of the queue, made anew of its parameters; that of the queue itself for any other.

    >>> _within("/ra-soat?kind=task"), _within("//evil.example/ra-soat"), _within("/ra-soat/../x")
    ('/ra-soat?kind=task', '/ra-soat', '/ra-soat')
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return REVIEWS
    if parts.scheme or parts.netloc or parts.path != REVIEWS:
        return REVIEWS
    given = parse_qsl(parts.query)
    return f"{REVIEWS}?{urlencode(given)}" if given else REVIEWS


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"  # what a person who signed in sees is nobody else's
    return answer


def _directory(request: Request) -> Any:
    return working_directory(request.app.state.settings.store)


def _unusable() -> Problem:
    return Problem(503, "keys-unusable", "Máy chủ không đọc được tệp khóa nên không cho ai vào.")
