"""The command line: `danchieu`.

Exit codes: 0 done; 1 `validate` found a violation; 2 wrong usage or bad input (a missing path, a
file that cannot be read while others could, a malformed query); 3 the number means several instruments,
which are printed; 4 it means none, and near misses are printed; 5 nothing that was given could be read;
70 a fault of ours; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from api.commands import (
    asking,
    assisting,
    changing,
    checking,
    graphing,
    ingesting,
    keeping_keys,
    querying,
    questioning,
    reading,
    registering,
    reviewing,
    serving,
    storing,
)
from api.commands.arguments import BAD_INPUT, Parser, WrongUsage
from api.commands.common import Failure, Told, say
from api.configuration import BadSetting

OUR_FAULT = 70
_DESCRIPTION = "Dẫn Chiếu: nhiệm vụ nào thực hiện chỉ thị nào, ai chủ trì, bao giờ xong, câu nào nói điều đó."
_EPILOG = (
    "Mã thoát: 0 xong; 1 đồ thị sai quy tắc (validate); 2 dùng sai hoặc đầu vào lỗi; 3 nhiều văn bản cùng khớp; "
    "4 không có văn bản nào; 5 không đọc được gì."
)


def parser() -> Parser:
    """All commands and what they take."""
    found = Parser(prog="danchieu", description=_DESCRIPTION, epilog=_EPILOG)
    found.add_argument("--version", action="store_true", help="in phiên bản / print the version")
    commands = found.add_subparsers(metavar="LỆNH", title="Lệnh", parser_class=Parser)
    for group in (
        reading,
        ingesting,
        registering,
        asking,
        questioning,
        querying,
        graphing,
        checking,
        changing,
        reviewing,
        storing,
        keeping_keys,
        serving,
        assisting,
    ):
        group.add_to(commands)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; a person never sees a traceback for what they typed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(arguments)
    except (Failure, BadSetting) as error:
        say(f"Lỗi: {error}")
        return error.code if isinstance(error, Failure) else BAD_INPUT
    except Told as told:
        return told.code
    except WrongUsage as error:
        say(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has left (`| head`); what is still to be flushed at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("DANCHIEU_DEBUG"):
            raise
        say(f"Lỗi ngoài dự kiến ({type(error).__name__}: {error}); đặt DANCHIEU_DEBUG=1 để xem chi tiết.")
        return OUR_FAULT


def _run(arguments: Sequence[str] | None) -> int:
    known = parser()
    given = vars(known.parse_args(arguments))
    if given.pop("version"):
        from api.version import version

        print(f"danchieu {version()}")
        return 0
    run = given.pop("run", None)
    if run is None:
        known.print_help(sys.stderr)
        return BAD_INPUT
    code: int = run(**given)
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
