"""The copilot: a reply to begin from without a model too, and what only a model can, held to what it was given."""

from typing import Any

import httpx
import pytest

from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.dialects import Said
from tests.api.widget.test_choices import hears, teach
from tests.live import Agent, Street, Talk
from tests.shop import Shop, words
from tests.upstream import Upstream, refuse

DOG = "Posso portare il cane?"


async def helps(agent: Agent, talk: Talk, what: str, **body: Any) -> httpx.Response:
    """What the copilot answers."""
    return await agent.http.post(f"/conversations/{talk.id}/copilot/{what}", json=body or None)


async def suggested(agent: Agent, talk: Talk) -> dict[str, Any]:
    """What it suggests."""
    answer = await helps(agent, talk, "suggestion")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def anna(street: Street) -> Agent:
    return await street.agent("Anna", "admin")


@pytest.fixture(autouse=True)
async def loaded(resources: Resources) -> None:
    """A process that has asked a model before: the first loads the libraries for it."""
    await resources.providers.open()


@pytest.fixture
async def talk(street: Street) -> Talk:
    return await (await street.customer()).open()


async def test_without_a_model_the_answer_is_quoted_and_nothing_is_sent(
    street: Street, anna: Agent, talk: Talk
) -> None:
    await teach(street.house)
    await talk.say("Una persona", choice="person")
    await anna.post(f"/conversations/{talk.id}/take")
    await talk.say(DOG)
    before = await talk.messages()
    told = await suggested(anna, talk)
    assert (told["asked"], told["text"], told["model"]) == (DOG, "Sì, al guinzaglio.", None)
    assert [each["title"] for each in told["citations"]] == [DOG]
    assert await talk.messages() == before


async def test_what_was_asked_before_the_call_for_a_person_is_what_counts(
    street: Street, anna: Agent, talk: Talk
) -> None:
    await teach(street.house)
    await hears(street, talk, DOG)
    await talk.say("Vorrei parlare con un operatore", seen_seq=(await talk.get())["last_seq"])
    told = await suggested(anna, talk)
    assert (told["asked"], told["text"]) == (DOG, "Sì, al guinzaglio.")


async def test_what_is_asked_along_with_the_call_for_a_person_counts_too(
    street: Street, anna: Agent, talk: Talk
) -> None:
    await teach(street.house)
    await talk.say("operatore")
    await talk.say(DOG)
    assert (await suggested(anna, talk))["text"] == "Sì, al guinzaglio."


async def test_where_nothing_is_sure_there_are_sources_and_canned_replies(
    street: Street, anna: Agent, talk: Talk
) -> None:
    await teach(street.house)
    for shortcut, text, language in (
        ("rimborsi", "Per il rimborso mi serve il numero d'ordine.", "it"),
        ("refunds", "Per il rimborso in English.", "en"),
        ("attesa", "Un momento, controllo.", None),
    ):
        await anna.post("/canned-replies", shortcut=shortcut, text=text, language=language)
    await talk.say("Vorrei sapere del rimborso della cometa")
    told = await suggested(anna, talk)
    assert told["text"] is None
    assert told["citations"] == []
    assert [reply["shortcut"] for reply in told["canned"]] == ["rimborsi"]


async def test_before_the_customer_has_said_anything_there_is_nothing(anna: Agent, talk: Talk) -> None:
    assert await suggested(anna, talk) == {
        "asked": "",
        "text": None,
        "citations": [],
        "model": None,
        "sources": [],
        "canned": [],
    }


async def test_a_model_words_the_suggestion_over_the_passages(
    shop: Shop, street: Street, anna: Agent, talk: Talk, one: Upstream
) -> None:
    await shop.asks(one, routing="model_always")
    one.says = [words("Sì, ma solo al guinzaglio.")]
    await talk.say(DOG)
    told = await suggested(anna, talk)
    assert told["text"] == "Sì, ma solo al guinzaglio."
    assert told["model"] == f"compatible:{one.model.name}"
    paid = (await anna.get("/spending"))["assistants"]
    assert [each["assistant_id"] for each in paid] == [None]  # no assistant's day pays for what agents ask
    assert len(told["citations"]) == 1


