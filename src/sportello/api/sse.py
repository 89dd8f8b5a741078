"""Server-sent events over plain ASGI: frames in a bounded buffer, written as fast as the client reads.

A stream holds no session and no transaction. One that reads too slowly is cut off; it comes back and resumes by
`seq`, which costs less than remembering for it.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

BUFFER = 256 * 1024
"""Bytes kept for a client that does not read."""
PING = b": ping\n\n"
_FAREWELL = 1.0


def frame(event: str, data: str, *, id: int | None = None) -> bytes:  # noqa: A002 - the protocol's word
    """One event on the wire; `data` is JSON on one line."""
    head = f"event: {event}\n" if id is None else f"event: {event}\nid: {id}\n"
    return f"{head}data: {data}\n\n".encode()


class Stream:
    """What is still to be written to one client. Nothing here waits but the writer."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._asked_for = 0
        self._waiting: asyncio.Future[None] | None = None
        self._writer: asyncio.Task[Any] | None = None
        self.ended = False

    @property
    def abandoned(self) -> bool:
        """Whether it was opened and never served: its response failed before it began."""
        return self._writer is None

    def put(self, data: bytes, *, bounded: bool = True) -> None:
        """Hand over a frame; one too many for the buffer ends the stream, unless the client has asked for it all."""
        if self.ended:
            return
        self._frames.append(data)
        self._size += len(data)
        self._asked_for += 0 if bounded else len(data)
        if bounded and self._size > BUFFER + self._asked_for:
            self.end()
        elif self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def end(self) -> None:
        """Close the connection, whatever its writer is waiting for."""
        self.ended = True
        self._frames.clear()
        if self._writer is not None:
            self._writer.cancel()

    async def write(self, send: Send) -> None:
        """Write frames until the stream ends; those that came together leave together."""
        self._writer = asyncio.current_task()
        while not self.ended:
            if not self._frames:
                self._waiting = asyncio.get_running_loop().create_future()
                await self._waiting
            body = b"".join(self._frames)
            self._frames.clear()
            await send({"type": "http.response.body", "body": body, "more_body": True})
            # Only now: what the transport still holds for a slow client counts against its buffer.
            self._size = sum(map(len, self._frames))
            self._asked_for = 0


class EventStream(Response):
    """The response that is a stream. It ends when the client leaves, is too slow, or the server says so."""

    media_type = "text/event-stream"

    def __init__(self, stream: Stream, *, closed: Callable[[], Awaitable[None]]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._stream = stream
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Serve it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        writing = asyncio.create_task(self._stream.write(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            if not self._stream.ended:
                await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left = leaving.done()
            writing.cancel()
            leaving.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
            self._stream.end()
            await self._closed()
        if not left:
            # A client that did not read does not read this either; the server then closes the connection on it.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
