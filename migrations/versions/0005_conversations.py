"""Conversations, messages, notes and canned replies. Their history is in the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import door, protect

revision = "0005_conversations"
down_revision = "0004_knowledge"

PERSON_IN_CHARGE = """
CASE WHEN state IN ('with_agent', 'waiting_customer') THEN assignee_id IS NOT NULL
     WHEN state IN ('active', 'idle', 'queued') THEN assignee_id IS NULL
     ELSE true END
"""

# plpgsql keeps its plans for the length of a connection; a SECURITY DEFINER function in SQL plans at every call.
DOOR_DUE_ANSWERS = """
CREATE FUNCTION door_due_answers(at timestamptz, lease_until timestamptz, how_many integer)
RETURNS TABLE (workspace_id uuid, conversation_id uuid, seen_seq integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE public.conversations c SET answer_due_at = lease_until
    FROM (
        SELECT d.id FROM public.conversations d
        WHERE d.answer_due_at <= at
        ORDER BY d.answer_due_at
        LIMIT how_many
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS claimed
    WHERE c.id = claimed.id
    RETURNING c.workspace_id, c.id, c.last_customer_seq;
END
$$
"""

DOOR_NEXT_ANSWER = """
CREATE FUNCTION door_next_answer() RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN (SELECT min(c.answer_due_at) FROM public.conversations c);
END
$$
"""

DOOR_DUE_TIMERS = """
CREATE FUNCTION door_due_timers(at timestamptz, how_many integer)
RETURNS TABLE (workspace_id uuid, conversation_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT d.workspace_id, d.id FROM public.conversations d
    WHERE d.due_at <= at
    ORDER BY d.due_at
    LIMIT how_many
    FOR NO KEY UPDATE SKIP LOCKED;
END
$$
"""


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _workspace() -> sa.Column[object]:
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _user(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("users.id"), nullable=nullable)


def _conversation(*, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "conversation_id",
        sa.Uuid,
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Go forward."""
    _conversations()
    _messages()
    _notes()
    _canned_replies()
    for function in (DOOR_DUE_ANSWERS, DOOR_NEXT_ANSWER, DOOR_DUE_TIMERS):
        op.execute(function)
    door("door_due_answers(timestamptz, timestamptz, integer)")
    door("door_next_answer()")
    door("door_due_timers(timestamptz, integer)")


def _conversations() -> None:
    op.create_table(
        "conversations",
        _id(),
        _workspace(),
        sa.Column("contact_id", sa.Uuid, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("priority", sa.String, nullable=False),
        _user("assignee_id", nullable=True),
        _user("last_assignee_id", nullable=True),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("last_customer_seq", sa.Integer, nullable=False),
        _at("last_customer_at", nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        _at("answer_due_at", nullable=True),
        _at("due_at", nullable=True),
        _at("queued_at", nullable=True),
        _at("waiting_since", nullable=True),
        _at("taken_at", nullable=True),
        _at("closed_at", nullable=True),
        sa.Column("customer_seen_seq", sa.Integer, nullable=False),
        sa.Column("agent_seen_seq", sa.Integer, nullable=False),
        sa.Column("handoff_reason", sa.String),
        sa.Column("rating", sa.Integer),
        sa.Column("rating_comment", sa.String),
        sa.Column("page_url", sa.String),
        sa.Column("test", sa.Boolean, nullable=False),
        sa.Column("preview", sa.String, nullable=False),
        _at("last_message_at"),
        sa.Column("last_message_author", sa.String),
        _at("created_at"),
        _at("updated_at"),
        sa.CheckConstraint(
            "state IN ('active', 'idle', 'queued', 'with_agent', 'waiting_customer',"
            " 'resolved', 'not_resolved', 'cancelled', 'ended')",
            name="state",
        ),
        sa.CheckConstraint(PERSON_IN_CHARGE.strip(), name="person_in_charge"),
        sa.CheckConstraint("answer_due_at IS NULL OR state = 'active'", name="answers_only_when_active"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        sa.CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
    )
    op.create_index("ix_conversations_contact_id", "conversations", ["contact_id"])
    op.create_index("ix_conversations_recent", "conversations", ["workspace_id", "last_message_at", "id"])
    op.create_index(
        "ix_conversations_open",
        "conversations",
        ["workspace_id", "assignee_id"],
        postgresql_where=sa.text("state IN ('queued', 'with_agent', 'waiting_customer')"),
    )
    for name, column in (("answer_due", "answer_due_at"), ("due", "due_at")):
        op.create_index(
            f"ix_conversations_{name}", "conversations", [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )
    protect("conversations")


def _messages() -> None:
    op.create_table(
        "messages",
        _conversation(primary_key=True),
        _id(),
        _workspace(),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        _user("user_id", nullable=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("choice", sa.String),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("citations", JSONB, nullable=False),
        sa.Column("buttons", JSONB, nullable=False),
        _at("created_at"),
        sa.UniqueConstraint("conversation_id", "seq"),
        sa.CheckConstraint("author IN ('customer', 'assistant', 'agent', 'system')", name="author"),
        sa.CheckConstraint("(author = 'agent') = (user_id IS NOT NULL)", name="agent_is_user"),
        sa.CheckConstraint("choice IN ('person', 'continue', 'assistant')", name="choice"),
    )
    protect("messages")


def _notes() -> None:
    op.create_table(
        "notes",
        _id(),
        _workspace(),
        _conversation(),
        _user("user_id", nullable=False),
        sa.Column("text", sa.String, nullable=False),
        _at("created_at"),
    )
    op.create_index("ix_notes_conversation_id_created_at", "notes", ["conversation_id", "created_at"])
    protect("notes")


def _canned_replies() -> None:
    op.create_table(
        "canned_replies",
        _id(),
        _workspace(),
        sa.Column("shortcut", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("language", sa.String),
        _at("created_at"),
        _at("updated_at"),
    )
    op.create_index(
        "uq_canned_replies_shortcut",
        "canned_replies",
        ["workspace_id", "shortcut", "language"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    protect("canned_replies")
