"""A tool made of a function: its first parameter is where it asks, the others become the input schema, its
docstring the description, its return annotation the output schema."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import mcp.types as protocol
from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, create_model

from api.assistant.refusals import no_answer
from api.assistant.shaping import compact, plain
from api.sparql.wire import Answer, Ask
from graph.store.base import Store

Text = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="Số ký hiệu, tên hoặc id của văn bản: 19-CT/TU, Luật Đê điều, vn/… / number, name or id",
    ),
]
Date = Annotated[
    str, Field(max_length=40, description="Ngày hoặc năm ban hành, để chọn / date or year of issue, chooses a namesake")
]
PlaceName = Annotated[str, Field(max_length=100, description="Tỉnh, thành phố, để chọn / province, chooses a namesake")]
Words = Annotated[str, Field(max_length=300)]
Limit = Annotated[int, Field(ge=1, le=50)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Context:
    """Where a tool asks: the store's newest generation, the folder that file names are counted from, SPARQL."""

    store: Store
    files: Path
    sparql: Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `answer` takes a Context and the checked arguments by name."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    shape: type[BaseModel]
    answer: Callable[..., Any]

    def definition(self) -> protocol.Tool:
        """What a client is told of it."""
        return protocol.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            inputSchema=untitled(self.arguments.model_json_schema()),
            outputSchema=untitled(self.shape.model_json_schema(by_alias=True)),
            annotations=protocol.ToolAnnotations(
                title=self.title, readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False
            ),
        )

    async def call(self, place: Callable[[], Awaitable[Context]], given: Mapping[str, Any]) -> protocol.CallToolResult:
        """The answer, or why there is none; nothing is raised."""
        try:
            # Some models write null for what they do not choose.
            checked = self.arguments.model_validate({k: v for k, v in given.items() if v is not None})
            values = {name: getattr(checked, name) for name in type(checked).model_fields}
            asked = await place()
            if inspect.iscoroutinefunction(self.answer):
                found = await self.answer(asked, **values)
            else:
                found = await to_thread.run_sync(lambda: self.answer(asked, **values))
            told = compact(plain(found))
            return protocol.CallToolResult(content=[_text(told)], structuredContent=json.loads(told))
        except Exception as error:
            return refused(error)


def tool(answer: Callable[..., Any]) -> Tool:
    """The tool of a function."""
    signature = inspect.signature(answer, eval_str=True)
    fields: dict[str, Any] = {
        name: (parameter.annotation, ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in list(signature.parameters.items())[1:]
    }
    description = inspect.cleandoc(answer.__doc__ or "")
    return Tool(
        name=answer.__name__,
        title=description.partition("\n")[0].partition(" / ")[0].rstrip("."),
        description=description,
        arguments=create_model(answer.__name__, __config__=ConfigDict(extra="forbid"), **fields),
        shape=signature.return_annotation,
        answer=answer,
    )


def refused(error: Exception) -> protocol.CallToolResult:
    """An error of a tool: its sentence, then what helps to ask again as JSON. No structured content, for clients hold
    that against the output schema, errors too."""
    why = no_answer(error)
    told = compact({"error": why.code, **why.more})
    return protocol.CallToolResult(content=[_text(f"{why}\n{told}")], isError=True)


def untitled(schema: Any) -> Any:
    """A JSON schema without the titles that pydantic makes of names: they say nothing and are a sixth of the list."""
    if isinstance(schema, dict):
        return {k: untitled(v) for k, v in schema.items() if not (k == "title" and isinstance(v, str))}
    return [untitled(one) for one in schema] if isinstance(schema, list) else schema


def _text(text: str) -> protocol.TextContent:
    # A lone surrogate cannot be sent.
    return protocol.TextContent(type="text", text=text.encode("utf-8", "replace").decode())
