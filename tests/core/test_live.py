"""Watching: notices come, and stopping to watch stops."""

import asyncio
from uuid import UUID

import pytest

from sportello.core.live import Notice, Watch

NOTICE = Notice(name="somebody_spoke", workspace_id=UUID(int=1))


@pytest.mark.parametrize("steps", range(4))
async def test_a_watcher_that_is_cancelled_as_a_notice_comes_is_cancelled(steps: int) -> None:
    watch = Watch()
    watcher = asyncio.create_task(watch.get(within=60))
    for _ in range(3):
        await asyncio.sleep(0)
    watch.put(NOTICE)
    for _ in range(steps):
        await asyncio.sleep(0)
    accepted = watcher.cancel()
    await asyncio.wait([watcher])
    assert watcher.cancelled() is accepted  # a cancellation that was accepted is never forgotten


async def test_all_that_has_come_is_handed_over_at_once_and_nothing_after_the_time_is_up() -> None:
    watch = Watch()
    watch.put(NOTICE)
    watch.put(NOTICE)
    assert await watch.get(within=60) == [NOTICE, NOTICE]
    assert await watch.get(within=0.01) == []
