"""Two providers, the way to them, and somebody who listens."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from sportello.core.llm import Attempt, Chain, Circuits, Delta, Limits, Piece, Providers, Replace, Reply, Task
from tests.upstream import Upstream, reach_of, upstream

PATIENT = Limits(first=20, between=20, one=30, whole=40, tool=20)
"""Limits that no machine exceeds, however busy."""
SOON = Limits(first=1.2, between=1.2, one=20, whole=30, tool=20)
"""Limits that a test can wait for."""


@dataclass
class Listener:
    """What a customer sees while a model speaks."""

    seen: str = ""
    pieces: list[Piece] = field(default_factory=list[Piece])

    async def hear(self, piece: Piece) -> None:
        """As a widget does it."""
        self.pieces.append(piece)
        self.seen = piece.text if isinstance(piece, Replace) else self.seen + piece.text

    @property
    def replaced(self) -> bool:
        """Whether something that was seen went away."""
        return any(isinstance(piece, Replace) for piece in self.pieces)

    @property
    def first(self) -> str:
        """What was seen first."""
        return self.pieces[0].text if self.pieces and isinstance(self.pieces[0], Delta) else ""


@dataclass
class Desk:
    """A chain of two, and how to ask it."""

    one: Upstream
    two: Upstream
    providers: Providers
    circuits: Circuits
    listener: Listener = field(default_factory=Listener)
    limits: Limits = PATIENT

    @property
    def chain(self) -> Chain:
        """The first, then the second."""
        return Chain((self.one.model, self.two.model), self.limits)

    async def ask(self, question: str = "When are you open?", **more: Any) -> Reply[Any]:
        """Ask the chain, listening; what was heard in all must be what the reply says."""
        chain, meter = more.pop("chain", self.chain), more.pop("meter", None)
        given: dict[str, Any] = {"key": "k1", "instructions": "Be kind.", "question": question, "bound": None} | more
        listener = self.listener = Listener()
        reply: Reply[Any] = await self.providers.ask(chain, Task(**given), tell=listener.hear, meter=meter)
        assert listener.seen == reply.text
        return reply


@pytest.fixture(params=["compatible", "anthropic"])
async def desk(request: pytest.FixtureRequest) -> AsyncGenerator[Desk]:
    """The first speaks either protocol, the second the other."""
    other = "anthropic" if request.param == "compatible" else "openai"
    async with upstream(request.param) as one, upstream(other) as two:
        circuits = Circuits()
        providers = Providers(reach_of([one, two]), circuits=circuits)
        await providers.open()
        yield Desk(one, two, providers, circuits)
        await providers.close()


def failures(attempts: Sequence[Attempt]) -> list[str | None]:
    """Why each attempt failed; None for one that did not."""
    return [each.failure.reason if each.failure else None for each in attempts]
