"""Grouping: a question joins the gap that is most like it, or begins one. Once grouped it stays, so gaps are stable.

Alike is told as search tells it where stems miss: by the runs of four letters of the words that say something. Two
questions are compared by the share of runs they have in common (Dice). A gap is compared by its oldest question alone:
comparing with any of them would chain unlike questions together, one like the next. From `ALIKE` on, of questions
with known intents eight to nine in ten stand in a group with their like, and as many of each group mean the same.
"""

from asyncio import to_thread
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.knowledge import grams, split_words

ALIKE: Final = 0.5
AT_ONCE: Final = 2_000
"""Questions grouped in one transaction."""
_MOST_GAPS: Final = 5_000
"""Gaps of a language that are compared with: those that grew last. They are read anew each time, in under half a
second, so that nobody's words are kept in memory."""
_LONGEST: Final = 1_000
"""Characters of a question that are looked at."""
_log = structlog.get_logger()

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('gaps ' || :workspace, 0))")
_NEW = text(
    """
    SELECT q.conversation_id, q.message_id, q.language, q.asked_at, t.question
    FROM gap_questions q JOIN traces t USING (conversation_id, message_id)
    WHERE q.gap_id IS NULL ORDER BY q.asked_at, q.message_id LIMIT :most
    """
)
_LEADERS = text(
    """
    SELECT gap.id, first.question FROM (
        SELECT id FROM gaps WHERE language = :language ORDER BY grown_at DESC, id LIMIT :most
    ) AS gap CROSS JOIN LATERAL (
        SELECT t.question FROM gap_questions q JOIN traces t USING (conversation_id, message_id)
        WHERE q.gap_id = gap.id ORDER BY q.asked_at, q.message_id LIMIT 1
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


class Leaders:
    """The questions that gaps are compared by, of one language: found by the runs of letters they have."""

    def __init__(self, language: str, known: Iterable[tuple[UUID, str]] = ()) -> None:
        self.language = language
        self._gaps: list[UUID] = []
        self._sizes: list[int] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for gap_id, question in known:
            self._add(gap_id, letters(question, language))

    def place(self, question: str) -> tuple[UUID, bool]:
        """The gap this question belongs to, and whether it begins it."""
        asked = letters(question, self.language)
        shared: dict[int, int] = defaultdict(int)
        for run in asked:
            for at in self._having.get(run, ()):
                shared[at] += 1
        likeness = {at: 2 * common / (len(asked) + self._sizes[at]) for at, common in shared.items()}
        best = max(likeness, key=lambda at: (likeness[at], -at), default=None)
        if best is not None and likeness[best] >= ALIKE:
            return self._gaps[best], False
        gap_id = new_id()
        self._add(gap_id, asked)
        return gap_id, True

    def _add(self, gap_id: UUID, runs: frozenset[str]) -> None:
        for run in runs:
            self._having[run].append(len(self._gaps))
        self._gaps.append(gap_id)
        self._sizes.append(len(runs))


def letters(question: str, language: str) -> frozenset[str]:
    """The runs of letters of the words that say something; of all words, where none does."""
    said = question[:_LONGEST]
    return frozenset(grams(split_words(said, language) or split_words(said, "")))


async def group_questions(database: Database, *, workspace_id: UUID) -> int:
    """Give every new question its gap, and forget gaps that have lost all of theirs; tells how many were new."""
    done = 0
    while True:
        async with database.transaction(workspace_id) as session:
            await session.execute(_ALONE, {"workspace": str(workspace_id)})
            found = [NewQuestion(*row) for row in await session.execute(_NEW, {"most": AT_ONCE})]
            for language in sorted({new.language for new in found}):
                await _group(session, workspace_id, language, [new for new in found if new.language == language])
            if len(found) < AT_ONCE:
                await session.execute(_SWEEP)
        done += len(found)
        if len(found) < AT_ONCE:
            _log.info("gaps.grouped", workspace_id=str(workspace_id), questions=done)
            return done


async def _group(session: AsyncSession, workspace_id: UUID, language: str, found: Sequence[NewQuestion]) -> None:
    rows = await session.execute(_LEADERS, {"language": language, "most": _MOST_GAPS})
    known = [(row.id, row.question) for row in rows]
    placed = await to_thread(_placed, language, known, found)
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


def _placed(language: str, known: Iterable[tuple[UUID, str]], found: Iterable[NewQuestion]) -> list[tuple[UUID, bool]]:
    leaders = Leaders(language, known)
    return [leaders.place(new.question) for new in found]
