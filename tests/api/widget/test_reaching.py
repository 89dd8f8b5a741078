"""A person is wanted and nobody is there: the customer is told, and leaves how to be reached."""

from sportello.core.ids import new_id
from tests.live import Street, Talk

UNKNOWN = "0197c3b0-6d2e-7c4e-9d5a-000000000000"


async def test_who_waits_for_nobody_leaves_how_to_be_reached_and_the_card_shows_it(street: Street) -> None:
    talk, anna = await (await street.customer()).open(), await street.agent("Anna Rossi", "admin")
    assert (await talk.get())["away"] is False
    await talk.say("Ho perso il biglietto")
    await talk.say("Una persona", choice="person")
    assert (await talk.get())["away"] is True
    form = {"id": str(new_id()), "name": "Giulia", "phone": "+39 055 1234567", "about": "Il biglietto\ndi ieri"}
    for _ in range(2):
        left = await talk.customer.http.post(f"{talk.path}/reach", json=form)
        assert (left.status_code, left.json()) == (202, {"id": form["id"]})
    card = await anna.get(f"/conversations/{talk.id}/handoff")
    shown = {key: card["left"][key] for key in ("name", "email", "phone", "about")}
    assert shown == {"name": "Giulia", "email": None, "phone": "+39 055 1234567", "about": "Il biglietto\ndi ieri"}
    contact = (await anna.get(f"/conversations/{talk.id}"))["contact"]
    assert (contact["name"], contact["phone"]) == ("Giulia", "+39 055 1234567")
    assert len((await anna.get("/leads"))["items"]) == 1
    # A colleague who is there is told of, and what was known is not forgotten.
    async with anna.listen():
        assert (await talk.get())["away"] is False
    other = {"id": str(new_id()), "email": "giulia@example.com"}
    await talk.customer.http.post(f"{talk.path}/reach", json=other)
    contact = (await anna.get(f"/conversations/{talk.id}"))["contact"]
    assert (contact["name"], contact["email"]) == ("Giulia", "giulia@example.com")


async def test_a_form_without_an_address_or_of_somebody_else_is_refused(street: Street) -> None:
    talk, stranger = await (await street.customer()).open(), await street.customer()
    form = {"id": str(new_id()), "name": "Giulia", "email": None, "phone": ""}
    refused = await talk.customer.http.post(f"{talk.path}/reach", json=form)
    assert refused.status_code == 422
    good = form | {"email": "giulia@example.com"}
    answers = [await Talk(stranger, talk.id).customer.http.post(f"{talk.path}/reach", json=good)]
    answers.append(await stranger.http.post(f"/conversations/{UNKNOWN}/reach", json=good))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
