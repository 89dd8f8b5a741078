"""Who customers say they are over HTTP, and how much of it is believed."""

from sportello.core.crypto import sign
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
