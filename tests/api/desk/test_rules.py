"""Rules: written by admins, followed once for whatever happens, logged, and told apart from what people do."""

from datetime import timedelta
from typing import Any

import pytest

from sportello import conversations, notifications
from sportello.core import clock
from sportello.core.ids import new_id
from tests.house import House
from tests.live import Agent, Street, Talk
from tests.rules import follow, rule


@pytest.fixture
async def boss(street: Street) -> Agent:
    """An admin."""
    return await street.agent("Capo", "admin")


async def write(boss: Agent, name: str = "Regola", **parts: Any) -> dict[str, Any]:
    """A rule that holds from now on."""
    return await boss.post("/rules", **rule(name, **parts))


async def talk(street: Street, text: str = "Buongiorno", **more: Any) -> Talk:
    """A customer who has said something."""
    opened = await (await street.customer()).open()
    await opened.say(text, **more)
    return opened


async def seen(boss: Agent, talk: Talk) -> dict[str, Any]:
    """The conversation as the desk shows it."""
    return await boss.get(f"/conversations/{talk.id}")


async def runs(boss: Agent, written: dict[str, Any]) -> list[dict[str, Any]]:
    """The log of a rule."""
    return (await boss.get(f"/rules/{written['id']}/runs"))["items"]


def words(*some: str, no: bool = False) -> dict[str, Any]:
    """What the customer says has one of these in it."""
    return {"of": "words", "no": no, "any": list(some)}


async def test_a_complaint_is_labelled_urgent_and_for_the_right_team(street: Street, boss: Agent, house: House) -> None:
    label = await boss.post("/labels", name="Reclamo", color="#2f6fde", skill=False)
    team = await boss.post("/teams", name="Reclami", members=[], hours_id=None)
    written = await write(
        boss,
        "Reclami",
        conditions=[words("reclamo", "che vergogna")],
        actions=[
            {"do": "add_labels", "labels": [label["id"]]},
            {"do": "priority", "priority": "urgent"},
            {"do": "assign", "to": "team", "target": team["id"]},
            {"do": "note", "text": "Rispondere entro un'ora."},
        ],
    )
    calm = await talk(street, "Il reclamone è bello")
    angry = await talk(street, "CHE  VERGÒGNA! Aspetto da ore.")
    assert await follow(house) > 0
    assert await follow(house) == 0

    found = await seen(boss, angry)
    assert (found["priority"], found["state"], found["team"]["name"]) == ("urgent", "queued", "Reclami")
    assert [one["name"] for one in found["labels"]] == ["Reclamo"]
    assert (await seen(boss, calm))["priority"] == "normal"
    [note] = (await boss.get(f"/conversations/{angry.id}/notes"))["items"]
    assert (note["author"], note["rule"], note["text"]) == (None, "Reclami", "Rispondere entro un'ora.")
    history = (await boss.get(f"/conversations/{angry.id}/history"))["items"]
    assert [one["actor"] for one in history] == ["rule:Reclami", "rule:Reclami"]
    assert history[-1]["did"] == ["add_labels", "priority", "assign", "note"]
    [ran] = await runs(boss, written)
    assert (ran["conversation_id"], ran["outcome"], ran["fact"]) == (str(angry.id), "done", "message.received")
    [listed] = (await boss.get("/rules"))["items"]
    assert (listed["met"], listed["held"]) == (1, 0)


async def test_who_looks_at_the_rules_hears_of_them(street: Street, boss: Agent, house: House) -> None:
    async with boss.listen() as ear:
        await write(boss, "Reclami", conditions=[words("reclamo")], actions=[{"do": "priority", "priority": "high"}])
        await ear.until("rules")
    async with boss.listen() as ear:
        await talk(street, "Un reclamo")
        assert await follow(house) > 0
        await ear.until("rules")


async def test_they_are_asked_in_their_order_until_one_says_stop(street: Street, boss: Agent, house: House) -> None:
    first = await write(boss, "Prima", stop=True, actions=[{"do": "priority", "priority": "low"}])
    second = await write(boss, "Seconda", actions=[{"do": "priority", "priority": "urgent"}])
    one = await talk(street)
    await follow(house)
    assert (await seen(boss, one))["priority"] == "low"

    order = await boss.http.put("/rules/order", json={"ids": [second["id"], first["id"]]})
    assert [each["name"] for each in order.raise_for_status().json()["items"]] == ["Seconda", "Prima"]
    other = await talk(street)
    await follow(house)
    # The one after it sees what the one before has done: all of them are asked, and the last word holds.
    assert (await seen(boss, other))["priority"] == "low"
    assert len(await runs(boss, second)) == 1
    refused = await boss.http.put("/rules/order", json={"ids": [first["id"]]})
    assert (refused.status_code, refused.json()["code"]) == (409, "order_incomplete")


