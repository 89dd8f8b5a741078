"""What is promised on tickets: told once before and once after, however many look, and passed on where it is late."""

import asyncio
from datetime import timedelta
from typing import Any

from sportello import tickets
from sportello.core import clock
from tests.api.conftest import Desk, People
from tests.api.desk.test_tickets import T, W, changed, facts, history, opened, refusal
from tests.house import House

HOUR = {"response_minutes": 60, "resolution_minutes": 480}
SHORT = {"normal": {"response_minutes": 60, "resolution_minutes": 120}}
POLICY: dict[str, Any] = {"name": "Tutti", "in_hours": False, "warned_after": 50, "targets": {"normal": HOUR}}


async def promised(admin: Desk, of: str = "all", **more: Any) -> dict[str, Any]:
    """A policy."""
    answer = await admin.put(f"{W}/sla-policies/{of}", json=POLICY | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def pass_time(house: House, **delta: float) -> None:
    """So long later two workers have looked at once."""
    clock.travel(timedelta(**delta))

    async def look() -> None:
        async with house.database.transaction() as session:
            await tickets.tell_due_slas(session)

    await asyncio.gather(look(), look())


async def bell(desk: Desk) -> list[str]:
    """What the bell tells, the newest first."""
    items = (await desk.get(f"{W}/notices")).json()["items"]
    return [one["text"] for one in items if one["ticket_id"]]


def slas(told: list[str]) -> list[str]:
    return [name.removeprefix("ticket.sla_") for name in told if "sla" in name]


async def test_it_is_warned_of_and_told_late_once_however_many_look(admin: Desk, people: People, house: House) -> None:
    anna, carla = await people.hire("Anna"), await people.hire("Carla")
    hers, watcher, supervisor = await people.enter(anna), await people.enter(carla), admin
    second = (await admin.post(f"{W}/teams", json={"name": "Secondo livello", "members": []})).json()
    await promised(admin, escalates_to_team_id=second["id"])
    ticket = await opened(admin, assignee_id=str(anna.id))
    await admin.put(f"{T}/{ticket['id']}/watchers/{carla.id}")
    await pass_time(house, minutes=29)
    assert slas(await facts(house, ticket)) == []

    await pass_time(house, minutes=2)
    await pass_time(house, minutes=1)

    assert slas(await facts(house, ticket)) == ["warned"]
    assert await bell(hers) == ["Ticket #1: the first answer is due soon", "Ticket #1 was given to you"]
    assert await bell(watcher) == ["Ticket #1: the first answer is due soon"]
    assert await bell(supervisor) == []

    await pass_time(house, minutes=40)
    await pass_time(house, minutes=1)

    assert slas(await facts(house, ticket)) == ["warned", "breached"]
    assert (await bell(supervisor))[0] == "Ticket #1: the first answer is late"
    seen = (await admin.get(f"{T}/{ticket['id']}")).json()
    assert (seen["assignee"], seen["team"]["name"], seen["response"]["late"]) == (None, "Secondo livello", True)
    assert [one["changes"] for one in await history(admin, ticket) if one["by"] == "clock"] == [
        {"sla": {"promise": "response", "stage": "warned"}},
        {"sla": {"promise": "response", "stage": "breached"}},
        {"team_id": [None, second["id"]], "assignee_id": [str(anna.id), None]},
    ]
    assert [one["number"] for one in (await admin.get(T, params={"late": True})).json()["items"]] == [1]


async def test_a_worker_that_was_away_tells_it_late_and_whoever_acts_before_it_tells_it_too(
    admin: Desk, house: House
) -> None:
    await promised(admin, targets=SHORT)
    one, two = await opened(admin), await opened(admin)
    await pass_time(house, hours=3)
    assert slas(await facts(house, one)) == ["breached", "breached"]
    three = await opened(admin)
    clock.travel(timedelta(hours=3))
    await changed(admin, three, status="resolved")
    assert slas(await facts(house, three)) == ["breached", "breached"]
    await pass_time(house, hours=1)
    assert slas(await facts(house, two)) == ["breached", "breached"]
    assert slas(await facts(house, three)) == ["breached", "breached"]


async def test_nothing_is_late_while_the_customer_is_waited_for(admin: Desk, house: House) -> None:
    await promised(admin, targets=SHORT)
    ticket = await opened(admin)
    before = ticket["resolution"]["due_at"]
    await pass_time(house, minutes=10)
    paused = await changed(admin, ticket, status="waiting_customer")
    assert paused["paused_at"]
    await pass_time(house, hours=5)
    assert slas(await facts(house, ticket)) == ["met"]
    after = (await changed(admin, ticket, status="open"))["resolution"]["due_at"]
    assert after[:16] != before[:16]
    await pass_time(house, minutes=90)
    await changed(admin, ticket, status="resolved")
    assert slas(await facts(house, ticket)) == ["met", "warned", "met"]


async def test_more_urgent_is_reckoned_anew_from_the_beginning(admin: Desk, house: House) -> None:
    await promised(admin, targets={"normal": HOUR, "urgent": {"response_minutes": 5, "resolution_minutes": None}})
    ticket = await opened(admin)
    await pass_time(house, minutes=10)
    urgent = await changed(admin, ticket, priority="urgent")
    assert urgent["resolution"] is None
    await pass_time(house, seconds=1)
    assert slas(await facts(house, ticket)) == ["breached"]
    normal = await changed(admin, ticket, priority="normal")
    assert (normal["response"]["late"], normal["resolution"]["late"]) == (False, False)
    await pass_time(house, minutes=25)
    assert slas(await facts(house, ticket)) == ["breached", "warned"]


async def test_a_team_s_own_policy_goes_before_that_of_all(admin: Desk, agent: Desk) -> None:
    team = (await admin.post(f"{W}/teams", json={"name": "VIP", "members": []})).json()
    vip = await promised(admin, team["id"], name="VIP", targets={"normal": {**HOUR, "response_minutes": 1}})
    assert vip["team_id"] == team["id"]
    ticket = await opened(agent)
    assert ticket["response"] is None
    theirs = await changed(agent, ticket, team_id=team["id"])
    assert theirs["response"] is not None
    await promised(admin)
    listed = (await agent.get(f"{W}/sla-policies")).json()["items"]
    assert [one["name"] for one in listed] == ["Tutti", "VIP"]
    again = await promised(admin, name="Di tutti")
    assert again["name"] == "Di tutti"
    assert refusal(await agent.put(f"{W}/sla-policies/all", json=POLICY)) == (403, "forbidden")
    for status in (204, 404):
        assert (await admin.delete(f"{W}/sla-policies/{team['id']}")).status_code == status
    assert (await agent.get(f"{T}/{ticket['id']}")).json()["response"] is not None
    assert (await changed(agent, ticket, priority="normal", status="waiting_customer"))["response"]["kept_at"]
