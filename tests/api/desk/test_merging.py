"""Two conversations of one customer become one: what the desk shows of it, and where the customer finds themselves."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from tests.live import Agent, Customer, Street, Talk


@dataclass
class Visit:
    """A customer who came twice: the first conversation is closed, Anna has the second."""

    customer: Customer
    anna: Agent
    first: Talk
    second: Talk

    @classmethod
    async def of(cls, street: Street) -> "Visit":
        """They come."""
        customer, anna = await street.customer(), await street.agent("Anna")
        first = await customer.open()
        await first.say("Dove si parcheggia?")
        await anna.resolve(first)
        second = await customer.open()
        await second.say("E quanto costa il biglietto?")
        await anna.post(f"/conversations/{second.id}/take")
        return cls(customer, anna, first, second)

    async def merge(self) -> dict[str, object]:
        """Anna makes one of them."""
        return await self.anna.post(f"/conversations/{self.first.id}/merge", into=str(self.second.id))


async def test_the_lists_have_one_of_them(street: Street) -> None:
    visit = await Visit.of(street)
    anna, first, second = visit.anna, str(visit.first.id), str(visit.second.id)
    [offered] = (await anna.get(f"/conversations/{second}/mergeable"))["items"]
    assert (offered["conversation"]["id"], offered["stays"]) == (first, False)
    [offered] = (await anna.get(f"/conversations/{first}/mergeable?q=biglietto"))["items"]
    assert (offered["conversation"]["id"], offered["stays"]) == (second, True)
    assert (await anna.get(f"/conversations/{second}/mergeable?q=pinguino"))["items"] == []

    survivor = await visit.merge()
    assert (survivor["id"], survivor["merged_into"], survivor["earlier"]) == (second, None, [])
    assert [line["id"] for line in (await anna.get("/conversations?view=all"))["items"]] == [second]
    for sort in ("newest", "oldest", "waiting", "priority"):
        assert [line["id"] for line in (await anna.get(f"/conversations?sort={sort}"))["items"]] == [second]
    [gone] = (await anna.get("/conversations?state=merged"))["items"]
    assert (gone["id"], gone["state"], gone["merged_into"]) == (first, "merged", second)
    # Sought, it is found where it was said.
    assert [line["id"] for line in (await anna.get("/conversations?q=parcheggia"))["items"]] == [first]
    [block] = (await anna.get(f"/conversations/{second}/merged"))["items"]
    thread = (await anna.get(f"/conversations/{second}/messages"))["items"]
    assert (block["id"], block["state"], block["seq"]) == (first, "resolved", thread[-1]["seq"])
    assert thread[-1]["kind"] == "merged"
    assert (await anna.get(f"/conversations/{second}/mergeable"))["items"] == []
    assert (await anna.get(f"/conversations/{first}/mergeable"))["items"] == []

    again = await anna.post(f"/conversations/{first}/separate")
    assert (again["state"], again["merged_into"]) == ("resolved", None)
    assert len((await anna.get("/conversations?view=all"))["items"]) == 2
    assert (await anna.get(f"/conversations/{second}/merged"))["items"] == []


async def test_the_customer_is_led_on(street: Street) -> None:
    visit = await Visit.of(street)
    http, first, second = visit.customer.http, visit.first, visit.second
    async with first.listen() as ear:
        await visit.merge()
        state = await ear.until("state", state="merged")
    assert (state.data["merged_into"], state.data["can_rate"]) == (str(second.id), False)
    own = (await http.get("/conversations")).json()["items"]
    assert [one["id"] for one in own] == [str(second.id)]
    message = {"id": str(uuid4()), "text": "Ci siete?"}
    refused = await http.post(f"{first.path}/messages", json=message)
    assert (refused.status_code, refused.json()["code"]) == (409, "another_open")
    begun = await http.post("/conversations", json={"id": str(uuid4()), "language": "it"})
    assert (begun.status_code, begun.json()["id"]) == (200, str(second.id))
    assert (await http.post(f"{second.path}/messages", json=message)).status_code == 201
    rated = await http.post(f"{first.path}/rating", json={"score": 5})
    assert (rated.status_code, rated.json()["code"]) == (409, "not_closed")
    late = await visit.anna.http.post(f"/conversations/{first.id}/separate")
    assert (late.status_code, late.json()["code"]) == (409, "merged_for_good")


async def test_what_was_sent_before_is_not_said_again_in_the_other(street: Street) -> None:
    """Its answer was lost on the way, and the widget has been led on before it asked again."""
    visit = await Visit.of(street)
    http, first = visit.customer.http, visit.first
    second, marco = visit.second, await street.agent("Marco", "supervisor")
    message = {"id": str(uuid4()), "text": "Grazie, Anna"}
    said = (await http.post(f"{second.path}/messages", json=message)).json()
    await visit.merge()
    again = await http.post(f"{second.path}/messages", json=message)
    assert (again.status_code, again.json()) == (201, said)
    await marco.post(f"/conversations/{first.id}/separate")
    await visit.anna.post(f"/conversations/{second.id}/close", outcome="resolved")
    await first.say("Riapro")
    await marco.post(f"/conversations/{second.id}/merge", into=str(first.id))
    again = await http.post(f"{first.path}/messages", json=message)
    assert (again.status_code, again.json()) == (201, said)
    assert [one["text"] for one in await first.messages() if one["author"] == "customer"][-1] == "Riapro"


async def test_who_may_not(street: Street) -> None:
    visit = await Visit.of(street)
    marco, stranger = await street.agent("Marco"), await (await street.customer()).open()
    refused = [
        (marco, visit.first.id, visit.second.id, 409, "not_assignee"),
        (visit.anna, visit.second.id, visit.first.id, 409, "cannot_merge"),
        (visit.anna, visit.first.id, stranger.id, 409, "cannot_merge"),
        (visit.anna, visit.second.id, visit.second.id, 409, "cannot_merge"),
        (visit.anna, visit.first.id, UUID(int=1), 404, "not_found"),
    ]
    for agent, here, there, status, code in refused:
        answer = await agent.http.post(f"/conversations/{here}/merge", json={"into": str(there)})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    await visit.merge()
    answer = await marco.http.post(f"/conversations/{visit.first.id}/separate")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_assignee")
