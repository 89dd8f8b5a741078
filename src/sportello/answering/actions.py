"""Every write of this room but the answer itself."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.catalogue import TEXTS, catalogue, default_rules
from sportello.answering.events import AssistantChanged
from sportello.answering.language import LANGUAGES
from sportello.answering.models import Assistant
from sportello.answering.rules import as_stored, read_rules
from sportello.answering.setups import Setup
from sportello.core.errors import Invalid
from sportello.core.events import emit
from sportello.workspaces import SYSTEM, Member, audit

LONGEST_TEXT = 2_000
LONGEST_PHRASE = 200
MOST_PHRASES = 500
MOST_RULES = 100
MOST_STARTERS = 10
_WRITTEN = ("name", "texts", "starters", "rules", "threshold")


@dataclass(frozen=True, kw_only=True)
class AssistantContent:
    """What an owner writes of an assistant."""

    name: str
    texts: Mapping[str, Mapping[str, str]]
    starters: Mapping[str, Sequence[str]]
    rules: Sequence[Mapping[str, Any]]
    threshold: float


async def save_assistant(
    session: AsyncSession, *, workspace_id: UUID, content: AssistantContent, actor: Member | str = SYSTEM
) -> Assistant:
    """Write the workspace's assistant, making it if nobody has yet.

    Texts that say what the shipped catalogue says are not kept, so they improve with it.
    """
    check(content)
    assistant = await _mine(session, workspace_id)
    await _write(session, assistant, content)
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.changed",
        target=f"assistant:{assistant.id}",
        data={"version": assistant.version, "threshold": content.threshold},
    )
    return assistant


async def save_from_template(
    session: AsyncSession, *, workspace_id: UUID, template: str, content: AssistantContent
) -> bool:
    """Write the assistant as its template has it, unless somebody has edited it since; tells whether it was written."""
    check(content)
    assistant = await _mine(session, workspace_id)
    edited = assistant.version > 0 and assistant.template_hash != _hash(assistant)
    if edited:
        return False
    before = assistant.template_hash
    values = _values(content)
    if before is not None and before == _digest(values):
        return False
    await _write(session, assistant, content)
    assistant.template, assistant.template_hash = template, _hash(assistant)
    await session.flush()
    return True


async def _mine(session: AsyncSession, workspace_id: UUID) -> Assistant:
    found = await session.scalar(
        select(Assistant).where(Assistant.workspace_id == workspace_id, Assistant.is_default).with_for_update()
    )
    return found or _new(workspace_id)


def written_by_nobody(workspace_id: UUID) -> Assistant:
    """An assistant of which nobody has written anything yet, so that all it says is shipped."""
    assistant = _new(workspace_id)
    shipped = Setup(workspace_id=workspace_id)
    content = AssistantContent(
        name=shipped.name, texts={}, starters={}, rules=default_rules(), threshold=shipped.threshold
    )
    for column, value in _values(content).items():
        setattr(assistant, column, value)
    return assistant


def _new(workspace_id: UUID) -> Assistant:
    known_as = Setup(workspace_id=workspace_id).known_as
    return Assistant(id=known_as, workspace_id=workspace_id, is_default=True, version=0)


async def _write(session: AsyncSession, assistant: Assistant, content: AssistantContent) -> None:
    for column, value in _values(content).items():
        setattr(assistant, column, value)
    assistant.version += 1
    session.add(assistant)
    await session.flush()
    await emit(session, AssistantChanged(workspace_id=assistant.workspace_id, assistant_id=assistant.id))


def _values(content: AssistantContent) -> dict[str, Any]:
    return {
        "name": content.name,
        "texts": {language: _own(language, written) for language, written in content.texts.items()},
        "starters": {language: list(offered) for language, offered in content.starters.items()},
        "rules": [as_stored(rule) for rule in read_rules(content.rules)],
        "threshold": content.threshold,
    }


def _hash(assistant: Assistant) -> str:
    return _digest({column: getattr(assistant, column) for column in _WRITTEN})


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def check(content: AssistantContent) -> None:
    """Refuse what nothing would ever show or match, and what has no end."""
    check_texts(content.texts)
    check_starters(content.starters)
    check_rules(content.rules)
    if not 0 <= content.threshold <= 1:
        raise Invalid("The threshold is a number from 0 (answer always) to 1 (answer never).")


def check_texts(texts: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse texts that nothing would ever show, and texts without end."""
    for language, written in texts.items():
        _check_language(language)
        for key, text in written.items():
            if key not in TEXTS:
                raise Invalid(f"There is no text “{key}”. The texts are: {', '.join(TEXTS)}.")
            if len(text) > LONGEST_TEXT:
                raise Invalid(f"The text “{key}” ({language}) has {len(text)} characters; {LONGEST_TEXT} is the most.")


def check_starters(starters: Mapping[str, Sequence[str]]) -> None:
    """Refuse more starters than a widget can show."""
    for language, offered in starters.items():
        _check_language(language)
        if len(offered) > MOST_STARTERS or any(not 0 < len(text.strip()) <= LONGEST_PHRASE for text in offered):
            raise Invalid(f"Give at most {MOST_STARTERS} starters ({language}) of 1 to {LONGEST_PHRASE} characters.")


def check_rules(rules: Sequence[Mapping[str, Any]]) -> None:
    """Refuse rules that could not be told apart, and phrases that could never match or would match everything."""
    ids = [rule["id"] for rule in rules]
    if len(set(ids)) < len(ids) or not all(ids):
        raise Invalid("Give every rule an id of its own.")
    if len(rules) > MOST_RULES:
        raise Invalid(f"An assistant has at most {MOST_RULES} rules.")
    for rule in rules:
        for language, reply in rule.get("replies", {}).items():
            _check_language(language)
            if len(reply) > LONGEST_TEXT:
                raise Invalid(f"Rule “{rule['name']}”: its reply ({language}) is over {LONGEST_TEXT} characters.")
        for language, phrases in rule["phrases"].items():
            _check_language(language)
            if len(phrases) > MOST_PHRASES:
                raise Invalid(f"Rule “{rule['name']}” has more than {MOST_PHRASES} phrases ({language}).")
            for phrase in phrases:
                if len(phrase) > LONGEST_PHRASE or not any(sign.isalnum() for sign in phrase):
                    raise Invalid(
                        f"Rule “{rule['name']}”: “{phrase[:40]}” is no phrase: write 1 to {LONGEST_PHRASE} characters."
                    )


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(f"There are no assistant texts in “{language}”; the languages are {', '.join(LANGUAGES)}.")


def _own(language: str, written: Mapping[str, str]) -> dict[str, str]:
    shipped = catalogue(language).texts
    return {key: text.strip() for key, text in written.items() if text.strip() and text.strip() != shipped[key]}
