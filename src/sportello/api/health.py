"""Whether the process lives, whether it can serve, and what it measured."""

import asyncio
from datetime import timedelta
from time import monotonic
from typing import Literal, cast

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from pydantic import BaseModel
from sqlalchemy import QueuePool, text
from sqlalchemy.exc import SQLAlchemyError

from sportello.api.deps import ResourcesDep
from sportello.api.routing import operation_id
from sportello.core.clock import now
from sportello.core.metrics import figures
from sportello.core.resources import Resources
from sportello.core.schema import head

router = APIRouter(tags=["health"], generate_unique_id_function=operation_id)
_log = structlog.get_logger()
_PATIENCE = 3.0
_FRESH = 2.0
"""Seconds for which the figures of the installation hold: who asks more often asks the database no more often."""
CONNECTIONS = Gauge("sportello_database_connections", "This process's connections to the database", ["kind"])
UP = Gauge("sportello_database_up", "Whether the database told its figures just now (1) or not (0)")
_WORKER_SEEN = timedelta(seconds=60)
_STATE = text(
    """
    SELECT (SELECT version_num FROM alembic_version) AS revision,
           EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > :alive) AS worker
    """
)


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether requests will be served, and what stands in the way if not.

    Without a worker (`jobs` is false) people are served and nothing is lost, but the assistant is silent and no
    mail leaves: that is `degraded`, not a reason to take the process out of service.
    """

    status: Literal["ready", "degraded", "not_ready"]
    database: bool
    migrations: bool
    live: bool
    jobs: bool


@router.get("/health")
@router.head("/health", include_in_schema=False)
async def health() -> Health:
    """Liveness: touches nothing but this process."""
    return Health(status="ok")


async def _state(resources: Resources) -> tuple[str, bool] | None:
    try:
        async with asyncio.timeout(_PATIENCE), resources.database.transaction() as session:
            row = (await session.execute(_STATE, {"alive": now() - _WORKER_SEEN})).one()
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("ready.database", error=type(error).__name__)
        return None
    return row.revision, row.worker


@router.get("/ready", responses={503: {"model": Readiness, "description": "Not ready"}})
@router.head("/ready", include_in_schema=False)
async def ready(resources: ResourcesDep, response: Response) -> Readiness:
    """Readiness: database, migrations, live notices, jobs. 503 while requests could not be served."""
    state = await _state(resources)
    revision, worker = state or ("", False)
    live = resources.hub.connected.is_set()
    serving = state is not None and revision == head() and live
    if not serving:
        response.status_code = 503
    return Readiness(
        status="not_ready" if not serving else "ready" if worker else "degraded",
        database=state is not None,
        migrations=revision == head(),
        live=live,
        jobs=worker,
    )


class Figures:
    """What the database knows of the whole installation, read at most every few seconds however often it is asked."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._read_at = -_FRESH
        self._read = b""
        self._one_at_a_time = asyncio.Lock()

    async def latest(self) -> bytes:
        """As Prometheus reads it. Where the database does not answer there are none, but that."""
        pool = cast("QueuePool", self._resources.database.engine.pool)
        CONNECTIONS.labels("in_use").set(pool.checkedout())
        CONNECTIONS.labels("most").set(pool.size())
        async with self._one_at_a_time:
            if monotonic() - self._read_at >= _FRESH:
                self._read = await self._look()
                self._read_at = monotonic()
            return self._read

    async def _look(self) -> bytes:
        try:
            async with asyncio.timeout(_PATIENCE), self._resources.database.transaction() as session:
                read = await figures(session)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("metrics.database", error=type(error).__name__)
            UP.set(0)
            return b""
        UP.set(1)
        return read


def figures_of(request: Request) -> Figures:
    """This process's."""
    state = request.app.state
    if not hasattr(state, "figures"):
        state.figures = Figures(state.resources)
    return cast("Figures", state.figures)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
@router.head("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """What this process measured, and what the installation owes and did, for Prometheus: no names, no contents."""
    of_all = await figures_of(request).latest()
    return Response(generate_latest() + of_all, media_type=CONTENT_TYPE_LATEST)
