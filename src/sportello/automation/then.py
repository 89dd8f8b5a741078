"""Then: what a rule does. What is done to a conversation is what a macro does, too; beside that it tells people."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from sportello.conversations import (
    AddLabels,
    Assign,
    Close,
    Doing,
    PutAside,
    RemoveLabels,
    Reply,
    SetPriority,
    WriteNote,
)


class Tell(Doing):
    """Tell people, by the ways they have chosen. `target` is the user or the team."""

    do: Literal["tell"]
    to: Literal["user", "team", "assignee", "supervisors", "admins"]
    target: UUID | None = None

    @model_validator(mode="after")
    def _to_somebody(self) -> Self:
        if (self.to in {"user", "team"}) != (self.target is not None):
            message = "say who is told, and only where it is somebody"
            raise ValueError(message)
        return self


class Post(Doing):
    """Tell a chat of the workspace."""

    do: Literal["post"]
    outlet_id: UUID


AnyAction = AddLabels | RemoveLabels | SetPriority | Assign | PutAside | Close | Reply | WriteNote | Tell | Post
Action = Annotated[AnyAction, Field(discriminator="do")]
