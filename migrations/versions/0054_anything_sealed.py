"""Whether anything is sealed, of whichever workspace: then a key that is missing is lost, and no new one is begun."""

from alembic import op

from migrations.tenancy import door

revision = "0054_anything_sealed"
down_revision = "0053_attachments"

ANYTHING_SEALED = """
CREATE FUNCTION door_anything_sealed() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT EXISTS (SELECT FROM model_keys WHERE sealed IS NOT NULL)
        OR EXISTS (SELECT FROM declared_actions WHERE sealed IS NOT NULL)
$$
"""


def upgrade() -> None:
    """Let whoever is about to make the first key ask."""
    op.execute(ANYTHING_SEALED)
    door("door_anything_sealed()")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION door_anything_sealed()")
