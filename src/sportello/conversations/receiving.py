"""What the customer says: stored once, in order, and the assistant's turn noted, in one statement.

That statement is the product's hottest path. It locks the conversation, stores the message at the next `seq`,
notes that an answer is due, records the fact and notifies, or does nothing at all: when the message is there
already, or the conversation first has to be woken up (idle, waiting, closed). Then the slow path looks closer,
in the same transaction, and uses the same statement in the end.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations import people
from sportello.conversations.answers import ask_person
from sportello.conversations.attachments import fasten, names_in
from sportello.conversations.cards import as_kept
from sportello.conversations.desk import back_to_queue
from sportello.conversations.errors import AnotherOpen, MessageIdReused
from sportello.conversations.events import (
    ConversationReopened,
    ConversationResumed,
    CustomerAnswered,
    MessageReceived,
    ReturnedToAssistant,
)
from sportello.conversations.models import PREVIEW, Choice, Conversation, Message
from sportello.conversations.one_open import only_open
from sportello.conversations.queries import Said, as_said
from sportello.conversations.states import CLOSED
from sportello.conversations.timers import TIMERS
from sportello.conversations.transitions import lock, say, transition
from sportello.conversations.words import says_way_back
from sportello.core.cards import alike
from sportello.core.clock import now
from sportello.core.events import react
from sportello.core.ids import new_id
from sportello.core.live import CHANNEL

STORE = sql(
    """
    WITH conv AS (
        SELECT id, workspace_id, state, assignee_id, last_seq,
               last_customer_at > :burst_since AND CAST(:choice AS text) IS NULL
                   AND NOT (last_message_author = 'assistant' AND last_seq <= :seen_seq) AS in_burst
        FROM conversations
        WHERE id = :conversation_id
          AND (CAST(:contact_id AS uuid) IS NULL OR contact_id = :contact_id)
          AND state IN ('active', 'queued', 'with_agent')
          -- Said before in one that goes on here, it is said.
          AND NOT EXISTS (
              SELECT FROM conversations merged JOIN messages m ON m.conversation_id = merged.id
              WHERE merged.merged_into_id = :conversation_id AND m.id = :message_id
          )
        FOR NO KEY UPDATE
    ), ins AS (
        INSERT INTO messages (conversation_id, id, workspace_id, seq, author, kind, choice, text, citations, buttons,
                              attachments, created_at)
        SELECT id, :message_id, workspace_id, last_seq + 1, 'customer', 'text', :choice, :text, '[]', '[]',
               CAST(:attachments AS jsonb), :now
        FROM conv
        ON CONFLICT DO NOTHING
        RETURNING seq
    ), upd AS (
        UPDATE conversations c
        -- State and assignee as they were when it was locked: PostgreSQL holds the row against its constraints before
        -- it notices that the version it began with is no longer the newest.
        SET state = conv.state, assignee_id = conv.assignee_id,
            last_seq = ins.seq, last_customer_seq = ins.seq, last_customer_at = :now,
            last_message_at = :now, last_message_author = 'customer', preview = :preview,
            place = coalesce(CAST(:place AS uuid), c.place),
            answer_due_at = CASE WHEN conv.state = 'active' THEN
                CASE WHEN conv.in_burst THEN CAST(:gathered_at AS timestamptz) ELSE :now END END,
            due_at = CASE WHEN conv.state = 'active' THEN CAST(:idle_at AS timestamptz) END, snoozed_until = NULL,
            waiting_since = CASE WHEN conv.state <> 'active' THEN coalesce(c.waiting_since, :now) END,
            version = c.version + 1, updated_at = :now
        FROM ins, conv
        WHERE c.id = :conversation_id
    ), fact AS (
        INSERT INTO events (id, workspace_id, name, conversation_id, data, occurred_at)
        SELECT :event_id, conv.workspace_id, :event, conv.id,
               jsonb_build_object('message_id', :message_id, 'seq', ins.seq), :now
        FROM conv, ins
    )
    SELECT ins.seq, conv.workspace_id, CASE WHEN conv.state = 'with_agent' THEN conv.assignee_id END,
           pg_notify(:channel, jsonb_build_object(
               'name', :event, 'workspace', conv.workspace_id, 'conversation', conv.id,
               'data', jsonb_build_object('message_id', :message_id, 'seq', ins.seq))::text)
    FROM conv, ins
    """
)


@dataclass(frozen=True, slots=True)
class _Post:
    """What is to be stored, by whom, and who could take it."""

    conversation_id: UUID
    message_id: UUID
    text: str
    choice: Choice | None
    contact_id: UUID | None
    online: Collection[UUID]
    seen_seq: int
    handoff_texts: Mapping[str, str] | None
    place: UUID | None
    attachments: Sequence[dict[str, Any]]


async def receive(  # noqa: PLR0913 - all that comes with a message
    session: AsyncSession,
    *,
    conversation_id: UUID,
    message_id: UUID,
    text: str,
    choice: Choice | None = None,
    contact_id: UUID | None = None,
    online: Collection[UUID] = (),
    seen_seq: int = 0,
    handoff_texts: Mapping[str, str] | None = None,
    place: UUID | None = None,
    attachments: Sequence[UUID] = (),
) -> Said:
    """Store what the customer says, once however often it is posted, and do what follows from it.

    `contact_id` makes it theirs only: another contact's conversation is not found. `online` are the agents at
    work now: a closed conversation goes back to the agent who had it only if they are among them. `seen_seq` is how
    far they had read when they began to write: who goes on soon, and has not yet read an answer, is still saying the
    same thing, and gets one answer to all of it once they pause. Who presses a button has said all they want to; who
    waits for a person and types the words of the way back has pressed it.
    `handoff_texts` are the owner's words for calling a person, by language. `place` stands for the address they write
    from, where that is known. `attachments` are files that were handed in before; with one, the text may be empty.
    """
    text, hidden = await as_kept(
        session, conversation_id=conversation_id, message_id=message_id, text=text, contact_id=contact_id
    )
    if choice is None and says_way_back(text):
        waiting = await lock(session, conversation_id, contact_id=contact_id)
        choice = "assistant" if waiting.state == "queued" else None
    files = await _fasten(session, conversation_id, message_id, contact_id, attachments) if attachments else []
    post = _Post(conversation_id, message_id, text, choice, contact_id, online, seen_seq, handoff_texts, place, files)
    stored = await _store(session, post)
    if stored is None:
        repeated = await _wake(session, post)
        if repeated is not None:
            return repeated
        stored = await _store(session, post)
        assert stored is not None  # noqa: S101 - awake, locked, and the id is free
    if choice is not None:
        await _heed(session, post)
    if hidden:
        await _tell_of_card(session, conversation_id)
    return stored


async def _fasten(
    session: AsyncSession, conversation_id: UUID, message_id: UUID, contact_id: UUID | None, ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    """What the message is to say of its files. The conversation is looked up first: it must be the customer's."""
    conversation = await lock(session, conversation_id, contact_id=contact_id)
    there = await _there(session, conversation_id, message_id)
    if there is not None and there.conversation_id != conversation_id:
        return list(there.attachments)
    ours = {"workspace_id": conversation.workspace_id, "conversation_id": conversation_id}
    return await fasten(session, **ours, message_id=message_id, ids=ids)


