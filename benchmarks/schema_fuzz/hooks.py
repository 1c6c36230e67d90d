"""What schemathesis, which loads this in its own process, is taught: a media type, and to ask for others by Accept."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import schemathesis

schemathesis.serializer.alias("application/sparql-query", "text/plain")


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Ask for one of the media types that the operation describes, or for none; the same request for the same."""
    if "Accept" in (case.headers or {}):
        return
    described = [
        media
        for status, told in case.operation.definition.raw["responses"].items()
        if status.startswith("2")
        for media in told.get("content", ())
    ]
    choices = ["", "*/*", *described]
    asked = choices[crc32(repr((case.path_parameters, case.query, case.body)).encode()) % len(choices)]
    if asked:
        case.headers["Accept"] = asked
