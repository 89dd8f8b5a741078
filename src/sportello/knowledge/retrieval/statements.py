"""The statements of search: which rows share words with a question, and what the best of them say.

BM25 in one statement, on postings that are an index by themselves. Planned under row-level security, where only
plain columns are compared in an index, and expressions as early as they are written: hence the `OFFSET 0`.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import TextClause, text

from sportello.knowledge.readers import RESTRICTED
from sportello.knowledge.retrieval.nearness import Sought
from sportello.knowledge.retrieval.ranking import K1, B
from sportello.knowledge.text.languages import config
from sportello.knowledge.text.words import split_words

POOL = 100
"""Rows that are compared letter by letter."""
BESIDE_MEANING = 60
"""So many of them where a large space of meanings adds those that are nearest: what shares least with a question, and
is not among these either, comes nowhere near the top."""
LIKE = 0.45
"""How like a word of the vocabulary must be to a misspelt one (Dice, on letter triples)."""
NEAREST = 3
LIKENESS_WORTH = 0.8
"""What finding a like word is worth, where finding the word itself is 1."""
LITTLE = 0.4
"""What common words together are worth at most, where the rarest is 1. It decides how much is read, not what is found:
among 10,000 passages seven English questions of ten add up a third of what their words have."""

_FIND = """
    WITH question AS MATERIALIZED (
        SELECT n, lexeme AS term, positions,
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
    ), known AS MATERIALIZED (
        -- Counted apart, in the index alone: what a word is worth is known before its rows are read, so they are
        -- read once and kept nowhere.
        SELECT n, term, positions, core, (
            SELECT count(*) FROM postings
            WHERE postings.language = :language AND postings.term = question.term OFFSET 0) AS df
        FROM question
    ), near AS MATERIALIZED (
        -- What is written like a word that nobody wrote: misspelt, mostly. A figure makes another thing of a code.
        SELECT missing.n, alike.term
        FROM (
            SELECT n, search_grams(term) AS grams
            FROM known
            WHERE core AND df = 0 AND length(term) BETWEEN 4 AND 40 AND term !~ '[0-9]'
            OFFSET 0
        ) AS missing CROSS JOIN LATERAL (
            SELECT term FROM (
                SELECT term, 2 * count(*)::float8 / (length(term) + cardinality(missing.grams)) AS likeness
                FROM unnest(missing.grams) AS wanted CROSS JOIN LATERAL (
                    SELECT term FROM spellings WHERE language = :language AND gram = wanted OFFSET 0
                ) AS spelt
                GROUP BY term
            ) AS compared
            WHERE likeness >= :like AND EXISTS (
                SELECT FROM postings WHERE postings.language = :language AND postings.term = compared.term OFFSET 0)
            ORDER BY likeness DESC, term LIMIT :nearest
        ) AS alike
    ), liked AS MATERIALIZED (
        SELECT n, row_id,
            max(tf * :most / (tf + :flat + length * CASE WHEN wording THEN per_wording ELSE per_passage END)) AS gain
        FROM total, near CROSS JOIN LATERAL (
            SELECT row_id, wording, tf, length FROM postings
            WHERE postings.language = :language AND postings.term = near.term OFFSET 0
        ) AS posting
        GROUP BY n, row_id
    ), counted AS MATERIALIZED (
        SELECT n, term, positions, missing, ln(1 + (rows - df + 0.5) / (df + 0.5)) AS idf
        FROM (
            SELECT n, term, positions, core, df = 0 AS missing,
                CASE WHEN df > 0 THEN df ELSE (SELECT count(*) FROM liked WHERE liked.n = known.n) END AS df
            FROM known
        ) AS counted, total
        WHERE core OR df > 0
    ), weighed AS MATERIALIZED (
        -- Common are the words that all together are worth little beside the rarest.
        SELECT *, NOT missing AND sum(idf) OVER (ORDER BY missing, idf, n)
            <= :little * max(idf) FILTER (WHERE NOT missing) OVER () AS common
        FROM counted
    ), ideal AS MATERIALIZED (
        SELECT sum(idf) AS idf, avg(missing::int)::float8 AS unknown,
            jsonb_agg(jsonb_build_array(idf, positions, missing) ORDER BY n) AS terms
        FROM weighed
    ), space AS MATERIALIZED (
        -- What a model makes of this language here; none where nobody knows what the question means.
        SELECT id, dimensions, indexed FROM meaning_spaces
        WHERE model = :model AND language = :language AND dimensions = :dimensions
    ), wanted AS MATERIALIZED (
        SELECT coalesce((SELECT :beside FROM space WHERE indexed), :pool) AS pool
    ), restricted AS MATERIALIZED (
        :restricted
    ), read AS NOT MATERIALIZED (
        SELECT row_id, common, idf AS worth, idf * tf * :most
            / (tf + :flat + length * CASE WHEN wording THEN per_wording ELSE per_passage END) AS gain
        FROM total, weighed CROSS JOIN LATERAL (
            -- OFFSET 0 keeps each term a look-up in the index, also where nothing has been analysed yet.
            SELECT row_id, wording, tf, length FROM postings
            WHERE postings.language = :language AND postings.term = weighed.term OFFSET 0
        ) AS posting
        WHERE NOT missing
    ), rare AS MATERIALIZED (
        SELECT row_id, sum(gain) AS score, sum(worth) AS covered
        FROM (
            SELECT row_id, worth, gain FROM read WHERE NOT common
            UNION ALL
            SELECT row_id, idf * :worth, idf * :worth * gain FROM liked JOIN weighed USING (n)
        ) AS found
        GROUP BY row_id
        HAVING row_id NOT IN (SELECT id FROM restricted)
    ), bar AS MATERIALIZED (
        -- What the last of the wanted rows has by rare words alone, and what all common words can add to any row. Where
        -- they cannot make up for that, they need not be added to rows that stay below.
        SELECT lowest, added, coalesce(lowest > added, false) AS high
        FROM (
            SELECT (SELECT score FROM rare ORDER BY score DESC OFFSET (SELECT pool - 1 FROM wanted) LIMIT 1) AS lowest,
                (SELECT coalesce(sum(idf), 0) * :above FROM weighed WHERE common) AS added OFFSET 0
        ) AS bounds
    ), able AS MATERIALIZED (
        SELECT rare.* FROM rare, bar WHERE NOT high OR score + added >= lowest
    ), best AS (
        SELECT row_id, sum(gain) AS score, sum(worth) AS covered
        FROM (
            SELECT row_id, covered AS worth, score AS gain FROM able
            UNION ALL
            SELECT row_id, worth, gain FROM read
            WHERE common AND (NOT (SELECT high FROM bar) OR row_id IN (SELECT row_id FROM able))
        ) AS found
        GROUP BY row_id
        HAVING row_id NOT IN (SELECT id FROM restricted)
        ORDER BY score DESC, row_id LIMIT (SELECT pool FROM wanted)
    )
    SELECT row_id, entry_id, wording_id IS NOT NULL AS wording, wordings, words AS text,
        :flat + length * CASE WHEN wording_id IS NULL THEN per_passage ELSE per_wording END AS norm,
        score / (ideal.idf * :most) AS words, covered / ideal.idf AS covered, (
            SELECT 1 - (vector <=> CAST(:meant AS halfvec)) FROM meanings
            WHERE space_id = (SELECT id FROM space) AND hash = said OFFSET 0) AS cosine,
        unknown, total.rows, CASE WHEN first THEN terms END AS terms,
        CASE WHEN first THEN (SELECT to_jsonb(space) FROM space) END AS space
    FROM (SELECT *, row_number() OVER (ORDER BY score DESC, row_id) = 1 AS first FROM best) AS best
    JOIN search_rows ON search_rows.id = row_id, ideal, total
    ORDER BY score DESC, row_id
    """


_WRITTEN = {
    "restricted": RESTRICTED,
    "flat": f"{K1 * (1 - B)}::float8",
    "slope": f"{K1 * B}::float8",
    "most": f"{K1 + 1}::float8",
    "above": f"{(K1 + 1) * 1.000001}::float8",
    "like": f"{LIKE}::float8",
    "nearest": str(NEAREST),
    "worth": f"{LIKENESS_WORTH}::float8",
    "little": f"{LITTLE}::float8",
    "pool": str(POOL),
    "beside": str(BESIDE_MEANING),
}
"""What stands in a statement itself: the driver takes a long one apart at every call, by what it is given apart."""


def _brief(statement: str) -> TextClause:
    """A statement with what is always the same in it, without comments and indentation."""
    whole = re.sub(r"(?<!:):(\w+)", lambda name: _WRITTEN.get(name[1], name[0]), statement)
    return text(re.sub(r"\s+", " ", re.sub(r"--.*", "", whole)).strip())


SEARCH = _brief(_FIND)
_WITHOUT = """
    WITH postings AS NOT MATERIALIZED (
        -- As if some rows did not exist, and as if one wording were not among the words of its entry.
        SELECT p.language, p.term, p.row_id, p.wording, here.tf, p.length
        FROM postings AS p CROSS JOIN LATERAL (
            SELECT p.tf - coalesce(CASE WHEN p.row_id = ANY(CAST(:wholes AS bigint[])) THEN (
                SELECT gone.tf FROM postings AS gone
                WHERE gone.language = p.language AND gone.term = p.term AND gone.row_id = :gone) END, 0) AS tf
        ) AS here
        WHERE p.row_id <> ALL(CAST(:hidden AS bigint[])) AND here.tf > 0
    ),
    """
REHEARSE = _brief(_WITHOUT + _FIND.strip().removeprefix("WITH"))
READ = text(
    """
    SELECT best.row_id, articles.id AS article_id, passages.id AS passage_id, articles.kind, articles.title,
        passages.heading_path, passages.anchor,
        CASE articles.kind WHEN 'faq' THEN articles.body ELSE passages.text END AS text,
        wordings.text AS question, search_rows.language, workspaces.slug AS workspace, articles.slug,
        (SELECT string_agg(whole.words, ' ') FROM search_rows AS whole
            WHERE whole.passage_id = search_rows.passage_id AND whole.wording_id IS NULL) AS said
    FROM (
        -- OFFSET 0 hides how many there are: planned for their number, this would be planned anew at every call.
        SELECT CAST(:rows AS bigint[]) AS rows, CAST(:worded AS bigint[]) AS worded OFFSET 0
    ) AS wanted CROSS JOIN unnest(wanted.rows, wanted.worded) AS best (row_id, worded_id)
    JOIN search_rows ON search_rows.id = best.row_id
    JOIN articles ON articles.id = search_rows.article_id
    JOIN passages ON passages.id = search_rows.passage_id
    JOIN workspaces ON workspaces.id = articles.workspace_id
    LEFT JOIN search_rows AS worded ON worded.id = best.worded_id
    LEFT JOIN wordings ON wordings.id = worded.wording_id
    """
)
ENTRY = _brief(
    """
    SELECT id AS row_id, entry_id, false AS wording, wordings, '' AS text, 1.0::float8 AS norm, 1.0::float8 AS words,
        1.0::float8 AS covered, NULL::float8 AS cosine, language
    FROM search_rows
    WHERE (article_id = :entry OR passage_id = :entry) AND entry_id = :entry
        AND id NOT IN (:restricted)
    ORDER BY wording_id IS NOT NULL, id LIMIT 1
    """
)
TRANSLATIONS = text(
    """
    SELECT theirs.id AS theirs, concat_ws('/', theirs.source_id, theirs.source_key) AS name, mine.id AS mine
    FROM articles AS theirs LEFT JOIN articles AS mine
        ON mine.source_id = theirs.source_id AND mine.source_key = theirs.source_key AND mine.language = :language
            AND mine.kind = theirs.kind AND mine.status = 'published'
    WHERE theirs.id = ANY (CAST(:entries AS uuid[])) AND theirs.source_id IS NOT NULL AND theirs.source_key IS NOT NULL
    """
)
LANGUAGES = text("SELECT DISTINCT language FROM search_totals WHERE rows > 0 AND language <> :language")

_NOTHING_SOUGHT = {"model": None, "dimensions": None, "meant": None}


def parameters(asked: str, words: Sequence[str], language: str, by: Sought | None = None) -> dict[str, Any]:
    """What `SEARCH` and `REHEARSE` want to know of a question; `words` are all its words, in order."""
    return {
        **(by.parameters if by else _NOTHING_SOUGHT),
        "config": config(language),
        "language": language,
        "words": " ".join(words),
        "core": " ".join(split_words(asked, language)),
    }
