"""Meanings beside words: what is near a question in the numbers of an embedding model, and keeping those numbers.

A *space* holds the vectors of one model, in one language, of one workspace; so vectors of two models cannot meet, and
a search stays within its space. A vector is kept under a hash of its text: what is written anew as it was, or twice,
is embedded once. `embed_meanings` embeds what has no vector in the current model's space, a batch a transaction, with
none open while the model runs: killed, it goes on where it was. A text that the model refuses is noted and left out.

Spaces are searched exactly (every vector compared) up to `EXACT` vectors, which costs a few milliseconds and misses
nothing. A larger space gets an HNSW index of its own: partial, `WHERE space_id = …`. One index for all would have to
be filtered after it was searched, by row-level security, and would seldom return a small workspace's vectors at all;
and it could not hold models of different dimensions.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.embedding import ASKED_AT_ONCE, Embedder, EmbeddingFailed
from sportello.core.embedding_each import Each, embed_each
from sportello.core.meanings import Meant
from sportello.knowledge.retrieval.nearness import written
from sportello.knowledge.retrieval.telling import tell_apart
from sportello.knowledge.text.markdown import strip
from sportello.knowledge.text.words import beginning

EXACT: Final = 5_000
"""Vectors of a space up to which no index is worth its keep: every statement on vectors has to pass it over. Comparing
them costs 1.3 microseconds each, 13 ms for 10,000, of which an index needs one."""
INDEXED_DIMENSIONS: Final = 4_000
"""What pgvector can index; longer vectors are compared one by one."""
MOST_TOKENS: Final = 480
"""What a model is sent of a text, as `count_tokens` estimates it: with its title and headings a passage may have more
than the 512 that many take."""
TRIED_AGAIN: Final = timedelta(days=1)
"""How long a text that was refused is left alone: the server may be set up to take it meanwhile."""
SHOWN: Final = 20
"""Articles with texts that were refused, of all, that are shown."""
CHANGES: Final = 3
"""Changes of a server's weights while one workspace is filled: who changes more often answers by turns."""
_log = structlog.get_logger()

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
        AND NOT EXISTS (
            SELECT FROM meaning_refusals AS refused
            WHERE refused.model = :model AND refused.language = search_rows.language AND refused.hash = said)
    LIMIT :most
    """
)
_OPEN = text(
    """
    INSERT INTO meaning_spaces (workspace_id, model, language, dimensions, indexed)
    VALUES (:workspace, :model, :language, :dimensions, false)
    ON CONFLICT (workspace_id, model, language) DO UPDATE SET model = excluded.model
    RETURNING id
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
_REFUSE = text(
    """
    INSERT INTO meaning_refusals (workspace_id, model, language, hash, reason, refused_at)
    VALUES (:workspace, :model, :language, :hash, :reason, :at) ON CONFLICT DO NOTHING
    """
)
_TRY_AGAIN = text("DELETE FROM meaning_refusals WHERE model <> :model OR refused_at < :before")
_UNLIKE = text("DELETE FROM meaning_spaces WHERE (model, language) = (:model, :language) AND dimensions <> :dimensions")
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
    SELECT count(*) AS wanted, count(meanings.hash) AS there, count(refused.hash) AS refused
    FROM (SELECT DISTINCT language, said FROM search_rows WHERE said IS NOT NULL AND language = ANY (:languages)) AS row
    LEFT JOIN meaning_spaces AS space ON space.model = :model AND space.language = row.language
    LEFT JOIN meanings ON space_id = space.id AND meanings.hash = said
    LEFT JOIN meaning_refusals AS refused
        ON refused.model = :model AND refused.language = row.language AND refused.hash = said
    """
)
_REFUSED = text(
    """
    SELECT refused.language, title, reason, count(DISTINCT hash) AS texts
    FROM meaning_refusals AS refused
    JOIN search_rows ON said = hash AND search_rows.language = refused.language
    JOIN articles ON articles.id = article_id
    WHERE model = :model GROUP BY refused.language, title, reason ORDER BY title, refused.language, reason LIMIT :most
    """
)


@dataclass(frozen=True)
class _Lacking:
    """A text that a model is to see: the hash of the whole, and what of it is sent."""

    language: str
    said: bytes
    text: str


def hash_of(said: str) -> bytes | None:
    """What a text's vector is kept under; None for a text that says nothing: a picture's address is no word."""
    return hashlib.sha256(said.encode()).digest() if any(letter.isalnum() for letter in strip(said)) else None


async def meaning_of(session: AsyncSession, said: str, *, model: str | None, language: str) -> Meant | None:
    """What a text means that this workspace says itself, so that no model need be asked; None where it is not known."""
    if model is None:
        return None
    wanted = {"model": model, "language": language, "hash": hash_of(said)}
    written = await session.scalar(_MEANING, wanted)
    return None if written is None else Meant(model, language.__eq__, {said: json.loads(written)})


async def embed_meanings(database: Database, embedder: Embedder, *, workspace_id: UUID) -> int:
    """Embed what search knows and this model has not seen, sweep what is not needed any more, tell entries apart.

    Says how many texts were embedded. Raises `EmbeddingFailed`; what was embedded until then stays. Where a server's
    weights change in the midst of it, it begins anew, in the space of those that answer now.
    """
    done = changes = 0
    async with database.transaction(workspace_id) as session:
        languages = [each for each in await session.scalars(_LANGUAGES) if embedder.knows(each)]
        tried = {"model": await embedder.recall(), "before": now() - TRIED_AGAIN}
        await session.execute(_TRY_AGAIN, tried)
    if not languages:
        return done
    model = (await embedder.embed([])).model
    while lacking := await _lacking(database, workspace_id, model, languages):
        each = await embed_each(embedder, [row.text for row in lacking])
        if each.model != model:
            model, changes = each.model, changes + 1
            if changes >= CHANGES:
                raise EmbeddingFailed(f"{embedder.model} answers with different weights by turns.")
        async with database.transaction(workspace_id) as session:
            for language in {row.language for row in lacking}:
                rows = [row for row in lacking if row.language == language]
                await _keep(session, each, workspace_id, language, rows)
        done += len(each.vectors)
        _log.info("meanings.embedded", workspace_id=str(workspace_id), model=model, texts=done)
    await _sweep(database, model, workspace_id)
    await tell_apart(database, model=model, workspace_id=workspace_id)
    return done


async def _lacking(database: Database, workspace_id: UUID, model: str, languages: Sequence[str]) -> list[_Lacking]:
    """The next texts that this model has neither seen nor refused, as they are sent to it."""
    async with database.transaction(workspace_id) as session:
        found = await session.execute(_LACKING, {"model": model, "languages": languages, "most": ASKED_AT_ONCE})
        return [_Lacking(row.language, row.said, beginning(row.text, tokens=MOST_TOKENS)) for row in found]


async def _keep(session: AsyncSession, each: Each, workspace_id: UUID, language: str, rows: Sequence[_Lacking]) -> None:
    refused = [
        {"hash": row.said, "reason": each.refused[row.text], "at": now()} for row in rows if row.text in each.refused
    ]
    ids: dict[str, Any] = {"workspace": workspace_id, "model": each.model, "language": language}
    if refused:
        await session.execute(_REFUSE, [ids | one for one in refused])
    made = {row.said: each.vectors[row.text] for row in rows if row.text in each.vectors}
    if not made:
        return
    ids["dimensions"] = len(next(iter(made.values())))
    await session.execute(_UNLIKE, ids)  # of weights that nobody told apart
    space = await session.scalar(_OPEN, ids)
    await session.execute(
        _KEEP,
        {
            "space": space,
            "workspace": workspace_id,
            "hashes": list(made),
            "vectors": [written(vector) for vector in made.values()],
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
class Refused:
    """Texts that a model refused, by the article they stand in, and why."""

    title: str
    language: str
    reason: str
    texts: int


@dataclass(frozen=True)
class Progress:
    """How many texts a model is to know, how many it knows, and how many it refused; the first articles with such."""

    wanted: int
    there: int
    refused: int = 0
    where: tuple[Refused, ...] = ()


async def meaning_progress(session: AsyncSession, *, embedder: Embedder) -> Progress:
    """How far embedding is in the workspace this transaction has entered."""
    languages = [each for each in await session.scalars(_LANGUAGES) if embedder.knows(each)]
    model = await embedder.recall()
    row = (await session.execute(_PROGRESS, {"model": model, "languages": languages})).one()
    found = await session.execute(_REFUSED, {"model": model, "most": SHOWN}) if row.refused else ()
    where = tuple(Refused(each.title, each.language, each.reason, each.texts) for each in found)
    return Progress(row.wanted, row.there, row.refused, where)


async def lacking_meanings(session: AsyncSession, *, embedder: Embedder) -> list[UUID]:
    """The workspaces, of all, whose search knows what this model has not seen."""
    rows = await session.execute(_WHO_LACKS, {"model": await embedder.recall()})
    return sorted({row.workspace_id for row in rows if embedder.knows(row.language)})
