"""Models: a chain of one to three is asked, the next one when one fails, and nobody hears of it.

`Providers.ask` is the door. Whoever calls it hears text as it is written (`Delta`, and `Replace` where another model
had to begin anew) and gets a typed `Reply`, or `ChainExhausted`: then the engine that needs no model answers. The
libraries behind it take two seconds to load; whoever expects questions has that done before (`open`).
"""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar, cast

import structlog

from sportello.core.addresses import Reach
from sportello.core.llm.chain import (
    LONGEST_CHAIN,
    PROVIDERS,
    Chain,
    Limits,
    Model,
    ModelInvalid,
    Provider,
    check_name,
    provider_of,
)
from sportello.core.llm.circuit import Circuits
from sportello.core.llm.environment import VARIABLES, SetKey, set_key
from sportello.core.llm.metering import Meter, OverBudget, Reservation, Unmetered, Unpriced, Worst
from sportello.core.llm.outcomes import Attempt, ChainExhausted, Delta, Failure, Piece, Reason, Replace, Reply, Usage
from sportello.core.llm.places import ModelAddressRefused, check_address
from sportello.core.llm.seeing import sees_by_name
from sportello.core.llm.speaking import Tell, silent
from sportello.core.llm.task import Call, Line, Mistaken, Picture, Task, Tool, ToolFunction

if TYPE_CHECKING:
    from sportello.core.llm.driver import Engine

__all__ = [
    "LONGEST_CHAIN",
    "PROVIDERS",
    "VARIABLES",
    "Attempt",
    "Call",
    "Chain",
    "ChainExhausted",
    "Circuits",
    "Delta",
    "Failure",
    "Limits",
    "Line",
    "Meter",
    "Mistaken",
    "Model",
    "ModelAddressRefused",
    "ModelInvalid",
    "OverBudget",
    "Picture",
    "Piece",
    "Provider",
    "Providers",
    "Reason",
    "Replace",
    "Reply",
    "Reservation",
    "SetKey",
    "Task",
    "Tell",
    "Tool",
    "ToolFunction",
    "Unmetered",
    "Unpriced",
    "Usage",
    "Worst",
    "check_address",
    "check_name",
    "provider_of",
    "sees_by_name",
    "set_key",
    "silent",
]

D = TypeVar("D")
T = TypeVar("T")
_log = structlog.get_logger()
_DRIVER = "sportello.core.llm.driver"
_HELLO: Task[None, str] = Task(
    key="probe", instructions="Answer in one word.", question="Are you there? Say yes.", bound=None
)
_SHORT = Limits(first=20.0, one=25.0, whole=25.0, turns=1, tokens=1_000)
"""A model that has to be loaded first is waited for; one that thinks needs room for it."""


class Providers:
    """A process's way to models: its connections, as far as they may reach, and what it has learnt of each."""

    def __init__(self, reach: Reach | None = None, *, circuits: Circuits | None = None) -> None:
        self._reach = reach or Reach(allowed_by="MODEL_NETWORKS")
        self._circuits = circuits or Circuits()
        self._opening: asyncio.Task[Engine] | None = None

    async def ask(self, chain: Chain, task: Task[D, T], *, tell: Tell = silent, meter: Meter | None = None) -> Reply[T]:
        """Ask the chain. Open no transaction while you wait: it may take `chain.limits.whole` seconds.

        `tell` is told each piece of text in its order, and waited for. Every call is reserved with `meter` before it
        is made, and settled however it ends. Raises `ChainExhausted`.
        """
        engine = await self.open()
        try:
            reply = await engine.ask(chain, task, tell, meter or Unmetered())
        except ChainExhausted as exhausted:
            _note(exhausted.attempts, None)
            raise
        _note(reply.attempts, reply.model)
        return reply

    async def probe(self, model: Model, *, meter: Meter | None = None) -> Attempt:
        """Call a model once to see whether it answers, for somebody who waits for it: also one that rests."""
        self._circuits.forget(model.line)
        try:
            return (await self.ask(Chain((model,), _SHORT), _HELLO, meter=meter)).attempts[-1]
        except ChainExhausted as exhausted:
            return exhausted.attempts[-1]

    async def open(self) -> "Engine":
        """Load the libraries now, so that the first question does not wait for them."""
        # In a thread: others are answered meanwhile.
        self._opening = self._opening or asyncio.create_task(asyncio.to_thread(self._load))
        return await asyncio.shield(self._opening)

    async def close(self) -> None:
        """Close all connections."""
        if self._opening is not None:
            await (await self._opening).close()

    def _load(self) -> "Engine":
        driver = import_module(_DRIVER)
        return cast("Engine", driver.Engine(self._reach, self._circuits))


def _note(made: Sequence[Attempt], model: str | None) -> None:
    """A line of what became of a question; never what it said."""
    _log.info(
        "llm.asked",
        answered_by=model,
        failures=[f"{each.model}: {each.failure.reason}" for each in made if each.failure],
        took=round(sum(each.took for each in made), 3),
        calls=len(made),
    )
