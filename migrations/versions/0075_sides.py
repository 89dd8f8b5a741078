"""What is rare is found by an index of its own, and what is counted is read without its rows.

A list narrowed to what hardly anything is was found by walking back through all there is. The index of the sides has
few values in each of its columns, so the server skips from one to the next (from PostgreSQL 18 on), and it stays small
for the same reason. Who wants only what is unread, where nearly all is read, needs to know how little that is: what is
compared with each other has no statistics by itself. And a search for the beginning of a common word beside a rare one
keeps in mind where both are, instead of looking through every page that may have them.
"""

from alembic import op

revision = "0075_sides"
down_revision = "0074_merged"

_OPEN = "state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer')"
_UNREAD = "(last_customer_seq > agent_seen_seq)"
INDEXES = {
    "ix_conversations_at_work": "conversations (workspace_id, assignee_id, state) INCLUDE"
    " (waiting_since, priority, last_message_at, id, team_id, language, channel, created_at, risk, snoozed_until)"
    f" WHERE {_OPEN}",
    "ix_conversations_sides": "conversations (workspace_id, state, priority, risk, channel, language)",
    "ix_conversations_unread": f"conversations (workspace_id, last_message_at, id) WHERE {_UNREAD} IS TRUE",
    "ix_conversation_labels_label_id": "conversation_labels (label_id, workspace_id, conversation_id)",
}
BEFORE = {
    "ix_conversations_at_work": INDEXES["ix_conversations_at_work"].replace(", snoozed_until)", ")"),
    "ix_conversation_labels_label_id": "conversation_labels (label_id)",
}


def upgrade() -> None:
    """Go forward. May be tried again wherever it was interrupted; nobody who writes waits for an index."""
    op.execute("DROP STATISTICS IF EXISTS conversations_unread")
    op.execute(f"CREATE STATISTICS conversations_unread ON {_UNREAD} FROM conversations")
    op.execute("ALTER FUNCTION door_search(tsquery, integer) SET work_mem = '32MB'")
    _make(INDEXES)
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute("ANALYZE conversations")
        op.execute("SET statement_timeout = '60s'")


def _make(indexes: dict[str, str]) -> None:
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        for name, index in indexes.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}_next")
            op.execute(f"CREATE INDEX CONCURRENTLY {name}_next ON {index}")
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"ALTER INDEX {name}_next RENAME TO {name}")
        op.execute("SET statement_timeout = '60s'")


def downgrade() -> None:
    """Go back."""
    for name in INDEXES.keys() - BEFORE.keys():
        op.execute(f"DROP INDEX {name}")
    _make(BEFORE)
    op.execute("ALTER FUNCTION door_search(tsquery, integer) RESET work_mem")
    op.execute("DROP STATISTICS conversations_unread")
