"""Who customers say they are over HTTP, and how much of it is believed."""

import pytest

from sportello.core.crypto import sign
from sportello.core.ids import new_id
from tests.live import Street


async def test_what_is_left_out_stays_and_null_takes_it_back(street: Street) -> None:
    http = (await street.customer()).http
    await http.patch("/contact", json={"name": "Giulia", "email": "giulia@example.com"})
    after = (await http.patch("/contact", json={"phone": "+39 055 1"})).json()["contact"]
    assert (after["name"], after["email"]) == ("Giulia", "giulia@example.com")
    after = (await http.patch("/contact", json={"name": None})).json()["contact"]
    assert (after["name"], after["email"]) == (None, "giulia@example.com")


async def test_the_desk_learns_which_customer_is_proven_whatever_they_call_themselves(street: Street) -> None:
    customer, anna = await street.customer(), await street.agent("Anna")
    proof = {"external_id": "cust-123", "signature": sign(street.house.secret, "cust-123")}
    assert (await customer.http.post("/identify", json=proof | {"name": "Giulia"})).status_code == 200
    await customer.http.patch("/contact", json={"name": "The Director"})
    talk = await customer.open()
    await talk.say("Ciao")
    contact = (await anna.get(f"/conversations/{talk.id}"))["contact"]
    assert (contact["external_id"], contact["verified"], contact["name"]) == ("cust-123", True, "The Director")


async def test_what_is_said_with_a_signature_is_kept_left_out_and_taken_back_as_without(street: Street) -> None:
    customer, anna = await street.customer(), await street.agent("Anna")
    proof = {"external_id": "cust-123", "signature": sign(street.house.secret, "cust-123")}
    said = {"name": "Giulia", "email": "giulia@example.com", "phone": "+39 055 1"}
    assert (await customer.http.post("/identify", json=proof | said)).status_code == 200
    talk = await customer.open()
    await talk.say("Ciao")

    async def noted() -> tuple[str | None, str | None, str | None]:
        contact = (await anna.get(f"/conversations/{talk.id}"))["contact"]
        return contact["name"], contact["email"], contact["phone"]

    assert await noted() == ("Giulia", "giulia@example.com", "+39 055 1")
    await customer.http.post("/identify", json=proof | {"phone": None})
    assert await noted() == ("Giulia", "giulia@example.com", None)
    other = await street.customer()
    await other.http.patch("/contact", json={"name": "G.", "phone": "+39 055 2"})
    await other.http.post("/identify", json=proof | {"phone": "+39 055 3", "email": None})
    assert await noted() == ("Giulia", None, "+39 055 3")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("\u202eBob\u200b", "Bob"),
        ("\u200b", None),
        ("\u2800 \u3164", None),
        ("", None),
        ("A\nB", "A B"),
        ("An\u200dna", "Anna"),
        ("👩\u200d👧 Rossi", "👩\u200d👧 Rossi"),
        ("بی\u200cبی", "بی\u200cبی"),
    ],
)
async def test_a_name_is_one_line_of_what_can_be_seen(street: Street, said: str, kept: str | None) -> None:
    http = (await street.customer()).http
    answer = await http.patch("/contact", json={"name": said})
    assert answer.json()["contact"]["name"] == kept


@pytest.mark.parametrize("address", [{"email": "a\u202e@example.com"}, {"phone": "+39\u200b055"}])
async def test_an_address_holds_nothing_unseen(street: Street, address: dict[str, str]) -> None:
    assert (await (await street.customer()).http.patch("/contact", json=address)).status_code == 422


@pytest.mark.parametrize("text", ["\u200b", " \u200d\ufe0f\u2060 ", "\u2800"])
async def test_nobody_says_what_nobody_sees(street: Street, text: str) -> None:
    customer, anna = await street.customer(), await street.agent("Anna", "admin")
    talk = await customer.open()
    message = {"id": str(new_id()), "text": text}
    assert (await customer.http.post(f"{talk.path}/messages", json=message)).status_code == 422
    await talk.say("Una persona", choice="person")
    await anna.post(f"/conversations/{talk.id}/take")
    assert (await anna.http.post(f"/conversations/{talk.id}/messages", json=message)).status_code == 422
    for name, status in ((text, 422), ("Shop", 201)):
        key = {"name": name, "allowed_origins": ["https://shop.example.com"]}
        assert (await anna.http.post("/widget-keys", json=key)).status_code == status
    kept = "\u202b**Ciao**\u202c 👩\u200d👧"
    assert (await talk.say(kept))["text"] == kept
