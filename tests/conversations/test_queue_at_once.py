"""What is never so in the queue, whatever happens at once: two hundred agents, two thousand conversations."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, select, text, update

from sportello import contacts, conversations, workspaces
from sportello.conversations import Conversation
from sportello.core import clock
from sportello.core.errors import SportelloError
from sportello.core.ids import new_id
from sportello.workspaces import Availability, Label, Member, QueueSettings
from sportello.workspaces.models import Membership, MemberSkill, TeamMember, User
from tests.house import House
from tests.queueing import closes, drain, says, switch_on

AGENTS, TALKS, BY_HAND, CAPACITY = 200, 2_000, 20, 3
LANGUAGES = ("it", "en", "de")
_LONG = timedelta(hours=1)
"""On a slow machine nobody is to be gone before the test is over: nobody sits at these desks, and so is seen anew."""


async def crowd(house: House, random: Random) -> list[Member]:
    """Two hundred agents in three teams, of several languages and skills; twenty of them take by hand alone."""
    boss = await house.member("Boss", "admin")
    await switch_on(house, boss, capacity=CAPACITY)
    async with house.database.transaction(house.workspace_id) as session:
        teams = [
            await workspaces.save_team(session, actor=boss, name=name, hours_id=None, members=[])
            for name in ("One", "Two", "Three")
        ]
        labels = [
            await workspaces.save_label(session, actor=boss, name=name, color="red", skill=True)
            for name in ("Refund", "Technical")
        ]
        users = [
            User(id=new_id(), email=f"{new_id()}@example.com", name=f"Agent {n}", password_hash="!")
            for n in range(AGENTS)
        ]
        session.add_all(users)
        await session.flush()
        here = {"workspace_id": house.workspace_id}
        session.add_all(Membership(**here, user_id=user.id, role="agent") for user in users)
        await session.flush()
        for n, user in enumerate(users):
            session.add(
                Availability(
                    **here,
                    user_id=user.id,
                    status="online" if random.random() < 0.8 else "away",
                    last_seen_at=clock.now() + _LONG,
                    capacity=0 if n < BY_HAND else random.choice([None, 1, 5]),
                    languages=random.choice([[], ["it"], ["it", "en"], ["de"]]),
                )
            )
            session.add_all(
                TeamMember(team_id=team.id, user_id=user.id, **here) for team in teams if random.random() < 0.4
            )
            session.add_all(
                MemberSkill(label_id=label.id, user_id=user.id, **here) for label in labels if random.random() < 0.3
            )
        contact = await contacts.create_contact(session, workspace_id=house.workspace_id, language="it")
        talks = [
            Conversation(
                id=new_id(),
                **here,
                contact_id=contact.id,
                channel="web",
                state="queued",
                language=random.choice(LANGUAGES),
                priority=random.choice(["low", "normal", "normal", "high", "urgent"]),
                team_id=random.choice([None, None, *(team.id for team in teams)]),
                queued_at=clock.now(),
                waiting_since=clock.now() - timedelta(seconds=random.randrange(600)),
            )
            for _ in range(TALKS)
        ]
        session.add_all(talks)
        await session.flush()
        session.add_all(
            conversations.ConversationLabel(conversation_id=talk.id, label_id=label.id, **here)
            for talk in talks
            for label in labels
            if random.random() < 0.15
        )
    return [
        Member(
            workspace_id=house.workspace_id,
            workspace_slug=house.slug,
            user_id=user.id,
            name=user.name,
            role="agent",
            scopes=None,
            api_key_id=None,
            must_change_password=False,
        )
        for user in users
    ]


_TOO_MUCH = """
    SELECT c.assignee_id, count(*) FROM conversations c JOIN availability a ON a.user_id = c.assignee_id
    WHERE c.state = 'with_agent' AND a.capacity IS DISTINCT FROM 0
    GROUP BY c.assignee_id, a.capacity HAVING count(*) > coalesce(a.capacity, :capacity)
"""
_LEFT_WAITING = """
    SELECT c.id, a.user_id FROM conversations c
    JOIN availability a ON a.status = 'online' AND NOT a.idle
        AND (a.languages = '{}' OR c.language = ANY (a.languages))
        AND (c.team_id IS NULL OR EXISTS (
            SELECT FROM team_members t WHERE t.team_id = c.team_id AND t.user_id = a.user_id))
        AND NOT EXISTS (
            SELECT FROM conversation_labels l WHERE l.conversation_id = c.id AND NOT EXISTS (
                SELECT FROM member_skills k WHERE k.label_id = l.label_id AND k.user_id = a.user_id))
    WHERE c.state = 'queued' AND coalesce(a.capacity, :capacity) > (
        SELECT count(*) FROM conversations h WHERE h.state = 'with_agent' AND h.assignee_id = a.user_id)
