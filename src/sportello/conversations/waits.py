"""How long it usually takes until somebody comes, from how long it took of late: nothing is said on little ground."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from statistics import median
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.models import Handoff
from sportello.conversations.words import words
from sportello.core.clock import now

OF_LATE: Final = timedelta(days=28)
"""How far back is looked."""
LAST: Final = 200
"""How many at most."""
ENOUGH: Final = 5
"""On fewer nothing is said …"""
ENOUGH_OF_THE_HOUR: Final = 10
"""… and on fewer of the same hour of the day, all are taken together."""
LONGEST: Final = timedelta(hours=2)
"""What usually takes longer is not told in minutes, so nothing is."""


async def usual_wait(session: AsyncSession, *, team_id: UUID | None = None) -> timedelta | None:
    """The median of the last waits that ended with somebody, at about this hour where there are enough of them."""
    at = now()
    found = (
        select(Handoff.queued_at, Handoff.taken_at)
        .where(Handoff.taken_at > at - OF_LATE, Handoff.team_id.is_not_distinct_from(team_id))
        .order_by(Handoff.taken_at.desc())
        .limit(LAST)
    )
    rows = [(row.queued_at, row.taken_at - row.queued_at) for row in await session.execute(found)]
    of_the_hour = [wait for since, wait in rows if (since.hour - at.hour) % 24 in {0, 1, 23}]
    waits = of_the_hour if len(of_the_hour) >= ENOUGH_OF_THE_HOUR else [wait for _, wait in rows]
    usual = _median(waits)
    return usual if usual is not None and usual <= LONGEST else None


def _median(waits: Sequence[timedelta]) -> timedelta | None:
    if len(waits) < ENOUGH:
        return None
    return timedelta(seconds=median(wait.total_seconds() for wait in waits))


def queue_text(language: str, *, place: int, wait: timedelta | None, back: str | None) -> str:
    """What who waits reads of it: their place; and when somebody is there again, else how long it usually takes."""
    text = words(language, "queue_place", place=str(place))
    if back is not None:
        return f"{text} · {words(language, 'queue_back', when=back)}"
    if wait is None:
        return text
    # Rounded up: who is told less than it takes was told wrong.
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    return f"{text} · {words(language, 'queue_minute' if minutes == 1 else 'queue_minutes', minutes=str(minutes))}"
