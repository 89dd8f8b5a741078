"""A card number that somebody writes is kept nowhere but for its last four digits."""

import pytest
from sqlalchemy import text

from sportello.core.db import Database
from sportello.core.ids import new_id
from tests.live import Street

CARD = "4111 1111 1111 1111"
KEPT = "•••• •••• •••• 1111"


async def everything(database: Database) -> str:
    """All that any table holds, as text."""
    async with database.transaction() as session:
        tables = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        rows = [
            row
            for table in tables.all()
            for row in await session.scalars(text(f'SELECT t::text FROM public."{table}" t'))  # noqa: S608 - our tables
        ]
    return "\n".join(rows)


@pytest.mark.parametrize("spelled", [CARD, CARD.replace(" ", "-"), CARD.replace(" ", "."), "Visa4111111111111111"])
async def test_only_the_last_four_digits_of_a_card_are_stored(
    street: Street, owner_database: Database, spelled: str
) -> None:
    talk = await (await street.customer()).open()
    said = await talk.say(f"Pago con {spelled}, va bene?")
    hidden = "".join("•" if sign.isdigit() else sign for sign in spelled[:-4]) + "1111"
    assert said["text"] == f"Pago con {hidden}, va bene?"
    assert [message["text"] for message in await talk.messages()] == [said["text"]]
    assert spelled not in await everything(owner_database)


async def test_the_same_card_sent_again_is_the_same_message_and_another_is_refused(street: Street) -> None:
    talk = await (await street.customer()).open()
    body = {"id": str(new_id()), "text": f"La carta è {CARD}", "choice": None}
    url = f"{talk.path}/messages"
    first, again = [await talk.customer.http.post(url, json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await talk.customer.http.post(url, json=body | {"text": "La carta è 5500 0000 0000 0004"})
    assert (other.status_code, other.json()["code"]) == (409, "message_id_reused")


async def test_a_card_over_two_messages_is_masked_in_both_and_both_may_be_sent_again(street: Street) -> None:
    talk = await (await street.customer()).open()
    url = f"{talk.path}/messages"
    bodies = [
        {"id": str(new_id()), "text": part, "choice": None} for part in ("la carta è 4111 1111", "1111 1111 e grazie")
    ]
    for body in bodies:
        assert (await talk.customer.http.post(url, json=body)).status_code == 201
    kept = ["la carta è •••• ••••", "•••• 1111 e grazie"]
    assert [message["text"] for message in await talk.messages()] == kept
    for body, masked in zip(bodies, kept, strict=True):
        again = await talk.customer.http.post(url, json=body)
        assert (again.status_code, again.json()["text"]) == (201, masked)
    assert len(await talk.messages()) == 2


async def test_who_waits_for_a_person_is_told_of_a_card_by_the_house(street: Street) -> None:
    talk = await (await street.customer()).open()
    await talk.say("Una persona", choice="person")
    for part in ("la carta è 4111 1111 1111", "1111"):
        await talk.say(part)
    *_, first, told = [(message["author"], message["kind"], message["text"]) for message in await talk.messages()]
    assert first == ("customer", "text", "1111")
    assert told[:2] == ("system", "card_hidden")
    assert "ultime quattro cifre" in told[2]
    body = {"id": str(new_id()), "text": CARD, "choice": None}
    for _ in range(2):
        await talk.customer.http.post(f"{talk.path}/messages", json=body)
    assert [message["kind"] for message in await talk.messages()].count("card_hidden") == 2


async def test_another_customers_numbers_make_no_card_with_ones_own(street: Street) -> None:
    one, other = [await (await street.customer()).open() for _ in range(2)]
    await one.say("la carta è 4111 1111")
    assert (await other.say("1111 1111"))["text"] == "1111 1111"


async def test_what_agents_write_and_customers_leave_elsewhere_is_masked_too(
    street: Street, owner_database: Database
) -> None:
    customer, anna = await street.customer(), await street.agent("Anna Rossi")
    talk = await customer.open()
    await talk.say("Una persona", choice="person")
    await anna.post(f"/conversations/{talk.id}/take")
    reply = {"id": str(new_id()), "text": f"Ha scritto {CARD}?"}
    await anna.post(f"/conversations/{talk.id}/messages", **reply)
    said = await anna.post(f"/conversations/{talk.id}/messages", **reply)
    assert said["text"] == f"Ha scritto {KEPT}?"
    note = await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text=f"Carta {CARD}")
    assert note["text"] == f"Carta {KEPT}"
    await anna.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=f"carta {CARD}")
    await customer.http.post(f"{talk.path}/rating", json={"score": 5, "comment": f"Ho dato {CARD}"})
    form = {"id": str(new_id()), "name": CARD, "email": "x@example.com", "text": f"Carta {CARD}", "language": "it"}
    passer_by = street.client("/widget", **{"X-Sportello-Key": street.house.key})
    for _ in range(2):
        assert (await passer_by.post("/contact-form", json=form)).status_code == 202
    kept = await everything(owner_database)
    assert CARD not in kept
