"""What tests stand on: a real PostgreSQL, migrated once into a template, and cheap copies of it.

`database` is a copy of one's own (commits are real), emptied afterwards and lent to the next test, unless its schema
was touched; `session` is one transaction on a shared copy, rolled back at the end; `resources`, `client` and `server`
put the whole application on `database`. Several runs at once share one server: it lives in `.cache/`, and the
template's name tells which migrations it was made from.
"""

import asyncio
import hashlib
import os
import re
import signal
import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
import uvicorn
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.bootstrap import Access, open_resources
from sportello.core import clock
from sportello.core.db import Database
from sportello.core.postgres import APP, EmbeddedPostgres
from sportello.core.resources import Resources
from sportello.core.schema import migrate, migrations_folder
from sportello.core.settings import Settings
from sportello.reactions import REACTIONS
from tests.post import Post, post_office

ROOT = Path(__file__).parents[1]
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "300",
    "autovacuum": "off",
}
"""Tests need no durability but in tests/core, which start servers of their own; and plans that do not depend on when
the server last counted."""
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each program that tests start compiles everything anew
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So it is in the background of a shell, and would be in each program that tests start in order to interrupt it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
_LOCK = 7_463_105
_SCHEMA = """
    SELECT md5(string_agg(it, ';' ORDER BY it)) FROM (
        SELECT concat_ws(',', oid, relname, relowner, relacl, relrowsecurity, relforcerowsecurity)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(',', oid, proname, proowner, proacl, proconfig)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(',', oid, polname) FROM pg_policy
        UNION ALL SELECT concat_ws(',', oid, tgname) FROM pg_trigger
        UNION ALL SELECT concat_ws(',', oid, conname) FROM pg_constraint
        UNION ALL SELECT version_num FROM alembic_version
    ) AS known (it)
"""
_EMPTY = """
    -- What is small is quicker to delete than to get new files, for itself and for each of its indexes.
    DO $$
    DECLARE
        one record;
        large text;
    BEGIN
        PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
        PERFORM set_config('session_replication_role', 'replica', true);
        FOR one IN SELECT oid::regclass AS it, pg_relation_size(oid) AS bytes FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version' LOOP
            IF one.bytes > 128 * 1024 THEN
                large := concat_ws(', ', large, one.it);
            ELSIF one.bytes > 0 THEN
                EXECUTE format('DELETE FROM %s', one.it);
            END IF;
        END LOOP;
        IF large IS NOT NULL THEN
            EXECUTE format('TRUNCATE %s CASCADE', large);
        END IF;
        -- Spaces are never numbered anew: an index of one would meet what is left of the vectors of another.
        PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> 'meaning_spaces_id_seq';
    END $$
"""
_numbers = count(1)


@dataclass(frozen=True)
class Copy:
    """A copy of the template without data: its name, what its schema was when it was made, and its owner's way in."""

    name: str
    schema: str
    owner: "psycopg.Connection[tuple[Any, ...]]"


@dataclass(frozen=True)
class Cluster:
    """The test run's server and the name of its migrated template."""

    server: EmbeddedPostgres
    template: str
    spare: list[Copy] = field(default_factory=list[Copy])
    """Copies nobody uses."""

    def run(self, statement: str, *names: str) -> None:
        """Run a statement about databases, with these names put in."""
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # pyright: ignore[reportArgumentType]

    def copy(self) -> str:
        """A fresh copy of the template, by name."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, self.template)
        return name

    def drop(self, name: str) -> None:
        """Drop a copy, whoever is still connected."""
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def lend(self) -> Copy:
        """A copy without data: one used before, which is quicker to empty than to make."""
        if self.spare:
            return self.spare.pop()
        name = self.copy()
        owner = psycopg.connect(self.server.url(name), autocommit=True)
        return Copy(name, _schema(owner), owner)

    def take_back(self, copy: Copy) -> None:
        """Empty a copy for the next who asks, or drop it if it is not what it was."""
        try:
            same = _schema(copy.owner) == copy.schema
            if same:
                copy.owner.execute(_EMPTY)
        except psycopg.Error:
            same = False
        if same:
            self.spare.append(copy)
        else:
            self.end(copy)

    def end(self, copy: Copy) -> None:
        """Drop a copy that was lent."""
        copy.owner.close()
        self.drop(copy.name)

    def access(self, name: str) -> Access:
        """How the application reaches a copy."""
        return Access(self.server.url(name), self.server.url(name, APP), None, self.server)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Everything of ours runs on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The shared server, with a template of the current schema in it."""
    server = EmbeddedPostgres(ROOT / ".cache" / "tests", conf=FORGETFUL)
    server.start()
    try:
        cluster = Cluster(server, f"template_{_schema_hash()}")
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            names = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
            _sweep(cluster, names)
            if cluster.template not in names:
                _build(cluster)
        yield cluster
        for copy in cluster.spare:
            cluster.end(copy)
    finally:
        server.stop()


