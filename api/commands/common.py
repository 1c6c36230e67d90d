"""What every command shares: exit codes, and how an answer or a failure is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from graph.store.embedded import EmbeddedStore

OK, BROKEN, BAD_INPUT, AMBIGUOUS, UNKNOWN, UNREADABLE = range(6)


class Failure(Exception):
    """The command cannot go on: one sentence for the person, and the exit code."""

    def __init__(self, message: str, code: int = BAD_INPUT) -> None:
        super().__init__(message)
        self.code = code


class Told(Exception):
    """The command cannot go on, and the person has already been told why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def say(message: str) -> None:
    """A remark for the person at the terminal; never part of the answer."""
    print(message, file=sys.stderr, flush=True)


def put(text: str) -> None:
    """A line of the answer."""
    sys.stdout.write(text + "\n")


def put_json(value: Any) -> None:
    """The answer as JSON: the same bytes that HTTP sends."""
    from api.representation.shape import dumps

    sys.stdout.flush()
    sys.stdout.buffer.write(dumps(value))
    sys.stdout.buffer.flush()


@contextmanager
def opened(directory: Path) -> Iterator[EmbeddedStore]:
    """The newest generation of the store, for reading; a remote one answers the same questions."""
    from graph.store.errors import RemoteTrouble, StoreNotFound
    from graph.store.opening import open_store

    try:
        store = open_store(directory)
    except StoreNotFound:
        raise no_store(directory) from None
    except RemoteTrouble as error:
        raise remote_failure(error) from None
    except OSError as error:
        raise Failure(f"Không mở được kho dữ liệu ở «{directory}»: {error}.") from None
    try:
        yield cast("EmbeddedStore", store)
    except RemoteTrouble as error:
        raise remote_failure(error) from None
    finally:
        store.close()


def no_store(directory: Path) -> Failure:
    """Nothing has been loaded there."""
    from graph.store.opening import address_of, is_remote

    place = address_of(directory) if is_remote(directory) else directory
    return Failure(f"Chưa có dữ liệu ở «{place}»; hãy chạy «danchieu ingest ĐƯỜNG_DẪN…» trước.")


def remote_failure(error: OSError) -> Failure:
    """A remote store that does not do what was asked, in its own sentence."""
    text = str(error)
    return Failure(f"{text[:1].upper()}{text[1:]}.")


@contextmanager
def choosing(as_json: bool) -> Iterator[None]:
    """Around a question: several instruments or agencies end in exit code 3, none in 4, each with what is known."""
    from api.ask import BadDate
    from api.trouble import NONE, SEVERAL, describe
    from graph.errors import AmbiguousInstrument, NotADay, UnknownInstrument

    try:
        yield
    except (BadDate, NotADay) as error:
        raise Failure(str(error)) from None
    except (*SEVERAL, *NONE) as error:
        told = describe(error)
        several = isinstance(error, SEVERAL)
        if as_json:
            put_json(told)
        else:
            from api.commands.inheriting import bodies
            from api.commands.terminal import summaries

            say(told["detail"])
            found = told["candidates" if several else "near"]
            if found:
                put((summaries if isinstance(error, (AmbiguousInstrument, UnknownInstrument)) else bodies)(found))
            if isinstance(error, AmbiguousInstrument):
                say("Chọn bằng --date NGÀY hoặc --place TỈNH.")
        raise Told(AMBIGUOUS if several else UNKNOWN) from None


def show(value: Any, as_json: bool, words: Callable[[], str]) -> int:
    """Print an answer: as JSON, or in words. The exit code of a command that did what it should."""
    if as_json:
        put_json(value)
    else:
        put(words())
    return OK


class Progress:
    """Tells on standard error how far long work is: a bar at a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._bar: Any = None

    def of_many(self, message: str, done: int, total: int) -> None:
        """`done` of `total` are; `message` is the last of them."""
        if not sys.stderr.isatty():
            say(f"[{done}/{total}] {message}")
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=total, unit="tệp", file=sys.stderr, leave=False, dynamic_ncols=True)
        self._bar.set_postfix_str(message[-40:], refresh=False)
        self._bar.update(done - self._bar.n)

    def done(self) -> None:
        """Leave the line, so that what follows begins on a new one."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
