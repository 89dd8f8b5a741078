"""What happens by itself, and how a customer comes back."""

from datetime import timedelta
from uuid import UUID

import pytest

from sportello import conversations
from sportello.conversations import Conversation, DueAnswer, Outcome, run_due_timers, take
from sportello.core import clock
from sportello.core.ids import new_id
from tests.house import House


async def after(house: House, conversation_id: UUID, **delta: float) -> Conversation:
    """Let time pass and the sweeper run."""
    clock.travel(timedelta(**delta))
    async with house.database.transaction() as session:
        await run_due_timers(session)
    return await house.see(conversation_id)


async def answered(house: House, conversation_id: UUID, text: str) -> None:
    """The customer says something and the assistant answers."""
    said = await house.says(conversation_id, text)
    async with house.database.transaction(house.workspace_id) as session:
        await house.answer(session, DueAnswer(house.workspace_id, conversation_id, said.seq))


async def with_agent(house: House, *, answered: bool = True) -> tuple[Conversation, UUID]:
    conversation = await house.conversation()
    await house.says(conversation.id, "Una persona", choice="person")
    anna = await house.member("Anna")
    async with house.database.transaction(house.workspace_id) as session:
        await take(session, conversation_id=conversation.id, member=anna)
        if answered:
            await conversations.post_reply(
                session, conversation_id=conversation.id, message_id=new_id(), member=anna, text="Eccomi"
            )
    return conversation, anna.user_id


async def test_a_silent_customer_leaves_the_assistant_idle_then_ended(house: House) -> None:
    conversation = await house.conversation()
    await answered(house, conversation.id, "Ciao")
    assert (await after(house, conversation.id, minutes=4)).state == "active"
    assert (await after(house, conversation.id, minutes=2)).state == "idle"
    assert (await after(house, conversation.id, minutes=29)).state == "idle"
    ended = await after(house, conversation.id, minutes=2)
    assert (ended.state, ended.due_at) == ("ended", None)
    assert [said.kind for said in await house.thread(conversation.id)] == ["text", "text", "ended"]


async def test_a_question_waits_for_its_answer_however_long_the_worker_is_away(house: House) -> None:
    conversation = await house.conversation()
    said = await house.says(conversation.id, "Quanto costa?")
    seen = await after(house, conversation.id, hours=8)
    assert (seen.state, seen.answer_due_at) == ("active", said.created_at)
    async with house.database.transaction(house.workspace_id) as session:
        assert await house.answer(session, DueAnswer(house.workspace_id, conversation.id, said.seq))
    assert (await after(house, conversation.id, minutes=4)).state == "active"
    assert (await after(house, conversation.id, minutes=2)).state == "idle"


