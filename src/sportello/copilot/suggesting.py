"""A reply to begin from: what the assistant would say, where to read on, and canned replies that fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, conversations
from sportello.answering import Draft, Models, Setup, Turn
from sportello.conversations import CannedReply, Conversation, Line
from sportello.core.db import Database, enter_workspace
from sportello.core.meanings import Meanings

_SAYS: Final = frozenset({"answered", "smalltalk"})
_MOST: Final = 3


@dataclass(frozen=True)
class Source:
    """An article or entry that was found for the question. `url` is its page in the help centre, where it has one."""

    title: str
    article_id: UUID
    url: str | None


@dataclass(frozen=True)
class Suggestion:
    """What could be said to the customer's last words. `text` is None where nothing sure was found.

    `asked` are those words; `citations` as a message has them; `model` worded it, or nobody did: then it is quoted.
    """

    asked: str
    text: str | None = None
    citations: Sequence[Mapping[str, Any]] = ()
    model: str | None = None
    sources: Sequence[Source] = ()
    canned: Sequence[CannedReply] = field(default_factory=tuple[CannedReply, ...])


async def suggest(
    database: Database, session: AsyncSession, *, conversation: Conversation, meanings: Meanings | None, models: Models
) -> Suggestion:
    """What the assistant would say to the customer's last words; nothing before they said any.

    It may act, call or promise nothing. Commits: no transaction is open while a model is asked.
    """
    workspace_id, assistant_id = conversation.workspace_id, conversation.assistant_id
    briefing = await conversations.whole_briefing(session, conversation_id=conversation.id)
    questions = _questions(briefing.said) if briefing else []
    if briefing is None or not questions:
        return Suggestion("")
    setup = await answering.read_setup(session, workspace_id=workspace_id, assistant_id=assistant_id)
    assistant = _Assistant(database, session, replace(setup, actions={}), briefing.language, meanings, models)
    asked, draft = questions[0], await assistant.would_say(questions[0])
    for earlier in questions[1:]:
        if draft.outcome != "handoff":
            break
        asked, draft = earlier, await assistant.would_say(earlier)
    await enter_workspace(session, workspace_id)
    words = asked[-1].text
    canned = await conversations.fitting_replies(session, words=words, language=briefing.language, most=_MOST)
    if draft.outcome not in _SAYS or draft.offers_person or not draft.text:
        return Suggestion(words, sources=_sources(draft.trace.hits), canned=canned)
    return Suggestion(words, text=draft.text, citations=draft.citations, model=draft.worded_by, canned=canned)


@dataclass(frozen=True)
class _Assistant:
    """Who answers the customer otherwise, asked what it would say."""

    database: Database
    session: AsyncSession
    setup: Setup
    language: str
    meanings: Meanings | None
    models: Models

    async def would_say(self, turns: Sequence[Turn]) -> Draft:
        """Its answer to the last of these. Commits."""
        meant = None
        if self.meanings is not None:
            await self.session.commit()
            meant = await answering.meaning(self.meanings, [(turns, self.language)])
        await enter_workspace(self.session, self.setup.workspace_id)
        return await answering.tried(
            self.database,
            self.session,
            turns,
            setup=self.setup,
            language=self.language,
            meant=meant,
            models=self.models,
            for_agent=True,
        )


def _questions(said: Sequence[Line]) -> list[list[Turn]]:
    """What the customer may want to know, the likeliest first: all they said last, and each of their last words alone.

    The press of a button asks nothing. Beside who only asks for a person, there may be what they want one for.
    """
    turns = [
        Turn(line.author, line.text, line.choice, line.offered, at=line.at, files=line.files)
        for line in said
        if line.author != "customer" or line.choice is None
    ]
    own = [place for place, turn in enumerate(turns) if turn.author == "customer"]
    alone = [[*_answered(turns[:place]), turns[place]] for place in own[: -_MOST - 1 : -1]]
    return [turns[: own[-1] + 1], *alone] if own else []


def _answered(turns: Sequence[Turn]) -> Sequence[Turn]:
    """What was said up to the last that somebody answered."""
    ends = len(turns)
    while ends and turns[ends - 1].author in {"customer", "system"}:
        ends -= 1
    return turns[:ends]


def _sources(hits: Sequence[Mapping[str, Any]]) -> list[Source]:
    """The first few that were found, each once."""
    found = {hit["article_id"]: Source(hit["title"], UUID(hit["article_id"]), hit["url"]) for hit in reversed(hits)}
    return list(reversed(found.values()))[:_MOST]
