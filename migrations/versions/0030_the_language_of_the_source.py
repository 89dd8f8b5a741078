"""An article keeps the language its source gives it, by which it is known again, beside the one that it is in here.

With one column for both, a language mended in the desk made the next import take the article for another, and
remove it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_the_language_of_the_source"
down_revision = "0029_facts_in_order"

OLD = "uq_articles_source_id_language_source_key"
NEW = "uq_articles_source_id_source_language_source_key"


def upgrade() -> None:
    """Go forward. What was mended before is taken for what its source says, once more."""
    op.add_column("articles", sa.Column("source_language", sa.String()))
    op.execute("UPDATE articles SET source_language = language WHERE source_id IS NOT NULL")
    op.drop_constraint(OLD, "articles", type_="unique")
    op.create_unique_constraint(NEW, "articles", ["source_id", "source_language", "source_key"])


def downgrade() -> None:
    """Go back."""
    op.drop_constraint(NEW, "articles", type_="unique")
    op.create_unique_constraint(OLD, "articles", ["source_id", "language", "source_key"])
    op.drop_column("articles", "source_language")
