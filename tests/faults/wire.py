"""HTTP as bare as it can be: every byte that came is seen, and a connection that breaks says so at once.

A client library would pool, retry and hide what a fault does to a connection. Here one request is one connection.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

PATIENCE = 8.0
"""Seconds for an answer. Longer than any outage may take, so that a silent server shows as one."""
PROBLEM = "application/problem+json"


class NoAnswer(Exception):
    """Nothing, or only a part of an answer: whether the request was carried out is unknown."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def says_come_back(self) -> bool:
        """Whether this is an honest "not now": 503 as a problem, with the seconds to wait."""
        return (
            self.status == 503
            and self.headers.get("content-type", "").startswith(PROBLEM)
            and self.headers.get("retry-after", "").isdecimal()
        )


@dataclass(frozen=True)
class Sent:
    """One server-sent event."""

    event: str
    id: str | None
    data: Any


@dataclass(frozen=True)
class Wire:
    """A way to one server, with the headers that say who is asking."""

    port: int
    headers: Mapping[str, str]

    def wearing(self, **headers: str) -> "Wire":
        """The same way, as somebody else."""
        return Wire(self.port, {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}})

    async def ask(self, method: str, path: str, body: object = None, *, within: float = PATIENCE) -> Answer:
        """Ask once. `NoAnswer` where no whole answer came."""
        try:
            async with asyncio.timeout(within), self._open(method, path, body) as (status, headers, reader):
                length = headers.get("content-length")
                text = await (reader.readexactly(int(length)) if length else reader.read())
                return Answer(status, headers, text)
        except (OSError, EOFError, TimeoutError) as error:
            raise NoAnswer(f"{method} {path}: {type(error).__name__}: {error}") from None

    async def listen(self, path: str, *, after: int | None = None) -> AsyncGenerator[Sent]:
        """The events of a stream until it ends; half an event that a cut has left is none."""
        wire = self if after is None else self.wearing(Last_Event_ID=str(after))
        try:
            async with wire._open("GET", path, None) as (status, headers, reader):
                if status != 200 or headers.get("transfer-encoding") != "chunked":
                    raise NoAnswer(f"{path}: {status}")
                async for event in _events(reader):
                    yield event
        except (OSError, EOFError, ValueError) as error:
            raise NoAnswer(f"{path}: {type(error).__name__}") from None

    @asynccontextmanager
    async def _open(
        self, method: str, path: str, body: object
    ) -> AsyncGenerator[tuple[int, dict[str, str], asyncio.StreamReader]]:
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        try:
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.split(": ", 1) for line in head[1:] if line)
            headers: dict[str, str] = {}
            for name, value in pairs:
                key = name.lower()
                headers[key] = f"{headers[key]}\n{value}" if key in headers else value
            yield int(head[0].split(" ")[1]), headers, reader
        finally:
            writer.transport.abort()  # close() would wait for a peer that does not read any more, however long
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _events(reader: asyncio.StreamReader) -> AsyncGenerator[Sent]:
    kept = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        kept += (await reader.readexactly(size + 2))[:-2]
        *whole, kept = kept.split(b"\n\n")
        for block in whole:
            lines = (line.partition(": ") for line in block.decode().split("\n"))
            fields = {name: value for name, _, value in lines}
            if "event" in fields:
                yield Sent(fields["event"], fields.get("id"), json.loads(fields["data"]))
