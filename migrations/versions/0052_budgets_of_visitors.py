"""A day's budget for each visitor and for each address they write from, beside those that there are.

Conversations carry a pseudonym of whence their customer last wrote, which no address can be found from; calls carry
whose they were, so that they are settled with whom they were set aside.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import door

revision = "0052_budgets_of_visitors"
down_revision = "0051_queue"

MONEY = sa.Numeric(18, 9)
BEFORE = "scope IN ('conversation', 'assistant_day', 'workspace_month')"
SCOPES = "scope IN ('conversation', 'visitor_day', 'address_day', 'assistant_day', 'workspace_month')"
# Whoever locks them does so in this order, which is the one of 0047 with two in between.
COUNTERS = """
CREATE FUNCTION counters_of_call(made provider_calls)
RETURNS TABLE (at integer, scope text, subject uuid, period text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public
AS $$
    SELECT * FROM (
        VALUES (1, 'conversation', made.conversation_id, ''),
               (2, 'visitor_day', made.contact_id, to_char(made.day, 'YYYY-MM-DD')),
               (3, 'address_day', made.place, to_char(made.day, 'YYYY-MM-DD')),
               (4, 'assistant_day', made.assistant_id, to_char(made.day, 'YYYY-MM-DD')),
               (5, 'workspace_month', made.workspace_id, to_char(made.day, 'YYYY-MM'))
    ) AS counters (at, scope, subject, period)
    WHERE subject IS NOT NULL ORDER BY at
$$
"""
# As reserve_call of 0047, which stays for workers of the version before, with these counters.
RESERVE = """
CREATE FUNCTION set_aside_call(call jsonb, limits jsonb) RETURNS TABLE (scope text, subject uuid, period text)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
DECLARE
    made provider_calls := jsonb_populate_record(NULL::provider_calls, call);
    counter record;
BEGIN
    PERFORM set_config('app.workspace', made.workspace_id::text, true);
    BEGIN
        FOR counter IN SELECT * FROM counters_of_call(made) LOOP
            INSERT INTO spending (workspace_id, scope, subject, period, spent, reserved, alerted)
            VALUES (made.workspace_id, counter.scope, counter.subject, counter.period, 0, 0, 0) ON CONFLICT DO NOTHING;
            UPDATE spending s SET reserved = s.reserved + made.reserved
            WHERE s.workspace_id = made.workspace_id AND s.scope = counter.scope
              AND s.subject = counter.subject AND s.period = counter.period
              AND s.spent + s.reserved + made.reserved
                  <= coalesce((limits ->> counter.scope)::numeric, s.spent + s.reserved + made.reserved);
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'SP001';
            END IF;
        END LOOP;
        INSERT INTO provider_calls (
            id, workspace_id, conversation_id, contact_id, place, assistant_id, message_id, provider, model, day,
            reserved, read, from_cache, to_cache, written, exact, created_at
        ) VALUES (
            made.id, made.workspace_id, made.conversation_id, made.contact_id, made.place, made.assistant_id,
            made.message_id, made.provider, made.model, made.day, made.reserved, 0, 0, 0, 0, false, made.created_at
        );
    EXCEPTION WHEN SQLSTATE 'SP001' THEN  -- what was raised before it goes back with it
        RETURN QUERY SELECT counter.scope, counter.subject, counter.period;
    END;
END
$$
"""
# As settle_call of 0047. It returns nothing for a call that is settled already.
SETTLE = """
CREATE FUNCTION book_call(workspace uuid, call uuid, bill jsonb)
RETURNS TABLE (scope text, subject uuid, period text, spent numeric, alerted integer)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
DECLARE
    made provider_calls;
    counter record;
BEGIN
    PERFORM set_config('app.workspace', workspace::text, true);
    UPDATE provider_calls p SET (read, from_cache, to_cache, written, exact, usd, cost, settled_at) = (
        SELECT b.read, b.from_cache, b.to_cache, b.written, b.exact, b.usd, coalesce(b.cost, p.reserved), b.settled_at
        FROM jsonb_populate_record(p, bill) AS b
    )
    WHERE p.id = call AND p.settled_at IS NULL RETURNING p.* INTO made;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    FOR counter IN SELECT * FROM counters_of_call(made) LOOP
        RETURN QUERY
        UPDATE spending s SET reserved = s.reserved - made.reserved, spent = s.spent + made.cost
        WHERE s.workspace_id = made.workspace_id AND s.scope = counter.scope
          AND s.subject = counter.subject AND s.period = counter.period
        RETURNING s.scope::text, s.subject, s.period::text, s.spent, s.alerted;
    END LOOP;
END
$$
"""
_SIGNATURES = ("counters_of_call(provider_calls)", "set_aside_call(jsonb, jsonb)", "book_call(uuid, uuid, jsonb)")


def upgrade() -> None:
    """Go forward. Who has said how much a conversation may cost gets five times that for a visitor, and no less."""
    op.add_column("conversations", sa.Column("place", sa.Uuid))
    op.add_column("provider_calls", sa.Column("contact_id", sa.Uuid))
    op.add_column("provider_calls", sa.Column("place", sa.Uuid))
    op.add_column("budgets", sa.Column("visitor_day", MONEY))
    op.add_column("budgets", sa.Column("address_day", MONEY))
    op.execute(
        "UPDATE budgets SET visitor_day = greatest(0.2, 5 * conversation), address_day = greatest(1, 25 * conversation)"
        " WHERE conversation IS NOT NULL"
    )
    op.drop_constraint(op.f("ck_spending_scope"), "spending")
    op.create_check_constraint(op.f("ck_spending_scope"), "spending", SCOPES)
    for function in (COUNTERS, RESERVE, SETTLE):
        op.execute(function)
    for signature in _SIGNATURES:
        door(signature)


def downgrade() -> None:
    """Go back."""
    for signature in reversed(_SIGNATURES):
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DELETE FROM spending WHERE scope IN ('visitor_day', 'address_day')")
    op.drop_constraint(op.f("ck_spending_scope"), "spending")
    op.create_check_constraint(op.f("ck_spending_scope"), "spending", BEFORE)
    op.drop_column("budgets", "address_day")
    op.drop_column("budgets", "visitor_day")
    op.drop_column("provider_calls", "place")
    op.drop_column("provider_calls", "contact_id")
    op.drop_column("conversations", "place")
