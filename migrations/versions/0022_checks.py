"""What was looked at before an answer stands in its trace, and what a later message tells to be a card goes from it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import APP_ROLE

revision = "0022_checks"
down_revision = "0021_timers_wait_for_answers"


def upgrade() -> None:
    """Go forward."""
    op.add_column("traces", sa.Column("checks", JSONB, nullable=False, server_default="[]"))
    op.execute(f"GRANT UPDATE (question) ON traces TO {APP_ROLE}")


def downgrade() -> None:
    """Go back."""
    op.execute(f"REVOKE UPDATE (question) ON traces FROM {APP_ROLE}")
    op.drop_column("traces", "checks")
