"""While an answer is being worked on: its lease begins anew, and it is heard when nobody waits for it any more."""

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from sportello.conversations import DueAnswer, hold
from sportello.core.db import Database
from sportello.core.live import Hub

HELD_EVERY: Final = 8.0
"""Seconds between two times that an answer's lease is begun anew; it may be missed twice."""
DRAFTED: Final = "answer.drafted"
"""Name of the notice that an answer is being written, with all of it so far: who comes late has missed nothing.

Without text it says that there will be none."""
_log = structlog.get_logger()


async def hold_lease(database: Database, hub: Hub, due: DueAnswer, *, until_unwanted: bool = True) -> None:
    """Hold on. Return once nobody waits for the answer any more: looked for now and then, and when something happens.

    What is to be done whether somebody waits or not holds on, `until_unwanted` or until it is cancelled.
    """
    with hub.watch(due.conversation_id) as watch:
        while True:
            try:
                async with database.transaction(due.workspace_id) as session:
                    if not await hold(session, due=due) and until_unwanted:
                        return
            except (SQLAlchemyError, OSError) as error:
                _log.warning("answer.not_held", error=type(error).__name__)
            clock = asyncio.get_running_loop().time
            until, news = clock() + HELD_EVERY, False
            while not news and (left := until - clock()) > 0:
                heard = await watch.get(within=left)
                news = until_unwanted and any(notice.name != DRAFTED for notice in heard)
