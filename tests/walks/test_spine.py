"""The whole way: a question over HTTP, the worker's answer over the stream, a person who takes over."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from sportello import answering, knowledge, worker
from sportello.answering import AssistantContent
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.knowledge import File
from tests.api.streams import PATIENCE, Ear
from tests.house import build_house
from tests.live import Street


@pytest.fixture
async def street(server: str, resources: Resources) -> AsyncGenerator[Street]:
    """A running server with its worker, and everybody in front of it."""
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(resources, stop))
    street = Street(server, await build_house(resources.database))
    yield street
    await street.leave()
    stop.set()
    await working


FAQ = b"""
- question: Quanto costa il biglietto intero?
  alternatives: [Prezzo del biglietto, Quanto si paga per entrare]
  answer: Il biglietto intero costa 14 euro.
"""


async def test_asked_answered_handed_over_and_rated(street: Street) -> None:
    house = street.house
    async with house.database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=[File("faq.yaml", FAQ)])
        content = AssistantContent(name="Luce", texts={}, starters={}, rules=[], threshold=0.5)
        await answering.save_assistant(session, workspace_id=house.workspace_id, content=content)
    anna = await street.agent("Anna")
    customer = await street.customer()
    talk = await customer.open()
    async with talk.listen() as ear, anna.listen() as desk:
        await talk.say("Quanto costa il biglietto intero?")
        answer = (await ear.until("message", author="assistant")).data
        assert "14 euro" in answer["text"]
        assert (answer["author_name"], answer["is_ai"]) == ("Luce", True)
        assert answer["citations"][0]["url"].startswith(f"/help/{street.house.slug}/")
        ear.forget()
        await talk.say("Una persona, per favore", choice="person")
        await ear.until("message", kind="queued")
        await desk.until("conversation", id=str(talk.id), state="queued")
        await anna.post(f"/conversations/{talk.id}/take")
        await ear.until("message", kind="joined")
        await talk.say("Quanto costa il biglietto intero?")
        await anna.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="14 euro, a presto!")
        await ear.until("message", author="agent")
        await asyncio.sleep(1)
        assert not [said for said in ear.named("message") if said["author"] == "assistant"]
        await anna.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=None)
        await ear.until("state", state="resolved", can_rate=True)
    await customer.http.post(f"{talk.path}/rating", json={"score": 5, "comment": None})
    thread = await talk.messages()
    names = {said["author"]: said["author_name"] for said in thread}
    assert names == {"customer": None, "assistant": "Luce", "system": None, "agent": "Anna"}
    assert (await anna.get(f"/conversations/{talk.id}/messages"))["items"][1]["author_name"] == "Luce"
    assert [said["seq"] for said in thread] == list(range(1, len(thread) + 1))


async def test_a_burst_gets_an_answer_to_its_first_message_at_most_and_one_to_all_the_others(street: Street) -> None:
    async def burst(pause: float) -> list[str]:
        talk = await (await street.customer()).open()
        async with talk.listen() as ear:
            for n in range(5):
                await asyncio.sleep(pause)
                await talk.say(f"Parte {n}")
            await _answered(ear, after=5)
        return [said["author"] for said in await talk.messages()]

    for authors in await asyncio.gather(*(burst(pause) for pause in (0, 0.05, 0.15, 0.3))):
        first, others = ["customer"], ["customer"] * 4
        assert authors in ([*first, *others, "assistant"], [*first, "assistant", *others, "assistant"])


async def _answered(ear: Ear, *, after: int) -> None:
    """Wait until the assistant has spoken after the message with this `seq`."""
    while not any(said["seq"] > after and said["author"] == "assistant" for said in ear.named("message")):
        ear.more.clear()
        await asyncio.wait_for(ear.more.wait(), PATIENCE)
