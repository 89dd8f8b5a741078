"""Macros: one choice says, sorts and ends, all of it or nothing."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from sportello.core.ids import new_id
from tests.live import Agent, Street, Talk

EMPTY: dict[str, Any] = {"name": "Rimborso", "text": "", "labels": [], "priority": None, "ending": None, "target": None}


async def written(agent: Agent, **what: Any) -> httpx.Response:
    """A macro, everybody's unless said otherwise."""
    return await agent.http.post("/macros", json={**EMPTY, "personal": False, **what})


async def ran(agent: Agent, talk: Talk, macro: str, text: str = "", message: UUID | None = None) -> httpx.Response:
    """Run it."""
    body = {"message_id": str(message or new_id()), "text": text}
    return await agent.http.post(f"/conversations/{talk.id}/macros/{macro}", json=body)


async def held(street: Street, agent: Agent) -> Talk:
    """A conversation that this agent has."""
    talk = await (await street.customer()).open()
    await talk.say("Una persona", choice="person")
    await agent.post(f"/conversations/{talk.id}/take")
    return talk


@pytest.fixture
async def boss(street: Street) -> Agent:
    """An admin."""
    return await street.agent("Capo", "admin")


async def test_all_that_it_does_happens_at_once(street: Street, boss: Agent) -> None:
    anna = await street.agent("Anna")
    old, new = [await boss.post("/labels", name=name, color="#2f6fde", skill=False) for name in ("Vecchia", "Nuova")]
    what = {"text": "Fatto, {name}", "labels": [new["id"]], "priority": "high", "ending": "resolved"}
    macro = (await written(boss, **what)).raise_for_status().json()
    assert [one["id"] for one in (await anna.get("/macros"))["items"]] == [macro["id"]]
    talk = await held(street, anna)
    await anna.http.put(f"/conversations/{talk.id}/labels", json={"labels": [old["id"]]})
    message = new_id()

    (await ran(anna, talk, macro["id"], "Fatto, Giulia", message)).raise_for_status()
    again = await ran(anna, talk, macro["id"], "Fatto, Giulia", message)

    done: dict[str, Any] = again.raise_for_status().json()
    assert (done["state"], done["priority"]) == ("resolved", "high")
    assert {label["name"] for label in done["labels"]} == {"Vecchia", "Nuova"}
    said = [one["text"] for one in await talk.messages() if one["author"] == "agent"]
    assert said == ["Fatto, Giulia"]


async def test_what_is_refused_takes_the_rest_back(street: Street, boss: Agent) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    to_marco = {"text": "Le passo Marco", "priority": "urgent", "ending": "user", "target": str(marco.member.user_id)}
    macro = (await written(boss, **to_marco)).raise_for_status().json()
    talk = await held(street, anna)
    (await boss.http.patch(f"/members/{marco.member.user_id}", json={"suspended": True})).raise_for_status()
    refused = await ran(anna, talk, macro["id"], "Le passo Marco")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_such_agent")
    after = await anna.get(f"/conversations/{talk.id}")
    assert (after["priority"], after["state"], after["assignee"]["name"]) == ("normal", "with_agent", "Anna")
    assert not [one for one in await talk.messages() if one["author"] == "agent"]


@pytest.mark.parametrize("ending", ["later_today", "tomorrow", "next_week"])
async def test_it_may_end_by_putting_aside(street: Street, boss: Agent, ending: str) -> None:
    anna = await street.agent("Anna")
    macro = (await written(boss, ending=ending)).raise_for_status().json()
    done = await ran(anna, await held(street, anna), macro["id"])
    assert done.raise_for_status().json()["snoozed_until"] is not None


async def test_it_may_pass_on_to_a_team_or_a_colleague(street: Street, boss: Agent) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    team = await boss.post("/teams", name="Fatture", members=[], hours_id=None)
    for ending, target, holder in (("team", team["id"], None), ("user", str(marco.member.user_id), "Marco")):
        macro = (await written(boss, ending=ending, target=target)).raise_for_status().json()
        done = (await ran(anna, await held(street, anna), macro["id"])).raise_for_status().json()
        names = [done[key] and done[key]["name"] for key in ("assignee", "team")]
        assert names == [holder, None if holder else "Fatture"]


async def test_whose_they_are(street: Street, boss: Agent) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    refused = await written(anna, text="Ciao")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    own = (await written(anna, text="Ciao", personal=True)).raise_for_status().json()
    shared = (await written(boss, text="Salve")).raise_for_status().json()
    assert [one["id"] for one in (await marco.get("/macros"))["items"]] == [shared["id"]]
    assert (await ran(marco, await held(street, marco), own["id"], "Ciao")).status_code == 404
    assert (await marco.http.delete(f"/macros/{own['id']}")).status_code == 404
    assert (await anna.http.put(f"/macros/{shared['id']}", json={**EMPTY, "text": "x"})).status_code == 403
    changed = await anna.http.put(f"/macros/{own['id']}", json={**EMPTY, "name": "Saluto", "text": "Ciao!"})
    assert (changed.json()["name"], changed.json()["personal"]) == ("Saluto", True)
    assert (await anna.http.delete(f"/macros/{own['id']}")).status_code == 204
    assert (await boss.http.delete(f"/macros/{shared['id']}")).status_code == 204
    assert (await anna.get("/macros"))["items"] == []


@pytest.mark.parametrize("what", [{}, {"ending": "user"}, {"ending": "resolved", "target": str(new_id())}])
async def test_what_does_nothing_or_says_not_to_whom_is_refused(boss: Agent, what: dict[str, Any]) -> None:
    refused = await written(boss, **what)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


async def test_only_who_has_it_says_something_by_a_macro(street: Street, boss: Agent) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    macro = (await written(boss, text="Ciao")).raise_for_status().json()
    refused = await ran(marco, await held(street, anna), macro["id"], "Ciao")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_assignee")
