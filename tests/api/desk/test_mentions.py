"""A note calls colleagues: they learn of it at once, find the conversation in a list of its own, until they look."""

from typing import Any

from sportello.core.ids import new_id
from tests.live import Agent, Street, Talk


async def note(by: Agent, talk: Talk, text: str, *called: Agent, **more: Any) -> dict[str, Any]:
    """A note that calls these."""
    body = {"id": str(new_id()), "text": text, "mentions": [str(one.member.user_id) for one in called], **more}
    return await by.post(f"/conversations/{talk.id}/notes", **body)


async def mentions(agent: Agent) -> list[str]:
    """Where they are called to."""
    return [line["id"] for line in (await agent.get("/conversations?view=mentions"))["items"]]


async def test_who_is_called_finds_it_until_they_look(street: Street) -> None:
    anna, marco, sara = [await street.agent(name) for name in ("Anna", "Marco", "Sara")]
    talk, other = [await (await street.customer()).open() for _ in range(2)]

    said = await note(anna, talk, "@Marco guardi?", marco)
    await note(anna, talk, "@Marco @Sara anche qui", marco, sara)
    await note(anna, other, "Solo un appunto")

    assert said["mentions"] == [{"id": str(marco.member.user_id), "name": "Marco"}]
    assert [await mentions(one) for one in (anna, marco, sara)] == [[], [str(talk.id)], [str(talk.id)]]
    assert [(await one.get("/conversations/counts"))["mentions"] for one in (anna, marco, sara)] == [0, 1, 1]
    line = await marco.get(f"/conversations/{talk.id}")
    assert set(line["mentioned"]) == {str(marco.member.user_id), str(sara.member.user_id)}

    await marco.post(f"/conversations/{talk.id}/mentions/read")

    assert [await mentions(one) for one in (marco, sara)] == [[], [str(talk.id)]]
    assert (await marco.get("/conversations/counts"))["mentions"] == 0
    assert (await marco.get(f"/conversations/{talk.id}"))["mentioned"] == [str(sara.member.user_id)]
    await note(sara, talk, "@Marco ancora", marco)
    assert await mentions(marco) == [str(talk.id)]


async def test_it_is_told_live_to_whom_it_calls(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    talk = await (await street.customer()).open()
    async with marco.listen() as ear:
        await note(anna, talk, "@Marco guardi?", marco)
        told = await ear.until("note")
        assert told.data["mentions"] == [{"id": str(marco.member.user_id), "name": "Marco"}]


async def test_the_same_note_twice_calls_once(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    talk = await (await street.customer()).open()
    id_ = str(new_id())
    first = await note(anna, talk, "@Marco guardi?", marco, id=id_)
    await marco.post(f"/conversations/{talk.id}/mentions/read")
    assert await note(anna, talk, "@Marco guardi?", marco, id=id_) == first
    assert await mentions(marco) == []


async def test_nobody_calls_themselves_or_who_does_not_work_here(street: Street) -> None:
    anna, marco, boss = await street.agent("Anna"), await street.agent("Marco"), await street.agent("Capo", "admin")
    talk = await (await street.customer()).open()
    await note(anna, talk, "@Anna ricordati", anna)
    assert await mentions(anna) == []
    (await boss.http.patch(f"/members/{marco.member.user_id}", json={"suspended": True})).raise_for_status()
    for called in (str(marco.member.user_id), str(new_id())):
        body = {"id": str(new_id()), "text": "@?", "mentions": [called]}
        refused = await anna.http.post(f"/conversations/{talk.id}/notes", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "no_such_agent")
    assert (await anna.get(f"/conversations/{talk.id}/notes"))["items"][-1]["text"] == "@Anna ricordati"
    unknown = await anna.http.post(f"/conversations/{new_id()}/mentions/read")
    assert unknown.status_code == 404


async def test_who_is_called_is_rung_too(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    talk = await (await street.customer()).open()
    await note(anna, talk, "@Marco guardi?", marco)
    [told] = (await marco.get("/notices"))["items"]
    assert (told["kind"], told["conversation_id"]) == ("mention", str(talk.id))
    assert "Anna" in told["text"]
    assert (await anna.get("/notices"))["items"] == []
