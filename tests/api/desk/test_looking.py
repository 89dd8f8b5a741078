"""Who looks where and who types, as colleagues see it: over processes, for a bounded time, and never a customer."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from sportello.api import feed as feeds, looking, presence
from sportello.api.feed import Feed
from sportello.api.looking import Look, told
from sportello.api.reading import read
from sportello.core.ids import new_id
from sportello.core.live import whisper
from sportello.core.resources import Resources
from tests.api.streams import PATIENCE, Ear, listening
from tests.live import Agent, Street, Talk


@asynccontextmanager
async def desk(agent: Agent) -> AsyncGenerator[tuple[UUID, Ear]]:
    """A desk that says what it shows."""
    id_ = new_id()
    async with listening(agent.http, f"/events?desk={id_}") as ear:
        await ear.until("reset")
        yield id_, ear


async def shows(agent: Agent, id_: UUID, talk: Talk | None) -> None:
    """It shows a conversation, or none."""
    body = {"desk": str(id_), "conversation_id": str(talk.id) if talk else None}
    (await agent.http.put("/looking", json=body)).raise_for_status()


async def seen(ear: Ear, talk: Talk, *names: str) -> None:
    """Wait until these, and nobody else, are said to look at it."""
    await until(lambda: _last(ear, talk) == list(names))


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so that nobody tells."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - who forgets by itself tells nobody
            await asyncio.sleep(0.05)


def _last(ear: Ear, talk: Talk) -> list[str] | None:
    people: list[str] | None = None
    for one in ear.heard:
        if one.event == "looking" and (str(talk.id) in one.data["conversations"] or one.data["whole"]):
            people = [each["name"] for each in one.data["conversations"].get(str(talk.id), [])]
    return people


async def test_colleagues_see_who_looks_until_they_look_away_or_are_gone(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    talk, other = await (await street.customer()).open(), await (await street.customer()).open()
    async with talk.listen() as customer:
        async with desk(marco) as (_, his):
            async with desk(anna) as (hers, _):
                await shows(anna, hers, talk)
                await seen(his, talk, "Anna")
                async with desk(anna) as (second, late):
                    # Who comes later is told all of it; two desks of one person are one person.
                    await seen(late, talk, "Anna")
                    await shows(anna, second, talk)
                    await shows(anna, hers, other)
                    await seen(his, other, "Anna")
                    assert _last(his, talk) == ["Anna"]
                    await shows(anna, second, None)
                    await seen(his, talk)
            # The tab is closed: nobody says goodbye, and it is seen all the same.
            await seen(his, other)
        assert not [one for one in customer.heard if one.event == "looking"]


async def test_a_note_that_is_written_concerns_colleagues_alone(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    talk = await (await street.customer()).open()
    await anna.post(f"/conversations/{talk.id}/take")
    async with talk.listen() as customer, marco.listen() as his:
        typing: dict[str, Any] = {"author": "agent", "active": True}
        await marco.post(f"/conversations/{talk.id}/typing", active=True)  # they do not have it
        await anna.post(f"/conversations/{talk.id}/typing", active=True, kind="note")
        await his.until("typing", **typing, name="Marco", user_id=str(marco.member.user_id))
        await his.until("typing", **typing, name="Anna", user_id=str(anna.member.user_id))
        await anna.post(f"/conversations/{talk.id}/typing", active=True, kind="reply")
        await customer.until("typing")
        told_to_them = [one.data for one in customer.heard if one.event == "typing"]
        assert told_to_them == [{"author": "agent", "name": "Anna", "active": True}]


async def test_over_processes_and_only_for_a_while(
    resources: Resources, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where, name, seconds in (
        (feeds, "LOOK_AFTER", 0.05),
        (feeds, "SAID_EVERY", 0.2),
        (looking, "EXPIRES_AFTER", 2.0),
        (looking, "SHOWN_EVERY", 0.02),
    ):
        monkeypatch.setattr(where, name, seconds)
    workspace = street.house.workspace_id
    feed = Feed(resources)
    feed.start(read, None)
    marco = await street.agent("Marco")
    talk = await (await street.customer()).open()
    async with desk(marco) as (id_, ear):
        # Another process tells of more desks than one notice carries, and then dies without a word.
        many = [Look(new_id(), new_id(), "Ännchen 🎭 " * 9, talk.id) for _ in range(40)]
        assert len(list(told(workspace, many))) > 1
        await whisper(resources.database, *told(workspace, many))
        await shows(marco, id_, talk)
        await until(lambda: len(_last(ear, talk) or []) == len(many) + 1)
        # What this process' own desk shows is said again, and lasts.
        await until(lambda: not feed.looking.of_desks(workspace, {one.desk for one in many}))
        await seen(ear, talk, "Marco")
        assert feed.looking.of_desks(workspace, {id_})
    await until(lambda: not feed.looking.of_desks(workspace, {id_}))
    await feed.stop()
    assert presence.EXPIRES_AFTER > presence.SAID_EVERY


async def test_a_reply_that_crosses_a_colleagues_is_not_said_unseen(street: Street) -> None:
    boss, anna, marco = (
        await street.agent("Capo", "supervisor"),
        await street.agent("Anna"),
        await street.agent("Marco"),
    )
    talk = await (await street.customer()).open()
    await talk.say("Ciao", choice="person")
    path = f"/conversations/{talk.id}"
    await anna.post(f"{path}/take")
    seen_seq = (await anna.get(path))["last_seq"]
    first = {"id": str(new_id()), "text": "Eccomi", "seen_seq": seen_seq}
    await anna.post(f"{path}/messages", **first)
    # What one says oneself, on whichever device, is no news; what a colleague says is.
    await anna.post(f"{path}/messages", id=str(new_id()), text="Guardo", seen_seq=seen_seq)
    await boss.post(f"{path}/transfer", user_id=str(marco.member.user_id))
    await marco.post(f"{path}/messages", id=str(new_id()), text="Fatto, rimborsato", seen_seq=0 + seen_seq + 3)
    await boss.post(f"{path}/transfer", user_id=str(anna.member.user_id))
    late = {"id": str(new_id()), "text": "Serve una ricevuta", "seen_seq": seen_seq + 2}
    refused = await anna.http.post(f"{path}/messages", json=late)
    assert (refused.status_code, refused.json()["code"], refused.json()["name"]) == (409, "answered_meanwhile", "Marco")
    assert (await anna.http.post(f"{path}/messages", json=first)).status_code == 201  # it was said, and stays so
    await anna.post(f"{path}/messages", **late | {"seen_seq": None})
    assert [one["text"] for one in await talk.messages() if one["author"] == "agent"] == [
        *("Eccomi", "Guardo", "Fatto, rimborsato", "Serve una ricevuta")
    ]
