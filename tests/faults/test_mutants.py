"""Is the harness blind? Four products that break the promise are each caught; the real one, run alike, is not.

Everything runs in this process, on databases that last for one test, so that what is broken is broken nowhere else.
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from uuid import UUID

import psutil
import psycopg
import pytest
import uvicorn
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.api.app import create_app
from sportello.bootstrap import Access
from sportello.conversations import MessageReceived, receiving
from sportello.core.db import Database, enter_workspace
from sportello.core.live import Hub
from sportello.core.postgres import APP, EmbeddedPostgres
from sportello.core.resources import Resources
from sportello.core.schema import migrate
from sportello.core.settings import Settings
from tests.faults.history import History, judge
from tests.faults.people import Customer
from tests.faults.rounds import fresh_seed
from tests.faults.wire import Wire
from tests.house import build_house

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
    async def transaction(self, workspace_id: UUID | None = None) -> AsyncGenerator[AsyncSession]:
        """As the real one, but for how it ends."""
        session = self._sessions()
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

    async def end(self, session: AsyncSession) -> None:
        """Leave it to a task."""
        task = asyncio.create_task(self._commit_later(session))
        self.later.add(task)
        task.add_done_callback(self.later.discard)

    async def _commit_later(self, session: AsyncSession) -> None:
        try:
            await asyncio.sleep(LATE)
            await self.commit(session)
        except BaseException:
            await asyncio.shield(session.close())
            raise

    async def crash(self) -> None:
        """What is not committed yet never will be."""
        crashed = list(self.later)
        for task in crashed:
            task.cancel()
        await asyncio.gather(*crashed, return_exceptions=True)


@asynccontextmanager
async def product(database: Database, url: str, home: Path) -> AsyncGenerator[tuple[int, Hub]]:
    """The application on that database, in this process: its port."""
    hub = Hub(url)
    await hub.start()
    app = create_app(Resources(settings=Settings(home=home, rate_limits=0), database=database, hub=hub))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, lifespan="on"))
        task = asyncio.create_task(running.serve(sockets=[listener]))
        while not running.started:  # noqa: ASYNC110 - uvicorn tells it no other way
            await asyncio.sleep(0.01)
        try:
            yield listener.getsockname()[1], hub
        finally:
            running.should_exit = True
            await task
            await hub.stop()
            await database.close()


async def talk(port: int, key: str, seed: int, *, fault: Act | None = None) -> list[str]:
    """Customers talk, the fault happens in the middle, and the history is judged. There is no worker: no answers."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    history = History()
    customers: list[Customer] = []
    for _ in range(4):
        wire = Wire(port, {})
        answer = await wire.wearing(X_Sportello_Key=key).ask("POST", "/api/v1/widget/visitors", {"language": "it"})
        known = wire.wearing(Authorization=f"Bearer {answer.json()['token']}")
        customers.append(Customer(known, history, Random(random.random())))  # noqa: S311 - the same
    busy = [asyncio.create_task(customer.chat(pace=0.02)) for customer in customers]
    listening = [asyncio.create_task(customer.listen()) for customer in customers]
    await asyncio.sleep(random.uniform(0.4, 0.8))
    if fault is not None:
        await fault()
    await asyncio.sleep(0.3)
    for customer in customers:
        customer.stop.set()
    await asyncio.wait_for(asyncio.gather(*busy), 30)
    await asyncio.sleep(0.3)
    threads = {customer.id: await customer.read() for customer in customers}
    await _leave([*busy, *listening])
    return [what for what in judge(history, threads, settled=True) if "never answered" not in what]


async def _leave(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def caught(port: int, key: str, signs: set[str], *, fault: Act | None = None) -> str:
    """Rounds until one of these signs is seen; says how that went."""
    seed = fresh_seed()
    for number in range(ROUNDS):
        found = await talk(port, key, seed + number, fault=fault)
        if any(sign in what for sign in signs for what in found):
            return f"caught in round {number + 1}, seed {seed + number}: {found[0]}"
    return pytest.fail(f"not caught in {ROUNDS} rounds from seed {seed}")


async def test_the_real_one_is_not_caught(access: Access, tmp_path: Path) -> None:
    database = Mutant(access.app_url)
    async with product(database, access.app_url, tmp_path) as (port, _):
        key = (await build_house(database)).key
        for _ in range(3):
            assert await talk(port, key, fresh_seed()) == []


async def test_acknowledging_before_the_commit_is_caught(access: Access, tmp_path: Path) -> None:
    database = AcknowledgesFirst(access.app_url)
    async with product(database, access.app_url, tmp_path) as (port, _):
        key = (await build_house(database)).key
        print(await caught(port, key, {"lost", "moved"}, fault=database.crash))  # noqa: T201 - shown by -rP
        await database.crash()


async def test_publishing_before_the_commit_is_caught(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = PublishesFirst(access.app_url)
    async with product(database, access.app_url, tmp_path) as (port, database.hub):
        key = (await build_house(database)).key
        monkeypatch.setattr(receiving, "CHANNEL", "nowhere")
        print(await caught(port, key, {"heard up to"}))  # noqa: T201 - shown by -rP


async def test_a_missing_key_is_caught(access: Access, tmp_path: Path) -> None:
    with psycopg.connect(access.owner_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE messages DROP CONSTRAINT pk_messages CASCADE")
    database = Mutant(access.app_url)
    async with product(database, access.app_url, tmp_path) as (port, _):
        key = (await build_house(database)).key
        print(await caught(port, key, {"doubled"}))  # noqa: T201 - shown by -rP


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
    url = forgetful.url(user=APP)

    async def fault() -> None:
        with psycopg.connect(forgetful.url(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # so that the customers themselves are remembered
        await asyncio.sleep(0.3)
        server = forgetful.process
        assert server
        dying = [server, *server.children(recursive=True)]
        for process in dying:
            process.kill()
        await asyncio.to_thread(psutil.wait_procs, dying, 5)
        await asyncio.to_thread(forgetful.heal)

    database = Mutant(url)
    async with product(database, url, tmp_path) as (port, _):
        key = (await build_house(database)).key
        print(await caught(port, key, {"lost", "moved"}, fault=fault))  # noqa: T201 - shown by -rP
