"""${message}.

Expand, backfill, contract: see docs/how-to/write-a-migration.md before changing a table that has rows.
"""

from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Go forward. There is no way back: a mistake is mended by the next revision."""
    ${upgrades if upgrades else "raise NotImplementedError"}
