"""What one may ask about gaps: which there are, the questions in one, and whether they could be answered by now."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.composing import compose
from sportello.answering.gaps.errors import GapNotFound
from sportello.answering.models import FaqProposal, GapQuestion, GapReason, Outcome, Trace
from sportello.answering.phrases import tokens_of
from sportello.answering.setups import read_setup
from sportello.answering.smalltalk import without_greeting
from sportello.contacts import Contact
from sportello.conversations import Conversation
from sportello.core.clock import now
from sportello.core.meanings import Meant
from sportello.core.personal import MASK, masked
from sportello.knowledge import Status

GapState = Literal["open", "dismissed", "answered"]
COMES_BACK: Final = 3
"""So many more questions after it was dismissed or answered open a gap again."""
EXAMPLES: Final = 3
ASKED_AGAIN: Final = 5
"""Wordings that are asked again to see whether the knowledge answers them by now."""
MOST_WORDINGS: Final = 30
"""Wordings offered for an FAQ entry: more help little and would be read by nobody."""
_LONGEST_WORDING: Final = 300
_AROUND_MASK: Final = 6
"""Words that introduce a name or a number, at most: "you can reach me at"."""
_PARTS: Final = re.compile(r"(?<=[,.!?;])\s+")
_WORD: Final = re.compile(r"[^\W_]+")
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

# A gap is settled by the article that was published for it, or by who dismissed it, whichever was later; what was
# asked since then tells whether that held.
_GAPS: Final = """
    WITH settled AS (
        SELECT g.id, g.language, g.article_id, a.title AS article_title, a.status AS article_status, g.dismissed_at,
            CASE WHEN a.status = 'published' THEN a.updated_at END AS answered_at,
            greatest(g.dismissed_at, CASE WHEN a.status = 'published' THEN a.updated_at END) AS settled_at
        FROM gaps g LEFT JOIN articles a ON a.id = g.article_id
        WHERE CAST(:id AS uuid) IS NULL OR g.id = :id
    ), counted AS (
        SELECT s.id, s.language, s.article_id, s.article_title, s.article_status, s.dismissed_at, s.answered_at,
            count(*) FILTER (WHERE q.asked_at >= :from) AS asked,
            count(*) FILTER (WHERE q.asked_at > s.settled_at) AS since,
            min(q.asked_at) AS first_asked_at, max(q.asked_at) AS last_asked_at
        FROM settled s JOIN gap_questions q ON q.gap_id = s.id
        GROUP BY s.id, s.language, s.article_id, s.article_title, s.article_status, s.dismissed_at, s.answered_at
    ), gap AS (
        SELECT *, CASE
            WHEN since >= :comes_back THEN 'open'
            WHEN answered_at IS NOT NULL AND (dismissed_at IS NULL OR answered_at >= dismissed_at) THEN 'answered'
            WHEN dismissed_at IS NOT NULL THEN 'dismissed'
            ELSE 'open' END AS state
        FROM counted WHERE asked > 0
    )
"""
_FOUND: Final = """
    SELECT id, language, state, asked, since, first_asked_at, last_asked_at, article_id, article_title, article_status
    FROM gap
"""
_PAGE: Final = """
    WHERE state = :state AND (CAST(:language AS text) IS NULL OR language = :language)
        AND (CAST(:after_id AS uuid) IS NULL OR (asked, last_asked_at, id)
            < (CAST(:after_asked AS bigint), CAST(:after_at AS timestamptz), CAST(:after_id AS uuid)))
    ORDER BY asked DESC, last_asked_at DESC, id DESC LIMIT :limit
