"""What can be done to a conversation, as data: the one list of which macros, rules and bulk actions are made."""

from datetime import datetime
from typing import Annotated, Literal, Self, assert_never
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import contacts, workspaces
from sportello.conversations import people
from sportello.conversations.answers import ask_person
from sportello.conversations.desk import add_note, close, give, take, transfer
from sportello.conversations.errors import NoSuchAgent, ReplyMissing
from sportello.conversations.labels import labels_of, set_labels
from sportello.conversations.models import CannedReply, Conversation, Priority
from sportello.conversations.priority import set_priority
from sportello.conversations.snoozing import snooze, snooze_times
from sportello.conversations.states import PERSON_IN_CHARGE, Outcome
from sportello.conversations.transitions import Acting, ByRule, lock, say
from sportello.workspaces import RANKS, Member

Aside = Literal["later_today", "tomorrow", "next_week"]
Labels = Annotated[list[UUID], Field(min_length=1, max_length=20)]


class Doing(BaseModel):
    """Something to do. What is not there by name is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AddLabels(Doing):
    """Put labels on it; those it has stay."""

    do: Literal["add_labels"]
    labels: Labels


class RemoveLabels(Doing):
    """Take labels off it."""

    do: Literal["remove_labels"]
    labels: Labels


class SetPriority(Doing):
    """Say how urgent it is."""

    do: Literal["priority"]
    priority: Priority


class Assign(Doing):
    """Pass it on: to somebody (oneself: take it), to a team, or to whoever comes first.

    `target` is the user or the team.
    """

    do: Literal["assign"]
    to: Literal["user", "team", "queue"]
    target: UUID | None = None

    @model_validator(mode="after")
    def _to_somebody(self) -> Self:
        if (self.to == "queue") != (self.target is None):
            message = "say to whom it goes, and only where it goes to somebody"
            raise ValueError(message)
        return self


class PutAside(Doing):
    """Put it aside for a while; somebody has to have it."""

    do: Literal["snooze"]
    until: Aside


class Close(Doing):
    """Close it with what came of it."""

    do: Literal["close"]
    outcome: Outcome
    reason: Annotated[str, StringConstraints(max_length=500)] | None = Field(
        default=None, description="For colleagues", examples=["refunded"]
    )


class Reply(Doing):
    """Say a canned reply to the customer, in their language, as an automatic message."""

    do: Literal["reply"]
    shortcut: Annotated[str, StringConstraints(min_length=1, max_length=50)] = Field(examples=["orari"])


class WriteNote(Doing):
    """Note something for colleagues."""

    do: Literal["note"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000)] = Field(examples=["Da richiamare."])


Deed = AddLabels | RemoveLabels | SetPriority | Assign | PutAside | Close | Reply | WriteNote


async def do(session: AsyncSession, *, conversation_id: UUID, by: Acting, deed: Deed) -> bool:
    """Do one of them, and say whether anything is otherwise for it; what cannot be done is refused, typed as ever."""
    conversation = await lock(session, conversation_id)
    before = conversation.version
    match deed:
        case AddLabels() | RemoveLabels():
            there, named = await labels_of(session, conversation_id=conversation_id), set(deed.labels)
            wanted = there | named if isinstance(deed, AddLabels) else there - named
            await set_labels(session, conversation_id=conversation_id, member=by, labels=wanted)
        case SetPriority():
            await set_priority(session, conversation_id=conversation_id, member=by, priority=deed.priority)
        case Assign():
            await _assign(session, conversation, by, deed)
        case PutAside():
            until = await _until(session, deed.until)
            await snooze(session, conversation_id=conversation_id, member=by, until=until)
        case Close():
            await close(session, conversation_id=conversation_id, member=by, outcome=deed.outcome, reason=deed.reason)
        case Reply():
            await _reply(session, conversation_id, deed)
        case WriteNote():
            await add_note(session, conversation_id=conversation_id, member=by, text=deed.text)
            return True
        case _:
            assert_never(deed)
    return (await lock(session, conversation_id)).version != before


async def _assign(session: AsyncSession, conversation: Conversation, by: Acting, deed: Assign) -> None:
    user, team = (deed.target if deed.to == kind else None for kind in ("user", "team"))
    if isinstance(by, ByRule):
        await _assign_unasked(session, conversation, by, user, team)
    elif user == by.user_id and not _passes_on(conversation, by):
        await take(session, conversation_id=conversation.id, member=by)
    else:
        await transfer(session, conversation_id=conversation.id, member=by, to_user_id=user, to_team_id=team)


def _passes_on(conversation: Conversation, member: Member) -> bool:
    """Whether making it one's own is passing on what a colleague has, which supervisors may."""
    return conversation.state in PERSON_IN_CHARGE and RANKS[member.role] >= RANKS["supervisor"]


async def _assign_unasked(
    session: AsyncSession, conversation: Conversation, by: ByRule, user: UUID | None, team: UUID | None
) -> None:
    """A rule has nobody's hands: what the assistant has is handed over first, and who waits is given to somebody."""
    if team is not None:
        await workspaces.get_team(session, team_id=team)
    # It is held, so nobody is waited for: who is just being suspended may not work here.
    name = await people.active_member_name(session, user_id=user, waits=False) if user else None
    if user is not None and name is None:
        raise NoSuchAgent("Choose an active member of this workspace.")
    if conversation.state == "active":
        await ask_person(session, conversation_id=conversation.id, reason="rule", by=by)
    if conversation.state == "queued" and user is not None and name is not None:
        await give(session, conversation, by=by, user_id=user, name=name, reason="rule")
    elif conversation.state != "queued" or conversation.team_id != team:
        await transfer(session, conversation_id=conversation.id, member=by, to_user_id=user, to_team_id=team)


async def _reply(session: AsyncSession, conversation_id: UUID, deed: Reply) -> None:
    """In the customer's language, else in the words for all. Nobody is waited for less because of it."""
    conversation = await lock(session, conversation_id)
    found = select(CannedReply).where(CannedReply.shortcut == deed.shortcut)
    replies = {reply.language: reply for reply in await session.scalars(found)}
    reply = replies.get(conversation.language) or replies.get(None)
    if reply is None:
        raise ReplyMissing(f"/{deed.shortcut} is not there in {conversation.language}, nor for all languages.")
    contact = await contacts.get_contact(session, contact_id=conversation.contact_id)
    text = reply.text.replace("{name}", contact.name or "").replace("{email}", contact.email or "")
    await say(session, conversation, "automatic", text=text)


async def _until(session: AsyncSession, aside: Aside) -> datetime:
    """When that is now; late in the evening "later today" is tomorrow."""
    times = await snooze_times(session)
    until: datetime | None = getattr(times, aside)
    return until or times.tomorrow
