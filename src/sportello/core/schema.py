"""The schema and its version: where the migrations are, whether any is pending, and running them.

alembic is imported only when there is something to run, so that an ordinary start neither waits for it nor keeps it.
"""

import re
import sys
from functools import cache
from pathlib import Path

import psycopg

from sportello.core.refusals import Refused

_REVISION = re.compile(r'^(revision|down_revision)\b[^=]*=\s*"(\w+)"', re.MULTILINE)


class MigrationRefused(Refused):
    """The database cannot be reached, or does not let its owner change it as this version needs."""


@cache
def migrations_folder() -> Path:
    """The folder of migrations: inside the package when installed, at the root of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_schema" / "migrations"
    return installed if installed.exists() else package.parents[1] / "migrations"


@cache
def _chain() -> dict[str, str]:
    """Each revision this code knows, and the one before it."""
    files = (migrations_folder() / "versions").glob("*.py")
    read = [dict(_REVISION.findall(path.read_text(encoding="utf-8"))) for path in files]
    return {found["revision"]: found.get("down_revision", "") for found in read}


@cache
def head() -> str:
    """The newest revision this code knows."""
    (newest,) = _chain().keys() - _chain().values()
    return newest


def is_newer(revision: str | None) -> bool:
    """Whether a database at that revision was made by a newer version than this."""
    return revision is not None and revision not in _chain()


def current(url: str) -> str | None:
    """The revision the database is at; none for an empty one."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() != (None,):
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return row[0] if row else None
    return None


def migrate(url: str) -> bool:
    """Bring the database up to this code's revision, as the owner; says whether anything had to be done."""
    try:
        there = current(url)
    except psycopg.OperationalError as error:
        raise MigrationRefused(f"The database cannot be reached: {' '.join(str(error).split())}") from None
    if there == head():
        return False
    if is_newer(there):
        message = (
            f"The database is at {there}, which only a newer version of Sportello knows. Install that version again."
        )
        raise MigrationRefused(message)
    from alembic import command  # noqa: PLC0415 - see the module's docstring
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import create_engine  # noqa: PLC0415
    from sqlalchemy.exc import ProgrammingError  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    folder = migrations_folder()
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    sys.path.insert(0, str(folder.parent))
    try:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        message = (
            f"DATABASE_URL's login may not do all that migrations do: {error.orig.diag.message_primary}."
            " A superuser prepares the database: `CREATE EXTENSION vector` in it, and CREATEROLE for this login"
            " (or the role sportello_app, granted to it)."
        )
        raise MigrationRefused(message) from None
    finally:
        sys.path.remove(str(folder.parent))
    return True
