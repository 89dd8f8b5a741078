"""The rows search reads, written in the transaction that writes the article: found at commit, and not before."""

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge.models import Article
from sportello.knowledge.retrieval.excerpt import heading_words, indexed_words
from sportello.knowledge.retrieval.focus import written
from sportello.knowledge.retrieval.meaning import hash_of
from sportello.knowledge.text.languages import config
from sportello.knowledge.text.words import split_words

_FORGET = (
    text("DELETE FROM search_rows WHERE article_id = ANY(:articles)"),
    text("DELETE FROM entry_meanings WHERE entry_id = ANY(:articles)"),
)
ADD = text(
    """
    WITH given AS (
        SELECT * FROM unnest(
            CAST(:workspaces AS uuid[]), CAST(:languages AS text[]), CAST(:configs AS text[]), CAST(:entries AS uuid[]),
            CAST(:articles AS uuid[]), CAST(:passages AS uuid[]), CAST(:wordings AS uuid[]), CAST(:counts AS int[]),
            CAST(:words AS text[]), CAST(:said AS bytea[])
        ) WITH ORDINALITY
            AS g (workspace_id, language, config, entry_id, article_id, passage_id, wording_id, count, words, said, n)
    ), added AS (
        INSERT INTO search_rows
            (workspace_id, language, entry_id, article_id, passage_id, wording_id, wordings, words, said, length)
        SELECT workspace_id, language, entry_id, article_id, passage_id, wording_id, count, words, said, (
            SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(to_tsvector(config::regconfig, words)))
        FROM given ORDER BY n
        RETURNING id, workspace_id, language, wording_id, words, length
    ), stems AS MATERIALIZED (
        SELECT workspace_id, language, lexeme AS term, id, wording_id, cardinality(positions) AS tf, length
        FROM added
        JOIN (SELECT DISTINCT language, config FROM given) AS configured USING (language)
        CROSS JOIN unnest(to_tsvector(config::regconfig, words))
    ), spelt AS (
        INSERT INTO spellings (workspace_id, language, gram, term)
        SELECT workspace_id, language, gram, term
        FROM (
            -- The first triple apart: behind row-level security only a plain column is looked up in an index.
            SELECT DISTINCT workspace_id, language, term, ' ' || left(term, 2) AS first FROM stems OFFSET 0
        ) AS stem
        CROSS JOIN unnest(search_grams(term)) AS gram
        WHERE length(term) BETWEEN 4 AND 40 AND term !~ '[0-9]'
            AND NOT EXISTS (SELECT FROM spellings AS s WHERE (s.workspace_id, s.language, s.gram, s.term)
                = (stem.workspace_id, stem.language, stem.first, stem.term))
        ORDER BY workspace_id, language, gram, term
        ON CONFLICT DO NOTHING
    )
    INSERT INTO postings (workspace_id, language, term, row_id, wording, tf, length)
    SELECT workspace_id, language, term, id, wording_id IS NOT NULL, tf, least(length, 32767) FROM stems
    """
)
_BATCH = 500


@dataclass(frozen=True)
class _Row:
    workspace: UUID
    language: str
    entry: UUID
    article: UUID
    passage: UUID
    wording: UUID | None
    count: int
    words: str
    said: str
    """What its meaning is made of: a wording, an answer, or a passage below its headings."""


async def index(session: AsyncSession, articles: Sequence[Article]) -> None:
    """Make search know these articles as they now are; drafts are forgotten. Wordings and passages must be loaded."""
    await session.flush()
    await forget(session, [article.id for article in articles])
    rows = await to_thread(_all_rows, [article for article in articles if article.status == "published"])
    for start in range(0, len(rows), _BATCH):
        await session.execute(ADD, _columns(rows[start : start + _BATCH]))


async def forget(session: AsyncSession, article_ids: Iterable[UUID]) -> None:
    """Make search forget these articles."""
    gone = {"articles": list(article_ids)}
    for forget_ in _FORGET:
        await session.execute(forget_, gone)


def _all_rows(articles: Sequence[Article]) -> list[_Row]:
    return [row for article in articles for row in _rows(article) if row.words.strip()]


def _rows(article: Article) -> Iterable[_Row]:
    faq = article.kind == "faq"
    count = len(article.wordings)
    for passage in article.passages:
        if faq:
            # The whole entry as one document too: what one wording lacks another has, or the answer says.
            headings = split_words(" ".join(wording.text for wording in article.wordings), article.language)
        else:
            headings = heading_words(article.title, passage.heading_path, article.language)
        words = written(headings, indexed_words(passage.text, article.language))
        entry = article.id if faq else passage.id
        said = passage.text if faq else "\n".join([article.title, *passage.heading_path, passage.text])
        yield _Row(article.workspace_id, article.language, entry, article.id, passage.id, None, count, words, said)
    for wording in article.wordings:
        words = " ".join(split_words(wording.text, article.language, questions=True))
        first, said = article.passages[0].id, wording.text
        yield _Row(
            article.workspace_id, article.language, article.id, article.id, first, wording.id, count, words, said
        )


def _columns(rows: Sequence[_Row]) -> dict[str, list[Any]]:
    return {
        "workspaces": [row.workspace for row in rows],
        "languages": [row.language for row in rows],
        "configs": [config(row.language) for row in rows],
        "entries": [row.entry for row in rows],
        "articles": [row.article for row in rows],
        "passages": [row.passage for row in rows],
        "wordings": [row.wording for row in rows],
        "counts": [row.count for row in rows],
        "words": [row.words for row in rows],
        "said": [hash_of(row.said) for row in rows],
    }
