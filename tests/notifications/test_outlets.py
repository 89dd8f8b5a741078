"""Chats that are told things: once, in words of their own, and never inside our network."""

from typing import Any

import pytest
from sqlalchemy import text

from sportello.core.resources import Resources
from tests.api.conftest import Desk, People
from tests.notifications.conftest import Clockwork, W, again
from tests.notifications.pushservice import Chat
from tests.queueing import asks


async def outlet(admin: Desk, port: int, **more: Any) -> dict[str, Any]:
    made = {"name": "Support", "kind": "slack", "url": f"http://127.0.0.1:{port}/chat", "tells": ["waiting"], **more}
    answer = await admin.post(f"{W}/outlets", json=made)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_chat_is_told_once_in_the_language_of_the_house(
    people: People, chat: Chat, outside: int, world: Clockwork, resources: Resources
) -> None:
    admin = await people.at_work("Ada", "admin")
    house, made = people.house, await outlet(admin, outside)
    assert (made["host"], "url" in made, "chat" in str(made)) == ("127.0.0.1", False, False)
    chat.answer = 503
    conversation = await asks(house)
    await world.pass_time()
    assert (await admin.get(f"{W}/outlets")).json()["items"][0]["failure"] == "unreachable"
    chat.answer = 200
    await again(resources)
    await world.work()
    assert len(chat.posts) == 2
    assert "waits for a person" in chat.posts[1]["text"]
    assert f"/desk/w/lumina/inbox/{conversation}" in chat.posts[1]["text"]
    assert (await admin.get(f"{W}/outlets")).json()["items"][0]["failure"] is None


@pytest.mark.parametrize("kind", ["slack", "teams", "discord", "google_chat", "apprise"])
async def test_each_kind_of_chat_is_posted_what_it_understands(
    people: People, chat: Chat, outside: int, world: Clockwork, kind: str
) -> None:
    admin = await people.at_work("Ada", "admin")
    made = await outlet(admin, outside, kind=kind)
    assert (await admin.post(f"{W}/outlets/{made['id']}/test")).status_code == 202
    await world.work()
    (told,) = chat.posts
    field = {"teams": "attachments", "discord": "content", "apprise": "body"}.get(kind, "text")
    assert "This is how notices reach you here" in str(told[field])


async def test_a_chat_inside_our_network_is_not_reached(people: People, world: Clockwork, resources: Resources) -> None:
    admin = await people.at_work("Ada", "admin")
    refused = {"name": "Inside", "kind": "slack", "url": "http://10.0.0.7/hook", "tells": ["waiting"]}
    made = (await admin.post(f"{W}/outlets", json=refused)).json()
    await admin.post(f"{W}/outlets/{made['id']}/test")
    await world.work()
    assert (await admin.get(f"{W}/outlets")).json()["items"][0]["failure"] == "address"
    async with resources.database.transaction() as session:
        assert list(await session.scalars(text("SELECT status::text FROM procrastinate_jobs"))) in ([], ["succeeded"])


async def test_only_admins_see_outlets_and_changes_are_held_against_each_other(people: People, outside: int) -> None:
    admin, agent = await people.at_work("Ada", "admin"), await people.at_work("Bruno")
    made = await outlet(admin, outside)
    assert (await agent.get(f"{W}/outlets")).status_code == 403
    body = {"name": "Other", "tells": ["untaken"]}
    changed = await admin.put(f"{W}/outlets/{made['id']}", json=body, headers={"If-Match": made["version"]})
    assert (changed.json()["name"], changed.json()["tells"], changed.json()["host"]) == (
        "Other",
        ["untaken"],
        "127.0.0.1",
    )
    late = await admin.put(f"{W}/outlets/{made['id']}", json=body, headers={"If-Match": made["version"]})
    assert late.status_code == 409
    assert (await admin.delete(f"{W}/outlets/{made['id']}")).status_code == 204
    assert (await admin.delete(f"{W}/outlets/{made['id']}")).status_code == 404
