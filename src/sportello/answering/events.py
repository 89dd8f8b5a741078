"""What can happen to assistants."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssistantChanged(Event):
    """Somebody changed what an assistant says or when it hands over; whoever keeps it at hand reads it again."""

    name: ClassVar[str] = "assistant.changed"
    assistant_id: UUID


@dataclass(frozen=True, kw_only=True)
class ModelsUnavailable(Event):
    """None of the models of an assistant could be had for an answer; the engine without them gave it."""

    name: ClassVar[str] = "models.unavailable"
    assistant_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class IntentsLearnt(Event):
    """New examples of intents were learnt; whoever keeps the models at hand reads them again."""

    name: ClassVar[str] = "intents.learnt"


@dataclass(frozen=True, kw_only=True)
class GateFitted(Event):
    """What the knowledge teaches the gate has been learnt anew; whoever keeps the assistant at hand reads it again."""

    name: ClassVar[str] = "gate.fitted"


@dataclass(frozen=True, kw_only=True)
class GapDismissed(Event):
    """Somebody decided that a gap needs no answer for now."""

    name: ClassVar[str] = "gap.dismissed"
    gap_id: UUID


@dataclass(frozen=True, kw_only=True)
class GapRestored(Event):
    """A gap that was dismissed is on the list again."""

    name: ClassVar[str] = "gap.restored"
    gap_id: UUID


@dataclass(frozen=True, kw_only=True)
class GapAnswerWritten(Event):
    """Somebody wrote an answer for a gap; published, it closes it."""

    name: ClassVar[str] = "gap.answer_written"
    gap_id: UUID
    article_id: UUID


@dataclass(frozen=True, kw_only=True)
class FaqProposed(Event):
    """What an agent answered may belong in the FAQ; somebody is to decide."""

    name: ClassVar[str] = "faq.proposed"
    proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalAccepted(Event):
    """A proposed FAQ entry was approved and is an article now."""

    name: ClassVar[str] = "faq.proposal_accepted"
    proposal_id: UUID
    article_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalRejected(Event):
    """A proposed FAQ entry was turned down for good."""

    name: ClassVar[str] = "faq.proposal_rejected"
    proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class InjectionSuspected(Event):
    """What an answer answered bears signs of talking a model out of its task. Counted; nothing else follows from it."""

    name: ClassVar[str] = "injection.suspected"
    message_id: UUID
    signs: list[str]
