"""What people at work do: take, answer, pass on, close, note. One agent has a conversation, exactly one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.conversations import people
from sportello.conversations.attachments import fasten, names_in
from sportello.conversations.errors import (
    AlreadyTaken,
    AnsweredMeanwhile,
    ConversationNotFound,
    IdReused,
    IllegalTransition,
    MessageIdReused,
    NoSuchAgent,
    NotAssignee,
)
from sportello.conversations.events import (
    AgentConnected,
    AgentReplied,
    ConversationClosed,
    ConversationTransferred,
    HandoffRequested,
    NoteAdded,
)
from sportello.conversations.labels import tell_sorted
from sportello.conversations.mentions import mention
from sportello.conversations.models import PREVIEW, Conversation, Message, Note
from sportello.conversations.states import PERSON_IN_CHARGE, Outcome
from sportello.conversations.timers import TIMERS
from sportello.conversations.transitions import (
    Acting,
    Actor,
    ByRule,
    Overtaken,
    append,
    change,
    lock,
    say,
    transition,
)
from sportello.core.cards import alike, without_cards
from sportello.core.clock import now
from sportello.core.errors import NotFound
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.workspaces import RANKS, Member


async def take(session: AsyncSession, *, conversation_id: UUID, member: Member) -> Conversation:
    """Take a conversation that nobody has. Of all who try at once one succeeds; the others learn who it was.

    Taking one from the assistant is asking for a person and being it, both audited. Nobody has what is left in the
    hands of somebody who may not work here any more.
    """
    if not await people.may_work(session, user_id=member.user_id, held=True):
        raise NotFound  # suspended since they asked: what they hear from now on
    while True:
        conversation = await _see(session, conversation_id)
        if conversation.state in PERSON_IN_CHARGE:
            assert conversation.assignee_id is not None  # noqa: S101 - the table's own constraint
            if conversation.assignee_id == member.user_id:
                return conversation
            if await people.may_work(session, user_id=conversation.assignee_id):
                raise await _already_taken(session, conversation.assignee_id, member)
        elif conversation.state not in {"active", "queued"}:
            raise IllegalTransition(
                "Nobody waits here: it can be taken once the customer writes again.", from_state=conversation.state
            )
        try:
            return await compare_and_take(session, conversation, member)
        except Overtaken:
            continue  # somebody was faster, or the customer went back to the assistant: look again


async def _see(session: AsyncSession, conversation_id: UUID) -> Conversation:
    """The conversation as it is now, not locked."""
    found = select(Conversation).where(Conversation.id == conversation_id)
    conversation = await session.scalar(found.execution_options(populate_existing=True))
    if conversation is None:
        raise ConversationNotFound
    return conversation


async def compare_and_take(session: AsyncSession, conversation: Conversation, member: Member) -> Conversation:
    """Make it this member's as it was seen, or raise `Overtaken`."""
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    if conversation.state == "active":
        asked = HandoffRequested(**ids, reason="agent")
        await transition(session, conversation, to="queued", by=member, fact=asked, reason="agent")
    taken = AgentConnected(
        workspace_id=ids["workspace_id"], conversation_id=ids["conversation_id"], user_id=member.user_id
    )
    await transition(session, conversation, to="with_agent", by=member, fact=taken, assignee_id=member.user_id)
    await say(session, conversation, "joined", name=member.name)
    return conversation


async def _already_taken(session: AsyncSession, assignee_id: UUID, member: Member) -> AlreadyTaken:
    """The refusal that names who has it, and tells a supervisor what they may do about it."""
    name = await people.user_name(session, user_id=assignee_id)
    how = " You may transfer it, also to yourself." if _may_pass_on_all(member) else ""
    return AlreadyTaken(f"{name} has it.{how}", assignee={"id": str(assignee_id), "name": name})


def has(conversation: Conversation, member: Acting) -> bool:
    """Whether this member is the one who has the conversation now."""
    return conversation.state in PERSON_IN_CHARGE and conversation.assignee_id == member.user_id


def _may_pass_on_all(member: Acting) -> bool:
    return RANKS[member.role] >= RANKS["supervisor"]


