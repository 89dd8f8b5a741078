"""What is known of conversations when a rule is asked, now or in hindsight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.automation.conditions import Situation
from sportello.contacts import Contact
from sportello.conversations import Conversation, ConversationLabel
from sportello.knowledge import Staffed, read_staffed

# Of a message its own words count, else the customer's last ones until then.
_SAID: Final = sql(
    """
    SELECT said.text, said.created_at, answered.at
    FROM unnest(CAST(:conversations AS uuid[]), CAST(:messages AS uuid[]), CAST(:ats AS timestamptz[]))
        WITH ORDINALITY AS asked (conversation_id, message_id, at, place)
    LEFT JOIN LATERAL (
        SELECT m.text, m.created_at FROM messages m
        WHERE m.conversation_id = asked.conversation_id AND m.author = 'customer'
            AND CASE WHEN asked.message_id IS NULL THEN m.created_at <= asked.at ELSE m.id = asked.message_id END
        ORDER BY m.seq DESC LIMIT 1
    ) said ON true
    LEFT JOIN LATERAL (
        SELECT m.created_at AS at FROM messages m
        WHERE m.conversation_id = asked.conversation_id AND m.author IN ('agent', 'assistant')
            AND m.created_at <= asked.at
        ORDER BY m.seq DESC LIMIT 1
    ) answered ON true
    ORDER BY asked.place
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A conversation at a moment. `known` is what is known of it then, where it may be otherwise now."""

    conversation: Conversation
    at: datetime
    message_id: UUID | None = None
    known: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def situations(session: AsyncSession, asked: Sequence[Asked]) -> list[Situation]:
    """How each of them stands, or stood, in a handful of statements however many there are."""
    if not asked:
        return []
    ids = {one.conversation.id for one in asked}
    contacts = await _contacts(session, {one.conversation.contact_id for one in asked})
    labels = await _labels(session, ids)
    hours = await read_staffed(session)
    rows = await session.execute(
        _SAID,
        {
            "conversations": [one.conversation.id for one in asked],
            "messages": [one.message_id for one in asked],
            "ats": [one.at for one in asked],
        },
    )
    return [
        _situation(one, row, contacts[one.conversation.contact_id], labels.get(one.conversation.id, []), hours)
        for one, row in zip(asked, rows.all(), strict=True)
    ]


def _situation(asked: Asked, row: Any, contact: Mapping[str, str], labels: Sequence[UUID], hours: Staffed) -> Situation:
    conversation, known = asked.conversation, asked.known
    return Situation(
        at=asked.at,
        channel=conversation.channel,
        language=conversation.language,
        priority=conversation.priority,
        risk=conversation.risk,
        state=known.get("state", conversation.state),
        team_id=conversation.team_id,
        assignee_id=known.get("assignee", conversation.assignee_id),
        labels=frozenset(labels),
        text=row[0] or "",
        contact=contact,
        page=conversation.page_url or "",
        rating=known.get("rating", conversation.rating),
        open=_open(hours, conversation.team_id, asked.at),
        since={
            "opened": conversation.created_at,
            "customer_wrote": row[1],
            "answered": row[2],
            "waiting": known.get("waiting", conversation.waiting_since),
        },
    )


async def _contacts(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Mapping[str, str]]:
    found = await session.scalars(select(Contact).where(Contact.id.in_(ids)))
    return {one.id: _known_of(one) for one in found}


def _known_of(contact: Contact) -> Mapping[str, str]:
    """What is known of a customer, by name. What they are called is not what an attribute of theirs calls them."""
    said = {name: _written(value) for name, value in contact.attributes.items()}
    own = {"name": contact.name, "email": contact.email, "phone": contact.phone, "external_id": contact.external_id}
    return said | {name: value or "" for name, value in own.items()}


def _written(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


async def _labels(session: AsyncSession, ids: set[UUID]) -> dict[UUID, list[UUID]]:
    labels: dict[UUID, list[UUID]] = {}
    found = select(ConversationLabel.conversation_id, ConversationLabel.label_id)
    for conversation_id, label_id in await session.execute(found.where(ConversationLabel.conversation_id.in_(ids))):
        labels.setdefault(conversation_id, []).append(label_id)
    return labels


def _open(hours: Staffed, team_id: UUID | None, at: datetime) -> bool | None:
    """Whether hours say that somebody is there; None: they say nothing."""
    opening = hours.hours(team_id)
    return opening.state(at).open if opening else None
