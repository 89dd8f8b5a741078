"""What a PostgreSQL server must be like before we trust it with messages."""

from typing import Any

import psycopg

from sportello.core.postgres_account import PostgresRefused

OLDEST = 160_000
_DURABLE = {
    "fsync": "a crash of the machine could destroy the whole database",
    "full_page_writes": "a crash of the machine could leave torn pages",
    "synchronous_commit": "messages we have confirmed could be lost in a crash",
}


def check_server(connection: "psycopg.Connection[Any]") -> None:
    """Refuse a server that could lose what it confirmed, is too old, or lacks pgvector; name all that is wrong."""
    wrong: list[str] = []
    if connection.info.server_version < OLDEST:
        wrong.append(f"it is PostgreSQL {connection.info.server_version // 10_000}; version 16 or newer is needed")
    for name, danger in _DURABLE.items():
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if row and row[0] == "off":
            wrong.append(f"{name} is off, so {danger}; set {name} = on")
    if not connection.execute("SELECT FROM pg_available_extensions WHERE name = 'vector'").rowcount:
        wrong.append("the extension pgvector is missing; install it (Debian: postgresql-16-pgvector)")
    if wrong:
        raise PostgresRefused("The database server is refused: " + "; ".join(wrong) + ".")
