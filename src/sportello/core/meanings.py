"""What a question means, asked quickly or not at all: an answer never waits long for a model."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

import structlog

from sportello.core.embedding import Embedder, EmbeddingFailed, Vector
from sportello.core.personal import masked

PATIENCE: Final = 1.0
"""Seconds a question's meaning is waited for; without it the answer goes by words."""
SULK: Final = 10.0
"""Seconds a model that failed is not asked again: each question would wait as long as the one before."""
_KEPT: Final = 2_000
"""Questions whose vectors a process keeps, about 10 MB."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Meant:
    """What questions mean, in the numbers of one model; where it failed, why."""

    model: str
    knows: Callable[[str], bool]
    vectors: Mapping[str, Vector] = field(default_factory=dict[str, Vector])
    failure: str | None = None

    @property
    def told(self) -> str | None:
        """The model that took part, as a trace has it: with the reason where it failed; None where it was not asked."""
        if self.failure:
            return f"{self.model}: {self.failure}"
        return self.model if self.vectors else None

    def of(self, question: str, language: str) -> Vector | None:
        """The vector to look for in a language; None where the model would do harm, or gave none."""
        return self.vectors.get(question) if self.knows(language) else None


class Meanings:
    """What a process asks when it wants to know what questions mean: quickly, or not at all."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._silent_until = 0.0

    @property
    def embedder(self) -> Embedder:
        """The model that is asked."""
        return self._embedder

    async def of(self, questions: Iterable[tuple[str, str]], *, patience: float | None = None) -> Meant:
        """What these questions mean, each with its language. Open no transaction while you wait for it.

        The model is told no personal data, nor is any kept here. Where no customer waits for it, `patience` may be
        longer (seconds).
        """
        told = {question: masked(question).text for question, language in questions if self._embedder.knows(language)}
        lacking = [each for each in dict.fromkeys(told.values()) if each not in self._kept]
        failure = await self._ask(lacking, patience or PATIENCE) if lacking else None
        vectors = {question: self._kept[each] for question, each in told.items() if each in self._kept}
        for each in told.values():
            if each in self._kept:
                self._kept.move_to_end(each)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return Meant(self._embedder.model, self._embedder.knows, vectors, failure)

    def forget(self) -> None:
        """Keep no question's meaning any longer."""
        self._kept.clear()

    async def _ask(self, questions: Sequence[str], patience: float) -> str | None:
        if monotonic() < self._silent_until:
            return "It failed a moment ago and is not asked again yet."
        try:
            async with asyncio.timeout(patience):
                vectors = await self._embedder.embed(questions)
        except (EmbeddingFailed, TimeoutError) as error:
            self._silent_until = monotonic() + SULK
            failure = str(error) or f"It took longer than {patience:g} s."
            _log.warning("meanings.failed", model=self._embedder.model, reason=failure)
            return failure
        self._kept |= zip(questions, vectors, strict=True)
        return None
