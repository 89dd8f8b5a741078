"""A house with a database of its own."""

import pytest

from sportello.core.db import Database
from tests.house import House, build_house


@pytest.fixture
async def house(database: Database) -> House:
    """A workspace."""
    return await build_house(database)
