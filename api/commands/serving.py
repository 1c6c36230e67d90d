"""`serve` and `demo`: the graph on the network, on this machine alone unless told otherwise."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.arguments import Subparsers, add_store, command, number
from api.commands.common import OK, Failure, opened, put, say
from graph.store.opening import is_remote

if TYPE_CHECKING:
    import argparse

    import uvicorn
    from fastapi import FastAPI

    from api.settings import Settings

TERMINATED = 143


def add_to(commands: Subparsers) -> None:
    one = command(commands, serve, "mở máy chủ: trang web, REST, SPARQL / serve pages, REST and SPARQL")
    one.add_argument("--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="địa chỉ lắng nghe / where to listen")
    _add_port(one)
    one.add_argument(
        "--workers",
        type=number(int, 1, 64),
        metavar="N",
        help="số tiến trình trả lời; mặc định $DANCHIEU_WORKERS hoặc 1 / processes that answer",
    )
    add_store(one)
    one = command(
        commands,
        demo,
        "nạp văn bản mẫu, hỏi ba câu, rồi mở máy chủ / load samples, ask three questions, serve",
    )
    _add_port(one)
    one.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        help="thư mục của kho; mặc định là thư mục tạm / default: a temporary one",
    )
    one.add_argument("--samples", type=Path, metavar="DIR", help="thư mục văn bản mẫu / folder of samples")
    one.add_argument("--no-serve", action="store_true", help="chỉ hỏi rồi dừng / ask, then stop")


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=number(int, 0, 65_535),
        default=8000,
        metavar="CỔNG",
        help="cổng; 0 là cổng trống bất kỳ / port",
    )


def serve(host: str, port: int, store: Path, workers: int | None = None) -> int:
    """Serve pages, REST and SPARQL until interrupted."""
    with opened(store):
        pass  # a store that cannot be read is told of now, not at the first request
    run(store, listen(host, port), workers)
    return OK


def demo(port: int, store: Path | None, samples: Path | None, no_serve: bool) -> int:
    """Load the samples, ask three questions, then serve them."""
    if store is not None and is_remote(store):
        raise Failure("Bản trình diễn chỉ dùng kho trên đĩa.")
    folder = samples or samples_folder()
    temporary = None if store else Path(tempfile.mkdtemp(prefix="danchieu-"))
    chosen = store or temporary
    assert chosen is not None
    try:
        from api.commands.demonstration import tell

        tell(folder, chosen)
        if not no_serve:
            put("")
            run(chosen, listen("127.0.0.1", port, or_any=True), workers=1)
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
    return OK


def samples_folder() -> Path:
    """The samples beside the code (a checkout), inside the package (an installation), or here."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / "samples", package / "samples", Path("samples")):
        if folder.is_dir():
            return folder
    raise Failure("Không thấy thư mục văn bản mẫu; hãy chỉ bằng --samples DIR.")


def listen(host: str, port: int, *, or_any: bool = False) -> socket.socket:
    """A socket that listens there; with `or_any`, on any free port where that one is taken."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError:
        raise Failure(f"Không có địa chỉ «{host}» trên máy này.") from None
    try:
        return _bound(family, host, port)
    except OSError as error:
        if or_any:
            return _bound(family, host, 0)
        reason = error.strerror or str(error)
        raise Failure(f"Không lắng nghe được ở {host}:{port}: {reason}. Hãy chọn cổng khác bằng --port.") from None


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # With the protocol named, the event loop sets TCP_NODELAY; without it, each answer waits 40 ms.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError:
        found.close()
        raise
    return found


def run(store: Path, listening: socket.socket, workers: int | None = None) -> None:
    """Serve the store on that socket until interrupted, with that many workers; None: as many as are set."""
    from api.operation import logs
    from api.settings import Settings, unknown_variables

    settings = Settings.from_environment()
    host, port = listening.getsockname()[:2]
    chosen = {"store": store, "hosts": names_at(host, settings.hosts), "workers": workers or settings.workers}
    settings = settings.model_copy(update=chosen)
    logs.configure(settings.log_format, settings.log_level)
    for name in unknown_variables():
        say(f"Lưu ý: {name} không phải tên của thiết lập nào; xem docs/settings.md.")
    server = None
    if settings.workers == 1:
        from api.app import create_app
        from api.operation.serving import settled

        server = server_of(settled(create_app(settings)), stop_seconds=settings.stop_seconds)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    put(f"Dẫn Chiếu: {address}/  (mô tả giao diện: {address}/docs; dừng bằng Ctrl-C)")
    sys.stdout.flush()  # whoever reads it from a pipe waits for it too
    if not is_loopback(host) and settings.reads == "open":
        say("Lưu ý: máy chủ lắng nghe ngoài máy này và không hỏi mật khẩu.")
    # The server hands the signal on when it has closed; by default that would skip what is still to be tidied.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    if server is not None:
        server.run(sockets=[listening])
    else:
        _run_workers(settings, listening)


def _run_workers(settings: Settings, listening: socket.socket) -> None:
    from api.operation.workers import WorkersFailed, run_workers

    try:
        stopped_by = run_workers(settings, listening)
    except WorkersFailed:
        raise Failure("Không khởi động được tiến trình phục vụ; xem nhật ký ở trên.") from None
    if stopped_by == signal.SIGTERM:
        sys.exit(TERMINATED)
    raise KeyboardInterrupt


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    return host.startswith("127.") or host == "::1"


def names_at(host: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """The names by which a server that listens there may be called.

    On this machine alone: its own names, and those given for a proxy before it. Open to others with no
    names given: any, for nobody here knows what they call it.

    >>> names_at("127.0.0.1", ()), names_at("0.0.0.0", ()), names_at("0.0.0.0", ("tra-cuu.vn",))
    (('127.0.0.1',), ('*',), ('0.0.0.0', 'tra-cuu.vn'))
    """
    if not given and not is_loopback(host):
        return ("*",)
    return (f"[{host}]" if ":" in host else host, *given)


def server_of(app: FastAPI, log_level: str | None = None, *, stop_seconds: int = 5) -> uvicorn.Server:
    """A server of the application in this process."""
    import uvicorn

    from api.operation.serving import config_of

    return uvicorn.Server(config_of(app, stop_seconds, log_level=log_level))
