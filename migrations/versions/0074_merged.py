"""Merge: conversations that go on in another one of their customer's, and where."""

import sqlalchemy as sa
from alembic import op

revision = "0074_merged"
down_revision = "0073_pictures"

OLD_STATES = (
    "'active', 'idle', 'queued', 'with_agent', 'waiting_customer', 'resolved', 'not_resolved', 'cancelled', 'ended'"
)
CHECKS = {
    "state": f"state IN ({OLD_STATES}, 'merged')",
    "merged_into": "(state = 'merged') = (merged_into_id IS NOT NULL)",
    "not_into_itself": "merged_into_id <> id",
}


def _check(name: str, condition: str) -> None:
    op.execute(f"ALTER TABLE conversations DROP CONSTRAINT IF EXISTS ck_conversations_{name}")
    op.execute(f"ALTER TABLE conversations ADD CONSTRAINT ck_conversations_{name} CHECK ({condition}) NOT VALID")
    # Reads every row, but locks out nobody who writes.
    op.execute(f"ALTER TABLE conversations VALIDATE CONSTRAINT ck_conversations_{name}")


def upgrade() -> None:
    """Go forward. The index is of nothing yet, so building it holds up nobody."""
    op.add_column("conversations", sa.Column("merged_into_id", sa.Uuid))
    op.add_column("conversations", sa.Column("merged_from", sa.String))
    op.add_column("conversations", sa.Column("merged_seq", sa.Integer))
    op.execute(
        "ALTER TABLE conversations ADD CONSTRAINT fk_conversations_merged_into_id_conversations"
        " FOREIGN KEY (merged_into_id) REFERENCES conversations (id) ON DELETE CASCADE NOT VALID"
    )
    op.execute("ALTER TABLE conversations VALIDATE CONSTRAINT fk_conversations_merged_into_id_conversations")
    for name, condition in CHECKS.items():
        _check(name, condition)
    op.create_index(
        "ix_conversations_merged_into_id",
        "conversations",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back. What went on elsewhere is closed then, as by inactivity."""
    op.drop_constraint(op.f("ck_conversations_merged_into"), "conversations")
    op.execute("UPDATE conversations SET state = 'ended' WHERE state = 'merged'")
    _check("state", f"state IN ({OLD_STATES})")
    for name in ("merged_seq", "merged_from", "merged_into_id"):
        op.drop_column("conversations", name)
