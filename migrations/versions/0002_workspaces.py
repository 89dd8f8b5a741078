"""Workspaces, users, sign-in, keys, invitations and audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.tenancy import APP_ROLE, ENTERED, door, grant, protect

revision = "0002_workspaces"
down_revision = "0001_core"

DOOR_WORKSPACE = """
CREATE FUNCTION door_workspace(slug text)
RETURNS TABLE (id uuid, slug text, name text, default_language text, languages text[])
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT w.id, w.slug, w.name, w.default_language, w.languages FROM public.workspaces w WHERE w.slug = $1
$$
"""

DOOR_WORKSPACES = """
CREATE FUNCTION door_workspaces(owner_id uuid)
RETURNS TABLE (id uuid, slug text, name text, default_language text, created_at timestamptz, members bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT w.id, w.slug, w.name, w.default_language, w.created_at,
           (SELECT count(*) FROM public.memberships m WHERE m.workspace_id = w.id AND m.suspended_at IS NULL)
    FROM public.workspaces w
    WHERE EXISTS (SELECT FROM public.users u WHERE u.id = owner_id AND u.is_owner)
    ORDER BY w.slug
$$
"""

DOOR_MEMBERSHIPS = """
CREATE FUNCTION door_memberships(user_id uuid)
RETURNS TABLE (workspace_id uuid, slug text, name text, role text, suspended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public
AS $$
    SELECT w.id, w.slug, w.name, m.role, m.suspended_at
    FROM public.memberships m JOIN public.workspaces w ON w.id = m.workspace_id
    WHERE m.user_id = $1
$$
"""

DOOR_API_KEY = """
CREATE FUNCTION door_api_key(hash bytea)
RETURNS TABLE (id uuid, workspace_id uuid, slug text, user_id uuid, name text, role text, scopes text[],
               last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT k.id, k.workspace_id, w.slug, u.id, u.name, coalesce(m.role, 'admin'), k.scopes, k.last_used_at
    FROM public.api_keys k
    JOIN public.workspaces w ON w.id = k.workspace_id
    JOIN public.users u ON u.id = k.user_id
    LEFT JOIN public.memberships m
        ON m.workspace_id = k.workspace_id AND m.user_id = k.user_id AND m.suspended_at IS NULL
    WHERE k.token_hash = hash AND (m.user_id IS NOT NULL OR u.is_owner)
$$
"""

DOOR_WIDGET_KEY = """
CREATE FUNCTION door_widget_key(key text)
RETURNS TABLE (id uuid, workspace_id uuid, slug text, allowed_origins text[])
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT k.id, k.workspace_id, w.slug, k.allowed_origins
    FROM public.widget_keys k JOIN public.workspaces w ON w.id = k.workspace_id
    WHERE k.key = $1
$$
"""

DOOR_INVITATION = """
CREATE FUNCTION door_invitation(hash bytea)
RETURNS TABLE (id uuid, workspace_id uuid, workspace_name text, email text, role text, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public
AS $$
    SELECT i.id, i.workspace_id, w.name, i.email, i.role, i.expires_at
    FROM public.invitations i JOIN public.workspaces w ON w.id = i.workspace_id
    WHERE i.token_hash = hash AND i.accepted_at IS NULL
$$
"""

DOORS = {
    "door_workspace(text)": DOOR_WORKSPACE,
    "door_workspaces(uuid)": DOOR_WORKSPACES,
    "door_memberships(uuid)": DOOR_MEMBERSHIPS,
    "door_api_key(bytea)": DOOR_API_KEY,
    "door_widget_key(text)": DOOR_WIDGET_KEY,
    "door_invitation(bytea)": DOOR_INVITATION,
}


def upgrade() -> None:
    """Go forward."""
    _workspaces()
    _accounts()
    _people()
    _keys()
    _audit()
    op.execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}")  # readiness tells whether it is this code's
    for signature, definition in DOORS.items():
        op.execute(definition)
        door(signature)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _workspace() -> sa.Column[object]:
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _user(name: str = "user_id", *, ondelete: str = "CASCADE") -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("users.id", ondelete=ondelete), nullable=ondelete == "SET NULL")


def _workspaces() -> None:
    """The tenant itself: its wall is its own id."""
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("slug", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("default_language", sa.String, nullable=False),
        sa.Column("languages", ARRAY(sa.String), nullable=False),
        sa.Column("time_zone", sa.String, nullable=False),
        _time("created_at"),
        _time("updated_at"),
    )
    op.execute("ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE workspaces FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON workspaces TO {APP_ROLE} USING (id = {ENTERED}) WITH CHECK (id = {ENTERED})")
    op.execute("CREATE POLICY owner ON workspaces TO CURRENT_USER USING (true) WITH CHECK (true)")
    grant("workspaces")


def _accounts() -> None:
    """What belongs to a person and to no workspace."""
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("theme", sa.String, nullable=False),
        sa.Column("is_owner", sa.Boolean, nullable=False),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("language IN ('it', 'en', 'de')", name="language"),
        sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name="theme"),
    )
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        _user(),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("ip", sa.String, nullable=False),
        sa.Column("user_agent", sa.String, nullable=False),
        _time("created_at"),
        _time("last_seen_at"),
    )
    op.create_index("ix_user_sessions_user_id", "user_sessions", ["user_id"])
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid, primary_key=True),
        _user(),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        _time("created_at"),
        _time("last_used_at"),
    )
    op.create_index("ix_devices_user_id", "devices", ["user_id"])
    op.create_table(
        "account_events",
        sa.Column("id", sa.Uuid, primary_key=True),
        _user(ondelete="SET NULL"),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("ip", sa.String, nullable=False),
        sa.Column("user_agent", sa.String, nullable=False),
        _time("occurred_at"),
    )
    op.create_index("ix_account_events_user_id_occurred_at", "account_events", ["user_id", "occurred_at"])
    for table in ("users", "user_sessions", "devices"):
        grant(table)
    grant("account_events", append_only=True)


def _people() -> None:
    op.create_table(
        "memberships",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        _time("suspended_at", nullable=True),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("role IN ('agent', 'supervisor', 'admin')", name="role"),
    )
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"])
    protect("memberships")
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        _user("invited_by", ondelete="SET NULL"),
        _time("expires_at"),
        _time("accepted_at", nullable=True),
        _time("created_at"),
        sa.CheckConstraint("role IN ('agent', 'supervisor', 'admin')", name="role"),
    )
    op.create_index("ix_invitations_workspace_id", "invitations", ["workspace_id"])
    op.create_index(
        "uq_invitations_open",
        "invitations",
        ["workspace_id", "email"],
        unique=True,
        postgresql_where=sa.text("accepted_at IS NULL"),
    )
    protect("invitations")


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        _user(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("hint", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("scopes", ARRAY(sa.String), nullable=False),
        _time("last_used_at", nullable=True),
        _time("created_at"),
    )
    op.create_index("ix_api_keys_workspace_id", "api_keys", ["workspace_id"])
    protect("api_keys")
    op.create_table(
        "widget_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("allowed_origins", ARRAY(sa.String), nullable=False),
        sa.Column("appearance", JSONB, nullable=False),
        sa.Column("identity_secret", sa.String, nullable=False),
        _time("created_at"),
        _time("updated_at"),
    )
    op.create_index("ix_widget_keys_workspace_id", "widget_keys", ["workspace_id"])
    protect("widget_keys")


def _audit() -> None:
    """Append-only: the app's role has no right to change or remove an entry."""
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        _time("occurred_at"),
    )
    op.create_index("ix_audit_entries_workspace_id_occurred_at", "audit_entries", ["workspace_id", "occurred_at"])
    op.create_index("ix_audit_entries_workspace_id_target", "audit_entries", ["workspace_id", "target"])
    protect("audit_entries", append_only=True)
