"""The assistant's side: which answers are due, and how one is given. It speaks only while it is in charge.

The pending answer is a column of the conversation, set by the statement that stores the customer's message, so
it exists if and only if the message does. Claiming it moves it ahead by a lease: a worker that dies leaves it
to the next, which need not wait for the lease where it knows of the death. Answering clears it, and only if no
person took over and no newer message came.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.errors import IllegalTransition
from sportello.conversations.events import AssistantReplied, HandoffRequested
from sportello.conversations.models import PREVIEW, Conversation
from sportello.conversations.queries import Said
from sportello.conversations.states import PERSON_IN_CHARGE
from sportello.conversations.timers import TIMERS
from sportello.conversations.transitions import Actor, lock, say, transition
from sportello.core.clock import now
from sportello.core.events import react
from sportello.core.ids import new_id
from sportello.core.live import CHANNEL

# A lease that a crash forgets is only claimed again: nobody waits for the disk.
_CLAIM = sql(
    "SELECT d.*, set_config('synchronous_commit', 'off', true)"
    " FROM door_due_answers(:now, :lease_until, :limit, CAST(:by AS uuid)) AS d"
)
_GIVE_BACK = sql("SELECT door_give_back(:now, :by)")
_NEXT = sql("SELECT door_next_answer()")

_REPLY = sql(
    """
    WITH conv AS (
        SELECT id, workspace_id, last_seq
        FROM conversations
        WHERE id = :conversation_id AND state = 'active' AND last_customer_seq = :seen_seq AND answer_due_at IS NOT NULL
        FOR NO KEY UPDATE
    ), ins AS (
        INSERT INTO messages (conversation_id, id, workspace_id, seq, author, author_name, kind, text, citations,
                              buttons, created_at)
        SELECT id, :message_id, workspace_id, last_seq + 1, 'assistant', :name, 'text', :text,
               CAST(:citations AS jsonb), CAST(:buttons AS jsonb), :now
        FROM conv
        RETURNING seq
    ), upd AS (
        UPDATE conversations c
        SET last_seq = ins.seq, last_message_at = :now, last_message_author = 'assistant', preview = :preview,
            answer_due_at = NULL, due_at = :idle_at, version = c.version + 1, updated_at = :now
        FROM ins
        WHERE c.id = :conversation_id
    ), fact AS (
        INSERT INTO events (id, workspace_id, name, conversation_id, data, occurred_at)
        SELECT :event_id, conv.workspace_id, :event, conv.id,
               jsonb_build_object('message_id', :message_id, 'seq', ins.seq), :now
        FROM conv, ins
    )
    SELECT ins.seq, conv.workspace_id,
           pg_notify(:channel, jsonb_build_object(
               'name', :event, 'workspace', conv.workspace_id, 'conversation', conv.id,
               'data', jsonb_build_object('message_id', :message_id, 'seq', ins.seq))::text)
    FROM conv, ins
    """
)


@dataclass(frozen=True, slots=True)
class DueAnswer:
    """A conversation whose customer waits for the assistant, and the last of their messages it may have seen.

    `assistant_id` is the assistant it was opened with; None: the workspace's default.
    """

    workspace_id: UUID
    conversation_id: UUID
    seen_seq: int
    assistant_id: UUID | None = None


async def claim_due(session: AsyncSession, *, limit: int, by: UUID | None = None) -> list[DueAnswer]:
    """Lease the answers that are due, of all workspaces, oldest first; what others hold is left to them.

    `by` is the claimant's name, for `give_back`.
    """
    at = now()
    rows = await session.execute(_CLAIM, {"now": at, "lease_until": at + TIMERS.lease, "limit": limit, "by": by})
    return [DueAnswer(row[0], row[1], row[2], row[3]) for row in rows]


async def give_back(session: AsyncSession, *, by: UUID) -> int:
    """Let others have at once what is claimed under this name; how many. Only for a name nobody thinks under now.

    Were it not so, two might think about one question. Two answers there would not be even then: see `reply`.
    """
    return await session.scalar(_GIVE_BACK, {"now": now(), "by": by}) or 0


async def next_answer_due(session: AsyncSession) -> datetime | None:
    """When there will be an answer to claim, if nothing new comes: the end of a burst, or of a dead worker's lease."""
    return await session.scalar(_NEXT)


async def reply(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    seen_seq: int,
    name: str,
    text: str,
    citations: Sequence[dict[str, Any]],
    buttons: Sequence[dict[str, Any]],
    preface: str = "",
    message_id: UUID | None = None,
) -> Said | None:
    """Let the assistant called `name` answer what it has seen, under `message_id` where that was known before.

    `preface` opens the message, and is left out where only its beginning is shown: in the inbox the answer counts.
    None drops the draft: a person took over, or the customer went on.
    """
    at = now()
    message_id = message_id or new_id()
    whole = f"{preface}\n\n{text}" if preface else text
    row = (
        await session.execute(
            _REPLY,
            {
                "conversation_id": conversation_id,
                "seen_seq": seen_seq,
                "message_id": message_id,
                "name": name,
                "text": whole,
                "preview": text[:PREVIEW],
                "citations": json.dumps(list(citations)),
                "buttons": json.dumps(list(buttons)),
                "now": at,
                "idle_at": at + TIMERS.idle_after,
                "event_id": new_id(),
                "event": AssistantReplied.name,
                "channel": CHANNEL,
            },
        )
    ).one_or_none()
    if row is None:
        return None
    seq, workspace_id = row[0], row[1]
    if session.info.get("reactions"):
        fact = AssistantReplied(
            workspace_id=workspace_id, conversation_id=conversation_id, message_id=message_id, seq=seq
        )
        await react(session, fact)
    return Said(
        conversation_id,
        message_id,
        seq,
        "assistant",
        None,
        name,
        "text",
        None,
        whole,
        list(citations),
        list(buttons),
        [],
        at,
    )


async def ask_person(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    reason: str,
    by: Actor = "assistant",
    told: bool = False,
    texts: Mapping[str, str] | None = None,
) -> Conversation:
    """Call a person: the conversation joins the queue, and the customer is told. Asking twice asks once.

    Only the assistant's conversations can be handed over so: one that a person has stays theirs. `texts` are the
    owner's words for it by language, used before the house's own; `told` says that the assistant has just said them.
    """
    conversation = await lock(session, conversation_id)
    if conversation.state in PERSON_IN_CHARGE:
        raise IllegalTransition("A person has this conversation already.", from_state=conversation.state)
    if conversation.state != "queued":
        fact = HandoffRequested(workspace_id=conversation.workspace_id, conversation_id=conversation.id, reason=reason)
        await transition(session, conversation, to="queued", by=by, fact=fact, reason=reason)
        wording, text = ("in_queue", None) if told else (None, (texts or {}).get(conversation.language))
        await say(session, conversation, "queued", wording=wording, text=text, choices=("assistant",))
    return conversation


async def tell_outcome(session: AsyncSession, *, conversation_id: UUID, text: str) -> bool:
    """Say what came of something that was begun for the customer, where the assistant is not there to say it.

    False, and nothing is said, where it is: its answer tells.
    """
    conversation = await lock(session, conversation_id)
    if conversation.merged_into_id is not None:
        # There its assistant, if it has one, knows nothing of it.
        conversation = await lock(session, conversation.merged_into_id)
    elif conversation.state == "active":
        return False
    await say(session, conversation, "outcome", text=text)
    return True
