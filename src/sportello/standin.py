"""A stand-in for a model: speaks the providers' protocols, needs no key, and says that it is none.

It quotes the passage of its prompt that shares most words with the question, so that all around a model can be tried
and tested on a machine that has none: streams, tools, typed answers, costs. `sportello dev llm` serves it.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sportello.dialects import DIALECTS, Asked, Called, Dialect, Garbled, Said

Speak = Callable[[Asked], Said]
"""What is said to what is asked."""

_PASSAGE = re.compile(r'<passage id="([^"]+)"[^>]*>(.*?)</passage>', re.DOTALL)
_TEXT = re.compile(r"<text>\n(.*)\n</text>", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"\w{3,}")
_ORDER = re.compile(r"/(\w+)\s*(\{.*\})?\s*", re.DOTALL)
_QUOTED = 2
"""Sentences of a passage that are quoted."""
_LARGEST = 8 * 1024 * 1024
_LETTERS = 4
"""Letters in a token, about."""


def quote(asked: Asked) -> Said:
    """The sentences of the passage nearest to what was asked last; a line `/name {"argument": 1}` calls that tool.

    Where a tool has to be called, the answer is put into its arguments. A text that is to be reworded stays as it is.
    """
    role, last = asked.lines[-1] if asked.lines else ("customer", "")
    order = _ORDER.fullmatch(last)
    if role == "customer" and order and order[1] in {tool.name for tool in asked.tools}:
        return _counted(asked, Said(calls=[Called(order[1], order[2] or "{}")]))
    if (given := _TEXT.fullmatch(last)) and not asked.tools:
        return _counted(asked, Said(f"Stand-in, in the same words: {given[1]}"))
    text, source = (f"Stand-in: the tool said: {last}", None) if role == "tool" else _nearest(asked, last)
    if asked.pictures:
        text, source = f"Stand-in: a picture of {len(asked.pictures[-1])} bytes, at which nobody has looked.", None
    if asked.must_call and asked.tools:
        tool = asked.tools[-1]
        return _counted(asked, Said(calls=[Called(tool.name, json.dumps(_filled(tool.schema, text, source)))]))
    return _counted(asked, Said(text))


def _nearest(asked: Asked, question: str) -> tuple[str, str | None]:
    found = _PASSAGE.findall(asked.system + "\n".join(text for _, text in asked.lines))
    words = set(_WORD.findall(question.lower()))
    shared = [(_shared(words, text), name, text) for name, text in found]
    most, name, text = max(shared, default=(0, None, ""), key=lambda each: each[0])
    if not most:
        return "Stand-in: nothing that I was given is about this.", None
    return f"Stand-in, quoting: {_quoted(text)}", name


def _quoted(passage: str) -> str:
    """What stands first in a passage; of one that begins with a table, the table, whose rows are no sentences."""
    heading, _, text = passage.strip().partition("\n")
    first = text.strip().partition("\n\n")[0]
    if first.startswith("|"):
        return f"{heading}\n\n{first}"
    return " ".join(_SENTENCE.split(" ".join(passage.split()))[:_QUOTED])


def _shared(words: set[str], text: str) -> int:
    return len(words & set(_WORD.findall(text.lower())))


def _counted(asked: Asked, said: Said) -> Said:
    read = len(asked.system) + sum(len(text) for _, text in asked.lines)
    written = len(said.text) + sum(len(call.arguments) for call in said.calls)
    return Said(said.text, said.calls, said.cut, (read // _LETTERS + 1, written // _LETTERS + 1))


def _filled(schema: Mapping[str, Any], text: str, source: str | None) -> Any:
    """Something the schema takes: the text in the first field for text, the source where sources are listed."""
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    texts = [text]

    def fill(part: Mapping[str, Any], name: str) -> Any:
        if "$ref" in part:
            return fill(definitions[str(part["$ref"]).rpartition("/")[2]], name)
        if "anyOf" in part:
            return None if {"type": "null"} in part["anyOf"] else fill(part["anyOf"][0], name)
        if "enum" in part or "const" in part:
            return part.get("const", part.get("enum", [None])[0])
        if part.get("type") == "object":
            return {key: fill(each, key) for key, each in part.get("properties", {}).items()}
        plain: Mapping[str | None, Callable[[], Any]] = {
            "array": lambda: [source] if source and re.search("citation|passage|source", name) else [],
            "string": lambda: texts.pop() if texts else "",
            "boolean": lambda: False,
            "number": lambda: 0.5 if part.get("maximum") == 1 else part.get("minimum", 0),
            "integer": lambda: part.get("minimum", 0),
        }
        return plain.get(part.get("type"), lambda: None)()

    return fill(schema, "")


@dataclass(frozen=True)
class Reply:
    """What goes over the wire. The connection breaks where `pieces` raises a `ConnectionError`."""

    pieces: AsyncIterator[bytes]
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


async def at_once(*pieces: bytes) -> AsyncGenerator[bytes]:
    """These pieces, without waiting."""
    for piece in pieces:
        yield piece


class StandIn:
    """A server that says what `speak` says; `pace` waits so many seconds before each piece of a stream."""

    def __init__(self, speak: Speak = quote, *, pace: float = 0) -> None:
        self.speak = speak
        self.pace = pace
        self.port = 0
        self.busy: set[asyncio.Task[Any]] = set()
        """Connections that are open."""

    @property
    def url(self) -> str:
        """Its address, as OpenAI's clients are told it; Anthropic's take it without `/v1`."""
        return f"http://127.0.0.1:{self.port}/v1"

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1", port: int = 0) -> AsyncGenerator["StandIn"]:
        """Serve until the end of the block."""
        server = await asyncio.start_server(self._connected, host, port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self.busy:
                task.cancel()
            await asyncio.gather(*self.busy, return_exceptions=True)

    async def reply(self, dialect: Dialect, body: bytes, headers: Mapping[str, str]) -> Reply:  # noqa: ARG002 - others look at them
        """The answer to one request."""
        try:
            asked = dialect.read(body)
        except Garbled as error:
            return Reply(at_once(dialect.refusal("invalid_request_error", str(error))), 400)
        said = self.speak(asked)
        if not asked.stream:
            return Reply(at_once(dialect.whole(said, model=asked.model)))
        return Reply(self._paced(dialect.pieces(said, model=asked.model)), media_type="text/event-stream")

    async def _paced(self, pieces: Iterable[bytes]) -> AsyncGenerator[bytes]:
        for piece in pieces:
            await asyncio.sleep(self.pace)
            yield piece

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self.busy.add(task)
            task.add_done_callback(self.busy.discard)
        try:
            while await self._served(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # they have gone, or speak no HTTP
        except asyncio.CancelledError:
            pass  # the server ends, and with it this task
        finally:
            writer.close()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request, and say whether another may follow."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        body = await reader.readexactly(min(int(headers.get("content-length", "0")), _LARGEST))
        path = first.split(" ")[1].partition("?")[0]
        dialect = next((each for each in DIALECTS if path.endswith(each.path)), None)
        if dialect is None:
            reply = Reply(at_once(json.dumps({"error": {"message": f"Nothing is served at {path}."}}).encode()), 404)
        else:
            reply = await self.reply(dialect, body, headers)
        told = {"Content-Type": reply.media_type, "Transfer-Encoding": "chunked", **reply.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"HTTP/1.1 {reply.status} So\r\n{head}\r\n".encode())
        async for piece in reply.pieces:
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return headers.get("connection", "").lower() != "close"
