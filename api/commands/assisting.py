"""`mcp`: the graph as tools of a language model's assistant, over the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

from api.commands.arguments import Subparsers, add_store, command, number
from api.commands.common import OK, Failure, opened, say

_PORT = 8765


def add_to(commands: Subparsers) -> None:
    one = command(commands, mcp, "cho trợ lý AI hỏi đồ thị qua MCP, chỉ đọc / tools for an AI assistant, read-only")
    one.add_argument(
        "--http",
        action="store_true",
        help="qua HTTP trên máy này, thay vì stdin và stdout / streamable HTTP on this machine",
    )
    one.add_argument(
        "--port", type=number(int, 0, 65_535), metavar="CỔNG", help=f"cổng của --http; mặc định {_PORT} / port"
    )
    one.add_argument(
        "--files",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="thư mục gốc của đường dẫn các tệp đã nạp, để đọc nguyên văn; mặc định là thư mục này "
        "/ folder that the paths of loaded files are counted from",
    )
    add_store(one)


def mcp(http: bool, port: int | None, files: Path, store: Path) -> int:
    """Serve an assistant until it leaves, or until interrupted."""
    if port is not None and not http:
        raise Failure("--port chỉ dùng với --http.")
    if not files.is_dir():
        raise Failure(f"Không có thư mục «{files}» (--files).")
    with opened(store):
        pass  # a store that cannot be read is told of now, not at the first question
    from api.assistant.service import Service
    from api.assistant.transports import PATH, over_http, over_stdio
    from api.settings import Settings

    service = Service(Settings.from_environment().model_copy(update={"store": store}), files)
    if not http:
        over_stdio(service)
        return OK
    from api.commands.serving import listen

    listening = listen("127.0.0.1", _PORT if port is None else port)
    say(f"Dẫn Chiếu cho trợ lý: http://127.0.0.1:{listening.getsockname()[1]}{PATH}  (dừng bằng Ctrl-C)")
    over_http(service, listening)
    return OK
