"""What keeps two people who save at once from undoing each other's work.

What several people write carries a `version`: a mark of all that can be written of it. A write that names, in
`If-Match`, the version it was made from is refused once somebody has stored something else. Without that header it
is stored as it comes: a program that owns what it writes need not read first.
"""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated, ClassVar

from fastapi import Header
from pydantic import BaseModel, computed_field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.core.errors import Conflict

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('version ' || :thing, 0))")

Seen = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=100,
        description="The `version` that the change was made from. The change is refused (`changed_meanwhile`) if "
        "something else is stored by now. Left out, or `*`: it is stored whatever is there.",
        examples=['"3f9a1c0b5d7e2468"'],
    ),
]


class ChangedMeanwhile(Conflict):
    """Somebody else saved this meanwhile.

    `by` and `at` say who and when, as far as it is known; read it again for what is stored now.
    """

    code = "changed_meanwhile"


class Versioned(BaseModel):
    """What several people write: `version` is another as soon as any of the fields in `written` is."""

    written: ClassVar[frozenset[str]] = frozenset()

    @computed_field(
        description="To be sent back in `If-Match`, so that nobody's work is overwritten unseen",
        examples=["3f9a1c0b5d7e2468"],
    )
    @property
    def version(self) -> str:
        """A mark of what is stored; the same for the same content."""
        content = self.model_dump(mode="json", include=set(self.written))
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


async def unchanged(
    session: AsyncSession,
    seen: str | None,
    stored: Callable[[], Awaitable[Versioned]],
    *,
    thing: str,
    action: str | None = None,
) -> None:
    """Refuse a change that was made from another version than `stored`; who names none is let through.

    Of two that come at the same instant the second waits for the first. `thing` is what is written
    (`article:<id>`), `action` what the audit calls such a change, if it does.
    """
    version = (seen or "").strip().removeprefix("W/").strip('"')
    if version in {"", "*"}:
        return
    await session.execute(_ONE_AT_A_TIME, {"thing": thing})
    # What was read before one waited may be old by now.
    session.expire_all()
    found = await stored()
    if found.version == version:
        return
    last = await workspaces.last_audit(session, action=action, target=thing) if action else None
    at = last.occurred_at if last else getattr(found, "updated_at", None)
    raise ChangedMeanwhile(
        "Read it again, and send the change with the version that you find.",
        by=last.actor if last else None,
        at=at.isoformat() if at else None,
        version=found.version,
    )
