"""Two conversations that became one: who takes over is told what was asked in both, and so is the copilot."""

from tests.api.desk.test_handoff import asks, card
from tests.api.widget.test_choices import hears, teach
from tests.live import Street

DOG = "Posso portare il cane?"


async def test_the_card_tells_what_was_asked_in_both(street: Street) -> None:
    await teach(street.house)
    anna, customer = await street.agent("Anna", "supervisor"), await street.customer()
    first = await customer.open()
    answered = await hears(street, first, DOG)
    await anna.resolve(first)
    second = await customer.open()
    await asks(street, second, "Chi ha vinto il campionato di calcio?")
    await asks(street, second, "operatore")
    await anna.post(f"/conversations/{first.id}/merge", into=str(second.id))

    told = await card(anna, second)

    [dog, lost] = told["questions"]
    assert (dog["text"], dog["came"], dog["answer_id"]) == (DOG, "answered", answered["id"])
    assert (dog["answer"], dog["conversation_id"]) == ("Sì, al guinzaglio.", str(first.id))
    assert (lost["came"], lost["conversation_id"]) == ("nothing", str(second.id))
    await anna.post(f"/conversations/{first.id}/separate")
    assert [one["seq"] for one in (await card(anna, second))["questions"]] == [lost["seq"]]


async def test_what_a_person_has_dealt_with_before_is_not_told_again(street: Street) -> None:
    anna, customer = await street.agent("Anna", "supervisor"), await street.customer()
    first = await customer.open()
    await asks(street, first, "Quando arriva la cometa numero 1?")
    await anna.post(f"/conversations/{first.id}/take")
    await anna.post(f"/conversations/{first.id}/messages", id=str(first.id), text="Domani.")
    await anna.post(f"/conversations/{first.id}/close", outcome="resolved", reason=None)
    second = await customer.open()
    await asks(street, second, "Quando arriva la cometa numero 2?")
    await anna.post(f"/conversations/{first.id}/merge", into=str(second.id))
    assert [one["text"][-2] for one in (await card(anna, second))["questions"]] == ["2"]
