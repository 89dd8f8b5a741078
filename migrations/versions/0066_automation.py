"""Automation: rules, what they wait to look at, and what they did."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import door, protect

revision = "0066_automation"
down_revision = "0065_saved_views"

AT = sa.DateTime(timezone=True)

# A fact becomes a cause in the statement that records it, for a customer's message is stored by one statement alone.
# It runs with the caller's rights, so it finds the rules of the caller's workspace and of no other.
NOTE_FACT = """
CREATE FUNCTION rules_note_fact() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO public.rule_causes (id, workspace_id, conversation_id, fact, data, chain, occurred_at, due_at)
    SELECT NEW.id, NEW.workspace_id, NEW.conversation_id, NEW.name, NEW.data,
           coalesce(nullif(current_setting('app.rule_chain', true), ''), '{}')::uuid[], NEW.occurred_at, NEW.occurred_at
    WHERE EXISTS (
        SELECT FROM public.rules r
        WHERE r.workspace_id = NEW.workspace_id AND r.enabled AND NEW.name = ANY (r.facts)
    );
    RETURN NULL;
END
$$
"""
NOTE_WAIT = """
CREATE FUNCTION rules_note_wait() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO public.rule_causes
        (id, workspace_id, conversation_id, rule_id, fact, data, chain, occurred_at, due_at)
    SELECT gen_random_uuid(), NEW.workspace_id, NEW.id, r.id, 'waiting', '{}',
           coalesce(nullif(current_setting('app.rule_chain', true), ''), '{}')::uuid[],
           NEW.waiting_since, NEW.waiting_since + r.minutes * interval '1 minute'
    FROM public.rules r
    WHERE r.workspace_id = NEW.workspace_id AND r.enabled AND r.minutes IS NOT NULL
    ON CONFLICT (rule_id, conversation_id) WHERE rule_id IS NOT NULL
        DO UPDATE SET occurred_at = excluded.occurred_at, due_at = excluded.due_at, chain = excluded.chain, tries = 0;
    RETURN NULL;
END
$$
"""
# A few of each workspace, so that nobody's flood holds up the others; what somebody else holds is left to later.
DUE_RULES = """
CREATE FUNCTION door_due_rules(at timestamptz, of_each integer, how_many integer)
RETURNS TABLE (workspace_id uuid, cause_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT due.workspace_id, due.id
    FROM (SELECT DISTINCT d.workspace_id FROM public.rule_causes d WHERE d.due_at <= at) w
    CROSS JOIN LATERAL (
        SELECT r.workspace_id, r.id FROM public.rule_causes r
        JOIN public.conversations c ON c.id = r.conversation_id
        WHERE r.workspace_id = w.workspace_id AND r.due_at <= at
        ORDER BY r.due_at, r.id LIMIT of_each
        FOR UPDATE OF r SKIP LOCKED FOR NO KEY UPDATE OF c SKIP LOCKED
    ) due
    LIMIT how_many;
END
$$
"""


def _id() -> "sa.Column[object]":
    return sa.Column("id", sa.Uuid, primary_key=True)


def _of(column: str, table: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(column, sa.Uuid, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rules",
        _id(),
        _of("workspace_id", "workspaces"),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("facts", sa.ARRAY(sa.String), nullable=False),
        sa.Column("minutes", sa.Integer),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
    )
    op.create_index("ix_rules_workspace_id", "rules", ["workspace_id", "place"])
    protect("rules")
    op.create_table(
        "rule_causes",
        _id(),
        _of("workspace_id", "workspaces"),
        _of("conversation_id", "conversations"),
        _of("rule_id", "rules", nullable=True),
        sa.Column("fact", sa.String, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("chain", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("occurred_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=False),
    )
    op.create_index("ix_rule_causes_due", "rule_causes", ["workspace_id", "due_at", "id"])
    op.create_index("ix_rule_causes_conversation_id", "rule_causes", ["conversation_id"])
    op.create_index(
        "uq_rule_causes_timer",
        "rule_causes",
        ["rule_id", "conversation_id"],
        unique=True,
        postgresql_where=sa.text("rule_id IS NOT NULL"),
    )
    protect("rule_causes")
    op.create_table(
        "rule_runs",
        _id(),
        _of("workspace_id", "workspaces"),
        _of("rule_id", "rules"),
        _of("conversation_id", "conversations"),
        sa.Column("fact", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("why", sa.String),
        sa.Column("did", JSONB, nullable=False),
        sa.Column("at", AT, nullable=False),
    )
    op.create_index("ix_rule_runs_rule_id", "rule_runs", ["rule_id", "at", "id"])
    op.create_index("ix_rule_runs_conversation_id", "rule_runs", ["conversation_id", "at"])
    op.create_index("ix_rule_runs_workspace_id", "rule_runs", ["workspace_id"])
    protect("rule_runs")
    op.execute(NOTE_FACT)
    op.execute(
        "CREATE TRIGGER note_for_rules AFTER INSERT ON events FOR EACH ROW"
        " WHEN (NEW.conversation_id IS NOT NULL) EXECUTE FUNCTION rules_note_fact()"
    )
    op.execute(NOTE_WAIT)
    op.execute(
        "CREATE TRIGGER note_for_rules AFTER UPDATE OF waiting_since ON conversations FOR EACH ROW"
        " WHEN (NEW.waiting_since IS NOT NULL AND NEW.waiting_since IS DISTINCT FROM OLD.waiting_since)"
        " EXECUTE FUNCTION rules_note_wait()"
    )
    op.execute(DUE_RULES)
    door("door_due_rules(timestamptz, integer, integer)")
    op.alter_column("notes", "user_id", nullable=True)
    op.add_column("notes", sa.Column("rule_name", sa.String))
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_written_by_somebody"
        " CHECK ((user_id IS NULL) = (rule_name IS NOT NULL)) NOT VALID"
    )
    # Reads every row, but locks out nobody who writes.
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_written_by_somebody")


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM notes WHERE user_id IS NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_written_by_somebody")
    op.drop_column("notes", "rule_name")
    op.alter_column("notes", "user_id", nullable=False)
    op.execute("DROP FUNCTION door_due_rules(timestamptz, integer, integer)")
    op.execute("DROP TRIGGER note_for_rules ON conversations")
    op.execute("DROP FUNCTION rules_note_wait()")
    op.execute("DROP TRIGGER note_for_rules ON events")
    op.execute("DROP FUNCTION rules_note_fact()")
    for table in ("rule_runs", "rule_causes", "rules"):
        op.drop_table(table)
