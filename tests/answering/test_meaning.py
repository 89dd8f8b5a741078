"""Answers by meaning: asked of a model with nothing open, and given without it where it is away."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from sportello import answering, knowledge
from sportello.answering import Setups
from sportello.conversations import TIMERS
from sportello.core import clock
from sportello.core.embedding import EmbeddingFailed, ServerEmbedder
from sportello.core.live import Hub
from sportello.core.meanings import Meanings
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from sportello.knowledge import File
from tests.answering.conftest import Desk
from tests.jobs import work
from tests.meaning import EmbeddingServer, embedding_server


@dataclass(frozen=True)
class Told:
    """What is said to a question, what came of it, which model was asked, why in vain, and how near the hits were."""

    text: str
    outcome: str
    model: str | None
    without: str | None
    cosines: list[float | None]


FAQ = "- {id: dogs, question: May I bring my puppy?, alternatives: [are pets allowed], answer: 'Yes, on a lead.'}\n"


@pytest.fixture
async def server() -> AsyncGenerator[EmbeddingServer]:
    async with embedding_server() as server:
        yield server


@pytest.fixture
async def meanings(desk: Desk, server: EmbeddingServer) -> Meanings:
    """A model that has seen all that this small business knows in English."""
    embedder = ServerEmbedder(url=server.url, model="tiny", languages={"en"}, reach=server.reach)
    async with desk.database.transaction(desk.workspace_id) as session:
        await knowledge.import_articles(session, source="more", files=[File("faq/en.yaml", FAQ)])
    await knowledge.embed_meanings(desk.database, embedder, workspace_id=desk.workspace_id)
    return Meanings(embedder)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine makes no model slow here; who is to be slow, is."""
    monkeypatch.setattr("sportello.core.meanings.PATIENCE", 30.0)


async def answer(desk: Desk, meanings: Meanings | None, question: str) -> Told:
    conversation = await desk.house.conversation(language="en")
    await desk.house.says(conversation.id, question)
    clock.travel(TIMERS.gather)
    await answering.answer_all(desk.database, await desk.due(), setups=Setups(), meanings=meanings)
    async with desk.database.transaction(desk.workspace_id) as session:
        wanted = text("SELECT outcome, model, without_meaning, hits FROM traces WHERE conversation_id = :id")
        trace = (await session.execute(wanted, {"id": conversation.id})).one()
    (*_, said) = await desk.said(conversation.id)
    return Told(said.text, trace.outcome, trace.model, trace.without_meaning, [hit["cosine"] for hit in trace.hits])


async def test_an_answer_that_shares_no_word_with_the_question(desk: Desk, meanings: Meanings) -> None:
    assert (await answer(desk, None, "any hound?")).outcome == "unsure"
    told = await answer(desk, meanings, "any hound?")
    assert told.outcome == "answered"
    assert told.text.endswith("Yes, on a lead.")
    assert (told.model, told.without) == (meanings.embedder.model, None)
    assert told.cosines[0] is not None
    assert told.cosines[0] > 0.6


async def test_a_model_that_is_away_costs_no_answer(
    desk: Desk, meanings: Meanings, server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sportello.core.meanings.PATIENCE", 0.05)
    server.wait = 0.3
    before = len(server.requests)
    told = await answer(desk, meanings, "May I bring my puppy?")
    assert (told.outcome, told.cosines[0]) == ("answered", None)
    assert (told.model, told.without) == (meanings.embedder.model, "slow")
    # Nobody waits for it again at once.
    again = await answer(desk, meanings, "are pets allowed")
    assert again.outcome == "answered"
    assert again.without == "resting"
    assert len(server.requests) == before + 1


async def test_nothing_is_open_while_the_model_thinks(desk: Desk, meanings: Meanings, server: EmbeddingServer) -> None:
    opened = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
    )
    seen: list[int] = []

    async def look() -> None:
        async with desk.database.transaction() as session:
            seen.append(await session.scalar(opened) or 0)

    server.meanwhile = look
    assert (await answer(desk, meanings, "any hound?")).outcome == "answered"
    assert seen == [0]