async def test_what_is_switched_off_does_nothing(street: Street, boss: Agent, house: House) -> None:
    written = await write(boss, enabled=False)
    one = await talk(street)
    assert await follow(house) == 0
    assert (await seen(boss, one))["priority"] == "normal"
    version = written["version"]
    said = rule("Regola")
    turned = await boss.http.put(f"/rules/{written['id']}", json=said, headers={"If-Match": f'"{version}"'})
    assert turned.raise_for_status().json()["enabled"] is True
    again = await boss.http.put(f"/rules/{written['id']}", json=said, headers={"If-Match": f'"{version}"'})
    assert (again.status_code, again.json()["code"]) == (409, "changed_meanwhile")
    # What happened while it was off is over.
    assert await follow(house) == 0
    await one.say("Ancora io")
    await follow(house)
    assert (await seen(boss, one))["priority"] == "high"


async def test_what_cannot_be_done_is_logged_and_the_rest_is_done(street: Street, boss: Agent, house: House) -> None:
    marco = await street.agent("Marco")
    await boss.post("/canned-replies", shortcut="orari", text="Wir sind da, {name}.", language="de")
    written = await write(
        boss,
        actions=[
            {"do": "snooze", "until": "tomorrow"},
            {"do": "reply", "shortcut": "orari"},
            {"do": "assign", "to": "user", "target": str(marco.member.user_id)},
            {"do": "priority", "priority": "high"},
        ],
    )
    (await boss.http.patch(f"/members/{marco.member.user_id}", json={"suspended": True})).raise_for_status()
    one = await talk(street)
    await follow(house)
    [ran] = await runs(boss, written)
    assert ran["outcome"] == "partly"
    assert [(each["came"], each["why"]) for each in ran["did"]] == [
        ("refused", "illegal_transition"),
        ("refused", "reply_missing"),
        ("refused", "no_such_agent"),
        ("done", None),
    ]
    found = await seen(boss, one)
    assert (found["priority"], found["state"]) == ("high", "active")


async def test_a_canned_reply_is_said_in_the_customers_language_as_the_house(
    street: Street, boss: Agent, house: House
) -> None:
    await boss.post("/canned-replies", shortcut="orari", text="We are here from nine.", language=None)
    await boss.post("/canned-replies", shortcut="orari", text="Siamo qui dalle nove.", language="it")
    await write(boss, when={"on": "handed_over"}, actions=[{"do": "reply", "shortcut": "orari"}])
    one = await talk(street, "Una persona", choice="person")
    await follow(house)
    said = (await one.messages())[-1]
    assert (said["author"], said["kind"], said["text"]) == ("system", "automatic", "Siamo qui dalle nove.")
    # It is no answer: they still wait.
    assert (await seen(boss, one))["waiting_since"] is not None


async def test_somebody_in_particular_gets_it_and_hears_of_it(street: Street, boss: Agent, house: House) -> None:
    marco = await street.agent("Marco")
    user = str(marco.member.user_id)
    actions = [{"do": "assign", "to": "user", "target": user}, {"do": "tell", "to": "user", "target": user}]
    await write(boss, "VIP", when={"on": "opened"}, actions=actions)
    one = await talk(street)
    await follow(house)
    found = await seen(boss, one)
    assert (found["state"], found["assignee"]["name"]) == ("with_agent", "Marco")
    told = (await marco.get("/notices"))["items"]
    assert {(each["kind"], each["conversation_id"]) for each in told} == {
        ("assigned", str(one.id)),
        ("rule", str(one.id)),
    }
    assert "VIP" in next(each["text"] for each in told if each["kind"] == "rule")


async def test_who_waits_too_long_is_noticed_and_who_was_answered_is_not(
    street: Street, boss: Agent, house: House
) -> None:
    await write(boss, when={"on": "waiting", "minutes": 10}, actions=[{"do": "priority", "priority": "urgent"}])
    waits, answered = [await talk(street, "Una persona", choice="person") for _ in range(2)]
    clock.travel(timedelta(minutes=9))
    assert await follow(house) == 0
    await boss.post(f"/conversations/{answered.id}/take")
    await boss.post(f"/conversations/{answered.id}/messages", id=str(new_id()), text="Eccomi")
    clock.travel(timedelta(minutes=2))
    await follow(house)
    assert [(await seen(boss, each))["priority"] for each in (waits, answered)] == ["urgent", "normal"]
    # Written again, they wait again, from then on.
    await answered.say("E adesso?")
    clock.travel(timedelta(minutes=11))
    await follow(house)
    assert (await seen(boss, answered))["priority"] == "urgent"


