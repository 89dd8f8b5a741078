"""What somebody who can look at pictures saw on one that came with a message, kept beside it for whoever answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.conversations.events import PictureDescribed
from sportello.core.events import emit

Description = Mapping[str, Any]
"""What a model says of a picture, or why none could; as JSON, in the message's own words of its files."""
_KEEP: Final = sql(
    """
    UPDATE messages SET attachments = (
        SELECT jsonb_agg(
            CASE WHEN file ->> 'id' = :id
            THEN file || jsonb_build_object('description', CAST(:description AS jsonb)) ELSE file END ORDER BY place)
        FROM jsonb_array_elements(attachments) WITH ORDINALITY AS sent (file, place)
    )
    WHERE conversation_id = :conversation_id AND id = :message_id
      AND attachments @> jsonb_build_array(jsonb_build_object('id', CAST(:id AS text)))
    RETURNING workspace_id
    """
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a message, as far as whoever answers needs it.

    `description` is what was seen on it, or that nobody could; None where nobody has looked yet, or ever will.
    """

    name: str
    id: UUID | None = None
    message_id: UUID | None = None
    picture: bool = False
    description: Description | None = None

    @classmethod
    def of(cls, file: Mapping[str, Any], message_id: UUID) -> "Enclosed":
        """As its message tells it."""
        return cls(file["name"], UUID(file["id"]), message_id, file["width"] is not None, file.get("description"))


async def keep_description(
    session: AsyncSession, *, conversation_id: UUID, file: Enclosed, description: Description
) -> bool:
    """Keep what was seen on a picture; once more is the newer. False where its message is gone."""
    which = {"conversation_id": conversation_id, "message_id": file.message_id}
    kept = await session.execute(_KEEP, {**which, "id": str(file.id), "description": json.dumps(dict(description))})
    workspace_id = kept.scalar_one_or_none()
    if workspace_id is None or file.message_id is None:
        return False
    ids = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    await emit(session, PictureDescribed(**ids, message_id=file.message_id))
    return True
