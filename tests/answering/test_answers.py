"""What comes of a message: every outcome, in every language, spoken only while the assistant may speak."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text

from sportello import answering, conversations, knowledge
from sportello.answering import AssistantContent, Setups
from sportello.conversations import DueAnswer, Said
from sportello.core.db import Database
from sportello.core.errors import NotFound
from sportello.workspaces import Member
from tests.answering.conftest import Ask, Desk
from tests.assistants import rewrite
from tests.growth import TOO_STEEP, growth
from tests.house import build_house


async def test_question_is_answered_word_for_word_with_its_source(ask: Ask) -> None:
    draft = await ask("Il cane può entrare?")

    assert draft.outcome == "answered"
    assert draft.text == "Sì, al **guinzaglio**."
    (citation,) = draft.citations
    assert (citation["n"], citation["title"], citation["quote"]) == (
        1,
        "Posso portare il cane?",
        "Sì, al guinzaglio.",  # plain: it is shown where Markdown is not
    )
    assert citation["url"].startswith("/help/shop-")
    assert draft.buttons == []
    assert draft.trace.hits[0]["score"] > 0
    assert draft.trace.confidence is not None
    assert draft.trace.confidence >= draft.trace.threshold


async def test_passage_answers_with_its_sentence_and_neighbours(ask: Ask) -> None:
    draft = await ask("When does the light trail open in winter every evening?", "en")

    assert draft.outcome == "answered"
    assert "opens at five" in draft.text
    assert "gardens" not in draft.text
    assert draft.citations[0]["url"].endswith("#winter")


@pytest.mark.parametrize(
    ("language", "question", "label"),
    [
        ("it", "Chi ha vinto il campionato di calcio?", "Sì, chiama una persona"),
        ("en", "Who won the football championship?", "Yes, call a person"),
        ("de", "Wer hat die Meisterschaft gewonnen?", "Ja, einen Menschen rufen"),
    ],
)
async def test_what_is_not_known_is_said_with_the_two_buttons(
    ask: Ask, language: str, question: str, label: str
) -> None:
    draft = await ask(question, language)

    assert draft.outcome == "unsure"
    assert [button["choice"] for button in draft.buttons] == ["person", "continue"]
    assert draft.buttons[0]["label"] == label
    assert draft.citations == []


@pytest.mark.parametrize("odd", ["👋", "?!", "1", "¿", "\u200b", "ℵ" * 4_000, "<script>", "cane " * 800])
async def test_odd_message_gets_an_answer(ask: Ask, odd: str) -> None:
    draft = await ask(odd)
    assert draft.text
    assert draft.outcome in {"answered", "unsure", "smalltalk"}


@pytest.mark.parametrize(
    ("prior", "question", "language"),
    [("it", "Can I bring my dog to the trail?", "en"), ("en", "Posso portare il cane?", "it"), ("de", "ok", "de")],
)
async def test_answer_is_in_the_language_of_the_question(ask: Ask, prior: str, question: str, language: str) -> None:
    assert (await ask(question, prior)).trace.language == language


async def test_owner_moves_the_threshold(desk: Desk) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        settings = await answering.assistant_settings(session, workspace_id=desk.workspace_id)
        content = AssistantContent(**vars(replace(settings, threshold=1.0, name="Strict")))
        await rewrite(session, workspace_id=desk.workspace_id, content=content)
        setup = await answering.read_setup(session, workspace_id=desk.workspace_id)
        draft = await answering.compose(session, assistant=setup, question="Posso portare il cane?", language="it")
    assert (setup.name, draft.outcome) == ("Strict", "choices")


async def test_first_answer_says_that_an_ai_speaks_and_the_second_does_not(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    await desk.answer()
    await desk.house.says(conversation.id, "Quanto costa il biglietto?")
    await desk.answer()

    first, second = _answers(await desk.said(conversation.id))
    assert first.text.startswith("Sono Sportello, un assistente basato sull'intelligenza artificiale")
    assert first.text.endswith("Sì, al **guinzaglio**.")
    assert second.text == "Il biglietto costa 14 €."


async def test_inbox_shows_the_first_answer_and_not_who_gives_it(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    await desk.answer()
    assert (await desk.house.see(conversation.id)).preview == "Sì, al **guinzaglio**."


async def test_answer_keeps_its_trace(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    await desk.answer()
    (answer,) = _answers(await desk.said(conversation.id))

    async with desk.database.transaction(desk.workspace_id) as session:
        trace = await answering.trace_of(session, conversation_id=conversation.id, message_id=answer.id)
        traced = await answering.traced_messages(session, conversation_id=conversation.id)
    assert (trace.outcome, trace.question, trace.language) == ("answered", "Posso portare il cane?", "it")
    assert (trace.engine, trace.model, trace.cost) == ("no-key", None, None)
    assert trace.hits[0]["title"] == "Posso portare il cane?"
    assert trace.duration_ms > 0
    assert traced == {answer.id}


async def test_rule_calls_a_person_and_the_assistant_is_silent_from_then_on(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "È una vergogna!")
    await desk.answer()
    await desk.house.says(conversation.id, "Posso portare il cane?")

    assert await desk.due() == []
    now = await desk.house.see(conversation.id)
    assert (now.state, now.handoff_reason) == ("queued", "complaint")
    authors = [said.author for said in await desk.said(conversation.id)]
    assert authors == ["customer", "assistant", "system", "customer"]


async def test_what_the_house_says_follows_the_language_the_customer_writes_in(desk: Desk) -> None:
    conversation = await desk.house.conversation(language="it")
    await desk.house.says(conversation.id, "I would like to make a complaint about your staff, please")
    await desk.answer()

    assert (await desk.house.see(conversation.id)).language == "en"
    queued = (await desk.said(conversation.id))[-1]
    assert queued.kind == "queued"
    assert "person" in queued.text


@pytest.mark.parametrize("unit", ["cane ", "\ufdfa", "i want ", "a", "!", "\n", "ß'", "parlare con ", "1 "])
async def test_what_an_answer_costs_grows_no_faster_than_the_message(ask: Ask, unit: str) -> None:
    assert await growth(ask, unit, letters=4_000) < TOO_STEEP


async def test_burst_is_one_question_with_one_answer(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    for line in ("Buongiorno", "vorrei sapere", "se il cane", "lo posso portare", "grazie"):
        await desk.house.says(conversation.id, line)
    await desk.answer()

    (answer,) = _answers(await desk.said(conversation.id))
    assert answer.text.endswith("Sì, al **guinzaglio**.")
    assert await desk.due() == []


async def test_button_to_go_on_asks_for_other_words(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Chi ha vinto il campionato?")
    await desk.answer()
    await desk.house.says(conversation.id, "No, continua", choice="continue")
    await desk.answer()

    assert "altre parole" in _answers(await desk.said(conversation.id))[-1].text


async def test_back_from_the_queue_the_assistant_says_so(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Operatore!")
    await desk.answer()
    await desk.house.says(conversation.id, "Torna all'assistente", choice="assistant")
    await desk.answer()

    assert "di nuovo" in _answers(await desk.said(conversation.id))[-1].text


async def test_draft_leaves_nothing_when_the_customer_went_on(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    (due,) = await desk.due()
    await desk.house.says(conversation.id, "Anzi, quanto costa il biglietto?")
    await answering.answer(desk.database, due)

    assert _answers(await desk.said(conversation.id)) == []
    assert await _traces(desk) == 0


async def test_draft_leaves_nothing_when_an_agent_took_over(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    (due,) = await desk.due()
    await desk.house.says(conversation.id, "Operatore", choice="person")
    agent = await desk.house.member("Anna")
    async with desk.database.transaction(desk.workspace_id) as session:
        await conversations.take(session, conversation_id=conversation.id, member=agent)
    await answering.answer(desk.database, due)

    assert _answers(await desk.said(conversation.id)) == []
    assert await _traces(desk) == 0


async def test_taking_over_races_the_answer_and_no_answer_comes_after(desk: Desk) -> None:
    """At every point of the answer's way, the person's call wins or comes after: never an answer behind it."""
    agent = await desk.house.member("Anna")
    for _ in range(25):
        conversation = await desk.house.conversation()
        await desk.house.says(conversation.id, "Posso portare il cane?")
        (due,) = await desk.due()
        await asyncio.gather(answering.answer(desk.database, due), _take_over(desk, conversation.id, agent))

        said = [(one.author, one.kind) for one in await desk.said(conversation.id)]
        taken = said.index(("system", "joined"))
        assert not [author for author, _ in said[taken:] if author == "assistant"]


async def test_answers_of_a_workspace_are_given_together_in_few_statements(desk: Desk) -> None:
    ids = [(await desk.house.conversation()).id for _ in range(8)]
    for number in ids:
        await desk.house.says(number, "Posso portare il cane?")
    due = await desk.due()
    setups = Setups()
    await answering.answer_all(desk.database, due[:1], setups=setups)
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(desk.database.engine.sync_engine, "before_cursor_execute", note)
    await answering.answer_all(desk.database, due[1:], setups=setups)

    assert len(_answers(await desk.said(due[-1].conversation_id))) == 1
    ours = [statement for statement in statements if "FROM messages m" not in statement]
    # enter, briefings, 7 searches of two statements; enter, 7 replies, traces: little more than three an answer
    assert len(ours) <= 2 + 7 * 2 + 1 + 7 + 1 + 3


async def test_gone_conversation_is_no_error(desk: Desk) -> None:
    due = DueAnswer(desk.workspace_id, UUID(int=1), 1)
    await answering.answer(desk.database, due)


async def test_apology_is_honest_and_offers_a_person(desk: Desk) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    (due,) = await desk.due()
    await answering.apologize(desk.database, due, setups=Setups())

    (answer,) = _answers(await desk.said(conversation.id))
    assert [button["choice"] for button in answer.buttons] == ["person", "continue"]
    async with desk.database.transaction(desk.workspace_id) as session:
        trace = await answering.trace_of(session, conversation_id=conversation.id, message_id=answer.id)
    assert trace.outcome == "failed"


async def test_other_workspace_sees_neither_assistant_nor_traces(desk: Desk, database: Database) -> None:
    conversation = await desk.house.conversation()
    await desk.house.says(conversation.id, "Posso portare il cane?")
    await desk.answer()
    (answer,) = _answers(await desk.said(conversation.id))
    other = await build_house(database, "other")
    async with database.transaction(other.workspace_id) as session:
        with pytest.raises(NotFound):
            await answering.trace_of(session, conversation_id=conversation.id, message_id=answer.id)
        assert await knowledge.search(session, question="Posso portare il cane?", language="it") == []
        setup = await answering.read_setup(session, workspace_id=other.workspace_id)
        draft = await answering.compose(session, assistant=setup, question="Posso portare il cane?", language="it")
        assert draft.outcome == "unsure"
        counted = await session.scalar(text("SELECT (SELECT count(*) FROM traces) + (SELECT count(*) FROM assistants)"))
        assert counted == 0


def _answers(said: list[Said]) -> list[Said]:
    return [one for one in said if one.author == "assistant"]


async def _take_over(desk: Desk, conversation_id: UUID, agent: Member) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        await conversations.ask_person(session, conversation_id=conversation_id, reason="customer_wish")
    async with desk.database.transaction(desk.workspace_id) as session:
        await conversations.take(session, conversation_id=conversation_id, member=agent)


async def _traces(desk: Desk) -> int:
    async with desk.database.transaction(desk.workspace_id) as session:
        return await session.scalar(text("SELECT count(*) FROM traces")) or 0
