"""Notices as people get them: through HTTP, the clock and the jobs, to real mail, push and chat servers."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import notifications, workspaces
from sportello.core.clock import now
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.conftest import Desk, People
from tests.house import House
from tests.notifications.conftest import Clockwork, W, again
from tests.notifications.pushservice import PushService, Subscriber
from tests.post import ACCEPTED, Post
from tests.queueing import asks, drain, switch_on

ALL: dict[str, list[str]] = {kind: ["desk", "push", "mail"] for kind in notifications.CHOSEN}
USUAL = {
    "channels": ALL,
    "quiet_from": None,
    "quiet_until": None,
    "time_zone": "Europe/Rome",
    "off_duty": False,
}


async def texts(desk: Desk) -> list[str]:
    """What the bell shows."""
    return [one["text"] for one in (await desk.get(f"{W}/notices")).json()["items"]]


async def unread(desk: Desk) -> int:
    return (await desk.get(f"{W}/notices/unread")).json()["unread"]


async def subscribed(desk: Desk, push: PushService) -> Subscriber:
    """A browser of theirs takes messages."""
    key = (await desk.get(f"{W}/notices/push")).json()["key"]
    browser = push.subscribe(key)
    answer = await desk.post(f"{W}/notices/push/devices", json=browser.subscription)
    assert answer.status_code == 201, answer.text
    return browser


async def taken(desk: Desk, conversation_id: UUID) -> None:
    answer = await desk.post(f"{W}/conversations/{conversation_id}/take")
    assert answer.status_code == 200, answer.text


async def test_who_waits_is_told_to_all_who_could_come_until_somebody_does(
    people: People, house: House, push: PushService, world: Clockwork
) -> None:
    anna, bruno = await people.at_work("Anna"), await people.at_work("Bruno")
    phone = await subscribed(bruno, push)
    conversation = await asks(house)
    assert await texts(anna) == []

    await world.pass_time()

    assert await texts(anna) == await texts(bruno) == ["A customer waits for a person"]
    (shown,) = phone.shown
    assert (shown["title"], shown["body"]) == ("Lumina", "A customer waits for a person")
    assert shown["url"] == f"/desk/w/lumina/inbox/{conversation}"
    await taken(anna, conversation)
    assert (await unread(anna), await unread(bruno)) == (0, 0)


async def test_whom_the_queue_gives_one_hears_of_it_and_nobody_else_of_the_waiting(
    people: People, house: House, world: Clockwork
) -> None:
    boss, nina = await house.member("Boss", "admin"), await people.hire("Nina")
    desk, other = await people.enter(nina), await people.at_work("Bruno")
    await switch_on(house, boss)
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.note_at_desk(session, users=[nina.id])
    await asks(house)
    await drain(house)

    await world.pass_time()

    assert await texts(desk) == ["A customer was given to you"]
    assert await texts(other) == []


async def test_answers_of_a_customer_are_one_notice_until_it_was_looked_at(
    people: People, house: House, push: PushService, world: Clockwork
) -> None:
    anna = await people.at_work("Anna")
    phone = await subscribed(anna, push)
    conversation = await asks(house)
    await taken(anna, conversation)
    for said in ("Allora?", "Pronto?", "C'è qualcuno?"):
        await house.says(conversation, said)
    await world.pass_time()
    (notice,) = (await anna.get(f"{W}/notices")).json()["items"]
    assert (notice["kind"], notice["count"], notice["read"]) == ("answered", 3, False)
    assert len(phone.shown) == 1
    assert "Allora" not in str(phone.shown), "what was written is nobody's business on a locked screen"

    await anna.post(f"{W}/conversations/{conversation}/seen", json={"seq": 3})

    assert await unread(anna) == 0
    await house.says(conversation, "Grazie")
    await world.pass_time()
    assert (await unread(anna), len(phone.shown)) == (1, 2)


async def test_what_was_read_in_time_is_neither_pushed_nor_mailed(
    people: People, house: House, push: PushService, post: Post, world: Clockwork
) -> None:
    anna = await people.at_work("Anna")
    phone = await subscribed(anna, push)
    await anna.put(f"{W}/notices/settings", json=USUAL)
    conversation = await asks(house)
    await taken(anna, conversation)
    await house.says(conversation, "Allora?")
    await anna.post(f"{W}/notices/read", json={"conversation_id": str(conversation)})

    await world.pass_time(600)

    assert (phone.shown, post.letters) == ([], [])


async def test_letters_gather_and_say_no_more_than_needed(
    people: People, house: House, post: Post, world: Clockwork
) -> None:
    user = await people.hire("Anna")
    anna = await people.enter(user)
    await anna.patch("/me", json={"language": "it"})
    await anna.put(f"{W}/notices/settings", json=USUAL)
    ones = [await asks(house), await asks(house)]
    for conversation in ones:
        await taken(anna, conversation)
        await house.says(conversation, "La mia carta è 4111 1111 1111 1111")
    await world.pass_time(301)

    (letter,) = post.letters
    assert (letter["to"], letter["subject"]) == (user.email, "Lumina: 2 avvisi")
    said = letter.get_content()
    assert said.count("Un cliente ha risposto") == 2
    assert all(f"http://127.0.0.1:8080/desk/w/lumina/inbox/{conversation}" in said for conversation in ones)
    assert "1111" not in said
    await world.pass_time(600)
    assert len(post.letters) == 1


async def test_a_letter_the_server_does_not_take_is_tried_again_and_none_is_sent_twice(
    people: People, post: Post, world: Clockwork, resources: Resources
) -> None:
    anna = await people.at_work("Anna")
    post.answer = "451 Come back later"
    assert (await anna.post(f"{W}/notices/test", json={"channel": "mail"})).json() == {"sent": 1}
    await world.work()
    assert post.letters == []
    post.answer = ACCEPTED
    await again(resources)
    await world.work()
    assert len(post.letters) == 1
    async with resources.database.transaction() as session:
        job = text("SELECT state FROM notice_deliveries")
        await session.execute(
            text("SELECT set_config('app.workspace', :w, true)"), {"w": str(people.house.workspace_id)}
        )
        assert list(await session.scalars(job)) == ["sent"]


async def test_a_push_that_was_on_its_way_when_its_worker_died_is_not_sent_again(
    people: People, push: PushService, world: Clockwork, resources: Resources
) -> None:
    anna = await people.at_work("Anna")
    phone = await subscribed(anna, push)
    await anna.post(f"{W}/notices/test", json={"channel": "push"})
    async with resources.database.transaction(people.house.workspace_id) as session:
        ids = (await session.execute(text("SELECT id, (SELECT id FROM push_devices) FROM notices"))).one()
        await session.execute(
            text("INSERT INTO notice_deliveries VALUES (:w, :key, 'sending', now())"),
            {"w": people.house.workspace_id, "key": f"push:{ids[0]}:{ids[1]}"},
        )

    await world.work()

    assert phone.shown == []


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_push_service_that_cannot_now_is_asked_again(
    people: People, push: PushService, world: Clockwork, resources: Resources, status: int
) -> None:
    anna = await people.at_work("Anna")
    phone = await subscribed(anna, push)
    push.answer = status
    await anna.post(f"{W}/notices/test", json={"channel": "push"})
    await world.work()
    assert (push.asked, phone.shown) == (1, [])
    push.answer = 201
    await again(resources)

    await world.work()

    assert [one["body"] for one in phone.shown] == ["This is how notices reach you here"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    people: People, push: PushService, world: Clockwork, status: int
) -> None:
    anna = await people.at_work("Anna")
    await subscribed(anna, push)
    push.answer = status
    await anna.post(f"{W}/notices/test", json={"channel": "push"})

    await world.work()

    assert (await anna.get(f"{W}/notices/push/devices")).json()["items"] == []
    assert (await anna.post(f"{W}/notices/test", json={"channel": "push"})).json() == {"sent": 0}


async def test_quiet_hours_hold_pushes_and_put_letters_off(
    people: People, house: House, push: PushService, post: Post, world: Clockwork
) -> None:
    anna = await people.at_work("Anna")
    phone = await subscribed(anna, push)
    utc = now()
    clock_at = (utc - timedelta(minutes=1)).strftime("%H:%M"), (utc + timedelta(hours=2)).strftime("%H:%M")
    quiet = USUAL | {"quiet_from": clock_at[0], "quiet_until": clock_at[1], "time_zone": "UTC"}
    assert (await anna.put(f"{W}/notices/settings", json=quiet)).status_code == 200
    conversation = await asks(house)
    await taken(anna, conversation)
    await house.says(conversation, "Allora?")

    await world.pass_time(600)
    assert (phone.shown, post.letters, await unread(anna)) == ([], [], 1)
    await world.pass_time(2 * 3600)

    assert (phone.shown, len(post.letters)) == ([], 1)


async def test_who_is_not_at_work_is_left_in_peace_unless_they_want_to_know(
    people: People, house: House, push: PushService, world: Clockwork
) -> None:
    user = await people.hire("Anna")
    anna = await people.enter(user)
    phone = await subscribed(anna, push)
    await anna.put(f"{W}/availability", json={"status": "offline"})
    await asks(house)
    await world.pass_time()
    assert (phone.shown, await unread(anna)) == ([], 1)
    await anna.put(f"{W}/notices/settings", json=USUAL | {"off_duty": True})
    await asks(house)

    await world.pass_time()

    assert len(phone.shown) == 1


async def test_each_chooses_what_they_are_told_and_how(people: People, house: House, world: Clockwork) -> None:
    anna, bruno = await people.at_work("Anna"), await people.at_work("Bruno")
    chosen = USUAL | {"channels": ALL | {"waiting": []}}
    answer = await anna.put(f"{W}/notices/settings", json=chosen)
    assert answer.json()["channels"]["waiting"] == []
    await asks(house)

    await world.pass_time()

    assert (await texts(anna), len(await texts(bruno))) == ([], 1)


async def test_settings_are_not_overwritten_unseen_and_held_to_their_shape(people: People) -> None:
    anna = await people.at_work("Anna")
    first = (await anna.get(f"{W}/notices/settings")).json()
    assert (first["time_zone"], first["mail_works"], first["off_duty"]) == ("Europe/Rome", True, False)
    await anna.put(f"{W}/notices/settings", json=USUAL | {"off_duty": True})
    late = await anna.put(f"{W}/notices/settings", json=USUAL, headers={"If-Match": first["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    for wrong in ({"time_zone": "Mars/Base"}, {"quiet_from": "22:00"}, {"quiet_from": "25:00", "quiet_until": "07:00"}):
        assert (await anna.put(f"{W}/notices/settings", json=USUAL | wrong)).status_code == 422


async def test_a_mention_is_told_once_and_only_to_members(people: People, house: House, world: Clockwork) -> None:
    user = await people.hire("Nina")
    nina, conversation, note = await people.enter(user), await house.conversation(), new_id()
    for _ in range(2):
        async with house.database.transaction(house.workspace_id) as session:
            await notifications.tell_mentioned(
                session,
                workspace_id=house.workspace_id,
                conversation_id=conversation.id,
                note_id=note,
                by="Bruno",
                users=[user.id, new_id()],
            )
    assert await texts(nina) == ["Bruno mentioned you in a note about A customer"]


async def test_what_somebody_is_told_is_nobody_elses(people: People, house: House, push: PushService) -> None:
    anna, bruno = await people.at_work("Anna"), await people.at_work("Bruno")
    await anna.post(f"{W}/notices/test", json={"channel": "desk"})
    (notice,) = (await anna.get(f"{W}/notices")).json()["items"]
    assert (await bruno.get(f"{W}/notices")).json()["items"] == []
    await bruno.post(f"{W}/notices/read", json={"ids": [notice["id"]]})
    assert await unread(anna) == 1
    browser = await subscribed(anna, push)
    (device,) = (await anna.get(f"{W}/notices/push/devices")).json()["items"]
    assert (await bruno.delete(f"{W}/notices/push/devices/{device['id']}")).status_code == 404
    await bruno.post(f"{W}/notices/push/devices", json=browser.subscription)
    assert (await anna.get(f"{W}/notices/push/devices")).json()["items"] == [], "a browser is one person's"


async def test_the_key_of_pushes_is_made_once_kept_sealed_and_turned_with_the_others(
    people: People, push: PushService, world: Clockwork, resources: Resources
) -> None:
    anna = await people.at_work("Anna")
    phone = await subscribed(anna, push)
    key = (await anna.get(f"{W}/notices/push")).json()["key"]
    resources.keyring.turn()
    async with resources.database.transaction() as session:
        assert await notifications.reseal_push_key(session, keyring=resources.keyring) == 1
        assert await notifications.sealing_key_of_push(session) == {resources.keyring.current.id}
    assert (await anna.get(f"{W}/notices/push")).json()["key"] == key
    await anna.post(f"{W}/notices/test", json={"channel": "push"})
    await world.work()
    assert len(phone.shown) == 1


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:1/x", "http://10.0.0.7/x", "ftp://push.example.com/x", "http://169.254.169.254/x"]
)
async def test_a_push_service_cannot_be_a_server_of_our_own_network(
    people: People, push: PushService, world: Clockwork, endpoint: str
) -> None:
    anna = await people.at_work("Anna")
    browser = push.subscribe((await anna.get(f"{W}/notices/push")).json()["key"])
    answer = await anna.post(f"{W}/notices/push/devices", json=browser.subscription | {"endpoint": endpoint})
    if answer.status_code == 201:  # the address is judged where it is dialled: no name is looked up before
        await anna.post(f"{W}/notices/test", json={"channel": "push"})
        await world.work()
    assert push.asked == 0


@pytest.mark.parametrize("wrong", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "B" + "A" * 86}, {"p256dh": "é!"}])
async def test_keys_that_nothing_can_be_sealed_for_are_refused(
    people: People, push: PushService, wrong: dict[str, str]
) -> None:
    anna = await people.at_work("Anna")
    browser = push.subscribe("")
    answer = await anna.post(f"{W}/notices/push/devices", json=browser.subscription | wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
