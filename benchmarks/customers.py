"""Customers as the widget makes them: one stream to read, one connection to post, an answer awaited each time."""

import asyncio
import json
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp

QUESTIONS = (
    "Quanto costa il biglietto intero?",
    "A che ora aprite la sera?",
    "Dove posso parcheggiare?",
    "Posso portare il cane?",
    "C'è uno sconto per i gruppi?",
    "What time do you open on weekends?",
    "How much is a family ticket?",
    "Is the route accessible by wheelchair?",
    "Can I get a refund if it snows?",
    "Where can I leave my coat?",
)
PATIENCE = 30.0
"""Seconds after which an answer that has not come counts as an error."""


@dataclass
class Tally:
    """What happened in one run: seconds from POST to answer, and everything that went wrong.

    What is not sure is `put_off` on purpose, until its customer has paused for a second.
    """

    at_once: list[float] = field(default_factory=list[float])
    put_off: list[float] = field(default_factory=list[float])
    errors: list[str] = field(default_factory=list[str])

    @property
    def seconds(self) -> list[float]:
        """Of all together."""
        return [*self.at_once, *self.put_off]


class Customer:
    """One visitor with an open conversation and an open stream."""

    def __init__(self, http: aiohttp.ClientSession, api: str, token: str, conversation: str) -> None:
        self._http = http
        self._url = f"{api}/widget/conversations/{conversation}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._answered = asyncio.Event()
        self._answer_seq = 0
        self.unsure = False
        """Whether the last answer offered a person or other questions: such wait until their customer pauses."""
        self.begun: float | None = None
        """When the first of an answer was seen that is not whole yet, by `time.perf_counter`."""
        self.answer = ""
        """The last one, whole."""
        self._stream: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._free = asyncio.Lock()

    async def connect(self) -> None:
        """Open the stream and wait until the server has said where the conversation stands."""
        self._stream = asyncio.create_task(self._read())
        await asyncio.wait_for(self._listening.wait(), PATIENCE)

    async def close(self) -> None:
        """Close the stream."""
        if self._stream:
            self._stream.cancel()
            await asyncio.gather(self._stream, return_exceptions=True)

    async def ask(self, question: str) -> float:
        """Post one message and wait for the assistant's answer to it; returns the seconds it took."""
        async with self._free:
            started, self.begun = time.perf_counter(), None
            asked = await self._say(question)
            while self._answer_seq < asked:
                self._answered.clear()
                await asyncio.wait_for(self._answered.wait(), PATIENCE)
            return time.perf_counter() - started

    async def post(self, text: str) -> float:
        """Post one message without waiting for an answer; returns the seconds until it was acknowledged."""
        started = time.perf_counter()
        await self._say(text)
        return time.perf_counter() - started

    async def _say(self, text: str) -> int:
        body = {"id": str(uuid4()), "text": text, "choice": None, "seen_seq": self._answer_seq}
        async with self._http.post(f"{self._url}/messages", json=body, headers=self._headers) as response:
            if response.status != 201:
                raise RuntimeError(f"HTTP {response.status}: {(await response.text())[:200]}")
            return (await response.json())["seq"]

    async def _read(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._http.get(f"{self._url}/events", headers=self._headers, timeout=timeout) as response:
            response.raise_for_status()
            event = ""
            async for line in response.content:
                if line.startswith(b"event:"):
                    event = line[6:].strip().decode()
                elif line.startswith(b"data:"):
                    self._hear(event, line[5:])

    def _hear(self, event: str, data: bytes) -> None:
        if event == "state":
            self._listening.set()
        elif event in {"delta", "replace"}:
            self.begun = self.begun or time.perf_counter()
        elif event == "message" and b'"assistant"' in data:
            message = json.loads(data)
            self._answer_seq, self.unsure = message["seq"], bool(message["buttons"])
            self.answer = message["text"]
            self._answered.set()


@asynccontextmanager
async def customers(api: str, key: str, count: int, *, listen: bool = True) -> AsyncGenerator[list[Customer]]:
    """So many new visitors of one widget, ready to ask; with `listen`, each with an open stream."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        gate = asyncio.Semaphore(20)

        async def enter() -> Customer:
            async with gate:
                customer = await _enter(http, api, key)
                if listen:
                    await customer.connect()
                return customer

        crowd = await asyncio.gather(*(enter() for _ in range(count)))
        try:
            yield crowd
        finally:
            await asyncio.gather(*(customer.close() for customer in crowd))


async def _enter(http: aiohttp.ClientSession, api: str, key: str) -> Customer:
    visitor = await _post(
        http, f"{api}/widget/visitors", {"X-Sportello-Key": key}, {"language": "it", "page_url": None}
    )
    token = visitor["token"]
    body = {"id": str(uuid4()), "language": "it", "page_url": None, "test": True}
    begun = await _post(http, f"{api}/widget/conversations", {"Authorization": f"Bearer {token}"}, body)
    return Customer(http, api, token, begun["id"])


async def _post(http: aiohttp.ClientSession, url: str, headers: dict[str, str], body: dict[str, Any]) -> Any:
    async with http.post(url, json=body, headers=headers) as response:
        if not response.ok:
            raise RuntimeError(f"{url}: HTTP {response.status}: {(await response.text())[:300]}")
        return await response.json()


async def saturate(crowd: list[Customer], seconds: float) -> Tally:
    """Everybody asks again as soon as they have their answer."""
    tally = Tally()
    end = time.perf_counter() + seconds

    async def insist(customer: Customer) -> None:
        while time.perf_counter() < end:
            await _ask(customer, tally)

    await asyncio.gather(*(insist(customer) for customer in crowd))
    return tally


async def pace(crowd: list[Customer], seconds: float, rate: float) -> Tally:
    """The crowd together asks `rate` questions a second, each customer in turn and only when free."""
    tally = Tally()
    running: set[asyncio.Task[None]] = set()
    start = time.perf_counter()
    for turn in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, start + turn / rate - time.perf_counter()))
        task = asyncio.create_task(_ask(crowd[turn % len(crowd)], tally))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    return tally


async def post_only(crowd: list[Customer], seconds: float) -> Tally:
    """Everybody posts, one message after the other, and nobody waits for answers."""
    tally = Tally()
    end = time.perf_counter() + seconds

    async def post(customer: Customer) -> None:
        while time.perf_counter() < end:
            seconds = await _timed(customer.post, tally)
            if seconds is not None:
                tally.at_once.append(seconds)

    await asyncio.gather(*(post(customer) for customer in crowd))
    return tally


async def _ask(customer: Customer, tally: Tally) -> None:
    seconds = await _timed(customer.ask, tally)
    if seconds is not None:
        (tally.put_off if customer.unsure else tally.at_once).append(seconds)


async def _timed(act: Callable[[str], Awaitable[float]], tally: Tally) -> float | None:
    try:
        return await act(random.choice(QUESTIONS))  # noqa: S311 - no secret here
    except (aiohttp.ClientError, RuntimeError, TimeoutError) as error:
        tally.errors.append(f"{type(error).__name__}: {error}")
        return None
