"""A house whose notices go out: to a mail server, a push service and a chat of the test's own."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from ipaddress import ip_network

import pytest
from sqlalchemy import text

from sportello import notifications
from sportello.api.app import create_app
from sportello.core import clock
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.api.conftest import Desk, People
from tests.house import House, build_house
from tests.jobs import work
from tests.notifications.pushservice import Chat, PushService, listening
from tests.post import Post


@pytest.fixture
async def push() -> PushService:
    """Where browsers subscribe."""
    return PushService()


@pytest.fixture
async def chat() -> Chat:
    """A room in a chat."""
    return Chat()


@pytest.fixture
async def outside(push: PushService, chat: Chat) -> AsyncGenerator[int]:
    """The port that a push service and a chat listen on."""
    async with listening(push, chat) as port:
        yield port


@pytest.fixture
def settings(settings: Settings, post: Post, outside: int) -> Settings:
    """An installation that sends mail, and may send notices to this machine."""
    near = {"notice_networks": (ip_network("127.0.0.0/8"),), "notice_ports": frozenset({outside})}
    return post.used_by(settings).model_copy(update=near)


@pytest.fixture
async def house(resources: Resources) -> House:
    """A workspace."""
    return await build_house(resources.database)


@pytest.fixture
async def browse(resources: Resources) -> AsyncGenerator[Callable[..., Desk]]:
    """Opens browsers."""
    app, opened = create_app(resources), list[Desk]()

    def new(*, ip: str = "192.0.2.1") -> Desk:
        opened.append(Desk(app, ip=ip))
        return opened[-1]

    yield new
    for one in opened:
        await one.aclose()


@pytest.fixture
def people(house: House, browse: Callable[..., Desk]) -> People:
    """Makes people who work there."""
    return People(house, browse)


class Clockwork:
    """The worker: what is due by the clock, and the jobs that come of it."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    async def pass_time(self, seconds: float = 5) -> None:
        """So long later, all that was due has happened."""
        clock.travel(timedelta(seconds=seconds))
        async with self.resources.database.transaction() as session:
            await notifications.tell_due_waits(session)
        clock.travel(notifications.PUSH_AFTER)
        async with self.resources.database.transaction() as session:
            await notifications.send_due_notices(session)
        await self.work()

    async def work(self) -> None:
        """The jobs that wait have run."""
        await work(self.resources)


@pytest.fixture
def world(resources: Resources) -> Clockwork:
    """The worker."""
    return Clockwork(resources)


W = "/workspaces/lumina"


async def again(resources: Resources) -> None:
    """What waits to be tried again is tried now."""
    async with resources.database.transaction() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
