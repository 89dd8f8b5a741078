"""What the assistant learns when nobody waits for it."""

from math import ceil
from typing import cast
from uuid import UUID

import structlog
from procrastinate import JobContext
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import ActionCall
from sportello.answering.evaluation import carry_out_run
from sportello.answering.fitting import fit_gate
from sportello.answering.gaps import group_questions, note_rated_low, propose_faq
from sportello.answering.learning import is_learnt, learn_intents, learnt_otherwise, note_learnt
from sportello.answering.reporting import report_lost
from sportello.conversations import ConversationClosed, ConversationRated
from sportello.core.embedding import EmbeddingFailed
from sportello.core.events import Event
from sportello.core.jobs import SLOW, UNWATCHED, defer, failing, job
from sportello.core.resources import Resources
from sportello.knowledge import embed_meanings, lacking_meanings

SETTLED = 20
"""Seconds after a change of the knowledge until the gate is fitted to it; changes meanwhile are fitted with it."""
AGAIN, LATEST = 60, 3_600
"""Seconds after which a model that failed is asked again, unless it wants to be left alone for longer; and at most."""
GATHERED = 10
"""Seconds after a question that had no answer until it is grouped; those asked meanwhile are grouped with it."""
_LOW = 2
"""Stars by which a customer says that it was not good."""
_log = structlog.get_logger()


@job("answering.learn_intents", queue=SLOW)
async def learn_intents_later(context: JobContext, *, workspace_id: str) -> None:
    """Train what has changed. A second run finds nothing to do."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    embedder = resources.meanings.embedder if resources.meanings else None
    await learn_intents(resources.database, workspace_id=UUID(workspace_id), embedder=embedder)


async def request_learning(session: AsyncSession, *, workspace_id: UUID) -> None:
    """Have the intents learnt, if and only if this transaction commits."""
    await defer(session, learn_intents_later, workspace_id=str(workspace_id))


async def learning_fails(session: AsyncSession, *, workspace_id: UUID) -> bool:
    """Whether the intents were to be learnt and were not; it is tried again by itself, and by every change of them."""
    return await failing(session, learn_intents_later, workspace_id=str(workspace_id))


@job("answering.try_scenarios", queue=SLOW)
async def try_scenarios_later(context: JobContext, *, workspace_id: str, run_id: str) -> None:
    """Make a run that was asked for. A second time finds it made."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    await carry_out_run(
        resources.database, workspace_id=UUID(workspace_id), run_id=UUID(run_id), meanings=resources.meanings
    )


async def request_trial(session: AsyncSession, *, workspace_id: UUID, run_id: UUID) -> None:
    """Have a run made, if and only if this transaction commits."""
    await defer(session, try_scenarios_later, workspace_id=str(workspace_id), run_id=str(run_id))


@job("answering.fit_gate", queue=UNWATCHED)
async def fit_gate_later(context: JobContext, *, workspace_id: str) -> None:
    """Embed what the knowledge now says, and fit the gate to it: also where the model fails, which is tried again.

    A model that is new to the workspace has a share in its intents, too; what an older version learnt is learnt anew.
    """
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    database, here = resources.database, UUID(workspace_id)
    async with database.transaction(here) as session:
        known = await is_learnt(session, workspace_id=here)
    embedded = await _embed(resources, workspace_id)
    if not known:
        embedder = resources.meanings.embedder if resources.meanings and embedded else None
        await learn_intents(database, workspace_id=here, embedder=embedder, anew=True)
    model = await resources.meanings.embedder.recall() if resources.meanings else None
    await fit_gate(database, workspace_id=here, model=model)
    if embedded and not known:
        async with database.transaction(here) as session:
            await note_learnt(session, workspace_id=here)


