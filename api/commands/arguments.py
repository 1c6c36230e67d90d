"""The command line's arguments, with help and complaints in Vietnamese.

The standard parser, because it is loaded in 20 ms: a person who looks a number up waits for little else.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from api.configuration import store_place
from graph.store.opening import working_directory

Subparsers = Any  # argparse keeps the type to itself
BAD_INPUT = 2

_COMPLAINTS = (
    (r"the following arguments are required: (.*)", "thiếu {}"),
    (r"unrecognized arguments: (.*)", "không hiểu {}"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", "{} không nhận {}; chọn một trong: {}"),
    (r"argument (.*?): expected one argument", "{} cần một giá trị"),
    (r"argument (.*?): expected at least one argument", "{} cần ít nhất một giá trị"),
    (r"argument (.*?): ignored explicit argument (.*)", "{} không nhận giá trị {}"),
    (r"argument (.*?): invalid \S+ value: (.*)", "{} không nhận {}"),
    (r"argument (.*?): (.*)", "{}: {}"),
)


def some_path(said: str) -> Path:
    """A path that was said: an empty one is a variable that was not set, never "this folder"."""
    if not said.strip():
        raise argparse.ArgumentTypeError("đường dẫn rỗng («.» là thư mục này)")
    return Path(said)


class WrongUsage(Exception):
    """What was typed is no command; the message says why and where help is."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that raises `WrongUsage` where the standard one prints and exits."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, "allow_abbrev": False, "add_help": False, **settings})
        self._positionals.title = "Đối số"
        self._optionals.title = "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="xem hướng dẫn này / this help")

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(f"Lỗi: {_in_vietnamese(message)}. Xem «{self.prog} --help».")


def _in_vietnamese(message: str) -> str:
    for pattern, words in _COMPLAINTS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words.format(*found.groups())
    return message


def command(
    commands: Subparsers, run: Callable[..., int], description: str, name: str | None = None
) -> argparse.ArgumentParser:
    """A command that calls `run` with its arguments by name and ends with the exit code that it returns."""
    found: argparse.ArgumentParser = commands.add_parser(
        name or run.__name__, help=description, description=description
    )
    found.set_defaults(run=run)
    return found


def add_store(parser: argparse.ArgumentParser, *, kept_here: bool = False) -> None:
    """`kept_here`: the command is about what lies beside the graph (decisions, logs), which of a remote store is in a
    directory of this machine."""
    chosen = store_place()
    parser.add_argument(
        "--store",
        type=working_directory if kept_here else Path,
        default=working_directory(chosen) if kept_here else chosen,
        metavar="DIR",
        help="thư mục của kho, hoặc địa chỉ SPARQL của kho từ xa; mặc định $DANCHIEU_STORE hoặc .danchieu "
        "/ directory or SPARQL endpoint of the store",
    )


def add_registry(parser: argparse.ArgumentParser) -> None:
    """No default here: a folder that was asked for by name must be there, the usual one need not."""
    parser.add_argument(
        "--registry",
        type=some_path,
        metavar="DIR",
        help="thư mục của danh mục văn bản đã nhập; mặc định $DANCHIEU_REGISTRY hoặc .danchieu-registry "
        "/ directory of imported instruments",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", dest="as_json", action="store_true", help="in bằng JSON / print JSON")


def add_text(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="VĂN_BẢN", help="số ký hiệu, tên hoặc IRI: «CT 19-CT/TU», «Luật Đê điều»")


def add_choice(parser: argparse.ArgumentParser) -> None:
    """What chooses between instruments of one number."""
    parser.add_argument("--date", metavar="NGÀY", help="ngày ban hành: 27/02/2020, 2020-02-27 hoặc 2020")
    parser.add_argument("--place", metavar="TỈNH", help="tỉnh, thành phố của nơi ban hành: «Bắc Giang»")


def number(kind: Callable[[str], float], least: float, most: float) -> Callable[[str], float]:
    """A number between two bounds, for `type=`."""

    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"«{text}» không phải là số") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"phải từ {least:g} đến {most:g}")
        return value

    return read
