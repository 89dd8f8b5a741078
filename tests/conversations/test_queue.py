"""The queue that works by itself: who gets what, and who gives back what."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from sportello import conversations, workspaces
from sportello.conversations import Conversation
from sportello.core import clock
from tests.house import House
from tests.queueing import answers, asks, at_desk, closes, drain, says, switch_on, who_has


async def test_by_hand_nobody_is_given_anything(house: House) -> None:
    anna = await house.member("Anna")
    await at_desk(house, anna)
    waits = await asks(house)
    assert await drain(house) == 0
    assert (await house.see(waits)).state == "queued"


async def test_it_goes_around_and_stops_where_everybody_has_enough(house: House) -> None:
    anna, bruno = await house.member("Anna", "admin"), await house.member("Bruno")
    await switch_on(house, anna, capacity=2)
    await at_desk(house, anna, bruno)
    waiting = [await asks(house) for _ in range(5)]
    assert await drain(house) == 4
    had = await who_has(house, *waiting)
    assert Counter(had[:2]) == Counter(had[2:4]) == Counter([anna.user_id, bruno.user_id])
    assert had[4] is None
    said = await house.thread(waiting[0])
    assert (said[-1].kind, said[-1].author) == ("joined", "system")
    [first] = [member for member in (anna, bruno) if member.user_id == had[0]]
    await answers(house, first, waiting[0])
    await closes(house, first, waiting[0])
    assert await drain(house) == 1
    assert await who_has(house, waiting[4]) == [first.user_id]


async def test_the_urgent_come_first_and_then_who_waits_longest(house: House) -> None:
    anna = await house.member("Anna", "admin")
    await switch_on(house, anna, capacity=2)
    waiting = [await asks(house) for _ in range(3)]
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.raise_priority(session, conversation_id=waiting[2], priority="urgent")
    assert await drain(house) == 0
    await at_desk(house, anna)
    assert await drain(house) == 2
    assert await who_has(house, *waiting) == [anna.user_id, None, anna.user_id]


async def test_language_team_and_skill_are_asked_for(house: House) -> None:
    anna, bruno = await house.member("Anna", "admin"), await house.member("Bruno")
    await switch_on(house, anna)
    async with house.database.transaction(house.workspace_id) as session:
        team = await workspaces.save_team(session, actor=anna, name="Billing", hours_id=None, members=[bruno.user_id])
        label = await workspaces.save_label(session, actor=anna, name="Refund", color="red", skill=True)
        await workspaces.save_label(session, actor=anna, name="VIP", color="gold", skill=False)
        await workspaces.set_work(
            session, actor=anna, user_id=anna.user_id, capacity=None, languages=["it"], skills=[label.id]
        )
        await workspaces.set_work(
            session, actor=anna, user_id=bruno.user_id, capacity=None, languages=["de", "it"], skills=[]
        )
    await at_desk(house, anna, bruno)
    german, labelled, of_team, english = [await asks(house, language) for language in ("de", "it", "it", "en")]
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.set_labels(session, conversation_id=labelled, member=anna, labels=[label.id])
        await conversations.transfer(session, conversation_id=of_team, member=anna, to_team_id=team.id)
    assert await drain(house) == 3
    assert await who_has(house, german, labelled, of_team, english) == [
        bruno.user_id,
        anna.user_id,
        bruno.user_id,
        None,
    ]


async def test_who_goes_away_gives_back_what_they_did_not_answer(house: House) -> None:
    anna, bruno = await house.member("Anna", "admin"), await house.member("Bruno")
    await switch_on(house, anna)
    await at_desk(house, bruno)
    answered, unanswered = await asks(house), await asks(house)
    since = (await house.see(unanswered)).waiting_since
    assert await drain(house) == 2
    await answers(house, bruno, answered)
    await says(house, bruno, "away")
    assert await drain(house) == 1
    back = await house.see(unanswered)
    assert (back.state, back.waiting_since, back.handoff_reason) == ("queued", since, "customer_wish")
    assert await who_has(house, answered) == [bruno.user_id]
    await at_desk(house, anna)
    assert await drain(house) == 1
    assert await who_has(house, unanswered) == [anna.user_id]


@pytest.mark.parametrize("how", ["idle", "gone"])
async def test_a_desk_that_nobody_touches_or_that_fell_silent_gives_back_too(house: House, how: str) -> None:
    anna = await house.member("Anna", "admin")
    await switch_on(house, anna)
    await at_desk(house, anna)
    waits = await asks(house)
    assert await drain(house) == 1
    if how == "idle":
        await says(house, anna, idle=True)
    else:
        clock.travel(timedelta(seconds=91))
    assert await drain(house) == 1
    assert (await house.see(waits)).state == "queued"
    assert await drain(house) == 0
    await says(house, anna, idle=False)
    await at_desk(house, anna)
    assert await drain(house) == 1
    assert (await house.see(waits)).state == "with_agent"


async def test_who_has_answered_keeps_it_until_their_customer_waits_too_long(house: House) -> None:
    anna = await house.member("Anna", "admin")
    await switch_on(house, anna)
    await at_desk(house, anna)
    waits = await asks(house)
    await drain(house)
    await answers(house, anna, waits)
    await says(house, anna, "offline")
    clock.travel(timedelta(minutes=6))
    assert await drain(house) == 0
    await house.says(waits, "E quindi?")
    assert await drain(house) == 0
    clock.travel(timedelta(minutes=6))
    assert await drain(house) == 1
    assert (await house.see(waits)).state == "queued"


async def test_who_takes_one_while_away_is_left_time_to_answer(house: House) -> None:
    anna = await house.member("Anna", "admin")
    await switch_on(house, anna)
    await at_desk(house, anna)
    await says(house, anna, "away")
    waits = await asks(house)
    clock.travel(timedelta(seconds=1))
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.take(session, conversation_id=waits, member=anna)
    assert await drain(house) == 0
    clock.travel(timedelta(minutes=6))
    await at_desk(house, anna)
    assert await drain(house) == 1


async def test_who_works_by_the_api_alone_is_left_alone(house: House) -> None:
    anna = await house.member("Anna", "admin")
    await switch_on(house, anna)
    waits = await asks(house)
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.take(session, conversation_id=waits, member=anna)
    clock.travel(timedelta(hours=1))
    assert await drain(house) == 0


async def test_a_conversation_that_somebody_holds_is_left_to_the_next_time(house: House) -> None:
    anna = await house.member("Anna", "admin")
    await switch_on(house, anna)
    await at_desk(house, anna)
    waits, other = await asks(house), await asks(house)
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(select(Conversation.id).where(Conversation.id == waits).with_for_update())
        assert await drain(house) == 1
        assert await who_has(house, other) == [anna.user_id]
    assert await drain(house) == 1


async def test_who_is_suspended_is_given_nothing(house: House) -> None:
    anna, bruno = await house.member("Anna", "admin"), await house.member("Bruno")
    await switch_on(house, anna)
    await at_desk(house, bruno)
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.change_member(session, actor=anna, user_id=bruno.user_id, suspended=True)
    await asks(house)
    assert await drain(house) == 0
