"""Search: BM25 over the workspace's published knowledge, in one statement, with scores that mean something.

The score of an entry is the share it gets of what a perfect document would get for the same question (every
word of it, unknown ones counted as the rarest, saturated): 0 to 1, comparable between questions and knowledge
bases, which is what a confidence gate needs. Stages after this one (fuzzy words, character re-ranking,
embeddings) belong between `_candidates` and `search`, on the same `Hit`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge.languages import config
from sportello.knowledge.words import split_words

K1 = 1.2
B = 0.75
COVERED = 0.5
"""Below this coverage the question's own language has not answered, and the workspace's others are asked too."""

LONGEST_QUESTION = 4_000


@dataclass(frozen=True, kw_only=True)
class Term:
    """A stem of the question: what finding it is worth (idf), and where in the hit's text it stands.

    `places` count the words that were indexed (`split_words`): of a passage its headings and text, of an FAQ the
    wording or the whole entry, whichever matched best.
    """

    stem: str
    idf: float
    places: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that may answer: an FAQ entry, or a passage of an article.

    What a gate decides on, all 0 to 1: `score` (share of a perfect document's), `coverage` (share of the question's
    words, weighted by how rare they are, that the hit has), `unknown` (share of the question's words that occur
    nowhere in this language's knowledge), `margin` (how far `score` is above the next hit's; the last hit's is its
    score). `text` is Markdown: the whole answer of an FAQ, or the passage without its headings. `question` is the
    wording of an FAQ that matched best; None for passages, and where no single wording matched. `url_path` is the
    public page at the place, for citations.
    """

    article_id: UUID
    passage_id: UUID
    kind: Literal["faq", "passage"]
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    text: str
    question: str | None
    score: float
    coverage: float
    url_path: str
    language: str
    unknown: float
    margin: float
    terms: tuple[Term, ...]


_SEARCH = text(
    """
    WITH question AS MATERIALIZED (
        SELECT n, lexeme AS term,
            lexeme = ANY (tsvector_to_array(to_tsvector(CAST(:config AS regconfig), :core))) AS core
        FROM unnest(to_tsvector(CAST(:config AS regconfig), :words))
            WITH ORDINALITY AS stems (lexeme, positions, weights, n)
    ), total AS MATERIALIZED (
        -- What a row's length adds to BM25's denominator, a word: wordings and passages each have their own mean.
        SELECT sum(rows)::float8 AS rows,
            :slope / greatest(1, sum(length) FILTER (WHERE wording) / sum(rows) FILTER (WHERE wording))::float8
                AS per_wording,
            :slope / greatest(1, sum(length) FILTER (WHERE NOT wording) / sum(rows) FILTER (WHERE NOT wording))::float8
                AS per_passage
        FROM search_totals WHERE language = :language AND rows > 0
    ), found AS MATERIALIZED (
        SELECT n, row_id,
            tf * :most / (tf + :flat + length * CASE WHEN wording THEN per_wording ELSE per_passage END) AS gain
        FROM total, question CROSS JOIN LATERAL (
            -- OFFSET 0 keeps each term a look-up in the index, also where nothing has been analysed yet.
            SELECT row_id, wording, tf, length FROM postings
            WHERE postings.language = :language AND postings.term = question.term OFFSET 0
        ) AS posting
    ), weighed AS MATERIALIZED (
        SELECT n, term, df, ln(1 + (rows - df + 0.5) / (df + 0.5)) AS idf
        FROM (SELECT n, term, core, coalesce(df, 0) AS df FROM question
            LEFT JOIN (SELECT n, count(*) AS df FROM found GROUP BY n) AS counted USING (n)) AS known, total
        WHERE core OR df > 0
    ), ideal AS MATERIALIZED (
        SELECT sum(idf) AS idf, avg((df = 0)::int)::float8 AS unknown FROM weighed
    ), scored AS (
        SELECT row_id, sum(idf * gain) AS score, sum(idf) AS covered
        FROM found JOIN weighed USING (n) GROUP BY row_id ORDER BY score DESC, row_id LIMIT :pool
    ), best AS (
        SELECT max(score) AS score, (array_agg(covered ORDER BY score DESC, row_id))[1] AS covered,
            (array_agg(row_id ORDER BY score DESC, row_id))[1] AS row_id,
            (array_agg(wording_id ORDER BY score DESC, row_id) FILTER (WHERE wording_id IS NOT NULL))[1] AS wording_id
        FROM scored JOIN search_rows ON search_rows.id = row_id
        GROUP BY entry_id ORDER BY score DESC, row_id LIMIT :limit
    ), top AS (
        SELECT best.*, language, article_id, passage_id, words FROM best JOIN search_rows ON search_rows.id = row_id
    )
    SELECT top.article_id, top.passage_id, articles.kind, articles.title, passages.heading_path, passages.anchor,
        CASE articles.kind WHEN 'faq' THEN articles.body ELSE passages.text END AS text,
        wordings.text AS question, top.language, workspaces.slug AS workspace, articles.slug,
        top.score / (ideal.idf * :most) AS score, top.covered / ideal.idf AS coverage,
        ideal.unknown, (
            SELECT jsonb_agg(jsonb_build_array(term, idf, positions))
            FROM weighed LEFT JOIN unnest(to_tsvector(CAST(:config AS regconfig), top.words)) AS placed
                ON placed.lexeme = term
        ) AS terms
    FROM top
    JOIN articles ON articles.id = top.article_id
    JOIN passages ON passages.id = top.passage_id
    JOIN workspaces ON workspaces.id = articles.workspace_id
    LEFT JOIN wordings ON wordings.id = top.wording_id
    CROSS JOIN ideal
    ORDER BY top.score DESC, top.row_id
    """
)
_LANGUAGES = text("SELECT DISTINCT language FROM search_totals WHERE rows > 0 AND language <> :language")


