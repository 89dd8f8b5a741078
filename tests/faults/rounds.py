"""Rounds: people talk, something is killed in the middle, everything comes back, and the history is judged.

What is waited for is an event, never the clock: a loaded machine plays the same round, only later.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from tests.faults.history import ASSISTANT, History, Thread, judge, owed
from tests.faults.installation import Installation
from tests.faults.people import Agent, Customer, strange
from tests.faults.wire import Answer, NoAnswer, Wire

CUSTOMERS = 8
GIVEN_UP_AFTER = 180.0
"""Seconds until nobody waits any more for what was killed to be ready again, however busy the machine is."""
READY_WITHIN = 10.0
"""Seconds, on a machine that has nothing else to do; see `patience`."""
DRAINED_WITHIN = 30.0
SETTLED_WITHIN = 60.0
STALLED_FOR = 4.0
TALKED_WITHIN = 60.0
"""Seconds for what takes one or two; only a server that hangs needs them."""
_PASSWORD = "ponte-lume-42-sera-vento"


@dataclass(frozen=True)
class Form:
    """How much is said around a fault, and whether the clock is judged, too: what takes how long."""

    before: tuple[int, int]
    """Requests acknowledged before the fault: at least, at most."""
    after: tuple[int, int]
    """The same, once it is ready again."""
    timed: bool


LONG = Form(before=(2 * CUSTOMERS, 12 * CUSTOMERS), after=(2 * CUSTOMERS, 8 * CUSTOMERS), timed=True)
SHORT = Form(before=(2 * CUSTOMERS, 5 * CUSTOMERS), after=(CUSTOMERS, 3 * CUSTOMERS), timed=False)


@dataclass(frozen=True)
class Stage:
    """A running installation, with the key customers come by and the agents who are signed in."""

    running: Installation
    key: str
    slug: str
    agents: Sequence[Wire]

    @property
    def wire(self) -> Wire:
        """To the server, as nobody in particular."""
        return Wire(self.running.port, {})

    async def ready_again(self, since: float) -> float:
        """Wait until the server says it is ready; seconds since the fault."""
        while True:
            try:
                if (await self.wire.ask("GET", "/ready", within=1)).status == 200:
                    return time.monotonic() - since
            except NoAnswer:
                pass
            if time.monotonic() - since > GIVEN_UP_AFTER:
                raise TimeoutError("it did not get ready again")
            await asyncio.sleep(0.05)

    async def visitor(self) -> Wire:
        """Somebody comes by."""
        answer = await self.wire.wearing(X_Sportello_Key=self.key).ask(
            "POST", "/api/v1/widget/visitors", {"language": "it"}
        )
        assert answer.status == 201, strange(answer)
        return self.wire.wearing(Authorization=f"Bearer {answer.json()['token']}")


def patience() -> float:
    """How long it may take to be ready again: where others keep the processors busy too, as much longer."""
    return READY_WITHIN * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


async def sign_in(running: Installation) -> Stage:
    """The first admin chooses a password and invites a colleague; both stay signed in."""
    desk = Wire(running.port, {"X-Sportello": "1"})
    login = {"email": "admin@sportello.local", "password": running.first_password()}
    first = _ok(await desk.ask("POST", "/api/v1/sessions", login))
    change = {"current": login["password"], "new": _PASSWORD}
    admin = _with_cookie(desk, await _with_cookie(desk, first).ask("POST", "/api/v1/me/password", change))
    slug = _ok(await admin.ask("GET", "/api/v1/me")).json()["workspaces"][0]["slug"]
    invited = {"email": "anna@example.com", "role": "agent"}
    link = _ok(await admin.ask("POST", f"/api/v1/workspaces/{slug}/invitations", invited)).json()["link"]
    token = link.replace("#", "/").replace("=", "/").rsplit("/", 1)[1]
    accepted = {"token": token, "name": "Anna", "password": _PASSWORD}
    colleague = _with_cookie(desk, _ok(await desk.ask("POST", "/api/v1/invitations/accept", accepted)))
    return Stage(running, running.widget_key(), slug, [admin, colleague])


def _ok(answer: Answer) -> Answer:
    assert answer.status < 300, strange(answer)
    return answer


def _with_cookie(wire: Wire, answer: Answer) -> Wire:
    cookies = [line.split(";")[0] for line in _ok(answer).headers["set-cookie"].split("\n")]
    return wire.wearing(Cookie="; ".join(cookies))


# --- faults ------------------------------------------------------------------------------------------------------


async def _server(stage: Stage) -> None:
    await asyncio.to_thread(stage.running.kill_server)
    stage.running.up()


async def _machine(stage: Stage) -> None:
    """Everything at once, as when the machine goes down; what the kernel holds of files is not lost by this."""
    await asyncio.to_thread(stage.running.kill_machine)
    stage.running.up()


async def _database(stage: Stage) -> None:
    await asyncio.to_thread(stage.running.kill_database)
    await asyncio.to_thread(stage.running.wait_for_database)


async def _supervisor(stage: Stage) -> None:
    await asyncio.to_thread(stage.running.kill_supervisor)
    stage.running.up()


async def _stall(stage: Stage) -> None:
    """Shorter than anybody's patience: who asks meanwhile waits, and is answered."""
    with stage.running.stalled_database():
        await asyncio.sleep(STALLED_FOR)


