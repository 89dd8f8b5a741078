"""What a customer sees of an answer before it is said: as much of it as is written, or that it takes a while."""

import asyncio
from typing import Any, Final

from sportello.answering.holding import DRAFTED, hold_lease
from sportello.answering.pauses import Ready
from sportello.conversations import DueAnswer
from sportello.core.db import Database
from sportello.core.live import Hub, Notice, whisper
from sportello.core.llm import Piece, Replace

PATIENCE = 6.0
"""Seconds in which a customer need not see anything of an answer; then they are told that it is still worked on."""
_LONGEST_NOTICE: Final = 7_900
"""Bytes of a notice that PostgreSQL carries. What is longer is seen when it is said."""


class Meanwhile:
    """What the customer has seen of an answer so far."""

    def __init__(self, database: Database, ready: Ready) -> None:
        self.database = database
        self._ready = ready
        self._text = ""
        self._shown = False
        self._turn = asyncio.Lock()
        """One after another, or what is told of the waiting might come after what was waited for."""

    async def hear(self, piece: Piece) -> None:
        """There is more of it, or something else."""
        self._text = piece.text if isinstance(piece, Replace) else self._text + piece.text
        async with self._turn:
            await self._show(self._text)

    async def wait(self, text: str) -> None:
        """Say that it takes a while, should there be nothing to see of it by then."""
        await asyncio.sleep(PATIENCE)
        async with self._turn:
            if not self._text:
                await self._show(text)

    async def nothing(self) -> None:
        """It will not be said after all."""
        if self._shown:
            await self._whisper("")

    async def _show(self, text: str) -> None:
        self._shown = True
        preface = self._ready.draft.preface
        await self._whisper(f"{preface}\n\n{text}" if preface else text)

    async def _whisper(self, text: str) -> None:
        due = self._ready.due
        data = {"id": str(self._ready.message_id), "text": text}
        notice = Notice(name=DRAFTED, workspace_id=due.workspace_id, conversation_id=due.conversation_id, data=data)
        if len(notice.dump()) < _LONGEST_NOTICE:
            await whisper(self.database, notice)


async def while_wanted(hub: Hub, due: DueAnswer, work: asyncio.Task[Any], told: Meanwhile, waiting: str) -> bool:
    """Wait for the work as long as somebody waits for its answer, who is told if it takes long; whether it is done."""
    holding = asyncio.create_task(hold_lease(told.database, hub, due))
    telling = asyncio.create_task(told.wait(waiting))
    try:
        await asyncio.wait({work, holding}, return_when=asyncio.FIRST_COMPLETED)
        return work.done()
    finally:
        work.cancel()
        holding.cancel()
        telling.cancel()
        await asyncio.gather(work, holding, telling, return_exceptions=True)
