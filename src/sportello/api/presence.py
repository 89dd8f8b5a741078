"""Who is at work now, and who is writing: whispered, never stored.

Every process says now and then who listens to it, and what it said expires.
"""

from time import monotonic
from uuid import UUID

from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.core.live import Notice, whisper

PRESENCE = "presence"
"""Name of the whisper by which a process tells who is at the desk through it."""
TYPING = "typing"
"""Name of the whisper that somebody is writing."""
SAID_EVERY = 20.0
"""Seconds after which a process says it again."""
EXPIRES_AFTER = 50.0
"""Seconds after which a process that says nothing is taken for dead."""


def as_people(users: dict[UUID, str]) -> list[dict[str, str]]:
    """Those at work as the desk is told of them: by name, so that nobody changes places when somebody comes."""
    return [{"id": str(id_), "name": name} for id_, name in sorted(users.items(), key=lambda user: (user[1], user[0]))]


class Presence:
    """Who is at the desk, by workspace, as all processes have said."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = str(new_id())
        self._heard: dict[UUID, dict[str, tuple[float, dict[UUID, str]]]] = {}

    async def tell(self, workspace_id: UUID, here: dict[UUID, str]) -> None:
        """Say who listens to this process."""
        data = {"process": self._process, "users": as_people(here)[:100]}
        await whisper(self._database, Notice(name=PRESENCE, workspace_id=workspace_id, data=data))

    def hear(self, notice: Notice) -> None:
        """Take in what a process said."""
        users = {UUID(user["id"]): user["name"] for user in notice.data["users"]}
        processes = self._heard.setdefault(notice.workspace_id, {})
        if users:
            processes[notice.data["process"]] = (monotonic() + EXPIRES_AFTER, users)
        else:
            processes.pop(notice.data["process"], None)

    def users(self, workspace_id: UUID) -> dict[UUID, str]:
        """Who is at work now, by id, with their names."""
        at = monotonic()
        processes = self._heard.get(workspace_id, {})
        for process in [name for name, (until, _) in processes.items() if until < at]:
            del processes[process]
        return {id_: name for _, users in processes.values() for id_, name in users.items()}
