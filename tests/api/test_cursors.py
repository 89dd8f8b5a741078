"""Cursors are read in one place: what none of ours says is refused alike by every list."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sportello.api.paging import BadCursor, read_cursor, write_cursor
from sportello.core.ids import new_id
from tests.api.conftest import People
from tests.api.declared import published

LISTS = [
    path
    for path, operations in published()["paths"].items()
    if "/widget/" not in path
    and any(parameter["name"] == "cursor" for parameter in operations.get("get", {}).get("parameters", ()))
]


def cursor_of(place: object) -> str:
    """What somebody sends who writes cursors himself."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


NO_ZONE = "2026-11-22T10:00:00"
STRANGE = [
    "x",
    "é",
    "W10",
    cursor_of({"at": 1}),
    cursor_of(["1", "2", "3", "4"]),
    cursor_of([1]),
    cursor_of(["\x00"]),
    cursor_of(["\ud800"]),
    cursor_of([NO_ZONE, str(new_id())]),
    cursor_of(["3", NO_ZONE, str(new_id())]),
    "W" * 2_000,
]


async def test_every_list_refuses_what_is_no_place_in_it(people: People) -> None:
    owner = await people.at_work("Olga", "owner")
    assert len(LISTS) > 10
    for path in LISTS:
        address = re.sub(r"{\w+}", str(new_id()), path.replace("{workspace}", "lumina"))
        for strange in STRANGE:
            refused = await owner.get(address.removeprefix("/api/v1"), params={"cursor": strange})
            assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor"), (path, strange)


def test_a_place_is_read_as_it_was_written() -> None:
    at, id_ = datetime(2026, 11, 22, 10, tzinfo=UTC), UUID(int=7)
    assert read_cursor(write_cursor(3, at, id_), int, datetime, UUID) == (3, at, id_)
    assert read_cursor(write_cursor("così è.md"), str) == ("così è.md",)
    assert read_cursor(None, str) is read_cursor("", UUID) is None
    for wrong in (str(2**31), "-1e3", "²"):
        with pytest.raises(BadCursor):
            read_cursor(cursor_of([wrong]), int)
    with pytest.raises(BadCursor):
        read_cursor(write_cursor((at + timedelta(days=1)).replace(tzinfo=None), id_), datetime, UUID)
