"""What lasts, and what does not: a browser with another address is still told; what is old goes."""

from datetime import timedelta

from sqlalchemy import text

from sportello import notifications
from sportello.core import clock
from sportello.core.resources import Resources
from tests.api.conftest import People
from tests.notifications.conftest import Clockwork, W
from tests.notifications.pushservice import PushService
from tests.notifications.test_notices import subscribed, unread


async def test_a_browser_that_gets_another_address_is_told_by_that_wherever_it_was_told(
    people: People, push: PushService, world: Clockwork
) -> None:
    anna, bruno = await people.at_work("Anna"), await people.at_work("Bruno")
    old = await subscribed(anna, push)
    new = push.subscribe(old.key)
    renewal = {**new.subscription, "replaces": old.endpoint}

    assert (await bruno.post("/me/push", json=renewal)).status_code == 404  # it is not his
    assert (await anna.post("/me/push", json=renewal)).status_code == 204
    assert [one["endpoint"] for one in (await anna.get(f"{W}/notices/push")).json()["devices"]] == [new.endpoint]
    await anna.post(f"{W}/notices/test", json={"channel": "push"})
    await world.work()
    assert (len(new.shown), old.shown) == (1, [])

    assert (await anna.post("/me/push", json=renewal)).status_code == 404  # said twice, it is done once
    here = {**new.subscription, "replaces": new.endpoint}
    assert (await anna.post("/me/push", json=here)).status_code == 204
    assert (await anna.post("/me/push", json={**here, "endpoint": "http://10.0.0.1:1/x"})).status_code == 400
    assert [one["endpoint"] for one in (await anna.get(f"{W}/notices/push")).json()["devices"]] == [new.endpoint]


async def test_notices_go_when_they_are_old_and_so_does_what_was_noted_of_their_way_out(
    people: People, push: PushService, world: Clockwork, resources: Resources
) -> None:
    anna, bruno = await people.at_work("Anna"), await people.at_work("Bruno")
    phone = await subscribed(anna, push)
    for desk in (anna, bruno):
        await desk.post(f"{W}/notices/test", json={"channel": "push"})
    await world.work()
    await anna.post(f"{W}/notices/read", json={})
    assert len(phone.shown) == 1

    async def left() -> tuple[int | None, int | None]:
        async with resources.database.transaction(people.house.workspace_id) as session:
            notices = await session.scalar(text("SELECT count(*) FROM notices"))
            return notices, await session.scalar(text("SELECT count(*) FROM notice_deliveries"))

    async def forgotten(limit: int = 100) -> int:
        async with resources.database.transaction() as session:
            return await notifications.forget_old_notices(session, limit=limit)

    assert await left() == (2, 1)
    clock.travel(notifications.KEPT_FOR - timedelta(minutes=1))
    assert await forgotten() == 0
    clock.travel(timedelta(minutes=2))
    carla = await people.at_work("Carla")
    await carla.post(f"{W}/notices/test", json={"channel": "desk"})
    assert await forgotten(limit=1) == 2  # one of each
    assert await forgotten() == 1
    assert await left() == (1, 0)
    assert await unread(carla) == 1
    assert await forgotten() == 0
