"""Rounds: people talk, something is killed in the middle, everything comes back, and the history is judged."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from tests.faults.history import ASSISTANT, History, judge, owed
from tests.faults.installation import Installation
from tests.faults.people import Agent, Customer, strange
from tests.faults.wire import Answer, NoAnswer, Wire

CUSTOMERS = 8
READY_WITHIN = 10.0
"""Seconds, on a machine that has nothing else to do; see `patience`."""
DRAINED_WITHIN = 30.0
SETTLED_WITHIN = 60.0
"""Longer than the lease of an answer whose worker was killed."""
_PASSWORD = "ponte-lume-42-sera-vento"


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
            if time.monotonic() - since > 60:
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
    stage.running.kill_server()
    stage.running.up()


async def _machine(stage: Stage) -> None:
    """Everything at once, as when the machine goes down; what the kernel holds of files is not lost by this."""
    database = asyncio.to_thread(stage.running.kill_database)
    stage.running.kill_server()
    await database
    stage.running.up()


async def _database(stage: Stage) -> None:
    await asyncio.to_thread(stage.running.kill_database)
    await asyncio.to_thread(stage.running.wait_for_database)


async def _child(stage: Stage, name: str) -> None:
    await asyncio.to_thread(stage.running.kill_child, name)


async def _drain(stage: Stage) -> float:
    took = await asyncio.to_thread(stage.running.drain)
    stage.running.up()
    return took


FAULTS: dict[str, Callable[[Stage], Awaitable[float | None]]] = {
    "server": _server,
    "worker": lambda stage: _child(stage, "worker"),
    "web": lambda stage: _child(stage, "web"),
    "database": _database,
    "machine": _machine,
    "drain": _drain,
}


# --- rounds ------------------------------------------------------------------------------------------------------


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

    async def read(self) -> dict[UUID, list[dict[str, Any]]]:
        """Every conversation of this round, as its customer reads it."""
        read = await asyncio.gather(*(customer.read() for customer in self.customers))
        return {customer.id: thread for customer, thread in zip(self.customers, read, strict=True)}

    async def settled(self, threads: dict[UUID, list[dict[str, Any]]]) -> bool:
        """Whether nothing is on its way any more: all answered, all heard."""
        heard = all(customer.ear.last == len(threads[customer.id]) for customer in self.customers)
        return heard and not any(owed(thread) for thread in threads.values())

    async def finish(self, threads: dict[UUID, list[dict[str, Any]]]) -> None:
        """Judge for good, the desk's view too, and stop listening."""
        self.broken += judge(self.history, threads, settled=True)
        self.answers = sum(message["author"] == ASSISTANT for thread in threads.values() for message in thread)
        for id_, thread in threads.items():
            seen = [(m["seq"], m["id"], m["text"]) for m in await self.agents[0].read(id_)]
            if seen != [(m["seq"], m["id"], m["text"]) for m in thread]:
                self.broken.append(f"{id_}: the desk reads another thread than the customer")
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


async def play(stage: Stage, fault: str, seed: int) -> Round:
    """One round: talk, kill, come back, talk on, read back. Its streams stay open until it is settled."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    history = History()
    wires = [await stage.visitor() for _ in range(CUSTOMERS)]
    customers = [Customer(wire, history, Random(random.random())) for wire in wires]  # noqa: S311 - the same
    ours = frozenset(customer.id for customer in customers)
    agents = [
        Agent(wire, stage.slug, history, Random(random.random()), ours)  # noqa: S311 - the same
        for wire in stage.agents
    ]
    played = Round(fault, seed, history, customers, agents)
    failures = len(stage.running.failures())
    busy = [asyncio.create_task(customer.chat()) for customer in customers]
    busy += [asyncio.create_task(agent.work()) for agent in agents]
    played.listening = [asyncio.create_task(person.listen()) for person in (*customers, *agents)]
    await asyncio.sleep(random.uniform(0.3, 1.5))
    began = time.monotonic()
    played.drained_in = await FAULTS[fault](stage)
    played.ready_after = await stage.ready_again(began) - (played.drained_in or 0)
    await asyncio.sleep(random.uniform(0.3, 0.9))
    for person in (*customers, *agents):
        person.stop.set()
    done, late = await asyncio.wait(busy, timeout=30)
    for task in (*done, *late):
        task.cancel()
    for failed in await asyncio.gather(*busy, return_exceptions=True):
        if isinstance(failed, BaseException):
            played.broken.append(f"gave up: {failed!r}")
    if played.ready_after > patience():
        played.broken.append(f"ready again only after {played.ready_after:.1f} s")
    if (played.drained_in or 0) > DRAINED_WITHIN:
        played.broken.append(f"SIGTERM took {played.drained_in:.1f} s")
    played.broken += [f"traceback: {line}" for line in stage.running.failures()[failures:]]
    played.broken += judge(history, await played.read(), settled=False)
    return played


async def play_all(
    stage: Stage, faults: Sequence[str], *, seed: int, tell: Callable[[Round], None] | None = None
) -> list[Round]:
    """Rounds in turn. An answer whose worker was killed may take its lease; meanwhile the next rounds are played."""
    played: list[Round] = []
    open_: list[Round] = []
    for number, fault in enumerate(faults):
        one = await play(stage, fault, seed + number)
        played.append(one)
        open_.append(one)
        open_ = [earlier for earlier in open_ if not await _finished(earlier, tell)]
    patience = time.monotonic() + SETTLED_WITHIN
    while open_:
        last_call = time.monotonic() > patience
        open_ = [earlier for earlier in open_ if not await _finished(earlier, tell, last_call=last_call)]
        await asyncio.sleep(0.3)
    return played


async def _finished(one: Round, tell: Callable[[Round], None] | None, *, last_call: bool = False) -> bool:
    threads = await one.read()
    if not last_call and not await one.settled(threads):
        return False
    await one.finish(threads)
    if tell is not None:
        tell(one)
    return True


def fresh_seed() -> int:
    """A seed nobody has chosen; it is printed, so that its round can be asked for again."""
    return int.from_bytes(os.urandom(3))
