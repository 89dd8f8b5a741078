"""Is the harness blind? Four products that break the promise are each caught; the real one, run alike, is not.

Everything runs in this process, on databases that last for one test, so that what is broken is broken nowhere else.
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import cast
from uuid import UUID

import psycopg
import pytest
import uvicorn
from sqlalchemy.exc import InterfaceError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.pool import QueuePool

from sportello.api.app import create_app
from sportello.api.presence import TYPING
from sportello.bootstrap import Access
from sportello.conversations import MessageReceived, receiving
from sportello.core.db import Database, enter_workspace
from sportello.core.live import Hub, Notice, whisper
from sportello.core.postgres import APP, EmbeddedPostgres
from sportello.core.resources import Resources
from sportello.core.schema import migrate
from sportello.core.settings import Settings
from tests.faults.history import History
from tests.faults.installation import kill
from tests.faults.people import Customer
from tests.faults.rounds import TALKED_WITHIN, at_the_same_time, fresh_seed, look, talked
from tests.faults.wire import Wire
from tests.house import House, build_house

LATE = 0.03
"""Seconds between a mutant's false promise and the truth."""
ROUNDS = 20
"""A mutant must be caught within so many."""
Act = Callable[[], Awaitable[None]]


class Mutant(Database):
    """A database that treats a customer's message in its own way (`end`), and everything else as always."""

    def __init__(self, url: str) -> None:
        super().__init__(url, pool_size=20, info={"reactions": {MessageReceived: (self.said,)}})

    async def said(self, session: AsyncSession, fact: MessageReceived) -> None:
        """A customer speaks in this transaction."""
        session.info["fact"] = fact

    @asynccontextmanager
    async def transaction(
        self,
        workspace_id: UUID | None = None,
        *,
        apart: bool = False,
        large: bool = False,  # noqa: ARG002 - as the true one has it
    ) -> AsyncGenerator[AsyncSession]:
        """As the real one, but for how it ends."""
        session = self._sessions(bind=self._apart) if apart else self._sessions()
        try:
            if workspace_id is not None:
                await enter_workspace(session, workspace_id)
            yield session
            await (self.end(session) if "fact" in session.info else self.commit(session))
        except BaseException:
            await asyncio.shield(session.close())
            raise

    async def commit(self, session: AsyncSession) -> None:
        """Commit."""
        await session.commit()
        await session.close()

    async def end(self, session: AsyncSession) -> None:
        """Commit, as one should."""
        await self.commit(session)

    async def given_back(self) -> None:
        """Return when nobody has a connection any more; requests that were cut off close theirs a moment later."""
        pool = cast("QueuePool", self.engine.pool)
        async with asyncio.timeout(TALKED_WITHIN):
            while pool.checkedout():  # noqa: ASYNC110 - the pool tells it no other way
                await asyncio.sleep(0.01)


class PublishesFirst(Mutant):
    """Tells those who listen before the commit: they look, find nothing, and are not told again."""

    hub: Hub

    async def said(self, session: AsyncSession, fact: MessageReceived) -> None:
        """Tell now."""
        await super().said(session, fact)
        self.hub._deliver(fact.notice())  # pyright: ignore[reportPrivateUsage]

    async def end(self, session: AsyncSession) -> None:
        """Commit late."""
        await asyncio.sleep(LATE)
        await self.commit(session)


class AcknowledgesFirst(Mutant):
    """Answers 201 and commits some time after. A crash in between loses what was promised."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.later: set[asyncio.Task[None]] = set()
        self.crashed = asyncio.Event()

    async def end(self, session: AsyncSession) -> None:
        """Leave it to a task."""
        task = asyncio.create_task(self._commit_later(session))
        self.later.add(task)
        task.add_done_callback(self.later.discard)

    async def _commit_later(self, session: AsyncSession) -> None:
        try:
            async with asyncio.timeout(LATE):
                await self.crashed.wait()
        except TimeoutError:
            await self.commit(session)
        else:
            await session.close()

    async def crash(self) -> None:
        """What is not committed yet never will be."""
        self.crashed.set()
        await asyncio.gather(*self.later)
        self.crashed.clear()

    async def given_back(self) -> None:
        """Let everything be committed first."""
        await asyncio.gather(*self.later)
        await super().given_back()


@dataclass(frozen=True)
class Shop:
    """The application on a database, in this process, and a workspace in it."""

    port: int
    hub: Hub
    database: Mutant
    house: House

    async def customer(self, history: History, random: Random) -> Customer:
        """Somebody comes by."""
        token, _ = await self.house.visitor()
        wire = Wire(self.port, {"Authorization": f"Bearer {token}"})
        return Customer(wire, history, Random(random.random()))  # noqa: S311 - to be repeated, not to be secret


@asynccontextmanager
async def shop(database: Mutant, home: Path) -> AsyncGenerator[Shop]:
    """Open one on that database; at its end nothing of it is left, whatever was under way."""
    hub = Hub(database.url)
    app = create_app(Resources(settings=Settings(home=home, rate_limits=0), database=database, hub=hub))
    running = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, lifespan="on"))
    async with AsyncExitStack() as closing:
        closing.push_async_callback(database.close)
        await hub.start()
        closing.push_async_callback(hub.stop)
        closing.push_async_callback(database.given_back)
        listener = closing.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(running.serve(sockets=[listener]))
        try:
            while not running.started:
                assert not serving.done()
                await asyncio.sleep(0.01)
            yield Shop(listener.getsockname()[1], hub, database, await build_house(database))
        finally:
            running.should_exit = True
            await serving


async def talk(shop: Shop, seed: int, *, fault: Act | None = None) -> list[str]:
    """Customers talk, the fault happens in the middle, and the history is judged. There is no worker: no answers."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    history = History()
    customers = [await shop.customer(history, random) for _ in range(4)]
    async with at_the_same_time(*(customer.listen() for customer in customers)):
        async with at_the_same_time(*(customer.chat(pace=0.02) for customer in customers)) as busy:
            await talked(history, random.randint(16, 40))
            if fault is not None:
                await fault()
            await talked(history, 16)
            for customer in customers:
                customer.stop.set()
            async with asyncio.timeout(TALKED_WITHIN):
                await asyncio.gather(*busy)
        await asyncio.gather(*(_heard_out(shop, customer) for customer in customers))
        found = (await look(history, customers)).broken(settled=True)
    return [what for what in found if "never answered" not in what]