"""
_HELD_BY_THE_ABSENT = """
    SELECT c.id FROM conversations c JOIN availability a ON a.user_id = c.assignee_id
    WHERE c.state = 'with_agent' AND (a.status <> 'online' OR a.idle) AND a.changed_at >= c.taken_at
"""
_HANDED = """
    SELECT target, data ->> 'from' AS was, data ->> 'to' AS became FROM audit_entries
    WHERE target LIKE 'conversation:%' AND data ? 'from' ORDER BY target, occurred_at, id
"""


class Crowd:
    """What people do at once, while workers drain the queue."""

    def __init__(self, house: House, members: Sequence[Member], random: Random) -> None:
        self.house, self.members, self.random = house, members, random
        self.by_id: dict[UUID | None, Member] = {member.user_id: member for member in members}
        self.over = False
        self.did: Counter[str] = Counter()

    async def worker(self) -> None:
        """Move on who waits, as a process of ours does."""
        while not self.over:
            moved = await drain(self.house)
            self.did["moved"] += moved
            await asyncio.sleep(0 if moved else 0.05)

    async def auditor(self) -> None:
        """At no moment has anybody been given more than they take."""
        while not self.over:
            assert await self.rows(_TOO_MUCH) == []
            self.did["looks"] += 1
            await asyncio.sleep(0.05)

    async def rows(self, statement: str) -> list[Row[Any]]:
        """What a statement finds in the workspace."""
        async with self.house.database.transaction(self.house.workspace_id) as session:
            return list((await session.execute(text(statement), {"capacity": CAPACITY})).all())

    async def people(self, deeds: int) -> None:
        """One deed after the other, beside all others."""
        for _ in range(deeds):
            deed = self.random.choice([self.close, self.close, self.close, self.come_or_go, self.take, self.leave])
            with suppress(SportelloError):
                await deed()
                self.did[deed.__name__] += 1

    async def some(self, state: str) -> Conversation | None:
        """Any conversation in this state."""
        async with self.house.database.transaction(self.house.workspace_id) as session:
            found = select(Conversation).where(Conversation.state == state)
            return await session.scalar(found.order_by(text("md5(id::text || clock_timestamp()::text)")).limit(1))

    async def close(self) -> None:
        """An agent has done."""
        one = await self.some("with_agent")
        if one is not None:
            await closes(self.house, self.by_id[one.assignee_id], one.id)

    async def come_or_go(self) -> None:
        """Somebody sits down, or gets up."""
        await says(self.house, self.random.choice(self.members[BY_HAND:]), self.random.choice(["online", "away"]))

    async def take(self) -> None:
        """Somebody takes one by hand."""
        one = await self.some("queued")
        if one is not None:
            async with self.house.database.transaction(self.house.workspace_id) as session:
                taker = self.random.choice(self.members[:BY_HAND])
                await conversations.take(session, conversation_id=one.id, member=taker)

    async def leave(self) -> None:
        """The customer goes back to the assistant."""
        one = await self.some("queued")
        if one is not None:
            await self.house.says(one.id, "No", choice="assistant")


@pytest.mark.parametrize("seed", [1, 2])
async def test_never_two_never_too_many_and_nobody_left_waiting_while_somebody_fit_is_free(
    house: House, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    them = Crowd(house, await crowd(house, random), random)
    background = [asyncio.create_task(task) for task in (*(them.worker() for _ in range(3)), them.auditor())]
    await asyncio.gather(*(them.people(200) for _ in range(4)))
    them.over, them.did["while they were at it"] = True, them.did["moved"]
    await asyncio.gather(*background)
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(update(Availability).values(last_seen_at=clock.now() + _LONG))
    while more := await drain(house):
        them.did["moved"] += more
    assert await them.rows(_TOO_MUCH) == []
    assert await them.rows(_LEFT_WAITING) == []
    assert await them.rows(_HELD_BY_THE_ABSENT) == []
    state: dict[str, str] = {}
    for change in await them.rows(_HANDED):
        assert state.get(change.target, "queued") == change.was, "one was given to two"
        state[change.target] = change.became
    assert them.did["moved"] > AGENTS
    assert them.did["while they were at it"] > AGENTS // 2
    assert them.did["looks"] > 1


async def test_the_check_for_who_is_left_waiting_finds_one(house: House) -> None:
    """The statement that the property rests on sees what it is to see."""
    random = Random(3)  # noqa: S311 - the same
    them = Crowd(house, await crowd(house, random), random)
    assert len(await them.rows(_LEFT_WAITING)) > TALKS
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(update(QueueSettings).values(automatic=False))
        await session.execute(update(Label).values(skill=False))
    assert await drain(house) == 0
