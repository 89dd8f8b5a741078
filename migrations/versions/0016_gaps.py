"""What the assistant could not answer, grouped; and what people answered instead, as proposals for the FAQ."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import protect

revision = "0016_gaps"
down_revision = "0015_restricted_rows"

# Of what was asked before this table was there: the same choice that the assistant makes from now on.
EARLIER = """
INSERT INTO gap_questions (conversation_id, message_id, workspace_id, reason, language, asked_at)
SELECT t.conversation_id, t.message_id, t.workspace_id,
    CASE WHEN t.outcome = 'answered' THEN 'offered' ELSE t.outcome END, t.language, t.created_at
FROM traces t JOIN conversations c ON c.id = t.conversation_id
WHERE NOT c.test AND (t.outcome IN ('unsure', 'choices') OR t.outcome = 'answered' AND 'risk' = ANY (t.rules)
    AND NOT 'chosen' = ANY (t.rules))
"""


def upgrade() -> None:
    """Go forward."""
    _gaps()
    _questions()
    _proposals()
    op.execute(EARLIER)


def _gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("article_id", sa.Uuid, sa.ForeignKey("articles.id", ondelete="SET NULL")),
        sa.Column("dismissed_at", sa.DateTime(timezone=True)),
        sa.Column("grown_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_gaps_workspace_id_language_grown_at", "gaps", ["workspace_id", "language", "grown_at"])
    op.create_index("ix_gaps_article_id", "gaps", ["article_id"])
    protect("gaps")


def _questions() -> None:
    op.create_table(
        "gap_questions",
        sa.Column("conversation_id", sa.Uuid, primary_key=True),
        sa.Column("message_id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("gap_id", sa.Uuid, sa.ForeignKey("gaps.id", ondelete="SET NULL")),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason IN ('unsure', 'choices', 'offered')", name="reason"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "message_id"], ["traces.conversation_id", "traces.message_id"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_gap_questions_gap_id_asked_at", "gap_questions", ["gap_id", "asked_at"])
    op.create_index(
        "ix_gap_questions_new",
        "gap_questions",
        ["workspace_id", "asked_at"],
        postgresql_where=sa.text("gap_id IS NULL"),
    )
    protect("gap_questions")


def _proposals() -> None:
    op.create_table(
        "faq_proposals",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("answer_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("article_id", sa.Uuid, sa.ForeignKey("articles.id", ondelete="SET NULL")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'rejected')", name="state"),
        sa.UniqueConstraint("conversation_id", "message_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["gap_questions.conversation_id", "gap_questions.message_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "answer_id"], ["messages.conversation_id", "messages.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_faq_proposals_article_id", "faq_proposals", ["article_id"])
    op.create_index(
        "ix_faq_proposals_open",
        "faq_proposals",
        ["workspace_id", "created_at", "id"],
        postgresql_where=sa.text("state = 'proposed'"),
    )
    protect("faq_proposals")


def _workspace() -> sa.Column[object]:
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)
