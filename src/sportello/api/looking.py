"""Who looks at which conversation: whispered among processes, never stored, and never told to customers.

A desk says what it shows. The process that has its stream says it again now and then, and says when the stream ends;
what nobody says again is forgotten. So it is never true for long after a browser, a machine or a line has died.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from sportello.api.presence import EXPIRES_AFTER
from sportello.api.sse import frame
from sportello.core.live import Notice, parted

LOOKING = "looking"
"""Name of the whisper by which it is told what desks show."""
SHOWN_EVERY = 1.0
"""Seconds between two times that people at work are shown who looks where: who walks through a list looks at many."""


@dataclass(frozen=True, slots=True)
class Look:
    """A desk shows a conversation, or (None) none."""

    desk: UUID
    user_id: UUID
    name: str
    conversation_id: UUID | None


def told(workspace_id: UUID, looks: Collection[Look]) -> Iterable[Notice]:
    """What is whispered of these, in parts of which each fits."""
    ids = ((one, one.conversation_id and str(one.conversation_id)) for one in looks)
    for part in parted([str(one.desk), str(one.user_id), one.name, at] for one, at in ids):
        yield Notice(name=LOOKING, workspace_id=workspace_id, data={"looks": part})


class Looking:
    """What all desks show, as all processes have said; `show` hands a frame to the desks of a workspace here."""

    def __init__(self, show: Callable[[UUID, bytes], None]) -> None:
        self._show = show
        self._heard: dict[UUID, dict[tuple[UUID, UUID], tuple[float, Look]]] = defaultdict(dict)
        self._changed: dict[UUID, set[UUID]] = defaultdict(set)
        self._resting: set[UUID] = set()

    def hear(self, notice: Notice) -> None:
        """Take in what a process said."""
        heard, until = self._heard[notice.workspace_id], monotonic() + EXPIRES_AFTER
        for desk, user, name, at in notice.data["looks"]:
            look = Look(UUID(desk), UUID(user), name, UUID(at) if at else None)
            key = (look.desk, look.user_id)
            _, before = heard.pop(key, (0.0, None))
            if look.conversation_id is not None:
                heard[key] = (until, look)
            if before != look:
                self._changed[notice.workspace_id].update(
                    one.conversation_id for one in (before, look) if one is not None and one.conversation_id
                )
        self._tell(notice.workspace_id)

    def forget_silent(self) -> None:
        """Whom nobody speaks of any more is not there: their process, or their line, has died."""
        at = monotonic()
        for workspace_id, heard in list(self._heard.items()):
            for key in [key for key, (until, _) in heard.items() if until < at]:
                look = heard.pop(key)[1]
                if look.conversation_id is not None:
                    self._changed[workspace_id].add(look.conversation_id)
            self._tell(workspace_id)
            if not heard:
                del self._heard[workspace_id]

    def of_desks(self, workspace_id: UUID, desks: Collection[UUID]) -> list[Look]:
        """What these desks show."""
        return [look for _, look in self._heard.get(workspace_id, {}).values() if look.desk in desks]

    def whole(self, workspace_id: UUID) -> bytes:
        """All of it, for a desk that begins to listen."""
        everywhere = {look.conversation_id for _, look in self._heard.get(workspace_id, {}).values()}
        return self._frame(workspace_id, [one for one in everywhere if one is not None], whole=True)

    def _frame(self, workspace_id: UUID, conversations: Collection[UUID], *, whole: bool) -> bytes:
        looks = [look for _, look in self._heard.get(workspace_id, {}).values()]
        people = {
            str(where): [
                {"id": str(id_), "name": name}
                for id_, name in sorted({(one.user_id, one.name) for one in looks if one.conversation_id == where})
            ]
            for where in conversations
        }
        return frame("looking", json.dumps({"whole": whole, "conversations": people}))

    def _tell(self, workspace_id: UUID) -> None:
        if workspace_id in self._resting or not self._changed.get(workspace_id):
            return
        self._show(workspace_id, self._frame(workspace_id, self._changed.pop(workspace_id), whole=False))
        self._resting.add(workspace_id)
        asyncio.get_running_loop().call_later(SHOWN_EVERY, self._rested, workspace_id)

    def _rested(self, workspace_id: UUID) -> None:
        self._resting.discard(workspace_id)
        self._tell(workspace_id)
