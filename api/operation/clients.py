"""Who asks: the client's address, through the proxies that are believed and no others."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

LOOPBACK = ("127.0.0.0/8", "::1")
ANY = "*"
_log = logging.getLogger("danchieu.clients")


class Networks:
    """Addresses and networks, asked of an address whether it is among them; `*` holds every address.

    >>> "10.1.2.3" in Networks(("10.0.0.0/8",)), "::ffff:127.0.0.1" in Networks(LOOPBACK), "" in Networks(("*",))
    (True, True, True)
    """

    def __init__(self, given: Collection[str]) -> None:
        self._any = ANY in given
        self._networks = [ipaddress.ip_network(each) for each in given if each != ANY]

    def __contains__(self, address: str) -> bool:
        if self._any:
            return True
        found = _parsed(address)
        return found is not None and any(found in network for network in self._networks)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    # A socket that listens to both families gives an IPv4 client an address of IPv6.
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found


def address_of(scope: Scope) -> str:
    """The address of the client; empty where the server knows none."""
    client = scope.get("client")
    return client[0] if client else ""


def counted_as(address: str) -> str:
    """Under which name a client's requests are counted: of IPv6 the network, for whoever has one address has 2⁶⁴.

    >>> counted_as("192.0.2.7"), counted_as("2001:db8::1"), counted_as("?")
    ('192.0.2.7', '2001:db8::/64', '?')
    """
    found = _parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found) if found else address


def is_hearsay(scope: Scope) -> bool:
    """Whether someone who is not believed said that the request is another's: then the address is not the asker's."""
    return bool(scope.get("state", {}).get("hearsay"))


class Forwarded:
    """Takes the client from X-Forwarded-For where one of the believed proxies wrote it."""

    def __init__(self, app: ASGIApp, proxies: Collection[str]) -> None:
        self._app = app
        self._proxies = Networks(proxies)
        self._believing = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type]
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if address_of(scope) in self._proxies:
            await self._believing(scope, receive, send)  # type: ignore[arg-type]
            return
        headers = Headers(scope=scope)
        if "x-forwarded-for" in headers or "forwarded" in headers:
            scope.setdefault("state", {})["hearsay"] = True
            if not self._told:
                self._told = True  # once: whoever sends the header could fill the log with it
                _log.warning(
                    "X-Forwarded-For from an address that is not in DANCHIEU_TRUSTED_PROXIES was ignored",
                    extra={"client": address_of(scope)},
                )
        await self._app(scope, receive, send)