"""
_WAITING: Final = "SELECT count(*) FROM gap WHERE state = 'open' AND article_status IS DISTINCT FROM 'draft'"
_LIST: Final = text(_GAPS + _FOUND + _PAGE)
_ONE: Final = text(_GAPS + _FOUND)
_COUNT: Final = text(_GAPS + _WAITING)
_WORDED: Final = text(
    """
    SELECT gap.id, said.question FROM unnest(CAST(:gaps AS uuid[])) AS gap (id) CROSS JOIN LATERAL (
        SELECT t.question, q.asked_at FROM gap_questions q JOIN traces t USING (conversation_id, message_id)
        WHERE q.gap_id = gap.id ORDER BY q.asked_at, q.message_id LIMIT :most
    ) AS said ORDER BY gap.id, said.asked_at
    """
)


@dataclass(frozen=True)
class After:
    """The last gap of a page; the next page begins below it."""

    asked: int
    last_asked_at: datetime
    id: UUID


@dataclass(frozen=True)
class GapLine:
    """A gap with its counts: `asked` in the period, `since` after it was last dismissed or answered."""

    id: UUID
    language: str
    state: GapState
    asked: int
    since: int
    first_asked_at: datetime
    last_asked_at: datetime
    article_id: UUID | None
    article_title: str | None
    article_status: Status | None
    wordings: tuple[str, ...] = ()
    """How customers put it, each once, the oldest first; without the personal data that was found."""


@dataclass(frozen=True)
class Asked:
    """One question of a gap, where it was asked, and why it counts."""

    conversation_id: UUID
    message_id: UUID
    question: str
    reason: GapReason
    asked_at: datetime
    nearest: str | None
    """The title of what came nearest."""


@dataclass(frozen=True)
class GapToAsk:
    """Some wordings of a gap, and their language."""

    language: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class AskedAgain:
    """What the assistant would say to a wording now."""

    question: str
    outcome: Outcome
    title: str | None
    url: str | None


async def list_gaps(
    session: AsyncSession,
    *,
    state: GapState = "open",
    days: int,
    language: str | None = None,
    after: After | None = None,
    limit: int = 50,
) -> list[GapLine]:
    """The gaps in which something was asked in the last `days`, the most asked first."""
    place = (after.asked, after.last_asked_at, after.id) if after else (None, None, None)
    asked = _period(days) | dict(zip(("after_asked", "after_at", "after_id"), place, strict=True))
    rows = await session.execute(_LIST, asked | {"state": state, "language": language, "limit": limit})
    return await _worded(session, [GapLine(*row) for row in rows], most=EXAMPLES)


async def get_gap(session: AsyncSession, *, gap_id: UUID) -> GapLine:
    """One gap, whenever it was asked, with all the wordings that are worth keeping."""
    rows = await session.execute(_ONE, _period(None) | {"id": gap_id})
    found = await _worded(session, [GapLine(*row) for row in rows], most=MOST_WORDINGS)
    if not found:
        raise GapNotFound
    return found[0]


async def count_gaps(session: AsyncSession, *, days: int) -> tuple[int, int]:
    """How many gaps wait for an answer to be written, and how many proposals for a decision."""
    proposals = select(func.count()).where(FaqProposal.state == "proposed")
    gaps = await session.scalar(_COUNT, _period(days))
    return gaps or 0, await session.scalar(proposals) or 0


async def questions_of_gap(
    session: AsyncSession, *, gap_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Asked]:
    """The questions of a gap, the newest first, as they were put."""
    place = (GapQuestion.asked_at, GapQuestion.message_id)
    wanted = (
        select(
            GapQuestion.conversation_id,
            GapQuestion.message_id,
            Trace.question,
            GapQuestion.reason,
            GapQuestion.asked_at,
            Trace.hits[0]["title"].astext,
        )
        .join(
            Trace,
            (Trace.conversation_id == GapQuestion.conversation_id) & (Trace.message_id == GapQuestion.message_id),
        )
        .where(GapQuestion.gap_id == gap_id)
    )
    if before is not None:
        wanted = wanted.where(tuple_(*place) < before)
    wanted = wanted.order_by(*(column.desc() for column in place)).limit(limit)
    return [Asked(*row) for row in await session.execute(wanted)]


async def gap_to_ask(session: AsyncSession, *, gap_id: UUID) -> GapToAsk:
    """What to ask the assistant to see whether it answers a gap by now."""
    worded = dict(await wordings_of(session, gaps=[gap_id], most=ASKED_AGAIN))
    if gap_id not in worded:
        raise GapNotFound
    language = await session.scalar(select(GapQuestion.language).where(GapQuestion.gap_id == gap_id).limit(1)) or "en"
    return GapToAsk(language, worded[gap_id])


async def ask_gap_again(
    session: AsyncSession, *, workspace_id: UUID, asked: GapToAsk, meant: Meant | None = None
) -> list[AskedAgain]:
    """What the assistant would say by now to the wordings of a gap; `meant` is what they mean. Stores nothing."""
    setup = await read_setup(session, workspace_id=workspace_id)
    again: list[AskedAgain] = []
    for question in asked.wordings:
        draft = await compose(session, assistant=setup, question=question, language=asked.language, meant=meant)
        cited: dict[str, Any] = draft.citations[0] if draft.citations else {}
        again.append(AskedAgain(question, draft.outcome, cited.get("title"), cited.get("url")))
    return again


async def wordings_of(session: AsyncSession, *, gaps: Sequence[UUID], most: int) -> list[tuple[UUID, tuple[str, ...]]]:
    """How customers put the question of each gap, each wording once; those with masks only where all have some."""
    rows = (await session.execute(_WORDED, {"gaps": list(gaps), "most": most * 4})).all()
    names = await _names(session, gaps) if most > EXAMPLES else ()
    worded: dict[UUID, dict[str, str]] = {}
    for row in rows:
        wording = as_wording(row.question, names=names)
        if wording:
            worded.setdefault(row.id, {}).setdefault(wording.casefold().rstrip("?!. "), wording)
    return [(gap_id, _presentable(worded[gap_id].values())[:most]) for gap_id in gaps if gap_id in worded]


def _presentable(wordings: Iterable[str]) -> tuple[str, ...]:
    told = tuple(wordings)
    return tuple(one for one in told if MASK not in one) or told


def as_wording(question: str, *, names: Sequence[str | None] = ()) -> str:
    """A customer's question as a wording of an FAQ: on one line, without greeting and without personal data.

    Parts of it that only say who writes, and how to reach them, are left out with it.
    """
    line = _ungreeted(_without_masks(" ".join(masked(question, names=names).text.split())))
    return (line[:1].upper() + line[1:])[:_LONGEST_WORDING].strip()


def _without_masks(line: str) -> str:
    """The line without the parts in which hardly anything but personal data stood, if anything remains."""
    kept: list[str] = []
    for part in _PARTS.split(line):
        words, masks = len(_WORD.findall(part)), part.count(MASK)
        if not masks or words > _AROUND_MASK * masks or part.endswith("?"):
            kept.append(part)
        elif not words and kept and not kept[-1].endswith("?") and len(_WORD.findall(kept[-1])) == 1:
            kept.pop()  # "Tel. […]"
    return " ".join(kept).rstrip(",;: ") or line


def _ungreeted(line: str) -> str:
    """The line without its greeting and thanks, as it was written."""
    asked, tokens, places = without_greeting(line), tokens_of(line), list(_WORD.finditer(line))
    if asked == line or len(tokens) != len(places):
        return asked
    kept = tokens_of(asked)
    begin = next(at for at in range(len(tokens)) if tokens[at : at + len(kept)] == kept)
    end = places[begin + len(kept) - 1].end()
    return line[places[begin].start() : end] + ("?" if "?" in line[end:] else "")


async def _names(session: AsyncSession, gaps: Sequence[UUID]) -> Sequence[str | None]:
    asked = select(GapQuestion.conversation_id).where(GapQuestion.gap_id.in_(gaps))
    named = select(Contact.name).join(Conversation, Conversation.contact_id == Contact.id)
    wanted = named.where(Conversation.id.in_(asked), Contact.name.is_not(None)).distinct()
    return (await session.scalars(wanted)).all()


async def _worded(session: AsyncSession, lines: Sequence[GapLine], *, most: int) -> list[GapLine]:
    worded = dict(await wordings_of(session, gaps=[line.id for line in lines], most=most))
    return [replace(line, wordings=worded.get(line.id, ())) for line in lines]


def _period(days: int | None) -> dict[str, Any]:
    return {"from": _EVER if days is None else now() - timedelta(days=days), "comes_back": COMES_BACK, "id": None}
