"""What may be found now, and by whom, as one function that every search asks.

Drafts have no rows to be found by. Most of what is published holds always and for every assistant, so the rows that do
not are looked up, by an index of their articles alone, and left out before anything is ranked.
"""

from alembic import op

from migrations.tenancy import APP_ROLE

revision = "0015_restricted_rows"
down_revision = "0014_evaluation_runs"

RESTRICTED_ROWS = """
CREATE FUNCTION restricted_rows(at timestamptz, assistant uuid) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 10
AS $$
    SELECT search_rows.id FROM articles JOIN search_rows ON search_rows.article_id = articles.id
    WHERE (valid_from IS NOT NULL OR valid_until IS NOT NULL OR assistants IS NOT NULL)
        AND (valid_from > at OR valid_until <= at OR NOT coalesce(assistant = ANY (assistants), assistants IS NULL))
$$
"""


def upgrade() -> None:
    """Go forward. The function runs with the caller's rights, so it sees the caller's workspace alone."""
    op.execute(RESTRICTED_ROWS)
    op.execute("REVOKE ALL ON FUNCTION restricted_rows(timestamptz, uuid) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION restricted_rows(timestamptz, uuid) TO {APP_ROLE}")
