"""Embedding many texts of which a few may be refused: one that a model does not take keeps no other waiting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from sportello.core.embedding import PROBE, Embedded, Embedder, EmbeddingFailed, TextsFailed, Vector

_SHORT: Final = 400
"""Letters up to which no text is refused for its length."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Each:
    """What became of texts asked for one by one, if need be: a vector, or the reason why there is none."""

    model: str
    vectors: dict[str, Vector] = field(default_factory=dict[str, Vector])
    refused: dict[str, str] = field(default_factory=dict[str, str])


async def embed_each(embedder: Embedder, texts: Sequence[str]) -> Each:
    """Embed texts of which a few may be refused: these are found by halves, and keep none of the others waiting.

    One that is refused alone is tried with its first half and quarter, since most are refused for their length. Raises
    `EmbeddingFailed` where it is not the texts: the model fails at the harmless probe, too.
    """
    wanted = list(dict.fromkeys(texts))
    try:
        found = await embedder.embed(wanted)
    except TextsFailed as failure:
        try:
            each = Each((await embedder.embed([PROBE])).model)
        except TextsFailed:
            raise EmbeddingFailed(str(failure)) from failure
        await _by_halves(embedder, wanted, each)
        return each
    return Each(found.model, dict(zip(wanted, found.vectors, strict=True)))


async def _by_halves(embedder: Embedder, texts: Sequence[str], each: Each) -> None:
    if len(texts) == 1:
        await _alone(embedder, texts[0], each)
        return
    for some in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
        try:
            _take(each, some, await embedder.embed(some))
        except TextsFailed:
            await _by_halves(embedder, some, each)


async def _alone(embedder: Embedder, text: str, each: Each) -> None:
    for share in (1, 2, 4) if len(text) > _SHORT else (1,):
        try:
            _take(each, [text], await embedder.embed([text[: max(1, len(text) // share)]]))
        except TextsFailed as failure:
            each.refused[text] = str(failure)
        else:
            each.refused.pop(text, None)
            return
    _log.warning("embedding.text_refused", model=each.model, letters=len(text), reason=each.refused[text])


def _take(each: Each, texts: Sequence[str], found: Embedded) -> None:
    if found.model != each.model:
        raise EmbeddingFailed(f"{each.model} became {found.model} while it was asked.")
    each.vectors.update(zip(texts, found.vectors, strict=True))
