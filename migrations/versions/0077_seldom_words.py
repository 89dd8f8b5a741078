"""A search beside a common word is led by the seldom ones alone, and what is unread is narrowed within its index.

The last word that is typed may be the beginning of one, and of a beginning the index notes every place before it looks
at anything else: a million of them for "com", though the rest of an address is met once. Where the beginning is common
and the words before it are not, the index is asked for those words only, and what it finds is looked through for the
beginning. Where all of them are common, who walks back in time meets them sooner.

What is unread and something else beside was read row by row from the table; its index has now all that a list may be
narrowed by, and is small, for little is unread.
"""

from alembic import op

from migrations.tenancy import door

revision = "0077_seldom_words"
down_revision = "0075_sides"

# How many rows the planner expects to have it, counted over all that is searched.
EXPECTED = """
CREATE FUNCTION expected_finds(sought tsquery) RETURNS float8
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public SET enable_seqscan = off
AS $$
DECLARE
    place text;
    plan json;
    expected float8 := 0;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'public.messages WHERE public.searchable(text)',
        'public.notes WHERE public.searchable(text)',
        'public.contacts WHERE public.searchable_contact(name, email, phone, external_id)'
    ] LOOP
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM %s @@ %L::tsquery', place, sought::text) INTO plan;
        expected := expected + (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8;
    END LOOP;
    RETURN expected;
END
$$
"""
# What the indexes are asked; null where who walks back meets it sooner. Between `most` and thirty times as many places
# of a beginning are noted in the time that looking through `most` rows takes.
LEAD = """
CREATE FUNCTION search_lead(sure tsquery, begun tsquery, otherwise tsquery, most integer) RETURNS tsquery
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public
AS $$
DECLARE
    led tsquery := (sure && begun) || otherwise;
BEGIN
    IF expected_finds(led) <= most AND numnode(sure) > 0 AND expected_finds(begun) > 30 * most::float8 THEN
        led := sure || otherwise;
    END IF;
    IF expected_finds(led) > most THEN
        RETURN NULL;
    END IF;
    RETURN led;
END
$$
"""
# The match as a function is one that no index answers: it is asked of what was found, and only where that is more than
# was sought.
SEARCH = """
CREATE FUNCTION door_search(sure tsquery, begun tsquery, otherwise tsquery, most integer) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET work_mem = '32MB'
AS $$
DECLARE
    entered uuid := nullif(current_setting('app.workspace', true), '')::uuid;
    sought tsquery := (sure && begun) || otherwise;
    led tsquery := public.search_lead(sure, begun, otherwise, most);
BEGIN
    IF led IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(
        SELECT m.conversation_id FROM public.messages m
        WHERE m.workspace_id = entered AND public.searchable(m.text) @@ led
            AND (led = sought OR ts_match_vq(public.searchable(m.text), sought))
        UNION
        SELECT n.conversation_id FROM public.notes n
        WHERE n.workspace_id = entered AND public.searchable(n.text) @@ led
            AND (led = sought OR ts_match_vq(public.searchable(n.text), sought))
        UNION
        SELECT c.id FROM public.contacts t JOIN public.conversations c ON c.contact_id = t.id
        WHERE t.workspace_id = entered
            AND public.searchable_contact(t.name, t.email, t.phone, t.external_id) @@ led
            AND (led = sought
                OR ts_match_vq(public.searchable_contact(t.name, t.email, t.phone, t.external_id), sought))
    );
END
$$
"""
FUNCTIONS = {
    "expected_finds(tsquery)": EXPECTED,
    "search_lead(tsquery, tsquery, tsquery, integer)": LEAD,
    "door_search(tsquery, tsquery, tsquery, integer)": SEARCH,
}
UNREAD = "conversations (workspace_id, last_message_at, id)"
SIDES = (
    " INCLUDE (state, priority, risk, channel, language, team_id, assignee_id"
    ", created_at, waiting_since, snoozed_until)"
)
ONLY = " WHERE (last_customer_seq > agent_seen_seq) IS TRUE"


def upgrade() -> None:
    """Go forward. The door of before stays for who still runs beside this; nobody who writes waits for the index."""
    for signature, made in FUNCTIONS.items():
        # Tried again after an interruption, it is there.
        op.execute(f"DROP FUNCTION IF EXISTS {signature}")
        op.execute(made)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    door("door_search(tsquery, tsquery, tsquery, integer)")
    _make(UNREAD + SIDES + ONLY)


def _make(unread: str) -> None:
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_conversations_unread_next")
        op.execute(f"CREATE INDEX CONCURRENTLY ix_conversations_unread_next ON {unread}")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_conversations_unread")
        op.execute("ALTER INDEX ix_conversations_unread_next RENAME TO ix_conversations_unread")
        op.execute("SET statement_timeout = '60s'")


def downgrade() -> None:
    """Go back."""
    _make(UNREAD + ONLY)
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
