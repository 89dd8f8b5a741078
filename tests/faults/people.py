"""Customers and agents who never give up: whatever is not acknowledged is sent again under the same id."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

from tests.faults.history import Ear, Heard, History, Post
from tests.faults.wire import Answer, NoAnswer, Wire

QUESTIONS = (
    "Quanto costa il biglietto intero?",
    "A che ora aprite la sera?",
    "Dove posso parcheggiare?",
    "What time do you open on weekends?",
    "Posso portare il cane?",
    "Ciao!",
)
CALLS_A_PERSON = 0.25
"""How many of the customers ask for a person at some point."""
PRESSES_TWICE = 0.1
"""How many messages are posted twice at the same time, as by an impatient thumb."""
READ_WITHIN = 30.0
"""Seconds for what takes none; only a server that hangs needs them."""


def strange(answer: Answer) -> str:
    """What to say of an answer that should not have come."""
    return f"{answer.status} {answer.body[:200]!r}"


@dataclass
class Customer:
    """A widget: one conversation, one stream that resumes, messages that are kept until they are acknowledged."""

    wire: Wire
    history: History
    random: Random
    id: UUID = field(default_factory=uuid4)
    ear: Ear = field(init=False)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Begin to keep a log."""
        self.ear = Ear(self.id)
        self.history.ears.append(self.ear)

    @property
    def path(self) -> str:
        """Where the conversation is."""
        return f"/api/v1/widget/conversations/{self.id}"

    async def chat(self, *, pace: float = 0.1) -> None:
        """Talk until stopped, in single messages and in bursts, now and then without waiting for the answer."""
        await self.open()
        calls_at = self.random.randint(2, 8) if self.random.random() < CALLS_A_PERSON else None
        said = 0
        while not self.stop.is_set():
            for _ in range(self.random.choice((1, 1, 1, 2, 4))):
                said += 1
                choice = "person" if said == calls_at else None
                await self.say(choice)
            if self.random.random() < 0.7:
                await self.hear_more(within=self.random.uniform(0.2, 1.0))
            await asyncio.sleep(self.random.uniform(0, pace))

    async def open(self) -> None:
        """Open the conversation, however often that takes."""
        body = {"id": str(self.id), "language": "it", "page_url": None, "test": True}
        while (begun := await self._try("/api/v1/widget/conversations", body)) is None:
            await self._pause()
        self.id = self.ear.conversation = UUID(begun.json()["id"])

    async def say(self, choice: str | None = None) -> None:
        """Say something nobody else says; return when it was acknowledged."""
        id_ = uuid4()
        text = f"{self.random.choice(QUESTIONS)} ({id_.hex[:12]})"
        post = self.history.post(self.id, "customer", id_, text)
        body = {"id": str(id_), "text": text, "choice": choice, "seen_seq": self.ear.last}
        while not post.seqs:
            times = 2 if self.random.random() < PRESSES_TWICE else 1
            await asyncio.gather(*(self._post(post, body) for _ in range(times)))
            if not post.seqs:
                await self._pause()

    async def _post(self, post: Post, body: Mapping[str, Any]) -> None:
        post.tries += 1
        answer = await self._try(f"{self.path}/messages", body)
        if answer is not None:
            post.seqs.add(answer.json()["seq"])

    async def _try(self, path: str, body: Mapping[str, Any]) -> Answer | None:
        return await attempt(self.wire, self.history, path, body)

    async def _pause(self) -> None:
        await asyncio.sleep(self.random.uniform(0.05, 0.25))

    async def listen(self) -> None:
        """Hear everything, resuming where the last connection ended, until cancelled."""
        while True:
            with suppress(NoAnswer):
                self.ear.connections += 1
                async with aclosing(self.wire.listen(f"{self.path}/events", after=self.ear.last)) as events:
                    async for event in events:
                        if event.event == "message":
                            self.ear.heard.append(Heard(event.data["seq"], event.data["id"], event.data["text"]))
                            if UUID(event.data["id"]) not in self.history.posts:
                                self.more.set()
                        elif event.event == "typing":
                            self.ear.typing = event.data["name"]
                            self.more.set()
            await self._pause()

    async def hear_more(self, *, within: float) -> None:
        """Wait a moment for something that somebody else says: an answer, mostly."""
        self.more.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.more.wait()

    async def read(self) -> list[dict[str, Any]]:
        """The conversation as the server has it now."""
        return await read_all(self.wire, f"{self.path}/messages")


