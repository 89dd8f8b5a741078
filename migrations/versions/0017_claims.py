"""Who thinks about an answer, so that the claims of who does no longer can be given back before their lease is over."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door

revision = "0017_claims"
down_revision = "0016_gaps"

DOOR_DUE_ANSWERS = """
CREATE FUNCTION door_due_answers(at timestamptz, lease_until timestamptz, how_many integer, claimant uuid)
RETURNS TABLE (workspace_id uuid, conversation_id uuid, seen_seq integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE public.conversations c SET answer_due_at = lease_until, answer_claimed_by = claimant
    FROM (
        SELECT d.id FROM public.conversations d
        WHERE d.answer_due_at <= at
        ORDER BY d.answer_due_at
        LIMIT how_many
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS claimed
    WHERE c.id = claimed.id
    RETURNING c.workspace_id, c.id, c.last_customer_seq;
END
$$
"""

# What somebody else has locked is just being answered, or taken over, or written to: it needs nobody's help.
DOOR_GIVE_BACK = """
CREATE FUNCTION door_give_back(at timestamptz, claimant uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
    given integer;
BEGIN
    UPDATE public.conversations c SET answer_due_at = at, answer_claimed_by = NULL
    FROM (
        SELECT d.id FROM public.conversations d
        WHERE d.answer_due_at > at AND d.answer_claimed_by = claimant
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS held
    WHERE c.id = held.id;
    GET DIAGNOSTICS given = ROW_COUNT;
    RETURN given;
END
$$
"""


def upgrade() -> None:
    """Go forward. The door without a claimant stays for workers of the version before, until they have gone."""
    op.add_column("conversations", sa.Column("answer_claimed_by", sa.Uuid))
    for function in (DOOR_DUE_ANSWERS, DOOR_GIVE_BACK):
        op.execute(function)
    door("door_due_answers(timestamptz, timestamptz, integer, uuid)")
    door("door_give_back(timestamptz, uuid)")
