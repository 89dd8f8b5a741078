"""How close a customer seems to losing patience stands with the conversation, so that lists can be narrowed to it."""

from alembic import op

revision = "0072_risk"
down_revision = "0070_old_notices"

_OPEN = "state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer')"
INDEX = (
    "(workspace_id, assignee_id, state) INCLUDE"
    " (waiting_since, priority, last_message_at, id, team_id, language, channel, created_at, risk)"
    f" WHERE {_OPEN}"
)
BEFORE = INDEX.replace(", risk)", ")")
# Of what is open, for that is what somebody still does something about; the card shows of the others what it did.
FILL = f"""
UPDATE conversations c SET risk = CASE WHEN worst.risk >= 0.6 THEN 'high' ELSE 'some' END
FROM (
    SELECT t.conversation_id, max((t.understanding ->> 'risk')::float8) AS risk
    FROM conversations o JOIN traces t ON t.conversation_id = o.id
    WHERE o.{_OPEN} AND t.understanding IS NOT NULL
    GROUP BY t.conversation_id
) worst
WHERE c.id = worst.conversation_id AND worst.risk > 0 AND c.risk = 'none'
"""


def upgrade() -> None:
    """Go forward. May be tried again wherever it was interrupted; nobody who writes waits for an index."""
    op.execute("ALTER TABLE conversations ADD COLUMN IF NOT EXISTS risk varchar NOT NULL DEFAULT 'none'")
    op.execute("ALTER TABLE conversations DROP CONSTRAINT IF EXISTS ck_conversations_risk")
    op.execute(
        "ALTER TABLE conversations ADD CONSTRAINT ck_conversations_risk"
        " CHECK (risk IN ('none', 'some', 'high')) NOT VALID"
    )
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute("ALTER TABLE conversations VALIDATE CONSTRAINT ck_conversations_risk")
        op.execute(FILL)
        _replace(INDEX)
        op.execute("SET statement_timeout = '60s'")


def _replace(index: str) -> None:
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_conversations_at_work_next")
    op.execute(f"CREATE INDEX CONCURRENTLY ix_conversations_at_work_next ON conversations {index}")
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_conversations_at_work")
    op.execute("ALTER INDEX ix_conversations_at_work_next RENAME TO ix_conversations_at_work")


def downgrade() -> None:
    """Go back."""
    with op.get_context().autocommit_block():
        _replace(BEFORE)
    op.drop_column("conversations", "risk")
