"""Whatever is killed in traffic: nothing acknowledged is lost or doubled.

The short form, one round of each: no clock is judged, since others may keep the machine busy. `make faults` plays 50 of
each, and looks at how soon it is ready again.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from random import Random
from typing import Any

import psycopg
import pytest

from tests.faults.history import History
from tests.faults.installation import Installation, free_port, installation
from tests.faults.people import Customer
from tests.faults.rounds import (
    FAULTS,
    SETTLED_WITHIN,
    SHORT,
    TALKED_WITHIN,
    Round,
    Stage,
    at_the_same_time,
    fresh_seed,
    look,
    play_all,
    sign_in,
    talked,
)
from tests.faults.wire import Wire


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    """One installation for all of it: it must stand one fault after the other."""
    with installation() as running:
        yield running


@pytest.fixture(scope="module")
def stage(running: Installation) -> Stage:
    """The agents signed in."""
    return asyncio.run(sign_in(running))


def tell(one: Round) -> None:
    """Say what happened; shown where a test fails, and by -rP."""
    print({name: value for name, value in one.report().items() if value is not None})  # noqa: T201 - see above


@pytest.mark.slow
async def test_nothing_is_lost_whatever_is_killed(stage: Stage) -> None:
    rounds = await play_all(stage, list(FAULTS), seed=fresh_seed(), form=SHORT, tell=tell)
    broken = {(one.fault, one.seed): one.broken for one in rounds if one.broken}
    assert not broken
    # Faults that nobody notices would prove nothing.
    assert all(one.history.outcomes["unavailable"] for one in rounds if one.fault == "database")
    assert all(one.history.outcomes["unknown"] for one in rounds if one.fault in {"server", "machine"})
    assert all(len(one.history.posts) > len(one.customers) and one.answers for one in rounds)


@pytest.mark.slow
async def test_what_is_said_to_one_web_process_is_heard_from_another(stage: Stage) -> None:
    port = free_port()
    beside = stage.running.start("serve", "--no-worker", port=port)
    try:
        await asyncio.to_thread(stage.running.wait_until_ready, port=port)
        await _across(stage, port)
    finally:
        beside.terminate()
        assert await asyncio.to_thread(beside.wait, 40) == 0
    assert stage.running.answers(), "the one that stays still serves: the other did not take the database along"


@pytest.mark.slow
async def test_jobs_are_listened_for_again_when_the_database_is_back(stage: Stage) -> None:
    await asyncio.to_thread(stage.running.kill_database)
    await asyncio.to_thread(stage.running.wait_until_ready)
    async with asyncio.timeout(TALKED_WITHIN):
        while not _jobs_are_heard(stage.running):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.1)


def _jobs_are_heard(running: Installation) -> bool:
    """Whether somebody listens for new jobs, as the database sees it."""
    with psycopg.connect(running.database.url()) as connection:
        found = connection.execute("SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%procrastinate%'").fetchall()
    return bool(found)


async def _across(stage: Stage, port: int) -> None:
    """Customers who say everything here and hear everything there, and the other way round."""
    history = History()
    customers: list[Customer] = []
    listening: list[Coroutine[Any, Any, None]] = []
    here, there = stage.running.port, port
    for number in range(4):
        wire = await stage.visitor()
        says, hears = (here, there) if number % 2 else (there, here)
        customer = Customer(Wire(says, wire.headers), history, Random(number))  # noqa: S311 - no secret
        await customer.open()
        ear = Customer(Wire(hears, wire.headers), History(), customer.random, id=customer.id)
        ear.ear = customer.ear
        customers.append(customer)
        listening.append(ear.listen())
    async with at_the_same_time(*listening):
        async with at_the_same_time(*(customer.chat() for customer in customers)) as busy:
            await talked(history, 40)
            for customer in customers:
                customer.stop.set()
            async with asyncio.timeout(TALKED_WITHIN):
                await asyncio.gather(*busy)
        patience = time.monotonic() + SETTLED_WITHIN
        while not (seen := await look(history, customers)).settled and time.monotonic() < patience:  # noqa: ASYNC110 - only they know
            await asyncio.sleep(0.1)
    assert seen.broken(settled=True) == []
    assert all(customer.ear.connections == 1 for customer in customers)
