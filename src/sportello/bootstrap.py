"""The only place that assembles: from settings to a database server, and from that to a process's resources."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

import psycopg
from sqlalchemy import MetaData

import sportello
from sportello import answering
from sportello.core import schema
from sportello.core.db import Base, Database
from sportello.core.embedding import Embedder, FolderEmbedder, Memory, ServerEmbedder
from sportello.core.live import Hub
from sportello.core.llm import Providers
from sportello.core.meanings import Meanings
from sportello.core.postgres import APP, CONF, EmbeddedPostgres
from sportello.core.postgres_account import PostgresRefused
from sportello.core.postgres_check import check_kind
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from sportello.core.weights import Weights
from sportello.reactions import REACTIONS

_SPARE = 20
"""Connections left for commands, and for looking around."""
_BEGIN = (
    "`sportello serve` makes it there; if yours is elsewhere, name its folder in SPORTELLO_HOME,"
    " or its server in DATABASE_URL."
)


@dataclass(frozen=True)
class Access:
    """How to reach the database: as its owner (migrations), and as the app (everything else)."""

    owner_url: str
    app_url: str
    role: str | None
    """The role an app connection takes on, where it does not log in as it."""
    embedded: EmbeddedPostgres | None = None

    def as_owner(self) -> "psycopg.Connection[Any]":
        """A connection of the owner's, for looking around; refused in a sentence where there is none."""
        return self._connect("DATABASE_URL", self.owner_url)

    def as_app(self) -> "psycopg.Connection[Any]":
        """A connection with the rights the application works with."""
        variable = "DATABASE_URL" if self.role else "DATABASE_APP_URL"
        return self._connect(variable, self.app_url, f"-c role={self.role}" if self.role else None)

    def _connect(self, variable: str, url: str, options: str | None = None) -> "psycopg.Connection[Any]":
        try:
            return psycopg.connect(url, connect_timeout=10, options=options)
        except psycopg.OperationalError as error:
            said = " ".join(str(error).split())
            if self.embedded is not None:
                message = f"The embedded PostgreSQL does not answer: {said}"
            else:
                message = f"{variable}: {said.rstrip('.?')}. Check its host, port, database, user and password."
            raise PostgresRefused(message) from None


def connections_of_serve(settings: Settings) -> int:
    """How many connections `serve` may open, all its processes together: two pools, two listeners, and the queue's."""
    return 2 * settings.database_pool + 2 + 7


def access_to(settings: Settings) -> Access:
    """Where the settings say the database is; nothing is started or tried."""
    if settings.database_url is None:
        most = max(int(CONF["max_connections"]), connections_of_serve(settings) + _SPARE)
        server = EmbeddedPostgres(settings.home, conf={"max_connections": str(most)})
        return Access(server.url(), server.url(user=APP), None, server)
    if settings.database_app_url is not None:
        return Access(settings.database_url, settings.database_app_url, None)
    return Access(settings.database_url, settings.database_url, APP)


@contextmanager
def database_server(settings: Settings) -> Generator[Access]:
    """The database for the length of a command: the embedded server is joined or started, and left at the end."""
    access = access_to(settings)
    if access.embedded is None:
        with access.as_owner() as connection:
            check_kind(connection)
        yield access
        return
    access.embedded.start()
    try:
        yield access
    finally:
        access.embedded.stop()


@contextmanager
def begun_database(settings: Settings) -> Generator[Access]:
    """The same for a command that works with what is there: it is joined or started, but never made."""
    if settings.database_url is None and not EmbeddedPostgres(settings.home).exists:
        raise PostgresRefused(f"There is no installation in {settings.home}: {_BEGIN}")
    with database_server(settings) as access:
        yield access


def check_begun(access: Access) -> None:
    """Refuse a database in which Sportello has never been: it is somebody else's, or the wrong one."""
    if schema.current(access.owner_url) is None:
        where = "The database of DATABASE_URL" if access.embedded is None else str(access.embedded.home)
        raise PostgresRefused(f"{where} is empty: {_BEGIN}")


def standing_database(settings: Settings) -> Access:
    """The database as it stands, for who only looks: what is not there, or does not run, is refused in a sentence."""
    if settings.database_url is None:
        server = EmbeddedPostgres(settings.home)
        if not server.exists:
            raise PostgresRefused(f"{settings.home} has none yet. {_BEGIN}")
        if server.process is None:
            message = f"the one in {settings.home} does not run. Start it with `sportello serve`, then look again."
            raise PostgresRefused(message)
    return access_to(settings)


@asynccontextmanager
async def open_resources(
    settings: Settings, access: Access, *, live: bool = True, patience: float | None = None
) -> AsyncGenerator[Resources]:
    """What one process needs of the world, opened and closed again. `live` starts to listen for notices.

    `patience` is how long, in seconds, a transaction may take where somebody waits for it.
    """
    database = Database(
        access.app_url,
        role=access.role,
        pool_size=settings.database_pool,
        info={"reactions": REACTIONS},
        patience=patience,
    )
    hub = Hub(access.app_url, role=access.role)
    embedder = open_embedder(settings, memory=Weights(database, answering.request_embedding))
    meanings = Meanings(embedder) if embedder else None
    providers = Providers(settings.model_reach)
    try:
        if live:
            await hub.start()
        yield Resources(settings=settings, database=database, hub=hub, meanings=meanings, providers=providers)
    finally:
        await providers.close()
        await hub.stop()
        await database.close()


def open_embedder(settings: Settings, *, memory: Memory | None = None) -> Embedder | None:
    """What the settings say understands meanings; None: search goes by words and letters alone."""
    if settings.embedding_folder is not None:
        return FolderEmbedder(settings.embedding_folder)
    if settings.embedding_url is None or settings.embedding_model is None:
        return None
    return ServerEmbedder(
        url=settings.embedding_url,
        model=settings.embedding_model,
        key=settings.embedding_api_key,
        languages=settings.embedding_languages,
        reach=settings.embedding_reach,
        memory=memory,
    )


def closed_resources() -> Resources:
    """Resources that reach nothing: enough to describe the API."""
    return Resources(settings=Settings(), database=Database("postgresql://"), hub=Hub("postgresql://"))


def all_models() -> MetaData:
    """The metadata of every table, once every room's models are imported."""
    import_module("sportello.core.events")
    import_module("sportello.core.metrics")
    import_module("sportello.core.weights")
    for room in iter_modules(sportello.__path__, "sportello."):
        if room.ispkg and find_spec(f"{room.name}.models"):
            import_module(f"{room.name}.models")
    return Base.metadata
