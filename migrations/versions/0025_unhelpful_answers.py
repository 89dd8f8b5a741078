"""An answer after which the customer asked for a person, who then answered, shows a gap too."""

from alembic import op

revision = "0025_unhelpful_answers"
down_revision = "0024_no_last_assignee"


def upgrade() -> None:
    """Go forward: the new reason is added beside the others."""
    _allow("'unsure', 'choices', 'offered', 'unhelpful'")


def downgrade() -> None:
    """Go back: questions that were noted for the new reason are no gaps there, nor what was proposed for them."""
    op.execute("DELETE FROM gap_questions WHERE reason = 'unhelpful'")
    _allow("'unsure', 'choices', 'offered'")


def _allow(reasons: str) -> None:
    # Not valid at first, so that nobody waits while the rows that are there are read.
    op.execute("ALTER TABLE gap_questions DROP CONSTRAINT ck_gap_questions_reason")
    op.execute(
        f"ALTER TABLE gap_questions ADD CONSTRAINT ck_gap_questions_reason CHECK (reason IN ({reasons})) NOT VALID"
    )
    op.execute("ALTER TABLE gap_questions VALIDATE CONSTRAINT ck_gap_questions_reason")
