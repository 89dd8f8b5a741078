"""Every fact is named alike: what it is about, a dot, and what happened.

Twenty had an underscore in its place. Whoever counts facts, or has them sent, need not know of two spellings.
"""

import sqlalchemy as sa
from alembic import op

revision = "0080_event_names"
down_revision = "0078_tickets"

NAMES = {
    "article_removed": "article.removed",
    "article_written": "article.written",
    "assistant_changed": "assistant.changed",
    "fact_removed": "fact.removed",
    "fact_written": "fact.written",
    "facts_imported": "facts.imported",
    "faq_proposal_accepted": "faq.proposal_accepted",
    "faq_proposal_rejected": "faq.proposal_rejected",
    "faq_proposed": "faq.proposed",
    "gap_answer_written": "gap.answer_written",
    "gap_dismissed": "gap.dismissed",
    "gap_restored": "gap.restored",
    "gate_fitted": "gate.fitted",
    "import_begun": "import.begun",
    "import_stopped": "import.stopped",
    "injection_suspected": "injection.suspected",
    "intents_learnt": "intents.learnt",
    "source_changed": "source.changed",
    "source_imported": "source.imported",
    "source_removed": "source.removed",
}


def upgrade() -> None:
    """Go forward."""
    _rename(NAMES)


def downgrade() -> None:
    """Go back."""
    _rename({name: before for before, name in NAMES.items()})


def _rename(names: dict[str, str]) -> None:
    # Read once from end to end, whatever there is; and little of it is about knowledge.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        sa.text(
            "UPDATE events SET name = renamed.value FROM jsonb_each_text(CAST(:names AS jsonb)) AS renamed"
            " WHERE events.name = renamed.key"
        ).bindparams(sa.bindparam("names", names, type_=sa.JSON))
    )
