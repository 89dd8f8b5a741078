"""What a customer does beside talking: open a conversation, read it, leave a message."""

import json
from typing import Literal
from uuid import UUID, uuid5

from sqlalchemy import Uuid, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import contacts
from sportello.conversations.answers import ask_person
from sportello.conversations.errors import ConversationNotFound, IdReused
from sportello.conversations.events import ConversationStarted
from sportello.conversations.marks import SEEN, unmark
from sportello.conversations.models import Conversation, Message
from sportello.conversations.one_open import one_at_a_time, open_one
from sportello.conversations.receiving import receive
from sportello.conversations.states import PERSON_IN_CHARGE
from sportello.conversations.timers import due
from sportello.conversations.transitions import FORM
from sportello.core.cards import without_cards
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.live import Notice, notify

_ENTERED = cast(func.current_setting("app.workspace"), Uuid)


async def start(
    session: AsyncSession,
    *,
    id: UUID,  # noqa: A002 - the client's word for it
    contact_id: UUID,
    language: str,
    channel: str = "web",
    page_url: str | None = None,
    test: bool = False,
    assistant_id: UUID | None = None,
) -> tuple[Conversation, bool]:
    """Open a conversation under this id, or find the one to go on with; and whether it was opened now.

    The same id again is the same conversation. Who has one open goes on with that, whatever id was thought of for
    another: two tabs, two devices or an impatient finger make one thread, which one colleague has. A trial has its
    own. One contact's are opened one after the other, so no race makes two. `assistant_id` is who answers; None: the
    workspace's default.
    """
    await one_at_a_time(session, f"conversation:{contact_id}")
    there = await open_one(session, id_=id, contact_id=contact_id, channel=channel, test=test)
    if there is not None:
        return there, False
    at = now()
    made = await session.scalar(
        insert(Conversation)
        .values(
            id=id,
            workspace_id=_ENTERED,
            contact_id=contact_id,
            channel=channel,
            state="active",
            language=language,
            page_url=without_cards(page_url) if page_url else None,
            test=test,
            assistant_id=assistant_id,
            due_at=due("active", at),
            last_message_at=at,
            created_at=at,
            updated_at=at,
        )
        .on_conflict_do_nothing()
        .returning(Conversation)
    )
    if made is None:
        raise IdReused("Make a new id for a new conversation.")
    await emit(session, ConversationStarted(workspace_id=made.workspace_id, conversation_id=id))
    return made, True


async def mark_seen(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    seq: int,
    by: Literal["customer"] | UUID,
    contact_id: UUID | None = None,
) -> None:
    """Note how far the customer, or the agent with this id, has read. It never goes back.

    While an agent has the conversation, a colleague who only looks in reads nothing away.
    """
    column = Conversation.customer_seen_seq if by == "customer" else Conversation.agent_seen_seq
    seen = (
        update(Conversation)
        .where(Conversation.id == conversation_id, column < func.least(seq, Conversation.last_seq))
        .values({column: func.least(seq, Conversation.last_seq), Conversation.version: Conversation.version + 1})
        .returning(Conversation.workspace_id)
        .execution_options(synchronize_session=False)
    )
    if contact_id is not None:
        seen = seen.where(Conversation.contact_id == contact_id)
    if by != "customer":
        seen = seen.where(Conversation.state.not_in(PERSON_IN_CHARGE) | (Conversation.assignee_id == by))
    workspace_id = await session.scalar(seen)
    if by != "customer" and await unmark(session, conversation_id=conversation_id, user_id=by):
        workspace_id = await session.scalar(select(Conversation.workspace_id).where(Conversation.id == conversation_id))
    if workspace_id is not None:
        await notify(session, Notice(name=SEEN, workspace_id=workspace_id, conversation_id=conversation_id))
        return
    found = select(Conversation.id).where(Conversation.id == conversation_id)
    if contact_id is not None:
        found = found.where(Conversation.contact_id == contact_id)
    if await session.scalar(found) is None:
        raise ConversationNotFound


async def leave_message(
    session: AsyncSession,
    *,
    id: UUID,  # noqa: A002 - the client's word for it
    workspace_id: UUID,
    name: str | None,
    email: str,
    text: str,
    language: str,
    page_url: str | None = None,
) -> None:
    """Take a message from somebody who could not chat; it waits for a person. Left twice under one id it is one.

    What was said, and by whom, makes the message's id: a colleague who mends the contact's address meanwhile does
    not turn a repeated form into another one.
    """
    text, name = without_cards(text), without_cards(name) if name else None
    await one_at_a_time(session, str(id))
    message_id = uuid5(id, json.dumps([name, email, text]))
    if await session.get(Message, (id, message_id)) is not None:
        return
    contact = await contacts.create_contact(
        session, workspace_id=workspace_id, language=language, name=name, email=email
    )
    await start(session, id=id, contact_id=contact.id, language=language, channel=FORM, page_url=page_url)
    await receive(session, conversation_id=id, message_id=message_id, text=text)
    await ask_person(session, conversation_id=id, reason="contact_form", by="customer")
