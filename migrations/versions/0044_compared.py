"""How far an import is with looking for what says nearly the same: its last step, which shows in its progress."""

import sqlalchemy as sa
from alembic import op

revision = "0044_compared"
down_revision = "0043_kept_answers"

_COLUMNS = ("to_compare", "compared")


def upgrade() -> None:
    """Go forward."""
    for name in _COLUMNS:
        op.add_column("import_runs", sa.Column(name, sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back."""
    for name in _COLUMNS:
        op.drop_column("import_runs", name)
