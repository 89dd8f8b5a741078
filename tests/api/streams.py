"""Reading server-sent events in tests."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 30.0
"""Seconds until what is not heard will not be heard: only a failing test waits so long."""


@dataclass(frozen=True)
class Heard:
    """One event of a stream."""

    event: str
    id: str | None
    data: Any


@dataclass
class Ear:
    """An open stream: everything heard so far, and a way to wait for more."""

    heard: list[Heard] = field(default_factory=list[Heard])
    more: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    async def until(self, event: str, **wanted: object) -> Heard:
        """The first event of this name, now or soon, whose data has these values."""

        def fits(one: Heard) -> bool:
            return one.event == event and all(one.data.get(key) == value for key, value in wanted.items())

        async with asyncio.timeout(PATIENCE):
            while True:
                found = next((one for one in self.heard if fits(one)), None)
                if found is not None:
                    return found
                self.more.clear()
                await self.more.wait()

    async def end(self) -> None:
        """Wait until the server has ended the stream."""
        async with asyncio.timeout(PATIENCE):
            while not self.ended:
                self.more.clear()
                await self.more.wait()

    def named(self, event: str) -> list[Any]:
        """The data of all events of this name."""
        return [one.data for one in self.heard if one.event == event]

    def forget(self) -> None:
        """Only what comes from now on counts."""
        self.heard.clear()


@asynccontextmanager
async def listening(client: httpx.AsyncClient, url: str, **more: Any) -> AsyncGenerator[Ear]:
    """An open stream, read in the background."""
    ear = Ear()
    async with client.stream("GET", url, timeout=None, **more) as response:
        assert response.status_code == 200, (await response.aread()).decode()
        assert response.headers["content-type"].startswith("text/event-stream")
        reading = asyncio.create_task(_read(response, ear))
        try:
            yield ear
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _read(response: httpx.Response, ear: Ear) -> None:
    fields: dict[str, str] = {}
    try:
        async for line in response.aiter_lines():
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            elif "event" in fields:
                ear.heard.append(Heard(fields["event"], fields.get("id"), json.loads(fields["data"])))
                ear.more.set()
                fields = {}
            else:
                fields = {}
    except httpx.HTTPError:
        pass
    ear.ended = True
    ear.more.set()