async def _heard_out(shop: Shop, customer: Customer) -> None:
    """Return when all notices there were have been heeded: what was not heard by now never will be.

    Somebody types, which is told in turn with everything else. The first time that may overtake what is just being
    read for earlier notices; the second time it cannot.
    """
    where = {"workspace_id": shop.house.workspace_id, "conversation_id": customer.id}
    async with asyncio.timeout(TALKED_WITHIN):
        for name in ("once", "twice"):
            typing = Notice(name=TYPING, **where, data={"author": "assistant", "name": name, "active": True})
            while customer.ear.typing != name:  # whispered again to one that had to connect anew
                with suppress(InterfaceError):  # on a connection to the server that was killed
                    await whisper(shop.database, typing)
                await customer.hear_more(within=1)


async def caught(shop: Shop, signs: set[str], *, fault: Act | None = None) -> None:
    """Rounds until one of these signs is seen; says how that went, which -rP shows."""
    seed = fresh_seed()
    for number in range(ROUNDS):
        found = await talk(shop, seed + number, fault=fault)
        if any(sign in what for sign in signs for what in found):
            print(f"caught in round {number + 1}, seed {seed + number}: {found[0]}")  # noqa: T201 - see above
            return
    pytest.fail(f"not caught in {ROUNDS} rounds from seed {seed}")


async def test_the_real_one_is_not_caught(access: Access, tmp_path: Path) -> None:
    async with shop(Mutant(access.app_url), tmp_path) as real:
        for _ in range(3):
            assert await talk(real, fresh_seed()) == []


async def test_acknowledging_before_the_commit_is_caught(access: Access, tmp_path: Path) -> None:
    database = AcknowledgesFirst(access.app_url)
    async with shop(database, tmp_path) as broken:
        await caught(broken, {"lost", "moved"}, fault=database.crash)


async def test_publishing_before_the_commit_is_caught(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = PublishesFirst(access.app_url)
    async with shop(database, tmp_path) as broken:
        database.hub = broken.hub
        monkeypatch.setattr(receiving, "CHANNEL", "nowhere")
        await caught(broken, {"heard up to"})


async def test_a_missing_key_is_caught(access: Access, tmp_path: Path) -> None:
    with psycopg.connect(access.owner_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE messages DROP CONSTRAINT pk_messages CASCADE")
    async with shop(Mutant(access.app_url), tmp_path) as broken:
        await caught(broken, {"doubled"})


@pytest.fixture
def forgetful() -> Iterator[EmbeddedPostgres]:
    """A server of its own that confirms commits before they are on disk."""
    with tempfile.TemporaryDirectory(prefix="sportello-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(
            Path(folder) / "home", conf={"synchronous_commit": "off", "wal_writer_delay": "10s", "fsync": "off"}
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()
            server.erase()


async def test_commits_that_do_not_wait_for_the_disk_are_caught(forgetful: EmbeddedPostgres, tmp_path: Path) -> None:
    migrate(forgetful.url())

    async def fault() -> None:
        with psycopg.connect(forgetful.url(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # so that the customers themselves are remembered
        await asyncio.sleep(0.3)
        await asyncio.to_thread(_kill, forgetful)

    async with shop(Mutant(forgetful.url(user=APP)), tmp_path) as broken:
        await caught(broken, {"lost", "moved"}, fault=fault)


def _kill(server: EmbeddedPostgres) -> None:
    """All of it at once; then it is started again."""
    postmaster = server.process
    assert postmaster
    kill([postmaster, *postmaster.children(recursive=True)])
    assert server.heal()
