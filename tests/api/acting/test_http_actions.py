"""HTTP actions against a real server: declared, tried, called by customers without a model, and failing."""

from typing import Any

import pytest
from sqlalchemy import text

from sportello.core import http
from tests.api.acting.conftest import Chat, allow
from tests.api.acting.declared import SECRET, admin, declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import Shop


async def test_a_customer_asks_for_an_order_without_any_model(
    shop: Shop, chat: Chat, orders: Orders, capfd: pytest.CaptureFixture[str]
) -> None:
    ada = await declare(shop, order_status(orders))
    used = {"allowed": True, "intents": [], "phrases": ["Where is my order?"]}
    assert (await ada.http.put("/actions/order_status/use", json=used)).status_code == 200
    async with shop.at_work():
        asked = await chat.say("where is my order")
        assert "Order number" in asked["text"]
        said = await chat.say("A-1004/../../admin?x=1#y")
        assert "**State:** on its way" in said["text"]
    (request,) = orders.asked
    assert request["path"] == "/orders/A-1004%2F..%2F..%2Fadmin%3Fx%3D1%23y"
    assert request["headers"]["Authorization"] == f"Bearer {SECRET}"
    assert request["headers"]["Idempotency-Key"]
    trace = await shop.trace(chat.talk, said["id"])
    listed = (await ada.http.get("/actions")).text
    audit = (await ada.http.get("/audit")).text
    logged = capfd.readouterr()
    for place in (str(trace.__dict__), listed, audit, logged.out, logged.err, said["text"]):
        assert SECRET not in place
    assert [call.state for call in await chat.calls()] == ["done"]


async def test_what_it_cannot_do_without_is_asked_for_and_shown_in_the_order_of_the_declaration(
    shop: Shop, chat: Chat, orders: Orders
) -> None:
    wanted = ["people", "at", "day"]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in wanted}, "required": wanted}
    booking = order_status(orders, method="POST", url=f"{orders.url}/orders", parameters=schema, changes=True)
    ada = await declare(shop, booking)
    used = {"allowed": True, "intents": [], "phrases": ["Book a visit"]}
    assert (await ada.http.put("/actions/order_status/use", json=used)).status_code == 200
    async with shop.at_work():
        said = await chat.say("Book a visit")
        for name, value in zip(wanted, ("twelve", "noon", "Friday"), strict=True):
            assert said["text"].strip().endswith(f"{name.capitalize()}?")
            said = await chat.say(value)
    assert said["text"].index("People: twelve") < said["text"].index("At: noon") < said["text"].index("Day: Friday")


async def test_what_is_sent_and_told_is_as_declared(shop: Shop, orders: Orders) -> None:
    body = order_status(
        orders,
        method="POST",
        url=f"{orders.url}/search?lang={{language}}",
        changes=True,
        response=[{"path": "order.items.0.name", "label": "Item"}, {"path": "no.such", "label": "Nothing"}],
    )
    ada = await declare(shop, body)
    orders.answer = {"order": {"items": [{"name": f"Lantern {SECRET}"}]}}
    tried = await ada.post("/actions/order_status/trials", arguments={"number": "A-1"})
    assert tried["result"] == {"Item": "Lantern […]"}
    (request,) = orders.asked
    assert (request["path"], request["body"]) == ("/search?lang=en", {"number": "A-1"})


@pytest.mark.parametrize(
    ("failing", "why"),
    [
        ({"status": 500}, "answered 500"),
        ({"status": 404}, "answered 404"),
        ({"body": b"<html>"}, "not answer with JSON"),
        ({"body": b'"' + b"x" * 300_000 + b'"'}, "larger than"),
        ({"status": 302, "headers": {"Location": "http://10.0.0.1/"}}, "sends on to another address"),
        ({"status": 302, "headers": {"Location": "/elsewhere"}}, "sends on to another address"),
        ({"slow": 3.0}, "longer than 1 second"),
    ],
)
async def test_what_fails_is_told_clearly_and_honestly(
    shop: Shop, chat: Chat, orders: Orders, failing: dict[str, Any], why: str
) -> None:
    ada = await declare(shop, order_status(orders, seconds=1 if "slow" in failing else 20))
    for name, value in failing.items():
        setattr(orders, name, value)
    tried = await ada.post("/actions/order_status/trials", arguments={"number": "A-1"})
    assert tried["works"] is False
    assert why in tried["why"]
    assert SECRET not in str(tried)
    await allow(shop, "order_status")
    async with shop.at_work():
        await chat.say("Status", choice="action:order_status")
        said = await chat.say("A-1004")
    assert "could not do this" in said["text"]
    assert said["buttons"][0]["choice"] == "person"


