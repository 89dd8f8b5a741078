"""FAQ entries proposed from what people answered: the customer's question, and what an agent replied to it.

A question is looked at where the assistant had no answer, and where it had one after which the customer asked for a
person: what the agent wrote then shows what the answer lacked.

Mechanical, and so never more than a proposal: somebody reads, edits and approves each, or rejects it for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from sportello.answering.events import FaqProposed, ProposalAccepted, ProposalRejected
from sportello.answering.gaps.errors import ProposalDecided, ProposalNotFound
from sportello.answering.gaps.noting import note_unhelpful
from sportello.answering.gaps.queries import MOST_WORDINGS, as_wording, wordings_of
from sportello.answering.gaps.replies import answering_reply
from sportello.answering.models import FaqProposal, Gap, GapQuestion, GapReason, Outcome, Trace
from sportello.contacts import Contact
from sportello.conversations import Conversation, Message, Said, thread
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.ids import new_id
from sportello.core.personal import PersonalData, all_but, masked
from sportello.knowledge import Article, Content, create_article, fact_book
from sportello.workspaces import Member, User, audit

_MOST_MESSAGES: Final = 1_000
_WISH: Final = frozenset(("person", "consent"))
"""The rules by which a customer's own wish calls a person; others call one whatever was answered."""


@dataclass(frozen=True)
class Proposal:
    """A question and the answer an agent gave to it, both without the personal data that was found (`hidden`)."""

    id: UUID
    conversation_id: UUID
    language: str
    question: str
    answer: str
    hidden: frozenset[PersonalData]
    wordings: tuple[str, ...]
    """Other ways in which customers put it."""
    agent: str
    answered_at: datetime
    created_at: datetime


async def propose_faq(database: Database, *, workspace_id: UUID, conversation_id: UUID) -> int:
    """Propose what a person answered in a conversation that was resolved; tells how much is new. Twice is once."""
    async with database.transaction(workspace_id) as session:
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None or conversation.state != "resolved" or conversation.test:
            return 0
        said = await thread(session, conversation_id=conversation_id, limit=_MOST_MESSAGES)
        pairs = paired(said, await _spoken(session, conversation_id))
        if not pairs:
            return 0
        await note_unhelpful(session, conversation_id=conversation_id, messages=[asked for asked, _ in pairs])
        new = 0
        for unanswered, answer in pairs:
            row = {"id": new_id(), "workspace_id": workspace_id, "conversation_id": conversation_id}
            row |= {"message_id": unanswered, "answer_id": answer, "state": "proposed", "created_at": now()}
            stored = insert(FaqProposal).values(row)
            for made in await session.scalars(stored.on_conflict_do_nothing().returning(FaqProposal.id)):
                await emit(session, FaqProposed(workspace_id=workspace_id, proposal_id=made))
                new += 1
        return new


Spoke = Literal["nothing", "answer", "handover", "else"]
"""What the assistant did in a message: it had no answer, it answered, it called the person that was asked for."""


async def _spoken(session: AsyncSession, conversation_id: UUID) -> dict[UUID, Spoke]:
    asked = (GapQuestion.conversation_id == Trace.conversation_id) & (GapQuestion.message_id == Trace.message_id)
    traced = select(Trace.message_id, Trace.outcome, Trace.rules, GapQuestion.reason).outerjoin(GapQuestion, asked)
    rows = await session.execute(traced.where(Trace.conversation_id == conversation_id))
    return {row.message_id: _spoke(row.outcome, row.rules, row.reason) for row in rows}


def _spoke(outcome: Outcome, rules: Sequence[str], reason: GapReason | None) -> Spoke:
    if reason not in {None, "unhelpful"}:
        return "nothing"
    if outcome == "answered":
        return "answer"
    return "handover" if outcome == "handoff" and not _WISH.isdisjoint(rules) else "else"


def paired(said: Sequence[Said], spoken: Mapping[UUID, Spoke]) -> list[tuple[UUID, UUID]]:
    """Each message of the assistant that did not help, with the one of the agent's before the next that answers.

    It did not help if it had no answer, or if the customer's next word was for a person.
    """
    pairs: list[tuple[UUID, UUID]] = []
    open_: UUID | None = None
    answered: UUID | None = None
    asked, question, replies = "", "", list[Said]()
    for message in said:
        spoke = spoken.get(message.id) if message.author == "assistant" else None
        wished = spoke == "handover" or (message.author == "customer" and message.choice == "person")
        if message.author == "customer" and not message.choice and not replies:
            asked = message.text
        if spoke == "nothing":
            pairs += _answered(open_, question, replies)
            open_, question, replies = message.id, asked, []
        elif wished and open_ is None:
            open_, question = answered, question or asked
        elif open_ and message.author == "agent":
            replies.append(message)
        if spoke or message.author == "agent":
            answered = message.id if spoke == "answer" else None
            question = asked if spoke == "answer" and open_ is None else question
    return pairs + _answered(open_, question, replies)


def _answered(open_: UUID | None, question: str, replies: Sequence[Said]) -> list[tuple[UUID, UUID]]:
    """The message that did not help with the reply that answers it, if one does."""
    at = answering_reply(question, [reply.text for reply in replies]) if open_ else None
    return [(open_, replies[at].id)] if open_ and at is not None else []


