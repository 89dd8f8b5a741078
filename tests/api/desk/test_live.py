"""What desk and widget hear is what they would read: state + events = the state fetched anew, for every command."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import contacts, conversations
from sportello.conversations import Enclosed
from sportello.core import clock
from sportello.core.crypto import sign
from sportello.core.ids import new_id
from sportello.core.settings import Settings
from tests.api.desk.unseen import NOT_SHOWN, acts, facts, forgotten
from tests.api.streams import Ear
from tests.api.test_attachments import picture, sent
from tests.live import Agent, Street, Talk

ROOMS = (conversations, contacts)
State = dict[str, dict[str, Any]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Reading everything after each command is more than people do."""
    return Settings(home=tmp_path, rate_limits=0)


async def desk_state(agent: Agent) -> State:
    """All that the desk shows."""
    lines = (await agent.get("/conversations?view=all&limit=200"))["items"]
    lines += (await agent.get("/conversations?state=merged&limit=200"))["items"]
    threads = {line["id"]: await agent.get(f"/conversations/{line['id']}/messages?limit=200") for line in lines}
    notes = {line["id"]: await agent.get(f"/conversations/{line['id']}/notes") for line in lines}
    return {
        "conversation": {line["id"]: line for line in lines},
        "message": {said["id"]: said for thread in threads.values() for said in thread["items"]},
        "note": {note["id"]: note for page in notes.values() for note in page["items"]},
    }


async def widget_state(talk: Talk) -> State:
    """All that the widget shows. How far the thread goes it counts itself, and that makes its `version`, too."""
    shown = await talk.get()
    return {
        "state": {shown["id"]: _but_counts(shown)},
        "message": {said["id"]: said for said in await talk.messages()},
    }


def _but_counts(state: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name not in {"last_seq", "version"}}


@dataclass
class Screen:
    """Somebody's screen: what was read once, and what was heard since."""

    read: Callable[[], Awaitable[State]]
    ear: Ear
    known: State

    async def verify(self, done: str) -> None:
        """Apply what was heard to what was known, and compare with the truth."""
        truth = await self.read()
        for kind, things in truth.items():
            for id_, thing in things.items():
                if self.known[kind].get(id_) != thing:
                    told = {name: thing[name] for name in _telling(kind, thing)}
                    try:
                        await self.ear.until(kind, **told)
                    except TimeoutError:
                        pytest.fail(
                            f"after {done} nobody heard of {kind} {thing}, known as {self.known[kind].get(id_)}"
                        )
        known = {kind: dict(things) for kind, things in self.known.items()}
        for one in self.ear.heard:
            if one.event in known:
                known[one.event][one.data["id"]] = _but_counts(one.data) if one.event == "state" else one.data
        assert known == truth
        self.ear.forget()
        self.known = truth


def _telling(kind: str, thing: dict[str, Any]) -> Iterable[str]:
    """The fields by which one knows that this is the newest that will be heard of it."""
    return {"conversation": ("id", "version"), "state": tuple(thing)}.get(kind, ("id",))


@asynccontextmanager
async def watched(agent: Agent, talk: Talk) -> AsyncGenerator[list[Screen]]:
    """A desk, and a customer's widget."""
    async with agent.listen() as desk, talk.listen() as widget:

        async def reads_desk() -> State:
            return await desk_state(agent)

        async def reads_widget() -> State:
            return await widget_state(talk)

        yield [
            Screen(reads_desk, desk, await reads_desk()),
            Screen(reads_widget, widget, await reads_widget()),
        ]


@dataclass(frozen=True)
class Command:
    """Something done to what is shown, by the doors' functions named."""

    by: str
    do: Callable[[], Awaitable[object]]


