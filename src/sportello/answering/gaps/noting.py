"""Noting what could not be answered, in the transaction that says so."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.engine import CHOSEN, RISK, WISH
from sportello.answering.models import GapReason
from sportello.answering.parts import HALF
from sportello.answering.sights import PICTURE

# What the owner tries out in test mode is no customer's question.
_NOTE = text(
    """
    INSERT INTO gap_questions (conversation_id, message_id, workspace_id, reason, language, asked_at)
    SELECT :conversation_id, :message_id, :workspace_id, :reason, :language, :created_at
    FROM conversations WHERE id = :conversation_id AND NOT test
    """
)
_ANSWERED = text(
    """
    DELETE FROM gap_questions WHERE (conversation_id, message_id) = (
        SELECT conversation_id, message_id FROM gap_questions
        WHERE conversation_id = :conversation_id AND reason = 'choices' ORDER BY asked_at DESC LIMIT 1
    )
    """
)


_UNHELPFUL = text(
    """
    INSERT INTO gap_questions (conversation_id, message_id, workspace_id, reason, language, asked_at)
    SELECT conversation_id, message_id, workspace_id, 'unhelpful', language, created_at
    FROM traces WHERE conversation_id = :conversation_id AND message_id = ANY (:messages)
    ON CONFLICT DO NOTHING
    """
)


async def note_unhelpful(session: AsyncSession, *, conversation_id: UUID, messages: Sequence[UUID]) -> None:
    """Keep which answers did not help, as what a person answered after them shows. What is noted already stays."""
    await session.execute(_UNHELPFUL, {"conversation_id": conversation_id, "messages": list(messages)})


# A person's part in it would be what was rated, and what they answered is noted as above.
_RATED_LOW = text(
    """
    INSERT INTO gap_questions (conversation_id, message_id, workspace_id, reason, language, asked_at)
    SELECT last.conversation_id, last.message_id, last.workspace_id, 'unhelpful', last.language, last.created_at
    FROM conversations c CROSS JOIN LATERAL (
        SELECT * FROM traces t WHERE t.conversation_id = c.id AND t.outcome <> 'smalltalk'
        ORDER BY t.created_at DESC LIMIT 1
    ) AS last
    WHERE c.id = :conversation_id AND NOT c.test AND last.outcome = 'answered'
      AND NOT EXISTS (SELECT FROM messages m WHERE m.conversation_id = c.id AND m.author = 'agent')
    ON CONFLICT DO NOTHING
    """
)


async def note_rated_low(session: AsyncSession, *, conversation_id: UUID) -> None:
    """Keep the last answer of a conversation that only the assistant had and its customer thinks little of."""
    await session.execute(_RATED_LOW, {"conversation_id": conversation_id})


async def note_questions(session: AsyncSession, traces: Sequence[Mapping[str, Any]]) -> bool:
    """Keep which of these answers were none; tells whether there are any.

    A choice that was taken answers the question it was offered for after all. What failed says nothing about the
    knowledge, and a person called by a rule is called whatever the knowledge says: both are no gaps.
    """
    taken = [{"conversation_id": trace["conversation_id"]} for trace in traces if CHOSEN in trace["rules"]]
    if taken:
        await session.execute(_ANSWERED, taken)
    reasons = [(trace, _reason(trace)) for trace in traces]
    noted = [
        {name: trace[name] for name in ("conversation_id", "message_id", "workspace_id", "language", "created_at")}
        | {"reason": reason}
        for trace, reason in reasons
        if reason
    ]
    if noted:
        await session.execute(_NOTE, noted)
    return bool(noted)


def _reason(trace: Mapping[str, Any]) -> GapReason | None:
    if PICTURE in trace["rules"]:  # nobody asked anything
        return None
    if trace["outcome"] in {"unsure", "choices"}:
        return trace["outcome"]
    rules = set[str](trace["rules"])
    offered = trace["outcome"] == "answered" and rules & {RISK, WISH, HALF} and CHOSEN not in rules
    return "offered" if offered else None