async def list_proposals(
    session: AsyncSession, *, language: str | None = None, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> list[Proposal]:
    """What waits for a decision, the newest first."""
    place = (FaqProposal.created_at, FaqProposal.id)
    wanted = _whole(FaqProposal.state == "proposed")
    if language:
        wanted = wanted.where(GapQuestion.language == language)
    if before is not None:
        wanted = wanted.where(tuple_(*place) < before)
    return await _read(session, wanted.order_by(*(column.desc() for column in place)).limit(limit))


async def get_proposal(session: AsyncSession, *, proposal_id: UUID) -> Proposal:
    """One proposal that waits for a decision."""
    found = await _read(session, _whole(FaqProposal.id == proposal_id, FaqProposal.state == "proposed"))
    if not found:
        raise ProposalNotFound
    return found[0]


async def accept_proposal(session: AsyncSession, *, proposal_id: UUID, content: Content, actor: Member) -> Article:
    """Store what somebody made of a proposal. It answers the gap its question stands in, if nothing does yet."""
    proposal = await _decide(session, proposal_id)
    article = await create_article(session, content=content)
    proposal.state, proposal.article_id = "accepted", article.id
    asked = (GapQuestion.conversation_id == proposal.conversation_id, GapQuestion.message_id == proposal.message_id)
    found = select(Gap).join(GapQuestion, GapQuestion.gap_id == Gap.id).where(*asked)
    gap = await session.scalar(found.with_for_update(of=Gap, key_share=True))
    if gap is not None and gap.article_id is None:
        gap.article_id = article.id
    await _audit(session, proposal, actor, "faq_proposal.accepted", article_id=str(article.id))
    ids = {"proposal_id": proposal.id, "article_id": article.id}
    await emit(session, ProposalAccepted(workspace_id=proposal.workspace_id, **ids))
    return article


async def reject_proposal(session: AsyncSession, *, proposal_id: UUID, actor: Member) -> None:
    """Decide against a proposal. It is not made again."""
    proposal = await _decide(session, proposal_id)
    proposal.state = "rejected"
    await _audit(session, proposal, actor, "faq_proposal.rejected")
    await emit(session, ProposalRejected(workspace_id=proposal.workspace_id, proposal_id=proposal.id))


async def _decide(session: AsyncSession, proposal_id: UUID) -> FaqProposal:
    found = select(FaqProposal).where(FaqProposal.id == proposal_id).with_for_update(key_share=True)
    proposal = await session.scalar(found.execution_options(populate_existing=True))
    if proposal is None:
        raise ProposalNotFound
    if proposal.state != "proposed":
        raise ProposalDecided(f"It was {proposal.state}.", state=proposal.state)
    return proposal


_ANSWER = aliased(Message)


def _whole(*which: ColumnElement[bool]) -> "Select[FaqProposal, GapQuestion, str, Message, str, str | None]":
    asked = (GapQuestion.conversation_id == FaqProposal.conversation_id) & (
        GapQuestion.message_id == FaqProposal.message_id
    )
    traced = (Trace.conversation_id == FaqProposal.conversation_id) & (Trace.message_id == FaqProposal.message_id)
    answered = (_ANSWER.conversation_id == FaqProposal.conversation_id) & (_ANSWER.id == FaqProposal.answer_id)
    return (
        select(FaqProposal, GapQuestion, Trace.question, _ANSWER, User.name, Contact.name)
        .join(GapQuestion, asked)
        .join(Trace, traced)
        .join(_ANSWER, answered)
        .join(User, User.id == _ANSWER.user_id)
        .join(Conversation, Conversation.id == FaqProposal.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(*which)
    )


async def _read(
    session: AsyncSession, wanted: "Select[FaqProposal, GapQuestion, str, Message, str, str | None]"
) -> list[Proposal]:
    rows = (await session.execute(wanted)).all()
    gaps = {asked.gap_id for _, asked, *_ in rows if asked.gap_id}
    worded = dict(await wordings_of(session, gaps=list(gaps), most=MOST_WORDINGS))
    places = (await fact_book(session)).places
    ours = all_but(reached for place in places for reached in (place.phone, place.email))
    proposals: list[Proposal] = []
    for proposal, asked, question, answer, agent, customer in rows:
        names = (agent, customer)
        put, said = masked(question, names=names), masked(answer.text, names=names, instead=ours)
        wording = as_wording(question, names=names)
        others = worded.get(asked.gap_id, ()) if asked.gap_id else ()
        proposals.append(
            Proposal(
                id=proposal.id,
                conversation_id=proposal.conversation_id,
                language=asked.language,
                question=wording,
                answer=said.text,
                hidden=put.found | said.found,
                wordings=tuple(other for other in others if other.casefold() != wording.casefold()),
                agent=agent,
                answered_at=answer.created_at,
                created_at=proposal.created_at,
            )
        )
    return proposals


async def _audit(session: AsyncSession, proposal: FaqProposal, actor: Member, action: str, **data: str) -> None:
    target = f"faq_proposal:{proposal.id}"
    await audit(session, workspace_id=proposal.workspace_id, actor=actor, action=action, target=target, data=data)
