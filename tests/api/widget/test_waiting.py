"""What a customer who waits is told: the place, and what is true about the time; where little is known, nothing."""

from datetime import timedelta
from typing import Any

from sportello import workspaces
from sportello.core import clock
from tests.live import Street, Talk

FACT: dict[str, Any] = {
    "kind": "hours",
    "id": "desk",
    "name": {"it": "Assistenza", "en": "Support"},
    "synonyms": {},
    "main": False,
    "week": {day: [{"opens": "09:00", "closes": "18:00"}] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    "seasons": [],
    "holidays": None,
    "exceptions": [],
    "time_zone": None,
    "last_entry": None,
    "note": {},
}


async def asks(street: Street, language: str = "it") -> Talk:
    talk = await (await street.customer(language)).open(language)
    await talk.say("Una persona", choice="person")
    return talk


async def at_desk(street: Street, *users: object) -> None:
    house = street.house
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.note_at_desk(session, users=users)  # pyright: ignore[reportArgumentType]


async def test_the_usual_wait_is_told_once_there_are_enough_and_somebody_is_there(street: Street) -> None:
    anna = await street.agent("Anna", "admin")
    waits = await asks(street)
    assert (await waits.get())["queue_text"] == "In coda, posto 1"
    for minutes in (1, 2, 4, 4, 60):
        talk = await asks(street)
        clock.travel(timedelta(minutes=minutes))
        await anna.post(f"/conversations/{talk.id}/take")
    assert (await waits.get())["queue_text"] == "In coda, posto 1"
    await at_desk(street, anna.member.user_id)
    # The median is four minutes and a moment; who is told less than it takes was told wrong.
    assert (await waits.get())["queue_text"] == "In coda, posto 1 · di solito circa 5 minuti"
    english = await asks(street, "en")
    async with english.listen() as ear:
        await ear.until("state", queue_text="In the queue, place 2 · usually about 5 minutes")
        await anna.post(f"/conversations/{waits.id}/take")
        await ear.until("state", queue_place=1)
    clock.travel(timedelta(minutes=2))
    assert (await english.get())["queue_text"] == "In the queue, place 1"


async def test_the_urgent_stand_before_the_patient(street: Street) -> None:
    anna = await street.agent("Anna", "admin")
    first, second = await asks(street), await asks(street)
    team = await anna.post("/teams", name="Biglietti", members=[])
    await anna.post(f"/conversations/{first.id}/transfer", user_id=None, team_id=team["id"])
    assert [(await talk.get())["queue_place"] for talk in (first, second)] == [1, 1]
    third = await asks(street)
    assert (await third.get())["queue_place"] == 2


async def test_outside_the_hours_they_are_told_when_somebody_is_there_again(street: Street) -> None:
    anna = await street.agent("Anna", "admin")
    await anna.post("/knowledge/facts", **FACT)
    queue = {"automatic": True, "capacity": 4, "away_after": 10, "hours_id": "desk"}
    (await anna.http.put("/queue", json=queue)).raise_for_status()
    waits = await asks(street, "en")
    # To three in the night in Rome, in winter as in summer.
    clock.travel(timedelta(hours=(26 - clock.now().hour) % 24))
    said = (await waits.get())["queue_text"]
    assert said.startswith("In the queue, place 1 · we are back ")
    assert said.endswith("day, 09:00")
    await at_desk(street, anna.member.user_id)
    assert (await waits.get())["queue_text"] == "In the queue, place 1"
