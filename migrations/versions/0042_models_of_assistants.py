"""Which models an assistant asks, when, and what its owner wishes of them; what came of it, in the trace."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0042_models_of_assistants"
down_revision = "0041_billing"


def upgrade() -> None:
    """Go forward."""
    op.add_column("assistants", sa.Column("chain", JSONB, nullable=False, server_default="[]"))
    op.add_column("assistants", sa.Column("routing", sa.String, nullable=False, server_default="no_key_first"))
    op.add_column("assistants", sa.Column("wishes", sa.String, nullable=False, server_default=""))
    op.create_check_constraint(
        op.f("ck_assistants_routing"),
        "assistants",
        "routing IN ('no_key_first', 'cheap_then_strong', 'model_always')",
    )
    op.add_column("traces", sa.Column("asked", JSONB))


def downgrade() -> None:
    """Go back."""
    op.drop_column("traces", "asked")
    for column in ("wishes", "routing", "chain"):
        op.drop_column("assistants", column)