async def _child(stage: Stage, name: str) -> None:
    await asyncio.to_thread(stage.running.kill_child, name)


async def _drain(stage: Stage) -> float:
    took = await asyncio.to_thread(stage.running.drain)
    stage.running.up()
    return took


FAULTS: dict[str, Callable[[Stage], Awaitable[float | None]]] = {
    "server": _server,
    "supervisor": _supervisor,
    "worker": lambda stage: _child(stage, "worker"),
    "web": lambda stage: _child(stage, "web"),
    "database": _database,
    "stall": _stall,
    "machine": _machine,
    "drain": _drain,
}


# --- rounds ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """The threads as they are read, and what had been heard before the first of them was."""

    history: History
    threads: Mapping[UUID, Thread]

    @property
    def settled(self) -> bool:
        """Whether nothing is on its way any more: all answered, all heard."""
        listened = [ear for ear in self.history.ears if not ear.starts_anywhere]
        heard = all(ear.last == len(self.threads[ear.conversation]) for ear in listened)
        return heard and not any(owed(thread) for thread in self.threads.values())

    def broken(self, *, settled: bool) -> list[str]:
        """What the judge says."""
        return judge(self.history, self.threads, settled=settled)


async def look(history: History, customers: Sequence[Customer]) -> Look:
    """Read every conversation as its customer does. What comes while one reads cannot be in what was read before."""
    heard = history.so_far()
    read = await asyncio.gather(*(customer.read() for customer in customers))
    return Look(heard, {customer.id: thread for customer, thread in zip(customers, read, strict=True)})


async def talked(history: History, more: int) -> None:
    """Return when so many more requests have been acknowledged."""
    enough = history.outcomes["acknowledged"] + more
    async with asyncio.timeout(TALKED_WITHIN):
        while history.outcomes["acknowledged"] < enough:  # noqa: ASYNC110 - counted by many
            await asyncio.sleep(0.01)


@asynccontextmanager
async def at_the_same_time(*doings: Coroutine[Any, Any, None]) -> AsyncGenerator[list[asyncio.Task[None]]]:
    """Tasks that do not outlive the block."""
    tasks = [asyncio.create_task(doing) for doing in doings]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass
class Round:
    """One fault, who was talking, and what came of it."""

    fault: str
    seed: int
    history: History
    customers: list[Customer]
    agents: list[Agent]
    listening: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])
    ready_after: float = 0.0
    """Seconds from the fault, or from the end of an orderly stop, until it was ready again."""
    drained_in: float | None = None
    broken: list[str] = field(default_factory=list[str])
    answers: int = 0

    async def finish(self, last: Look) -> None:
        """Judge for good, the desk's view too, and stop listening."""
        self.broken += last.broken(settled=True)
        self.answers = sum(message["author"] == ASSISTANT for thread in last.threads.values() for message in thread)
        for id_, thread in last.threads.items():
            seen = [(m["seq"], m["id"], m["text"]) for m in await self.agents[0].read(id_)]
            if seen != [(m["seq"], m["id"], m["text"]) for m in thread]:
                self.broken.append(f"{id_}: the desk reads another thread than the customer")
        await self.leave()

    async def leave(self) -> None:
        """Stop listening."""
        for task in self.listening:
            task.cancel()
        await asyncio.gather(*self.listening, return_exceptions=True)

    def report(self) -> dict[str, Any]:
        """The figures."""
        return {
            "fault": self.fault,
            "seed": self.seed,
            "messages": len(self.history.posts),
            "sent_again": sum(post.tries > 1 for post in self.history.posts.values()),
            **{name: self.history.outcomes[name] for name in ("acknowledged", "unknown", "unavailable")},
            "answers": self.answers,
            "connections": sum(customer.ear.connections for customer in self.customers),
            "ready_after": round(self.ready_after, 2),
            "drained_in": None if self.drained_in is None else round(self.drained_in, 2),
            "broken": self.broken,
        }


