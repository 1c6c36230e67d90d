"""The prompts: what a person picks from a menu, in Vietnamese, each told to quote with places.

A file opens with lines `Title: …`, `Description: …`, `Argument: name! what it is` (`!`: it must be given); after a
blank line comes what the assistant is told, with `${name}` where an argument goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Template

import mcp.types as protocol

from api.assistant.refusals import NoAnswer
from api.assistant.texts import names, text

LONGEST = 10_000  # characters of an argument
_ARGUMENT = re.compile(r"(\w+)(!?) (.+)")


@cache
def prompts() -> dict[str, protocol.Prompt]:
    """Every prompt by name."""
    return {name: _read(name) for name in names("prompts")}


def filled(name: str, given: Mapping[str, str]) -> protocol.GetPromptResult:
    """A prompt with its arguments; raises NoAnswer where it does not exist or one is missing, unknown or too long."""
    prompt = prompts().get(name)
    if prompt is None:
        raise NoAnswer("unknown-prompt", f"Không có lời nhắc «{name}»; có: {', '.join(prompts())}.")
    takes = {one.name: one.required for one in prompt.arguments or ()}
    for argument, value in given.items():
        if argument not in takes:
            raise NoAnswer("invalid-argument", f"Lời nhắc «{name}» không có tham số «{argument}».")
        if len(value) > LONGEST:
            raise NoAnswer("invalid-argument", f"Tham số «{argument}» không được quá {LONGEST} ký tự.")
    missing = [argument for argument, required in takes.items() if required and not given.get(argument, "").strip()]
    if missing:
        raise NoAnswer("invalid-argument", f"Lời nhắc «{name}» còn thiếu tham số {', '.join(missing)}.")
    values = {argument: given.get(argument, "").strip() or "(không nêu)" for argument in takes}
    told = Template(_parts(name)[1]).substitute(values)
    message = protocol.PromptMessage(role="user", content=protocol.TextContent(type="text", text=told))
    return protocol.GetPromptResult(description=prompt.description, messages=[message])


def _parts(name: str) -> tuple[str, str]:
    head, _, body = text(f"prompts/{name}.md").partition("\n\n")
    return head, body


def _read(name: str) -> protocol.Prompt:
    said: dict[str, list[str]] = {}
    for line in _parts(name)[0].splitlines():
        label, _, value = line.partition(": ")
        said.setdefault(label, []).append(value)
    arguments = []
    for value in said.get("Argument", ()):
        found = _ARGUMENT.fullmatch(value)
        if not found:
            raise ValueError(f"prompts/{name}.md: tham số không đọc được: {value}")
        arguments.append(protocol.PromptArgument(name=found[1], required=bool(found[2]), description=found[3]))
    return protocol.Prompt(
        name=name, title=said["Title"][0], description=said["Description"][0], arguments=arguments or None
    )
