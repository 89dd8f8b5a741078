"""`sportello serve`: database, migrations, web and worker as one process tree.

The parent owns the embedded server's life and the listening socket: a web process that is started again misses no
connection. What runs once (migrations, first admin) runs in a child, so that it leaves nothing in memory.
"""

import asyncio
import http.client
import json
import os
import signal
import socket
import urllib.request
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import psycopg
import structlog
import uvicorn
from sqlalchemy.orm import configure_mappers

from sportello import workspaces
from sportello.bootstrap import Access, access_to, open_resources
from sportello.core import schema
from sportello.core.postgres_account import PostgresRefused
from sportello.core.postgres_check import check_app, check_server
from sportello.core.refusals import Refused
from sportello.core.settings import Settings
from sportello.supervisor import Child, Supervisor, fork, settle

Preparation = Callable[[Settings, Access], Coroutine[Any, Any, dict[str, Any]]]
KEPT_OPEN = 75
"""Seconds a connection may be idle: longer than proxies and browsers keep theirs, who would otherwise now and then
write into one that we have just closed."""
STREAMS_END_WITHIN = 20
ANSWERED_WITHIN = 15.0
"""Seconds a request's transaction may take; then it is rolled back, and its sender told to try again."""
_LOOK_EVERY = 0.25
"""Seconds between looks at the embedded server: as long as its death may go unnoticed. A look costs 0.1 ms."""
_log = structlog.get_logger()


class ServeRefused(Refused):
    """The server cannot start."""


def serve(
    settings: Settings,
    *,
    prepare: Preparation,
    ready: Callable[[], None],
    prepared: Callable[[dict[str, Any]], None] = lambda _said: None,
    with_worker: bool = True,
    beside: Sequence[Child] = (),
) -> None:
    """Run until SIGTERM or Ctrl-C.

    `prepare` runs once on the migrated database, in a child; `prepared` hears what it returned, before anything is
    served; `ready` is called once the first request has been answered. `beside` are further processes.
    """
    listener = listen(settings.host, settings.port)
    access = access_to(settings)
    asked_to_stop = _start(access)
    try:
        if asked_to_stop:
            return
        prepared(_prepare(settings, access, prepare))
        others = [Child("worker", lambda: _work(settings, access))] if with_worker else []
        for child in (*others, *beside):
            child.run = _without(listener, child.run)
        _import_all()
        watch = _Watch(settings, access, ready)
        web = Child("web", lambda: _web(settings, access, listener))
        Supervisor([web, *others, *beside], tick=watch, leaving=listener.close).run()
    finally:
        listener.close()
        if access.embedded is not None:
            access.embedded.stop()


def _start(access: Access) -> bool:
    """Start the embedded server, undisturbed: a start cut off half-way would leave a server that nobody stops.

    Says whether we were asked to stop meanwhile. From then on, until the supervisor takes over, SIGTERM stops us as
    Ctrl-C does.
    """
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: asked.append(number))
    try:
        if access.embedded is not None:
            access.embedded.start()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.default_int_handler)
    return bool(asked)


async def first_admin(settings: Settings, access: Access) -> dict[str, Any]:
    """On an installation without an owner: make one, and say their password this once."""
    async with open_resources(settings, access, live=False) as resources, resources.database.transaction() as session:
        password = await workspaces.create_first_admin(session, email=settings.admin_email, name="Admin")
    return {"password": password}


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on, or a sentence on why there is none."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2_048)
    except OSError as error:
        reason = error.strerror or error
        message = f"HOST={host} PORT={port}: {reason}. Choose another port with PORT=…, or stop what uses this one."
        raise ServeRefused(message) from None
    return listener


def _without(listener: socket.socket, run: Callable[[], None]) -> Callable[[], None]:
    """For who serves nobody there: while anyone holds the socket, callers are let in who are not served any more."""

    def run_without() -> None:
        listener.close()
        run()

    return run_without


