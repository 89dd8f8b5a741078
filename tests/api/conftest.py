"""Browsers and people in front of the whole application, on a database of their own."""

from collections.abc import AsyncGenerator, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from sportello import workspaces
from sportello.api.app import create_app
from sportello.bootstrap import Access
from sportello.core import clock
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.live import Hub
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from sportello.workspaces import Browser, Rank, User
from sportello.workspaces.passwords import hash_password
from tests.api.declared import must_be_declared
from tests.house import House, build_house, new_member
from tests.live import Street

PASSWORD = "pioggia lenta di ottobre"
HERE = "http://127.0.0.1:8080"
API = f"{HERE}/api/v1"


class Desk(httpx.AsyncClient):
    """A browser on the desk: it keeps its cookies and sends the header that our pages send."""

    def __init__(self, app: FastAPI, *, ip: str = "192.0.2.1") -> None:
        super().__init__(
            transport=httpx.ASGITransport(app, client=(ip, 50_000)),
            base_url=API,
            headers={"X-Sportello": "1"},
            event_hooks={"response": [must_be_declared]},
        )

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Try to sign in."""
        return await self.post("/sessions", json={"email": email, "password": password})


@pytest.fixture(autouse=True)
def _on_the_hour() -> None:
    """Each test begins a minute, so that no window of a rate limit ends within it."""
    at = now()
    clock.travel(at.replace(minute=0, second=0, microsecond=0) - at)


@pytest.fixture
def app(resources: Resources) -> FastAPI:
    """The application, on this test's own database."""
    return create_app(resources)


@pytest.fixture
async def browse(app: FastAPI) -> AsyncGenerator[Callable[..., Desk]]:
    """Opens browsers; `ip=` says from where."""
    opened: list[Desk] = []

    def new(*, ip: str = "192.0.2.1") -> Desk:
        opened.append(Desk(app, ip=ip))
        return opened[-1]

    yield new
    for one in opened:
        await one.aclose()


@pytest.fixture
async def house(resources: Resources) -> House:
    """A workspace with a widget key."""
    return await build_house(resources.database)


@pytest.fixture
def dry(settings: Settings) -> FastAPI:
    """The application without a database: for what is decided before one is asked."""
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    return create_app(Resources(settings=settings, database=Database(nowhere), hub=Hub(nowhere)))


def program(app: FastAPI) -> httpx.AsyncClient:
    """A program that sends exactly what it is told to."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=API, event_hooks={"response": [must_be_declared]})


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """A program before the application."""
    async with program(app) as client:
        yield client


@pytest.fixture
async def dry_stranger(dry: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """A program before the application without a database."""
    async with program(dry) as client:
        yield client


@pytest.fixture
async def owner_database(access: Access) -> AsyncGenerator[Database]:
    """This test's own database, as its owner sees it."""
    database = Database(access.owner_url)
    yield database
    await database.close()


class People:
    """Makes people who work in a house, and their browsers."""

    def __init__(self, house: House, browse: Callable[..., Desk]) -> None:
        self.house = house
        self.browse = browse
        self._hashed: str | None = None

    async def hire(self, name: str, role: Rank = "agent", *, house: House | None = None) -> User:
        """Somebody with a password who works here."""
        self._hashed = self._hashed or await hash_password(PASSWORD)
        at = house or self.house
        async with at.database.transaction(at.workspace_id) as session:
            member = await new_member(session, at.workspace_id, at.slug, name, role)
            user = (await session.scalars(select(User).where(User.id == member.user_id))).one()
            user.password_hash = self._hashed
            user.is_owner = role == "owner"
            return user

    async def enter(self, user: User) -> Desk:
        """A browser in which somebody is signed in, without the password's cost."""
        desk = self.browse()
        async with self.house.database.transaction() as session:
            opened = await workspaces.open_session(
                session, user_id=user.id, browser=Browser(ip="192.0.2.1", user_agent="tests")
            )
        desk.cookies.set("sportello", opened.token, domain="127.0.0.1")
        return desk

    async def at_work(self, name: str, role: Rank = "agent", *, house: House | None = None) -> Desk:
        """Somebody signed in."""
        return await self.enter(await self.hire(name, role, house=house))


@pytest.fixture
def people(house: House, browse: Callable[..., Desk]) -> People:
    """Makes people who work in the house."""
    return People(house, browse)


@pytest.fixture
async def admin(people: People) -> Desk:
    """An admin at work."""
    return await people.at_work("Ada", "admin")


@pytest.fixture
async def agent(people: People) -> Desk:
    """An agent at work."""
    return await people.at_work("Bruno", "agent")


@pytest.fixture
async def street(server: str, house: House) -> AsyncGenerator[Street]:
    """Everybody in front of a running server, for tests that listen."""
    street = Street(server, house)
    yield street
    await street.leave()
