"""A reply asks one thing: a yes, typed or pressed, does what the last question asked, and nothing else."""

from typing import Any

import pytest

from tests.api.acting.conftest import Chat, allow, button
from tests.api.acting.declared import declare, order_status
from tests.api.acting.orders import Orders
from tests.shop import GOOD, UNSURE, Shop, words
from tests.upstream import Upstream

BEGIN = {"text": "Reserve", "choice": "action:reserve_table"}


@pytest.fixture
async def ready(shop: Shop, chat: Chat, orders: Orders) -> Chat:
    """A customer to whom a table is proposed."""
    schema = {"type": "object", "properties": {"day": {"type": "string", "title": "Day"}}, "required": ["day"]}
    more: dict[str, Any] = {"title": "Reserve a table", "parameters": schema, "changes": True}
    await declare(shop, order_status(orders, method="POST", url=f"{orders.url}/tables", **more), name="reserve_table")
    await allow(shop, "reserve_table")
    return chat


def kinds(said: dict[str, Any]) -> list[str]:
    """What its buttons are for."""
    return [each["choice"].partition(":")[0] for each in said["buttons"]]


async def propose(chat: Chat, language: str) -> dict[str, Any]:
    """Come to the proposal, in a language."""
    await chat.say({"it": "Buongiorno!", "en": "Good morning!", "de": "Guten Tag!"}[language])
    await chat.say(**BEGIN)
    offer = await chat.say({"it": "sabato prossimo", "en": "next Saturday", "de": "nächsten Samstag"}[language])
    assert kinds(offer) == ["confirm", "decline"]
    return offer


@pytest.mark.parametrize(
    ("language", "besides", "yes"),
    [
        ("it", "Sì, ma avete anche un medico veterinario per iguane?", "sì"),
        ("it", "aspetta, vendete biciclette elettriche usate?", "sì grazie"),
        ("en", "wait, do you sell used electric bicycles?", "yes please"),
        ("en", "do you sell used electric bicycles?", "yes"),
        ("en", "this is taking far too long, I am really fed up with you", "yes"),
        ("de", "Moment, verkaufen Sie gebrauchte Elektrofahrräder?", "ja bitte"),
        ("de", "ich hab die Schnauze voll, das dauert ewig", "ja"),
        ("de", "jetzt bin ich wirklich stinksauer", "ja bitte"),
        ("it", "mi avete stufato, è da un'ora che scrivo", "sì"),
        ("en", "wait, do you sell used electric bicycles?", ""),
        ("it", "aspetta, vendete biciclette elettriche usate?", ""),
        ("de", "Moment, verkaufen Sie gebrauchte Elektrofahrräder?", ""),
    ],
)
async def test_who_is_not_understood_or_angry_is_asked_about_a_person_alone(
    ready: Chat, orders: Orders, language: str, besides: str, yes: str
) -> None:
    async with ready.shop.at_work():
        offer = await propose(ready, language)
        said = await ready.say(besides)
        assert kinds(said)[-2:] == ["person", "continue"]
        assert not {"confirm", "decline"} & set(kinds(said))
        undone = {"it": "Non ho fatto quello", "en": "I have not done", "de": "habe ich nicht ausgeführt"}[language]
        assert undone in said["text"]
        assert "Reserve a table" not in said["text"]
        await (ready.say(yes) if yes else ready.talk.say(**button(said, "person"), seen_seq=said["seq"]))
        assert (await ready.talk.get())["state"] == "queued"
        assert [call.state for call in await ready.calls()] == ["declined"]
        await ready.talk.say(**button(offer, "confirm:"))  # of what was put away
    assert orders.asked == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "mi avete stufato, non ne posso più"),
        ("it", "ma che schifo di servizio, basta"),
        ("en", "no! this bot is useless, stop it"),
        ("en", "this is ridiculous, just cancel"),
        ("de", "nein, so ein Mist, vergessen Sie es"),
    ],
)
async def test_who_refuses_in_anger_is_offered_a_person(ready: Chat, orders: Orders, language: str, text: str) -> None:
    async with ready.shop.at_work():
        await propose(ready, language)
        said = await ready.say(text)
    begins = {"it": "Va bene, non ho fatto nulla.", "en": "All right, I have not done it.", "de": "In Ordnung"}
    assert said["text"].startswith(begins[language])
    assert kinds(said) == ["person", "continue"]
    assert orders.asked == []


