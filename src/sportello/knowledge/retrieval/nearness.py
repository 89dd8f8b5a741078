"""What is near a question in meaning: the rows whose vectors are, and how near the entries are they belong to.

An entry is told by its nearest row, by the middle of all its wordings, and by what these have taught (`apart`).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.meanings import Meant
from sportello.knowledge.retrieval.ranking import FOUND, K1, B, Row

NEAR: Final = 100
"""Rows that join a search for their meaning alone."""
LOOK: Final = 200
"""Vectors an index looks at for these: left alone it looks at 40, and finds no more."""
ENTRIES: Final = 40
"""Entries, the nearest, of which all wordings together are compared too."""

_NEAREST = """
    WITH near AS MATERIALIZED (
        SELECT hash, 1 - ({vector} <=> CAST(:meant AS halfvec)) AS cosine FROM meanings
        WHERE space_id = {space} ORDER BY {vector} <=> CAST(:meant AS halfvec) LIMIT {near}
    ), total AS (
        SELECT :slope / greatest(1, sum(length) FILTER (WHERE wording) / sum(rows) FILTER (WHERE wording))::float8
                AS per_wording,
            :slope / greatest(1, sum(length) FILTER (WHERE NOT wording) / sum(rows) FILTER (WHERE NOT wording))::float8
                AS per_passage
        FROM search_totals WHERE language = :language AND rows > 0
    ), met AS MATERIALIZED (
        -- OFFSET 0 keeps each of these a look-up in an index, also where nothing has been analysed yet.
        SELECT id, entry_id, article_id, wording_id IS NOT NULL AS wording, wordings, words, length, cosine
        FROM near CROSS JOIN LATERAL (
            SELECT * FROM search_rows WHERE said = near.hash OFFSET 0
        ) AS saying
        WHERE language = :language AND id <> ALL (CAST(:rows AS bigint[])) AND id <> ALL (CAST(:hidden AS bigint[]))
            AND id NOT IN (SELECT restricted_rows(:at, :assistant, CAST(:chosen AS uuid[]), :handwritten))
        UNION ALL
        -- What the words found is at hand already: long texts are not read, and sent, twice.
        SELECT id, entry_id, article_id, wording_id IS NOT NULL, wordings, '', length, cosine FROM (
            SELECT * FROM search_rows WHERE id = ANY (CAST(:rows AS bigint[])) OFFSET 0
        ) AS candidate CROSS JOIN LATERAL (
            SELECT 1 - (vector <=> CAST(:meant AS halfvec)) AS cosine FROM meanings
            WHERE space_id = :space AND hash = candidate.said OFFSET 0
        ) AS known
    ), several AS MATERIALIZED (
        SELECT entry_id FROM met WHERE wordings > 1 AND entry_id = article_id
        GROUP BY entry_id ORDER BY max(cosine) DESC LIMIT :entries
    ), entries AS MATERIALIZED (
        -- What all wordings of an entry mean together: the middle of them.
        SELECT entry_id, together FROM several CROSS JOIN LATERAL (
            SELECT 1 - (avg(vector) <=> CAST(:meant AS halfvec)) AS together
            FROM (
                SELECT said, id FROM search_rows WHERE article_id = several.entry_id AND wording_id IS NOT NULL OFFSET 0
            ) AS own CROSS JOIN LATERAL (
                SELECT vector FROM meanings WHERE space_id = :space AND hash = own.said OFFSET 0
            ) AS known
            WHERE id <> ALL (CAST(:hidden AS bigint[]))
        ) AS middle
    ), told AS MATERIALIZED (
        -- What each entry's wordings taught, of all that are at hand; nothing where some are as if they were not there.
        SELECT entry_id, apart FROM (
            SELECT DISTINCT entry_id FROM met WHERE wordings > 0 AND cardinality(CAST(:hidden AS bigint[])) = 0
        ) AS known CROSS JOIN LATERAL (
            SELECT - (vector <#> CAST(:meant AS halfvec)) AS apart FROM entry_meanings
            WHERE space_id = :space AND entry_meanings.entry_id = known.entry_id OFFSET 0
        ) AS learnt
    )
    SELECT id AS row_id, entry_id, wording, wordings, words AS text,
        :flat + length * CASE WHEN wording THEN per_wording ELSE per_passage END AS norm, 0.0::float8 AS words,
        0.0::float8 AS covered, cosine, together, apart
    FROM met LEFT JOIN entries USING (entry_id) LEFT JOIN told USING (entry_id), total
    ORDER BY id
    """
_EXACTLY = text(_NEAREST.format(vector="vector", space=":space", near=NEAR))
_SPACE = text(
    """
    SELECT id, dimensions, indexed, set_config('hnsw.ef_search', :look, true)
    FROM meaning_spaces WHERE model = :model AND language = :language
    """
)


async def near(
    session: AsyncSession,
    rows: Sequence[Row],
    *,
    question: str,
    meant: Meant | None,
    language: str,
    holding: Mapping[str, Any],
    hidden: Sequence[int] = (),
) -> list[Row]:
    """These rows with their cosines, and the rows whose meaning is nearest, though they may share no word.

    Just these rows where nobody knows what the question means.
    """
    vector = meant.of(question, language) if meant else None
    if meant is None or vector is None:
        return list(rows)
    wanted = {"model": meant.model, "language": language, "look": str(LOOK)}
    space = (await session.execute(_SPACE, wanted)).one_or_none()
    if space is None or space.dimensions != len(vector):
        return list(rows)
    found = await session.execute(
        _within(space.id, space.dimensions) if space.indexed else _EXACTLY,
        {
            "meant": written(vector),
            "space": space.id,
            "language": language,
            "entries": ENTRIES,
            "rows": [row.row_id for row in rows],
            "hidden": list(hidden),
            "flat": K1 * (1 - B),
            "slope": K1 * B,
            **holding,
        },
    )
    met = {row[0]: row for row in found.all()}
    joined = [Row._make((*row[:FOUND], *it[FOUND:])) if (it := met.pop(row.row_id, None)) else row for row in rows]
    return [*joined, *map(Row._make, met.values())]


@lru_cache(maxsize=100)
def _within(space: int, dimensions: int) -> TextClause:
    """Numbers stand in the statement itself where the index of one space is to be recognised."""
    return text(_NEAREST.format(vector=f"(vector::halfvec({dimensions}))", space=space, near=NEAR))


def written(vector: Iterable[float]) -> str:
    """A vector as PostgreSQL reads it."""
    return "[" + ",".join(f"{number:.6g}" for number in vector) + "]"
