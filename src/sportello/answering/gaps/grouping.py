"""Grouping: a question joins the gap that is most like it, or begins one. Once grouped it stays, so gaps are stable.

What is alike, `groups` tells, within a language: by letters, and by meaning where there is an embedding model that
knows the language. Then what a question means is kept beside it (`meaning`) before it is grouped, with no transaction
open while the model runs; a model that fails holds nothing up, its questions are grouped by their letters.
"""

from asyncio import to_thread
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.gaps.groups import FIRST, Groups, Near, Place
from sportello.answering.gaps.meaning import embed_questions, near_questions
from sportello.core.db import Database
from sportello.core.embedding import Embedder

AT_ONCE: Final = 500
"""Questions grouped in one transaction."""
_MOST_GAPS: Final = 5_000
"""Gaps of a language that are compared with: those that grew last. They are read anew each time, in about a second
where there are so many, so that nobody's words are kept in memory."""
_log = structlog.get_logger()

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('gaps ' || :workspace, 0))")
_NEW = text(
    """
    SELECT q.conversation_id, q.message_id, q.language, q.asked_at, t.question
    FROM gap_questions q JOIN traces t USING (conversation_id, message_id)
    WHERE q.gap_id IS NULL ORDER BY q.asked_at, q.message_id LIMIT :most
    """
)
_FIRSTS = text(
    """
    SELECT gap.id, first.* FROM (
        SELECT id FROM gaps WHERE language = :language ORDER BY grown_at DESC, id LIMIT :most
    ) AS gap CROSS JOIN LATERAL (
        SELECT q.conversation_id, q.message_id, t.question, coalesce(q.model = :model, false) AS meant
        FROM gap_questions q JOIN traces t USING (conversation_id, message_id)
        WHERE q.gap_id = gap.id ORDER BY q.asked_at, q.message_id LIMIT :first
    ) AS first
    """
)
_BEGIN = text("INSERT INTO gaps (id, workspace_id, language, grown_at) VALUES (:id, :workspace_id, :language, :at)")
_JOIN = text(
    """
    UPDATE gap_questions SET gap_id = joined.gap_id
    FROM unnest(CAST(:gaps AS uuid[]), CAST(:conversations AS uuid[]), CAST(:messages AS uuid[]))
        AS joined (gap_id, conversation_id, message_id)
    WHERE (gap_questions.conversation_id, gap_questions.message_id) = (joined.conversation_id, joined.message_id)
    """
)
_GROWN = text(
    """
    UPDATE gaps SET grown_at = greatest(grown_at, joined.at)
    FROM unnest(CAST(:gaps AS uuid[]), CAST(:ats AS timestamptz[])) AS joined (gap_id, at)
    WHERE gaps.id = joined.gap_id
    """
)
_SWEEP = text("DELETE FROM gaps WHERE NOT EXISTS (SELECT FROM gap_questions WHERE gap_id = gaps.id)")


@dataclass(frozen=True)
class NewQuestion:
    """A question that no gap has yet."""

    conversation_id: UUID
    message_id: UUID
    language: str
    asked_at: datetime
    question: str

    @property
    def place(self) -> Place:
        """Where it was asked."""
        return self.conversation_id, self.message_id


async def group_questions(database: Database, *, workspace_id: UUID, embedder: Embedder | None = None) -> int:
    """Give every new question its gap, and forget gaps that have lost all of theirs; tells how many were new."""
    done = 0
    while True:
        if embedder:
            await embed_questions(database, embedder, workspace_id=workspace_id, most=AT_ONCE)
        async with database.transaction(workspace_id) as session:
            await session.execute(_ALONE, {"workspace": str(workspace_id)})
            found = [NewQuestion(*row) for row in await session.execute(_NEW, {"most": AT_ONCE})]
            for language in sorted({new.language for new in found}):
                model = await embedder.recall() if embedder and embedder.knows(language) else None
                of_it = [new for new in found if new.language == language]
                await _group(session, workspace_id, language, of_it, model=model)
            if len(found) < AT_ONCE:
                await session.execute(_SWEEP)
        done += len(found)
        if len(found) < AT_ONCE:
            _log.info("gaps.grouped", workspace_id=str(workspace_id), questions=done)
            return done


async def _group(
    session: AsyncSession, workspace_id: UUID, language: str, found: Sequence[NewQuestion], *, model: str | None
) -> None:
    wanted = {"language": language, "most": _MOST_GAPS, "first": FIRST, "model": model}
    known = (await session.execute(_FIRSTS, wanted)).all()
    near = await near_questions(session, [new.place for new in found], model=model, language=language)
    placed = await to_thread(_placed, language, known, found, near)
    begun = [
        {"id": gap_id, "workspace_id": workspace_id, "language": language, "at": new.asked_at}
        for new, (gap_id, begins) in zip(found, placed, strict=True)
        if begins
    ]
    if begun:
        await session.execute(_BEGIN, begun)
    gaps = [gap_id for gap_id, _ in placed]
    joined = {
        "gaps": gaps,
        "conversations": [new.conversation_id for new in found],
        "messages": [new.message_id for new in found],
    }
    await session.execute(_JOIN, joined)
    latest = dict(zip(gaps, (new.asked_at for new in found), strict=True))
    await session.execute(_GROWN, {"gaps": list(latest), "ats": list(latest.values())})


def _placed(
    language: str, known: Iterable[Any], found: Iterable[NewQuestion], near: Mapping[Place, Near]
) -> list[tuple[UUID, bool]]:
    groups = Groups(language)
    for row in known:
        groups.know(row.id, (row.conversation_id, row.message_id), row.question, meant=row.meant)
    return [groups.place(new.place, new.question, near.get(new.place)) for new in found]
