"""Running the jobs that a test has caused."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from procrastinate import PsycopgConnector

from sportello.core import jobs
from sportello.core.resources import Resources


@asynccontextmanager
async def opened(resources: Resources) -> AsyncGenerator[None]:
    """The queue, open for who runs what is in it."""
    connector = PsycopgConnector(conninfo=resources.database.url, min_size=1, max_size=2)
    with jobs.app.replace_connector(connector):
        async with jobs.app.open_async():
            yield


async def work(resources: Resources) -> None:
    """Run every job that is due."""
    async with opened(resources):
        await jobs.app.run_worker_async(
            wait=False, install_signal_handlers=False, additional_context={"resources": resources}
        )
