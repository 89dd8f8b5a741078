"""When a rule is asked: on which facts, as data."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import Field

from sportello.conversations import (
    AgentConnected,
    ConversationClosed,
    ConversationEnded,
    ConversationLabelled,
    ConversationRated,
    ConversationReopened,
    ConversationStarted,
    ConversationTransferred,
    ConversationWoken,
    Doing,
    HandoffRequested,
    MessageReceived,
)

Plain = Literal["opened", "reopened", "message", "handed_over", "assigned", "closed", "woken", "rated"]
WAITING: Final = "waiting"
"""What the timer of a customer who waits is called, where others carry the name of their fact."""
LONGEST_WAIT: Final = 7 * 24 * 60


class Happens(Doing):
    """Something happens in a conversation."""

    on: Plain


class Labelled(Doing):
    """One of these labels is put on; none named: any."""

    on: Literal["labelled"]
    labels: Annotated[list[UUID], Field(max_length=20)]


class Waits(Doing):
    """A customer has waited for a person's word for so many minutes."""

    on: Literal["waiting"]
    minutes: Annotated[int, Field(ge=1, le=LONGEST_WAIT, examples=[10])]


When = Annotated[Happens | Labelled | Waits, Field(discriminator="on")]

FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "opened": (ConversationStarted.name,),
    "reopened": (ConversationReopened.name,),
    "message": (MessageReceived.name,),
    "handed_over": (HandoffRequested.name,),
    "assigned": (AgentConnected.name, ConversationTransferred.name),
    "labelled": (ConversationLabelled.name,),
    "closed": (ConversationClosed.name, ConversationEnded.name),
    "woken": (ConversationWoken.name,),
    "rated": (ConversationRated.name,),
    WAITING: (),
}
"""The facts behind each."""


def is_occasion(when: Happens | Labelled | Waits, data: Mapping[str, Any]) -> bool:
    """Whether one of its facts, with this in it, is what the rule means by it."""
    match when:
        case Labelled():
            added = set(data.get("added", ()))
            return bool(added & {str(one) for one in when.labels} if when.labels else added)
        case Happens(on="handed_over"):
            # An agent who takes one from the assistant has not been called.
            return data.get("reason") != "agent"
        case Happens(on="assigned"):
            return data.get("user_id") is not None
        case _:
            return True
