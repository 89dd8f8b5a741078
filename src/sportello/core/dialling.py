"""Connections to the world outside: a name is resolved once, judged, and exactly the judged address is dialled.

This is the network half of the HTTP door (`core/http.py`) and of the way to models (`core/llm/outward.py`). It loads
the HTTP library; import it only when fetching. Everything that connects through these pools passes `connect_tcp`: each
redirect, each new connection, names and literal addresses alike. The name stays what TLS and the `Host` header say.
"""

import asyncio
import ssl
from collections.abc import Iterable
from functools import cache
from typing import cast

import certifi
import httpcore2

from sportello.core.addresses import FetchRefused, Reach
from sportello.core.reasons import Reason

_TRIED = 4
"""Addresses of one name that are dialled before giving up."""
_PATIENCE = 5.0
"""Seconds for one address to take up the connection."""


class _Judged(httpcore2.AsyncNetworkBackend):
    """The network, as far as it may be reached."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._network = cast("httpcore2.AsyncNetworkBackend", httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._judge(host, port)
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses[:_TRIED]:
            try:
                return await self._network.connect_tcp(
                    address, port, min(timeout or _PATIENCE, _PATIENCE), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _judge(self, host: str, port: int) -> list[str]:
        """The addresses of a name, all of which may be reached. One that may not condemns the name."""
        try:
            addresses = await self._reach.resolve(host)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be found") from error
        refused = [each for each in addresses if not self._reach.goes_to(each)]
        if refused or port not in self._reach.ports:
            raise FetchRefused(
                Reason(
                    "address_private",
                    "{host} leads to a private or reserved address and is not fetched."
                    " If it is yours and meant to be read, add its network to {setting}.",
                    host=host,
                    setting=self._reach.allowed_by,
                )
            )
        return addresses

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the library's own signature
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore2.AsyncNetworkStream:
        raise FetchRefused(f"{path} is on this machine and not fetched.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@cache
def _trust() -> ssl.SSLContext:
    # The machine's authorities and the web's: an empty machine has none of its own.
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())
    return trust


def open_pool(reach: Reach, *, most: int = 8, kept: int = 2, seconds: float = 10.0) -> httpcore2.AsyncConnectionPool:
    """At most so many connections as far as `reach` goes; so many idle ones are kept, for so many seconds.

    No proxy is asked, whatever the environment says.
    """
    return httpcore2.AsyncConnectionPool(
        ssl_context=_trust(),
        max_connections=most,
        max_keepalive_connections=kept,
        keepalive_expiry=seconds,
        network_backend=_Judged(reach),
    )
