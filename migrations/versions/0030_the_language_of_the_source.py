"""An article keeps the language its source gives it, by which it is known again, beside the one that it is in here.

With one column for both, a language mended in the desk made the next import take the article for another, and
remove it.
"""

from alembic import op

revision = "0030_the_language_of_the_source"
down_revision = "0029_facts_in_order"

OLD = "uq_articles_source_id_language_source_key"
NEW = "uq_articles_source_id_source_language_source_key"
FILL = "UPDATE articles SET source_language = language WHERE source_id IS NOT NULL AND source_language IS NULL"


def upgrade() -> None:
    """Go forward. What was mended before is taken for what its source says, once more.

    The column is filled and the index built while articles are read and written, each in a transaction of its own,
    and can be run again after a time-out; what is exclusive is over at once.
    """
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE articles ADD COLUMN IF NOT EXISTS source_language varchar")
        op.execute(FILL)
    _swap(OLD, NEW, "source_id, source_language, source_key")
    op.execute(FILL)  # what was imported meanwhile


def downgrade() -> None:
    """Go back, unless an article has by now the language of its translation."""
    _swap(NEW, OLD, "source_id, language, source_key")
    op.drop_column("articles", "source_language")


def _swap(old: str, new: str, columns: str) -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS articles_key")  # what a time-out left of an earlier attempt
        op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY articles_key ON articles ({columns})")
    op.execute(f"ALTER TABLE articles DROP CONSTRAINT {old}")
    op.execute(f"ALTER TABLE articles ADD CONSTRAINT {new} UNIQUE USING INDEX articles_key")
