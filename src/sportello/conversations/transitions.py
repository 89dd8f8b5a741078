"""The one way in which a conversation changes its state, and in which the house tells the customer so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.conversations.errors import ConversationNotFound, IllegalTransition
from sportello.conversations.events import ConversationEvent, ConversationSeparated, SystemSpoke
from sportello.conversations.models import Choice, Conversation, Handoff, Kind, Message
from sportello.conversations.states import CLOSED, FOLLOWING, OPEN, PERSON_IN_CHARGE, State
from sportello.conversations.timers import TIMERS, due
from sportello.conversations.words import words
from sportello.core.clock import now
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.workspaces import Member


@dataclass(frozen=True, slots=True)
class ByRule:
    """A rule of the workspace does something: it may what a supervisor may, and is called by its name."""

    rule_id: UUID
    name: str
    user_id: None = None
    role: Literal["supervisor"] = "supervisor"


Acting = Member | ByRule
"""Who does something to a conversation: somebody at work, or a rule."""
Actor = Acting | Literal["customer", "assistant", "clock", "system"]
"""Who caused a change: one of these, or one of those who need no name."""


def signed(actor: Actor) -> Member | str:
    """As whom the audit knows somebody: a rule by its name, and as a rule."""
    return f"rule:{actor.name}" if isinstance(actor, ByRule) else actor


def audit_target(conversation_id: UUID) -> str:
    """How the audit calls a conversation."""
    return f"conversation:{conversation_id}"


_OF_THE_HOUSE = {"agent", "transfer", "agent_left", "agent_away", "rule", "merged"}
"""Reasons that say what we did, not what the customer needs."""


FORM = "form"
"""The channel of who left a message since nobody could chat: they wait for a letter, not at a window."""


class Overtaken(Exception):
    """The conversation was not in the state any more in which it was seen."""


async def lock(session: AsyncSession, conversation_id: UUID, *, contact_id: UUID | None = None) -> Conversation:
    """The newest truth about a conversation, held until the transaction ends."""
    found = select(Conversation).where(Conversation.id == conversation_id)
    if contact_id is not None:
        found = found.where(Conversation.contact_id == contact_id)
    conversation = await session.scalar(found.with_for_update(key_share=True).execution_options(populate_existing=True))
    if conversation is None:
        raise ConversationNotFound
    return conversation


async def change(session: AsyncSession, conversation: Conversation, **values: Any) -> Conversation:
    """Write columns of a conversation that is locked, and count the change."""
    await session.scalars(
        update(Conversation)
        .where(Conversation.id == conversation.id)
        .values(version=Conversation.version + 1, updated_at=now(), **values)
        .returning(Conversation)
        .execution_options(populate_existing=True)
    )
    return conversation


async def transition(
    session: AsyncSession,
    conversation: Conversation,
    *,
    to: State,
    by: Actor,
    fact: ConversationEvent,
    reason: str | None = None,
    assignee_id: UUID | None = None,
    also: Mapping[str, Any] | None = None,
) -> Conversation:
    """Move a conversation to another state: checked, compared and set in one statement, audited and told.

    `also` are columns that change with it. `conversation` is as the caller saw it; if its state or assignee changed
    meanwhile (which cannot happen to one that is locked), nothing is written and `Overtaken` is raised.
    """
    seen: State = conversation.state
    separates = isinstance(fact, ConversationSeparated)
    if to not in FOLLOWING[seen] or separates != (seen == "merged"):
        raise IllegalTransition(f"From {seen} it cannot go to {to}.", from_state=seen, to_state=to)
    waited_from = conversation.queued_at
    moved = await session.scalar(
        update(Conversation)
        .where(
            Conversation.id == conversation.id,
            Conversation.state == seen,
            Conversation.assignee_id.is_not_distinct_from(conversation.assignee_id),
        )
        .values(
            version=Conversation.version + 1, **_consequences(conversation, to, reason, assignee_id), **(also or {})
        )
        .returning(Conversation)
        .execution_options(populate_existing=True)
    )
    if moved is None:
        raise Overtaken
    if to == "with_agent" and waited_from is not None and moved.channel != FORM and not moved.test:
        ids = {"workspace_id": moved.workspace_id, "conversation_id": moved.id, "team_id": moved.team_id}
        session.add(Handoff(**ids, queued_at=waited_from, taken_at=moved.taken_at))
    await workspaces.audit(
        session,
        workspace_id=moved.workspace_id,
        actor=signed(by),
        action=f"conversation.{to}",
        target=audit_target(moved.id),
        data={"from": seen, "to": to, "reason": reason} | _whither(moved),
    )
    await emit(session, fact)
    return moved


def _whither(conversation: Conversation) -> dict[str, str]:
    return {"into": str(conversation.merged_into_id)} if conversation.merged_into_id else {}


def _consequences(
    conversation: Conversation, to: State, reason: str | None, assignee_id: UUID | None
) -> dict[str, Any]:
    """What else changes with the state."""
    at = now()
    values: dict[str, Any] = {"state": to, "due_at": due(to, at), "answer_due_at": None, "updated_at": at}
    values["snoozed_until"] = None
    if conversation.state in CLOSED and to in OPEN:
        values["risk"] = "none"  # what upset them then is over
    if to in PERSON_IN_CHARGE:
        # A closed conversation still says who had it: whoever opens it again finds them here.
        assignee = assignee_id or conversation.assignee_id
        values |= {"assignee_id": assignee, "queued_at": None, "closed_at": None}
        if to == "with_agent":
            # Passed on, or taken over, after the agent's answer: it is still the customer whose turn it is.
            values["due_at"] = case((Conversation.waiting_since.is_(None), at + TIMERS.waiting_after))
            if assignee != conversation.assignee_id:
                values["taken_at"] = at
    elif to not in OPEN:
        # What was closed when it was merged has been since then.
        values |= {"closed_at": conversation.closed_at or at, "queued_at": None, "waiting_since": None}
    else:
        values |= {"assignee_id": None, "queued_at": None, "closed_at": None, "waiting_since": None}
        if to == "active":
            values["team_id"] = None  # another question is for anybody
    if to == "queued":
        since = conversation.waiting_since or at
        values |= {"queued_at": at, "waiting_since": since, "handoff_reason": _handoff_reason(conversation, reason)}
    if to == "waiting_customer":
        values["waiting_since"] = None
    return values


def _handoff_reason(conversation: Conversation, reason: str | None) -> str | None:
    """Why a person is wanted. Who loses theirs still wants one for the reason they first had; the audit has both."""
    first = conversation.handoff_reason
    if conversation.state in PERSON_IN_CHARGE and first is not None and first not in _OF_THE_HOUSE:
        return first
    return reason or first


async def append(session: AsyncSession, conversation: Conversation, message: Message, **values: Any) -> Message:
    """Store a message at the next place of a conversation; `values` change with it."""
    await change(session, conversation, last_seq=Conversation.last_seq + 1, **values)
    message.seq = conversation.last_seq
    session.add(message)
    await session.flush()
    return message


async def say(
    session: AsyncSession,
    conversation: Conversation,
    kind: Kind,
    *,
    wording: str | None = None,
    text: str | None = None,
    choices: Sequence[Choice] = (),
    **names: str,
) -> Message:
    """Let the house tell the customer what is going on, in their language, or in the words given as `text`.

    `choices` are the buttons that come with it, in the house's words.
    """
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        workspace_id=conversation.workspace_id,
        author="system",
        kind=kind,
        text=text or words(conversation.language, wording or kind, **names),
        buttons=[{"label": words(conversation.language, f"button_{choice}"), "choice": choice} for choice in choices],
    )
    await append(session, conversation, message)
    fact = SystemSpoke(
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        message_id=message.id,
        seq=message.seq,
        kind=kind,
    )
    await emit(session, fact)
    return message
