"""The sign-ins of before 0027 stand in the audit, too: those that were made while their workspace was theirs."""

from alembic import op

revision = "0028_sign_ins_of_before"
down_revision = "0027_sign_ins_in_the_audit"

# Apart from the trigger, so that nobody's sign-in waits for it. What the trigger has told since is not told again.
COPY = """
INSERT INTO audit_entries (id, workspace_id, actor_id, actor, action, target, data, occurred_at)
SELECT gen_random_uuid(), m.workspace_id, u.id, u.name, a.action, 'user:' || u.id,
       jsonb_build_object('ip', a.ip, 'user_agent', a.user_agent), a.occurred_at
FROM account_events a
JOIN memberships m ON m.user_id = a.user_id AND a.occurred_at >= m.created_at
JOIN users u ON u.id = a.user_id
WHERE NOT EXISTS (
    SELECT FROM audit_entries e
    WHERE e.workspace_id = m.workspace_id AND e.target = 'user:' || u.id
      AND e.action = a.action AND e.occurred_at = a.occurred_at
)
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(COPY)


def downgrade() -> None:
    """Go back: 0027 without its trigger looks them up again."""
    op.execute("DELETE FROM audit_entries WHERE data ?& ARRAY['ip', 'user_agent']")
