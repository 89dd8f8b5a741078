"""If: what has to hold of a conversation, as data, and whether it does."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, assert_never
from unicodedata import combining, normalize
from uuid import UUID

from pydantic import Field, StringConstraints

from sportello.conversations import Doing, Priority, Risk, State

Moment = Literal["opened", "customer_wrote", "answered", "waiting"]
Typed = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Some = Annotated[list[Typed], Field(min_length=1, max_length=50)]
_WORD = re.compile(r"\w+")


class _Asked(Doing):
    no: bool = Field(description="Turned around: it holds where this does not")


class ChannelIs(_Asked):
    """It came by one of these channels."""

    of: Literal["channel"]
    any: Some = Field(examples=[["web", "form"]])


class LanguageIs(_Asked):
    """It is in one of these languages."""

    of: Literal["language"]
    any: Some = Field(examples=[["it"]])


class HasLabel(_Asked):
    """It has one of these labels."""

    of: Literal["labels"]
    any: Annotated[list[UUID], Field(min_length=1, max_length=50)]


class PriorityIs(_Asked):
    """It is as urgent as this."""

    of: Literal["priority"]
    any: Annotated[list[Priority], Field(min_length=1, max_length=4)]


class RiskIs(_Asked):
    """Its customer seems so close to losing patience, by what the assistant noticed."""

    of: Literal["risk"]
    any: Annotated[list[Risk], Field(min_length=1, max_length=3)]


class StateIs(_Asked):
    """It is in one of these states."""

    of: Literal["state"]
    any: Annotated[list[State], Field(min_length=1, max_length=9)]


class TeamIs(_Asked):
    """It is one of these teams' to take; null: anybody's."""

    of: Literal["team"]
    any: Annotated[list[UUID | None], Field(min_length=1, max_length=50)]


class AssigneeIs(_Asked):
    """One of these has it; null: nobody."""

    of: Literal["assignee"]
    any: Annotated[list[UUID | None], Field(min_length=1, max_length=50)]


class SaysWords(_Asked):
    """The customer's message has one of these, as whole words, however they are spelt: case and accents aside."""

    of: Literal["words"]
    any: Some = Field(examples=[["reclamo", "che vergogna"]])


class ContactIs(_Asked):
    """What is known of the customer: `name`, `email`, `phone`, `external_id`, or an attribute; nothing named: any."""

    of: Literal["contact"]
    field: Typed = Field(examples=["plan"])
    any: Annotated[list[Typed], Field(max_length=50, examples=[["gold"]])]


class PageHas(_Asked):
    """The address of the page they were on has one of these in it."""

    of: Literal["page"]
    any: Some = Field(examples=[["/checkout"]])


class RatedAs(_Asked):
    """They rated it so."""

    of: Literal["rating"]
    any: Annotated[list[Annotated[int, Field(ge=1, le=5)]], Field(min_length=1, max_length=5, examples=[[1, 2]])]


class HoursAre(_Asked):
    """It is within the hours in which somebody should be there. Where nobody has said when, this never holds."""

    of: Literal["hours"]


class LongSince(_Asked):
    """So many minutes have passed since: it was opened, the customer wrote, somebody answered, they began to wait."""

    of: Literal["since"]
    moment: Moment
    minutes: Annotated[int, Field(ge=1, le=60 * 24 * 365, examples=[60])]


AnyCondition = (
    ChannelIs
    | LanguageIs
    | HasLabel
    | PriorityIs
    | RiskIs
    | StateIs
    | TeamIs
    | AssigneeIs
    | SaysWords
    | ContactIs
    | PageHas
    | RatedAs
    | HoursAre
    | LongSince
)
Condition = Annotated[AnyCondition, Field(discriminator="of")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of a conversation when a rule is asked. `open`: whether hours say so; None: nobody has said."""

    at: datetime
    channel: str
    language: str
    priority: str
    risk: str
    state: str
    team_id: UUID | None
    assignee_id: UUID | None
    labels: frozenset[UUID]
    text: str
    contact: Mapping[str, str]
    page: str
    rating: int | None
    open: bool | None
    since: Mapping[Moment, datetime | None]


def all_meet(conditions: Sequence[AnyCondition], match: Literal["all", "any"], there: Situation) -> bool:
    """Whether they hold together; none at all hold always."""
    held = [holds(one, there) for one in conditions]
    return all(held) if match == "all" or not held else any(held)


def holds(condition: AnyCondition, there: Situation) -> bool:
    """Whether one holds. What nobody can know holds neither way around."""
    found = _found(condition, there)
    return found is not None and found is not condition.no


def _found(asked: AnyCondition, there: Situation) -> bool | None:  # noqa: C901, PLR0911, PLR0912 - one line for each
    match asked:
        case ChannelIs():
            return there.channel in asked.any
        case LanguageIs():
            return there.language in asked.any
        case HasLabel():
            return not there.labels.isdisjoint(asked.any)
        case PriorityIs():
            return there.priority in asked.any
        case RiskIs():
            return there.risk in asked.any
        case StateIs():
            return there.state in asked.any
        case TeamIs():
            return there.team_id in asked.any
        case AssigneeIs():
            return there.assignee_id in asked.any
        case SaysWords():
            return says(there.text, asked.any)
        case ContactIs():
            return _is_known(there.contact.get(asked.field, ""), asked.any)
        case PageHas():
            page = fold(there.page)
            return any(fold(part) in page for part in asked.any)
        case RatedAs():
            return there.rating in asked.any
        case HoursAre():
            return there.open
        case LongSince():
            since = there.since.get(asked.moment)
            return None if since is None else there.at - since >= timedelta(minutes=asked.minutes)
        case _:
            assert_never(asked)


def fold(text: str) -> str:
    """A text as it is compared: no case, no accents."""
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


def says(text: str, wanted: Collection[str]) -> bool:
    """Whether one of these is said in a text, word for whole word."""
    said = f" {' '.join(_WORD.findall(fold(text)))} "
    return any(f" {words} " in said for one in wanted if (words := " ".join(_WORD.findall(fold(one)))))


def _is_known(value: str, wanted: Collection[str]) -> bool:
    known = fold(value).strip()
    return known in {fold(one).strip() for one in wanted} if wanted else bool(known)
