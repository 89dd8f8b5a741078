"""Learning a workspace's intents: apart from everything that serves, and only what has changed."""

import json
from array import array
from base64 import b64encode
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.events import IntentsLearnt
from sportello.answering.intents import forget_model, heads_of, keep_model, lessons_of
from sportello.answering.models import Learning
from sportello.answering.understanding import Head, fingerprint, load, shipped_head
from sportello.core.db import Database
from sportello.core.embedding import Embedder, EmbeddingFailed, Vector
from sportello.core.embedding_each import embed_each
from sportello.core.events import emit
from sportello.core.sandbox import run_apart
from sportello.knowledge import LEARNT_BY

_TRAINER: Final = "sportello.answering.understanding.training:train"
_SECONDS: Final = 300.0
_MEGABYTES: Final = 2_048
_AT_ONCE: Final = 64
_OTHERWISE: Final = text("SELECT workspace_id FROM door_learnt_otherwise(:by)")
_log = structlog.get_logger()


async def is_learnt(session: AsyncSession, *, workspace_id: UUID) -> bool:
    """Whether what the workspace's knowledge teaches was learnt as it is today."""
    return await session.scalar(select(Learning.learnt_by).where(Learning.workspace_id == workspace_id)) == LEARNT_BY


async def note_learnt(session: AsyncSession, *, workspace_id: UUID) -> None:
    """All of it was learnt as it is today."""
    by = {"learnt_by": LEARNT_BY}
    noted = insert(Learning).values(workspace_id=workspace_id, **by)
    await session.execute(noted.on_conflict_do_update(index_elements=["workspace_id"], set_=by))


async def learnt_otherwise(session: AsyncSession) -> list[UUID]:
    """The workspaces, of all, whose knowledge has taught an older version."""
    return list(await session.scalars(_OTHERWISE, {"by": LEARNT_BY}))


async def learn_intents(
    database: Database, *, workspace_id: UUID, embedder: Embedder | None = None, anew: bool = False
) -> None:
    """Bring the workspace's models up to its examples and to the embedding model that knows their language.

    Where the examples are the shipped ones and no embedding model knows the language, so is the model the shipped one.
    `anew`: models of its own are trained although nothing has changed but how. Examples that change meanwhile ask for a
    run of their own, so what is stored is never older than it says. Where the embedding model fails, the words are
    learnt alone, and its `EmbeddingFailed` is raised in the end: try again.
    """
    async with database.transaction(workspace_id) as session:
        lessons, heads = await lessons_of(session), await heads_of(session)
    failure: EmbeddingFailed | None = None
    model = await embedder.recall() if embedder else None
    for language, lesson in lessons.items():
        shipped, head = shipped_head(language), heads.get(language)
        knows = embedder if embedder and embedder.knows(language) else None
        same = not (anew and head)
        if same and _learnt(head or shipped, lesson, model if knows else None):
            continue
        try:
            near = await _near(knows, lesson) if knows else {}
        except EmbeddingFailed as error:
            near, failure = {}, error
        if same and knows and not near and _learnt(head or shipped, lesson, None):
            continue
        plain = not near and fingerprint(lesson) == shipped.trained_on
        asked = json.dumps(json.loads(lesson) | near).encode()
        packed = None if plain else await run_apart(_TRAINER, asked, seconds=_SECONDS, megabytes=_MEGABYTES)
        async with database.transaction(workspace_id) as session:
            if packed is None:
                await forget_model(session, language=language)
            else:
                await keep_model(session, workspace_id=workspace_id, head=load(packed).head, content=packed)
            await emit(session, IntentsLearnt(workspace_id=workspace_id))
        by = near["near"]["model"] if near else None
        _log.info("intents.learnt", workspace_id=str(workspace_id), language=language, shipped=plain, model=by)
    if failure:
        raise failure


def _learnt(head: Head, lesson: bytes, model: str | None) -> bool:
    """Whether the model with this head is what would come of the lesson; what another embedding model taught is not."""
    return head.trained_on == fingerprint(lesson) and model == (head.near.model if head.near else None)


async def _near(embedder: Embedder, lesson: bytes) -> dict[str, Any]:
    """What the lesson's examples mean, as the trainer wants it. Raises `EmbeddingFailed`."""
    asked: dict[str, Any] = json.loads(lesson)
    texts = list(dict.fromkeys([text for each in asked["examples"].values() for text in each] + asked["none"]))
    vectors: dict[str, Vector] = {}
    models: set[str] = set()
    for start in range(0, len(texts), _AT_ONCE):
        each = await embed_each(embedder, texts[start : start + _AT_ONCE])
        vectors |= each.vectors
        models.add(each.model)
    if len(models) > 1 or not vectors:
        raise EmbeddingFailed(f"{embedder.model} gave the examples no vectors of one model.")
    nothing = [0.0] * len(next(iter(vectors.values())))  # an example that was refused teaches by its words alone
    numbers = array("f", (number for text in texts for number in vectors.get(text, nothing)))
    return {"near": {"model": models.pop(), "texts": texts, "vectors": b64encode(numbers.tobytes()).decode()}}