async def _store(session: AsyncSession, post: _Post) -> Said | None:
    at = now()
    row = (
        await session.execute(
            STORE,
            {
                "conversation_id": post.conversation_id,
                "contact_id": post.contact_id,
                "message_id": post.message_id,
                "choice": post.choice,
                "text": post.text,
                "place": post.place,
                "preview": (post.text or names_in(post.attachments))[:PREVIEW],
                "attachments": json.dumps(post.attachments),
                "now": at,
                "seen_seq": post.seen_seq,
                "burst_since": at - TIMERS.burst,
                "gathered_at": at + TIMERS.gather,
                "idle_at": at + TIMERS.idle_after,
                "event_id": new_id(),
                "event": MessageReceived.name,
                "channel": CHANNEL,
            },
        )
    ).one_or_none()
    if row is None:
        return None
    seq, workspace_id, agent_id = row[0], row[1], row[2]
    if session.info.get("reactions"):
        ids = {"workspace_id": workspace_id, "conversation_id": post.conversation_id, "message_id": post.message_id}
        await react(session, MessageReceived(**ids, seq=seq))
        if agent_id is not None:
            await react(session, CustomerAnswered(**ids, seq=seq, user_id=agent_id))
    return Said(
        post.conversation_id,
        post.message_id,
        seq,
        "customer",
        None,
        None,
        "text",
        post.choice,
        post.text,
        [],
        [],
        list(post.attachments),
        at,
    )