async def search(session: AsyncSession, *, question: str, language: str, limit: int = 5) -> list[Hit]:
    """The entries of the workspace's published knowledge that answer best, best first; none where no word is known.

    The question's language is searched first; only when nothing there covers the question (`COVERED`) are the
    workspace's other languages searched too, and the better hits win (`Hit.language` says which they are in).
    """
    hits = await _candidates(session, question=question, language=language, limit=limit)
    if not hits or hits[0].coverage < COVERED:
        for other in sorted((await session.scalars(_LANGUAGES, {"language": language})).all()):
            hits += await _candidates(session, question=question, language=other, limit=limit)
        hits.sort(key=lambda hit: -hit.score)
    return _with_margins(hits[:limit])


async def _candidates(session: AsyncSession, *, question: str, language: str, limit: int) -> list[Hit]:
    parameters = _parameters(question, language, limit)
    if not parameters["words"]:
        return []
    return [_hit(row) for row in (await session.execute(_SEARCH, parameters)).mappings()]


def _parameters(question: str, language: str, limit: int) -> dict[str, Any]:
    asked = question[:LONGEST_QUESTION]
    return {
        "config": config(language),
        "language": language,
        "words": " ".join(split_words(asked, language, questions=True)),
        "core": " ".join(split_words(asked, language)),
        "flat": K1 * (1 - B),
        "slope": K1 * B,
        "most": K1 + 1,
        "pool": 20 * limit,
        "limit": limit,
    }


def _hit(row: Any) -> Hit:
    terms = (Term(stem=stem, idf=idf, places=tuple(places or ())) for stem, idf, places in row["terms"])
    return Hit(
        article_id=row["article_id"],
        passage_id=row["passage_id"],
        kind="faq" if row["kind"] == "faq" else "passage",
        title=row["title"],
        heading_path=tuple(row["heading_path"]),
        anchor=row["anchor"],
        text=row["text"],
        question=row["question"],
        score=row["score"],
        coverage=row["coverage"],
        url_path=url_path(row["workspace"], row["slug"], row["anchor"]),
        language=row["language"],
        unknown=row["unknown"],
        margin=row["score"],
        terms=tuple(terms),
    )


def _with_margins(hits: Sequence[Hit]) -> list[Hit]:
    margins = [better.score - worse.score for better, worse in pairwise(hits)]
    return [replace(hit, margin=margin) for hit, margin in zip(hits, margins, strict=False)] + list(hits[-1:])


def url_path(workspace_slug: str, article_slug: str, anchor: str) -> str:
    """The path of an article's public page, at the place of one passage."""
    return f"/help/{workspace_slug}/{article_slug}#{anchor}"
