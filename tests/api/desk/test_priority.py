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
