"""A worker may learn whether any assistant asks language models: only then it loads what asking takes."""

from alembic import op

from migrations.tenancy import door

revision = "0045_whether_models_are_asked"
down_revision = "0044_compared"

_ASKED = """
CREATE FUNCTION door_models_asked() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT EXISTS (SELECT FROM public.assistants WHERE chain <> '[]') $$
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(_ASKED)
    door("door_models_asked()")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION door_models_asked()")
