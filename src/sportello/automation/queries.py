"""What one may ask of rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.automation.models import Outcome, RuleRun
from sportello.automation.running import KEPT_FOR
from sportello.contacts import Contact
from sportello.conversations import Conversation
from sportello.core.clock import now


@dataclass(frozen=True, slots=True)
class RunLine:
    """A line of a rule's log."""

    id: UUID
    conversation_id: UUID
    contact_name: str | None
    fact: str
    outcome: Outcome
    why: str | None
    did: list[dict[str, Any]]
    at: datetime


async def runs_of(
    session: AsyncSession, *, rule_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[RunLine]:
    """What a rule did, the newest first."""
    found = (
        select(
            *(RuleRun.id, RuleRun.conversation_id, Contact.name, RuleRun.fact),
            *(RuleRun.outcome, RuleRun.why, RuleRun.did, RuleRun.at),
        )
        .join(Conversation, Conversation.id == RuleRun.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(RuleRun.rule_id == rule_id, RuleRun.at > now() - KEPT_FOR)
        .order_by(RuleRun.at.desc(), RuleRun.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(tuple_(RuleRun.at, RuleRun.id) < before)
    return [RunLine(*row) for row in await session.execute(found)]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule met within the time of its log, how often it was held, and when it last met."""

    met: int = 0
    held: int = 0
    last_at: datetime | None = None


async def tallies(session: AsyncSession, *, rule_ids: Sequence[UUID]) -> Mapping[UUID, Tally]:
    """The figures of these rules; one that never met has none."""
    held = RuleRun.outcome == "held"
    found = (
        select(RuleRun.rule_id, func.count().filter(~held), func.count().filter(held), func.max(RuleRun.at))
        .where(RuleRun.rule_id.in_(rule_ids), RuleRun.at > now() - KEPT_FOR)
        .group_by(RuleRun.rule_id)
    )
    return {row[0]: Tally(row[1], row[2], row[3]) for row in await session.execute(found)}
