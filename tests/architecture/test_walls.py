"""The wall between workspaces has no gap: read from the database's own catalogue, whatever the code believes."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest

from sportello.bootstrap import Access

_ENTERED = "(NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)"
_CONDITIONS = {"wall": f"(workspace_id = {_ENTERED}", "own": f"(id = {_ENTERED}"}
"""The two conditions there are, word for word as the catalogue has them: one that only contains them may say more."""
UNPROTECTED: LiteralString = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = ARRAY['sportello_app'::regrole::oid]
          AND p.polcmd = '*' AND pg_get_expr(p.polqual, c.oid) = %(wall)s
          AND pg_get_expr(p.polwithcheck, c.oid) = %(wall)s))
    ORDER BY 1
"""
MORE_FOR_THE_APP: LiteralString = """
    SELECT c.relname || '.' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE (p.polroles && ARRAY[0::oid, 'sportello_app'::regrole::oid]) AND p.polpermissive
      AND EXISTS (
        SELECT FROM unnest(ARRAY[pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)]) AS term
        WHERE term <> CASE c.relname WHEN 'workspaces' THEN %(own)s ELSE %(wall)s END)
    ORDER BY 1
"""
WINDOWS: LiteralString = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('v', 'm', 'f') AND relnamespace = 'public'::regnamespace
      AND has_table_privilege('sportello_app', oid, 'SELECT')
    ORDER BY 1
"""
"""Views and foreign tables that the app may look through: what they show, they show as their owner sees it."""
OWNED_BY_THE_APP: LiteralString = """
    SELECT relname FROM pg_class WHERE relowner = 'sportello_app'::regrole
    UNION ALL SELECT rolname FROM pg_roles WHERE rolname = 'sportello_app'
      AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
"""
WRONG_DOORS: LiteralString = """
    SELECT p.proname FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
      AND (p.proname NOT LIKE 'door\\_%%' OR p.proconfig IS NULL
           OR NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%%')
           OR has_function_privilege('public', p.oid, 'EXECUTE'))
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 1
"""
"""Functions that run with the owner's rights but are no proper door through the wall."""


@pytest.fixture
def owner(access: Access) -> Iterator["psycopg.Connection[Any]"]:
    """The owner's view of a migrated database."""
    with psycopg.connect(access.owner_url, autocommit=True) as connection:
        yield connection


def names(connection: "psycopg.Connection[Any]", question: LiteralString) -> list[str]:
    return [row[0] for row in connection.execute(question, _CONDITIONS).fetchall()]


def test_every_table_of_a_workspace_is_walled(owner: "psycopg.Connection[Any]") -> None:
    assert not names(owner, UNPROTECTED)
    assert not names(owner, MORE_FOR_THE_APP)
    assert not names(owner, WINDOWS)
    assert not names(owner, OWNED_BY_THE_APP)
    assert not names(owner, WRONG_DOORS)


def test_a_table_without_a_wall_is_caught(owner: "psycopg.Connection[Any]") -> None:
    owner.execute("CREATE TABLE open_field (workspace_id uuid)")
    assert names(owner, UNPROTECTED) == ["open_field"]
    owner.execute("ALTER TABLE open_field ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY tenant ON open_field TO sportello_app USING (true) WITH CHECK (true)")
    assert names(owner, UNPROTECTED) == ["open_field"]
    assert names(owner, MORE_FOR_THE_APP) == ["open_field.tenant"]


@pytest.mark.parametrize(
    "hole",
    [
        "USING (true)",
        "FOR INSERT TO sportello_app WITH CHECK (true)",
        "TO sportello_app USING (workspace_id = nullif(current_setting('app.workspace', true), '')::uuid OR true)",
        """
        TO sportello_app USING (workspace_id = nullif(current_setting('app.workspace', true), '')::uuid)
        WITH CHECK (true)
        """,
    ],
)
def test_a_hole_beside_a_wall_is_caught(owner: "psycopg.Connection[Any]", hole: LiteralString) -> None:
    owner.execute("CREATE POLICY hole ON events " + hole)
    assert names(owner, MORE_FOR_THE_APP) == ["events.hole"]


def test_a_window_in_a_wall_is_caught(owner: "psycopg.Connection[Any]") -> None:
    owner.execute("CREATE VIEW every_word AS SELECT text FROM messages")
    owner.execute("CREATE MATERIALIZED VIEW every_name AS SELECT name FROM contacts")
    owner.execute("GRANT SELECT ON every_word, every_name TO sportello_app")
    assert names(owner, WINDOWS) == ["every_name", "every_word"]


def test_a_secret_passage_is_caught(owner: "psycopg.Connection[Any]") -> None:
    count: LiteralString = "() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'"
    owner.execute("CREATE FUNCTION passage" + count)
    owner.execute("ALTER FUNCTION passage() SET search_path = public")
    owner.execute("CREATE FUNCTION door_unguarded" + count)
    owner.execute("GRANT EXECUTE ON FUNCTION passage(), door_unguarded() TO sportello_app")
    assert names(owner, WRONG_DOORS) == ["door_unguarded", "passage"]


def test_a_table_of_the_app_is_caught(owner: "psycopg.Connection[Any]") -> None:
    owner.execute("CREATE TABLE mine ()")
    owner.execute("ALTER TABLE mine OWNER TO sportello_app")
    assert names(owner, OWNED_BY_THE_APP) == ["mine"]