async def test_knowledge_is_embedded_and_the_gate_fitted_by_one_job(
    desk: Desk, meanings: Meanings, server: EmbeddingServer
) -> None:
    server.asked.clear()
    more = "- {id: food, question: Is there food?, answer: Plenty of lunch.}\n"
    async with desk.database.transaction(desk.workspace_id) as session:
        await knowledge.import_articles(session, source="food", files=[File("faq/en.yaml", more)])
    resources = Resources(settings=Settings(), database=desk.database, hub=Hub("postgresql://"), meanings=meanings)
    async with desk.database.transaction() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))  # the moments are over
    await work(resources)
    knows = set(answering.shipped_examples("en")["hours"])
    assert {"Is there food?", "Plenty of lunch."} <= set(server.asked) - knows
    assert "May I bring my puppy?" not in server.asked  # it was embedded before
    assert knows <= set(server.asked)  # the intents learn by meaning, too
    other = ServerEmbedder(url=server.url, model="other", languages={"en"}, reach=server.reach)
    async with desk.database.transaction() as session:
        await answering.request_embedding(session)
    await work(replace(resources, meanings=Meanings(other)))
    async with desk.database.transaction(desk.workspace_id) as session:
        assert (await session.scalars(text("SELECT DISTINCT model FROM meaning_spaces"))).all() == [other.model]


async def test_a_server_that_was_away_is_asked_again_until_it_is_back(
    desk: Desk, meanings: Meanings, server: EmbeddingServer
) -> None:
    resources = Resources(settings=Settings(), database=desk.database, hub=Hub("postgresql://"), meanings=meanings)
    waiting = text(
        "SELECT task_name, extract(epoch FROM scheduled_at - now()) > 100 AS later FROM procrastinate_jobs"
        " WHERE status = 'todo' AND task_name LIKE 'answering.%' ORDER BY task_name"
    )

    async def due() -> list[tuple[str, bool]]:
        async with desk.database.transaction() as session:
            return [(row.task_name, row.later) for row in await session.execute(waiting)]

    async def go_on() -> None:
        async with desk.database.transaction() as session:
            await session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
        await work(resources)

    await go_on()
    async with desk.database.transaction(desk.workspace_id) as session:
        await knowledge.import_articles(
            session, source="food", files=[File("faq/en.yaml", "- {question: Lunch?, answer: At noon.}\n")]
        )
    server.says, server.headers = (429, b"{}"), "Retry-After: 120\r\n"
    for _ in range(3):
        await go_on()
        assert await due() == [("answering.embed_again", True)]
    server.says, server.headers = None, ""
    await go_on()
    assert await due() == []
    async with desk.database.transaction(desk.workspace_id) as session:
        seen = await knowledge.meaning_progress(session, embedder=meanings.embedder)
    assert seen.there == seen.wanted > 0
    assert "At noon." in server.asked


async def test_a_trace_says_why_meaning_was_not_used(desk: Desk, meanings: Meanings, server: EmbeddingServer) -> None:
    other = ServerEmbedder(url=server.url, model="other", languages={"en"}, reach=server.reach)
    new = await answer(desk, Meanings(other), "May I bring my puppy?")
    assert (new.outcome, new.model, new.without) == ("answered", other.model, "unfilled")
    stranger = Meanings(ServerEmbedder(url=server.url, model="tiny", languages={"it"}, reach=server.reach))
    assert (await answer(desk, stranger, "May I bring my puppy?")).without == "language"
    server.says = (401, b"{}")
    assert (await answer(desk, Meanings(meanings.embedder), "are pets allowed")).without == "denied"
    assert (await answer(desk, None, "are pets allowed")).without is None


async def test_one_question_that_a_model_refuses_leaves_the_others_their_meaning(
    desk: Desk, meanings: Meanings, server: EmbeddingServer
) -> None:
    server.refuses = lambda texts: 413 if any("POISON" in text for text in texts) else 200
    told = await meanings.of([("any hound?", "en"), ("POISON?", "en")])
    assert (set(told.vectors), told.failure) == ({"any hound?"}, "text")
    assert (await answer(desk, meanings, "any hound?")).outcome == "answered"


