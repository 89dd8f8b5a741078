"""A conversation as a letter: asked for by its customer or by who is at work, and sent once for each asking.

What goes in is what the customer sees of it anyway. A letter may go to an address that nobody has proven, so how many
leave is limited where they are asked for (`api/limits.py`), and each says where it comes from.
"""

from datetime import datetime
from html import escape
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from sportello import knowledge, workspaces
from sportello.conversations.errors import IdReused, NothingSaid
from sportello.conversations.models import Conversation
from sportello.conversations.queries import Said, merged_into, thread
from sportello.conversations.transitions import audit_target, lock
from sportello.conversations.words import words
from sportello.core.clock import now
from sportello.core.db import Base
from sportello.core.mail import Letter
from sportello.workspaces import Member

_MOST: Final = 500
"""Messages in one letter, the last ones."""
_LONGEST_NAME: Final = 80


class Transcript(Base):
    """A letter that was asked for: whither, up to which message, and since when it is on its way."""

    __tablename__ = "transcripts"
    __table_args__ = (Index("ix_transcripts_workspace_id", "workspace_id"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who asked for it; None: the customer."""
    email: Mapped[str]
    last_seq: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]


async def keep_transcript(
    session: AsyncSession,
    *,
    id: UUID,  # noqa: A002 - the client's word for it
    conversation_id: UUID,
    email: str,
    contact_id: UUID | None = None,
    by: Member | None = None,
) -> bool:
    """Note that this conversation, as far as it has come, is to be sent; whether that is new.

    Asked for twice under one id it is one letter. `contact_id` makes it theirs only.
    """
    conversation = await lock(session, conversation_id, contact_id=contact_id)
    there = await session.get(Transcript, (conversation_id, id))
    if there is not None:
        if there.email != email:
            raise IdReused("Make a new id for another letter.")
        return False
    if conversation.last_seq == 0:
        raise NothingSaid("There is nothing to send yet.")
    session.add(
        Transcript(
            conversation_id=conversation_id,
            id=id,
            workspace_id=conversation.workspace_id,
            user_id=by.user_id if by else None,
            email=email,
            last_seq=conversation.last_seq,
        )
    )
    await session.flush()
    if by is not None:
        await workspaces.audit(
            session,
            workspace_id=conversation.workspace_id,
            actor=by,
            action="transcript.sent",
            target=audit_target(conversation_id),
        )
    return True


async def written_transcript(session: AsyncSession, *, conversation_id: UUID, id: UUID) -> Letter | None:  # noqa: A002
    """The letter as it is to be sent; None where it has gone, or there is no such thing any more."""
    wanted = await session.get(Transcript, (conversation_id, id))
    conversation = await session.get(Conversation, conversation_id)
    if wanted is None or wanted.sent_at is not None or conversation is None:
        return None
    workspace = await workspaces.get_workspace(session)
    said = await thread(session, conversation_id=conversation_id, before_seq=wanted.last_seq + 1, limit=_MOST)
    for one in reversed(await merged_into(session, conversation_id=conversation_id)):
        if (one.merged_seq or 0) <= wanted.last_seq and len(said) < _MOST:
            room, upto = _MOST - len(said), one.last_seq + 1
            said = [*await thread(session, conversation_id=one.id, before_seq=upto, limit=room), *said]
    name = " ".join(workspace.name.split())[:_LONGEST_NAME]
    pen = _Pen(conversation.language, name, ZoneInfo(workspace.time_zone))
    return Letter(
        to=wanted.email,
        subject=pen.word("subject", date=pen.day(conversation.created_at)),
        text=pen.as_text(said),
        html=pen.as_html(said),
        sender_name=name,
        id=str(wanted.id),
    )


async def mark_sent(session: AsyncSession, *, conversation_id: UUID, id: UUID) -> None:  # noqa: A002
    """Note that the mail server has it."""
    wanted = await session.get(Transcript, (conversation_id, id))
    if wanted is not None:
        wanted.sent_at = now()


class _Pen:
    """Writes one letter, in its language and with the clock of its place."""

    def __init__(self, language: str, workspace: str, zone: ZoneInfo) -> None:
        self._language = language if language in workspaces.LANGUAGES else "en"
        self._workspace = workspace
        self._zone = zone

    def word(self, key: str, **names: str) -> str:
        """A text of the letter."""
        return words(self._language, f"transcript_{key}", workspace=self._workspace, **names)

    def day(self, at: datetime) -> str:
        """A date in words."""
        from babel.dates import format_date  # noqa: PLC0415 - 60 ms, with the first letter

        return format_date(at.astimezone(self._zone), "d MMMM y", locale=self._language)

    def _head(self, one: Said) -> str:
        from babel.dates import format_datetime  # noqa: PLC0415 - as above

        at = format_datetime(one.created_at, "d MMM y, HH:mm", tzinfo=self._zone, locale=self._language)
        if one.author == "customer":
            return f"{self.word('you')} · {at}"
        if one.author == "system":
            return at
        by = one.author_name or self.word("assistant")
        return f"{by} ({self.word('ai')}) · {at}" if one.author == "assistant" else f"{by} · {at}"

    def _beside(self, one: Said) -> list[str]:
        sources = [f"[{cited['n']}] {cited['title']}" for cited in one.citations]
        return sources + [self.word("attached", name=file["name"]) for file in one.attachments]

    def as_text(self, said: list[Said]) -> str:
        """The letter for who reads plain text."""
        parts = ["\n".join([self._head(one), *filter(None, [one.text]), *self._beside(one)]) for one in said]
        return "\n\n".join([self.word("intro"), *parts, f"-- \n{self.word('outro')}"]) + "\n"

    def as_html(self, said: list[Said]) -> str:
        """The same with weights and lists. What anybody wrote is text, or Markdown that can neither run nor load."""
        parts = [
            f"<h2>{escape(self._head(one))}</h2>\n{_body(one)}\n"
            + "".join(f"<p><small>{escape(line)}</small></p>\n" for line in self._beside(one))
            for one in said
        ]
        return (
            f'<!doctype html>\n<html lang="{self._language}"><head><meta charset="utf-8">'
            "<style>body{font:16px/1.5 sans-serif;max-width:40em}h2{font-size:14px;margin:1.5em 0 .3em}"
            "small{color:#555}</style></head>\n"
            f"<body>\n<p>{escape(self.word('intro'))}</p>\n{''.join(parts)}"
            f"<hr><p><small>{escape(self.word('outro'))}</small></p>\n</body></html>\n"
        )


def _body(one: Said) -> str:
    if one.author in ("assistant", "agent"):
        return knowledge.to_html(one.text)
    return "<p>" + escape(one.text).replace("\n", "<br>\n") + "</p>" if one.text else ""
