"""A note's id says something within its conversation only, as a message's does.

Whoever knew the id of somebody's note could tell that it was taken, and had an error for an answer.
"""

from alembic import op

revision = "0031_notes_by_conversation"
down_revision = "0030_the_language_of_the_source"

# The index is built while notes are written; what is exclusive is over at once. What ran before runs on it, too.
SWAP = """
DO $$
BEGIN
    EXECUTE (
        SELECT format('ALTER TABLE notes DROP CONSTRAINT %I', conname) FROM pg_constraint
        WHERE conrelid = 'notes'::regclass AND contype = 'p'
    );
    ALTER TABLE notes ADD CONSTRAINT pk_notes PRIMARY KEY USING INDEX notes_key;
END
$$
"""


def _key(columns: str) -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS notes_key")  # what a time-out left of an earlier attempt
        op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY notes_key ON notes ({columns})")
    op.execute(SWAP)


def upgrade() -> None:
    """Go forward."""
    _key("conversation_id, id")


def downgrade() -> None:
    """Go back, unless two conversations have notes of one id by now."""
    _key("id")