async def test_scenarios_are_tried_by_meaning_too(desk: Desk, meanings: Meanings, server: EmbeddingServer) -> None:
    server.asked.clear()
    scenarios = answering.read_scenarios(
        "- {name: Hounds, language: en, question: 'any hound?', expect: {source: dogs}}\n"
        "- {name: Cani, language: it, question: 'Posso portare il cane?', expect: {source: dogs}}\n"
    )
    meant = await answering.scenario_meaning(meanings, scenarios)
    assert server.asked == ["any hound?"]
    async with desk.database.transaction(desk.workspace_id) as session:
        tried = await answering.evaluate_scenarios(
            session, workspace_id=desk.workspace_id, scenarios=scenarios, meant=meant
        )
    assert [verdict.passed for verdict in tried] == [True, True]


PETS = {"en": ["may I bring my puppy", "are pets allowed", "a dog is with me", "what about my dogs?"]}


async def understood(desk: Desk, meanings: Meanings | None, question: str) -> answering.Recognised:
    """What a customer's words are taken for, the same in the trace of its answer and where the desk tries them."""
    meant = await answering.meaning(meanings, [([answering.Turn("customer", question)], "en")])
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=desk.workspace_id)
        draft = await answering.compose(session, assistant=setup, question=question, language="en", meant=meant)
        tried = await answering.recognise(session, text=question, language="en", meant=meant)
    said = draft.trace.understanding or {}
    assert said["intent"] == (tried.nearest[0] if tried.known else None)
    assert (said["intent_confidence"], said["by_meaning"]) == (round(tried.confidence, 3), tried.by_meaning)
    return tried


async def test_an_intent_is_known_by_meaning_and_by_words_where_the_model_is_away(
    desk: Desk, meanings: Meanings
) -> None:
    pets = answering.IntentContent(name="pets", description="", examples=PETS)
    async with desk.database.transaction(desk.workspace_id) as session:
        await answering.save_intents(session, workspace_id=desk.workspace_id, intents=[pets])
    await answering.learn_intents(desk.database, workspace_id=desk.workspace_id, embedder=meanings.embedder)
    near = await understood(desk, meanings, "any hound?")
    assert (near.known, near.nearest[0], near.by_meaning) == (True, "pets", True)
    away = await understood(desk, None, "any hound?")
    assert (away.known, away.by_meaning) == (False, False)
    assert (await understood(desk, None, "may I bring my puppy?")).nearest[0] == "pets"
    stranger = ServerEmbedder(url="https://example.com", model="other")
    elsewhere = replace(await meanings.of([("any hound?", "en")]), model=stranger.model)
    async with desk.database.transaction(desk.workspace_id) as session:
        other = await answering.recognise(session, text="any hound?", language="en", meant=elsewhere)
        italian = await answering.recognise(session, text="Posso portare il cane?", language="it")
    assert (other.by_meaning, italian.by_meaning) == (False, False)


async def test_intents_are_learnt_by_words_where_the_model_fails_and_by_meaning_when_it_is_back(
    desk: Desk, meanings: Meanings, server: EmbeddingServer
) -> None:
    pets = answering.IntentContent(name="pets", description="", examples=PETS)
    async with desk.database.transaction(desk.workspace_id) as session:
        await answering.save_intents(session, workspace_id=desk.workspace_id, intents=[pets])
    server.says = (500, b"{}")
    with pytest.raises(EmbeddingFailed):
        await answering.learn_intents(desk.database, workspace_id=desk.workspace_id, embedder=meanings.embedder)
    assert (await understood(desk, None, "may I bring my puppy?")).nearest[0] == "pets"
    server.says = None
    await answering.learn_intents(desk.database, workspace_id=desk.workspace_id, embedder=meanings.embedder)
    assert (await understood(desk, meanings, "any hound?")).by_meaning
    asked = len(server.asked)
    await answering.learn_intents(desk.database, workspace_id=desk.workspace_id, embedder=meanings.embedder)
    assert len(server.asked) == asked


async def test_a_gap_is_asked_again_by_meaning_too(desk: Desk, meanings: Meanings) -> None:
    asked = answering.GapToAsk("en", ("any hound?",))
    meant = await answering.meaning(meanings, [([answering.Turn("customer", "any hound?")], "en")])
    async with desk.database.transaction(desk.workspace_id) as session:
        words = await answering.ask_gap_again(session, workspace_id=desk.workspace_id, asked=asked)
        both = await answering.ask_gap_again(session, workspace_id=desk.workspace_id, asked=asked, meant=meant)
    assert ([each.outcome for each in words], [each.outcome for each in both]) == (["unsure"], ["answered"])
