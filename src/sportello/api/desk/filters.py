"""What a list of the inbox is narrowed to and ordered by: as an address says it, and as a view keeps it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field, StringConstraints

from sportello.api.shapes import Payload
from sportello.conversations import Filter, Priority, Risk, Sort, State, View

_MADE_HERE = "0197c3b0-6d2e-7c4e-9d5a-111111111111"
_MOST = 30
_NOTHING: Any = Field(default_factory=list)
Channel = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$", max_length=30)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$", max_length=2)]
Days = Annotated[int, Field(ge=1, le=3_650, examples=[7])]
_States = Annotated[list[State], Field(max_length=10, examples=[["queued"]])]
_Priorities = Annotated[list[Priority], Field(max_length=4, examples=[["high", "urgent"]])]
_Risks = Annotated[list[Risk], Field(max_length=3, examples=[["high"]])]
_Labels = Annotated[list[UUID], Field(max_length=_MOST)]
_Teams = Annotated[list[UUID | Literal["none"]], Field(max_length=_MOST)]
_Assignees = Annotated[list[UUID | Literal["none", "me"]], Field(max_length=_MOST)]
_Channels = Annotated[list[Channel], Field(max_length=_MOST, examples=[["web"]])]
_Languages = Annotated[list[Language], Field(max_length=_MOST, examples=[["it"]])]


class ViewFilter(Payload):
    """Which conversations a list has, and in which order. Of what is left out or empty, any."""

    view: View = "all"
    state: _States = _NOTHING
    label: _Labels = _NOTHING
    priority: _Priorities = _NOTHING
    risk: _Risks = _NOTHING
    team: _Teams = _NOTHING
    assignee: _Assignees = _NOTHING
    channel: _Channels = _NOTHING
    language: _Languages = _NOTHING
    unread: bool = False
    created_within: Days | None = Field(default=None, description="In days", examples=[7])
    active_within: Days | None = Field(default=None, description="In days", examples=[7])
    sort: Sort | None = None

    def wanted(self) -> Filter:
        """As the lists understand it."""
        return Filter(
            view=self.view,
            states=self.state,
            labels=self.label,
            priorities=self.priority,
            risks=self.risk,
            teams=self.team,
            assignees=self.assignee,
            channels=self.channel,
            languages=self.language,
            unread=self.unread,
            created_within=self.created_within,
            active_within=self.active_within,
            sort=self.sort,
        )


def _asked(  # noqa: PLR0913 - a list has so many sides
    *,
    view: Annotated[View, Query(description="Which list of the inbox", examples=["unassigned"])] = "all",
    state: Annotated[
        _States | None, Query(description="Only those in one of these states", examples=[["queued"]])
    ] = None,
    label: Annotated[
        _Labels | None, Query(description="Only those with one of these labels", examples=[[_MADE_HERE]])
    ] = None,
    priority: Annotated[
        _Priorities | None, Query(description="Only those of one of these priorities", examples=[["high", "urgent"]])
    ] = None,
    risk: Annotated[
        _Risks | None,
        Query(description="Only those whose customer seems so close to losing patience", examples=[["high"]]),
    ] = None,
    team: Annotated[
        _Teams | None, Query(description="Only those of one of these teams, or of `none`", examples=[["none"]])
    ] = None,
    assignee: Annotated[
        _Assignees | None,
        Query(description="Only those that one of these has: `me`, `none`, or who it is", examples=[["me"]]),
    ] = None,
    channel: Annotated[_Channels | None, Query(description="Only those that came this way", examples=[["web"]])] = None,
    language: Annotated[
        _Languages | None, Query(description="Only those in one of these languages", examples=[["it"]])
    ] = None,
    unread: Annotated[
        bool, Query(description="Only those with something that nobody has read", examples=[True])
    ] = False,
    created_within: Annotated[
        Days | None, Query(description="Only those begun in the last so many days", examples=[7])
    ] = None,
    active_within: Annotated[
        Days | None, Query(description="Only those in which something was said in the last so many days", examples=[7])
    ] = None,
    sort: Annotated[
        Sort | None,
        Query(
            description="Left out: who waits longest first in `unassigned` and `waiting`, else the newest first. By"
            " `waiting` or `priority` only what is open is listed, unless `state` says otherwise.",
            examples=["priority"],
        ),
    ] = None,
) -> ViewFilter:
    given: dict[str, Any] = locals()
    return ViewFilter(**{name: value for name, value in given.items() if value is not None})


AskedFilter = Annotated[ViewFilter, Depends(_asked)]
"""What an address narrows a list to."""