def _may_pass_on(conversation: Conversation, member: Acting) -> None:
    """Only who has a conversation decides about it, or a supervisor."""
    if not has(conversation, member) and not _may_pass_on_all(member):
        raise NotAssignee("Take the conversation first.")


async def post_reply(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    message_id: UUID,
    member: Member,
    text: str,
    attachments: Sequence[UUID] = (),
    seen_seq: int | None = None,
) -> Message:
    """Let the agent who has the conversation answer; posted twice, it is said once. With files, also without words.

    `seen_seq` is how far they had read when they sent it: where a colleague has replied since, it is not said.
    """
    conversation = await lock(session, conversation_id)
    text = without_cards(text)
    there = await session.get(Message, (conversation_id, message_id))
    if there is not None:
        files = [UUID(file["id"]) for file in there.attachments]
        if there.user_id != member.user_id or not alike(there.text, text) or files != list(attachments):
            raise MessageIdReused
        return there
    if not has(conversation, member):
        raise NotAssignee("Take the conversation first.")
    if seen_seq is not None:
        await _unanswered_since(session, conversation_id, seen_seq, member)
    at = now()
    silence = TIMERS.waiting_after if conversation.state == "with_agent" else TIMERS.ended_after
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    files = await fasten(session, **ids, message_id=message_id, ids=attachments, user_id=member.user_id)
    signed = {"author": "agent", "user_id": member.user_id}
    message = Message(id=message_id, **ids, **signed, text=text, attachments=files, created_at=at)
    await append(
        session,
        conversation,
        message,
        last_message_at=at,
        last_message_author="agent",
        preview=(text or names_in(files))[:PREVIEW],
        waiting_since=None,
        due_at=at + silence,
        snoozed_until=None,
        agent_seen_seq=Conversation.last_seq + 1,
    )
    await emit(session, AgentReplied(**ids, message_id=message.id, seq=message.seq, user_id=member.user_id))
    return message


async def _unanswered_since(session: AsyncSession, conversation_id: UUID, seq: int, member: Member) -> None:
    name = await people.replied_since(session, conversation_id, seq, member.user_id)
    if name is not None:
        raise AnsweredMeanwhile(f"{name} has replied. Read it, and send yours without `seen_seq`.", name=name)


async def transfer(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    member: Acting,
    to_user_id: UUID | None = None,
    to_team_id: UUID | None = None,
    note: str | None = None,
) -> Conversation:
    """Pass a conversation to a colleague, or back to the queue: of a team, or (neither is given) of everybody.

    Who waits in the queue is given to a colleague by a supervisor.
    """
    waits = not isinstance(member, ByRule)
    name = await people.active_member_name(session, user_id=to_user_id, waits=waits) if to_user_id else None
    if to_team_id is not None:
        await workspaces.get_team(session, team_id=to_team_id)
    conversation = await lock(session, conversation_id)
    if to_user_id is not None and to_user_id == conversation.assignee_id:
        return conversation
    if to_user_id is None and conversation.state == "queued" and to_team_id != conversation.team_id:
        await _give_to_team(session, conversation, to_team_id, member)
    else:
        await _pass_on(session, conversation, member, to_user_id=to_user_id, name=name, to_team_id=to_team_id)
    if note:
        await add_note(session, conversation_id=conversation_id, member=member, text=note)
    return conversation


async def _pass_on(
    session: AsyncSession,
    conversation: Conversation,
    member: Acting,
    *,
    to_user_id: UUID | None,
    name: str | None,
    to_team_id: UUID | None,
) -> None:
    _may_pass_on(conversation, member)
    waits = conversation.state == "queued" and to_user_id is not None
    if conversation.state not in PERSON_IN_CHARGE and not waits:
        raise IllegalTransition(
            "Only what somebody has, or somebody waits for, can be passed on.", from_state=conversation.state
        )
    if to_user_id is None:
        await change(session, conversation, team_id=to_team_id)
        await back_to_queue(session, conversation, by=member, reason="transfer")
        return
    if name is None:
        raise NoSuchAgent("Choose an active member of this workspace.")
    if not waits:
        fact = _transferred(conversation, to_user_id, by=member.user_id)
        await transition(
            session, conversation, to="with_agent", by=member, fact=fact, reason="transfer", assignee_id=to_user_id
        )
        await say(session, conversation, "transferred", name=name)
    elif isinstance(member, Member) and to_user_id == member.user_id:
        await compare_and_take(session, conversation, member)
    else:
        await give(session, conversation, by=member, user_id=to_user_id, name=name, reason="transfer")


