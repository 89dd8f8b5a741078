"""One customer has one open conversation, and an id that somebody made tells nobody else anything."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import UUID, uuid4

import httpx
import pytest

from sportello import conversations
from sportello.conversations import IdReused
from sportello.core.crypto import sign
from sportello.core.ids import new_id
from tests.house import House, build_house
from tests.live import Street


@pytest.fixture
async def elsewhere(street: Street) -> AsyncGenerator[Street]:
    """Everybody of another workspace in front of the same server."""
    there = Street(street.server, await build_house(street.house.database, "altrove"))
    yield there
    await there.leave()


async def begin(http: httpx.AsyncClient, id_: object = None, *, test: bool = False) -> tuple[int, str]:
    """Ask for a conversation: how that was answered, and which one it is."""
    answer = await http.post("/conversations", json={"id": str(id_ or uuid4()), "language": "it", "test": test})
    return answer.status_code, answer.json()["id"]


async def test_whoever_begins_again_goes_on_where_they_are(street: Street) -> None:
    customer, anna = await street.customer(), await street.agent("Anna")
    said, thread = await begin(customer.http)
    assert said == 201
    tabs = await asyncio.gather(*(begin(customer.http) for _ in range(4)))
    assert set(tabs) == {(200, thread)}
    said, trial = await begin(customer.http, test=True)
    assert (said, trial != thread) == (201, True)

    url = f"/conversations/{thread}/messages"
    await customer.http.post(url, json={"id": str(uuid4()), "text": "Una persona", "choice": "person"})
    assert await begin(customer.http) == (200, thread)
    await anna.post(f"/conversations/{thread}/take")
    assert await begin(customer.http) == (200, thread)
    await anna.post(f"/conversations/{thread}/close", outcome="resolved", reason=None)
    said, other = await begin(customer.http)
    assert (said, other in {thread, trial}) == (201, False)


async def test_tabs_and_devices_that_race_open_one(house: House) -> None:
    """Whoever they are to the server, one contact's racing starts make one conversation, told as new once."""
    for _ in range(25):
        contact_id = (await house.visitor())[1].contact_id

        async def starts(contact_id: UUID = contact_id) -> tuple[UUID, bool]:
            async with house.database.transaction(house.workspace_id) as session:
                there, begun = await conversations.start(session, id=new_id(), contact_id=contact_id, language="it")
                return there.id, begun

        raced = await asyncio.gather(*(starts() for _ in range(4)))
        assert len({id_ for id_, _ in raced}) == 1
        assert sorted(begun for _, begun in raced) == [False, False, False, True]


async def test_a_closed_one_does_not_go_on_beside_one_that_is_open(street: Street) -> None:
    customer, anna = await street.customer(), await street.agent("Anna")
    _, first = await begin(customer.http)
    await anna.post(f"/conversations/{first}/take")
    await anna.post(f"/conversations/{first}/close", outcome="resolved", reason=None)
    _, second = await begin(customer.http)
    message = {"id": str(uuid4()), "text": "Ancora qui"}
    refused = await customer.http.post(f"/conversations/{first}/messages", json=message)
    assert (refused.status_code, refused.json()["code"]) == (409, "another_open")
    assert await begin(customer.http) == (200, second)
    assert (await customer.http.post(f"/conversations/{second}/messages", json=message)).status_code == 201
    states = [each["state"] for each in (await customer.http.get("/conversations")).json()["items"]]
    assert sorted(states) == ["active", "resolved"]


async def test_going_on_and_beginning_anew_at_once_leave_one_open(street: Street) -> None:
    anna = await street.agent("Anna")
    for _ in range(10):
        customer = await street.customer()
        _, first = await begin(customer.http)
        await anna.post(f"/conversations/{first}/take")
        await anna.post(f"/conversations/{first}/close", outcome="resolved", reason=None)
        said = [
            customer.http.post(f"/conversations/{first}/messages", json={"id": str(uuid4()), "text": "Ancora qui"})
            for _ in range(2)
        ]
        await asyncio.gather(*said, *(begin(customer.http) for _ in range(2)))
        states = [each["state"] for each in (await customer.http.get("/conversations")).json()["items"]]
        assert states.count("active") == 1


async def test_words_that_meet_the_way_back_are_all_stored(street: Street) -> None:
    """Whoever goes to the queue and back while they write is never told that the server stumbled."""
    for _ in range(3):
        customer = await street.customer()
        _, thread = await begin(customer.http)
        url = f"/conversations/{thread}/messages"
        posts = [
            {"id": str(uuid4()), "text": "Eccomi"} | ({"choice": choice} if choice else {})
            for choice in (None, "person", "assistant")
            for _ in range(6)
        ]
        answers = await asyncio.gather(*(customer.http.post(url, json=post) for post in posts))
        assert {answer.status_code for answer in answers} == {201}


async def test_a_known_customer_s_devices_share_what_is_open(street: Street) -> None:
    phone, laptop = await street.customer(), await street.customer()
    proof = {"external_id": "c-1", "signature": sign(street.house.secret, "c-1")}
    for device in (phone, laptop):
        await device.http.post("/identify", json=proof)
    raced = await asyncio.gather(*(begin(device.http) for device in (phone, laptop) * 3))
    assert len({thread for _, thread in raced}) == 1
    assert sorted(said for said, _ in raced) == [200] * 5 + [201]


async def test_an_id_of_somebody_else_is_as_free_as_any(street: Street, elsewhere: Street) -> None:
    mine = uuid4()
    said, thread = await begin((await street.customer()).http, mine)
    assert said == 201
    threads = {thread, str(mine)}
    for place, word in ((street, mine), (elsewhere, mine), (street, thread), (elsewhere, thread)):
        stranger = await place.customer()
        said, theirs = await begin(stranger.http, word)
        assert (said, theirs in threads) == (201, False)
        threads.add(theirs)
        assert await begin(stranger.http, word) == (200, theirs)
        for unseen in (mine, thread):
            assert (await stranger.http.get(f"/conversations/{unseen}")).status_code == 404


async def test_a_form_s_id_says_nothing_in_another_workspace(street: Street, elsewhere: Street) -> None:
    form = {"id": str(uuid4()), "email": "giulia@example.com", "text": "Richiamatemi", "language": "it"}
    for place, text in ((street, "Richiamatemi"), (elsewhere, "Altro")):
        http = place.client("/widget", **{"X-Sportello-Key": place.house.key})
        for _ in range(2):
            answer = await http.post("/contact-form", json=form | {"text": text})
            assert (answer.status_code, answer.json()) == (202, {"id": form["id"]})
        agent = await place.agent("Anna")
        [line] = (await agent.get("/conversations?view=unassigned"))["items"]
        assert line["preview"] == text


async def test_a_conversation_s_own_id_is_refused_to_another_contact(house: House) -> None:
    """The door itself: whoever hands in an id that is somebody else's is not led there."""
    there = await house.conversation()
    stranger = (await house.visitor())[1].contact_id
    async with house.database.transaction(house.workspace_id) as session:
        with pytest.raises(IdReused):
            await conversations.start(session, id=there.id, contact_id=stranger, language="it")
