"""What customers say is stored once, in order, whatever races; and an answer is due exactly when it should be."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from sportello import conversations
from sportello.conversations import ConversationNotFound, MessageIdReused, receive
from sportello.core import clock
from sportello.core.db import Database, enter_workspace
from sportello.core.ids import new_id
from sportello.core.live import Notice
from tests.house import House


@contextmanager
def counted(database: Database) -> Generator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_the_hot_path_is_one_statement(house: House) -> None:
    conversation = await house.conversation()
    async with house.database.transaction(house.workspace_id) as session:
        with counted(house.database) as statements:
            await receive(session, conversation_id=conversation.id, message_id=new_id(), text="Ciao")
    assert len(statements) == 1


async def test_a_message_makes_an_answer_due_at_once(house: House) -> None:
    conversation = await house.conversation()
    said = await house.says(conversation.id, "Quanto costa?")
    seen = await house.see(conversation.id)
    assert (said.seq, seen.last_seq, seen.last_customer_seq, seen.preview) == (1, 1, 1, "Quanto costa?")
    assert seen.answer_due_at == said.created_at
    assert seen.version == conversation.version + 1


async def test_the_fact_and_the_notice_are_what_emit_would_have_made(house: House) -> None:
    conversation = await house.conversation()
    said = await house.says(conversation.id, "Ciao")
    fact = conversations.MessageReceived(
        workspace_id=house.workspace_id, conversation_id=conversation.id, message_id=said.id, seq=1
    )
    async with house.database.transaction(house.workspace_id) as session:
        found = text("SELECT name, conversation_id, data FROM events WHERE name = 'message.received'")
        row = (await session.execute(found)).one()
    assert (row.name, row.conversation_id, row.data) == (fact.name, conversation.id, fact.data())
    assert Notice.load(fact.notice()).data == row.data


async def test_the_same_message_posted_fifty_times_at_once_is_one(house: House) -> None:
    conversation = await house.conversation()
    message_id = new_id()

    async def post() -> int:
        async with house.database.transaction(house.workspace_id) as session:
            said = await receive(session, conversation_id=conversation.id, message_id=message_id, text="Una volta")
            return said.seq

    assert set(await asyncio.gather(*(post() for _ in range(50)))) == {1}
    assert [said.seq for said in await house.thread(conversation.id)] == [1]
    async with house.database.transaction(house.workspace_id) as session:
        facts = await session.scalar(text("SELECT count(*) FROM events WHERE name = 'message.received'"))
    assert facts == 1


async def test_the_same_id_with_other_words_is_refused(house: House) -> None:
    conversation = await house.conversation()
    said = await house.says(conversation.id, "Una cosa")
    with pytest.raises(MessageIdReused):
        async with house.database.transaction(house.workspace_id) as session:
            await receive(session, conversation_id=conversation.id, message_id=said.id, text="Un'altra")


async def test_different_messages_at_once_get_places_without_gaps(house: House) -> None:
    conversation = await house.conversation()
    said = await asyncio.gather(*(house.says(conversation.id, f"Messaggio {n}") for n in range(100)))
    assert sorted(message.seq for message in said) == list(range(1, 101))
    stored = {message.id: message.seq for message in await house.thread(conversation.id)}
    assert stored == {message.id: message.seq for message in said}


async def test_customer_assistant_and_agents_writing_at_once_leave_no_gap(house: House) -> None:
    conversation = await house.conversation()
    anna = await house.member("Anna")

    async def answer() -> None:
        for _ in range(20):
            async with house.database.transaction() as session:
                for due in await conversations.claim_due(session, limit=5):
                    await enter_workspace(session, due.workspace_id)
                    await house.answer(session, due)
            await asyncio.sleep(0.005)

    async def agent() -> None:
        await asyncio.sleep(0.05)
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.take(session, conversation_id=conversation.id, member=anna)
        for n in range(20):
            async with house.database.transaction(house.workspace_id) as session:
                await conversations.post_reply(
                    session, conversation_id=conversation.id, message_id=new_id(), member=anna, text=f"Eccomi {n}"
                )

    await asyncio.gather(*(house.says(conversation.id, f"Domanda {n}") for n in range(60)), answer(), agent())
    thread = await house.thread(conversation.id)
    assert [said.seq for said in thread] == list(range(1, len(thread) + 1))
    joined = next(said.seq for said in thread if said.kind == "joined")
    assert not [said for said in thread if said.author == "assistant" and said.seq > joined]


async def test_another_contacts_conversation_is_not_found(house: House) -> None:
    conversation = await house.conversation()
    _, stranger = await house.visitor()
    with pytest.raises(ConversationNotFound):
        await house.says(conversation.id, "Sono io", contact_id=stranger.contact_id)
    assert await house.thread(conversation.id) == []


async def test_a_burst_waits_for_its_end_and_the_first_message_does_not(house: House) -> None:
    conversation = await house.conversation()
    first = await house.says(conversation.id, "Ciao")
    assert (await house.see(conversation.id)).answer_due_at == first.created_at
    second = await house.says(conversation.id, "volevo chiedere")
    due = (await house.see(conversation.id)).answer_due_at
    assert due == second.created_at + conversations.TIMERS.gather
    async with house.database.transaction() as session:
        assert await conversations.claim_due(session, limit=5) == []
        assert await conversations.next_answer_due(session) == due
    third = await house.says(conversation.id, "se avete posto")
    assert (await house.see(conversation.id)).answer_due_at == third.created_at + conversations.TIMERS.gather
    clock.travel(timedelta(seconds=2))
    async with house.database.transaction() as session:
        claimed = await conversations.claim_due(session, limit=5)
    assert [due.seen_seq for due in claimed] == [3]


@pytest.mark.parametrize("language", ["it", "en", "de"])
async def test_who_waits_in_the_queue_can_go_back_to_the_assistant(house: House, language: str) -> None:
    conversation = await house.conversation(language=language)
    await house.says(conversation.id, "?", choice="person")
    (button,) = (await house.thread(conversation.id))[-1].buttons
    assert button["choice"] == "assistant"
    await house.says(conversation.id, button["label"], choice=button["choice"])
    seen = await house.see(conversation.id)
    assert (seen.state, seen.answer_due_at is not None) == ("active", True)


async def test_claims_are_given_back_by_name_and_only_those_not_yet_answered(house: House) -> None:
    mine, theirs = new_id(), new_id()
    ids = [(await house.conversation()).id for _ in range(3)]
    for number in ids:
        await house.says(number, "Ciao")
    async with house.database.transaction() as session:
        (first,) = await conversations.claim_due(session, limit=1, by=theirs)
        answered, waiting = await conversations.claim_due(session, limit=5, by=mine)
    async with house.database.transaction(house.workspace_id) as session:
        assert await house.answer(session, answered)
    async with house.database.transaction() as session:
        assert await conversations.give_back(session, by=mine) == 1
        assert await conversations.give_back(session, by=mine) == 0
        assert await conversations.claim_due(session, limit=5, by=theirs) == [waiting]
    async with house.database.transaction(house.workspace_id) as session:
        # Whoever was slow, or thought dead, comes too late: one answer each.
        assert await house.answer(session, waiting)
        assert await house.answer(session, waiting) is None
        assert await house.answer(session, first)


async def test_who_has_read_the_answer_or_presses_a_button_is_not_held_back(house: House) -> None:
    conversation = await house.conversation()

    async def says(text: str, **more: object) -> bool:
        said = await house.says(conversation.id, text, **more)
        at_once = (await house.see(conversation.id)).answer_due_at == said.created_at
        async with house.database.transaction(house.workspace_id) as session:
            clock.travel(conversations.TIMERS.gather)
            for due in await conversations.claim_due(session, limit=5):
                await house.answer(session, due)
            clock.travel(-conversations.TIMERS.gather)
        return at_once

    assert await says("Quanto costa?")
    assert not await says("il biglietto intero", seen_seq=1)
    assert await says("E per i bambini?", seen_seq=4)
    assert await says("Continua", choice="assistant")


async def test_what_the_assistant_is_told_it_said_is_what_was_stored(house: House) -> None:
    conversation = await house.conversation()
    asked = await house.says(conversation.id, "Quanto costa?")
    async with house.database.transaction(house.workspace_id) as session:
        said = await conversations.reply(
            session,
            conversation_id=conversation.id,
            seen_seq=asked.seq,
            name="Luce",
            preface="Mi dispiace.",
            text="Costa 5 euro.",
            citations=[],
            buttons=[],
        )
    assert said is not None
    assert said == (await house.thread(conversation.id))[-1]
    assert said.text == "Mi dispiace.\n\nCosta 5 euro."
    assert (await house.see(conversation.id)).preview == "Costa 5 euro."


@pytest.mark.parametrize("typed", ["torna all assistente!", "Back to the assistant", "ZURÜCK zum Assistenten"])
async def test_who_waits_for_a_person_and_types_the_way_back_has_pressed_it(house: House, typed: str) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, typed)
    assert (await house.see(conversation.id)).state == "active"
    await house.says(conversation.id, "Una persona", choice="person")
    await house.says(conversation.id, "Torna all'assistente? No.")
    assert (await house.see(conversation.id)).state == "queued"
    id_ = new_id()
    async with house.database.transaction(house.workspace_id) as session:
        said = await receive(session, conversation_id=conversation.id, message_id=id_, text=typed)
    seen = await house.see(conversation.id)
    assert (said.choice, seen.state, seen.answer_due_at is not None) == ("assistant", "active", True)
    async with house.database.transaction(house.workspace_id) as session:
        again = await receive(session, conversation_id=conversation.id, message_id=id_, text=typed)
    assert (again.seq, (await house.see(conversation.id)).last_seq) == (said.seq, seen.last_seq)
