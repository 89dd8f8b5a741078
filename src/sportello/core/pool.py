"""Connections that are waited for in turn: whoever asked first has the next one.

asyncio's own queue wakes who waits longest, but whoever comes by before they are awake takes what woke them, and they
wait anew behind all others: in a rush an answer waited half a minute for what others had a hundred times meanwhile.
"""

import asyncio
from collections import deque
from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.util import memoized_property
from sqlalchemy.util.queue import AsyncAdaptedQueue


class _Line(asyncio.LifoQueue[Any]):
    """What is given back goes into the hand of who waits longest; it lies about only where nobody waits.

    Of what lies about, the last one used is taken first: it is warm, its statements prepared, PostgreSQL's caches full.
    """

    def __init__(self, maxsize: int) -> None:
        super().__init__(maxsize)
        self._waiting: deque[asyncio.Future[Any]] = deque()

    def put_nowait(self, item: Any) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(item)
                return
        super().put_nowait(item)

    async def get(self) -> Any:
        if not self.empty():
            return self.get_nowait()
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            return await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # handed over to who had given up: the next one's
                self.put_nowait(mine.result())
            raise


class _Lines(AsyncAdaptedQueue[Any]):
    """SQLAlchemy's queue, with a line in place of asyncio's."""

    @memoized_property
    def _queue(self) -> asyncio.Queue[Any]:
        return _Line(self.maxsize)


class PoolInTurn(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool of connections, in which nobody is passed over."""

    _queue_class = _Lines
