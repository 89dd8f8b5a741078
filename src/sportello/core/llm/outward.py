"""How the providers' libraries get out: by our own dialling, with few headers, and back with so much and no more."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import cast

import httpcore2
import httpx2

from sportello.core.addresses import Reach
from sportello.core.dialling import open_pool
from sportello.core.http import PRODUCT
from sportello.core.llm.gathering import Gathering

_SENT = frozenset(
    {
        *(b"host", b"accept", b"content-type", b"content-length", b"transfer-encoding", b"connection"),
        *(b"authorization", b"x-api-key", b"api-key", b"anthropic-version", b"anthropic-beta"),
    }
)
"""Headers that leave the house. The libraries would tell the machine's system besides, and whatever their own
variables of the environment hold."""
_AGENT = f"{PRODUCT}/{version('sportello')}".encode()
"""Read once: looking a version up asks the disk."""
_MOST_BYTES = 8 * 1024 * 1024
_STREAMS = 400
_IDLE = 20
_KEPT = 60.0


class Outward(httpx2.AsyncBaseTransport):
    """The way out as far as `reach` goes; without TLS only into the networks that the installation allows.

    Redirects lead nowhere, proxies of the environment are not asked, nothing packed is unpacked.
    """

    def __init__(self, reach: Reach) -> None:
        self._sealed = open_pool(reach, most=_STREAMS, kept=_IDLE, seconds=_KEPT)
        self._open = open_pool(replace(reach, public=False), most=_STREAMS, kept=_IDLE, seconds=_KEPT)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request."""
        headers = [(name, value) for name, value in request.headers.raw if name.lower() in _SENT]
        headers.append((b"User-Agent", _AGENT))
        pool = self._sealed if request.url.scheme == "https" else self._open
        asked = httpcore2.Request(
            request.method,
            httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=[*headers, (b"Accept-Encoding", b"identity")],
            content=cast("AsyncIterator[bytes]", request.stream),
            extensions=request.extensions,
        )
        with _renamed():
            answered = await pool.handle_async_request(asked)
        about = {name.lower(): value.lower() for name, value in answered.headers}
        if about.get(b"content-encoding", b"identity") != b"identity":
            await answered.aclose()
            raise httpx2.DecodingError("The server packs its answer, which was not asked for.", request=request)
        stream = _Bounded(answered)
        if about.get(b"content-type", b"").startswith(b"text/event-stream"):
            stream = _Gathered(stream)
        return httpx2.Response(answered.status, headers=answered.headers, stream=stream)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._sealed.aclose()
        await self._open.aclose()


class _Bounded(httpx2.AsyncByteStream):
    """A body, as far as it is read."""

    def __init__(self, answered: httpcore2.Response) -> None:
        self._answered = answered

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        arrived = 0
        with _renamed():
            async for chunk in cast("AsyncIterator[bytes]", self._answered.stream):
                arrived += len(chunk)
                if arrived > _MOST_BYTES:
                    raise httpx2.ReadError(f"The answer is larger than {_MOST_BYTES // 1024**2} MB.")
                yield chunk

    async def aclose(self) -> None:
        await self._answered.aclose()


class _Gathered(httpx2.AsyncByteStream):
    """A stream of events, with its tokens gathered."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        gathering = Gathering()
        try:
            async for chunk in self._stream:
                if said := gathering.feed(chunk):
                    yield said
        except Exception:
            if said := gathering.rest():  # it was said before it broke off
                yield said
            raise
        if said := gathering.rest():
            yield said

    async def aclose(self) -> None:
        await self._stream.aclose()


@contextmanager
def _renamed() -> Generator[None]:
    """Errors of the connection under the names that the libraries know them by."""
    try:
        yield
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise getattr(httpx2, type(error).__name__)(str(error)) from error


def open_client(reach: Reach) -> httpx2.AsyncClient:
    """A client for the providers' libraries. Time limits are its users' business."""
    return httpx2.AsyncClient(transport=Outward(reach), timeout=None, follow_redirects=False, trust_env=False)
