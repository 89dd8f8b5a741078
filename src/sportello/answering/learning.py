"""Learning a workspace's intents: apart from everything that serves, and only what has changed."""

from typing import Final
from uuid import UUID

import structlog

from sportello.answering.events import IntentsLearnt
from sportello.answering.intents import forget_model, heads_of, keep_model, lessons_of
from sportello.answering.understanding import fingerprint, load, shipped_head
from sportello.core.db import Database
from sportello.core.events import emit
from sportello.core.sandbox import run_apart

_TRAINER: Final = "sportello.answering.understanding.training:train"
_SECONDS: Final = 300.0
_MEGABYTES: Final = 2_048
_log = structlog.get_logger()


async def learn_intents(database: Database, *, workspace_id: UUID) -> None:
    """Bring the workspace's models up to its examples. Where these are the shipped ones, so is the model.

    Examples that change meanwhile ask for a run of their own, so what is stored is never older than it says.
    """
    async with database.transaction(workspace_id) as session:
        lessons, heads = await lessons_of(session), await heads_of(session)
    for language, lesson in lessons.items():
        wanted = fingerprint(lesson)
        head = heads.get(language)
        if wanted == (head or shipped_head(language)).trained_on:
            continue
        shipped = wanted == shipped_head(language).trained_on
        packed = None if shipped else await run_apart(_TRAINER, lesson, seconds=_SECONDS, megabytes=_MEGABYTES)
        async with database.transaction(workspace_id) as session:
            if packed is None:
                await forget_model(session, language=language)
            else:
                await keep_model(session, workspace_id=workspace_id, head=load(packed).head, content=packed)
            await emit(session, IntentsLearnt(workspace_id=workspace_id))
        _log.info("intents.learnt", workspace_id=str(workspace_id), language=language, shipped=shipped)