class Walk:
    """One day of one business, in which everything happens that desk and widget show."""

    def __init__(self, street: Street, *, anna: Agent, marco: Agent, talk: Talk, other: Talk) -> None:
        self.street = street
        self.anna = anna
        self.marco = marco
        self.talk = talk
        self.other = other

    def commands(self) -> list[Command]:
        """In order."""
        return [*self.a_talk(), *self.who_they_are(), *self.silence(), *self.other_ends()]

    def a_talk(self) -> list[Command]:
        """From the first word to the last."""
        talk, anna, marco = self.talk, self.anna, self.marco
        path, customer = f"/conversations/{talk.id}", talk.customer.http
        return [
            Command("receive", lambda: talk.say("Ciao")),
            Command("reply switch_language raise_priority raise_risk", self.answer_in_english),
            Command("receive ask_person", lambda: talk.say("Una persona, per favore", choice="person")),
            Command("receive", lambda: talk.say("Torno all'assistente", choice="assistant")),
            Command("receive ask_person", lambda: talk.say("Anzi no", choice="person")),
            Command("start receive ask_person", lambda: self.other.say("Anche io", choice="person")),
            Command("take", lambda: marco.post(f"{path}/take")),
            Command("post_reply", lambda: self.replies(marco, talk)),
            Command("receive", lambda: talk.say("Finalmente")),
            Command("receive", lambda: talk.say("4111 1111")),
            Command("receive", lambda: talk.say("1111 1111")),
            Command("mark_seen", lambda: marco.post(f"{path}/seen", seq=7)),
            Command("add_note", lambda: marco.post(f"{path}/notes", id=str(new_id()), text="Sembra di fretta")),
            Command(
                "transfer add_note",
                lambda: marco.post(f"{path}/transfer", user_id=str(anna.member.user_id), note="La conosci"),
            ),
            Command("transfer", lambda: anna.post(f"{path}/transfer", user_id=None)),
            Command("take", lambda: anna.post(f"{path}/take")),
            Command("transfer", lambda: anna.post(f"{path}/transfer", user_id=None)),
            Command("transfer", self.to_a_team),
            Command("drain_queues", self.queue_is_drained),
            Command("set_labels", self.labelled),
            Command("add_note", self.anna_is_called),
            Command("read_mentions", lambda: anna.post(f"{path}/mentions/read")),
            Command("mark_unread", lambda: anna.http.put(f"{path}/unread")),
            Command("mark_seen", lambda: anna.post(f"{path}/seen", seq=0)),
            Command("do_together do set_priority", self.both_are_urgent),
            Command("run_macro do set_priority", self.macro_is_run),
            Command("snooze", self.put_aside),
            Command("unsnooze", lambda: anna.http.delete(f"{path}/snooze")),
            Command("tell_outcome", self.what_was_begun_ends),
            Command("mark_seen", lambda: customer.post(f"{talk.path}/seen", json={"seq": 3})),
            Command("close", lambda: anna.post(f"{path}/close", outcome="resolved", reason="biglietto")),
            Command("rate", lambda: customer.post(f"{talk.path}/rating", json={"score": 5, "comment": "Grazie"})),
            Command("rate", lambda: customer.post(f"{talk.path}/rating", json={"score": 4, "comment": None})),
            Command("receive", lambda: talk.say("Ancora una cosa")),
        ]

    async def corrected(self) -> None:
        """Anna knows how the customer is spelt."""
        path = f"/contacts/{self.talk.customer.contact_id}"
        (await self.anna.http.patch(path, json={"name": "Giulia B."})).raise_for_status()

    def who_they_are(self) -> list[Command]:
        """Customers say it, prove it, and turn out to be the same."""
        return [
            Command("describe_contact", lambda: self.talk.customer.http.patch("/contact", json={"name": "Giulia"})),
            Command("correct_contact", self.corrected),
            Command("identify", lambda: self.identify(self.other)),
            Command("welcome_visitor start receive", self.third_opens),
            Command("identify follow_merged_contact", lambda: self.identify(self.third)),
            Command("merge", lambda: self.anna.post(f"{self.third.path}/merge", into=str(self.other.id))),
            Command("separate", lambda: self.anna.post(f"{self.third.path}/separate")),
            Command("leave_message", self.leave_message),
        ]

    def silence(self) -> list[Command]:
        """Nobody writes, and time passes."""
        return [
            Command("post_reply", lambda: self.replies(self.anna, self.talk)),
            Command("run_due_timers", lambda: self.after(minutes=11)),
            Command("receive", lambda: self.talk.say("Sono di nuovo qui")),
            Command("receive", lambda: sent(self.talk, picture())),
            Command("keep_description", self.it_is_looked_at),
            Command("post_reply", lambda: self.replies(self.anna, self.talk)),
            Command("run_due_timers", lambda: self.after(minutes=11)),
            Command("run_due_timers", lambda: self.after(minutes=31)),
            Command("receive", lambda: self.talk.say("E adesso?")),
            Command("transfer", lambda: self.anna.post(f"/conversations/{self.talk.id}/transfer", user_id=None)),
            Command("receive", lambda: self.talk.say("Torno all'assistente", choice="assistant")),
            Command("reply", lambda: self.answers(self.talk)),
            Command("run_due_timers", lambda: self.after(minutes=6)),
            Command("receive", lambda: self.talk.say("Pronto?")),
            Command("reply", lambda: self.answers(self.talk)),
            Command("run_due_timers", lambda: self.after(minutes=6)),
            Command("run_due_timers", lambda: self.after(minutes=31)),
        ]

    def other_ends(self) -> list[Command]:
        """How it may end beside well."""
        path = f"/conversations/{self.talk.id}"
        return [
            Command("receive ask_person", lambda: self.talk.say("Una persona!", choice="person")),
            Command("take", lambda: self.anna.post(f"{path}/take")),
            Command("close", lambda: self.anna.post(f"{path}/close", outcome="not_resolved", reason=None)),
            Command("receive", lambda: self.talk.say("Non va bene")),
            Command("close", lambda: self.anna.post(f"{path}/close", outcome="cancelled", reason="spam")),
            Command("receive", lambda: self.talk.say("Non era spam")),
            Command("transfer", lambda: self.anna.post(f"{path}/transfer", user_id=str(self.marco.member.user_id))),
            Command("follow_member", self.marco_is_suspended),
        ]

    async def replies(self, agent: Agent, talk: Talk) -> None:
        """An agent answers."""
        await agent.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text="Eccomi")

    async def marco_is_suspended(self) -> None:
        """An admin shuts somebody out who has a conversation."""
        boss = await self.street.agent("Capo", "admin")
        path = f"/members/{self.marco.member.user_id}"
        (await boss.http.patch(path, json={"suspended": True})).raise_for_status()

    async def what_was_begun_ends(self) -> None:
        """An action that the assistant began is done, while an agent speaks."""
        house = self.street.house
        async with house.database.transaction(house.workspace_id) as session:
            assert await conversations.tell_outcome(session, conversation_id=self.talk.id, text="Prenotato.")

    async def to_a_team(self) -> None:
        """Who waits is to be a team's."""
        boss = await self.street.agent("Capa", "admin")
        anna = str(self.anna.member.user_id)
        self.team = await boss.post("/teams", name="Biglietti", members=[anna])
        queue = {"automatic": True, "capacity": 4, "away_after": 10}
        (await boss.http.put("/queue", json=queue)).raise_for_status()
        await self.anna.post(f"/conversations/{self.talk.id}/transfer", user_id=None, team_id=self.team["id"])

    async def queue_is_drained(self) -> None:
        """The worker gives them to who is at the desk."""
        async with self.street.house.database.transaction() as session:
            assert await conversations.drain_queues(session)

    async def anna_is_called(self) -> None:
        """Marco mentions her in a note."""
        body = {"id": str(new_id()), "text": "@Anna guardi?", "mentions": [str(self.anna.member.user_id)]}
        await self.marco.post(f"/conversations/{self.talk.id}/notes", **body)

    async def macro_is_run(self) -> None:
        """Anna makes it urgent and says so by a macro of her own."""
        nothing: dict[str, Any] = {"labels": [], "ending": None, "target": None}
        what: dict[str, Any] = {"name": "Urgente", "text": "Ciao", "priority": "urgent", **nothing}
        made = await self.anna.post("/macros", personal=True, **what)
        path = f"/conversations/{self.talk.id}/macros/{made['id']}"
        await self.anna.post(path, message_id=str(new_id()), text="Subito")

    async def both_are_urgent(self) -> None:
        """One thing is done to two at once."""
        ids = [str(self.talk.id), str(self.other.id)]
        await self.anna.post("/conversations/together", ids=ids, task={"do": "priority", "priority": "high"})

    async def put_aside(self) -> None:
        """Anna goes on with it tomorrow."""
        until = (clock.now() + timedelta(days=1)).isoformat()
        (await self.anna.http.put(f"/conversations/{self.talk.id}/snooze", json={"until": until})).raise_for_status()

    async def labelled(self) -> None:
        """A supervisor makes a label, and puts it on a conversation."""
        label = await self.anna.post("/labels", name="Rimborso", color="#2f6fde", skill=False)
        path = f"/conversations/{self.talk.id}/labels"
        (await self.anna.http.put(path, json={"labels": [label["id"]]})).raise_for_status()

    async def answer_in_english(self) -> None:
        """The assistant answers, and goes on in the customer's language."""
        database = self.street.house.database
        async with database.transaction() as session:
            (due,) = await conversations.claim_due(session, limit=10)
        async with database.transaction(due.workspace_id) as session:
            assert await self.street.house.answer(session, due, "Hello") is not None
            await conversations.switch_language(session, conversation_id=due.conversation_id, language="en")
            await conversations.raise_priority(session, conversation_id=due.conversation_id, priority="high")
            await conversations.raise_risk(session, conversation_id=due.conversation_id, risk="high")

    async def answers(self, talk: Talk) -> None:
        """The assistant answers this conversation."""
        database = self.street.house.database
        async with database.transaction() as session:
            claimed = await conversations.claim_due(session, limit=10)
        (due,) = (each for each in claimed if str(each.conversation_id) == str(talk.id))
        async with database.transaction(due.workspace_id) as session:
            assert await self.street.house.answer(session, due) is not None

    async def it_is_looked_at(self) -> None:
        """A model says what is on the picture that came, which people at work see."""
        house, seen = self.street.house, {"shows": "Half red, half blue."}
        said = next(each for each in await house.thread(self.talk.id) if each.attachments)
        file, path = Enclosed.of(said.attachments[0], said.id), {"conversation_id": self.talk.id}
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.keep_description(session, **path, file=file, description=seen)

    async def identify(self, talk: Talk) -> None:
        """The host site proves who its visitor is: always the same one."""
        proof = {"external_id": "c-1", "name": "Giulia Bianchi", "signature": sign(self.street.house.secret, "c-1")}
        (await talk.customer.http.post("/identify", json=proof)).raise_for_status()

    async def third_opens(self) -> None:
        """Somebody else comes by."""
        self.third = await (await self.street.customer()).open()
        await self.third.say("Buonasera")

    async def leave_message(self) -> None:
        """Somebody who cannot chat leaves a message."""
        http = self.street.client("/widget", **{"X-Sportello-Key": self.street.house.key})
        form = {
            "id": str(new_id()),
            "name": "Ugo",
            "email": "ugo@example.com",
            "text": "Richiamatemi",
            "language": "it",
        }
        (await http.post("/contact-form", json=form)).raise_for_status()

    async def after(self, *, minutes: int) -> None:
        """Time passes, and the sweeper runs."""
        clock.travel(timedelta(minutes=minutes))
        async with self.street.house.database.transaction() as session:
            assert await conversations.run_due_timers(session)


