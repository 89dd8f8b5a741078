"""The ground: the app role, facts, jobs and vectors."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import APP_ROLE, protect

revision = "0001_core"
down_revision = None

PROCRASTINATE = Path(__file__).parent.parent / "procrastinate-3.10.sql"
"""procrastinate's own schema, copied from its release: the next release's changes come as a revision of ours."""

ROLE = f"""
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        RAISE EXCEPTION 'The role {APP_ROLE} may bypass row-level security.'
            USING HINT = 'ALTER ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS';
    END IF;
    IF NOT pg_has_role(CURRENT_USER, '{APP_ROLE}', 'SET') THEN
        EXECUTE format('GRANT {APP_ROLE} TO %I WITH INHERIT FALSE, SET TRUE', CURRENT_USER);
    END IF;
END
$$
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(ROLE)
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {APP_ROLE}")
    _events()
    _procrastinate()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("conversation_id", sa.Uuid),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
    )
    protect("events", append_only=True)


def _procrastinate() -> None:
    """Jobs belong to no workspace: their arguments are ids, and each enters the workspace it works for."""
    connection = op.get_bind()
    connection.exec_driver_sql(PROCRASTINATE.read_text(encoding="utf-8").replace("%", "%%"))
    for table in ("jobs", "events", "periodic_defers", "workers"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_{table} TO {APP_ROLE}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    op.execute(
        f"""
        DO $$
        DECLARE name regprocedure;
        BEGIN
            FOR name IN SELECT oid FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate\\_%'
            LOOP
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {APP_ROLE}', name);
            END LOOP;
        END
        $$
        """
    )
