"""Who may not work here any more has no conversations: their customers wait for somebody who comes."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import conversations, workspaces
from sportello.conversations import NoSuchAgent
from sportello.core import clock
from sportello.core.errors import NotFound
from sportello.core.ids import new_id
from sportello.workspaces import Member
from tests.live import Agent, Street, Talk

ENDS: list[bool] = [True, False]
"""Suspended, or removed."""
BACK = {
    "it": "Risponderà un collega. La conversazione è di nuovo in coda.",
    "en": "A colleague will take over. You are back in the queue.",
    "de": "Jemand anderes übernimmt. Sie sind wieder in der Warteschlange.",
}


async def leaves(boss: Agent, gone: Agent, *, suspended: bool = True) -> None:
    """An admin suspends or removes somebody."""
    path = f"/members/{gone.member.user_id}"
    http = boss.http
    (await (http.patch(path, json={"suspended": True}) if suspended else http.delete(path))).raise_for_status()


async def with_agent(street: Street, agent: Agent, language: str = "it") -> Talk:
    """A customer whom this agent has, and who waits for an answer."""
    talk = await (await street.customer(language)).open(language)
    await talk.say("Una persona", choice="person")
    await agent.post(f"/conversations/{talk.id}/take")
    return talk


async def answered(agent: Agent, talk: Talk) -> None:
    await agent.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="Eccomi")


async def silence(street: Street, *, minutes: int) -> None:
    """Time passes, and the sweeper runs."""
    clock.travel(timedelta(minutes=minutes))
    async with street.house.database.transaction() as session:
        await conversations.run_due_timers(session)


async def line(agent: Agent, talk: Talk) -> dict[str, Any]:
    return await agent.get(f"/conversations/{talk.id}")


async def moves(agent: Agent, talk: Talk) -> list[tuple[str, str, str | None]]:
    items = (await agent.get(f"/conversations/{talk.id}/history"))["items"]
    return [(one["to_state"], one["actor"], one["reason"]) for one in items]


@pytest.mark.parametrize("suspended", ENDS)
async def test_customers_of_who_leaves_wait_for_somebody_else(street: Street, *, suspended: bool) -> None:
    boss, anna, marco = await street.agent("Capo", "admin"), await street.agent("Anna"), await street.agent("Marco")
    talks = {language: await with_agent(street, anna, language) for language in BACK}
    theirs = await with_agent(street, marco)
    since = {language: (await line(boss, talk))["waiting_since"] for language, talk in talks.items()}
    async with talks["it"].listen() as widget, marco.listen() as desk:
        await leaves(boss, anna, suspended=suspended)
        await widget.until("state", state="queued", agent=None, queue_place=1)
        await desk.until("conversation", id=str(talks["de"].id), state="queued", assignee=None)
        await desk.until("counts", unassigned=3, waiting=4)
    for place, (language, talk) in enumerate(talks.items(), 1):
        last = (await talk.messages())[-1]
        assert (last["kind"], last["text"]) == ("transferred", BACK[language])
        assert [button["choice"] for button in last["buttons"]] == ["assistant"]
        shown = await line(marco, talk)
        assert (shown["waiting_since"], shown["handoff"]["reason"]) == (since[language], "customer_wish")
        assert shown["handoff"]["again"] == "agent_left"
        assert (await talk.get())["queue_place"] == place
        assert (await moves(boss, talk))[-1] == ("queued", "system", "agent_left")
    for talk in talks.values():
        await marco.post(f"/conversations/{talk.id}/take")
    assert (await line(boss, theirs))["assignee"]["name"] == "Marco"
    assert (await theirs.messages())[-1]["kind"] == "joined"


async def test_who_had_been_answered_waits_from_now_on(street: Street) -> None:
    boss, anna = await street.agent("Capo", "admin"), await street.agent("Anna")
    talk = await with_agent(street, anna)
    await answered(anna, talk)
    clock.travel(timedelta(minutes=5))
    before = clock.now()
    await leaves(boss, anna)
    assert datetime.fromisoformat((await line(boss, talk))["waiting_since"]) >= before
    await silence(street, minutes=60)  # nobody is silent who waits
    assert (await line(boss, talk))["state"] == "queued"


@pytest.mark.parametrize("suspended", ENDS)
async def test_a_silent_customer_is_left_in_peace_and_queues_when_they_write(
    street: Street, *, suspended: bool
) -> None:
    boss, anna = await street.agent("Capo", "admin"), await street.agent("Anna")
    talk = await with_agent(street, anna)
    await answered(anna, talk)
    await silence(street, minutes=11)
    async with anna.listen():
        await leaves(boss, anna, suspended=suspended)
    said = [one["kind"] for one in await talk.messages()]
    assert (await line(boss, talk))["state"] == "waiting_customer"
    assert said[-1] == "waiting"
    await talk.say("Sono qui")
    shown = await line(boss, talk)
    assert (shown["state"], shown["assignee"], shown["waiting_since"] is None) == ("queued", None, False)
    assert [(one["author"], one["kind"]) for one in (await talk.messages())[len(said) :]] == [
        ("system", "transferred"),
        ("customer", "text"),
    ]
    assert (await moves(boss, talk))[-1] == ("queued", "customer", "agent_left")


async def test_what_who_left_had_is_free_for_everybody(street: Street) -> None:
    boss, anna, marco = await street.agent("Capo", "admin"), await street.agent("Anna"), await street.agent("Marco")
    talk = await with_agent(street, anna)
    await answered(anna, talk)
    await silence(street, minutes=11)
    refused = await marco.http.post(f"/conversations/{talk.id}/take")
    assert (refused.status_code, refused.json()["detail"]) == (409, "Anna has it.")
    refused = await boss.http.post(f"/conversations/{talk.id}/take")
    assert refused.json()["detail"] == "Anna has it. You may transfer it, also to yourself."
    await leaves(boss, anna)
    taken = await marco.post(f"/conversations/{talk.id}/take")
    assert (taken["state"], taken["assignee"]["name"]) == ("with_agent", "Marco")


async def test_a_closed_conversation_is_not_reopened_for_who_left(street: Street) -> None:
    boss, anna = await street.agent("Capo", "admin"), await street.agent("Anna")
    talk = await with_agent(street, anna)
    await anna.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=None)
    await leaves(boss, anna)
    here = (anna.member.user_id,)  # as another process still has it, whose notice is on its way
    await street.house.says(talk.id, "Ancora una cosa", online=here)
    assert (await talk.get())["state"] == "active"


async def test_another_role_and_an_owner_lose_nothing(street: Street) -> None:
    boss, anna, sara = await street.agent("Capo", "admin"), await street.agent("Anna"), await street.agent("Sara")
    talks = [await with_agent(street, anna), await with_agent(street, sara)]
    (await boss.http.patch(f"/members/{anna.member.user_id}", json={"role": "supervisor"})).raise_for_status()
    async with street.house.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_owner = true WHERE id = :id"), {"id": sara.member.user_id})
    await leaves(boss, sara)
    assert [(await line(boss, talk))["state"] for talk in talks] == ["with_agent", "with_agent"]
    await sara.post(f"/conversations/{talks[1].id}/messages", id=str(new_id()), text="Ci sono ancora")


@dataclass(frozen=True)
class Moment:
    """All that could be given to somebody at the moment in which they leave."""

    boss: Member
    anna: Member
    queued: UUID
    passed: UUID
    waiting: UUID
    closed: UUID

    def gifts(self) -> list[Callable[[AsyncSession], Awaitable[object]]]:
        """Taken, transferred, woken up, reopened."""
        to = self.anna.user_id
        return [
            lambda session: conversations.take(session, conversation_id=self.queued, member=self.anna),
            lambda session: conversations.transfer(
                session, conversation_id=self.passed, member=self.boss, to_user_id=to
            ),
            lambda session: self.says(session, self.waiting),
            lambda session: self.says(session, self.closed, online=(to,)),
        ]

    async def says(self, session: AsyncSession, conversation_id: UUID, online: Collection[UUID] = ()) -> object:
        """The customer writes."""
        return await conversations.receive(
            session, conversation_id=conversation_id, message_id=new_id(), text="Sono qui", online=online
        )

    async def leave(self, session: AsyncSession) -> object:
        """The admin suspends her."""
        return await workspaces.change_member(session, actor=self.boss, user_id=self.anna.user_id, suspended=True)


async def moment(street: Street) -> Moment:
    boss, anna = await street.agent("Capo", "admin"), await street.agent("Anna")
    waiting, closed, passed = [await with_agent(street, agent) for agent in (anna, anna, boss)]
    await answered(anna, waiting)
    await anna.post(f"/conversations/{closed.id}/close", outcome="resolved", reason=None)
    await silence(street, minutes=11)
    queued = await (await street.customer()).open()
    await queued.say("Una persona", choice="person")
    return Moment(boss.member, anna.member, queued.id, passed.id, waiting.id, closed.id)


async def apart(street: Street, work: Callable[[AsyncSession], Awaitable[object]]) -> object:
    """Do it in a transaction of its own; what is refused is refused."""
    async with street.house.database.transaction(street.house.workspace_id) as session:
        try:
            return await work(session)
        except (NotFound, NoSuchAgent):
            return None


async def has_nothing(street: Street, at: Moment) -> None:
    found = [await street.house.see(id_) for id_ in (at.queued, at.passed, at.waiting, at.closed)]
    assert not [one.id for one in found if (one.state, one.assignee_id) == ("with_agent", at.anna.user_id)]


async def test_nothing_is_given_to_who_is_being_suspended(street: Street) -> None:
    at = await moment(street)
    async with street.house.database.transaction(street.house.workspace_id) as session:
        await at.leave(session)
        gifts = [asyncio.create_task(apart(street, gift)) for gift in at.gifts()]
        await asyncio.wait(gifts, timeout=0.3)
    await asyncio.gather(*gifts)
    await has_nothing(street, at)
    states = {name: (await street.house.see(getattr(at, name))).state for name in ("queued", "waiting", "closed")}
    assert states == {"queued": "queued", "waiting": "queued", "closed": "active"}


async def test_what_is_just_being_given_to_somebody_is_taken_back_by_their_suspension(street: Street) -> None:
    at = await moment(street)
    async with street.house.database.transaction(street.house.workspace_id) as session:
        for gift in at.gifts():
            await gift(session)
        leaving = asyncio.create_task(apart(street, at.leave))
        await asyncio.wait([leaving], timeout=0.3)
    await leaving
    await has_nothing(street, at)
    states = {(await street.house.see(id_)).state for id_ in (at.queued, at.passed, at.waiting, at.closed)}
    assert states == {"queued"}
