"""Which assistant may do what: a switch holds at once, is a version, and goes with its assistant."""

import json
from typing import Any

from tests.api.acting.declared import admin, declare, order_status
from tests.api.acting.orders import Orders
from tests.live import Agent
from tests.shop import Shop

LEAD = "leave_contact_details"


async def _switched(ada: Agent, assistant: str | None = None) -> list[str]:
    listed = await ada.http.get("/actions", params={"assistant": assistant} if assistant else {})
    return [one["name"] for one in listed.json()["actions"] if one["allowed"]]


async def _switch(ada: Agent, action: str, *, allowed: bool = True, assistant: str | None = None) -> None:
    said: dict[str, Any] = {"allowed": allowed, "intents": [], "phrases": []}
    query = {"assistant": assistant} if assistant else {}
    answer = await ada.http.put(f"/actions/{action}/use", json=said, params=query)
    assert answer.status_code == 200, answer.text


async def _another(ada: Agent) -> str:
    made = await ada.http.post("/assistants", json={"name": "Night"})
    assert made.status_code == 201, made.text
    return made.json()["assistant"]["id"]


async def _versions(ada: Agent, assistant: str = "default") -> list[str]:
    return [one["note"] for one in (await ada.http.get(f"/assistants/{assistant}/versions")).json()["items"]]


async def test_a_switch_holds_at_once_and_in_the_draft_and_can_be_found_again(shop: Shop) -> None:
    ada = await admin(shop)
    draft = (await ada.http.get("/assistants/default/draft")).json()
    await ada.http.put("/assistants/default/draft", json=draft | {"name": "Lucilla"})
    await _switch(ada, LEAD)
    assert await _switched(ada) == [LEAD]
    assert (await _versions(ada))[0] == "Actions switched"
    assert (await ada.http.get("/assistants/default/draft")).json()["name"] == "Lucilla"
    assert (await ada.http.get("/assistants/default/export?which=draft")).json()["actions"] == [LEAD]
    before = len(await _versions(ada))
    await _switch(ada, LEAD)
    assert len(await _versions(ada)) == before, "a switch that stands as it stood is no version"


async def test_of_two_who_switch_from_the_same_list_the_second_is_told(shop: Shop) -> None:
    ada, bea = await admin(shop), await shop.street.agent("Bea", "admin")

    async def line() -> dict[str, Any]:
        listed = (await ada.http.get("/actions")).json()["actions"]
        return next(one for one in listed if one["name"] == LEAD)

    seen = {"If-Match": f'"{(await line())["version"]}"'}
    first = {"allowed": True, "intents": [], "phrases": ["I want a quote"]}
    assert (await bea.http.put(f"/actions/{LEAD}/use", json=first, headers=seen)).status_code == 200
    second = {"allowed": False, "intents": ["callback"], "phrases": []}
    late = await ada.http.put(f"/actions/{LEAD}/use", json=second, headers=seen)
    assert (late.status_code, late.json()["code"], late.json()["by"]) == (409, "changed_meanwhile", "Bea")
    assert ((await line())["allowed"], (await line())["phrases"]) == (True, ["I want a quote"])
    seen = {"If-Match": f'"{late.json()["version"]}"'}
    assert (await ada.http.put(f"/actions/{LEAD}/use", json=second, headers=seen)).status_code == 200


async def test_each_assistant_has_its_own(shop: Shop) -> None:
    ada = await admin(shop)
    night = await _another(ada)
    await _switch(ada, LEAD, assistant=night)
    assert (await _switched(ada), await _switched(ada, night)) == ([], [LEAD])
    assert await _versions(ada, night) == [], "what nobody is answered by does not go live by a switch"
    assert (await ada.http.get("/actions", params={"assistant": str(shop.house.workspace_id)[:-4] + "beef"})).json()[
        "code"
    ] == "assistant_not_found"


async def test_an_action_that_is_taken_away_is_nobodys(shop: Shop, orders: Orders) -> None:
    ada = await declare(shop, order_status(orders))
    night = await _another(ada)
    await _switch(ada, "order_status")
    await _switch(ada, LEAD)
    await _switch(ada, "order_status", assistant=night)
    assert (await ada.http.delete("/actions/order_status")).status_code == 204
    assert (await _switched(ada), await _switched(ada, night)) == ([LEAD], [])
    assert (await _versions(ada))[0] == "The action order_status was removed"
    first = next(one for one in (await ada.http.get("/assistants/default/versions")).json()["items"][1:])
    back = await ada.http.post(f"/assistants/default/versions/{first['number']}/restore")
    assert back.json()["missing"] == ["order_status"]


async def test_a_file_brings_the_actions_that_there_are_and_names_the_others(shop: Shop) -> None:
    ada = await admin(shop)
    file = {"format": "sportello-assistant", "format_version": 1, "name": "Sister", "actions": [LEAD, "teleport"]}
    made = await ada.http.post("/assistants", json={"file": json.dumps(file)})
    assert (made.status_code, made.json()["missing"]) == (201, ["teleport"])
    assert await _switched(ada, made.json()["assistant"]["id"]) == [LEAD]