async def play(stage: Stage, fault: str, seed: int, form: Form) -> Round:
    """One round: talk, kill, come back, talk on, read back. Its streams stay open until it is settled."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    history = History()
    wires = [await stage.visitor() for _ in range(CUSTOMERS)]
    customers = [Customer(wire, history, Random(random.random())) for wire in wires]  # noqa: S311 - the same
    await asyncio.gather(*(customer.open() for customer in customers))
    ours = frozenset(customer.id for customer in customers)
    agents = [
        Agent(wire, stage.slug, history, Random(random.random()), ours)  # noqa: S311 - the same
        for wire in stage.agents
    ]
    played = Round(fault, seed, history, customers, agents)
    failures = len(stage.running.failures())
    played.listening = [asyncio.create_task(person.listen()) for person in (*customers, *agents)]
    try:
        await _through(played, stage, random, form)
        if form.timed:
            played.broken += _late(played)
        played.broken += [f"traceback: {line}" for line in stage.running.failures()[failures:]]
        played.broken += (await look(history, customers)).broken(settled=False)
    except BaseException:
        await played.leave()
        raise
    return played


def _late(played: Round) -> list[str]:
    late: list[str] = []
    if played.ready_after > patience():
        late.append(f"ready again only after {played.ready_after:.1f} s")
    if (played.drained_in or 0) > DRAINED_WITHIN:
        late.append(f"SIGTERM took {played.drained_in:.1f} s")
    return late


async def _through(played: Round, stage: Stage, random: Random, form: Form) -> None:
    """Everybody talks, before the fault, through it, and for a while after."""
    people = (*played.customers, *played.agents)
    busy = [*(customer.chat() for customer in played.customers), *(agent.work() for agent in played.agents)]
    async with at_the_same_time(*busy) as tasks:
        await talked(played.history, random.randint(*form.before))
        began = time.monotonic()
        played.drained_in = await FAULTS[played.fault](stage)
        played.ready_after = await stage.ready_again(began) - (played.drained_in or 0)
        await talked(played.history, random.randint(*form.after))
        for person in people:
            person.stop.set()
        await asyncio.wait(tasks, timeout=TALKED_WITHIN)
    for task in tasks:
        if task.cancelled() or task.exception():
            played.broken.append(f"gave up: {'late' if task.cancelled() else repr(task.exception())}")


async def play_all(
    stage: Stage, faults: Sequence[str], *, seed: int, form: Form, tell: Callable[[Round], None] | None = None
) -> list[Round]:
    """Rounds in turn. While the answers of one are still on their way, the next ones are played."""
    played: list[Round] = []
    open_: list[Round] = []
    try:
        for number, fault in enumerate(faults):
            one = await play(stage, fault, seed + number, form)
            played.append(one)
            open_.append(one)
            open_ = [earlier for earlier in open_ if not await _finished(earlier, tell)]
        until = time.monotonic() + SETTLED_WITHIN
        while open_:
            last_call = time.monotonic() > until
            open_ = [earlier for earlier in open_ if not await _finished(earlier, tell, last_call=last_call)]
            await asyncio.sleep(0.1)
    finally:
        for left in open_:
            await left.leave()
    return played


async def _finished(one: Round, tell: Callable[[Round], None] | None, *, last_call: bool = False) -> bool:
    last = await look(one.history, one.customers)
    if not last_call and not last.settled:
        return False
    await one.finish(last)
    if tell is not None:
        tell(one)
    return True


def fresh_seed() -> int:
    """A seed nobody has chosen; it is printed, so that its round can be asked for again."""
    return int.from_bytes(os.urandom(3))
