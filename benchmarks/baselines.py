"""What the product's search is compared with, on the same rows of the same database.

Every wording of an FAQ is a document, and so is every passage; an entry's score is the best of its documents.

- `websearch`: PostgreSQL's full-text search as its manual has it, all words of the question in one document
- `ts_rank`: the same with any of the words, ranked by `ts_rank` and the document's length
- `bm25`: the product's own words and stems, ranked by BM25 alone (k1 1.2, b .75)
"""

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg

from benchmarks.tasks import Question
from sportello.knowledge.text.languages import config
from sportello.knowledge.text.words import split_words

DEPTH = 10
_DOCUMENTS: LiteralString = """
    CREATE TEMP TABLE documents AS
    SELECT search_rows.id AS row_id, articles.source_key AS key, search_rows.length,
        to_tsvector(%(config)s::regconfig, coalesce(wordings.text, passages.text)) AS said
    FROM search_rows
    JOIN articles ON articles.id = search_rows.article_id
    JOIN passages ON passages.id = search_rows.passage_id
    LEFT JOIN wordings ON wordings.id = search_rows.wording_id
    WHERE (articles.kind = 'faq') = (search_rows.wording_id IS NOT NULL)
"""
_WEBSEARCH: LiteralString = """
    SELECT key FROM documents, websearch_to_tsquery(%(config)s::regconfig, %(question)s) AS query
    WHERE said @@ query GROUP BY key ORDER BY max(ts_rank(said, query, 1)) DESC, key LIMIT %(depth)s
"""
_ANY_WORD: LiteralString = """
    SELECT key FROM documents,
        CAST(replace(plainto_tsquery(%(config)s::regconfig, %(question)s)::text, '&', '|') AS tsquery) AS query
    WHERE said @@ query GROUP BY key ORDER BY max(ts_rank(said, query, 1)) DESC, key LIMIT %(depth)s
"""
_BM25: LiteralString = """
    WITH total AS (SELECT count(*)::float8 AS rows, avg(length)::float8 AS length FROM documents),
    found AS (
        SELECT term, key, row_id, tf, documents.length, count(*) OVER (PARTITION BY term) AS df
        FROM postings JOIN documents USING (row_id)
        WHERE term = ANY (tsvector_to_array(to_tsvector(%(config)s::regconfig, %(words)s)))
    ), scored AS (
        SELECT key, sum(ln(1 + (rows - df + 0.5) / (df + 0.5))
            * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * found.length / total.length))) AS score
        FROM found, total GROUP BY key, row_id
    )
    SELECT key FROM scored GROUP BY key ORDER BY max(score) DESC, key LIMIT %(depth)s
"""


def rank_by_baselines(url: str, questions: Sequence[Question], *, language: str) -> dict[str, list[int | None]]:
    """Where each baseline puts the first right entry of each question; None where it is not among the first ten."""
    with psycopg.connect(url) as owner:
        owner.execute(_DOCUMENTS, {"config": config(language)})
        owner.execute("CREATE INDEX ON documents (row_id)")
        owner.execute("ANALYZE documents")
        answerable = [question for question in questions if question.gold]
        return {
            "websearch": [_rank(owner, _WEBSEARCH, question, language) for question in answerable],
            "ts_rank": [_rank(owner, _ANY_WORD, question, language) for question in answerable],
            "bm25": [_rank(owner, _BM25, question, language) for question in answerable],
        }


def _rank(owner: psycopg.Connection[Any], statement: LiteralString, question: Question, language: str) -> int | None:
    wanted = {
        "config": config(language),
        "question": question.text,
        "words": " ".join(split_words(question.text, language, questions=True)),
        "depth": DEPTH,
    }
    found = [key for (key,) in owner.execute(statement, wanted)]
    return next((place for place, key in enumerate(found, start=1) if key in question.gold), None)