async def test_writing_moves_the_timer(house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Ciao")
    clock.travel(timedelta(minutes=4))
    await house.says(conversation.id, "Ancora qui")
    assert (await after(house, conversation.id, minutes=4)).state == "active"


async def test_an_idle_customer_who_writes_is_with_the_assistant_again(house: House) -> None:
    conversation = await house.conversation()
    await answered(house, conversation.id, "Ciao")
    assert (await after(house, conversation.id, minutes=6)).state == "idle"
    said = await house.says(conversation.id, "Rieccomi")
    seen = await house.see(conversation.id)
    assert (seen.state, seen.answer_due_at) == ("active", said.created_at)


async def test_an_idle_customer_can_ask_for_a_person(house: House) -> None:
    conversation = await house.conversation()
    assert (await after(house, conversation.id, minutes=6)).state == "idle"
    await house.says(conversation.id, "Una persona", choice="person")
    assert (await house.see(conversation.id)).state == "queued"


async def test_a_customer_silent_to_an_agent_is_asked_and_comes_back_to_the_same_agent(house: House) -> None:
    conversation, anna = await with_agent(house)
    assert (await after(house, conversation.id, minutes=9)).state == "with_agent"
    assert (await after(house, conversation.id, minutes=2)).state == "waiting_customer"
    assert (await house.thread(conversation.id))[-1].kind == "waiting"
    await house.says(conversation.id, "Sono qui")
    seen = await house.see(conversation.id)
    assert (seen.state, seen.assignee_id) == ("with_agent", anna)
    assert seen.waiting_since is not None


async def test_a_customer_who_waits_for_the_agent_is_not_silent(house: House) -> None:
    conversation, _ = await with_agent(house, answered=False)
    assert (await after(house, conversation.id, hours=2)).state == "with_agent"


async def test_a_silent_customer_who_was_passed_on_is_asked_as_well(house: House) -> None:
    conversation, _ = await with_agent(house)
    chief, bruno = await house.member("Capo", "supervisor"), await house.member("Bruno")

    async def pass_on(to: UUID) -> Conversation:
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.transfer(session, conversation_id=conversation.id, member=chief, to_user_id=to)
        return await house.see(conversation.id)

    assert (await pass_on(bruno.user_id)).state == "with_agent"
    assert (await after(house, conversation.id, minutes=11)).state == "waiting_customer"
    assert (await pass_on(chief.user_id)).state == "with_agent"
    assert (await after(house, conversation.id, minutes=11)).state == "waiting_customer"
    await house.says(conversation.id, "Sono qui")
    assert (await pass_on(bruno.user_id)).waiting_since is not None
    assert (await after(house, conversation.id, hours=2)).state == "with_agent", "it is their turn"


async def test_nobody_is_thrown_out_of_the_queue(house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Una persona", choice="person")
    assert (await after(house, conversation.id, hours=5)).state == "queued"


@pytest.mark.parametrize("at_work", [True, False])
async def test_what_ended_with_an_agent_reopens_with_the_same_if_they_are_there(house: House, *, at_work: bool) -> None:
    conversation, anna = await with_agent(house)
    await after(house, conversation.id, minutes=11)
    assert (await after(house, conversation.id, minutes=31)).state == "ended"
    await house.says(conversation.id, "Ancora una cosa", online={anna} if at_work else ())
    seen = await house.see(conversation.id)
    assert (seen.state, seen.assignee_id) == (("with_agent", anna) if at_work else ("active", None))
    assert (seen.answer_due_at is None) == at_work
    assert [said.kind for said in await house.thread(conversation.id)][-2:] == ["reopened", "text"]


async def test_what_ended_with_the_assistant_reopens_with_it_whoever_had_it_before(house: House) -> None:
    conversation, anna = await with_agent(house)
    async with house.database.transaction(house.workspace_id) as session:
        chief = await house.member("Capo", "supervisor")
        await conversations.transfer(session, conversation_id=conversation.id, member=chief, to_user_id=None)
    await house.says(conversation.id, "Torno all'assistente", choice="assistant")
    await answered(house, conversation.id, "Quanto costa?")
    await after(house, conversation.id, minutes=6)
    assert (await after(house, conversation.id, minutes=31)).state == "ended"
    await house.says(conversation.id, "Ancora una cosa", online={anna})
    seen = await house.see(conversation.id)
    assert (seen.state, seen.assignee_id) == ("active", None)


@pytest.mark.parametrize("outcome", ["resolved", "not_resolved", "cancelled"])
@pytest.mark.parametrize("at_work", [True, False])
async def test_reopening_goes_to_the_same_agent_if_they_are_there(
    house: House, outcome: Outcome, *, at_work: bool
) -> None:
    conversation, anna = await with_agent(house)
    async with house.database.transaction(house.workspace_id) as session:
        member = await house.member("Capo", "supervisor")
        await conversations.close(session, conversation_id=conversation.id, member=member, outcome=outcome)
    await house.says(conversation.id, "Ancora una cosa", online={anna} if at_work else ())
    seen = await house.see(conversation.id)
    expected = ("with_agent", anna) if at_work else ("active", None)
    assert (seen.state, seen.assignee_id) == expected
    assert (seen.answer_due_at is None) == at_work


async def test_two_sweepers_do_not_meet(house: House) -> None:
    ids = [(await house.conversation()).id for _ in range(20)]
    clock.travel(timedelta(minutes=6))
    async with house.database.transaction() as one, house.database.transaction() as other:
        first = await run_due_timers(one, limit=12)
        second = await run_due_timers(other, limit=12)
    assert (first, second) == (12, 8)
    assert {(await house.see(id_)).state for id_ in ids} == {"idle"}
