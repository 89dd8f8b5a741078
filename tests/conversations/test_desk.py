"""One agent has a conversation, exactly one; and once a person has it, the assistant is silent."""

import asyncio
import random

import pytest
from sqlalchemy import text

from sportello import conversations
from sportello.conversations import (
    AlreadyTaken,
    DueAnswer,
    IllegalTransition,
    MessageIdReused,
    NoSuchAgent,
    NotAssignee,
    close,
    post_reply,
    take,
    transfer,
)
from sportello.core.ids import new_id
from sportello.workspaces import Member
from tests.house import House, new_member


async def queued(house: House) -> conversations.Conversation:
    """A conversation whose customer asked for a person."""
    conversation = await house.conversation()
    await house.says(conversation.id, "Una persona, per favore", choice="person")
    return await house.see(conversation.id)


async def takes(house: House, conversation_id: object, member: Member) -> conversations.Conversation:
    async with house.database.transaction(house.workspace_id) as session:
        return await take(session, conversation_id=conversation_id, member=member)  # pyright: ignore[reportArgumentType]


async def test_of_a_thousand_agents_one_gets_it_and_the_others_learn_who(house: House) -> None:
    conversation = await queued(house)
    async with house.database.transaction(house.workspace_id) as session:
        agents = [await new_member(session, house.workspace_id, house.slug, f"Agent {n}") for n in range(1_000)]
    # More at a time than there are connections; all at once would wait longer for one than anybody waits.
    room = asyncio.Semaphore(30)

    async def races(agent: Member) -> conversations.Conversation:
        async with room:
            return await takes(house, conversation.id, agent)

    results = await asyncio.gather(*map(races, agents), return_exceptions=True)
    winners = [result for result in results if isinstance(result, conversations.Conversation)]
    losers = [result for result in results if isinstance(result, AlreadyTaken)]
    assert (len(winners), len(losers)) == (1, 999)
    winner = next(agent for agent in agents if agent.user_id == winners[0].assignee_id)
    assert {str(loser.members["assignee"]) for loser in losers} == {
        str({"id": str(winner.user_id), "name": winner.name})
    }
    assert [said.kind for said in await house.thread(conversation.id)] == ["text", "queued", "joined"]
    async with house.database.transaction(house.workspace_id) as session:
        changes = await conversations.history(session, conversation_id=conversation.id)
    assert [(change.from_state, change.to_state, change.actor) for change in changes] == [
        ("active", "queued", "customer"),
        ("queued", "with_agent", winner.name),
    ]


async def test_taking_from_the_assistant_is_asking_for_a_person_and_being_it(house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, "Ciao")
    anna = await house.member("Anna")
    await takes(house, conversation.id, anna)
    await takes(house, conversation.id, anna)  # again: nothing more happens
    seen = await house.see(conversation.id)
    assert (seen.state, seen.assignee_id, seen.answer_due_at) == ("with_agent", anna.user_id, None)
    assert [said.kind for said in await house.thread(conversation.id)] == ["text", "joined"]


async def test_the_assistant_never_speaks_after_a_takeover(house: House) -> None:
    """At many moments of the take-over, an answer that was thought before it tries to get in."""
    anna = await house.member("Anna")
    chance = random.Random(7)  # noqa: S311 - moments, not secrets

    async def duel() -> None:
        conversation = await house.conversation()
        await house.says(conversation.id, "Ciao")
        due = DueAnswer(house.workspace_id, conversation.id, 1)
        committed = asyncio.Event()

        async def person() -> None:
            await asyncio.sleep(chance.random() * 0.01)
            await takes(house, conversation.id, anna)
            committed.set()

        async def assistant() -> bool:
            await asyncio.sleep(chance.random() * 0.01)
            async with house.database.transaction(house.workspace_id) as session:
                late = committed.is_set()
                await asyncio.sleep(chance.random() * 0.003)
                said = await house.answer(session, due)
                assert not (late and said)
                await asyncio.sleep(chance.random() * 0.003)
            return said is not None

        spoke = (await asyncio.gather(person(), assistant()))[1]
        kinds = [(said.author, said.kind) for said in await house.thread(conversation.id)]
        expected = [("assistant", "text")] if spoke else []
        assert kinds == [("customer", "text"), *expected, ("system", "joined")]

    for _ in range(25):
        await asyncio.gather(*(duel() for _ in range(8)))


