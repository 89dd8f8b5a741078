"""Facts are kept as they were written: `jsonb` puts the columns of a price in an order of its own."""

from alembic import op

revision = "0029_facts_in_order"
down_revision = "0028_sign_ins_of_before"


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE facts ALTER COLUMN document TYPE json USING document::json")


def downgrade() -> None:
    """Go back."""
    op.execute("ALTER TABLE facts ALTER COLUMN document TYPE jsonb USING document::jsonb")
