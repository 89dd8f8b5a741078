"""Nobody keeps a connection by tarrying, and nobody who tarries keeps the server from stopping."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from sportello.api import bodies, connections
from sportello.api.bodies import Bodies
from sportello.api.connections import LONGEST_HEAD, Connection

NEVER = 20
"""Seconds within which everything here ends, were it never so slow."""
HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
GET = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"


@dataclass
class Running:
    """A server in this process, and who speaks to it."""

    server: uvicorn.Server
    task: "asyncio.Task[None]"
    port: int

    async def call(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection."""
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def stop(self) -> None:
        """Stop in an orderly way; returns when it has."""
        self.server.should_exit = True
        async with asyncio.timeout(NEVER):
            await self.task


Serve = Callable[[ASGIApp], Awaitable[Running]]


@asynccontextmanager
async def _serving(app: ASGIApp) -> AsyncGenerator[Running]:
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(app, http=Connection, log_config=None, lifespan="off", timeout_graceful_shutdown=60)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        running = Running(server, task, port)
        yield running
        if not task.done():
            await running.stop()


@pytest.fixture
async def serve() -> AsyncGenerator[Serve]:
    """Serves an application with our bodies and connections."""
    async with AsyncExitStack() as running:

        async def start(app: ASGIApp) -> Running:
            return await running.enter_async_context(_serving(Bodies(app)))

        yield start


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines as short as a test."""
    monkeypatch.setattr(connections, "HEAD_WITHIN", 0.3)
    monkeypatch.setattr(connections, "LEFT_WITHIN", 0.3)
    monkeypatch.setattr(bodies, "BODY_WITHIN", 0.3)
    monkeypatch.setattr(Connection, "_read_within", 0.3)


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    """Says what it heard."""
    body = (await receive())["body"] if _scope["method"] == "POST" else b""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


async def _heard(reader: asyncio.StreamReader) -> bytes:
    """Everything until the connection ends."""
    async with asyncio.timeout(NEVER):
        return await reader.read()


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", b""),
        (b"\r\n", b""),
        (b"GET /x HT", b"HTTP/1.1 408 "),
        (b"GET /x HTTP/1.1\r\nHost: a\r\n", b"HTTP/1.1 408 "),
        (HEAD + b"ab", b"HTTP/1.1 408 "),
        (HEAD + b"abcd" + b"GET /x HT", b"HTTP/1.1 200 "),
        (HEAD + b"abcd" + b"\r\n", b"HTTP/1.1 200 "),
        (b"GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", b"HTTP/1.1 200 "),
    ],
)
async def test_half_a_request_is_ended(serve: Serve, sent: bytes, told: bytes) -> None:
    running = await serve(echo)
    reader, writer = await running.call()
    writer.write(sent)
    if told.endswith(b"200 "):
        async with asyncio.timeout(NEVER):
            assert (await reader.readline()).startswith(told)
        writer.write(b"x")  # what is at rest, and begins something it does not finish
    heard = await _heard(reader)
    assert told.endswith(b"200 ") or heard[: len(told)] == told
    assert told or not heard
    writer.close()


@pytest.mark.usefixtures("hasty")
async def test_bytes_now_and_then_do_not_help(serve: Serve) -> None:
    running = await serve(echo)
    for begun in (b"GET /", HEAD[:-2], GET + b"\r\n"):
        reader, writer = await running.call()
        writer.write(begun)
        dripping = asyncio.create_task(_drip(writer))
        with suppress(ConnectionError):
            await _heard(reader)
        dripping.cancel()
        writer.close()


async def _drip(writer: asyncio.StreamWriter) -> None:
    """A byte now and then: a line's end between two requests, a letter within one."""
    while True:
        await asyncio.sleep(0.1)
        writer.write(b"\n")


async def test_a_body_that_comes_steadily_may_take_its_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_WITHIN", 0.5)
    monkeypatch.setattr(bodies, "LEAST_RATE", 1)
    running = await serve(echo)
    reader, writer = await running.call()
    writer.write(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n")
    for _ in range(8):
        writer.write(b"a")
        await asyncio.sleep(0.1)
    async with asyncio.timeout(NEVER):
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def test_a_head_without_end_is_refused(serve: Serve) -> None:
    running = await serve(echo)
    reader, writer = await running.call()
    writer.write(b"GET /x HTTP/1.1\r\n")
    for _ in range(LONGEST_HEAD // 1024 + 200):
        writer.write(b"X: " + b"a" * 1021 + b"\r\n")
        await asyncio.sleep(0)
        if writer.is_closing():
            break
    with suppress(ConnectionError):  # it may have been ended while we still wrote
        assert (await _heard(reader)).startswith(b"HTTP/1.1 431 ")
    writer.close()


async def test_who_asks_for_another_protocol_is_answered_and_nobody_warned(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    running = await serve(echo)
    reader, writer = await running.call()
    writer.write(b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    async with asyncio.timeout(NEVER):
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn.error")] == []
    writer.close()


@pytest.mark.usefixtures("hasty")
async def test_who_reads_nothing_is_left(serve: Serve) -> None:
    ended = asyncio.Event()

    async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(300):
            await send({"type": "http.response.body", "body": b"a" * 100_000, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        ended.set()

    running = await serve(endless)
    _, writer = await running.call()
    writer.write(GET)
    async with asyncio.timeout(NEVER):
        await ended.wait()
    assert not running.server.server_state.connections
    writer.close()


async def test_who_tarries_does_not_hold_the_stop(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LEFT_WITHIN", 0.3)
    running = await serve(echo)
    callers = [await running.call() for _ in range(4)]
    for (_, writer), sent in zip(callers, (b"", b"GET /", HEAD, HEAD + b"ab"), strict=True):
        writer.write(sent)
    await asyncio.sleep(0.2)
    await running.stop()
    for reader, writer in callers:
        assert not (await _heard(reader)).startswith(b"HTTP/1.1 2")
        writer.close()


async def test_what_has_begun_is_finished_at_the_stop(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LEFT_WITHIN", 0.2)
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go.wait()
        await echo(scope, receive, send)

    running = await serve(slow)
    reader, writer = await running.call()
    writer.write(HEAD + b"abcd")
    await begun.wait()
    stopping = asyncio.create_task(running.stop())
    await asyncio.sleep(0.6)
    with pytest.raises(OSError):  # noqa: PT011 - nobody listens any more
        await running.call()
    assert not stopping.done()
    go.set()
    await stopping
    heard = await _heard(reader)
    assert heard.startswith(b"HTTP/1.1 200 ")
    assert heard.endswith(b"abcd")
    writer.close()
