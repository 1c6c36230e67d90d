"""The Model Context Protocol's requests, answered: tools, resources, prompts. How they travel is `transports`."""

from __future__ import annotations

from typing import Any

import mcp.types as protocol
from mcp.server.lowlevel import Server
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.shared.exceptions import McpError

from api.assistant import prompts, resources
from api.assistant.catalogue import tools
from api.assistant.refusals import NoAnswer, no_answer
from api.assistant.service import Service
from api.assistant.texts import text
from api.assistant.tools import refused
from api.version import version

NAME = "danchieu"
_NOT_FOUND = -32002  # the protocol's own number for a resource that does not exist


def server_of(service: Service) -> Server[Any]:
    """A server of the protocol over a service; one serves any number of sessions."""
    found: Server[Any] = Server(NAME, version=version(), instructions=text("instructions.md"))

    async def list_tools(_: protocol.ListToolsRequest) -> protocol.ServerResult:
        return protocol.ServerResult(protocol.ListToolsResult(tools=[one.definition() for one in tools().values()]))

    async def call_tool(asked: protocol.CallToolRequest) -> protocol.ServerResult:
        chosen = tools().get(asked.params.name)
        if chosen is None:
            unknown = NoAnswer("unknown-tool", f"Không có công cụ «{asked.params.name}»; có: {', '.join(tools())}.")
            return protocol.ServerResult(refused(unknown))
        return protocol.ServerResult(await chosen.call(service.context, asked.params.arguments or {}))

    async def list_resources(_: protocol.ListResourcesRequest) -> protocol.ServerResult:
        return protocol.ServerResult(protocol.ListResourcesResult(resources=resources.resources()))

    async def list_templates(_: protocol.ListResourceTemplatesRequest) -> protocol.ServerResult:
        return protocol.ServerResult(protocol.ListResourceTemplatesResult(resourceTemplates=resources.templates()))

    async def read_resource(asked: protocol.ReadResourceRequest) -> protocol.ServerResult:
        try:
            content = await resources.read(str(asked.params.uri), service.context)
        except Exception as error:
            raise _as_error(error, _NOT_FOUND) from None
        return protocol.ServerResult(protocol.ReadResourceResult(contents=[_contents(asked, content)]))

    async def list_prompts(_: protocol.ListPromptsRequest) -> protocol.ServerResult:
        return protocol.ServerResult(protocol.ListPromptsResult(prompts=[*prompts.prompts().values()]))

    async def get_prompt(asked: protocol.GetPromptRequest) -> protocol.ServerResult:
        try:
            return protocol.ServerResult(prompts.filled(asked.params.name, asked.params.arguments or {}))
        except NoAnswer as error:
            raise _as_error(error, protocol.INVALID_PARAMS) from None

    found.request_handlers |= {
        protocol.ListToolsRequest: list_tools,
        protocol.CallToolRequest: call_tool,
        protocol.ListResourcesRequest: list_resources,
        protocol.ListResourceTemplatesRequest: list_templates,
        protocol.ReadResourceRequest: read_resource,
        protocol.ListPromptsRequest: list_prompts,
        protocol.GetPromptRequest: get_prompt,
    }
    return found


def _contents(asked: protocol.ReadResourceRequest, content: ReadResourceContents) -> protocol.TextResourceContents:
    assert isinstance(content.content, str), "every resource is text"
    return protocol.TextResourceContents(uri=asked.params.uri, text=content.content, mimeType=content.mime_type)


def _as_error(error: Exception, code: int) -> McpError:
    why = no_answer(error)
    return McpError(protocol.ErrorData(code=code, message=str(why), data={"error": why.code, **why.more}))
