"""What is near a question in meaning: the rows whose vectors are, and how near the entries are they belong to.

An entry is told by its nearest row, by the middle of all its wordings, and by what these have taught (`apart`). How
near the rows are that share words with the question is told with these (`statements`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Halves
from sportello.core.embedding import Vector
from sportello.core.meanings import Meant
from sportello.knowledge.readers import RESTRICTED
from sportello.knowledge.retrieval.ranking import FOUND, K1, B, Row

NEAR: Final = 100
"""Rows that join a search for their meaning alone, where all are compared."""
INDEXED: Final = 40
"""And where an index finds them: as many vectors as it looks at, unless it is told another number."""
ENTRIES: Final = 40
"""Entries, the nearest, of which all wordings together are compared too."""

_NEAREST = """
    WITH near AS MATERIALIZED (
        SELECT hash, 1 - ({vector} <=> CAST(:meant AS halfvec)) AS cosine FROM meanings
        WHERE space_id = {space} ORDER BY {vector} <=> CAST(:meant AS halfvec) LIMIT {near}
    ), total AS MATERIALIZED (
        SELECT :slope / greatest(1, sum(length) FILTER (WHERE wording) / sum(rows) FILTER (WHERE wording))::float8
                AS per_wording,
            :slope / greatest(1, sum(length) FILTER (WHERE NOT wording) / sum(rows) FILTER (WHERE NOT wording))::float8
                AS per_passage
        FROM search_totals WHERE language = :language AND rows > 0
    )
    SELECT id AS row_id, entry_id, wording_id IS NOT NULL AS wording, wordings, words AS text,
        :flat + length * CASE WHEN wording_id IS NULL THEN per_passage ELSE per_wording END AS norm,
        0.0::float8 AS words, 0.0::float8 AS covered, cosine
    FROM near CROSS JOIN LATERAL (
        -- OFFSET 0 keeps this a look-up in an index, also where nothing has been analysed yet.
        SELECT * FROM search_rows WHERE said = near.hash OFFSET 0
    ) AS saying, total
    WHERE language = :language AND id <> ALL (CAST(:rows AS bigint[])) AND id <> ALL (CAST(:hidden AS bigint[]))
        AND id NOT IN ({restricted})
    ORDER BY id
    """.replace("{restricted}", RESTRICTED)
_EXACTLY = text(_NEAREST.format(vector="vector", space=":space", near=NEAR))
_ENTRIES = text(
    """
    SELECT asked.entry_id, CASE WHEN several THEN (
            -- What all wordings of an entry mean together: the middle of them.
            SELECT 1 - (avg(vector) <=> CAST(:meant AS halfvec)) FROM (
                SELECT said, id FROM search_rows
                WHERE article_id = asked.entry_id AND wording_id IS NOT NULL OFFSET 0
            ) AS own CROSS JOIN LATERAL (
                SELECT vector FROM meanings WHERE space_id = :space AND hash = own.said OFFSET 0
            ) AS known
            WHERE id <> ALL (CAST(:hidden AS bigint[]))
        ) END AS together, CASE WHEN cardinality(CAST(:hidden AS bigint[])) = 0 THEN (
            -- What its wordings taught; nothing where some are as if they were not there.
            SELECT - (vector <#> CAST(:meant AS halfvec)) FROM entry_meanings
            WHERE space_id = :space AND entry_meanings.entry_id = asked.entry_id OFFSET 0
        ) END AS apart
    FROM unnest(CAST(:entries AS uuid[]), CAST(:several AS bool[])) AS asked (entry_id, several)
    """
)
_LOOK = text("SELECT set_config('hnsw.ef_search', :look, true)")
_SPACE = text(
    """
    SELECT to_jsonb(space) FROM meaning_spaces AS space
    WHERE model = :model AND language = :language AND dimensions = :dimensions
    """
)


@dataclass(frozen=True)
class Sought:
    """What is looked for by meaning, in the numbers of one model."""

    model: str
    vector: Vector

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """How statements call it."""
        return {"model": self.model, "dimensions": len(self.vector), "meant": Halves.of(self.vector)}


def sought(meant: Meant | None, question: str, language: str) -> Sought | None:
    """What a question means; None where nobody knows."""
    vector = meant.of(question, language) if meant else None
    return None if meant is None or vector is None else Sought(meant.model, vector)


async def near(
    session: AsyncSession,
    rows: Sequence[Row],
    *,
    by: Sought | None,
    space: Mapping[str, Any] | None,
    language: str,
    holding: Mapping[str, Any],
    hidden: Sequence[int] = (),
    most: int = INDEXED,
) -> list[Row]:
    """These rows, and those whose meaning is nearest, though they may share no word; with how near their entries are.

    Just these rows where nobody knows what the question means. `space` is what the search for words told of it, and
    `most` how many hits are wanted at most.
    """
    if by and not rows:
        space = await session.scalar(_SPACE, {**by.parameters, "language": language})
    if by is None or space is None:
        return list(rows)
    wanted = {"meant": by.parameters["meant"], "space": space["id"], "hidden": list(hidden)}
    if space["indexed"] and most > INDEXED:
        await session.execute(_LOOK, {"look": str(most)})
    found = await session.execute(
        _within(space["id"], space["dimensions"], max(most, INDEXED)) if space["indexed"] else _EXACTLY,
        {
            **wanted,
            **holding,
            "language": language,
            "rows": [row.row_id for row in rows],
            "flat": K1 * (1 - B),
            "slope": K1 * B,
        },
    )
    together = [*rows, *(Row(*row) for row in found.all())]
    several = _several(together)
    if not several:
        return together
    entries = await session.execute(_ENTRIES, {**wanted, "entries": list(several), "several": list(several.values())})
    told: dict[UUID, Any] = {entry: near for entry, *near in entries.all()}
    return [Row._make((*row[:FOUND], *told[row.entry_id])) if row.entry_id in told else row for row in together]


def _several(rows: Iterable[Row]) -> dict[UUID, bool]:
    """The entries among them that have wordings, and whether these are to be compared together."""
    best = dict[UUID, tuple[float, bool]]()
    for row in rows:
        if row.wordings and row.cosine is not None and row.cosine > best.get(row.entry_id, (-2.0,))[0]:
            best[row.entry_id] = (row.cosine, row.wordings > 1)
    nearest = sorted((entry for entry in best if best[entry][1]), key=lambda entry: -best[entry][0])[:ENTRIES]
    return dict.fromkeys(best, False) | dict.fromkeys(nearest, True)


@lru_cache(maxsize=100)
def _within(space: int, dimensions: int, most: int) -> TextClause:
    """Numbers stand in the statement itself where the index of one space is to be recognised."""
    return text(_NEAREST.format(vector=f"(vector::halfvec({dimensions}))", space=space, near=most))


def written(vector: Iterable[float]) -> str:
    """A vector as PostgreSQL reads it."""
    return "[" + ",".join(f"{number:.6g}" for number in vector) + "]"
