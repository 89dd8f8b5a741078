"""An assistant may show the pictures that customers send to those of its models that can see; none does by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0073_pictures"
down_revision = "0072_risk"


def upgrade() -> None:
    """Go forward."""
    op.add_column("assistants", sa.Column("pictures", sa.Boolean, nullable=False, server_default="false"))


def downgrade() -> None:
    """Go back."""
    op.drop_column("assistants", "pictures")
