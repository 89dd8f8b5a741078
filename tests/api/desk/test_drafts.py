"""What somebody has begun to write: theirs on every device, nobody else's, and never overwritten unseen."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from sportello.core.ids import new_id
from tests.live import Agent, Street, Talk


async def written(agent: Agent, talk: Talk, words: str, *, after: UUID | None = None, kind: str = "reply") -> UUID:
    """Keep a draft; its version."""
    version = new_id()
    (await put(agent, talk.id, words, version=version, after=[after] if after else [], kind=kind)).raise_for_status()
    return version


async def put(
    agent: Agent, conversation_id: UUID, words: str, *, version: UUID, after: list[UUID], kind: str = "reply"
) -> httpx.Response:
    """Try to keep one."""
    body = {"text": words, "version": str(version), "after": [str(one) for one in after]}
    return await agent.http.put(f"/drafts/{conversation_id}/{kind}", json=body)


async def kept(agent: Agent, talk: Talk) -> dict[str, str]:
    """What is kept, by its kind."""
    items: list[dict[str, Any]] = (await agent.get(f"/drafts/{talk.id}"))["items"]
    return {one["kind"]: one["text"] for one in items}


async def test_what_one_device_has_the_other_finds_and_nobody_else_does(street: Street) -> None:
    anna, boss = await street.agent("Anna"), await street.agent("Capo", "admin")
    talk, other = await (await street.customer()).open(), await (await street.customer()).open()
    async with anna.listen() as hers, boss.listen() as his:
        version = await written(anna, talk, "Gentile Giulia,\n")
        heard = (await hers.until("draft")).data
        assert heard == {"conversation_id": str(talk.id), "kind": "reply", "version": str(version)}
        await written(anna, talk, "Chiedere a Marco", kind="note")
        await written(boss, other, "Altro")
        await his.until("draft")
        assert {one.data["conversation_id"] for one in his.heard if one.event == "draft"} == {str(other.id)}
    assert await kept(anna, talk) == {"reply": "Gentile Giulia,\n", "note": "Chiedere a Marco"}
    marks = (await anna.get("/drafts"))["items"]
    assert {(one["conversation_id"], one["kind"]) for one in marks} == {(str(talk.id), k) for k in ("reply", "note")}
    assert await kept(boss, talk) == {}
    # Nor does a program that acts for them, whatever it may.
    scopes = ["conversations:read", "conversations:write"]
    key = (await boss.post("/api-keys", name="CRM", scopes=scopes))["key"]
    program = street.client(f"/workspaces/{street.house.slug}", Authorization=f"Bearer {key}")
    for path in ("/drafts", f"/drafts/{talk.id}"):
        assert (await program.get(path)).json()["code"] == "scope_missing"


async def test_words_of_another_device_are_not_overwritten_unseen(street: Street) -> None:
    anna = await street.agent("Anna")
    talk = await (await street.customer()).open()
    first = await written(anna, talk, "Uno")
    second = await written(anna, talk, "Uno due", after=first)
    late = new_id()
    refused = await put(anna, talk.id, "Uno tre", version=late, after=[first])
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_elsewhere")
    assert await kept(anna, talk) == {"reply": "Uno due"}
    # Seen, it may be followed; and who never heard of their own try says so.
    assert (await put(anna, talk.id, "Uno tre", version=late, after=[second])).is_success
    assert (await put(anna, talk.id, "Uno tre", version=late, after=[first])).is_success
    assert (await put(anna, talk.id, "Uno quattro", version=new_id(), after=[first, late])).is_success
    # Emptying what another device has written on is refused alike; the same words are no other draft.
    assert (await put(anna, talk.id, "", version=new_id(), after=[late])).status_code == 409
    same = (await put(anna, talk.id, "Uno quattro", version=new_id(), after=[])).json()
    assert (await put(anna, talk.id, " ", version=new_id(), after=[UUID(same["version"])])).is_success
    assert (await anna.get("/drafts"))["items"] == []
    # Sent there, and gone on with here: these words are nobody else's.
    await written(anna, talk, "Ancora", after=late)
    assert await kept(anna, talk) == {"reply": "Ancora"}


async def test_of_many_at_once_one_is_first(street: Street) -> None:
    anna = await street.agent("Anna")
    talk = await (await street.customer()).open()
    tries = [put(anna, talk.id, f"Parole {at}", version=new_id(), after=[]) for at in range(20)]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19
    (winner,) = (answer.json()["text"] for answer in answers if answer.is_success)
    assert await kept(anna, talk) == {"reply": winner}


async def test_a_draft_keeps_no_card_and_has_an_end(street: Street) -> None:
    anna = await street.agent("Anna")
    talk = await (await street.customer()).open()
    await written(anna, talk, "La carta 4111 1111 1111 1111", kind="note")
    assert "4111" not in (await kept(anna, talk))["note"]
    too_long = await put(anna, talk.id, "x" * 8_001, version=new_id(), after=[])
    assert too_long.status_code == 422
    for id_ in (new_id(), talk.id):
        kind = "reply" if id_ != talk.id else "letter"
        stranger = await put(anna, id_, "Io", version=new_id(), after=[], kind=kind)
        assert stranger.status_code == (404 if id_ != talk.id else 422)


async def test_it_goes_with_who_wrote_it_and_with_its_conversation(street: Street) -> None:
    boss, anna, gino = await street.agent("Capo", "admin"), await street.agent("Anna"), await street.agent("Gino")
    talk, other = await (await street.customer()).open(), await (await street.customer()).open()
    for agent in (anna, gino):
        await written(agent, talk, "Qui")
        await written(agent, other, "Anche qui")
    (await boss.http.delete(f"/members/{gino.member.user_id}")).raise_for_status()
    house = street.house
    async with house.database.transaction(house.workspace_id) as session:
        left = set((await session.scalars(text("SELECT user_id FROM drafts"))).all())
        assert left == {anna.member.user_id}
        await session.execute(text("DELETE FROM conversations WHERE id = :id"), {"id": talk.id})
    assert [one["conversation_id"] for one in (await anna.get("/drafts"))["items"]] == [str(other.id)]
