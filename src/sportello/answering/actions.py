"""What an assistant says, as it is written: into its draft, or at once where a template brings it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.catalogue import TEXTS, catalogue
from sportello.answering.content import Content, live_content
from sportello.answering.language import LANGUAGES
from sportello.answering.models import Assistant
from sportello.answering.rules import as_stored, read_rules
from sportello.answering.stored import change_draft, find_assistant, hold_all, hold_assistant, make_live
from sportello.core.errors import Invalid
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


async def save_words(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    content: AssistantContent,
    assistant_id: UUID | None = None,
    actor: Member | str = SYSTEM,
) -> Assistant:
    """Write what an assistant says into its draft; customers get it once it goes live.

    Texts that say what the shipped catalogue says are not kept, so they improve with it.
    """
    check(content)
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    change_draft(assistant, _values(content))
    await session.flush()
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.changed",
        target=f"assistant:{assistant.id}",
        data={"threshold": content.threshold},
    )
    return assistant


async def save_from_template(
    session: AsyncSession, *, workspace_id: UUID, template: str, content: AssistantContent
) -> bool:
    """Make the default assistant what its template has, at once, and tell whether it was.

    Not where somebody has edited it since, or is about to. Nobody has read a workspace that begins; and who brings a
    template up to date wants what it says.
    """
    check(content)
    await hold_all(session, workspace_id=workspace_id)
    assistant = await find_assistant(session, workspace_id=workspace_id)
    edited = assistant.version > 0 and assistant.template_hash != _hash(assistant)
    if edited or assistant.draft is not None:
        return False
    values = _values(content)
    if assistant.template_hash == _digest(values):
        return False
    assistant.template = template
    await make_live(session, assistant, live_content(assistant) | values, note=f"Template {template}")
    assistant.template_hash = _hash(assistant)
    await session.flush()
    return True


def words_of(content: Content) -> AssistantContent:
    """What an owner writes, of a content."""
    return AssistantContent(**{name: content[name] for name in _WRITTEN})


def _values(content: AssistantContent) -> dict[str, Any]:
    return {
        "name": content.name,
        "texts": {language: own for language, written in content.texts.items() if (own := _own(language, written))},
        "starters": {
            language: list(offered)
            for language, offered in content.starters.items()
            if tuple(offered) != catalogue(language).starters
        },
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
