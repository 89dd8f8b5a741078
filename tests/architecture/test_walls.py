"""The wall between workspaces has no gap: read from the database's own catalogue, whatever the code believes."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest

from sportello.bootstrap import Access

UNPROTECTED: LiteralString = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = ARRAY['sportello_app'::regrole::oid]
          AND p.polcmd = '*' AND pg_get_expr(p.polqual, c.oid) LIKE '%%app.workspace%%'
          AND pg_get_expr(p.polwithcheck, c.oid) LIKE '%%app.workspace%%'))
    ORDER BY 1
"""
MORE_FOR_THE_APP: LiteralString = """
    SELECT c.relname || '.' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE (p.polroles && ARRAY[0::oid, 'sportello_app'::regrole::oid]) AND p.polpermissive
      AND pg_get_expr(p.polqual, c.oid) NOT LIKE '%%app.workspace%%' ORDER BY 1
"""
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
    return [row[0] for row in connection.execute(question.replace("%%", "%")).fetchall()]


def test_every_table_of_a_workspace_is_walled(owner: "psycopg.Connection[Any]") -> None:
    assert not names(owner, UNPROTECTED)
    assert not names(owner, MORE_FOR_THE_APP)
    assert not names(owner, OWNED_BY_THE_APP)
    assert not names(owner, WRONG_DOORS)


def test_a_table_without_a_wall_is_caught(owner: "psycopg.Connection[Any]") -> None:
    owner.execute("CREATE TABLE open_field (workspace_id uuid)")
    assert names(owner, UNPROTECTED) == ["open_field"]
    owner.execute("ALTER TABLE open_field ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY tenant ON open_field TO sportello_app USING (true) WITH CHECK (true)")
    assert names(owner, UNPROTECTED) == ["open_field"]
    assert names(owner, MORE_FOR_THE_APP) == ["open_field.tenant"]


def test_a_hole_beside_a_wall_is_caught(owner: "psycopg.Connection[Any]") -> None:
    owner.execute("CREATE POLICY hole ON events USING (true)")
    assert names(owner, MORE_FOR_THE_APP) == ["events.hole"]


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