async def give(
    session: AsyncSession, conversation: Conversation, *, by: Actor, user_id: UUID, name: str, reason: str
) -> None:
    """Give who waits to somebody, who did not take them by themselves; the customer learns who it is."""
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    given = AgentConnected(**ids, user_id=user_id, given=True)
    await transition(session, conversation, to="with_agent", by=by, fact=given, reason=reason, assignee_id=user_id)
    await say(session, conversation, "joined", wording="assigned", name=name)


async def _give_to_team(
    session: AsyncSession, conversation: Conversation, team_id: UUID | None, member: Acting
) -> None:
    """Let who waits wait for a team, or for anybody; the customer's place says the rest."""
    before = conversation.team_id
    await change(session, conversation, team_id=team_id)
    data = {"team": str(team_id) if team_id else None, "was": str(before) if before else None}
    await tell_sorted(session, conversation, member, "conversation.team", data)


def _transferred(
    conversation: Conversation, user_id: UUID | None, *, by: UUID | None = None
) -> ConversationTransferred:
    return ConversationTransferred(
        workspace_id=conversation.workspace_id, conversation_id=conversation.id, user_id=user_id, by_user_id=by
    )


async def back_to_queue(session: AsyncSession, conversation: Conversation, *, by: Actor, reason: str) -> None:
    """Let a customer who was with somebody wait for somebody else, and tell them so. The conversation is locked."""
    await transition(session, conversation, to="queued", by=by, fact=_transferred(conversation, None), reason=reason)
    await say(session, conversation, "transferred", wording="transferred_to_queue", choices=("assistant",))


async def close(
    session: AsyncSession, *, conversation_id: UUID, member: Acting, outcome: Outcome, reason: str | None = None
) -> Conversation:
    """End a conversation with what came of it. Closing it the same way twice closes it once."""
    conversation = await lock(session, conversation_id)
    _may_close(conversation, member)
    if conversation.state == outcome:
        return conversation
    fact = ConversationClosed(workspace_id=conversation.workspace_id, conversation_id=conversation.id, outcome=outcome)
    reason = without_cards(reason) if reason else None
    await transition(session, conversation, to=outcome, by=member, fact=fact, reason=reason)
    # A rule's name is for colleagues.
    wording = f"{outcome}_by_rule" if isinstance(member, ByRule) and outcome != "cancelled" else None
    await say(session, conversation, outcome, wording=wording, name=member.name)
    return conversation


def _may_close(conversation: Conversation, member: Acting) -> None:
    closed_by_them = conversation.assignee_id == member.user_id
    if not closed_by_them:
        _may_pass_on(conversation, member)


async def add_note(
    session: AsyncSession,
    *,
    conversation_id: UUID,
    member: Acting,
    text: str,
    note_id: UUID | None = None,
    mentions: Collection[UUID] = (),
) -> Note:
    """Note something for colleagues, once however often it is posted, and call those to it whom it mentions.

    The customer's side never learns of it.
    """
    conversation = await lock(session, conversation_id)
    text = without_cards(text)
    there = await session.get(Note, (conversation_id, note_id)) if note_id else None
    if there is not None:
        if (there.user_id, there.text) != (member.user_id, text):
            raise IdReused
        return there
    ids = {"workspace_id": conversation.workspace_id, "conversation_id": conversation.id}
    rule_name = member.name if isinstance(member, ByRule) else None
    note = Note(id=note_id or new_id(), **ids, user_id=member.user_id, rule_name=rule_name, text=text)
    session.add(note)
    await emit(session, NoteAdded(**ids, note_id=note.id))
    await mention(session, note=note, user_ids=mentions)
    return note
