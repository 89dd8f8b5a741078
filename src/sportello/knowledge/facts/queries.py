"""What one may ask about facts: all of them at once, for there are few, and they are read together."""

import json
from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.knowledge.facts.documents import read_fact
from sportello.knowledge.facts.errors import FactNotFound
from sportello.knowledge.facts.feasts import is_holiday
from sportello.knowledge.facts.hours import Opening
from sportello.knowledge.facts.kinds import AnyFact, Calendar, FactKind, Hours, Place, Policy, Price
from sportello.knowledge.facts.models import FactRow
from sportello.knowledge.facts.values import FactProblem
from sportello.workspaces import Workspace

_log = structlog.get_logger()
_BOOKS: Final = 64
"""Books that are kept: each of a workspace at one state of its facts."""


@dataclass(frozen=True, eq=False)
class FactBook:
    """Everything a workspace holds as facts, ready to be asked: no further query is needed.

    One is itself and no other, so that what is made of it can be kept as long as it is.
    """

    slug: str
    name: str
    time_zone: str
    facts: Sequence[AnyFact] = field(default_factory=tuple[AnyFact, ...])

    @property
    def calendar(self) -> Calendar | None:
        """Whose holidays count."""
        return next((fact for fact in self.facts if isinstance(fact, Calendar)), None)

    @property
    def hours(self) -> list[Hours]:
        """When what is open."""
        return [fact for fact in self.facts if isinstance(fact, Hours)]

    @property
    def prices(self) -> list[Price]:
        """What costs how much."""
        return [fact for fact in self.facts if isinstance(fact, Price)]

    def local(self, at: datetime, hours: Hours | None = None) -> datetime:
        """That moment where these hours hold, else where the main ones do: what is today there."""
        main = next((one for one in self.hours if one.main), None) or (self.hours[0] if len(self.hours) == 1 else None)
        own = next((one.time_zone for one in (hours, main) if one and one.time_zone), None)
        return at.astimezone(ZoneInfo(own or self.time_zone))

    @property
    def places(self) -> list[Place]:
        """Where."""
        return [fact for fact in self.facts if isinstance(fact, Place)]

    @property
    def policies(self) -> list[Policy]:
        """The rules of the house."""
        return [fact for fact in self.facts if isinstance(fact, Policy)]

    def opening(self, hours: Hours) -> Opening:
        """Hours with the time zone and the holidays that hold there."""
        return Opening(hours, ZoneInfo(hours.time_zone or self.time_zone), self.holiday)

    def holiday(self, day: date) -> bool:
        """Whether a day is a public holiday here."""
        return is_holiday(self.calendar, day)

    def url(self, fact: AnyFact, *, language: str) -> str:
        """Where a citation of a fact leads."""
        return f"/help/{self.slug}/facts?lang={language}#{fact.id}"


async def fact_book(session: AsyncSession) -> FactBook:
    """The facts of the workspace that was entered, in one query; the same book for as long as they say the same."""
    wanted = (
        select(
            Workspace.slug,
            Workspace.name,
            Workspace.time_zone,
            FactRow.kind,
            cast(FactRow.document, Text).label("said"),
        )
        .outerjoin(FactRow, FactRow.workspace_id == Workspace.id)
        .order_by(FactRow.position, FactRow.id)
    )
    rows = (await session.execute(wanted)).all()
    written = tuple((row.kind, row.said) for row in rows if row.said is not None)
    book = _book(rows[0].slug, rows[0].name, rows[0].time_zone, written)
    if book.calendar and book.calendar.country:
        # The first look loads the library, which takes most of a second; others are served meanwhile.
        await to_thread(is_holiday, book.calendar, now().date())
    return book


@lru_cache(maxsize=_BOOKS)
def _book(slug: str, name: str, time_zone: str, written: tuple[tuple[FactKind, str], ...]) -> FactBook:
    """Kept by what it is made of: nobody need be told that it changed, and what is made of it is kept with it."""
    facts = (_readable(kind, json.loads(document)) for kind, document in written)
    return FactBook(slug=slug, name=name, time_zone=time_zone, facts=tuple(fact for fact in facts if fact))


def _readable(kind: FactKind, document: dict[str, Any]) -> AnyFact | None:
    """A stored fact; None where it can no longer be read (a time zone or a region that is known no more).

    One such fact must not cost the workspace every answer. The desk still shows it as it was stored.
    """
    try:
        return read_fact(kind, document)
    except FactProblem as problem:
        _log.warning("facts.unreadable", fact_id=document.get("id"), problem=str(problem))
        return None


async def list_facts(session: AsyncSession, *, kind: FactKind | None = None) -> Sequence[FactRow]:
    """The facts as they are stored, in their order."""
    wanted = select(FactRow).order_by(FactRow.position, FactRow.id)
    if kind:
        wanted = wanted.where(FactRow.kind == kind)
    return (await session.scalars(wanted)).all()


async def get_fact(session: AsyncSession, *, fact_id: str) -> FactRow:
    """One fact as it is stored."""
    found = await session.scalar(select(FactRow).where(FactRow.id == fact_id))
    if found is None:
        raise FactNotFound
    return found
