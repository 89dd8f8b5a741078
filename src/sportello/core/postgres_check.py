"""What a PostgreSQL server must be like before we trust it with messages."""

from collections.abc import Generator, Sequence
from typing import Any

import psycopg

from sportello.core.postgres_account import PostgresRefused

OLDEST = 160_000
_DURABLE = {
    "fsync": "a crash of the machine could destroy the whole database",
    "full_page_writes": "a crash of the machine could leave torn pages",
    "synchronous_commit": "messages we have confirmed could be lost in a crash",
}
_UNBOUND = """
SELECT current_user, r.rolsuper OR r.rolbypassrls, EXISTS (
    SELECT FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND pg_has_role(c.relowner, 'USAGE')
)
FROM pg_roles r WHERE r.rolname = current_user
"""


def check_server(connection: "psycopg.Connection[Any]") -> None:
    """Refuse a server that could lose what it confirmed, is too old, or lacks pgvector; name all that is wrong."""
    _refuse_if([*_lacks(connection), *_forgets(connection)])


def check_kind(connection: "psycopg.Connection[Any]") -> None:
    """Refuse a server that is too old or lacks pgvector, for commands that only need it to work."""
    _refuse_if(list(_lacks(connection)))


def _refuse_if(wrong: Sequence[str]) -> None:
    if wrong:
        raise PostgresRefused("The database server is refused: " + "; ".join(wrong) + ".")


def _lacks(connection: "psycopg.Connection[Any]") -> Generator[str]:
    if connection.info.server_version < OLDEST:
        yield f"it is PostgreSQL {connection.info.server_version // 10_000}; version 16 or newer is needed"
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        yield f"the database is encoded in {encoding}; make one with ENCODING 'UTF8' TEMPLATE template0"
    if not connection.execute("SELECT FROM pg_available_extensions WHERE name = 'vector'").rowcount:
        yield "the extension pgvector is missing; install it (Debian: postgresql-16-pgvector)"


def _forgets(connection: "psycopg.Connection[Any]") -> Generator[str]:
    for name, danger in _DURABLE.items():
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if row and row[0] == "off":
            yield f"{name} is off, so {danger}; set {name} = on"


def check_wall(connection: "psycopg.Connection[Any]") -> str:
    """Refuse to work as a role for which row-level security does not hold; returns the role's name."""
    row = connection.execute(_UNBOUND).fetchone()
    name, unbound, owns = row or ("?", True, False)
    if unbound or owns:
        why = "has SUPERUSER or BYPASSRLS: take them from it" if unbound else "owns the tables"
        message = (
            f"The application would work as {name}, which could see every workspace, for it {why}."
            " Let it work as sportello_app: unset DATABASE_APP_URL, or log in there as that role."
        )
        raise PostgresRefused(message)
    return name


def check_app(connection: "psycopg.Connection[Any]") -> None:
    """Refuse to work as a role that could see every workspace, or whose own settings could lose what it confirms."""
    name = check_wall(connection)
    if wrong := list(_forgets(connection)):
        raise PostgresRefused(f"The database role {name} is refused: " + "; ".join(wrong) + f" (ALTER ROLE {name} …).")
