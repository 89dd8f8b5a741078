"""Runs of scenarios that are asked for in the desk and made by a job."""

import sqlalchemy as sa
from alembic import op

revision = "0018_trials"
down_revision = "0017_claims"


def upgrade() -> None:
    """Go forward."""
    op.add_column("evaluation_runs", sa.Column("state", sa.String, nullable=False, server_default="done"))
    op.add_column("evaluation_runs", sa.Column("written", sa.Text))
    op.create_check_constraint("state", "evaluation_runs", "state IN ('queued', 'done', 'failed')")
