"""How close a customer seems to losing patience: with the conversation, in every list, kept views and rules."""

from tests.api.desk.test_handoff import asks
from tests.api.desk.test_inbox import ids
from tests.live import Street

ANGRY = "HO CHIESTO DOVE TROVO LA COMETA!!! SIETE INUTILI, FATE SCHIFO"


async def test_what_the_assistant_noticed_stands_in_the_lists(street: Street) -> None:
    anna = await street.agent("Anna", "supervisor")
    calm, upset, lost = [await (await street.customer()).open() for _ in range(3)]
    await asks(street, calm, "Quando aprite?")
    await asks(street, upset, "HO CHIESTO LA COMETA!")
    for words in ("Dove trovo la cometa?", ANGRY):
        await asks(street, lost, words)

    lines = {line["id"]: line["risk"] for line in (await anna.get("/conversations?view=all"))["items"]}
    assert lines == {str(calm.id): "none", str(upset.id): "some", str(lost.id): "high"}
    for risk, wanted in (("none", [calm]), ("some", [upset]), ("high", [lost])):
        assert await ids(anna, "all", risk=risk) == [str(talk.id) for talk in wanted]
    assert await ids(anna, "all", risk=["some", "high"]) == [str(lost.id), str(upset.id)]  # pyright: ignore[reportArgumentType]

    card = await anna.get(f"/conversations/{lost.id}/handoff")
    assert card["high_risk"], "the card and the list say the same"
    kept = await anna.post("/views", name="At risk", shared=True, filter={"view": "all", "risk": ["high"]})
    assert kept["filter"]["risk"] == ["high"]
    assert (await anna.get("/views/counts"))["items"] == [{"id": kept["id"], "open": 1}]


async def test_it_does_not_fall_with_calmer_words_and_does_when_they_come_back(street: Street) -> None:
    anna = await street.agent("Anna")
    talk = await (await street.customer()).open()
    await asks(street, talk, "Dove trovo la cometa?")
    async with anna.listen() as ear:
        await asks(street, talk, ANGRY)
        await ear.until("conversation", risk="high")
    await asks(street, talk, "Grazie")
    assert (await anna.get(f"/conversations/{talk.id}"))["risk"] == "high"

    await anna.resolve(talk)
    assert (await anna.get(f"/conversations/{talk.id}"))["risk"] == "high"
    await talk.say("Buongiorno, ho un'altra domanda")
    assert (await anna.get(f"/conversations/{talk.id}"))["risk"] == "none"
