"""Who is asking, and in which workspace: the statements that open a request.

Each authenticates and enters the workspace in a single round trip, and answers None to whatever does not
fit (unknown, expired, suspended, somebody else's), so callers cannot tell these apart by accident.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.clock import now
from sportello.core.crypto import hash_token
from sportello.workspaces.models import Language, Rank, Theme

SLIDING = timedelta(hours=8)
"""A session ends when nobody used it for so long."""
ABSOLUTE = timedelta(days=30)
"""However busy, a session ends after so long."""
SEEN_EVERY = timedelta(minutes=1)
"""`last_seen_at` is written at most so often: reading a page must not cost a write."""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A user with a living session."""

    session_id: UUID
    user_id: UUID
    email: str
    name: str
    language: Language
    theme: Theme
    is_owner: bool
    must_change_password: bool


@dataclass(frozen=True, kw_only=True)
class Member:
    """A user at work in one workspace, directly or through an API key (then `scopes` says what it may)."""

    workspace_id: UUID
    workspace_slug: str
    user_id: UUID
    name: str
    role: Rank
    scopes: frozenset[str] | None
    api_key_id: UUID | None
    must_change_password: bool


@dataclass(frozen=True, kw_only=True)
class OpenWidget:
    """A widget key that exists: the workspace it opens and the websites that may use it."""

    id: UUID
    workspace_id: UUID
    workspace_slug: str
    allowed_origins: tuple[str, ...]


_USER = text(
    """
    SELECT s.id AS session_id, s.last_seen_at, u.id AS user_id, u.email, u.name, u.language, u.theme,
           u.is_owner, u.must_change_password
    FROM user_sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = :hash AND s.last_seen_at > :alive AND s.created_at > :born
    """
)

_MEMBER = text(
    """
    SELECT s.id AS session_id, s.last_seen_at, u.id AS user_id, u.name, u.must_change_password,
           w.id AS workspace_id, w.slug, CASE WHEN u.is_owner THEN 'owner' ELSE m.role END AS role,
           set_config('app.workspace', w.id::text, true)
    FROM user_sessions s
    JOIN users u ON u.id = s.user_id
    LEFT JOIN LATERAL door_memberships(u.id) m ON m.slug = :slug
    JOIN LATERAL door_workspace(:slug) w ON u.is_owner OR (m.workspace_id = w.id AND m.suspended_at IS NULL)
    WHERE s.token_hash = :hash AND s.last_seen_at > :alive AND s.created_at > :born
    """
)

_API_KEY = text(
    """
    SELECT k.*, set_config('app.workspace', k.workspace_id::text, true)
    FROM door_api_key(:hash) k WHERE k.slug = :slug
    """
)

_WIDGET_KEY = text(
    """
    SELECT k.*, set_config('app.workspace', k.workspace_id::text, true) FROM door_widget_key(:key) k
    """
)

_ORIGINS = text("SELECT allowed_origins FROM widget_keys WHERE id = :id")
_SEEN = text("UPDATE user_sessions SET last_seen_at = :now WHERE id = :id")
_USED = text("UPDATE api_keys SET last_used_at = :now WHERE id = :id")


def _alive(token: str) -> dict[str, object]:
    return {"hash": hash_token(token), "alive": now() - SLIDING, "born": now() - ABSOLUTE}


async def _seen(session: AsyncSession, session_id: UUID, last_seen_at: datetime) -> None:
    if now() - last_seen_at > SEEN_EVERY:
        await session.execute(_SEEN, {"id": session_id, "now": now()})


async def authenticate_session(session: AsyncSession, *, token: str) -> SignedIn | None:
    """The user behind a session token, and none when it is unknown or has run out."""
    row = (await session.execute(_USER, _alive(token))).one_or_none()
    if row is None:
        return None
    await _seen(session, row.session_id, row.last_seen_at)
    return SignedIn(
        session_id=row.session_id,
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        language=row.language,
        theme=row.theme,
        is_owner=row.is_owner,
        must_change_password=row.must_change_password,
    )


async def authenticate_member(session: AsyncSession, *, token: str, slug: str) -> Member | None:
    """The member behind a session token, with the workspace entered."""
    row = (await session.execute(_MEMBER, _alive(token) | {"slug": slug})).one_or_none()
    if row is None:
        return None
    await _seen(session, row.session_id, row.last_seen_at)
    return Member(
        workspace_id=row.workspace_id,
        workspace_slug=row.slug,
        user_id=row.user_id,
        name=row.name,
        role=row.role,
        scopes=None,
        api_key_id=None,
        must_change_password=row.must_change_password,
    )


async def authenticate_api_key(session: AsyncSession, *, token: str, slug: str) -> Member | None:
    """The member for whom an API key acts, with the workspace entered; a key opens its own workspace only."""
    row = (await session.execute(_API_KEY, {"hash": hash_token(token), "slug": slug})).one_or_none()
    if row is None:
        return None
    if row.last_used_at is None or now() - row.last_used_at > SEEN_EVERY:
        await session.execute(_USED, {"id": row.id, "now": now()})
    return Member(
        workspace_id=row.workspace_id,
        workspace_slug=row.slug,
        user_id=row.user_id,
        name=row.name,
        role=row.role,
        scopes=frozenset(row.scopes),
        api_key_id=row.id,
        must_change_password=False,
    )


async def open_widget(session: AsyncSession, *, key: str) -> OpenWidget | None:
    """The widget behind a public key, with its workspace entered."""
    row = (await session.execute(_WIDGET_KEY, {"key": key})).one_or_none()
    if row is None:
        return None
    return OpenWidget(
        id=row.id,
        workspace_id=row.workspace_id,
        workspace_slug=row.slug,
        allowed_origins=tuple(row.allowed_origins),
    )


async def widget_origins(session: AsyncSession, *, widget_key_id: UUID) -> tuple[str, ...]:
    """The websites that may use a widget key of the workspace that was entered; none when the key is gone."""
    origins = await session.scalar(_ORIGINS, {"id": widget_key_id})
    return tuple(origins or ())
