"""The intents of a workspace: what its owner wrote, the shipped ones beside them, and the models made of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.language import LANGUAGES, language_of
from sportello.answering.models import Intent, IntentModel
from sportello.answering.smalltalk import without_greeting
from sportello.answering.understanding import (
    Head,
    Point,
    fingerprint,
    lesson,
    load,
    says_enough,
    shipped_examples,
    shipped_head,
    shipped_intents,
    shipped_model,
)
from sportello.core.clock import now
from sportello.core.meanings import Meant

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class IntentSettings:
    """An intent as its owner edits it. `shipped` says how many examples of each language are ours."""

    name: str
    description: str
    examples: Mapping[str, Sequence[str]]
    enabled: bool
    shipped: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What a sentence is taken for: the intents nearest to it, the likeliest first, and how sure of that one."""

    language: str
    nearest: Sequence[str]
    confidence: float
    threshold: float
    known: bool
    """Whether it is sure enough to say so."""
    by_meaning: bool
    """Whether an embedding model had its share in it."""


@dataclass(frozen=True)
class ModelState:
    """How one language's model stands: what it was measured to do, and whether it knows the newest examples."""

    head: Head
    trained_at: datetime | None
    """None for the model as it is shipped."""
    up_to_date: bool


async def intents_of(session: AsyncSession) -> list[IntentSettings]:
    """The intents of the workspace this transaction has entered: its own first, then the shipped."""
    written = {row.name: row for row in await session.scalars(select(Intent).order_by(Intent.position))}
    own = [row for row in written.values() if row.name not in shipped_intents()]
    return [
        *(_settings(row.name, row) for row in own),
        *(_settings(name, written.get(name)) for name in shipped_intents()),
    ]


async def intent_models(session: AsyncSession) -> list[ModelState]:
    """The model of each language, the shipped one where the workspace has none of its own."""
    lessons = await lessons_of(session)
    trained = {row.language: row for row in await session.scalars(select(IntentModel))}
    states: list[ModelState] = []
    for language in LANGUAGES:
        row = trained.get(language)
        head = Head.read(row.head) if row else shipped_head(language)
        fresh = head.trained_on == fingerprint(lessons[language])
        states.append(ModelState(head, row.trained_at if row else None, fresh))
    return states


def point_in(meant: Meant | None, said: str, *, language: str) -> Point | None:
    """What a message means, of what was asked for the search: a greeting before it says nothing of the rest."""
    vector = meant.of(without_greeting(said), language) if meant else None
    return Point(meant.model, vector) if meant and vector is not None else None


async def recognise(session: AsyncSession, *, text: str, language: str, meant: Meant | None = None) -> Recognised:
    """Try a sentence on the intents as they were last learnt. `language` holds where its own is not plain."""
    spoken = language_of(text, prior=language)
    packed = (await models_of(session)).get(spoken)
    classifier = load(packed) if packed else shipped_model(spoken)
    point = point_in(meant, text, language=spoken)
    guess = classifier.guess(text, point)
    near = classifier.head.near if guess and guess.by_meaning else None
    return Recognised(
        language=spoken if spoken in LANGUAGES else classifier.head.language,
        nearest=classifier.nearest(text, most=_SHOWN, point=point) if any(sign.isalnum() for sign in text) else (),
        confidence=guess.confidence if guess else 0.0,
        threshold=(near or classifier.head).threshold,
        known=guess is not None and guess.known and says_enough(text, guess),
        by_meaning=near is not None,
    )


async def lessons_of(session: AsyncSession) -> dict[str, bytes]:
    """What the model of each language is to be trained on now."""
    rows = (await session.scalars(select(Intent).order_by(Intent.position))).all()
    disabled = frozenset(row.name for row in rows if not row.enabled)
    return {
        language: lesson(
            language,
            own={row.name: row.examples[language] for row in rows if row.examples.get(language)},
            disabled=disabled,
        )
        for language in LANGUAGES
    }


async def heads_of(session: AsyncSession) -> dict[str, Head]:
    """What the workspace's own models say of themselves, by language."""
    rows = await session.execute(select(IntentModel.language, IntentModel.head))
    return {row.language: Head.read(row.head) for row in rows}


async def keep_model(session: AsyncSession, *, workspace_id: UUID, head: Head, content: bytes) -> None:
    """Put a trained model where answers find it."""
    await forget_model(session, language=head.language)
    session.add(
        IntentModel(
            workspace_id=workspace_id,
            language=head.language,
            head=head.written(),
            content=content,
            trained_at=now(),
        )
    )
    await session.flush()


async def forget_model(session: AsyncSession, *, language: str) -> None:
    """Go back to the shipped model."""
    await session.execute(delete(IntentModel).where(IntentModel.language == language))


async def models_of(session: AsyncSession) -> dict[str, bytes]:
    """The workspace's own models by language, packed."""
    rows = await session.execute(select(IntentModel.language, IntentModel.content))
    return {row.language: row.content for row in rows}


def _settings(name: str, row: Intent | None) -> IntentSettings:
    return IntentSettings(
        name=name,
        description=row.description if row else "",
        examples={language: list(row.examples.get(language, [])) if row else [] for language in LANGUAGES},
        enabled=row.enabled if row else True,
        shipped={language: len(shipped_examples(language).get(name, ())) for language in LANGUAGES},
    )
