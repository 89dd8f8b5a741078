"""Who is at work now, and who is writing: whispered, never stored.

Every process says who has come and who has gone, and now and then who is there at all; what it said expires.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.core.live import Notice, parted, whisper

PRESENCE = "presence"
"""Name of the whisper by which a process tells who is at the desk through it."""
TYPING = "typing"
"""Name of the whisper that somebody is writing."""
WRITING = "writing"
"""Name of the same where it does not concern the customer: a note is being written."""
SAID_EVERY = 20.0
"""Seconds after which a process says it again."""
EXPIRES_AFTER = 50.0
"""Seconds after which a process that says nothing is taken for dead."""
Said = dict[UUID, str | None]
"""People by id: their name, or None when they have gone."""


def as_people(users: dict[UUID, str]) -> list[dict[str, str]]:
    """Those at work as the desk is told of them: by name, so that nobody changes places when somebody comes."""
    return [{"id": str(id_), "name": name} for id_, name in sorted(users.items(), key=lambda user: (user[1], user[0]))]


class Presence:
    """Who is at the desk, by workspace, as all processes have said."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = str(new_id())
        self._told: dict[UUID, dict[UUID, str]] = {}
        self._telling = asyncio.Lock()
        self._heard: dict[UUID, dict[tuple[str, UUID], tuple[float, str]]] = {}

    async def tell(self, workspace_id: UUID, here: Callable[[], dict[UUID, str]], *, all_of_them: bool = False) -> None:
        """Say who has come to this process and who has left it since it last said so; now and then, who is there.

        One at a time, and each with what is true as it begins: what is said later was never true earlier.
        """
        async with self._telling:
            now_here, before = here(), self._told.get(workspace_id, {})
            gone: Said = dict.fromkeys(before.keys() - now_here.keys())
            come = {id_: name for id_, name in now_here.items() if all_of_them or before.get(id_) != name}
            notices = [
                self._notice(workspace_id, part)
                for part in parted((str(id_), name) for id_, name in (gone | come).items())
            ]
            if notices:
                await whisper(self._database, *notices)
            self._told[workspace_id] = now_here
            if not now_here:
                del self._told[workspace_id]

    def _notice(self, workspace_id: UUID, part: list[tuple[str, str | None]]) -> Notice:
        data: dict[str, Any] = {"process": self._process, "users": dict(part)}
        return Notice(name=PRESENCE, workspace_id=workspace_id, data=data)

    def hear(self, notice: Notice) -> None:
        """Take in what a process said."""
        heard = self._heard.setdefault(notice.workspace_id, {})
        until = monotonic() + EXPIRES_AFTER
        for id_, name in notice.data["users"].items():
            said_by = (notice.data["process"], UUID(id_))
            if name is None:
                heard.pop(said_by, None)
            else:
                heard[said_by] = (until, name)

    def users(self, workspace_id: UUID) -> dict[UUID, str]:
        """Who is at work now, by id, with their names."""
        at = monotonic()
        heard = self._heard.get(workspace_id, {})
        for said_by in [said_by for said_by, (until, _) in heard.items() if until < at]:
            del heard[said_by]
        if not heard:
            self._heard.pop(workspace_id, None)
        return {id_: name for (_, id_), (_, name) in heard.items()}