@job("answering.embed_again", queue=UNWATCHED)
async def embed_again_later(context: JobContext, *, workspace_id: str) -> None:
    """Ask a model that failed again, until it is back; then have the gate fitted to what it says."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    if await _embed(resources, workspace_id):
        async with resources.database.transaction() as session:
            await defer(session, fit_gate_later, once=f"gate {workspace_id}", workspace_id=workspace_id)


async def _embed(resources: Resources, workspace_id: str) -> bool:
    """Whether the model, if there is one, has now seen everything; if it failed, it will be asked again."""
    if resources.meanings is None:
        return True
    database, embedder = resources.database, resources.meanings.embedder
    try:
        await embed_meanings(database, embedder, workspace_id=UUID(workspace_id))
        await learn_intents(database, workspace_id=UUID(workspace_id), embedder=embedder)
    except EmbeddingFailed as failure:
        after = round(min(max(AGAIN, failure.wait), LATEST))
        _log.warning("meanings.not_embedded", model=embedder.model, why=failure.why, reason=str(failure), again=after)
        async with database.transaction() as session:
            once = f"embed {workspace_id}"
            await defer(session, embed_again_later, once=once, after=after, workspace_id=workspace_id)
        return False
    return True


@job("answering.follow_model", queue=UNWATCHED)
async def follow_model_later(context: JobContext) -> None:
    """Ask the model that is set who it is, and have embedded, in every workspace, what it has not seen.

    With or without one, what an older version of the program has learnt is learnt anew.
    """
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    embedder = resources.meanings.embedder if resources.meanings else None
    if embedder:
        try:
            await embedder.embed([])
        except EmbeddingFailed as failure:  # those who lack something ask again until it is back
            _log.warning("meanings.away", model=embedder.model, why=failure.why, reason=str(failure))
    async with resources.database.transaction() as session:
        lacking = await lacking_meanings(session, embedder=embedder) if embedder else []
        for workspace_id in {*lacking, *await learnt_otherwise(session)}:
            await defer(session, fit_gate_later, once=f"gate {workspace_id}", workspace_id=str(workspace_id))


async def request_embedding(session: AsyncSession) -> None:
    """A worker starts, or a server answers with other weights: have embedded and learnt what is not as it is today."""
    await defer(session, follow_model_later, once="model")


async def follow_knowledge(session: AsyncSession, fact: Event) -> None:
    """The knowledge changed: have the gate fitted to it, once for all the changes of a few moments."""
    await defer(
        session, fit_gate_later, once=f"gate {fact.workspace_id}", after=SETTLED, workspace_id=str(fact.workspace_id)
    )


@job("answering.group_questions", queue=SLOW)
async def group_questions_later(context: JobContext, *, workspace_id: str) -> None:
    """Give the questions that had no answer their gaps. A second run finds none."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    embedder = resources.meanings.embedder if resources.meanings else None
    await group_questions(resources.database, workspace_id=UUID(workspace_id), embedder=embedder)


async def request_grouping(session: AsyncSession, *, workspace_id: UUID) -> None:
    """Have new questions grouped, once for all of the next moments."""
    await defer(
        session, group_questions_later, once=f"gaps {workspace_id}", after=GATHERED, workspace_id=str(workspace_id)
    )


@job("answering.propose_faq", queue=SLOW)
async def propose_faq_later(context: JobContext, *, workspace_id: str, conversation_id: str) -> None:
    """Propose what a person answered in a conversation. A second run proposes nothing twice."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    ids = {"workspace_id": UUID(workspace_id), "conversation_id": UUID(conversation_id)}
    await propose_faq(resources.database, **ids)
    async with resources.database.transaction(UUID(workspace_id)) as session:
        # Whatever was new: a run that was killed in between may have noted questions that nobody grouped.
        await request_grouping(session, workspace_id=UUID(workspace_id))


@job("answering.report_call", queue=UNWATCHED)
async def report_call_later(context: JobContext, *, workspace_id: str, conversation_id: str, call_id: str) -> None:
    """See to a call of an action whose time is over. One of which it is known what came of it is left alone."""
    resources = cast("Resources", context.additional_context["resources"])  # pyright: ignore[reportUnknownMemberType]
    async with resources.database.transaction(UUID(workspace_id)) as session:
        await report_lost(session, conversation_id=UUID(conversation_id), call_id=UUID(call_id))


async def request_report(session: AsyncSession, call: ActionCall, *, after: float) -> None:
    """Have it seen to after its time, whoever is in charge by then and whoever died."""
    ids = {"conversation_id": str(call.conversation_id), "call_id": str(call.id)}
    await defer(session, report_call_later, after=ceil(after), workspace_id=str(call.workspace_id), **ids)


async def learn_from_agents(session: AsyncSession, closed: ConversationClosed) -> None:
    """A person resolved a conversation: have looked what of their answers may belong in the FAQ."""
    if closed.outcome == "resolved" and closed.conversation_id:
        workspace_id, conversation_id = str(closed.workspace_id), str(closed.conversation_id)
        await defer(session, propose_faq_later, workspace_id=workspace_id, conversation_id=conversation_id)


async def learn_from_rating(session: AsyncSession, rated: ConversationRated) -> None:
    """A customer thinks little of what the assistant said: that is a gap, as an answer is that a person put right."""
    if rated.score <= _LOW and rated.conversation_id:
        await note_rated_low(session, conversation_id=rated.conversation_id)
        await request_grouping(session, workspace_id=rated.workspace_id)
