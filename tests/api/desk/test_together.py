"""One thing done to several conversations, each by its own rules; and what one wants to look at again."""

import asyncio
from typing import Any
from uuid import UUID

from sportello.core.ids import new_id
from tests.api.desk.test_inbox import calling, ids
from tests.live import Agent, Street, Talk


async def together(agent: Agent, talks: list[Talk], do: str, **more: Any) -> dict[UUID, str | None]:
    """Ask for it; tells of each which refusal there was."""
    body = {"ids": [str(talk.id) for talk in talks], "task": {"do": do, **more}}
    items = (await agent.http.post("/conversations/together", json=body)).raise_for_status().json()["items"]
    return {UUID(one["id"]): one["problem"] and one["problem"]["code"] for one in items}


async def test_each_is_assigned_by_its_own_rules(street: Street) -> None:
    anna, marco, gino = (
        await street.agent("Anna", "supervisor"),
        await street.agent("Marco"),
        await street.agent("Gino"),
    )
    free, marcos, ginos, quiet = [await calling(street) for _ in range(3)] + [await (await street.customer()).open()]
    await marco.post(f"/conversations/{marcos.id}/take")
    await gino.post(f"/conversations/{ginos.id}/take")
    me = {"to": "user", "target": str(marco.member.user_id)}
    everything = [free, marcos, ginos]
    assert await together(marco, everything, "assign", **me) == {
        free.id: None,
        marcos.id: None,
        ginos.id: "already_taken",
    }
    # An agent passes on what is theirs; what somebody else has, and what nobody has, they do not.
    other = await calling(street)
    to_gino = {"to": "user", "target": str(gino.member.user_id)}
    assert await together(marco, [free, ginos, other], "assign", **to_gino) == {
        free.id: None,
        ginos.id: None,  # it is there already
        other.id: "not_assignee",
    }
    # A supervisor passes on what anybody has, and gives what waits; who has not asked for a person is given to nobody.
    assert await together(anna, [other, ginos, quiet], "assign", **me) == {
        other.id: None,
        ginos.id: None,
        quiet.id: "illegal_transition",
    }
    assert set(await ids(marco, "mine")) == {str(other.id), str(ginos.id), str(marcos.id)}
    assert (await other.messages())[-1]["kind"] == "joined"
    team = await anna.post("/teams", name="Billing", hours_id=None, members=[str(gino.member.user_id)])
    assert await together(anna, everything, "assign", to="team", target=team["id"]) == dict.fromkeys(
        talk.id for talk in everything
    )
    assert set(await ids(anna, "unassigned", team=team["id"])) == {str(talk.id) for talk in everything}
    nobody = {"to": "user", "target": str(new_id())}
    assert await together(anna, [other], "assign", **nobody) == {other.id: "no_such_agent"}


async def test_a_refusal_takes_back_only_its_own(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    mine, theirs = await calling(street), await calling(street)
    await anna.post(f"/conversations/{mine.id}/take")
    await marco.post(f"/conversations/{theirs.id}/take")
    stranger = Talk(mine.customer, new_id())
    three = [mine, theirs, stranger]
    told = await together(anna, three, "close", outcome="not_resolved", reason="spam")
    assert told == {mine.id: None, theirs.id: "not_assignee", stranger.id: "not_found"}
    assert [(await talk.get())["state"] for talk in (mine, theirs)] == ["not_resolved", "with_agent"]
    assert (await anna.get(f"/conversations/{mine.id}/history"))["items"][-1]["reason"] == "spam"
    assert await together(anna, three[:2], "close", outcome="not_resolved") == {
        mine.id: None,
        theirs.id: "not_assignee",
    }
    told = await together(marco, three[:2], "snooze_until", until="2020-01-01T09:00")
    assert told == {mine.id: "illegal_transition", theirs.id: "snooze_invalid"}
    async with marco.listen() as ear:
        tomorrow = (await marco.get("/snooze-times"))["tomorrow"]
        assert await together(marco, [theirs], "snooze_until", until=tomorrow) == {theirs.id: None}
        assert (await ear.until("conversation")).data["snoozed_until"] is not None
    refused: list[dict[str, Any]] = [
        {"ids": [], "task": {"do": "read"}},
        {"ids": [str(new_id()) for _ in range(101)], "task": {"do": "read"}},
        {"ids": [str(mine.id)], "task": {"do": "erase"}},
        {"ids": [str(mine.id)], "task": {"do": "read", "outcome": "resolved"}},
    ]
    for wrong in refused:
        assert (await anna.http.post("/conversations/together", json=wrong)).status_code == 422


async def test_labels_are_put_on_and_taken_off_and_the_rest_stays(street: Street) -> None:
    anna = await street.agent("Anna", "supervisor")
    one, two = await calling(street), await calling(street)
    made = [(await anna.post("/labels", name=name, color="#2f6fde", skill=False))["id"] for name in ("a", "b", "c")]
    await anna.http.put(f"/conversations/{one.id}/labels", json={"labels": made[:2]})
    both = dict.fromkeys((one.id, two.id))
    assert await together(anna, [one, two], "add_labels", labels=made[2:]) == both
    assert await together(anna, [one, two], "remove_labels", labels=made[:1]) == both
    assert await together(anna, [one, two], "priority", priority="high") == both
    lines = {line["id"]: line for line in (await anna.get("/conversations"))["items"]}
    assert [label["name"] for label in lines[str(one.id)]["labels"]] == ["b", "c"]
    assert [label["name"] for label in lines[str(two.id)]["labels"]] == ["c"]
    assert {line["priority"] for line in lines.values()} == {"high"}


async def test_two_who_do_so_at_once_do_not_hold_each_other_up(street: Street) -> None:
    anna, marco = await street.agent("Anna", "supervisor"), await street.agent("Marco", "supervisor")
    talks = [await calling(street) for _ in range(6)]
    answers = await asyncio.gather(
        together(anna, talks, "priority", priority="high"),
        together(marco, talks[::-1], "priority", priority="low"),
        together(anna, talks[::-1], "assign", to="user", target=str(anna.member.user_id)),
    )
    assert [set(answer.values()) for answer in answers] == [{None}] * 3


async def test_what_is_marked_unread_is_so_for_one_until_they_look(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    talk, other = await calling(street), await calling(street)
    await marco.post(f"/conversations/{talk.id}/take")
    for one in (talk, other):
        await marco.post(f"/conversations/{one.id}/seen", seq=10)
    assert await ids(anna, "all", unread="true") == []
    async with anna.listen() as ear:
        answer = await anna.http.put(f"/conversations/{talk.id}/unread")
        assert answer.status_code == 204
        assert (await ear.until("conversation")).data["unread_by"] == [str(anna.member.user_id)]
    assert (await anna.http.put(f"/conversations/{talk.id}/unread")).status_code == 204
    assert await ids(anna, "all", unread="true") == [str(talk.id)]
    assert await ids(marco, "all", unread="true") == []
    await marco.post(f"/conversations/{talk.id}/seen", seq=10)
    assert await ids(anna, "all", unread="true") == [str(talk.id)]
    await anna.post(f"/conversations/{talk.id}/seen", seq=0)
    assert await ids(anna, "all", unread="true") == []
    # Several: what a colleague has to read is not read away.
    await talk.say("E allora?")
    both = [talk, other]
    assert await together(anna, both, "unread") == dict.fromkeys((talk.id, other.id))
    assert await together(anna, both, "read") == {talk.id: "not_assignee", other.id: None}
    assert await ids(marco, "all", unread="true") == [str(talk.id)]
    assert (await anna.http.put(f"/conversations/{new_id()}/unread")).status_code == 404