async def test_a_server_has_the_time_that_was_declared(
    shop: Shop, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has work to do is silent for longer than one who only looks a page up."""
    monkeypatch.setattr(http, "_ASK", 0.2)
    orders.slow = 0.8
    ada = await declare(shop, order_status(orders, seconds=20))
    assert (await ada.post("/actions/order_status/trials", arguments={"number": "A-1"}))["works"] is True


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": "http://10.0.0.1{number}/x"}, "with its server"),
        ({"url": "https://{number}.example.com/"}, "with its server"),
        ({"url": "file:///etc/passwd"}, "http"),
        ({"url": "http://169.254.169.254/{number}"}, "private address"),
        ({"url": "https://10.0.0.1/{number}"}, "FETCH_NETWORKS=10.0.0.1"),
        ({"url": "https://[::1]/{number}"}, "private address"),
        ({"url": "https://api.example.com:25/{number}"}, "Port 25"),
        ({"url": "https://api.example.com/{other}"}, "no parameter"),
        ({"url": "https://user:pass@api.example.com/{number}"}, "password"),
        ({"parameters": {"type": "array"}}, "JSON Schema"),
        ({"parameters": {"type": "object", "properties": {"number": {"$ref": "http://10.0.0.1/x"}}}}, "type is one"),
        (
            {"parameters": {"type": "object", "properties": {"number": {"type": "string", "pattern": "(a+)+$"}}}},
            "not understood",
        ),
        ({"parameters": {"type": "object", "properties": {"contact_id": {"type": "string"}}}}, "filled in by"),
        ({"headers": [{"name": "Host", "value": "evil"}]}, "no header of yours"),
        ({"headers": [{"name": "X-Key", "value": "a\r\nb: c"}]}, "characters"),
        ({"method": "DELETE"}, "deletes"),
        ({"response": [{"path": "a b", "label": "x"}]}, "no path"),
    ],
)
async def test_what_could_not_be_called_is_refused_with_a_reason(
    shop: Shop, orders: Orders, wrong: dict[str, Any], says: str
) -> None:
    ada = await admin(shop)
    answer = await ada.http.put("/actions/order_status", json=order_status(orders, **wrong))
    assert answer.status_code == 400, answer.text
    assert says in answer.json()["detail"]


async def test_a_private_address_is_not_reached(shop: Shop, orders: Orders) -> None:
    ada = await declare(shop, order_status(orders, headers=[]))
    # As one that was declared while its network was allowed.
    moved = text(
        "UPDATE declared_actions SET declaration = jsonb_set(declaration, '{url}', '\"http://10.0.0.1/o/{number}\"')"
    )
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        await session.execute(moved)
    tried = await ada.post("/actions/order_status/trials", arguments={"number": "A-1"})
    assert tried["works"] is False
    assert "10.0.0.1" in tried["why"]


async def test_stored_headers_stay_with_their_server_and_are_shown_to_nobody(shop: Shop, orders: Orders) -> None:
    ada = await declare(shop, order_status(orders))
    (listed,) = [each for each in (await ada.get("/actions"))["actions"] if each["name"] == "order_status"]
    assert listed["declared"]["headers"] == ["Authorization"]
    kept = [{"name": "Authorization"}]
    await declare(shop, order_status(orders, headers=kept, title="Orders"))
    await ada.post("/actions/order_status/trials", arguments={"number": "A-1"})
    assert orders.asked[-1]["headers"]["Authorization"] == f"Bearer {SECRET}"
    moved = await ada.http.put(
        "/actions/order_status", json=order_status(orders, headers=kept, url="https://evil.example/{number}")
    )
    assert moved.status_code == 400
    assert "secret headers anew" in moved.json()["detail"]
    assert (await ada.http.delete("/actions/order_status")).status_code == 204
    assert (await ada.http.delete("/actions/order_status")).status_code == 404


async def test_of_two_who_declare_the_same_the_second_is_told(shop: Shop, orders: Orders) -> None:
    ada, bea = await admin(shop), await shop.street.agent("Bea", "admin")
    path, new = "/actions/order_status", {"If-Match": '"new"'}

    async def version() -> str:
        listed = (await ada.http.get("/actions")).json()["actions"]
        return next(one["declared"]["version"] for one in listed if one["name"] == "order_status")

    assert (await bea.http.put(path, json=order_status(orders), headers=new)).status_code == 200
    late = await ada.http.put(path, json=order_status(orders, title="Mine"), headers=new)
    assert (late.status_code, late.json()["code"], late.json()["by"]) == (409, "changed_meanwhile", "Bea")
    # A secret that was written anew is a change, though nobody is shown it.
    seen = {"If-Match": f'"{await version()}"'}
    rotated = order_status(orders, headers=[{"name": "Authorization", "value": "Bearer another"}])
    assert (await bea.http.put(path, json=rotated, headers=seen)).status_code == 200
    late = await ada.http.put(path, json=order_status(orders, title="Mine"), headers=seen)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    # Who may use it is not what is declared.
    seen = {"If-Match": f'"{await version()}"'}
    await bea.http.put(f"{path}/use", json={"allowed": True, "intents": [], "phrases": []})
    assert (await ada.http.put(path, json=order_status(orders, title="Mine"), headers=seen)).status_code == 200


async def test_only_admins_declare_and_switch(shop: Shop, orders: Orders) -> None:
    bruno = await shop.street.agent("Bruno")
    assert (await bruno.http.get("/actions")).status_code == 403
    assert (await bruno.http.put("/actions/order_status", json=order_status(orders))).status_code == 403
