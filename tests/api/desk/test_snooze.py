"""Put aside until a time: out of the lists, back by itself, or at once when the customer writes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from sportello import conversations
from sportello.core import clock
from sportello.core.ids import new_id
from tests.live import Agent, Street, Talk

IN_A_DAY = timedelta(days=1)


async def held(street: Street, agent: Agent) -> Talk:
    """A conversation that this agent has, and has answered."""
    talk = await (await street.customer()).open()
    await talk.say("Una persona", choice="person")
    await agent.post(f"/conversations/{talk.id}/take")
    await agent.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="Guardo e le dico")
    return talk


async def put_aside(agent: Agent, talk: Talk, until: datetime | str) -> httpx.Response:
    """Ask for it."""
    when = until if isinstance(until, str) else until.isoformat()
    return await agent.http.put(f"/conversations/{talk.id}/snooze", json={"until": when})


async def view(agent: Agent, name: str) -> list[str]:
    """A list of the inbox."""
    return [line["id"] for line in (await agent.get(f"/conversations?view={name}"))["items"]]


async def counts(agent: Agent) -> dict[str, Any]:
    """The figures beside the lists."""
    return await agent.get("/conversations/counts")


async def clockwork(street: Street) -> None:
    """What is due happens."""
    async with street.house.database.transaction() as session:
        await conversations.run_due_timers(session)


@pytest.fixture
async def anna(street: Street) -> Agent:
    """An agent."""
    return await street.agent("Anna")


async def test_it_leaves_the_lists_and_comes_back_at_its_time(street: Street, anna: Agent) -> None:
    talk = await held(street, anna)
    until = clock.now() + timedelta(hours=3)
    answer = await put_aside(anna, talk, until)
    assert datetime.fromisoformat(answer.raise_for_status().json()["snoozed_until"]) == until
    assert [await view(anna, name) for name in ("mine", "snoozed", "all")] == [[], [str(talk.id)], [str(talk.id)]]
    assert {key: (await counts(anna))[key] for key in ("mine", "snoozed")} == {"mine": 0, "snoozed": 1}

    clock.travel(timedelta(hours=2))
    await clockwork(street)
    assert await view(anna, "snoozed") == [str(talk.id)], "Silence does not end what was put aside."

    clock.travel(timedelta(hours=2))
    await clockwork(street)
    assert [await view(anna, name) for name in ("mine", "snoozed")] == [[str(talk.id)], []]
    back = await anna.get(f"/conversations/{talk.id}")
    assert (back["state"], back["snoozed_until"]) == ("with_agent", None)

    clock.travel(timedelta(hours=2))
    await clockwork(street)
    assert await view(anna, "mine") == [str(talk.id)], "It is the agent's turn."


async def test_the_customer_who_writes_brings_it_back_at_once(street: Street, anna: Agent) -> None:
    talk = await held(street, anna)
    await put_aside(anna, talk, clock.now() + IN_A_DAY)
    await talk.say("Ho trovato da solo")
    assert [await view(anna, name) for name in ("mine", "waiting", "snoozed")] == [[str(talk.id)]] * 2 + [[]]


async def test_whatever_is_done_with_it_ends_it(street: Street, anna: Agent) -> None:
    for path, body in (
        ("messages", {"id": str(new_id()), "text": "Eccomi"}),
        ("transfer", {"user_id": None}),
        ("close", {"outcome": "resolved"}),
    ):
        talk = await held(street, anna)
        await put_aside(anna, talk, clock.now() + IN_A_DAY)
        await anna.post(f"/conversations/{talk.id}/{path}", **body)
        assert (await anna.get(f"/conversations/{talk.id}"))["snoozed_until"] is None
    talk = await held(street, anna)
    await put_aside(anna, talk, clock.now() + IN_A_DAY)
    for _ in range(2):
        fetched = (await anna.http.delete(f"/conversations/{talk.id}/snooze")).raise_for_status()
        assert fetched.json()["snoozed_until"] is None


async def test_who_is_put_aside_takes_no_room(street: Street, anna: Agent) -> None:
    boss = await street.agent("Capo", "admin")
    queue = {"automatic": True, "capacity": 1, "away_after": 10}
    (await boss.http.put("/queue", json=queue)).raise_for_status()
    async with anna.listen():
        (await anna.http.put("/availability", json={"status": "online"})).raise_for_status()
        talk = await held(street, anna)
        waiting = await (await street.customer()).open()
        await waiting.say("Una persona", choice="person")
        async with street.house.database.transaction() as session:
            assert await conversations.drain_queues(session) == 0
        await put_aside(anna, talk, clock.now() + IN_A_DAY)
        async with street.house.database.transaction() as session:
            assert await conversations.drain_queues(session) == 1
        assert await view(anna, "mine") == [str(waiting.id)]


async def test_who_may_and_until_when(street: Street, anna: Agent) -> None:
    marco, boss, talk = await street.agent("Marco"), await street.agent("Capo", "supervisor"), await held(street, anna)
    day = clock.now() + IN_A_DAY
    others = await put_aside(marco, talk, day)
    assert (others.status_code, others.json()["code"]) == (409, "not_assignee")
    for wrong in (clock.now() - timedelta(minutes=1), clock.now() + timedelta(days=400)):
        refused = await put_aside(anna, talk, wrong)
        assert (refused.status_code, refused.json()["code"]) == (400, "snooze_invalid")
    assert (await put_aside(boss, talk, day)).status_code == 200
    assert (await marco.http.delete(f"/conversations/{talk.id}/snooze")).json()["code"] == "not_assignee"
    queued = await (await street.customer()).open()
    assert (await put_aside(boss, queued, day)).json()["code"] == "illegal_transition"


async def test_times_are_the_workspaces_own(street: Street, anna: Agent) -> None:
    boss, talk = await street.agent("Capo", "admin"), await held(street, anna)
    address = str(boss.http.base_url).rstrip("/")
    (await boss.http.patch(address, json={"time_zone": "America/New_York"})).raise_for_status()
    zone = ZoneInfo("America/New_York")
    answer = await put_aside(anna, talk, (clock.now().astimezone(zone) + IN_A_DAY).strftime("%Y-%m-%dT07:30"))
    until = datetime.fromisoformat(answer.raise_for_status().json()["snoozed_until"]).astimezone(zone)
    assert (until.hour, until.minute) == (7, 30)
    told = await anna.get("/snooze-times")
    assert told["zone"] == "America/New_York"
    tomorrow, monday = [datetime.fromisoformat(told[key]).astimezone(zone) for key in ("tomorrow", "next_week")]
    today = clock.now().astimezone(zone).date()
    assert (tomorrow.date() - today, tomorrow.hour) == (IN_A_DAY, 9)
    assert (monday.weekday(), monday.hour, today < monday.date() <= today + timedelta(days=7)) == (0, 9, True)
    later = told["later_today"]
    assert later is None or datetime.fromisoformat(later) > datetime.now(UTC)