async def test_a_rule_for_who_waits_holds_for_who_waits_already(street: Street, boss: Agent, house: House) -> None:
    late = await talk(street, "Una persona", choice="person")
    clock.travel(timedelta(minutes=30))
    fresh = await talk(street, "Una persona", choice="person")
    written = await write(boss, when={"on": "waiting", "minutes": 10})
    clock.travel(timedelta(minutes=11))
    await follow(house)
    assert [(await seen(boss, each))["priority"] for each in (late, fresh)] == ["normal", "high"]
    (await boss.http.delete(f"/rules/{written['id']}")).raise_for_status()
    assert (await boss.get("/rules"))["items"] == []


async def test_closing_and_rating_and_labels_are_occasions(street: Street, boss: Agent, house: House) -> None:
    label = await boss.post("/labels", name="Rimborso", color="#2f6fde", skill=False)
    other = await boss.post("/labels", name="Altro", color="#2f6fde", skill=False)
    bad = {"of": "rating", "no": False, "any": [1, 2]}
    closed = {"of": "state", "no": False, "any": ["not_resolved"]}
    when = {"on": "labelled", "labels": [label["id"]]}
    labelled = await write(boss, "Etichetta", when=when, actions=[{"do": "close", "outcome": "resolved"}])
    rated = await write(boss, "Voto", when={"on": "rated"}, conditions=[bad])
    ended = await write(boss, "Chiusa", when={"on": "closed"}, conditions=[closed])
    anna = await street.agent("Anna")
    one = await talk(street, "Una persona", choice="person")
    await anna.post(f"/conversations/{one.id}/take")
    for wanted, state in ((other, "with_agent"), (label, "resolved")):
        await anna.http.put(f"/conversations/{one.id}/labels", json={"labels": [wanted["id"]]})
        await follow(house)
        assert (await seen(boss, one))["state"] == state
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.rate(session, conversation_id=one.id, score=2)
    await follow(house)
    assert [len(await runs(boss, each)) for each in (labelled, rated, ended)] == [1, 1, 0]
    assert (await one.messages())[-1]["text"] == "La conversazione è stata chiusa. Se manca qualcosa, scriva di nuovo."


async def test_only_admins_and_only_what_is_here(street: Street, boss: Agent) -> None:
    anna = await street.agent("Anna", "supervisor")
    assert (await anna.http.get("/rules")).status_code == 403
    assert (await anna.http.post("/rules", json=rule())).status_code == 403
    for action in (
        {"do": "assign", "to": "user", "target": str(new_id())},
        {"do": "assign", "to": "team", "target": str(new_id())},
        {"do": "add_labels", "labels": [str(new_id())]},
        {"do": "reply", "shortcut": "niente"},
        {"do": "post", "outlet_id": str(new_id())},
    ):
        refused = await boss.http.post("/rules", json=rule(actions=[action]))
        assert (refused.status_code, refused.json()["code"]) == (400, "rule_names_nobody"), action
    wrong_parts: list[dict[str, Any]] = [
        {"actions": []},
        {"when": {"on": "waiting"}},
        {"conditions": [{"of": "moon"}]},
        {"actions": [{"do": "assign", "to": "user"}]},
    ]
    for wrong in wrong_parts:
        assert (await boss.http.post("/rules", json=rule(**wrong))).status_code == 422
    assert (await boss.http.get(f"/rules/{new_id()}/runs")).status_code == 404


async def test_there_are_only_so_many(boss: Agent) -> None:
    for _ in range(50):
        await write(boss, enabled=False)
    refused = await boss.http.post("/rules", json=rule())
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_rules")


async def test_admins_are_told_once_that_a_rule_was_held(street: Street, boss: Agent, house: House) -> None:
    label = await boss.post("/labels", name="Giro", color="#2f6fde", skill=False)
    ids = [label["id"]]
    flip = [{"do": "remove_labels", "labels": ids}, {"do": "add_labels", "labels": ids}]
    written = await write(boss, "Giro", when={"on": "labelled", "labels": []}, actions=flip)
    one = await talk(street)
    for _ in range(2):
        await boss.http.put(f"/conversations/{one.id}/labels", json={"labels": []})
        await boss.http.put(f"/conversations/{one.id}/labels", json={"labels": ids})
        await follow(house)
    assert {(each["outcome"], each["why"]) for each in await runs(boss, written)} == {
        ("done", None),
        ("held", "own_doing"),
    }
    told = [each for each in (await boss.get("/notices"))["items"] if each["kind"] == "rule"]
    assert len(told) == 1
    assert "Giro" in told[0]["text"]
    async with house.database.transaction(house.workspace_id) as session:
        assert await notifications.unread_of(session, user_id=boss.member.user_id) >= 1
