"""A person is called outside the opening hours: what the customer is told then."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.drafts import Draft
from sportello.answering.facts import closed_until
from sportello.answering.language import LANGUAGES
from sportello.answering.setups import Setup, read_live
from sportello.core.clock import now
from sportello.knowledge import fact_book

OPENS = "{opens}"
"""Where the owner's text says when it opens next."""


def handoff_text(setup: Setup, language: str, *, at: datetime) -> str:
    """What is said when a person is called at that moment."""
    return _closed(setup, language, at) or setup.text("handoff", language)


async def handoff_texts(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None
) -> dict[str, str]:
    """What is said when a person is called now, in every language that there are words for."""
    setup = await read_live(session, workspace_id=workspace_id, assistant_id=assistant_id)
    setup, at = replace(setup, facts=await fact_book(session)), now()
    return {language: handoff_text(setup, language, at=at) for language in LANGUAGES}


def told_when_closed(setup: Setup, draft: Draft, *, at: datetime) -> Draft:
    """A handoff with the words for when nobody is there. What a rule says of its own, an emergency number, stays."""
    if draft.outcome != "handoff":
        return draft
    language = draft.trace.language
    said = _closed(setup, language, at)
    if not said:
        return draft
    usual = setup.text("handoff", language)
    return replace(draft, text=said if draft.text == usual else f"{draft.text}\n\n{said}")


def _closed(setup: Setup, language: str, at: datetime) -> str | None:
    opens = closed_until(setup.facts, language=language, at=at) if setup.facts else None
    if opens is None:
        return None
    return setup.text("out_of_hours", language).replace(OPENS, opens).replace("  ", " ").strip()
