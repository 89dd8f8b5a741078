"""What customers type to a proposal, over the whole way: only an assent does it, and the rest is answered clearly."""

import pytest

from sportello.sales import Lead
from tests.api.acting.conftest import Chat, allow, button, rows
from tests.shop import Shop


@pytest.fixture
async def ready(shop: Shop, chat: Chat) -> Chat:
    """A customer whose details stand in a proposal."""
    await allow(shop, "leave_contact_details")
    async with shop.at_work():
        await propose(chat)
    return chat


async def propose(chat: Chat) -> dict[str, object]:
    """Come to the proposal to leave contact details."""
    said = await chat.say("Leave my contact details", choice="action:leave_contact_details")
    for answer in ("mara@example.org", "Mara", "A school trip"):
        said = said if "Shall I" in said["text"] else await chat.say(answer)
    assert "Shall I do this?" in said["text"]
    return said


@pytest.mark.parametrize(
    "text", ["Yes, but that is the wrong number", "yes wait", "sì, ho sbagliato numero", "thanks", "at six then"]
)
async def test_a_reply_that_is_more_than_a_yes_does_nothing_and_asks_again(ready: Chat, text: str) -> None:
    async with ready.shop.at_work():
        again = await ready.say(text)
        assert [each["choice"].partition(":")[0] for each in again["buttons"]] == ["confirm", "decline"]
        assert "mara@example.org" in again["text"]
        assert await rows(ready.shop, Lead) == []
        assert [call.state for call in await ready.calls()] == ["proposed"]
        assert "get in touch" in (await ready.say("yes please"))["text"]
    assert len(await rows(ready.shop, Lead)) == 1


@pytest.mark.parametrize(
    ("text", "says"), [("ja, bitte", "in touch"), ("halt, stopp!", "not done it"), ("no, grazie", "not done it")]
)
async def test_a_reply_of_another_language_is_answered_in_that_of_the_proposal(
    ready: Chat, text: str, says: str
) -> None:
    async with ready.shop.at_work():
        assert says in (await ready.say(text))["text"]


@pytest.mark.parametrize("text", ["Yes, don't do it", "Sì, annulla", "Ja, bitte nicht", "Sì, non salvare niente"])
async def test_a_refusal_that_begins_with_a_yes_declines(ready: Chat, text: str) -> None:
    async with ready.shop.at_work():
        said = await ready.say(text)
    assert not said["buttons"]
    assert await rows(ready.shop, Lead) == []
    assert [call.state for call in await ready.calls()] == ["declined"]


@pytest.mark.parametrize(
    ("text", "state", "says"),
    [
        ("Sì, ma posso portare il cane?", "proposed", "Procedo?"),
        ("No. Posso portare il cane?", "declined", "non ho fatto nulla"),
    ],
)
async def test_a_question_that_comes_with_it_is_answered_too(ready: Chat, text: str, state: str, says: str) -> None:
    async with ready.shop.at_work():
        said = await ready.say(text)
    # What is still asked is asked last, and alone.
    answered = said["text"].partition(says)[0 if state == "proposed" else 2]
    assert "guinzaglio" in answered
    assert said["text"].endswith(says) == (state == "proposed")
    assert any(each["choice"].startswith("confirm:") for each in said["buttons"]) == (state == "proposed")
    assert [call.state for call in await ready.calls()] == [state]


async def test_who_wants_a_person_instead_gets_one_and_nothing_is_done(ready: Chat) -> None:
    async with ready.shop.at_work():
        await ready.say("yes, but let me speak to a person first")
    assert (await ready.talk.get())["state"] == "queued"
    assert await rows(ready.shop, Lead) == []


@pytest.mark.parametrize(
    ("after", "state"), [("no wait, don't!", "declined"), ("wait", "proposed"), ("thank you", "done")]
)
async def test_a_press_can_be_taken_back_before_it_is_done(ready: Chat, after: str, state: str) -> None:
    offer = (await ready.talk.messages())[-1]
    await ready.talk.say(**button(offer, "confirm:"), seen_seq=offer["seq"])
    await ready.talk.say(after, seen_seq=offer["seq"])
    async with ready.shop.at_work(), ready.talk.listen(after=offer["seq"]) as ear:
        await ear.until("message", author="assistant")
    assert [call.state for call in await ready.calls()] == [state]
    assert len(await rows(ready.shop, Lead)) == (state == "done")
