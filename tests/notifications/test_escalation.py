"""Customers for whom nobody comes: who is told, when, and what a clock or a restart cannot change."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sportello import notifications
from sportello.core import clock
from tests.api.conftest import Desk, People
from tests.house import House
from tests.notifications.conftest import Clockwork, W
from tests.queueing import asks

HOURS: dict[str, Any] = {
    "kind": "hours",
    "id": "desk",
    "name": {"it": "Assistenza", "en": "Support"},
    "synonyms": {},
    "main": False,
    "week": {
        **{day: [{"opens": "09:00", "closes": "18:00"}] for day in ("mon", "tue", "wed", "thu", "fri")},
        "sat": [],
        "sun": [],
    },
    "seasons": [],
    "holidays": None,
    "exceptions": [],
    "time_zone": None,
    "last_entry": None,
    "note": {},
}


async def kinds(desk: Desk) -> list[str]:
    """What the bell tells, the newest first."""
    return [one["kind"] for one in (await desk.get(f"{W}/notices")).json()["items"]]


async def test_supervisors_hear_of_it_first_then_everybody_and_history_says_so(
    people: People, house: House, world: Clockwork
) -> None:
    agent, boss = await people.at_work("Bruno"), await people.at_work("Sofia", "supervisor")
    conversation = await asks(house)
    await world.pass_time()
    assert (await kinds(agent), await kinds(boss)) == (["waiting"], ["waiting"])

    await world.pass_time(300)
    assert (await kinds(agent), await kinds(boss)) == (["waiting"], ["untaken", "waiting"])
    (text, _) = [one["text"] for one in (await boss.get(f"{W}/notices")).json()["items"]]
    assert text == "A customer has waited for 5 minutes, and nobody has come"
    await world.pass_time(300)
    assert (await kinds(agent), await kinds(boss)) == (["untaken", "waiting"], ["untaken", "untaken", "waiting"])
    await world.pass_time(3600)
    assert len(await kinds(boss)) == 3

    history = (await boss.get(f"{W}/conversations/{conversation}/history")).json()["items"]
    assert [one["reason"] for one in history][-2:] == ["supervisors_told", "everybody_told"]
    assert [one["actor"] for one in history][-2:] == ["clock", "clock"]


async def test_nobody_is_told_of_who_was_taken_went_back_or_did_so_in_time(
    people: People, house: House, world: Clockwork
) -> None:
    boss = await people.at_work("Sofia", "supervisor")
    ones = [await asks(house) for _ in range(2)]
    await boss.post(f"{W}/conversations/{ones[0]}/take")
    await house.says(ones[1], "Torno all'assistente", choice="assistant")

    await world.pass_time(301)
    await world.pass_time(301)

    assert await kinds(boss) == []


async def told(house: House, user_id: UUID) -> list[str]:
    """The same of somebody whose session has long ended."""
    async with house.database.transaction(house.workspace_id) as session:
        return [one.kind for one in await notifications.notices_of(session, user_id=user_id)]


async def test_a_jump_of_the_clock_tells_each_step_once(people: People, house: House, world: Clockwork) -> None:
    boss = await people.hire("Sofia", "supervisor")
    await asks(house)
    for _ in range(3):
        await world.pass_time(24 * 3600)
    await world.pass_time(-48 * 3600)
    await world.pass_time(1)
    assert sorted(await told(house, boss.id)) == ["untaken", "untaken", "waiting"]


async def test_workers_at_once_tell_once(people: People, house: House, world: Clockwork) -> None:
    boss = await people.at_work("Sofia", "supervisor")
    await asks(house)
    await world.pass_time()
    clock.travel(timedelta(minutes=6))
    async with house.database.transaction() as one, house.database.transaction() as other:
        assert await notifications.tell_due_waits(one) == 1
        await notifications.tell_due_waits(other)
    assert await kinds(boss) == ["untaken", "waiting"]


async def test_it_can_be_switched_off_by_admins_alone_and_never_unseen(
    people: People, house: House, world: Clockwork
) -> None:
    admin, agent = await people.at_work("Ada", "admin"), await people.at_work("Bruno")
    first = (await agent.get(f"{W}/escalation")).json()
    assert first["after"] == 5
    assert (await agent.put(f"{W}/escalation", json={"after": None})).status_code == 403
    assert (await admin.put(f"{W}/escalation", json={"after": 0})).status_code == 422
    seen = {"If-Match": first["version"]}
    assert (await admin.put(f"{W}/escalation", json={"after": None}, headers=seen)).json()["after"] is None
    assert (await admin.put(f"{W}/escalation", json={"after": 9}, headers=seen)).status_code == 409
    await asks(house)
    await world.pass_time()
    await world.pass_time(3600)
    assert await kinds(admin) == ["waiting"]


async def test_outside_of_business_hours_it_waits_for_them(people: People, house: House, world: Clockwork) -> None:
    boss = await people.hire("Ada", "admin")
    admin = await people.enter(boss)
    made = await admin.post(f"{W}/knowledge/facts", json=HOURS)
    assert made.status_code == 201, made.text
    queue = {"automatic": False, "capacity": 4, "away_after": 10, "hours_id": "desk"}
    assert (await admin.put(f"{W}/queue", json=queue)).status_code == 200
    at = clock.now()
    friday = (at + timedelta(days=(4 - at.weekday()) % 7)).replace(hour=21, minute=0)
    clock.travel(friday - at + timedelta(days=7))
    await asks(house)
    await world.pass_time()
    await world.pass_time(24 * 3600)
    assert await told(house, boss.id) == ["waiting"]

    await world.pass_time(36 * 3600)  # it is Monday, soon after nine

    assert await told(house, boss.id) == ["untaken", "waiting"]
