"""Foreign keys point down, as imports do: the schema graph is the import graph."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from sportello.bootstrap import all_models
from sportello.core.db import Base
from tests.architecture.house import floors, room_of


def rooms_of_tables() -> dict[str, str]:
    """The room that owns each table."""
    all_models()
    return {str(mapper.local_table): room_of(mapper.class_.__module__) for mapper in Base.registry.mappers}


def pointing_up(metadata: MetaData, rooms: dict[str, str]) -> list[str]:
    """Foreign keys from a lower floor to a higher one, or between strangers on one floor."""
    height = floors()
    return [
        f"{table.name} -> {key.column.table.name}"
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if (mine := rooms[table.name]) != (theirs := rooms[key.column.table.name]) and height[mine] <= height[theirs]
    ]


def test_foreign_keys_point_down() -> None:
    assert not pointing_up(all_models(), rooms_of_tables())


def test_every_table_of_a_room_has_a_model() -> None:
    assert set(all_models().tables) == set(rooms_of_tables())


def test_a_key_pointing_up_is_caught() -> None:
    planted = MetaData()
    Table("ceiling", planted, Column("id", Integer, primary_key=True))
    Table("ground", planted, Column("id", Integer, primary_key=True), Column("up", Integer, ForeignKey("ceiling.id")))
    assert pointing_up(planted, {"ceiling": "conversations", "ground": "workspaces"}) == ["ground -> ceiling"]
    assert pointing_up(planted, {"ceiling": "contacts", "ground": "knowledge"}) == ["ground -> ceiling"]
    assert not pointing_up(planted, {"ceiling": "workspaces", "ground": "conversations"})
