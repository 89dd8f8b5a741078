"""Rehearsals: what search would find for the workspace's own wordings, were they not written down.

With only a wording hidden its entry still answers it; with the whole entry hidden nothing does. This is what a gate
can learn from without anybody's labels. The search is the one customers get, among the FAQ entries of the wording's
language; only the postings it reads are fewer. That nothing is found is told as well: customers would be told so.
Wordings that two entries have in common are left out: the other one would count as wrong, and as answering what nothing
answers.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.meanings import Meant
from sportello.knowledge.retrieval.hits import Hit
from sportello.knowledge.retrieval.meaning import meaning_of
from sportello.knowledge.retrieval.ranking import ahead
from sportello.knowledge.retrieval.search import FEW, Hidden, find_hidden, read_hidden
from sportello.knowledge.text.words import split_words

MOST = 400
"""Wordings that are rehearsed, picked evenly, the same each time: enough for a few weights, and seconds for many."""
_WORDINGS = text(
    """
    WITH told AS MATERIALIZED (
        -- Sorted once: compared each with each, whatever a planner makes of it, is too much among thousands.
        SELECT search_rows.id, wording_id, article_id, search_rows.language, wordings,
            min(article_id::text) OVER alike <> max(article_id::text) OVER alike AS shared
        FROM articles JOIN search_rows ON search_rows.article_id = articles.id
        WINDOW alike AS (PARTITION BY search_rows.language, words)
    )
    SELECT wordings.text, mine.article_id AS entry_id, mine.language, mine.id AS row_id,
        (SELECT array_agg(id) FROM search_rows WHERE article_id = mine.article_id) AS rows,
        (SELECT array_agg(id) FROM search_rows WHERE article_id = mine.article_id AND wording_id IS NULL) AS wholes
    FROM told AS mine JOIN wordings ON wordings.id = mine.wording_id
    WHERE mine.wordings > 1 AND NOT mine.shared
    ORDER BY md5(wordings.text), wordings.id LIMIT :most
    """
)
_SWEEP = text(
    """
    DELETE FROM spellings USING (
        SELECT language, term FROM (SELECT DISTINCT language, term FROM spellings) AS spelt
        WHERE NOT EXISTS (SELECT FROM postings
            WHERE postings.language = spelt.language AND postings.term = spelt.term)
    ) AS gone
    WHERE spellings.language = gone.language AND spellings.term = gone.term
    """
)


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """A wording that was asked, what came first, and whether it was right."""

    question: str
    language: str
    answerable: bool
    right: bool
    hit: Hit | None
    """None where nothing was found."""


async def rehearse(session: AsyncSession, *, most: int = MOST, model: str | None = None) -> list[Rehearsed]:
    """Ask the wordings of FAQ entries that have several; what passages say to them is no lesson.

    With a `model` by meaning too: what a wording means is at hand, for it was embedded.
    """
    rehearsed: list[Rehearsed] = []
    for wording in (await session.execute(_WORDINGS, {"most": most})).all():
        words = " ".join(split_words(wording.text, wording.language))
        alone = Hidden(rows=[wording.row_id], gone=wording.row_id, wholes=wording.wholes, words=words)
        meant = await meaning_of(session, wording.text, model=model, language=wording.language)
        for hidden in (alone, Hidden(rows=wording.rows)):
            hit = await _came(session, wording, hidden, meant)
            rehearsed.append(
                Rehearsed(
                    question=wording.text,
                    language=wording.language,
                    answerable=hidden is alone,
                    right=hit is not None and hit.entry_id == wording.entry_id,
                    hit=hit,
                )
            )
    return rehearsed


async def _came(session: AsyncSession, wording: Any, hidden: Hidden, meant: Meant | None) -> Hit | None:
    """The entry that comes first, with its evidence."""
    found = await find_hidden(session, question=wording.text, language=wording.language, hidden=hidden, meant=meant)
    entries = [entry for entry in found.ranked if entry.row.wordings]
    if not entries:
        return None
    best, *rivals = entries
    without = hidden.words if best.row.entry_id == wording.entry_id else ""
    hit = await read_hidden(session, found, best, without=without)
    margin = best.score - rivals[0].score if rivals else best.score
    lead = ahead([("faq", entry.cosine) for entry in entries[:FEW]])[0]
    return replace(hit, margin=margin, ahead=lead) if hit else None


async def sweep_spellings(session: AsyncSession) -> None:
    """Forget the spellings of words that no article has any more."""
    await session.execute(_SWEEP)
