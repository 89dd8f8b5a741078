"""How urgent a conversation is to an agent: by what its customer said, and never less by what they say next."""

import pytest

from tests.live import Street


@pytest.mark.parametrize(
    ("said", "priority"),
    [
        (["A che ora aprite?"], "normal"),
        (["Mi avete addebitato due volte il biglietto!"], "high"),
        (["Non riesco a respirare"], "urgent"),
        (["Non riesco a respirare", "Grazie, ora va meglio"], "urgent"),
    ],
)
async def test_what_is_urgent_is_seen_in_the_inbox(street: Street, said: list[str], priority: str) -> None:
    talk = await (await street.customer()).open()
    anna = await street.agent("Anna")

    for words in said:
        await talk.say(words, seen_seq=(await talk.get())["last_seq"])
        await street.house.let_assistant_answer()

    (line,) = (await anna.get("/conversations?view=all"))["items"]
    assert line["priority"] == priority


async def test_an_agent_says_how_urgent_it_is_and_a_customer_makes_it_urgent_again(street: Street) -> None:
    talk = await (await street.customer()).open()
    anna, bruno = await street.agent("Anna"), await street.agent("Bruno")
    await talk.say("Mi avete addebitato due volte il biglietto!")
    await street.house.let_assistant_answer()

    async with bruno.listen() as ear:
        told = await anna.http.put(f"/conversations/{talk.id}/priority", json={"priority": "low"})
        assert told.json()["priority"] == "low"
        await ear.until("conversation", priority="low")

    await talk.say("Non riesco a respirare", seen_seq=(await talk.get())["last_seq"])
    await street.house.let_assistant_answer()
    assert (await anna.get(f"/conversations/{talk.id}"))["priority"] == "urgent"


async def test_a_priority_that_is_none_changes_nothing(street: Street) -> None:
    talk = await (await street.customer()).open()
    anna = await street.agent("Anna")
    refused = await anna.http.put(f"/conversations/{talk.id}/priority", json={"priority": "now"})
    assert refused.status_code == 422
    assert (await anna.get(f"/conversations/{talk.id}"))["priority"] == "normal"
