"""Telling entries apart: what the wordings of a workspace's FAQ teach about one another, kept as a vector an entry.

The middle of an entry's wordings says where it is, not how it differs from its neighbours: "My transfer was refused"
is near to five entries about transfers. What their wordings teach (`contrast`) is learnt after they were embedded, in a
process apart, all of a language at once; nothing is learnt anew where nothing has changed. An entry whose wordings
change is forgotten with them (`index`), and until the next time is as near as the middle of its wordings.
"""

import hashlib
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Database
from sportello.core.sandbox import SandboxFailed, run_apart
from sportello.knowledge.retrieval.nearness import written

LEARNT_BY: Final = 2
"""The version of all that learns from a workspace's knowledge. Raised with what changes what is learnt (this, the gate,
the intents): each workspace is then taught anew by itself, when a worker starts."""
FEWEST: Final = 20
"""Wordings, of entries that have several, below which nothing is learnt."""
MOST: Final = 2_000_000_000
"""Wordings times entries times dimensions up to which is learnt: with 384 a thousand entries of five, for which it
takes 17 seconds."""
_LEARNER: Final = "sportello.knowledge.retrieval.contrast:learn"
_SECONDS: Final = 120.0
_MEGABYTES: Final = 1_024
_log = structlog.get_logger()

_SPACES = text("SELECT id, language, dimensions, told_apart FROM meaning_spaces WHERE model = :model")
_TOLD = text("SELECT count(*) FROM entry_meanings WHERE space_id = :space")
_WORDINGS = """
    SELECT DISTINCT article_id AS entry_id, said FROM search_rows
    WHERE language = :language AND wording_id IS NOT NULL AND EXISTS (
        SELECT FROM meanings WHERE space_id = :space AND hash = said)
    """
_SAID = text(_WORDINGS + "ORDER BY entry_id, said")
_VECTORS = text("SELECT hash, vector::text FROM meanings WHERE space_id = :space AND hash = ANY (:hashes)")
_FORGET = text("DELETE FROM entry_meanings WHERE space_id = :space")
_KEEP = text(
    f"""
    INSERT INTO entry_meanings (space_id, entry_id, workspace_id, vector)
    SELECT :space, entry_id, :workspace, CAST(vector AS halfvec)
    FROM unnest(CAST(:entries AS uuid[]), CAST(:told AS bytea[]), CAST(:vectors AS text[]))
        AS made (entry_id, told, vector)
    JOIN (
        SELECT entry_id, sha256(string_agg(said, ''::bytea ORDER BY said)) AS told FROM ({_WORDINGS}) AS now
        GROUP BY entry_id
    ) AS wordings USING (entry_id, told)
    ON CONFLICT DO NOTHING
    """  # noqa: S608 - a statement's own part
)
_NOTE = text("UPDATE meaning_spaces SET told_apart = :of WHERE id = :space")


async def tell_apart(database: Database, *, model: str, workspace_id: UUID) -> None:
    """Learn, in each language this model knows here, what tells the entries apart; a second run has nothing to do.

    Where that takes too long or too much, entries that changed are as near as the middle of their wordings.
    """
    async with database.transaction(workspace_id) as session:
        spaces = (await session.execute(_SPACES, {"model": model})).all()
    for space in spaces:
        try:
            await _tell_apart(database, workspace_id, space)
        except SandboxFailed as failure:
            ids = {"workspace_id": str(workspace_id), "language": space.language}
            _log.warning("meanings.not_told_apart", **ids, reason=failure.detail, complaint=failure.complaint)


async def _tell_apart(database: Database, workspace_id: UUID, space: Any) -> None:
    async with database.transaction(workspace_id) as session:
        found = await session.execute(_SAID, {"space": space.id, "language": space.language})
        entries = {entry: [row.said for row in rows] for entry, rows in groupby(found, lambda row: row.entry_id)}
        counts = [len(said) for said in entries.values()]
        teaching = sum(count for count in counts if count > 1)
        enough = teaching >= FEWEST and sum(counts) * len(counts) * space.dimensions <= MOST
        of = _digest(entries) if enough else None
        known = await session.scalar(_TOLD, {"space": space.id})
        if of == space.told_apart and known == (len(entries) if enough else 0):
            return
        payload = await _lesson(session, space, entries) if enough else b""
    learnt = await run_apart(_LEARNER, payload, seconds=_SECONDS, megabytes=_MEGABYTES) if enough else b""
    async with database.transaction(workspace_id) as session:
        await session.execute(_FORGET, {"space": space.id})
        if enough:
            await _keep(session, workspace_id, space, entries, learnt)
        await session.execute(_NOTE, {"space": space.id, "of": of})
    _log.info("meanings.told_apart", workspace_id=str(workspace_id), language=space.language, entries=len(entries))


def _digest(entries: dict[UUID, list[bytes]]) -> bytes:
    """What was learnt from, and how: which entries, and what each says."""
    said_by_all = b"".join(entry.bytes + _of(said) for entry, said in entries.items())
    return hashlib.sha256(b"%d " % LEARNT_BY + said_by_all).digest()


def _of(said: Sequence[bytes]) -> bytes:
    return hashlib.sha256(b"".join(said)).digest()


async def _lesson(session: AsyncSession, space: Any, entries: dict[UUID, list[bytes]]) -> bytes:
    """What the learner wants: how many wordings each entry has, and their vectors in that order."""
    order = [hash_ for said in entries.values() for hash_ in said]
    rows = await session.execute(_VECTORS, {"space": space.id, "hashes": list(set(order))})
    vectors = {row.hash: array("f", json.loads(row.vector)) for row in rows}
    numbers = b"".join(vectors[hash_].tobytes() for hash_ in order)
    asked = {"dimensions": space.dimensions, "entries": [len(said) for said in entries.values()]}
    return json.dumps(asked).encode() + b"\n" + b64encode(numbers)


async def _keep(
    session: AsyncSession, workspace_id: UUID, space: Any, entries: dict[UUID, list[bytes]], learnt: bytes
) -> None:
    """Keep what was learnt of those that still say the same."""
    numbers = array("f", b64decode(learnt))
    size = space.dimensions
    await session.execute(
        _KEEP,
        {
            "space": space.id,
            "language": space.language,
            "workspace": workspace_id,
            "entries": list(entries),
            "told": [_of(said) for said in entries.values()],
            "vectors": [written(numbers[at * size : (at + 1) * size]) for at in range(len(entries))],
        },
    )