async def _wake(session: AsyncSession, post: _Post) -> Said | None:
    """Find out why nothing was stored: return the message that is there already, or make the conversation ready."""
    conversation = await lock(session, post.conversation_id, contact_id=post.contact_id)
    there = await _there(session, conversation.id, post.message_id)
    if there is not None:
        typed = {"assistant"} if says_way_back(post.text) else set[str]()
        same = there.choice in {post.choice, *typed} and alike(there.text, post.text)
        if there.author != "customer" or not same or there.attachments != list(post.attachments):
            raise MessageIdReused
        return as_said(there)
    if conversation.state == "merged":
        raise AnotherOpen("It was merged into that one: `merged_into` says which it is.")
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    if conversation.state == "idle":
        await transition(session, conversation, to="active", by="customer", fact=ConversationResumed(**ids))
    elif conversation.state == "waiting_customer":
        assert conversation.assignee_id is not None  # noqa: S101 - the table's own constraint
        # Nothing is held for it: who suspends them waits for this conversation, and finds it with them.
        if await people.may_work(session, user_id=conversation.assignee_id):
            await transition(session, conversation, to="with_agent", by="customer", fact=ConversationResumed(**ids))
        else:
            await back_to_queue(session, conversation, by="customer", reason="agent_left")
    elif conversation.state in CLOSED:
        await only_open(session, conversation)
        to = "with_agent" if await _returns(session, conversation, post.online) else "active"
        await transition(session, conversation, to=to, by="customer", fact=ConversationReopened(**ids))
        await say(session, conversation, "reopened")
    return None


async def _there(session: AsyncSession, conversation_id: UUID, message_id: UUID) -> Message | None:
    """The message of this id that was stored here, or in one that was merged into this."""
    here = (Conversation.id == conversation_id) | (Conversation.merged_into_id == conversation_id)
    found = select(Message).join(Conversation, Conversation.id == Message.conversation_id)
    return await session.scalar(found.where(here, Message.id == message_id))


async def _tell_of_card(session: AsyncSession, conversation_id: UUID) -> None:
    """Say that a card number was hidden, where no assistant is there to say it with its answer."""
    conversation = await lock(session, conversation_id)
    if conversation.state != "active":
        await say(session, conversation, "card_hidden")


async def _returns(session: AsyncSession, conversation: Conversation, online: Collection[UUID]) -> bool:
    """Whether whoever had it when it closed (None if that was the assistant) is at work, and still may be."""
    had_it = conversation.assignee_id
    return had_it is not None and had_it in online and await people.may_work(session, user_id=had_it, held=True)


async def _heed(session: AsyncSession, post: _Post) -> None:
    """Do what the button says that the customer pressed; one that no longer fits is only a message."""
    conversation = await lock(session, post.conversation_id)
    if post.choice == "person" and conversation.state == "active":
        await ask_person(
            session, conversation_id=conversation.id, reason="customer_wish", by="customer", texts=post.handoff_texts
        )
    elif post.choice == "assistant" and conversation.state == "queued":
        await _back_to_assistant(session, conversation)


async def _back_to_assistant(session: AsyncSession, conversation: Conversation) -> None:
    """The customer leaves the queue; the assistant owes them a word."""
    fact = ReturnedToAssistant(workspace_id=conversation.workspace_id, conversation_id=conversation.id)
    await transition(session, conversation, to="active", by="customer", fact=fact)
    await say(session, conversation, "back_to_assistant")
    conversation.answer_due_at = now()
    await session.flush()
