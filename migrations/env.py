"""How alembic meets the database: as the owner, one revision at a time, never waiting long for a lock.

`sportello.migrate` hands over an open connection; the alembic command line (`alembic revision`, `alembic check`)
finds its database in DATABASE_URL.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, text

from sportello.bootstrap import all_models
from sportello.core.settings import read_settings

LOCK = 7_463_104
"""Key of the advisory lock that lets one process migrate while others wait their turn."""


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave procrastinate's tables to procrastinate's own SQL."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def run(connection: Connection) -> None:
    """Run what was asked for. A revision that cannot get its lock in time fails and can be run again."""
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.execute(text("SET statement_timeout = '60s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=all_models(),
        include_name=ours,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
    connection.commit()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = read_settings().database_url
    if url is None:
        message = (
            "Set DATABASE_URL to the owner's login: alembic's own command line does not start the embedded server."
        )
        raise SystemExit(message)
    with create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1)).connect() as opened:
        run(opened)