@pytest.mark.parametrize(
    ("language", "besides", "yes"),
    [
        ("it", "Posso portare il cane?", "sì"),
        ("it", "Sì, ma posso portare il cane?", "sì grazie"),
        ("it", "Posso portare il cane?", ""),
    ],
)
async def test_who_is_answered_is_asked_the_same_again_below_it(
    ready: Chat, orders: Orders, language: str, besides: str, yes: str
) -> None:
    async with ready.shop.at_work():
        await propose(ready, language)
        said = await ready.say(besides)
        assert "guinzaglio" in said["text"].partition("Reserve a table")[0]
        assert said["text"].endswith("Procedo?")
        assert kinds(said) == ["confirm", "decline"]
        assert orders.asked == []
        await (ready.say(yes) if yes else ready.press(said, "confirm:"))
    assert [each["body"] for each in orders.asked] == [{"day": "sabato prossimo"}]


@pytest.mark.parametrize("text", ["Alles klar, tschüss", "that's fine thanks bye", "ok ciao"])
async def test_who_takes_leave_has_not_said_yes(ready: Chat, orders: Orders, text: str) -> None:
    async with ready.shop.at_work():
        await propose(ready, "en")
        assert kinds(await ready.say(text)) == ["confirm", "decline"]
    assert orders.asked == []


async def test_a_question_in_a_form_is_answered_and_the_form_goes_on(ready: Chat, orders: Orders) -> None:
    async with ready.shop.at_work():
        await ready.say(**BEGIN)
        answered = await ready.say("Posso portare il cane?")
        assert "guinzaglio" in answered["text"]
        assert answered["text"].endswith("Day?")
        assert kinds(answered) == ["decline"]
        lost = await ready.say("do you sell used electric bicycles?")
        assert "no reliable answer" in lost["text"]
        assert lost["text"].endswith("Day?")
        await ready.press(await ready.say("Saturday"), "confirm:")
    assert [each["body"] for each in orders.asked] == [{"day": "Saturday"}]


@pytest.fixture
async def waits(ready: Chat, one: Upstream) -> Chat:
    """A customer to whom a table is proposed, at a business that asks a model where the engine is unsure."""
    await ready.shop.asks(one)
    return ready


async def test_a_model_answers_what_is_asked_beside_and_the_same_is_asked_again(
    waits: Chat, one: Upstream, orders: Orders
) -> None:
    one.says = [words()]
    async with waits.shop.at_work():
        await propose(waits, "en")
        said = await waits.say(UNSURE)
        assert said["text"].startswith(GOOD)
        assert said["text"].endswith("Shall I do this?")
        assert kinds(said) == ["confirm", "decline"]
        assert [each["title"] for each in said["citations"]]
        assert [tool.name for tool in one.asked[0].tools] == ["answer"]  # it begins no other action
        await waits.say("yes please")
    assert [each["body"] for each in orders.asked] == [{"day": "next Saturday"}]


async def test_a_model_answers_what_is_asked_with_a_refusal(waits: Chat, one: Upstream, orders: Orders) -> None:
    one.says = [words()]
    async with waits.shop.at_work():
        await propose(waits, "en")
        said = await waits.say(f"no, {UNSURE[0].lower()}{UNSURE[1:]}")
    assert said["text"].partition("\n\n")[2] == GOOD
    assert not kinds(said)
    assert [call.state for call in await waits.calls()] == ["declined"]
    assert orders.asked == []


async def test_where_the_model_has_nothing_a_person_is_offered_alone(waits: Chat, one: Upstream) -> None:
    one.says = [words("Bring a lama.", citations=())] * 4
    async with waits.shop.at_work():
        await propose(waits, "en")
        said = await waits.say(UNSURE)
    assert one.asked
    assert kinds(said)[-2:] == ["person", "continue"]
    assert [call.state for call in await waits.calls()] == ["declined"]
