"""The wall between workspaces, as one call: every table with a `workspace_id` passes through `protect`."""

from alembic import op

APP_ROLE = "sportello_app"
ENTERED = "nullif(current_setting('app.workspace', true), '')::uuid"
"""The workspace the transaction has entered; null (so: no rows) before it has entered one."""


def protect(table: str, *, append_only: bool = False) -> None:
    """Force row-level security on a tenant table and grant it to the app role.

    The app sees and writes only rows of the workspace it has entered. The owner, as which migrations and the
    `door_*` functions run, sees all: FORCE binds owners too, so it needs a policy of its own. An `append_only`
    table can be read and added to by the app, never changed.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON {table} TO {APP_ROLE}"
        f" USING (workspace_id = {ENTERED}) WITH CHECK (workspace_id = {ENTERED})"
    )
    op.execute(f"CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)")
    grant(table, append_only=append_only)


def grant(table: str, *, append_only: bool = False) -> None:
    """Let the app role use a table that belongs to no workspace (`protect` does this itself)."""
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    op.execute(f"REVOKE ALL ON {table} FROM {APP_ROLE}")
    op.execute(f"GRANT {rights} ON {table} TO {APP_ROLE}")


def door(signature: str) -> None:
    """Open a definer function (`door_…(types)`) to the app role, and to nobody else."""
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP_ROLE}")