async def test_state_and_events_make_the_state(street: Street) -> None:
    walk = Walk(
        street,
        anna=await street.agent("Anna", "supervisor"),
        marco=await street.agent("Marco"),
        talk=await (await street.customer()).open(),
        other=await (await street.customer()).open(),
    )
    done: set[str] = set()
    async with watched(walk.anna, walk.talk) as screens:
        for command in walk.commands():
            await command.do()
            done.update(command.by.split())
            for screen in screens:
                await screen.verify(command.by)
    assert not forgotten(acts(*ROOMS), done)
    assert not facts(*ROOMS) - await told(street)
    await check_history(walk.anna, walk.talk.id)


async def told(street: Street) -> set[str]:
    """The names of what did happen."""
    async with street.house.database.transaction(street.house.workspace_id) as session:
        return set((await session.scalars(text("SELECT DISTINCT name FROM events"))).all())


def test_a_command_that_nobody_verifies_is_caught() -> None:
    known = acts(*ROOMS)
    assert {"take", "identify", "run_due_timers", "leave_message"} <= known
    assert not {"summaries", "thread", "get_contact"} & known
    done = known - NOT_SHOWN.keys()

    assert not forgotten(known, done)
    assert forgotten(known | {"merge_conversations"}, done) == {"merge_conversations"}
    assert forgotten(known, done - {"rate"}) == {"rate"}
    assert forgotten(known - {"postpone"}, done) == {"postpone"}


async def check_history(agent: Agent, conversation_id: UUID) -> None:
    changes = (await agent.get(f"/conversations/{conversation_id}/history"))["items"]
    moves = [change["to_state"] for change in changes]
    assert moves == [
        *["queued", "active", "queued", "with_agent", "with_agent", "queued", "with_agent"],
        *["queued", "with_agent", "resolved"],
        *["with_agent", "waiting_customer", "with_agent", "waiting_customer", "ended"],
        *["with_agent", "queued", "active", "idle", "active", "idle", "ended"],
        *["active", "queued", "with_agent", "not_resolved", "with_agent", "cancelled"],
        *["with_agent", "with_agent", "queued"],
    ]
    trail = (await agent.http.get("/audit")).status_code
    assert trail == 403  # a supervisor is no admin; the entries themselves are what `history` has read
