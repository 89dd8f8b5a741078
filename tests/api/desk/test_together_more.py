"""Several conversations at once: a macro is run on each, those of a customer become one, nobody waits in a circle."""

import asyncio
from typing import Any
from uuid import UUID

from sportello.core.ids import new_id
from tests.api.desk.test_inbox import calling
from tests.api.desk.test_macros import written
from tests.api.desk.test_merging import Visit
from tests.api.desk.test_together import together
from tests.live import Agent, Street, Talk

SAYS = "Gentile {name}, il rimborso è partito. {agent}"


async def told(agent: Agent, talks: list[Talk], do: str, **more: Any) -> dict[UUID, str | None]:
    """Ask for it; tells of each why it was refused."""
    body = {"ids": [str(talk.id) for talk in talks], "task": {"do": do, **more}}
    items = (await agent.http.post("/conversations/together", json=body)).raise_for_status().json()["items"]
    return {UUID(one["id"]): one["problem"] and one["problem"]["detail"] for one in items}


async def test_a_macro_is_run_on_each_or_not_at_all(street: Street) -> None:
    boss, anna, marco = await street.agent("Capo", "admin"), await street.agent("Anna"), await street.agent("Marco")
    label = (await boss.post("/labels", name="Rimborso", color="#2f6fde", skill=False))["id"]
    macro = (await written(boss, text=SAYS, labels=[label], priority="high")).json()["id"]
    mine, other, theirs = [await calling(street) for _ in range(3)]
    await mine.customer.http.patch("/contact", json={"name": "Giulia"})
    for agent, talk in ((anna, mine), (anna, other), (marco, theirs)):
        await agent.post(f"/conversations/{talk.id}/take")
    run: dict[str, Any] = {"macro_id": macro, "message_id": str(new_id()), "text": SAYS}
    all_three = [mine, other, theirs]
    for _ in range(2):  # under one id it is said once
        answers = await together(anna, all_three, "macro", **run)
        assert answers == {mine.id: None, other.id: None, theirs.id: "not_assignee"}
    said = [[one["text"] for one in await talk.messages() if one["author"] == "agent"] for talk in all_three]
    assert said == [["Gentile Giulia, il rimborso è partito. Anna"], ["Gentile, il rimborso è partito. Anna"], []]
    lines = {UUID(line["id"]): line for line in (await anna.get("/conversations"))["items"]}
    assert [lines[talk.id]["priority"] for talk in all_three] == ["high", "high", "normal"]
    assert [len(lines[talk.id]["labels"]) for talk in all_three] == [1, 1, 0]
    unknown = {"ids": [str(mine.id)], "task": {"do": "macro", **run, "macro_id": str(new_id())}}
    assert (await anna.http.post("/conversations/together", json=unknown)).status_code == 404


async def test_those_of_each_customer_become_one_and_two_again(street: Street) -> None:
    visit, alone = await Visit.of(street), await calling(street)
    three = [visit.first, visit.second, alone]
    why = "Choose two or more of one customer, of which one is open."
    assert await told(visit.anna, three, "merge") == {visit.first.id: None, visit.second.id: None, alone.id: why}
    [gone] = (await visit.anna.get("/conversations?state=merged"))["items"]
    assert (gone["id"], gone["merged_into"]) == (str(visit.first.id), str(visit.second.id))  # hers stays
    assert await together(visit.anna, [visit.first], "separate") == {visit.first.id: None}
    assert (await visit.anna.get("/conversations?state=merged"))["items"] == []
    marco = await street.agent("Marco")
    assert await together(marco, [visit.first, visit.second], "merge") == {
        visit.first.id: "not_assignee",
        visit.second.id: None,  # as it was
    }
    await visit.anna.post(f"/conversations/{visit.second.id}/close", outcome="resolved", reason=None)
    nothing_open = await told(visit.anna, [visit.first, visit.second], "merge")
    assert nothing_open == {visit.first.id: why, visit.second.id: why}


async def test_all_that_is_done_at_once_comes_to_an_end(street: Street) -> None:
    """Each of these holds what the others want: in one order, none is called off to save the others."""
    boss = await street.agent("Capo", "admin")
    macro = (await written(boss, text="", priority="low")).json()["id"]
    anna, marco = await street.agent("Anna", "supervisor"), await street.agent("Marco", "supervisor")
    visits = [await Visit.of(street) for _ in range(3)]
    talks = [talk for visit in visits for talk in (visit.first, visit.second)]
    run: dict[str, Any] = {"macro_id": macro, "message_id": str(new_id()), "text": ""}
    for _ in range(3):
        answers = await asyncio.gather(
            together(anna, talks, "merge"),
            together(marco, talks[::-1], "priority", priority="high"),
            together(marco, talks[1::2], "assign", to="user", target=str(marco.member.user_id)),
            together(anna, talks[::-1], "macro", **run),
            *(
                visit.anna.http.post(f"/conversations/{visit.first.id}/merge", json={"into": str(visit.second.id)})
                for visit in visits
            ),
        )
        assert all(answer is not None for answer in answers)
        await together(anna, talks[::2], "separate")
