"""What a customer hears: all of it, once, in order, and nothing that is not theirs."""

import asyncio
from collections.abc import MutableMapping
from typing import Any, cast

import pytest
from sqlalchemy import QueuePool

from sportello import workspaces
from sportello.api import feed as feeds, sse
from sportello.core.crypto import sign
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.streams import PATIENCE
from tests.live import Street, Talk


async def test_everything_missed_comes_first_then_what_happens(street: Street) -> None:
    talk = await (await street.customer()).open()
    for n in range(1, 5):
        await talk.say(f"{n}")
    async with talk.listen(after=2) as ear:
        await ear.until("message", seq=4)
        await talk.say("5")
        await ear.until("message", seq=5)
        assert [one.id for one in ear.heard if one.event == "message"] == ["3", "4", "5"]
        assert ear.heard[0].event == "state"
    async with talk.listen(after=99) as ear:
        await talk.say("6")
        await ear.until("message", seq=6)
        assert [said["seq"] for said in ear.named("message")] == [6]


async def test_messages_said_while_streams_open_are_neither_lost_nor_doubled(street: Street) -> None:
    """Many streams of one conversation open at every moment of a lively exchange."""
    talk = await (await street.customer()).open()
    house = street.house

    async def chatter() -> None:
        for n in range(60):
            await house.says(talk.id, f"{n}")

    async def listener(delay: float, after: int) -> list[int]:
        await asyncio.sleep(delay)
        async with talk.listen(after=after) as ear:
            await ear.until("message", seq=60)
            return [said["seq"] for said in ear.named("message")]

    results = await asyncio.gather(chatter(), *(listener(n * 0.02, 0) for n in range(15)))
    for heard in results[1:]:
        assert heard == list(range(1, 61))


async def test_what_colleagues_say_among_themselves_never_comes(street: Street) -> None:
    anna, sara = await street.agent("Anna"), await street.agent("Sara", "supervisor")
    customer, stranger = await street.customer(), await street.customer()
    talk, other = await customer.open(), await stranger.open()
    async with talk.listen() as ear, other.listen() as wrong_ear:
        await talk.say("Una persona", choice="person")
        await anna.post(f"/conversations/{talk.id}/take")
        await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text="CANARY-NOTE")
        await anna.post(f"/conversations/{talk.id}/typing", active=True)
        await sara.post(f"/conversations/{talk.id}/typing", active=True)
        await anna.post(f"/conversations/{talk.id}/transfer", user_id=str(sara.member.user_id), note="CANARY-TRANSFER")
        await sara.post(f"/conversations/{talk.id}/close", outcome="resolved", reason="CANARY-REASON")
        await ear.until("state", state="resolved")
        await asyncio.sleep(0.2)
        assert "CANARY" not in str(ear.heard)
        assert {one.event for one in ear.heard} == {"state", "message", "typing"}
        assert ear.named("typing") == [{"author": "agent", "name": "Anna", "active": True}]
        assert ear.named("state")[-1] == await talk.get()
        assert ear.named("message") == await talk.messages()
        assert wrong_ear.named("message") == []
        assert len(wrong_ear.named("state")) == 1


async def test_the_desk_sees_the_customer_type_and_who_is_here(street: Street) -> None:
    anna, marco = await street.agent("Anna"), await street.agent("Marco")
    customer = await street.customer()
    talk = await customer.open()
    async with anna.listen() as ear:
        here = [{"id": str(anna.member.user_id), "name": "Anna"}]
        await ear.until("presence", users=here)
        async with marco.listen():
            await ear.until("presence", users=[*here, {"id": str(marco.member.user_id), "name": "Marco"}])
        ear.forget()
        await ear.until("presence", users=here)
        await customer.http.post(f"{talk.path}/typing", json={"active": True})
        await ear.until("typing", conversation_id=str(talk.id), author="customer", active=True)
        await talk.say("Una persona", choice="person")
        await ear.until("counts", unassigned=1, waiting=1)
        await anna.post(f"/conversations/{talk.id}/take")
        await ear.until("counts", unassigned=0, mine=1)


