"""What can happen in a conversation. Every one carries the conversation; messages also their `seq`."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConversationEvent(Event):
    """A fact about one conversation; `conversation_id` says which."""


@dataclass(frozen=True, kw_only=True)
class ConversationStarted(ConversationEvent):
    """A customer opened a conversation."""

    name: ClassVar[str] = "conversation.started"


@dataclass(frozen=True, kw_only=True)
class MessageStored(ConversationEvent):
    """Something was said; the message is `message_id`, at place `seq`."""

    message_id: UUID
    seq: int


@dataclass(frozen=True, kw_only=True)
class MessageReceived(MessageStored):
    """The customer said something."""

    name: ClassVar[str] = "message.received"


@dataclass(frozen=True, kw_only=True)
class CustomerAnswered(MessageReceived):
    """The customer said something to `user_id`, who has the conversation: the same fact, for who reacts to that."""

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssistantReplied(MessageStored):
    """The assistant answered."""

    name: ClassVar[str] = "message.assistant"


@dataclass(frozen=True, kw_only=True)
class AgentReplied(MessageStored):
    """An agent said something to the customer."""

    name: ClassVar[str] = "message.agent"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class SystemSpoke(MessageStored):
    """The house told the customer what is going on."""

    name: ClassVar[str] = "message.system"
    kind: str


@dataclass(frozen=True, kw_only=True)
class CardHidden(ConversationEvent):
    """What a message showed of a card is gone from it, since the rest of that card came after it."""

    name: ClassVar[str] = "message.card_hidden"
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class PictureDescribed(ConversationEvent):
    """What is on a picture of a message was read from it, or could not be."""

    name: ClassVar[str] = "message.picture_described"
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class HandoffRequested(ConversationEvent):
    """A person was asked for; the conversation waits in the queue."""

    name: ClassVar[str] = "handoff.requested"
    reason: str


@dataclass(frozen=True, kw_only=True)
class AgentConnected(ConversationEvent):
    """An agent took the conversation; `given`: the queue gave it to them."""

    name: ClassVar[str] = "agent.connected"
    user_id: UUID
    given: bool = False


@dataclass(frozen=True, kw_only=True)
class ConversationTransferred(ConversationEvent):
    """The conversation went to another agent, or (`user_id` None) back to the queue; `by_user_id` passed it on."""

    name: ClassVar[str] = "conversation.transferred"
    user_id: UUID | None
    by_user_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnedToAssistant(ConversationEvent):
    """The customer left the queue and talks to the assistant again."""

    name: ClassVar[str] = "conversation.returned_to_assistant"


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(ConversationEvent):
    """The conversation was closed with an outcome."""

    name: ClassVar[str] = "conversation.closed"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ConversationReopened(ConversationEvent):
    """The customer wrote again after the end."""

    name: ClassVar[str] = "conversation.reopened"


@dataclass(frozen=True, kw_only=True)
class ConversationResumed(ConversationEvent):
    """The customer wrote again after a pause."""

    name: ClassVar[str] = "conversation.resumed"


@dataclass(frozen=True, kw_only=True)
class CustomerFellSilent(ConversationEvent):
    """The customer has not written for a while; the conversation is in `state` now."""

    name: ClassVar[str] = "customer.fell_silent"
    state: str


@dataclass(frozen=True, kw_only=True)
class ConversationEnded(ConversationEvent):
    """The conversation ended because nobody wrote any more."""

    name: ClassVar[str] = "conversation.ended"


@dataclass(frozen=True, kw_only=True)
class PriorityRaised(ConversationEvent):
    """What the customer said is more urgent than anything before."""

    name: ClassVar[str] = "conversation.priority_raised"
    priority: str


@dataclass(frozen=True, kw_only=True)
class NoteAdded(ConversationEvent):
    """A colleague noted something."""

    name: ClassVar[str] = "note.added"
    note_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgentMentioned(ConversationEvent):
    """A colleague's note calls somebody to the conversation."""

    name: ClassVar[str] = "agent.mentioned"
    note_id: UUID
    user_id: UUID
    by_user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MacroRun(ConversationEvent):
    """An agent ran a macro; what it did is told by itself."""

    name: ClassVar[str] = "macro.run"
    macro_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConversationSnoozed(ConversationEvent):
    """Its agent put it aside for a while, or (`user_id` None) a rule did."""

    name: ClassVar[str] = "conversation.snoozed"
    user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConversationWoken(ConversationEvent):
    """It is back in the lists: its time has come, or (`user_id`) somebody fetched it."""

    name: ClassVar[str] = "conversation.woken"
    user_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConversationMerged(ConversationEvent):
    """It goes on in another one of its customer's, `into_id`."""

    name: ClassVar[str] = "conversation.merged"
    into_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConversationSeparated(ConversationEvent):
    """It stands by itself again, and no more goes on in `from_id`."""

    name: ClassVar[str] = "conversation.separated"
    from_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConversationRated(ConversationEvent):
    """The customer said how it was."""

    name: ClassVar[str] = "conversation.rated"
    score: int


@dataclass(frozen=True, kw_only=True)
class ConversationLabelled(ConversationEvent):
    """It has other labels, of which `added` are new; or it is another team's to take, or more or less urgent."""

    name: ClassVar[str] = "conversation.labelled"
    added: tuple[str, ...] = ()
