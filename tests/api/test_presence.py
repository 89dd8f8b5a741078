"""Who is at work, as two processes tell each other: however many, and also when they do not say goodbye."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import Message

from sportello.api import feed as feeds, presence
from sportello.api.feed import DeskStream, Feed
from sportello.api.reading import read
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.streams import PATIENCE

MANY = 300
LONG_NAME = "Ännchen 🎭 " * 10


async def _always(_: AsyncSession) -> bool:
    return True


class Desk:
    """An open stream of the desk, and who it was last shown to be at work."""

    def __init__(self, workspace_id: UUID, name: str) -> None:
        self.id = new_id()
        self.opened = DeskStream(workspace_id, self.id, name, _always)
        self.here: list[dict[str, str]] = []
        self._shown = asyncio.Event()
        self._writing = asyncio.create_task(self.opened.stream.write(self._take))

    async def _take(self, message: Message) -> None:
        for event in message["body"].decode().split("\n\n"):
            if event.startswith("event: presence"):
                self.here = json.loads(event.partition("data: ")[2])["users"]
                self._shown.set()

    async def sees(self, count: int) -> None:
        """Wait until so many are shown."""
        async with asyncio.timeout(PATIENCE):
            while len(self.here) != count:
                self._shown.clear()
                await self._shown.wait()


@asynccontextmanager
async def process(resources: Resources) -> AsyncGenerator[Feed]:
    """A web process, as far as streams go."""
    feed = Feed(resources)
    feed.start(read, None)
    yield feed
    await feed.stop()


async def test_hundreds_at_work_see_each_other(resources: Resources) -> None:
    workspace_id = new_id()
    async with process(resources) as one, process(resources) as other:
        watching = Desk(workspace_id, "Zoe")
        await other.open_desk(watching.opened)
        desks = [Desk(workspace_id, f"{LONG_NAME}{n:03}") for n in range(MANY)]
        await asyncio.gather(*(one.open_desk(desk.opened) for desk in desks))
        for desk in (watching, desks[0]):
            await desk.sees(MANY + 1)
        assert {who["id"] for who in watching.here} == {str(desk.id) for desk in (watching, *desks)}
        assert watching.here[0] == {"id": str(watching.id), "name": "Zoe"}

        await asyncio.gather(*(one.close_desk(desk.opened) for desk in desks[1:]))

        await watching.sees(2)
        assert {who["id"] for who in watching.here} == {str(watching.id), str(desks[0].id)}


async def test_a_process_that_starts_later_learns_of_all_and_misses_who_died(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "LOOK_AFTER", 0.1)
    monkeypatch.setattr(feeds, "SAID_EVERY", 0.1)
    monkeypatch.setattr(presence, "EXPIRES_AFTER", 2.0)
    workspace_id = new_id()
    async with process(resources) as one:
        for n in range(MANY):
            await one.open_desk(Desk(workspace_id, f"{LONG_NAME}{n:03}").opened)
        late = Feed(resources)
        late.start(read, None)
        watching = Desk(workspace_id, "Zoe")
        await late.open_desk(watching.opened)
        await watching.sees(MANY + 1)

    await watching.sees(1)  # the first went without a word
    await late.stop()
