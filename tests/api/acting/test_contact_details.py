"""Contact details left without any model: asked for one after another, shown, confirmed once, stored once."""

import asyncio
import re

import pytest

from sportello import answering
from sportello.core.db import Database
from sportello.sales import Lead
from tests.api.acting.conftest import Chat, allow, button, rows
from tests.api.acting.declared import admin, declare, order_status
from tests.api.acting.orders import Orders
from tests.api.widget.test_cards import everything
from tests.shop import Shop

UNKNOWN = "Do you rent out the moon on Tuesdays?"


async def test_who_is_not_answered_leaves_contact_details_and_the_desk_has_a_lead(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        unsure = await chat.say(UNKNOWN)
        assert [each["choice"] for each in unsure["buttons"]] == [
            "person",
            "continue",
            "action:leave_contact_details",
        ]
        reach = await chat.press(unsure, "action:")
        assert "e-mail address or telephone number" in reach["text"]
        wrong = await chat.say("the usual one")
        assert "neither an e-mail address" in wrong["text"]
        name = await chat.say("mara@example.org or 333 123 4567")
        assert [each["choice"].partition(":")[0] for each in name["buttons"]] == ["skip", "decline"]
        offer = await chat.say("Mara *Verdi* [x](https://evil.example)")
        assert "mara@example.org or 333 123 4567" in offer["text"]
        assert UNKNOWN in offer["text"]
        assert "https://" not in offer["text"]
        assert await rows(shop, Lead) == []
        thanks = await chat.press(offer, "confirm:")
        assert "get in touch" in thanks["text"]
    (lead,) = await rows(shop, Lead)
    assert (lead.email, lead.phone, lead.about) == ("mara@example.org", "333 123 4567", UNKNOWN)
    assert lead.conversation_id == chat.talk.id
    assert [call.state for call in await chat.calls()] == ["done"]
    trace = await shop.trace(chat.talk, thanks["id"])
    (line,) = trace.actions
    assert (line["action"], line["state"], line["why"]) == ("leave_contact_details", "done", None)
    assert set(line["arguments"].values()) == {"[…]"}
    history = await (await admin(shop)).http.get(f"/conversations/{chat.talk.id}/history")
    assert (history.status_code, history.json()["items"]) == (200, []), "an action changes no conversation's state"


async def test_what_it_is_about_is_what_they_asked_for_not_what_they_answered(
    shop: Shop, chat: Chat, orders: Orders
) -> None:
    await declare(shop, order_status(orders))
    await allow(shop, "leave_contact_details", "order_status")
    async with shop.at_work():
        await chat.say(UNKNOWN)
        await chat.say("Where is my order?", choice="action:order_status")
        await chat.say("A-1004")  # answers the question of that action
        await chat.say("Thanks!")
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("mara@example.org")
        offer = await chat.say("Mara")
        await chat.press(offer, "confirm:")
    (lead,) = await rows(shop, Lead)
    assert lead.about == UNKNOWN


async def test_what_a_wish_says_itself_is_what_it_is_about(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        await answering.begin_with(
            session,
            workspace_id=shop.house.workspace_id,
            name="leave_contact_details",
            intents=["booking"],
            phrases=["Ring me"],
        )
    wish = "I would like to book a guided tour for a wedding in June"
    async with shop.at_work():
        await chat.say(UNKNOWN)
        await chat.say(wish)
        await chat.say("mara@example.org")
        offer = await chat.say("Mara")
        assert wish in offer["text"]
        await chat.say("No")
        await chat.say("Ring me")
        await chat.say("mara@example.org")
        assert wish in (await chat.say("Mara"))["text"], "a phrase that only begins it tells nothing"


async def test_a_double_press_in_two_tabs_leaves_one_lead_and_one_answer_each(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await _to_offer(chat)
        offer = (await chat.talk.messages())[-1]
        press = button(offer, "confirm:")
        async with chat.talk.listen(after=offer["seq"]) as ear:
            await asyncio.gather(*(chat.talk.say(**press, seen_seq=offer["seq"]) for _ in range(6)))
            await ear.until("message", author="assistant")
        late = await chat.say(**press)
        assert "already" in late["text"]
    assert len(await rows(shop, Lead)) == 1


async def test_a_typed_yes_is_a_yes_and_a_typed_no_is_a_no(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await _to_offer(chat)
        assert "have not done it" in (await chat.say("No"))["text"]
        assert await rows(shop, Lead) == []
        again = await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("mara@example.org")
        await chat.say("Mara")
        await chat.say("A school trip")  # the "No" from before says nothing of that
        assert "get in touch" in (await chat.say("yes, please"))["text"]
        assert again["buttons"]
    assert len(await rows(shop, Lead)) == 1
    assert [call.state for call in await chat.calls()] == ["declined", "done"]


async def test_whoever_is_asked_and_rather_asks_or_wants_a_person_gets_that(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        answered = await chat.say("May I bring my dog?")
        assert "neither" not in answered["text"]
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("I want to speak to a person")
    assert (await chat.talk.get())["state"] == "queued"
    assert await rows(shop, Lead) == []


async def test_an_action_that_is_not_switched_on_begins_nothing(shop: Shop, chat: Chat) -> None:
    async with shop.at_work():
        said = await chat.say("Leave my contact details", choice="action:leave_contact_details")
    assert await chat.calls() == []
    assert not any(each["choice"].startswith(("fill", "confirm")) for each in said["buttons"])


async def test_a_press_that_came_with_more_is_done_and_the_rest_is_answered(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await _to_offer(chat)
        offer = (await chat.talk.messages())[-1]
    await chat.talk.say(**button(offer, "confirm:"), seen_seq=offer["seq"])
    await chat.talk.say("Posso portare il cane?", seen_seq=offer["seq"])
    async with shop.at_work(), chat.talk.listen(after=offer["seq"]) as ear:
        said = (await ear.until("message", author="assistant")).data["text"]
    assert said.startswith("Grazie, i suoi recapiti"), "in the language of all that was said"
    assert said.endswith("Sì, al **guinzaglio**.")
    assert len(await rows(shop, Lead)) == 1


async def test_what_is_shown_is_what_is_stored(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("mara_verdi_@example.org")
        await chat.say("Mara")
        offer = (await chat.talk.messages())[-1]
        offer = offer if "Shall I" in offer["text"] else await chat.say("Order #1004")
        assert "mara_verdi_@example.org" in offer["text"]
        assert "Order #1004" in offer["text"]


async def test_who_says_an_owners_words_is_asked_and_a_person_called_after_the_yes(shop: Shop, chat: Chat) -> None:
    await allow(shop, "hand_over")
    ada = await admin(shop)
    used = {"allowed": True, "intents": [], "phrases": ["Book the big hall"]}
    assert (await ada.http.put("/actions/hand_over/use", json=used)).status_code == 200
    async with shop.at_work():
        offer = await chat.say("book the big hall!")
        assert "Call a person" in offer["text"]
        assert (await chat.talk.get())["state"] == "active"
        said = await chat.press(offer, "confirm:")
        assert "I have called a person" in said["text"]
    assert (await chat.talk.get())["state"] == "queued"
    assert [call.state for call in await chat.calls()] == ["done"]


@pytest.mark.parametrize(
    ("answers", "about"),
    [
        (("bob@example.org", "Bob", "Avete posti per gruppi di 40 persone?", "sì"), "Avete posti"),
        (("hans@example.org", "Hans", "ja, aber ruft ihr auch sonntags an?", "ja"), "auch sonntags"),
        (("bob@example.org", "Bob", "May I bring my dog?", "yes"), "my dog"),
        (("bob@example.org", "Bob", "thanks", "yes"), ""),
        (("bob@example.org", "Bob", "yes", "yes"), ""),
        (("bob@example.org", "Bob", "Danke, tschüss", "ja"), ""),
        (("bob@example.org", "thanks, bye", "yes"), ""),
        (("can you write to bob@example.org?", "Bob", "A visit", "yes"), "A visit"),
        (("why do you need it?", "bob@example.org", "Bob", "A visit", "yes"), "A visit"),
    ],
)
async def test_nothing_is_lost_of_what_was_given(shop: Shop, chat: Chat, answers: tuple[str, ...], about: str) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        offer = await chat.say("Leave my contact details", choice="action:leave_contact_details")
        for answer in answers[:-1]:
            offer = await chat.say(answer)
        assert [each["choice"].partition(":")[0] for each in offer["buttons"]] == ["confirm", "decline"]
        assert await rows(shop, Lead) == []
        await chat.say(answers[-1])
    (lead,) = await rows(shop, Lead)
    assert about in (lead.about or "")
    assert bool(lead.about) == bool(about)


async def test_who_asks_back_can_still_cancel(shop: Shop, chat: Chat) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        asked = await chat.say("why do you need it?")
        assert "How can we reach you?" in asked["text"]
        assert "have not done it" in (await chat.say("cancel"))["text"]
    assert [call.state for call in await chat.calls()] == ["declined"]


async def _to_offer(chat: Chat) -> None:
    await chat.say("Leave my contact details", choice="action:leave_contact_details")
    await chat.say("mara@example.org")
    await chat.say("Mara")
    if "Shall I" not in (await chat.talk.messages())[-1]["text"]:
        await chat.say("A school trip")


@pytest.mark.parametrize(
    "said",
    [
        ["bob@example.org", "4111 1111 1111", "1111", "yes"],
        ["bob@example.org", "Bob 4111 1111 11", "11 1111 is my card", "yes"],
        ["bob@example.org", "Bob", "please charge 4111 1111 1111", "yes", "1111"],
        ["bob@example.org", "4111 1111 1111", "The lantern is broken", "yes", "1111"],
    ],
)
async def test_a_card_over_the_answers_of_a_form_is_kept_nowhere(
    shop: Shop, chat: Chat, owner_database: Database, said: list[str]
) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        for text in said:
            await chat.say(text)
    (call,) = await chat.calls()
    assert call.state == "done"
    kept = re.findall(r".{60}4111\D{0,3}1111\D{0,3}11.{20}", await everything(owner_database))
    assert kept == []


@pytest.mark.parametrize("name", ["Giulia Della Valle", "Hans Peter von der Heide", "E", "O."])
async def test_a_name_of_another_language_changes_none(shop: Shop, chat: Chat, name: str) -> None:
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await chat.say(UNKNOWN)
        await chat.say("Leave my contact details", choice="action:leave_contact_details")
        await chat.say("mara@example.org")
        offer = await chat.say(name)
    assert f"Name: {name}" in offer["text"]
    assert "Shall I" in offer["text"]