def _prepare(settings: Settings, access: Access, prepare: Preparation) -> dict[str, Any]:
    """Check, migrate and prepare in a child; returns what `prepare` said."""
    reading, writing = os.pipe()

    def run() -> None:
        os.close(reading)
        try:
            with access.as_owner() as connection:
                check_server(connection)
            if schema.migrate(access.owner_url):
                _log.info("schema.migrated")
            with access.as_app() as connection:
                check_app(connection)
            said = asyncio.run(prepare(settings, access))
        except (Refused, psycopg.OperationalError) as error:
            said = {"refused": str(error).strip()}
        with os.fdopen(writing, "w") as pipe:
            json.dump(said, pipe)

    pid = fork(run)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            heard = pipe.read()
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
        raise
    finally:
        os.waitpid(pid, 0)
    if not heard:
        message = "The database could not be prepared; the reason is above."
        raise ServeRefused(message)
    said: dict[str, Any] = json.loads(heard)
    if "refused" in said:
        raise ServeRefused(said["refused"])
    return said


def _import_all() -> None:
    """Load in the parent what children need, so that they share it: what each makes for itself, each keeps twice."""
    for name in (
        "uvloop",
        "httptools",
        "sportello.api.connections",
        "sportello.api.app",
        "sportello.worker",
    ):
        import_module(name)
    import_module("sportello.answering").warm_up()
    configure_mappers()


def _web(settings: Settings, access: Access, listener: socket.socket) -> None:
    import uvloop  # noqa: PLC0415

    from sportello.api.app import create_app  # noqa: PLC0415
    from sportello.api.connections import Connection  # noqa: PLC0415

    async def run() -> None:
        async with open_resources(settings, access, patience=ANSWERED_WITHIN) as resources:
            app = create_app(resources)
            app.state.closing = asyncio.Event()
            config = uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=2_048,
                timeout_keep_alive=KEPT_OPEN,
                timeout_graceful_shutdown=STREAMS_END_WITHIN,
            )
            await _Server(config, app.state.closing).serve(sockets=[listener])

    uvloop.run(run())


class _Server(uvicorn.Server):
    """Tells the application when it is time to go, so that streams end instead of being waited for."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self._closing = closing

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop on SIGTERM, once, and return from `serve` in the ordinary way."""

        def leave() -> None:
            self._closing.set()
            self.should_exit = True

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave)
        yield


def _work(settings: Settings, access: Access) -> None:
    import uvloop  # noqa: PLC0415

    uvloop.run(work(settings, access))


def check_for_work(access: Access) -> None:
    """Refuse a database that a worker alone cannot work on: it checks what `serve` checks, but changes nothing."""
    with access.as_owner() as connection:
        check_server(connection)
    found = schema.current(access.owner_url)
    if found != schema.head():
        message = f"The database is at {found or 'no version'}, and this version of Sportello needs {schema.head()}."
        raise ServeRefused(f"{message} Run `sportello migrate`, or start `sportello serve` first.")
    with access.as_app() as connection:
        check_app(connection)


async def work(settings: Settings, access: Access) -> None:
    """The worker alone, until SIGTERM or Ctrl-C; it finishes what it has begun."""
    from sportello import answering, worker  # noqa: PLC0415

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    answering.warm_up()
    settle()  # the collector would otherwise keep an answer waiting for a tenth of a second now and then
    async with open_resources(settings, access) as resources:
        await worker.run(resources, stop)


class _Watch:
    """What the parent does in between: mend the database, and say once that the first request was answered."""

    def __init__(self, settings: Settings, access: Access, ready: Callable[[], None]) -> None:
        self._url = health_url(settings)
        self._embedded = access.embedded
        self._ready: Callable[[], None] | None = ready

    def __call__(self) -> float:
        if self._embedded is not None:
            try:
                if self._embedded.heal():
                    _log.error("postgres.started_again")
            except PostgresRefused as error:
                _log.error("postgres.does_not_start", reason=str(error))
        if self._ready is not None and answers(self._url):
            ready, self._ready = self._ready, None
            ready()
        return _LOOK_EVERY if self._ready is None else 0.1


def health_url(settings: Settings) -> str:
    """Where this machine asks whether it serves."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/health"


def answers(url: str) -> bool:
    """Whether Sportello answers there."""
    try:
        with urllib.request.urlopen(url, timeout=0.5) as response:  # noqa: S310 - our own address
            return json.load(response) == {"status": "ok"}
    except (OSError, ValueError, http.client.HTTPException):
        return False
