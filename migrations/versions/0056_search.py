"""Search over what was said, noted and is known of customers: indexes of words, and the door that reads them."""

from alembic import op

from migrations.tenancy import door

revision = "0056_search"
down_revision = "0055_mark_of_proposal"

# What a letter with a mark is searched as, and what parts words. `conversations/seeking.py` folds alike.
MARKED = "ÀÁÂÃÄÅàáâãäåÈÉÊËèéêëÌÍÎÏìíîïÒÓÔÕÖØòóôõöøÙÚÛÜùúûüÇçÑñÝýÿŠšŽžŁłĆćČčĐđ"
PLAIN = "aaaaaaaaaaaaeeeeeeeeiiiiiiiioooooooooooouuuuuuuuccnnyyysszzllccccdd"
PARTS = "-_/@.:+#''\u2019"

# Most of what is written has no marks, and translating is what costs: only what has some is translated for them.
SEARCHABLE = f"""
CREATE FUNCTION searchable(said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('pg_catalog.simple'::regconfig, translate(
    CASE WHEN octet_length(said) = char_length(said) THEN said ELSE translate(said, '{MARKED}', '{PLAIN}') END,
    '{PARTS}', '          '))
"""
# Of a number every end is a word, so that it is found by any part of it, with the prefix of its country or without.
SEARCHABLE_CONTACT = """
CREATE FUNCTION searchable_contact(name text, email text, phone text, external_id text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN searchable(coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(external_id, ''))
    || coalesce((
        SELECT array_to_tsvector(array_agg(substr(digits, n)))
        FROM (SELECT left(regexp_replace(phone, '[^0-9]', '', 'g'), 20)) AS number (digits),
            generate_series(1, length(digits) - 2) AS n
    ), ''::tsvector)
"""
# Words are compared in an index only by who may read all rows: under row-level security they would be compared in
# each. How many it will be is estimated first: what nearly everybody says is found sooner by who walks back in time,
# and null says so.
SEARCH = """
CREATE FUNCTION door_search(sought tsquery, most integer) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off
AS $$
DECLARE
    entered uuid := nullif(current_setting('app.workspace', true), '')::uuid;
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
    IF expected > most THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(
        SELECT m.conversation_id FROM public.messages m
        WHERE m.workspace_id = entered AND public.searchable(m.text) @@ sought
        UNION
        SELECT n.conversation_id FROM public.notes n
        WHERE n.workspace_id = entered AND public.searchable(n.text) @@ sought
        UNION
        SELECT c.id FROM public.contacts t JOIN public.conversations c ON c.contact_id = t.id
        WHERE t.workspace_id = entered
            AND public.searchable_contact(t.name, t.email, t.phone, t.external_id) @@ sought
    );
END
$$
"""
INDEXES = {
    "ix_messages_words": "messages USING gin (searchable(text))",
    "ix_notes_words": "notes USING gin (searchable(text))",
    "ix_contacts_words": "contacts USING gin (searchable_contact(name, email, phone, external_id))",
}


def upgrade() -> None:
    """Go forward. The indexes are made beside whoever writes, however long it takes."""
    op.execute(SEARCHABLE)
    op.execute(SEARCHABLE_CONTACT)
    op.execute(SEARCH)
    door("door_search(tsquery, integer)")
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        for name, index in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # what was left of an earlier attempt
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {index}")
            # How often the ten thousand most frequent words are said: what a search costs is guessed from it.
            op.execute(f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 1000")
        op.execute("SET statement_timeout = '60s'")


def downgrade() -> None:
    """Go back."""
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("DROP FUNCTION door_search(tsquery, integer)")
    op.execute("DROP FUNCTION searchable_contact(text, text, text, text)")
    op.execute("DROP FUNCTION searchable(text)")
