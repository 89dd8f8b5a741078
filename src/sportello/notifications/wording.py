"""What a notice says, in its reader's language: who and what, never what was written."""

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast
from uuid import UUID

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import Contact
from sportello.conversations import Conversation
from sportello.workspaces import LANGUAGES, User

_LONGEST_NAME: Final = 60


@cache
def texts(language: str) -> Mapping[str, str]:
    """All there is to say in a language; in English where ours are not enough."""
    known = language if language in LANGUAGES else "en"
    source = files("sportello.notifications") / "texts" / f"{known}.yaml"
    return cast("dict[str, str]", yaml.safe_load(source.read_text(encoding="utf-8")))


def line(kind: str, data: Mapping[str, Any], *, who: str | None, language: str) -> str:
    """One sentence."""
    said = texts(language)
    names = {key: str(value) for key, value in data.items()}
    names["who"] = who or said["visitor"]
    return said[names.get("wording", kind)].format_map(_Known(names))


class _Known(dict[str, str]):
    """What is not known is left out, for a notice without a detail is better than none."""

    def __missing__(self, key: str) -> str:
        return "—"


async def names_of(session: AsyncSession, conversations: Collection[UUID | None]) -> dict[UUID, str]:
    """What the customers of these conversations are called, as far as they have said."""
    wanted = [one for one in conversations if one is not None]
    if not wanted:
        return {}
    found = (
        select(Conversation.id, Contact.name)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Conversation.id.in_(wanted), Contact.name.is_not(None))
    )
    return {id_: " ".join(name.split())[:_LONGEST_NAME] for id_, name in await session.execute(found) if name}


async def language_of(session: AsyncSession, *, user_id: UUID) -> str:
    """The language somebody reads."""
    return await session.scalar(select(User.language).where(User.id == user_id)) or "en"


def place_of(conversation_id: UUID | None, ticket_id: UUID | None = None) -> str:
    """Where in the desk of a workspace it is looked at."""
    if ticket_id:
        return f"tickets/{ticket_id}"
    return f"inbox/{conversation_id}" if conversation_id else "notices"