async def attempt(wire: Wire, history: History, path: str, body: Mapping[str, Any]) -> Answer | None:
    """Post once and note how it ended; the answer only if it is a yes."""
    try:
        answer = await wire.ask("POST", path, body)
    except NoAnswer:
        history.outcomes["unknown"] += 1
        return None
    if answer.status in {200, 201}:
        history.outcomes["acknowledged"] += 1
        return answer
    if answer.says_come_back:
        history.outcomes["unavailable"] += 1
    else:
        history.strange.append(f"{path}: {strange(answer)}")
    return None


async def read_all(wire: Wire, path: str) -> list[dict[str, Any]]:
    """Every page of a thread; asked for again where the server is not back yet."""
    found: list[dict[str, Any]] = []
    going_on: str | None = ""
    while going_on is not None:
        page = await _read(wire, f"{path}?limit=200{going_on}")
        found += page["items"]
        going_on = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    return found


async def _read(wire: Wire, path: str) -> Any:
    async with asyncio.timeout(READ_WITHIN):
        while True:
            with suppress(NoAnswer):
                answer = await wire.ask("GET", path)
                if answer.status == 200:
                    return answer.json()
                assert answer.says_come_back, strange(answer)
            await asyncio.sleep(0.1)


@dataclass
class Agent:
    """Somebody at the desk: takes who waits, says a few things, hears the whole workspace."""

    wire: Wire
    slug: str
    history: History
    random: Random
    ours: frozenset[UUID]
    """The conversations of this round; others are left alone."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: asyncio.Queue[UUID] = field(default_factory=asyncio.Queue[UUID])

    @property
    def path(self) -> str:
        """The workspace."""
        return f"/api/v1/workspaces/{self.slug}"

    async def work(self) -> None:
        """Take and answer until stopped."""
        seen: set[UUID] = set()
        while not self.stop.is_set():
            try:
                async with asyncio.timeout(1):
                    conversation = await self.waiting.get()
            except TimeoutError:
                await self._look()
                continue
            if conversation not in seen and await self._take(conversation):
                for _ in range(self.random.randint(1, 4)):
                    await self._reply(conversation)
                    await asyncio.sleep(self.random.uniform(0, 0.2))
            seen.add(conversation)

    async def _look(self) -> None:
        with suppress(NoAnswer):
            answer = await self.wire.ask("GET", f"{self.path}/conversations?view=unassigned&limit=100")
            if answer.status == 200:
                self._wait_for_me(answer.json()["items"])
            elif not answer.says_come_back:
                self.history.strange.append(f"inbox: {strange(answer)}")

    def _wait_for_me(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            id_ = UUID(line["id"])
            if line["state"] == "queued" and id_ in self.ours:
                self.waiting.put_nowait(id_)

    async def _take(self, conversation: UUID) -> bool:
        while True:
            try:
                answer = await self.wire.ask("POST", f"{self.path}/conversations/{conversation}/take")
            except NoAnswer:
                continue
            finally:
                await asyncio.sleep(self.random.uniform(0.05, 0.2))
            if answer.status == 200:
                return True
            if answer.status == 409:
                return False
            if not answer.says_come_back:
                self.history.strange.append(f"take: {strange(answer)}")

    async def _reply(self, conversation: UUID) -> None:
        id_ = uuid4()
        post = self.history.post(conversation, "agent", id_, f"Sono qui per Lei. ({id_.hex[:12]})")
        path = f"{self.path}/conversations/{conversation}/messages"
        while not post.seqs:
            post.tries += 1
            answer = await attempt(self.wire, self.history, path, {"id": str(id_), "text": post.text})
            if answer is None:
                await asyncio.sleep(self.random.uniform(0.05, 0.25))
            else:
                post.seqs.add(answer.json()["seq"])

    async def listen(self) -> None:
        """Hear the desk's stream until cancelled. After each `reset` one fetches anew, so a new ear begins."""
        while True:
            ears: dict[UUID, Ear] = {}
            with suppress(NoAnswer):
                async with aclosing(self.wire.listen(f"{self.path}/events")) as events:
                    async for event in events:
                        if event.event == "reset":
                            ears = {}
                        elif event.event == "conversation":
                            self._wait_for_me([event.data])
                        elif event.event == "message":
                            self._hear(ears, event.data)
            await asyncio.sleep(self.random.uniform(0.05, 0.25))

    def _hear(self, ears: dict[UUID, Ear], message: Mapping[str, Any]) -> None:
        id_ = UUID(message["conversation_id"])
        if id_ not in self.ours:
            return
        if id_ not in ears:
            ears[id_] = Ear(id_, starts_anywhere=True, connections=1)
            self.history.ears.append(ears[id_])
        ears[id_].heard.append(Heard(message["seq"], message["id"], message["text"]))

    async def read(self, conversation: UUID) -> list[dict[str, Any]]:
        """The conversation as the desk has it now."""
        return await read_all(self.wire, f"{self.path}/conversations/{conversation}/messages")
