"""Append-only also by the back door: what cascades into the audit trail cannot be deleted by the app.

Deleting a workspace takes its audit entries along, and deleting a login takes its name off what was done with it.
"""

from alembic import op

from migrations.tenancy import APP_ROLE

revision = "0007_audit"
down_revision = "0006_answering"


def upgrade() -> None:
    """Go forward."""
    op.execute(f"REVOKE DELETE ON workspaces, users FROM {APP_ROLE}")
