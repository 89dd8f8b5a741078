"""Teaching: the intents as their owner writes them, and what cannot be taught."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.jobs import request_learning
from sportello.answering.language import LANGUAGES
from sportello.answering.models import Intent
from sportello.answering.understanding import NO_INTENT, shipped_intents
from sportello.core.errors import Invalid
from sportello.workspaces import SYSTEM, Member, audit

MOST_INTENTS: Final = 200
MOST_EXAMPLES: Final = 500
LONGEST_EXAMPLE: Final = 500
FEWEST_EXAMPLES: Final = 3
MOST_IN_ALL: Final = 20_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class IntentContent:
    """What an owner writes of an intent; of a shipped one, what they add to it."""

    name: str
    description: str
    examples: Mapping[str, Sequence[str]]
    enabled: bool = True


async def save_intents(
    session: AsyncSession, *, workspace_id: UUID, intents: Sequence[IntentContent], actor: Member | str = SYSTEM
) -> None:
    """Replace the workspace's intents. The models follow in a moment; until then the old ones answer."""
    check_intents(intents)
    await session.execute(delete(Intent).where(Intent.workspace_id == workspace_id))
    for position, intent in enumerate(intents):
        examples = {language: list(texts) for language, texts in intent.examples.items() if texts}
        if intent.name in shipped_intents() and intent.enabled and not examples:
            continue
        session.add(
            Intent(
                workspace_id=workspace_id,
                name=intent.name,
                description=intent.description,
                examples=examples,
                enabled=intent.enabled,
                position=position,
            )
        )
    await session.flush()
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="intents.changed",
        target=f"workspace:{workspace_id}",
        data={"intents": len(intents)},
    )
    await request_learning(session, workspace_id=workspace_id)


def check_intents(intents: Sequence[IntentContent]) -> None:
    """Refuse what could not be told apart or learnt, naming the intent and the example."""
    if len(intents) > MOST_INTENTS:
        raise Invalid(f"A workspace has at most {MOST_INTENTS} intents.")
    names = [intent.name for intent in intents]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Invalid(f"There are two intents named “{twice}”.")
    for language in LANGUAGES:
        if sum(len(intent.examples.get(language, ())) for intent in intents) > MOST_IN_ALL:
            raise Invalid(f"A workspace has at most {MOST_IN_ALL} examples of a language.")
    owners: dict[tuple[str, str], str] = {}
    for intent in intents:
        if not _NAME.fullmatch(intent.name) or intent.name == NO_INTENT:
            raise Invalid(f"“{intent.name[:40]}” is no name for an intent: use small letters, digits, - and _.")
        _check_examples(intent, owners)


def _check_examples(intent: IntentContent, owners: dict[tuple[str, str], str]) -> None:
    shipped = intent.name in shipped_intents()
    if not shipped and not any(intent.examples.values()):
        raise Invalid(f"“{intent.name}” has no examples: write at least {FEWEST_EXAMPLES} in one language.")
    for language, texts in intent.examples.items():
        if language not in LANGUAGES:
            raise Invalid(f"“{intent.name}”: no intents are known in “{language}”; {', '.join(LANGUAGES)} are.")
        if len(texts) > MOST_EXAMPLES:
            raise Invalid(f"“{intent.name}” has more than {MOST_EXAMPLES} examples ({language}).")
        if texts and not shipped and len(texts) < FEWEST_EXAMPLES:
            raise Invalid(f"“{intent.name}” needs at least {FEWEST_EXAMPLES} examples ({language}).")
        for text in texts:
            if not 0 < len(text) <= LONGEST_EXAMPLE or not any(sign.isalnum() for sign in text):
                raise Invalid(f"“{intent.name}”: “{text[:40]}” is no example: write 1 to {LONGEST_EXAMPLE} characters.")
            owner = owners.setdefault((language, text.casefold()), intent.name)
            if owner != intent.name:
                raise Invalid(f"“{text[:40]}” ({language}) is an example of “{owner}” and of “{intent.name}”.")
