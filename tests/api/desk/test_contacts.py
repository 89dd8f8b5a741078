"""What colleagues know of a customer: noted in part, seen at once, and no proof of anything."""

import pytest

from sportello.core.ids import new_id
from tests.live import Street


async def test_what_is_given_is_noted_and_the_rest_stays(street: Street) -> None:
    anna, customer = await street.agent("Anna"), await street.customer()
    talk = await customer.open()
    await customer.http.patch("/contact", json={"name": "Giulia", "email": "giulia@example.com", "phone": None})
    path = f"/contacts/{customer.contact_id}"
    sent = {"phone": "+39 055 0000000", "attributes": {"Tessera": "Oro", "Taglia": "M"}}
    noted = (await anna.http.patch(path, json=sent)).raise_for_status().json()
    known = (noted["name"], noted["email"], noted["phone"], noted["attributes"], noted["verified"])
    assert known == ("Giulia", "giulia@example.com", "+39 055 0000000", {"Tessera": "Oro", "Taglia": "M"}, False)
    assert (await anna.get(f"/conversations/{talk.id}"))["contact"] == noted
    (await anna.http.patch(path, json={"name": None, "attributes": {"Tessera": "Argento"}})).raise_for_status()
    after = (await anna.get(f"/conversations/{talk.id}"))["contact"]
    assert (after["name"], after["email"], after["attributes"]) == (None, "giulia@example.com", {"Tessera": "Argento"})


async def test_who_else_is_at_the_desk_sees_it_at_once(street: Street) -> None:
    anna, marco, customer = await street.agent("Anna"), await street.agent("Marco"), await street.customer()
    await customer.open()
    async with marco.listen() as ear:
        await anna.http.patch(f"/contacts/{customer.contact_id}", json={"name": "Giulia Bianchi"})
        told = await ear.until("conversation")
        assert told.data["contact"]["name"] == "Giulia Bianchi"


@pytest.mark.parametrize(
    "wrong", [{"email": "giulia"}, {"attributes": {"": "x"}}, {"attributes": {str(n): "x" for n in range(21)}}]
)
async def test_what_is_malformed_is_refused(street: Street, wrong: dict[str, object]) -> None:
    anna, customer = await street.agent("Anna"), await street.customer()
    assert (await anna.http.patch(f"/contacts/{customer.contact_id}", json=wrong)).status_code == 422
    unknown = await anna.http.patch(f"/contacts/{new_id()}", json={"name": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "contact_not_found")
