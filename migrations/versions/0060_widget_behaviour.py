"""What a widget does beside looking as it does: asks before a chat, speaks first, sounds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0060_widget_behaviour"
down_revision = "0059_rating_links"


def upgrade() -> None:
    """Go forward. Widgets of before do nothing of it."""
    op.add_column("widget_keys", sa.Column("behaviour", JSONB, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Go back."""
    op.drop_column("widget_keys", "behaviour")
