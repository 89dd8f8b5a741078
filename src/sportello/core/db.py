"""The database: one engine, one transaction at a time, and a workspace it is confined to.

Every table with a `workspace_id` has row-level security; a transaction sees only the workspace it has
entered, and none before it has entered one. Domain code never commits: whoever opens the transaction does.
"""

import asyncio
import struct
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final, cast
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, waiting
from psycopg.abc import RV, PQGen
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import AdaptedConnection, Connection, DateTime, MetaData, NullPool, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.exc import InterfaceError, TimeoutError as TookTooLong
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.types import UserDefinedType

from sportello.core.pool import PoolInTurn

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ALIVE: Final[Mapping[str, Any]] = {
    "connect_timeout": 5,
    # A server whose machine is gone says nothing: the kernel asks it, and gives up on it within half a minute.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How every connection notices that nobody is there any more."""
_NO_ANSWER = "no transaction within {} seconds"
_LET_GO_WITHIN = 1.0
"""Seconds a server gets to hear that nobody waits for its answer any more."""

_ENTER = text("SELECT set_config('app.workspace', :workspace, true)")


class HalfVector(UserDefinedType[str]):
    """pgvector's `halfvec`, as SQLAlchemy is to know it: statements write and read it as text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Its name in the database."""
        return "halfvec"


cast("dict[str, Any]", ischema_names)["halfvec"] = HalfVector


class Halves(bytes):
    """A vector as it is sent for a `halfvec`: a fifth of what it would be as text, and nothing to be read."""

    @classmethod
    def of(cls, vector: Sequence[float]) -> "Halves":
        """Its numbers, with how many they are before them."""
        return cls(struct.pack(f">Hh{len(vector)}e", len(vector), 0, *vector))


class _HalvesDumper(Dumper):
    """As they are. The server knows what they are by where they stand: an extension's type has no number of its own."""

    format = Format.BINARY

    def dump(self, obj: Halves) -> bytes:
        return obj


psycopg.adapters.register_dumper(Halves, _HalvesDumper)


class Base(DeclarativeBase):
    """What all tables share: naming of constraints, aware times, JSON as `jsonb`."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


async def enter_workspace(session: AsyncSession, workspace_id: UUID) -> None:
    """Confine the rest of the running transaction to one workspace."""
    await session.execute(_ENTER, {"workspace": str(workspace_id)})


class _Connection(AsyncConnection[Any]):
    """A connection that is let go at once when nobody waits for it any more, also by a server that does not answer.

    The driver would wait for the server's word for ten seconds; SQLAlchemy throws the connection away all the same.
    """

    async def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:  # noqa: ASYNC109 - the driver's own
        """Wait for what the server says."""
        try:
            return await waiting.wait_async(gen, self.pgconn.socket, interval=interval, timeout=timeout)
        except asyncio.CancelledError:
            try:
                with suppress(psycopg.Error, OSError):
                    await self.cancel_safe(timeout=_LET_GO_WITHIN)
            finally:
                self.pgconn.finish()
            raise


class _Session(Session):
    """A session whose transaction begins in the workspace it is told, in one trip to the server."""


@event.listens_for(_Session, "after_begin")
def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Begin by ourselves: the driver's own BEGIN is a trip of its own, and entering the workspace another."""
    if transaction.nested or session.info.get("each_alone"):
        return
    workspace_id: UUID | None = session.info.get("workspace_id")
    entering = f"; SELECT set_config('app.workspace', '{workspace_id}', true)" if workspace_id else ""
    # Two statements in one message cannot be prepared.
    adapted = cast("AdaptedConnection", connection.connection.dbapi_connection)
    try:
        adapted.run_async(lambda raw: raw.execute("BEGIN" + entering, prepare=False))
    except psycopg.OperationalError as error:
        # As SQLAlchemy does where it begins itself: of a server that went away no other connection is good either.
        connection.engine.pool._invalidate(connection.connection, error)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        connection.invalidate(error)
        raise InterfaceError("BEGIN", None, error, connection_invalidated=True) from error
    except BaseException as called_off:
        # Thrown away like any whose statement was called off. Given back as it is, its failing would be told instead.
        connection.invalidate(called_off)
        raise


class Database:
    """The engine behind all transactions of this process.

    `url` is a libpq URL; `role`, where given, is assumed by every connection from its first statement on.
    `info` is handed to every session (`session.info`): what `core.events` needs to find the reactions.
    `patience` bounds every transaction, in seconds: what takes longer, in the server, on its way there or waiting for a
    connection, is rolled back and refused. Without it one waits: for work that nobody stands by for.
    """

    def __init__(
        self,
        url: str,
        *,
        role: str | None = None,
        pool_size: int = 10,
        info: Mapping[str, Any] | None = None,
        patience: float | None = None,
    ) -> None:
        self.url = url
        self.role = role
        self._patience = patience
        options = "-c timezone=UTC" + (f" -c role={role}" if role else "")
        if patience is not None:
            # So that the server does not go on with what nobody waits for.
            options += f" -c statement_timeout={1_000 * patience:.0f} -c lock_timeout={500 * patience:.0f}"
        engine = partial(
            create_async_engine,
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            isolation_level="AUTOCOMMIT",  # we begin by ourselves: see _begin
            hide_parameters=True,  # what people write never gets into an error, and so into a log
            connect_args={**ALIVE, "options": options, "async_creator_fn": _Connection.connect},
        )
        self.engine: AsyncEngine = engine(
            poolclass=PoolInTurn,
            pool_size=pool_size,
            max_overflow=0,  # a connection opened for a moment costs PostgreSQL more than a moment's wait
            pool_timeout=30 if patience is None else patience / 2,
        )
        self._apart: AsyncEngine = engine(poolclass=NullPool)
        self._sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, info=dict(info or {}), sync_session_class=_Session
        )

    @asynccontextmanager
    async def transaction(
        self, workspace_id: UUID | None = None, *, apart: bool = False, large: bool = False
    ) -> AsyncGenerator[AsyncSession]:
        """A transaction that commits at the end of the block and rolls back if the block raises.

        `large` has the time it needs, though no single statement of it has: for what its sender expects to take long.

        It begins with the first statement, in `workspace_id` where one is given. `apart` gives it a connection that is
        closed afterwards, for large work now and then: PostgreSQL keeps for each connection the memory it ever needed.
        """
        # By hand rather than by `async with session, session.begin()`, which costs 0.1 ms more each time: it
        # shields every close with a task of its own, while after a commit there is nothing left to give back.
        session = self._sessions(bind=self._apart) if apart else self._sessions()
        session.info["workspace_id"] = workspace_id
        limit = asyncio.timeout(None if large else self._patience)
        try:
            async with limit:
                yield session
                await session.commit()
        except BaseException as error:
            await asyncio.shield(session.close())
            if limit.expired() and isinstance(error, TimeoutError):
                raise TookTooLong(_NO_ANSWER.format(self._patience)) from error
            raise
        session.sync_session.close()

    @asynccontextmanager
    async def statements(self, *, apart: bool = False) -> AsyncGenerator[AsyncSession]:
        """A session whose every statement is a transaction of its own: for the one that is all there is to do.

        `apart` gives it one connection to its end, which is closed then: for what PostgreSQL keeps for a connection.
        """
        session = self._sessions(bind=self._apart) if apart else self._sessions()
        session.info["each_alone"] = True
        try:
            yield session
        finally:
            await asyncio.shield(session.close())

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()