async def test_a_burst_gets_one_answer_and_old_drafts_are_dropped(house: House) -> None:
    conversation = await house.conversation()
    for n in range(5):
        await house.says(conversation.id, f"Parte {n}")
    async with house.database.transaction(house.workspace_id) as session:
        for seq in range(1, 5):
            assert await house.answer(session, DueAnswer(house.workspace_id, conversation.id, seq)) is None
        assert await house.answer(session, DueAnswer(house.workspace_id, conversation.id, 5))
        assert await house.answer(session, DueAnswer(house.workspace_id, conversation.id, 5)) is None
    assert [said.author for said in await house.thread(conversation.id)] == ["customer"] * 5 + ["assistant"]
    assert (await house.see(conversation.id)).answer_due_at is None


async def test_only_who_has_it_answers_and_twice_is_once(house: House) -> None:
    conversation = await queued(house)
    anna, marco = await house.member("Anna"), await house.member("Marco")
    await takes(house, conversation.id, anna)
    message_id = new_id()

    async def reply(member: Member, words: str) -> conversations.Message:
        async with house.database.transaction(house.workspace_id) as session:
            return await post_reply(
                session, conversation_id=conversation.id, message_id=message_id, member=member, text=words
            )

    with pytest.raises(NotAssignee):
        await reply(marco, "Anch'io")
    assert len({said.seq for said in await asyncio.gather(*(reply(anna, "Eccomi") for _ in range(20)))}) == 1
    with pytest.raises(MessageIdReused):
        await reply(anna, "Altro")
    seen = await house.see(conversation.id)
    assert (seen.waiting_since, seen.last_message_author, seen.preview) == (None, "agent", "Eccomi")


async def test_passing_on_and_closing(house: House) -> None:
    conversation = await queued(house)
    anna, marco = await house.member("Anna"), await house.member("Marco")
    boss = await house.member("Sara", "supervisor")
    stranger = new_id()
    await takes(house, conversation.id, anna)
    async with house.database.transaction(house.workspace_id) as session:
        with pytest.raises(NotAssignee):
            await transfer(session, conversation_id=conversation.id, member=marco, to_user_id=marco.user_id)
        with pytest.raises(NoSuchAgent):
            await transfer(session, conversation_id=conversation.id, member=anna, to_user_id=stranger)
        moved = await transfer(
            session, conversation_id=conversation.id, member=anna, to_user_id=marco.user_id, note="Tocca a te"
        )
        assert (moved.state, moved.assignee_id) == ("with_agent", marco.user_id)
        back = await transfer(session, conversation_id=conversation.id, member=boss, to_user_id=None)
        assert (back.state, back.assignee_id) == ("queued", None)
        with pytest.raises(IllegalTransition):
            await close(session, conversation_id=conversation.id, member=boss, outcome="resolved")
    await takes(house, conversation.id, marco)
    async with house.database.transaction(house.workspace_id) as session:
        with pytest.raises(NotAssignee):
            await close(session, conversation_id=conversation.id, member=anna, outcome="resolved")
        for _ in range(2):
            closed = await close(session, conversation_id=conversation.id, member=marco, outcome="not_resolved")
        assert closed.closed_at is not None  # pyright: ignore[reportPossiblyUnboundVariable]
    kinds = [said.kind for said in await house.thread(conversation.id)]
    assert kinds == ["text", "queued", "joined", "transferred", "transferred", "joined", "not_resolved"]
    async with house.database.transaction(house.workspace_id) as session:
        assert await session.scalar(text("SELECT count(*) FROM notes")) == 1
        with pytest.raises(IllegalTransition):
            await take(session, conversation_id=conversation.id, member=anna)
