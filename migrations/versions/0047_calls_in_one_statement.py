"""Calls of models are paid for in one statement each, so that nobody waits for a row while its owner is on the way.

Whoever asks most has one month's row that all its calls raise. Held from one trip to the server to the next, it made
calls stand in line, each with a connection in its hand, until there was none left for anything else.
"""

from alembic import op

from migrations.tenancy import door

revision = "0047_calls_in_one_statement"
down_revision = "0046_learnings"

# Conversation, assistant's day, workspace's month: whoever locks them does so in this order.
COUNTERS = """
CREATE FUNCTION counters_of(workspace uuid, conversation uuid, assistant uuid, made_on date)
RETURNS TABLE (at integer, scope text, subject uuid, period text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public
AS $$
    SELECT * FROM (
        VALUES (1, 'conversation', conversation, ''),
               (2, 'assistant_day', assistant, to_char(made_on, 'YYYY-MM-DD')),
               (3, 'workspace_month', workspace, to_char(made_on, 'YYYY-MM'))
    ) AS counters (at, scope, subject, period)
    WHERE subject IS NOT NULL ORDER BY at
$$
"""
# Returns the counter that has no room for it, or nothing: then it is set aside in all of them.
RESERVE = """
CREATE FUNCTION reserve_call(call jsonb, limits jsonb) RETURNS TABLE (scope text, subject uuid, period text)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
DECLARE
    made provider_calls := jsonb_populate_record(NULL::provider_calls, call);
    counter record;
BEGIN
    PERFORM set_config('app.workspace', made.workspace_id::text, true);
    BEGIN
        FOR counter IN
            SELECT * FROM counters_of(made.workspace_id, made.conversation_id, made.assistant_id, made.day)
        LOOP
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
            id, workspace_id, conversation_id, assistant_id, message_id, provider, model, day, reserved,
            read, from_cache, to_cache, written, exact, created_at
        ) VALUES (
            made.id, made.workspace_id, made.conversation_id, made.assistant_id, made.message_id, made.provider,
            made.model, made.day, made.reserved, 0, 0, 0, 0, false, made.created_at
        );
    EXCEPTION WHEN SQLSTATE 'SP001' THEN  -- what was raised before it goes back with it
        RETURN QUERY SELECT counter.scope, counter.subject, counter.period;
    END;
END
$$
"""
# Returns nothing for a call that is settled already.
SETTLE = """
CREATE FUNCTION settle_call(workspace uuid, call uuid, bill jsonb)
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
    FOR counter IN
        SELECT * FROM counters_of(made.workspace_id, made.conversation_id, made.assistant_id, made.day)
    LOOP
        RETURN QUERY
        UPDATE spending s SET reserved = s.reserved - made.reserved, spent = s.spent + made.cost
        WHERE s.workspace_id = made.workspace_id AND s.scope = counter.scope
          AND s.subject = counter.subject AND s.period = counter.period
        RETURNING s.scope::text, s.subject, s.period::text, s.spent, s.alerted;
    END LOOP;
END
$$
"""
_SIGNATURES = ("counters_of(uuid, uuid, uuid, date)", "reserve_call(jsonb, jsonb)", "settle_call(uuid, uuid, jsonb)")


def upgrade() -> None:
    """Go forward. They do what whoever calls them may do, in the workspace that they are told, and no more."""
    for function in (COUNTERS, RESERVE, SETTLE):
        op.execute(function)
    for signature in _SIGNATURES:
        door(signature)


def downgrade() -> None:
    """Go back."""
    for signature in reversed(_SIGNATURES):
        op.execute(f"DROP FUNCTION {signature}")
