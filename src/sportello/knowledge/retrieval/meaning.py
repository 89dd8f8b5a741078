"""Meanings beside words: what is near a question in the numbers of an embedding model, and keeping those numbers.

A *space* holds the vectors of one model, in one language, of one workspace; so vectors of two models cannot meet, and
a search stays within its space. A vector is kept under a hash of its text: what is written anew as it was, or twice,
is embedded once. `embed_meanings` embeds what has no vector in the current model's space, a batch a transaction, with
none open while the model runs: killed, it goes on where it was.

Spaces are searched exactly (every vector compared) up to `EXACT` vectors, which costs a few milliseconds and misses
nothing. A larger space gets an HNSW index of its own: partial, `WHERE space_id = …`. One index for all would have to
be filtered after it was searched, by row-level security, and would seldom return a small workspace's vectors at all;
and it could not hold models of different dimensions.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Database
from sportello.core.embedding import Embedder, EmbeddingFailed, Vector
from sportello.core.meanings import Meant
from sportello.knowledge.retrieval.ranking import K1, B, Row
from sportello.knowledge.text.markdown import strip

EXACT: Final = 20_000
"""Vectors of a space up to which no index is worth its keep: measured, 10,000 are compared in 3 ms."""
INDEXED_DIMENSIONS: Final = 4_000
"""What pgvector can index; longer vectors are compared one by one."""
NEAR: Final = 100
"""Rows that join a search for their meaning alone."""
LOOK: Final = 200
"""Vectors an index looks at for these: left alone it looks at 40, and finds no more."""
ENTRIES: Final = 40
"""Entries, the nearest, of which all wordings together are compared too."""
BATCH: Final = 64
_log = structlog.get_logger()

_NEAREST = """
    WITH near AS MATERIALIZED (
        SELECT hash, 1 - ({vector} <=> CAST(:meant AS halfvec)) AS cosine FROM meanings
        WHERE space_id = {space} ORDER BY {vector} <=> CAST(:meant AS halfvec) LIMIT :near
    ), total AS (
        SELECT :slope / greatest(1, sum(length) FILTER (WHERE wording) / sum(rows) FILTER (WHERE wording))::float8
                AS per_wording,
            :slope / greatest(1, sum(length) FILTER (WHERE NOT wording) / sum(rows) FILTER (WHERE NOT wording))::float8
                AS per_passage
        FROM search_totals WHERE language = :language AND rows > 0
    ), met AS MATERIALIZED (
        -- OFFSET 0 keeps each of these a look-up in an index, also where nothing has been analysed yet.
        SELECT id, cosine FROM near CROSS JOIN LATERAL (
            SELECT id, language FROM search_rows WHERE said = near.hash OFFSET 0
        ) AS saying
        WHERE language = :language AND id <> ALL (CAST(:hidden AS bigint[]))
            AND id NOT IN (SELECT restricted_rows(:at, :assistant))
        UNION
        SELECT id, cosine FROM (
            SELECT id, said FROM search_rows WHERE id = ANY (CAST(:rows AS bigint[])) OFFSET 0
        ) AS candidate CROSS JOIN LATERAL (
            SELECT 1 - (vector <=> CAST(:meant AS halfvec)) AS cosine FROM meanings
            WHERE space_id = :space AND hash = candidate.said OFFSET 0
        ) AS known
    ), several AS MATERIALIZED (
        SELECT entry_id FROM met JOIN search_rows USING (id) WHERE wordings > 1 AND entry_id = article_id
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
    )
    SELECT DISTINCT ON (search_rows.id) search_rows.id AS row_id, entry_id, wording_id IS NOT NULL AS wording, wordings,
        -- What the words found is at hand already: long texts are not read, and sent, twice.
        CASE WHEN search_rows.id = ANY (CAST(:rows AS bigint[])) THEN '' ELSE words END AS text,
        :flat + length * CASE WHEN wording_id IS NULL THEN per_passage ELSE per_wording END AS norm,
        cosine, together
    FROM met JOIN search_rows USING (id) LEFT JOIN entries USING (entry_id), total
    ORDER BY search_rows.id
    """
_EXACTLY = text(_NEAREST.format(vector="vector", space=":space"))
_SPACE = text("SELECT id, dimensions, indexed FROM meaning_spaces WHERE model = :model AND language = :language")
_LOOK = text("SELECT set_config('hnsw.ef_search', :look, true)")
_MEANING = text(
    """
    SELECT vector::text FROM meaning_spaces JOIN meanings ON space_id = id
    WHERE model = :model AND language = :language AND hash = :hash
    """
)
_LACKING = text(
    """
    SELECT DISTINCT ON (search_rows.language, said) search_rows.language, said, coalesce(
        wordings.text,
        CASE articles.kind WHEN 'faq' THEN passages.text
            ELSE concat_ws(E'\\n', articles.title, nullif(array_to_string(passages.heading_path, E'\\n'), ''),
                passages.text) END
    ) AS text
    FROM search_rows
    JOIN passages ON passages.id = passage_id
    JOIN articles ON articles.id = search_rows.article_id
    LEFT JOIN wordings ON wordings.id = wording_id
    WHERE said IS NOT NULL AND search_rows.language = ANY (:languages) AND NOT EXISTS (
        SELECT FROM meaning_spaces JOIN meanings ON space_id = meaning_spaces.id
        WHERE model = :model AND meaning_spaces.language = search_rows.language AND hash = said)
    LIMIT :most
    """
)
_OPEN = text(
    """
    INSERT INTO meaning_spaces (workspace_id, model, language, dimensions, indexed)
    VALUES (:workspace, :model, :language, :dimensions, false)
    ON CONFLICT (workspace_id, model, language) DO UPDATE SET model = excluded.model
    RETURNING id, dimensions
    """
)
_KEEP = text(
    """
    INSERT INTO meanings (space_id, hash, workspace_id, vector)
    SELECT :space, hash, :workspace, CAST(vector AS halfvec)
    FROM unnest(CAST(:hashes AS bytea[]), CAST(:vectors AS text[])) AS made (hash, vector)
    ON CONFLICT DO NOTHING
    """
)
_LANGUAGES = text("SELECT DISTINCT language FROM search_totals WHERE rows > 0")
_OTHER_MODELS = text("DELETE FROM meaning_spaces WHERE model <> :model")
_UNSAID = text(
    """
    DELETE FROM meanings USING meaning_spaces
    WHERE meaning_spaces.id = space_id AND NOT EXISTS (
        SELECT FROM search_rows WHERE said = hash AND search_rows.language = meaning_spaces.language)
    """
)
_LARGE = text(
    """
    SELECT id FROM meaning_spaces
    WHERE NOT indexed AND dimensions <= :dimensions
        AND (SELECT count(*) FROM meanings WHERE space_id = meaning_spaces.id) > :exact
    """
)
_WHO_LACKS = text("SELECT workspace_id, language FROM door_lacking_meanings(:model)")
_INDEX = text("SELECT door_index_meanings(:space)")
_PROGRESS = text(
    """
    SELECT count(DISTINCT (search_rows.language, said)) AS wanted, (
        SELECT count(*) FROM meanings JOIN meaning_spaces ON meaning_spaces.id = space_id WHERE model = :model) AS there
    FROM search_rows WHERE said IS NOT NULL AND language = ANY (:languages)
    """
)


def hash_of(said: str) -> bytes | None:
    """What a text's vector is kept under; None for a text that says nothing: a picture's address is no word."""
    return hashlib.sha256(said.encode()).digest() if any(letter.isalnum() for letter in strip(said)) else None


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
    space = (await session.execute(_SPACE, {"model": meant.model, "language": language})).one_or_none()
    if space is None or space.dimensions != len(vector):
        return list(rows)
    if space.indexed:
        await session.execute(_LOOK, {"look": str(LOOK)})
    found = await session.execute(
        _nearest(space),
        {
            "meant": _written(vector),
            "space": space.id,
            "language": language,
            "near": NEAR,
            "entries": ENTRIES,
            "rows": [row.row_id for row in rows],
            "hidden": list(hidden),
            "flat": K1 * (1 - B),
            "slope": K1 * B,
            **holding,
        },
    )
    met = {row.row_id: row for row in found}
    joined = [
        replace(row, cosine=met[row.row_id].cosine, together=met[row.row_id].together) if row.row_id in met else row
        for row in rows
    ]
    known = {row.row_id for row in rows}
    return joined + [
        Row(
            row_id=each.row_id,
            entry_id=each.entry_id,
            wording=each.wording,
            wordings=each.wordings,
            text=each.text,
            norm=each.norm,
            words=0.0,
            covered=0.0,
            cosine=each.cosine,
            together=each.together,
        )
        for each in met.values()
        if each.row_id not in known
    ]


async def meaning_of(session: AsyncSession, said: str, *, model: str | None, language: str) -> Meant | None:
    """What a text means that this workspace says itself, so that no model need be asked; None where it is not known."""
    if model is None:
        return None
    wanted = {"model": model, "language": language, "hash": hash_of(said)}
    written = await session.scalar(_MEANING, wanted)
    return None if written is None else Meant(model, language.__eq__, {said: json.loads(written)})


def _nearest(space: Any) -> Any:
    """Numbers stand in the statement itself where the index of one space is to be recognised."""
    if not space.indexed:
        return _EXACTLY
    return text(_NEAREST.format(vector=f"(vector::halfvec({int(space.dimensions)}))", space=int(space.id)))


def _written(vector: Vector) -> str:
    return "[" + ",".join(f"{number:.6g}" for number in vector) + "]"


async def embed_meanings(database: Database, embedder: Embedder, *, workspace_id: UUID) -> int:
    """Embed what search knows and this model has not seen, then sweep what is not needed any more.

    Says how many texts were embedded. Raises `EmbeddingFailed`; what was embedded until then stays.
    """
    done = 0
    async with database.transaction(workspace_id) as session:
        languages = [each for each in await session.scalars(_LANGUAGES) if embedder.knows(each)]
    wanted = {"model": embedder.model, "languages": languages, "most": BATCH}
    while True:
        async with database.transaction(workspace_id) as session:
            lacking = (await session.execute(_LACKING, wanted)).all()
        if not lacking:
            break
        vectors = await embedder.embed([row.text for row in lacking])
        async with database.transaction(workspace_id) as session:
            for language in {row.language for row in lacking}:
                made = {
                    row.said: vector for row, vector in zip(lacking, vectors, strict=True) if row.language == language
                }
                await _keep(session, embedder.model, workspace_id, language, made)
        done += len(lacking)
        _log.info("meanings.embedded", workspace_id=str(workspace_id), model=embedder.model, texts=done)
    await _sweep(database, embedder.model, workspace_id)
    return done


async def _keep(
    session: AsyncSession, model: str, workspace_id: UUID, language: str, made: Mapping[bytes, Vector]
) -> None:
    dimensions = len(next(iter(made.values())))
    wanted = {"workspace": workspace_id, "model": model, "language": language, "dimensions": dimensions}
    space = (await session.execute(_OPEN, wanted)).one()
    if space.dimensions != dimensions:
        raise EmbeddingFailed(f"{model} gave vectors of {space.dimensions} numbers before, and of {dimensions} now.")
    await session.execute(
        _KEEP,
        {
            "space": space.id,
            "workspace": workspace_id,
            "hashes": list(made),
            "vectors": [_written(vector) for vector in made.values()],
        },
    )


async def _sweep(database: Database, model: str, workspace_id: UUID) -> None:
    async with database.transaction(workspace_id) as session:
        await session.execute(_OTHER_MODELS, {"model": model})
        await session.execute(_UNSAID)
    async with database.transaction(workspace_id) as session:
        large = (await session.scalars(_LARGE, {"dimensions": INDEXED_DIMENSIONS, "exact": EXACT})).all()
        for space in large:
            await session.execute(_INDEX, {"space": space})


@dataclass(frozen=True)
class Progress:
    """How many texts a model is to know, and how many it knows."""

    wanted: int
    there: int


async def meaning_progress(session: AsyncSession, *, embedder: Embedder) -> Progress:
    """How far embedding is in the workspace this transaction has entered."""
    languages = [each for each in await session.scalars(_LANGUAGES) if embedder.knows(each)]
    row = (await session.execute(_PROGRESS, {"model": embedder.model, "languages": languages})).one()
    return Progress(wanted=row.wanted, there=row.there)


async def lacking_meanings(session: AsyncSession, *, embedder: Embedder) -> list[UUID]:
    """The workspaces, of all, whose search knows what this model has not seen."""
    rows = await session.execute(_WHO_LACKS, {"model": embedder.model})
    return sorted({row.workspace_id for row in rows if embedder.knows(row.language)})
