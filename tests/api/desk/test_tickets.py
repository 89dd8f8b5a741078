"""Tickets: opened once and counted without gaps, worked on together, and their history whole."""

import asyncio
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from sportello.conversations import post_reply, take
from sportello.core.ids import new_id
from tests.api.conftest import Desk, People
from tests.house import House, build_house

W = "/workspaces/lumina"
T = f"{W}/tickets"


async def opened(desk: Desk, subject: str = "Rimborso", **more: Any) -> dict[str, Any]:
    """A new ticket."""
    answer = await desk.post(T, json={"id": str(uuid4()), "subject": subject, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def changed(desk: Desk, ticket: dict[str, Any], **what: Any) -> dict[str, Any]:
    """The ticket, changed."""
    answer = await desk.patch(f"{T}/{ticket['id']}", json=what)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def history(desk: Desk, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """What happened on it, in order."""
    return (await desk.get(f"{T}/{ticket['id']}/entries")).json()["items"][::-1]


async def listed(desk: Desk, **query: Any) -> list[str]:
    """The subjects of a list, all its parts."""
    found, cursor = list[str](), None
    while True:
        part = (await desk.get(T, params={"limit": 2, **query, **({"cursor": cursor} if cursor else {})})).json()
        found += [one["subject"] for one in part["items"]]
        cursor = part["next_cursor"]
        if cursor is None:
            return found


async def facts(house: House, ticket: dict[str, Any] | None = None) -> list[str]:
    """The names of what was told of tickets, in order."""
    found = text("SELECT name, data FROM events WHERE name LIKE 'ticket.%' ORDER BY id")
    async with house.database.transaction(house.workspace_id) as session:
        rows = await session.execute(found)
        return [name for name, data in rows if ticket is None or data["ticket_id"] == ticket["id"]]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_however_many_are_opened_at_once_none_is_left_out_or_there_twice(agent: Desk) -> None:
    ids = [str(uuid4()) for _ in range(6)]
    bodies = [{"id": one, "subject": f"Caso {n}"} for n, one in enumerate(ids)] * 2
    bad = {"id": str(uuid4()), "subject": "Di nessuno", "assignee_id": str(uuid4())}
    answers = await asyncio.gather(*(agent.post(T, json=body) for body in [*bodies[:6], bad, *bodies[6:]]))
    assert sorted(answer.status_code for answer in answers) == [201] * 12 + [400]
    made = {answer.json()["id"]: answer.json()["number"] for answer in answers if answer.status_code == 201}
    assert sorted(made.values()) == [1, 2, 3, 4, 5, 6]
    reused = await agent.post(T, json={"id": ids[0], "subject": "Altro"})
    assert refusal(reused) == (409, "id_reused")
    assert (await opened(agent))["number"] == 7


async def test_another_workspace_counts_for_itself_and_sees_nothing(people: People, agent: Desk) -> None:
    other = await build_house(people.house.database, "altra")
    stranger = await people.at_work("Zeno", house=other)
    id_ = str(uuid4())
    here = await agent.post(T, json={"id": id_, "subject": "Qui"})
    there = await stranger.post("/workspaces/altra/tickets", json={"id": id_, "subject": "Là"})
    assert (here.json()["number"], there.json()["number"], there.status_code) == (1, 1, 201)
    for path in ("", "/entries"):
        foreign = await stranger.get(f"/workspaces/altra/tickets/{here.json()['id']}{path}")
        assert refusal(foreign) == (404, "ticket_not_found")


async def test_one_change_is_one_entry_and_is_told(agent: Desk, admin: Desk, people: People) -> None:
    anna = await people.hire("Anna")
    team = (await admin.post(f"{W}/teams", json={"name": "Cassa", "members": [str(anna.id)]})).json()
    label = (await admin.post(f"{W}/labels", json={"name": "Rimborso", "color": "#2f6fde", "skill": False})).json()
    ticket = await opened(agent, customer={"name": "Mara", "email": "mara@example.org"}, text="Pagato due volte")
    assert (ticket["contact"]["email"], ticket["source"], ticket["status"]) == ("mara@example.org", "desk", "open")
    sorted_ = await changed(
        agent,
        ticket,
        subject="Pagato due volte, carta 4111 1111 1111 1111",
        priority="high",
        assignee_id=str(anna.id),
        team_id=team["id"],
        labels=[label["id"]],
    )
    assert "4111" not in sorted_["subject"]
    assert (sorted_["assignee"]["name"], sorted_["team"]["name"], sorted_["labels"][0]["name"]) == (
        *("Anna", "Cassa"),
        "Rimborso",
    )
    await changed(agent, sorted_, priority="high", labels=[label["id"]])  # as it is already
    await changed(agent, sorted_, status="resolved")
    entries = await history(agent, ticket)
    assert [(one["kind"], one["user"]["name"]) for one in entries] == [
        *(("opened", "Bruno"), ("changed", "Bruno")),
        ("changed", "Bruno"),
    ]
    assert entries[1]["changes"]["priority"] == ["normal", "high"]
    assert entries[2]["changes"] == {"status": ["open", "resolved"]}
    assert await facts(people.house, ticket) == [
        *("ticket.created", "ticket.priority_changed", "ticket.assigned", "ticket.changed"),
        *("ticket.responded", "ticket.status_changed", "ticket.resolved"),
    ]


async def test_two_who_change_it_at_once_both_stand_in_its_history(people: People, agent: Desk) -> None:
    other = await people.at_work("Carla")
    ticket = await opened(agent)
    await asyncio.gather(
        *(changed(desk, ticket, priority=one) for desk, one in ((agent, "high"), (other, "urgent")) for _ in range(3)),
        *(changed(other, ticket, subject=f"Caso {n}") for n in range(4)),
    )
    entries = await history(agent, ticket)
    assert [one["seq"] for one in entries] == list(range(1, len(entries) + 1))
    for field in ("priority", "subject"):
        steps = [one["changes"][field] for one in entries if field in one["changes"] and one["kind"] == "changed"]
        assert all(before[1] == after[0] for before, after in pairwise(steps))
        assert (await agent.get(f"{T}/{ticket['id']}")).json()[field] == steps[-1][1]


async def test_lists_are_narrowed_and_come_in_parts(agent: Desk, people: People) -> None:
    me = (await agent.get("/me")).json()["user"]["id"]
    first = await opened(agent, "Rimborso del biglietto", priority="urgent")
    await opened(agent, "Fattura", assignee_id=me)
    third = await opened(agent, "Rimborso 2", priority="low")
    await changed(agent, third, status="waiting_customer")
    assert await listed(agent) == ["Rimborso 2", "Fattura", "Rimborso del biglietto"]
    assert await listed(agent, sort="due") == ["Rimborso del biglietto", "Fattura", "Rimborso 2"]
    assert await listed(agent, status=["open"], priority=["urgent", "low"]) == ["Rimborso del biglietto"]
    assert await listed(agent, assignee="me") == ["Fattura"]
    assert await listed(agent, assignee="none", q="rimb") == ["Rimborso 2", "Rimborso del biglietto"]
    assert await listed(agent, q="#1") == ["Rimborso del biglietto"]
    assert await listed(agent, q="50%") == []
    watched = await agent.put(f"{T}/{first['id']}/watchers/{me}")
    assert [one["name"] for one in watched.json()["watchers"]] == ["Bruno"]
    assert await listed(agent, watching=True) == ["Rimborso del biglietto"]
    await agent.delete(f"{T}/{first['id']}/watchers/{me}")
    assert await listed(agent, watching=True) == []
    assert await listed(agent, late=True) == []
    assert people.house.slug == "lumina"


async def test_a_ticket_from_a_conversation_quotes_it_and_says_so_there(people: People, house: House) -> None:
    anna = await people.hire("Anna")
    desk = await people.enter(anna)
    talk = await house.conversation()
    for n in range(7):
        await house.says(talk.id, f"Messaggio {n}")
    await house.says(talk.id, "Una persona", choice="person")
    await desk.post(f"{W}/conversations/{talk.id}/take")
    ids = {"conversation_id": str(talk.id), "close_conversation": True}

    ticket = await opened(desk, "Non arriva", **ids)

    assert (ticket["source"], ticket["contact"]["id"], ticket["language"]) == (
        *("conversation", str(talk.contact_id)),
        "it",
    )
    [first] = await history(desk, ticket)
    assert [one["text"] for one in first["messages"]] == [*(f"Messaggio {n}" for n in (3, 4, 5, 6)), "Una persona"]
    assert [one["subject"] for one in (await desk.get(T, params={"conversation": str(talk.id)})).json()["items"]] == [
        "Non arriva"
    ]
    notes = (await desk.get(f"{W}/conversations/{talk.id}/notes")).json()["items"]
    assert [note["text"] for note in notes] == ["#1 Non arriva"]
    assert (await house.see(talk.id)).state == "not_resolved"


async def test_where_its_conversation_may_not_be_closed_no_ticket_is_opened(agent: Desk, house: House) -> None:
    talk = await house.conversation()
    await house.says(talk.id, "Ciao")
    body = {"id": str(uuid4()), "subject": "Caso", "conversation_id": str(talk.id), "close_conversation": True}
    assert refusal(await agent.post(T, json=body)) == (409, "not_assignee")
    assert (await agent.get(T)).json()["items"] == []
    assert (await agent.get(f"{W}/conversations/{talk.id}/notes")).json()["items"] == []
    assert (await opened(agent))["number"] == 1


async def test_what_is_said_in_the_conversation_counts_on_the_ticket(people: People, house: House) -> None:
    anna = await house.member("Anna")
    desk = await people.at_work("Bruno")
    talk = await house.conversation()
    await house.says(talk.id, "Una persona", choice="person")
    async with house.database.transaction(house.workspace_id) as session:
        await take(session, conversation_id=talk.id, member=anna)
    ticket = await opened(desk, conversation_id=str(talk.id))
    async with house.database.transaction(house.workspace_id) as session:
        await post_reply(session, conversation_id=talk.id, message_id=new_id(), member=anna, text="Eccomi")
    assert "ticket.responded" in await facts(house, ticket)
    await changed(desk, ticket, status="waiting_customer")
    await house.says(talk.id, "Ecco la ricevuta")
    seen = (await desk.get(f"{T}/{ticket['id']}")).json()
    assert (seen["status"], seen["paused_at"]) == ("open", None)
    assert (await history(desk, ticket))[-1]["by"] == "customer"


async def test_notes_are_kept_once(agent: Desk) -> None:
    ticket = await opened(agent)
    note = {"id": str(uuid4()), "text": "Chiamata la banca"}
    first, again = [await agent.post(f"{T}/{ticket['id']}/notes", json=note) for _ in range(2)]
    assert (first.status_code, first.json()) == (201, again.json())
    reused = await agent.post(f"{T}/{ticket['id']}/notes", json=note | {"text": "Altro"})
    assert refusal(reused) == (409, "id_reused")
    assert [one["text"] for one in await history(agent, ticket) if one["kind"] == "note"] == ["Chiamata la banca"]


async def test_a_merged_ticket_goes_on_in_the_other(agent: Desk, admin: Desk) -> None:
    me = (await agent.get("/me")).json()["user"]["id"]
    label = (await admin.post(f"{W}/labels", json={"name": "Rimborso", "color": "#2f6fde", "skill": False})).json()
    one, two = await opened(agent, "Uno", labels=[label["id"]]), await opened(agent, "Due")
    await agent.put(f"{T}/{one['id']}/watchers/{me}")
    merged = await agent.post(f"{T}/{one['id']}/merge", json={"into": two["id"]})
    assert (merged.json()["number"], merged.json()["labels"][0]["name"]) == (2, "Rimborso")
    assert [who["name"] for who in merged.json()["watchers"]] == ["Bruno"]
    gone = (await agent.get(f"{T}/{one['id']}")).json()
    assert (gone["status"], gone["merged_into"]["number"]) == ("closed", 2)
    assert (await history(agent, two))[-1]["changes"]["merged"]["number"] == 1
    assert await listed(agent) == ["Due"]
    refused = await agent.patch(f"{T}/{one['id']}", json={"status": "open"})
    assert (refusal(refused), refused.json()["into_id"]) == ((409, "ticket_merged"), two["id"])
    for id_, into in ((two["id"], two["id"]), (two["id"], one["id"])):
        answer = await agent.post(f"{T}/{id_}/merge", json={"into": into})
        assert refusal(answer) == (409, "ticket_not_mergeable")


async def test_of_two_that_are_merged_crosswise_at_once_one_stays(agent: Desk) -> None:
    for _ in range(3):
        one, two = await opened(agent, "Uno"), await opened(agent, "Due")
        answers = await asyncio.gather(
            agent.post(f"{T}/{one['id']}/merge", json={"into": two["id"]}),
            agent.post(f"{T}/{two['id']}/merge", json={"into": one["id"]}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_who_leaves_has_none(agent: Desk, admin: Desk, people: People) -> None:
    anna = await people.hire("Anna")
    ticket = await opened(agent, assignee_id=str(anna.id))
    done = await changed(agent, await opened(agent, assignee_id=str(anna.id)), status="resolved")
    assert (await admin.patch(f"{W}/members/{anna.id}", json={"suspended": True})).status_code == 200
    assert (await agent.get(f"{T}/{ticket['id']}")).json()["assignee"] is None
    assert (await agent.get(f"{T}/{done['id']}")).json()["assignee"]["name"] == "Anna"
    refused = await agent.patch(f"{T}/{ticket['id']}", json={"assignee_id": str(anna.id)})
    assert refusal(refused) == (400, "no_such_assignee")


async def test_a_program_opens_tickets_by_key(admin: Desk, people: People, house: House) -> None:
    scopes = ["conversations:read", "conversations:write"]
    key = (await admin.post(f"{W}/api-keys", json={"name": "Modulo", "scopes": scopes})).json()["key"]
    browser = people.browse()
    made = await browser.post(
        T, json={"id": str(uuid4()), "subject": "Dal modulo"}, headers={"Authorization": f"Bearer {key}"}
    )
    assert (made.status_code, made.json()["source"]) == (201, "api")
    contact = (await house.visitor())[1].contact_id
    ticket = await opened(admin, contact_id=str(contact))
    assert ticket["contact"]["id"] == str(contact)
    await _erase(house, contact)
    assert refusal(await admin.get(f"{T}/{ticket['id']}")) == (404, "ticket_not_found")


async def _erase(house: House, contact: UUID) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(text("DELETE FROM contacts WHERE id = :id"), {"id": contact})


@pytest.mark.parametrize(
    "what",
    [
        {"subject": "  "},
        {"customer": {}},
        {"close_conversation": True},
        {"conversation_id": str(uuid4()), "contact_id": str(uuid4())},
    ],
)
async def test_what_is_no_ticket_is_refused(agent: Desk, what: dict[str, Any]) -> None:
    answer = await agent.post(T, json={"id": str(uuid4()), "subject": "Caso", **what})
    assert refusal(answer) == (422, "malformed")
