"""Notices name a user and no membership, so that a customer's message waits for nobody who removes a member."""

from alembic import op

revision = "0058_notices_of_users"
down_revision = "0057_notices"


def upgrade() -> None:
    """Go forward. What belongs to nobody cannot be there: the constraint before was the narrower one."""
    op.drop_constraint("fk_notices_member", "notices")
    op.execute(
        "ALTER TABLE notices ADD CONSTRAINT fk_notices_user_id_users"
        " FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID"
    )
    op.execute("ALTER TABLE notices VALIDATE CONSTRAINT fk_notices_user_id_users")


def downgrade() -> None:
    """Go back; what was told to who has left since is forgotten."""
    op.drop_constraint("fk_notices_user_id_users", "notices")
    op.execute(
        "DELETE FROM notices n WHERE NOT EXISTS (SELECT FROM memberships m"
        " WHERE m.workspace_id = n.workspace_id AND m.user_id = n.user_id)"
    )
    op.create_foreign_key(
        "fk_notices_member",
        "notices",
        "memberships",
        ["workspace_id", "user_id"],
        ["workspace_id", "user_id"],
        ondelete="CASCADE",
    )
