"""Before the assistant speaks: what it reads, how it puts off a try, and in which language the talk goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.answers import DueAnswer
from sportello.conversations.described import Enclosed
from sportello.conversations.models import Conversation, Message
from sportello.conversations.queries import whole_of
from sportello.conversations.timers import TIMERS
from sportello.core.clock import now
from sportello.core.live import CHANNEL

RECENT = 12
"""Messages of each conversation that are read; more never belong to one question."""

_READ = sql(
    """
    SELECT c.id, c.language, m.id AS message_id, m.author, m.text, m.choice,
    m.buttons @> '[{"choice": "person"}]' AS offered,
    (SELECT substring(b ->> 'choice' FROM 9) FROM jsonb_array_elements(m.buttons) AS b
     WHERE b ->> 'choice' LIKE 'decline:%' LIMIT 1) AS about,
    m.created_at AS at, m.attachments AS files, EXISTS (
        SELECT FROM messages said WHERE said.conversation_id = c.id AND said.author = 'assistant'
    ) AS spoken
    FROM (
        -- OFFSET 0 hides how many there are: planned for their number, this would be planned anew at every call.
        SELECT CAST(:ids AS uuid[]) AS ids, CAST(:seen AS int[]) AS seen OFFSET 0
    ) AS given CROSS JOIN unnest(given.ids, given.seen) AS due (id, seen_seq)
    JOIN conversations c ON c.id = due.id
    CROSS JOIN LATERAL (
        SELECT seq, id, author, text, choice, buttons, attachments, created_at FROM messages
        WHERE conversation_id = c.id AND seq <= due.seen_seq ORDER BY seq DESC LIMIT :recent
    ) AS m
    ORDER BY c.id, m.seq
    """
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message, as far as whoever answers needs it. `offered`: it carried the two buttons.

    `about` is the call of an action that its buttons are for; `files` are what came with it.
    """

    author: str
    text: str
    choice: str | None
    offered: bool
    about: UUID | None
    at: datetime
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """A conversation up to the message that is to be answered. `spoken`: the assistant has said something in it."""

    conversation_id: UUID
    language: str
    spoken: bool
    said: tuple[Line, ...]


async def briefings(session: AsyncSession, *, due: Sequence[DueAnswer]) -> dict[UUID, Briefing]:
    """The briefing for each due answer; a conversation that is gone has none."""
    rows = await session.execute(
        _READ,
        {
            "ids": [answer.conversation_id for answer in due],
            "seen": [answer.seen_seq for answer in due],
            "recent": RECENT,
        },
    )
    found: dict[UUID, Briefing] = {}
    for row in rows:
        before = found.get(row.id)
        about = UUID(row.about) if row.about else None
        files = tuple(Enclosed.of(file, row.message_id) for file in row.files)
        line = Line(row.author, row.text, row.choice, row.offered, about, row.at, files)
        said = (*(before.said if before else ()), line)
        found[row.id] = Briefing(row.id, row.language, row.spoken, said)
    return found


async def whole_briefing(session: AsyncSession, *, conversation_id: UUID) -> Briefing | None:
    """A conversation for who helps its agent: what was said last in it and in those that go on in it, in order."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return None
    found = select(Message).where(Message.conversation_id.in_(whole_of(conversation_id)))
    found = found.order_by(Message.created_at.desc(), Message.seq.desc()).limit(2 * RECENT)
    said = [_as_line(message) for message in await session.scalars(found)][::-1]
    spoken = any(line.author == "assistant" for line in said)
    return Briefing(conversation.id, conversation.language, spoken, tuple(said))


def _as_line(message: Message) -> Line:
    presses: list[str] = [button["choice"] for button in message.buttons]
    about = next((UUID(press[8:]) for press in presses if press.startswith("decline:")), None)
    files = tuple(Enclosed.of(file, message.id) for file in message.attachments)
    return Line(message.author, message.text, message.choice, "person" in presses, about, message.created_at, files)


_POSTPONE = sql(
    """
    UPDATE conversations SET answer_due_at = :until, answer_claimed_by = NULL
    WHERE id = :id AND last_customer_seq = :seen_seq AND answer_due_at IS NOT NULL
    """
)


async def postpone(session: AsyncSession, *, due: DueAnswer, until: datetime) -> None:
    """Give a lease back, to be claimed again from then on: thinking failed, or the customer may not have done."""
    await session.execute(_POSTPONE, {"id": due.conversation_id, "seen_seq": due.seen_seq, "until": until})


_HOLD = sql(
    """
    UPDATE conversations SET answer_due_at = :until
    WHERE id = :id AND state = 'active' AND last_customer_seq = :seen_seq AND answer_due_at IS NOT NULL
    RETURNING id
    """
)


async def hold(session: AsyncSession, *, due: DueAnswer) -> bool:
    """Go on thinking: the lease begins anew. False where nobody wants the answer any more, as `reply` would find."""
    until = now() + TIMERS.lease
    held = {"id": due.conversation_id, "seen_seq": due.seen_seq, "until": until}
    return (await session.execute(_HOLD, held)).first() is not None


# A lease ends later than `until`, so an answer that is being thought about is left alone.
_WRITES_ON = sql(
    """
    UPDATE conversations SET answer_due_at = :until
    WHERE id = :id AND answer_due_at > :now AND answer_due_at < :until AND last_customer_at > :since
    """
)


async def writes_on(session: AsyncSession, *, conversation_id: UUID) -> None:
    """The customer is writing: an answer that waits for their pause waits on. What is due already is not held up."""
    at = now()
    until, since = at + TIMERS.typing, at - TIMERS.longest_wait
    await session.execute(_WRITES_ON, {"id": conversation_id, "now": at, "until": until, "since": since})


SWITCHED = "conversation.language"
"""Name of the notice that a talk goes on in another language."""
_SWITCH = sql(
    """
    WITH switched AS (
        UPDATE conversations SET language = :language, version = version + 1, updated_at = :now
        WHERE id = :id AND language <> :language
        RETURNING id, workspace_id
    )
    SELECT pg_notify(:channel, jsonb_build_object(
        'name', CAST(:notice AS text), 'workspace', workspace_id, 'conversation', id, 'data', jsonb_build_object()
    )::text)
    FROM switched
    """
)


async def switch_language(session: AsyncSession, *, conversation_id: UUID, language: str) -> None:
    """Go on in the language the customer writes in: what the house says follows them."""
    switched = {"id": conversation_id, "language": language, "now": now(), "channel": CHANNEL, "notice": SWITCHED}
    await session.execute(_SWITCH, switched)
