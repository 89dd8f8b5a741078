"""Teams, and the labels that conversations are sorted by."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.queue import HoursId, Members
from sportello.api.paging import Whole
from sportello.api.parameters import LabelId, TeamId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import NotFound
from sportello.workspaces import NameTaken

teams = Router(prefix="/workspaces/{workspace}/teams", tags=["teams"], dependencies=[require("agent")])
labels = Router(prefix="/workspaces/{workspace}/labels", tags=["labels"], dependencies=[require("agent")])

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$", max_length=7), Field(examples=["#2f6fde"])]


class TeamText(Payload):
    """A team, all of it. `hours_id` is the fact that says when they are there; null: the workspace's."""

    name: Name
    hours_id: HoursId = None
    members: Members


class Team(Versioned):
    """Members who take the same kind of conversations."""

    written: ClassVar = frozenset(TeamText.model_fields)

    id: UUID
    name: str = Field(examples=["Billing"])
    hours_id: str | None = Field(examples=["desk"])
    members: list[UUID]


class LabelText(Payload):
    """A label, all of it."""

    name: Name
    color: Color
    skill: bool = Field(description="Only who is said to know of it is given such a conversation")


class Label(Versioned):
    """A word that conversations are sorted by."""

    written: ClassVar = frozenset(LabelText.model_fields)

    id: UUID
    name: str = Field(examples=["Refund"])
    color: str = Field(examples=["#2f6fde"])
    skill: bool


async def _team(session: Transaction, team_id: UUID) -> Team:
    found = (one for one in await workspaces.list_teams(session) if one.id == team_id)
    line = next(found, None)
    if line is None:
        raise NotFound
    return Team.model_validate(line, from_attributes=True)


@teams.get("")
async def list_all(session: Transaction) -> Whole[Team]:
    """The teams, by name."""
    found = await workspaces.list_teams(session)
    return Whole(items=[Team.model_validate(one, from_attributes=True) for one in found])


@teams.post("", status_code=201, dependencies=[require("supervisor")], responses=refusals(NameTaken))
async def create(body: TeamText, member: CurrentMember, session: Transaction) -> Team:
    """Make a team."""
    made = await workspaces.save_team(session, actor=member, **body.model_dump())
    return await _team(session, made.id)


@teams.put(
    "/{team_id}", dependencies=[require("supervisor")], responses=refusals(NameTaken, ChangedMeanwhile, NotFound)
)
async def change(
    team_id: TeamId, body: TeamText, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Team:
    """Replace all of a team."""
    thing = f"team:{team_id}"
    await unchanged(session, seen, lambda: _team(session, team_id), thing=thing, action="team.changed")
    await workspaces.save_team(session, actor=member, team_id=team_id, **body.model_dump())
    return await _team(session, team_id)


@teams.delete("/{team_id}", status_code=204, dependencies=[require("supervisor")], responses=refusals(NotFound))
async def delete(team_id: TeamId, member: CurrentMember, session: Transaction) -> None:
    """End a team. What waits for it waits for anybody from then on."""
    await workspaces.delete_team(session, actor=member, team_id=team_id)


def _label(label: workspaces.Label) -> Label:
    return Label.model_validate(label, from_attributes=True)


@labels.get("")
async def list_labels(session: Transaction) -> Whole[Label]:
    """The labels, by name."""
    return Whole(items=[_label(one) for one in await workspaces.list_labels(session)])


@labels.post("", status_code=201, dependencies=[require("supervisor")], responses=refusals(NameTaken))
async def create_label(body: LabelText, member: CurrentMember, session: Transaction) -> Label:
    """Make a label."""
    return _label(await workspaces.save_label(session, actor=member, **body.model_dump()))


@labels.put(
    "/{label_id}", dependencies=[require("supervisor")], responses=refusals(NameTaken, ChangedMeanwhile, NotFound)
)
async def change_label(
    label_id: LabelId, body: LabelText, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Label:
    """Replace all of a label."""

    async def stored() -> Label:
        return _label(await workspaces.get_label(session, label_id=label_id))

    await unchanged(session, seen, stored, thing=f"label:{label_id}", action="label.changed")
    return _label(await workspaces.save_label(session, actor=member, label_id=label_id, **body.model_dump()))


@labels.delete("/{label_id}", status_code=204, dependencies=[require("supervisor")], responses=refusals(NotFound))
async def delete_label(label_id: LabelId, member: CurrentMember, session: Transaction) -> None:
    """Take a label away, from the conversations that have it too."""
    await workspaces.delete_label(session, actor=member, label_id=label_id)
