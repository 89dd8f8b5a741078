"""A provider that fails to order: the stand-in that ships, with faults in its replies, and what it was asked."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

from pydantic import SecretStr

from sportello.core.addresses import Reach
from sportello.core.llm import Model, Provider
from sportello.dialects import Asked, Called, Dialect, Said
from sportello.standin import Reply, StandIn, at_once, quote

EVER = 60.0
"""Seconds that nobody waits for."""
Fault = Callable[["Upstream", Dialect, Reply], Reply]


def refuse(status: int, kind: str = "api_error", **headers: str) -> Fault:
    """An error in place of an answer."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(upstream: "Upstream", dialect: Dialect, _: Reply) -> Reply:
        key = upstream.model.key
        said = f"The key {key.get_secret_value() if key else ''} does not do."
        return Reply(at_once(dialect.refusal(kind, said)), status, headers=told)

    return fault


def instead(*pieces: bytes, media_type: str = "text/event-stream", **headers: str) -> Fault:
    """Something else with status 200."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _, __, reply: replace(reply, pieces=at_once(*pieces), media_type=media_type, headers=told)


def _changed(change: Callable[[AsyncGenerator[bytes]], AsyncGenerator[bytes]]) -> Fault:
    def fault(_: "Upstream", __: Dialect, reply: Reply) -> Reply:
        return replace(reply, pieces=change(reply.pieces))  # pyright: ignore[reportArgumentType] - ours are generators

    return fault


def stall(after: int, seconds: float = EVER) -> Fault:
    """Nothing more comes after so many events."""

    async def change(pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        sent = 0
        async for piece in pieces:
            if sent == after:
                await asyncio.sleep(seconds)
            yield piece
            sent += 1

    return _changed(change)


def cut(after: int) -> Fault:
    """The connection breaks in the middle of the event after so many."""

    async def change(pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        sent = 0
        async for piece in pieces:
            if sent == after:
                yield piece[: len(piece) // 2]
                raise ConnectionAbortedError
            yield piece
            sent += 1

    return _changed(change)


def end(*without: bytes, after: int | None = None) -> Fault:
    """The stream ends as if all were well: after so many events, or without those that hold these bytes."""

    async def change(pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        sent = 0
        async for piece in pieces:
            if sent == after:
                return
            if not any(each in piece for each in without):
                yield piece
            sent += 1

    return _changed(change)


def hang_up(_: "Upstream", __: Dialect, reply: Reply) -> Reply:
    """No answer at all: the connection ends."""

    async def nothing() -> AsyncGenerator[bytes]:
        raise ConnectionResetError
        yield b""

    return replace(reply, pieces=nothing())


@dataclass
class Upstream:
    """One provider: what it says next, how it fails next, and what it was asked."""

    server: "_Faulty"
    provider: Provider
    says: list[Said] = field(default_factory=list[Said])
    """What it says, one after another; the last one for ever; nothing: as the stand-in does."""
    faults: list[Fault | None] = field(default_factory=list["Fault | None"])
    """What is wrong with the next replies."""
    asked: list[Asked] = field(default_factory=list[Asked])
    bodies: list[str] = field(default_factory=list[str])
    heads: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])

    @property
    def model(self) -> Model:
        """How it is asked."""
        url = self.server.url
        url = url.removesuffix("/v1") if self.provider == "anthropic" else url
        name = f"{self.provider}-{self.server.port}"
        return Model(self.provider, name, SecretStr(f"sk-canary-{self.server.port}"), url)

    @property
    def reach(self) -> Reach:
        """As far as this server."""
        return Reach(networks=(ip_network("127.0.0.1"),), ports={self.server.port}, allowed_by="MODEL_NETWORKS")

    @property
    def open_connections(self) -> int:
        """Connections that have not been closed."""
        return len(self.server.busy)


class _Faulty(StandIn):
    """The stand-in, and what is made of its replies."""

    upstream: Upstream

    def speak_next(self, asked: Asked) -> Said:
        """The next thing that it is to say."""
        said = self.upstream.says
        if not said:
            return quote(asked)
        one = said.pop(0) if len(said) > 1 else said[0]
        return one if any(one.tokens) else replace(one, tokens=(100, 10))

    async def reply(self, dialect: Dialect, body: bytes, headers: Mapping[str, str]) -> Reply:
        self.upstream.bodies.append(body.decode(errors="replace"))
        self.upstream.heads.append(headers)
        self.upstream.asked.append(dialect.read(body))
        self.speak = self.speak_next
        reply = await super().reply(dialect, body, headers)
        fault = self.upstream.faults.pop(0) if self.upstream.faults else None
        return fault(self.upstream, dialect, reply) if fault else reply


@asynccontextmanager
async def upstream(provider: Provider = "compatible", *says: Said) -> AsyncGenerator[Upstream]:
    """A provider on a port of its own."""
    server = _Faulty()
    async with server.serving():
        server.upstream = Upstream(server, provider, list(says))
        yield server.upstream


def calls(name: str, /, **arguments: object) -> Said:
    """A call of a tool."""
    return Said(calls=[Called(name, json.dumps(arguments))])


def reach_of(upstreams: Sequence[Upstream]) -> Reach:
    """As far as all of these."""
    ports = {each.server.port for each in upstreams}
    return Reach(networks=(ip_network("127.0.0.1"),), ports=ports, allowed_by="MODEL_NETWORKS")
