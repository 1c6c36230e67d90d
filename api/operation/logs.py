"""How the logs look: one JSON object in a line, or text for a person at a terminal; on standard error.

Everything is written through the standard `logging`, so that the server's own lines and those of libraries look
the same; what a line is about is given by `extra`. A line written while a request is answered carries its id.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.types import Processor


def configure(form: Literal["auto", "json", "text"], level: str, stream: TextIO | None = None) -> None:
    """Make every logger of this process write to that stream, standard error by default."""
    sink = sys.stderr if stream is None else stream
    as_text = form == "text" or (form == "auto" and sink.isatty())
    handler = logging.StreamHandler(sink)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *(_text() if as_text else _json())],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # The server's lines on starting and stopping are of interest to whoever looks for a fault in it.
    logging.getLogger("uvicorn").setLevel(max(root.level, logging.WARNING))
    logging.getLogger("httpx").setLevel(max(root.level, logging.WARNING))


def _json() -> list[Processor]:
    # A trace is text: with the values of variables, which the library would add, personal data would be written.
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _text() -> list[Processor]:
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
