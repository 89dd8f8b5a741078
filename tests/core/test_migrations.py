"""Migrations: what they make is what the models say, and running them again changes nothing."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, create_engine
from sqlalchemy.pool import NullPool

from sportello.bootstrap import Access, all_models
from sportello.core import schema
from sportello.core.postgres import APP
from tests.conftest import Cluster


@contextmanager
def owner(access: Access) -> Generator[Connection]:
    engine = create_engine(access.owner_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def differences(access: Access, metadata: MetaData) -> list[Any]:
    """What alembic would still change to make the database what the models say."""

    def ours(name: str | None, kind: str, _parents: Any) -> bool:
        return not (kind == "table" and name is not None and name.startswith(("procrastinate_", "alembic_")))

    with owner(access) as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_type": True})
        return list(compare_metadata(context, metadata))


def test_models_and_migrations_agree(access: Access) -> None:
    assert not differences(access, all_models())


def test_a_disagreement_is_caught(access: Access) -> None:
    planted = MetaData()
    for table in all_models().tables.values():
        table.to_metadata(planted)
    Table("forgotten", planted)
    assert [found[0] for found in differences(access, planted)] == ["add_table"]


def test_running_them_again_changes_nothing(access: Access) -> None:
    assert schema.current(access.owner_url) == schema.head()
    assert not schema.migrate(access.owner_url)


def test_a_login_that_may_not_do_it_all_is_refused_in_a_sentence(cluster: Cluster) -> None:
    name = f"test_{os.getpid()}_bare"
    login = cluster.server.url(name, name)
    cluster.run("CREATE ROLE {} LOGIN", name)
    cluster.run("CREATE DATABASE {} OWNER {}", name, name)
    try:
        with pytest.raises(schema.MigrationRefused, match=r'grant role "sportello_app"\. A superuser'):
            schema.migrate(login)
        cluster.run("GRANT {} TO {}", APP, name)
        with pytest.raises(schema.MigrationRefused, match=r'create extension "vector"\. A superuser'):
            schema.migrate(login)
        with psycopg.connect(cluster.server.url(name), autocommit=True) as superuser:
            superuser.execute("CREATE EXTENSION vector")
        assert schema.migrate(login)
    finally:
        cluster.drop(name)
        cluster.run("DROP ROLE {}", name)


def test_a_database_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(schema.MigrationRefused, match="cannot be reached"):
        schema.migrate("postgresql://nobody@127.0.0.1:1/nothing")


def test_an_unmigrated_database_has_no_revision(access: Access) -> None:
    with psycopg.connect(access.owner_url, autocommit=True) as connection:
        connection.execute("DROP TABLE alembic_version")
    assert schema.current(access.owner_url) is None
