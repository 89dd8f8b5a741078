"""What happened to a workspace and the people in it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkspaceCreated(Event):
    """A workspace was opened."""

    name: ClassVar[str] = "workspace.created"


@dataclass(frozen=True, kw_only=True)
class WorkspaceChanged(Event):
    """Its name, languages or time zone changed."""

    name: ClassVar[str] = "workspace.changed"


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody may work here now."""

    name: ClassVar[str] = "member.joined"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """Somebody's role changed, or they were suspended or let in again: open streams look again."""

    name: ClassVar[str] = "member.changed"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """Somebody does not work here any more."""

    name: ClassVar[str] = "member.removed"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class ModelKeyRemoved(Event):
    """A key to language models was given up."""

    name: ClassVar[str] = "model_key.removed"
    model_key_id: UUID


@dataclass(frozen=True, kw_only=True)
class WidgetKeyChanged(Event):
    """A widget key was made, changed or removed."""

    name: ClassVar[str] = "widget_key.changed"
    widget_key_id: UUID


@dataclass(frozen=True, kw_only=True)
class AvailabilityChanged(Event):
    """Somebody said, or their desk noticed, that they are there or not."""

    name: ClassVar[str] = "availability.changed"
    user_id: UUID
    status: str


@dataclass(frozen=True, kw_only=True)
class TeamsChanged(Event):
    """A team was made, changed or ended."""

    name: ClassVar[str] = "teams.changed"


@dataclass(frozen=True, kw_only=True)
class LabelsChanged(Event):
    """A label was made, changed or taken away."""

    name: ClassVar[str] = "labels.changed"


@dataclass(frozen=True, kw_only=True)
class ViewsChanged(Event):
    """A list of the inbox is kept under a name, or is no more."""

    name: ClassVar[str] = "views.changed"


@dataclass(frozen=True, kw_only=True)
class QueueChanged(Event):
    """The queue works otherwise, or somebody takes other conversations than before."""

    name: ClassVar[str] = "queue.changed"
