"""What a customer can do over HTTP, and what they cannot."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from sportello import answering, conversations
from sportello.conversations import TIMERS, DueAnswer
from sportello.core import clock
from sportello.core.crypto import sign
from sportello.core.ids import new_id
from tests.house import build_house
from tests.live import Street

UNKNOWN = "0197c3b0-6d2e-7c4e-9d5a-000000000000"


async def test_a_conversation_from_end_to_end(street: Street) -> None:
    customer, anna = await street.customer(), await street.agent("Anna Rossi")
    talk = await customer.open()
    first = await talk.say("  Quanto costa?  ")
    assert first | {"created_at": "", "id": ""} == {
        "id": "",
        "conversation_id": str(talk.id),
        "seq": 1,
        "author": "customer",
        "author_name": None,
        "is_ai": False,
        "kind": "text",
        "text": "Quanto costa?",
        "citations": [],
        "buttons": [],
        "attachments": [],
        "created_at": "",
    }
    await talk.say("Una persona", choice="person")
    assert (await talk.get())["queue_place"] == 1
    await anna.post(f"/conversations/{talk.id}/take")
    await anna.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="Eccomi")
    view = await talk.get()
    assert (view["state"], view["agent"], view["can_rate"]) == ("with_agent", {"name": "Anna Rossi"}, False)
    refused = await customer.http.post(f"{talk.path}/rating", json={"score": 5, "comment": None})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_closed")
    await anna.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=None)
    rated = await customer.http.post(f"{talk.path}/rating", json={"score": 5, "comment": "Bene"})
    assert (rated.json()["rating"], rated.json()["can_rate"]) == (5, True)
    names = [(said["author"], said["author_name"]) for said in await talk.messages()]
    assert names[-2] == ("agent", "Anna Rossi")


async def test_the_queue_moves(street: Street) -> None:
    anna = await street.agent("Anna")
    talks = [await (await street.customer()).open() for _ in range(3)]
    for talk in talks:
        await talk.say("Una persona", choice="person")
    async with talks[2].listen() as ear:
        await ear.until("state", queue_place=3)
        await anna.post(f"/conversations/{talks[0].id}/take")
        await ear.until("state", queue_place=2)
    assert [(await talk.get())["queue_place"] for talk in talks] == [None, 1, 2]


async def test_who_writes_on_is_waited_for_and_only_where_the_answer_waits(street: Street) -> None:
    house = street.house
    talk = await (await street.customer()).open()
    said = await talk.say("Ciao")

    async def due_after_typing(*, active: bool = True) -> timedelta:
        answer = await talk.customer.http.post(f"{talk.path}/typing", json={"active": active})
        assert answer.status_code == 204
        due = (await house.see(talk.id)).answer_due_at
        assert due
        return due - datetime.fromisoformat(said["created_at"])

    def passed() -> timedelta:
        return clock.now() - datetime.fromisoformat(said["created_at"])

    async def claim() -> DueAnswer:
        async with house.database.transaction() as session:
            (due,) = await conversations.claim_due(session, limit=5)
        return due

    assert await due_after_typing() == timedelta(0)  # a worker has it any moment
    await answering.answer(house.database, await claim())
    assert await due_after_typing(active=False) == TIMERS.gather
    before = passed()
    assert before + TIMERS.typing <= await due_after_typing() <= passed() + TIMERS.typing
    clock.travel(TIMERS.longest_wait)
    thinking = await claim()
    lease = await due_after_typing(active=False)
    assert await due_after_typing() == lease
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.postpone(session, due=thinking, until=clock.now() + timedelta(seconds=1))
    waiting = await due_after_typing(active=False)
    assert await due_after_typing() == waiting  # nobody is waited for without end


async def test_the_same_post_fifty_times_at_once_is_one_message(street: Street) -> None:
    talk = await (await street.customer()).open()
    body = {"id": str(new_id()), "text": "Una volta", "choice": None}
    url = f"{talk.path}/messages"
    answers = await asyncio.gather(*(talk.customer.http.post(url, json=body) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(await talk.messages()) == 1
    other = await talk.customer.http.post(url, json=body | {"text": "Altro"})
    assert (other.status_code, other.json()["code"]) in {(409, "message_id_reused"), (429, "too_many_requests")}


async def test_the_same_start_fifty_times_at_once_is_one_conversation(street: Street) -> None:
    customer = await street.customer()
    body = {"id": str(new_id()), "language": "it"}
    answers = await asyncio.gather(*(customer.http.post("/conversations", json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await customer.http.get("/conversations")).json()["items"]) == 1


async def test_anothers_conversation_is_as_if_it_were_not_there(street: Street) -> None:
    talk = await (await street.customer()).open()
    await talk.say("Segreto")
    elsewhere = Street(street.server, await build_house(street.house.database, "altrove"))
    strangers = [await street.customer(), await elsewhere.customer()]

    async def all_of(http: httpx.AsyncClient, id_: object) -> list[tuple[int, str]]:
        path, seq = f"/conversations/{id_}", {"seq": 1}
        said = {"id": str(new_id()), "text": "Sono io"}
        answers = [
            await http.get(path),
            await http.get(f"{path}/messages"),
            await http.get(f"{path}/events"),
            await http.post(f"{path}/messages", json=said),
            await http.post(f"{path}/typing", json={"active": True}),
            await http.post(f"{path}/seen", json=seq),
            await http.post(f"{path}/rating", json={"score": 1, "comment": None}),
        ]
        return [(answer.status_code, answer.text) for answer in answers]

    for stranger in strangers:
        real, unknown = await all_of(stranger.http, talk.id), await all_of(stranger.http, UNKNOWN)
        assert real == unknown
        assert {status for status, _ in real} == {404}
        assert (await stranger.http.get("/conversations")).json()["items"] == []
    boss = await elsewhere.agent("Capo", "admin")
    desk = {
        path: [await boss.http.get(f"/conversations/{id_}{path}") for id_ in (talk.id, UNKNOWN)]
        for path in ("", "/messages", "/notes", "/history")
    }
    for real_answer, unknown_answer in desk.values():
        assert real_answer.status_code == unknown_answer.status_code == 404
        assert real_answer.text == unknown_answer.text
    taken = await boss.http.post(f"/conversations/{talk.id}/take")
    assert taken.status_code == 404
    await elsewhere.leave()
    assert [said["text"] for said in await talk.messages()] == ["Segreto"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "Ciao"}, 422),
        ({"id": "no-uuid", "text": "Ciao"}, 422),
        ({"id": UNKNOWN, "text": "   "}, 422),
        ({"id": UNKNOWN, "text": "x" * 4_001}, 422),
        ({"id": UNKNOWN, "text": "Ciao", "choice": "agent"}, 422),
        ({"id": UNKNOWN, "text": "Ciao", "author": "agent"}, 422),
        ({"id": UNKNOWN, "text": "Ciao", "seq": 7}, 422),
        ({"id": UNKNOWN, "text": "Ci\x00ao"}, 400),
        ([], 422),
        ("Ciao", 422),
    ],
)
async def test_what_is_no_message_is_refused_with_reasons(street: Street, body: Any, status: int) -> None:
    talk = await (await street.customer()).open()
    answer = await talk.customer.http.post(f"{talk.path}/messages", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "x" * 100 not in answer.text
    assert await talk.messages() == []


async def test_a_message_needs_a_token_a_uuid_and_json(street: Street) -> None:
    talk = await (await street.customer()).open()
    http, url = talk.customer.http, f"{talk.path}/messages"
    body = {"id": str(new_id()), "text": "Ciao"}
    refused = [
        await http.post(url, json=body, headers={"Authorization": "Bearer vt_nobody"}),
        await http.post(url, json=body, headers={"Authorization": ""}),
        await http.post("/conversations/xyz/messages", json=body),
        await http.post(url, content=b"id=1", headers={"Content-Type": "application/x-www-form-urlencoded"}),
        await http.post(url, content=b"{", headers={"Content-Type": "application/json"}),
        await http.post(url, json=body, headers={"Origin": "https://evil.example.com"}),
    ]
    assert [answer.status_code for answer in refused] == [401, 401, 422, 422, 422, 403]
    fine = await http.post(url, json=body, headers={"Origin": "https://shop.example.com"})
    assert fine.status_code == 201
    assert fine.headers["access-control-allow-origin"] == "https://shop.example.com"


async def test_the_twenty_first_message_in_a_minute_is_too_many(street: Street) -> None:
    talk = await (await street.customer()).open()
    for n in range(20):
        await talk.say(f"Messaggio {n}")
    body = {"id": str(new_id()), "text": "Troppo"}
    refused = await talk.customer.http.post(f"{talk.path}/messages", json=body)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) > 0
    assert len(await talk.messages()) == 20


async def test_pages_of_a_thread_and_of_conversations(street: Street) -> None:
    customer = await street.customer()
    talk = await customer.open()
    for n in range(1, 8):
        await talk.say(f"{n}")
    url = f"{talk.path}/messages"
    first = (await customer.http.get(url, params={"limit": 3})).json()
    then = (await customer.http.get(url, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    last = (await customer.http.get(url, params={"limit": 3, "cursor": then["next_cursor"]})).json()
    assert [s["seq"] for page in (first, then, last) for s in page["items"]] == [1, 2, 3, 4, 5, 6, 7]
    assert last["next_cursor"] is None
    back = (await customer.http.get(url, params={"limit": 3, "before_seq": 6})).json()
    assert [s["seq"] for s in back["items"]] == [3, 4, 5]
    more = (await customer.http.get(url, params={"limit": 3, "cursor": back["next_cursor"]})).json()
    assert [s["seq"] for s in more["items"]] == [1, 2]
    assert more["next_cursor"] is None
    anna, others = await street.agent("Anna"), [talk]
    for _ in range(4):
        await anna.resolve(others[-1])
        others.append(await customer.open())
    one = (await customer.http.get("/conversations", params={"limit": 3})).json()
    two = (await customer.http.get("/conversations", params={"limit": 3, "cursor": one["next_cursor"]})).json()
    ids = [item["id"] for page in (one, two) for item in page["items"]]
    assert ids == [str(other.id) for other in others[::-1]]
    for bad in ("x", "W10", one["next_cursor"][:-4], "WyJhIiwgImIiXQ", "é"):
        refused = await customer.http.get("/conversations", params={"cursor": bad})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor"), bad


async def test_proving_who_one_is_over_http(street: Street) -> None:
    phone, laptop = await street.customer(), await street.customer()
    proof = {"external_id": "c-1", "name": "Giulia", "email": None, "signature": sign(street.house.secret, "c-1")}
    talk = await phone.open()
    assert (await phone.http.post("/identify", json=proof)).json()["contact"]["name"] == "Giulia"
    forged = await laptop.http.post("/identify", json=proof | {"signature": "0" * 64})
    assert (forged.status_code, forged.json()["code"]) == (403, "wrong_signature")
    assert (await laptop.http.get(talk.path)).status_code == 404
    await laptop.http.post("/identify", json=proof)
    assert (await laptop.http.get(talk.path)).status_code == 200


async def test_the_contact_form_waits_for_a_person(street: Street) -> None:
    anna = await street.agent("Anna")
    form = {
        "id": str(new_id()),
        "name": "Giulia",
        "email": "giulia@example.com",
        "text": "Richiamatemi",
        "language": "it",
        "page_url": None,
    }
    http = street.client("/widget", **{"X-Sportello-Key": street.house.key})
    answers = await asyncio.gather(*(http.post("/contact-form", json=form) for _ in range(5)))
    assert {(answer.status_code, answer.json()["id"]) for answer in answers} == {(202, form["id"])}
    [line] = (await anna.get("/conversations?view=unassigned"))["items"]
    assert (line["contact"]["email"], line["channel"], line["preview"]) == (form["email"], "form", form["text"])
    for other in ({"text": "Altro"}, {"email": "ugo@example.com"}, {"name": "Ugo"}, {"name": None}):
        refused = await http.post("/contact-form", json=form | other)
        assert (refused.status_code, refused.json()["code"]) == (409, "id_reused"), other
    assert (await http.post("/contact-form", json=form)).status_code == 202
    assert len((await anna.get("/conversations?view=unassigned"))["items"]) == 1


async def test_what_the_widget_needs_to_begin(street: Street) -> None:
    http = street.client("/widget", **{"X-Sportello-Key": street.house.key})
    config = (await http.get("/config", params={"language": "it-IT"})).json()
    assert (config["language"], config["workspace"]["slug"]) == ("it", street.house.slug)
    assert config["texts"]["ai_notice"]
    told = {language: (await http.get("/config", params={"language": language})).json() for language in ("it", "en")}
    assert [told[language]["words"]["here"] for language in ("it", "en")] == ["{} è qui", "{} is here"]
    welcome = await http.post("/visitors", json={"language": "de", "page_url": "https://shop.example.com/"})
    assert welcome.status_code == 201
    assert welcome.json()["token"].startswith("vt_")
    assert (await http.get("/config", headers={"X-Sportello-Key": "wk_nobody"})).status_code == 401


async def test_a_customer_sees_their_own_conversations_with_what_was_said_last_and_what_is_unread(
    street: Street,
) -> None:
    customer, anna = await street.customer(), await street.agent("Anna Rossi")
    stranger = await (await street.customer()).open()
    await stranger.say("Segreto")
    assert (await customer.http.get("/conversations")).json() == {"items": [], "next_cursor": None}

    async def closed(question: str, reply: str) -> str:
        talk = await customer.open()
        await talk.say(question)
        await talk.say("Una persona", choice="person")
        await anna.post(f"/conversations/{talk.id}/take")
        await anna.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text=reply)
        await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text="Attenti a questo")
        await anna.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=None)
        return str(talk.id)

    first, second = await closed("Uno?", "**Uno**."), await closed("Due?", "Due.")
    third = await customer.open()
    await third.say("Tre?")
    answer = (await customer.http.get("/conversations")).json()
    shown = [
        (line["id"], line["state"], line["preview"], line["last_message_author"], line["unread"])
        for line in answer["items"]
    ]
    assert shown == [
        (str(third.id), "active", "Tre?", "customer", 0),
        (second, "resolved", "Due.", "agent", 1),
        (first, "resolved", "**Uno**.", "agent", 1),
    ]
    await customer.http.post(f"/conversations/{first}/seen", json={"seq": 99})
    pages, cursor = list[Any](), None
    while True:
        page = (await customer.http.get("/conversations", params={"limit": 1, "cursor": cursor})).json()
        pages += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [(line["id"], line["unread"]) for line in pages] == [(str(third.id), 0), (second, 1), (first, 0)]
    assert "Attenti" not in str(pages)
    refused = await customer.http.get("/conversations", params={"cursor": "!"})
    assert refused.json()["code"] == "bad_cursor"


async def test_conversations_that_were_tried_stand_in_a_list_of_their_own(street: Street) -> None:
    customer = await street.customer()
    real = await customer.open()
    body = {"id": str(new_id()), "language": "it", "test": True}
    tried = (await customer.http.post("/conversations", json=body)).raise_for_status().json()["id"]

    async def listed(query: str) -> list[str]:
        answer = (await customer.http.get(f"/conversations{query}")).raise_for_status().json()
        return [line["id"] for line in answer["items"]]

    assert await listed("") == await listed("?test=false") == [str(real.id)]
    assert await listed("?test=true") == [tried]


async def test_without_a_mail_server_no_conversation_is_sent_and_nobody_is_offered_it(street: Street) -> None:
    talk, anna = await (await street.customer()).open(), await street.agent("Anna Rossi")
    await talk.say("Ciao")
    order = {"id": str(new_id()), "email": "giulia@example.com"}
    for http in (talk.customer.http, anna.http):
        refused = await http.post(f"/conversations/{talk.id}/transcript", json=order)
        assert (refused.status_code, refused.json()["code"]) == (409, "mail_not_set_up")