def _schema(connection: "psycopg.Connection[tuple[Any, ...]]") -> str:
    row = connection.execute(_SCHEMA).fetchone()
    assert row is not None
    return row[0]


def _schema_hash() -> str:
    files = sorted(path for path in migrations_folder().rglob("*") if path.suffix in {".py", ".sql"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def _sweep(cluster: Cluster, names: list[str]) -> None:
    """Drop the copies of runs that were killed, and templates of schemas that are no more."""
    for name in names:
        copy = re.fullmatch(r"(?:test|building)_(\d+)_.*", name)
        stale = name.startswith("template_") and name != cluster.template
        if stale or (copy and not psutil.pid_exists(int(copy[1]))):
            with suppress(psycopg.errors.ObjectInUse):
                cluster.run("DROP DATABASE IF EXISTS {}", name)


def _build(cluster: Cluster) -> None:
    unfinished = f"building_{os.getpid()}_0"
    cluster.drop(unfinished)
    cluster.run("CREATE DATABASE {}", unfinished)
    migrate(cluster.server.url(unfinished))
    cluster.run("ALTER DATABASE {} RENAME TO {}", unfinished, cluster.template)


@pytest.fixture
def access(cluster: Cluster) -> Iterator[Access]:
    """A copy of the migrated database for this test alone: its URLs."""
    copy = cluster.lend()
    try:
        yield cluster.access(copy.name)
    finally:
        cluster.take_back(copy)


@pytest.fixture
async def database(access: Access) -> AsyncGenerator[Database]:
    """A copy of the migrated database for this test alone, seen as the app sees it."""
    database = Database(access.app_url, pool_size=20, info={"reactions": REACTIONS})
    yield database
    await database.close()


@pytest.fixture(scope="session")
def shared_access(cluster: Cluster) -> Iterator[Access]:
    """One copy for all tests that roll back."""
    name = cluster.copy()
    yield cluster.access(name)
    cluster.drop(name)


@pytest.fixture
async def session(shared_access: Access) -> AsyncGenerator[AsyncSession]:
    """One transaction as the app, rolled back at the end. Enter a workspace before touching its rows."""
    database = Database(shared_access.app_url, pool_size=1, info={"reactions": REACTIONS})
    async with database.engine.connect() as engaged:
        connection = await engaged.execution_options(isolation_level="READ COMMITTED")
        transaction = await connection.begin()
        async with AsyncSession(
            connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
            info={"reactions": REACTIONS},
        ) as session:
            yield session
        await transaction.rollback()
    await database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an ordinary development installation, in a folder of its own."""
    return Settings(home=tmp_path)


@pytest.fixture
async def post() -> AsyncGenerator[Post]:
    """A mail server on this machine."""
    async with post_office() as post:
        yield post


@pytest.fixture
async def resources(access: Access, settings: Settings) -> AsyncGenerator[Resources]:
    """What the web process has, on this test's own database; the hub listens."""
    async with open_resources(settings, access) as resources:
        yield resources


@pytest.fixture
async def client(resources: Resources) -> AsyncGenerator[httpx.AsyncClient]:
    """Speaks to the application without a socket. For streams use `server`: this one waits for a response's end."""
    from sportello.api.app import create_app  # noqa: PLC0415 - most tests need no web framework

    transport = httpx.ASGITransport(create_app(resources))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        yield client


@pytest.fixture
async def server(resources: Resources) -> AsyncGenerator[str]:
    """The application on a real socket in this process: its address."""
    from sportello.api.app import create_app  # noqa: PLC0415 - most tests need no web framework

    # Named as TCP, or asyncio would leave Nagle's algorithm on: each answer would wait 40 ms for an acknowledgement.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        running = uvicorn.Server(
            uvicorn.Config(create_app(resources), log_config=None, timeout_graceful_shutdown=1, lifespan="on")
        )
        task = asyncio.create_task(running.serve(sockets=[listener]))
        while not running.started:
            await asyncio.sleep(0.01)
            if task.done():
                await task
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        await task


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    """No test leaves the clock moved."""
    yield
    clock.reset()
