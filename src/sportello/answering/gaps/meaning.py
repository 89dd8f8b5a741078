"""What unanswered questions mean, in the numbers of a model: kept beside each question, and gone with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.gaps.groups import Near, Place
from sportello.core.db import Database
from sportello.core.embedding import Embedder, EmbeddingFailed
from sportello.core.embedding_each import embed_each
from sportello.core.personal import masked

_NEAREST: Final = 30
"""Questions that are compared by their meaning: what is farther away is like nothing."""
_LONGEST: Final = 1_000
_log = structlog.get_logger()

_LANGUAGES = text("SELECT DISTINCT language FROM gap_questions")
# Those that have no gap yet come first; of the others the newest: a model that is new comes to know them by and by.
_LACKING = text(
    """
    SELECT q.conversation_id, q.message_id, t.question
    FROM gap_questions q JOIN traces t USING (conversation_id, message_id)
    WHERE q.language = ANY (:languages) AND q.model IS DISTINCT FROM :model
    ORDER BY q.gap_id IS NOT NULL, q.asked_at DESC, q.message_id LIMIT :most
    """
)
_KEEP = text(
    """
    UPDATE gap_questions SET model = :model, meaning = CAST(made.meaning AS halfvec)
    FROM unnest(CAST(:conversations AS uuid[]), CAST(:messages AS uuid[]), CAST(:meanings AS text[]))
        AS made (conversation_id, message_id, meaning)
    WHERE (gap_questions.conversation_id, gap_questions.message_id) = (made.conversation_id, made.message_id)
    """
)
_NEAR = text(
    """
    SELECT asked.conversation_id, asked.message_id, near.conversation_id AS other_conversation_id,
        near.message_id AS other_message_id, 1 - near.distance AS cosine
    FROM unnest(CAST(:conversations AS uuid[]), CAST(:messages AS uuid[])) AS new (conversation_id, message_id)
    JOIN gap_questions AS asked USING (conversation_id, message_id)
    CROSS JOIN LATERAL (
        SELECT other.conversation_id, other.message_id, other.meaning <=> asked.meaning AS distance
        FROM gap_questions AS other
        WHERE other.language = :language AND other.model = :model AND other.message_id <> asked.message_id
            AND other.meaning IS NOT NULL
        ORDER BY other.meaning <=> asked.meaning LIMIT :most
    ) AS near
    WHERE asked.model = :model AND asked.meaning IS NOT NULL
    """
)


@dataclass(frozen=True)
class _Lacking:
    conversation_id: UUID
    message_id: UUID
    question: str


async def embed_questions(database: Database, embedder: Embedder, *, workspace_id: UUID, most: int) -> int:
    """Keep what questions mean that the model has not been asked about, new ones first; tells how many there were.

    The model is told no personal data. Where it fails, they stay as they are and are asked about the next time; what
    it refuses has no meaning, and is not asked about again.
    """
    async with database.transaction(workspace_id) as session:
        known = [language for language in await session.scalars(_LANGUAGES) if embedder.knows(language)]
        wanted = {"languages": known, "model": await embedder.recall(), "most": most}
        lacking = [_Lacking(*row) for row in await session.execute(_LACKING, wanted)]
    if not lacking:
        return 0
    try:
        said = [masked(row.question[:_LONGEST]).text for row in lacking]
        each = await embed_each(embedder, said)
    except EmbeddingFailed as failure:
        _log.warning("gaps.not_embedded", workspace_id=str(workspace_id), model=embedder.model, reason=str(failure))
        return 0
    made = {
        "model": each.model,
        "conversations": [row.conversation_id for row in lacking],
        "messages": [row.message_id for row in lacking],
        "meanings": [json.dumps(each.vectors[text]) if text in each.vectors else None for text in said],
    }
    async with database.transaction(workspace_id) as session:
        await session.execute(_KEEP, made)
    return len(lacking)


async def near_questions(
    session: AsyncSession, places: Sequence[Place], *, model: str | None, language: str
) -> dict[Place, Near]:
    """What means nearly the same as each of these questions, in the numbers of one model; by words alone, nothing."""
    if model is None:
        return {}
    conversations, messages = [place[0] for place in places], [place[1] for place in places]
    wanted = {"conversations": conversations, "messages": messages}
    rows = await session.execute(_NEAR, wanted | {"model": model, "language": language, "most": _NEAREST})
    found: dict[Place, dict[Place, float]] = {}
    for row in rows:
        cosines = found.setdefault((row.conversation_id, row.message_id), {})
        cosines[row.other_conversation_id, row.other_message_id] = row.cosine
    return {place: Near(cosines) for place, cosines in found.items()}