async def test_what_needs_a_model_says_so_without_one(anna: Agent, talk: Talk) -> None:
    await talk.say(DOG)
    for what, body in (
        ("rewording", {"text": "Ciao", "aim": "kinder", "language": "it"}),
        ("summary", {"language": "it"}),
    ):
        refused = await helps(anna, talk, what, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "no_model")
        assert "Settings" in refused.json()["detail"]


async def test_words_are_reworded_without_their_personal_data_leaving(
    shop: Shop, anna: Agent, talk: Talk, one: Upstream
) -> None:
    await shop.asks(one)
    one.says = [Said("We will write to [EMAIL-1] by 5 pm. Thank you!")]
    kinder = await helps(
        anna, talk, "rewording", text="Will write to mara@example.org by 5 pm.", aim="kinder", language="en"
    )
    assert kinder.json()["text"] == "We will write to mara@example.org by 5 pm. Thank you!"
    assert "mara@example.org" not in "".join(one.bodies)
    spending = await anna.get("/spending")
    assert spending["calls"] == 1


@pytest.mark.parametrize(
    "added",
    ["You get 20 euros back.", "See https://evil.example/refund", "Write to [EMAIL-7]."],
)
async def test_what_the_text_did_not_have_is_mended_or_refused(
    shop: Shop, anna: Agent, talk: Talk, one: Upstream, added: str
) -> None:
    await shop.asks(one)
    one.says = [Said(added), Said("It is open at 5.")]
    mended = await helps(anna, talk, "rewording", text="it's open at 5", aim="correct", language="en")
    assert mended.json()["text"] == "It is open at 5."
    one.says = [Said(added)] * 9
    refused = await helps(anna, talk, "rewording", text="it's open at 5", aim="correct", language="en")
    assert (refused.status_code, refused.json()["code"]) == (503, "models_silent")


async def test_a_conversation_in_short_in_the_agents_language(
    shop: Shop, anna: Agent, talk: Talk, one: Upstream
) -> None:
    await shop.asks(one)
    await talk.say("Ho perso il guanto blu al Ponte dei Mugnai")
    await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text="Looked twice")
    one.says = [Said("The customer lost a blue glove. We looked for it.")]
    short = await helps(anna, talk, "summary", language="en")
    assert short.json()["text"] == "The customer lost a blue glove. We looked for it."
    assert "guanto blu" in one.bodies[0]
    assert "Looked twice" in one.bodies[0]
    assert "English" in one.bodies[0]


async def test_of_two_that_became_one_it_reads_both(
    shop: Shop, street: Street, anna: Agent, talk: Talk, one: Upstream
) -> None:
    await teach(street.house)
    await talk.say(DOG)
    await anna.resolve(talk)
    second = await talk.customer.open()
    await second.say("Vorrei parlare con un operatore")
    await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text="Looked twice")
    await anna.post(f"/conversations/{talk.id}/merge", into=str(second.id))
    told = await suggested(anna, second)
    assert (told["asked"], told["text"]) == (DOG, "Sì, al guinzaglio.")
    await shop.asks(one)
    one.says = [Said("The customer has a dog.")]
    assert (await helps(anna, second, "summary", language="en")).json()["text"] == "The customer has a dog."
    read = one.bodies[0]
    assert 0 < read.index(DOG) < read.index("operatore") < read.index("Looked twice")


async def test_a_provider_that_fails_leaves_the_text_as_it_was(
    shop: Shop, anna: Agent, talk: Talk, one: Upstream
) -> None:
    await shop.asks(one)
    one.faults = [refuse(500)] * 9
    silent = await helps(anna, talk, "rewording", text="Ciao", aim="translate", language="de")
    assert (silent.status_code, silent.json()["code"]) == (503, "models_silent")
    unknown = await anna.http.post(f"/conversations/{new_id()}/copilot/suggestion")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
