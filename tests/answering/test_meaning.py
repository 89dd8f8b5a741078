"""Answers by meaning: asked of a model with nothing open, and given without it where it is away."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from sportello import answering, knowledge
from sportello.answering import Setups
from sportello.core.embedding import ServerEmbedder
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
    """What is said to a question, what came of it, which model took part, and how near the hits were."""

    text: str
    outcome: str
    model: str | None
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


async def answer(desk: Desk, meanings: Meanings | None, question: str) -> Told:
    conversation = await desk.house.conversation(language="en")
    await desk.house.says(conversation.id, question)
    await answering.answer_all(desk.database, await desk.due(), setups=Setups(), meanings=meanings)
    async with desk.database.transaction(desk.workspace_id) as session:
        wanted = text("SELECT outcome, model, hits FROM traces WHERE conversation_id = :id")
        trace = (await session.execute(wanted, {"id": conversation.id})).one()
    (*_, said) = await desk.said(conversation.id)
    return Told(said.text, trace.outcome, trace.model, [hit["cosine"] for hit in trace.hits])


async def test_an_answer_that_shares_no_word_with_the_question(desk: Desk, meanings: Meanings) -> None:
    assert (await answer(desk, None, "any hound?")).outcome == "unsure"
    told = await answer(desk, meanings, "any hound?")
    assert told.outcome == "answered"
    assert told.text.endswith("Yes, on a lead.")
    assert told.model == meanings.embedder.model
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
    assert told.model == f"{meanings.embedder.model}: It took longer than 0.05 s."
    # Nobody waits for it again at once.
    again = await answer(desk, meanings, "are pets allowed")
    assert again.outcome == "answered"
    assert again.model is not None
    assert again.model.endswith("not asked again yet.")
    assert len(server.requests) == before + 1


async def test_nothing_is_open_while_the_model_thinks(desk: Desk, meanings: Meanings, server: EmbeddingServer) -> None:
    opened = text("SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()")
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
    assert sorted(server.asked) == ["Is there food?", "Plenty of lunch."]
    other = ServerEmbedder(url=server.url, model="other", languages={"en"}, reach=server.reach)
    await answering.request_embedding(replace(resources, meanings=Meanings(other)))
    await work(replace(resources, meanings=Meanings(other)))
    async with desk.database.transaction(desk.workspace_id) as session:
        assert (await session.scalars(text("SELECT DISTINCT model FROM meaning_spaces"))).all() == [other.model]


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
