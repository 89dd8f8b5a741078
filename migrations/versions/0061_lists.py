"""The inbox's lists and their counts, each read in its own order however many conversations there are."""

from alembic import op

revision = "0061_lists"
down_revision = "0060_widget_behaviour"

_OPEN = "state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer')"
INDEXES = {
    # With all that the open ones are counted, narrowed and sorted by: few, and read without their rows.
    "ix_conversations_at_work": "(workspace_id, assignee_id, state) INCLUDE"
    f" (waiting_since, priority, last_message_at, id, team_id, language, channel, created_at) WHERE {_OPEN}",
    "ix_conversations_open_recent": f"(workspace_id, last_message_at, id) WHERE {_OPEN}",
    "ix_conversations_waiting": "(workspace_id, waiting_since, id) WHERE waiting_since IS NOT NULL",
    "ix_conversations_of_assignee": "(workspace_id, assignee_id, last_message_at, id) WHERE assignee_id IS NOT NULL",
    "ix_conversations_of_team": "(workspace_id, team_id, last_message_at, id) WHERE team_id IS NOT NULL",
}


def upgrade() -> None:
    """Go forward. The indexes are made beside whoever writes, however long it takes."""
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        for name, index in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # what was left of an earlier attempt
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON conversations {index}")
        op.execute("SET statement_timeout = '60s'")


def downgrade() -> None:
    """Go back."""
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
