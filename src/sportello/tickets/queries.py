"""What one may ask about tickets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import Contact
from sportello.conversations import Priority
from sportello.core.clock import now
from sportello.tickets.errors import TicketNotFound
from sportello.tickets.models import Status, Ticket, TicketEntry, TicketLabel, TicketWatcher
from sportello.workspaces import Label, Team, User

TicketSort = Literal["recent", "due"]
"""The last to be changed first, or what falls due next first."""
NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""Where what never falls due stands in a list by that."""
_DIGITS: Final = 10


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """Which tickets are wanted; of what is empty, any. `none` in `teams` and `assignees`: that have none."""

    statuses: Collection[Status] = ()
    priorities: Collection[Priority] = ()
    teams: Collection[UUID | Literal["none"]] = ()
    assignees: Collection[UUID | Literal["none"]] = ()
    labels: Collection[UUID] = ()
    watcher: UUID | None = None
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    late: bool = False
    words: str | None = None
    sort: TicketSort = "recent"


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket with the names around it."""

    ticket: Ticket
    contact: Contact | None
    assignee: tuple[UUID, str] | None
    team: tuple[UUID, str] | None
    merged_into: tuple[UUID, int] | None
    labels: list[Label]
    watchers: list[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Something that happened on a ticket, and who did it."""

    entry: TicketEntry
    user_name: str | None


async def list_tickets(
    session: AsyncSession, *, wanted: TicketFilter, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[TicketLine]:
    """The tickets that are wanted, after a place in their order. What was merged is in another of them."""
    found = select(Ticket).where(Ticket.merged_into_id.is_(None), *_conditions(wanted)).limit(limit)
    if wanted.sort == "due":
        due = func.coalesce(Ticket.due_at, literal(NEVER))
        found = found.order_by(due, Ticket.number)
        beyond = tuple_(due, Ticket.number) > tuple_(*map(literal, after or ())) if after else None
    else:
        found = found.order_by(Ticket.updated_at.desc(), Ticket.number.desc())
        beyond = tuple_(Ticket.updated_at, Ticket.number) < tuple_(*map(literal, after or ())) if after else None
    if beyond is not None:
        found = found.where(beyond)
    return await _lines(session, found)


def place_of_ticket(line: TicketLine, sort: TicketSort) -> tuple[datetime, int]:
    """Where it stands in a list."""
    ticket = line.ticket
    return (ticket.due_at or NEVER if sort == "due" else ticket.updated_at), ticket.number


async def ticket_line(session: AsyncSession, *, ticket_id: UUID) -> TicketLine:
    """One ticket."""
    found = await _lines(session, select(Ticket).where(Ticket.id == ticket_id))
    if not found:
        raise TicketNotFound
    return found[0]


async def ticket_entries(
    session: AsyncSession,
    *,
    ticket_id: UUID,
    before: int | None = None,
    limit: int = 50,
    ids: Collection[UUID] | None = None,
) -> list[EntryLine]:
    """What happened on a ticket, the newest first."""
    found = select(TicketEntry, User.name).outerjoin(User, User.id == TicketEntry.user_id)
    found = found.where(TicketEntry.ticket_id == ticket_id).order_by(TicketEntry.seq.desc()).limit(limit)
    if before is not None:
        found = found.where(TicketEntry.seq < before)
    if ids is not None:
        found = found.where(TicketEntry.id.in_(ids))
    return [EntryLine(entry, name) for entry, name in await session.execute(found)]


async def watchers_of(session: AsyncSession, *, ticket_id: UUID) -> list[UUID]:
    """Who wants to hear of it."""
    found = select(TicketWatcher.user_id).where(TicketWatcher.ticket_id == ticket_id)
    return list(await session.scalars(found.order_by(TicketWatcher.user_id)))


def _conditions(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    so: list[ColumnElement[bool]] = []
    if wanted.statuses:
        so.append(Ticket.status.in_(wanted.statuses))
    if wanted.priorities:
        so.append(Ticket.priority.in_(wanted.priorities))
    for column, values in ((Ticket.team_id, wanted.teams), (Ticket.assignee_id, wanted.assignees)):
        if values:
            nobody = column.is_(None) if "none" in values else None
            among = column.in_([one for one in values if one != "none"])
            so.append(or_(among, nobody) if nobody is not None else among)
    if wanted.labels:
        so.append(Ticket.id.in_(select(TicketLabel.ticket_id).where(TicketLabel.label_id.in_(wanted.labels))))
    if wanted.watcher is not None:
        so.append(Ticket.id.in_(select(TicketWatcher.ticket_id).where(TicketWatcher.user_id == wanted.watcher)))
    if wanted.contact_id is not None:
        so.append(Ticket.contact_id == wanted.contact_id)
    if wanted.conversation_id is not None:
        so.append(Ticket.conversation_id == wanted.conversation_id)
    if wanted.late:
        so.append((Ticket.due_at <= now()) & (Ticket.status == "open"))
    so += [_has(word) for word in (wanted.words or "").split()]
    return so


def _has(word: str) -> ColumnElement[bool]:
    """Whether a word stands in the subject, or is the number."""
    number, in_subject = word.removeprefix("#"), Ticket.subject.icontains(word, autoescape=True)
    if number.isdecimal() and len(number) < _DIGITS:
        return or_(in_subject, Ticket.number == int(number))
    return in_subject


async def _lines(session: AsyncSession, found: Select[Any]) -> list[TicketLine]:
    tickets: Sequence[Ticket] = (await session.scalars(found.execution_options(populate_existing=True))).all()
    names = await _called(session, User.id, User.name, {one.assignee_id for one in tickets})
    teams = await _called(session, Team.id, Team.name, {one.team_id for one in tickets})
    into = await _called(session, Ticket.id, Ticket.number, {one.merged_into_id for one in tickets})
    of_contacts = select(Contact).where(Contact.id.in_({one.contact_id for one in tickets if one.contact_id}))
    contacts = {one.id: one for one in await session.scalars(of_contacts)}
    ids = [one.id for one in tickets]
    labels: dict[UUID, list[Label]] = {}
    of_labels = select(TicketLabel.ticket_id, Label).join(Label, Label.id == TicketLabel.label_id)
    for ticket_id, one in await session.execute(of_labels.where(TicketLabel.ticket_id.in_(ids)).order_by(Label.name)):
        labels.setdefault(ticket_id, []).append(one)
    watchers: dict[UUID, list[tuple[UUID, str]]] = {}
    watching = select(TicketWatcher.ticket_id, User.id, User.name).join(User, User.id == TicketWatcher.user_id)
    watching = watching.where(TicketWatcher.ticket_id.in_(ids)).order_by(User.name, User.id)
    for ticket_id, user_id, name in await session.execute(watching):
        watchers.setdefault(ticket_id, []).append((user_id, name))
    return [
        TicketLine(
            ticket=one,
            contact=contacts.get(one.contact_id) if one.contact_id else None,
            assignee=names.get(one.assignee_id),
            team=teams.get(one.team_id),
            merged_into=into.get(one.merged_into_id),
            labels=labels.get(one.id, []),
            watchers=watchers.get(one.id, []),
        )
        for one in tickets
    ]


async def _called(session: AsyncSession, id_: Any, name: Any, ids: Collection[UUID | None]) -> dict[UUID | None, Any]:
    """These ids with what each is called."""
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    return {row[0]: (row[0], row[1]) for row in await session.execute(select(id_, name).where(id_.in_(wanted)))}
