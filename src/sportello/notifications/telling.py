"""Telling people: one statement writes a notice for each of them, once, by the ways they have chosen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.ids import new_id
from sportello.core.live import Notice as Hint, notify
from sportello.notifications.models import USUAL, Kind, Notice, NoticeSettings
from sportello.workspaces import RANKS, Membership, Rank

NEWS: Final = "notices.changed"
"""The hint that somebody has something to read, or has read it."""
PUSH_AFTER: Final = timedelta(seconds=4)
"""Who has the conversation open reads it by then, and is not rung for what they see."""
MAIL_AFTER: Final = timedelta(minutes=5)
"""So long is gathered for one letter."""
_HINTED: Final = 100
"""People one hint can name; of more, everybody is told to look."""
_OTHERS: Final = text("SELECT user_id FROM team_members WHERE team_id = :team")


@dataclass(frozen=True, kw_only=True)
class News:
    """Something to tell: what, about which conversation or ticket, and the key that makes it the same thing."""

    workspace_id: UUID
    kind: Kind
    key: str
    conversation_id: UUID | None = None
    ticket_id: UUID | None = None
    data: Mapping[str, Any] | None = None


async def tell(session: AsyncSession, news: News, *, to: Collection[UUID]) -> list[UUID]:
    """Tell members who may work here, each once for the same key; those who were told now.

    What they have not looked at yet in the same conversation is only counted up, so nobody is rung for each line.
    """
    chosen = await _chosen(session, news.kind, to)
    if not chosen:
        return []
    again: set[UUID] = set()
    if news.kind == "answered":
        again = set(await session.scalars(_counted(news, chosen)))
    rows = [_row(news, user, ways) for user, ways in chosen.items() if user not in again]
    told: list[UUID] = []
    if rows:
        made = insert(Notice).values(rows).on_conflict_do_nothing(index_elements=["workspace_id", "user_id", "key"])
        told = list(await session.scalars(made.returning(Notice.user_id)))
    await _hint(session, news.workspace_id, [*told, *again])
    return told


def _counted(news: News, chosen: Collection[UUID]) -> Any:
    changed = update(Notice).where(
        Notice.user_id.in_(chosen),
        Notice.kind == news.kind,
        Notice.conversation_id == news.conversation_id,
        Notice.read_at.is_(None),
    )
    return changed.values(count=Notice.count + 1, told_at=now()).returning(Notice.user_id)


def _row(news: News, user_id: UUID, ways: Collection[str]) -> dict[str, Any]:
    at = now()
    return {
        "id": new_id(),
        "workspace_id": news.workspace_id,
        "user_id": user_id,
        "kind": news.kind,
        "key": news.key,
        "conversation_id": news.conversation_id,
        "ticket_id": news.ticket_id,
        "data": dict(news.data or {}),
        "in_desk": "desk" in ways,
        "told_at": at,
        "push_due_at": at + PUSH_AFTER if "push" in ways else None,
        "mail_due_at": at + MAIL_AFTER if "mail" in ways else None,
    }


async def _chosen(session: AsyncSession, kind: Kind, to: Collection[UUID]) -> dict[UUID, Collection[str]]:
    """By which ways each wants to hear of it; who wants none, or may not work here, is not among them."""
    found = (
        select(Membership.user_id, NoticeSettings.channels)
        .outerjoin(
            NoticeSettings,
            (NoticeSettings.workspace_id == Membership.workspace_id) & (NoticeSettings.user_id == Membership.user_id),
        )
        .where(Membership.user_id.in_(to), Membership.suspended_at.is_(None))
        .order_by(Membership.user_id)
    )
    usual = USUAL[kind] if kind != "test" else ("desk",)
    ways = {user: (channels or {}).get(kind, usual) for user, channels in await session.execute(found)}
    return {user: own for user, own in ways.items() if own}


async def _hint(session: AsyncSession, workspace_id: UUID, users: Collection[UUID]) -> None:
    if users:
        named = [str(user) for user in users] if len(users) <= _HINTED else []
        await notify(session, Hint(name=NEWS, workspace_id=workspace_id, data={"users": named}))


async def of_rank(session: AsyncSession, rank: Rank) -> list[UUID]:
    """The members of this rank and above."""
    roles = [role for role, height in RANKS.items() if height >= RANKS[rank] and role != "owner"]
    found = select(Membership.user_id).where(Membership.role.in_(roles), Membership.suspended_at.is_(None))
    return list(await session.scalars(found.order_by(Membership.user_id)))


async def of_team(session: AsyncSession, team_id: UUID | None) -> list[UUID]:
    """Who could take what waits for this team; None: everybody."""
    if team_id is None:
        return await of_rank(session, "agent")
    return list(await session.scalars(_OTHERS, {"team": team_id}))


async def read(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    user_id: UUID,
    ids: Collection[UUID] | None = None,
    conversation_id: UUID | None = None,
    ticket_id: UUID | None = None,
) -> int:
    """Note that somebody has seen these, or all about a conversation or a ticket, or (none is given) all.

    Returns how many were new.
    """
    seen = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    if ids is not None:
        seen = seen.where(Notice.id.in_(ids))
    if conversation_id is not None:
        seen = seen.where(Notice.conversation_id == conversation_id)
    if ticket_id is not None:
        seen = seen.where(Notice.ticket_id == ticket_id)
    seen = seen.values(read_at=now(), push_due_at=None, mail_due_at=None).returning(Notice.id)
    were = len((await session.scalars(seen)).all())
    if were:
        await _hint(session, workspace_id, [user_id])
    return were


async def settle(session: AsyncSession, *, workspace_id: UUID, conversation_id: UUID) -> None:
    """Somebody attends to a customer, or nobody needs to: what others were told of their waiting is over."""
    over = (
        update(Notice)
        .where(
            Notice.conversation_id == conversation_id,
            Notice.kind.in_(("waiting", "untaken")),
            Notice.read_at.is_(None),
        )
        .values(read_at=now(), push_due_at=None, mail_due_at=None)
        .returning(Notice.user_id)
    )
    await _hint(session, workspace_id, list(await session.scalars(over)))


async def notices_of(
    session: AsyncSession, *, user_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Notice]:
    """What somebody was told in the desk, the newest first."""
    found = select(Notice).where(Notice.user_id == user_id, Notice.in_desk)
    if before is not None:
        found = found.where(tuple_(Notice.told_at, Notice.id) < before)
    return list(await session.scalars(found.order_by(Notice.told_at.desc(), Notice.id.desc()).limit(limit)))


async def unread_of(session: AsyncSession, *, user_id: UUID) -> int:
    """How much of it they have not looked at."""
    found = select(func.count()).where(Notice.user_id == user_id, Notice.in_desk, Notice.read_at.is_(None))
    return await session.scalar(found) or 0
