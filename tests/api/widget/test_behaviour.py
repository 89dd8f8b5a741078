"""What a widget does beside looking as it does: what is asked before a chat, and when it speaks first."""

from typing import Any

from tests.live import Agent, Street

ASKED: list[dict[str, Any]] = [
    {"kind": "name", "label": {}, "required": True},
    {"kind": "email", "label": {}, "required": False},
    {"kind": "own", "label": {"it": "Numero d'ordine", "en": "Order number"}, "required": True},
    {"kind": "own", "label": {"en": "Only in English"}, "required": True},
]
RULE: dict[str, Any] = {"pages": "*/cassa*", "after_seconds": 5, "scrolled": 0, "text": {"it": "Possiamo aiutarLa?"}}
WRITTEN: dict[str, Any] = {"sound": True, "asked": ASKED, "consent": {"it": "Accetto"}, "rules": [RULE]}


async def write(boss: Agent, body: dict[str, Any]) -> dict[str, Any]:
    """Say what the house's widget does; returns what is stored."""
    [key] = (await boss.get("/widget-keys"))["items"]
    path = f"/widget-keys/{key['id']}/behaviour"
    answer = await boss.http.put(path, json=body)
    assert answer.status_code == 200, answer.text
    assert (await boss.get(path)) == answer.json()
    return answer.json()


async def test_what_is_written_is_told_in_the_language_spoken(street: Street) -> None:
    boss = await street.agent("Ada", "admin")
    [key] = (await boss.get("/widget-keys"))["items"]
    path = f"/widget-keys/{key['id']}/behaviour"
    first = await boss.get(path)
    assert {name: first[name] for name in WRITTEN} == {"sound": False, "asked": [], "consent": {}, "rules": []}
    stored = await write(boss, WRITTEN)
    late = await boss.http.put(path, json=WRITTEN | {"sound": False}, headers={"If-Match": first["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert stored["version"] != first["version"]
    nameless: dict[str, Any] = {"kind": "own", "label": {}, "required": True}
    assert (await boss.http.put(path, json=WRITTEN | {"asked": [nameless]})).status_code == 422
    browser = street.client("/widget", **{"X-Sportello-Key": key["key"]})
    told = (await browser.get("/config?language=it")).json()
    assert told["eager"]
    assert told["behaviour"]["consent"] == "Accetto"
    assert [(field["place"], field["label"]) for field in told["behaviour"]["asked"]] == [
        (0, ""),
        (1, ""),
        (2, "Numero d'ordine"),
    ]
    assert told["behaviour"]["rules"] == [RULE | {"text": "Possiamo aiutarLa?"}]
    colleague = await street.agent("Anna")
    assert (await colleague.http.put(path, json=WRITTEN)).status_code == 403


async def test_what_customers_answer_stands_beside_their_conversation(street: Street) -> None:
    boss = await street.agent("Ada", "admin")
    await write(boss, WRITTEN)
    customer = await street.customer()
    send = customer.http.post
    whole: dict[str, Any] = {
        "language": "it",
        "answers": {"0": "Giulia", "1": "giulia@example.com", "2": "4711"},
        "agreed": True,
    }
    lacking: list[dict[str, Any]] = [{"agreed": False}, {"answers": {"0": "Giulia"}}, {"answers": {}}]
    for missing in lacking:
        refused = await send("/answers", json=whole | missing)
        assert (refused.status_code, refused.json()["code"]) == (400, "unanswered"), missing
    assert (await send("/answers", json=whole | {"answers": whole["answers"] | {"1": "nobody"}})).status_code == 400
    for _ in range(2):
        assert (await send("/answers", json=whole)).json()["contact"]["name"] == "Giulia"
    talk = await customer.open()
    contact = (await boss.get(f"/conversations/{talk.id}"))["contact"]
    assert (contact["name"], contact["email"]) == ("Giulia", "giulia@example.com")
    assert contact["attributes"]["Numero d'ordine"] == "4711"
    assert "✓ Accetto" in contact["attributes"]
