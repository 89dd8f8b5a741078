"""An orderly stop waits for requests, not for streams: those open end, and those opened at the last moment too."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.api import feed as feeds
from sportello.api.app import create_app
from sportello.api.feed import DeskStream
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.house import build_house


async def test_a_stream_opened_while_the_server_stops_ends_at_once(resources: Resources) -> None:
    house = await build_house(resources.database)
    _, visitor = await house.visitor()

    async def allowed(_session: AsyncSession) -> bool:
        return True

    app = create_app(resources)
    app.state.closing = asyncio.Event()
    feed = feeds.of(app)
    before = feed.open_widget(visitor, new_id())
    assert not before.stream.ended
    app.state.closing.set()
    async with asyncio.timeout(5):
        while not before.stream.ended:  # noqa: ASYNC110 - the feed notices in its own time
            await asyncio.sleep(0.01)
    assert feed.open_widget(visitor, new_id()).stream.ended
    desk = DeskStream(house.workspace_id, new_id(), "Anna", allowed)
    await feed.open_desk(desk)
    assert desk.stream.ended
    await feed.stop()