async def test_rights_that_end_end_the_stream(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LOOK_AFTER", 0.2)
    boss = await street.house.member("Capo", "admin")
    agents = [await street.agent(name) for name in ("Suspended", "Promoted", "Signed out", "Stays")]
    talk = await (await street.customer()).open()
    async with (
        agents[0].listen() as one,
        agents[1].listen() as two,
        agents[2].listen() as three,
        agents[3].listen() as four,
        talk.listen() as widget,
    ):
        async with street.house.database.transaction(street.house.workspace_id) as session:
            await workspaces.change_member(session, actor=boss, user_id=agents[0].member.user_id, suspended=True)
            await workspaces.change_member(session, actor=boss, user_id=agents[1].member.user_id, role="supervisor")
            await workspaces.sign_out(session, token=agents[2].http.cookies["sportello"])
        for ear in (one, two, three):
            await ear.end()
        assert not four.ended
        async with street.house.database.transaction(street.house.workspace_id) as session:
            await workspaces.delete_widget_key(session, actor=boss, widget_key_id=street.house.key_id)
        await widget.end()


async def test_a_browser_that_becomes_somebody_else_hears_no_more(street: Street) -> None:
    customer = await street.customer()
    secret = street.house.secret
    anna = {"external_id": "anna", "signature": sign(secret, "anna")}
    bruno = {"external_id": "bruno", "signature": sign(secret, "bruno")}
    await customer.http.post("/identify", json=anna)
    talk = await customer.open()
    async with talk.listen() as ear:
        await customer.http.post("/identify", json=bruno)
        await ear.end()
    assert (await customer.http.get(f"{talk.path}/events")).status_code == 404


def _unheard(payload: str) -> None:
    del payload


async def test_after_a_lost_connection_of_the_hub_everything_is_read_again(
    street: Street, resources: Resources
) -> None:
    talk = await (await street.customer()).open()
    anna = await street.agent("Anna")
    async with talk.listen() as ear, anna.listen() as desk:
        ear.forget()
        desk.forget()
        resources.hub._resync()  # pyright: ignore[reportPrivateUsage]
        await desk.until("reset")
        await ear.until("state")  # or this reading would find what is said next
        deliver, resources.hub._deliver = resources.hub._deliver, _unheard  # pyright: ignore[reportPrivateUsage]
        await talk.say("Nessuno lo ha sentito")
        await asyncio.sleep(0.1)
        assert ear.named("message") == []
        resources.hub._deliver = deliver  # pyright: ignore[reportPrivateUsage]
        resources.hub._resync()  # pyright: ignore[reportPrivateUsage]
        await ear.until("message", seq=1)


async def test_a_reader_that_does_not_read_is_cut_off() -> None:
    stream, closed = sse.Stream(), asyncio.Event()
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def close() -> None:
        closed.set()

    stream.put(b"x" * 10 * sse.BUFFER, bounded=False)  # what a client asks for itself is never too much
    serving = asyncio.create_task(sse.EventStream(stream, closed=close)({"type": "http"}, receive, send))
    await asyncio.sleep(0.01)
    for _ in range(sse.BUFFER // 1_000):
        stream.put(b"x" * 1_000)
    assert not stream.ended
    stream.put(b"x" * 1_000)
    assert stream.ended
    async with asyncio.timeout(PATIENCE):
        await closed.wait()
    serving.cancel()
    assert sum(len(message.get("body", b"")) for message in sent) == 10 * sse.BUFFER


async def test_pings_keep_a_quiet_stream_alive(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LOOK_AFTER", 0.05)
    monkeypatch.setattr(feeds, "PING_EVERY", 0.1)
    talk = await (await street.customer()).open()
    async with talk.customer.http.stream("GET", f"{talk.path}/events", timeout=PATIENCE) as response:
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["cache-control"] == "no-store"
        async for line in response.aiter_lines():
            if line == ": ping":
                break


async def test_a_stream_holds_no_connection_to_the_database(street: Street, resources: Resources) -> None:
    talks: list[Talk] = [await (await street.customer()).open() for _ in range(3)]
    async with talks[0].listen(), talks[1].listen(), talks[2].listen():
        await asyncio.sleep(0.1)
        assert cast("QueuePool", resources.database.engine.sync_engine.pool).checkedout() == 0
