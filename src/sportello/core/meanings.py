"""What a question means, asked quickly or not at all: an answer never waits long for a model."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic, perf_counter
from typing import Final, Literal

import structlog

from sportello.core.embedding import Embedder, EmbeddingFailed, Trouble, Vector
from sportello.core.embedding_each import embed_each
from sportello.core.personal import masked

PATIENCE: Final = 1.0
"""Seconds a question's meaning is waited for; without it the answer goes by words."""
SULK: Final = 10.0
"""Seconds a model that failed is not asked again: each question would wait as long as the one before."""
_KEPT: Final = 2_000
"""Questions whose vectors a process keeps, about 10 MB."""
_FRESH: Final = 600.0
"""Seconds they are kept: a server that another process knows by other weights is asked again by then."""
_LONGEST_REST: Final = 300.0
"""Seconds a model is left alone at most, however long it wants to be."""
Without = Trouble | Literal["resting", "language", "unfilled"]
"""Why meaning was not used: the model's trouble; it failed a moment ago and rests; it does not know the language; or it
has not seen what the workspace says in it yet."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Meant:
    """What questions mean, in the numbers of one model; where it failed, why."""

    model: str
    knows: Callable[[str], bool]
    vectors: Mapping[str, Vector] = field(default_factory=dict[str, Vector])
    failure: Trouble | Literal["resting"] | None = None
    took: float = 0.0
    """Milliseconds that were waited for the model."""

    def without(self, questions: Iterable[str], language: str, *, compared: bool) -> Without | None:
        """Why the meaning of these questions was not used; None where it was, of at least one of them.

        `compared` says whether anything the workspace has was near or far in meaning.
        """
        if not self.knows(language):
            return "language"
        if any(question in self.vectors for question in questions):
            return None if compared else "unfilled"
        return self.failure or "text"

    def of(self, question: str, language: str) -> Vector | None:
        """The vector to look for in a language; None where the model would do harm, or gave none."""
        return self.vectors.get(question) if self.knows(language) else None


class Meanings:
    """What a process asks when it wants to know what questions mean: quickly, or not at all."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._kept_of = embedder.model
        self._kept_until = 0.0
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
        if self._kept_of != self._embedder.model or monotonic() > self._kept_until:
            self.forget()
        asked = perf_counter()
        failure = await self._ask(list(dict.fromkeys(told.values())), patience or PATIENCE)
        took = (perf_counter() - asked) * 1_000
        vectors = {question: self._kept[each] for question, each in told.items() if each in self._kept}
        for each in told.values():
            if each in self._kept:
                self._kept.move_to_end(each)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return Meant(self._kept_of, self._embedder.knows, vectors, failure, took)

    def forget(self) -> None:
        """Keep no question's meaning any longer."""
        self._kept.clear()
        self._kept_of = self._embedder.model
        self._kept_until = monotonic() + _FRESH

    async def _ask(self, questions: Sequence[str], patience: float) -> Trouble | Literal["resting"] | None:
        """Have the meanings of these kept, all of one model; says why some are not."""
        for _ in range(2):  # once more where other weights answer: what was kept is of those before
            lacking = [each for each in questions if each not in self._kept]
            if not lacking:
                return None
            if monotonic() < self._silent_until:
                return "resting"
            try:
                async with asyncio.timeout(patience):
                    each = await embed_each(self._embedder, lacking)
            except (EmbeddingFailed, TimeoutError) as error:
                return self._failed(error, patience)
            if each.model != self._kept_of:
                self.forget()
                self._kept_of = each.model
            self._kept |= each.vectors
            if each.refused:
                return "text"
        return None

    def _failed(self, error: EmbeddingFailed | TimeoutError, patience: float) -> Trouble:
        failed = error if isinstance(error, EmbeddingFailed) else None
        self._silent_until = monotonic() + min(max(SULK, failed.wait if failed else 0), _LONGEST_REST)
        reason = str(error) or f"It took longer than {patience:g} s."
        _log.warning("meanings.failed", model=self._embedder.model, reason=reason)
        return failed.why if failed else "slow"
