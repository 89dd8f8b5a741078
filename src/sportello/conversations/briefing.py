"""What the assistant must know before it thinks: what was said last, read for many conversations in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.answers import DueAnswer
from sportello.conversations.models import Author, Choice

REMEMBERED = 20
"""Messages of a conversation that the assistant is told."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message as the assistant hears of it; `offered` says that it carried buttons."""

    seq: int
    author: Author
    text: str
    choice: Choice | None
    offered: bool


@dataclass(frozen=True, slots=True)
class Briefing:
    """A conversation whose customer waits: its language, whether the assistant ever spoke, and what was said last."""

    language: str
    spoken: bool
    said: list[Spoken] = field(default_factory=list[Spoken])


_BRIEF = sql(
    """
    SELECT c.id, c.language,
           EXISTS (SELECT FROM messages a WHERE a.conversation_id = c.id AND a.author = 'assistant'),
           m.seq, m.author, m.text, m.choice, m.buttons <> '[]'
    FROM unnest(CAST(:ids AS uuid[]), CAST(:seqs AS integer[])) AS due (id, seq)
    JOIN conversations c ON c.id = due.id AND c.last_customer_seq = due.seq AND c.state = 'active'
    CROSS JOIN LATERAL (
        SELECT l.seq, l.author, l.text, l.choice, l.buttons
        FROM messages l WHERE l.conversation_id = c.id ORDER BY l.seq DESC LIMIT :remembered
    ) AS m
    ORDER BY c.id, m.seq
    """
)


async def briefings(session: AsyncSession, *, due: Sequence[DueAnswer]) -> dict[UUID, Briefing]:
    """What was said, by conversation; those whose answer is not wanted any more are left out."""
    rows = await session.execute(
        _BRIEF,
        {
            "ids": [one.conversation_id for one in due],
            "seqs": [one.seen_seq for one in due],
            "remembered": REMEMBERED,
        },
    )
    found: dict[UUID, Briefing] = {}
    for id_, language, spoken, *said in rows:
        found.setdefault(id_, Briefing(language, spoken)).said.append(Spoken(*said))
    return found
