"""A workspace in which nothing is left to do, and copies of it.

Opening a workspace from a template imports its knowledge; when nobody waits, it is rehearsed. Tests that are about
something else begin with what is there afterwards, row by row, under ids of its own.
"""

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from sportello.core.postgres import EmbeddedPostgres

SETTLES_WITHIN = 180.0
"""Seconds; on an idle machine it takes ten."""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = "\x01"
"""Comes before a number by which rows know each other, which no copy may share."""
_NUMBERED = {("search_rows", "id"), ("postings", "row_id")}
_COLUMNS = """
    SELECT relname, attname, attidentity <> '' FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    AND attgenerated = '' AND (relname = 'workspaces' OR EXISTS (
        SELECT FROM pg_attribute AS own WHERE own.attrelid = pg_class.oid AND own.attname = 'workspace_id'
    )) ORDER BY relname, attnum
"""
_WAITING = "FROM procrastinate_jobs WHERE args->>'workspace_id' = %s AND status IN ('todo', 'doing')"
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Model:
    """The rows of a workspace as PostgreSQL writes them out: table by table, the table's columns with them."""

    home: Path
    slug: str
    keys: Sequence[str]
    """Of its widget."""
    rows: Mapping[tuple[str, tuple[str, ...]], str]
    own: frozenset[str]
    """The ids of all that is in it, and its own."""
    numbers: Sequence[int]

    def copy(self, slug: str) -> Mapping[str, str]:
        """Make another workspace like this one; returns what its widget keys are instead of those here."""
        keys = {key: f"wk_{secrets.token_urlsafe(18)}" for key in self.keys}
        names = {self.slug: slug} | keys
        with _connected(self.home) as connection, connection.transaction():
            new = names | self._renumbered(connection)
            known = re.compile("|".join([_ID.pattern, f"{_NUMBER}[0-9]+", *map(re.escape, names)]))
            # What these rows led to is among them.
            connection.execute("SET LOCAL session_replication_role = replica")
            for (table, columns), rows in self.rows.items():
                listed = sql.SQL(", ").join(map(sql.Identifier, columns))
                into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)
                with connection.cursor() as cursor, cursor.copy(into) as copy:
                    copy.write(known.sub(lambda found: new.get(found[0], found[0]), rows))
        return keys

    def _renumbered(self, connection: Connection) -> dict[str, str]:
        salt = secrets.randbits(32)
        # Ids sort by the time they were made: only their random end is another.
        ids = {one: str(UUID(int=UUID(one).int ^ salt)) for one in self.own}
        fresh = connection.execute(
            "SELECT nextval(pg_get_serial_sequence('search_rows', 'id')) FROM generate_series(1, %s)",
            [len(self.numbers)],
        ).fetchall()
        numbers = zip(self.numbers, sorted(number for (number,) in fresh), strict=True)
        return ids | {f"{_NUMBER}{number}": str(other) for number, other in numbers}


def _connected(home: Path) -> Connection:
    """The database of an installation, as its owner."""
    return psycopg.connect(EmbeddedPostgres(home).url(), autocommit=True)


def remember(home: Path, slug: str) -> Model:
    """Remember a workspace, once all that was to be done in it is done."""
    with _connected(home) as connection:
        found = connection.execute("SELECT id::text FROM workspaces WHERE slug = %s", [slug]).fetchone()
        assert found is not None
        _settle(connection, found[0])
        tables: dict[str, list[str]] = {}
        for table, column, numbered in connection.execute(_COLUMNS).fetchall():
            assert not numbered or (table, column) in _NUMBERED or table == "meaning_spaces", f"{table} is numbered"
            tables.setdefault(table, []).append(column)
        keys = [key for (key,) in connection.execute("SELECT key FROM widget_keys WHERE workspace_id = %s", found)]
        rows = {
            (table, tuple(columns)): written
            for table, columns in tables.items()
            if (written := _written(connection, table, columns, found[0]))
        }
    assert not any(table == "meaning_spaces" for table, _ in rows), "without a model nothing has a meaning"
    own: set[str] = {found[0]}
    for (_, columns), written in rows.items():
        if "id" in columns:
            at = columns.index("id")
            own.update(one for line in written.split("\n")[:-1] if _ID.fullmatch(one := line.split("\t")[at]))
    numbers = {int(number) for written in rows.values() for number in re.findall(f"{_NUMBER}([0-9]+)", written)}
    return Model(home, slug, keys, rows, frozenset(own), sorted(numbers))


def _settle(connection: Connection, workspace_id: str) -> None:
    """Have everything done that this workspace waits for, now rather than later."""
    patience = time.monotonic() + SETTLES_WITHIN
    while connection.execute(f"SELECT {_WAITING}", [workspace_id]).rowcount:
        connection.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE args->>'workspace_id' = %s AND status = 'todo'",
            [workspace_id],
        )
        assert time.monotonic() < patience, f"workspace {workspace_id} still has something to do"
        time.sleep(0.1)


def _written(connection: Connection, table: str, columns: Sequence[str], workspace_id: str) -> str:
    listed = sql.SQL(", ").join(
        sql.SQL("chr(1) || {}" if (table, column) in _NUMBERED else "{}").format(sql.Identifier(column))
        for column in columns
    )
    out = sql.SQL("COPY (SELECT {} FROM {} WHERE {} = {}) TO STDOUT").format(
        listed,
        sql.Identifier(table),
        sql.Identifier("id" if table == "workspaces" else "workspace_id"),
        sql.Literal(workspace_id),
    )
    with connection.cursor() as cursor, cursor.copy(out) as copy:
        return b"".join(bytes(block) for block in copy).decode()
